"""Two ways to work with a page: with a mouse, and with the keyboard alone. And coming in at the desk."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page

from tests.admin.people import Person, signed_in
from tests.browser.conftest import OpenPage, Site

MOST_TABS = 400
_PLACE = """(element) => {
    const now = document.activeElement;
    if (element === now) return 0;
    return now !== document.body && element.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}"""


class Hands(Protocol):
    """How somebody works with a page."""

    def press(self, what: Locator) -> None:
        """Press a button, follow a link, choose an option of a group."""

    def write(self, what: Locator, text: str) -> None:
        """Put a text in a field, in place of what stood there."""


class Mouse:
    """Points and clicks."""

    def press(self, what: Locator) -> None:
        what.click()

    def write(self, what: Locator, text: str) -> None:
        what.fill(text)


class Keyboard:
    """Tab, Enter, space and letters. What Tab does not reach cannot be used."""

    def press(self, what: Locator) -> None:
        self._reach(what)
        toggles = what.evaluate("element => ['radio', 'checkbox'].includes(element.type)")
        what.page.keyboard.press("Space" if toggles else "Enter")

    def write(self, what: Locator, text: str) -> None:
        self._reach(what)
        what.page.keyboard.press("Control+a")
        what.page.keyboard.insert_text(text)

    def _reach(self, what: Locator) -> None:
        what.wait_for()
        for _ in range(MOST_TABS):
            place = what.evaluate(_PLACE)
            if not place:
                return
            what.page.keyboard.press("Tab" if place > 0 else "Shift+Tab")
        raise AssertionError(f"not reached with Tab: {what}")


def enter(page: Page, site: Site, role: str, name: str | None = None) -> Page:
    """Let somebody who is signed in already use this page. name: of an account that may exist."""
    cookie = signed_in(site.instance, role, name).get_cookie("desk", path="/beheer")
    assert cookie is not None
    page.context.add_cookies([{"name": "desk", "value": cookie.value, "domain": "127.0.0.1", "path": "/beheer"}])
    return page


def at_desk(open_page: OpenPage, site: Site, role: str, name: str | None = None, *, js: bool = True) -> Page:
    """A browser of her own for somebody who is signed in, where the desk begins."""
    page = open_page("/beheer/aanmelden", site=site, js=js)
    enter(page, site, role, name)
    page.goto("/beheer")
    return page


def sign_in(page: Page, person: Person, hands: Hands) -> None:
    """With her password and the code of her telephone."""
    hands.write(page.get_by_label("E-mail"), person.email)
    hands.write(page.get_by_label("Wachtwoord"), person.password)
    hands.press(page.locator("main button[type=submit]"))
    page.locator("#code").wait_for()
    hands.write(page.locator("#code"), person.code())
    hands.press(page.locator("main button[type=submit]"))
    page.get_by_role("button", name="Afmelden").wait_for()
