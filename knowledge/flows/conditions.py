"""Conditions as data: what must hold of the answers for a question to come next or an outcome to apply.

In a file a condition is a mapping with one of these members:

    all: [c, …]                 every part holds (also: a plain list of conditions)
    any: [c, …]                 at least one part holds
    not: c                      the part does not hold
    is: {node: value}           this is the answer, or among the answers; with a list: one of these is
    only: {node: [value, …]}    the node is answered, and with nothing but these
    atLeast: {node: number}     the number, or the age in years, is this or more
    below: {node: number}       the number, or the age in years, is known and less than this
    known: node                 the node is answered, and not with "weet-ik-niet"
    use: name                   a condition that the flow defines by this name

About a question that was not asked nothing holds: `is`, `only`, `atLeast`, `below` and `known` are false, so their
`not` is true. There is no code in a condition and nothing is evaluated but these forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

UNKNOWN = "weet-ik-niet"
"""The answer "I do not know", the same for every node that allows it."""


@dataclass(frozen=True, slots=True)
class Is:
    """The answer to `node` is, or has among it, `value` (an option's code or `UNKNOWN`)."""

    node: str
    value: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The number answered to `node` is `limit` or more."""

    node: str
    limit: float


@dataclass(frozen=True, slots=True)
class Known:
    """`node` is answered, and not with `UNKNOWN`."""

    node: str


Atom = Is | AtLeast | Known


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts it always holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; without parts it never holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Is | AtLeast | Known | All | AnyOf | Not

ALWAYS = All(())
NEVER = AnyOf(())


def atoms(condition: Condition) -> Iterator[Atom]:
    """Every `Is`, `AtLeast` and `Known` in the condition, in order, repeats included."""
    match condition:
        case Is() | AtLeast() | Known():
            yield condition
        case Not(part):
            yield from atoms(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from atoms(part)


class Evaluation:
    """Whether conditions hold, given the truth of each atom. Named conditions are shared between many outcomes, so
    what was worked out once for an object is remembered for as long as this evaluation lives."""

    def __init__(self, truth: Callable[[Atom], bool]) -> None:
        self._truth = truth
        self._known: dict[int, tuple[Condition, bool]] = {}

    def holds(self, condition: Condition) -> bool:
        """Whether the condition holds."""
        found = self._known.get(id(condition))
        if found is not None:
            return found[1]
        # One function and plain loops: the outcomes of the law finder rest on some hundreds of conditions.
        if isinstance(condition, All):
            value = True
            for part in condition.parts:
                if not self.holds(part):
                    value = False
                    break
        elif isinstance(condition, AnyOf):
            value = False
            for part in condition.parts:
                if self.holds(part):
                    value = True
                    break
        elif isinstance(condition, Not):
            value = not self.holds(condition.part)
        else:
            value = self._truth(condition)
        # The condition is kept beside its value: as long as it lives, its id belongs to nothing else.
        self._known[id(condition)] = (condition, value)
        return value

    def support(self, condition: Condition) -> frozenset[str]:
        """The nodes whose answers make the condition what it is: true when it holds, false when it does not.

        For an `any` that holds, the parts that hold; for an `all` that fails, the parts that fail; else all parts.
        """
        if isinstance(condition, Not):
            return self.support(condition.part)
        if isinstance(condition, All):
            deciding = [part for part in condition.parts if not self.holds(part)] or condition.parts
        elif isinstance(condition, AnyOf):
            deciding = [part for part in condition.parts if self.holds(part)] or condition.parts
        else:
            return frozenset({condition.node})
        return frozenset().union(*map(self.support, deciding))


def both(parts: tuple[Condition, ...]) -> Condition:
    """`all` of the parts, simplified: constants and repeats taken out."""
    kept: dict[Condition, None] = {}
    for part in parts:
        if part == NEVER:
            return NEVER
        if part != ALWAYS:
            kept[part] = None
    return next(iter(kept)) if len(kept) == 1 else All(tuple(kept))


def either(parts: tuple[Condition, ...]) -> Condition:
    """`any` of the parts, simplified: constants and repeats taken out."""
    kept: dict[Condition, None] = {}
    for part in parts:
        if part == ALWAYS:
            return ALWAYS
        if part != NEVER:
            kept[part] = None
    return next(iter(kept)) if len(kept) == 1 else AnyOf(tuple(kept))


def opposite(part: Condition) -> Condition:
    """`not` the part, simplified."""
    if part == ALWAYS:
        return NEVER
    if part == NEVER:
        return ALWAYS
    return part.part if isinstance(part, Not) else Not(part)


@lru_cache(maxsize=200_000)
def given(condition: Condition, atom: Atom, value: bool) -> Condition:
    """What is left of the condition once the truth of one atom is known."""
    match condition:
        case Is() | AtLeast() | Known():
            if condition != atom:
                return condition
            return ALWAYS if value else NEVER
        case Not(part):
            return opposite(given(part, atom, value))
        case All(parts):
            return both(tuple(given(part, atom, value) for part in parts))
        case AnyOf(parts):
            return either(tuple(given(part, atom, value) for part in parts))


@lru_cache(maxsize=200_000)
def without(condition: Condition, node: str) -> Condition:
    """What is left of the condition once it is known that `node` is not asked: nothing holds about it."""
    for atom in dict.fromkeys(atoms(condition)):
        if atom.node == node:
            condition = given(condition, atom, False)
    return condition


def as_data(condition: Condition) -> Mapping[str, object]:
    """The condition in the form of the file, with names filled in; for showing which rule made an outcome."""
    match condition:
        case Is(node, value):
            return {"is": {node: value}}
        case AtLeast(node, limit):
            return {"atLeast": {node: limit}}
        case Known(node):
            return {"known": node}
        case Not(part):
            return {"not": as_data(part)}
        case All():
            return {"all": [as_data(part) for part in _flat(condition)]}
        case AnyOf():
            return {"any": [as_data(part) for part in _flat(condition)]}


def _flat(condition: All | AnyOf) -> Iterator[Condition]:
    """The parts, with those of a part of the same form in its place: all of (all of a, b), c is all of a, b, c."""
    for part in condition.parts:
        if isinstance(part, All | AnyOf) and type(part) is type(condition):
            yield from _flat(part)
        else:
            yield part
