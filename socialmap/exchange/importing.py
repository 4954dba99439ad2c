"""From checked drafts to records: create or update by external id, point from the postcode, revision, publish.

Importing the same file twice changes nothing the second time. What a file does not name stays as it is: a service that
is missing from the file is not removed, and an empty cell empties nothing. Work goes in batches, each a transaction of
its own that the caller commits, so that nobody else waits long for a turn to write; the whole file is checked before
the first batch.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from core.orm import utc_now
from core.publishing.models import RecordState
from core.publishing.publishing import publish_all, save_revisions
from core.publishing.slugs import free_slug, slugify
from core.publishing.snapshots import Content, snapshot
from socialmap.exchange.columns import COLUMNS
from socialmap.exchange.rows import LocationDraft, OrganizationDraft, ServiceDraft
from socialmap.exchange.vocabulary import KEYS
from socialmap.geography.places import PostcodeTable
from socialmap.models import (
    Contact,
    CostOption,
    Location,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from socialmap.models.imports import Outcome
from socialmap.naming import service_slug
from socialmap.points import EXACT, place_of_postcode

BATCH = 500
# A row with an external id always becomes a record with the same id: links survive a fresh start.
NAMESPACE = uuid.UUID("6f0f6d0e-6c3c-5e0e-9a35-0f6a1c2b7d11")

_SERVICE_COLUMNS = {
    "service_name": "name",
    "service_name_en": "name_en",
    "service_description": "description",
    "service_description_en": "description_en",
    "service_website": "website",
    "service_email": "email",
}
_SERVICE_PLAIN = frozenset(
    column.name for column in COLUMNS if column.owner == "service" and column.name in Service.__table__.columns
)
_ORGANIZATION_PREFIX = "organization_"
_LOCATION_PREFIX = "location_"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class ImportCounts:
    """What an import did, or would do."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    published: int = 0
    archived: int = 0


@dataclass(slots=True)
class Touched:
    """A record of which a draft says something, and how it stood before. before: its content; None for a new one."""

    draft: OrganizationDraft
    record: Organization
    outcome: Outcome
    before: Content | None = None
    version: int | None = None
    state: RecordState | None = None
    published_version: int | None = None


