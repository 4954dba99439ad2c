"""The map beneath the points is our own, small, and has the country on it."""

from __future__ import annotations

import json
from itertools import accumulate

import brotli

from socialmap.geography.basemap import basemap
from socialmap.geography.places import PostcodeTable


def test_every_postcode_is_a_point_where_it_lies() -> None:
    kept = json.loads(basemap())
    latitudes = [step / kept["scale"] for step in accumulate(kept["points"][::2])]
    longitudes = [step / kept["scale"] for step in accumulate(kept["points"][1::2])]
    rows = PostcodeTable.embedded().rows.values()
    assert len(latitudes) == len(longitudes) == len(rows)
    for latitude, longitude, row in zip(latitudes, longitudes, rows, strict=True):
        assert abs(latitude - row.latitude) <= 0.00051
        assert abs(longitude - row.longitude) <= 0.00051


def test_the_largest_places_come_first() -> None:
    places = json.loads(basemap())["places"]
    assert {"Amsterdam", "Rotterdam", "Utrecht"} <= {name for name, *_ in places[:6]}
    assert [size for *_, size in places] == sorted((size for *_, size in places), reverse=True)


def test_it_is_small_and_names_its_source() -> None:
    assert len(brotli.compress(basemap(), quality=9)) < 60_000
    assert "GeoNames" in json.loads(basemap())["attribution"]
