"""What machines read: sitemap, robots.txt, the description for search boxes of browsers, security.txt, open data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, stream_with_context
from werkzeug.wrappers import Response as WerkzeugResponse

from core.api.problems import NotFound
from core.api.responses import client_has, etag_for, not_modified, utc_text
from core.assets import assets
from core.config import Settings
from core.database import db
from core.i18n import LANGUAGES, gettext, language
from core.limiting import limiter, too_many
from core.orm import today, utc_now
from core.publishing.reading import bodies_of, newest_seq
from socialmap.open_data import csv_parts, geojson_parts, json_parts
from web.site import PageType, page_types, public_url

HOUR = 3600
PAGES_PER_SITEMAP = 10_000
"""Each in two languages. The protocol allows 50,000 addresses a file."""

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DOWNLOADS = ("csv", "json", "geojson")
DOWNLOAD_LIMIT = "20 per minute"
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
}
_STAFF_PATH = "/beheer"

blueprint = Blueprint("machine", __name__, template_folder="templates")


@blueprint.route("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell about a weakness (RFC 9116). It is valid for half a year from the first of this month."""
    settings: Settings = current_app.extensions["settings"]
    expires = utc_now().replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=180)
    lines = (
        f"Contact: mailto:{settings.contact_email}",
        f"Expires: {utc_text(expires)}",
        "Preferred-Languages: nl, en",
        f"Canonical: {public_url()}/.well-known/security.txt",
    )
    return _text("\n".join(lines) + "\n")


@blueprint.route("/robots.txt")
def robots() -> Response:
    """What search engines should leave alone: the desk of the staff, and lists that somebody searched for."""
    searches = [f"Disallow: {prefix}/zoeken?" for prefix in ("", "/en")]
    lines = ("User-agent: *", f"Disallow: {_STAFF_PATH}", *searches, "", f"Sitemap: {public_url()}/sitemap.xml")
    return _text("\n".join(lines) + "\n")


@blueprint.route("/sitemap.xml")
def sitemap_index() -> Response:
    """The sitemaps: one for each type of page, more where there are very many pages."""
    addresses = [
        f"{public_url()}/sitemaps/{page_type.name}-{number}.xml"
        for page_type in _listed()
        for number in range(1, -(-sum(1 for _ in page_type.urls()) // PAGES_PER_SITEMAP) + 1)
    ]
    return _xml(render_template("machine/sitemap_index.xml", addresses=addresses))


@blueprint.route("/sitemaps/<name>-<int:number>.xml")
def sitemap(name: str, number: int) -> Response:
    """The pages of one type, each with its two languages."""
    page_type = next((item for item in _listed() if item.name == name), None)
    if page_type is None or number < 1:
        raise NotFound
    first = (number - 1) * PAGES_PER_SITEMAP
    pages = [
        {code: public_url() + page_type.address(code, values) for code in LANGUAGES}
        for values in islice(page_type.urls(), first, first + PAGES_PER_SITEMAP)
    ]
    if not pages:
        raise NotFound
    return _xml(render_template("machine/sitemap.xml", pages=pages))


def _listed() -> list[PageType]:
    return [page_type for page_type in page_types() if page_type.listed]


@blueprint.route("/opensearch.xml")
@blueprint.route("/en/opensearch.xml")
def opensearch() -> Response:
    """How a browser searches here from its address bar (OpenSearch 1.1)."""
    told = gettext("Zoek zorg en hulp voor een ernstig ziek kind")
    response = _xml(render_template("machine/opensearch.xml", root=public_url(), code=language(), told=told))
    response.headers["Content-Type"] = "application/opensearchdescription+xml; charset=utf-8"
    return response


@blueprint.route("/favicon.ico")
def favicon() -> WerkzeugResponse:
    """Where browsers look that were not told: the same icon under its own address."""
    response = redirect(assets().url("web/favicon.ico"), code=301)
    response.headers["Cache-Control"] = f"public, max-age={HOUR}"
    return response


@blueprint.route("/open-data/zorg.<form>")
@limiter.limit(DOWNLOAD_LIMIT, on_breach=too_many)
def open_data(form: str) -> Response:
    """All published services in one file."""
    if form not in DOWNLOADS:
        raise NotFound
    etag = etag_for("open-data", form, newest_seq(db.session, ["service"]), today().isoformat())
    if client_has(etag):
        return not_modified(etag)
    response = Response(stream_with_context(_parts(form)), content_type=_MEDIA_TYPES[form])
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={HOUR}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Content-Disposition"] = f'attachment; filename="zorg-in-uw-buurt-{today().isoformat()}.{form}"'
    return response


def _parts(form: str) -> Iterator[str]:
    services = bodies_of(db.session, "service")
    about: Mapping[str, Any] = {"name": "Zorg in uw Buurt", "license": LICENCE, "date": today().isoformat()}
    writers: dict[str, Callable[[], Iterator[str]]] = {
        "csv": lambda: csv_parts(services),
        "json": lambda: json_parts(services, about),
        "geojson": lambda: geojson_parts(services, about),
    }
    return writers[form]()


def _text(body: str) -> Response:
    return _kept(Response(body, content_type="text/plain; charset=utf-8"))


def _xml(body: str) -> Response:
    return _kept(Response(body, content_type="application/xml; charset=utf-8"))


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={HOUR}"
    etag = etag_for("machine", request.path, response.get_data(as_text=True))
    if client_has(etag):
        return not_modified(etag)
    response.headers["ETag"] = etag
    return response
