"""The pages of care, the list, the frame and the forms in a real browser: with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.suggestions.models import Suggestion
from tests.browser.conftest import Axe, OpenPage, Site, overflow, with_larger_text

pytestmark = [pytest.mark.browser]

SERVICE = "/zorg/voorbeeld-de-zorgvleugel-opvang-voor-kinderen-met-verpleging-hoofddorp"
CLOSED = "/zorg/voorbeeld-de-knuffelboom-dagopvang-met-verpleging-eindhoven"
NEVER_CHECKED = "/zorg/amsterdam-umc-emma-kinderziekenhuis-emma-kinderziekenhuis-amsterdam"
ORGANIZATION = "/organisatie/voorbeeld-dagcentrum-sterrenkind"
REPORT = "/klopt-niet/service/juiste-loket-vragen-over-zorg-en-wetten"
LIST = "/mijn-lijst?i=db48c1cc&i=6fc1d027&i=e0d04cbe"
PAGES = {
    "service": f"{SERVICE}?postcode=2132",
    "service with a fault": f"{SERVICE}?postcode=99",
    "service that is closed": CLOSED,
    "organization": ORGANIZATION,
    "gone": "/zorg/nooit-geweest",
    "list": LIST,
    "list with what is gone": f"{LIST}&i=11111111",
    "empty list": "/mijn-lijst",
    "report": REPORT,
    "register": "/aanmelden",
    "code": "/melding",
    "unknown code": "/melding/ABCD-EFGH",
    "embedding": "/insluiten",
    "frame": "/insluiten/zoeken?careType=respijtzorg",
    "empty frame": "/insluiten/zoeken?q=xyzzy",
    "frame with a fault": "/insluiten/zoeken?law=onzin",
}


def _collect(page: Page) -> None:
    """Put two results of one search and one of another on the list, as a parent does on her telephone."""
    page.locator("[data-list]:not([data-added])").first.click()
    expect(page.locator("[data-list][data-added]")).to_have_count(1)
    page.locator("[data-list]:not([data-added])").first.click()
    expect(page.locator("[data-list][data-added]")).to_have_count(2)
    if not page.locator("#q").is_visible():
        page.locator("details.question > summary").click()
    page.fill("#q", "beademing")
    page.locator("#zoekformulier button[type=submit]").click()
    page.wait_for_url("**/zoeken?q=beademing*")
    page.locator("[data-list]:not([data-added])").first.click()
    page.wait_for_url("**i=*i=*i=*")


@pytest.mark.parametrize("js", [True, False])
def test_a_parent_collects_three_and_takes_them_along(open_page: OpenPage, js: bool) -> None:
    page = open_page("/zoeken?q=logeren", width=390, js=js)
    _collect(page)
    page.get_by_role("link", name="Mijn lijst (3)").first.click()
    page.wait_for_url("**/mijn-lijst?i=*")
    items = page.locator(".my-item")
    expect(items).to_have_count(3)
    expect(page.locator("svg.qr")).to_be_visible()
    first = items.first.locator("h2").inner_text()
    items.first.get_by_role("link", name="Omlaag").click()
    expect(page.locator(".my-item h2").nth(1)).to_have_text(first)
    page.emulate_media(media="print")
    assert page.locator(".notes").first.is_visible()
    assert not page.get_by_role("link", name="Zoek verder").is_visible()
    assert open_page.foreign() == []
    assert open_page.cookies_set == []
    assert open_page.errors == []


def test_with_a_script_the_list_stays_in_the_browser_until_it_is_cleared(open_page: OpenPage) -> None:
    page = open_page(SERVICE)
    add = page.locator("[data-list][data-alone]")
    add.click()
    expect(add).to_contain_text("Op uw lijst")
    assert page.evaluate("localStorage.getItem('mijn-lijst')") == f'["{add.get_attribute("data-list")}"]'
    page.goto("/factsheets/wet-langdurige-zorg")
    page.locator("[data-list][data-alone]").click()
    page.get_by_role("link", name="Mijn lijst (2)").first.click()
    expect(page.locator(".my-item")).to_have_count(2)
    page.goto("/mijn-lijst")
    expect(page.locator(".my-item")).to_have_count(2)
    page.get_by_role("button", name="Wis mijn lijst").click()
    expect(page.get_by_text("Uw lijst is nog leeg.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    assert open_page.errors == []


def test_somebody_elses_list_is_not_mine_until_i_say_so(open_page: OpenPage) -> None:
    page = open_page(LIST)
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Voeg deze lijst toe").click()
    expect(page.get_by_role("button", name="Wis mijn lijst")).to_be_visible()
    assert page.evaluate("JSON.parse(localStorage.getItem('mijn-lijst')).length") == 3


@pytest.mark.parametrize("js", [True, False])
def test_a_parent_reports_what_is_wrong_and_follows_it(open_page: OpenPage, own_site: Site, js: bool) -> None:
    page = open_page(SERVICE, site=own_site, js=js, width=390)
    page.get_by_role("link", name="Klopt er iets niet?").click()
    page.fill("#text", "kort")
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Verstuur").click()
    page.locator(".error-summary a").first.click()
    page.fill("#text", "Het telefoonnummer is veranderd.")
    page.locator("details.corrections > summary").click()
    page.fill("[id='fields.phones.0.number']", "030 123 45 67")
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Verstuur").click()
    code = page.locator(".code").inner_text()
    page.get_by_role("link", name="Kijk hoe het staat").click()
    expect(page.locator(".code")).to_have_text("Ontvangen")
    assert code in page.url
    with own_site.instance.session() as session:
        [kept] = session.scalars(select(Suggestion))
        assert [item["name"] for item in kept.fields] == ["phones.0.number"]
    assert open_page.cookies_set == []


def test_the_frame_works_on_a_page_of_somebody_else(open_page: OpenPage, site: Site) -> None:
    page = open_page("/insluiten")
    frame = page.frame_locator("iframe")
    expect(frame.locator(".result").first).to_be_visible()
    page.set_content(f'<iframe src="{site.url}/insluiten/zoeken?careType=respijtzorg" title="x"></iframe>')
    inside = page.frame_locator("iframe")
    with page.expect_popup() as opened:
        inside.locator(".result a").first.click()
    opened.value.wait_for_url("**/zorg/**")
    assert opened.value.evaluate("window.opener") is None
    assert open_page.errors == []


def test_the_postcode_and_the_map_work_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(SERVICE)
    page.locator("#postcode").focus()
    page.keyboard.type("2132 AB")
    page.keyboard.press("Enter")
    page.wait_for_url("**?postcode=2132")
    expect(page.get_by_text("Ja, zij werken bij 2132")).to_be_visible()
    page.locator("[data-map-open]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map-pin-care")).to_have_count(1)
    assert open_page.foreign() == []
    assert open_page.errors == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_accessible_and_does_not_scroll_sideways(open_page: OpenPage, axe: Axe, width: int) -> None:
    page = open_page("/aanmelden", width=width)
    found = {}
    for name, path in PAGES.items():
        page.goto(path)
        found[name] = [*axe(page), *overflow(page)]
        if width == 1280:
            found[f"{name}, large"] = overflow(with_larger_text(page))
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("path", [SERVICE, CLOSED, NEVER_CHECKED, LIST, REPORT])
def test_the_pages_are_accessible_in_the_dark(open_page: OpenPage, axe: Axe, path: str) -> None:
    assert axe(open_page(path, dark=True)) == []


def test_a_form_with_faults_is_accessible(open_page: OpenPage, axe: Axe) -> None:
    page = open_page("/aanmelden", width=320)
    page.fill("[id='organization.description']", "BSN 111222333")
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Meld aan").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert axe(page) == []
    assert overflow(page) == []
