"""The columns of the exchange file: one table that reading, checking, writing and the documentation all follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from core.messages import N_, Message
from socialmap.fields import Reader, Vocabulary, reader_of
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
)
from socialmap.values import BadValue, Mended

Owner = Literal["organization", "service", "location", "area", "schedule"]
LIST_SEPARATOR = "|"
ESCAPED_SEPARATOR = r"\|"
_SEVEN_DIGITS = re.compile(r"[0-9]{7}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. many: the cell holds several values with | between them; \\| is a | in a value."""

    name: str
    owner: Owner
    read: Reader
    doc: str
    many: bool = False


def _register(read: Reader) -> Reader:
    """A register number of eight digits; the zero in front that a spreadsheet takes away is put back."""

    def read_it(value: str, vocabulary: Vocabulary) -> Any:
        try:
            return read(value, vocabulary)
        except BadValue:
            if not _SEVEN_DIGITS.fullmatch(value):
                raise
        whole = read(f"0{value}", vocabulary)
        raise Mended(whole, Message(N_("De nul vooraan ontbrak; we lezen %(whole)s."), {"whole": whole}))

    return read_it


COLUMNS: tuple[Column, ...] = (
    Column(
        "organization_id", "organization", reader_of(Organization.external_id), N_("Vaste sleutel van de organisatie")
    ),
    Column(
        "organization_name", "organization", reader_of(Organization.name), N_("Naam van de organisatie (verplicht)")
    ),
    Column(
        "organization_description", "organization", reader_of(Organization.description), N_("Wat de organisatie doet")
    ),
    Column("organization_website", "organization", reader_of(Organization.website), N_("Webadres")),
    Column("organization_email", "organization", reader_of(Organization.email), N_("E-mailadres")),
    Column("organization_kvk", "organization", _register(reader_of(Organization.kvk)), N_("KvK-nummer, 8 cijfers")),
    Column("organization_agb", "organization", _register(reader_of(Organization.agb)), N_("AGB-code, 8 cijfers")),
    Column(
        "organization_parent_id",
        "organization",
        reader_of(Organization.external_id),
        N_("Sleutel van de organisatie waar deze onder valt"),
    ),
    Column("organization_legal_form", "organization", reader_of(Organization.legal_form), N_("Rechtsvorm")),
    Column(
        "organization_collection",
        "organization",
        reader_of(Organization.collection),
        N_("Verzameling waar de organisatie bij hoort"),
    ),
    Column("service_id", "service", reader_of(Service.external_id), N_("Vaste sleutel van de dienst")),
    Column("service_name", "service", reader_of(Service.name), N_("Naam van de dienst (verplicht)")),
    Column("service_name_en", "service", reader_of(Service.name_en), N_("Naam in het Engels")),
    Column("service_description", "service", reader_of(Service.description), N_("Beschrijving in gewone taal")),
    Column("service_description_en", "service", reader_of(Service.description_en), N_("Beschrijving in het Engels")),
    Column(
        "status",
        "service",
        reader_of(Service.status),
        N_("active, inactive, defunct of temporarily closed; leeg is active"),
    ),
    Column("alert", "service", reader_of(Service.alert), N_("Wat iedereen nu moet weten")),
    Column(
        "care_types",
        "service",
        reader_of(Service.care_types),
        N_("Soorten zorg, codes van de lijst care-types"),
        many=True,
    ),
    Column("laws", "service", reader_of(Service.laws), N_("Wetten die betalen"), many=True),
    Column("domains", "service", reader_of(Service.domains), N_("Domeinen van het kinderleven"), many=True),
    Column("delivery", "service", reader_of(Service.delivery), N_("Waar en hoe de zorg is"), many=True),
    Column("desk_types", "service", reader_of(Service.desk_types), N_("Soort loket"), many=True),
    Column("languages", "service", reader_of(Service.languages), N_("Talen, twee letters"), many=True),
    Column(
        "search_words", "service", reader_of(Service.search_words), N_("Ook gezocht als; nooit zichtbaar"), many=True
    ),
    Column("minimum_age", "service", reader_of(Service.minimum_age), N_("Vanaf deze leeftijd, in jaren")),
    Column("maximum_age", "service", reader_of(Service.maximum_age), N_("Tot deze verjaardag, in jaren")),
    Column("eligibility", "service", reader_of(Service.eligibility), N_("Voor wie")),
    Column("application_process", "service", reader_of(Service.application_process), N_("Hoe u zich aanmeldt")),
    Column("fees", "service", reader_of(Service.fees), N_("Wat het kost")),
    Column("capacity", "service", reader_of(Service.capacity), N_("Aantal plaatsen")),
    Column("waiting_time_weeks", "service", reader_of(Service.waiting_time_weeks), N_("Wachttijd in weken")),
    Column(
        "waiting_time_date", "service", reader_of(Service.waiting_time_date), N_("Dag waarop de wachttijd is gemeten")
    ),
    Column("service_website", "service", reader_of(Service.website), N_("Webadres van de dienst")),
    Column("service_email", "service", reader_of(Service.email), N_("E-mailadres van de dienst")),
    Column("phone", "service", reader_of(Phone.number), N_("Telefoonnummer")),
    Column("phone_kind", "service", reader_of(Phone.kind), N_("Waarvoor dit nummer is")),
    Column("phone_2", "service", reader_of(Phone.number), N_("Tweede telefoonnummer")),
    Column("phone_2_kind", "service", reader_of(Phone.kind), N_("Waarvoor het tweede nummer is")),
    Column(
        "service_area",
        "area",
        reader_of(ServiceArea.code),
        N_("Werkgebied: NL, PV26, GM0344, 3511, 3500-3599, regio of naam"),
        many=True,
    ),
    Column("area_valid_year", "area", reader_of(ServiceArea.valid_year), N_("Jaar van de gemeentelijke indeling")),
    Column("location_id", "location", reader_of(Location.external_id), N_("Vaste sleutel van de locatie")),
    Column("location_name", "location", reader_of(Location.name), N_("Naam van de locatie")),
    Column("address", "location", reader_of(Location.street), N_("Straat en huisnummer in één cel")),
    Column("street", "location", reader_of(Location.street), N_("Straat")),
    Column("house_number", "location", reader_of(Location.house_number), N_("Huisnummer")),
    Column("postcode", "location", reader_of(Location.postcode), N_("Postcode")),
    Column("city", "location", reader_of(Location.city), N_("Plaats")),
    Column("latitude", "location", reader_of(Location.latitude), N_("Breedtegraad, WGS 84; leeg: uit de postcode")),
    Column("longitude", "location", reader_of(Location.longitude), N_("Lengtegraad, WGS 84")),
    Column("accessibility", "location", reader_of(Location.accessibility), N_("Toegankelijkheid")),
    Column("transport_note", "location", reader_of(Location.transport_note), N_("Openbaar vervoer")),
    Column("opening_hours", "schedule", reader_of(Schedule.opening_hours), N_("Openingstijden, OSM-schrijfwijze")),
    Column("hours_note", "schedule", reader_of(Schedule.note), N_("Toelichting op de tijden")),
    Column(
        "required_documents",
        "service",
        reader_of(RequiredDocument.document),
        N_("Wat u moet meenemen of hebben"),
        many=True,
    ),
    Column("cost_options", "service", reader_of(CostOption.option), N_("Prijzen en manieren van betalen"), many=True),
    Column("contact_name", "service", reader_of(Contact.name), N_("Contactpersoon")),
    Column("contact_role", "service", reader_of(Contact.role), N_("Functie van de contactpersoon")),
    Column("assured_date", "service", reader_of(Service.assured_date), N_("Dag waarop dit is nagekeken")),
    Column("assured_by", "service", reader_of(Service.assured_by), N_("Wie het heeft nagekeken")),
    Column("source", "service", reader_of(Service.source), N_("Waar de feiten vandaan komen, met datum")),
    Column("review_by", "service", reader_of(Service.review_by), N_("Opnieuw nakijken vóór")),
)
BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}
REQUIRED = ("organization_name", "service_name")
