"""Lists come in pages, and a page tells where the others are."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.api.pagination import page_links


def links(header: str) -> dict[str, str]:
    """The targets in a Link header, by relation."""
    return {relation: target for target, relation in re.findall(r'<([^>]*)>; rel="(\w+)"', header)}


def test_without_asking_one_gets_the_first_twenty(client: FlaskClient) -> None:
    body = client.get("/api/v1/houses").get_json()
    assert (body["total"], body["page"], body["limit"], len(body["houses"])) == (45, 1, 20, 20)


def test_the_links_walk_through_all_pages_once(client: FlaskClient) -> None:
    seen: list[str] = []
    url: str | None = "/api/v1/houses?limit=10&q=huis&law=zvw&law=wlz"
    while url:
        response = client.get(url)
        seen += [house["id"] for house in response.get_json()["houses"]]
        url = links(response.headers["Link"]).get("next")
        assert url is None or ("law=zvw&law=wlz" in url and "q=huis" in url)
    assert len(seen) == len(set(seen)) == 45


def test_the_links_name_first_prev_next_and_last(client: FlaskClient) -> None:
    found = links(client.get("/api/v1/houses?page=2").headers["Link"])
    assert found == {
        "first": "/api/v1/houses?page=1",
        "prev": "/api/v1/houses?page=1",
        "next": "/api/v1/houses?page=3",
        "last": "/api/v1/houses?page=3",
    }


def test_the_ends_have_no_way_on(client: FlaskClient) -> None:
    assert "prev" not in links(client.get("/api/v1/houses").headers["Link"])
    assert "next" not in links(client.get("/api/v1/houses?page=3").headers["Link"])


def test_a_far_page_is_empty_and_leads_back(client: FlaskClient) -> None:
    response = client.get("/api/v1/houses?page=1000000000")
    assert response.status_code == 200
    assert response.get_json()["houses"] == []
    found = links(response.headers["Link"])
    assert found["prev"] == found["last"] == "/api/v1/houses?page=3"
    assert "next" not in found


@pytest.mark.parametrize("query", ["page=1000000001", "page=0", "page=-1", "page=x", "limit=0", "limit=101"])
def test_a_page_that_cannot_be_is_a_400(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/v1/houses?{query}").status_code == 400


def test_an_empty_list_has_one_page(app: Flask) -> None:
    with app.test_request_context("/api/v1/houses"):
        assert page_links(0, 1, 20) == '</api/v1/houses?page=1>; rel="first", </api/v1/houses?page=1>; rel="last"'


@pytest.mark.parametrize("postcode", ["3511AB", "3511 ab", "x3511abx"[1:-1], "bij 3511 AB in de buurt", "3511-ab"])
def test_no_link_holds_a_full_postcode(app: Flask, postcode: str) -> None:
    with app.test_request_context("/api/v1/houses", query_string={"q": postcode}):
        assert page_links(100, 1, 20) is None
    with app.test_request_context("/api/v1/_search", method="POST", json={"postcode": postcode}):
        assert page_links(100, 1, 20) is None


def test_four_digits_may_stand_in_a_link(app: Flask) -> None:
    with app.test_request_context("/api/v1/houses", query_string={"postcode": "3511", "q": "logeren"}):
        assert "postcode=3511" in str(page_links(100, 1, 20))


def test_a_link_cannot_be_broken_out_of(app: Flask) -> None:
    with app.test_request_context(
        "/api/v1/houses", query_string={"q": '>; rel="next", <https://evil.example>\r\nX: y'}
    ):
        header = str(page_links(100, 1, 20))
        assert set(links(header)) == {"first", "next", "last"}
        assert "evil.example>" not in header
        assert "\n" not in header
