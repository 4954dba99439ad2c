"""Which networks and desks serve a place, and how they are reached: by postcode or gemeente, and per region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import make_response, redirect, request
from werkzeug.wrappers import Response

from core.api.problems import NotFound
from core.database import db
from core.i18n import gettext, language, worded
from core.publishing.localized import localize
from knowledge.api.advice_answers import desk_told
from socialmap.api import region_body, region_brief
from socialmap.desks import Desk
from socialmap.geography.administrative import PROVINCES, municipalities
from socialmap.geography.areas import AreaError, AreaKind, parse_area
from socialmap.geography.coverage import ProvinceShare, coverage
from socialmap.geography.networks import NETWORK_KIND
from socialmap.wording import area_message
from socialmap.world import World
from socialmap.worlds import worlds
from web.site import Pages, page_url, render_page
from web.whereabouts import (
    PlaceRefusedError,
    Whereabouts,
    of_municipality,
    whereabouts_asked,
    whereabouts_typed,
)
from web.wording import listed

Json = dict[str, Any]
pages = Pages()
COUNTRY = "NL"
# From these shares of the gemeenten of a province on, a region holds "nearly all" or "a part" of it.
NEARLY_ALL, A_PART = 0.8, 0.1


@pages.page("/regio", name="regions", methods=("GET", "POST"))
def regions() -> str | Response:
    """The networks of the country, and the one of a place."""
    world = worlds().refresh(db.session)
    try:
        where = _sent(world) if request.method == "POST" else whereabouts_asked(world, request.args)
    except PlaceRefusedError as refused:
        return make_response(_list_page(world, None, refused), 400)
    if where is not None and (request.method == "POST" or "region" in where.query):
        return redirect(_address_of(where), code=303)
    return _list_page(world, where, None)


@pages.page(
    "/regio/<code>", name="region", urls=lambda: [{"code": code} for code in _codes(worlds().refresh(db.session))]
)
def region(code: str) -> str | Response:
    """A region, a province or a gemeente: where it is, who works there, and how to reach them."""
    world = worlds().refresh(db.session)
    try:
        area = parse_area(code, world.regions, world.places)
    except AreaError as error:
        raise NotFound(worded(area_message(error))) from None
    if area.kind in (AreaKind.POSTCODE, AreaKind.RANGE):
        return redirect(page_url("regions", postcode=area.code[:4]), code=303)
    if area.code != code:
        return redirect(page_url("region", code=area.code), code=301)
    if area.kind is AreaKind.MUNICIPALITY:
        return render_page("regions/municipality.html", found=_of_place(world, of_municipality(world, area.code)))
    return render_page("regions/region.html", **_of_region(world, area.code, area.kind))


def _sent(world: World) -> Whereabouts:
    """The place of the form. A gemeente that was chosen among several counts before what was typed."""
    if chosen := request.form.get("region"):
        found = whereabouts_asked(world, {"region": chosen})
        if found is not None:
            return found
    return whereabouts_typed(world, request.form.get("place", "")[:80])


def _address_of(where: Whereabouts) -> str:
    """Where the place is shown: that of a gemeente is a page of its own."""
    if "region" in where.query:
        return page_url("region", code=where.query["region"])
    return page_url("regions", **where.query)


def _codes(world: World) -> Iterable[str]:
    """Every area that has a page."""
    return (*world.region_bodies, COUNTRY, *PROVINCES, *municipalities())


def _list_page(world: World, where: Whereabouts | None, refused: PlaceRefusedError | None) -> str:
    typed = request.form.get("place", request.args.get("postcode", ""))[:80]
    return render_page(
        "regions/list.html",
        networks=[network_told(world, code) for code in _networks(world)],
        typed=where.typed if where is not None else typed,
        fault=worded(refused.message) if refused is not None else None,
        choices=refused.choices if refused is not None else (),
        found=_of_place(world, where) if where is not None else None,
    )


def _networks(world: World) -> list[str]:
    return [region.code for region in world.regions if region.kind == NETWORK_KIND]


def network_told(world: World, code: str) -> Json:
    """A network with where it is in words, and the desk where one reaches it; None when the map has none."""
    desks = (desk for desk in world.desks.desks if code in desk.area_codes and NETWORK_KIND in desk.desk_types)
    desk = next(desks, None)
    return {
        **region_brief(world, code),
        "where": in_words(coverage(world.regions, world.places).get(code, ())),
        "desk": desk_told(world, desk) if desk is not None else None,
    }


def in_words(shares: Sequence[ProvinceShare]) -> str:
    """Where a region is: "heel Zeeland, een deel van Zuid-Holland en Noord-Brabant"."""
    groups: dict[str, list[str]] = {"whole": [], "nearly": [], "part": [], "corner": []}
    for share in shares:
        held = len(share.municipalities) / share.total
        kind = "whole" if share.whole else "nearly" if held >= NEARLY_ALL else "part" if held >= A_PART else "corner"
        groups[kind].append(share.name)
    told = {
        "whole": gettext("heel %(names)s"),
        "nearly": gettext("bijna heel %(names)s"),
        "part": gettext("een deel van %(names)s"),
        "corner": gettext("een klein deel van %(names)s"),
    }
    return ", ".join(told[kind] % {"names": listed(names)} for kind, names in groups.items() if names)


def _of_place(world: World, where: Whereabouts) -> Json:
    """Everything about the region of a place: its gemeente, province and networks, and the desks that serve it."""
    place = where.place
    near, wide = _desks(world, where.codes)
    codes = _networks_around(world, where)
    return {
        "where": where,
        "municipality": region_brief(world, place.municipality_code) if place.municipality_code else None,
        "province": region_brief(world, place.province_code) if place.province_code else None,
        "networks": [network_told(world, code) for code in codes],
        "near": [desk for desk in near if NETWORK_KIND not in desk["deskTypes"]],
        "wide": wide,
        "desk_types": world.labels_in("desk-types", language()),
    }


def _networks_around(world: World, where: Whereabouts) -> list[str]:
    """The networks of a place. A gemeente can lie in several, when some of its postcodes were given to another."""
    if where.place.pc4 is not None:
        found = set(where.codes)
    else:
        postcodes = world.places.by_municipality.get(where.place.municipality_code, ())
        found = {code for pc4 in postcodes for code in world.codes(world.places.place_of(pc4))}
    return [code for code in _networks(world) if code in found]


def _desks(world: World, codes: tuple[str, ...]) -> tuple[list[Json], list[Json]]:
    """The desks that serve a place: those of its own region, and those for the whole country; each by its type."""
    near: dict[str, Desk] = {}
    wide: dict[str, Desk] = {}
    for term in world.taxonomies.get("desk-types", {}).get("terms", ()):
        for desk in world.desks.serving(term["code"], codes):
            (wide if COUNTRY in desk.area_codes else near).setdefault(desk.id, desk)
    return [desk_told(world, desk) for desk in near.values()], [desk_told(world, desk) for desk in wide.values()]


def _of_region(world: World, code: str, kind: AreaKind) -> Json:
    """Everything about a named region, a province or the country."""
    body = region_body(world, code)
    desks = [desk_told(world, desk) for desk in world.desks.desks if code in desk.area_codes]
    shares = coverage(world.regions, world.places).get(code, ()) if kind is AreaKind.REGION else ()
    first = [desk for desk in desks if body["kind"] in desk["deskTypes"]]
    return {
        "region": body,
        "first": first,
        "desks": [desk for desk in desks if desk not in first],
        "shares": shares,
        "where": in_words(shares),
        "municipalities": _municipalities_of(code) if kind is AreaKind.PROVINCE else [],
        "networks": [network_told(world, each) for each in _networks_in(world, code)] if not shares else [],
        "desk_types": world.labels_in("desk-types", language()),
        "about": _about(world, body["kind"]),
    }


def _networks_in(world: World, code: str) -> list[str]:
    """The networks that hold a part of a province, or all of them for the country."""
    shares = coverage(world.regions, world.places)
    return [
        each
        for each in _networks(world)
        if code == COUNTRY or any(share.code == code for share in shares.get(each, ()))
    ]


def _municipalities_of(province: str) -> list[Mapping[str, str]]:
    found = (each for each in municipalities().values() if each.province_code == province)
    return [{"code": each.code, "name": each.name} for each in sorted(found, key=lambda each: each.name.casefold())]


def _about(world: World, kind: str) -> str | None:
    """What this kind of region is, where it is also a kind of desk."""
    terms = world.taxonomies.get("desk-types", {}).get("terms", ())
    term = next((term for term in terms if term["code"] == kind), None)
    return localize(term["description"], language()) if term is not None else None
