"""The page of one organization: who it is, how to reach it, what it does and where."""

from __future__ import annotations

from typing import Any

from flask import current_app, make_response, request
from werkzeug.wrappers import Response

from core.database import db
from core.i18n import language
from core.orm import utc_now
from core.publishing.localized import localize
from core.publishing.models import Document
from core.publishing.reading import Withdrawn, current_document, slugs_of
from core.tiles import tiles_of
from web.chosen import read_chosen, short_ids, toggled
from web.desk import world_now
from web.entries import find_entry, last_body
from web.schema_org import organization_data
from web.services import certainty_of, place_of
from web.site import Pages, page_url, public_url, render_page

Json = dict[str, Any]
Page = str | Response
pages = Pages()
MOST_SHOWN = 200
"""More services or places than this are not written out on one page."""


@pages.page(
    "/organisatie/<slug>",
    name="organization",
    urls=lambda: ({"slug": slug} for slug in slugs_of(db.session, "organization")),
)
def organization(slug: str) -> Page:
    """One organization with its services and places."""
    try:
        found = find_entry("organization", slug)
    except Withdrawn:
        last = last_body("organization", slug)
        page = render_page("entries/gone.html", name=last["name"] if last is not None else "", similar=())
        return make_response(page, 410)
    return found if isinstance(found, Response) else _page(found)


def _page(found: Document) -> str:
    code, now = language(), utc_now().replace(second=0, microsecond=0)
    body: Json = localize(found.body, code)
    chosen = read_chosen(request.args)
    short_id = short_ids(db.session, [found.id])[found.id]
    locations = _parts("location", body["locations"], code)
    services = [item for item in body["services"] if item["status"] != "defunct"][:MOST_SHOWN]
    laws = world_now().labels_in("laws", code)
    return render_page(
        "entries/organization.html",
        body=body,
        short_id=short_id,
        chosen=chosen,
        add=page_url("organization", slug=body["slug"], i=toggled(chosen, short_id)),
        services=[_in_short(item, laws) for item in _parts("service", services, code)],
        places=[place_of(location, now) for location in locations],
        certainty=certainty_of(body),
        tiles=tiles_of(current_app.extensions["settings"].map_tiles),
        json_ld=organization_data(
            body,
            locations,
            url=public_url() + page_url("organization", slug=body["slug"]),
            code=code,
            modified=found.published_at.date().isoformat(),
        ),
    )


def _parts(kind: str, briefs: list[Json], code: str) -> list[Json]:
    """The bodies of the parts of an organization, as far as they are public."""
    found = []
    for brief in briefs[:MOST_SHOWN]:
        try:
            document = current_document(db.session, kind, brief["id"])
        except Withdrawn:
            continue
        if document is not None:
            found.append(localize(document.body, code))
    return found


def _in_short(service: Json, laws: dict[str, str]) -> Json:
    return {**service, "payers": [laws.get(law, law) for law in service["laws"]]}
