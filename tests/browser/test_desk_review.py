"""Reviewing in a real browser: the work list, both versions side by side, history; accessible in every state."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.admin.pages import first_of, stepped, submitted
from tests.admin.people import Person, add_person, signed_in
from tests.browser.conftest import Axe, OpenPage, Site, overflow, served
from tests.instances import copied, starter_template

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over the starter content, in which the tests of this module write."""
    folder = tmp_path_factory.mktemp("desk") / "data"
    with copied(starter_template(), folder) as instance, served(instance) as site:
        yield site


def come_in(page: Page, person: Person) -> None:
    """Sign in, as somebody with a mouse does."""
    page.fill("#email", person.email)
    page.fill("#password", person.password)
    page.click("main button[type=submit]")
    page.fill("#code", person.code())
    page.click("main button[type=submit]")
    page.wait_for_selector("text=Afmelden")


def meet(desk: Site, page: Page, name: str) -> None:
    """Let the reader of this page come second, with a field that both changed."""
    tom = signed_in(desk.instance, "editor")
    record = str(submitted(tom, "/beheer/organisaties/nieuw", name=name, description="Zorg thuis.").location)
    address = f"{record}/bewerken/gegevens"
    page.goto(address)
    assert submitted(tom, address, description="De tekst van Tom. " * 6, kvk="12345678").status_code == 302
    page.fill("#description", "De tekst van mij. " * 6)
    page.click("form.record-form button.btn-primary[value=save]")
    page.wait_for_selector("text=Iemand anders was u voor")


def test_two_editors_meet_and_the_second_chooses_with_the_keyboard_and_no_script(
    desk: Site, open_page: OpenPage
) -> None:
    page = open_page("/beheer", site=desk, js=False)
    come_in(page, add_person(desk.instance))
    meet(desk, page, "Huis Toetsenbord")
    page.focus("input[value=mine][type=radio]")
    page.keyboard.press("Space")
    page.focus("text=Bewaar samen")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=uw wijzigingen en die van uw collega samen")
    assert "De tekst van mij." in page.inner_text("main")
    assert "12345678" in page.inner_text("main")


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 1280])
def test_reviewing_is_accessible_in_every_state(desk: Site, open_page: OpenPage, axe: Axe, width: int) -> None:
    person = add_person(desk.instance, "publisher")
    editor = signed_in(desk.instance, "editor")
    words = "respijtzorg" if width == 320 else "mantelzorg"
    record = first_of(editor, "begrippen", q=words)
    submitted(editor, f"{record}/bewerken/gegevens", meaning="Zorg voor iemand die u na staat, thuis of elders.")
    stepped(editor, record, "aanbieden", comment="Kijk naar de laatste zin.")
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        found[state] = axe(page) + overflow(page)

    page = open_page("/beheer", site=desk, width=width)
    come_in(page, person)
    for state, path in {
        "work list": "",
        "one group": "?groep=kaart",
        "nothing to do": "?eigenaar=Niemand",
        "an empty group": "?groep=links",
        "settled, empty": "/werklijst/afgehandeld",
        "search nobody asked": "/werklijst/zoekwoord?woord=x",
        "trail": "/geschiedenis",
        "trail, nothing found": "/geschiedenis?wie=Niemand",
    }.items():
        page.goto(f"/beheer{path}")
        look(state)
    page.goto("/beheer/geschiedenis")
    page.click("text=Controleer nu")
    look("trail, verified")
    for state, path in {
        "in review": "",
        "history": "/geschiedenis",
        "difference": "/geschiedenis/verschil?van=publiek&naar=2",
        "no such version": "/geschiedenis/verschil?van=1&naar=99",
        "put back": "/geschiedenis/terugzetten/1",
        "as public": "/geschiedenis/publiek?op=2026-11-22",
        "as public, no day": "/geschiedenis/publiek?op=",
        "as public, nothing": "/geschiedenis/publiek?op=2001-01-01",
    }.items():
        page.goto(f"{record}{path}")
        look(state)
    meet(desk, page, f"Huis {width}")
    look("two versions")
    page.click("text=Bewaar samen")
    look("two versions, nothing chosen")
    assert {state: faults for state, faults in found.items() if faults} == {}


def test_still_right_in_one_press_from_the_work_list(desk: Site, open_page: OpenPage) -> None:
    page = open_page("/beheer", site=desk)
    come_in(page, add_person(desk.instance))
    page.goto("/beheer?groep=nakijken")
    before = page.locator(".work-item").count()
    page.click("text=Klopt nog >> nth=0")
    page.wait_for_selector("text=Genoteerd dat dit nog klopt")
    assert page.locator(".work-item").count() == before - 1
    assert re.search(r"nagekeken op \d", page.inner_text("main"))
