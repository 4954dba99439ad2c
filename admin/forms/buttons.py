"""The buttons in a form that add, remove and move rows. Each posts the whole form; nothing is saved by them. Pure.

A button's value is an act and a place: `add:phones`, `remove:services.0.phones.1`, `up:phones.1`, `down:phones.1`.
"""

from __future__ import annotations

from dataclasses import dataclass

from admin.forms.description import Group
from admin.forms.typed import MOST_ROWS, Typed, typed_of

ACTS = ("add", "remove", "up", "down")


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button did. place: the row or group to put the reader at afterwards."""

    act: str
    place: str


def press(group: Group, typed: Typed, value: str) -> Pressed | None:
    """Do in `typed` what the button says; None when it is no such button or its place is not there."""
    act, _, place = value.partition(":")
    if act not in ACTS or not place:
        return None
    parts = place.split(".")
    if act == "add":
        return _add(group, typed, parts)
    number = parts.pop()
    found = find_group(group, typed, parts)
    index = _index(number)
    if found is None or index is None:
        return None
    rows = found[1].rows[parts[-1]]
    return _change(rows, index, act, ".".join(parts))


def _add(group: Group, typed: Typed, parts: list[str]) -> Pressed | None:
    found = find_group(group, typed, parts)
    if found is None or not found[0].many:
        return None
    rows = found[1].rows.setdefault(parts[-1], [])
    if len(rows) < MOST_ROWS:
        rows.append(typed_of(found[0], None))
    return Pressed("add", f"{'.'.join(parts)}.{len(rows) - 1}")


def _change(rows: list[Typed], number: int, act: str, place: str) -> Pressed | None:
    if number >= len(rows):
        return None
    if act == "remove":
        del rows[number]
        return Pressed(act, f"{place}.{min(number, len(rows) - 1)}" if rows else place)
    other = number - 1 if act == "up" else number + 1
    if 0 <= other < len(rows):
        rows[number], rows[other] = rows[other], rows[number]
        return Pressed(act, f"{place}.{other}")
    return Pressed(act, f"{place}.{number}")


def find_group(group: Group, typed: Typed, parts: list[str]) -> tuple[Group, Typed] | None:
    """The group at a place, and the row in which its rows are; None when there is no such place."""
    below = next((item for item in group.groups if parts and item.name == parts[0]), None)
    if below is None:
        return None
    if len(parts) == 1:
        return below, typed
    rows = typed.rows.get(below.name, [])
    if not below.many:
        return find_group(below, rows[0], parts[1:]) if rows else None
    index = _index(parts[1])
    if index is None or index >= len(rows):
        return None
    return find_group(below, rows[index], parts[2:])


def _index(text: str) -> int | None:
    """The number of a row; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
