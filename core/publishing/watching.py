"""Knowing whether something was published, without asking the database at every request."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

from core.publishing.numbering import head_seq

_numbers = itertools.count(1)
_commits = [0]


@event.listens_for(Session, "after_commit")
def _note_commit(session: Session) -> None:
    _commits[0] = next(_numbers)


class HeadWatch:
    """The number of the newest document. Asks at most once per `seconds`, and after each commit of this process.

    So an editor sees at once what she published; what another process publishes is seen within `seconds`.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        # When it was asked, after how many commits, and the answer: replaced as a whole.
        self._known: tuple[float, int, int] | None = None

    def head(self, session: Callable[[], Session]) -> int:
        """The number as far as it is known. session: gives the session to ask with, when there is need to."""
        commits = _commits[0]
        known = self._known
        if known is not None and known[1] == commits and self._clock() - known[0] < self._seconds:
            return known[2]
        with self._lock:
            at = self._clock()
            found = head_seq(session())
            self._known = (at, commits, found)
            return found
