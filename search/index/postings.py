"""The postings of a segment while it is written, and the impacts that ranking reads.

An impact is the saturated BM25F weight of a term in a document: everything of the score but the rarity of the term.
It depends on the average field lengths of the whole index. These are rounded to steps of 19%, so that the impacts of
old segments stay right while documents come and go, and are recomputed, for every segment, when a step is taken.
"""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from search.engine.weights import INDEX_WEIGHTS, SCORING_FIELDS
from search.index.container import Array, pack_texts
from search.index.fields import unpack_counts

Pivot = tuple[int, ...]
"""Average length per scoring field, as the number of quarter octaves above 1."""

_STEPS_PER_OCTAVE = 4
_CONTENT = "content"


class PostingsPool:
    """Takes the place of Whoosh's sorting pool: 12 bytes a posting instead of a tuple, and nothing to sort.

    Documents come in ascending order, so each term's postings already are in order.
    """

    def __init__(self) -> None:
        self._content: dict[bytes, tuple[array[int], array[int]]] = {}
        self._other: list[tuple[str, bytes, int, float, bytes]] = []

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """A posting as Whoosh's writer gives it: (field, term, document, weight, value)."""
        field, term, document, _, value = item
        if field != _CONTENT:
            self._other.append(item)
            return
        postings = self._content.get(term)
        if postings is None:
            postings = self._content[term] = (array("i"), array("Q"))
        postings[0].append(document)
        postings[1].frombytes(value)

    def iter_postings(self) -> Iterator[tuple[str, bytes, int, float, bytes]]:
        """Every posting, by field, term and document, as Whoosh's field writer wants them."""
        pack = struct.Struct("<Q").pack
        for term in sorted(self._content):
            documents, counts = self._content[term]
            for document, count in zip(documents, counts, strict=True):
                yield _CONTENT, term, document, 1.0, pack(count)
        yield from sorted(self._other, key=lambda item: item[:3])

    def cleanup(self) -> None:
        """Let go of everything."""
        self._content.clear()
        self._other.clear()

    def arrays(self) -> tuple[dict[str, Array], Array]:
        """(dictionary of terms with their documents, packed counts of every posting)."""
        terms = sorted(self._content)
        data, at = pack_texts(terms)
        postings = [self._content[term] for term in terms]
        starts = np.zeros(len(terms) + 1, dtype=np.int64)
        np.cumsum([len(documents) for documents, _ in postings], out=starts[1:])
        rows = np.frombuffer(b"".join([memoryview(documents) for documents, _ in postings]), dtype=np.int32)
        counts = np.frombuffer(b"".join([memoryview(values) for _, values in postings]), dtype=np.uint64)
        return {"term": data, "term_at": at, "term_starts": starts, "term_rows": rows}, counts


def pivot_of(totals: npt.NDArray[np.int64], filled: npt.NDArray[np.int64]) -> Pivot:
    """The rounded average length per field. totals: words per field; filled: documents that have the field."""
    averages = np.maximum(totals / np.maximum(filled, 1), 1.0)
    return tuple(round(_STEPS_PER_OCTAVE * math.log2(average)) for average in averages.tolist())


def length_sums(lengths: Array, live: Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(words, documents that have any) per scoring field, over the live documents."""
    kept = lengths[live]
    return kept.sum(axis=0, dtype=np.int64), np.count_nonzero(kept, axis=0).astype(np.int64)


def frequencies(counts: Array, rows: Array, lengths: Array, pivot: Pivot) -> npt.NDArray[np.float32]:
    """Per posting and field, the weighted occurrences after length normalisation: shape (fields, postings).

    BM25F: each field is normalised by its own length before the fields are added and saturated.
    """
    found = np.empty((len(SCORING_FIELDS), len(rows)), dtype=np.float32)
    for place, step in enumerate(pivot):
        average = 2.0 ** (step / _STEPS_PER_OCTAVE)
        share = INDEX_WEIGHTS.length_normalisation[place]
        norm = INDEX_WEIGHTS.field_weights[place] / (1 - share + share * lengths[:, place] / average)
        found[place] = unpack_counts(counts, place) * norm.astype(np.float32)[rows]
    return found


def saturate(total: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The impact of a posting, from the sum of its normalised fields; from 0 to k1 + 1."""
    k1 = np.float32(INDEX_WEIGHTS.saturation)
    return (total * (k1 + 1) / (k1 + total)).astype(np.float32)


def impacts(counts: Array, rows: Array, lengths: Array, pivot: Pivot) -> npt.NDArray[np.float32]:
    """The impact of every posting of a segment."""
    # In pieces, so that the work space stays small next to the segment.
    piece = 1 << 18
    found = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), piece):
        part = slice(start, start + piece)
        found[part] = saturate(frequencies(counts[part], rows[part], lengths, pivot).sum(axis=0))
    return found
