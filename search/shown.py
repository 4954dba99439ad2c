"""Counting how often an entry was shown as a hit, per month, so that staff look first after what families see most.

Only the entry and the month are kept: not the question, not the moment, nothing of the visitor.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from search.models import ShownCount

MONTHS_KEPT = 24
MOST_IN_MEMORY = 50_000
"""Different entries between two writes; what comes on top is not counted. There are never so many in a minute."""
BATCH = 500


class Shown(NamedTuple):
    """An entry that was shown, as it waits in memory. month: its first day."""

    document_id: str
    month: date


class ShownLog:
    """Counts in memory, safe between threads, for `write` to take now and then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[Shown] = Counter()

    def note(self, document_ids: Sequence[str], now: datetime) -> None:
        """Count the entries of one page. A section counts for its article. Takes microseconds."""
        month = now.astimezone(UTC).date().replace(day=1)
        shown = [Shown(document_id.partition("#")[0], month) for document_id in document_ids]
        with self._lock:
            if len(self._counts) < MOST_IN_MEMORY:
                self._counts.update(shown)

    def take(self) -> Counter[Shown]:
        """What was counted since the last time."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return taken

    def give_back(self, counts: Counter[Shown]) -> None:
        """Keep for a next time what could not be written."""
        with self._lock:
            self._counts.update(counts)


def write(session: Session, counts: Mapping[Shown, int]) -> None:
    """Add what was counted to the table and remove what is old; the caller began to write and commits."""
    waiting = sorted(counts.items())
    for start in range(0, len(waiting), BATCH):
        part = waiting[start : start + BATCH]
        rows = session.scalars(
            select(ShownCount).where(ShownCount.document_id.in_({shown.document_id for shown, _ in part}))
        )
        known = {Shown(row.document_id, row.month): row for row in rows}
        for shown, count in part:
            row = known.get(shown)
            if row is None:
                session.add(ShownCount(document_id=shown.document_id, month=shown.month, count=count))
            else:
                row.count += count
        session.flush()
    if waiting:
        newest = max(shown.month for shown, _ in waiting)
        session.execute(delete(ShownCount).where(ShownCount.month < months_before(newest, MONTHS_KEPT)))


def times_shown(session: Session, document_ids: Iterable[str], since: date) -> dict[str, int]:
    """How often each of these entries was shown since the month of a day; one that never was is left out."""
    wanted = list(document_ids)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), BATCH):
        rows = session.execute(
            select(ShownCount.document_id, func.sum(ShownCount.count))
            .where(ShownCount.document_id.in_(wanted[start : start + BATCH]), ShownCount.month >= since.replace(day=1))
            .group_by(ShownCount.document_id)
        )
        found.update({document_id: int(count) for document_id, count in rows})
    return found


def months_before(month: date, number: int) -> date:
    """The first day of the month so many months before."""
    months = month.year * 12 + month.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)
