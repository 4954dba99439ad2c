"""Every page of the desk: no barrier that axe-core can find and no sideways scroll, on a phone and a wide screen.

The list is generated over the routes of the app: a new page is looked at without anybody thinking of it. Three states:
as it is with content, after a form was sent with nothing in it, and on a desk where nothing is there yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from admin.access import declared, desk_rules
from tests.admin.pages import UUID
from tests.admin.people import signed_in
from tests.admin.things import Things, addresses, make_things
from tests.browser.conftest import Axe, OpenPage, Site, overflow, served
from tests.browser.hands import enter
from tests.instances import Instance, copied, starter_template, words_template

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (320, 1280)
# Where the page of each subject is another one; elsewhere one subject stands for all.
EACH_SUBJECT = frozenset({"records.listing", "records.show", "editing.edit", "editing.create"})
ONE_SUBJECT = "organisaties"
# What an address asks for besides its path.
ASKED = {
    "history.compare": "?van=1&naar=public",
    "history.as_public": "?op=2026-11-22",
    "inbox.show_all": "?stand=received",
    "questions.find": "?zoek=thuis",
    "worklist.search": "?werk=gezocht&woord=thuis",
}
# Pages with parts of a record, which share one route.
PARTS = ("bewerken/diensten", "bewerken/locaties", "bewerken/diensten/nieuw", "stap/plannen")
SEND_EMPTY = """() => {
    const forms = [...document.querySelectorAll("main form[method=post]")];
    const form = forms.find(one => one.querySelector("input:not([type=hidden]), textarea, select"));
    if (!form) return false;
    form.noValidate = true;
    for (const field of form.querySelectorAll("input, textarea, select")) {
        if (["radio", "checkbox"].includes(field.type)) field.checked = false;
        else if (!["hidden", "file", "submit", "button"].includes(field.type)) field.value = "";
    }
    const buttons = [...form.querySelectorAll("button")].filter(one => !one.name || one.value === "save");
    form.requestSubmit(buttons.at(-1));
    return true;
}"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A server, and the addresses of its pages: for somebody who is signed in, and for anybody."""

    site: Site
    pages: tuple[str, ...]
    open_pages: tuple[str, ...]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with one of everything."""
    with copied(starter_template(), tmp_path_factory.mktemp("full") / "data") as instance, served(instance) as site:
        client = signed_in(instance, "administrator", "Bo Beheerder")
        things = make_things(instance, client)
        record = f"/beheer/{ONE_SUBJECT}/{things.records[ONE_SUBJECT]}"
        parts = [f"{record}/{part}" for part in PARTS]
        text = re.search(rf'"(/beheer/[^"]+/bewerken/teksten/{UUID})"', client.get(_record(things, "factsheets")).text)
        assert text is not None
        yield _desk(site, client, [*_all(instance, things), *parts, text[1], "/beheer/niet-daar"], instance)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk where nothing is there yet: its lists."""
    with copied(words_template(), tmp_path_factory.mktemp("empty") / "data") as instance, served(instance) as site:
        client = signed_in(instance, "administrator", "Bo Beheerder")
        lists = [path for path in _all(instance, None) if "/nieuw" not in path]
        yield _desk(site, client, lists, instance)


def _record(things: Things, subject: str) -> str:
    return f"/beheer/{subject}/{things.records[subject]}"


def _all(instance: Instance, things: Things | None) -> Iterator[str]:
    """The address of every route that can be opened. things: None for those that need nothing to be there."""
    for rule in desk_rules(instance.app):
        if "GET" not in (rule.methods or ()):
            continue
        if things is None and set(rule._converters) - {"subject"}:
            continue
        known = things or Things({}, {}, {})
        for path, subject in addresses(rule, known):
            if subject in (None, ONE_SUBJECT) or rule.endpoint in EACH_SUBJECT or ONE_SUBJECT not in rule.rule:
                yield path + ASKED.get(rule.endpoint, "")


