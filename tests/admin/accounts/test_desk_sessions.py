"""A session ends by itself, by its owner, and at once when the account changes. Its cookie lives under /beheer only."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from sqlalchemy import select, update

from core.accounts.models import AccountSession
from core.orm import utc_now
from tests.admin.accounts.visiting import NEW_PASSWORD, Visitor, audit, faults
from tests.admin.people import Person, add_person, signed_in
from tests.instances import Instance, copied, words_template


def inside(desk: Instance, person: Person) -> Visitor:
    """A browser in which this person is signed in."""
    return Visitor(desk, client=signed_in(desk, name=person.name))


def seen_ago(visitor: Visitor, seconds: int) -> None:
    """Let the last request of this browser be so long ago."""
    with visitor.client.session_transaction("/beheer") as cookie:
        cookie["seen"] = int(time.time()) - seconds


def started_ago(desk: Instance, ago: timedelta) -> None:
    """Let every session have begun so long ago."""
    with desk.session() as session:
        session.execute(update(AccountSession).values(started_at=utc_now() - ago))
        session.commit()


def test_a_session_ends_after_half_an_hour_without_a_request(desk: Instance) -> None:
    visitor = inside(desk, add_person(desk))
    seen_ago(visitor, 29 * 60)
    assert visitor.is_in()
    seen_ago(visitor, 31 * 60)
    assert not visitor.is_in()


def test_each_request_keeps_a_session_alive(desk: Instance) -> None:
    visitor = inside(desk, add_person(desk))
    for _ in range(4):
        seen_ago(visitor, 20 * 60)
        assert visitor.is_in()
    with visitor.client.session_transaction("/beheer") as cookie:
        assert cookie["seen"] > time.time() - 60


def test_a_session_ends_after_twelve_hours_however_busy_she_is(desk: Instance) -> None:
    visitor = inside(desk, add_person(desk))
    started_ago(desk, timedelta(hours=11, minutes=59))
    assert visitor.is_in()
    started_ago(desk, timedelta(hours=12))
    assert not visitor.is_in()


def test_disabling_an_account_ends_its_sessions_at_once(desk: Instance) -> None:
    person = add_person(desk)
    visitor = inside(desk, person)
    desk.command("user", "disable", person.name)
    assert not visitor.is_in()
    desk.command("user", "enable", person.name)
    assert not visitor.is_in()
    assert inside(desk, person).is_in()


def test_another_role_ends_the_sessions_at_once(desk: Instance) -> None:
    person = add_person(desk)
    visitor = inside(desk, person)
    desk.command("user", "role", person.name, "reader")
    assert not visitor.is_in()


def test_a_new_password_ends_the_sessions_elsewhere_but_not_here(desk: Instance) -> None:
    person = add_person(desk)
    here, elsewhere = inside(desk, person), inside(desk, person)
    fields = {"present": person.password, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert here.send("/beheer/account/wachtwoord", **fields).status_code == 302
    assert (here.is_in(), elsewhere.is_in()) == (True, False)
    assert Visitor(desk).give_password(person).status_code == 400
    assert Visitor(desk).give_password(person, NEW_PASSWORD).status_code == 302


def test_a_new_password_asks_for_the_present_one(desk: Instance) -> None:
    person = add_person(desk)
    visitor = inside(desk, person)
    answer = visitor.send("/beheer/account/wachtwoord", present="fout", password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert (answer.status_code, len(faults(answer))) == (400, 1)
    assert Visitor(desk).give_password(person).status_code == 302


def test_she_can_end_her_sessions_everywhere_else(desk: Instance) -> None:
    person = add_person(desk)
    here, elsewhere, third = inside(desk, person), inside(desk, person), inside(desk, person)
    here.send("/beheer/account/sessies")
    assert (here.is_in(), elsewhere.is_in(), third.is_in()) == (True, False, False)
    assert (person.name, "sessions ended") in audit(desk, person.name)


def test_where_somebody_signed_in_is_forgotten_after_thirty_days(desk: Instance) -> None:
    person = add_person(desk)
    inside(desk, person)
    started_ago(desk, timedelta(days=31))
    Visitor(desk).sign_in(person)
    with desk.session() as session:
        assert len(session.scalars(select(AccountSession)).all()) == 1


def test_a_half_finished_sign_in_ends_with_the_sessions(desk: Instance) -> None:
    """Who knows the password but has no code yet is out as well once the password is changed."""
    person, intruder = add_person(desk), Visitor(desk)
    intruder.give_password(person)
    here = inside(desk, person)
    fields = {"present": person.password, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    here.send("/beheer/account/wachtwoord", **fields)
    assert intruder.open("/beheer/aanmelden/code").status_code == 302


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(desk: Instance) -> None:
    visitor = inside(desk, add_person(desk))
    kept = visitor.client.get_cookie("desk", path="/beheer")
    assert kept is not None
    visitor.send("/beheer/afmelden", page="/beheer/account")
    thief = Visitor(desk)
    thief.client.set_cookie("desk", kept.value, path="/beheer")
    assert not thief.is_in()


def test_signing_out_twice_is_no_fault(desk: Instance) -> None:
    visitor = inside(desk, add_person(desk))
    for _ in range(2):
        answer = visitor.send(
            "/beheer/afmelden", page="/beheer/aanmelden" if not visitor.is_in() else "/beheer/account"
        )
        assert answer.headers["Location"] == "/beheer/aanmelden"


def test_a_new_telephone_replaces_the_old_one(desk: Instance) -> None:
    person = add_person(desk)
    visitor = inside(desk, person)
    page = visitor.open("/beheer/account/telefoon").text
    secret = re.findall(r'class="account-key">([^<]+)<', page)[0].replace("-", "")
    new = Person(person.name, person.email, person.password, secret, ())
    answer = visitor.send("/beheer/account/telefoon", code=person.code(), present=person.password)
    assert answer.status_code == 400
    answer = visitor.send("/beheer/account/telefoon", code=new.code(), present=person.password)
    assert answer.status_code == 200
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>", answer.text)
    assert len(codes) == 10
    other = Visitor(desk, "192.0.2.90")
    assert other.sign_in(person).status_code == 400
    assert other.send("/beheer/aanmelden/code", code=new.code(time.time() + 30)).headers["Location"] == "/beheer"


def test_new_recovery_codes_replace_the_old_ones(desk: Instance) -> None:
    person = add_person(desk)
    answer = inside(desk, person).send("/beheer/account/herstelcodes", present=person.password)
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>", answer.text)
    other = Visitor(desk, "192.0.2.91")
    other.give_password(person)
    assert other.send("/beheer/aanmelden/herstelcode", code=person.recovery_codes[0]).status_code == 400
    assert other.send("/beheer/aanmelden/herstelcode", code=codes[0]).status_code == 302


def test_the_language_is_kept_with_the_account(desk: Instance) -> None:
    person = add_person(desk)
    inside(desk, person).send("/beheer/account/taal", page="/beheer/account", language="en")
    elsewhere = Visitor(desk)
    elsewhere.sign_in(person)
    assert '<html lang="en">' in elsewhere.open("/beheer/account").text


def test_what_was_typed_survives_a_session_that_ended(desk: Instance) -> None:
    person = add_person(desk)
    visitor = inside(desk, person)
    seen_ago(visitor, 31 * 60)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', visitor.open("/beheer/aanmelden").text)[0]
    typed = {"csrf_token": token, "language": "en", "note": 'Een lange "tekst" <b>'}
    answer = visitor.client.post("/beheer/account/taal", data=typed)
    assert answer.status_code == 401
    assert 'name="note" value="Een lange &#34;tekst&#34; &lt;b&gt;"' in answer.text
    fresh = re.findall(r'name="csrf_token" value="([^"]+)"', answer.text)[0]
    visitor.sign_in(person)
    again = visitor.client.post("/beheer/account/taal", data={**typed, "csrf_token": fresh})
    assert (again.status_code, again.headers["Location"]) == (302, "/beheer/account")


def test_a_script_gets_no_page_to_sign_in_on(desk: Instance) -> None:
    answer = desk.app.test_client().get("/beheer/account", headers={"Sec-Fetch-Mode": "cors"})
    assert (answer.status_code, answer.data) == (401, b"")


@pytest.mark.parametrize(("environment", "secure"), [("development", False), ("production", True)])
def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    tmp_path: Path, environment: str, secure: bool
) -> None:
    changes = {"environment": environment, "public_url": "https://zorg.example"}
    with copied(words_template(), tmp_path / "data", **changes) as instance:
        answer = instance.app.test_client().get("/beheer/aanmelden", base_url="https://zorg.example")
        [cookie] = SimpleCookie(answer.headers["Set-Cookie"]).values()
    assert (cookie["path"], cookie["samesite"]) == ("/beheer", "Lax")
    assert (bool(cookie["httponly"]), bool(cookie["secure"])) == (True, secure)
    assert not cookie["max-age"]
    assert not cookie["expires"]


def test_pages_of_the_desk_are_kept_nowhere(desk: Instance) -> None:
    assert inside(desk, add_person(desk)).open("/beheer/account").headers["Cache-Control"] == "no-store"
