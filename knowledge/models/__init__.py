"""The tables of the knowledge room."""

from knowledge.models.agenda import AgendaItem
from knowledge.models.articles import ArticleAttachment, ArticleRecord, ArticleText
from knowledge.models.glossary import GlossaryTerm
from knowledge.models.practices import Practice, PracticeSignal, PracticeState, PracticeStep

__all__ = [
    "AgendaItem",
    "ArticleAttachment",
    "ArticleRecord",
    "ArticleText",
    "GlossaryTerm",
    "Practice",
    "PracticeSignal",
    "PracticeState",
    "PracticeStep",
]
