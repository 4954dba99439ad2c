"""The page of one service: everything a family asks, in the order in which they ask it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from flask import current_app, make_response, request
from werkzeug.wrappers import Response

from core.database import db
from core.i18n import gettext, language, worded
from core.messages import N_, Message
from core.orm import today, utc_now
from core.publishing.localized import localize
from core.publishing.models import Document
from core.publishing.reading import Withdrawn, current_document, slugs_of
from core.tiles import tiles_of
from knowledge.documents.editions import dutch_today
from knowledge.published import cards_of
from socialmap.api import service_body
from socialmap.geography.areas import describe_area, meeting_codes
from socialmap.geography.distances import shown_distances_km
from socialmap.geography.places import Place
from socialmap.points import EXACT
from socialmap.wording import works_in
from socialmap.world import World
from web.areas import area_words
from web.cards import CLOSED, waiting_in_words
from web.chosen import read_chosen, short_ids, toggled
from web.desk import world_now
from web.entries import find_entry, last_body
from web.hours import Hours, hours_in_words
from web.nearby import similar_care
from web.schema_org import service_data
from web.site import Pages, page_url, public_url, redirect_to, render_page
from web.whereabouts import PlaceRefusedError, Whereabouts, whereabouts_asked, whereabouts_typed
from web.wording import ages, kilometres

Json = dict[str, Any]
Page = str | Response
pages = Pages()
FRESH = timedelta(days=365)
"""So long what was verified counts as recent."""
_NO_POSTCODE = N_("Vul een postcode in, zoals 3511.")


@dataclass(frozen=True, slots=True)
class Serving:
    """Whether a service comes to where a visitor lives. serves: None when not known. distance: to the nearest place."""

    place: str
    serves: bool | None
    text: str
    distance: str


@dataclass(frozen=True, slots=True)
class Payer:
    """A law that pays. why: what it pays for, in a line. factsheet: its address, None when there is none."""

    name: str
    why: str
    factsheet: str | None


@pages.page(
    "/zorg/<slug>",
    name="service",
    methods=("GET", "POST"),
    urls=lambda: ({"slug": slug} for slug in slugs_of(db.session, "service")),
)
def service(slug: str) -> Page:
    """One service. The form in it posts a postcode, so that no full one comes in an address."""
    try:
        found = find_entry("service", slug)
    except Withdrawn:
        return _gone(slug)
    if isinstance(found, Response):
        return found
    chosen = read_chosen(request.values)
    if request.method == "POST":
        return _with_postcode(found, request.form.get("postcode", ""), chosen)
    try:
        where = whereabouts_asked(world_now(), {"postcode": request.args.get("postcode", "")})
    except PlaceRefusedError as refused:
        return _page(found, None, chosen, request.args.get("postcode", ""), worded(refused.message))
    return _page(found, where, chosen)


def _with_postcode(found: Document, typed: str, chosen: tuple[str, ...]) -> Page:
    """The same page for a postcode, of which four digits go in the address."""
    try:
        where = whereabouts_typed(world_now(), typed)
        postcode = where.query.get("postcode")
        if postcode is not None:
            return redirect_to("service", slug=found.slug, postcode=postcode, i=chosen)
        fault = Message(_NO_POSTCODE)
    except PlaceRefusedError as refused:
        fault = refused.message
    return _page(found, None, chosen, typed, worded(fault))


def _page(
    found: Document, where: Whereabouts | None, chosen: tuple[str, ...], typed: str = "", fault: str | None = None
) -> Page:
    now = utc_now().replace(second=0, microsecond=0)
    world, code = world_now(), language()
    body = service_body(found, now)
    short_id = short_ids(db.session, [found.id])[found.id]
    postcode = where.query["postcode"] if where is not None else None
    page = render_page(
        "entries/service.html",
        body=body,
        short_id=short_id,
        chosen=chosen,
        add=page_url("service", slug=body["slug"], postcode=postcode, i=toggled(chosen, short_id)),
        postcode=postcode,
        typed=typed or postcode or "",
        fault=fault,
        serving=serving_of(body, where.place, world) if where is not None else None,
        ages=ages(body["minimumAge"], body["maximumAge"]),
        area=area_words(world, [area["code"] for area in body["serviceAreas"]]),
        labels=_labels(world, code),
        hours=hours_of(body["schedules"], now),
        places=[place_of(location, now) for location in body["locations"]],
        phones=[{**phone, "now": _phone_now(phone, now)} for phone in body["phones"]],
        payers=payers_of(body["laws"], world),
        waiting=waiting_in_words(body["waitingTime"]) if body["waitingTime"] else "",
        certainty=certainty_of(body),
        others=_other_services(body, code),
        similar=similar_care(body, postcode),
        closed=body["status"] == CLOSED,
        stopped=body["status"] in ("inactive", "defunct"),
        tiles=tiles_of(current_app.extensions["settings"].map_tiles),
        json_ld=_json_ld(found, body, code, world),
    )
    return page if fault is None else make_response(page, 400)


def _json_ld(found: Document, body: Json, code: str, world: World) -> Json:
    labels = world.labels_in("care-types", code)
    return service_data(
        body,
        url=public_url() + page_url("service", slug=body["slug"]),
        code=code,
        modified=found.published_at.date().isoformat(),
        care_types=[labels.get(item, item) for item in body["careTypes"]],
        today=dutch_today(),
    )


def serving_of(body: Json, place: Place, world: World) -> Serving:
    """Whether a service comes to a place, and why; and how far its nearest address is."""
    areas = [area["code"] for area in body["serviceAreas"]]
    meeting = meeting_codes(areas, world.codes(place)) if areas else ()
    if meeting:
        text = worded(works_in(describe_area(meeting[:1], world.regions)[0]))
    elif areas:
        text = gettext("Dit postcodegebied hoort niet bij hun werkgebied.")
    else:
        text = gettext("We weten niet waar zij werken. Vraag het hun.")
    name = f"{place.pc4} {place.name}" if place.pc4 else place.name
    return Serving(name, bool(meeting) if areas else None, text, _distance(body["locations"], place))


def _distance(locations: Iterable[Json], place: Place) -> str:
    points = [
        (location["latitude"], location["longitude"])
        for location in locations
        if location["latitude"] is not None and location["longitude"] is not None
    ]
    if not points:
        return ""
    latitudes, longitudes = zip(*points, strict=True)
    nearest = float(min(shown_distances_km(place.latitude, place.longitude, latitudes, longitudes)))
    return gettext("Op ongeveer %(number)s kilometer", number=kilometres(nearest))


def hours_of(schedules: Sequence[Json], now: datetime) -> Hours | None:
    """The first opening hours of a list in words."""
    return hours_in_words(schedules[0]["openingHours"], schedules[0]["note"], now) if schedules else None


def place_of(location: Json, now: datetime) -> Json:
    """A place that can be visited, with its hours in words and the addresses of a route and a map."""
    street = " ".join(part for part in (location["street"], location["houseNumber"]) if part)
    address = ", ".join(part for part in (street, location["postcode"], location["city"]) if part)
    route = ""
    if location["pointPrecision"] == EXACT and location["latitude"] is not None:
        route = f"https://www.openstreetmap.org/directions?to={location['latitude']}%2C{location['longitude']}"
    elif address:
        route = f"https://www.openstreetmap.org/search?query={quote(address)}"
    own_hours = hours_of(location.get("schedules", ()), now)
    return {**location, "street": street, "route": route, "hours": own_hours}


def payers_of(laws: Sequence[str], world: World) -> list[Payer]:
    """The laws that pay for a service, each with a line and its factsheet."""
    terms = {term["code"]: term for term in world.taxonomies.get("laws", {}).get("terms", ())}
    cards = [localize(card, language()) for card in cards_of(db.session, "factsheet", dutch_today())] if laws else []
    return [_payer(law, localize(terms.get(law, {}), language()), cards) for law in laws]


def _payer(law: str, term: Json, cards: Iterable[Mapping[str, Any]]) -> Payer:
    """The factsheet of a law is the one that names it first, and is about the fewest laws beside it."""
    about = [card for card in cards if law in card["laws"]]
    about.sort(key=lambda card: (card["laws"].index(law), len(card["laws"]), card["number"] or 0))
    address = page_url("factsheet", slug=about[0]["slug"]) if about else None
    return Payer(term.get("label", law), term.get("description") or "", address)


def certainty_of(body: Json) -> tuple[str, str]:
    """How sure we are, in words: the tone (good, care) and the sentence."""
    assured = body["assuredDate"]
    if assured is None:
        return "care", gettext("De redactie heeft dit nog niet nagekeken. Bel of mail eerst om het te controleren.")
    if datetime.fromisoformat(assured).date() < today() - FRESH:
        return "care", gettext("Dit is meer dan een jaar geleden nagekeken. Controleer het voor u erop rekent.")
    return "good", gettext("Dit is het afgelopen jaar nagekeken.")


def _phone_now(phone: Json, now: datetime) -> str:
    hours = hours_in_words(phone["hours"], None, now) if phone["hours"] else None
    return hours.now if hours is not None else ""


def _labels(world: World, code: str) -> dict[str, dict[str, str]]:
    taxonomies = ("care-types", "domains", "delivery", "languages")
    return {name.replace("-", "_"): world.labels_in(name, code) for name in taxonomies}


def _other_services(body: Json, code: str) -> list[Json]:
    """What else the organization does."""
    try:
        organization = current_document(db.session, "organization", body["organization"]["id"])
    except Withdrawn:
        return []
    if organization is None:
        return []
    services: list[Json] = localize(organization.body, code)["services"]
    return [item for item in services if item["id"] != body["id"] and item["status"] != "defunct"]


def _gone(slug: str) -> Response:
    """What to do now that something is not on the map any more, with care of the same kind around its place."""
    last = last_body("service", slug)
    body = localize(last, language()) if last is not None else None
    similar = similar_care(body, None) if body is not None else ()
    page = render_page("entries/gone.html", name=body["name"] if body is not None else "", similar=similar)
    return make_response(page, 410)