@dataclass(slots=True)
class Importer:
    """Writes drafts of one file.

    by: who imports. origin: what the revisions say they came from. collection: the set new organizations belong to.
    """

    session: Session
    places: PostcodeTable
    by: str
    origin: str
    collection: str | None = None
    _organization_slugs: set[str] = field(init=False)
    _service_slugs: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self._organization_slugs = set(self.session.scalars(select(Organization.slug)))
        self._service_slugs = set(self.session.scalars(select(Service.slug)))

    def in_order(self, drafts: Sequence[OrganizationDraft]) -> list[OrganizationDraft]:
        """The drafts in the order in which they can be written: parents before their children."""
        return sorted(drafts, key=_Depth(drafts))

    def batches(self, drafts: Sequence[OrganizationDraft]) -> Iterator[Sequence[OrganizationDraft]]:
        """The drafts in parts of at most BATCH, for one transaction each; parents go before their children."""
        drafts = self.in_order(drafts)
        for start in range(0, len(drafts), BATCH):
            yield drafts[start : start + BATCH]

    def touch(self, drafts: Sequence[OrganizationDraft]) -> list[Touched]:
        """Make the records of `drafts` say what these say, in memory: nothing is written yet.

        What is in the archive stays as it is: whoever put it there decides about bringing it back.
        """
        known = self._known(drafts)
        parents = self._parents(drafts)
        with self.session.no_autoflush:
            return [self._touched(draft, known.get(draft.key), parents) for draft in drafts]

    def _touched(
        self, draft: OrganizationDraft, known: Organization | None, parents: Mapping[str, uuid.UUID]
    ) -> Touched:
        if known is None:
            organization = self._new(draft)
            self._apply(draft, organization, parents)
            return Touched(draft, organization, Outcome.NEW)
        before = snapshot(known)
        stood = Touched(draft, known, Outcome.ARCHIVED, before, known.version, known.state, known.published_version)
        if known.state is not RecordState.ARCHIVED:
            self._apply(draft, known, parents)
            stood.outcome = Outcome.UNCHANGED if snapshot(known) == before else Outcome.CHANGED
        return stood

    def write(self, drafts: Sequence[OrganizationDraft], counts: ImportCounts, *, publish: bool) -> list[Touched]:
        """Bring the records of `drafts` up to date, in the caller's transaction; publish them when asked.

        Gives what was touched, in the order of the drafts.
        """
        touched = self.touch(drafts)
        fresh = [item.record for item in touched if item.outcome is Outcome.NEW]
        changed = [item.record for item in touched if item.outcome is Outcome.CHANGED]
        for organization in changed:
            organization.modified_at = utc_now()
            organization.state = RecordState.DRAFT
        self.session.add_all(fresh)
        save_revisions(self.session, [*fresh, *changed], by=self.by, origin=self.origin)
        counts.created += len(fresh)
        counts.updated += len(changed)
        counts.unchanged += sum(1 for item in touched if item.outcome is Outcome.UNCHANGED)
        counts.archived += sum(1 for item in touched if item.outcome is Outcome.ARCHIVED)
        if publish:
            private = (RecordState.PUBLISHED, RecordState.ARCHIVED)
            waiting = [item.record for item in touched if item.record.state not in private]
            publish_all(self.session, waiting, self.by, comment=self.origin)
            counts.published += len(waiting)
        return touched

    def _known(self, drafts: Sequence[OrganizationDraft]) -> dict[str, Organization]:
        whole = (
            selectinload(Organization.services).options(
                selectinload(Service.at_locations).options(
                    selectinload(ServiceAtLocation.schedules), selectinload(ServiceAtLocation.location)
                ),
                selectinload(Service.areas),
                selectinload(Service.schedules),
                selectinload(Service.phones),
                selectinload(Service.contacts),
                selectinload(Service.required_documents),
                selectinload(Service.cost_options),
            ),
            selectinload(Organization.locations),
            selectinload(Organization.phones),
            selectinload(Organization.contacts),
            selectinload(Organization.urls),
        )
        found = self.session.scalars(
            select(Organization).where(_has_key([draft.key for draft in drafts])).options(*whole)
        )
        return {_key_of(organization): organization for organization in found}

    def _parents(self, drafts: Sequence[OrganizationDraft]) -> dict[str, uuid.UUID]:
        """The ids of the parents that the drafts name: those that are there, and those that these drafts make."""
        wanted = {draft.values.get("organization_parent_id") for draft in drafts} - {None}
        ids = {draft.key: id_of(draft) for draft in drafts}
        if wanted:
            rows = self.session.execute(KEYS.where(_has_key([key for key in wanted if key])))
            ids.update({row.external_id or str(row.id): row.id for row in rows})
        return ids

    def _new(self, draft: OrganizationDraft) -> Organization:
        slug = free_slug(slugify(draft.values["organization_name"]), self._organization_slugs)
        self._organization_slugs.add(slug)
        return Organization(
            id=id_of(draft),
            external_id=draft.key,
            slug=slug,
            collection=self.collection,
            state=RecordState.DRAFT,
            owner=self.by,
            alternate_names=[],
        )

    def _apply(self, draft: OrganizationDraft, organization: Organization, parents: Mapping[str, uuid.UUID]) -> None:
        for name, value in draft.values.items():
            attribute = name.removeprefix(_ORGANIZATION_PREFIX)
            if attribute not in {"id", "parent_id"}:
                setattr(organization, attribute, value)
        if "organization_parent_id" in draft.values:
            organization.parent_id = parents[draft.values["organization_parent_id"]]
        for service_draft in draft.services.values():
            self._apply_service(service_draft, organization)
        if organization.source is None:
            organization.source = next((item.source for item in organization.services if item.source), None)
        assured = [organization.assured_date, *(item.assured_date for item in organization.services)]
        organization.assured_date = max((day for day in assured if day), default=None)

    def _apply_service(self, draft: ServiceDraft, organization: Organization) -> None:
        service = next((item for item in organization.services if _key_of(item) == draft.key), None)
        if service is None:
            service = self._new_service(draft, organization)
        for name, value in draft.values.items():
            attribute = _SERVICE_COLUMNS.get(name, name)
            if name in _SERVICE_COLUMNS or name in _SERVICE_PLAIN:
                setattr(service, attribute, value)
        _apply_phones(draft, service)
        _apply_contact(draft, service)
        if draft.areas:
            areas = [{"code": code, "valid_year": draft.area_valid_year} for code in draft.areas]
            _replace(service.areas, ServiceArea, areas)
        for column, items, model, attribute in (
            ("required_documents", service.required_documents, RequiredDocument, "document"),
            ("cost_options", service.cost_options, CostOption, "option"),
        ):
            if column in draft.values:
                _replace(items, model, [{attribute: text} for text in draft.values[column]])
        _apply_hours(draft, service.schedules)
        for location_draft in draft.locations:
            self._apply_location(location_draft, service, organization)

    def _new_service(self, draft: ServiceDraft, organization: Organization) -> Service:
        name = draft.values["service_name"]
        first_city = next((item.values["city"] for item in draft.locations if "city" in item.values), None)
        wanted = service_slug(organization.name, name, first_city)
        slug = free_slug(wanted, self._service_slugs)
        self._service_slugs.add(slug)
        service = Service(
            id=uuid.uuid5(NAMESPACE, f"service {_key_of(organization)} {draft.key}"),
            external_id=draft.key,
            slug=slug,
            position=len(organization.services),
            status="active",
            **{attribute: [] for attribute in ("care_types", "laws", "domains", "delivery", "desk_types")},
            languages=[],
            search_words=[],
        )
        organization.services.append(service)
        return service

    def _apply_location(self, draft: LocationDraft, service: Service, organization: Organization) -> None:
        location = next((item for item in organization.locations if _key_of(item) == draft.key), None)
        if location is None:
            location = Location(
                id=uuid.uuid5(NAMESPACE, f"location {_key_of(organization)} {draft.key}"),
                external_id=draft.key,
                position=len(organization.locations),
                country="NL",
            )
            organization.locations.append(location)
        before = _address(location)
        for name, value in draft.values.items():
            if name != "location_id":
                setattr(location, name.removeprefix(_LOCATION_PREFIX), value)
        self._set_point(draft, location, moved=_address(location) != before)
        link = next((item for item in service.at_locations if item.location is location), None)
        if link is None:
            link = ServiceAtLocation(
                id=uuid.uuid5(NAMESPACE, f"at {service.id} {location.id}"),
                location=location,
                location_id=location.id,
                position=len(service.at_locations),
            )
            service.at_locations.append(link)
        _apply_hours(draft, link.schedules)

    def _set_point(self, draft: LocationDraft, location: Location, *, moved: bool) -> None:
        """A point in the file is taken as exact; without one the postcode gives it, with its precision.

        An exact point that is there stays, unless the address moved away from it.
        """
        if "latitude" in draft.values:
            location.point_precision = EXACT
            return
        if location.point_precision == EXACT and not moved:
            return
        place = place_of_postcode(self.places, location.postcode)
        if place is None:
            return
        location.latitude, location.longitude = place.latitude, place.longitude
        location.point_precision = place.precision
        location.city = location.city or place.name


