"""One row per postcode, where a source has several.

GeoNames lists some postcodes under several places, now and then with a slip among them. The best row is the one with
the highest accuracy mark; among equals the one for a place that has no postcode of its own yet; then the one nearest
the middle of the neighbourhood (the same first three digits), because a slip lies far off.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import median

from socialmap.geography.postcodes import PostcodeRow

KM_PER_DEGREE = 111.2


def rough_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Distance on a flat map, in km; within one percent inside the Netherlands. For choosing, never for showing."""
    east = (longitude - other_longitude) * math.cos(math.radians(latitude))
    return KM_PER_DEGREE * math.hypot(latitude - other_latitude, east)


def middle_of(points: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The median latitude and longitude: a middle that one point far away cannot pull along."""
    latitudes, longitudes = zip(*points, strict=True)
    return median(latitudes), median(longitudes)


def best_of_each(rows: Iterable[PostcodeRow]) -> list[PostcodeRow]:
    """The best row of each postcode, in the order of the codes. Holds all rows in memory: meant for PC4, of which there
    are some 4,100.
    """
    candidates = _most_accurate(rows)
    settled = Counter(_place(choices[0]) for choices in candidates.values() if len(choices) == 1)
    neighbourhoods: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for code, choices in candidates.items():
        neighbourhoods[code[:3]].extend((row.latitude, row.longitude) for row in choices)
    middles = {digits: middle_of(points) for digits, points in neighbourhoods.items()}

    def rank(row: PostcodeRow) -> tuple[bool, float]:
        return settled[_place(row)] > 0, rough_km(row.latitude, row.longitude, *middles[row.code[:3]])

    return [min(candidates[code], key=rank) for code in sorted(candidates)]


def _most_accurate(rows: Iterable[PostcodeRow]) -> dict[str, list[PostcodeRow]]:
    by_code: defaultdict[str, list[PostcodeRow]] = defaultdict(list)
    for row in rows:
        by_code[row.code].append(row)
    best = {}
    for code, choices in by_code.items():
        highest = max(row.accuracy or 0 for row in choices)
        best[code] = [row for row in choices if (row.accuracy or 0) == highest]
    return best


def _place(row: PostcodeRow) -> tuple[str, str | None]:
    return row.place, row.province_code
