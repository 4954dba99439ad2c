"""Guessing gets slow: after five failures one waits, longer each time, never for good, and not for what others do."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from core.accounts.models import FailedSignIns
from core.accounts.slowing import LONGEST_WAIT, Subjects, begin_try, network_of, succeeded, take_back
from core.orm import begin_write
from core.publishing.models import AuditLine
from tests.admin.accounts.visiting import Visitor, audit, faults
from tests.admin.people import add_person, signed_in
from tests.instances import Instance, copied, words_template


@pytest.fixture(autouse=True)
def _nothing_failed_before(desk: Instance) -> None:
    with desk.session() as session:
        session.execute(delete(FailedSignIns))
        session.commit()


def waits(desk: Instance, subject: str, tries: int, *, patient: bool) -> list[int]:
    """Seconds to wait that each try is told. patient: whether one waits before the next."""
    now, told = 1_000_000.0, []
    for _ in range(tries):
        with desk.session() as session:
            begin_write(session)
            wait = begin_try(session, [subject], now)
            told.append(wait)
            if wait and patient:
                now += wait
                assert begin_try(session, [subject], now) == 0
            session.commit()
    return told


def test_five_failures_are_free_and_then_each_wait_is_twice_as_long(desk: Instance) -> None:
    told = waits(desk, "somebody", 16, patient=True)
    assert told[:5] == [0, 0, 0, 0, 0]
    assert told[5:10] == [16, 31, 61, 121, 241]
    assert told[-1] == int(LONGEST_WAIT) + 1


def test_hammering_does_not_make_the_wait_longer(desk: Instance) -> None:
    assert set(waits(desk, "hammer", 50, patient=False)[5:]) == {16}


def test_failures_are_forgotten_after_a_quiet_hour(desk: Instance) -> None:
    waits(desk, "later", 9, patient=True)
    with desk.session() as session:
        begin_write(session)
        session.execute(update(FailedSignIns).values(last_at=1_000_000.0))
        assert begin_try(session, ["later"], 1_000_000.0 + 3601) == 0
        assert session.get_one(FailedSignIns, "later").failures == 1
        session.commit()


def test_success_wipes_the_slate_and_a_good_try_takes_only_itself_back(desk: Instance) -> None:
    with desk.session() as session:
        begin_write(session)
        for _ in range(3):
            begin_try(session, ["one", "two"], 1_000_000.0)
        succeeded(session, ["one"])
        take_back(session, "two")
        assert session.get(FailedSignIns, "one") is None
        assert session.get_one(FailedSignIns, "two").failures == 2
        session.commit()


def test_many_tries_at_once_are_each_counted(desk: Instance) -> None:
    """Else a hundred guesses at the same moment would all find the count of before."""
    told: list[int] = []
    start = threading.Barrier(12)

    def guess() -> None:
        start.wait()
        with desk.session() as session:
            begin_write(session)
            told.append(begin_try(session, ["crowd"], 1_000_000.0))
            session.commit()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (told.count(0), len(told)) == (5, 12)


def test_the_page_tells_how_long_to_wait_and_keeps_the_right_password_out_too(desk: Instance) -> None:
    person = add_person(desk)
    for number in range(5):
        assert Visitor(desk, f"198.51.100.{number}").give_password(person, "niet dit wachtwoord").status_code == 400
    answer = Visitor(desk, "198.51.100.200").give_password(person)
    assert answer.status_code == 429
    assert 10 < int(answer.headers["Retry-After"]) <= 15
    assert faults(answer) == ["Dit ging te vaak mis. Wacht 15 seconden en probeer het dan nog eens."]


def test_an_address_without_an_account_is_slowed_down_just_the_same(desk: Instance) -> None:
    for email in ("niemand@example.org", add_person(desk).email):
        told = []
        for number in range(7):
            visitor = Visitor(desk, f"203.0.113.{number}")
            answer = visitor.send("/beheer/aanmelden", email=email, password="niet dit wachtwoord")
            told.append((answer.status_code, tuple(faults(answer))))
        assert [status for status, _ in told] == [400] * 5 + [429] * 2
        with desk.session() as session:
            session.execute(delete(FailedSignIns))
            session.commit()


def test_one_network_address_is_slowed_down_over_all_accounts(desk: Instance) -> None:
    guesser = Visitor(desk, "203.0.113.99")
    people = [add_person(desk) for _ in range(6)]
    answers = [guesser.give_password(person, "niet dit wachtwoord").status_code for person in people]
    assert answers == [400] * 5 + [429]


def test_somebody_elsewhere_cannot_keep_her_out_where_she_works(desk: Instance) -> None:
    person, at_work = add_person(desk), Visitor(desk, "192.0.2.44")
    at_work.sign_in(person)
    at_work.send("/beheer/afmelden", page="/beheer/account")
    for number in range(7):
        Visitor(desk, f"203.0.113.{number}").give_password(person, "niet dit wachtwoord")
    assert Visitor(desk, "203.0.113.50").give_password(person).status_code == 429
    assert at_work.give_password(person).headers["Location"] == "/beheer/aanmelden/code"


def test_codes_are_slowed_down_too(desk: Instance) -> None:
    person, visitor = add_person(desk), Visitor(desk, "192.0.2.45")
    visitor.give_password(person)
    answers = [visitor.send("/beheer/aanmelden/code", code=f"00000{number}").status_code for number in range(6)]
    assert answers == [400] * 5 + [429]
    assert visitor.send("/beheer/aanmelden/code", code=person.code()).status_code == 429
    other = Visitor(desk, "192.0.2.46")
    other.give_password(person)
    assert other.send("/beheer/aanmelden/herstelcode", code=person.recovery_codes[0]).status_code == 429


def test_right_passwords_of_many_at_one_address_are_no_failures(desk: Instance) -> None:
    office = "192.0.2.47"
    for _ in range(8):
        assert Visitor(desk, office).give_password(add_person(desk)).status_code == 302


def test_a_stolen_session_does_not_let_guess_the_password(desk: Instance) -> None:
    person = add_person(desk)
    visitor = Visitor(desk, "192.0.2.48", signed_in(desk, name=person.name))
    answers = [visitor.send("/beheer/account/herstelcodes", present=f"gok {number}").status_code for number in range(6)]
    assert answers == [400] * 5 + [429]


def test_each_failure_is_in_the_audit_trail_but_no_try_that_had_to_wait(desk: Instance) -> None:
    person = add_person(desk)
    for number in range(9):
        Visitor(desk, f"203.0.113.{number}").give_password(person, "niet dit wachtwoord")
    assert audit(desk, person.name).count(("somebody", "sign-in failed")) == 5


def test_what_is_counted_tells_nothing_without_the_key() -> None:
    one, other = Subjects("one key"), Subjects("another key")
    for made in (one, other):
        assert "a@b.nl" not in made.password("a@b.nl")
    assert one.password("a@b.nl") != other.password("a@b.nl")
    assert len({one.password("x"), one.code("x"), one.address("x")}) == 3


@pytest.mark.parametrize(
    ("address", "network"),
    [("198.51.100.77", "198.51.100.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("", ""), ("unix:", ""), (None, "")],
)
def test_of_a_network_address_only_the_network_is_kept(address: str | None, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(("proxies", "known_as"), [(0, "127.0.0.0/24"), (1, "203.0.113.0/24")])
def test_behind_a_web_server_the_visitor_is_known_by_the_address_it_adds(
    tmp_path: Path, proxies: int, known_as: str
) -> None:
    """What the visitor writes in the header herself does not count, and without such a server nothing of it does."""
    with copied(words_template(), tmp_path / "data", proxies=proxies) as instance:
        client = instance.app.test_client()
        page = client.get("/beheer/aanmelden").text
        token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        fields = {"csrf_token": token, "email": "a@example.org", "password": "niet dit wachtwoord"}
        client.post("/beheer/aanmelden", data=fields, headers={"X-Forwarded-For": "198.51.100.9, 203.0.113.7"})
        with instance.session() as session:
            [detail] = session.scalars(select(AuditLine.detail).where(AuditLine.action == "sign-in failed")).all()
    assert detail["network"] == known_as
