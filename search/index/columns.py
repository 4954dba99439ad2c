"""The arrays of a segment: what the engine needs of each document, column by column.

Documents are numbered from 0 in the order in which they were added, as in the Whoosh segment beside which they lie.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from core.publishing.entries import Entry, EntryLocation, LexiconRelation
from search.dutch.folding import fold, fold_words
from search.engine.weights import SCORING_FIELDS
from search.index.cards import LANGUAGES, card, location_record
from search.index.container import Array, group_rows, pack_texts
from search.index.earth import points_in_space
from search.index.rows import Row
from search.suggestions.columns import SuggestionColumns

COUNTED_FACETS = ("kind", "careType", "law", "domain", "delivery", "language")
"""The facets with counts in an answer; `kind` is the kind of the document."""

STATUS_ACTIVE, STATUS_CLOSED, STATUS_HIDDEN = 0, 1, 2
_STATUS = {"active": STATUS_ACTIVE, "temporarily closed": STATUS_CLOSED}

SECTIONS = (*(f"card_{language}" for language in LANGUAGES), "text", "slug", "lexicon", "place")
"""What is kept per document (`place`: per location) in the records file, with a checksum per record."""

FIELD_BREAK = "\n"
"""Stands between the parts of a document's folded text, so that no phrase runs from one into the next."""

_POSTCODES = re.compile(r"^(\d{4})-(\d{4})$")
_DAYS_LENGTH = 10


def key_of(text: str) -> int:
    """A 64-bit key of a text, the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest(), "little")


def day_number(day: str | None) -> int:
    """The proleptic day number of an ISO date (or of the date of an ISO time); 0 when there is none."""
    return date.fromisoformat(day[:_DAYS_LENGTH]).toordinal() if day else 0


def folded_text(entry: Entry) -> str:
    """What is searched for phrases: each shown text folded, between spaces, on its own line."""
    shown = [*entry.title.values(), *entry.names, *entry.keywords, *entry.summary.values(), *entry.text.values()]
    return FIELD_BREAK.join(f" {fold(text)} " for text in dict.fromkeys(shown))


def _relations(entry: Entry) -> bytes:
    """The entry's relations between words as JSON; nothing for the many entries without."""
    if not entry.lexicon:
        return b""
    return json.dumps([asdict(relation) for relation in entry.lexicon], ensure_ascii=False).encode()


def read_relations(content: bytes) -> list[LexiconRelation]:
    """The relations of a `lexicon` record."""
    if not content:
        return []
    return [
        LexiconRelation(tuple(item["words"]), tuple(item["leads_to"]), item["weight"], item["both_ways"])
        for item in json.loads(content)
    ]


class _Grouped:
    """Collects (key, document) pairs; gives sorted keys with their documents."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._keys = array("i")
        self._documents = array("i")

    def add(self, document: int, keys: Iterable[str]) -> None:
        places = self._places
        for key in keys:
            place = places.get(key)
            if place is None:
                place = places[key] = len(places)
            self._keys.append(place)
            self._documents.append(document)

    def arrays(self, name: str) -> dict[str, Array]:
        """`name`, `name_at`: the dictionary; `name_starts`, `name_rows`: the documents of each key."""
        texts = [(key.encode(), place) for key, place in self._places.items()]
        texts.sort()
        rank = np.empty(len(texts), dtype=np.int64)
        rank[[place for _, place in texts]] = np.arange(len(texts))
        data, at = pack_texts([text for text, _ in texts])
        keys = rank[np.frombuffer(self._keys, dtype=np.int32)] if texts else np.empty(0, dtype=np.int64)
        starts, rows = group_rows(keys, np.array(self._documents, dtype=np.int32), len(texts))
        return {name: data, f"{name}_at": at, f"{name}_starts": starts, f"{name}_rows": rows}


class _Records:
    """A section of the records file: bytes of any length, each with its checksum."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._ends = array("q", [0])
        self._checksums = array("I")

    def add(self, content: bytes) -> None:
        self.data += content
        self._ends.append(len(self.data))
        self._checksums.append(zlib.crc32(content))

    def arrays(self, name: str) -> dict[str, Array]:
        """`name_at`: where each record begins and the last ends; `name_crc`: CRC-32 of each."""
        return {f"{name}_at": np.array(self._ends), f"{name}_crc": np.array(self._checksums, dtype=np.uint32)}


class _Numbers:
    """Columns of numbers, one value per document (or per location)."""

    def __init__(self, **codes: str) -> None:
        self.columns = {name: array(code) for name, code in codes.items()}

    def add(self, **values: float) -> None:
        for name, value in values.items():
            self.columns[name].append(value)  # type: ignore[arg-type]  # each column knows its own kind of number

    def arrays(self) -> dict[str, Array]:
        return {name: np.array(column, dtype=column.typecode) for name, column in self.columns.items()}


