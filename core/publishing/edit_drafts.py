"""What somebody typed in a form and did not save yet: kept for her when her session ends, or her browser closes.

It is not a version of the record: nobody else sees it, and it goes when she saves, throws it away, or after some weeks.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.orm import Base, utc_now

KEPT_FOR = timedelta(days=30)
MOST_BYTES = 1_500_000

Typed = Sequence[tuple[str, str]]
"""Names and values of the fields of a form, in order; a name may come more than once."""


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Where somebody was typing. subject: as in the address. key: the id of the record, or a word for a new one."""

    subject: str
    key: str
    part: str


class EditDraft(Base):
    """What one account typed in one form. version: of the record, when she began."""

    __tablename__ = "edit_draft"
    __table_args__ = (Index("ix_edit_draft_saved_at", "saved_at"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    part: Mapped[str] = mapped_column(String(120), primary_key=True)
    version: Mapped[int]
    typed: Mapped[list[list[str]]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(default=utc_now)


def keep_draft(session: Session, account_id: uuid.UUID, place: DraftPlace, version: int, typed: Typed) -> bool:
    """Keep what was typed, in the place of what was kept there before. Gives False when it is too much to keep."""
    if sum(len(name) + len(value) for name, value in typed) > MOST_BYTES:
        return False
    session.execute(delete(EditDraft).where(EditDraft.saved_at < utc_now() - KEPT_FOR))
    draft = draft_at(session, account_id, place)
    if draft is None:
        draft = EditDraft(account_id=account_id, subject=place.subject, key=place.key, part=place.part)
        session.add(draft)
    draft.version = version
    draft.typed = [[name, value] for name, value in typed]
    draft.saved_at = utc_now()
    session.flush()
    return True


def draft_at(session: Session, account_id: uuid.UUID, place: DraftPlace) -> EditDraft | None:
    """What this account typed there and did not save."""
    return session.get(EditDraft, (account_id, place.subject, place.key, place.part))


def drafts_of(session: Session, account_id: uuid.UUID) -> list[EditDraft]:
    """Everything this account typed and did not save, the newest first."""
    query = select(EditDraft).where(EditDraft.account_id == account_id).order_by(EditDraft.saved_at.desc())
    return list(session.scalars(query))


def drop_draft(session: Session, account_id: uuid.UUID, place: DraftPlace) -> None:
    """Throw away what was kept there."""
    draft = draft_at(session, account_id, place)
    if draft is not None:
        session.delete(draft)
        session.flush()
