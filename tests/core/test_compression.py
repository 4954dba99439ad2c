"""Answers are compressed for who asks for it, and caches can tell the forms apart."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from core.compression import init_compression

LONG = "<p>" + "zorg in uw buurt " * 300


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("example", static_folder=None)
    init_compression(app)

    @app.get("/long")
    def long() -> Response:
        response = Response(LONG, mimetype="text/html")
        response.headers["ETag"] = '"abc"'
        return response

    @app.get("/short")
    def short() -> Response:
        return Response("<p>kort", mimetype="text/html")

    @app.get("/picture")
    def picture() -> Response:
        return Response(b"\x89PNG" * 1000, mimetype="image/png")

    return app.test_client()


@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip"])
def test_a_long_answer_is_compressed_for_who_asks(client: FlaskClient, encoding: str) -> None:
    response = client.get("/long", headers={"Accept-Encoding": encoding})
    assert response.headers["Content-Encoding"] == encoding
    assert len(response.data) < len(LONG) / 5
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["ETag"] == 'W/"abc"'


def test_what_is_compressed_is_what_was_said(client: FlaskClient) -> None:
    assert gzip.decompress(client.get("/long", headers={"Accept-Encoding": "gzip"}).data).decode() == LONG


def test_who_does_not_ask_gets_it_plain_with_a_strong_tag(client: FlaskClient) -> None:
    response = client.get("/long")
    assert response.text == LONG
    assert response.headers["ETag"] == '"abc"'
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/short", "/picture"])
def test_short_answers_and_pictures_go_as_they_are(client: FlaskClient, path: str) -> None:
    assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "br"}).headers


def test_the_size_of_a_page_behind_a_cookie_tells_nothing(client: FlaskClient) -> None:
    client.set_cookie("session", "secret")
    assert "Content-Encoding" not in client.get("/long", headers={"Accept-Encoding": "br"}).headers
