"""From rows of cells to drafts of organizations: every value checked, every fault reported, nothing written. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from core.messages import N_, Message
from socialmap.exchange.columns import BY_NAME, LIST_SEPARATOR, REQUIRED, Vocabulary
from socialmap.exchange.reading import SourceRow
from socialmap.values import BadValue, Mended

MOST_ITEMS = 400
_STREET = re.compile(r"(?P<street>.*?\D)\s+(?P<number>\d+\s?[\w/-]{0,10}(?:\s[\w-]{1,6})?)")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in one cell (or with one row, when `column` is None), and what to do."""

    line: int
    column: str | None
    value: str | None
    message: Message


@dataclass(slots=True)
class LocationDraft:
    """A location as a file describes it, with the hours of the service there."""

    key: str
    values: dict[str, Any]
    opening_hours: str | None = None
    hours_note: str | None = None


@dataclass(slots=True)
class ServiceDraft:
    """A service as a file describes it, over all rows that name it."""

    key: str
    line: int
    values: dict[str, Any]
    areas: tuple[str, ...] = ()
    area_valid_year: int | None = None
    locations: list[LocationDraft] = field(default_factory=list)
    opening_hours: str | None = None
    hours_note: str | None = None


@dataclass(slots=True)
class OrganizationDraft:
    """An organization as a file describes it, over all rows that name it."""

    key: str
    line: int
    values: dict[str, Any]
    services: dict[str, ServiceDraft] = field(default_factory=dict)


@dataclass(slots=True)
class CheckedFile:
    """What a file holds: drafts by key, in order of the file, and all that is wrong with it.

    notes: what was mended on the way; it stops nothing.
    """

    organizations: dict[str, OrganizationDraft] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)
    rows: int = 0
    skipped: int = 0


def check_rows(
    rows: Iterable[SourceRow], vocabulary: Vocabulary, on_row: Callable[[int], None] | None = None
) -> CheckedFile:
    """Read and check every row. A row with a fault goes into no draft; it is counted as skipped."""
    checked = CheckedFile()
    for row in rows:
        checked.rows += 1
        values, faults = _read_cells(row, vocabulary, checked.notes)
        faults.extend(_check_together(row, values))
        if not faults:
            faults.extend(_merge(checked.organizations, row.line, values))
        if faults:
            checked.faults.extend(faults)
            checked.skipped += 1
        if on_row is not None:
            on_row(1)
    checked.faults.extend(_unknown_parents(checked.organizations, vocabulary))
    return checked


def _unknown_parents(organizations: dict[str, OrganizationDraft], vocabulary: Vocabulary) -> list[RowFault]:
    faults = []
    for draft in organizations.values():
        parent = draft.values.get("organization_parent_id")
        if parent is not None and parent not in organizations and parent not in vocabulary.organizations:
            message = Message(N_("Er is geen organisatie met de sleutel '%(key)s'."), {"key": parent})
            faults.append(RowFault(draft.line, "organization_parent_id", parent, message))
    return faults


def _read_cells(row: SourceRow, vocabulary: Vocabulary, notes: list[RowFault]) -> tuple[dict[str, Any], list[RowFault]]:
    values: dict[str, Any] = {}
    faults: list[RowFault] = []
    for name, cell in row.cells.items():
        column = BY_NAME[name]
        if not column.many:
            try:
                values[name] = column.read(cell, vocabulary)
            except Mended as mended:
                values[name] = mended.value
                notes.append(RowFault(row.line, name, cell[:80], mended.message))
            except BadValue as bad:
                faults.append(RowFault(row.line, name, cell[:80], bad.message))
            continue
        items: list[Any] = []
        parts = [part.strip() for part in cell.split(LIST_SEPARATOR) if part.strip()]
        if len(parts) > MOST_ITEMS:
            message = Message(
                N_("Er staan %(count)s waarden. Er mogen er %(most)s."), {"count": len(parts), "most": 400}
            )
            faults.append(RowFault(row.line, name, None, message))
            continue
        for part in parts:
            try:
                item = column.read(part, vocabulary)
            except BadValue as bad:
                faults.append(RowFault(row.line, name, part[:80], bad.message))
                continue
            if item not in items:
                items.append(item)
        values[name] = items
    return values, faults


