"""A decision flow as data: questions, the way from one to the next, and outcomes. It knows no law itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from core.publishing.entries import Localized
from knowledge.flows.conditions import Condition

NodeType = Literal["choice", "several", "number", "age", "postcode"]
Certainty = Literal["rule", "open"]

RESULT = "result"
"""Where an edge leads that ends the questions."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a choice. exclusive: in a node of type "several" it cannot be combined ("none of these")."""

    code: str
    label: Localized
    help: Localized = field(default_factory=dict)
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """The way to the next node, or to `RESULT`, when the condition holds. The first edge that holds is taken."""

    to: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Node:
    """A question.

    type: "choice" takes one option, "several" one or more, "number" a number, "age" an age in years or a date of
    birth, "postcode" four digits. minimum, maximum: of a number or an age in years, both allowed themselves.
    may_be_unknown: "weet-ik-niet" is an answer.
    """

    code: str
    type: NodeType
    text: Localized
    edges: tuple[Edge, ...]
    help: Localized = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    minimum: float = 0.0
    maximum: float = 120.0
    may_be_unknown: bool = False

    def option(self, code: str) -> Option | None:
        """The option with this code."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class LawReference:
    """An article of a law text. text: its short code ("Bzv"). version: the date of the text that was read.

    confidence: "text" when the law itself was read, "secondary" when another source told what it says.
    """

    text: str
    article: str
    version: date
    part: str | None = None
    confidence: Literal["text", "secondary"] = "text"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from that is not in a law text. date: as the source gives it, None when undated."""

    title: Localized
    publisher: str
    date: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from the answers.

    law: code of the law that applies, None for advice without a law. decided_by: codes of the flow's parties, the
    first is the one who decides. certainty: "rule" follows from the text; "open" means a person must judge.
    unclear: what is not clear; settled_by: codes of the parties that settle it.
    otherwise: holds exactly when no other outcome holds. valid_from, valid_until: both days included.
    search: members of the search API that find this near the family.
    """

    code: str
    title: Localized
    text: Localized
    condition: Condition
    law: str | None
    decided_by: tuple[str, ...]
    certainty: Certainty
    articles: tuple[LawReference, ...] = ()
    sources: tuple[Source, ...] = ()
    unclear: Localized = field(default_factory=dict)
    settled_by: tuple[str, ...] = ()
    factsheet: str | None = None
    search: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None
    otherwise: bool = False

    def valid_on(self, day: date) -> bool:
        """Whether the rule holds on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """One thing that changes at the age. start_at: the age in years at which to start arranging it, None: nothing
    to arrange. condition: when it concerns this family."""

    code: str
    title: Localized
    text: Localized
    start_at: float | None
    condition: Condition
    articles: tuple[LawReference, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class ComingOfAge:
    """A birthday that changes outcomes. node: the age question. Shown from `shown_from` years until `age` years."""

    node: str
    age: float
    shown_from: float
    text: Localized
    items: tuple[ChangeItem, ...]


@dataclass(frozen=True, slots=True)
class PastNote:
    """What to say to someone who asks about a day before `before`: which texts were read."""

    before: date
    text: Localized


@dataclass(frozen=True, slots=True)
class Flow:
    """A decision flow.

    laws: label per law code. parties: who decides or settles, label per code. search_from: search member → node
    whose answer fills it ("age": "leeftijd"). nodes, outcomes: in the order of the file; outcomes are shown so.
    names: what people call it; search_words: by which it is found but that are not shown.
    """

    slug: str
    title: Localized
    summary: Localized
    start: str
    nodes: Mapping[str, Node]
    outcomes: tuple[Outcome, ...]
    laws: Mapping[str, Localized]
    parties: Mapping[str, Localized]
    search_from: Mapping[str, str] = field(default_factory=dict)
    coming_of_age: ComingOfAge | None = None
    past: PastNote | None = None
    version: int = 1
    review_by: date | None = None
    names: tuple[str, ...] = ()
    search_words: tuple[str, ...] = ()

    def outcome(self, code: str) -> Outcome | None:
        """The outcome with this code."""
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)
