"""The pages and forms of the desk in a real browser: with and without JavaScript, on a phone and a wide screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.admin.pages import first_of
from tests.admin.people import signed_in
from tests.browser.conftest import Axe, OpenPage, Site

pytestmark = pytest.mark.browser


def enter(page: Page, site: Site, role: str, path: str) -> None:
    """Go to a page of the desk as somebody who is signed in."""
    client = signed_in(site.instance, role)
    cookie = client.get_cookie("desk", path="/beheer")
    assert cookie is not None
    page.context.add_cookies([{"name": "desk", "value": cookie.value, "domain": "127.0.0.1", "path": "/beheer"}])
    page.goto(f"{site.url}{path}")


def has_sideways_scroll(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_the_desk_has_a_barrier_and_none_scrolls_sideways(
    own_site: Site, open_page: OpenPage, axe: Axe, width: int
) -> None:
    client = signed_in(own_site.instance, "publisher")
    organization, factsheet = first_of(client, "organisaties"), first_of(client, "factsheets")
    service = re.search(r'"(/beheer/[^"]+/bewerken/diensten/[0-9a-f-]{36})"', client.get(organization).text)
    text = re.search(r'"(/beheer/[^"]+/bewerken/teksten/[0-9a-f-]{36})"', client.get(factsheet).text)
    assert service is not None
    assert text is not None
    page = open_page("/beheer/aanmelden", site=own_site, width=width)
    for path in (
        "/beheer/organisaties",
        "/beheer/organisaties?q=zzzz",
        organization,
        f"{organization}/bewerken/gegevens",
        service[1],
        f"{organization}/bewerken/diensten",
        f"{organization}/bewerken/locaties",
        f"{organization}/stap/archiveren",
        f"{organization}/stap/plannen",
        "/beheer/organisaties/nieuw",
        factsheet,
        text[1],
        f"{first_of(client, 'begrippen')}/bewerken/gegevens",
        f"{first_of(client, 'beslishulp')}/bewerken/gegevens",
        "/beheer/niet-daar",
    ):
        enter(page, own_site, "publisher", path)
        assert axe(page) == [], path
        assert not has_sideways_scroll(page), path


@pytest.mark.parametrize("js", [True, False])
def test_a_telephone_number_is_added_moved_and_saved(own_site: Site, open_page: OpenPage, axe: Axe, js: bool) -> None:
    client = signed_in(own_site.instance, "editor")
    record = first_of(client, "organisaties", q="Per Saldo")
    page = open_page("/beheer/aanmelden", site=own_site, width=320, js=js)
    enter(page, own_site, "editor", f"{record}/bewerken/gegevens")
    before = page.locator("#phones > .group").count()
    for number in ("030 789 7878", "geen nummer"):
        page.get_by_role("button", name="Telefoonnummer toevoegen").click()
        page.locator(f"[name='phones.{before}.number']").fill(number)
        before += 1
    page.get_by_role("button", name=f"Telefoonnummer {before} omhoog").click()
    expect(page.locator(f"[name='phones.{before - 2}.number']")).to_have_value("geen nummer")
    page.get_by_role("button", name="Bewaren", exact=True).last.click()
    summary = page.get_by_role("alert")
    summary.wait_for()
    assert "is geen telefoonnummer" in summary.inner_text()
    if js:
        assert axe(page) == []
    summary.get_by_role("link").first.click()
    assert page.url.endswith(f"#phones.{before - 2}.number")
    page.get_by_role("button", name=f"Telefoonnummer {before - 1} verwijderen").click()
    expect(page.locator("#phones > .group")).to_have_count(before - 1)
    page.get_by_role("button", name="Bewaren", exact=True).last.click()
    page.get_by_text("Bewaard.").wait_for()
    assert "030 789 7878" in page.inner_text("main")


def test_enter_in_a_field_saves_and_presses_no_other_button(own_site: Site, open_page: OpenPage) -> None:
    client = signed_in(own_site.instance, "editor")
    record = first_of(client, "begrippen", q="mantelzorg")
    page = open_page("/beheer/aanmelden", site=own_site)
    enter(page, own_site, "editor", f"{record}/bewerken/gegevens")
    rows = page.locator("#sources > .group").count()
    page.get_by_label("Begrip, Engels").fill("Informal care, renewed")
    page.keyboard.press("Enter")
    page.get_by_text("Bewaard.").wait_for()
    page.goto(f"{own_site.url}{record}/bewerken/gegevens")
    assert page.locator("#sources > .group").count() == rows
    assert page.get_by_label("Begrip, Engels").input_value() == "Informal care, renewed"
