"""A parent searches: on a phone without JavaScript, on a large screen with it, by keyboard alone, and on the map."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Axe, OpenPage, overflow, with_larger_text

pytestmark = pytest.mark.browser

RESULTS = "/zoeken?q=beademing&postcode=3511&age=4"
STATES = {
    "first page": "/",
    "first page in English": "/en/",
    "results": RESULTS,
    "results in English": f"/en{RESULTS}",
    "results with filters and a list": "/zoeken?q=logeren+in+zwollle&law=wlz&age=12&i=273ceb05",
    "near misses": "/zoeken?q=kinderdagverblijf+met+verpleging&postcode=3511&age=12",
    "faults": "/zoeken?q=sonde&postcode=0000&age=oud",
    "nothing": "/zoeken?q=zzqqy",
    "lost": "/nergens/te-vinden",
}
WIDTHS = (320, 1280)


def query(page: Page) -> dict[str, list[str]]:
    """The members in the address bar."""
    return parse_qs(urlsplit(page.url).query)


def ask(page: Page, words: str, postcode: str, age: str = "") -> None:
    """Fill in the form and send it."""
    page.fill("#q", words)
    page.fill("#postcode", postcode)
    page.fill("#age", age)
    page.click("#zoekformulier button[type=submit]")


@pytest.mark.parametrize(("start", "told"), [("/", "Werkt in de gemeente Utrecht"), ("/en/", "Utrecht")])
@pytest.mark.parametrize("js", [False, True], ids=["without a script", "with scripts"])
def test_a_parent_finds_who_serves_her_and_keeps_three(open_page: OpenPage, start: str, told: str, js: bool) -> None:
    page = open_page(start, width=360, js=js)
    ask(page, "beademing", "3511 AB", "4")
    assert query(page) == {"q": ["beademing"], "postcode": ["3511"], "age": ["4"]}
    card = page.locator(".result").first
    expect(card).to_have_id("r-273ceb05")
    expect(card).to_contain_text(told)
    expect(card).to_contain_text("42 km")
    expect(card.locator("a[href^='tel:']")).to_be_visible()
    page.goto(f"{start.rstrip('/')}/zoeken?postcode=3511&kind=service")
    for number in range(3):
        page.locator(".list-link").nth(number).click()
        page.wait_for_url(lambda url, wanted=number + 1: len(parse_qs(urlsplit(url).query).get("i", [])) == wanted)
    assert len(query(page)["i"]) == 3
    assert open_page.foreign() == []
    assert open_page.cookies_set == []
    assert open_page.errors == []


def test_a_filter_works_at_once_and_back_undoes_it(open_page: OpenPage) -> None:
    page = open_page(RESULTS)
    page.evaluate("window.still = true")
    before = page.locator("#gevonden").inner_text()
    box = page.get_by_role("checkbox", name=re.compile(r"^Begrippen \("))
    box.check()
    expect(page.locator("#gevonden")).not_to_have_text(before)
    assert query(page)["kind"] == ["glossary-term"]
    expect(page.get_by_role("checkbox", name=re.compile(r"^Begrippen \("))).to_be_focused()
    expect(page.locator(".chip", has_text="Begrippen")).to_be_visible()
    page.go_back()
    expect(page.locator("#gevonden")).to_have_text(before)
    assert page.evaluate("window.still")


def test_a_chip_takes_a_filter_away_and_the_form_follows(open_page: OpenPage) -> None:
    page = open_page(RESULTS)
    page.evaluate("window.still = true")
    page.locator(".chip", has_text="4 jaar").click()
    expect(page.locator("#age")).to_have_value("")
    assert "age" not in query(page)
    assert page.evaluate("window.still")


def test_filters_work_without_a_script(open_page: OpenPage) -> None:
    page = open_page(RESULTS, js=False, width=360)
    page.locator(".filters > summary").click()
    page.get_by_role("checkbox", name=re.compile(r"^Zorg \(")).check()
    page.get_by_role("button", name="Toon resultaten").click()
    assert query(page)["kind"] == ["service"]
    expect(page.locator(".result-care")).not_to_have_count(0)


def test_a_full_postcode_never_gets_into_the_address_by_a_filter(open_page: OpenPage) -> None:
    page = open_page(RESULTS)
    page.fill("#postcode", "3511 AB")
    page.get_by_role("checkbox", name=re.compile(r"^Zorg \(")).check()
    page.wait_for_url(re.compile("kind=service"))
    assert query(page)["postcode"] == ["3511"]
    assert not any("3511" in url and "AB" in url.upper().partition("?")[2] for url in open_page.requests)


def test_a_fault_is_told_where_the_reader_starts(open_page: OpenPage) -> None:
    page = open_page("/")
    ask(page, "sonde", "0000", "oud")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(page.locator("#postcode")).to_have_value("0000")
    summary.get_by_role("link").first.click()
    expect(page.locator("#postcode, #age").and_(page.locator(":focus"))).to_have_count(1)


def test_a_search_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("beademing")
    page.keyboard.press("Tab")
    page.keyboard.type("3511")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/zoeken"))
    reached = ""
    for _ in range(80):
        page.keyboard.press("Tab")
        reached = page.evaluate("document.activeElement.closest('.result-title')?.textContent ?? ''")
        if reached:
            break
    assert "beademing" in reached.lower()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", STATES.values(), ids=list(STATES))
def test_axe_finds_nothing(open_page: OpenPage, axe: Axe, path: str, width: int) -> None:
    page = open_page(path, width=width)
    assert axe(page) == []
    assert overflow(page) == []


@pytest.mark.parametrize("path", ["/", RESULTS, STATES["faults"]])
def test_axe_finds_nothing_in_the_dark(open_page: OpenPage, axe: Axe, path: str) -> None:
    assert axe(open_page(path, dark=True)) == []


@pytest.mark.parametrize("path", STATES.values(), ids=list(STATES))
def test_text_of_twice_the_size_fits(open_page: OpenPage, path: str) -> None:
    assert overflow(with_larger_text(open_page(path, width=640))) == []


def test_the_map_is_drawn_from_here_and_leads_back_to_the_list(open_page: OpenPage, axe: Axe) -> None:
    page = open_page("/zoeken?q=logeren&postcode=3511")
    page.get_by_role("button", name="Toon op de kaart").click()
    expect(page.locator(".map-name").first).to_be_visible()
    markers = page.locator(".map-pin-care")
    assert markers.count() == page.locator(".result[data-lat]").count() > 0
    markers.first.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup-content a")
    expect(page.locator(".leaflet-popup")).to_have_css("opacity", "1")  # it fades in
    assert axe(page) == []
    link.click()
    assert urlsplit(page.url).fragment.startswith("r-")
    assert open_page.foreign() == []
    assert open_page.errors == []


def test_the_map_follows_the_filters(open_page: OpenPage) -> None:
    page = open_page("/zoeken?q=logeren&postcode=3511", width=320)
    page.get_by_role("button", name="Toon op de kaart").click()
    expect(page.locator(".map-pin-care").first).to_be_visible()
    page.locator(".filters > summary").click()
    page.get_by_role("checkbox", name=re.compile("^Factsheets ")).check()
    expect(page.locator(".map-pin-care")).to_have_count(0)
    assert overflow(page) == []


def test_without_a_script_there_is_no_button_for_the_map(open_page: OpenPage) -> None:
    page = open_page("/zoeken?q=logeren&postcode=3511", js=False)
    expect(page.get_by_role("button", name="Toon op de kaart")).to_have_count(0)


def test_a_printed_list_has_no_buttons_and_no_menu(open_page: OpenPage) -> None:
    page = open_page(RESULTS)
    page.emulate_media(media="print")
    for name in (".doors-nav", ".filters-form", ".list-link", ".help-line"):
        expect(page.locator(name).first).to_be_hidden()
    expect(page.locator(".result").first).to_be_visible()
    expect(page.locator(".print-head")).to_be_visible()
