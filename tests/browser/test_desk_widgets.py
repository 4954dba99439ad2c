"""The widgets of the forms in a real browser: with the keyboard, with and without JavaScript, and accessible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.admin.pages import UUID, first_of
from tests.admin.people import signed_in
from tests.browser.conftest import Axe, OpenPage, Site, overflow, served
from tests.instances import copied, starter_template

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Desk:
    """A server with somebody who is signed in, and the addresses of forms with widgets."""

    site: Site
    cookie: str
    service: str
    locations: str
    text: str
    flow: str
    region: str


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A server that all tests of this module write in."""
    folder = tmp_path_factory.mktemp("widgets") / "data"
    with copied(starter_template(), folder) as instance, served(instance) as site:
        client = signed_in(instance, "editor", "Eva Editor")
        cookie = client.get_cookie("desk", path="/beheer")
        assert cookie is not None
        record, service = _with_hours(client)
        factsheet = first_of(client, "factsheets")
        text = re.search(rf'"({factsheet}/bewerken/teksten/{UUID})"', client.get(factsheet).text)
        assert text
        yield Desk(
            site,
            cookie.value,
            service,
            f"{record}/bewerken/locaties",
            text[1],
            f"{first_of(client, 'beslishulp')}/bewerken/gegevens",
            f"{first_of(client, 'regios')}/bewerken/gegevens",
        )


def _with_hours(client: FlaskClient) -> tuple[str, str]:
    """An organization with a service that has areas and opening hours, and the form of that service."""
    for record in re.findall(rf'href="(/beheer/organisaties/{UUID})"', client.get("/beheer/organisaties").text):
        for address in re.findall(rf'href="({record}/bewerken/diensten/{UUID})"', client.get(record).text):
            page = client.get(address).text
            if 'name="areas.1.code"' in page and "Mo-Fr" in page:
                return record, address
    raise AssertionError("no service with areas and hours")


def opened(open_page: OpenPage, desk: Desk, path: str, *, width: int = 1280, js: bool = True) -> Page:
    """A form of the desk, as the editor sees it."""
    page = open_page("/beheer/aanmelden", site=desk.site, width=width, js=js)
    page.context.add_cookies([{"name": "desk", "value": desk.cookie, "domain": "127.0.0.1", "path": "/beheer"}])
    page.goto(f"{desk.site.url}{path}")
    return page


@pytest.mark.parametrize("js", [True, False])
def test_an_area_is_added_and_taken_away(desk: Desk, open_page: OpenPage, js: bool) -> None:
    page = opened(open_page, desk, desk.service, js=js)
    before = page.locator(".area-list li").count()
    dots = page.locator(".country-inside").get_attribute("d")
    page.get_by_label("Gebied toevoegen").fill("Zeeland")
    page.get_by_role("button", name="Toevoegen", exact=True).click()
    expect(page.locator(".area-list li")).to_have_count(before + 1)
    expect(page.get_by_text("Toegevoegd: provincie Zeeland.")).to_be_visible()
    assert page.locator(".country-inside").get_attribute("d") != dots
    page.get_by_role("button", name="provincie Zeeland verwijderen").click()
    expect(page.locator(".area-list li")).to_have_count(before)


def test_enter_in_the_box_of_areas_adds_and_stays_there(desk: Desk, open_page: OpenPage) -> None:
    page = opened(open_page, desk, desk.service)
    box = page.get_by_label("Gebied toevoegen")
    box.fill("Groningen")
    box.press("Enter")
    page.get_by_role("button", name="+ gemeente Groningen").click()
    expect(page.get_by_text("Toegevoegd: gemeente Groningen.")).to_be_visible()
    expect(page.get_by_label("Gebied toevoegen")).to_be_focused()
    assert open_page.errors == []


@pytest.mark.parametrize("js", [True, False])
def test_hours_are_read_back_and_what_is_meant_is_taken_over(desk: Desk, open_page: OpenPage, js: bool) -> None:
    page = opened(open_page, desk, desk.service, js=js)
    hours = page.locator(".hours").first
    hours.locator("input.form-control").first.fill("ma t/m vr 8.30-16.00, feestdagen dicht")
    if not js:
        hours.get_by_role("button", name="Controleer").click()
    page.locator(".hours").first.get_by_role("button", name="Overnemen").click()
    expect(page.locator(".hours").first).to_contain_text("Maandag t/m vrijdag 8.30–16.00 uur. Op feestdagen dicht.")


