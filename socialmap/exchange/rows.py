"""From rows of cells to drafts of organizations: every value checked, every fault reported, nothing written. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.messages import N_, Message
from socialmap.exchange.columns import BY_NAME, ESCAPED_SEPARATOR, LIST_SEPARATOR, REQUIRED
from socialmap.exchange.reading import SourceRow
from socialmap.fields import Vocabulary
from socialmap.values import BadValue, Mended

MOST_ITEMS = 400
MOST_KEPT = 10_000
LONGEST_KEY = 120
_STREET = re.compile(r"(?P<street>.*?\D)\s+(?P<number>\d+\s?[\w/-]{0,10}(?:\s[\w-]{1,6})?)")
_UNESCAPED = re.compile(r"(?<!\\)\|")
# What makes a location the same one when it has no key.
_WHERE = ("location_name", "postcode", "street", "house_number", "city", "latitude", "longitude")
# A cell, the cell without which it says nothing, and what to do.
_NEEDS = (
    ("phone_2", "phone", Message(N_("Vul eerst het eerste telefoonnummer in."))),
    ("hours_note", "opening_hours", Message(N_("Vul ook de openingstijden in waar deze toelichting bij hoort."))),
    ("latitude", "longitude", Message(N_("Vul breedtegraad én lengtegraad in, of geen van beide."))),
    ("longitude", "latitude", Message(N_("Vul breedtegraad én lengtegraad in, of geen van beide."))),
)


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
    line: int
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
    """An organization as a file describes it, over all `lines` that name it."""

    key: str
    line: int
    values: dict[str, Any]
    services: dict[str, ServiceDraft] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class CheckedFile:
    """What a file holds: drafts by key, in order of the file, and all that is wrong with it.

    faults: the first MOST_KEPT of `fault_count`. notes: what was mended on the way, the first MOST_KEPT; it stops
    nothing.
    """

    organizations: dict[str, OrganizationDraft] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)
    rows: int = 0
    skipped: int = 0
    fault_count: int = 0

    def add_faults(self, faults: Sequence[RowFault]) -> None:
        """Count these faults, and keep them as long as there is room."""
        self.fault_count += len(faults)
        self.faults.extend(faults[: MOST_KEPT - len(self.faults)])


def check_rows(rows: Iterable[SourceRow], vocabulary: Vocabulary) -> CheckedFile:
    """Read and check every row. A row with a fault goes into no draft; it is counted as skipped.

    An organization that cannot be as its rows together say it (no name, a parent that is not there) is left out too.
    """
    checked = CheckedFile()
    for row in rows:
        checked.rows += 1
        notes: list[RowFault] = []
        values, faults = _read_cells(row, vocabulary, notes)
        checked.notes.extend(notes[: MOST_KEPT - len(checked.notes)])
        faults.extend(_check_together(row, values, {fault.column for fault in faults}))
        if not faults:
            faults = _merge(checked.organizations, row.line, values)
        if faults:
            checked.add_faults(faults)
            checked.skipped += 1
    _settle(checked, vocabulary)
    return checked


def _settle(checked: CheckedFile, vocabulary: Vocabulary) -> None:
    """Take out every organization that cannot be. Others may then fall under nothing, so again until all can be."""
    while faults := list(_impossible(checked.organizations, vocabulary)):
        for key, fault in faults:
            checked.add_faults([fault])
            checked.skipped += len(checked.organizations.pop(key).lines)


def _impossible(
    organizations: Mapping[str, OrganizationDraft], vocabulary: Vocabulary
) -> Iterator[tuple[str, RowFault]]:
    parents = dict(vocabulary.organizations)
    parents.update(
        (draft.key, draft.values["organization_parent_id"])
        for draft in organizations.values()
        if "organization_parent_id" in draft.values
    )
    for key, draft in organizations.items():
        parent = draft.values.get("organization_parent_id")
        if "organization_name" not in draft.values and key not in vocabulary.organizations:
            message = Message(N_("Deze cel moet gevuld zijn: de organisatie '%(key)s' is er nog niet."), {"key": key})
            yield key, RowFault(draft.line, "organization_name", None, message)
        elif parent is not None and parent not in organizations and parent not in vocabulary.organizations:
            message = Message(N_("Er is geen organisatie met de sleutel '%(key)s'."), {"key": parent})
            yield key, RowFault(draft.line, "organization_parent_id", parent, message)
        elif parent is not None and _is_above_itself(key, parents):
            message = Message(N_("Een organisatie kan niet onder zichzelf vallen, ook niet via een andere."))
            yield key, RowFault(draft.line, "organization_parent_id", parent, message)


def _is_above_itself(key: str, parents: Mapping[str, str | None]) -> bool:
    above, seen = parents.get(key), set[str]()
    while above is not None and above not in seen:
        if above == key:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _read_cells(row: SourceRow, vocabulary: Vocabulary, notes: list[RowFault]) -> tuple[dict[str, Any], list[RowFault]]:
    values: dict[str, Any] = {}
    faults = [RowFault(row.line, fault.column, None, fault.message) for fault in row.faults]
    for name, cell in row.cells.items():
        column = BY_NAME[name]
        if not column.many:
            try:
                value = column.read(cell, vocabulary)
                if value != "":  # signs that nobody can see leave an empty text
                    values[name] = value
            except Mended as mended:
                values[name] = mended.value
                notes.append(RowFault(row.line, name, cell[:80], mended.message))
            except BadValue as bad:
                faults.append(RowFault(row.line, name, cell[:80], bad.message))
            continue
        items: list[Any] = []
        parts = [part.replace(ESCAPED_SEPARATOR, LIST_SEPARATOR).strip() for part in _UNESCAPED.split(cell)]
        parts = [part for part in parts if part]
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
            if item != "" and item not in items:
                items.append(item)
        values[name] = items
    return values, faults


def _check_together(row: SourceRow, values: dict[str, Any], faulty: set[str | None]) -> list[RowFault]:
    """What no single cell can show. faulty: the columns in which something is wrong already."""
    faults = [
        RowFault(row.line, name, None, Message(N_("Deze cel moet gevuld zijn.")))
        for name in REQUIRED
        if name not in values and name not in faulty and not (name == "organization_name" and _names_key(row))
    ]
    if row.excess:
        message = Message(
            N_("Er staan %(count)s cellen meer dan er kolommen zijn. Staat er een scheidingsteken in een tekst?"),
            {"count": row.excess},
        )
        faults.append(RowFault(row.line, None, None, message))
    low, high = values.get("minimum_age"), values.get("maximum_age")
    if low is not None and high is not None and low >= high:
        message = Message(
            N_("De leeftijd 'tot' (%(high)g) moet hoger zijn dan 'vanaf' (%(low)g)."), {"low": low, "high": high}
        )
        faults.append(RowFault(row.line, "maximum_age", row.cells.get("maximum_age"), message))
    faults.extend(
        RowFault(row.line, needed, None, message)
        for name, needed, message in _NEEDS
        if name in row.cells and needed not in row.cells and needed not in faulty
    )
    return faults


def _names_key(row: SourceRow) -> bool:
    """Whether the organization is named by its key: then another row, or the map, has its name."""
    return "organization_id" in row.cells


def _merge(organizations: dict[str, OrganizationDraft], line: int, values: dict[str, Any]) -> list[RowFault]:
    """Put one good row into the drafts, as a whole or not at all: rows may not say different things of one thing."""
    parts = _by_owner(values)
    key = values.get("organization_id") or _key("name", values["organization_name"])
    organization = organizations.get(key) or OrganizationDraft(key, line, {})
    service_key = values.get("service_id") or _key("name", values["service_name"])
    service = organization.services.get(service_key) or ServiceDraft(service_key, line, {})
    location = _location(parts["location"], line)
    place = service if location is None else _at(service, location.key) or location
    faults = [
        *_disagreements(organization.values, parts["organization"], line, organization.line),
        *_disagreements(service.values, parts["service"], line, service.line),
        *_disagreements(_told(service, "area_valid_year"), parts["area"], line, service.line),
        *_disagreements(_told(place, "opening_hours", "hours_note"), parts["schedule"], line, place.line),
        *(_location_disagreements(organization, location) if location is not None else ()),
    ]
    if faults:
        return faults
    organizations[key] = organization
    organization.lines.append(line)
    organization.values.update(parts["organization"])
    organization.services[service_key] = service
    service.values.update(parts["service"])
    service.areas = tuple(dict.fromkeys((*service.areas, *parts["area"].get("service_area", []))))
    service.area_valid_year = parts["area"].get("area_valid_year", service.area_valid_year)
    place.opening_hours = parts["schedule"].get("opening_hours", place.opening_hours)
    place.hours_note = parts["schedule"].get("hours_note", place.hours_note)
    if location is place:
        service.locations.append(location)
    elif location is not None and isinstance(place, LocationDraft):
        place.values.update(location.values)
    return []


def _key(kind: str, text: str) -> str:
    """A key for what has none of its own, short enough to be kept."""
    key = f"{kind}:{text.casefold()}"
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.blake2b(key.encode(), digest_size=12).hexdigest()
    return f"{key[: LONGEST_KEY - len(digest) - 1].rstrip()}#{digest}"


def _at(service: ServiceDraft, key: str) -> LocationDraft | None:
    return next((known for known in service.locations if known.key == key), None)


def _told(draft: ServiceDraft | LocationDraft, *names: str) -> dict[str, Any]:
    """What a draft says so far by these names."""
    return {name: getattr(draft, name) for name in names if getattr(draft, name) is not None}


def _disagreements(known: Mapping[str, Any], fresh: Mapping[str, Any], line: int, first_line: int) -> list[RowFault]:
    return [
        RowFault(
            line,
            name,
            str(value)[:80],
            Message(
                N_("Regel %(first)s zegt hier iets anders: '%(known)s'. Maak ze gelijk of laat deze cel leeg."),
                {"first": first_line, "known": str(known[name])[:80]},
            ),
        )
        for name, value in fresh.items()
        if name in known and known[name] != value
    ]


def _location_disagreements(organization: OrganizationDraft, location: LocationDraft) -> Iterator[RowFault]:
    """Where another row, perhaps of another service, says something else of the same location."""
    for service in organization.services.values():
        known = _at(service, location.key)
        if known is not None:
            faults = _disagreements(known.values, location.values, location.line, known.line)
            yield from faults
            if faults:
                return


def _by_owner(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {"organization": {}, "service": {}, "location": {}, "area": {}, "schedule": {}}
    for name, value in values.items():
        parts[BY_NAME[name].owner][name] = value
    return parts


def _location(values: dict[str, Any], line: int) -> LocationDraft | None:
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
    parts = [str(values[name]) for name in _WHERE if name in values]
    return LocationDraft(values.get("location_id") or _key("at", " ".join(parts)), line, values)
