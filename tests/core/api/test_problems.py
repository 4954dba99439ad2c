"""Every error is a problem that a client can act upon."""

from __future__ import annotations

from typing import Any

import pytest
from example_app import HouseLost
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.api.problems import register_problem


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem in an answer, after checking what every problem has."""
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = response.get_json()
    assert {"type", "title", "status", "detail", "errors", "requestId"} <= set(body)
    assert "instance" not in body
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["requestId"] == response.headers["X-Request-Id"]
    assert response.headers["API-Version"] == "1.0.0"
    assert response.headers["Cache-Control"] == "no-store"
    return body


def test_what_is_not_there_is_a_404_problem(client: FlaskClient) -> None:
    body = problem(client.get("/api/v1/nothing"), 404)
    assert body["type"] == "/api/v1/docs#problem-not-found"


def test_a_wrong_method_is_told_which_ones_work(client: FlaskClient) -> None:
    response = client.delete("/api/v1/houses")
    body = problem(response, 405)
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert body["allowed"] == ["GET", "HEAD", "OPTIONS"]
    assert "GET, HEAD, OPTIONS" in body["detail"]


def test_a_body_that_is_not_json_is_a_415(client: FlaskClient) -> None:
    response = client.post("/api/v1/_search", data="name=x", content_type="text/plain")
    body = problem(response, 415)
    assert body["errors"][0]["allowed"] == ["application/json"]
    assert response.headers["Accept"] == "application/json"


def test_a_compressed_body_is_a_415(client: FlaskClient) -> None:
    response = client.post("/api/v1/_search", json={"name": "x"}, headers={"Content-Encoding": "gzip"})
    problem(response, 415)


def test_a_huge_body_is_a_413_that_names_the_limit(client: FlaskClient) -> None:
    response = client.post("/api/v1/_search", data=b'"' + b"x" * 1_000_001 + b'"', content_type="application/json")
    assert "1000000" in problem(response, 413)["detail"]


def test_a_form_we_do_not_have_is_a_406_that_names_those_we_do(client: FlaskClient) -> None:
    body = problem(client.get("/api/v1/houses", headers={"Accept": "image/png"}), 406)
    assert body["errors"][0]["allowed"] == ["application/json", "application/geo+json"]


def test_an_exception_of_a_room_becomes_its_own_problem(client: FlaskClient) -> None:
    body = problem(client.get("/api/v1/broken/lost"), 404)
    assert body["type"].endswith("#problem-house-lost")
    assert body["title"] == "Dit huis is er niet"
    assert body["detail"] == "Huis 7 staat er niet."
    assert body["number"] == 7


def test_a_subclass_shares_the_line_of_its_parent(client: FlaskClient) -> None:
    assert problem(client.get("/api/v1/broken/burnt"), 404)["detail"] == "Huis 8 staat er niet."


def test_a_class_has_one_line_in_the_table() -> None:
    with pytest.raises(ValueError, match="HouseLost already"):
        register_problem(HouseLost, 410, code="house-gone", title="Weg")


def test_a_code_stands_for_one_status() -> None:
    with pytest.raises(ValueError, match="status 404, not 410"):
        register_problem(KeyError, 410, code="house-lost", title="Weg")


def test_a_stale_edit_names_both_versions(client: FlaskClient) -> None:
    body = problem(client.get("/api/v1/broken/stale"), 412)
    assert (body["yourVersion"], body["currentVersion"]) == (3, 4)


@pytest.mark.parametrize(("name", "status", "seconds"), [("often", 429, "30"), ("down", 503, "2")])
def test_who_must_wait_is_told_how_long(client: FlaskClient, name: str, status: int, seconds: str) -> None:
    response = client.get(f"/api/v1/broken/{name}")
    problem(response, status)
    assert response.headers["Retry-After"] == seconds


def test_what_nobody_foresaw_is_a_500_that_tells_nothing(client: FlaskClient) -> None:
    response = client.get("/api/v1/broken/3511AB")
    problem(response, 500)
    assert "3511" not in response.text
    assert "ValueError" not in response.text
    assert "Traceback" not in response.text


def test_problems_speak_the_language_of_the_reader(client: FlaskClient) -> None:
    english = client.get("/api/v1/nothing", headers={"Accept-Language": "en-GB,nl;q=0.5"})
    assert problem(english, 404)["title"] == "Not found"
    assert english.headers["Content-Language"] == "en"
    dutch = client.get("/api/v1/nothing", headers={"Accept-Language": "de"})
    assert problem(dutch, 404)["title"] == "Niet gevonden"
    assert dutch.headers["Content-Language"] == "nl"
