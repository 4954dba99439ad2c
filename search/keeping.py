"""Keeping the index in step with the published documents, in every process that answers questions.

Each process looks once in a while whether documents were published after what its index holds. If so, the first one to
get the file lock brings the index up to date; the others only open the newer snapshot. A small backlog is done on the
spot; a large one, or a rebuild, in a process of its own, so that answering goes on meanwhile. What is missing, damaged
or outdated is rebuilt beside the old index, which goes on answering until the new one is there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.config import PROJECT, Settings
from core.publishing.entries import Entry, IndexDocument, LexiconRelation
from core.publishing.models import Document
from core.publishing.numbering import head_seq
from core.publishing.reading import index_documents_after, newest_seq
from search.dutch.analysis import Analyzer
from search.dutch.lexicon import Lexicon, starter_relations
from search.dutch.vocabulary import IndexedWords
from search.engine.index import Index, open_index
from search.engine.snapshot import Snapshot
from search.index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexOutdated
from search.index.writer import IndexWriter
from search.naming import CareTypeLabels, MapPlaces
from socialmap.world import Sessions, World
from socialmap.worlds import WorldKeeper

# Kinds that lend their words to search; the taxonomy itself is no answer to any question.
WORD_KINDS = ("taxonomy", "glossary-term")
NOT_INDEXED = frozenset({"taxonomy"})
ON_THE_SPOT = 1000
REBUILD_ERRORS = (IndexMissing, IndexDamaged, IndexOutdated)


OnDocument = Callable[[int], object]


def _ignore(_count: int) -> None:
    """Nobody wants to know."""


class SearchUnavailable(Exception):
    """There is no index to answer from yet; it is being built."""


@dataclass(frozen=True, slots=True)
class SearchState:
    """Everything one question needs, as one unchanging whole."""

    snapshot: Snapshot
    world: World
    analyzer: Analyzer
    lexicon: Lexicon
    vocabulary: IndexedWords
    places: MapPlaces
    labels: CareTypeLabels

    @property
    def seq(self) -> tuple[int, int]:
        """What decides every answer: how far the index is, and which picture of the map goes with it."""
        return self.snapshot.seq, self.world.seq


class SearchKeeper:
    """Holds the newest SearchState of this process, and brings the index up to date."""

    def __init__(self, settings: Settings, sessions: Sessions, worlds: WorldKeeper) -> None:
        self._settings = settings
        self._sessions = sessions
        self._worlds = worlds
        self._analyzer = Analyzer.dutch()
        self._writer = IndexWriter(settings.index_dir, self._analyzer)
        self._index: Index | None = None
        self._state: SearchState | None = None
        self._words_seq = -1
        self._lexicon: Lexicon | None = None
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None

    def state(self) -> SearchState:
        """The state to answer from. Raises SearchUnavailable when there is none yet."""
        if self._thread is None and not self._stopping.is_set():
            self._start()
        if self._state is None:
            raise SearchUnavailable
        return self._state

    @property
    def analyzer(self) -> Analyzer:
        """The analysis that the index of this process is made with."""
        return self._analyzer

    def is_ready(self) -> bool:
        """Whether this process answers from an index that holds everything published."""
        if self._thread is None and not self._stopping.is_set():
            self._start()
        state = self._state
        if state is None:
            return False
        try:
            with self._sessions() as session:
                return state.snapshot.seq >= head_seq(session)
        except SQLAlchemyError:
            return False

    def catch_up(self, on_document: OnDocument = _ignore) -> int:
        """Bring index and state up to date now, on the spot; gives the seq the index is at. For commands and tests.

        on_document: called for each document taken in.
        """
        with self._turn, self._sessions() as session:
            self._open()
            head = head_seq(session)
            if self._index is None:
                self._rebuild(session, head, on_document)
            elif self._index.seq < head:
                self._apply(session, self._index.seq, head, on_document)
                self._index.refresh()
            self._renew(session)
            return head

    def rebuild(self, on_document: OnDocument = _ignore) -> int:
        """Build the whole index anew beside the present one; gives the seq it is at."""
        with self._turn, self._sessions() as session:
            head = head_seq(session)
            self._rebuild(session, head, on_document)
            self._renew(session)
            return head

    def _rebuild(self, session: Session, head: int, on_document: OnDocument) -> None:
        self._writer.rebuild(_told(_flat(index_documents_after(session, 0, head)), on_document), head)
        self._open()

    def backlog(self, session: Session) -> int:
        """How many documents were published after what the index holds."""
        if self._index is None:
            self._open()
        after = self._index.seq if self._index is not None else 0
        count = (
            select(func.count())
            .select_from(Document)
            .where(
                Document.seq > after,
                Document.current,
                Document.kind.not_in(NOT_INDEXED),
                or_(Document.entry.is_not(None), Document.withdrawn),
            )
        )
        return int(session.execute(count).scalar_one())

    def published(self, session: Session) -> int:
        """How many documents a whole index holds."""
        count = (
            select(func.count())
            .select_from(Document)
            .where(Document.current, Document.entry.is_not(None), Document.kind.not_in(NOT_INDEXED))
        )
        return int(session.execute(count).scalar_one())

    def stop(self) -> None:
        """End the thread that looks once in a while."""
        self._stopping.set()

    def _start(self) -> None:
        with self._turn:
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._watch, name="index keeper", daemon=True)
        # The first question may wait for a small backlog, so that it never misses what is already public.
        self._look()
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopping.wait(self._settings.index_check_seconds):
            self._look()

    def _look(self) -> None:
        """One look: never raises, because the thread must go on looking."""
        try:
            self._step()
        except IndexBusy:
            return  # another process is at it; the next look opens what it made
        except (*REBUILD_ERRORS, SQLAlchemyError, OSError) as error:
            structlog.get_logger().warning("index keeper could not catch up", exc_info=error)

    def _step(self) -> None:
        with self._turn, self._sessions() as session:
            self._open()
            head = head_seq(session)
            if self._index is None:
                self._in_a_process_of_its_own()
            elif self._index.seq < head:
                if self.backlog(session) > ON_THE_SPOT:
                    self._in_a_process_of_its_own()
                else:
                    self._apply(session, self._index.seq, head)
                    self._index.refresh()
            self._renew(session)

    def _open(self) -> None:
        """Open the newest snapshot. A damaged one is never opened; the old snapshot goes on answering."""
        try:
            if self._index is None:
                self._index = open_index(self._settings.index_dir)
            else:
                self._index.refresh()
        except REBUILD_ERRORS as error:
            if self._index is not None or not isinstance(error, IndexMissing):
                structlog.get_logger().warning("index must be rebuilt", reason=type(error).__name__)
            self._index = None

    def _apply(self, session: Session, after: int, head: int, on_document: OnDocument = _ignore) -> None:
        last = after
        for batch in index_documents_after(session, after, head):
            last = batch[-1].seq
            self._writer.apply(_told(_of_interest(batch), on_document), last)
        if last < head:
            self._writer.apply((), head)

    def _in_a_process_of_its_own(self) -> None:
        if self._child is not None and self._child.poll() is None:
            return
        command = [sys.executable, "-c", "from app import cli; cli()", "index", "sync"]
        environment = {
            **os.environ,
            "DATA_DIR": str(self._settings.data_dir),
            "DATABASE_URL": self._settings.database_url,
            "SECRET_KEY": self._settings.secret_key,
        }
        self._child = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603

    def _renew(self, session: Session) -> None:
        """Make a new state when the snapshot, the map or the words changed."""
        index = self._index
        if index is None:
            return
        world = self._worlds.refresh(session)
        old = self._state
        words_changed = self._refresh_words(session)
        if old is not None and old.snapshot is index.snapshot and old.world is world and not words_changed:
            return
        lexicon = self._lexicon
        if lexicon is None:
            raise RuntimeError("the lexicon is read before a state is made")
        same_map = old is not None and old.world is world
        self._state = SearchState(
            snapshot=index.snapshot,
            world=world,
            analyzer=self._analyzer,
            lexicon=lexicon,
            vocabulary=IndexedWords(
                index.snapshot, self._analyzer, lexicon.words, before=old.vocabulary if old is not None else None
            ),
            places=old.places if old is not None and same_map else MapPlaces(world.places),
            labels=old.labels
            if old is not None and same_map
            else CareTypeLabels(world.taxonomies.get("care-types", {}).get("terms", ())),
        )

    def _refresh_words(self, session: Session) -> bool:
        newest = newest_seq(session, WORD_KINDS)
        if newest == self._words_seq and self._lexicon is not None:
            return False
        self._lexicon = Lexicon(chain(starter_relations(), _published_relations(session)), self._analyzer)
        self._words_seq = newest
        return True


def _published_relations(session: Session) -> Iterator[LexiconRelation]:
    entries = session.scalars(
        select(Document.entry).where(Document.kind.in_(WORD_KINDS), Document.current, Document.entry.is_not(None))
    )
    for entry in entries:
        if entry is not None:
            yield from Entry.from_json(entry).lexicon


def _told(documents: Iterator[IndexDocument], on_document: OnDocument) -> Iterator[IndexDocument]:
    for document in documents:
        on_document(1)
        yield document


def _of_interest(documents: list[IndexDocument]) -> Iterator[IndexDocument]:
    return (document for document in documents if document.kind not in NOT_INDEXED)


def _flat(batches: Iterator[list[IndexDocument]]) -> Iterator[IndexDocument]:
    for batch in batches:
        for document in _of_interest(batch):
            if document.entry is not None:
                yield document
