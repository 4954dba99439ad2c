"""Nobody comes in with a password alone, each code counts once, and no answer tells whether an account exists."""

from __future__ import annotations

import re
import time
from urllib.parse import urlencode

import pyotp
import pytest

from tests.admin.accounts.visiting import NEW_PASSWORD, Visitor, audit, faults
from tests.admin.people import add_person, signed_in
from tests.instances import Instance


def test_the_first_administrator_comes_in_by_the_printed_link(desk: Instance) -> None:
    words = ("user", "create", "--role", "administrator", "--name", "Noor Bakker", "--email", "Noor@Example.org")
    printed = desk.command(*words).output
    [link] = re.findall(r"http://127\.0\.0\.1:5000(/beheer/link/\S+)", printed)
    noor = Visitor(desk)
    assert "Noor Bakker" in noor.open(link).text
    answer = noor.send(link, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert answer.headers["Location"] == "/beheer/aanmelden/instellen"
    assert not noor.is_in()
    page = noor.open("/beheer/aanmelden/instellen").text
    assert 'src="data:image/svg+xml;base64,' in page
    key = re.findall(r'class="account-key">([^<]+)<', page)[0].replace("-", "")
    answer = noor.send("/beheer/aanmelden/instellen", code="000000")
    assert (answer.status_code, noor.is_in()) == (400, False)
    answer = noor.send("/beheer/aanmelden/instellen", code=pyotp.TOTP(key).now())
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>", answer.text)
    assert (len(set(codes)), noor.is_in()) == (10, True)
    noor.send("/beheer/afmelden", page="/beheer/account")
    assert not noor.is_in()
    answer = noor.send("/beheer/aanmelden", email="noor@example.org", password=NEW_PASSWORD)
    assert answer.headers["Location"] == "/beheer/aanmelden/code"
    assert not noor.is_in()
    later = pyotp.TOTP(key).at(int(time.time()) + 30)
    assert noor.send("/beheer/aanmelden/code", code=later).headers["Location"] == "/beheer"
    assert noor.is_in()
    assert audit(desk, "Noor Bakker") == [
        ("zorgbuurt user", "account created"),
        ("zorgbuurt user", "link made"),
        ("Noor Bakker", "password set"),
        ("somebody", "sign-in failed"),
        ("Noor Bakker", "second factor set"),
        ("Noor Bakker", "signed in"),
        ("Noor Bakker", "signed out"),
        ("Noor Bakker", "signed in"),
    ]


def test_who_signs_in_comes_where_she_wanted_to_go(desk: Instance) -> None:
    person, visitor = add_person(desk), Visitor(desk)
    asked = visitor.open("/beheer/account/wachtwoord?a=1&b=2")
    assert asked.status_code == 302
    where = asked.headers["Location"].removeprefix("/beheer/aanmelden")
    visitor.give_password(person, where=where)
    answer = visitor.send("/beheer/aanmelden/code", code=person.code())
    assert answer.headers["Location"] == "/beheer/account/wachtwoord?a=1&b=2"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example/beheer", "/\\evil.example", "/zoeken", "/beheerder", "javascript:x"],
)
def test_signing_in_never_leads_to_another_site(desk: Instance, elsewhere: str) -> None:
    person, visitor = add_person(desk), Visitor(desk)
    visitor.give_password(person, where=f"?{urlencode({'next': elsewhere})}")
    answer = visitor.send("/beheer/aanmelden/code", code=person.code())
    assert answer.headers["Location"] == "/beheer"


def test_a_code_counts_once(desk: Instance) -> None:
    person = add_person(desk)
    code = person.code()
    assert Visitor(desk).sign_in(person, code).headers["Location"] == "/beheer"
    again = Visitor(desk, "192.0.2.77").sign_in(person, code)
    assert (again.status_code, len(faults(again))) == (400, 1)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "000000 OR 1=1", "9" * 500])
def test_what_is_no_code_is_refused(desk: Instance, code: str) -> None:
    person, visitor = add_person(desk), Visitor(desk, "192.0.2.78")
    visitor.give_password(person)
    assert visitor.send("/beheer/aanmelden/code", code=code).status_code == 400
    assert not visitor.is_in()


def test_a_code_without_a_password_opens_nothing(desk: Instance) -> None:
    for step in ("code", "herstelcode", "instellen"):
        answer = Visitor(desk).open(f"/beheer/aanmelden/{step}")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/beheer/aanmelden")


def test_who_waits_ten_minutes_between_the_steps_begins_again(desk: Instance) -> None:
    person, visitor = add_person(desk), Visitor(desk)
    visitor.give_password(person)
    with visitor.client.session_transaction("/beheer") as cookie:
        cookie["signing_in"] = {**cookie["signing_in"], "at": cookie["signing_in"]["at"] - 601}
    assert visitor.open("/beheer/aanmelden/code").headers["Location"] == "/beheer/aanmelden"


def test_who_has_a_second_factor_cannot_set_up_another_one_with_her_password(desk: Instance) -> None:
    person, visitor = add_person(desk), Visitor(desk)
    visitor.give_password(person)
    assert visitor.open("/beheer/aanmelden/instellen").headers["Location"] == "/beheer/aanmelden/code"


