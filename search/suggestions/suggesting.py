"""What to suggest for the letters typed so far: from the index, and from lists such as places and care types.

Order: as in `matching.py`, from the texts that begin so to those with a typing error; among equals what was given
(places, labels) before titles, then texts of many documents before those of few, then short before long.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from search.dutch.folding import fold
from search.engine.segment import Segment
from search.engine.snapshot import Snapshot
from search.index.container import Array, unpack_text
from search.suggestions.columns import MOST_WORDS, SuggestionColumns
from search.suggestions.matching import NO_MATCH, TextIndex

MOST = 8
"""Suggestions in an answer."""

_LONGEST = 80
_SPARE = 4
"""So many times the asked number is looked at, because some turn out to be double or no longer shown."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """kind: the kind of the document, or that of the given text. value: the document's id, or the given value."""

    kind: str
    text: str
    value: str


class Suggester:
    """Suggests. Make one per process and share it: it is safe between threads.

    given: texts beside those of the index: places, labels of care types. They must be distinct per kind.
    """

    def __init__(self, given: Iterable[Suggestion] = ()) -> None:
        self._given = tuple(given)
        columns = SuggestionColumns()
        for place, item in enumerate(self._given):
            columns.add(place, item.kind, item.text)
        self._given_arrays = columns.arrays()
        self._given_texts = TextIndex(self._given_arrays)
        self._segments: WeakKeyDictionary[Segment, TextIndex] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def suggest(self, snapshot: Snapshot, text: str, day: int, most: int = MOST) -> list[Suggestion]:
        """Up to `most` suggestions, best first, none twice. day: the proleptic day number, which decides validity."""
        folded = " ".join(fold(text[:_LONGEST]).split()[:MOST_WORDS])
        if not folded:
            return []
        ranked = [(rank - 0.5, item) for rank, item in self._from_given(folded, most * _SPARE)]
        visible = snapshot.visible(day)
        for segment, base, _ in snapshot.parts():
            shown = visible[base : base + segment.size]
            ranked += self._from_segment(segment, shown, folded, most * _SPARE)
        ranked.sort(key=lambda pair: (round(pair[0], 4), pair[1].text, pair[1].kind, pair[1].value))
        chosen: dict[tuple[str, str], Suggestion] = {}
        for _, item in ranked:
            chosen.setdefault((item.kind, fold(item.text)), item)
            if len(chosen) == most:
                break
        return list(chosen.values())

    def _from_given(self, folded: str, most: int) -> list[tuple[float, Suggestion]]:
        starts, documents = self._given_arrays["suggest_starts"], self._given_arrays["suggest_documents"]
        found = []
        for entry, rank in _best(self._given_texts.ranks(folded), most):
            found.append((rank, self._given[int(documents[starts[entry]])]))
        return found

    def _from_segment(self, segment: Segment, shown: Array, folded: str, most: int) -> list[tuple[float, Suggestion]]:
        arrays = segment.arrays
        starts, documents = arrays["suggest_starts"], arrays["suggest_documents"]
        found = []
        for entry, rank in _best(self._texts(segment).ranks(folded), most):
            own = documents[starts[entry] : starts[entry + 1]]
            own = own[shown[own]]
            if not len(own):
                continue
            first = min(segment.ids[document] for document in own[:MOST].tolist())
            text = unpack_text(arrays["suggest_shown"], arrays["suggest_shown_at"], entry).decode()
            kind = unpack_text(arrays["suggest_kind"], arrays["suggest_kind_at"], entry).decode()
            found.append((rank, Suggestion(kind, text, first.decode())))
        return found

    def _texts(self, segment: Segment) -> TextIndex:
        with self._lock:
            texts = self._segments.get(segment)
            if texts is None:
                texts = self._segments[segment] = TextIndex(segment.arrays)
            return texts


def _best(ranks: Array, most: int) -> list[tuple[int, float]]:
    """The entries that match, best first, at most so many: (entry, rank)."""
    matching = np.flatnonzero(ranks < NO_MATCH)
    found = ranks[matching]
    if len(matching) > most:
        kept = np.argpartition(found, most)[:most]
        matching, found = matching[kept], found[kept]
    order = np.argsort(found, kind="stable")
    return list(zip(matching[order].tolist(), found[order].tolist(), strict=True))
