"""What the public sees of a record, and saw on a day, from its documents."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.publishing.models import Document, Revision

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
