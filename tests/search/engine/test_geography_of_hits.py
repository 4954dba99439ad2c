"""Who serves the visitor, who is near, and what stands apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st
from search_examples import AMERSFOORT, UTRECHT, ask, build, document, ids, missed, place_north

from core.publishing.entries import EntryLocation
from search.index.earth import distances_km, point_in_space, points_in_space
from search.query import Origin


def test_a_service_is_found_by_any_code_of_the_postcode(tmp_path: Path) -> None:
    codes = {"pc4": "3511", "range": "3500-3599", "gemeente": "GM0344", "province": "PV26", "region": "NIK-UTRECHT"}
    documents = [document(name, "Zorg", area_codes=(code,)) for name, code in codes.items()]
    documents += [document("country", "Zorg", area_codes=("NL",))]
    documents += [document("other", "Zorg", area_codes=("3512", "3600-3699", "GM0307", "PV30"))]
    answer = ask(build(tmp_path, documents), origin=UTRECHT)
    assert set(ids(answer)) == {*codes, "country"}
    assert all(hit.serves for hit in answer.hits)
    reasons = {hit.id: hit.reasons[0] for hit in answer.hits}
    assert {name: reasons[name].values for name in codes} == {name: (code,) for name, code in codes.items()}
    assert reasons["country"].code == "serves-postcode"


def test_the_most_precise_code_is_the_reason(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zorg", area_codes=("NL", "PV26", "GM0344"))])
    assert ask(index, origin=UTRECHT).hits[0].reasons[0].values == ("GM0344",)


def test_home_care_without_an_address_is_found_by_its_area_alone(tmp_path: Path) -> None:
    index = build(tmp_path, [document("home", "Kinderthuiszorg", area_codes=("GM0344",))])
    (hit,) = ask(index, origin=UTRECHT).hits
    assert (hit.serves, hit.distance_km, hit.location) == (True, None, b"null")
    (within,) = ask(index, origin=UTRECHT, radius_km=2).hits
    assert within.id == "home"


def test_an_unknown_area_within_25_km_is_a_hit_that_says_so(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("near", "Zorg", locations=(place_north(24.9),)),
            document("far", "Zorg", locations=(place_north(25.2),)),
        ],
    )
    answer = ask(index, "zorg", origin=UTRECHT)
    assert [(hit.id, hit.serves) for hit in answer.hits] == [("near", None)]
    assert missed(answer) == {"far": ("distance",)}


def test_what_is_near_but_does_not_serve_stands_apart(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("neighbour", "Zorg", area_codes=("GM0307",), locations=(place_north(5),)),
            document("elsewhere", "Zorg", area_codes=("GM0014",), locations=(place_north(120),)),
            document("serves", "Zorg", area_codes=("GM0344",), locations=(place_north(120),)),
        ],
    )
    answer = ask(index, "zorg", origin=UTRECHT)
    assert ids(answer) == ["serves"]
    assert missed(answer) == {"neighbour": ("area",)}
    assert answer.near_misses[0].serves is False


def test_with_nothing_found_even_the_far_is_offered_with_what_it_misses(tmp_path: Path) -> None:
    index = build(tmp_path, [document("far", "Zorg", area_codes=("GM0014",), locations=(place_north(150),))])
    answer = ask(index, "zorg", origin=UTRECHT)
    assert answer.total == 0
    assert missed(answer) == {"far": ("area", "distance")}


def test_knowledge_is_not_filtered_by_place(tmp_path: Path) -> None:
    index = build(tmp_path, [document("sheet", "Zorg en wet", kind="factsheet")])
    (hit,) = ask(index, "zorg", origin=UTRECHT).hits
    assert (hit.serves, hit.distance_km) == (None, None)


def test_a_place_without_words_lists_places_before_knowledge(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("sheet", "Aan de wet", kind="factsheet"),
            document("far", "Zorg", locations=(place_north(24),)),
            document("near", "Zorg", locations=(place_north(2),)),
            document("serves", "Zorg", area_codes=("GM0344",)),
        ],
    )
    assert ids(ask(index, origin=UTRECHT)) == ["serves", "near", "far", "sheet"]


def test_a_radius_asks_for_addresses_within_it(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("in", "Zorg", locations=(place_north(4),)),
            document("in-serves", "Zorg", area_codes=("GM0344",), locations=(place_north(3),)),
            document("in-not-serving", "Zorg", area_codes=("GM0307",), locations=(place_north(2),)),
            document("out", "Zorg", locations=(place_north(8),)),
            document("far-out", "Zorg", locations=(place_north(40),)),
        ],
    )
    answer = ask(index, "zorg", origin=UTRECHT, radius_km=5)
    assert set(ids(answer)) == {"in", "in-serves"}
    assert missed(answer) == {"in-not-serving": ("area",), "out": ("distance",)}


def test_a_service_is_one_hit_with_its_nearest_location_and_the_number_of_others(tmp_path: Path) -> None:
    locations = (
        place_north(15, identity="far"),
        place_north(1, identity="near"),
        EntryLocation("unknown", "Nergens"),
        place_north(40, identity="farther"),
    )
    index = build(
        tmp_path, [document("first", "Anders", locations=(place_north(3),)), document("a", "Zorg", locations=locations)]
    )
    (hit,) = ask(index, "zorg", origin=UTRECHT).hits
    assert b'"id":"near"' in hit.location
    assert b'"otherLocations":3' in hit.location
    assert hit.distance_km == 1.0
    assert hit.hours == "Mo-Fr 09:00-17:00"
    (plain,) = ask(index, "zorg").hits
    assert b'"id":"far"' in plain.location


def test_an_address_without_a_point_never_hides_a_service(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zorg", locations=(EntryLocation("x", "Utrecht", "3511 AB"),))])
    (hit,) = ask(index, "zorg", origin=UTRECHT).hits
    assert hit.distance_km is None
    assert b'"city":"Utrecht"' in hit.location


def test_the_distance_shown_is_the_geodesic(tmp_path: Path) -> None:
    points = [(52.0907 + step * 0.0123, 5.1214 - step * 0.0077) for step in range(20)]
    index = build(
        tmp_path,
        [
            document(f"d{n}", "Zorg", locations=(EntryLocation("p", None, None, *point),))
            for n, point in enumerate(points)
        ],
    )
    answer = ask(index, "zorg", origin=UTRECHT, radius_km=200, limit=100, sort="distance")
    assert ids(answer) == [f"d{n}" for n in range(20)]
    for hit, point in zip(answer.hits, points, strict=True):
        assert hit.distance_km == round(geodesic((UTRECHT.latitude, UTRECHT.longitude), point).km, 1)


def test_a_box_keeps_what_lies_in_it(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("in", "Zorg", locations=(place_north(120, identity="x"), place_north(1, identity="inside"))),
            document("out", "Zorg", locations=(place_north(30),)),
            document("nowhere", "Zorg", area_codes=("NL",)),
        ],
    )
    answer = ask(index, "zorg", bbox=(5.0, 52.0, 5.2, 52.2))
    assert ids(answer) == ["in"]
    assert b'"id":"inside"' in answer.hits[0].location


def test_a_region_keeps_who_works_there(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("desk", "Loket", area_codes=("NIK-UTRECHT",)),
            document("country", "Loket", area_codes=("NL",)),
            document("faceted", "Loket", facets={"region": ("NIK-UTRECHT",)}),
            document("other", "Loket", area_codes=("NIK-GRONINGEN",)),
        ],
    )
    assert set(ids(ask(index, "loket", region="NIK-UTRECHT"))) == {"desk", "country", "faceted"}


@pytest.mark.parametrize(
    ("age", "found"),
    [
        ((0, 0), {"0-4", "0-18", "any"}),
        ((3.9, 3.9), {"0-4", "0-18", "any"}),
        ((4, 4), {"0-18", "4-12", "any"}),
        ((17.99, 17.99), {"0-18", "any"}),
        ((18, 18), {"18-", "any"}),
        ((3, 5), {"0-4", "0-18", "4-12", "any"}),
    ],
)
def test_ages_overlap_up_to_the_birthday(tmp_path: Path, age: tuple[float, float], found: set[str]) -> None:
    index = build(
        tmp_path,
        [
            document("0-4", "Zorg", minimum_age=0, maximum_age=4),
            document("0-18", "Zorg", minimum_age=0, maximum_age=18),
            document("4-12", "Zorg", minimum_age=4, maximum_age=12),
            document("18-", "Zorg", minimum_age=18),
            document("any", "Zorg"),
        ],
    )
    answer = ask(index, "zorg", age=age)
    assert set(ids(answer)) == found
    assert set(missed(answer).values()) <= {("age",)}


def test_closed_services_stand_apart_and_ended_ones_nowhere(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("open", "Zorg"),
            document("closed", "Zorg", status="temporarily closed"),
            document("ended", "Zorg", status="defunct"),
            document("inactive", "Zorg", status="inactive"),
        ],
    )
    for text in ("zorg", None):
        answer = ask(index, text)
        assert ids(answer) == ["open"]
        assert missed(answer) == {"closed": ("closed",)}


def test_another_law_stands_apart_when_a_law_is_asked(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [document("zvw", "Zorg", facets={"law": ("zvw",)}), document("wlz", "Zorg", facets={"law": ("wlz",)})],
    )
    answer = ask(index, "zorg", filters={"law": ("zvw",)})
    assert (ids(answer), missed(answer)) == (["zvw"], {"wlz": ("law",)})


def test_fewer_misses_stand_before_more(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("two", "Zorg zorg", status="temporarily closed", minimum_age=18),
            document("one", "Een lange titel over zorg", minimum_age=18),
        ],
    )
    answer = ask(index, "zorg", age=(4, 4))
    assert list(missed(answer).items()) == [("one", ("age",)), ("two", ("age", "closed"))]


def test_a_near_miss_is_never_a_hit_as_well(tmp_path: Path) -> None:
    documents = [
        document(
            f"d{n}",
            "Zorg",
            area_codes=("GM0344",) if n % 3 else ("GM0307",),
            locations=(place_north(n / 2),),
            minimum_age=0 if n % 5 else 12,
            maximum_age=18,
        )
        for n in range(60)
    ]
    for origin in (UTRECHT, AMERSFOORT):
        answer = ask(build(tmp_path / origin.codes[0], documents), "zorg", origin=origin, age=(4, 4), limit=100)
        assert not set(ids(answer)) & set(missed(answer))
        assert all(hit.misses for hit in answer.near_misses)
        assert not any(hit.misses for hit in answer.hits)


@given(
    st.floats(50.8, 53.5),
    st.floats(3.4, 7.2),
    st.lists(st.tuples(st.floats(50.8, 53.5), st.floats(3.4, 7.2)), min_size=1),
)
def test_distances_in_space_are_the_geodesic_to_a_metre(
    latitude: float, longitude: float, points: list[tuple[float, float]]
) -> None:
    degrees = np.array(points)
    x, y, z = points_in_space(degrees[:, 0], degrees[:, 1])
    measured = distances_km(point_in_space(latitude, longitude), x, y, z)
    for found, point in zip(measured.tolist(), points, strict=True):
        assert found == pytest.approx(geodesic((latitude, longitude), point).km, abs=0.001)


def test_an_origin_without_codes_still_has_national_services(tmp_path: Path) -> None:
    index = build(tmp_path, [document("country", "Zorg", area_codes=("NL",))])
    assert ids(ask(index, origin=Origin(52.0, 5.0, ()))) == ["country"]
