"""The tables of the knowledge room."""

from knowledge.models.agenda import AgendaItem
from knowledge.models.articles import ArticleAttachment, ArticleRecord, ArticleText
from knowledge.models.glossary import GlossaryTerm
from knowledge.models.practices import Practice, PracticeSignal, PracticeState, PracticeStep
from knowledge.models.rules import DecisionFlow, EscalationRoute

__all__ = [
    "AgendaItem",
    "ArticleAttachment",
    "ArticleRecord",
    "ArticleText",
    "DecisionFlow",
    "EscalationRoute",
    "GlossaryTerm",
    "Practice",
    "PracticeSignal",
    "PracticeState",
    "PracticeStep",
]