def test_the_pin_is_moved_with_the_keyboard_and_saved(desk: Desk, open_page: OpenPage) -> None:
    page = opened(open_page, desk, desk.locations)
    page.get_by_role("button", name="Zoek het punt bij het adres").first.press("Enter")
    expect(page.get_by_text("Het punt staat nu op").first).to_be_visible()
    latitude, longitude = (page.locator(f"[id='locations.0.{name}']") for name in ("latitude", "longitude"))
    before = float(latitude.input_value()), float(longitude.input_value())
    page.get_by_role("button", name="Wijs aan op de kaart").first.press("Enter")
    expect(page.locator(".pin-mark")).to_be_focused()
    for key in ("ArrowUp", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert float(latitude.input_value()) > before[0]
    assert float(longitude.input_value()) > before[1]
    moved = float(latitude.input_value())
    page.locator(".form-bar").get_by_role("button", name="Bewaren").press("Enter")
    page.wait_for_url(re.compile(rf"/beheer/organisaties/{UUID}$"))
    page.goto(f"{desk.site.url}{desk.locations}")
    assert abs(float(page.locator("[id='locations.0.latitude']").input_value()) - moved) < 1e-6
    assert page.locator("[name='locations.0.point_precision']").input_value() == "address"
    assert open_page.errors == []
    assert open_page.foreign() == []


def test_numbers_move_the_pin_too(desk: Desk, open_page: OpenPage) -> None:
    page = opened(open_page, desk, desk.locations)
    page.get_by_role("button", name="Wijs aan op de kaart").first.click()
    expect(page.locator(".pin-mark")).to_be_visible()
    page.locator("[id='locations.0.latitude']").fill("53,2194")
    page.locator("[id='locations.0.longitude']").fill("6.5665")
    page.locator("[id='locations.0.longitude']").press("Tab")
    expect(page.locator(".pin-name span", has_text=re.compile("^Groningen$"))).to_be_visible()
    box, pin = page.locator(".pin-map").bounding_box(), page.locator(".pin-mark").bounding_box()
    assert box
    assert pin
    assert abs(pin["x"] + pin["width"] / 2 - (box["x"] + box["width"] / 2)) < 20


@pytest.mark.parametrize("js", [True, False])
def test_a_text_is_previewed_beside_the_editor_and_runs_nothing(desk: Desk, open_page: OpenPage, js: bool) -> None:
    page = opened(open_page, desk, desk.text, js=js)
    page.locator("#body").fill("## Nieuwe kop\n\nEen zin over het pgb.\n")
    page.get_by_role("button", name="Toon voorbeeld").click()
    frame = page.frame_locator(".preview-frame")
    expect(frame.get_by_role("heading", name="Nieuwe kop")).to_be_visible()
    # In the letters of the public pages: the frame has their style sheet, and the content policy lets it in.
    box = frame.get_by_role("heading", name="Nieuwe kop").bounding_box()
    assert box
    assert box["height"] > 24
    page.locator("#body").fill("## Kop\n\n<script>alert(1)</script>\n")
    page.get_by_role("button", name="Toon voorbeeld").click()
    expect(page.get_by_role("link", name="Regel 3").first).to_be_visible()
    assert open_page.errors == []


def test_a_flow_is_checked_and_a_fault_leads_to_its_line(desk: Desk, open_page: OpenPage) -> None:
    page = opened(open_page, desk, desk.flow)
    page.get_by_role("button", name="Controleer").first.click()
    expect(page.locator("[id='definition-uitslag'] .drawing")).to_be_visible()
    expect(page.locator("[id='cases-uitslag'] .tag-good").first).to_be_visible()
    page.locator("#definition").fill("slug: x\nonbekend: ja\n")
    page.get_by_role("button", name="Controleer").first.click()
    page.get_by_role("link", name="Regel 2", exact=True).first.click()
    expect(page.locator("#definition")).to_be_focused()
    place = "[document.activeElement.selectionStart, document.activeElement.selectionEnd]"
    assert page.evaluate(place) == [8, 20]
    assert open_page.errors == []


def test_tab_indents_in_the_editor_until_escape_lets_it_go(desk: Desk, open_page: OpenPage) -> None:
    page = opened(open_page, desk, desk.flow)
    editor = page.locator("#facts")
    editor.focus()
    editor.evaluate("node => node.setSelectionRange(0, 0)")
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    assert editor.input_value().startswith("  ")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    assert page.locator(".editor-lines").count() == 3


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 1280])
def test_widgets_are_accessible_in_every_state(desk: Desk, open_page: OpenPage, axe: Axe, width: int) -> None:
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        found[state] = axe(page) + overflow(page)

    page = opened(open_page, desk, desk.service, width=width)
    page.get_by_label("Gebied toevoegen").fill("GM0003, GM0344, PV26, utr, onzin")
    page.get_by_label("Gebied toevoegen").press("Enter")
    expect(page.locator(".area-choices")).to_be_visible()
    hours = page.locator(".hours").first
    hours.locator("summary").click()
    hours.locator("input.form-control").first.fill("ma 9-12")
    expect(hours.get_by_role("button", name="Overnemen")).to_be_visible()
    look("areas and hours")
    page.goto(f"{desk.site.url}{desk.locations}")
    page.get_by_role("button", name="Wijs aan op de kaart").first.click()
    expect(page.locator(".pin-mark").first).to_be_visible()
    look("map")
    page.goto(f"{desk.site.url}{desk.text}")
    page.get_by_role("button", name="Toon voorbeeld").click()
    expect(page.locator(".preview-frame")).to_be_visible()
    look("preview")
    page.locator("#body").fill("## Kop\n\n<b>x</b> [@niets]\n")
    page.get_by_role("button", name="Toon voorbeeld").click()
    expect(page.locator(".fault-list")).to_be_visible()
    look("faults of a text")
    page.goto(f"{desk.site.url}{desk.flow}")
    page.get_by_role("button", name="Controleer").first.click()
    expect(page.locator(".drawing-box svg")).to_be_visible()
    look("flow")
    page.locator("#definition").fill("slug: x")
    page.get_by_role("button", name="Controleer").first.click()
    expect(page.locator(".fault-list")).to_be_visible()
    look("faults of a flow")
    page.goto(f"{desk.site.url}{desk.region}")
    page.locator("#members").fill("GM0344\nonzin")
    page.get_by_role("button", name="Controleer").first.click()
    expect(page.get_by_text("'onzin' is geen gebied").first).to_be_visible()
    look("region")
    assert {state: faults for state, faults in found.items() if faults} == {}
