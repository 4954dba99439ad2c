"""Which documents are hits, which are near misses, and how each scores.

Works on candidates: the documents that meet the text, or without a text those within reach. Every column below has one
value per candidate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from search.dutch.folding import fold
from search.engine.facets import Passes, chosen_values, passes_of
from search.engine.geography import (
    Geography,
    Served,
    in_box,
    place_geography,
    serving_region,
    share_of,
)
from search.engine.snapshot import Snapshot
from search.engine.text import TextScores, coverage, score_text
from search.engine.weights import WEIGHTS
from search.index.columns import COUNTED_FACETS, key_of
from search.index.container import Array
from search.query import MissCode, Question

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
"""A validity date begins and ends at midnight in the Netherlands."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What is added to the text score: each a share of it, per candidate. exact: points, not a share.

    None where no candidate gets anything.
    """

    geography: Array
    leaning: Array | None
    freshness: Array | None
    exact: Array | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Documents with their scores and what they miss.

    text: the text scores in the same order, None without a text. coverage: see `text.coverage`. allowed: meets every
    hard condition but the chosen facet values. misses: the soft conditions not met.
    """

    documents: Array
    text: TextScores | None
    coverage: Array
    shares: Shares
    scores: Array
    allowed: Array
    misses: dict[MissCode, Array]
    geography: Geography | None
    served: Served | None
    passes: Passes
    chosen: dict[str, tuple[str, ...]]


def today(question: Question) -> int:
    """The proleptic day number, in the Netherlands, at which the question is asked."""
    now = question.now or datetime.now(UTC)
    local: date = now.astimezone(DUTCH_TIME).date() if now.tzinfo else now.date()
    return local.toordinal()


def has_text(question: Question) -> bool:
    """Whether the question asks for words: concepts, or a phrase of which nothing else is left."""
    return question.text is not None and bool(question.text.concepts or question.text.phrases)


def candidates(snapshot: Snapshot, question: Question, served: Served | None, among: Array) -> Candidates:
    """Find the candidates of a question and judge each of them.

    served: of the question's origin, None without one. among: mask of the documents that are looked at.
    """
    day = today(question)
    among = among & snapshot.visible(day)
    text: TextScores | None = None
    if question.text is not None and question.text.concepts:
        text = score_text(snapshot, question.text, among)
        documents, cover = text.documents, coverage(text)
        base = text.scores * cover
    else:
        documents = among.nonzero()[0]
        cover = base = np.ones(len(documents), dtype=np.float32)
    geography = place_geography(snapshot, question, served, documents) if served is not None else None
    shares = _shares(snapshot, question, documents, geography, day)
    scores = _total(base, shares)
    chosen = chosen_values(question)
    passes = passes_of(snapshot, chosen)
    allowed = _allowed(snapshot, question, documents, chosen)
    if text is not None and len(documents):
        allowed &= base >= base.max() * np.float32(WEIGHTS.relevance_floor)
    _keep_best_parts(snapshot, documents, scores, allowed)
    misses = _misses(snapshot, question, documents, geography, passes)
    return Candidates(documents, text, cover, shares, scores, allowed, misses, geography, served, passes, chosen)


def _total(base: Array, shares: Shares) -> Array:
    """The scores: the text score with its shares, and the points. Most questions lean nowhere and name nothing."""
    factor: Array = shares.geography + np.float32(1)
    for share in (shares.leaning, shares.freshness):
        if share is not None:
            factor += share
    factor *= base
    if shares.exact is not None:
        factor += shares.exact
    return factor


def _shares(snapshot: Snapshot, question: Question, documents: Array, geography: Geography | None, day: int) -> Shares:
    text = has_text(question)
    if geography is None:
        where = np.zeros(len(documents), dtype=np.float32)
    else:
        # Who gives only a place looks for places: without a text, knowledge comes after them.
        where = share_of(geography, geography.placeless if text else None)
    leaning = fresh = exact = None
    if question.text is not None and question.text.leaning:
        kinds = snapshot.facets.having("kind", question.text.leaning)
        leaning = kinds[snapshot.signature[documents]] * np.float32(WEIGHTS.leaning)
    if text:
        fresh = snapshot.freshness(day).take(documents)
        fresh *= np.float32(WEIGHTS.freshness)
        exact = _exact(snapshot, question, documents)
    return Shares(where, leaning, fresh, exact)


def _exact(snapshot: Snapshot, question: Question, documents: Array) -> Array | None:
    """Points for the documents whose title or other name is the question, word for word; None when there are none."""
    if question.text is None:
        return None
    told = " ".join(concept.text for concept in question.text.concepts if not concept.supporting)
    # The words of concepts are folded.
    asked = {told, fold(question.text.text), fold(question.text.corrected or "")}
    named = [rows for name in asked if name and len(rows := snapshot.named(key_of(name)))]
    if not named:
        return None
    exact = np.isin(documents, np.concatenate(named))
    if question.origin is not None:
        # Who says where she is asks who can come: the explanation of her word does not go before the care.
        exact &= ~snapshot.placeless[documents]
    return exact.astype(np.float32) * np.float32(WEIGHTS.exact_name)


def _allowed(snapshot: Snapshot, question: Question, documents: Array, chosen: dict[str, tuple[str, ...]]) -> Array:
    allowed = np.ones(len(documents), dtype=bool)
    if question.bbox is not None:
        allowed &= in_box(snapshot, question.bbox)[documents]
    if question.region is not None:
        allowed &= serving_region(snapshot, question.region)[documents]
    for name, values in chosen.items():
        if name in COUNTED_FACETS:
            continue
        having = np.zeros(snapshot.size, dtype=bool)
        for value in values:
            having[snapshot.facet_rows(name, value)] = True
        allowed &= having[documents]
    return allowed


def _keep_best_parts(snapshot: Snapshot, documents: Array, scores: Array, allowed: Array) -> None:
    """Of an article and its sections allow only the best, so that one article does not fill a page.

    At equal scores that is the article itself, and then its first section.
    """
    several = (allowed & snapshot.has_parts[documents]).nonzero()[0]
    if len(several) < 2:
        return
    rows = documents[several]
    whole = snapshot.whole_key[rows]
    order = np.lexsort((rows, snapshot.is_part[rows], -scores[several], whole))
    ordered = whole[order]
    allowed[several[order[1:][ordered[1:] == ordered[:-1]]]] = False


def _misses(
    snapshot: Snapshot, question: Question, documents: Array, geography: Geography | None, passes: Passes
) -> dict[MissCode, Array]:
    """The soft conditions: what a near miss may miss. Only those that some candidate misses are there."""
    found: dict[MissCode, Array] = {}
    if geography is not None:
        found["area"] = geography.misses_area
        found["distance"] = geography.misses_distance & ~geography.hit
    if question.age is not None:
        first, last = question.age
        # Half open: a maximum age of 18 ends on the eighteenth birthday.
        found["age"] = (snapshot.minimum_age.take(documents) > last) | (snapshot.maximum_age.take(documents) <= first)
    if not question.closed_too:
        found["closed"] = snapshot.closed.take(documents)
    if "law" in passes.by_facet:
        found["law"] = ~passes.by_facet["law"][snapshot.signature[documents]]
    return found
