"""One Chromium per test process, and the application on a port of its own, for every browser test.

    def test_a_parent_finds_care(open_page: OpenPage, axe: Axe) -> None:
        page = open_page("/zoeken?q=sonde", width=320, js=False)
        ...
        assert axe(page) == []

`site` is a server over the starter content that all tests of a process share: read only. `own_site` is a server over a
copy for one test, which may write; pass it to `open_page(…, site=own_site)`. Its `instance` is the same application, so
a test can look in the database or run a command beside the browser.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe as AxeRunner
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from tests.instances import Instance, copied, starter_template

PATIENCE = 10_000
"""How long the browser waits for something on a page, in milliseconds."""


@dataclass(frozen=True)
class Site:
    """An instance that answers on a port of this machine."""

    instance: Instance
    port: int

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served(instance: Instance) -> Iterator[Site]:
    """The instance on a free port, answering in threads of this process, for as long as this lasts."""
    server = make_server("127.0.0.1", 0, instance.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="site", daemon=True)
    thread.start()
    try:
        yield Site(instance, server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over the starter content, shared: read only."""
    with copied(starter_template(), tmp_path_factory.mktemp("site") / "data") as instance, served(instance) as site:
        yield site


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Site]:
    """A server over a copy of the starter content for one test, which may write."""
    with copied(starter_template(), tmp_path / "data") as instance, served(instance) as site:
        yield site


@dataclass
class OpenPage:
    """Opens pages, each in a browser profile of its own unless `context` says otherwise; keeps what they asked for.

    requests: the address of each request so far. cookies_set: the answers that set a cookie. errors: what pages wrote
    to their console as an error (a script that failed, or that the content policy refused).
    """

    browser: Browser
    site: Site
    requests: list[str] = field(default_factory=list)
    cookies_set: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        path: str = "/",
        *,
        width: int = 1280,
        height: int = 900,
        js: bool = True,
        dark: bool = False,
        site: Site | None = None,
        context: BrowserContext | None = None,
        **options: Any,
    ) -> Page:
        """A page, loaded. width, height: of the window, in CSS pixels. options: more of `Browser.new_context`."""
        if context is None:
            context = self.browser.new_context(
                viewport={"width": width, "height": height},
                java_script_enabled=js,
                color_scheme="dark" if dark else "light",
                locale="nl-NL",
                base_url=(site or self.site).url,
                **options,
            )
            context.set_default_timeout(PATIENCE)
            self._contexts.append(context)
            self._listen(context)
        page = context.new_page()
        page.goto(path)
        return page

    def foreign(self) -> list[str]:
        """The requests that went elsewhere than to this machine."""
        here = ("http://127.0.0.1:", "data:", "blob:", "about:")
        return [address for address in self.requests if not address.startswith(here)]

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()

    def _listen(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("response", lambda answer: "set-cookie" in answer.headers and self.cookies_set.append(answer.url))
        context.on("console", lambda line: line.type == "error" and self.errors.append(line.text))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[OpenPage]:
    """Opens pages of the shared site (or of `site=`) and closes them at the end of the test."""
    opener = OpenPage(chromium, site)
    yield opener
    opener.close()


Axe = Callable[[Page], list[str]]


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Gives the violations that axe-core finds on a page as it is now, one line for each place."""
    runner = AxeRunner()

    def violations(page: Page) -> list[str]:
        page.wait_for_load_state()
        found = runner.run(page).response["violations"]
        return [
            f"{item['id']} ({item['impact']}): {node['target']} {node['failureSummary']}"
            for item in found
            for node in item["nodes"]
        ]

    return violations


def overflow(page: Page) -> list[str]:
    """The elements that stick out of the window sideways; none when the page does not scroll sideways."""
    script = """() => {
        const root = document.documentElement;
        if (root.scrollWidth <= root.clientWidth) return [];
        return [...document.querySelectorAll("body *")]
            .filter(node => node.getBoundingClientRect().right > root.clientWidth + 1)
            .map(node => node.outerHTML.slice(0, 120));
    }"""
    found: list[str] = page.evaluate(script)
    return found


def with_larger_text(page: Page) -> Page:
    """The page with its text twice as large, as a reader sets it in her browser."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    return page
