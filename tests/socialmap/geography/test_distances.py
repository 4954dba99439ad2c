import time
from itertools import pairwise

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from socialmap.geography.distances import RadiusIndex, distance_km, haversine_km, shown_distances_km
from socialmap.geography.places import PostcodeTable

LATITUDE = st.floats(50.7, 53.6)
LONGITUDE = st.floats(3.3, 7.25)
POINT = st.tuples(LATITUDE, LONGITUDE)
POINTS = st.lists(POINT, min_size=1, max_size=25)


def random_points(count: int) -> tuple[np.ndarray, np.ndarray]:
    numbers = np.random.default_rng(20_261_122)
    return numbers.uniform(50.7, 53.6, count), numbers.uniform(3.3, 7.25, count)


@given(here=POINT, there=POINTS)
def test_a_shown_distance_is_geopys_rounded_to_a_tenth(
    here: tuple[float, float], there: list[tuple[float, float]]
) -> None:
    lats, lons = zip(*there, strict=True)
    assert shown_distances_km(*here, lats, lons).tolist() == [round(geodesic(here, point).km, 1) for point in there]


def test_shown_distances_equal_geopys_for_thousands_of_pairs() -> None:
    lats, lons = random_points(4_000)
    expected = [round(geodesic((52.0886, 5.1174), point).km, 1) for point in zip(lats, lons, strict=True)]
    assert shown_distances_km(52.0886, 5.1174, lats, lons).tolist() == expected


@given(here=POINT, metres=st.floats(0, 3_000), bearing=st.floats(0, 360))
def test_short_distances_are_right_too(here: tuple[float, float], metres: float, bearing: float) -> None:
    there = geodesic(kilometers=metres / 1_000).destination(here, bearing)
    expected = round(geodesic(here, there).km, 1)
    assert shown_distances_km(*here, there.latitude, there.longitude).tolist() == [expected]


def test_points_elsewhere_in_the_world_are_right_as_well() -> None:
    lats, lons = [12.11, 38.7, 52.0], [-68.93, -9.1, 5.0]
    expected = [round(geodesic((52.0886, 5.1174), point).km, 1) for point in zip(lats, lons, strict=True)]
    assert shown_distances_km(52.0886, 5.1174, lats, lons).tolist() == expected
    back = [round(geodesic((12.11, -68.93), point).km, 1) for point in zip(lats, lons, strict=True)]
    assert shown_distances_km(12.11, -68.93, lats, lons).tolist() == back


def test_a_missing_point_has_no_distance() -> None:
    shown = shown_distances_km(52.0, 5.0, [52.0, np.nan], [5.1, np.nan])
    assert shown[0] == 6.9
    assert np.isnan(shown[1])
    assert np.isnan(haversine_km(52.0, 5.0, [np.nan], [5.0])[0])


def test_a_page_of_distances_costs_less_than_two_calls_of_geopy_would_by_far() -> None:
    lats, lons = random_points(25)
    start = time.perf_counter()
    for _ in range(50):
        shown_distances_km(52.0886, 5.1174, lats, lons)
    page = time.perf_counter() - start
    start = time.perf_counter()
    for _ in range(50):
        for point in zip(lats, lons, strict=True):
            geodesic((52.0886, 5.1174), point)
    assert page < time.perf_counter() - start


@given(here=POINT, there=POINT)
def test_the_haversine_is_within_half_a_percent(here: tuple[float, float], there: tuple[float, float]) -> None:
    exact = geodesic(here, there).km
    assert float(haversine_km(*here, [there[0]], [there[1]])[0]) == pytest.approx(exact, rel=0.005, abs=1e-6)


def test_the_distance_between_two_places_is_geopys() -> None:
    table = PostcodeTable.embedded()
    utrecht, groningen = table.place_of("3511"), table.place_of("9711")
    points = [(place.latitude, place.longitude) for place in (utrecht, groningen)]
    assert distance_km(utrecht, groningen) == geodesic(*points).km == pytest.approx(159.4, abs=0.5)


@given(points=POINTS, here=POINT, km=st.floats(0, 400))
def test_a_radius_finds_exactly_the_points_within_it_nearest_first(
    points: list[tuple[float, float]], here: tuple[float, float], km: float
) -> None:
    lats, lons = zip(*points, strict=True)
    indices, distances = RadiusIndex(lats, lons).within(*here, km)
    everywhere = haversine_km(*here, lats, lons)
    assert set(indices.tolist()) == {index for index, distance in enumerate(everywhere.tolist()) if distance <= km}
    assert distances.tolist() == everywhere[indices].tolist()
    assert all(nearer <= further for nearer, further in pairwise(distances.tolist()))


@given(points=POINTS, here=POINT, count=st.integers(1, 30))
def test_the_nearest_points_are_the_nearest(
    points: list[tuple[float, float]], here: tuple[float, float], count: int
) -> None:
    lats, lons = zip(*points, strict=True)
    _, distances = RadiusIndex(lats, lons).nearest(*here, count)
    assert distances.tolist() == sorted(haversine_km(*here, lats, lons).tolist())[:count]


def test_points_that_are_missing_are_never_found() -> None:
    index = RadiusIndex([52.0, np.nan, 52.1], [5.0, 5.0, np.nan])
    assert len(index) == 1
    assert index.within(52.0, 5.0, 1_000)[0].tolist() == [0]
    assert index.nearest(52.0, 5.0, 5)[0].tolist() == [0]


def test_an_index_of_nothing_finds_nothing() -> None:
    indices, distances = RadiusIndex([], []).nearest(52.0, 5.0, 3)
    assert (indices.tolist(), distances.tolist()) == ([], [])


def test_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        RadiusIndex([52.0], [5.0, 5.1])
