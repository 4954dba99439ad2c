"""What a record is made of, as its models say: columns that are content, and parts that it owns.

A relationship belongs to the aggregate when it is marked `info={"owned": True}`; other relationships are links to
other records and are kept as the id in their column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, inspect
from sqlalchemy.orm import Mapper, RelationshipProperty

# The state of the work on a record is not part of its content: restoring old content must not bring back old state.
NOT_CONTENT = frozenset({"version", "state", "published_version", "created_at", "modified_at"})
POSITION = "position"
# When the content was verified, by whom, and when to do it again. Content that does not name them leaves them alone.
ASSURED = ("assured_date", "assured_by", "review_by")


@dataclass(frozen=True, slots=True)
class PartShape:
    """A relationship to parts. many: a list of them, else one or none."""

    name: str
    shape: Shape
    many: bool
    info: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """A model as content.

    columns: those that are content, `id` among them; where a part stands (its position) and what it belongs to (the
    column of its owner) are told by its place in the content, so they are not. placed: whether it has a position.
    """

    model: type[Any]
    columns: Mapping[str, Column[Any]]
    parts: Mapping[str, PartShape]
    placed: bool


def shape_of(model: type[Any]) -> Shape:
    """The shape of a mapped class."""
    return _shape(inspect(model))


@lru_cache(maxsize=256)
def _shape(mapper: Mapper[Any]) -> Shape:
    left_out = NOT_CONTENT | {POSITION} | _owner_columns(mapper)
    return Shape(
        model=mapper.class_,
        columns={item.key: item.columns[0] for item in mapper.column_attrs if item.key not in left_out},  # type: ignore[misc]  # columns of a table, never an expression
        parts={item.key: _part(item) for item in mapper.relationships if item.info.get("owned")},
        placed=POSITION in mapper.column_attrs,
    )


def _part(item: RelationshipProperty[Any]) -> PartShape:
    return PartShape(item.key, shape_of(item.mapper.class_), bool(item.uselist), item.info)


def _owner_columns(mapper: Mapper[Any]) -> frozenset[str]:
    """The columns of a part that say what it belongs to."""
    owning = (
        item
        for other in mapper.registry.mappers
        for item in other.relationships
        if item.info.get("owned") and item.mapper is mapper
    )
    columns = {column for item in owning for column in item.remote_side}
    return frozenset(item.key for item in mapper.column_attrs if item.columns[0] in columns)
