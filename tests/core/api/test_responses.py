"""What every good answer has: a mark, a version, a language, and how long it may be kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.api.responses import etag_for, json_bytes, page_body, utc_text
from core.i18n import force_language

HOUSE = "/api/v1/houses/00000000-0000-0000-0000-000000000003"
GOOD = ["/api/v1/houses", HOUSE, "/api/v1/openapi.json", "/api/v1/docs"]


@pytest.mark.parametrize("path", GOOD)
def test_an_answer_carries_what_clients_count_on(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["API-Version"] == "1.0.0"
    assert headers["ETag"].startswith('"')
    assert headers["Cache-Control"] == "public, no-cache"
    assert headers["Content-Language"] == "nl"
    assert "Accept-Language" in headers["Vary"]
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", GOOD)
@pytest.mark.parametrize("template", ["{}", "W/{}", '"other", {}', "*"])
def test_a_client_that_has_the_answer_gets_a_304(client: FlaskClient, path: str, template: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": template.format(first.headers["ETag"])})
    assert again.status_code == 304
    assert again.data == b""
    assert "Content-Type" not in again.headers
    for name in ("ETag", "Cache-Control", "Vary", "API-Version"):
        assert again.headers[name] == first.headers[name]


def test_another_mark_gets_the_answer(client: FlaskClient) -> None:
    assert client.get(HOUSE, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_language_has_its_own_mark(client: FlaskClient) -> None:
    marks = {client.get("/api/v1/houses", headers={"Accept-Language": code}).headers["ETag"] for code in ("nl", "en")}
    assert len(marks) == 2


def test_each_form_has_its_own_mark_and_says_so(client: FlaskClient) -> None:
    plain = client.get("/api/v1/houses")
    geo = client.get("/api/v1/houses", headers={"Accept": "application/geo+json, application/json;q=0.1"})
    assert geo.content_type == "application/geo+json"
    assert plain.headers["ETag"] != geo.headers["ETag"]
    assert "Accept" in [part.strip() for part in plain.headers["Vary"].split(",")]


@pytest.mark.parametrize(
    "accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", "application/*", "application/json"]
)
def test_a_browser_gets_json(client: FlaskClient, accept: str) -> None:
    assert client.get("/api/v1/houses", headers={"Accept": accept}).content_type == "application/json"


def test_the_answer_to_a_post_is_never_stored(client: FlaskClient) -> None:
    response = client.post("/api/v1/_search", json={"name": "a", "postcode": "3511AB"}, headers={"If-None-Match": "*"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["ETag"]


@pytest.mark.parametrize("path", GOOD)
def test_head_tells_what_get_would(client: FlaskClient, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert head.status_code == 200
    assert head.data == b""
    for name in ("ETag", "Content-Length", "Content-Type", "API-Version"):
        assert head.headers[name] == get.headers[name]


def test_the_mark_follows_from_the_key_path_and_language(app: Flask) -> None:
    with app.test_request_context("/a"):
        assert etag_for(1, "x") == etag_for(1, "x")
        assert etag_for(1, "x") != etag_for(2, "x")
        with force_language("en"):
            english = etag_for(1, "x")
        assert english != etag_for(1, "x")
        here = etag_for(1, "x")
    with app.test_request_context("/b"):
        assert etag_for(1, "x") != here


def test_times_are_told_in_utc() -> None:
    moment = datetime(2026, 11, 22, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    assert utc_text(moment) == "2026-11-22T09:30:00Z"
    assert json_bytes({"at": moment, "on": date(2026, 1, 2)}) == b'{"at":"2026-11-22T09:30:00Z","on":"2026-01-02"}'
    assert utc_text(datetime(2026, 1, 1, microsecond=5000, tzinfo=UTC)) == "2026-01-01T00:00:00.005Z"


def test_a_time_without_a_zone_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="zone"):
        utc_text(datetime(2026, 1, 1))  # noqa: DTZ001  # a time without a zone is the point


def test_ready_made_items_are_joined_unchanged() -> None:
    assert page_body(2, 1, 20, "houses", [b'{"a":1}', b'{"b":"\xc3\xa9"}']) == (
        b'{"total":2,"page":1,"limit":20,"houses":[{"a":1},{"b":"\xc3\xa9"}]}'
    )
    assert page_body(0, 3, 20, "houses", []) == b'{"total":0,"page":3,"limit":20,"houses":[]}'