def _desk(site: Site, client: FlaskClient, paths: Iterable[str], instance: Instance) -> Desk:
    """Those of the addresses that give a page; a file or a piece of one is not for the eye."""
    pages = []
    for path in dict.fromkeys(paths):
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code < 500, path
        if answer.mimetype == "text/html" and "<html" in answer.text:
            pages.append(path)
        answer.close()
    everybody = [
        rule.rule
        for rule in desk_rules(instance.app)
        if "GET" in (rule.methods or ()) and _is_open(instance, rule.endpoint) and not rule.arguments
    ]
    return Desk(site, tuple(path for path in pages if path not in everybody), tuple(everybody))


def _is_open(instance: Instance, endpoint: str) -> bool:
    access = declared(instance.app, endpoint)
    return access is not None and access.role is None


class Looker:
    """Looks at pages in every width; keeps what is wrong, and counts."""

    def __init__(self, page: Page, axe: Axe) -> None:
        self.page = page
        self.axe = axe
        self.wrong: list[str] = []
        self.looked = 0

    def look(self, what: str) -> None:
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            found = self.axe(self.page) + overflow(self.page)
            self.wrong += [f"{what} at {width}: {fault}" for fault in found]
            self.looked += 1

    def open(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 500, path
        self.look(path)

    def send_empty(self, path: str) -> bool:
        """Send the form of a page with nothing in it; whether that gave a page with faults."""
        with self.page.expect_navigation():
            if not self.page.evaluate(SEND_EMPTY):
                return False
        told = self.page.locator(".error-summary, [role=alert], [aria-invalid=true]").count() > 0
        if told:
            self.look(f"{path} with faults")
        return told


def test_the_pages_of_the_desk_have_no_barrier(
    full: Desk, open_page: OpenPage, axe: Axe, told: Callable[[str], None]
) -> None:
    page = enter(open_page("/beheer/aanmelden", site=full.site), full.site, "administrator")
    looker = Looker(page, axe)
    for path in full.pages:
        looker.open(path)
    assert not looker.wrong, "\n".join(looker.wrong)
    assert len(full.pages) > 60
    told(f"{len(full.pages)} pages as they are, {looker.looked} looks")


def test_nothing_typed_in_a_form_is_told_without_a_barrier(
    full: Desk, open_page: OpenPage, axe: Axe, told: Callable[[str], None]
) -> None:
    page = enter(open_page("/beheer/aanmelden", site=full.site), full.site, "administrator")
    looker = Looker(page, axe)
    forms = [path for path in full.pages if _has_faults(path)]
    silent = []
    for path in forms:
        page.goto(path)
        if not looker.send_empty(path):
            silent.append(path)
    assert not looker.wrong, "\n".join(looker.wrong)
    assert silent == []
    told(f"{len(forms)} forms with faults, {looker.looked} looks")


def _has_faults(path: str) -> bool:
    """Whether the page holds a form that must be filled in."""
    if re.search(r"/(praktijken|uitleg)/[^/]+/bewerken/gegevens$", path):
        return False  # nothing of it must be filled in
    return bool(re.search(r"/nieuw$|/bewerken/gegevens$|/bewerken/teksten/|/vragen/[^/]+/bewerken$|/wachtwoord$", path))


def test_an_empty_desk_has_no_barrier(empty: Desk, open_page: OpenPage, axe: Axe, told: Callable[[str], None]) -> None:
    page = enter(open_page("/beheer/aanmelden", site=empty.site), empty.site, "administrator")
    looker = Looker(page, axe)
    for path in empty.pages:
        looker.open(path)
    assert not looker.wrong, "\n".join(looker.wrong)
    told(f"{len(empty.pages)} pages of an empty desk, {looker.looked} looks")


def test_what_everybody_may_open_has_no_barrier(full: Desk, open_page: OpenPage, axe: Axe) -> None:
    looker = Looker(open_page("/beheer/aanmelden", site=full.site), axe)
    for path in (*full.open_pages, "/beheer/niet-daar", "/beheer/link/bestaat-niet"):
        looker.open(path)
    assert not looker.wrong, "\n".join(looker.wrong)
    assert full.open_pages


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Tells a figure of the test to who runs it."""

    def tell(figure: str) -> None:
        with capsys.disabled():
            print(f"\naxe: {figure}")

    return tell
