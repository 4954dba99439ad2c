"""What differs between two contents, field by field and word by word, and how three contents become one. Pure.

Parts (items of a list that have an `id`) are told by that id, so that a part that moved is still the same part. What
is empty and what is absent is the same; so are 4 and "4", as a form gives them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from core.publishing.snapshots import Content

Path = tuple[str | int, ...]
"""A place in a content, as ("services", "3f2a…", "name"): names of fields, and ids of parts."""

ORDER = "order"
"""Stands in a path for the order of the parts of a list."""


class ChangeKind(StrEnum):
    """What happened at a place."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. old, new: the values, None where there is none.

    Of a part that was added or removed: the whole part. Of parts in another order (MOVED, at the list): the ids that
    are on both sides, in their order.
    """

    path: Path
    kind: ChangeKind
    old: Any
    new: Any


class Side(StrEnum):
    """Whose value is taken where two people changed the same thing differently."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place that both changed, each to something else. None where one of them took the part away, or emptied it."""

    path: Path
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of two edits of one base. content: with mine at every conflict that was not decided."""

    content: Content
    conflicts: tuple[Conflict, ...]


def path_text(path: Path) -> str:
    """A path as one word, for the name of a form field: "services.3f2a….name"."""
    return ".".join(map(str, path))


def differences(old: Content, new: Content) -> list[Change]:
    """Every difference, in the order of the fields. Neither the id of the record nor that of a part counts."""
    return list(_differences(old, new, ()))


def merge(base: Content, mine: Content, theirs: Content, choices: Mapping[Path, Side] | None = None) -> Merged:
    """Put two edits of `base` together, field by field.

    What only one of them changed is taken, and so is what both changed alike; a part that one of them added stays.
    What both changed differently is a conflict, decided by `choices`, which name its path. Nothing is lost: a part
    that one took away while the other changed it is a conflict too.
    """
    merger = _Merger(dict(choices or {}))
    content = merger.fields((), base, mine, theirs)
    return Merged(content, tuple(merger.conflicts))


def is_same(one: Any, other: Any) -> bool:
    """Whether two values say the same, however a form or a column spells them."""
    if is_empty(one) or is_empty(other):
        return is_empty(one) and is_empty(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return all(is_same(one.get(name), other.get(name)) for name in {**one, **other})
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) or isinstance(other, int | float):
        return bool(_number(one) == _number(other))
    return bool(_text(one) == _text(other))


def is_empty(value: Any) -> bool:
    """Whether a value says nothing."""
    return value is None or (isinstance(value, str | list | dict) and not value) or _text(value) == ""


def _text(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _number(value: Any) -> Any:
    try:
        return float(value.replace(",", ".") if isinstance(value, str) else value)
    except (TypeError, ValueError):
        return value


def _parts_of(*values: Any) -> tuple[dict[str, Content], ...] | None:
    """The parts by id of each list, when these are lists of parts (absent ones count as empty); None otherwise.

    A part that has no id yet is called by its place ("new-0-2"): two such parts are never the same one.
    """
    if not any(isinstance(value, list) and value for value in values):
        return None
    found: list[dict[str, Content]] = []
    named = 0
    for side, value in enumerate(values):
        items = [] if is_empty(value) else value
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return None
        parts = {str(item.get("id") or f"new-{side}-{place}"): item for place, item in enumerate(items)}
        if len(parts) < len(items):
            return None
        named += sum(1 for item in items if item.get("id"))
        found.append(parts)
    return tuple(found) if named else None


def _names(*contents: Content) -> list[str]:
    return list(dict.fromkeys(name for content in contents for name in content if name != "id"))


def _differences(old: Content, new: Content, path: Path) -> Iterator[Change]:
    for name in _names(old, new):
        before, after = old.get(name), new.get(name)
        if is_same(before, after):
            continue
        parts = _parts_of(before, after)
        if parts is not None:
            yield from _part_differences(parts[0], parts[1], (*path, name))
        elif isinstance(before, dict) and isinstance(after, dict):
            yield from _differences(before, after, (*path, name))
        elif is_empty(before):
            yield Change((*path, name), ChangeKind.ADDED, None, after)
        elif is_empty(after):
            yield Change((*path, name), ChangeKind.REMOVED, before, None)
        else:
            yield Change((*path, name), ChangeKind.CHANGED, before, after)


def _part_differences(old: Mapping[str, Content], new: Mapping[str, Content], path: Path) -> Iterator[Change]:
    for key, part in old.items():
        if key in new:
            yield from _differences(part, new[key], (*path, key))
        else:
            yield Change((*path, key), ChangeKind.REMOVED, part, None)
    for key, part in new.items():
        if key not in old:
            yield Change((*path, key), ChangeKind.ADDED, None, part)
    before, after = [key for key in old if key in new], [key for key in new if key in old]
    if before != after:
        yield Change(path, ChangeKind.MOVED, before, after)


@dataclass(slots=True)
class _Merger:
    choices: dict[Path, Side]
    conflicts: list[Conflict] = field(default_factory=list)

    def fields(self, path: Path, base: Content, mine: Content, theirs: Content) -> Content:
        merged: Content = {}
        for source in (theirs, mine):
            if "id" in source:
                merged["id"] = source["id"]
        for name in _names(theirs, mine, base):
            value = self.value((*path, name), base.get(name), mine.get(name), theirs.get(name))
            if not is_empty(value):
                merged[name] = value
        return merged

    def value(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:
        if is_same(base, mine):
            return theirs
        if is_same(base, theirs) or is_same(mine, theirs):
            return mine
        parts = _parts_of(base, mine, theirs)
        if parts is not None:
            return self.parts(path, *parts)
        if isinstance(mine, dict) and isinstance(theirs, dict):
            return self.fields(path, base if isinstance(base, dict) else {}, mine, theirs)
        return self.choose(path, base, mine, theirs)

    def choose(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:
        """What was decided about a conflict; mine, and a conflict more, when nothing was."""
        choice = self.choices.get(path)
        if choice is None:
            self.conflicts.append(Conflict(path, base, mine, theirs))
        return theirs if choice is Side.THEIRS else mine

    def parts(
        self, path: Path, base: Mapping[str, Content], mine: Mapping[str, Content], theirs: Mapping[str, Content]
    ) -> list[Content]:
        kept: dict[str, Content] = {}
        for key in dict.fromkeys((*theirs, *mine)):
            part = self.part((*path, key), base.get(key), mine.get(key), theirs.get(key))
            if part is not None:
                kept[key] = part
        return [kept[key] for key in self.order(path, list(base), list(mine), list(theirs)) if key in kept]

    def part(self, path: Path, base: Content | None, mine: Content | None, theirs: Content | None) -> Content | None:
        if mine is not None and theirs is not None:
            return self.fields(path, base or {}, mine, theirs)
        left = mine if mine is not None else theirs
        if base is None:
            return left
        if left is None or is_same(base, left):
            return None
        choice = self.choices.get(path)
        if choice is None:
            self.conflicts.append(Conflict(path, base, mine, theirs))
            return left
        return theirs if choice is Side.THEIRS else mine

    def order(self, path: Path, base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
        """The keys of both sides in one order: that of who changed it, with what only the other has in its place."""
        shared = set(mine) & set(theirs)
        own, other = [key for key in mine if key in shared], [key for key in theirs if key in shared]
        before = [key for key in base if key in shared]
        leading, following = mine, theirs
        if own != other:
            if own == before:
                leading, following = theirs, mine
            elif other != before:
                chosen = self.choose((*path, ORDER), before, own, other)
                leading, following = (theirs, mine) if chosen is other else (mine, theirs)
        ordered = list(leading)
        for previous, key in pairwise([None, *following]):
            if key is not None and key not in ordered:
                ordered.insert(ordered.index(previous) + 1 if previous in ordered else 0, key)
        return ordered
