"""Numbers in commit order: whoever takes one holds the row until its transaction ends."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.publishing.models import Counter

DOCUMENTS = "documents"


def take_numbers(session: Session, count: int, name: str = DOCUMENTS) -> range:
    """`count` fresh numbers, rising without exception in the order in which transactions commit.

    The row lock of the update keeps every other taker waiting until this transaction commits or rolls back.
    """
    last = session.execute(
        update(Counter).where(Counter.name == name).values(value=Counter.value + count).returning(Counter.value)
    ).scalar_one_or_none()
    if last is None:
        raise RuntimeError(f"counter {name} is missing: run the migrations (`zorgbuurt init`)")
    return range(last - count + 1, last + 1)


def head_seq(session: Session) -> int:
    """The number of the newest committed document; 0 when nothing was ever published."""
    return session.execute(select(Counter.value).where(Counter.name == DOCUMENTS)).scalar_one_or_none() or 0
