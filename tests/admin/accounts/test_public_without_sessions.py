"""The API and the public pages know nothing of sessions: they set no cookie, read none, and load no account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from core.accounts.security import present_account
from core.database import db
from tests.admin.people import signed_in
from tests.instances import Instance, copied, starter_template

PUBLIC_PATHS = (
    "/",
    "/en/",
    "/api/v1/search?q=logeren",
    "/api/v1/taxonomies",
    "/api/v1/openapi.json",
    "/healthz",
    "/bestaat-niet",
    "/api/v1/bestaat-niet",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with something to show."""
    with copied(starter_template(), tmp_path_factory.mktemp("public") / "data") as instance:
        yield instance


@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_no_public_answer_sets_a_cookie_or_depends_on_one(desk: Instance, path: str) -> None:
    answer = desk.app.test_client().get(path)
    assert "Set-Cookie" not in answer.headers
    assert "cookie" not in answer.headers.get("Vary", "").lower()


@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_a_cookie_of_the_desk_changes_no_public_answer(desk: Instance, path: str) -> None:
    """A browser does not send it there; somebody may."""
    cookie = signed_in(desk, "administrator").get_cookie("desk", path="/beheer")
    assert cookie is not None
    plain = desk.app.test_client().get(path)
    sent = desk.app.test_client().get(path, headers={"Cookie": f"desk={cookie.value}"})
    assert (sent.status_code, sent.headers.get("ETag")) == (plain.status_code, plain.headers.get("ETag"))
    assert "Set-Cookie" not in sent.headers
    assert "cookie" not in sent.headers.get("Vary", "").lower()


def test_no_public_request_asks_the_database_for_an_account(desk: Instance) -> None:
    statements: list[str] = []
    with desk.app.app_context():
        engine = db.engine
    client = signed_in(desk, "administrator")

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        for path in PUBLIC_PATHS:
            client.get(path, headers={"Authentication-Token": "x"})
        asked = [statement for statement in statements if "account" in statement]
        assert asked == []
        client.get("/beheer/account")
        assert [statement for statement in statements if "account" in statement]
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_nothing_of_the_sign_in_libraries_runs_around_every_request(desk: Instance) -> None:
    app = desk.app
    around = [
        *app.before_request_funcs[None],
        *app.after_request_funcs[None],
        *app.teardown_request_funcs[None],
    ]
    in_templates = app.template_context_processors[None]
    foreign = ("flask_login", "flask_security", "flask_principal")
    assert [func for func in (*around, *in_templates) if func.__module__.startswith(foreign)] == []
    assert [func for func in around if func.__module__.startswith("flask_wtf")] == []
    assert not any(rule.endpoint.startswith("security.") for rule in app.url_map.iter_rules())


def test_no_token_in_a_header_or_an_address_lets_anybody_in(desk: Instance) -> None:
    """Flask-Security can take tokens from these; here it must not."""
    with desk.app.test_request_context("/beheer?auth_token=x", headers={"Authentication-Token": "x"}):
        assert present_account() is None
    answer = desk.app.test_client().get("/beheer/account?auth_token=x", headers={"Authentication-Token": "x"})
    assert answer.status_code == 302
