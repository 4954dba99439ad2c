"""The map over HTTP: single entries, postcodes, taxonomies, regions. Lists and search live in search/api.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from core.api.api import ApiBlueprint
from core.api.problems import BadInput, Fault, NotFound, register_problem
from core.api.responses import (
    GEOJSON_TYPE,
    JSON_TYPE,
    choose_media_type,
    client_has,
    etag_for,
    json_answer,
    json_bytes,
    not_modified,
)
from core.database import db
from core.i18n import gettext, language, lazy_gettext, worded
from core.orm import utc_now
from core.publishing.localized import localize
from core.publishing.models import Document
from core.publishing.reading import Withdrawn, current_document, moved_to
from socialmap.geography.areas import AreaError, describe_area, parse_area
from socialmap.geography.places import Place
from socialmap.geography.postcodes import (
    NotAPostcodeError,
    PostcodeError,
    PostOfficeBoxError,
    UnknownPostcodeError,
    parse_postcode,
)
from socialmap.opening_hours import is_open, next_change
from socialmap.schemas import (
    LocationSchema,
    OrganizationSchema,
    PostcodeSchema,
    RegionList,
    RegionSchema,
    ServiceSchema,
    TaxonomyList,
    TermList,
)
from socialmap.wording import area_message, postcode_in_url_message, postcode_message
from socialmap.world import World
from socialmap.worlds import worlds

blp = ApiBlueprint(
    "map", __name__, description=lazy_gettext("De sociale kaart: organisaties, zorg, plaatsen en regio's.")
)
Json = dict[str, Any]


class UnknownPlace(NotFound):
    """404 for a postcode that does not exist, with what to type instead."""


def _replacement(error: Withdrawn) -> Json:
    """What took the place of something that was withdrawn, where that is known."""
    found = moved_to(db.session, error.kind, error.key)
    if found is None:
        return {}
    return {"replacedBy": {"kind": found.kind, "id": found.id, "slug": found.slug}}


register_problem(
    Withdrawn,
    410,
    code="withdrawn",
    title=lazy_gettext("Dit staat niet meer op de kaart"),
    advice=lazy_gettext(
        "Het is ingetrokken. Zoek opnieuw, of volg de wijzigingen via /changes. Staat er `replacedBy`, lees dan dat."
    ),
    members=_replacement,
)


@blp.route("/services/<string:key>")
@blp.response(200, ServiceSchema)
@blp.problems(404, 406, 410)
@blp.doc(
    summary=lazy_gettext("Eén zorgaanbod"),
    description=lazy_gettext("Op vaste sleutel of op naam in het webadres. Ook als GeoJSON, met een punt per locatie."),
)
def get_service(key: str) -> Response:
    """A service by id or slug, as JSON or GeoJSON."""
    document = _found("service", key)
    media_type = choose_media_type(JSON_TYPE, GEOJSON_TYPE)
    now = utc_now().replace(second=0, microsecond=0)
    etag = etag_for(document.seq, worlds().refresh(db.session).seq, media_type, _open_until(document.body, now))
    if client_has(etag):
        return not_modified(etag)
    body = service_body(document, now)
    if media_type == GEOJSON_TYPE:
        return json_answer(json_bytes(as_features(body, body["locations"])), etag=etag, media_type=GEOJSON_TYPE)
    return json_answer(json_bytes(body), etag=etag)


@blp.route("/organizations/<string:key>")
@blp.response(200, OrganizationSchema)
@blp.problems(404, 410)
@blp.doc(
    summary=lazy_gettext("Eén organisatie"), description=lazy_gettext("Op vaste sleutel of op naam in het webadres.")
)
def get_organization(key: str) -> Response:
    """An organization by id or slug."""
    return _document_answer(_found("organization", key))


@blp.route("/locations/<string:key>")
@blp.response(200, LocationSchema)
@blp.problems(404, 406, 410)
@blp.doc(summary=lazy_gettext("Eén locatie"), description=lazy_gettext("Op vaste sleutel. Ook als GeoJSON."))
def get_location(key: str) -> Response:
    """A location by id, as JSON or GeoJSON."""
    document = _found("location", key)
    media_type = choose_media_type(JSON_TYPE, GEOJSON_TYPE)
    if media_type == JSON_TYPE:
        return _document_answer(document)
    body = localize(document.body, language())
    return json_answer(
        json_bytes(as_features(body, [body])), etag=etag_for(document.seq, media_type), media_type=GEOJSON_TYPE
    )


@blp.route("/taxonomies")
@blp.response(200, TaxonomyList)
@blp.doc(
    summary=lazy_gettext("De woordenlijsten"),
    description=lazy_gettext("Soorten zorg, wetten, domeinen, vormen van zorg en soorten loketten."),
)
def list_taxonomies() -> Response:
    """All taxonomies, without their terms."""
    known = worlds().refresh(db.session).taxonomies
    shown = [
        {
            "id": slug,
            "name": body["name"],
            "description": body["description"],
            "url": f"/api/v1/taxonomies/{slug}/terms",
        }
        for slug, body in sorted(known.items())
    ]
    return json_answer(json_bytes({"total": len(shown), "taxonomies": localize(shown, language())}))


@blp.route("/taxonomies/<string:taxonomy>/terms")
@blp.response(200, TermList)
@blp.problems(404)
@blp.doc(
    summary=lazy_gettext("De woorden van een lijst"),
    description=lazy_gettext("Codes met hun woord in het Nederlands of Engels, en wat mensen ook zeggen."),
)
def list_terms(taxonomy: str) -> Response:
    """The terms of a taxonomy, in the order of its curators."""
    known = worlds().refresh(db.session).taxonomies
    if taxonomy not in known:
        raise NotFound(gettext("Die lijst is er niet. Wel: %(names)s.", names=", ".join(sorted(known))))
    terms = localize(known[taxonomy]["terms"], language())
    return json_answer(json_bytes({"total": len(terms), "terms": terms}))


@blp.route("/postcodes/<string:pc4>")
@blp.response(200, PostcodeSchema)
@blp.problems(404)
@blp.doc(
    summary=lazy_gettext("Waar een postcode ligt"),
    description=lazy_gettext("Alleen de vier cijfers: een hele postcode in een webadres is een persoonsgegeven."),
)
def get_postcode(pc4: str) -> Response:
    """The point, place, municipality, province and regions of a PC4."""
    world = worlds().refresh(db.session)
    place = place_in_url(world, pc4, "path", "pc4")
    return json_answer(json_bytes(place_body(world, place)), etag=etag_for(world.seq))


class RegionArguments(Schema):
    """For which place."""

    postcode = fields.String(
        metadata={"description": lazy_gettext("De vier cijfers van een postcode."), "example": "3511"},
        validate=validate.Length(max=40),
    )
    kind = fields.String(
        metadata={"description": lazy_gettext("Alleen regio's van deze soort, zoals nik."), "example": "nik"},
        validate=validate.Length(max=40),
    )


@blp.route("/regions")
@blp.arguments(RegionArguments(), location="query")
@blp.response(200, RegionList)
@blp.problems(404)
@blp.doc(
    summary=lazy_gettext("Regio's, of de regio's van een postcode"),
    description=lazy_gettext("Met een postcode: de gemeente, de provincie en de andere regio's waar die in ligt."),
)
def list_regions(arguments: Json) -> Response:
    """All named regions, or every area a postcode lies in."""
    world = worlds().refresh(db.session)
    if "postcode" in arguments:
        codes = world.codes(place_in_url(world, arguments["postcode"], "query", "postcode"))
        shown = [region_brief(world, code) for code in codes if not code[:1].isdigit()]
    else:
        shown = [region_brief(world, code) for code in world.region_bodies]
    if "kind" in arguments:
        shown = [region for region in shown if region["kind"] == arguments["kind"]]
    return json_answer(json_bytes({"total": len(shown), "regions": shown}), etag=etag_for(world.seq, arguments))


@blp.route("/regions/<string:code>")
@blp.response(200, RegionSchema)
@blp.problems(404)
@blp.doc(
    summary=lazy_gettext("Eén regio"),
    description=lazy_gettext("Wie het is, wat erin ligt en hoe u het loket bereikt. Ook gemeenten en provincies."),
)
def get_region(code: str) -> Response:
    """A region, municipality or province by its area code, with the desks that serve exactly that area."""
    world = worlds().refresh(db.session)
    try:
        area = parse_area(code, world.regions, world.places)
    except AreaError as error:
        raise NotFound(worded(area_message(error))) from None
    return json_answer(json_bytes(region_body(world, area.code)), etag=etag_for(world.seq))


def _found(kind: str, key: str) -> Document:
    document = current_document(db.session, kind, key)
    if document is None:
        raise NotFound(gettext("Dit staat niet op de kaart. Zoek het op naam via /search."))
    return document


def _document_answer(document: Document) -> Response:
    etag = etag_for(document.seq)
    if client_has(etag):
        return not_modified(etag)
    return json_answer(json_bytes(localize(document.body, language())), etag=etag)


def service_body(document: Document, now: Any) -> Json:
    """The public JSON of a service in the reader's language, with the areas in words and whether it is open."""
    world = worlds().refresh(db.session)
    body: Json = localize(document.body, language())
    areas = body["serviceAreas"]
    for area, described in zip(areas, describe_area([area["code"] for area in areas], world.regions), strict=True):
        area["kind"], area["name"] = described.kind.value, described.name
    own = body["schedules"][0]["openingHours"] if body["schedules"] else None
    body["openNow"] = is_open(own, now)
    for location in body["locations"]:
        hours = location["schedules"][0]["openingHours"] if location["schedules"] else own
        location["openNow"] = is_open(hours, now)
    return body


