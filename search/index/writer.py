"""The one writer of the index: applies published documents, merges, and rebuilds beside the old index.

    root/current                 the manifest (`manifest.py`)
    root/writer.lock             held while writing
    root/g000001/                a generation: Whoosh's files and, per segment, our arrays

A kill at any moment leaves the last commit; what a crash left behind is removed by the next writer.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import filelock
import numpy as np
from whoosh.filedb.filestore import FileStorage

from core.publishing.entries import IndexDocument
from search.index.columns import SegmentColumns, key_of
from search.index.container import (
    Array,
    Arrays,
    FileRecord,
    record_of,
    sync_directory,
    sync_file,
    unpack_text,
    verify,
    write_arrays,
)
from search.index.errors import IndexBusy, IndexProblem
from search.index.manifest import CURRENT, Manifest, SegmentRecord, read_manifest, write_manifest
from search.index.merging import SegmentSize, segments_to_merge
from search.index.postings import Pivot, impacts, length_sums, pivot_of
from search.index.rows import Row, TermAnalyzer, row_of
from search.index.whoosh_commit import WhooshSegment, create_whoosh, open_whoosh

LOCK = "writer.lock"
LOCK_TIMEOUT_SECONDS = 10.0
MOST_IN_A_SEGMENT = 100_000
"""Documents after which a rebuild begins a new segment, which bounds its memory (about 8 kB a document)."""

_GENERATION = re.compile(r"^g(\d{6})$")
_SETTLED = 5_000
"""Documents from which the averages of a growing index hardly move: from there a step must be clear to be taken."""
_CLEARLY = 0.75


class _OldSegment:
    """A committed segment, open for finding and deleting documents in it."""

    def __init__(self, directory: Path, record: SegmentRecord, arrays: Arrays) -> None:
        self.record = record
        self.arrays = arrays
        self.deleted: Array = np.empty(0, dtype=np.int32)
        if record.deleted is not None:
            verify(directory, record.deleted)
            self.deleted = Arrays(directory / record.deleted.name)["deleted"]
        self.changed = False

    @property
    def live(self) -> Array:
        """Which documents are not deleted."""
        mask = np.ones(self.record.documents, dtype=bool)
        mask[self.deleted] = False
        return mask

    def find(self, document_id: str) -> int:
        """The live document with this id, -1 when there is none."""
        keys = self.arrays["id_sorted"]
        key = np.uint64(key_of(document_id))
        place = int(np.searchsorted(keys, key))
        while place < len(keys) and keys[place] == key:
            document = int(self.arrays["id_document"][place])
            stored = unpack_text(self.arrays["id"], self.arrays["id_at"], document)
            if stored == document_id.encode() and document not in self.deleted:
                return document
            place += 1
        return -1

    def delete(self, document: int) -> None:
        """Delete a document in the commit being made."""
        self.deleted = np.sort(np.append(self.deleted, np.int32(document)))
        self.changed = True


class IndexWriter:
    """Writes an index directory. One may exist per process; processes take turns by a file lock."""

    def __init__(
        self,
        directory: Path,
        analyzer: TermAnalyzer,
        lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS,
        most_in_a_segment: int = MOST_IN_A_SEGMENT,
    ) -> None:
        self.directory = directory
        self._analyzer = analyzer
        self._timeout = lock_timeout_seconds
        self._most = most_in_a_segment
        self._verified: dict[FileRecord, Arrays] = {}

    def apply(self, documents: Iterable[IndexDocument], seq: int) -> Manifest:
        """Add, replace and (with `entry` None) delete documents in one commit, after which the index is at `seq`.

        Of several documents with one id the last counts. Raises IndexMissing, IndexDamaged or IndexOutdated when the
        index must be rebuilt first, IndexBusy when another process keeps writing.
        """
        with self._locked():
            manifest = read_manifest(self.directory)
            self._clean(manifest)
            return self._commit(manifest, _last_of_each(documents), seq)

    def rebuild(self, documents: Iterable[IndexDocument], seq: int) -> Manifest:
        """Build an index of these documents beside the present one, and put it in its place at `seq`.

        Readers answer from the old index until they refresh. Raises IndexBusy.
        """
        with self._locked():
            self._clean(self._present())
            manifest = self._build(iter(documents), seq)
            write_manifest(self.directory, manifest)
            self._clean(manifest)
            return manifest

    def merge(self) -> Manifest:
        """Copy everything into one segment; for quiet hours, after very many updates."""
        with self._locked():
            manifest = read_manifest(self.directory)
            self._clean(manifest)
            return self._commit(manifest, {}, manifest.seq, everything=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.directory.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(self.directory / LOCK, timeout=self._timeout)
        try:
            lock.acquire()
        except filelock.Timeout as error:
            raise IndexBusy("Another process is writing the index. Try again in a moment.") from error
        try:
            yield
        finally:
            lock.release()

    def _present(self) -> Manifest | None:
        try:
            return read_manifest(self.directory)
        except IndexProblem:
            return None

    def _clean(self, manifest: Manifest | None) -> None:
        """Remove what the manifest does not name: leftovers of a crash, and what a commit made obsolete."""
        for path in self.directory.iterdir():
            if _GENERATION.match(path.name) and (manifest is None or path.name != manifest.generation):
                # The processes that have its files open go on reading them.
                shutil.rmtree(path, ignore_errors=True)
        (self.directory / f"{CURRENT}.new").unlink(missing_ok=True)
        if manifest is None or not (self.directory / manifest.generation).is_dir():
            return
        named = {record.name for record in manifest.files()}
        for path in (self.directory / manifest.generation).iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in named and not path.name.endswith("LOCK"):
                path.unlink(missing_ok=True)

    def _build(self, documents: Iterator[IndexDocument], seq: int) -> Manifest:
        generation = self._next_generation()
        directory = self.directory / generation
        directory.mkdir()
        create_whoosh(directory)
        manifest = Manifest(generation, 0, seq, (), (), FileRecord("", 0, ""))
        full = True
        while full:
            segment = _NewSegment(directory)
            try:
                count = 0
                for row in _new_rows(documents, self._analyzer, self._most):
                    segment.add(row)
                    count += 1
                full = count == self._most
                if count or not manifest.segments:
                    kept = self._old_segments(manifest)
                    manifest = self._write(manifest, segment, kept, [], seq)
            finally:
                segment.cancel()
        return manifest

    def _old_segments(self, manifest: Manifest) -> list[_OldSegment]:
        """The segments of a manifest. Their arrays are verified once and stay mapped until the segment is gone."""
        directory = self.directory / manifest.generation
        arrays = {}
        for record in manifest.segments:
            known = self._verified.get(record.arrays)
            if known is None:
                verify(directory, record.arrays)
                known = Arrays(directory / record.arrays.name)
            arrays[record.arrays] = known
        self._verified = arrays
        return [_OldSegment(directory, record, arrays[record.arrays]) for record in manifest.segments]

    def _next_generation(self) -> str:
        numbers = [int(found[1]) for path in self.directory.iterdir() if (found := _GENERATION.match(path.name))]
        present = self._present()
        if present is not None:
            numbers.append(int(present.generation[1:]))
        return f"g{max(numbers, default=0) + 1:06d}"

    def _commit(
        self, manifest: Manifest, documents: dict[str, IndexDocument], seq: int, everything: bool = False
    ) -> Manifest:
        directory = self.directory / manifest.generation
        verify(directory, manifest.toc)
        old = self._old_segments(manifest)
        rows = [row_of(document, document.entry, self._analyzer) for document in documents.values() if document.entry]
        segment = _NewSegment(directory)
        try:
            for document_id in documents:
                for candidate in old:
                    place = candidate.find(document_id)
                    if place >= 0:
                        candidate.delete(place)
                        segment.whoosh.delete(candidate.record.id, place)
            sizes = [
                SegmentSize(place, item.record.documents, item.record.documents - len(item.deleted))
                for place, item in enumerate(old)
            ]
            chosen = list(range(len(old))) if everything else segments_to_merge(sizes, len(rows))
            for place in chosen:
                for record in old[place].record.whoosh:
                    verify(directory, record)
                for row in segment.whoosh.rows(old[place].record.id):
                    segment.add(row)
            for row in rows:
                segment.add(row)
            kept = [item for place, item in enumerate(old) if place not in chosen]
            dropped = [old[place].record.id for place in chosen]
            written = self._write(manifest, segment, kept, dropped, seq)
        finally:
            segment.cancel()
        write_manifest(self.directory, written)
        self._clean(written)
        return written

    def _write(
        self, manifest: Manifest, segment: _NewSegment, kept: list[_OldSegment], dropped: list[str], seq: int
    ) -> Manifest:
        """Write the new segment and what changes of the kept ones; gives the manifest that would make it the index."""
        directory = self.directory / manifest.generation
        commit = manifest.commit + 1
        arrays, counts = segment.arrays()
        sums = [length_sums(item.arrays["lengths"], item.live) for item in kept]
        sums.append(length_sums(arrays["lengths"], np.ones(len(arrays["lengths"]), dtype=bool)))
        documents = sum(item.record.documents - len(item.deleted) for item in kept) + len(arrays["seq"])
        pivot = pivot_of(*_added(sums))
        if documents > _SETTLED and manifest.pivot and _close(manifest.pivot, sums):
            pivot = manifest.pivot
        records = [self._kept(directory, item, commit, pivot, manifest.pivot) for item in kept]
        new, toc = segment.write(arrays, counts, pivot, commit, seq, dropped)
        sync_directory(directory)
        return Manifest(manifest.generation, commit, seq, pivot, (*records, new), toc)

    def _kept(self, directory: Path, item: _OldSegment, commit: int, pivot: Pivot, old_pivot: Pivot) -> SegmentRecord:
        record, deleted, weights = item.record, item.record.deleted, item.record.impacts
        if item.changed:
            deleted = write_arrays(directory / f"{record.id}.deleted.{commit}", {"deleted": item.deleted}, {})
        if pivot != old_pivot:
            verify(directory, record.counts)
            counts = Arrays(directory / record.counts.name)["counts"]
            found = impacts(counts, item.arrays["term_rows"], item.arrays["lengths"], pivot)
            weights = write_arrays(directory / f"{record.id}.impacts.{commit}", {"impacts": found}, {})
        return SegmentRecord(
            record.id, record.documents, record.arrays, record.records, record.counts, weights, deleted, record.whoosh
        )


class _NewSegment:
    """A segment being written: Whoosh's half and ours."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.whoosh = WhooshSegment(open_whoosh(directory))
        self._columns = SegmentColumns()

    def add(self, row: Row) -> None:
        """Add a document to both halves."""
        self.whoosh.add_row(row)
        self._columns.add(row)

    def cancel(self) -> None:
        """Give up what is not written yet; that is then a leftover. After `write` it does nothing."""
        if not self.whoosh.is_closed:
            self.whoosh.cancel()

    def arrays(self) -> tuple[dict[str, Array], Array]:
        """(every array of the segment but the counts, the packed counts)."""
        terms, counts = self.whoosh.pool.arrays()
        return {**self._columns.arrays(), **terms}, counts

    def write(
        self, arrays: dict[str, Array], counts: Array, pivot: Pivot, commit: int, seq: int, dropped: list[str]
    ) -> tuple[SegmentRecord, FileRecord]:
        """Write every file; gives the record of the segment and that of Whoosh's table of contents."""
        name, directory = self.whoosh.segment_name, self.directory
        found = impacts(counts, arrays["term_rows"], arrays["lengths"], pivot)
        meta: dict[str, Any] = self._columns.meta()
        own = {
            "arrays": write_arrays(directory / f"{name}.arrays", arrays, meta),
            "records": write_arrays(directory / f"{name}.records", self._columns.records(), {}),
            "counts": write_arrays(directory / f"{name}.counts", {"counts": counts}, {}),
            "impacts": write_arrays(directory / f"{name}.impacts.{commit}", {"impacts": found}, {}),
        }
        toc = self.whoosh.write(seq, dropped)
        ours = {record.name for record in own.values()}
        theirs = sorted(
            file for file in FileStorage(str(directory)).list() if file.startswith(f"{name}.") and file not in ours
        )
        for file in (*theirs, toc):
            # Whoosh does not see to it that what it writes survives a loss of power.
            sync_file(directory / file)
        record = SegmentRecord(
            id=name,
            documents=len(self._columns),
            deleted=None,
            whoosh=tuple(record_of(directory / file) for file in theirs),
            **own,
        )
        return record, record_of(directory / toc)


def _last_of_each(documents: Iterable[IndexDocument]) -> dict[str, IndexDocument]:
    last: dict[str, IndexDocument] = {}
    for document in documents:
        last.pop(document.id, None)
        last[document.id] = document
    return last


def _new_rows(documents: Iterator[IndexDocument], analyzer: TermAnalyzer, most: int) -> Iterator[Row]:
    """Up to `most` rows of the documents that were not withdrawn."""
    count = 0
    for document in documents:
        if document.entry is None:
            continue
        yield row_of(document, document.entry, analyzer)
        count += 1
        if count == most:
            return


def _added(sums: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Words and documents per field over all segments."""
    return np.sum([words for words, _ in sums], axis=0), np.sum([filled for _, filled in sums], axis=0)


def _close(pivot: Pivot, sums: list[tuple[Array, Array]]) -> bool:
    """Whether the averages are still within three quarters of a step of the pivot."""
    words, filled = _added(sums)
    averages = np.maximum(words / np.maximum(filled, 1), 1.0)
    return bool(np.all(np.abs(4 * np.log2(averages) - np.array(pivot)) <= _CLEARLY))
