"""Hits for the documents of a page: ready-made bytes, nearest location, reasons, misses and explanation."""

from __future__ import annotations

import math
from itertools import compress

import numpy as np

from search.engine.candidates import Candidates
from search.engine.explaining import Matched, explanations
from search.engine.snapshot import Snapshot
from search.engine.text import ScoredAlternative
from search.index.cards import LANGUAGES, read_location_record
from search.index.container import Array
from search.index.earth import distances_km, point_in_space
from search.query import Hit, MissCode, Question, Reason
from socialmap.geography.distances import shown_distances_km

_NULL = (b"null", None)
_SURE_KM = 300.0
_EDGE_KM = 0.0005
"""Up to _SURE_KM the distances of the ranking have been measured to differ from the geodesic by under fifteen
centimetres in the Netherlands; closer than three times that to where the shown tenth changes, the distance is computed
anew."""


def make_hits(snapshot: Snapshot, question: Question, found: Candidates, places: Array) -> tuple[Hit, ...]:
    """The hits for candidates, in the order given."""
    if not len(places):
        return ()
    documents = found.documents.take(places)
    count = len(documents)
    language = question.language if question.language in LANGUAGES else LANGUAGES[0]
    scores = found.scores.take(places).tolist()
    matched = matched_alternatives(found, places)
    explained = explanations(snapshot, question, found, places, matched) if question.explain else None
    chosen = _chosen_places(snapshot, question, documents)
    distances = _shown_distances(snapshot, question, found, places, chosen)
    codes, serves = _serving(snapshot, found, documents)
    exact = found.shares.exact.take(places).tolist() if found.shares.exact is not None else [0.0] * count
    signatures = snapshot.signature.take(documents).tolist()
    misses = _misses(found, places)
    words = _Words()
    card = f"card_{language}"
    hits = []
    for order, document in enumerate(documents.tolist()):
        segment, place = snapshot.locate(document)
        location, hours = _NULL
        if chosen[order] >= 0:
            base = document - place
            own = chosen[order] - (int(snapshot.place_starts[base]) if base else 0)
            location, hours = read_location_record(segment.read("place", own))
        reasons = _reasons(question, codes[order], distances[order], words.of(matched[order]), bool(misses[order]))
        if exact[order]:
            reasons = (Reason("title"), *reasons)
        hits.append(
            Hit(
                segment.ids[place].decode(),
                snapshot.signatures[signatures[order]][0][0],
                scores[order],
                segment.read(card, place),
                location,
                hours,
                serves[order],
                distances[order],
                reasons,
                misses[order],
                explained[order] if explained is not None else (),
            )
        )
    return tuple(hits)


def _serving(snapshot: Snapshot, found: Candidates, documents: Array) -> tuple[list[str | None], list[bool | None]]:
    """Per document the most precise code of the origin that it serves, and whether it serves the origin."""
    nothing: list[None] = [None] * len(documents)
    if found.served is None:
        return list(nothing), list(nothing)
    # A document that serves none has the number -1, the last place.
    names = (*found.served.codes, None)
    codes = [names[number] for number in found.served.code.take(documents).tolist()]
    known = snapshot.has_area.take(documents).tolist()
    return codes, [code is not None if area else None for code, area in zip(codes, known, strict=True)]


def matched_alternatives(found: Candidates, places: Array) -> list[Matched]:
    """Per candidate, for each concept it meets: (number of the concept, the alternative that counted, its score)."""
    matched: list[Matched] = [[] for _ in range(len(places))]
    if found.text is None:
        return matched
    table = found.text.table.take(found.text.columns.take(places), axis=1)
    for number, concept in enumerate(found.text.concepts):
        alternatives = concept.alternatives
        if not alternatives:
            continue
        if len(alternatives) == 1:
            scores, which = table[alternatives[0].row].tolist(), [0] * len(places)
        else:
            rows = table[alternatives[0].row : alternatives[-1].row + 1]
            scores, which = rows.max(axis=0).tolist(), rows.argmax(axis=0).tolist()
        for own, score, order in zip(matched, scores, which, strict=True):
            if score > 0:
                own.append((number, alternatives[order], score))
    return matched


class _Words:
    """The words that were found in a hit, the strongest first. Hits of one answer share most of theirs."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], Reason] = {}

    def of(self, matched: Matched) -> Reason | None:
        """The reason that names them; None without any."""
        if not matched:
            return None
        if len(matched) > 1:
            matched = sorted(matched, key=_strength)
        key = tuple([item.row for _, item, _ in matched])
        reason = self._known.get(key)
        if reason is None:
            words = tuple(dict.fromkeys(item.alternative.words for _, item, _ in matched))
            reason = self._known[key] = Reason("text", words)
        return reason


def _strength(item: tuple[int, ScoredAlternative, float]) -> tuple[float, int]:
    return -item[2], item[0]


def _misses(found: Candidates, places: Array) -> list[tuple[MissCode, ...]]:
    if not found.misses:
        return [()] * len(places)
    columns = [column.take(places).tolist() for column in found.misses.values()]
    codes = tuple(found.misses)
    return [tuple(compress(codes, missed)) if any(missed) else () for missed in zip(*columns, strict=True)]


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


def _shown_distances(
    snapshot: Snapshot, question: Question, found: Candidates, places: Array, chosen: list[int]
) -> list[float | None]:
    """Kilometres from the origin to the chosen place, as they are shown; None without an origin, a place or its point.

    The distance that the ranking used is good to centimetres, so it tells the tenth unless that is nearly the next.
    """
    shown: list[float | None] = [None] * len(chosen)
    if question.origin is None or found.geography is None:
        return shown
    doubtful = []
    for order, kilometres in enumerate(found.geography.distance.take(places).tolist()):
        if chosen[order] < 0 or kilometres == math.inf:
            continue
        tenths = kilometres * 10
        if kilometres < _SURE_KM and abs(tenths % 1 - 0.5) > _EDGE_KM * 10:
            shown[order] = round(tenths) / 10
        else:
            doubtful.append(order)
    if doubtful:
        at = np.array([chosen[order] for order in doubtful])
        latitude, longitude = snapshot.place_latitude[at], snapshot.place_longitude[at]
        exact = shown_distances_km(question.origin.latitude, question.origin.longitude, latitude, longitude)
        for order, distance in zip(doubtful, exact.tolist(), strict=True):
            shown[order] = None if math.isnan(distance) else distance
    return shown


def _reasons(
    question: Question, code: str | None, distance: float | None, words: Reason | None, missing: bool
) -> tuple[Reason, ...]:
    reasons = []
    if code is not None:
        reasons.append(Reason("serves-postcode", (code,)))
    if distance is not None:
        reasons.append(Reason("near", (f"{distance:.1f}",)))
    if words is not None:
        reasons.append(words)
    if question.age is not None and not missing:
        reasons.append(Reason("age", tuple(f"{years:g}" for years in question.age)))
    return tuple(reasons)
