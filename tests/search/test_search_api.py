"""Search, the lists and suggestions over HTTP: pages, filters, maps, and every way to ask badly."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.instances import Instance


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem in an answer, in the shape that every problem has."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    assert response.headers["API-Version"]
    assert response.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = json.loads(response.data)
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def faults(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The faults of a problem by the member they are in."""
    return {error["name"].partition(".")[0]: error for error in body["errors"]}


def test_pages_hold_everything_once(starter: Instance) -> None:
    whole, page = [], 1
    while True:
        answer = starter.read("/services", page=page, limit=50)
        assert (answer["page"], answer["limit"]) == (page, 50)
        whole += [item["id"] for item in answer["services"]]
        if len(answer["services"]) < 50:
            break
        page += 1
    assert len(whole) == len(set(whole)) == answer["total"]
    assert starter.read("/services", page=10**9)["services"] == []


def test_links_lead_to_the_pages_around(starter: Instance) -> None:
    response = starter.get("/search", q="zorg", page=2, limit=10)
    links = re.findall(r'<([^>]+)>; rel="(\w+)"', response.headers["Link"])
    by_relation = {relation: url for url, relation in links}
    assert set(by_relation) == {"first", "prev", "next", "last"}
    assert json.loads(starter.client.get(by_relation["next"]).data)["page"] == 3
    assert json.loads(starter.client.get(by_relation["last"]).data)["results"]


