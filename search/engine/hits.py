"""Hits for the documents of a page: ready-made bytes, nearest location, reasons, misses and explanation."""

from __future__ import annotations

import math

import numpy as np

from search.engine.candidates import Candidates
from search.engine.explaining import explanations
from search.engine.snapshot import Snapshot
from search.engine.text import ScoredAlternative
from search.index.cards import LANGUAGES, read_location_record
from search.index.container import Array
from search.index.earth import distances_km, point_in_space
from search.query import Hit, MissCode, Question, Reason
from socialmap.geography.distances import shown_distances_km

_NULL = (b"null", None)


def make_hits(snapshot: Snapshot, question: Question, found: Candidates, places: Array) -> tuple[Hit, ...]:
    """The hits for candidates, in the order given."""
    if not len(places):
        return ()
    documents = found.documents[places]
    language = question.language if question.language in LANGUAGES else LANGUAGES[0]
    scores = found.scores[places].tolist()
    matched = matched_alternatives(found, documents)
    explained = explanations(snapshot, question, found, places, matched) if question.explain else None
    codes = found.served.code[documents].tolist() if found.served is not None else [-1] * len(documents)
    chosen = _chosen_places(snapshot, question, documents)
    distances = _shown_distances(snapshot, question, chosen)
    known_area = snapshot.has_area[documents].tolist()
    exact = found.shares.exact[places].tolist()
    signatures = snapshot.signature[documents].tolist()
    misses = _misses(found, places)
    card = f"card_{language}"
    hits = []
    for order, document in enumerate(documents.tolist()):
        segment, place = snapshot.locate(document)
        code = found.served.codes[codes[order]] if found.served is not None and codes[order] >= 0 else None
        location, hours = _NULL
        if chosen[order] >= 0:
            own = chosen[order] - int(snapshot.place_starts[document - place])
            location, hours = read_location_record(segment.read("place", own))
        reasons = _reasons(question, code, distances[order], matched[order], bool(misses[order]))
        if exact[order]:
            reasons = (Reason("title"), *reasons)
        hits.append(
            Hit(
                id=segment.ids[place].decode(),
                kind=snapshot.signatures[signatures[order]][0][0],
                score=scores[order],
                card=segment.read(card, place),
                location=location,
                hours=hours,
                serves=code is not None if found.served is not None and known_area[order] else None,
                distance_km=distances[order],
                reasons=reasons,
                misses=misses[order],
                explanation=explained[order] if explained is not None else (),
            )
        )
    return tuple(hits)


def matched_alternatives(found: Candidates, documents: Array) -> list[list[tuple[int, ScoredAlternative, float]]]:
    """Per document, for each concept it meets: (number of the concept, the alternative that counted, its score)."""
    matched: list[list[tuple[int, ScoredAlternative, float]]] = [[] for _ in documents]
    if found.text is None:
        return matched
    for number, concept in enumerate(found.text.concepts):
        best = np.zeros(len(documents), dtype=np.float32)
        which = np.full(len(documents), -1)
        for order, alternative in enumerate(concept.alternatives):
            at = alternative.rows.searchsorted(documents)
            same = alternative.rows.take(at, mode="clip") == documents
            scores = alternative.scores.take(at, mode="clip") * same
            better = scores > best
            best[better], which[better] = scores[better], order
        for order, alternative_number in enumerate(which.tolist()):
            if alternative_number >= 0:
                chosen = concept.alternatives[alternative_number]
                matched[order].append((number, chosen, float(best[order])))
    return matched


def _misses(found: Candidates, places: Array) -> list[tuple[MissCode, ...]]:
    columns = [(code, column[places].tolist()) for code, column in found.misses.items()]
    return [tuple(code for code, column in columns if column[order]) for order in range(len(places))]


def _chosen_places(snapshot: Snapshot, question: Question, documents: Array) -> list[int]:
    """Per document the nearest place; without an origin the first in the box, else the first. -1 when it has none."""
    first = snapshot.place_starts[documents].tolist()
    end = snapshot.place_starts[documents + 1].tolist()
    chosen = []
    for start, stop in zip(first, end, strict=True):
        if stop - start > 1:
            chosen.append(start + _choose(snapshot, question, np.arange(start, stop)))
        else:
            chosen.append(start if stop > start else -1)
    return chosen


def _choose(snapshot: Snapshot, question: Question, places: Array) -> int:
    if question.origin is not None:
        point = point_in_space(question.origin.latitude, question.origin.longitude)
        distance = distances_km(point, snapshot.place_x[places], snapshot.place_y[places], snapshot.place_z[places])
        return 0 if np.isnan(distance).all() else int(np.nanargmin(distance))
    if question.bbox is not None:
        west, south, east, north = question.bbox
        latitude, longitude = snapshot.place_latitude[places], snapshot.place_longitude[places]
        inside = (latitude >= south) & (latitude <= north) & (longitude >= west) & (longitude <= east)
        return int(np.argmax(inside))
    return 0


def _shown_distances(snapshot: Snapshot, question: Question, places: list[int]) -> list[float | None]:
    """Kilometres from the origin to each place, as they are shown; None without an origin, a place or its point."""
    nothing: list[float | None] = [None] * len(places)
    known = [order for order, place in enumerate(places) if place >= 0]
    if question.origin is None or not known:
        return nothing
    at = np.array([places[order] for order in known])
    shown = shown_distances_km(
        question.origin.latitude,
        question.origin.longitude,
        snapshot.place_latitude[at],
        snapshot.place_longitude[at],
    )
    for order, distance in zip(known, shown.tolist(), strict=True):
        nothing[order] = None if math.isnan(distance) else distance
    return nothing


def _reasons(
    question: Question,
    code: str | None,
    distance: float | None,
    matched: list[tuple[int, ScoredAlternative, float]],
    missing: bool,
) -> tuple[Reason, ...]:
    reasons = []
    if code is not None:
        reasons.append(Reason("serves-postcode", (code,)))
    if distance is not None:
        reasons.append(Reason("near", (f"{distance:.1f}",)))
    if matched:
        strongest = sorted(matched, key=lambda item: (-item[2], item[0])) if len(matched) > 1 else matched
        reasons.append(Reason("text", tuple(dict.fromkeys(item.alternative.words for _, item, _ in strongest))))
    if question.age is not None and not missing:
        reasons.append(Reason("age", tuple(f"{years:g}" for years in question.age)))
    return tuple(reasons)
