"""The shapes of the map in the API, for the OpenAPI document. The bodies themselves are ready when published."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from core.i18n import lazy_gettext

Text = fields.String


def _about(text: Any, **extra: Any) -> dict[str, Any]:
    return {"description": text, **extra}


class NamedSchema(Schema):
    """A link to something with a name."""

    id = Text(required=True, metadata=_about(lazy_gettext("Vaste sleutel.")))
    slug = Text(metadata=_about(lazy_gettext("Naam in het webadres.")))
    name = Text(required=True, metadata=_about(lazy_gettext("Naam.")))
    status = Text(metadata=_about(lazy_gettext("Of u er nu terechtkunt.")))


class CodedSchema(Schema):
    """A municipality or a province."""

    code = Text(required=True, metadata=_about(lazy_gettext("Code van het CBS."), example="GM0344"))
    name = Text(required=True, metadata=_about(lazy_gettext("Naam."), example="Utrecht"))


class PhoneSchema(Schema):
    """A telephone number."""

    number = Text(required=True, metadata=_about(lazy_gettext("Het nummer, zoals u het belt.")))
    kind = Text(allow_none=True, metadata=_about(lazy_gettext("Waarvoor het nummer is.")))
    hours = Text(allow_none=True, metadata=_about(lazy_gettext("Wanneer er wordt opgenomen (OSM-schrijfwijze).")))


class ContactSchema(Schema):
    """Someone to ask for."""

    name = Text(allow_none=True, metadata=_about(lazy_gettext("Naam.")))
    role = Text(allow_none=True, metadata=_about(lazy_gettext("Functie.")))
    email = Text(allow_none=True, metadata=_about(lazy_gettext("E-mailadres.")))
    phone = Text(allow_none=True, metadata=_about(lazy_gettext("Telefoonnummer.")))


class ScheduleSchema(Schema):
    """Opening hours."""

    opening_hours = Text(
        data_key="openingHours",
        required=True,
        metadata=_about(lazy_gettext("Openingstijden (OSM-schrijfwijze, met Nederlandse feestdagen).")),
    )
    note = Text(allow_none=True, metadata=_about(lazy_gettext("Toelichting in woorden.")))


class AddressSchema(Schema):
    """A place that can be visited."""

    id = Text(required=True, metadata=_about(lazy_gettext("Vaste sleutel.")))
    name = Text(allow_none=True, metadata=_about(lazy_gettext("Naam van de plek.")))
    street = Text(allow_none=True, metadata=_about(lazy_gettext("Straat.")))
    house_number = Text(data_key="houseNumber", allow_none=True, metadata=_about(lazy_gettext("Huisnummer.")))
    postcode = Text(allow_none=True, metadata=_about(lazy_gettext("Postcode van het bezoekadres.")))
    city = Text(allow_none=True, metadata=_about(lazy_gettext("Plaats.")))
    country = Text(metadata=_about(lazy_gettext("Land (ISO 3166-1).")))
    latitude = fields.Float(allow_none=True, metadata=_about(lazy_gettext("Breedtegraad, WGS 84.")))
    longitude = fields.Float(allow_none=True, metadata=_about(lazy_gettext("Lengtegraad, WGS 84.")))
    point_precision = Text(
        data_key="pointPrecision",
        allow_none=True,
        metadata=_about(lazy_gettext("Hoe precies het punt is: address, pc6, pc4 of place.")),
    )
    accessibility = Text(allow_none=True, metadata=_about(lazy_gettext("Toegankelijkheid.")))
    transport_note = Text(data_key="transportNote", allow_none=True, metadata=_about(lazy_gettext("Openbaar vervoer.")))


class ServiceLocationSchema(AddressSchema):
    """A place where a service is given."""

    note = Text(allow_none=True, metadata=_about(lazy_gettext("Wat hier anders is.")))
    schedules = fields.List(fields.Nested(ScheduleSchema), metadata=_about(lazy_gettext("Openingstijden hier.")))
    open_now = fields.Boolean(
        data_key="openNow",
        allow_none=True,
        metadata=_about(lazy_gettext("Of het nu open is; null: weten we niet.")),
    )


class LocationSchema(AddressSchema):
    """A location with what is given there."""

    organization = fields.Nested(NamedSchema, metadata=_about(lazy_gettext("De organisatie.")))
    services = fields.List(fields.Nested(NamedSchema), metadata=_about(lazy_gettext("Wat hier wordt gegeven.")))
    collection = Text(
        allow_none=True, metadata=_about(lazy_gettext("Verzameling; examples zijn verzonnen voorbeelden."))
    )


class ServiceAreaSchema(Schema):
    """A part of a service area."""

    code = Text(
        required=True, metadata=_about(lazy_gettext("Gebiedscode, zoals NL, PV26, GM0344, 3511 of NIK-UTRECHT."))
    )
    valid_year = fields.Integer(
        data_key="validYear", allow_none=True, metadata=_about(lazy_gettext("Jaar van de gemeentelijke indeling."))
    )
    kind = Text(metadata=_about(lazy_gettext("Soort gebied.")))
    name = Text(metadata=_about(lazy_gettext("Naam van het gebied.")))


class WaitingTimeSchema(Schema):
    """How long one waits, and when that was told."""

    weeks = fields.Float(required=True, metadata=_about(lazy_gettext("Wachttijd in weken.")))
    as_of = fields.Date(data_key="asOf", allow_none=True, metadata=_about(lazy_gettext("Gemeten op.")))


class ServiceSchema(Schema):
    """A service: what an organization does, where, for whom, and who pays."""

    id = Text(required=True, metadata=_about(lazy_gettext("Vaste sleutel.")))
    slug = Text(required=True, metadata=_about(lazy_gettext("Naam in het webadres.")))
    name = Text(required=True, metadata=_about(lazy_gettext("Naam.")))
    description = Text(allow_none=True, metadata=_about(lazy_gettext("Beschrijving in gewone taal.")))
    organization = fields.Nested(NamedSchema, required=True, metadata=_about(lazy_gettext("De organisatie.")))
    status = Text(required=True, metadata=_about(lazy_gettext("active, inactive, defunct of temporarily closed.")))
    alert = Text(allow_none=True, metadata=_about(lazy_gettext("Wat iedereen nu moet weten.")))
    care_types = fields.List(Text(), data_key="careTypes", metadata=_about(lazy_gettext("Soorten zorg (codes).")))
    laws = fields.List(Text(), metadata=_about(lazy_gettext("Wetten die betalen (codes).")))
    domains = fields.List(Text(), metadata=_about(lazy_gettext("Domeinen van het kinderleven (codes).")))
    delivery = fields.List(Text(), metadata=_about(lazy_gettext("Waar en hoe (codes).")))
    desk_types = fields.List(Text(), data_key="deskTypes", metadata=_about(lazy_gettext("Soort loket (codes).")))
    languages = fields.List(Text(), metadata=_about(lazy_gettext("Talen (ISO 639-1).")))
    minimum_age = fields.Float(
        data_key="minimumAge", allow_none=True, metadata=_about(lazy_gettext("Vanaf deze leeftijd, in jaren."))
    )
    maximum_age = fields.Float(
        data_key="maximumAge", allow_none=True, metadata=_about(lazy_gettext("Tot deze verjaardag, in jaren."))
    )
    eligibility = Text(allow_none=True, metadata=_about(lazy_gettext("Voor wie.")))
    application_process = Text(
        data_key="applicationProcess", allow_none=True, metadata=_about(lazy_gettext("Hoe u zich aanmeldt."))
    )
    fees = Text(allow_none=True, metadata=_about(lazy_gettext("Wat het kost.")))
    cost_options = fields.List(Text(), data_key="costOptions", metadata=_about(lazy_gettext("Prijzen en betaling.")))
    required_documents = fields.List(
        Text(), data_key="requiredDocuments", metadata=_about(lazy_gettext("Wat u nodig hebt."))
    )
    capacity = Text(allow_none=True, metadata=_about(lazy_gettext("Aantal plaatsen.")))
    waiting_time = fields.Nested(
        WaitingTimeSchema, data_key="waitingTime", allow_none=True, metadata=_about(lazy_gettext("Wachttijd."))
    )
    website = Text(allow_none=True, metadata=_about(lazy_gettext("Webadres.")))
    email = Text(allow_none=True, metadata=_about(lazy_gettext("E-mailadres.")))
    phones = fields.List(fields.Nested(PhoneSchema), metadata=_about(lazy_gettext("Telefoonnummers.")))
    contacts = fields.List(fields.Nested(ContactSchema), metadata=_about(lazy_gettext("Contactpersonen.")))
    schedules = fields.List(fields.Nested(ScheduleSchema), metadata=_about(lazy_gettext("Openingstijden.")))
    locations = fields.List(fields.Nested(ServiceLocationSchema), metadata=_about(lazy_gettext("Waar u terechtkunt.")))
    service_areas = fields.List(
        fields.Nested(ServiceAreaSchema), data_key="serviceAreas", metadata=_about(lazy_gettext("Werkgebied."))
    )
    open_now = fields.Boolean(
        data_key="openNow",
        allow_none=True,
        metadata=_about(lazy_gettext("Of het nu open is; null: weten we niet.")),
    )
    assured_date = fields.Date(
        data_key="assuredDate", allow_none=True, metadata=_about(lazy_gettext("Laatst nagekeken op."))
    )
    assured_by = Text(data_key="assuredBy", allow_none=True, metadata=_about(lazy_gettext("Nagekeken door.")))
    source = Text(allow_none=True, metadata=_about(lazy_gettext("Bron, met datum.")))
    collection = Text(
        allow_none=True, metadata=_about(lazy_gettext("Verzameling; examples zijn verzonnen voorbeelden."))
    )


class UrlSchema(Schema):
    """A further web address."""

    label = Text(allow_none=True, metadata=_about(lazy_gettext("Wat daar staat.")))
    url = Text(required=True, metadata=_about(lazy_gettext("Webadres.")))


class PlaceBriefSchema(Schema):
    """A location in short."""

    id = Text(required=True, metadata=_about(lazy_gettext("Vaste sleutel.")))
    city = Text(allow_none=True, metadata=_about(lazy_gettext("Plaats.")))
    postcode = Text(allow_none=True, metadata=_about(lazy_gettext("Postcode.")))


class OrganizationSchema(Schema):
    """An organization with its services and locations."""

    id = Text(required=True, metadata=_about(lazy_gettext("Vaste sleutel.")))
    slug = Text(required=True, metadata=_about(lazy_gettext("Naam in het webadres.")))
    name = Text(required=True, metadata=_about(lazy_gettext("Naam.")))
    alternate_names = fields.List(Text(), data_key="alternateNames", metadata=_about(lazy_gettext("Andere namen.")))
    description = Text(allow_none=True, metadata=_about(lazy_gettext("Wat de organisatie doet.")))
    website = Text(allow_none=True, metadata=_about(lazy_gettext("Webadres.")))
    email = Text(allow_none=True, metadata=_about(lazy_gettext("E-mailadres.")))
    kvk = Text(allow_none=True, metadata=_about(lazy_gettext("KvK-nummer.")))
    agb = Text(allow_none=True, metadata=_about(lazy_gettext("AGB-code.")))
    legal_form = Text(data_key="legalForm", allow_none=True, metadata=_about(lazy_gettext("Rechtsvorm.")))
    logo_url = Text(data_key="logoUrl", allow_none=True, metadata=_about(lazy_gettext("Adres van het logo.")))
    parent = fields.Nested(NamedSchema, allow_none=True, metadata=_about(lazy_gettext("Valt onder.")))
    phones = fields.List(fields.Nested(PhoneSchema), metadata=_about(lazy_gettext("Telefoonnummers.")))
    contacts = fields.List(fields.Nested(ContactSchema), metadata=_about(lazy_gettext("Contactpersonen.")))
    urls = fields.List(fields.Nested(UrlSchema), metadata=_about(lazy_gettext("Andere webadressen.")))
    services = fields.List(fields.Nested(NamedSchema), metadata=_about(lazy_gettext("Wat de organisatie biedt.")))
    locations = fields.List(fields.Nested(PlaceBriefSchema), metadata=_about(lazy_gettext("Waar u terechtkunt.")))
    assured_date = fields.Date(
        data_key="assuredDate", allow_none=True, metadata=_about(lazy_gettext("Laatst nagekeken op."))
    )
    source = Text(allow_none=True, metadata=_about(lazy_gettext("Bron, met datum.")))
    collection = Text(
        allow_none=True, metadata=_about(lazy_gettext("Verzameling; examples zijn verzonnen voorbeelden."))
    )


class TermSchema(Schema):
    """A word of a taxonomy."""

    code = Text(required=True, metadata=_about(lazy_gettext("Code; verandert nooit.")))
    parent = Text(allow_none=True, metadata=_about(lazy_gettext("Code van het bredere woord.")))
    label = Text(required=True, metadata=_about(lazy_gettext("Het woord.")))
    description = Text(allow_none=True, metadata=_about(lazy_gettext("Wat het betekent.")))
    synonyms = fields.List(Text(), metadata=_about(lazy_gettext("Andere woorden ervoor.")))


class TermList(Schema):
    """All terms of a taxonomy."""

    total = fields.Integer(required=True, metadata=_about(lazy_gettext("Hoeveel er in totaal zijn.")))
    terms = fields.List(fields.Nested(TermSchema), required=True)


class TaxonomySchema(Schema):
    """A list of words."""

    id = Text(required=True, metadata=_about(lazy_gettext("Vaste sleutel."), example="care-types"))
    name = Text(required=True, metadata=_about(lazy_gettext("Naam.")))
    description = Text(allow_none=True, metadata=_about(lazy_gettext("Waarvoor de lijst is.")))
    url = Text(required=True, metadata=_about(lazy_gettext("Waar de woorden staan.")))


class TaxonomyList(Schema):
    """All taxonomies."""

    total = fields.Integer(required=True, metadata=_about(lazy_gettext("Hoeveel er in totaal zijn.")))
    taxonomies = fields.List(fields.Nested(TaxonomySchema), required=True)


class RegionBriefSchema(Schema):
    """A region a place lies in."""

    code = Text(required=True, metadata=_about(lazy_gettext("Gebiedscode."), example="NIK-UTRECHT"))
    kind = Text(required=True, metadata=_about(lazy_gettext("Soort gebied."), example="nik"))
    name = Text(required=True, metadata=_about(lazy_gettext("Naam.")))
    provisional = fields.Boolean(
        required=True, metadata=_about(lazy_gettext("Waar als de indeling voorlopig is en niet bevestigd."))
    )


class PostcodeSchema(Schema):
    """Where a postcode lies."""

    postcode = Text(required=True, metadata=_about(lazy_gettext("De vier cijfers."), example="3511"))
    precision = Text(required=True, metadata=_about(lazy_gettext("Hoe precies het punt is: pc4.")))
    name = Text(required=True, metadata=_about(lazy_gettext("Plaats."), example="Utrecht"))
    latitude = fields.Float(required=True, metadata=_about(lazy_gettext("Breedtegraad, WGS 84.")))
    longitude = fields.Float(required=True, metadata=_about(lazy_gettext("Lengtegraad, WGS 84.")))
    municipality = fields.Nested(CodedSchema, allow_none=True, metadata=_about(lazy_gettext("Gemeente.")))
    province = fields.Nested(CodedSchema, allow_none=True, metadata=_about(lazy_gettext("Provincie.")))
    regions = fields.List(fields.Nested(RegionBriefSchema), metadata=_about(lazy_gettext("Regio's.")))


class DeskSchema(Schema):
    """How a region is reached."""

    id = Text(required=True, metadata=_about(lazy_gettext("Vaste sleutel van het aanbod.")))
    name = Text(required=True, metadata=_about(lazy_gettext("Naam.")))
    url = Text(required=True, metadata=_about(lazy_gettext("Alle gegevens.")))
    desk_types = fields.List(Text(), data_key="deskTypes", metadata=_about(lazy_gettext("Soort loket.")))
    phones = fields.List(fields.Nested(PhoneSchema), metadata=_about(lazy_gettext("Telefoonnummers.")))
    email = Text(allow_none=True, metadata=_about(lazy_gettext("E-mailadres.")))
    website = Text(allow_none=True, metadata=_about(lazy_gettext("Webadres.")))
    assured_date = fields.Date(
        data_key="assuredDate", allow_none=True, metadata=_about(lazy_gettext("Laatst nagekeken op."))
    )


class RegionSchema(RegionBriefSchema):
    """A region: who it is, what lies in it, how to reach it."""

    description = Text(allow_none=True, metadata=_about(lazy_gettext("Wie het is.")))
    members = fields.List(Text(), metadata=_about(lazy_gettext("Gebiedscodes die erin liggen.")))
    source = Text(allow_none=True, metadata=_about(lazy_gettext("Bron, met datum.")))
    assured_date = fields.Date(
        data_key="assuredDate", allow_none=True, metadata=_about(lazy_gettext("Laatst nagekeken op."))
    )
    desks = fields.List(fields.Nested(DeskSchema), metadata=_about(lazy_gettext("Loketten van deze regio.")))


class RegionList(Schema):
    """Regions."""

    total = fields.Integer(required=True, metadata=_about(lazy_gettext("Hoeveel er in totaal zijn.")))
    regions = fields.List(fields.Nested(RegionBriefSchema), required=True)
