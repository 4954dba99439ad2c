"""Signing in and looking after accounts, in a real browser: with the keyboard alone, and accessible in every state."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.admin.people import Person, add_person
from tests.browser.conftest import Axe, OpenPage, Site, overflow, served
from tests.instances import copied, words_template

pytestmark = pytest.mark.browser
PASSWORD = "kruk vlag negen sleutelbos"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with nobody in it yet."""
    folder = tmp_path_factory.mktemp("desk") / "data"
    with copied(words_template(), folder) as instance, served(instance) as site:
        yield site


def invitation(desk: Site, name: str) -> str:
    """The path of the one-time link of a new administrator."""
    words = (
        "user",
        "create",
        "--role",
        "administrator",
        "--name",
        name,
        "--email",
        f"{name.split(maxsplit=1)[0]}@example.org",
    )
    return re.findall(r"(/beheer/link/\S+)", desk.instance.command(*words).output)[0]


def submit(page: Page) -> None:
    """Press the button of the form."""
    page.click("main button[type=submit]")


def come_in(page: Page, person: Person) -> None:
    """Sign in, as somebody with a mouse does."""
    page.fill("#email", person.email)
    page.fill("#password", person.password)
    submit(page)
    page.fill("#code", person.code())
    submit(page)
    page.wait_for_selector("text=Afmelden")


def test_an_invited_administrator_comes_in_with_the_keyboard_alone(desk: Site, open_page: OpenPage) -> None:
    page = open_page(invitation(desk, "Toets Enbord"), site=desk, js=False)
    page.focus("#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    key = page.inner_text(".account-key").replace("-", "")
    telephone = Person("", "", "", key, ())
    page.focus("#code")
    page.keyboard.type(telephone.code())
    page.keyboard.press("Enter")
    page.wait_for_selector(".account-codes")
    assert page.locator(".account-codes li").count() == 10
    page.focus("text=Afmelden")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=U bent afgemeld.")
    page.focus("#email")
    page.keyboard.type("toets@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.focus("#code")
    page.keyboard.type(telephone.code(time.time() + 30))
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Toets Enbord")


@pytest.mark.parametrize("width", [320, 1280])
def test_signing_in_is_accessible_in_every_state(desk: Site, open_page: OpenPage, axe: Axe, width: int) -> None:
    person = add_person(desk.instance)
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        # What was sent may still be on its way: a page that is halfway has nothing on it.
        page.wait_for_selector("main h1")
        found[state] = axe(page) + overflow(page)

    page = open_page("/beheer/aanmelden", site=desk, width=width)
    look("sign in")
    submit(page)
    look("sign in with faults")
    page.fill("#email", person.email)
    page.fill("#password", person.password)
    submit(page)
    look("code")
    submit(page)
    look("code with faults")
    page.goto("/beheer/aanmelden/herstelcode")
    look("recovery code")
    page.goto(invitation(desk, f"Nieuw{width} Iemand"))
    look("new password")
    submit(page)
    look("new password with faults")
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    submit(page)
    look("telephone")
    page.goto("/beheer/link/bestaat-niet")
    look("dead link")
    assert {state: faults for state, faults in found.items() if faults} == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_accounts_are_looked_after_on_accessible_pages(desk: Site, open_page: OpenPage, axe: Axe, width: int) -> None:
    boss, colleague = add_person(desk.instance, "administrator"), add_person(desk.instance, "editor")
    page = open_page("/beheer/account", site=desk, width=width)
    come_in(page, boss)
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        # What was sent may still be on its way: a page that is halfway has nothing on it.
        page.wait_for_selector("main h1")
        found[state] = axe(page) + overflow(page)

    for path in ("account", "account/wachtwoord", "account/telefoon", "account/herstelcodes", "account/sessies"):
        page.goto(f"/beheer/{path}")
        look(path)
    page.goto("/beheer/account/wachtwoord")
    submit(page)
    look("password with faults")
    page.goto("/beheer/account/herstelcodes")
    page.fill("#present", boss.password)
    submit(page)
    look("recovery codes")
    page.goto("/beheer/accounts/nieuw")
    look("invite")
    submit(page)
    look("invite with faults")
    page.goto("/beheer/accounts")
    look("list")
    page.click(f"text={colleague.name}")
    look("account of another")
    page.click("text=Maak een link")
    look("link")
    assert "/beheer/link/" in page.input_value("#link")
    assert {state: faults for state, faults in found.items() if faults} == {}


def test_what_she_typed_is_still_there_after_signing_in_again(desk: Site, open_page: OpenPage, axe: Axe) -> None:
    person = add_person(desk.instance)
    page = open_page("/beheer/account", site=desk)
    come_in(page, person)
    page.goto("/beheer/account")
    page.select_option("#language", "en")
    desk.instance.command("user", "disable", person.name)
    desk.instance.command("user", "enable", person.name)
    page.click("text=Bewaar de taal")
    assert axe(page) == []
    with page.context.expect_page() as opened:
        page.click("text=Meld u opnieuw aan, in een nieuw tabblad")
    tab = opened.value
    tab.fill("#email", person.email)
    tab.fill("#password", person.password)
    submit(tab)
    tab.goto("/beheer/aanmelden/herstelcode")
    tab.fill("#code", person.recovery_codes[0])
    submit(tab)
    tab.wait_for_selector("text=Afmelden")
    page.click("text=Alsnog versturen")
    page.wait_for_selector("html[lang=en]")
    assert page.input_value("#language") == "en"
