"""The OpenAPI document tells the truth about the API, and the page shows it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.api.api import ApiBlueprint
from core.api.problems import KINDS


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return found


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }


def test_the_document_says_whom_to_ask_and_where_it_is(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert set(document["info"]["contact"]) == {"name", "url", "email"}
    assert document["info"]["license"]["name"] == "EUPL-1.2"
    assert re.fullmatch(r"https://.*/api/v1", document["servers"][0]["url"])


def test_the_document_is_open_to_any_website(client: FlaskClient) -> None:
    response = client.get("/api/v1/openapi.json", headers={"Origin": "https://elders.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.content_type == "application/json"


def test_paths_are_relative_to_the_server(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {"/houses", "/houses/{house_id}", "/_search", "/broken/{name}", "/openapi.json"}


def test_every_operation_tells_its_errors_and_its_version(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        responses = operation["responses"]
        assert {"400", "405", "500"} <= set(responses), name
        assert all("API-Version" in answer["headers"] for status, answer in responses.items() if status[0] == "2")
        assert operation["summary"]
        assert operation["tags"]
        assert ("404" in responses) == ("{" in name)
        assert ("415" in responses) == ("requestBody" in operation)
    assert "406" in operations(document)["get /houses"]["responses"]
    assert not any("x-problems" in operation for operation in operations(document).values())


def test_operations_are_named_after_their_views(document: dict[str, Any]) -> None:
    names = {operation["operationId"] for operation in operations(document).values()}
    assert names == {"listHouses", "getHouse", "searchHouses", "breakDown", "getOpenapi"}


def test_errors_are_documented_as_problems(document: dict[str, Any]) -> None:
    for response in document["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]
    schema = document["components"]["schemas"]["Problem"]
    assert {"type", "title", "status", "detail", "errors", "requestId"} == set(schema["properties"])


def test_bounds_and_choices_are_in_the_document(document: dict[str, Any]) -> None:
    parameters = {
        parameter["name"]: parameter
        for parameter in operations(document)["get /houses"]["parameters"]
        if "name" in parameter
    }
    assert (
        parameters["limit"]["schema"] | {"maximum": 100, "minimum": 1, "default": 20} == parameters["limit"]["schema"]
    )
    assert parameters["law"]["schema"]["items"]["enum"] == ["zvw", "wlz"]
    assert parameters["age"]["schema"]["type"] == "number"
    assert parameters["explain"]["schema"]["type"] == "boolean"


def test_two_operations_cannot_share_a_name(app: Flask) -> None:
    blp = ApiBlueprint("more", __name__)
    blp.add_url_rule("/more-houses", "list_houses", blp.response(200)(blp.doc(summary="Nog meer")(dict)))
    with pytest.raises(ValueError, match="listHouses"):
        app.extensions["flask-smorest"]["apis"][""]["ext_obj"].register_blueprint(blp)


def test_the_document_comes_in_english_too(client: FlaskClient) -> None:
    english = client.get("/api/v1/openapi.json", headers={"Accept-Language": "en"}).get_json()
    assert english["info"]["description"].startswith("Find care")
    assert client.get("/api/v1/openapi.json").get_json()["info"]["description"].startswith("Zoek zorg")


class _Page(HTMLParser):
    """Ids, links and everything a browser would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.fetched: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a" and str(found.get("href")).startswith("#"):
            self.anchors.append(str(found["href"])[1:])
        if tag in ("link", "script", "img", "iframe"):
            self.fetched.append(str(found.get("href") or found.get("src")))
        if tag in ("style", "script") or any(name == "style" or name.startswith("on") for name in found):
            self.inline.append(tag)


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_page_shows_every_operation_schema_and_problem(
    client: FlaskClient, document: dict[str, Any], code: str
) -> None:
    text = client.get(f"/api/v1/docs?lang={code}").text
    page = _Page(text)
    assert f'<html lang="{code}">' in text
    assert len(page.ids) == len(set(page.ids))
    assert {f"operation-{operation['operationId']}" for operation in operations(document).values()} <= set(page.ids)
    assert {f"schema-{name}" for name in document["components"]["schemas"]} <= set(page.ids)
    assert {f"problem-{kind}" for kind in KINDS} <= set(page.ids)
    assert set(page.anchors) <= set(page.ids)


def test_the_page_needs_nothing_from_elsewhere_and_nothing_inline(client: FlaskClient) -> None:
    response = client.get("/api/v1/docs")
    page = _Page(response.text)
    assert page.fetched == ["/api/v1/docs/assets/docs.css"]
    assert page.inline == []
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    sheet = client.get("/api/v1/docs/assets/docs.css", buffered=True)
    assert sheet.mimetype == "text/css"
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text


def test_the_examples_are_requests_one_can_paste(client: FlaskClient) -> None:
    text = client.get("/api/v1/docs").text
    assert "/api/v1/houses?page=1&amp;limit=20&amp;age=4&amp;law=zvw" in text
    assert "{&#34;name&#34;:&#34;Huis de Zon&#34;}" in text


def test_the_page_speaks_english_to_who_asks(client: FlaskClient) -> None:
    assert "Find care" in client.get("/api/v1/docs", headers={"Accept-Language": "en"}).text
    assert "Zoek zorg" in client.get("/api/v1/docs?lang=nl", headers={"Accept-Language": "en"}).text
