"""The knowledge base and the pages about the map in a browser: looked over by axe, by keyboard, by touch, on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Axe, OpenPage, Site, overflow, served, with_larger_text
from tests.instances import copied, words_template

pytestmark = pytest.mark.browser

FACTSHEET = "/factsheets/wet-langdurige-zorg"
NORMAL = [
    "/factsheets",
    FACTSHEET,
    "/uitleg",
    "/uitleg/achttien-worden",
    "/uitleg/hulpbehoeftescan",
    "/uitleg/kwaliteitsvoorwaarden",
    "/praktijk",
    "/praktijk/meeloopdag-voor-de-klas",
    "/begrippen",
    "/begrippen/ciz",
    "/werkagenda",
    "/over-deze-kaart",
    "/privacy",
    "/toegankelijkheid",
]
ERROR = [f"{FACTSHEET}?validOn=1999-01-01", "/factsheets/bestaat-niet", "/nergens/te/vinden"]
EMPTY = ["/factsheets", "/uitleg", "/praktijk?domain=social", "/begrippen?q=xyzzy", "/werkagenda", "/over-deze-kaart"]


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over an instance with nothing on the map and no knowledge."""
    with copied(words_template(), tmp_path_factory.mktemp("empty") / "data") as instance, served(instance) as site:
        yield site


def _is_fine(open_page: OpenPage, axe: Axe, path: str, site: Site | None = None) -> None:
    page = open_page(path, width=1280, site=site)
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert axe(page) == []
    assert overflow(page) == []
    assert not open_page.foreign()
    assert not open_page.cookies_set


@pytest.mark.parametrize("path", [*NORMAL, *ERROR])
def test_a_page_of_the_knowledge_base_is_accessible_and_fits(open_page: OpenPage, axe: Axe, path: str) -> None:
    _is_fine(open_page, axe, path)


@pytest.mark.parametrize("path", EMPTY)
def test_a_page_with_nothing_on_it_is_accessible_too(
    open_page: OpenPage, axe: Axe, empty_site: Site, path: str
) -> None:
    _is_fine(open_page, axe, path, empty_site)


@pytest.mark.parametrize("path", [f"/en{FACTSHEET}", "/en/uitleg/achttien-worden", "/en/praktijk", "/en/begrippen"])
def test_in_english_in_the_dark_and_with_larger_text(open_page: OpenPage, axe: Axe, path: str) -> None:
    page = open_page(path, width=640, dark=True)
    assert axe(page) == []
    assert overflow(with_larger_text(page)) == []


def test_the_meaning_of_a_word_shows_by_keyboard_and_goes_with_escape(open_page: OpenPage, axe: Axe) -> None:
    page = open_page(FACTSHEET)
    word = page.locator("a.glossary-term", has_text="CIZ").first
    word.focus()
    box = page.get_by_role("tooltip")
    expect(box).to_contain_text("De organisatie die beslist")
    expect(word).to_have_attribute("aria-describedby", "term-box")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)


def test_the_first_tap_explains_a_word_and_the_second_leads_to_it(open_page: OpenPage) -> None:
    page = open_page(FACTSHEET, width=375, has_touch=True)
    word = page.locator("a.glossary-term", has_text="CIZ").first
    word.tap()
    expect(page.get_by_role("tooltip")).to_contain_text("De organisatie die beslist")
    assert page.url.endswith(FACTSHEET)
    word.tap()
    page.wait_for_url("**/begrippen/ciz")


def test_without_javascript_a_word_leads_to_its_meaning(open_page: OpenPage) -> None:
    page = open_page(FACTSHEET, js=False, width=375)
    page.locator("a.glossary-term", has_text="CIZ").first.click()
    page.wait_for_url("**/begrippen/ciz")
    expect(page.get_by_role("heading", level=1)).to_contain_text("CIZ")


def test_the_contents_and_the_citations_lead_to_their_place(open_page: OpenPage) -> None:
    page = open_page(FACTSHEET, js=False)
    page.get_by_role("link", name="Wie beslist?").click()
    assert page.url.endswith("#wie-beslist")
    page.locator(".citation a").first.click()
    assert "#bron-" in page.url


def test_on_paper_stand_the_text_and_its_sources_but_no_menus(open_page: OpenPage) -> None:
    page = open_page(FACTSHEET)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Bronnen")).to_be_visible()
    expect(page.locator("nav.contents")).to_be_hidden()
    expect(page.locator("nav.doors-nav")).to_be_hidden()
