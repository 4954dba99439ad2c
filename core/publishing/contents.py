"""Writing a content in a record: the way back from `snapshots.snapshot`.

This trusts that the content can be kept: a kind's `save` has read and checked it (core.publishing.editing), or it was
kept before (a revision).
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, inspect, select
from sqlalchemy.orm import MANYTOONE, Session

from core.publishing.shapes import ASSURED, POSITION, PartShape, Shape, shape_of
from core.publishing.snapshots import Content

_NO_DEFAULT = object()
_FROM_TEXT: dict[type, Callable[[str], Any]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    uuid.UUID: uuid.UUID,
    float: float,
    int: int,
}


def write_content(session: Session, record: Any, content: Content) -> None:
    """Make `record` and everything it owns say what `content` says.

    Parts are matched by their `id`: one that is not there is made (with that id when nothing else has it, so that a
    part that is restored is the same part again), one that is not named goes, and their order gives their position.
    A column that is absent becomes its default, or empty; but columns that must be filled and have no default, and
    those that tell when the content was verified (ASSURED), stay as they are: name them with None to empty them.
    The id of the record, its version and its state are never touched. Names that the model does not know are left
    alone. Raises ValueError for a value that its column cannot hold.
    """
    shape = shape_of(type(record))
    _write(session, record, shape, with_ids(session, record, content))


def with_ids(session: Session, record: Any, content: Content) -> Content:
    """A copy of `content` in which every part has the id that it will have, also where another part names it.

    A part without an id, or with one that is no UUID (a form may call a new location "new-1"), or that something else
    has already, gets a fresh one.
    """
    renamed: dict[str, str] = {}
    shape = shape_of(type(record))
    whole = _identified(session, record, shape, content, renamed)
    return _renamed(shape, whole, renamed) if renamed else whole


def claim_ids(rows: Iterable[Any], parts: Sequence[Content], key: Callable[[Any], Hashable]) -> list[Content]:
    """`parts` with the ids of the `rows` that have the same key, so that no two rows ever have one key at once.

    key: gives what must be unique, of a row and of a part alike. A part whose key no row has keeps the id it names,
    unless another part claimed that row.
    """
    by_key = {key(row): str(row.id) for row in rows}
    claimed = {by_key[key(part)] for part in parts if key(part) in by_key}
    found: list[Content] = []
    for part in parts:
        own = by_key.get(key(part)) or (None if part.get("id") in claimed else part.get("id"))
        found.append({**{name: value for name, value in part.items() if name != "id"}, **({"id": own} if own else {})})
    return found


def _identified(session: Session, record: Any, shape: Shape, content: Content, renamed: dict[str, str]) -> Content:
    whole = dict(content)
    for name, part in shape.parts.items():
        given = whole.get(name)
        if not given:
            continue
        rows = {str(row.id): row for row in _rows_of(record, part)}
        items = given if part.many else [given]
        ids = list(_ids(session, part.shape, items, rows))
        for item, own in zip(items, ids, strict=True):
            if item.get("id") and item["id"] != own:
                renamed[str(item["id"])] = own
        made = [
            _identified(session, rows.get(own), part.shape, {**item, "id": own}, renamed)
            for item, own in zip(items, ids, strict=True)
        ]
        whole[name] = made if part.many else made[0]
    return whole


def _ids(session: Session, shape: Shape, items: Sequence[Content], rows: dict[str, Any]) -> Iterator[str]:
    named = {text for item in items if (text := _uuid_text(item.get("id"))) and text not in rows}
    model = shape.model
    elsewhere = (
        {str(found) for found in session.scalars(select(model.id).where(model.id.in_([uuid.UUID(n) for n in named])))}
        if named
        else set()
    )
    taken: set[str] = set(elsewhere)
    for item in items:
        own = _uuid_text(item.get("id"))
        if own is None or own in taken:
            own = str(uuid.uuid4())
        taken.add(own)
        yield own


def _uuid_text(value: Any) -> str | None:
    try:
        return str(uuid.UUID(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def _renamed(shape: Shape, content: Content, renamed: dict[str, str]) -> Content:
    """`content` in which columns that name another part name it by its new id."""
    whole = dict(content)
    for name, column in shape.columns.items():
        if column.foreign_keys and whole.get(name) in renamed:
            whole[name] = renamed[whole[name]]
    for name, part in shape.parts.items():
        if whole.get(name):
            made = [_renamed(part.shape, item, renamed) for item in _listed(whole[name])]
            whole[name] = made if part.many else made[0]
    return whole


def _rows_of(record: Any, part: PartShape) -> Sequence[Any]:
    if record is None:
        return ()
    value = getattr(record, part.name)
    if part.many:
        return list(value)
    return () if value is None else (value,)


def _write(session: Session, record: Any, shape: Shape, content: Content) -> None:
    changed = {name for name, column in shape.columns.items() if _write_column(record, name, column, content)}
    _forget_links(session, record, changed)
    for name, part in shape.parts.items():
        items = content.get(name) or []
        rows = {str(row.id): row for row in _rows_of(record, part)}
        wanted = [_part_row(session, rows, part, item, place) for place, item in enumerate(_listed(items))]
        if not part.many:
            setattr(record, name, wanted[0] if wanted else None)
        elif wanted != list(getattr(record, name)):
            setattr(record, name, wanted)


def _listed(items: Any) -> list[Content]:
    return items if isinstance(items, list) else [items]


def _part_row(session: Session, rows: dict[str, Any], part: PartShape, item: Content, place: int) -> Any:
    row = rows.get(item["id"])
    if row is None:
        row = part.shape.model(id=uuid.UUID(item["id"]))
    _write(session, row, part.shape, item)
    if part.shape.placed and getattr(row, POSITION) != place:
        setattr(row, POSITION, place)
    return row


def _write_column(record: Any, name: str, column: Column[Any], content: Content) -> bool:
    """Give one column its value. Gives whether that changed anything."""
    if name == "id":
        return False
    if name in content and (content[name] is not None or column.nullable):
        value = _value(column, content[name])
    elif name not in content and name in ASSURED:
        return False
    else:
        value = _default(column)
        if value is _NO_DEFAULT:
            return False
    if getattr(record, name) == value and type(getattr(record, name)) is type(value):
        return False
    setattr(record, name, value)
    return True


def _value(column: Column[Any], value: Any) -> Any:
    kind = column.type.python_type
    if isinstance(value, str) and kind in _FROM_TEXT:
        return _FROM_TEXT[kind](value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return copy.deepcopy(value) if isinstance(value, dict | list) else value


def _default(column: Column[Any]) -> Any:
    default = column.default
    if default is None:
        return None if column.nullable else _NO_DEFAULT
    if default.is_callable:
        return default.arg(None)  # type: ignore[attr-defined]  # a callable default has its function in `arg`
    return default.arg  # type: ignore[attr-defined]  # a plain default has its value there


def _forget_links(session: Session, record: Any, changed: set[str]) -> None:
    """Let go of the records that changed columns pointed at, so that the new ones are read when asked for."""
    if not changed or not inspect(record).persistent:
        return
    mapper = inspect(type(record))
    for link in mapper.relationships:
        if link.direction is MANYTOONE and {mapper.get_property_by_column(c).key for c in link.local_columns} & changed:
            session.expire(record, [link.key])
