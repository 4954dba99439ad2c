"""Scores of a text: BM25F per term, the best alternative per concept, the sum over concepts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from search.engine.snapshot import Scratch, Snapshot
from search.engine.weights import WEIGHTS
from search.index.container import Array
from search.query import Alternative, AnalysedText, Concept

MOST_CONCEPTS = 32
"""Concepts that count; the bits of a number hold which of them a document meets. A question has at most 16 words."""

_HALF = 12
_SPARSE = 6
"""From one in so many documents on it is quicker to go through all than to pick."""


@dataclass(frozen=True, slots=True)
class ScoredAlternative:
    """An alternative that occurs: its documents, ascending, and what it adds to the score of each."""

    alternative: Alternative
    rarity: float
    rows: Array
    scores: Array


@dataclass(frozen=True, slots=True)
class ScoredConcept:
    """A concept with the alternatives that occur. weight: the rarity of its best alternative, 0 when none occurs."""

    concept: Concept
    alternatives: tuple[ScoredAlternative, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class TextScores:
    """The documents that meet at least one concept, ascending, each with its score and the concepts met (bits)."""

    concepts: tuple[ScoredConcept, ...]
    documents: Array
    scores: Array
    met: Array


def rarity(documents: int, frequency: int) -> float:
    """The inverse document frequency of BM25, never negative."""
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


def score_text(snapshot: Snapshot, text: AnalysedText, among: Array) -> TextScores:
    """Score the documents that meet a concept other than a supporting one. among: mask of those that may be found."""
    concepts = tuple(_scored(snapshot, concept) for concept in text.concepts[:MOST_CONCEPTS])
    lists = [(bit, item) for bit, concept in enumerate(concepts) for item in concept.alternatives]
    finding = sum(1 << bit for bit, concept in enumerate(concepts) if not concept.concept.supporting)
    if len(lists) == 1 and finding >> lists[0][0] & 1:
        bit, only = lists[0]
        kept = among[only.rows]
        documents = only.rows[kept]
        return TextScores(concepts, documents, only.scores[kept], np.full(len(documents), 1 << bit, dtype=np.uint32))
    scratch = snapshot.scratch()
    for bit, concept in enumerate(concepts):
        _add(scratch, concept, np.uint32(1 << bit))
    supported = any(concept.concept.supporting for concept in concepts)
    found = scratch.met & np.uint32(finding) != 0 if supported else scratch.scores > 0
    found &= among
    documents = np.flatnonzero(found)
    scores, met = scratch.scores[documents], scratch.met[documents]
    scratch.scores.fill(0)
    scratch.met.fill(0)
    return TextScores(concepts, documents, scores, met)


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


def _add(scratch: Scratch, concept: ScoredConcept, bit: np.uint32) -> None:
    """Add a concept to the scores: per document its best alternative only."""
    if not concept.alternatives:
        return
    best = scratch.best
    first, *others = concept.alternatives
    best[first.rows] = first.scores
    for item in others:
        best[item.rows] = np.maximum(best[item.rows], item.scores)
    if sum(len(item.rows) for item in concept.alternatives) * _SPARSE > len(best):
        scratch.scores += best
        scratch.met |= (best > 0) * bit
        best.fill(0)
        return
    for item in concept.alternatives:
        # What an earlier alternative added is zero by now.
        scratch.scores[item.rows] += best[item.rows]
        best[item.rows] = 0
        scratch.met[item.rows] |= bit


def _scored(snapshot: Snapshot, concept: Concept) -> ScoredConcept:
    found: list[tuple[Alternative, int, Array, Array]] = []
    for alternative in concept.alternatives:
        rows, impacts = _documents_with_all(snapshot, alternative.terms)
        frequency = snapshot.live_among(rows)
        if frequency:
            found.append((alternative, frequency, rows, impacts))
    # An expansion may not count as rarer than the word that was typed, or that it was corrected to.
    typed = [frequency for alternative, frequency, _, _ in found if alternative.via == "word"]
    typed = typed or [frequency for alternative, frequency, _, _ in found if alternative.via == "correction"]
    cap = min((rarity(snapshot.documents, frequency) for frequency in typed), default=math.inf)
    scored = []
    for alternative, frequency, rows, impacts in found:
        rare = min(rarity(snapshot.documents, frequency), cap)
        scored.append(ScoredAlternative(alternative, rare, rows, impacts * np.float32(rare * alternative.weight)))
    weight = max((item.rarity * item.alternative.weight for item in scored), default=0.0)
    return ScoredConcept(concept, tuple(scored), weight)


def _documents_with_all(snapshot: Snapshot, terms: tuple[str, ...]) -> tuple[Array, Array]:
    """The documents that have every term, with the mean of the terms' impacts."""
    if len(terms) == 1:
        return snapshot.postings(terms[0])
    postings = sorted((snapshot.postings(term) for term in dict.fromkeys(terms)), key=lambda item: len(item[0]))
    if not postings:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32)
    rows, total = postings[0]
    best = snapshot.scratch().best
    for other_rows, other_impacts in postings[1:]:
        best[other_rows] = other_impacts
        found = best[rows]
        best[other_rows] = 0
        both = found > 0
        rows, total = rows[both], total[both] + found[both]
    return rows, total / np.float32(len(postings))


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
    found = [snapshot.postings(term)[0] for term in terms]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int32)