def test_a_recovery_code_counts_once_however_it_is_typed(desk: Instance) -> None:
    person, visitor = add_person(desk), Visitor(desk, "192.0.2.79")
    visitor.give_password(person)
    typed = person.recovery_codes[3].upper().replace("-", " ")
    assert visitor.send("/beheer/aanmelden/herstelcode", code=typed).headers["Location"] == "/beheer"
    assert "nog 9 herstelcodes" in visitor.open("/beheer/account").text
    other = Visitor(desk, "192.0.2.79")
    other.give_password(person)
    assert other.send("/beheer/aanmelden/herstelcode", code=person.recovery_codes[3]).status_code == 400


def test_the_answer_does_not_tell_whether_an_account_exists(desk: Instance) -> None:
    known, disabled = add_person(desk), add_person(desk)
    desk.command("user", "disable", disabled.email)
    desk.command("user", "create", "--role", "reader", "--name", "Zonder Wachtwoord", "--email", "zonder@example.org")
    tries = [
        (known.email, "dit is niet haar wachtwoord"),
        (disabled.email, disabled.password),
        ("zonder@example.org", "dit is niet haar wachtwoord"),
        ("niemand@example.org", "dit is niet haar wachtwoord"),
        ("geen adres", "dit is niet haar wachtwoord"),
        (known.email, "x" * 5000),
    ]
    pages = set()
    for number, (email, password) in enumerate(tries):
        answer = Visitor(desk, f"198.51.100.{number}").send("/beheer/aanmelden", email=email, password=password)
        text = re.sub(r'value="[^"]*"', "", answer.text)
        pages.add((answer.status_code, tuple(faults(answer)), text))
    assert len(pages) == 1


def test_what_was_typed_is_not_in_the_audit_trail(desk: Instance) -> None:
    visitor = Visitor(desk, "203.0.113.57")
    visitor.send("/beheer/aanmelden", email="per-ongeluk-mijn-wachtwoord", password="geheim-geheim-geheim")
    person = add_person(desk)
    visitor.give_password(person, "een-verkeerd-wachtwoord")
    visitor.give_password(person)
    visitor.send("/beheer/aanmelden/code", code="424242")
    with desk.session() as session:
        rows = str(session.connection().exec_driver_sql("SELECT actor, action, detail FROM audit_line").all())
        counts = str(session.connection().exec_driver_sql("SELECT * FROM failed_sign_ins").all())
    for secret in ("per-ongeluk", "geheim", "een-verkeerd", "424242", "203.0.113.57"):
        assert secret not in rows + counts
    assert "203.0.113.0/24" in rows


def test_english_speakers_sign_in_in_english(desk: Instance) -> None:
    visitor = Visitor(desk)
    visitor.send("/beheer/taal", page="/beheer/aanmelden", language="en", next="/beheer/aanmelden")
    page = visitor.open("/beheer/aanmelden").text
    assert '<html lang="en">' in page
    assert "E-mail address" in page
    answer = visitor.send("/beheer/aanmelden", email="", password="")
    assert faults(answer) == ["Fill in your e-mail address.", "Fill in your password."]


def test_each_fault_is_tied_to_its_field(desk: Instance) -> None:
    page = Visitor(desk).send("/beheer/aanmelden", email="", password="").text
    for field in ("email", "password"):
        assert f'href="#{field}"' in page
        assert re.search(rf'<input[^>]*aria-describedby="{field}-fout"[^>]*aria-invalid="true"[^>]*id="{field}"', page)
        assert f'id="{field}-fout"' in page


def test_another_secret_key_makes_codes_worthless_and_a_new_link_mends_it(desk: Instance) -> None:
    person = add_person(desk)
    moved = Instance(desk.folder, secret_key="another-secret-key-than-the-one-before")
    try:
        visitor = Visitor(moved, "192.0.2.80")
        assert visitor.sign_in(person).status_code == 400
        answer = visitor.send("/beheer/aanmelden/herstelcode", code=person.recovery_codes[0])
        assert answer.status_code == 400
        printed = moved.command("user", "link", person.email, "--lost-telephone").output
        [link] = re.findall(r"http://127\.0\.0\.1:5000(/beheer/link/\S+)", printed)
        answer = visitor.send(link, password=NEW_PASSWORD, again=NEW_PASSWORD)
        assert answer.headers["Location"] == "/beheer/aanmelden/instellen"
    finally:
        moved.close()


def test_everything_that_is_sent_needs_the_token_of_its_page(desk: Instance) -> None:
    person = add_person(desk)
    client = desk.app.test_client()
    answer = client.post("/beheer/aanmelden", data={"email": person.email, "password": person.password})
    assert answer.status_code == 400
    inside = signed_in(desk, name=person.name)
    for path in ("wachtwoord", "herstelcodes", "telefoon", "sessies", "taal"):
        assert inside.post(f"/beheer/account/{path}", data={"present": person.password}).status_code == 400
    assert inside.get("/beheer/account").status_code == 200
