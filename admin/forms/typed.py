"""What was typed in a form: read from the request, changed by its buttons, and turned into content. Pure.

A field is named by its place: `name`, `phones.1.number`, `at_locations.0.schedules.0.note`. So the name of a field is
its id on the page, and the path of a fault in the content. A row of a group says that it is there by the hidden field
`<place>.id`, which is empty for a new one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from admin.forms.description import LISTS, NUMBERS, Field, Group
from core.publishing.snapshots import Content

ID = "id"
MOST_ROWS = 300
MOST_NAMES = 20_000
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,12})?")
_NEW = re.compile(r"new-\d{1,4}")


class Posted(Protocol):
    """The fields of a form as they were posted, each with its values in order."""

    def lists(self) -> Iterable[tuple[str, list[str]]]: ...


@dataclass(slots=True)
class Typed:
    """What was typed in one group or row: texts per field as they came, and the rows of the groups in it."""

    id: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[Typed]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What was typed in a field; "" when nothing was."""
        return next(iter(self.values.get(name, ())), "")

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was typed, in it and below it."""
        typed = any(text.strip() for texts in self.values.values() for text in texts)
        return not typed and all(row.is_blank for rows in self.rows.values() for row in rows)


Tree = dict[str, Any]


def read_typed(group: Group, posted: Posted) -> Typed:
    """What was typed, of the fields that `group` asks. Whatever else was posted is passed over."""
    tree: Tree = {}
    for number, (name, texts) in enumerate(posted.lists()):
        if number >= MOST_NAMES:
            break
        _plant(tree, name.split("."), [_clean(text) for text in texts])
    return _read(group, tree)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _plant(tree: Tree, path: Sequence[str], texts: list[str]) -> None:
    for part in path[:-1]:
        below = tree.setdefault(part, {})
        if not isinstance(below, dict):
            return
        tree = below
    if not isinstance(tree.get(path[-1]), dict):
        tree[path[-1]] = texts


def _read(group: Group, tree: Tree) -> Typed:
    found = Typed(id=_text(tree.get(ID)))
    for asked in group.fields:
        texts = tree.get(asked.name)
        found.values[asked.name] = texts if isinstance(texts, list) else []
    for below in group.groups:
        part = tree.get(below.name)
        if not below.many:
            found.rows[below.name] = [_read(below, part if isinstance(part, dict) else {})]
            continue
        rows = part if isinstance(part, dict) else {}
        numbers = sorted(int(key) for key in rows if key.isascii() and key.isdigit() and len(key) < 6)
        found.rows[below.name] = [
            _read(below, rows[str(number)]) for number in numbers[:MOST_ROWS] if isinstance(rows.get(str(number)), dict)
        ]
    return found


def _text(value: Any) -> str:
    return value[0][:100] if isinstance(value, list) and value else ""


def typed_of(group: Group, content: Content | None) -> Typed:
    """What a form shows of a content before anybody typed."""
    content = content or {}
    shown = Typed(id=str(content.get(ID) or ""))
    for asked in group.fields:
        shown.values[asked.name] = _shown(asked, content.get(asked.name))
    for below in group.groups:
        part = content.get(below.name)
        if below.many:
            shown.rows[below.name] = [typed_of(below, item) for item in part or ()]
        else:
            shown.rows[below.name] = [typed_of(below, part if isinstance(part, dict) else None)]
    return shown


def _shown(asked: Field, value: Any) -> list[str]:
    """A value as the texts of its field."""
    if value is None:
        return []
    if asked.widget == "choices":
        return [str(item) for item in value]
    if asked.widget in LISTS:
        return ["\n".join(str(item) for item in value)]
    if asked.widget == "pairs":
        return ["\n".join(f"{name}: {item}" for name, items in value.items() for item in _listed(items))]
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    if isinstance(value, bool):
        text = text.lower()
    return [text.replace(".", ",") if asked.widget == "number" else text]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def content_of(group: Group, typed: Typed, base: Content | None) -> Content:
    """The content that was typed. base: the content before; what the form does not ask of it stays.

    Texts stay as they were typed where they want reading (a date, an address): whoever saves them does that and says
    what is wrong. A row in which nothing was typed is left out.
    """
    content = dict(base or {})
    if group.keyed and (typed.id or not base):
        content.pop(ID, None)
        if typed.id:
            content[ID] = typed.id
    for asked in group.fields:
        value = _value(asked, typed.values.get(asked.name, []))
        if value is None:
            # What was kept as nothing stays so: an unchanged form is no change.
            if content.get(asked.name) is not None:
                del content[asked.name]
        else:
            content[asked.name] = _in_old_order(asked, value, content.get(asked.name))
    for below in group.groups:
        rows = _rows(below, typed.rows.get(below.name, []), content.get(below.name))
        if rows:
            content[below.name] = rows if below.many else rows[0]
        else:
            content.pop(below.name, None)
    return content


def _rows(group: Group, rows: Sequence[Typed], base: Any) -> list[Content]:
    before: Mapping[str, Content] = {}
    if group.many and group.keyed:
        before = {str(item.get(ID)): item for item in base or ()}
    elif not group.many and isinstance(base, dict):
        before = {"": base}
    made = []
    for number, row in enumerate(rows):
        known = before.get(row.id if group.many else "")
        if row.is_blank and (not group.keyed or known is None or not group.many):
            continue
        if group.many and not group.keyed:
            known = _empty_members(base, number)
        content = content_of(group, row, known)
        if content:
            made.append(content)
    return made


def _in_old_order(asked: Field, value: Any, before: Any) -> Any:
    """Ticks have no order of their own: those that were there keep their places, new ones come after."""
    if asked.widget != "choices" or not isinstance(before, list):
        return value
    return [item for item in before if item in value] + [item for item in value if item not in before]


def _empty_members(base: Any, number: int) -> Content | None:
    """The members that are kept as nothing in the mapping that stood at a place."""
    row = base[number] if isinstance(base, list) and number < len(base) else None
    return {name: None for name, value in row.items() if value is None} if isinstance(row, dict) else None


def _value(asked: Field, texts: Sequence[str]) -> Any:
    """What the texts of a field stand for; None for nothing."""
    if asked.widget == "choices":
        return [text for text in dict.fromkeys(texts) if text] or None
    text = next(iter(texts), "")
    if asked.widget == "check":
        return (text if asked.as_text else True) if text == "true" else None
    if asked.widget in LISTS:
        return [line.strip() for line in text.splitlines() if line.strip()] or None
    if asked.widget == "pairs":
        return _pairs(text)
    if asked.widget not in {"markdown", "yaml"}:
        text = text.strip()
    if not text.strip():
        return None
    return _number(text, asked.widget) if asked.widget in NUMBERS and not asked.as_text else text


def _number(text: str, widget: str) -> float | int | str:
    """The number; the text itself when it is none, so that whoever saves it can say so."""
    if not _NUMBER.fullmatch(text):
        return text
    number = float(text.replace(",", "."))
    if widget == "whole":
        return int(number) if number == math.floor(number) else text
    return number


def _pairs(text: str) -> dict[str, list[str]] | None:
    """`name: value` a line; a name that comes on several lines has several values."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, _, value = (part.strip() for part in line.partition(":"))
        if name or value:
            found.setdefault(name, []).append(value)
    return found or None
