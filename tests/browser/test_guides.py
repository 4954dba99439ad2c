"""Stories of people who are guided: a stuck case, the desk of a region, who pays. In a browser, with and without
JavaScript, with the keyboard alone, and looked over by axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Axe, OpenPage, overflow, with_larger_text

pytestmark = pytest.mark.browser

ADVICE = "/escalatie?law=zvw&law=jeugdwet&postcode=6525"
TEENAGER = (
    "/wie-betaalt?leeftijd=17&oorzaak=lichamelijke-ziekte&hulp=verpleging&hulp=begeleiding&wlz=nee&woont=thuis"
    "&school=nee&situatie=geen&postcode=6525"
)
STATES = {
    "normal": [
        "/escalatie",
        ADVICE,
        "/regio",
        "/regio?postcode=6525",
        "/regio/NIK-NIJMEGEN",
        "/regio/GM0268",
        "/wie-betaalt",
        "/wie-betaalt?ask=leeftijd",
        "/wie-betaalt?leeftijd=3&oorzaak=psychisch",
        TEENAGER,
    ],
    "error": [
        "/escalatie?law=kookwet&postcode=1000",
        "/regio?postcode=1000",
        "/wie-betaalt?leeftijd=oud",
        "/wie-betaalt?leeftijd=3&asked=oorzaak",
        f"{TEENAGER}&kleur=rood",
        "/wie-betaalt?at=morgen",
    ],
    "empty": [
        "/escalatie?law=wlz&tried=c",
        "/escalatie?law=zvw",
        "/regio/PV29",
        "/wie-betaalt?leeftijd=weet-ik-niet&oorzaak=weet-ik-niet&hulp=leren&wlz=weet-ik-niet&woont=weet-ik-niet"
        "&situatie=geen&postcode=weet-ik-niet",
    ],
}
PAGES = [(state, path) for state, paths in STATES.items() for path in paths]


@pytest.mark.parametrize(("state", "path"), PAGES, ids=[f"{state}:{path[:44]}" for state, path in PAGES])
def test_a_guiding_page_is_accessible_and_fits_its_window(open_page: OpenPage, axe: Axe, state: str, path: str) -> None:
    page = open_page(path, width=1280)
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert axe(page) == []
    assert overflow(page) == []
    assert not open_page.foreign()
    assert not open_page.cookies_set
    if state != "error":
        assert not open_page.errors


@pytest.mark.parametrize("path", ["/en" + ADVICE, "/en" + TEENAGER, "/en/regio?postcode=6525"])
def test_a_guiding_page_in_english_is_accessible_in_the_dark_and_with_larger_text(
    open_page: OpenPage, axe: Axe, path: str
) -> None:
    page = open_page(path, width=640, dark=True)
    assert axe(page) == []
    assert overflow(with_larger_text(page)) == []


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_a_professional_is_at_the_desk_of_the_region_in_three_clicks(open_page: OpenPage, js: bool) -> None:
    page = open_page("/", js=js, width=375)
    page.get_by_role("link", name="Vastgelopen").first.click()
    page.get_by_label("Zorgverzekeringswet (Zvw)").check()
    page.get_by_label("Jeugdwet").check()
    page.get_by_label("Postcode of gemeente").fill("6525 GA")
    page.get_by_role("button", name="Toon wat ik kan doen").click()
    step = page.locator("#stap-b")
    expect(step.get_by_role("link", name="Indicatieteam DOI, regio Nijmegen")).to_be_visible()
    expect(page.locator("#stap-a1").get_by_role("link", name="Bel 030 789 78 78")).to_be_visible()
    assert "6525GA" not in page.url
    assert "6525" in page.url


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_a_professional_finds_the_network_of_a_gemeente(open_page: OpenPage, js: bool) -> None:
    page = open_page("/", js=js)
    page.get_by_role("contentinfo").get_by_role("link", name="Regio’s").click()
    page.get_by_label("Postcode of gemeente").fill("Zwolle")
    page.get_by_role("button", name="Toon mijn regio").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zwolle")
    network = page.locator(".network").first
    expect(network).to_contain_text("Netwerk Integrale Kindzorg")
    network.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Zo bereikt u dit netwerk")).to_be_visible()


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_a_parent_walks_to_who_pays_and_back(open_page: OpenPage, js: bool) -> None:
    page = open_page("/wie-betaalt", js=js, width=320)
    page.get_by_role("link", name="Begin met de vragen").click()
    page.get_by_label("Dag").fill("1")
    page.get_by_label("Maand").fill("2")
    page.get_by_label("Jaar", exact=True).fill("2023")
    onward(page)
    assert "2023" not in page.url
    page.get_by_label("Een lichamelijke ziekte of aandoening").check()
    onward(page)
    page.get_by_label("Verpleging", exact=True).check()
    onward(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Heeft uw kind al een Wlz-indicatie van het CIZ?")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welke hulp heeft uw kind nodig?")
    page.go_forward()
    page.get_by_label("Nee", exact=True).check()
    onward(page)
    page.get_by_label("Thuis", exact=True).check()
    onward(page)
    page.get_by_label("Weet ik niet").check()
    onward(page)
    page.get_by_role("button", name="Weet ik niet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Uitkomst: wie betaalt")
    expect(page.locator(".outcome").first).to_contain_text("Zorgverzekeringswet (Zvw)")
    page.get_by_role("link", name=re.compile("Wijzig.*Welke hulp heeft uw kind nodig")).click()
    expect(page.get_by_label("Verpleging", exact=True)).to_be_checked()
    page.get_by_label("Begeleiding").check()
    onward(page)
    expect(page.locator(".outcome")).to_have_count(2)


def onward(page: Page) -> None:
    page.get_by_role("button", name="Verder").click()


def test_a_question_is_answered_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/wie-betaalt?leeftijd=3&oorzaak=psychisch&hulp=begeleiding")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "wlz":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Nee", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Waar woont uw kind nu?")


def test_a_fault_is_where_the_reader_starts_and_leads_to_its_field(open_page: OpenPage) -> None:
    page = open_page("/escalatie")
    page.get_by_label("Postcode of gemeente").fill("1000")
    page.get_by_role("button", name="Toon wat ik kan doen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="postbussen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Postcode of gemeente")).to_be_focused()


def test_the_letter_is_copied_as_the_sender_made_it(open_page: OpenPage) -> None:
    page = open_page(ADVICE, permissions=["clipboard-read", "clipboard-write"])
    letter = page.get_by_label("Brief aan")
    letter.fill(letter.input_value().replace("[uw naam]", "Kim de Wit"))
    page.get_by_role("button", name="Kopieer de brief").click()
    expect(page.get_by_role("status").filter(has_text="Gekopieerd")).to_be_attached()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Kim de Wit" in copied
    assert "Aan: Expertgroep Indicatieproces Kindzorg" in copied
    assert len(open_page.requests) == len(set(open_page.requests))


def test_without_javascript_no_button_stands_there_that_does_nothing(open_page: OpenPage) -> None:
    page = open_page(ADVICE, js=False)
    expect(page.get_by_role("button", name="Kopieer")).to_have_count(0)
    expect(page.get_by_role("button", name="Afdrukken")).to_have_count(0)
    expect(page.get_by_label("Brief aan")).to_be_visible()


def test_on_paper_stand_the_steps_the_boxes_and_the_whole_letter_but_no_buttons(open_page: OpenPage) -> None:
    page = open_page(ADVICE, width=800)
    page.emulate_media(media="print")
    expect(page.get_by_text("Dit is al geprobeerd").first).to_be_hidden()
    expect(page.locator(".checklist input").first).to_be_visible()
    letter = page.get_by_label("Brief aan")
    assert letter.evaluate("node => node.scrollHeight <= node.clientHeight + 2")
