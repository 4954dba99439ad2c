"""An article: a factsheet, a best practice or a page, in one language.

Everything here is data without behaviour of its own; `reading` makes it from a file, `rendering` makes HTML of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

Language = Literal["nl", "en"]


class ArticleKind(StrEnum):
    """The kinds of articles, by the name that search and the API use."""

    FACTSHEET = "factsheet"
    PAGE = "page"
    BEST_PRACTICE = "best-practice"


class Verdict(StrEnum):
    """How the analysis of a practice ended: a meaningful intervention, or not."""

    MEANINGFUL = "meaningful"
    NOT_MEANINGFUL = "not-meaningful"


LAWS = ("zvw", "jeugdwet", "wlz", "wmo", "education")
DOMAINS = ("medical", "development", "social", "safety")
AUDIENCES = ("parent", "professional")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from.

    date, accessed: a day, month or year in ISO 8601 (`2026-11-22`, `2026-11`, `2026`), as exact as the source says;
    date is None for a source without a date, url for one that is not on the web.
    """

    id: str
    title: str
    publisher: str
    date: str | None
    url: str | None
    accessed: str


@dataclass(frozen=True, slots=True)
class LawArticle:
    """An article of a law text as it read on the day `version`.

    summary_only: we read a summary of it, not the text itself.
    """

    law: str
    article: str
    version: date
    summary_only: bool = False

    @property
    def key(self) -> str:
        """How a text cites it: `Jw 2.3`, or `Bzv/2016-10-06 2.10` for one version out of several."""
        return f"{self.law} {self.article}"


@dataclass(frozen=True, slots=True)
class Moment:
    """One subject that changes at a birthday.

    begin: the age in years at which to begin (16, 17 or 17.5); None when nothing has to be done.
    cites: citations for it, as they stand in a text between `[@` and `]`.
    """

    subject: str
    change: str
    action: str
    begin: float | None
    laws: tuple[str, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A need of child or family in one domain, with the search that it opens (members as in `GET /search`)."""

    code: str
    domain: str
    label: str
    explanation: str
    search: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Condition:
    """One quality condition: what it asks, and a question with which a family or professional can check it."""

    code: str
    title: str
    meaning: str
    question: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PracticeAnalysis:
    """What was signalled, collected and analysed about a practice, and how it was concluded.

    example: made up to show how a practice is described; there is no study behind it.
    coherence: whether activity and outcomes go together; coherence_reason says why we think so.
    """

    example: bool
    verdict: Verdict
    domain: str
    signals: tuple[str, ...]
    activity: str
    outcome_measures: tuple[str, ...]
    regions: tuple[str, ...]
    organizations: tuple[str, ...]
    groups: tuple[str, ...]
    coherence: bool
    coherence_reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one language. `body` is Markdown, `body_line` the line of the file on which it starts."""

    slug: str
    language: Language
    kind: ArticleKind
    number: int | None
    title: str
    summary: str
    laws: tuple[str, ...]
    domains: tuple[str, ...]
    audience: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    review_by: date
    sources: tuple[Source, ...]
    law_articles: tuple[LawArticle, ...]
    related_articles: tuple[str, ...]
    related_services: tuple[str, ...]
    timeline: tuple[Moment, ...]
    needs: tuple[Need, ...]
    conditions: tuple[Condition, ...]
    practice: PracticeAnalysis | None
    body: str
    body_line: int = 1
