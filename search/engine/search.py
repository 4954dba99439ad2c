"""A question in, an answer out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from search.engine.candidates import Candidates, candidates, has_text
from search.engine.facets import count_facets
from search.engine.hits import make_hits
from search.engine.selection import first_by
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
    found = candidates(snapshot, asked)
    if found.text is not None and not any(
        concept.alternatives for concept in found.text.concepts if not concept.concept.supporting
    ):
        dropped += [concept.text for concept in _concepts(asked) if not concept.supporting]
        if not _says_more_than_text(asked):
            return Answer(0, (), (), count_facets(snapshot, _none(), found.passes, found.chosen), tuple(dropped))
        asked = _without_concepts(asked)
        found = candidates(snapshot, asked)
    hits, counted = _hits(snapshot, found)
    signatures = snapshot.signature[found.documents[counted]]
    facets = count_facets(snapshot, signatures, found.passes, found.chosen)
    if found.text is not None and len(hits):
        met = int(np.bitwise_or.reduce(found.text.met[hits]))
        dropped += [
            concept.text for bit, concept in enumerate(_concepts(asked)) if not (met >> bit & 1 or concept.supporting)
        ]
    page = _page(snapshot, asked, found, hits)
    near = _near_misses(snapshot, asked, found, len(hits)) if asked.offset == 0 else _none()
    shown = make_hits(snapshot, asked, found, np.concatenate((page, near)))
    return Answer(
        total=len(hits),
        hits=shown[: len(page)],
        near_misses=shown[len(page) :],
        facets=facets,
        dropped=tuple(dict.fromkeys(dropped)),
    )


def _hits(snapshot: Snapshot, found: Candidates) -> tuple[Array, Array]:
    """(places of the hits, mask of what would be a hit without the chosen facet values), among the candidates."""
    counted = found.allowed.copy()
    for code, misses in found.misses.items():
        if code not in ("law", "area", "distance"):
            counted &= ~misses
    if found.geography is not None:
        counted &= found.geography.hit
    if not found.passes.by_facet:
        return np.flatnonzero(counted), counted
    passing = found.passes.all_but(None)[snapshot.signature[found.documents]]
    return np.flatnonzero(counted & passing), counted


def _page(snapshot: Snapshot, question: Question, found: Candidates, hits: Array) -> Array:
    """The places, in order, of the hits on the page asked for."""
    if question.offset >= len(hits) or question.limit <= 0:
        return _none()
    keys = _sort_keys(snapshot, question, found, hits)
    last = min(question.offset + question.limit, len(hits))
    return hits[first_by(keys, last)[question.offset :]]


def _sort_keys(snapshot: Snapshot, question: Question, found: Candidates, places: Array) -> list[Array]:
    """Relevance: score, distance, name. Distance and name: that first, then score. The id breaks every tie."""
    documents = found.documents[places]
    score = -found.scores[places]
    name = [snapshot.sort_first[documents], snapshot.sort_second[documents]]
    last = [snapshot.id_key[documents]]
    if found.geography is None:
        return [*name, score, *last] if question.sort == "name" else [score, *name, *last]
    distance = found.geography.distance[places]
    if question.sort == "name":
        return [*name, distance, *last]
    if question.sort == "distance":
        return [distance, score, *name, *last]
    return [score, distance, *name, *last]


def _near_misses(snapshot: Snapshot, question: Question, found: Candidates, total: int) -> Array:
    """The places of what misses the fewest of area, age, distance, closed and law.

    With nothing found at all, also of what is far away.
    """
    count = np.zeros(len(found.documents), dtype=np.uint8)
    for misses in found.misses.values():
        count += misses
    near = found.allowed & (count > 0)
    if found.passes.by_facet:
        near &= found.passes.all_but("law")[snapshot.signature[found.documents]]
    if found.geography is not None:
        within = near & found.geography.reachable
        near = within if total or within.any() else near
    places = np.flatnonzero(near)
    if not len(places):
        return places
    keys = _sort_keys(snapshot, replace(question, sort="relevance"), found, places)
    keys[0] = keys[0] + count[places].astype(np.float64) * _PER_MISS
    return places[first_by(keys, WEIGHTS.near_misses)]


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
