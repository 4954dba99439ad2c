"""A small map of the country to draw beneath points: the middle of each PC4, and the names of places. Pure.

It is for maps that must not ask another server for pictures. Drawn as dots, four thousand postcodes show the shape of
the country, and where people live.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from socialmap.geography.places import PostcodeTable

SCALE = 1000
"""Points are in thousandths of a degree: about a hundred metres, less than a dot on the map."""
ATTRIBUTION = "GeoNames (CC BY 4.0)"


@lru_cache(maxsize=1)
def basemap() -> bytes:
    """The map as JSON, from the table that ships with the product.

    points: latitude and longitude by turns, each as the difference from the one before, in thousandths of a degree.
    places: [name, latitude, longitude, how many PC4 it has], the largest first, in the same thousandths.
    """
    rows = PostcodeTable.embedded().rows.values()
    points = [(round(row.latitude * SCALE), round(row.longitude * SCALE)) for row in rows]
    members: dict[tuple[str, str | None], list[tuple[int, int]]] = {}
    for row, point in zip(rows, points, strict=True):
        members.setdefault((row.place, row.municipality_code), []).append(point)
    sizes = Counter({place: len(found) for place, found in members.items()})
    places = [[name, *_middle(members[name, code]), size] for (name, code), size in sizes.most_common() if name]
    shown = {"attribution": ATTRIBUTION, "scale": SCALE, "points": list(_steps(points)), "places": places}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()


def _steps(points: Iterable[tuple[int, int]]) -> Iterator[int]:
    before = (0, 0)
    for point in points:
        yield point[0] - before[0]
        yield point[1] - before[1]
        before = point


def _middle(points: list[tuple[int, int]]) -> tuple[int, int]:
    """The point among these that lies nearest to their mean, so that a name stands where people live."""
    latitude = sum(point[0] for point in points) / len(points)
    longitude = sum(point[1] for point in points) / len(points)
    return min(points, key=lambda point: (point[0] - latitude) ** 2 + (point[1] - longitude) ** 2)
