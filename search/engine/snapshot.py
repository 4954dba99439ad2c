"""A view of the whole index at one commit: immutable, safe between threads, with one numbering over all segments.

What is large (postings, cards, texts) stays mapped per segment. The small columns are mapped as they are when there is
one segment, and joined in memory when there are more: about 100 bytes a document.
"""

from __future__ import annotations

import bisect
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.publishing.entries import LexiconRelation
from search.engine.segment import Segment
from search.engine.signatures import FacetTables, Signature
from search.engine.weights import WEIGHTS
from search.index.columns import STATUS_CLOSED, STATUS_HIDDEN, key_of, read_relations
from search.index.container import Array, Arrays, verify
from search.index.errors import IndexDamaged
from search.index.manifest import Manifest

_FEW = 20
"""Looking up one deleted document in a list costs as much as picking so many."""

_REMEMBERED_TERMS = 5_000
"""Terms of which it is kept where they stand. Of most that is a view of the mapped file."""

_REMEMBERED_AREAS = 5_000
"""Area codes of which the documents are kept: more than there are postcodes of four digits."""

_COMMON = 16
"""A term in one of so many documents gets a column, as long as all columns together stay under _MOST_COLUMN_BYTES."""
_MOST_COLUMN_BYTES = 32_000_000


class Postings(NamedTuple):
    """Where an index term stands: documents ascending, deleted ones included, and the impact in each.

    frequency: the documents that are not deleted. column: for a common term the impact in every document of the index,
    0 where it does not stand, so that the impacts in some documents are had by picking; None for other terms.
    """

    rows: Array
    impacts: Array
    frequency: int
    column: Array | None


NOWHERE = Postings(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32), 0, None)


@dataclass(frozen=True, slots=True)
class _Day:
    number: int
    visible: Array
    freshness: Array


@dataclass(frozen=True, slots=True)
class _Part:
    segment: Segment
    base: int
    live: Array | None = field(default=None)


