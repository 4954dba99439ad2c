"""A record and all it owns as plain JSON, for revisions, differences, forms and restoring.

`core.publishing.contents.write_content` is the way back.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from core.publishing.shapes import shape_of

Content = dict[str, Any]


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def snapshot(record: Any) -> Content:
    """The content of `record` and of everything it owns, as JSON values. Empty values are left out."""
    shape = shape_of(type(record))
    content: Content = {}
    for name in shape.columns:
        value = getattr(record, name)
        if value is not None and value not in ([], {}):
            content[name] = _plain(value)
    for name, part in shape.parts.items():
        value = getattr(record, name)
        if part.many and value:
            content[name] = [snapshot(item) for item in value]
        elif not part.many and value is not None:
            content[name] = snapshot(value)
    return content
