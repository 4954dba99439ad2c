"""What holds for every path: one spelling, the right methods, open to any website, safe headers."""

from __future__ import annotations

import pytest
from example_app import make_app
from flask import Flask, Response
from flask.testing import FlaskClient
from flask.views import MethodView

from core.api.api import ApiBlueprint
from core.api.problems import ShownProblem, page_errors


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/houses/",
        "/api/v1//houses",
        "//api/v1/houses",
        "/api/v1/houses//",
        "/api/v1/",
        "/api/v1/docs/",
        "/page/",
    ],
)
def test_an_address_has_one_spelling(client: FlaskClient, path: str) -> None:
    response = client.get(f"http://localhost{path}")
    assert response.status_code == 404
    assert "Location" not in response.headers
    assert response.content_type == "application/problem+json"


def test_a_path_with_a_trailing_slash_cannot_be_declared() -> None:
    blp = ApiBlueprint("bad", __name__)
    with pytest.raises(ValueError, match="never ends in a slash"):
        blp.route("/bad/")(lambda: "")


def test_a_view_without_a_summary_cannot_be_declared() -> None:
    blp = ApiBlueprint("bad", __name__)
    with pytest.raises(ValueError, match="summary"):
        blp.route("/bad")(lambda: "")


def test_a_view_is_a_function() -> None:
    class Resource(MethodView):
        def get(self) -> str:
            return ""

    with pytest.raises(TypeError, match="a view is a function"):
        ApiBlueprint("bad", __name__).add_url_rule("/bad", view_func=Resource)


def test_options_tells_the_methods(client: FlaskClient) -> None:
    response = client.options("/api/v1/houses")
    assert response.status_code == 204
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert response.data == b""
    assert "Content-Type" not in response.headers


def test_any_website_may_post_a_search(client: FlaskClient) -> None:
    response = client.options(
        "/api/v1/_search",
        headers={
            "Origin": "https://elders.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_errors_are_open_to_any_website_too(client: FlaskClient) -> None:
    assert client.get("/api/v1/nothing").headers["Access-Control-Allow-Origin"] == "*"


def test_a_page_is_not_the_api(client: FlaskClient) -> None:
    headers = client.get("/page").headers
    assert "API-Version" not in headers
    assert "Access-Control-Allow-Origin" not in headers


def test_pages_can_have_their_own_errors(app: Flask) -> None:
    def render(problem: ShownProblem) -> Response:
        return Response(f"<h1>{problem.kind.title}</h1>{problem.number}", mimetype="text/html")

    page_errors(app, "/", render)
    page_errors(app, "/desk", lambda _problem: Response("<h1>Bureau</h1>", mimetype="text/html"))
    client = app.test_client()
    response = client.get("/nothing")
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert "Niet gevonden" in response.text
    assert "Bureau" in client.get("/desk/nothing").text
    assert client.get("/api/v1/nothing").mimetype == "application/problem+json"


def test_two_apps_live_side_by_side() -> None:
    assert make_app().test_client().get("/api/v1/houses").status_code == 200
    assert make_app().test_client().get("/api/v1/houses").status_code == 200
