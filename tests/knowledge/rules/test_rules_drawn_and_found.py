"""Routes and flows as data, as a drawing, and in the one search."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.instances import Instance

SVG = {"Accept": "image/svg+xml"}
NAMESPACE = "{http://www.w3.org/2000/svg}"


def test_a_route_is_data_with_its_steps_ways_and_sources(starter: Instance) -> None:
    route = starter.read("/escalation-routes/escalatieroute")
    assert [step["code"] for step in route["steps"]] == ["a1", "a2", "b", "c"]
    assert {way["law"]["code"] for way in route["regularWays"]} == {law["code"] for law in route["laws"]}
    assert all(step["sources"] or step["articles"] for step in route["steps"])
    assert route["assuredDate"] == "2026-11-22"
    assert route["fallback"]["asOf"] == "2021-06-15"
    assert "definition" not in route
    listed = starter.read("/escalation-routes")
    assert [item["slug"] for item in listed["escalationRoutes"]] == ["escalatieroute"]
    assert listed["escalationRoutes"][0]["pageUrl"] == "/escalatie"


@pytest.mark.parametrize("path", ["/escalation-routes/escalatieroute", "/decision-flows/wie-betaalt"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_drawing_is_svg_without_script_and_says_in_words_what_it_shows(
    starter: Instance, path: str, language: str
) -> None:
    response = starter.get(path, headers={**SVG, "Accept-Language": language})
    assert response.status_code == 200
    assert response.mimetype == "image/svg+xml"
    assert response.headers["Content-Language"] == language
    assert "Accept" in response.headers["Vary"].split(", ")
    root = ElementTree.fromstring(response.data)  # noqa: S314 - our own answer
    tags = {element.tag.removeprefix(NAMESPACE) for element in root.iter()}
    assert root.tag == f"{NAMESPACE}svg"
    assert not tags & {"script", "foreignObject", "style", "image", "use", "a"}
    names = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in names if name.lower().startswith("on") or name.endswith("href")}
    title, description = root.find(f"{NAMESPACE}title"), root.find(f"{NAMESPACE}desc")
    assert title is not None
    assert title.text
    assert description is not None
    assert len(description.text or "") > 40


def test_a_form_that_is_not_there_is_refused_with_those_that_are(starter: Instance) -> None:
    response = starter.get("/escalation-routes/escalatieroute", headers={"Accept": "application/pdf"})
    assert response.status_code == 406
    assert response.get_json()["errors"][0]["allowed"] == ["application/json", "image/svg+xml"]


@pytest.mark.parametrize(
    ("words", "slug"),
    [("escalatieroute", "escalatieroute"), ("wie betaalt", "wie-betaalt"), ("de zorg loopt vast", "escalatieroute")],
)
def test_routes_and_flows_are_found_in_the_one_search(starter: Instance, words: str, slug: str) -> None:
    starter.catch_up()
    first = starter.search(q=words)["results"][0]
    assert first["slug"] == slug
    assert first["pageUrl"] in ("/escalatie", "/wie-betaalt")
    assert starter.client.get(first["url"]).status_code == 200


def test_a_law_narrows_the_search_to_the_rules_about_it(starter: Instance) -> None:
    starter.catch_up()
    found = starter.search(kind=["escalation-route", "decision-flow"], law="wlz")
    assert {result["slug"] for result in found["results"]} == {"escalatieroute", "wie-betaalt"}