def _check_together(row: SourceRow, values: dict[str, Any]) -> list[RowFault]:
    """What no single cell can show."""
    faults = [
        RowFault(row.line, name, None, Message(N_("Deze cel moet gevuld zijn.")))
        for name in REQUIRED
        if name not in row.cells
    ]
    low, high = values.get("minimum_age"), values.get("maximum_age")
    if low is not None and high is not None and low >= high:
        message = Message(
            N_("De leeftijd 'tot' (%(high)g) moet hoger zijn dan 'vanaf' (%(low)g)."), {"low": low, "high": high}
        )
        faults.append(RowFault(row.line, "maximum_age", row.cells.get("maximum_age"), message))
    if ("latitude" in row.cells) != ("longitude" in row.cells):
        missing = "longitude" if "latitude" in row.cells else "latitude"
        faults.append(
            RowFault(row.line, missing, None, Message(N_("Vul breedtegraad én lengtegraad in, of geen van beide.")))
        )
    if "phone_2" in row.cells and "phone" not in row.cells:
        faults.append(RowFault(row.line, "phone", None, Message(N_("Vul eerst het eerste telefoonnummer in."))))
    return faults


def _merge(organizations: dict[str, OrganizationDraft], line: int, values: dict[str, Any]) -> list[RowFault]:
    """Put one good row into the drafts. Two rows may not say different things of one organization or service."""
    by_owner = _by_owner(values)
    name = values["organization_name"]
    key = values.get("organization_id") or f"name:{name.casefold()}"
    organization = organizations.get(key)
    if organization is None:
        organization = organizations[key] = OrganizationDraft(key, line, {})
    faults = _agree(organization.values, by_owner["organization"], line, organization.line)
    service_key = values.get("service_id") or f"name:{values['service_name'].casefold()}"
    service = organization.services.get(service_key)
    if service is None:
        service = organization.services[service_key] = ServiceDraft(service_key, line, {})
    faults.extend(_agree(service.values, by_owner["service"], line, service.line))
    areas = by_owner["area"].get("service_area", [])
    service.areas = tuple(dict.fromkeys((*service.areas, *areas)))
    service.area_valid_year = by_owner["area"].get("area_valid_year", service.area_valid_year)
    location = _location(by_owner["location"])
    hours, note = by_owner["schedule"].get("opening_hours"), by_owner["schedule"].get("hours_note")
    if location is None:
        service.opening_hours = hours or service.opening_hours
        service.hours_note = note or service.hours_note
    elif all(known.key != location.key for known in service.locations):
        location.opening_hours, location.hours_note = hours, note
        service.locations.append(location)
    return faults


def _by_owner(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {"organization": {}, "service": {}, "location": {}, "area": {}, "schedule": {}}
    for name, value in values.items():
        parts[BY_NAME[name].owner][name] = value
    return parts


def _agree(known: dict[str, Any], fresh: dict[str, Any], line: int, first_line: int) -> list[RowFault]:
    faults = []
    for name, value in fresh.items():
        if known.setdefault(name, value) != value:
            message = Message(
                N_("Regel %(first)s zegt hier iets anders: '%(known)s'. Maak ze gelijk of laat deze cel leeg."),
                {"first": first_line, "known": str(known[name])[:80]},
            )
            faults.append(RowFault(line, name, str(value)[:80], message))
    return faults


def _location(values: dict[str, Any]) -> LocationDraft | None:
    """The location of a row; None when the row names none. An `address` cell is split into street and number."""
    values = dict(values)
    address = values.pop("address", None)
    if address and "street" not in values:
        found = _STREET.fullmatch(address)
        values["street"] = found["street"].rstrip(" ,") if found else address
        if found:
            values.setdefault("house_number", found["number"])
    if not values:
        return None
    parts = (values.get(name, "") for name in ("name", "postcode", "street", "house_number", "city"))
    key = values.get("location_id") or "at:" + " ".join(str(part).casefold() for part in parts if part)
    return LocationDraft(key, values)
