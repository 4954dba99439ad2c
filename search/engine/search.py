"""A question in, an answer out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from search.engine.candidates import Candidates, candidates, has_text
from search.engine.facets import count_facets
from search.engine.geography import served_by, within_reach
from search.engine.hits import make_hits
from search.engine.selection import Key, first_by
from search.engine.snapshot import Snapshot
from search.engine.text import documents_with_phrase
from search.engine.weights import WEIGHTS
from search.index.container import Array
from search.query import Answer, Concept, Question

_PER_MISS = 1e6
"""Puts every near miss with one condition missed before those with two; above any score."""


def search(snapshot: Snapshot, question: Question) -> Answer:
    """Rank, filter and count. The same question on the same snapshot always gives the same answer.

    Never nothing, in steps: phrases that no document has are let go; then words that no hit has (they are named in
    `dropped`), down to all of them when something else of the question still says what to show; near misses last.
    """
    asked, dropped = _without_absent_phrases(snapshot, question)
    everywhere = np.ones(snapshot.size, dtype=bool)
    served, around = None, everywhere
    if question.origin is not None:
        served = served_by(snapshot, question.origin)
        around = within_reach(snapshot, question, served)
    found = candidates(snapshot, asked, served, around)
    if found.text is not None and not any(
        concept.alternatives for concept in found.text.concepts if not concept.concept.supporting
    ):
        dropped += [concept.text for concept in _concepts(asked) if not concept.supporting]
        if not _says_more_than_text(asked):
            return Answer(0, (), (), count_facets(snapshot, _none(), found.passes, found.chosen), tuple(dropped))
        asked = _without_concepts(asked)
        found = candidates(snapshot, asked, served, around)
    hits, signatures = _hits(snapshot, found)
    near = _near_misses(snapshot, asked, found)
    if not len(hits) and not len(near) and around is not everywhere:
        found = candidates(snapshot, asked, served, everywhere)
        hits, signatures = _hits(snapshot, found)
        near = _near_misses(snapshot, asked, found)
    facets = count_facets(snapshot, signatures, found.passes, found.chosen)
    if found.text is not None and len(hits):
        met = int(np.bitwise_or.reduce(found.text.met[hits]))
        dropped += [
            concept.text for bit, concept in enumerate(_concepts(asked)) if not (met >> bit & 1 or concept.supporting)
        ]
    page = _page(snapshot, asked, found, hits)
    if asked.offset:
        near = _none()
    shown = make_hits(snapshot, asked, found, np.concatenate((page, near)))
    return Answer(
        total=len(hits),
        hits=shown[: len(page)],
        near_misses=shown[len(page) :],
        facets=facets,
        dropped=tuple(dict.fromkeys(dropped)),
    )


def _hits(snapshot: Snapshot, found: Candidates) -> tuple[Array, Array]:
    """(places of the hits, signatures of what would be a hit without the chosen facet values)."""
    counted = found.allowed.copy()
    for code, misses in found.misses.items():
        if code not in ("law", "area", "distance"):
            counted &= ~misses
    if found.geography is not None:
        counted &= found.geography.hit
    places = np.flatnonzero(counted)
    documents = found.documents if len(places) == len(counted) else found.documents[places]
    signatures = snapshot.signature[documents]
    if found.passes.by_facet:
        places = places[found.passes.all_but(None)[signatures]]
    return places, signatures


def _page(snapshot: Snapshot, question: Question, found: Candidates, hits: Array) -> Array:
    """The places, in order, of the hits on the page asked for."""
    if question.offset >= len(hits) or question.limit <= 0:
        return _none()
    first, later = _sort_keys(snapshot, question, found, hits)
    last = min(question.offset + question.limit, len(hits))
    return hits[first_by(first, later, last)[question.offset :]]


def _sort_keys(snapshot: Snapshot, question: Question, found: Candidates, places: Array) -> tuple[Array, list[Key]]:
    """Relevance: score, distance, name. Distance and name: that first, then score. The id breaks every tie."""
    every = len(places) == len(found.documents)
    documents = found.documents if every else found.documents[places]
    name, rest = Key(snapshot.sort_first, documents), Key(snapshot.sort_second, documents)
    last = Key(snapshot.id_key, documents)
    if question.sort == "relevance" or (question.sort == "distance" and found.geography is None):
        score = -found.scores if every else -found.scores[places]
        nearest = [Key(found.geography.distance, places)] if found.geography is not None else []
        return score, [*nearest, name, rest, last]
    if question.sort == "name" or found.geography is None:
        return snapshot.sort_first[documents], [rest, Key(-found.scores, places), last]
    return found.geography.distance[places], [Key(-found.scores, places), name, rest, last]


def _near_misses(snapshot: Snapshot, question: Question, found: Candidates) -> Array:
    """The places of what misses the fewest of area, age, distance, closed and law.

    What is far away is among them only when there is nothing else.
    """
    count = np.zeros(len(found.documents), dtype=np.uint8)
    for misses in found.misses.values():
        count += misses
    near = found.allowed & (count > 0)
    if found.passes.by_facet:
        near &= found.passes.all_but("law")[snapshot.signature[found.documents]]
    if found.geography is not None:
        within = near & found.geography.reachable
        near = within if within.any() or found.geography.hit.any() else near
    places = np.flatnonzero(near)
    if not len(places):
        return places
    first, later = _sort_keys(snapshot, replace(question, sort="relevance"), found, places)
    return places[first_by(first + count[places].astype(np.float64) * _PER_MISS, later, WEIGHTS.near_misses)]


def _without_absent_phrases(snapshot: Snapshot, question: Question) -> tuple[Question, list[str]]:
    """The question without the phrases that no document has, and those phrases in quotes."""
    text = question.text
    if text is None or not text.phrases:
        return question, []
    present = tuple(phrase for phrase in text.phrases if len(documents_with_phrase(snapshot, phrase)))
    absent = [f'"{" ".join(phrase)}"' for phrase in text.phrases if phrase not in present]
    return replace(question, text=replace(text, phrases=present)), absent


def _without_concepts(question: Question) -> Question:
    text = question.text
    return question if text is None else replace(question, text=replace(text, concepts=()))


def _concepts(question: Question) -> tuple[Concept, ...]:
    return question.text.concepts if question.text is not None else ()


def _says_more_than_text(question: Question) -> bool:
    """Whether something is left to go by when no word is known."""
    return bool(
        question.origin or question.bbox or question.age or question.region or question.kinds
        or any(question.filters.values()) or has_text(_without_concepts(question))
    )  # fmt: skip


def _none() -> Array:
    return np.empty(0, dtype=np.int64)
