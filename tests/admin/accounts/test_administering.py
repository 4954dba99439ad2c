"""Administrators invite people, change roles, and switch accounts off and on: at the desk and with the command."""

from __future__ import annotations

import re
import uuid

import pytest

from tests.admin.accounts.visiting import NEW_PASSWORD, Visitor, account_of, audit, faults
from tests.admin.people import Person, add_person, signed_in
from tests.instances import Instance


@pytest.fixture(scope="module")
def boss(desk: Instance) -> Person:
    """An administrator who stays."""
    return add_person(desk, "administrator", "Baas van Dienst")


@pytest.fixture
def office(desk: Instance, boss: Person) -> Visitor:
    """Her browser."""
    return Visitor(desk, client=signed_in(desk, name=boss.name))


def page_of(desk: Instance, person: Person) -> str:
    """The page about somebody's account."""
    return f"/beheer/accounts/{account_of(desk, person).id}"


def test_an_invitation_is_a_link_that_is_shown_once(desk: Instance, office: Visitor) -> None:
    fields = {"name": "Sanne  Smit", "email": " Sanne@Example.org ", "role": "editor"}
    answer = office.send("/beheer/accounts/nieuw", **fields)
    [link] = re.findall(r"http://localhost(/beheer/link/[\w.-]+)", answer.text)
    sanne = Visitor(desk)
    assert sanne.send(link, password=NEW_PASSWORD, again=NEW_PASSWORD).status_code == 302
    shown = office.open("/beheer/accounts").text
    assert "sanne@example.org" in shown
    assert "Sanne Smit" in shown
    assert "/beheer/link/" not in shown
    lines = audit(desk, "Sanne Smit")
    assert lines[:2] == [("Baas van Dienst", "account created"), ("Baas van Dienst", "link made")]


def test_every_fault_of_an_invitation_is_told_at_once(desk: Instance, office: Visitor) -> None:
    person = add_person(desk)
    answer = office.send("/beheer/accounts/nieuw", name="", email="", role="")
    assert (answer.status_code, len(faults(answer))) == (400, 3)
    answer = office.send("/beheer/accounts/nieuw", name=person.name.upper(), email=person.email.upper(), role="reader")
    assert (answer.status_code, len(faults(answer))) == (400, 2)
    answer = office.send("/beheer/accounts/nieuw", name="x" * 101, email="geen adres", role="boss")
    assert answer.status_code == 400
    assert audit(desk, "x" * 101) == []


@pytest.mark.parametrize("name", ["a", "Regel\x00nul", "Regel\neen\x1b[31m", "system", "Somebody"])
def test_a_name_that_would_confuse_the_audit_trail_is_refused(desk: Instance, office: Visitor, name: str) -> None:
    email = f"{uuid.uuid4().hex}@example.org"
    answer = office.send("/beheer/accounts/nieuw", name=name, email=email, role="reader")
    assert (answer.status_code, len(faults(answer))) == (400, 1)


def test_what_people_are_called_is_shown_and_not_run(desk: Instance, office: Visitor) -> None:
    name = f"<script>alert({uuid.uuid4().int})</script>"
    office.send("/beheer/accounts/nieuw", name=name, email=f"{uuid.uuid4().hex}@example.org", role="reader")
    shown = office.open("/beheer/accounts").text
    assert name not in shown
    assert "&lt;script&gt;" in shown


def test_a_role_is_changed_and_told(desk: Instance, office: Visitor) -> None:
    person = add_person(desk, "reader")
    where = page_of(desk, person)
    answer = office.send(f"{where}/rol", page=where, role="publisher")
    assert answer.headers["Location"] == where
    assert account_of(desk, person).role == "publisher"
    assert ("Baas van Dienst", "role changed") in audit(desk, person.name)
    assert office.send(f"{where}/rol", page=where, role="emperor").status_code == 400
    assert account_of(desk, person).role == "publisher"


def test_an_account_is_switched_off_and_on(desk: Instance, office: Visitor) -> None:
    person = add_person(desk)
    where = page_of(desk, person)
    office.send(f"{where}/uit", page=where)
    assert Visitor(desk).give_password(person).status_code == 400
    assert "Zet dit account weer aan" in office.open(where).text
    office.send(f"{where}/link", page=where)
    office.send(f"{where}/aan", page=where)
    assert Visitor(desk).give_password(person).status_code == 302
    told = [line for line in audit(desk, person.name) if line[0] == "Baas van Dienst"]
    assert told == [("Baas van Dienst", "account disabled"), ("Baas van Dienst", "account enabled")]


def test_a_new_link_for_who_lost_her_telephone(desk: Instance, office: Visitor) -> None:
    person = add_person(desk)
    where = page_of(desk, person)
    answer = office.send(f"{where}/link", page=where, telephone="lost")
    [link] = re.findall(r"http://localhost(/beheer/link/[\w.-]+)", answer.text)
    answer = Visitor(desk).send(link, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert answer.headers["Location"] == "/beheer/aanmelden/instellen"


def test_an_account_that_is_not_there_is_not_found(office: Visitor) -> None:
    assert office.open(f"/beheer/accounts/{uuid.uuid4()}").status_code == 404


def test_the_only_administrator_cannot_leave(desk: Instance, boss: Person) -> None:
    for name in re.findall(r"^([^\t]+)\t[^\t]+\tadministrator", desk.command("user", "list").output, re.MULTILINE):
        if name != boss.name:
            desk.command("user", "role", name, "reader")
    office = Visitor(desk, client=signed_in(desk, name=boss.name))
    where = page_of(desk, boss)
    answer = office.send(f"{where}/rol", page=where, role="reader")
    assert (answer.status_code, len(faults(answer))) == (400, 1)
    office.send(f"{where}/uit", page=where)
    assert "Dit is de enige beheerder" in office.open(where).text
    assert "enige beheerder" in desk.command("user", "disable", boss.name, expect=1).output
    assert office.is_in()


def test_the_command_finds_people_by_name_and_address_in_any_capitals(desk: Instance) -> None:
    person = add_person(desk, "reader")
    desk.command("user", "role", person.name.upper(), "editor")
    desk.command("user", "role", person.email.upper(), "publisher")
    assert f"{person.name}\t{person.email}\tpublisher\tin gebruik" in desk.command("user", "list").output


def test_the_command_tells_what_is_wrong(desk: Instance) -> None:
    person = add_person(desk)
    taken = ("user", "create", "--role", "reader", "--name", person.name, "--email", person.email)
    assert "Error:" in desk.command(*taken, expect=1).output
    assert "Er is geen account" in desk.command("user", "link", "niemand", expect=1).output
    assert "administrator" in desk.command("user", "role", person.name, "boss", expect=2).output
    desk.command("user", "disable", person.name)
    assert "staat uit" in desk.command("user", "link", person.name, expect=1).output


def test_the_audit_trail_of_all_this_is_whole(desk: Instance) -> None:
    desk.command("audit", "verify")
