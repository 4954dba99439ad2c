"""Whatever a client sends: a good answer, or a 400 that names every fault."""

from __future__ import annotations

import json
from typing import Any

import marshmallow as ma
import pytest
from example_app import HouseArguments
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from core.api.api import ApiBlueprint


def faults(client: FlaskClient, query: str, **kwargs: Any) -> dict[str, dict[str, Any]]:
    """The faults in the 400 for a query, by name."""
    response = client.get(f"/api/v1/houses?{query}", **kwargs)
    assert response.status_code == 400, response.text
    return {fault["name"]: fault for fault in response.get_json()["errors"]}


def body_faults(client: FlaskClient, body: str | bytes) -> list[dict[str, Any]]:
    """The faults in the 400 for a JSON body."""
    response = client.post("/api/v1/_search", data=body, content_type="application/json")
    assert response.status_code == 400, response.text
    found: list[dict[str, Any]] = response.get_json()["errors"]
    return found


def test_all_faults_are_named_at_once(client: FlaskClient) -> None:
    found = faults(client, "page=0&limit=500&age=x&law=abc&explain=maybe&nonsense=1")
    assert set(found) == {"page", "limit", "age", "law.0", "explain", "nonsense"}
    assert all(fault["in"] == "query" and fault["detail"] for fault in found.values())


def test_faults_in_query_and_body_come_together(client: FlaskClient) -> None:
    response = client.post("/api/v1/_search?page=0", json={"name": "", "contact": {"email": "x"}, "rooms": [1, "b"]})
    found = {(fault["in"], fault["name"]) for fault in response.get_json()["errors"]}
    assert found == {("query", "page"), ("body", "name"), ("body", "contact.email"), ("body", "rooms.1")}


def test_faults_inside_a_list_of_objects_say_where(client: FlaskClient) -> None:
    found = body_faults(client, json.dumps({"name": "a", "contacts": [{"email": "a@b.nl"}, {"mail": 1}]}))
    assert {fault["name"] for fault in found} == {"contacts.1.email", "contacts.1.mail"}


def test_bounds_are_told(client: FlaskClient) -> None:
    fault = faults(client, "limit=101")["limit"]
    assert fault["allowed"] == {"type": "integer", "minimum": 1, "maximum": 100}
    assert fault["value"] == "101"
    assert fault["detail"] == "Dit moet minstens 1 en hoogstens 100 zijn."


def test_choices_are_told(client: FlaskClient) -> None:
    fault = faults(client, "law=zvw&law=vzw")["law.1"]
    assert fault["allowed"] == ["zvw", "wlz"]
    assert fault["detail"] == "Kies uit: zvw, wlz."


def test_an_unknown_member_gets_the_known_ones_and_a_guess(client: FlaskClient) -> None:
    fault = faults(client, "pagge=2")["pagge"]
    assert set(fault["allowed"]) == {"page", "limit", "q", "age", "law", "explain"}
    assert "page" in fault["detail"]


def test_faults_are_in_english_for_who_asks(client: FlaskClient) -> None:
    fault = faults(client, "age=x", headers={"Accept-Language": "en"})["age"]
    assert fault["detail"] == "Give a number, with a point before the decimals."


def test_a_single_valued_member_comes_once(client: FlaskClient) -> None:
    assert set(faults(client, "age=3&age=4")) == {"age"}


def test_a_list_may_come_more_than_once(client: FlaskClient) -> None:
    assert client.get("/api/v1/houses?law=zvw&law=wlz").status_code == 200


@pytest.mark.parametrize("number", ["1_0", "١", " 1", "1.0", "1e2", "", "９", "0x1", "+1", "9" * 5000])
def test_only_plain_whole_numbers_are_pages(client: FlaskClient, number: str) -> None:
    assert set(faults(client, f"page={number}".replace("+", "%2B"))) == {"page"}


@pytest.mark.parametrize("number", ["nan", "inf", "1e9", "1e999", ".5", "5.", "1_0", "3,5", "-1", "121", "1" * 400])
def test_only_plain_numbers_are_ages(client: FlaskClient, number: str) -> None:
    assert set(faults(client, f"age={number}")) == {"age"}


@pytest.mark.parametrize("number", ["0", "3", "3.5", "35e-1", "1.5033269201471915e-108", "-0"])
def test_a_number_is_written_as_in_json(client: FlaskClient, number: str) -> None:
    assert client.get(f"/api/v1/houses?age={number}").status_code == 200


def test_an_echoed_value_is_kept_short(client: FlaskClient) -> None:
    assert len(faults(client, "q=" + "a" * 300)["q"]["value"]) == 80


def test_a_view_without_arguments_refuses_any(client: FlaskClient) -> None:
    response = client.get("/api/v1/openapi.json?key=1")
    assert response.status_code == 400
    assert response.get_json()["errors"][0]["name"] == "key"


