"""No form of another site gets anything done at the desk: every unsafe route wants the token of this session."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from admin.access import declared, desk_rules
from core.publishing.models import Document
from tests.admin.imports.import_pages import token
from tests.admin.pages import form_of, said
from tests.admin.people import signed_in
from tests.admin.things import Things, addresses, make_things
from tests.instances import Instance, copied, starter_template
from web.forms import YOUNGEST

# Ends the session of who does it.
ENDING = frozenset({"signing_in.sign_out"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSED = "Dit kunnen we niet lezen"
SEND_AGAIN = "Deze pagina stond te lang open."
# Why what is unsafe elsewhere asks for no token of a session: there is no session to ride on.
WITHOUT_SESSION = {
    "search.post_search": "reads; a POST only to keep the question out of the address",
    "suggestions.create_change_suggestion": "anybody may send one, from any program; bounded in number",
    "practices.create_practice_signal": "anybody may send one, from any program; bounded in number",
}
# Public forms that only ask: a POST keeps what was typed out of the address. They write nothing.
ASKING = frozenset({"results", "service", "regions", "law_finder", "flow", "escalation", "escalation_route"})
# Public forms that send something in: they want the token of their page (web.forms).
SENDING = frozenset({"report", "register"})
PAGES = ("nl", "en")
HERE = {"Sec-Fetch-Site": "same-origin"}
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}


@dataclass(frozen=True, slots=True)
class Case:
    """An unsafe request at the desk."""

    method: str
    path: str
    endpoint: str
    open_to_all: bool


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with one of everything."""
    with copied(starter_template(), tmp_path_factory.mktemp("csrf") / "data") as instance:
        yield instance


@pytest.fixture(scope="module")
def boss(desk: Instance) -> FlaskClient:
    """An administrator: her role stops nothing, so only the token can."""
    return signed_in(desk, "administrator", "Bo Beheerder")


@pytest.fixture(scope="module")
def things(desk: Instance, boss: FlaskClient) -> Things:
    """One of everything."""
    return make_things(desk, boss)


@pytest.fixture(scope="module")
def cases(desk: Instance, things: Things) -> list[Case]:
    """Every unsafe method of every route of the desk, at a real thing."""
    found = []
    for rule in desk_rules(desk.app):
        access = declared(desk.app, rule.endpoint)
        assert access is not None
        for path, _subject in addresses(rule, things):
            for method in sorted(set(rule.methods or ()) - SAFE):
                found.append(Case(method, path, rule.endpoint, access.role is None))
    return found


def public_unsafe(desk: Instance) -> Iterator[Rule]:
    """The routes outside the desk that take more than a GET."""
    of_desk = {rule.endpoint for rule in desk_rules(desk.app)}
    for rule in desk.app.url_map.iter_rules():
        if rule.endpoint not in of_desk and set(rule.methods or ()) - SAFE:
            yield rule


def everything(desk: Instance) -> list[str]:
    """All rows of the database, as SQL."""
    with closing(sqlite3.connect(f"file:{desk.folder / 'zorgbuurt.sqlite3'}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("given", [{}, {"csrf_token": ""}, {"csrf_token": "of-another-site"}])
def test_nothing_is_done_without_the_token(
    desk: Instance,
    boss: FlaskClient,
    cases: list[Case],
    given: dict[str, str],
    record_property: Callable[[str, object], None],
) -> None:
    before = everything(desk)
    passed = []
    for case in cases:
        answer = boss.open(case.path, method=case.method, data=given)
        if answer.status_code != 400 or REFUSED not in answer.text:
            passed.append(f"{case.method} {case.path} {answer.status_code}")
    assert passed == []
    assert everything(desk) == before
    record_property("unsafe_requests", len(cases))
    assert len({case.endpoint for case in cases}) > 30


def test_from_a_page_of_ours_what_was_typed_is_kept_to_send_again(boss: FlaskClient) -> None:
    answer = boss.post("/beheer/vragen/nieuw", data={"onderwerp": "Nachtzorg"}, headers=HERE)
    assert answer.status_code == 400
    assert SEND_AGAIN in answer.text
    assert "Nachtzorg" in answer.text


def test_the_token_of_somebody_else_is_worth_nothing(desk: Instance, boss: FlaskClient, cases: list[Case]) -> None:
    hers = token(signed_in(desk, "administrator"))
    assert hers != token(boss)
    before = everything(desk)
    for case in cases:
        answer = boss.open(case.path, method=case.method, data={"csrf_token": hers})
        assert REFUSED in answer.text, case
    assert everything(desk) == before


def test_with_the_token_each_request_gets_past(desk: Instance, cases: list[Case]) -> None:
    """Things happen here, so this comes after what must change nothing."""
    for ending in (False, True):
        client = signed_in(desk, "administrator")
        for case in cases:
            if (case.endpoint in ENDING) is not ending:
                continue
            if ending or case.open_to_all:
                client = signed_in(desk, "administrator")
            # From a page of ours: what a missing token gives then is a page of its own.
            answer = client.open(case.path, method=case.method, data={"csrf_token": token(client)}, headers=HERE)
            assert SEND_AGAIN not in answer.text, (case, said(answer.text))
            assert answer.status_code < 500, case


def test_elsewhere_nothing_unsafe_has_a_session_to_ride_on(desk: Instance) -> None:
    """A visitor brings no cookie that another site could borrow; each unsafe public route is explained above."""
    visitor = desk.app.test_client()
    before = everything(desk)
    unexplained = []
    for rule in public_unsafe(desk):
        room, _, name = rule.endpoint.rpartition(".")
        if rule.endpoint not in WITHOUT_SESSION and not (room in PAGES and name in ASKING | SENDING):
            unexplained.append(rule.endpoint)
        path = re.sub(r"<[^>]+>", "bestaat-niet", rule.rule)
        answer = visitor.post(path, data={"name": "x", "text": "Van een andere site."}, headers=ELSEWHERE)
        assert "Set-Cookie" not in answer.headers, path
    assert unexplained == []
    assert everything(desk) == before


def test_a_public_form_that_sends_something_in_wants_the_token_of_its_page(desk: Instance) -> None:
    public_service = (Document.kind == "service", Document.current, ~Document.withdrawn)
    with desk.session() as session:
        service = session.scalars(select(Document.slug).where(*public_service)).first()
    paths = [f"{start}{page}" for start in ("", "/en") for page in (f"/klopt-niet/service/{service}", "/aanmelden")]
    visitor = desk.app.test_client()
    tokens = [form_of(visitor.get(path).text, "report-form")["token"] for path in paths]
    time.sleep(YOUNGEST + 0.1)  # nobody fills in a form sooner
    typed = {"text": "Het telefoonnummer klopt niet meer.", "organization.name": "Thuiszorg De Brug"}

    def status(number: int, headers: dict[str, str], given: str) -> int:
        sender = {"REMOTE_ADDR": f"192.0.2.{number}"}
        answer = visitor.post(paths[number], data={**typed, "token": given}, headers=headers, environ_overrides=sender)
        return answer.status_code

    before = everything(desk)
    for number, given in enumerate(tokens):
        of_the_other_form = tokens[number ^ 1]
        for headers, wrong in ((ELSEWHERE, given), (HERE, ""), (HERE, of_the_other_form)):
            assert status(number, headers, wrong) == 400, paths[number]
    assert everything(desk) == before
    for number, given in enumerate(tokens):
        assert status(number, HERE, given) == 200, paths[number]
    assert everything(desk) != before
