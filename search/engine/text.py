"""Scores of a text: BM25F per term, the best alternative per concept, the sum over concepts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.engine.snapshot import NOWHERE, Postings, Snapshot
from search.engine.weights import WEIGHTS
from search.index.container import Array
from search.query import Alternative, AnalysedText, Concept

MOST_CONCEPTS = 32
"""Concepts that count; the bits of a number hold which of them a document meets. A question has at most 16 words."""

_HALF = 12
_NONE = np.empty(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class ScoredAlternative:
    """An alternative that occurs. row: its row in `TextScores.table`."""

    alternative: Alternative
    rarity: float
    row: int


@dataclass(frozen=True, slots=True)
class ScoredConcept:
    """A concept with the alternatives that occur. weight: the rarity of its best alternative, 0 when none occurs."""

    concept: Concept
    alternatives: tuple[ScoredAlternative, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class TextScores:
    """The documents that meet at least one concept, ascending, each with its score and the concepts met (bits).

    table: per alternative a row with what it adds to the score of each document that was looked at, 0 where it does not
    occur; columns: the column of each of `documents` in it.
    """

    concepts: tuple[ScoredConcept, ...]
    documents: Array
    scores: Array
    met: Array
    table: Array
    columns: Array


def rarity(documents: int, frequency: int) -> float:
    """The inverse document frequency of BM25, never negative."""
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


def score_text(snapshot: Snapshot, text: AnalysedText, among: Array) -> TextScores:
    """Score the documents that meet a concept other than a supporting one. among: mask of those that may be found.

    Goes by the documents that may be found, not by the postings: near a place those are few, and postings many.
    """
    concepts, lists = _occurring(snapshot, text)
    finding = [place for place, concept in enumerate(concepts) if not concept.concept.supporting]
    looked = _looked_at(among, concepts, finding, lists)
    table = _table(snapshot, lists, looked)
    best = np.zeros((len(concepts), len(looked)), dtype=np.float32)
    for place, concept in enumerate(concepts):
        if concept.alternatives:
            first, last = concept.alternatives[0].row, concept.alternatives[-1].row + 1
            best[place] = table[first] if last - first == 1 else table[first:last].max(axis=0)
    scores = best.sum(axis=0)
    columns = (scores if len(finding) == len(concepts) else best[finding].sum(axis=0)).nonzero()[0]
    if len(columns) < len(looked):
        looked, scores, best = looked.take(columns), scores.take(columns), best.take(columns, axis=1)
    met = np.zeros(len(looked), dtype=np.uint32)
    for place, column in enumerate(best):
        met |= (column > 0) * np.uint32(1 << place)
    return TextScores(concepts, looked, scores, met, table, columns)


def _looked_at(
    among: Array, concepts: Sequence[ScoredConcept], finding: Sequence[int], lists: Sequence[_Occurring]
) -> Array:
    """The documents to score, ascending: all that may be found, or of those the ones in a posting list when that is
    less work.
    """
    found = [lists[item.row] for place in finding for item in concepts[place].alternatives]
    if not found:
        return _NONE
    if sum(len(item.rows) for item in found) < int(np.count_nonzero(among)) * len(lists):
        mask = np.zeros(len(among), dtype=bool)
        for item in found:
            mask[item.rows] = True
        mask &= among
        among = mask
    return among.nonzero()[0]


def _table(snapshot: Snapshot, lists: Sequence[_Occurring], documents: Array) -> Array:
    """Per alternative a row with what it adds to the score of each of these documents."""
    table = np.empty((len(lists), len(documents)), dtype=np.float32)
    work = snapshot.work_space()
    for row, item in zip(table, lists, strict=True):
        # Without a mode of its own, `take` checks the numbers first and copies the row for it.
        if item.column is not None:
            item.column.take(documents, out=row, mode="clip")
        else:
            work[item.rows] = item.impacts
            work.take(documents, out=row, mode="clip")
            work[item.rows] = 0
    if lists:
        table *= np.array([item.factor for item in lists], dtype=np.float32)[:, None]
    return table


def coverage(scored: TextScores) -> Array:
    """Per document, the share of the score that meeting only part of the words leaves; 1 when all are met."""
    weights = [0.0 if concept.concept.supporting else concept.weight for concept in scored.concepts]
    total = sum(weights)
    if sum(1 for weight in weights if weight) < 2:
        return np.ones(len(scored.documents), dtype=np.float32)
    # The bits of a document are a number to look the sum up by; what goes beyond a small table is added bit by bit.
    low = scored.met if len(weights) <= _HALF else scored.met & np.uint32((1 << _HALF) - 1)
    met = _sums(weights[:_HALF])[low.astype(np.intp)]
    if len(weights) > _HALF:
        rest = scored.met >> np.uint32(_HALF)
        for bit, weight in enumerate(weights[_HALF:]):
            met += (rest >> np.uint32(bit) & np.uint32(1)).astype(np.float32) * np.float32(weight)
    floor = WEIGHTS.partial_match_floor
    # Rounding may leave a full match a hair off 1.
    found: Array = np.minimum(np.float32(floor) + np.float32((1 - floor) / total) * met, np.float32(1))
    return found


def _sums(weights: list[float]) -> Array:
    """For every number of len(weights) bits, the sum of the weights of its bits."""
    sums = np.zeros(1, dtype=np.float32)
    for weight in weights:
        sums = np.concatenate((sums, sums + np.float32(weight)))
    return sums


@dataclass(slots=True)
class _Occurring:
    """The postings of an alternative that occurs, and what they are multiplied by. column: see `Postings`."""

    rows: Array
    impacts: Array
    column: Array | None
    factor: float


def _occurring(snapshot: Snapshot, text: AnalysedText) -> tuple[tuple[ScoredConcept, ...], list[_Occurring]]:
    """The concepts of a text with the alternatives that occur, and the postings of those, in the same order."""
    lists: list[_Occurring] = []
    concepts = tuple(_scored(snapshot, concept, lists) for concept in text.concepts[:MOST_CONCEPTS])
    return concepts, lists


def _scored(snapshot: Snapshot, concept: Concept, lists: list[_Occurring]) -> ScoredConcept:
    found: list[tuple[Alternative, Postings]] = []
    for alternative in concept.alternatives:
        postings = _postings_of_all(snapshot, alternative.terms)
        if postings.frequency:
            found.append((alternative, postings))
    # An expansion may not count as rarer than the word that was typed, or that it was corrected to.
    typed = [postings.frequency for alternative, postings in found if alternative.via == "word"]
    typed = typed or [postings.frequency for alternative, postings in found if alternative.via == "correction"]
    cap = rarity(snapshot.documents, max(typed)) if typed else math.inf
    scored = []
    weight = 0.0
    for alternative, postings in found:
        rare = min(rarity(snapshot.documents, postings.frequency), cap)
        factor = rare * alternative.weight
        weight = max(weight, factor)
        scored.append(ScoredAlternative(alternative, rare, len(lists)))
        lists.append(_Occurring(postings.rows, postings.impacts, postings.column, factor))
    return ScoredConcept(concept, tuple(scored), weight)


def _postings_of_all(snapshot: Snapshot, terms: tuple[str, ...]) -> Postings:
    """The documents that have every term, with the mean of the terms' impacts."""
    if len(terms) == 1:
        return snapshot.postings(terms[0])
    lists = sorted(map(snapshot.postings, dict.fromkeys(terms)), key=lambda item: len(item.rows))
    if not lists or not len(lists[0].rows):
        return NOWHERE
    rows, total = lists[0].rows, lists[0].impacts
    work = snapshot.work_space()
    for other in lists[1:]:
        if other.column is not None:
            found = other.column.take(rows)
        else:
            work[other.rows] = other.impacts
            found = work.take(rows)
            work[other.rows] = 0
        both = found > 0
        rows, total = rows[both], total[both] + found[both]
    return Postings(rows, total / np.float32(len(lists)), snapshot.live_among(rows), None)


def documents_with_phrase(snapshot: Snapshot, words: tuple[str, ...]) -> Array:
    """The documents, ascending, in which folded words stand side by side in one text."""
    rows: Array | None = None
    for word_rows in sorted((snapshot.word_rows(word) for word in dict.fromkeys(words)), key=len):
        rows = word_rows if rows is None else np.intersect1d(rows, word_rows, assume_unique=True)
    if rows is None:
        return np.empty(0, dtype=np.int32)
    rows = rows[snapshot.live[rows]]
    wanted = f" {' '.join(words)} ".encode(errors="replace")
    kept = []
    for document in rows.tolist():
        segment, place = snapshot.locate(document)
        if wanted in segment.read("text", place):
            kept.append(document)
    return np.array(kept, dtype=np.int32)


def documents_with_any(snapshot: Snapshot, terms: tuple[str, ...]) -> Array:
    """The documents that have one of the terms; not in order, some perhaps twice."""
    found = [snapshot.postings(term).rows for term in terms]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int32)
