"""A one-time link works once, in time, for its own account; and no password is taken that others would guess first."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import update

from core.accounts.models import Account
from core.accounts.passwords import password_faults
from core.orm import utc_now
from tests.admin.accounts.visiting import NEW_PASSWORD, Visitor, account_of, audit, faults
from tests.admin.people import PASSWORD, Person, add_person
from tests.instances import Instance, copied, words_template

LINK = re.compile(r"http://127\.0\.0\.1:5000(/beheer/link/\S+)")


def link_for(desk: Instance, person: Person, *options: str) -> str:
    """The path of a new one-time link."""
    [path] = LINK.findall(desk.command("user", "link", person.email, *options).output)
    return str(path)


def test_looking_at_a_link_does_not_use_it(desk: Instance) -> None:
    person = add_person(desk)
    link = link_for(desk, person)
    for _ in range(3):
        assert Visitor(desk).open(link).status_code == 200
    assert Visitor(desk).send(link, password=NEW_PASSWORD, again=NEW_PASSWORD).status_code == 302


def test_a_link_works_once(desk: Instance) -> None:
    person = add_person(desk)
    link = link_for(desk, person)
    stale = Visitor(desk)
    page = stale.open(link)
    assert page.status_code == 200
    Visitor(desk).send(link, password=NEW_PASSWORD, again=NEW_PASSWORD)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]
    late = stale.client.post(link, data={"csrf_token": token, "password": PASSWORD, "again": PASSWORD})
    assert late.status_code == 410
    assert Visitor(desk).open(link).status_code == 410
    assert Visitor(desk).give_password(person, NEW_PASSWORD).status_code == 302


def test_a_link_is_dead_after_72_hours(desk: Instance) -> None:
    person = add_person(desk)
    link = link_for(desk, person)
    for hours, status in ((1, 200), (-1, 410)):
        with desk.session() as session:
            until = utc_now() + timedelta(hours=hours)
            session.execute(update(Account).where(Account.email == person.email).values(link_expires_at=until))
            session.commit()
        assert Visitor(desk).open(link).status_code == status
    expires = account_of(desk, person).link_expires_at
    link_for(desk, person)
    renewed = account_of(desk, person).link_expires_at
    assert expires is not None
    assert renewed is not None
    assert timedelta(hours=71, minutes=59) < renewed - utc_now() <= timedelta(hours=72)


def test_a_newer_link_ends_the_older_one(desk: Instance) -> None:
    person = add_person(desk)
    older, newer = link_for(desk, person), link_for(desk, person)
    assert Visitor(desk).open(older).status_code == 410
    assert Visitor(desk).open(newer).status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 5000, "WyJhIiwiYiJd.abc", "W10.AAAA", "..%2F", "null"])
def test_a_made_up_link_opens_nothing(desk: Instance, token: str) -> None:
    assert Visitor(desk).open(f"/beheer/link/{token}").status_code in (404, 410)


def test_a_link_whose_account_was_exchanged_opens_nothing(desk: Instance) -> None:
    """The account and the secret are signed together, and the secret belongs to one account."""
    one, other = add_person(desk), add_person(desk)
    first, second = link_for(desk, one), link_for(desk, other)
    mixed = f"{first.rpartition('.')[0]}.{second.rpartition('.')[2]}"
    assert Visitor(desk).open(mixed).status_code == 410


def test_the_link_of_a_disabled_account_is_dead(desk: Instance) -> None:
    person = add_person(desk)
    link = link_for(desk, person)
    desk.command("user", "disable", person.email)
    assert Visitor(desk).open(link).status_code == 410
    desk.command("user", "enable", person.email)
    assert Visitor(desk).open(link).status_code == 410


def test_a_link_for_a_forgotten_password_still_asks_for_the_code(desk: Instance) -> None:
    person, visitor = add_person(desk), Visitor(desk)
    answer = visitor.send(link_for(desk, person), password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert answer.headers["Location"] == "/beheer/aanmelden/code"
    assert not visitor.is_in()
    visitor.send("/beheer/aanmelden/code", code=person.code())
    assert visitor.is_in()


def test_a_link_for_a_lost_telephone_takes_it_away_only_when_it_is_used(desk: Instance) -> None:
    person, visitor = add_person(desk), Visitor(desk)
    link = link_for(desk, person, "--lost-telephone")
    assert account_of(desk, person).has_second_factor
    answer = visitor.send(link, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert answer.headers["Location"] == "/beheer/aanmelden/instellen"
    assert not account_of(desk, person).has_second_factor
    assert audit(desk, person.name)[-2:] == [(person.name, "second factor removed"), (person.name, "password set")]


def test_using_a_link_ends_the_sessions_of_the_account(desk: Instance) -> None:
    person, inside = add_person(desk), Visitor(desk)
    inside.sign_in(person)
    Visitor(desk).send(link_for(desk, person), password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert not inside.is_in()


def test_a_link_is_mailed_where_there_is_mail(tmp_path: Path) -> None:
    outbox = tmp_path / "mail"
    changes = {"mail_url": f"folder:{outbox}", "public_url": "https://zorg.example"}
    with copied(words_template(), tmp_path / "data", **changes) as instance:
        words = ("user", "create", "--role", "editor", "--name", "Sam de Wit", "--email", "sam@example.org")
        printed = instance.command(*words).output
        [file] = outbox.glob("*.eml")
        message = message_from_bytes(file.read_bytes())
        text = message.get_payload(decode=True)
    [link] = re.findall(r"https://zorg\.example/beheer/link/\S+", printed)
    assert "sam@example.org" in str(message["To"])
    assert isinstance(text, bytes)
    assert link in text.decode()


@pytest.mark.parametrize(
    "password",
    [
        "Welkom2026!!",
        "W4chtw00rd!2026",
        "P@ssw0rd1234",
        "wachtwoord wachtwoord",
        "Zomer2026zomer",
        "Feyenoord1908",
        "ik hou van jou!!",
        "liefdezonnetje",
        "qwertyuiop123",
        "1qaz2wsx3edc",
        "123456789012",
        "2026-11-22-2026",
        "abcabcabcabc",
        "aaaaaaaaaaaaaaa",
        "correct horse battery staple",
        "Zorginuwbuurt1",
        "jansen-2026!!",
        "Fátima.Jansen99",
        "ＷＥＬＫＯＭ２０２６！！",
    ],
)
def test_a_password_that_others_would_guess_first_is_refused(password: str) -> None:
    assert password_faults(password, ("Fatima Jansen", "f.jansen@example.org"))


@pytest.mark.parametrize(
    "password",
    [
        "kruk vlag negen sleutelbos",
        "paard fiets tafel maan",
        "x8#kQ2!vB9pZ",
        "ωραίος-κόσμος-72",
        "twaalf tekens lang ☂",
    ],
)
def test_any_other_long_password_is_taken(password: str) -> None:
    assert password_faults(password, ("Fatima Jansen", "f.jansen@example.org")) == []


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("elf tekens!", "minstens 12"), ("y7" + "wqzlrmkt" * 16, "hoogstens 128"), ("", "minstens 12")],
)
def test_a_password_has_12_to_128_characters(password: str, sentence: str) -> None:
    assert [sentence in str(fault) for fault in password_faults(password)] == [True]


def test_letters_count_the_same_on_each_keyboard(desk: Instance) -> None:
    """An é may come as one sign or as an e with an accent behind it."""
    person = add_person(desk)
    written, typed = "geschilderde caf\u00e9tafel 9", "geschilderde cafe\u0301tafel 9"
    Visitor(desk).send(link_for(desk, person), password=written, again=written)
    assert Visitor(desk).give_password(person, typed).status_code == 302


def test_passwords_that_differ_are_told_beside_their_field(desk: Instance) -> None:
    answer = Visitor(desk).send(link_for(desk, add_person(desk)), password=NEW_PASSWORD, again="iets anders")
    assert (answer.status_code, faults(answer)) == (400, ["Dit is niet hetzelfde wachtwoord."])


def test_passwords_are_kept_as_argon2id(desk: Instance) -> None:
    assert str(account_of(desk, add_person(desk)).password).startswith("$argon2id$v=19$m=47104,t=1,p=1$")
