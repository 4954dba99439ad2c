"""The columns of the exchange file: one table that reading, checking, writing and the documentation all follow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import String

from core.messages import N_, Message
from socialmap.geography.areas import AreaError, RegionIndex, parse_area
from socialmap.geography.places import PostcodeTable
from socialmap.geography.postcodes import NeverUsedLettersError, PostcodeError, parse_postcode
from socialmap.models import Contact, CostOption, Location, Organization, Phone, RequiredDocument, Schedule, Service
from socialmap.models.services import ServiceStatus
from socialmap.opening_hours import read_opening_hours
from socialmap.values import (
    BadValue,
    Mended,
    read_agb,
    read_age,
    read_choice,
    read_code,
    read_date,
    read_email,
    read_kvk,
    read_language,
    read_number,
    read_phone,
    read_text,
    read_url,
    read_year,
)
from socialmap.wording import area_message, postcode_message

Owner = Literal["organization", "service", "location", "area", "schedule"]
LIST_SEPARATOR = "|"
ESCAPED_SEPARATOR = r"\|"
LONG_TEXT = 10_000
_SEVEN_DIGITS = re.compile(r"[0-9]{7}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a file is checked against: postcodes, terms per taxonomy, named regions, and organizations that are there.

    organizations: the key of each, with the key of the one it falls under.
    """

    places: PostcodeTable
    terms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    regions: RegionIndex | None = None
    organizations: Mapping[str, str | None] = field(default_factory=dict)


