"""A question in, an answer out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from search.engine.candidates import Candidates, candidates, has_text
from search.engine.facets import count_facets
from search.engine.geography import Served, served_by, within_reach
from search.engine.hits import make_hits
from search.engine.selection import Key, first_by
from search.engine.snapshot import Snapshot
from search.engine.text import documents_with_any, documents_with_phrase
from search.engine.weights import WEIGHTS
from search.index.container import Array
from search.query import Answer, Concept, Question, Sort

_PER_MISS = 1e6
"""Puts every near miss with one condition missed before those with two; above any score."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a question found. hits, near: places among the candidates, hits not in order. signatures: see `_hits`."""

    question: Question
    candidates: Candidates
    hits: Array
    signatures: Array
    near: Array

    @property
    def nothing(self) -> bool:
        """Whether there is neither a hit nor a near miss."""
        return not (len(self.hits) or len(self.near))


def search(snapshot: Snapshot, question: Question) -> Answer:
    """Rank, filter and count. The same question on the same snapshot always gives the same answer.

    Never nothing, in steps: phrases that no document has are let go; what is far away is looked at when nothing is
    near; then the other phrases are let go, and last all words, when something else of the question still says what to
    show. Words that no hit has, and all that was let go, are in `dropped`.
    """
    allowed, dropped = _allowed_by_text(snapshot, question)
    asked = _without_phrases(question, dropped)
    if dropped and not (has_text(asked) or _says_more_than_text(asked)):
        # Only a phrase was asked for: showing everything is no answer to that.
        allowed[:] = False
    found = _look(snapshot, asked, allowed)
    if found.nothing and asked.text is not None and asked.text.phrases:
        dropped += map(_quoted, asked.text.phrases)
        asked = _without_phrases(asked, dropped)
        if has_text(asked) or _says_more_than_text(asked):
            allowed, _ = _allowed_by_text(snapshot, asked)
            found = _look(snapshot, asked, allowed)
    words = [concept.text for concept in _concepts(asked) if not concept.supporting]
    if found.nothing and words:
        dropped += words
        if _says_more_than_text(asked):
            found = _look(snapshot, _without_concepts(asked), allowed)
    page = _page(snapshot, found)
    near = found.near if asked.offset == 0 else _none()
    shown = make_hits(snapshot, found.question, found.candidates, np.concatenate((page, near)))
    return Answer(
        total=len(found.hits),
        hits=shown[: len(page)],
        near_misses=shown[len(page) :],
        facets=count_facets(snapshot, found.signatures, found.candidates.passes, found.candidates.chosen),
        dropped=tuple(dict.fromkeys([*dropped, *_words_no_hit_has(found)])),
    )


def _look(snapshot: Snapshot, question: Question, allowed: Array) -> _Found:
    """Hits and near misses: around the origin first, and everywhere when there is nothing around it.

    allowed: mask of the documents that the phrases and the excluded words leave.
    """
    if question.origin is None:
        return _judge(snapshot, question, None, allowed)
    served = served_by(snapshot, question.origin)
    around = _judge(snapshot, question, served, within_reach(snapshot, question, served) & allowed)
    return _judge(snapshot, question, served, allowed) if around.nothing else around


def _judge(snapshot: Snapshot, question: Question, served: Served | None, among: Array) -> _Found:
    found = candidates(snapshot, question, served, among)
    hits, signatures = _hits(snapshot, found)
    return _Found(question, found, hits, signatures, _near_misses(snapshot, found))


def _words_no_hit_has(found: _Found) -> list[str]:
    text = found.candidates.text
    if text is None or not len(found.hits):
        return []
    met = int(np.bitwise_or.reduce(text.met[found.hits]))
    return [
        item.concept.text for bit, item in enumerate(text.concepts) if not (met >> bit & 1 or item.concept.supporting)
    ]


def _hits(snapshot: Snapshot, found: Candidates) -> tuple[Array, Array]:
    """(places of the hits, signatures of what would be a hit without the chosen facet values)."""
    counted = found.allowed.copy()
    for code, misses in found.misses.items():
        if code not in ("law", "area", "distance"):
            counted &= ~misses
    if found.geography is not None:
        counted &= found.geography.hit
    places = counted.nonzero()[0]
    documents = found.documents if len(places) == len(counted) else found.documents[places]
    signatures = snapshot.signature[documents]
    if found.passes.by_facet:
        places = places[found.passes.all_but(None)[signatures]]
    return places, signatures


