"""A record and all it owns as plain JSON, for revisions, differences and restoring.

A relationship belongs to the aggregate when it is marked `info={"owned": True}`; other relationships are links to
other records and are kept as the id in their column.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

# The state of the work on a record is not part of its content: restoring old content must not bring back old state.
NOT_CONTENT = frozenset({"version", "state", "published_version", "created_at", "modified_at"})


@lru_cache(maxsize=256)
def _layout(mapper: Mapper[Any]) -> tuple[tuple[str, ...], tuple[tuple[str, bool], ...]]:
    columns = tuple(item.key for item in mapper.column_attrs if item.key not in NOT_CONTENT)
    owned = tuple((item.key, bool(item.uselist)) for item in mapper.relationships if item.info.get("owned"))
    return columns, owned


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def snapshot(record: Any) -> dict[str, Any]:
    """The content of `record` and of everything it owns, as JSON values. Empty values are left out."""
    columns, owned = _layout(inspect(type(record)))
    content: dict[str, Any] = {}
    for name in columns:
        value = getattr(record, name)
        if value is not None and value not in ([], {}):
            content[name] = _plain(value)
    for name, many in owned:
        value = getattr(record, name)
        if many and value:
            content[name] = [snapshot(item) for item in value]
        elif not many and value is not None:
            content[name] = snapshot(value)
    return content
