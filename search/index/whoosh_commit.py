"""Whoosh's writer, with our pool, and without its own ideas about merging and about when a commit is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3PerDocReader
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, LockError
from whoosh.writing import SegmentWriter

from search.index.errors import IndexBusy, IndexDamaged
from search.index.fields import SEQ_ID, whoosh_schema
from search.index.postings import PostingsPool
from search.index.rows import Row

_INDEX_NAME = "MAIN"


class WhooshSegment(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """Writes one new segment, and a table of contents that holds it and the old segments that are kept.

    The table of contents is written, but nothing is removed: only the manifest makes the commit (`manifest.py`).
    """

    def __init__(self, index: FileIndex) -> None:
        try:
            super().__init__(index, compound=False)
        except LockError as error:
            raise IndexBusy("Another process is writing the index. Try again in a moment.") from error
        self.pool = PostingsPool()

    @property
    def segment_name(self) -> str:
        """The name with which the files of the new segment begin."""
        return str(self.newsegment.segment_id())

    def add_row(self, row: Row) -> None:
        """Add a document; its number is that of the rows added before."""
        self.add_document(**row.as_stored())

    def delete(self, segment_id: str, document: int) -> None:
        """Mark a document of an older segment as deleted."""
        self._older(segment_id).delete_document(document)

    def rows(self, segment_id: str) -> Iterator[Row]:
        """The documents of an older segment that are not deleted."""
        segment = self._older(segment_id)
        reader = W3PerDocReader(self.storage, segment)
        try:
            for document in range(segment.doc_count_all()):
                if segment.is_deleted(document):
                    continue
                stored = reader.stored_fields(document)
                if stored["id"] != SEQ_ID:
                    yield Row.from_stored(stored)
        finally:
            reader.close()

    def write(self, seq: int, dropped: list[str]) -> str:
        """Write segment and table of contents, with `seq` as a stored document; the name of the table's file."""
        self.add_document(id=SEQ_ID, seq=seq)
        kept = [segment for segment in self.segments if segment.segment_id() not in dropped]
        for segment in kept:
            # The documents that carried earlier sequence numbers are always the last of their segment.
            segment.delete_document(segment.doc_count_all() - 1)
        self.commit(mergetype=lambda writer, segments: kept)
        return str(TOC._filename(self.indexname, self.generation))

    def _older(self, segment_id: str) -> Any:
        for segment in self.segments:
            if segment.segment_id() == segment_id:
                return segment
        raise IndexDamaged(f"Whoosh does not know segment {segment_id}. Rebuild the index.")

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self.fieldwriter.add_postings(self.schema, None, self.pool.iter_postings())
        self.fieldwriter.close()

    def _commit_toc(self, segments: list[Any]) -> None:
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)


def create_whoosh(directory: Path) -> FileIndex:
    """An empty Whoosh index in an empty directory."""
    return FileIndex.create(FileStorage(str(directory)), whoosh_schema(), _INDEX_NAME)


def open_whoosh(directory: Path) -> FileIndex:
    """The Whoosh index in a directory, at its latest table of contents."""
    return FileIndex(FileStorage(str(directory)), indexname=_INDEX_NAME)


def stored_seq(directory: Path) -> int:
    """The sequence number that the Whoosh index itself carries as a stored document."""
    toc = TOC.read(FileStorage(str(directory)), _INDEX_NAME)
    for segment in reversed(toc.segments):
        last = segment.doc_count_all() - 1
        if not segment.is_deleted(last):
            reader = W3PerDocReader(FileStorage(str(directory)), segment)
            try:
                return int(reader.stored_fields(last)["seq"])
            finally:
                reader.close()
    raise IndexDamaged("The Whoosh index carries no sequence number. Rebuild the index.")