def _page(snapshot: Snapshot, found: _Found) -> Array:
    """The places, in order, of the hits on the page asked for."""
    offset, limit, hits = found.question.offset, found.question.limit, found.hits
    if offset >= len(hits) or limit <= 0:
        return _none()
    first, later = _sort_keys(snapshot, found.question.sort, found.candidates, hits)
    return hits[first_by(first, later, min(offset + limit, len(hits)))[offset:]]


def _sort_keys(snapshot: Snapshot, sort: Sort, found: Candidates, places: Array) -> tuple[Array, list[Key]]:
    """Relevance: score, distance, name. Distance and name: that first, then score. The id breaks every tie."""
    every = len(places) == len(found.documents)
    documents = found.documents if every else found.documents[places]
    name, rest = Key(snapshot.sort_first, documents), Key(snapshot.sort_second, documents)
    last = Key(snapshot.id_key, documents)
    if sort == "relevance" or (sort == "distance" and found.geography is None):
        score = -found.scores if every else -found.scores[places]
        nearest = [Key(found.geography.distance, places)] if found.geography is not None else []
        return score, [*nearest, name, rest, last]
    if sort == "name" or found.geography is None:
        return snapshot.sort_first[documents], [rest, Key(-found.scores, places), last]
    return found.geography.distance[places], [Key(-found.scores, places), name, rest, last]


def _near_misses(snapshot: Snapshot, found: Candidates) -> Array:
    """The places of what misses the fewest of area, age, distance, closed and law.

    What is far away is among them only when there is nothing else.
    """
    count = np.zeros(len(found.documents), dtype=np.uint8)
    for misses in found.misses.values():
        count += misses
    near = count > 0
    near &= found.allowed
    if found.passes.by_facet:
        near &= found.passes.all_but("law")[snapshot.signature[found.documents]]
    if found.geography is not None:
        within = near & found.geography.reachable
        near = within if within.any() or found.geography.hit.any() else near
    places = near.nonzero()[0]
    if not len(places):
        return places
    first, later = _sort_keys(snapshot, "relevance", found, places)
    return places[first_by(first + count.take(places) * _PER_MISS, later, WEIGHTS.near_misses)]


def _allowed_by_text(snapshot: Snapshot, question: Question) -> tuple[Array, list[str]]:
    """(mask of the documents with every phrase and no excluded word, the phrases that no document has, in quotes)."""
    allowed = snapshot.without_kinds(question.hidden_kinds).copy()
    absent: list[str] = []
    if question.text is None:
        return allowed, absent
    for phrase in question.text.phrases:
        documents = documents_with_phrase(snapshot, phrase)
        if not len(documents):
            absent.append(_quoted(phrase))
            continue
        having = np.zeros(snapshot.size, dtype=bool)
        having[documents] = True
        allowed &= having
    allowed[documents_with_any(snapshot, question.text.excluded)] = False
    return allowed, absent


def _quoted(phrase: tuple[str, ...]) -> str:
    return f'"{" ".join(phrase)}"'


def _without_phrases(question: Question, dropped: list[str]) -> Question:
    """The question without the phrases that were dropped."""
    text = question.text
    if text is None or not dropped:
        return question
    kept = tuple(phrase for phrase in text.phrases if _quoted(phrase) not in dropped)
    return replace(question, text=replace(text, phrases=kept))


def _without_concepts(question: Question) -> Question:
    text = question.text
    return question if text is None else replace(question, text=replace(text, concepts=()))


def _concepts(question: Question) -> tuple[Concept, ...]:
    return question.text.concepts if question.text is not None else ()


def _says_more_than_text(question: Question) -> bool:
    """Whether something is left to go by when no word is known."""
    return bool(
        question.origin or question.bbox or question.age or question.region or question.kinds
        or any(question.filters.values())
    )  # fmt: skip


def _none() -> Array:
    return np.empty(0, dtype=np.int64)
