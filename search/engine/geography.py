"""Where: who serves the visitor's codes, how far the nearest address is, and what lies in a box."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from search.engine.snapshot import Snapshot
from search.engine.weights import WEIGHTS
from search.index.container import Array
from search.index.earth import KM_PER_DEGREE_LATITUDE, distances_km, point_in_space
from search.query import Origin, Question

_PC4 = 4


@dataclass(frozen=True, slots=True)
class Served:
    """Who serves an origin: per document the place in `codes` of the most precise code it serves, -1 for none."""

    code: Array
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Geography:
    """Per candidate: serves, distance in km (inf without an address), whether it is a hit, and what it misses.

    reachable: near enough to be a near miss. placeless: has neither place nor area.
    """

    serves: Array
    placeless: Array
    distance: Array
    hit: Array
    misses_area: Array
    misses_distance: Array
    reachable: Array


def served_by(snapshot: Snapshot, origin: Origin) -> Served:
    """Every document whose service area holds one of the origin's codes, or a range that holds its postcode."""
    found: list[tuple[str, Array]] = []
    for code in origin.codes:
        if code == "NL":
            continue
        rows = snapshot.area_rows(code)
        if len(rows):
            found.append((code, rows))
        if len(code) == _PC4 and code.isdigit():
            found.extend(snapshot.range_rows(int(code)))
    # A national service serves every origin, also one whose codes could not be found.
    found.append(("NL", snapshot.area_rows("NL")))
    numbers = np.empty(snapshot.size, dtype=np.int16)
    numbers.fill(-1)
    for number in reversed(range(len(found))):
        numbers[found[number][1]] = number
    return Served(numbers, tuple(code for code, _ in found))


def nearest_km(snapshot: Snapshot, point: tuple[float, float, float], documents: Array) -> Array:
    """Kilometres from a point in space to the nearest place of each document; inf when none is known."""
    distance = distances_km(
        point, snapshot.first_x.take(documents), snapshot.first_y.take(documents), snapshot.first_z.take(documents)
    )
    several = snapshot.several_places.take(documents).nonzero()[0]
    if len(several):
        distance[several] = _nearest_of_several(snapshot, point, documents[several])
    return distance


def _nearest_of_several(snapshot: Snapshot, point: tuple[float, float, float], documents: Array) -> Array:
    starts = snapshot.place_starts[documents].astype(np.int64)
    counts = snapshot.place_starts[documents + 1] - starts
    bounds = np.concatenate(([0], np.cumsum(counts)[:-1]))
    places = np.repeat(starts - bounds, counts) + np.arange(int(counts.sum()))
    distance = distances_km(point, snapshot.place_x[places], snapshot.place_y[places], snapshot.place_z[places])
    distance[np.isnan(distance)] = np.inf
    return np.minimum.reduceat(distance, bounds)


def place_geography(snapshot: Snapshot, question: Question, served: Served, documents: Array) -> Geography:
    """Apply the rule of the API contract to candidates. `question.origin` is there.

    Without a radius: who serves, plus who has an address within 25 km and no known area. With a radius: an address
    within it (unless its known area leaves the visitor out), or no address at all and an area that serves. What has
    neither place nor area, like a factsheet, is not filtered.
    """
    origin = question.origin
    if origin is None:
        raise ValueError("geography needs an origin")
    distance = nearest_km(snapshot, point_in_space(origin.latitude, origin.longitude), documents)
    serves, has_area = served.code.take(documents) >= 0, snapshot.has_area.take(documents)
    placeless = snapshot.placeless.take(documents)
    excluded = has_area & ~serves
    if question.radius_km is None:
        near = distance <= WEIGHTS.default_radius_km
        far = ~(serves | near | placeless | has_area)
        hit = serves | placeless | (near & ~excluded)
        reach = WEIGHTS.default_radius_km * WEIGHTS.near_miss_reach
        # What neither serves nor is near misses both.
        misses_distance = far | (excluded & ~near)
    else:
        near = distance <= question.radius_km
        no_address = np.isinf(distance)
        hit = (near & ~excluded) | (no_address & serves) | placeless
        reach = question.radius_km * WEIGHTS.near_miss_reach
        misses_distance = ~near & ~no_address
    reachable = hit | (distance <= (reach if question.radius_km is not None else WEIGHTS.default_radius_km))
    reachable |= misses_distance & ~excluded & (distance <= reach)
    return Geography(serves, placeless, distance, hit, excluded, misses_distance, reachable)


def share_of(geography: Geography, placeless: Array | None) -> Array:
    """What geography adds, as a share of the text score: serves > near > far, falling smoothly with the distance.

    placeless: which candidates have neither place nor area; None leaves those last.
    """
    near = np.float32(WEIGHTS.near) / (1 + geography.distance / np.float32(WEIGHTS.half_distance_km))
    if placeless is not None:
        np.copyto(near, np.float32(WEIGHTS.placeless), where=placeless)
    near += geography.serves * np.float32(WEIGHTS.serves)
    return near


def within_reach(snapshot: Snapshot, question: Question, served: Served) -> Array:
    """Mask over all documents: near enough, or serving, to be a hit or a near miss."""
    origin = question.origin
    if origin is None:
        raise ValueError("reach needs an origin")
    reach = (question.radius_km or WEIGHTS.default_radius_km) * WEIGHTS.near_miss_reach
    north = reach / KM_PER_DEGREE_LATITUDE
    # Nothing is lost by a rough box: what lies in its corners is measured later.
    east = reach / (KM_PER_DEGREE_LATITUDE * max(math.cos(math.radians(abs(origin.latitude) + north)), 0.01))
    latitude, longitude = origin.latitude, origin.longitude
    mask: Array = served.code >= 0
    mask |= snapshot.placeless
    mask[snapshot.documents_in(longitude - east, latitude - north, longitude + east, latitude + north)] = True
    return mask


def in_box(snapshot: Snapshot, box: tuple[float, float, float, float]) -> Array:
    """Mask over all documents: has a place in the box (west, south, east, north in degrees)."""
    mask = np.zeros(snapshot.size, dtype=bool)
    mask[snapshot.documents_in(*box)] = True
    return mask


def serving_region(snapshot: Snapshot, region: str) -> Array:
    """Mask over all documents: its area names the region or the whole country, or its facet `region` does."""
    mask = np.zeros(snapshot.size, dtype=bool)
    for rows in (snapshot.area_rows(region), snapshot.area_rows("NL"), snapshot.facet_rows("region", region)):
        mask[rows] = True
    return mask
