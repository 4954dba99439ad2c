"""How the members of a mapping that is kept in one column are asked. Pure.

The labels stand with the column (`info["members"]`); a JSON column does not say of what kind its members are, so that
stands here, by the place "table.column.member". What is not here is a line of text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.messages import N_
from knowledge.articles.laws import LAW_TEXTS


@dataclass(frozen=True, slots=True)
class MemberInput:
    """As in forms.description.Field. members: labels of the members of a mapping within the mapping."""

    widget: str = "text"
    longest: int | None = 300
    help: str | None = None
    taxonomy: str | None = None
    choices: tuple[str, ...] = ()
    as_text: bool = False
    members: Mapping[str, str] = field(default_factory=dict)


_LINE = MemberInput()
_SHORT = MemberInput(longest=60)
_PARTIAL_DATE = MemberInput(longest=10, help=N_("Een jaar, maand of dag, zoals 2026, 2026-11 of 2026-11-22."))
_DAY = MemberInput("date", longest=10)
_LINK = MemberInput("url", longest=2000)
_LONG = MemberInput("long", longest=500)
_VERY_LONG = MemberInput("long", longest=1000)
_LINES = MemberInput("lines", longest=None)
_LAWS = MemberInput("choices", longest=None, taxonomy="laws")
_DOMAIN = MemberInput("choice", longest=None, taxonomy="domains")
_YES_NO = MemberInput("choice", longest=None, choices=("true", "false"), as_text=True)
_SLUG = MemberInput(longest=60, help=N_("Kleine letters, cijfers en streepjes."))

_INPUTS: Mapping[str, MemberInput] = {
    "article_text.sources.id": _SLUG,
    "article_text.sources.date": _PARTIAL_DATE,
    "article_text.sources.url": _LINK,
    "article_text.sources.accessed": _PARTIAL_DATE,
    "article_text.law_articles.law": MemberInput("choice", longest=None, choices=tuple(LAW_TEXTS)),
    "article_text.law_articles.article": _SHORT,
    "article_text.law_articles.version": _DAY,
    "article_text.law_articles.summary_only": MemberInput("check", longest=None, as_text=True),
    "article_text.timeline.change": _LONG,
    "article_text.timeline.action": _LONG,
    "article_text.timeline.begin": MemberInput("choice", longest=None, choices=("16", "17", "17.5"), as_text=True),
    "article_text.timeline.laws": _LAWS,
    "article_text.timeline.cites": _LINES,
    "article_text.needs.code": _SLUG,
    "article_text.needs.domain": _DOMAIN,
    "article_text.needs.explanation": _LONG,
    "article_text.needs.search": MemberInput(
        "pairs",
        longest=None,
        help=N_("Eén per regel, zoals 'q: nachtzorg kind' of 'delivery: home'."),
    ),
    "article_text.conditions.code": _SLUG,
    "article_text.conditions.meaning": MemberInput("long", longest=800),
    "article_text.conditions.question": _LONG,
    "article_text.conditions.domains": MemberInput("choices", longest=None, taxonomy="domains"),
    "article_text.practice.example": _YES_NO,
    "article_text.practice.verdict": MemberInput("choice", longest=None, choices=("meaningful", "not-meaningful")),
    "article_text.practice.domain": _DOMAIN,
    "article_text.practice.signals": _LINES,
    "article_text.practice.activity": _VERY_LONG,
    "article_text.practice.outcome_measures": _LINES,
    "article_text.practice.regions": _LINES,
    "article_text.practice.organizations": _LINES,
    "article_text.practice.groups": _LINES,
    "article_text.practice.coherence": MemberInput(
        members={"holds": N_("Activiteit en uitkomsten hangen samen"), "reason": N_("Waarom wij dat denken")}
    ),
    "article_text.practice.coherence.holds": _YES_NO,
    "article_text.practice.coherence.reason": _VERY_LONG,
    "glossary_term.lay_words.weight": MemberInput("number", longest=None),
    "glossary_term.sources.date": _PARTIAL_DATE,
    "glossary_term.sources.url": _LINK,
    "agenda_item.actions.nl": _LONG,
    "agenda_item.actions.en": _LONG,
    "agenda_item.source.date": _PARTIAL_DATE,
    "agenda_item.source.accessed": _PARTIAL_DATE,
}


def member_input(place: str, name: str) -> MemberInput:
    """How the member `name` of the mapping at `place` is asked."""
    return _INPUTS.get(f"{place}.{name}", _LINE)
