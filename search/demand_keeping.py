"""Counting what was asked in vain in a process that answers questions: noting, and writing once a minute."""

from __future__ import annotations

import threading
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from search.arguments import Asked
from search.demand import DemandLog, outcome_of, words_to_keep, write
from search.keeping import SearchState
from search.query import Answer
from socialmap.world import Sessions

WRITE_SECONDS = 60.0


class DemandKeeper:
    """Notes questions, and writes the counts in a thread of its own, which starts with the first of them."""

    def __init__(self, sessions: Sessions, secret: str, sightings: int) -> None:
        self._sessions = sessions
        self._secret = secret
        self._sightings = sightings
        self._log = DemandLog()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def note(self, asked: Asked, answer: Answer, state: SearchState, now: datetime) -> None:
        """Count a question when it was not answered well. Without words it asked for no words: then it is not."""
        outcome = outcome_of(answer, asked.corrected) if asked.text else None
        if outcome is None:
            return

        def is_known(word: str) -> bool:
            term = state.analyzer.term(word)
            return (
                state.vocabulary.in_index(term)
                or state.analyzer.compounds.knows(word)
                or word in state.lexicon.words
                or word in state.analyzer.stops
            )

        words = words_to_keep(asked.text, state.analyzer.stops, is_known)
        self._log.note(outcome, words, asked.place.postcode if asked.place is not None else None, now)
        if self._thread is None:
            self._start()

    def write(self) -> None:
        """Write now what was counted; what cannot be written is kept for a next time, and logged."""
        counts = self._log.take()
        if not counts:
            return
        try:
            with self._sessions() as session:
                write(session, counts, secret=self._secret, sightings=self._sightings)
                session.commit()
        except SQLAlchemyError as error:
            self._log.give_back(counts)
            structlog.get_logger().warning("search demand could not be written", exc_info=error)

    def stop(self) -> None:
        """Write what is left and end the thread."""
        self._stopping.set()
        self.write()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None and not self._stopping.is_set():
                self._thread = threading.Thread(target=self._watch, name="search demand", daemon=True)
                self._thread.start()

    def _watch(self) -> None:
        while not self._stopping.wait(WRITE_SECONDS):
            self.write()
