"""Why a hit has its score: lines that add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from search.engine.candidates import Candidates
from search.engine.snapshot import Snapshot
from search.engine.weights import SCORING_FIELDS
from search.index.container import Array
from search.index.postings import frequencies
from search.query import Contribution, Question

if TYPE_CHECKING:
    from search.engine.text import ScoredAlternative

Matched = list[tuple[int, "ScoredAlternative", float]]


def explanations(
    snapshot: Snapshot, question: Question, found: Candidates, places: Array, matched: list[Matched]
) -> list[tuple[Contribution, ...]]:
    """Per hit: a line per concept met, then what is taken off or added.

    Lines without a concept name in `field` what they are: `base` (there was no text: everything starts at 1),
    `coverage` (not all words were met), `geography`, `leaning`, `assuredDate` (each a share of the text score) and
    `name` (the question is a title or name).
    """
    return [_lines(snapshot, found, int(place), matched[order]) for order, place in enumerate(places)]


def _lines(snapshot: Snapshot, found: Candidates, place: int, matched: Matched) -> tuple[Contribution, ...]:
    lines = []
    if found.text is None:
        text = 1.0
        lines.append(Contribution("", "", "base", 1.0, 1.0))
    else:
        text = 0.0
        for number, item, score in matched:
            text += score
            alternative = item.alternative
            field = _strongest_field(snapshot, int(found.documents[place]), alternative.terms)
            concept = found.text.concepts[number].concept.text
            lines.append(Contribution(concept, alternative.words, field, alternative.weight, score))
    share = float(found.coverage[place])
    if share < 1:
        lines.append(Contribution("", "", "coverage", share, text * (share - 1)))
    text *= share
    parts = (
        ("geography", found.shares.geography),
        ("leaning", found.shares.leaning),
        ("assuredDate", found.shares.freshness),
    )
    for name, shares in parts:
        weight = float(shares[place]) if shares is not None else 0.0
        if weight:
            lines.append(Contribution("", "", name, weight, text * weight))
    exact = float(found.shares.exact[place]) if found.shares.exact is not None else 0.0
    if exact:
        lines.append(Contribution("", "", "name", 1.0, exact))
    return tuple(lines)


def _strongest_field(snapshot: Snapshot, document: int, terms: tuple[str, ...]) -> str:
    """The field in which the terms weigh most, after length normalisation."""
    segment, place = snapshot.locate(document)
    total = np.zeros(len(SCORING_FIELDS), dtype=np.float32)
    for term in terms:
        term_place = segment.term_place(term)
        if term_place < 0:
            continue
        starts = segment.arrays["term_starts"]
        first, last = int(starts[term_place]), int(starts[term_place + 1])
        at = first + int(np.searchsorted(segment.arrays["term_rows"][first:last], place))
        total += frequencies(
            segment.counts[at : at + 1],
            np.zeros(1, dtype=np.int32),
            segment.arrays["lengths"][place : place + 1],
            snapshot.manifest.pivot,
        )[:, 0]
    return SCORING_FIELDS[int(np.argmax(total))]
