"""Letting the public see again what it saw before: new documents that say what old ones said."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.orm import utc_now
from core.publishing.models import Document
from core.publishing.publishing import Values, add_documents


def show_again(session: Session, record_id: uuid.UUID, seq: int) -> list[int]:
    """Let the public see of a record what it saw when `seq` was the newest number.

    What it saw then gets new numbers; what it did not see then is withdrawn. Gives the new numbers.
    """
    old = _documents_at(session, record_id, seq)
    now = _documents_at(session, record_id, None)
    rows: list[Values] = []
    for identifier, current in now.items():
        earlier = old.get(identifier)
        wanted = earlier if earlier is not None and not earlier.withdrawn else None
        if wanted is None and not current.withdrawn:
            gone = {
                "withdrawn": True,
                "body": {},
                "entry": None,
                "lookup": None,
                "valid_from": None,
                "valid_until": None,
            }
            rows.append({**_copy(current), **gone})
        elif wanted is not None and wanted.seq != current.seq:
            rows.append(_copy(wanted))
    return add_documents(session, rows)


def _documents_at(session: Session, record_id: uuid.UUID, seq: int | None) -> dict[str, Document]:
    """The newest document of each id of a record, up to a number."""
    newest = select(func.max(Document.seq)).where(Document.record_id == record_id)
    if seq is not None:
        newest = newest.where(Document.seq <= seq)
    rows = session.scalars(select(Document).where(Document.seq.in_(newest.group_by(Document.id))))
    return {row.id: row for row in rows}


def _copy(row: Document) -> Values:
    """A row that says the same, to be numbered anew."""
    left_out = {"seq", "published_at"}
    values = {
        column.key: getattr(row, column.key) for column in Document.__table__.columns if column.key not in left_out
    }
    return {**values, "current": True, "published_at": utc_now()}