FILTERS: dict[str, tuple[dict[str, Any], str, Any]] = {
    "care type": ({"careType": "nachtzorg"}, "careTypes", "nachtzorg"),
    "law": ({"law": "wlz"}, "laws", "wlz"),
    "domain": ({"domain": "safety"}, "domains", "safety"),
    "delivery": ({"delivery": "overnight"}, "delivery", "overnight"),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_keeps_only_what_has_the_value(starter: Instance, name: str) -> None:
    query, member, value = FILTERS[name]
    answer = starter.read("/services", limit=100, **query)
    assert 0 < answer["total"] < starter.read("/services")["total"]
    assert all(value in item[member] for item in answer["services"])


def test_values_of_one_filter_add_up(starter: Instance) -> None:
    both = starter.read("/services", limit=100, law=["wlz", "education"])["services"]
    assert {law for item in both for law in item["laws"]} >= {"wlz", "education"}
    assert all({"wlz", "education"} & set(item["laws"]) for item in both)


def test_a_region_keeps_what_works_there(starter: Instance) -> None:
    found = starter.read("/services", region="PV20", limit=100)
    assert 0 < found["total"] < starter.read("/services")["total"]


def test_sorted_by_name_and_by_distance(starter: Instance) -> None:
    names = [item["title"].casefold() for item in starter.read("/services", sort="name", limit=100)["services"]]
    assert [name[:1] for name in names] == sorted(name[:1] for name in names)
    found = starter.read("/services", sort="distance", postcode="3511", limit=100)["services"]
    known = [item["distanceKm"] for item in found if item["distanceKm"] is not None]
    assert known == sorted(known)


def test_a_list_is_a_map_on_request(starter: Instance) -> None:
    response = starter.get("/services", headers={"Accept": "application/geo+json"}, bbox="4.9,52.0,5.3,52.2", limit=100)
    assert response.mimetype == "application/geo+json"
    body = json.loads(response.data)
    assert body["type"] == "FeatureCollection"
    assert body["total"] == len(body["features"]) > 0
    for feature in body["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 4.9 <= longitude <= 5.3
        assert 52.0 <= latitude <= 52.2
        assert feature["id"] == feature["properties"]["id"]
    organizations = starter.get("/organizations", headers={"Accept": "application/geo+json"}, bbox="4.9,52.0,5.3,52.2")
    assert json.loads(organizations.data)["features"]


def test_what_has_no_address_has_no_point_on_the_map(starter: Instance) -> None:
    response = starter.get("/services", headers={"Accept": "application/geo+json"}, limit=100)
    assert any(feature["geometry"] is None for feature in json.loads(response.data)["features"])


def test_a_list_that_did_not_change_is_not_sent_again(starter: Instance) -> None:
    for path, query in (("/search", {"q": "beademing"}), ("/services", {}), ("/organizations", {"law": "wlz"})):
        response = starter.get(path, **query)
        again = starter.get(path, headers={"If-None-Match": response.headers["ETag"]}, **query)
        assert (again.status_code, again.data) == (304, b"")


def test_facets_have_words_and_only_what_can_be_chosen(starter: Instance) -> None:
    dutch = starter.search(q="zorg")["facets"]
    english = starter.read("/search", headers={"Accept-Language": "en"}, q="zorg")["facets"]
    assert {"kind", "careType", "law", "domain", "delivery"} <= set(dutch)
    for name, items in dutch.items():
        for item, translated in zip(items, english[name], strict=True):
            assert item["label"]
            assert item["value"] == translated["value"]
            assert starter.get("/search", q="zorg", **{name: item["value"]}).status_code == 200, (name, item)
    assert {item["value"]: item["label"] for item in dutch["law"]}["wlz"] == "Wet langdurige zorg (Wlz)"
    assert {item["label"] for item in dutch["language"]} & {"Nederlands", "Engels"}


def test_four_digits_in_the_words_are_a_place(starter: Instance) -> None:
    for text in ("3511", "beademing 3511"):
        query = starter.search(q=text)["query"]
        assert query["interpreted"] == [{"text": "3511", "as": "place", "value": "3511"}]
        assert (query["place"]["postcode"], query["dropped"]) == ("3511", [])
    assert starter.search(q="beademing 1999")["query"]["place"] is None


def test_explain_shows_how_a_score_is_made(starter: Instance) -> None:
    for item in starter.search(q="beademing nacht", explain="true")["results"]:
        assert item["explanation"]
        assert sum(part["score"] for part in item["explanation"]) == pytest.approx(item["score"], rel=1e-4)
    assert all("explanation" not in item for item in starter.search(q="beademing")["results"])


def test_nothing_found_is_never_the_end(starter: Instance) -> None:
    answer = starter.search(
        q="beademing", kind="service", postcode="3511", radiusKm=1, careType="vervoer", law="education"
    )
    assert answer["total"] == 0
    assert answer["fallback"]["text"]
    assert "juiste-loket" in answer["fallback"]["desk"]["deskTypes"]


def test_suggestions_complete_places_care_and_titles(starter: Instance) -> None:
    for typed, kind in (("utre", "place"), ("kinderth", "care-type"), ("prinses", "service")):
        found = starter.read("/suggestions", q=typed)["suggestions"]
        assert 0 < len(found) <= 8
        assert kind in {item["kind"] for item in found}, (typed, found)


BAD_GETS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "an unknown postcode": ({"postcode": "1999"}, {"postcode": "bestaat niet"}),
    "a box": ({"postcode": "3500"}, {"postcode": "postbussen"}),
    "no postcode": ({"postcode": "abc"}, {"postcode": "Geef de vier cijfers"}),
    "a full postcode": ({"postcode": "3511AB"}, {"postcode": "POST /api/v1/_search"}),
    "a full postcode in the words": ({"q": "logeren 3511 ab"}, {"q": "POST /api/v1/_search"}),
    "a full postcode in a sentence": ({"q": "wij wonen op 3511AB, help"}, {"q": "POST /api/v1/_search"}),
    "a radius of nothing": ({"postcode": "3511", "radiusKm": "0"}, {"radiusKm": "1"}),
    "a radius beyond the country": ({"postcode": "3511", "radiusKm": "10000"}, {"radiusKm": "200"}),
    "a radius around nowhere": ({"radiusKm": "10"}, {"radiusKm": "postcode"}),
    "a distance from nowhere": ({"sort": "distance"}, {"sort": "postcode"}),
    "an age before birth": ({"age": "-1"}, {"age": "0"}),
    "an age in words": ({"age": "vier"}, {"age": ""}),
    "an age of everything": ({"age": "NaN"}, {"age": ""}),
    "a long text": ({"q": "x" * 300}, {"q": "200"}),
    "an unknown kind": ({"kind": "organisatie"}, {"kind": "service"}),
    "an unknown law": ({"law": "awbz"}, {"law": "zvw"}),
    "an unknown care type": ({"careType": "tovenarij"}, {"careType": "nachtzorg"}),
    "an unknown region": ({"region": "XX99"}, {"region": "NIK-UTRECHT"}),
    "an unknown order": ({"sort": "goedkoop"}, {"sort": "distance"}),
    "a page before the first": ({"page": "0"}, {"page": "1"}),
    "a page beyond all": ({"page": "10000000000"}, {"page": "1"}),
    "half a page": ({"page": "1.5"}, {"page": ""}),
    "no results": ({"limit": "0"}, {"limit": "100"}),
    "too many results": ({"limit": "101"}, {"limit": "100"}),
    "a member nobody knows": ({"straal": "5", "leeftijd": "4"}, {"straal": "", "leeftijd": ""}),
    "a member twice": ({"postcode": ["3511", "1011"]}, {"postcode": "één keer"}),
    "a box of the map inside out": ({"bbox": "5.3,52.2,4.9,52.0"}, {"bbox": "west"}),
    "half a box": ({"bbox": "5,52"}, {"bbox": "west"}),
    "a box of nothing": ({"bbox": "nan,nan,nan,nan"}, {"bbox": "west"}),
    "maybe": ({"interpret": "misschien", "explain": "1"}, {"interpret": "", "explain": ""}),
    "everything at once": (
        {"postcode": "0000", "radiusKm": "x", "age": "200", "law": "a", "limit": "-1", "wat": "dan"},
        {"radiusKm": "", "age": "", "law": "", "limit": "", "wat": ""},
    ),
}


@pytest.mark.parametrize("case", BAD_GETS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_bad_question_is_told_every_fault_and_what_is_allowed(starter: Instance, case: str, language: str) -> None:
    query, wanted = BAD_GETS[case]
    response = starter.get("/search", headers={"Accept-Language": language}, **query)
    body = problem(response, 400)
    assert response.headers["Content-Language"] == language
    found = faults(body)
    assert set(found) == set(wanted)
    for name, hint in wanted.items():
        assert found[name]["in"] == "query"
        assert found[name]["detail"]
        if language == "nl":
            assert hint in json.dumps(found[name], ensure_ascii=False)


def test_faults_are_worded_in_english_too(starter: Instance) -> None:
    for query in ({"postcode": "1999"}, {"age": "-1"}, {"q": "3511AB"}, {"sort": "x"}, {"x": "y"}):
        dutch, english = (
            problem(starter.get("/search", headers={"Accept-Language": language}, **query), 400)
            for language in ("nl", "en")
        )
        assert dutch["title"] != english["title"]
        assert dutch["errors"][0]["detail"] != english["errors"][0]["detail"]


@pytest.mark.parametrize("path", ["/services", "/organizations"])
def test_lists_refuse_what_search_refuses(starter: Instance, path: str) -> None:
    body = problem(starter.get(path, q="x", age="-1", postcode="3511", radiusKm="0"), 400)
    assert set(faults(body)) == {"q", "age", "radiusKm"}
    assert set(faults(problem(starter.get(path, postcode="3511AB"), 400))) == {"postcode"}
    problem(starter.get(path, headers={"Accept": "application/xml"}), 406)


WILD = [
    "*", "*e*", "?" * 200, "(" * 200, '"' * 199, "a" * 200, "a " * 100, "NOT NOT NOT", "x OR y AND", "kind:service",
    "\\", "-", "--", "-zorg", '"zorg voor', "%", "';--", "<script>", "🧸", "ß", "İ", "\u202e", "ſ", "１２３",
    "9" * 200, "3511", "0 jaar", "a*b?c~d^e", "[a TO z]", "kinder" * 30, "zorg " * 40, "é" * 200, "\u0301" * 200,
]  # fmt: skip


@pytest.mark.parametrize("text", WILD)
def test_no_text_is_too_wild_or_slow(starter: Instance, text: str) -> None:
    for path, query in (("/search", {"q": text[:200]}), ("/suggestions", {"q": text[:200]})):
        response = starter.get(path, **query)
        assert response.status_code in {200, 400}, response.text
    assert starter.post_search(q=text[:200], postcode="3511AB", age=4).status_code in {200, 400}


BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "broken": (b'{"q": "a"', 400),
    "a list": (b"[]", 400),
    "a number": (b"1", 400),
    "null": (b"null", 400),
    "not UTF-8": (b'{"q": "\xff"}', 400),
    "half a character": (b'{"q": "\\ud800"}', 400),
    "NUL": (b'{"q": "a\\u0000b"}', 400),
    "NaN": (b'{"age": NaN}', 400),
    "a member twice": (b'{"q": "a", "q": "b"}', 400),
    "too deep": (b'{"q":' + b"[" * 50_000 + b"]" * 50_000 + b"}", 400),
    "an endless number": (b'{"age": ' + b"9" * 5000 + b"}", 400),
    "too large": (b'{"q": "' + b"x" * 2_000_000 + b'"}', 413),
    "a word for a list": (b'{"law": "zvw"}', 400),
    "an unknown member": (b'{"vraag": "x"}', 400),
    "a box": (b'{"postcode": "3500 AA"}', 400),
    "a postcode as a number": (b'{"postcode": 3511}', 400),
}


@pytest.mark.parametrize("case", BODIES)
def test_a_bad_body_is_refused(starter: Instance, case: str) -> None:
    content, status = BODIES[case]
    response = starter.client.post("/api/v1/_search", data=content, content_type="application/json")
    problem(response, status)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_content_type_is_refused(starter: Instance, kind: str) -> None:
    response = starter.client.post("/api/v1/_search", data=b'{"q": "a"}', content_type=kind)
    assert "application/json" in json.dumps(problem(response, 415)["errors"])


def test_a_full_postcode_in_the_body_may_stand_in_the_words_too(starter: Instance) -> None:
    assert starter.post_search(q="logeren 3511 AB").status_code == 200


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [
        ("/search", "post", {"GET", "HEAD", "OPTIONS"}),
        ("/search", "delete", {"GET", "HEAD", "OPTIONS"}),
        ("/_search", "get", {"POST", "OPTIONS"}),
        ("/services", "put", {"GET", "HEAD", "OPTIONS"}),
        ("/suggestions", "patch", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_another_method_is_told_which_there_are(starter: Instance, path: str, method: str, allowed: set[str]) -> None:
    response = getattr(starter.client, method)(f"/api/v1{path}")
    body = problem(response, 405)
    assert set(response.headers["Allow"].split(", ")) == allowed
    assert set(body["allowed"]) == allowed


@pytest.mark.parametrize("path", ["/search/", "/Search", "/zoeken", "//search", "/services/", "/_search/"])
def test_another_address_is_not_there(starter: Instance, path: str) -> None:
    problem(starter.get(path), 404)


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "x" * 201}, {"q": "utr", "limit": "3"}, {"q": "3511AB"}])
def test_suggestions_refuse_what_they_cannot_complete(starter: Instance, query: dict[str, str]) -> None:
    assert problem(starter.get("/suggestions", **query), 400)["errors"]
