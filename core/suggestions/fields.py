"""Which fields of a thing anybody may suggest, and reading what they suggest. Pure: it knows models, no database.

A field may be suggested when its column has a label and is not for the staff alone (`info={"label": …, "staff": …}`).
A sender names it as the public sees it: `waitingTimeWeeks`, `phones.0.number`; the first part is number 0, and the
number after the last one adds a part. Inside, a field has a path in the content of its record (core.publishing
.snapshots), in which a part goes by its id: `services/<id>/phones/<id>/number`; a part to be added is `+0`, `+1`, ….
"""

from __future__ import annotations

import inspect as python
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Date, Float, Integer, String, Text

from core.publishing.shapes import Shape, shape_of

LONGEST_TEXT = 2000
MOST_PARTS = 20
# Longer texts are told about in words, not retyped.
LONGEST_SUGGESTED = 10_000
NEW = "+"

Content = Mapping[str, Any]
Path = tuple[str, ...]


class FieldShape(StrEnum):
    """How a value is asked for and read."""

    TEXT = "text"
    LONG_TEXT = "long text"
    NUMBER = "number"
    WHOLE_NUMBER = "whole number"
    DAY = "day"
    YES_NO = "yes or no"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that may be suggested. key: in the content; name: to the sender. label: Dutch, for the catalogs."""

    key: str
    name: str
    label: str
    shape: FieldShape
    longest: int
    choices: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A list of parts that may be corrected. one: Dutch word for one of them, for the catalogs.

    can_be_added: a sender can tell all that a new part needs.
    """

    key: str
    name: str
    model: type[Any]
    one: str
    can_be_added: bool


@dataclass(frozen=True, slots=True)
class SuggestableField:
    """One field of one thing, as a form shows it. value: what the public sees now; None when empty.

    place: which part it is in, as ("phones", 0), outermost first; a form can group by it. adds: nothing stands there
    yet: it is a field of a part to be added.
    """

    name: str
    path: Path
    column: Column
    value: Any
    place: tuple[tuple[str, int], ...] = ()
    adds: bool = False

    @property
    def label(self) -> str:
        """The Dutch label, for the catalogs."""
        return self.column.label


def columns_of(model: type[Any]) -> dict[str, Column]:
    """The columns of a model that may be suggested, by the name a sender uses."""
    found: dict[str, Column] = {}
    for key, column in shape_of(model).columns.items():
        shape = _shape(model, key, column)
        label = column.info.get("label")
        if label is None or column.info.get("staff") or shape is None:
            continue
        longest = column.info.get("max") or getattr(column.type, "length", None) or LONGEST_TEXT
        if longest > LONGEST_SUGGESTED:
            continue
        found[camel(key)] = Column(
            key=key,
            name=camel(key),
            label=str(label),
            shape=shape,
            longest=longest,
            choices=tuple(column.info.get("choices", ())),
            required=not column.nullable and column.default is None,
        )
    return found


def parts_of(model: type[Any], without: tuple[str, ...]) -> dict[str, Part]:
    """The parts a model owns that may be corrected, by the name a sender uses.

    without: names of tables whose rows are public things of their own, corrected where they stand.
    """
    found: dict[str, Part] = {}
    for part in shape_of(model).parts.values():
        target = part.shape.model
        if part.info.get("staff") or not part.many or target.__tablename__ in without:
            continue
        name = camel(part.name)
        found[name] = Part(part.name, name, target, str(part.info.get("one", "")), _can_be_added(part.shape))
    return found


def camel(name: str) -> str:
    """`waiting_time_weeks` as `waitingTimeWeeks`."""
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)


def _shape(model: type[Any], key: str, column: Any) -> FieldShape | None:
    """How a column is asked for; None for what a sender cannot fill in (links to records, lists of composed things)."""
    if column.info.get("choices"):
        return FieldShape.CHOICE
    for kind, shape in _SHAPES:
        if isinstance(column.type, kind):
            return shape
    hints = (python.get_annotations(base).get(key) for base in model.__mro__)
    return FieldShape.LIST if any("list[str]" in str(hint) for hint in hints) else None


# Text is a String too, so it goes first.
_SHAPES = (
    (Boolean, FieldShape.YES_NO),
    (Integer, FieldShape.WHOLE_NUMBER),
    (Float, FieldShape.NUMBER),
    (Date, FieldShape.DAY),
    (Text, FieldShape.LONG_TEXT),
    (String, FieldShape.TEXT),
)


def _can_be_added(shape: Shape) -> bool:
    """Whether a sender can tell everything that a new part cannot do without."""
    told = columns_of(shape.model)
    return all(
        column.nullable or column.default is not None or column.primary_key or name == "slug" or camel(name) in told
        for name, column in shape.columns.items()
    )


def fields_of(model: type[Any], content: Content, without: tuple[str, ...], start: Path = ()) -> list[SuggestableField]:
    """Every field of a thing that may be suggested, with what stands there; also those of one part more per list.

    start: the path of the thing in the content of its record. content: of the thing itself.
    """
    return list(_walk(model, content, without, start, (), "", False))


def _walk(
    model: type[Any],
    content: Content,
    without: tuple[str, ...],
    path: Path,
    place: tuple[tuple[str, int], ...],
    prefix: str,
    adds: bool,
) -> Iterator[SuggestableField]:
    for column in columns_of(model).values():
        yield SuggestableField(
            f"{prefix}{column.name}", (*path, column.key), column, content.get(column.key), place, adds
        )
    for part in parts_of(model, without).values():
        items = list(content.get(part.key, ()))
        for number, item in enumerate(items):
            yield from _walk(
                part.model,
                item,
                without,
                (*path, part.key, str(item["id"])),
                (*place, (part.name, number)),
                f"{prefix}{part.name}.{number}.",
                adds,
            )
        if part.can_be_added and not adds and len(items) < MOST_PARTS:
            number = len(items)
            yield from _walk(
                part.model,
                {},
                without,
                (*path, part.key, f"{NEW}0"),
                (*place, (part.name, number)),
                f"{prefix}{part.name}.{number}.",
                True,
            )
