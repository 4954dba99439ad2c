"""What every content of a record has beside its own fields: who looks after it, and when it was verified by whom."""

from __future__ import annotations

from typing import Any

from core.messages import Message
from core.publishing.editing import NOT_TEXT, ContentFault
from core.publishing.shapes import ASSURED
from core.publishing.snapshots import Content
from socialmap.values import BadValue, read_date, read_text

LONGEST_NAME = 200
_DAYS = ("assured_date", "review_by")


def read_head(record: Any | None, content: Content, by: str, faults: list[ContentFault]) -> Content:
    """The owner, and what the content names of when it was verified; what is wrong is added to `faults`.

    An owner that is not named stays. Who gives a new day of verifying, verified it, unless it names somebody else.
    """
    head: Content = {"owner": record.owner if record is not None else None}
    for name in ("owner", *ASSURED):
        if name in content:
            head[name] = _read(name, content[name], faults)
    day, before = head.get("assured_date"), record.assured_date.isoformat() if record and record.assured_date else None
    if day is not None and day != before and head.get("assured_by") in (None, record.assured_by if record else None):
        head["assured_by"] = by
    return head


def _read(name: str, value: Any, faults: list[ContentFault]) -> str | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str):
        faults.append(ContentFault((name,), Message(NOT_TEXT)))
        return None
    try:
        return read_date(value).isoformat() if name in _DAYS else read_text(value, LONGEST_NAME) or None
    except BadValue as bad:
        faults.append(ContentFault((name,), bad.message))
        return None
