"""What the public sees of a record, and saw on a day, from its documents."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.publishing.models import Document, Revision
from core.publishing.shapes import ASSURED
from core.publishing.snapshots import Content

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")


def last_public(session: Session, record: Any) -> list[Document]:
    """The documents of a record that are public now, in the order of their numbers; none when nothing is public."""
    return list(
        session.scalars(
            select(Document)
            .where(Document.record_id == record.id, Document.current, ~Document.withdrawn)
            .order_by(Document.seq)
        )
    )


def public_content(session: Session, record: Any, published: Content, present: Content) -> Content:
    """The content that the public sees: as it was published, with the dates of verifying that came out since.

    published: the content of the published version. present: what the record says now. "Klopt nog" gives the public
    new dates without a new version, and writes them in the record too: from there they are taken.
    """
    shown = {str(row.body.get("assuredDate")) for row in last_public(session, record)}
    return _with_dates(published, present, shown)


def _with_dates(published: Content, present: Content, shown: Collection[str], *, verified: bool = False) -> Content:
    """verified: what this is part of was verified. A part without a day of its own was then verified with it."""
    whole = dict(published)
    day = present.get("assured_date", published.get("assured_date"))
    if day is not None:
        verified = day in shown and day != published.get("assured_date")
    if verified:
        whole.update({name: present[name] for name in ASSURED if name in present})
    for name, parts in published.items():
        if isinstance(parts, list) and parts and all(isinstance(item, dict) and "id" in item for item in parts):
            now = {item.get("id"): item for item in present.get(name) or ()}
            whole[name] = [_with_dates(item, now.get(item["id"], {}), shown, verified=verified) for item in parts]
    return whole


def as_public_on(session: Session, kind_name: str, record_id: uuid.UUID, day: date) -> list[Document]:
    """The documents of a record as the public saw them at the end of a day in the Netherlands, in order of number.

    None when nothing was public then. A document that holds from a later day, or no longer held, is among them: its
    `valid_from` and `valid_until` tell.
    """
    end = datetime.combine(day + timedelta(days=1), time(), DUTCH_TIME)
    newest = (
        select(func.max(Document.seq))
        .where(Document.record_kind == kind_name, Document.record_id == record_id, Document.published_at < end)
        .group_by(Document.id)
    )
    rows = session.scalars(select(Document).where(Document.seq.in_(newest), ~Document.withdrawn).order_by(Document.seq))
    return list(rows)


def revisions_of(session: Session, kind_name: str, record_id: uuid.UUID) -> Sequence[Revision]:
    """Every revision of a record, the newest first."""
    return session.scalars(
        select(Revision)
        .where(Revision.record_kind == kind_name, Revision.record_id == record_id)
        .order_by(Revision.version.desc(), Revision.id.desc())
    ).all()
