"""From records of the map to what the public gets: organization, service and location documents.

`body` is the public JSON (api.md), with texts by language; `entry` is what search needs.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Container, Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_
from core.publishing.entries import Entry, EntryLocation, Localized
from core.publishing.kinds import Assurance, Kind, PublicDocument, public_assurer
from core.publishing.localized import localized
from core.publishing.models import Document
from socialmap.editing import save_organization
from socialmap.models import Location, Organization, Schedule, Service
from socialmap.models.services import ServiceStatus
from socialmap.terms import TAXONOMY_OF, Labels, labels_of

SUMMARY_LENGTH = 240
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
Json = dict[str, Any]


def organization_documents(session: Session, records: Sequence[Organization]) -> list[list[PublicDocument]]:
    """The public documents of each organization: itself, its services, its locations."""
    labels = labels_of(session)
    parents = _parents_of(session, records)
    return [
        [
            _organization_document(record, parents, labels),
            *(_service_document(service, record, labels) for service in record.services),
            *(_location_document(location, record) for location in record.locations),
        ]
        for record in records
    ]


def _parents_of(session: Session, records: Sequence[Organization]) -> dict[uuid.UUID, Json]:
    """What the public may know of the parents of `records`: those that are public, or become so together with them."""
    parents = {record.id: {"id": str(record.id), "slug": record.slug, "name": record.name} for record in records}
    wanted = {str(record.parent_id) for record in records if record.parent_id and record.parent_id not in parents}
    if wanted:
        shown = session.execute(
            select(Document.id, Document.body).where(
                Document.id.in_(wanted), Document.current, ~Document.withdrawn, Document.kind == "organization"
            )
        )
        for row in shown:
            parents[uuid.UUID(row.id)] = {name: row.body[name] for name in ("id", "slug", "name")}
    return parents


def _organization_document(record: Organization, parents: dict[uuid.UUID, Json], labels: Labels) -> PublicDocument:
    body: Json = {
        "id": str(record.id),
        "slug": record.slug,
        "name": record.name,
        "alternateNames": list(record.alternate_names or ()),
        "description": localized(record.description, record.description_en),
        "website": record.website,
        "email": record.email,
        "kvk": record.kvk,
        "agb": record.agb,
        "legalForm": record.legal_form,
        "logoUrl": record.logo_url,
        "parent": parents.get(record.parent_id) if record.parent_id else None,
        "phones": [_phone(phone) for phone in record.phones],
        "contacts": [_contact(contact) for contact in record.contacts],
        "urls": [{"label": url.label, "url": url.url} for url in record.urls],
        "services": [
            {"id": str(item.id), "slug": item.slug, "name": _name(item), "status": item.status}
            for item in record.services
        ],
        "locations": [{"id": str(item.id), "city": item.city, "postcode": item.postcode} for item in record.locations],
        "assuredDate": _day(record.assured_date),
        "source": record.source,
        "collection": record.collection,
    }
    return PublicDocument("organization", str(record.id), record.slug, body, _organization_entry(record, labels))


def _organization_entry(record: Organization, labels: Labels) -> Entry:
    shown = [item for item in record.services if item.status != ServiceStatus.DEFUNCT.value]
    facets = {
        name: tuple(dict.fromkeys(code for item in shown for code in getattr(item, attribute)))
        for name, attribute in _FACETS.items()
    }
    title: Localized = {"nl": record.name}
    summary = _summary(localized(record.description, record.description_en))
    return Entry(
        title=title,
        summary=summary,
        names=tuple(record.alternate_names or ()),
        keywords=tuple(dict.fromkeys(item.name for item in shown)),
        search_words=tuple(dict.fromkeys(word for item in shown for word in item.search_words)),
        facets=facets,
        minimum_age=_lowest([item.minimum_age for item in shown]),
        maximum_age=_highest([item.maximum_age for item in shown]),
        locations=tuple(_entry_location(location, None) for location in record.locations),
        area_codes=tuple(dict.fromkeys(area.code for item in shown for area in item.areas)),
        assured_date=_day(record.assured_date),
        card={
            "id": str(record.id),
            "kind": "organization",
            "slug": record.slug,
            "title": title,
            "summary": summary or None,
            "url": f"/api/v1/organizations/{record.id}",
            "pageUrl": _page("organisatie", record.slug),
            "careTypes": list(facets["careType"]),
            "laws": list(facets["law"]),
            "phone": next((phone.number for phone in record.phones), None),
            "website": record.website,
            "assuredDate": _day(record.assured_date),
        },
    )


_FACETS = {
    "careType": "care_types",
    "law": "laws",
    "domain": "domains",
    "delivery": "delivery",
    "language": "languages",
    "deskType": "desk_types",
}


def _service_document(service: Service, organization: Organization, labels: Labels) -> PublicDocument:
    phones = [_phone(phone) for phone in service.phones] or [_phone(phone) for phone in organization.phones]
    body: Json = {
        "id": str(service.id),
        "slug": service.slug,
        "name": _name(service),
        "description": localized(service.description, service.description_en),
        "organization": {"id": str(organization.id), "slug": organization.slug, "name": organization.name},
        "status": service.status,
        "alert": service.alert,
        "careTypes": list(service.care_types),
        "laws": list(service.laws),
        "domains": list(service.domains),
        "delivery": list(service.delivery),
        "deskTypes": list(service.desk_types),
        "languages": list(service.languages),
        "minimumAge": service.minimum_age,
        "maximumAge": service.maximum_age,
        "eligibility": service.eligibility,
        "applicationProcess": service.application_process,
        "fees": service.fees,
        "costOptions": [item.option for item in service.cost_options],
        "requiredDocuments": [item.document for item in service.required_documents],
        "capacity": service.capacity,
        "waitingTime": _waiting(service),
        "website": service.website or organization.website,
        "email": service.email or organization.email,
        "phones": phones,
        "contacts": [_contact(contact) for contact in service.contacts],
        "schedules": [_schedule(item) for item in service.schedules],
        "locations": [
            {**_location(link.location), "note": link.note, "schedules": [_schedule(item) for item in link.schedules]}
            for link in service.at_locations
        ],
        "serviceAreas": [{"code": area.code, "validYear": area.valid_year} for area in service.areas],
        "assuredDate": _day(service.assured_date),
        "assuredBy": public_assurer(service.assured_by),
        "source": service.source,
        "collection": organization.collection,
    }
    return PublicDocument(
        "service",
        str(service.id),
        service.slug,
        body,
        _service_entry(service, organization, labels, phones),
        lookup=desk_lookup(service.desk_types),
    )


def desk_lookup(desk_types: Sequence[str]) -> str | None:
    """The words by which the desks of the map are found again (socialmap.desks)."""
    return " ".join(f"desk:{code}" for code in desk_types)[:300] or None


def _service_entry(service: Service, organization: Organization, labels: Labels, phones: list[Json]) -> Entry:
    title = _name(service)
    description = localized(service.description, service.description_en)
    summary = _summary(description)
    return Entry(
        title=title,
        summary=summary,
        text=_texts(service, organization, description, summary),
        names=tuple(dict.fromkeys((organization.name, *(organization.alternate_names or ())))),
        keywords=tuple(_keywords(service, labels)),
        search_words=tuple(service.search_words),
        facets={name: tuple(getattr(service, attribute)) for name, attribute in _FACETS.items()},
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        locations=tuple(
            _entry_location(link.location, _hours(link.schedules, service)) for link in service.at_locations
        ),
        area_codes=tuple(area.code for area in service.areas),
        status=service.status,
        assured_date=_day(service.assured_date),
        card={
            "id": str(service.id),
            "kind": "service",
            "slug": service.slug,
            "title": title,
            "summary": summary or None,
            "url": f"/api/v1/services/{service.id}",
            "pageUrl": _page("zorg", service.slug),
            "organization": {"id": str(organization.id), "name": organization.name},
            "careTypes": list(service.care_types),
            "laws": list(service.laws),
            "domains": list(service.domains),
            "delivery": list(service.delivery),
            "minimumAge": service.minimum_age,
            "maximumAge": service.maximum_age,
            "status": service.status,
            "alert": service.alert,
            "waitingTime": _waiting(service),
            "phone": phones[0]["number"] if phones else None,
            "website": service.website or organization.website,
            "assuredDate": _day(service.assured_date),
        },
    )


def _texts(
    service: Service, organization: Organization, description: Localized | None, summary: Localized
) -> Localized:
    """The running text: what the summary does not already say, and what else a family might type."""
    texts: Localized = {}
    more = (service.eligibility, service.application_process, service.fees, service.capacity, organization.description)
    for language in ("nl", "en"):
        told = (description or {}).get(language, "")
        start = summary.get(language, "").removesuffix(" …")
        rest = told[len(start) :].strip() if told.startswith(start) else told
        parts = [rest, *(part for part in more if part)] if language == "nl" else [rest]
        text = "\n".join(part for part in parts if part)
        if text:
            texts[language] = text
    return texts


def _keywords(service: Service, labels: Labels) -> Iterable[str]:
    words: dict[str, None] = {}
    for attribute in ("care_types", "desk_types", "delivery"):
        for label in labels.of(TAXONOMY_OF[attribute], getattr(service, attribute)):
            words.update(dict.fromkeys(label.values()))
    words.update(dict.fromkeys(labels.of("laws", service.laws)[0].values() if service.laws else ()))
    words.update(dict.fromkeys(link.location.city for link in service.at_locations if link.location.city))
    return words


def _location_document(location: Location, organization: Organization) -> PublicDocument:
    services = [
        {"id": str(item.id), "slug": item.slug, "name": _name(item)}
        for item in organization.services
        if any(link.location is location for link in item.at_locations)
    ]
    body = {
        **_location(location),
        "organization": {"id": str(organization.id), "slug": organization.slug, "name": organization.name},
        "services": services,
        "collection": organization.collection,
    }
    return PublicDocument("location", str(location.id), str(location.id), body)


def _name(service: Service) -> Localized:
    return localized(service.name, service.name_en) or {"nl": service.name}


def _page(folder: str, slug: str) -> Localized:
    return {"nl": f"/{folder}/{slug}", "en": f"/en/{folder}/{slug}"}


def _day(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def _waiting(service: Service) -> Json | None:
    if service.waiting_time_weeks is None:
        return None
    weeks = service.waiting_time_weeks
    return {"weeks": int(weeks) if weeks == int(weeks) else weeks, "asOf": _day(service.waiting_time_date)}


def _phone(phone: Any) -> Json:
    return {"number": phone.number, "kind": phone.kind, "hours": phone.hours}


def _contact(contact: Any) -> Json:
    return {"name": contact.name, "role": contact.role, "email": contact.email, "phone": contact.phone}


def _schedule(schedule: Schedule) -> Json:
    return {"openingHours": schedule.opening_hours, "note": schedule.note}


def _location(location: Location) -> Json:
    return {
        "id": str(location.id),
        "name": location.name,
        "street": location.street,
        "houseNumber": location.house_number,
        "postcode": location.postcode,
        "city": location.city,
        "country": location.country,
        "latitude": location.latitude,
        "longitude": location.longitude,
        "pointPrecision": location.point_precision,
        "accessibility": location.accessibility,
        "transportNote": location.transport_note,
    }


def _entry_location(location: Location, hours: str | None) -> EntryLocation:
    return EntryLocation(
        id=str(location.id),
        city=location.city,
        postcode=location.postcode,
        latitude=location.latitude,
        longitude=location.longitude,
        hours=hours,
    )


def _hours(at_location: Sequence[Schedule], service: Service) -> str | None:
    own = at_location or service.schedules
    return own[0].opening_hours if own else None


def _summary(description: Localized | None) -> Localized:
    """The first sentences, up to SUMMARY_LENGTH signs, by language. A longer first sentence is cut at a word."""
    return {language: _first_sentences(text) for language, text in (description or {}).items()}


def _first_sentences(text: str) -> str:
    taken = ""
    for sentence in _SENTENCE.split(text.split("\n", 1)[0]):
        longer = f"{taken} {sentence}".strip()
        if len(longer) > SUMMARY_LENGTH:
            break
        taken = longer
    if taken:
        return taken
    cut = text[:SUMMARY_LENGTH].rsplit(" ", 1)[0]
    return f"{cut} …" if len(text) > SUMMARY_LENGTH else text


def _lowest(ages: Sequence[float | None]) -> float | None:
    known = [age for age in ages if age is not None]
    return min(known) if known and len(known) == len(ages) else None


def _highest(ages: Sequence[float | None]) -> float | None:
    known = [age for age in ages if age is not None]
    return max(known) if known and len(known) == len(ages) else None


def _reassure_services(record: Organization, assurance: Assurance, shown: Container[str]) -> Json:
    """The services that the public sees were verified with their organization."""
    for service in record.services:
        if str(service.id) in shown:
            service.review_by = assurance.next_review(service.assured_date, service.review_by)
            service.assured_date, service.assured_by = assurance.day, assurance.by
    return {}


ORGANIZATION = Kind(
    name="organization",
    model=Organization,
    to_documents=organization_documents,
    publishes=("organization", "service", "location"),
    label=N_("Organisatie"),
    plural=N_("Organisaties"),
    save=save_organization,
    reassure=_reassure_services,
)
