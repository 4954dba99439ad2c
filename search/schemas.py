"""The shapes of search answers, for the OpenAPI document. The answers themselves are joined from ready-made parts."""

from __future__ import annotations

from typing import Any

from marshmallow import INCLUDE, Schema, fields

from core.api.pagination import PageEnvelope
from core.i18n import lazy_gettext
from socialmap.schemas import DeskSchema, NamedSchema, PostcodeSchema, WaitingTimeSchema

Text = fields.String


def _about(text: Any) -> dict[str, Any]:
    return {"description": text}


class ResultLocationSchema(Schema):
    """The nearest place of a result."""

    id = Text(required=True, metadata=_about(lazy_gettext("Vaste sleutel.")))
    city = Text(allow_none=True, metadata=_about(lazy_gettext("Plaats.")))
    postcode = Text(allow_none=True, metadata=_about(lazy_gettext("Postcode.")))
    latitude = fields.Float(allow_none=True, metadata=_about(lazy_gettext("Breedtegraad, WGS 84.")))
    longitude = fields.Float(allow_none=True, metadata=_about(lazy_gettext("Lengtegraad, WGS 84.")))
    other_locations = fields.Integer(
        data_key="otherLocations", metadata=_about(lazy_gettext("Hoeveel andere locaties er zijn."))
    )


class ReasonSchema(Schema):
    """Why a result is there, or what it misses."""

    code = Text(required=True, metadata=_about(lazy_gettext("Code.")))
    text = Text(required=True, metadata=_about(lazy_gettext("In woorden.")))


class ContributionSchema(Schema):
    """A part of a score."""

    concept = Text(required=True, metadata=_about(lazy_gettext("Uw woord.")))
    matched = Text(required=True, metadata=_about(lazy_gettext("Het woord dat werd gevonden.")))
    field = Text(required=True, metadata=_about(lazy_gettext("Waar het stond.")))
    weight = fields.Float(required=True, metadata=_about(lazy_gettext("Hoe zwaar het telt.")))
    score = fields.Float(required=True, metadata=_about(lazy_gettext("Wat het bijdraagt.")))


class ResultSchema(Schema):
    """One result. Each kind may have members of its own beside these."""

    class Meta:
        unknown = INCLUDE

    id = Text(required=True, metadata=_about(lazy_gettext("Vaste sleutel.")))
    kind = Text(required=True, metadata=_about(lazy_gettext("Soort, zoals service of factsheet.")))
    slug = Text(metadata=_about(lazy_gettext("Naam in het webadres.")))
    title = Text(required=True, metadata=_about(lazy_gettext("Titel.")))
    summary = Text(allow_none=True, metadata=_about(lazy_gettext("De eerste zinnen.")))
    url = Text(allow_none=True, metadata=_about(lazy_gettext("Alle gegevens, in deze API.")))
    page_url = Text(data_key="pageUrl", allow_none=True, metadata=_about(lazy_gettext("De pagina voor mensen.")))
    organization = fields.Nested(NamedSchema, metadata=_about(lazy_gettext("De organisatie.")))
    care_types = fields.List(Text(), data_key="careTypes", metadata=_about(lazy_gettext("Soorten zorg.")))
    laws = fields.List(Text(), metadata=_about(lazy_gettext("Wetten die betalen.")))
    domains = fields.List(Text(), metadata=_about(lazy_gettext("Domeinen van het kinderleven.")))
    delivery = fields.List(Text(), metadata=_about(lazy_gettext("Waar en hoe.")))
    minimum_age = fields.Float(
        data_key="minimumAge", allow_none=True, metadata=_about(lazy_gettext("Vanaf, in jaren."))
    )
    maximum_age = fields.Float(
        data_key="maximumAge", allow_none=True, metadata=_about(lazy_gettext("Tot deze verjaardag, in jaren."))
    )
    status = Text(metadata=_about(lazy_gettext("Of u er nu terechtkunt.")))
    alert = Text(allow_none=True, metadata=_about(lazy_gettext("Wat iedereen nu moet weten.")))
    waiting_time = fields.Nested(
        WaitingTimeSchema, data_key="waitingTime", allow_none=True, metadata=_about(lazy_gettext("Wachttijd."))
    )
    phone = Text(allow_none=True, metadata=_about(lazy_gettext("Telefoonnummer.")))
    website = Text(allow_none=True, metadata=_about(lazy_gettext("Webadres.")))
    assured_date = fields.Date(
        data_key="assuredDate", allow_none=True, metadata=_about(lazy_gettext("Laatst nagekeken op."))
    )
    location = fields.Nested(
        ResultLocationSchema, allow_none=True, metadata=_about(lazy_gettext("De dichtstbijzijnde plek."))
    )
    open_now = fields.Boolean(
        data_key="openNow", allow_none=True, metadata=_about(lazy_gettext("Of het nu open is; null: weten we niet."))
    )
    distance_km = fields.Float(
        data_key="distanceKm", allow_none=True, metadata=_about(lazy_gettext("Afstand hemelsbreed, in kilometers."))
    )
    serves_postcode = fields.Boolean(
        data_key="servesPostcode",
        allow_none=True,
        metadata=_about(lazy_gettext("Of het werkgebied uw postcode bevat; null: weten we niet.")),
    )
    score = fields.Float(required=True, metadata=_about(lazy_gettext("Hoe goed het past.")))
    reasons = fields.List(fields.Nested(ReasonSchema), metadata=_about(lazy_gettext("Waarom dit erbij staat.")))
    explanation = fields.List(
        fields.Nested(ContributionSchema), metadata=_about(lazy_gettext("Opbouw van de score, met explain=true."))
    )


