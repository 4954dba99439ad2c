"""A parent's question: who serves this postcode and this child, how far, who pays, how sure are we."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import pytest

from tests.instances import Instance, copied, words_template

AGED = {"minimum_age": "0", "maximum_age": "18"}
CARE = {
    "service_description": "Zorg bij beademing.",
    "care_types": "beademing",
    "laws": "zvw",
    "domains": "medical",
    "phone": "0301234567",
}
UTRECHT = {"service_area": "GM0344"}
LISTINGS: dict[str, list[dict[str, str]]] = {
    "dichtbij": [{**UTRECHT, "postcode": "3511", "assured_date": "2026-10-01"}],
    "verderop": [{**UTRECHT, "postcode": "3584"}],
    "thuis": [UTRECHT],
    "landelijk": [{"service_area": "NL", "postcode": "9712"}],
    "onbekend": [{"postcode": "3512"}],
    "buren": [{"service_area": "GM0310", "postcode": "3731"}],
    "ver weg": [{"service_area": "GM0014", "postcode": "9712"}],
    "ver zonder gebied": [{"postcode": "6211"}],
    "baby's": [{**UTRECHT, "postcode": "3513", "maximum_age": "4"}],
    "dicht": [{**UTRECHT, "postcode": "3514", "status": "temporarily closed", "alert": "Verbouwing"}],
    "opgeheven": [{**UTRECHT, "postcode": "3514", "status": "defunct"}],
    "wachtlijst": [{**UTRECHT, "postcode": "3581", "waiting_time_weeks": "28", "waiting_time_date": "2026-10-01"}],
    "drie plekken": [
        {**UTRECHT, "location_id": "1", "postcode": "3561"},
        {"location_id": "2", "postcode": "3521"},
        {"location_id": "3", "postcode": "1011"},
    ],
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with services that differ in one thing each."""
    folder = tmp_path_factory.mktemp("town")
    rows = [
        {"organization_name": f"Org {name}", "service_name": f"Beademing {name}", **CARE, **AGED, **cells}
        for name, places in LISTINGS.items()
        for cells in places
    ]
    with (folder / "f.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for item in rows for name in item)))
        writer.writeheader()
        writer.writerows(rows)
    with copied(words_template(), folder / "data") as instance:
        instance.command("import", "services", folder / "f.csv", "--publish")
        instance.catch_up()
        yield instance


def ask(town: Instance, **query: Any) -> dict[str, Any]:
    """The parent's question, of services only."""
    answer: dict[str, Any] = town.search(**{"q": "beademing", "postcode": "3511", "age": 4, "kind": "service", **query})
    return answer


def names(items: list[dict[str, Any]]) -> list[str]:
    """The names of results, as in LISTINGS."""
    return [item["title"].removeprefix("Beademing ") for item in items]


def one(items: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The result of this name."""
    return next(item for item in items if item["title"] == f"Beademing {name}")


def test_who_serves_comes_first_and_the_nearest_first_among_equals(town: Instance) -> None:
    answer = ask(town)
    serving = [item for item in answer["results"] if item["servesPostcode"]]
    assert names(answer["results"])[: len(serving)] == names(serving)
    assert set(names(serving)) == {"dichtbij", "verderop", "thuis", "landelijk", "wachtlijst", "drie plekken"}
    equals = [item for item in serving if item["title"].split()[1:] in (["dichtbij"], ["wachtlijst"], ["verderop"])]
    near = [item["distanceKm"] for item in equals]
    assert len(near) == 3
    assert near == sorted(near)
    assert set(names(answer["results"])) - set(names(serving)) == {"onbekend"}


def test_each_result_says_what_a_parent_must_know(town: Instance) -> None:
    found = one(ask(town)["results"], "dichtbij")
    assert found["distanceKm"] == 0.0
    assert (found["phone"], found["laws"], found["assuredDate"]) == ("030 123 4567", ["zvw"], "2026-10-01")
    assert (found["minimumAge"], found["maximumAge"]) == (0.0, 18.0)
    assert found["organization"]["name"] == "Org dichtbij"
    assert {reason["code"] for reason in found["reasons"]} >= {"serves-postcode", "near", "text", "age"}
    assert found["reasons"][0]["text"] == "Werkt in de gemeente Utrecht"


def test_a_service_without_an_address_is_found_by_its_area_alone(town: Instance) -> None:
    found = one(ask(town)["results"], "thuis")
    assert (found["servesPostcode"], found["location"], found["distanceKm"]) == (True, None, None)
    assert one(ask(town, radiusKm=1)["results"], "thuis")["servesPostcode"] is True
    assert "thuis" not in names(ask(town, postcode="9712")["results"])


def test_a_national_service_always_serves(town: Instance) -> None:
    for postcode in ("3511", "4331", "9999", "6211"):
        assert one(ask(town, postcode=postcode)["results"], "landelijk")["servesPostcode"] is True


def test_an_unknown_area_is_no_refusal(town: Instance) -> None:
    found = one(ask(town)["results"], "onbekend")
    assert found["servesPostcode"] is None
    assert "serves-postcode" not in {reason["code"] for reason in found["reasons"]}
    assert "ver zonder gebied" not in names(ask(town)["results"])
    assert one(ask(town, radiusKm=200)["results"], "ver zonder gebied")["servesPostcode"] is None


def test_what_does_not_fit_stands_apart_with_what_it_misses(town: Instance) -> None:
    answer = ask(town)
    missed = {
        name: [miss["code"] for miss in item["misses"]]
        for name, item in zip(names(answer["nearMisses"]), answer["nearMisses"], strict=True)
    }
    assert missed["buren"] == ["area"]
    assert missed["baby's"] == ["age"]
    assert missed["dicht"] == ["closed"]
    assert not set(missed) & set(names(answer["results"]))
    assert one(answer["nearMisses"], "buren")["misses"][0]["text"] == "Werkt niet in Utrecht"
    assert one(answer["nearMisses"], "dicht")["alert"] == "Verbouwing"


def test_what_is_gone_is_nowhere(town: Instance) -> None:
    answer = ask(town, radiusKm=200, limit=100)
    assert "opgeheven" not in names(answer["results"] + answer["nearMisses"])


def test_several_locations_are_one_result_with_the_nearest(town: Instance) -> None:
    for postcode, nearest in (("3511", "3521"), ("1011", "1011"), ("3561", "3561")):
        found = [item for item in ask(town, postcode=postcode, radiusKm=100)["results"] if "drie" in item["title"]]
        found = found or [item for item in ask(town, postcode=postcode)["nearMisses"] if "drie" in item["title"]]
        assert len(found) == 1
        assert found[0]["location"]["postcode"] == nearest
        assert found[0]["location"]["otherLocations"] == 2


def test_a_waiting_list_is_told(town: Instance) -> None:
    assert one(ask(town)["results"], "wachtlijst")["waitingTime"] == {"weeks": 28, "asOf": "2026-10-01"}


@pytest.mark.parametrize(("age", "fits"), [(0, True), (3.99, True), (4, False), (17.99, False), (18, False)])
def test_an_age_ends_at_the_birthday(town: Instance, age: float, fits: bool) -> None:
    assert ("baby's" in names(ask(town, age=age)["results"])) is fits


def test_at_eighteen_everything_for_children_is_a_near_miss(town: Instance) -> None:
    answer = ask(town, age=18)
    assert answer["results"] == []
    assert answer["nearMisses"]
    assert all("age" in [miss["code"] for miss in item["misses"]] for item in answer["nearMisses"])
    assert answer["fallback"]["text"]
    assert one(ask(town, age=17.99)["results"], "dichtbij")


def test_words_for_a_place_and_an_age_are_understood(town: Instance) -> None:
    answer = town.search(q="beademing voor een peuter in Utrecht", kind="service")
    assert {item["as"] for item in answer["query"]["interpreted"]} >= {"place", "age"}
    assert answer["query"]["place"]["name"] == "Utrecht"
    assert answer["results"][0]["servesPostcode"] is True
    plain = town.search(q="beademing voor een peuter in Utrecht", kind="service", interpret="false")
    assert plain["query"]["interpreted"] == []
    assert plain["query"]["place"] is None


def test_the_same_question_with_a_full_postcode_goes_by_post(town: Instance) -> None:
    response = town.post_search(q="beademing", postcode="3511 AB", age=4, kind=["service"])
    assert response.status_code == 200
    assert names(response.json["results"]) == names(ask(town)["results"])
    assert response.json["query"]["place"]["postcode"] == "3511AB"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Link" not in response.headers


def test_the_answer_is_in_the_language_of_the_reader(town: Instance) -> None:
    answer = town.read("/search", headers={"Accept-Language": "en"}, q="beademing", postcode="3511", kind="service")
    texts = {reason["text"] for reason in one(answer["results"], "dichtbij")["reasons"]}
    assert not texts & {"Werkt in de gemeente Utrecht"}
    assert one(answer["nearMisses"], "buren")["misses"][0]["text"] != "Werkt niet in Utrecht"


def test_the_starter_content_answers_the_question_of_the_readme(starter: Instance) -> None:
    answer = starter.search(q="beademing", postcode="3511", age=4)
    services = [item for item in answer["results"] if item["kind"] == "service"]
    assert services
    for item in services:
        assert item["servesPostcode"] is True
        assert item["phone"]
        assert item["laws"]
        assert item["assuredDate"]
        assert (item["minimumAge"] or 0) <= 4 < (item["maximumAge"] or 99)
        assert {"serves-postcode", "text", "age"} <= {reason["code"] for reason in item["reasons"]}
    assert answer["query"]["place"]["municipality"] == {"code": "GM0344", "name": "Utrecht"}