class _Depth:
    """How many parents within the file stand above a draft. A circle of parents ends at the number of drafts."""

    def __init__(self, drafts: Sequence[OrganizationDraft]) -> None:
        self._parents = {draft.key: draft.values.get("organization_parent_id") for draft in drafts}

    def __call__(self, draft: OrganizationDraft) -> int:
        depth, key = 0, self._parents.get(draft.key)
        while key in self._parents and depth < len(self._parents):
            depth, key = depth + 1, self._parents[key]
        return depth


def _key_of(item: Organization | Service | Location) -> str:
    """The key by which a file names it: its own, or its id when it was made here."""
    return item.external_id or str(item.id)


def _has_key(keys: Sequence[str]) -> ColumnElement[bool]:
    """That an organization is named by one of these keys."""
    ids = [uuid.UUID(key) for key in keys if _UUID.fullmatch(key)]
    made_here = Organization.external_id.is_(None) & Organization.id.in_(ids)
    return Organization.external_id.in_(keys) | made_here


def id_of(draft: OrganizationDraft) -> uuid.UUID:
    """The id that a record gets when a file makes it."""
    return uuid.uuid5(NAMESPACE, f"organization {draft.key}")


def _address(location: Location) -> tuple[str | None, ...]:
    return location.street, location.house_number, location.postcode


def _apply_phones(draft: ServiceDraft, service: Service) -> None:
    for position, name in enumerate(("phone", "phone_2")):
        if name in draft.values:
            _set_at(service.phones, Phone, position, {"number": draft.values[name]})
            if f"{name}_kind" in draft.values:
                service.phones[position].kind = draft.values[f"{name}_kind"]


def _apply_contact(draft: ServiceDraft, service: Service) -> None:
    told = {name: draft.values[f"contact_{name}"] for name in ("name", "role") if f"contact_{name}" in draft.values}
    if told:
        _set_at(service.contacts, Contact, 0, told)


def _apply_hours(draft: ServiceDraft | LocationDraft, schedules: list[Schedule]) -> None:
    if draft.opening_hours is not None:
        _set_at(schedules, Schedule, 0, {"opening_hours": draft.opening_hours, "note": draft.hours_note})


def _set_at(items: list[Any], model: Callable[..., Any], position: int, values: dict[str, Any]) -> None:
    """Give the item at a position these values, or add it at the end; the others stay as they are."""
    if position >= len(items):
        items.append(model(id=uuid.uuid4(), position=len(items), **values))
        return
    for name, value in values.items():
        setattr(items[position], name, value)


def _replace(items: list[Any], model: Callable[..., Any], wanted: Sequence[dict[str, Any]]) -> None:
    """Make `items` hold what is `wanted`, in order, keeping the rows that are already right."""
    for position, values in enumerate(wanted):
        if position < len(items):
            for name, value in values.items():
                if getattr(items[position], name) != value:
                    setattr(items[position], name, value)
        else:
            items.append(model(id=uuid.uuid4(), position=position, **values))
    del items[len(wanted) :]
