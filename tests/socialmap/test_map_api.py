"""Single entries of the map over HTTP: services, organizations, locations, words, postcodes, regions, changes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.instances import Instance


@pytest.fixture(scope="module")
def with_places(starter: Instance) -> dict[str, Any]:
    """A service with several locations."""
    found = starter.read("/services", limit=100, careType="logeeropvang")["services"]
    return next(item for item in found if (item["location"] or {}).get("otherLocations", 0) > 0)


def problem(instance: Instance, path: str, **query: Any) -> dict[str, Any]:
    """A problem with its status."""
    response = instance.get(path, **query)
    assert response.mimetype == "application/problem+json", response.text
    body: dict[str, Any] = json.loads(response.data)
    assert body["status"] == response.status_code
    return body


def test_a_service_is_found_by_id_and_by_slug(starter: Instance, with_places: dict[str, Any]) -> None:
    service = starter.read(f"/services/{with_places['id']}")
    assert starter.read(f"/services/{service['slug']}") == service
    assert service["name"] == with_places["title"]
    assert len(service["locations"]) == with_places["location"]["otherLocations"] + 1
    assert all(area["name"] and area["kind"] for area in service["serviceAreas"])
    assert service["organization"]["name"] == starter.read(f"/organizations/{service['organization']['id']}")["name"]


def test_its_texts_are_in_the_language_of_the_reader(starter: Instance, with_places: dict[str, Any]) -> None:
    path = f"/services/{with_places['id']}"
    response = starter.get(path, headers={"Accept-Language": "en"})
    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" in response.headers["Vary"]
    assert json.loads(response.data)["name"].startswith("Example: ")
    assert starter.read(path, headers={"Accept-Language": "fr"})["name"].startswith("Voorbeeld: ")


@pytest.mark.parametrize("collection", ["services", "locations"])
def test_an_entry_is_geojson_on_request(starter: Instance, with_places: dict[str, Any], collection: str) -> None:
    key = with_places["id"] if collection == "services" else with_places["location"]["id"]
    response = starter.get(f"/{collection}/{key}", headers={"Accept": "application/geo+json"})
    assert response.mimetype == "application/geo+json"
    assert "Accept" in response.headers["Vary"]
    body = json.loads(response.data)
    assert body["type"] == "FeatureCollection"
    for feature in body["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 3 < longitude < 8
        assert 50 < latitude < 54
    plain = starter.get(f"/{collection}/{key}")
    assert plain.headers["ETag"] != response.headers["ETag"]


def test_another_form_than_we_have_is_refused(starter: Instance, with_places: dict[str, Any]) -> None:
    response = starter.get(f"/services/{with_places['id']}", headers={"Accept": "text/csv"})
    assert response.status_code == 406
    assert "application/geo+json" in response.text


def test_what_did_not_change_is_not_sent_again(starter: Instance, with_places: dict[str, Any]) -> None:
    service = starter.read(f"/services/{with_places['id']}")
    for path in (
        f"/services/{with_places['id']}",
        f"/organizations/{service['organization']['id']}",
        f"/locations/{with_places['location']['id']}",
        "/postcodes/3511",
        "/taxonomies",
        "/taxonomies/laws/terms",
        "/regions",
        "/regions/NIK-UTRECHT",
        "/changes",
    ):
        response = starter.get(path)
        again = starter.get(path, headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), path
        english = starter.get(path, headers={"If-None-Match": response.headers["ETag"], "Accept-Language": "en"})
        assert english.status_code == 200, path


@pytest.mark.parametrize(
    "path",
    [
        "/services/none",
        "/organizations/none",
        "/locations/none",
        "/taxonomies/none/terms",
        "/regions/NIK-NERGENS",
        f"/services/{'x' * 5000}",
        "/services/%00x",
        "/services/%F0%9F%A7%B8",
        "/services/1%20OR%201=1",
    ],
)
def test_what_is_not_there_is_a_404_or_400_that_helps(starter: Instance, path: str) -> None:
    body = problem(starter, path)
    assert body["status"] in {400, 404}
    assert body["detail"]


def test_an_organization_tells_what_it_offers_and_where(starter: Instance, with_places: dict[str, Any]) -> None:
    organization = starter.read(f"/organizations/{with_places['organization']['id']}")
    assert with_places["id"] in {item["id"] for item in organization["services"]}
    for location in organization["locations"]:
        whole = starter.read(f"/locations/{location['id']}")
        assert whole["city"] == location["city"]
        assert whole["organization"]["id"] == organization["id"]
        assert whole["services"]


def test_the_taxonomies_and_their_words(starter: Instance) -> None:
    body = starter.read("/taxonomies", headers={"Accept-Language": "en"})
    assert body["total"] == len(body["taxonomies"])
    for taxonomy in body["taxonomies"]:
        terms = json.loads(starter.client.get(taxonomy["url"]).data)
        assert terms["total"] == len(terms["terms"]) > 0
    assert {item["code"] for item in starter.read("/taxonomies/laws/terms")["terms"]} == {
        "zvw", "jeugdwet", "wlz", "wmo", "education",
    }  # fmt: skip


def test_a_postcode_tells_where_it_lies(starter: Instance) -> None:
    place = starter.read("/postcodes/3511")
    assert (place["name"], place["municipality"], place["province"]) == (
        "Utrecht",
        {"code": "GM0344", "name": "Utrecht"},
        {"code": "PV26", "name": "Utrecht"},
    )
    assert place["precision"] == "pc4"
    assert (round(place["latitude"]), round(place["longitude"])) == (52, 5)


@pytest.mark.parametrize(
    ("postcode", "status", "advice"),
    [
        ("1999", 404, "In de buurt liggen"),
        ("3500", 404, "postbussen in Utrecht"),
        ("3511AB", 400, "POST /api/v1/_search"),
        ("3511 ab", 400, "POST /api/v1/_search"),
        ("0123", 400, "geen postcode"),
        ("abc", 400, "geen postcode"),
        ("35111", 400, "geen postcode"),
        ("٣٥١١", 400, "geen postcode"),
    ],
)
def test_a_postcode_that_cannot_be_used_says_why(starter: Instance, postcode: str, status: int, advice: str) -> None:
    body = problem(starter, f"/postcodes/{postcode}")
    assert body["status"] == status
    assert advice in json.dumps(body, ensure_ascii=False)
    assert "3511AB" not in json.dumps(body).upper().replace(" ", "")


def test_the_areas_of_a_postcode(starter: Instance) -> None:
    regions = starter.read("/regions", postcode="3511")["regions"]
    assert [(item["code"], item["kind"]) for item in regions] == [
        ("GM0344", "municipality"),
        ("NIK-UTRECHT", "nik"),
        ("PV26", "province"),
        ("NL", "country"),
    ]
    for item in regions:
        assert starter.read(f"/regions/{item['code']}")["name"] == item["name"]


@pytest.mark.parametrize(
    ("query", "faults"), [({"postcode": "1999"}, ["postcode"]), ({"q": "x", "kind": "y" * 50}, ["kind", "q"])]
)
def test_regions_name_every_fault(starter: Instance, query: dict[str, str], faults: list[str]) -> None:
    body = problem(starter, "/regions", **query)
    assert body["status"] == 400
    assert sorted(error["name"] for error in body["errors"]) == faults


def test_the_feed_gives_everything_once_in_order(starter: Instance) -> None:
    seen: list[dict[str, Any]] = []
    since, complete = 0, False
    while not complete:
        body = starter.read("/changes", since=since, limit=100)
        assert len(body["changes"]) <= 100
        seen += body["changes"]
        since, complete = body["nextSince"], body["complete"]
    assert [item["seq"] for item in seen] == sorted({item["seq"] for item in seen})
    assert len({item["id"] for item in seen}) == len(seen)
    assert {"service", "organization", "location", "taxonomy", "region"} <= {item["kind"] for item in seen}
    assert starter.read("/changes", since=since) == {"nextSince": since, "complete": True, "changes": []}
    assert seen[0]["publishedAt"].endswith("Z")


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ({"since": "-1"}, ["since"]),
        ({"since": "x", "limit": "0"}, ["limit", "since"]),
        ({"since": "1e3"}, ["since"]),
        ({"limit": "1001", "sinds": "1"}, ["limit", "sinds"]),
        ({"since": "9" * 30}, ["since"]),
    ],
)
def test_the_feed_names_every_fault(starter: Instance, query: dict[str, str], faults: list[str]) -> None:
    body = problem(starter, "/changes", **query)
    assert body["status"] == 400
    assert sorted(error["name"] for error in body["errors"]) == faults