class SegmentColumns:
    """Add rows, then take `arrays()`, `records()` and `meta()`. Terms are added by the writer, see `postings`."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._kinds: dict[str, int] = {}
        self._signatures: dict[tuple[tuple[str, ...], ...], int] = {}
        self._numbers = _Numbers(
            seq="q", version="q", kind="B", status="B", valid_from="i", valid_until="i", minimum_age="f",
            maximum_age="f", assured="i", signature="i", has_area="B", sort_first="Q", sort_second="Q", whole_key="Q",
        )  # fmt: skip
        self._lengths = array("H")
        self._places = _Numbers(document="i", latitude="d", longitude="d")
        self._place_starts = array("i", [0])
        self._facets, self._areas, self._words = _Grouped(), _Grouped(), _Grouped()
        self._ranges = _Numbers(first="i", last="i", document="i")
        self._names = _Numbers(key="Q", document="i")
        self._records = {section: _Records() for section in SECTIONS}
        self._suggestions = SuggestionColumns()

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, row: Row) -> None:
        """Take in one document."""
        document, entry = len(self.ids), row.entry
        self.ids.append(row.id)
        self._add_numbers(row)
        self._lengths.extend(min(length, 0xFFFF) for length in row.lengths)
        for facet, values in entry.facets.items():
            if facet not in COUNTED_FACETS:
                self._facets.add(document, [f"{facet}\0{value}" for value in dict.fromkeys(values)])
        self._add_areas(document, entry)
        self._add_places(document, entry.locations)
        text = folded_text(entry)
        words = set(text.split())
        for hidden in entry.search_words:
            words.update(fold_words(hidden))
        self._words.add(document, words)
        names = dict.fromkeys(fold(name) for name in (*entry.title.values(), *entry.names))
        for name in names:
            if name:
                self._names.add(key=key_of(name), document=document)
        for language in LANGUAGES:
            self._records[f"card_{language}"].add(card(row, language))
        self._records["text"].add(text.encode())
        self._records["slug"].add(row.slug.encode())
        self._records["lexicon"].add(_relations(entry))
        for title in dict.fromkeys((*entry.title.values(), *entry.names)):
            self._suggestions.add(document, row.kind, title)

    def arrays(self) -> dict[str, Array]:
        """The columns, by name. Locations are in the order of their documents."""
        keys = np.array([key_of(text) for text in self.ids], dtype=np.uint64)
        order = np.argsort(keys, kind="stable")
        ids, ids_at = pack_texts([text.encode() for text in self.ids])
        places = self._places.arrays()
        x, y, z = points_in_space(places["latitude"], places["longitude"])
        known = np.flatnonzero(~np.isnan(places["latitude"]))
        by_latitude = known[np.argsort(places["latitude"][known], kind="stable")].astype(np.int32)
        names = self._names.arrays()
        by_name = np.argsort(names["key"], kind="stable")
        found: dict[str, Array] = {
            **self._numbers.arrays(),
            "lengths": np.array(self._lengths, dtype=np.uint16).reshape(-1, len(SCORING_FIELDS)),
            "id": ids, "id_at": ids_at, "id_key": keys, "id_sorted": keys[order], "id_document": order.astype(np.int32),
            "place_starts": np.array(self._place_starts, dtype=np.int32),
            "place_document": places["document"], "place_latitude": places["latitude"],
            "place_longitude": places["longitude"], "place_x": x, "place_y": y, "place_z": z,
            "by_latitude": by_latitude, "by_latitude_degrees": places["latitude"][by_latitude],
            "name_key": names["key"][by_name], "name_document": names["document"][by_name],
        }  # fmt: skip
        found |= {f"range_{name}": column for name, column in self._ranges.arrays().items()}
        found |= self._facets.arrays("facet") | self._areas.arrays("area") | self._words.arrays("word")
        found |= self._suggestions.arrays()
        for section, records in self._records.items():
            found |= records.arrays(section)
        return found

    def records(self) -> dict[str, Array]:
        """The bytes of cards, texts, slugs and locations; where each begins, and its checksum, is in `arrays()`."""
        return {name: np.frombuffer(records.data, dtype=np.uint8) for name, records in self._records.items()}

    def meta(self) -> dict[str, Any]:
        """The small tables: kinds by number, and facet values by signature."""
        return {"kinds": list(self._kinds), "signatures": [list(item) for item in self._signatures]}

    def _add_numbers(self, row: Row) -> None:
        entry = row.entry
        facets = {**entry.facets, "kind": (row.kind,)}
        signature = tuple(tuple(sorted(set(facets.get(name, ())))) for name in COUNTED_FACETS)
        title = fold(entry.title["nl"]).encode()[:16].ljust(16, b"\0")
        self._numbers.add(
            seq=row.seq,
            version=row.version,
            kind=self._kinds.setdefault(row.kind, len(self._kinds)),
            status=_STATUS.get(entry.status, STATUS_HIDDEN),
            valid_from=day_number(entry.valid_from),
            valid_until=day_number(entry.valid_until),
            minimum_age=-np.inf if entry.minimum_age is None else entry.minimum_age,
            maximum_age=np.inf if entry.maximum_age is None else entry.maximum_age,
            assured=day_number(entry.assured_date),
            signature=self._signatures.setdefault(signature, len(self._signatures)),
            has_area=bool(entry.area_codes),
            sort_first=int.from_bytes(title[:8], "big"),
            sort_second=int.from_bytes(title[8:], "big"),
            whole_key=key_of(entry.part_of or row.id),
        )

    def _add_areas(self, document: int, entry: Entry) -> None:
        plain = []
        for code in dict.fromkeys(entry.area_codes):
            postcodes = _POSTCODES.match(code)
            if postcodes is None:
                plain.append(code)
            else:
                first, last = int(postcodes[1]), int(postcodes[2])
                self._ranges.add(first=first, last=last, document=document)
        self._areas.add(document, plain)

    def _add_places(self, document: int, locations: tuple[EntryLocation, ...]) -> None:
        unknown = float("nan")
        for location in locations:
            known = location.latitude is not None and location.longitude is not None
            self._places.add(
                document=document,
                latitude=location.latitude if known and location.latitude is not None else unknown,
                longitude=location.longitude if known and location.longitude is not None else unknown,
            )
            self._records["place"].add(location_record(location, len(locations) - 1))
        self._place_starts.append(len(self._places.columns["document"]))
