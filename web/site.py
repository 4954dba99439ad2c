"""The public pages: how each is declared, addressed, cached, and shown when something is wrong.

Making a page takes three things:

1. A module, say `web/results.py`, with `pages = Pages()` and a view under `@pages.page("/zoeken", name="results")`.
   The view gives `render_page("results/list.html", …)`, a Response, or `redirect_to(…)`. It reads published documents
   and the search keeper, never records; it never commits but where a visitor sends something in. It raises `NotFound`,
   `Withdrawn` and the other exceptions of the API: here they become pages.
2. The set in `PAGE_SETS` of `web/pages.py`.
3. A template under `web/templates/<subject>/` that extends `site/base.html` and imports `site/macros.html` as `ui`.

One declaration serves Dutch at `/zoeken` and English at `/en/zoeken`. The path decides the language, nothing else does.
`page_url("results", q="sonde")` keeps the language of the present page; what the rule does not hold goes in the query.
A rule that ends on `<slug>` gets `urls=`, which gives the values of all pages of this type that exist; the sitemap and
the tests walk over them.

No page sets a cookie or reads one. Every good answer to a GET has an ETag and may be kept for a minute. A view that
must not be kept (it holds a token, or what a visitor sent) says `keep=0`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Request, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from core.api.problems import ShownProblem, page_errors
from core.api.responses import client_has, etag_of
from core.config import Settings
from core.i18n import LANGUAGES, add_language_rule, language
from core.logging import log_unhandled
from web.desk import contact
from web.icons import icon
from web.wording import day, dialled, kilometres, number, partial_day

View = Callable[..., str | WerkzeugResponse]
Urls = Callable[[], Iterable[Mapping[str, str]]]
MINUTE = 60
_KEY = "zorgbuurt-pages"
_PREFIXES = {"nl": "", "en": "/en"}
_WORD = re.compile(r"[a-zA-Z]{2,}")
_MEMBER = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class PageType:
    """One type of page. urls: the values of its rule for each page that exists (called in an app context).

    listed: in the sitemap. keep: for how many seconds a browser may show it again without asking; 0 never keeps it.
    """

    name: str
    rule: str
    view: View
    methods: tuple[str, ...]
    urls: Urls
    listed: bool
    keep: int

    def address(self, language: str, values: Mapping[str, Any]) -> str:
        """The address in a language. Values that the rule does not hold go in the query; None is left out."""
        rest = dict(values)
        path = _MEMBER.sub(lambda member: quote(str(rest.pop(member[1])), safe=""), self.rule)
        if language == "en":
            path = f"/en{path}"
        asked = [(name, value) for name, value in rest.items() if value is not None and value != ()]
        return f"{path}?{urlencode(asked, doseq=True)}" if asked else path


def _one_page() -> Iterable[Mapping[str, str]]:
    return ({},)


class Pages:
    """The page types of one subject, declared in one module."""

    def __init__(self) -> None:
        self.types: list[PageType] = []

    def page(
        self,
        rule: str,
        *,
        name: str,
        methods: tuple[str, ...] = ("GET",),
        urls: Urls = _one_page,
        listed: bool = True,
        keep: int = MINUTE,
    ) -> Callable[[View], View]:
        """Declare a view as a page. See the top of this module."""

        def declare(view: View) -> View:
            self.types.append(PageType(name, rule, view, methods, urls, listed, keep))
            return view

        return declare


def init_site(app: Flask, settings: Settings, sets: Iterable[Pages]) -> None:
    """Register every page in both languages. Raises ValueError when two pages have one name."""
    types: dict[str, PageType] = {}
    for page_type in (page_type for pages in sets for page_type in pages.types):
        if page_type.name in types:
            raise ValueError(f"Two pages are called {page_type.name}")
        types[page_type.name] = page_type
    app.extensions[_KEY] = types
    for code in LANGUAGES:
        app.register_blueprint(_blueprint(code, types.values()))
    add_language_rule(app, _language_of_path)
    app.config["PUBLIC_URL"] = settings.public_url.rstrip("/")
    page_errors(app, "/", render_problem)
    app.jinja_env.globals.update(
        page_url=page_url, has_page=types.__contains__, icon=icon, contact=contact, dialled=dialled
    )
    app.jinja_env.filters.update(day=day, number=number, kilometres=kilometres, partial_day=partial_day)


def _blueprint(code: str, types: Iterable[PageType]) -> Blueprint:
    blueprint = Blueprint(code, __name__, template_folder="templates")
    for page_type in types:
        # "/en/", as "/": the first page is the only one that ends on a slash.
        blueprint.add_url_rule(
            _PREFIXES[code] + page_type.rule, page_type.name, page_type.view, methods=list(page_type.methods)
        )
    blueprint.after_request(_finish)
    return blueprint


def _language_of_path(asked: Request) -> str | None:
    if asked.path.startswith("/en/") or asked.path == "/en":
        return "en"
    return "nl" if asked.blueprint == "nl" else None


def page_types() -> list[PageType]:
    """All page types of the present app, in order of declaration."""
    kept: dict[str, PageType] = current_app.extensions[_KEY]
    return list(kept.values())


def page_url(name: str, language_code: str | None = None, **values: Any) -> str:
    """The address of a page, in the language of the present page or the one given. Raises KeyError for no page."""
    page_type: PageType = current_app.extensions[_KEY][name]
    return page_type.address(language_code or language(), values)


def redirect_to(name: str, *, code: int = 303, **values: Any) -> WerkzeugResponse:
    """A redirect to a page in the present language; 303 after a form, 301 for what moved for good."""
    return redirect(page_url(name, **values), code=code)


def public_url() -> str:
    """The address of this site without a slash at its end: as set, or as the visitor asked for it."""
    return str(current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the present page stands: its language, its address, and the same page in each language."""

    language: str
    path: str
    canonical: str
    languages: Mapping[str, str]
    """The address, from the root, of this same page in each language."""

    @property
    def other(self) -> str:
        """The language a visitor can change to."""
        return "en" if self.language == "nl" else "nl"