class Snapshot:
    """The index at one commit. Documents are numbered 0 … `size` - 1; deleted ones keep their number."""

    def __init__(self, directory: Path, manifest: Manifest, known: dict[str, Segment] | None = None) -> None:
        """Open every segment; those in `known` (by name of their impacts file) are taken over, verified before.

        Raises IndexDamaged. A FileNotFoundError inside it can mean that a newer commit took the files away.
        """
        generation = directory / manifest.generation
        self.manifest = manifest
        self.seq = manifest.seq
        self._without_kinds: dict[tuple[str, ...], Array] = {}
        parts, base = [], 0
        for record in manifest.segments:
            segment = (known or {}).get(record.impacts.name)
            if segment is None:
                segment = Segment(generation, record)
            live = None
            if record.deleted is not None:
                verify(generation, record.deleted)
                live = np.ones(record.documents, dtype=bool)
                live[Arrays(generation / record.deleted.name)["deleted"]] = False
            parts.append(_Part(segment, base, live))
            base += record.documents
        self._parts = tuple(parts)
        self._bases = [part.base for part in parts]
        self.size = base
        self.segments = {part.segment.record.impacts.name: part.segment for part in parts}
        self._local = threading.local()
        self._postings: dict[str, Postings] = {}
        self._column_bytes = 0
        self._areas: dict[str, Array] = {}
        self._day: _Day | None = None
        self._words: dict[str, int] | None = None
        self._join()

    def _join(self) -> None:
        self.live = self._joined_masks()
        self.documents = int(np.count_nonzero(self.live))
        self._dead = np.flatnonzero(~self.live)
        self.status = self._column("status")
        self.closed = self.status == STATUS_CLOSED
        self.minimum_age, self.maximum_age = self._column("minimum_age"), self._column("maximum_age")
        self.assured = self._column("assured")
        self.has_area = self._column("has_area").view(bool)
        self.sort_first, self.sort_second = self._column("sort_first"), self._column("sort_second")
        self.id_key = self._column("id_key")
        self._join_parts()
        self._valid_from, self._valid_until = self._column("valid_from"), self._column("valid_until")
        self._join_signatures()
        self._join_places()
        self.name_key, self.name_document = self._column("name_key"), self._numbered("name_document")
        if len(self._parts) > 1:
            order = np.argsort(self.name_key, kind="stable")
            self.name_key, self.name_document = self.name_key[order], self.name_document[order]
        self._name_keys = self.name_key.data
        self._ranges = self._column("range_first"), self._column("range_last"), self._numbered("range_document")

    def _join_parts(self) -> None:
        """Which documents are a part of another one, and which belong to a whole that has parts."""
        self.whole_key = self._column("whole_key")
        self.is_part = self.whole_key != self.id_key
        self.has_parts = np.isin(self.whole_key, np.unique(self.whole_key[self.is_part]))

    def _join_places(self) -> None:
        starts = [np.zeros(1, dtype=np.int32)]
        places = 0
        for part in self._parts:
            own = part.segment.arrays["place_starts"]
            starts.append(own[1:] + np.int32(places))
            places += int(own[-1])
        self.place_starts = np.concatenate(starts)
        self.place_x, self.place_y, self.place_z = (self._column(f"place_{axis}") for axis in "xyz")
        self.place_latitude, self.place_longitude = self._column("place_latitude"), self._column("place_longitude")
        self.place_document = self._numbered("place_document")
        self.has_place = np.zeros(self.size, dtype=bool)
        self.has_place[self.place_document[~np.isnan(self.place_x)]] = True
        self.placeless = ~(self.has_place | self.has_area)
        self.several_places = np.diff(self.place_starts) > 1
        self._join_points()

    def _join_points(self) -> None:
        """What finds places near a point: the first place of each document, and all places by their latitude."""
        first = self.place_starts[:-1]
        points = [np.full(self.size, np.inf, dtype=np.float32) for _ in "xyz"]
        for axis, places in zip(points, (self.place_x, self.place_y, self.place_z), strict=True):
            known = self.place_starts[1:] > first
            axis[known] = places[first[known]]
            axis[np.isnan(axis)] = np.inf
        self.first_x, self.first_y, self.first_z = points
        order, base = [], 0
        for part in self._parts:
            order.append(part.segment.arrays["by_latitude"] + np.int32(base))
            base += len(part.segment.arrays["place_document"])
        places = np.concatenate(order)
        if len(order) > 1:
            places = places[np.argsort(self.place_latitude[places], kind="stable")]
        self._by_latitude = (
            self.place_latitude[places],
            self.place_longitude[places],
            self.place_document[places],
        )

    def _joined_masks(self) -> Array:
        masks = [np.ones(part.segment.size, dtype=bool) if part.live is None else part.live for part in self._parts]
        return np.concatenate(masks) if masks else np.empty(0, dtype=bool)

    def _column(self, name: str) -> Array:
        columns: list[Array] = [part.segment.arrays[name] for part in self._parts]
        return columns[0] if len(columns) == 1 else np.concatenate(columns)

    def _numbered(self, name: str) -> Array:
        columns = [part.segment.arrays[name] + np.int32(part.base) for part in self._parts]
        return np.concatenate(columns)

    def _join_signatures(self) -> None:
        numbers: dict[Signature, int] = {}
        columns = []
        for part in self._parts:
            own = [tuple(tuple(values) for values in item) for item in part.segment.arrays.meta["signatures"]]
            numbering = np.array([numbers.setdefault(item, len(numbers)) for item in own], dtype=np.int32)
            column = part.segment.arrays["signature"]
            columns.append(numbering[column] if len(numbering) else column)
        self.signature = np.concatenate(columns)
        self.signatures: tuple[Signature, ...] = tuple(numbers)
        self.facets = FacetTables(self.signatures)

    def visible(self, day: int) -> Array:
        """Which documents may be shown on a day (proleptic day number), temporarily closed ones included."""
        return self._on(day).visible

    def without_kinds(self, kinds: tuple[str, ...]) -> Array:
        """Which documents are of none of these kinds. Kept: a face asks for the same few again and again."""
        found = self._without_kinds.get(kinds)
        if found is None:
            found = self._without_kinds[kinds] = ~self.facets.having("kind", kinds)[self.signature]
        return found

    def freshness(self, day: int) -> Array:
        """How recently each document was checked, on a day: 1 today, halving with time, 0 when never."""
        return self._on(day).freshness

    def _on(self, day: int) -> _Day:
        found = self._day
        if found is None or found.number != day:
            visible = self.live & (self.status < STATUS_HIDDEN)
            visible &= self._valid_from <= day
            visible &= (self._valid_until == 0) | (self._valid_until >= day)
            age = np.maximum(day - self.assured, 0).astype(np.float32)
            fresh = np.exp2(age * np.float32(-1 / WEIGHTS.freshness_half_life_days)).astype(np.float32)
            fresh[self.assured == 0] = 0
            found = self._day = _Day(day, visible, fresh)
        return found

    def work_space(self) -> Array:
        """A float32 per document for the calling thread, all zeros; hand it back all zeros."""
        found: Array | None = getattr(self._local, "work_space", None)
        if found is None:
            found = self._local.work_space = np.zeros(self.size, dtype=np.float32)
        return found

    def postings(self, term: str) -> Postings:
        """Where an index term stands, over all segments."""
        known = self._postings.get(term)
        if known is None:
            if len(self._postings) >= _REMEMBERED_TERMS:
                self._postings, self._column_bytes = {}, 0
            known = self._postings[term] = self._read_postings(term)
        return known

    def _read_postings(self, term: str) -> Postings:
        found = []
        for part in self._parts:
            place = part.segment.term_place(term)
            if place >= 0:
                rows, impacts = part.segment.postings(place)
                found.append((rows + np.int32(part.base) if part.base else rows, impacts))
        if not found:
            return NOWHERE
        rows, impacts = found[0]
        if len(found) > 1:
            rows = np.concatenate([rows for rows, _ in found])
            impacts = np.concatenate([impacts for _, impacts in found])
        column = None
        if len(rows) * _COMMON >= self.size and self._column_bytes < _MOST_COLUMN_BYTES:
            column = np.zeros(self.size, dtype=np.float32)
            column[rows] = impacts
            self._column_bytes += column.nbytes
        return Postings(rows, impacts, self.live_among(rows), column)

    def live_among(self, rows: Array) -> int:
        """How many of these documents (ascending) are not deleted."""
        if not len(self._dead) or not len(rows):
            return len(rows)
        if len(self._dead) * _FEW > len(rows):
            return int(np.count_nonzero(self.live[rows]))
        places = np.minimum(np.searchsorted(rows, self._dead), len(rows) - 1)
        return len(rows) - int(np.count_nonzero(rows[places] == self._dead))

    def word_rows(self, word: str) -> Array:
        """The documents, ascending, in which a folded word is written; deleted ones included."""
        return self._grouped_rows("word", word)

    def area_rows(self, code: str) -> Array:
        """The documents, ascending, that name an area code; deleted ones included."""
        known = self._areas.get(code)
        if known is None:
            if len(self._areas) >= _REMEMBERED_AREAS:
                self._areas = {}
            known = self._areas[code] = self._grouped_rows("area", code)
        return known

    def facet_rows(self, facet: str, value: str) -> Array:
        """The documents, ascending, with a value of a facet that is not counted; deleted ones included."""
        return self._grouped_rows("facet", f"{facet}\0{value}")

    def _grouped_rows(self, name: str, key: str) -> Array:
        found = []
        for part in self._parts:
            dictionary = {"word": part.segment.words, "area": part.segment.areas, "facet": part.segment.facets}[name]
            rows = part.segment.rows(name, dictionary, key)
            if len(rows):
                found.append(rows + np.int32(part.base) if part.base else rows)
        if len(found) == 1:
            return found[0]
        return np.concatenate(found) if found else np.empty(0, dtype=np.int32)

    def range_rows(self, postcode: int) -> list[tuple[str, Array]]:
        """The postcode ranges ("3500-3599") that hold four digits, each with its documents."""
        first, last, document = self._ranges
        if not len(first):
            return []
        found: dict[str, list[int]] = {}
        for place in ((first <= postcode) & (last >= postcode)).nonzero()[0].tolist():
            found.setdefault(f"{first[place]:04d}-{last[place]:04d}", []).append(int(document[place]))
        return [(code, np.array(sorted(rows), dtype=np.int32)) for code, rows in sorted(found.items())]

    def documents_in(self, west: float, south: float, east: float, north: float) -> Array:
        """The documents with a place between these degrees, edges included; not in order, some perhaps twice."""
        degrees, longitudes, documents = self._by_latitude
        first, last = degrees.searchsorted(south, "left"), degrees.searchsorted(north, "right")
        longitudes = longitudes[first:last]
        return documents[first:last][(longitudes >= west) & (longitudes <= east)]

    def named(self, key: int) -> Array:
        """The documents with a title or name of this key (`search.index.columns.key_of` of the folded name)."""
        # One key is found sooner by halving in Python than by a call to numpy.
        keys = self._name_keys
        first = bisect.bisect_left(keys, key)
        return self.name_document[first : bisect.bisect_right(keys, key, lo=first)]

    def locate(self, document: int) -> tuple[Segment, int]:
        """The segment a document is in, and its number there."""
        part = self._parts[bisect.bisect_right(self._bases, document) - 1]
        return part.segment, document - part.base

    def document_id(self, document: int) -> str:
        """The id of a document."""
        segment, place = self.locate(document)
        return segment.ids[place].decode()

    def kind(self, document: int) -> str:
        """The kind of a document."""
        return self.signatures[int(self.signature[document])][0][0]

    def parts(self) -> list[tuple[Segment, int, Array | None]]:
        """(segment, number of its first document, its live documents or None when all are)."""
        return [(part.segment, part.base, part.live) for part in self._parts]

    def document_frequency(self, term: str) -> int:
        """In how many documents an index term occurs; documents deleted since their segment was written count too."""
        count = 0
        for part in self._parts:
            place = part.segment.term_place(term)
            if place >= 0:
                starts = part.segment.arrays["term_starts"]
                count += int(starts[place + 1] - starts[place])
        return count

    def words(self) -> dict[str, int]:
        """The folded words as written in titles, keywords and texts, each with its document frequency.

        Made at the first call and kept; do not change it.
        """
        if self._words is None:
            self._words = self._read_words()
        return self._words

    def _read_words(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for part in self._parts:
            data, at = part.segment.arrays["word"].tobytes(), part.segment.arrays["word_at"].tolist()
            frequencies = np.diff(part.segment.arrays["word_starts"]).tolist()
            for place, frequency in enumerate(frequencies):
                word = data[at[place] : at[place + 1]].decode()
                found[word] = found.get(word, 0) + frequency
        return found

    def lexicon(self) -> list[LexiconRelation]:
        """The relations between words that the live documents bring, in the order of the documents."""
        found = []
        for part in self._parts:
            filled = np.flatnonzero(np.diff(part.segment.arrays["lexicon_at"]))
            for place in filled.tolist():
                if part.live is None or part.live[place]:
                    found += read_relations(part.segment.read("lexicon", place))
        return found

    def slug(self, document: int) -> str:
        """The slug of a document."""
        segment, place = self.locate(document)
        return segment.read("slug", place).decode()

    def find(self, document_id: str) -> int:
        """The number of the live document with this id, -1 when there is none."""
        for document in np.flatnonzero(self.id_key == np.uint64(key_of(document_id))).tolist():
            if self.live[document] and self.document_id(document) == document_id:
                return int(document)
        return -1


def open_snapshot(directory: Path, manifest: Manifest, known: dict[str, Segment] | None = None) -> Snapshot:
    """A snapshot, or IndexDamaged with every reason that a file cannot be read."""
    try:
        return Snapshot(directory, manifest, known)
    except (OSError, ValueError, KeyError) as error:
        raise IndexDamaged("The index cannot be read. Rebuild it.") from error
