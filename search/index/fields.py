"""How a document stands in Whoosh: one indexed field for all its words, and what is stored beside it.

A term has one posting per document, whatever number of fields it occurs in. Its value packs how often the term occurs
in each scoring field, so a document is analysed once and Whoosh writes a third of the postings that one field per
scoring field would take.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import fields, formats

from search.engine.weights import SCORING_FIELDS

UNIT = 16
"""Occurrences are kept in sixteenths: the parts of a compound count for less than one."""

_BITS = 12
_MOST = (1 << _BITS) - 1
SHIFTS = tuple(_BITS * place for place in range(len(SCORING_FIELDS)))

SEQ_ID = "\0seq"
"""The id of the document that carries the sequence number the index is at."""


def pack_counts(counts: list[float]) -> int:
    """Weighted occurrences per scoring field as one 64-bit number; more than 255 count as 255."""
    packed = 0
    for shift, count in zip(SHIFTS, counts, strict=True):
        packed |= min(_MOST, round(count * UNIT)) << shift
    return packed


def unpack_counts(packed: npt.NDArray[np.uint64], place: int) -> npt.NDArray[np.float32]:
    """The occurrences in scoring field `place` of packed values."""
    shifted = packed >> np.uint64(SHIFTS[place]) & np.uint64(_MOST)
    return shifted.astype(np.float32) * np.float32(1 / UNIT)


class PackedCounts(formats.Format):  # type: ignore[misc]  # Whoosh has no types
    """Posting values of eight bytes, made by `pack_counts`."""

    posting_size = 8

    def __init__(self) -> None:
        super().__init__(field_boost=1.0)

    def word_values(
        self, value: Mapping[str, int], analyzer: object, **kwargs: object
    ) -> Iterator[tuple[str, int, float, bytes]]:
        """(term, 1, 1.0, value) for each term; the counts were already made."""
        for term, packed in value.items():
            yield term, 1, 1.0, packed.to_bytes(8, "little")

    def decode_frequency(self, valuestring: bytes) -> int:
        """In how many scoring fields the term stands."""
        packed = int.from_bytes(valuestring, "little")
        return sum(1 for shift in SHIFTS if packed >> shift & _MOST)


class CountsField(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """The one indexed field: its value is a mapping of term → packed counts."""

    def __init__(self) -> None:
        super().__init__(PackedCounts(), analyzer=None, scorable=False, stored=False)

    def index(self, value: Mapping[str, int], **kwargs: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """What Whoosh's writer asks of a field: (term in UTF-8, frequency, weight, posting value)."""
        for term, packed in value.items():
            yield term.encode(), 1, 1.0, packed.to_bytes(8, "little")


def whoosh_schema() -> Any:
    """The Whoosh schema of the index."""
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        content=CountsField(),
        kind=fields.STORED,
        slug=fields.STORED,
        seq=fields.STORED,
        version=fields.STORED,
        entry=fields.STORED,
        terms=fields.STORED,
        lengths=fields.STORED,
    )
