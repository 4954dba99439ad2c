"""From records to an exchange file that imports to the same records again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from core.publishing.models import RecordState
from socialmap.exchange.columns import COLUMNS, ESCAPED_SEPARATOR, LIST_SEPARATOR
from socialmap.models import Organization, Service, ServiceAtLocation

# Written in parts instead: street and house number.
EXPORTED = tuple(column.name for column in COLUMNS if column.name != "address")
BATCH = 500


def service_rows(session: Session, organizations: Select[Organization] | None = None) -> Iterator[list[str]]:
    """The cells of each row, in the order of EXPORTED: one row per service at a location.

    organizations: which ones, in which order; by default all that are not archived.
    """
    if organizations is None:
        organizations = (
            select(Organization).where(Organization.state != RecordState.ARCHIVED).order_by(Organization.slug)
        )
    query = organizations.options(
        selectinload(Organization.services).options(
            selectinload(Service.at_locations).options(
                selectinload(ServiceAtLocation.location), selectinload(ServiceAtLocation.schedules)
            ),
            selectinload(Service.areas),
            selectinload(Service.phones),
            selectinload(Service.schedules),
            selectinload(Service.contacts),
            selectinload(Service.cost_options),
            selectinload(Service.required_documents),
        )
    ).execution_options(yield_per=BATCH)
    parents = {
        row.id: row.external_id or str(row.id)
        for row in session.execute(select(Organization.id, Organization.external_id))
    }
    for organization in session.scalars(query):
        for row in _rows(organization, parents):
            yield [cell_text(row.get(name)) for name in EXPORTED]


def _rows(organization: Organization, parents: dict[uuid.UUID, str]) -> Iterator[dict[str, Any]]:
    shared = {
        "organization_id": organization.external_id or str(organization.id),
        "organization_name": organization.name,
        "organization_description": organization.description,
        "organization_website": organization.website,
        "organization_email": organization.email,
        "organization_kvk": organization.kvk,
        "organization_agb": organization.agb,
        "organization_parent_id": parents[organization.parent_id] if organization.parent_id else None,
        "organization_legal_form": organization.legal_form,
        "organization_collection": organization.collection,
    }
    for service in organization.services:
        row = {**shared, **_service(service)}
        if service.schedules or not service.at_locations:
            yield {**row, **_hours(service.schedules)}
        for link in service.at_locations:
            yield {**row, **_location(link)}


def _service(service: Service) -> dict[str, Any]:
    phones = service.phones
    contact = service.contacts[0] if service.contacts else None
    plain = {name: getattr(service, name) for name in _SERVICE_PLAIN}
    return {
        **plain,
        "service_id": service.external_id or str(service.id),
        "service_name": service.name,
        "service_name_en": service.name_en,
        "service_description": service.description,
        "service_description_en": service.description_en,
        "service_website": service.website,
        "service_email": service.email,
        "phone": phones[0].number if phones else None,
        "phone_kind": phones[0].kind if phones else None,
        "phone_2": phones[1].number if len(phones) > 1 else None,
        "phone_2_kind": phones[1].kind if len(phones) > 1 else None,
        "service_area": [area.code for area in service.areas],
        "area_valid_year": service.areas[0].valid_year if service.areas else None,
        "required_documents": [item.document for item in service.required_documents],
        "cost_options": [item.option for item in service.cost_options],
        "contact_name": contact.name if contact else None,
        "contact_role": contact.role if contact else None,
    }


_SERVICE_PLAIN = tuple(
    column.name for column in COLUMNS if column.owner == "service" and column.name in Service.__table__.columns
)


def _location(link: ServiceAtLocation) -> dict[str, Any]:
    location = link.location
    exact = location.point_precision == "address"
    return {
        "location_id": location.external_id or str(location.id),
        "location_name": location.name,
        "street": location.street,
        "house_number": location.house_number,
        "postcode": location.postcode,
        "city": location.city,
        # A point that came from the postcode is found again from it; written out it would pass for an exact one.
        "latitude": location.latitude if exact else None,
        "longitude": location.longitude if exact else None,
        "accessibility": location.accessibility,
        "transport_note": location.transport_note,
        **_hours(link.schedules),
    }


def _hours(schedules: list[Any]) -> dict[str, Any]:
    if not schedules:
        return {}
    return {"opening_hours": schedules[0].opening_hours, "hours_note": schedules[0].note}


def cell_text(value: Any) -> str:
    """A value as it stands in a cell: nothing for none, a list with its separator, a day, a short number."""
    if value is None:
        return ""
    if isinstance(value, list):
        return LIST_SEPARATOR.join(str(item).replace(LIST_SEPARATOR, ESCAPED_SEPARATOR) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)