def place_of_page(*, keep_query: bool = False) -> Place:
    """The place of the present request. keep_query: whether the query belongs to what the page is."""
    code = language()
    path = request.path
    plain = path.removeprefix("/en") if path == "/en" or path.startswith("/en/") else path
    query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    languages = {name: f"{prefix}{plain or '/'}{query}" for name, prefix in _PREFIXES.items()}
    canonical = public_url() + (languages[code] if keep_query else languages[code].partition("?")[0])
    return Place(code, plain or "/", canonical, languages)


def render_page(template: str, *, keep_query: bool = False, **values: Any) -> str:
    """A page from its template. Templates get `place` beside the values.

    keep_query: whether the query is part of the canonical address (an entry chosen in the query, never a search).
    """
    return render_template(template, place=place_of_page(keep_query=keep_query), **values)


def render_problem(problem: ShownProblem) -> Response:
    """The page for a problem: what happened, and where to go from here."""
    searched = (
        " ".join(_WORD.findall(request.path.rpartition("/")[2]))[:80] if problem.kind.status in (404, 410) else ""
    )
    try:
        page = render_page("site/problem.html", problem=problem, searched=searched)
    except Exception as error:  # whatever broke the page may break this one too, and a visitor must read something
        log_unhandled(error)
        page = render_template("site/plain_problem.html", problem=problem)
    return Response(page, mimetype="text/html")


def _finish(response: Response) -> Response:
    """Caching, language, ETag and the 304 it allows."""
    headers = response.headers
    if response.mimetype == "text/html":
        headers["Content-Language"] = language()
    if "Cache-Control" in headers:
        return response
    asked = request._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy has it
    keep = _keep(asked)
    if asked.method not in ("GET", "HEAD") or response.status_code != 200 or not keep:
        headers["Cache-Control"] = "no-store"
        return response
    headers["Cache-Control"] = f"public, max-age={keep}"
    if not response.is_streamed:
        etag = headers.get("ETag") or etag_of(response.get_data())
        headers["ETag"] = etag
        if client_has(etag):
            response.status_code = 304
            response.set_data(b"")
            headers.pop("Content-Length", None)
    return response


def _keep(asked: Request) -> int:
    types: dict[str, PageType] = current_app.extensions[_KEY]
    name = (asked.endpoint or "").partition(".")[2]
    return types[name].keep if name in types else 0
