"""The versions of a record: who made them, when, why and from what, and what differs between any two."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.forms.options import Options
from admin.history.wording import origin_words
from admin.records.changes import ShownChange, shown_changes
from admin.records.subjects import Subject
from core.i18n import worded
from core.messages import Message
from core.publishing.differences import Change, differences
from core.publishing.editing import content_of_version
from core.publishing.history import public_content
from core.publishing.labels import labels_of
from core.publishing.models import Revision
from core.publishing.snapshots import Content, snapshot

PUBLIC = "publiek"
"""Stands for what the public sees now, where a version can be named."""
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """A version as the list shows it. changed: the fields that differ from the version before, at most MOST_NAMED.

    more: how many fields changed besides those. first: it is the first version, so nothing can differ.
    """

    version: int
    author: str
    at: datetime
    comment: str | None
    origin: Message
    changed: Sequence[str]
    more: int
    first: bool


def count_revisions(session: Session, subject: Subject, record_id: uuid.UUID) -> int:
    """How many versions were kept."""
    query = select(func.count()).where(Revision.record_kind == subject.kind_name, Revision.record_id == record_id)
    return session.scalars(query).one()


def shown_revisions(
    session: Session, subject: Subject, record_id: uuid.UUID, limit: int, offset: int
) -> list[ShownRevision]:
    """A page of the versions, the newest first."""
    rows = session.scalars(
        select(Revision)
        .where(Revision.record_kind == subject.kind_name, Revision.record_id == record_id)
        .order_by(Revision.version.desc(), Revision.id.desc())
        .limit(limit + 1)
        .offset(offset)
    ).all()
    return [
        _shown(subject, row, rows[number + 1] if number + 1 < len(rows) else None)
        for number, row in enumerate(rows[:limit])
    ]


def _shown(subject: Subject, row: Revision, before: Revision | None) -> ShownRevision:
    labels = _changed_fields(subject, before.snapshot, row.snapshot) if before is not None else []
    return ShownRevision(
        version=row.version,
        author=row.author,
        at=row.created_at,
        comment=row.comment,
        origin=origin_words(row.origin),
        changed=labels[:MOST_NAMED],
        more=max(0, len(labels) - MOST_NAMED),
        first=before is None,
    )


def _changed_fields(subject: Subject, old: Content, new: Content) -> list[str]:
    named = [_name_of(subject, change, old, new) for change in differences(old, new)]
    return list(dict.fromkeys(named))


def _name_of(subject: Subject, change: Change, old: Content, new: Content) -> str:
    steps = labels_of(subject.model, change.path, new, old)
    shown = steps[0]
    return f"{worded(shown.label)} '{shown.detail}'" if shown.detail else worded(shown.label)


def content_at(session: Session, subject: Subject, record: Any, place: str) -> Content:
    """The content of a version, by its number, or of what the public sees (PUBLIC).

    Raises NoSuchVersion. What the public does not see has an empty content.
    """
    if place != PUBLIC:
        return content_of_version(session, subject.kind, record.id, int(place))
    if record.published_version is None:
        return {}
    published = content_of_version(session, subject.kind, record.id, record.published_version)
    return public_content(session, record, published, snapshot(record))


def difference(session: Session, subject: Subject, old: Content, new: Content) -> list[ShownChange]:
    """Field by field what differs between two contents, in words."""
    return list(shown_changes(subject, differences(old, new), old, new, Options(session, {**old, **new})))
