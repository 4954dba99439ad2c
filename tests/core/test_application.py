"""What the application leaves out for requests that do not need it, and that it is there for those that do."""

from __future__ import annotations

import pytest
from flask import session

from core.application import Application


def make_app() -> Application:
    app = Application("small", static_folder=None)
    app.config["SECRET_KEY"] = "a key for this test"

    @app.get("/plain")
    def plain() -> str:
        return "nothing"

    @app.get("/remember")
    def remember() -> str:
        session["name"] = "Noor"
        return "remembered"

    @app.get("/name")
    def name() -> str:
        return str(session.get("name"))

    @app.get("/forget")
    def forget() -> str:
        session.clear()
        return "forgotten"

    return app


def test_a_visitor_who_is_not_remembered_gets_no_cookie() -> None:
    answer = make_app().test_client().get("/plain")
    assert "Set-Cookie" not in answer.headers
    assert "Vary" not in answer.headers


def test_what_a_view_remembers_comes_back_and_can_be_forgotten() -> None:
    client = make_app().test_client()
    assert "Set-Cookie" in client.get("/remember").headers
    answer = client.get("/name")
    assert answer.text == "Noor"
    assert "Cookie" in answer.headers["Vary"]
    assert "Set-Cookie" in client.get("/forget").headers
    assert client.get("/name").text == "None"


def test_a_coroutine_is_refused_as_a_view() -> None:
    async def slow() -> str:
        return "later"

    with pytest.raises(TypeError, match="/slow"):
        make_app().add_url_rule("/slow", "slow", slow)
