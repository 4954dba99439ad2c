"""A segment of the index, verified once and memory-mapped."""

from __future__ import annotations

import threading
import zlib
from pathlib import Path

import numpy as np

from search.index.container import Array, Arrays, Dictionary, verify
from search.index.errors import IndexDamaged
from search.index.manifest import SegmentRecord

_REMEMBERED_TERMS = 20_000


class Segment:
    """What one segment holds. Safe between threads; documents are numbered from 0 within the segment.

    Opening reads every byte of the arrays once to verify them. Cards and texts carry a checksum each and are verified
    when read; the counts, which only explanations need, when first asked for.
    """

    def __init__(self, directory: Path, record: SegmentRecord) -> None:
        for file in (record.arrays, record.impacts):
            verify(directory, file)
        self.record = record
        self.arrays = Arrays(directory / record.arrays.name)
        self._records = Arrays(directory / record.records.name)
        if self._records.size != record.records.size:
            raise IndexDamaged(f"{record.records.name} does not have its size. Rebuild the index.")
        self.size = record.documents
        self.impacts = Arrays(directory / record.impacts.name)["impacts"]
        self.ids = Dictionary(self.arrays, "id")
        self.terms = Dictionary(self.arrays, "term")
        self.words = Dictionary(self.arrays, "word")
        self.areas = Dictionary(self.arrays, "area")
        self.facets = Dictionary(self.arrays, "facet")
        self._term_starts, self._term_rows = self.arrays["term_starts"].data, self.arrays["term_rows"]
        self._counts = Arrays(directory / record.counts.name)
        self._counts_verified = False
        self._lock = threading.Lock()
        self._places: dict[str, int] = {}
        self._sections: dict[str, tuple[memoryview, memoryview, memoryview]] = {}

    def term_place(self, term: str) -> int:
        """The place of an index term, -1 when it is not in this segment."""
        place = self._places.get(term)
        if place is None:
            place = self.terms.find(term.encode(errors="replace"))
            if len(self._places) >= _REMEMBERED_TERMS:
                self._places = {}
            self._places[term] = place
        return place

    def postings(self, place: int) -> tuple[Array, Array]:
        """(documents ascending, impacts) of a term, deleted documents included."""
        part = slice(self._term_starts[place], self._term_starts[place + 1])
        return self._term_rows[part], self.impacts[part]

    def rows(self, name: str, dictionary: Dictionary, key: str) -> Array:
        """The documents, ascending, of a key in one of the grouped arrays (word, area, facet)."""
        place = dictionary.find(key.encode(errors="replace"))
        if place < 0:
            return np.empty(0, dtype=np.int32)
        starts = self.arrays[name + "_starts"]
        return self.arrays[name + "_rows"][int(starts[place]) : int(starts[place + 1])]

    def read(self, section: str, place: int) -> bytes:
        """A card, text, slug or location as it was written. Raises IndexDamaged when its checksum differs."""
        views = self._sections.get(section)
        if views is None:
            views = (
                self._records[section].data,
                self.arrays[section + "_at"].data,
                self.arrays[section + "_crc"].data,
            )
            self._sections[section] = views
        data, at, checksums = views
        content = data[at[place] : at[place + 1]].tobytes()
        if zlib.crc32(content) != checksums[place]:
            raise IndexDamaged(f"A record in {self.record.records.name} is damaged. Rebuild the index.")
        return content

    @property
    def counts(self) -> Array:
        """The packed counts of every posting (see `search.index.fields`)."""
        with self._lock:
            if not self._counts_verified:
                self._counts.verify(self.record.counts)
                self._counts_verified = True
            return self._counts["counts"]
