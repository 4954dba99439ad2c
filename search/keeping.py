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
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

import filelock
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
from search.index.inspection import FileGone, Inspection
from search.index.manifest import Manifest
from search.index.writer import IndexWriter
from search.naming import CareTypeLabels, MapPlaces
from socialmap.world import Sessions, World
from socialmap.worlds import WorldKeeper

# Kinds that lend their words to search; the taxonomy itself is no answer to any question.
WORD_KINDS = ("taxonomy", "glossary-term")
NOT_INDEXED = frozenset({"taxonomy"})
ON_THE_SPOT = 1000
REBUILD_ERRORS = (IndexMissing, IndexDamaged, IndexOutdated)
# How long a look waits for another process that brings the index up to date, and how long a command does. Seconds.
LOOK_WAITS = 2.0
COMMAND_WAITS = 600.0
# After a process of its own failed, the next one is not started at once. Seconds.
REST_AFTER_FAILURE = 10.0


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
        self._inspection = Inspection(settings.index_dir)
        self._damaged: Manifest | None = None
        self._index: Index | None = None
        self._state: SearchState | None = None
        self._words_seq = -1
        self._lexicon: Lexicon | None = None
        self._turn = threading.Lock()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._rest_until = 0.0

    def state(self) -> SearchState:
        """The state to answer from. Raises SearchUnavailable when there is none yet."""
        if self._thread is None and not self._stopping.is_set():
            self._start()
        state = self._state
        if state is None:
            raise SearchUnavailable
        return state

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
                return state.snapshot.seq == head_seq(session)
        except SQLAlchemyError:
            return False

    def catch_up(self, on_document: OnDocument = _ignore) -> int:
        """Bring index and state up to date now, on the spot; gives the seq the index is at. For commands and tests.

        on_document: called for each document taken in.
        """
        with self._turn, self._alone(COMMAND_WAITS), self._sessions() as session:
            self._open()
            self._inspect()
            head = head_seq(session)
            index = self._index
            # An index beyond the newest document was made from another database. When most of the index would be new,
            # building it at once is quicker than adding to it batch by batch.
            if index is None or index.seq > head or self.backlog(session) > index.snapshot.documents:
                self._rebuild(session, head, on_document)
            elif index.seq < head:
                try:
                    self._apply(session, index, head, on_document)
                except REBUILD_ERRORS as error:
                    _log_rebuild(error)
                    self._rebuild(session, head, on_document)
            self._renew(session)
            return head

    def rebuild(self, on_document: OnDocument = _ignore) -> int:
        """Build the whole index anew beside the present one; gives the seq it is at."""
        with self._turn, self._alone(COMMAND_WAITS), self._sessions() as session:
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
        """End the thread that looks once in a while, and wait for a look that is under way."""
        self._stopping.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(LOOK_WAITS)

    def _start(self) -> None:
        with self._starting:
            if self._thread is not None:
                return
            thread = threading.Thread(target=self._watch, name="index keeper", daemon=True)
            # The first questions may wait for a small backlog, so that they never miss what is already public.
            self._look()
            thread.start()
            self._thread = thread

    def _watch(self) -> None:
        while not self._stopping.wait(self._settings.index_check_seconds):
            with self._turn:
                self._inspect()
            self._look()

    def _look(self) -> None:
        """One look: never raises, because the thread must go on looking."""
        try:
            with self._turn, self._sessions() as session:
                self._open()
                self._follow(session)
                self._renew(session)
        except (*REBUILD_ERRORS, SQLAlchemyError, OSError) as error:
            structlog.get_logger().warning("index keeper could not catch up", exc_info=error)

    def _follow(self, session: Session) -> None:
        """Bring the index up to date when it is behind: on the spot when that is quick, else in another process."""
        index, head = self._index, head_seq(session)
        if index is not None and index.seq == head:
            return
        if index is None or index.seq > head or self.backlog(session) > ON_THE_SPOT:
            self._in_a_process_of_its_own()
            return
        try:
            with self._alone(LOOK_WAITS):
                # Another process may have done it, and more may have been published, while this one waited.
                session.rollback()
                index.refresh()
                head = head_seq(session)
                if index.seq < head:
                    self._apply(session, index, head)
        except IndexBusy:
            return  # another process is at it; the next look opens what it made
        except REBUILD_ERRORS as error:
            _log_rebuild(error)
            self._index = None
            self._in_a_process_of_its_own()

    @contextmanager
    def _alone(self, seconds: float) -> Iterator[None]:
        """While this lasts no other process of this machine brings the index up to date. Raises IndexBusy.

        The lock stands beside the index, because the folder of the index may be taken away at any moment.
        """
        lock = filelock.FileLock(self._settings.data_dir / "index.lock")
        try:
            lock.acquire(timeout=seconds)
        except filelock.Timeout as error:
            raise IndexBusy("Another process is bringing the index up to date. Try again in a moment.") from error
        try:
            yield
        finally:
            lock.release()

    def _open(self) -> None:
        """Open the newest snapshot. A damaged one is never opened; the old snapshot goes on answering."""
        try:
            if self._index is None:
                opened = open_index(self._settings.index_dir)
                if opened.snapshot.manifest == self._damaged:
                    raise IndexDamaged("A file that opening does not read is damaged. Rebuild the index.")
                self._index = opened
            else:
                self._index.refresh()
        except REBUILD_ERRORS as error:
            if self._index is not None or not isinstance(error, IndexMissing):
                _log_rebuild(error)
            self._index = None

    def _inspect(self) -> None:
        """Let go of an index of which a file is gone or changed. What is gone can still be read by who had it open;
        what was changed in its place cannot be trusted any more, so that answering stops until the rebuild."""
        index = self._index
        if index is None:
            return
        try:
            self._inspection.look(index.snapshot.manifest)
        except IndexDamaged as error:
            _log_rebuild(error)
            self._index, self._damaged = None, index.snapshot.manifest
            if not isinstance(error, FileGone):
                self._state = None

    def _apply(self, session: Session, index: Index, head: int, on_document: OnDocument = _ignore) -> None:
        last = index.seq
        for batch in index_documents_after(session, last, head):
            last = batch[-1].seq
            self._writer.apply(_told(_of_interest(batch), on_document), last)
        if last < head:
            self._writer.apply((), head)
        index.refresh()

    def _in_a_process_of_its_own(self) -> None:
        if self._child is not None:
            status = self._child.poll()
            if status is None:
                return
            self._child = None
            if status:
                self._rest_until = time.monotonic() + REST_AFTER_FAILURE
        if time.monotonic() < self._rest_until:
            return
        try:
            with self._alone(0):
                pass
        except IndexBusy:
            return  # another process is at it
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
        same_places = old is not None and old.world.places is world.places
        self._state = SearchState(
            snapshot=index.snapshot,
            world=world,
            analyzer=self._analyzer,
            lexicon=lexicon,
            vocabulary=IndexedWords(
                index.snapshot, self._analyzer, lexicon.words, before=old.vocabulary if old is not None else None
            ),
            places=old.places if old is not None and same_places else MapPlaces(world.places),
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


def _log_rebuild(error: Exception) -> None:
    structlog.get_logger().warning("index must be rebuilt", reason=type(error).__name__)


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
