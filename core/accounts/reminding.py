"""When somebody was last reminded of what she must look at again: at most once a week."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.orm import Base

BETWEEN = timedelta(days=7)
# A job that runs a little earlier than last week must not wait another day.
_LEEWAY = timedelta(hours=2)


class ReviewReminder(Base):
    """The last reminder of an account. records: how many it named."""

    __tablename__ = "review_reminder"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    sent_at: Mapped[datetime]
    records: Mapped[int]


def claim_reminder(session: Session, account_id: uuid.UUID, records: int, now: datetime) -> bool:
    """Take the turn to remind somebody now; False when she was reminded less than a week ago.

    The caller commits before the mail leaves, so that no crash and no second command sends it twice.
    """
    last = session.get(ReviewReminder, account_id, with_for_update=True)
    if last is not None and now - last.sent_at < BETWEEN - _LEEWAY:
        return False
    if last is None:
        session.add(ReviewReminder(account_id=account_id, sent_at=now, records=records))
    else:
        last.sent_at, last.records = now, records
    return True


def release_reminder(session: Session, account_id: uuid.UUID) -> None:
    """Give the turn back: the mail did not leave, so it is tried again the next time."""
    last = session.get(ReviewReminder, account_id)
    if last is not None:
        session.delete(last)