Reader = Callable[[str, Vocabulary], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. many: the cell holds several values with | between them; \\| is a | in a value."""

    name: str
    owner: Owner
    read: Reader
    doc: str
    many: bool = False


def _length(model: type[Any], attribute: str) -> int:
    column = model.__table__.c[attribute]
    if isinstance(column.type, String) and column.type.length:
        return column.type.length
    longest: int = column.info.get("max", LONG_TEXT)
    return longest


def _text(model: type[Any], attribute: str) -> Reader:
    longest = _length(model, attribute)
    return lambda value, _: read_text(value, longest)


def _plain(read: Callable[[str], Any]) -> Reader:
    return lambda value, _: read(value)


def _register(read: Callable[[str], str]) -> Reader:
    """A register number of eight digits; the zero in front that a spreadsheet takes away is put back."""

    def read_it(value: str, _: Vocabulary) -> str:
        try:
            return read(value)
        except BadValue:
            if not _SEVEN_DIGITS.fullmatch(value):
                raise
        whole = read(f"0{value}")
        raise Mended(whole, Message(N_("De nul vooraan ontbrak; we lezen %(whole)s."), {"whole": whole}))

    return read_it


def _code(taxonomy: str) -> Reader:
    def read(value: str, vocabulary: Vocabulary) -> str:
        known = vocabulary.terms.get(taxonomy, frozenset())
        return read_code(value, known, sorted(known))

    return read


def _read_area(value: str, vocabulary: Vocabulary) -> str:
    try:
        return parse_area(value, vocabulary.regions, vocabulary.places).code
    except AreaError as error:
        raise BadValue.of(area_message(error)) from None


def _read_postcode(value: str, vocabulary: Vocabulary) -> str:
    try:
        postcode = parse_postcode(value)
        vocabulary.places.place_of(postcode)
    except NeverUsedLettersError as error:
        digits = _read_postcode(value.strip()[:4], vocabulary)
        raise Mended(digits, postcode_message(error)) from None
    except PostcodeError as error:
        raise BadValue.of(postcode_message(error)) from None
    return str(postcode)


def _read_weeks(value: str, _: Vocabulary) -> float:
    return read_number(value, 0, 520)


def _read_status(value: str, _: Vocabulary) -> str:
    return read_choice(value, [item.value for item in ServiceStatus])


def _latitude(value: str, _: Vocabulary) -> float:
    return read_number(value, -90, 90)


def _longitude(value: str, _: Vocabulary) -> float:
    return read_number(value, -180, 180)


COLUMNS: tuple[Column, ...] = (
    Column("organization_id", "organization", _text(Organization, "external_id"), "Vaste sleutel van de organisatie"),
    Column("organization_name", "organization", _text(Organization, "name"), "Naam van de organisatie (verplicht)"),
    Column("organization_description", "organization", _text(Organization, "description"), "Wat de organisatie doet"),
    Column("organization_website", "organization", _plain(read_url), "Webadres"),
    Column("organization_email", "organization", _plain(read_email), "E-mailadres"),
    Column("organization_kvk", "organization", _register(read_kvk), "KvK-nummer, 8 cijfers"),
    Column("organization_agb", "organization", _register(read_agb), "AGB-code, 8 cijfers"),
    Column(
        "organization_parent_id",
        "organization",
        _text(Organization, "external_id"),
        "Sleutel van de organisatie waar deze onder valt",
    ),
    Column("organization_legal_form", "organization", _text(Organization, "legal_form"), "Rechtsvorm"),
    Column(
        "organization_collection",
        "organization",
        _text(Organization, "collection"),
        "Verzameling waar de organisatie bij hoort",
    ),
    Column("service_id", "service", _text(Service, "external_id"), "Vaste sleutel van de dienst"),
    Column("service_name", "service", _text(Service, "name"), "Naam van de dienst (verplicht)"),
    Column("service_name_en", "service", _text(Service, "name_en"), "Naam in het Engels"),
    Column("service_description", "service", _text(Service, "description"), "Beschrijving in gewone taal"),
    Column("service_description_en", "service", _text(Service, "description_en"), "Beschrijving in het Engels"),
    Column("status", "service", _read_status, "active, inactive, defunct of temporarily closed; leeg is active"),
    Column("alert", "service", _text(Service, "alert"), "Wat iedereen nu moet weten"),
    Column("care_types", "service", _code("care-types"), "Soorten zorg, codes van de lijst care-types", many=True),
    Column("laws", "service", _code("laws"), "Wetten die betalen", many=True),
    Column("domains", "service", _code("domains"), "Domeinen van het kinderleven", many=True),
    Column("delivery", "service", _code("delivery"), "Waar en hoe de zorg is", many=True),
    Column("desk_types", "service", _code("desk-types"), "Soort loket", many=True),
    Column("languages", "service", _plain(read_language), "Talen, twee letters", many=True),
    Column("search_words", "service", _text(Service, "name"), "Ook gezocht als; nooit zichtbaar", many=True),
    Column("minimum_age", "service", _plain(read_age), "Vanaf deze leeftijd, in jaren"),
    Column("maximum_age", "service", _plain(read_age), "Tot deze verjaardag, in jaren"),
    Column("eligibility", "service", _text(Service, "eligibility"), "Voor wie"),
    Column("application_process", "service", _text(Service, "application_process"), "Hoe u zich aanmeldt"),
    Column("fees", "service", _text(Service, "fees"), "Wat het kost"),
    Column("capacity", "service", _text(Service, "capacity"), "Aantal plaatsen"),
    Column("waiting_time_weeks", "service", _read_weeks, "Wachttijd in weken"),
    Column("waiting_time_date", "service", _plain(read_date), "Dag waarop de wachttijd is gemeten"),
    Column("service_website", "service", _plain(read_url), "Webadres van de dienst"),
    Column("service_email", "service", _plain(read_email), "E-mailadres van de dienst"),
    Column("phone", "service", _plain(read_phone), "Telefoonnummer"),
    Column("phone_kind", "service", _text(Phone, "kind"), "Waarvoor dit nummer is"),
    Column("phone_2", "service", _plain(read_phone), "Tweede telefoonnummer"),
    Column("phone_2_kind", "service", _text(Phone, "kind"), "Waarvoor het tweede nummer is"),
    Column(
        "service_area", "area", _read_area, "Werkgebied: NL, PV26, GM0344, 3511, 3500-3599, regio of naam", many=True
    ),
    Column("area_valid_year", "area", _plain(read_year), "Jaar van de gemeentelijke indeling"),
    Column("location_id", "location", _text(Location, "external_id"), "Vaste sleutel van de locatie"),
    Column("location_name", "location", _text(Location, "name"), "Naam van de locatie"),
    Column("address", "location", _text(Location, "street"), "Straat en huisnummer in één cel"),
    Column("street", "location", _text(Location, "street"), "Straat"),
    Column("house_number", "location", _text(Location, "house_number"), "Huisnummer"),
    Column("postcode", "location", _read_postcode, "Postcode"),
    Column("city", "location", _text(Location, "city"), "Plaats"),
    Column("latitude", "location", _latitude, "Breedtegraad, WGS 84; leeg: uit de postcode"),
    Column("longitude", "location", _longitude, "Lengtegraad, WGS 84"),
    Column("accessibility", "location", _text(Location, "accessibility"), "Toegankelijkheid"),
    Column("transport_note", "location", _text(Location, "transport_note"), "Openbaar vervoer"),
    Column("opening_hours", "schedule", _plain(read_opening_hours), "Openingstijden, OSM-schrijfwijze"),
    Column("hours_note", "schedule", _text(Schedule, "note"), "Toelichting op de tijden"),
    Column(
        "required_documents", "service", _text(RequiredDocument, "document"), "Wat u moet meenemen of hebben", many=True
    ),
    Column("cost_options", "service", _text(CostOption, "option"), "Prijzen en manieren van betalen", many=True),
    Column("contact_name", "service", _text(Contact, "name"), "Contactpersoon"),
    Column("contact_role", "service", _text(Contact, "role"), "Functie van de contactpersoon"),
    Column("assured_date", "service", _plain(read_date), "Dag waarop dit is nagekeken"),
    Column("assured_by", "service", _text(Service, "assured_by"), "Wie het heeft nagekeken"),
    Column("source", "service", _text(Service, "source"), "Waar de feiten vandaan komen, met datum"),
    Column("review_by", "service", _plain(read_date), "Opnieuw nakijken vóór"),
)
BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}
REQUIRED = ("organization_name", "service_name")
