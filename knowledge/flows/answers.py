"""Answers as they come in (text from a query) and as the flow understands them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.flows.conditions import UNKNOWN, AtLeast, Atom, Is, Known
from knowledge.flows.flow import Flow, Node

GivenAnswers = Mapping[str, str | Sequence[str]]
"""Node → the values given. Several values may also stand in one text with commas between."""

MAX_VALUES = 60
_POSTCODE = re.compile(r"[1-9][0-9]{3}")
_FULL_POSTCODE = re.compile(r"[1-9][0-9]{3}\s?[A-Za-z]{2}")
_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,3})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Answer:
    """An understood answer.

    values: option codes in the order of the flow, or the text of the number, date or postcode; `(UNKNOWN,)` for
    "I do not know". number: the number, or the age in years (completed years, with the months as twelfths) on the
    day asked about. born: the date of birth when that was given.
    """

    node: str
    values: tuple[str, ...]
    number: float | None = None
    born: date | None = None

    @property
    def unknown(self) -> bool:
        """Whether this is "I do not know"."""
        return self.values == (UNKNOWN,)

    def truth(self, atom: Atom) -> bool:
        """Whether an atom about this node holds."""
        match atom:
            case Is(_, value):
                return value in self.values
            case Known():
                return not self.unknown
            case AtLeast(_, limit):
                return self.number is not None and self.number >= limit


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """An answer that cannot be used. code: unknown-node, unknown-answer, not-combinable, too-many, not-a-number,
    out-of-range, not-a-date, not-born-yet, full-postcode, not-a-postcode, empty. allowed: what is allowed instead.
    """

    node: str
    value: str
    code: str
    allowed: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.node}={self.value!r}: {self.code}; allowed: {', '.join(self.allowed)}"


class AnswersRefusedError(ValueError):
    """Some answers do not fit the flow; `faults` names them all, each with what is allowed."""

    def __init__(self, faults: Sequence[AnswerFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


def allowed_answers(node: Node) -> tuple[str, ...]:
    """What the node takes, as codes or as a pattern a person can read."""
    unknown = (UNKNOWN,) if node.may_be_unknown else ()
    span = f"{node.minimum:g}-{node.maximum:g}"
    match node.type:
        case "choice" | "several":
            return (*(option.code for option in node.options), *unknown)
        case "number":
            return (span, *unknown)
        case "age":
            return (span, "YYYY-MM-DD", *unknown)
        case "postcode":
            return ("1000-9999", *unknown)


def age_on(born: date, day: date) -> float:
    """The age in years: completed years, plus completed months as twelfths. Someone born on 29 February comes of
    age on 1 March in other years."""
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    return months / 12


def birthday(born: date, age: int) -> date:
    """The day on which someone reaches this age."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def read_answers(flow: Flow, given: GivenAnswers, at: date) -> dict[str, Answer]:
    """All given answers, understood for the day `at`. Raises `AnswersRefusedError` with every fault."""
    faults: list[AnswerFault] = []
    answers: dict[str, Answer] = {}
    for code, raw in given.items():
        values = _values(raw)
        node = flow.nodes.get(code)
        if node is None:
            faults.append(AnswerFault(code, ",".join(values)[:80], "unknown-node", tuple(flow.nodes)))
            continue
        found = _read(node, values, at)
        if isinstance(found, Answer):
            answers[code] = found
        else:
            faults.extend(found)
    if faults:
        raise AnswersRefusedError(faults)
    return answers


def unknown_answer(node: Node) -> Answer:
    """The answer "I do not know" to this node."""
    return Answer(node.code, (UNKNOWN,))


def _values(raw: str | Sequence[str]) -> tuple[str, ...]:
    parts: Iterable[str] = [raw] if isinstance(raw, str) else raw
    return tuple(dict.fromkeys(value.strip() for part in parts for value in part.split(",") if value.strip()))


def _refused(node: Node, value: str, code: str) -> list[AnswerFault]:
    return [AnswerFault(node.code, value[:80], code, allowed_answers(node))]


def _read(node: Node, values: tuple[str, ...], at: date) -> Answer | list[AnswerFault]:
    if not values:
        return _refused(node, "", "empty")
    if len(values) > MAX_VALUES or (len(values) > 1 and node.type != "several"):
        return _refused(node, ",".join(values), "too-many")
    if UNKNOWN in values and node.may_be_unknown:
        return unknown_answer(node) if len(values) == 1 else _refused(node, ",".join(values), "not-combinable")
    return _read_options(node, values) if node.options else _read_single(node, values[0], at)


def _read_single(node: Node, value: str, at: date) -> Answer | list[AnswerFault]:
    if node.type == "postcode":
        return _read_postcode(node, value)
    if node.type == "age" and _DAY.fullmatch(value):
        return _read_birth(node, value, at)
    return _read_number(node, value)


def _read_postcode(node: Node, value: str) -> Answer | list[AnswerFault]:
    if _POSTCODE.fullmatch(value):
        return Answer(node.code, (value,))
    return _refused(node, value, "full-postcode" if _FULL_POSTCODE.fullmatch(value) else "not-a-postcode")


def _read_number(node: Node, value: str) -> Answer | list[AnswerFault]:
    if not _NUMBER.fullmatch(value):
        return _refused(node, value, "not-a-number")
    number = float(value.replace(",", "."))
    if not node.minimum <= number <= node.maximum:
        return _refused(node, value, "out-of-range")
    return Answer(node.code, (value,), number)


def _read_options(node: Node, values: tuple[str, ...]) -> Answer | list[AnswerFault]:
    allowed = allowed_answers(node)
    strange = [value for value in values if node.option(value) is None]
    if strange:
        return [AnswerFault(node.code, value[:80], "unknown-answer", allowed) for value in strange]
    chosen = [option for option in node.options if option.code in values]
    if len(chosen) > 1 and any(option.exclusive for option in chosen):
        return [AnswerFault(node.code, ",".join(values), "not-combinable", allowed)]
    return Answer(node.code, tuple(option.code for option in chosen))


def _read_birth(node: Node, value: str, at: date) -> Answer | list[AnswerFault]:
    try:
        born = date.fromisoformat(value)
    except ValueError:
        return _refused(node, value, "not-a-date")
    if born > at:
        return _refused(node, value, "not-born-yet")
    age = age_on(born, at)
    if not node.minimum <= age <= node.maximum:
        return _refused(node, value, "out-of-range")
    return Answer(node.code, (value,), age, born)
