"""Saving what editors made of organizations, regions and taxonomies: first all is checked, then it is written."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_
from core.publishing.contents import claim_ids, write_content
from core.publishing.editing import SLUG_TAKEN, ContentRefused, Path
from core.publishing.models import RecordState
from core.publishing.slugs import free_slug, slugify
from core.publishing.snapshots import Content
from socialmap.content_reading import ContentReader
from socialmap.geography.areas import Region as AreaRegion
from socialmap.geography.areas import RegionCycleError, RegionIndex
from socialmap.geography.places import PostcodeTable
from socialmap.models import Location, Organization, Region, Service, Taxonomy
from socialmap.naming import service_slug
from socialmap.points import EXACT, place_of_postcode
from socialmap.vocabulary import area_region, words_of

NO_ORGANIZATION = N_("Deze organisatie is er niet.")
OWN_PARENT = N_("Een organisatie kan niet onder zichzelf vallen, ook niet via een andere.")
KEY_TAKEN = N_("Deze sleutel is al van een andere organisatie.")
HALF_A_POINT = N_("Vul breedtegraad én lengtegraad in, of geen van beide.")
NO_LOCATION = N_("Deze locatie staat niet bij de organisatie.")
CODE_TAKEN = N_("Deze code is al van een andere regio.")
OWN_MEMBER = N_("Een regio kan niet in zichzelf liggen, ook niet via een andere.")
CODE_TWICE = N_("De code '%(value)s' staat er twee keer.")
NO_PARENT = N_("De code '%(value)s' staat niet in deze lijst.")
OWN_BROADER = N_("Een woord kan niet onder zichzelf vallen, ook niet via een ander.")
HIGHEST_TREE = 50
_ADDRESS = ("street", "house_number", "postcode")


def save_organization(session: Session, record: Organization | None, content: Content, by: str) -> Organization:
    """Write a content in an organization, or in a new one; gives it. A new service or organization gets a free slug,
    and a location without a point that of its postcode. Raises ContentRefused.
    """
    words = words_of(session)
    reader = ContentReader(words)
    values = reader.read(Organization, content)
    _check_slug(session, reader, Organization, record, values, ())
    _check_parent(session, reader, record, values)
    _check_key(session, reader, record, values)
    _check_locations(reader, values)
    _check_services(session, reader, record, values)
    _refuse(reader)
    before = {str(location.id): location for location in record.locations} if record is not None else {}
    for location in values.get("locations", ()):
        _set_point(location, before.get(location.get("id", "")), words.places)
    _name_services(session, record, values)
    _tell_who(record, values, by)
    for service in values.get("services", ()):
        _tell_who(_service_of(record, service), service, by)
    if record is None:
        record = _new(session, Organization, values, slugify(values["name"]))
    write_content(session, record, values)
    return record


def save_region(session: Session, record: Region | None, content: Content, by: str) -> Region:
    """Write a content in a region, or in a new one; gives it. Raises ContentRefused."""
    reader = ContentReader(words_of(session))
    values = reader.read(Region, content)
    _check_slug(session, reader, Region, record, values, ())
    _check_region(session, reader, record, values)
    _refuse(reader)
    _tell_who(record, values, by)
    if record is None:
        record = _new(session, Region, values, slugify(values["code"]))
    write_content(session, record, values)
    return record


def save_taxonomy(session: Session, record: Taxonomy | None, content: Content, by: str) -> Taxonomy:
    """Write a content in a taxonomy, or in a new one; gives it. Raises ContentRefused."""
    reader = ContentReader(words_of(session))
    values = reader.read(Taxonomy, content)
    _check_slug(session, reader, Taxonomy, record, values, ())
    _check_terms(reader, values.get("terms", []))
    _refuse(reader)
    _tell_who(record, values, by)
    if record is None:
        record = _new(session, Taxonomy, values, slugify(values["name"]))
    values["terms"] = claim_ids(record.terms, values.get("terms", []), _code_of)
    write_content(session, record, values)
    return record


def _refuse(reader: ContentReader) -> None:
    if reader.faults:
        raise ContentRefused(reader.faults)


def _new(session: Session, model: type[Any], values: Content, wanted: str) -> Any:
    """A new record, with the slug that the content names, or a free one like `wanted`."""
    slug = values.get("slug") or free_slug(wanted, _slugs_like(session, model, wanted))
    return model(id=uuid.uuid4(), slug=slug, state=RecordState.DRAFT)


def _slugs_like(session: Session, model: type[Any], wanted: str) -> set[str]:
    return set(session.scalars(select(model.slug).where(model.slug.startswith(wanted, autoescape=True))))


def _check_slug(
    session: Session, reader: ContentReader, model: type[Any], row: Any | None, values: Content, path: Path
) -> None:
    """Refuse the slug of something else."""
    slug = values.get("slug")
    if slug is None or (row is not None and row.slug == slug):
        return
    if session.scalars(select(model.id).where(model.slug == slug)).first() is not None:
        reader.fault((*path, "slug"), SLUG_TAKEN)


def _check_parent(session: Session, reader: ContentReader, record: Organization | None, values: Content) -> None:
    parent = values.get("parent_id")
    if parent is None:
        return
    own = str(record.id) if record is not None else None
    above: str | None = parent
    for _ in range(HIGHEST_TREE):
        if above is None:
            return
        if above == own:
            break
        row = session.execute(select(Organization.parent_id).where(Organization.id == uuid.UUID(above))).first()
        if row is None:
            reader.fault(("parent_id",), NO_ORGANIZATION)
            return
        above = str(row.parent_id) if row.parent_id else None
    reader.fault(("parent_id",), OWN_PARENT)


def _check_key(session: Session, reader: ContentReader, record: Organization | None, values: Content) -> None:
    key = values.get("external_id")
    if key is None or (record is not None and record.external_id == key):
        return
    if session.scalars(select(Organization.id).where(Organization.external_id == key)).first() is not None:
        reader.fault(("external_id",), KEY_TAKEN)


def _check_locations(reader: ContentReader, values: Content) -> None:
    for place, location in enumerate(values.get("locations", ())):
        missing = [name for name in ("latitude", "longitude") if location.get(name) is None]
        if len(missing) == 1:
            reader.fault(("locations", place, missing[0]), HALF_A_POINT)
    known = {location.get("id") for location in values.get("locations", ())}
    for place, service in enumerate(values.get("services", ())):
        for number, link in enumerate(service.get("at_locations", ())):
            if "location_id" in link and link["location_id"] not in known:
                reader.fault(("services", place, "at_locations", number, "location_id"), NO_LOCATION)


def _check_services(session: Session, reader: ContentReader, record: Organization | None, values: Content) -> None:
    """Refuse for a service that is there the slug of another; one that is new gets a free one (`_name_services`)."""
    seen: set[str] = set()
    for place, service in enumerate(values.get("services", ())):
        row = _service_of(record, service)
        if row is None:
            continue
        slug = service.get("slug") or row.slug
        if slug in seen:
            reader.fault(("services", place, "slug"), SLUG_TAKEN)
        else:
            _check_slug(session, reader, Service, row, service, ("services", place))
        seen.add(slug)


def _service_of(record: Organization | None, service: Content) -> Service | None:
    rows = record.services if record is not None else ()
    return next((row for row in rows if str(row.id) == service.get("id")), None)


def _name_services(session: Session, record: Organization | None, values: Content) -> None:
    cities = {location.get("id"): location.get("city") for location in values.get("locations", ())}
    taken: set[str] = set()
    fresh = []
    for service in values.get("services", ()):
        row = _service_of(record, service)
        if row is None:
            fresh.append(service)
        else:
            taken.add(service.get("slug") or row.slug)
    for service in fresh:
        links = service.get("at_locations", ())
        city = next((found for link in links if (found := cities.get(link["location_id"]))), None)
        wanted = service.get("slug") or service_slug(values["name"], service["name"], city)
        service["slug"] = free_slug(wanted, taken | _slugs_like(session, Service, wanted))
        taken.add(service["slug"])


def _tell_who(row: Any | None, values: Content, by: str) -> None:
    """Who gives a new day of verifying, verified it, unless the content names somebody else."""
    day = values.get("assured_date")
    before = row.assured_date.isoformat() if row is not None and row.assured_date else None
    if day is not None and day != before and values.get("assured_by") in (None, row.assured_by if row else None):
        values["assured_by"] = by


def _set_point(values: Content, before: Location | None, places: PostcodeTable) -> None:
    """Give a location its point with how exact that is.

    Without a point, or when the address moved away from it, it gets that of its postcode; one that was put there by
    hand is exact. A point that comes with another precision than before (an older version) keeps that.
    """
    point = values.get("latitude"), values.get("longitude")
    same = before is not None and point == (before.latitude, before.longitude)
    moved = before is not None and any(values.get(name) != getattr(before, name) for name in _ADDRESS)
    place = place_of_postcode(places, values.get("postcode"))
    if point == (None, None) or (same and moved):
        if place is None:
            return
        values.update(latitude=place.latitude, longitude=place.longitude, point_precision=place.precision)
        values["city"] = values.get("city") or place.name
        return
    told, known = values.get("point_precision"), before.point_precision if before is not None else None
    if same:
        values["point_precision"] = told or known
    elif place is not None and told != EXACT and point == (place.latitude, place.longitude):
        values["point_precision"] = place.precision
    elif told is None or told == known:
        values["point_precision"] = EXACT


def _check_region(session: Session, reader: ContentReader, record: Region | None, values: Content) -> None:
    own = record.id if record is not None else None
    others = [row for row in session.scalars(select(Region)) if row.id != own]
    code = values.get("code")
    if code is None:
        return
    if any(row.code == code for row in others):
        reader.fault(("code",), CODE_TAKEN)
        return
    fresh = AreaRegion(code, values.get("kind", ""), values.get("name", ""), tuple(values.get("members", ())))
    try:
        RegionIndex([*map(area_region, others), fresh])
    except RegionCycleError:
        reader.fault(("members",), OWN_MEMBER)


def _check_terms(reader: ContentReader, terms: Iterable[Content]) -> None:
    parents: dict[str, str | None] = {}
    for place, term in enumerate(terms):
        code = term.get("code")
        if code in parents:
            reader.fault(("terms", place, "code"), CODE_TWICE, value=code)
        elif code is not None:
            parents[code] = term.get("parent_code")
    for place, term in enumerate(terms):
        parent = term.get("parent_code")
        if parent is not None and parent not in parents:
            reader.fault(("terms", place, "parent_code"), NO_PARENT, value=parent)
        elif parent is not None and _is_above_itself(term.get("code"), parents):
            reader.fault(("terms", place, "parent_code"), OWN_BROADER)


def _is_above_itself(code: str | None, parents: Mapping[str, str | None]) -> bool:
    above, seen = parents.get(code or ""), set[str]()
    while above is not None and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _code_of(term: Any) -> str:
    return str(term["code"] if isinstance(term, dict) else term.code)
