"""Counting in a process that answers questions: what was asked in vain, and what was shown. Written once a minute.

A question never waits for the writing and never fails by it.
"""

from __future__ import annotations

import threading
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.orm import begin_write
from search.arguments import Asked
from search.demand import DemandLog, outcome_of, words_to_keep
from search.demand import write as write_demand
from search.keeping import SearchState
from search.query import Answer
from search.shown import ShownLog
from search.shown import write as write_shown
from socialmap.world import Sessions

WRITE_SECONDS = 60.0


class CountKeeper:
    """Notes answers, and writes the counts in a thread of its own, which starts with the first of them."""

    def __init__(self, sessions: Sessions, secret: str, sightings: int) -> None:
        self._sessions = sessions
        self._secret = secret
        self._sightings = sightings
        self._demand = DemandLog()
        self._shown = ShownLog()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def note(self, asked: Asked, answer: Answer, state: SearchState, now: datetime, *, first_page: bool = True) -> None:
        """Count the hits of an answer as shown, and the question when it was not answered well.

        first_page: a question is counted once, whatever pages of its answer are looked at.
        """
        self._shown.note([hit.id for hit in answer.hits], now)
        if first_page:
            self._note_demand(asked, answer, state, now)
        if self._thread is None:
            self._start()

    def _note_demand(self, asked: Asked, answer: Answer, state: SearchState, now: datetime) -> None:
        """Without words a question asked for no words: then none can have failed."""
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
        self._demand.note(outcome, words, asked.place.postcode if asked.place is not None else None, now)

    def write(self) -> None:
        """Write now what was counted; what cannot be written is kept for a next time, and logged."""
        demand, shown = self._demand.take(), self._shown.take()
        if not demand and not shown:
            return
        try:
            with self._sessions() as session:
                begin_write(session)
                write_demand(session, demand, secret=self._secret, sightings=self._sightings)
                write_shown(session, shown)
                session.commit()
        except SQLAlchemyError as error:
            self._demand.give_back(demand)
            self._shown.give_back(shown)
            structlog.get_logger().warning("counts of search could not be written", exc_info=error)

    def stop(self) -> None:
        """Write what is left and end the thread."""
        self._stopping.set()
        self.write()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None and not self._stopping.is_set():
                self._thread = threading.Thread(target=self._watch, name="search counts", daemon=True)
                self._thread.start()

    def _watch(self) -> None:
        while not self._stopping.wait(WRITE_SECONDS):
            self.write()