def _open_until(body: Json, now: Any) -> list[str]:
    """The states and next changes of all opening hours: what the clock can change about this answer."""
    hours = {item["openingHours"] for item in body["schedules"]}
    hours.update(item["openingHours"] for location in body["locations"] for item in location["schedules"])
    return [f"{is_open(text, now)} {next_change(text, now + timedelta(0))}" for text in sorted(hours)]


def as_features(body: Json, locations: list[Json]) -> Json:
    """A GeoJSON FeatureCollection (CRS84: longitude, latitude) with a point per location; null without a point."""
    properties = {name: value for name, value in body.items() if name not in {"locations", "latitude", "longitude"}}
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": location["id"],
                "geometry": point(location["longitude"], location["latitude"]),
                "properties": {**properties, "location": location},
            }
            for location in locations
        ],
    }


def point(longitude: float | None, latitude: float | None) -> Json | None:
    """A GeoJSON point, None where the place is not known."""
    if longitude is None or latitude is None:
        return None
    return {"type": "Point", "coordinates": [longitude, latitude]}


def place_in_url(world: World, text: str, where: Any, name: str) -> Place:
    """The place of a postcode that came in a URL.

    Raises BadInput for what is no postcode, or for a full one (personal data: that belongs in a POST), and
    UnknownPlace for one that does not exist.
    """
    try:
        postcode = parse_postcode(text)
        if postcode.letters is not None:
            raise BadInput(full_postcode_fault(where, name))
        return world.places.place_of(postcode)
    except NotAPostcodeError as error:
        detail = worded(postcode_in_url_message(error))
        raise BadInput(Fault(where, name, detail, value=text[:20], allowed="[1-9][0-9]{3}")) from None
    except (UnknownPostcodeError, PostOfficeBoxError) as error:
        if where == "path":
            raise UnknownPlace(worded(postcode_message(error)), members={"nearby": list(error.nearby)}) from None
        raise BadInput(postcode_fault(error, where, name)) from None