class NearMissSchema(ResultSchema):
    """What is close, with what it misses."""

    misses = fields.List(fields.Nested(ReasonSchema), metadata=_about(lazy_gettext("Wat niet klopt met uw vraag.")))


class InterpretedSchema(Schema):
    """Words of the question that were understood."""

    text = Text(required=True, metadata=_about(lazy_gettext("Uw woorden.")))
    as_ = Text(data_key="as", required=True, metadata=_about(lazy_gettext("place, age, law of careType.")))
    value = fields.Raw(required=True, metadata=_about(lazy_gettext("Wat we eronder verstaan.")))


class QuerySchema(Schema):
    """How the question was understood."""

    text = Text(required=True, metadata=_about(lazy_gettext("Wat u vroeg.")))
    corrected = Text(allow_none=True, metadata=_about(lazy_gettext("Zo hebben we uw woorden verbeterd.")))
    dropped = fields.List(Text(), metadata=_about(lazy_gettext("Woorden waar niets mee te vinden was.")))
    interpreted = fields.List(fields.Nested(InterpretedSchema), metadata=_about(lazy_gettext("Wat we begrepen.")))
    place = fields.Nested(PostcodeSchema, allow_none=True, metadata=_about(lazy_gettext("Waar vandaan is gezocht.")))


class FacetValueSchema(Schema):
    """A value of a facet."""

    value = Text(required=True, metadata=_about(lazy_gettext("Code.")))
    label = Text(required=True, metadata=_about(lazy_gettext("Woord.")))
    count = fields.Integer(required=True, metadata=_about(lazy_gettext("Hoeveel er zijn als u dit kiest.")))


class FallbackSchema(Schema):
    """Where to go when nothing was found."""

    text = Text(required=True, metadata=_about(lazy_gettext("Uitleg.")))
    desk = fields.Nested(DeskSchema, allow_none=True, metadata=_about(lazy_gettext("Het Juiste Loket.")))


class SearchAnswer(PageEnvelope):
    """The answer of a search."""

    query = fields.Nested(QuerySchema, required=True)
    results = fields.List(fields.Nested(ResultSchema), required=True)
    near_misses = fields.List(fields.Nested(NearMissSchema), data_key="nearMisses", required=True)
    facets = fields.Dict(keys=Text(), values=fields.List(fields.Nested(FacetValueSchema)), required=True)
    fallback = fields.Nested(FallbackSchema)


class ServiceList(PageEnvelope):
    """A page of services."""

    services = fields.List(fields.Nested(ResultSchema), required=True)


class OrganizationList(PageEnvelope):
    """A page of organizations."""

    organizations = fields.List(fields.Nested(ResultSchema), required=True)


class SuggestionSchema(Schema):
    """A suggestion."""

    kind = Text(required=True, metadata=_about(lazy_gettext("place, care-type, of de soort van een resultaat.")))
    text = Text(required=True, metadata=_about(lazy_gettext("Wat u kunt kiezen.")))
    value = Text(required=True, metadata=_about(lazy_gettext("Code of vaste sleutel.")))


class SuggestionList(Schema):
    """Suggestions, the best first."""

    suggestions = fields.List(fields.Nested(SuggestionSchema), required=True)
