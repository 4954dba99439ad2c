"""An escalation route as data: steps with a desk each, and per law the regular way that comes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from core.publishing.entries import Localized
from knowledge.flows.flow import LawReference, Source

Remedy = Literal["objection", "reconsideration", "conversation"]


@dataclass(frozen=True, slots=True)
class StepCondition:
    """When a step applies: one of `laws` is among the case's laws (empty: any law), and there are at least
    `minimum_laws` of them."""

    laws: tuple[str, ...] = ()
    minimum_laws: int = 1

    def unmet(self, laws: tuple[str, ...]) -> Literal["law", "several-laws"] | None:
        """Which part does not hold for a case under these laws; None when the step applies."""
        if self.laws and not set(self.laws) & set(laws):
            return "law"
        return "several-laws" if len(set(laws)) < self.minimum_laws else None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the route.

    desk_type: code of the desk-types taxonomy. applies: when. why: what it is for, why_not: said when it does not
    apply. who: who may use it. bring: evidence to bring. expect: what happens there. response_days: calendar days in
    which an answer comes, None when no source says so. next_on_no, next_on_silence: codes; None on the last step.
    silence_days: calendar days after which to go on without an answer: our advice, not a legal term.
    uncertain: what the sources do not tell (a contact, whether it still exists), as of `as_of`.
    """

    code: str
    name: Localized
    desk_type: str
    applies: StepCondition
    why: Localized
    why_not: Localized
    who: Localized
    bring: tuple[Localized, ...]
    expect: Localized
    response_days: int | None
    next_on_no: str | None
    next_on_silence: str | None
    silence_days: int | None
    as_of: date
    uncertain: Localized = field(default_factory=dict)
    articles: tuple[LawReference, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class RegularWay:
    """What to do first when a decision under a law is not right.

    decision: which decision this is about. decided_by: who took it. remedy: how to go against it. term_days: days in
    which you must act, None when no term is known. then: where to go after that. support: free help. desk_types:
    desks that play a part, for finding them near the family.
    """

    code: str
    law: str
    decision: Localized
    decided_by: Localized
    remedy: Remedy
    action: Localized
    term_days: int | None
    term: Localized
    then: Localized
    support: Localized
    desk_types: tuple[str, ...]
    as_of: date
    articles: tuple[LawReference, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class FallbackDesk:
    """The desk to turn to when that of a step is not known. Its contact is shown with `as_of`, the day it was true."""

    desk_type: str
    name: Localized
    phone: str | None
    email: str | None
    website: str | None
    hours: Localized
    expect: Localized
    response_days: int | None
    as_of: date
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A route. laws: label per law code. starts: law code → the step at which it enters. steps, regular_ways: in the
    order of the file. names: what people call it; search_words: by which it is found but that are not shown."""

    slug: str
    title: Localized
    summary: Localized
    laws: Mapping[str, Localized]
    starts: Mapping[str, str]
    steps: Mapping[str, Step]
    regular_ways: tuple[RegularWay, ...]
    fallback: FallbackDesk
    version: int = 1
    review_by: date | None = None
    names: tuple[str, ...] = ()
    search_words: tuple[str, ...] = ()

    def following(self, code: str) -> tuple[str, ...]:
        """The steps one can come to next from this step, each once."""
        step = self.steps[code]
        return tuple(dict.fromkeys(c for c in (step.next_on_no, step.next_on_silence) if c is not None))