def full_postcode_fault(where: Any, name: str) -> Fault:
    """The fault of a full postcode in a URL, which says where it can go."""
    detail = gettext(
        "Een hele postcode is een persoonsgegeven. Geef alleen de vier cijfers, of stuur hem met POST /api/v1/_search."
    )
    return Fault(where, name, detail, allowed="[1-9][0-9]{3}")


def postcode_fault(error: PostcodeError, where: Any, name: str) -> Fault:
    """The fault of a postcode that leads to no place, with what may be typed instead."""
    nearby = getattr(error, "nearby", None)
    message = postcode_message(error) if where == "body" else postcode_in_url_message(error)
    return Fault(where, name, worded(message), allowed=list(nearby) if nearby else None)


def place_body(world: World, place: Place) -> Json:
    """A place as in the answers: point, precision, municipality, province, regions."""
    return {
        "postcode": place.postcode,
        "precision": place.precision,
        "name": place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "municipality": _coded(place.municipality_code, place.municipality_name),
        "province": _coded(place.province_code, place.province_name),
        "regions": [region_brief(world, code) for code in world.codes(place) if code in world.region_bodies],
    }


def _coded(code: str | None, name: str | None) -> Json | None:
    return {"code": code, "name": name} if code else None


def region_brief(world: World, code: str) -> Json:
    """A region, municipality or province in short, in the reader's language."""
    kept = world.region_bodies.get(code)
    if kept is not None:
        name = localize(kept["name"], language())
        return {"code": code, "kind": kept["kind"], "name": name, "provisional": kept["provisional"]}
    described = describe_area([code], world.regions)[0]
    return {"code": code, "kind": described.kind.value, "name": described.name, "provisional": False}


def region_body(world: World, code: str) -> Json:
    """A region, municipality or province in the reader's language, with the desks that serve exactly that area."""
    kept = world.region_bodies.get(code, {})
    return {
        **region_brief(world, code),
        "description": localize(kept.get("description"), language()),
        "members": kept.get("members", [code]),
        "source": kept.get("source"),
        "assuredDate": kept.get("assuredDate"),
        "desks": [desk_body(desk.id, desk.body) for desk in world.desks.desks if code in desk.area_codes],
    }


def desk_body(service_id: str, body: Json) -> Json:
    """A desk in short, in the reader's language."""
    shown: Json = localize(
        {name: body[name] for name in ("name", "deskTypes", "phones", "email", "website", "assuredDate")}, language()
    )
    return {"id": service_id, "url": f"/api/v1/services/{service_id}", **shown}