@pytest.mark.parametrize("query", ["q=%00", "q=%ff", "%ff=1", "q=%c3%28", "q=a%00b&age=3", "q=%ed%a0%80"])
def test_a_query_that_is_not_text_is_a_fault(client: FlaskClient, query: str) -> None:
    assert len(faults(client, query)) == 1


def test_raw_bytes_in_the_query_are_a_fault(app: Flask) -> None:
    environ = EnvironBuilder("/api/v1/houses").get_environ()
    environ["QUERY_STRING"] = "q=\xff\xfe"
    _body, status, _headers = run_wsgi_app(app, environ)
    assert status == "400 BAD REQUEST"


@pytest.mark.parametrize("path", ["/api/v1/houses/%00", "/api/v1/%ff", "/api/v1/broken/a%00"])
def test_a_path_that_is_not_text_is_a_fault(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert response.get_json()["errors"][0]["in"] == "path"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"name": NaN}',
        b'{"name": "a", "rooms": [Infinity]}',
        b"[" * 100_000,
        b'{"rooms": [' + b"9" * 5000 + b"]}",
        b"\xff\xfe",
        b'{"name": "\xff"}',
        b'{"name": "\\u0000"}',
        b'{"name": "\\ud800"}',
        b'{"name": "a", "\\udfff": 1}',
        b'{"name": "a", "rooms": ["\\u0000"]}',
        b'{"name": "a", "name": "b"}',
        b'{"name": "a", "contact": {"email": "a@b.nl", "email": "a@b.nl"}}',
        b'{"name": null}',
        b'{"name": 3}',
        b'{"name": "a", "rooms": [1.5]}',
        b'{"name": "a", "rooms": 1}',
        b'{"name": "a", "contact": 1}',
        b'{"name": "a", "contact": []}',
        b'{"name": "a", "contacts": {}}',
    ],
)
def test_a_bad_body_is_a_fault_that_says_where(client: FlaskClient, body: bytes) -> None:
    for fault in body_faults(client, body):
        assert fault["in"] == "body"
        assert fault["name"]
        assert fault["detail"]


@pytest.mark.parametrize("depth", [300, 600, 900, 950, 980])
def test_deep_brackets_do_not_break_the_server(client: FlaskClient, depth: int) -> None:
    body = '{"name": "\\u0041", "rooms": ' + "[" * depth + "]" * depth + "}"
    assert body_faults(client, body)


def test_emoji_and_escapes_are_text(client: FlaskClient) -> None:
    response = client.post(
        "/api/v1/_search", data=b'{"name": "\\ud83d\\ude00 \\u00e9"}', content_type="application/json"
    )
    assert response.get_json() == {"name": "😀 é"}


def test_a_schema_class_is_refused_when_declared() -> None:
    blp = ApiBlueprint("late", __name__)
    with pytest.raises(TypeError, match="schema instance"):
        blp.arguments(HouseArguments, location="query")(lambda arguments: arguments)


def test_a_schema_may_take_what_it_does_not_know(app: Any) -> None:
    class Answers(ma.Schema):
        class Meta:
            unknown = ma.INCLUDE

    blp = ApiBlueprint("flows", __name__)

    @blp.route("/flows")
    @blp.arguments(Answers(), location="query")
    @blp.response(200)
    @blp.doc(summary="Vragen")
    def walk(answers: dict[str, str]) -> dict[str, str]:
        return answers

    app.extensions["flask-smorest"]["apis"][""]["ext_obj"].register_blueprint(blp)
    client = app.test_client()
    assert client.get("/api/v1/flows?age=under-18").get_json() == {"age": "under-18"}
    assert client.get("/api/v1/flows?age=a&age=b").status_code == 400


def test_a_schema_may_take_what_it_does_not_know_more_than_once(app: Any) -> None:
    class Boxes(ma.Schema):
        class Meta:
            unknown = ma.INCLUDE

        repeats_unknown = True
        at = ma.fields.String()

    blp = ApiBlueprint("boxes", __name__)

    @blp.route("/boxes")
    @blp.arguments(Boxes(), location="query")
    @blp.response(200)
    @blp.doc(summary="Vakjes")
    def tick(boxes: dict[str, Any]) -> dict[str, Any]:
        return boxes

    app.extensions["flask-smorest"]["apis"][""]["ext_obj"].register_blueprint(blp)
    client = app.test_client()
    assert client.get("/api/v1/boxes?need=a&need=b&at=now").get_json() == {"need": ["a", "b"], "at": "now"}
    assert client.get("/api/v1/boxes?at=now&at=then").status_code == 400


PIECES = st.text(st.characters(codec="utf-8"), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["page", "limit", "q", "age", "law", "explain"]) | PIECES, PIECES, max_size=4))
def test_no_query_breaks_the_server(client: FlaskClient, query: dict[str, str]) -> None:
    response = client.get("/api/v1/houses", query_string=query)
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert response.get_json()["errors"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "rooms", "contact", "x"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_no_body_breaks_the_server(client: FlaskClient, body: Any) -> None:
    response = client.post("/api/v1/_search", data=json.dumps(body), content_type="application/json")
    assert response.status_code in (200, 400)
