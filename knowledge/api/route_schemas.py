"""The shapes of routes and advice in the API, for the OpenAPI document. The answers are joined from ready parts."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from core.api.pagination import PageEnvelope
from core.i18n import lazy_gettext
from knowledge.api.schemas import LawArticleSchema, SourceSchema
from socialmap.schemas import DeskSchema, NamedSchema, PostcodeSchema, RegionBriefSchema

Text = fields.String


def about(text: Any, **extra: Any) -> dict[str, Any]:
    """What the document says about a field."""
    return {"description": text, **extra}


def text_field(text: Any, **options: Any) -> fields.String:
    """A text."""
    return Text(metadata=about(text), **options)


def texts_field(text: Any, **options: Any) -> fields.List[Any]:
    """A list of texts."""
    return fields.List(Text(), metadata=about(text), **options)


def day_field(text: Any, key: str, **options: Any) -> fields.Date:
    """A day, null when it is not known."""
    return fields.Date(data_key=key, allow_none=True, metadata=about(text), **options)


class CodeSchema(Schema):
    """A code with its label."""

    code = text_field(lazy_gettext("Code."), required=True)
    name = text_field(lazy_gettext("In woorden."), required=True)


class RouteLawSchema(CodeSchema):
    """A law of a route."""

    start = text_field(lazy_gettext("De stap waarmee deze wet begint."))


class CitedArticleSchema(LawArticleSchema):
    """A law article that a rule rests on."""

    part = text_field(lazy_gettext("Lid of onderdeel."), allow_none=True)


class NextSchema(Schema):
    """When to go on."""

    on_no = text_field(
        lazy_gettext("De volgende stap na een nee; null: dit is de laatste."), data_key="onNo", allow_none=True
    )
    on_silence = text_field(
        lazy_gettext("De volgende stap als er geen antwoord komt."), data_key="onSilence", allow_none=True
    )
    silence_days = fields.Integer(
        data_key="silenceDays", allow_none=True, metadata=about(lazy_gettext("Na hoeveel dagen stilte u verdergaat."))
    )


class StepSchema(Schema):
    """A step of a route."""

    code = text_field(lazy_gettext("Code, zoals a1."), required=True)
    name = text_field(lazy_gettext("Naam."), required=True)
    desk_type = fields.Nested(CodeSchema, data_key="deskType", metadata=about(lazy_gettext("Soort loket.")))
    laws = texts_field(lazy_gettext("Voor welke wetten; leeg: voor elke wet."))
    minimum_laws = fields.Integer(
        data_key="minimumLaws", metadata=about(lazy_gettext("Hoeveel wetten er minstens tegelijk gelden."))
    )
    why = text_field(lazy_gettext("Waarvoor deze stap is."), required=True)
    why_not = text_field(lazy_gettext("Waarom deze stap soms niet past."), data_key="whyNot")
    who = text_field(lazy_gettext("Wie deze stap kan zetten."), required=True)
    bring = texts_field(lazy_gettext("Wat u meeneemt."), required=True)
    expect = text_field(lazy_gettext("Wat u kunt verwachten."), required=True)
    days = fields.Integer(
        allow_none=True, metadata=about(lazy_gettext("Binnen hoeveel dagen antwoord komt; null: niet bekend."))
    )
    next = fields.Nested(NextSchema, required=True, metadata=about(lazy_gettext("Wanneer u verdergaat.")))
    uncertain = text_field(lazy_gettext("Wat de bronnen niet zeggen."), allow_none=True)
    as_of = day_field(lazy_gettext("Stand van zaken op deze dag."), "asOf")
    articles = fields.List(fields.Nested(CitedArticleSchema), metadata=about(lazy_gettext("Wetsartikelen.")))
    sources = fields.List(fields.Nested(SourceSchema), metadata=about(lazy_gettext("Andere bronnen.")))


class RegularWaySchema(Schema):
    """What to do first under a law."""

    code = text_field(lazy_gettext("Code."), required=True)
    law = fields.Nested(CodeSchema, required=True, metadata=about(lazy_gettext("De wet.")))
    decision = text_field(lazy_gettext("Over welk besluit het gaat."), required=True)
    decided_by = text_field(lazy_gettext("Wie dat besluit nam."), data_key="decidedBy", required=True)
    remedy = text_field(lazy_gettext("objection (bezwaar), reconsideration (heroverweging) of conversation (gesprek)."))
    action = text_field(lazy_gettext("Wat u doet."), required=True)
    term_days = fields.Integer(
        data_key="termDays", allow_none=True, metadata=about(lazy_gettext("Binnen hoeveel dagen; null: geen termijn."))
    )
    term = text_field(lazy_gettext("De termijn in woorden."))
    then = text_field(lazy_gettext("Wat daarna kan."))
    support = text_field(lazy_gettext("Gratis hulp."))
    desk_types = fields.List(
        fields.Nested(CodeSchema), data_key="deskTypes", metadata=about(lazy_gettext("Loketten die meedoen."))
    )
    as_of = day_field(lazy_gettext("Stand van zaken op deze dag."), "asOf")
    articles = fields.List(fields.Nested(CitedArticleSchema), metadata=about(lazy_gettext("Wetsartikelen.")))
    sources = fields.List(fields.Nested(SourceSchema), metadata=about(lazy_gettext("Andere bronnen.")))


class FallbackDeskSchema(Schema):
    """The desk for every question, with the day on which its contact was true."""

    desk_type = fields.Nested(CodeSchema, data_key="deskType", metadata=about(lazy_gettext("Soort loket.")))
    name = text_field(lazy_gettext("Naam."), required=True)
    phone = text_field(lazy_gettext("Telefoonnummer."), allow_none=True)
    email = text_field(lazy_gettext("E-mailadres."), allow_none=True)
    website = text_field(lazy_gettext("Webadres."), allow_none=True)
    hours = text_field(lazy_gettext("Wanneer het bereikbaar is."), allow_none=True)
    expect = text_field(lazy_gettext("Wat u kunt verwachten."), allow_none=True)
    days = fields.Integer(allow_none=True, metadata=about(lazy_gettext("Binnen hoeveel dagen antwoord komt.")))
    as_of = day_field(lazy_gettext("Op deze dag klopte dit contact."), "asOf")
    sources = fields.List(fields.Nested(SourceSchema), metadata=about(lazy_gettext("Bronnen.")))


class RulesCardSchema(Schema):
    """What routes and flows tell alike."""

    id = text_field(lazy_gettext("Vaste sleutel."), required=True)
    slug = text_field(lazy_gettext("Naam in het webadres."), required=True)
    title = text_field(lazy_gettext("Titel."), required=True)
    summary = text_field(lazy_gettext("Samenvatting."), required=True)
    version = fields.Integer(required=True, metadata=about(lazy_gettext("Versie van de regels.")))
    review_by = day_field(lazy_gettext("Voor deze dag kijken we het na."), "reviewBy")
    assured_date = day_field(lazy_gettext("Laatst nagekeken op."), "assuredDate")
    url = text_field(lazy_gettext("Alle gegevens, in deze API."))
    page_url = text_field(lazy_gettext("De pagina voor mensen."), data_key="pageUrl")


class RouteCardSchema(RulesCardSchema):
    """A route in a list."""

    laws = texts_field(lazy_gettext("Codes van wetten."))
    steps = fields.List(fields.Nested(CodeSchema), required=True, metadata=about(lazy_gettext("De stappen.")))


class RouteList(PageEnvelope):
    """A page of routes."""

    escalation_routes = fields.List(fields.Nested(RouteCardSchema), data_key="escalationRoutes", required=True)


class RouteSchema(RulesCardSchema):
    """A whole route."""

    assured_by = text_field(lazy_gettext("Nagekeken door."), data_key="assuredBy", allow_none=True)
    laws = fields.List(fields.Nested(RouteLawSchema), required=True, metadata=about(lazy_gettext("De wetten.")))
    steps = fields.List(fields.Nested(StepSchema), required=True, metadata=about(lazy_gettext("De stappen.")))
    regular_ways = fields.List(
        fields.Nested(RegularWaySchema),
        data_key="regularWays",
        required=True,
        metadata=about(lazy_gettext("De gewone weg per wet; die komt eerst.")),
    )
    fallback = fields.Nested(FallbackDeskSchema, required=True, metadata=about(lazy_gettext("Het Juiste Loket.")))


class AdviceServiceSchema(DeskSchema):
    """The desk of this region, as it stands on the map."""

    slug = text_field(lazy_gettext("Naam in het webadres."))
    page_url = text_field(lazy_gettext("De pagina voor mensen."), data_key="pageUrl")
    organization = fields.Nested(NamedSchema, metadata=about(lazy_gettext("De organisatie.")))
    status = text_field(lazy_gettext("Of u er nu terechtkunt."))
    areas = fields.List(fields.Nested(RegionBriefSchema), metadata=about(lazy_gettext("Werkgebied.")))


class NoteSchema(Schema):
    """Why there is no contact."""

    code = text_field(lazy_gettext("no-contact, no-desk of no-postcode."), required=True)
    text = text_field(lazy_gettext("In woorden."), required=True)


class StepDeskSchema(Schema):
    """Where to go for a step."""

    service = fields.Nested(
        AdviceServiceSchema, allow_none=True, required=True, metadata=about(lazy_gettext("Het loket van deze regio."))
    )
    fallback = fields.Nested(
        FallbackDeskSchema,
        allow_none=True,
        required=True,
        metadata=about(lazy_gettext("Waar u anders terechtkunt, als van het loket geen contact bekend is.")),
    )
    note = fields.Nested(NoteSchema, allow_none=True, metadata=about(lazy_gettext("Waarom er geen contact staat.")))


class AdvisedStepSchema(StepSchema):
    """A step with the desk of this region."""

    desk = fields.Nested(StepDeskSchema, required=True, metadata=about(lazy_gettext("Waar u heen gaat.")))


class FoundDeskSchema(Schema):
    """A desk that plays a part in the regular way."""

    desk_type = fields.Nested(CodeSchema, data_key="deskType", required=True)
    service = fields.Nested(
        AdviceServiceSchema, allow_none=True, metadata=about(lazy_gettext("Het loket; null: niet op de kaart."))
    )


class AdvisedWaySchema(RegularWaySchema):
    """The regular way with its desks."""

    desks = fields.List(fields.Nested(FoundDeskSchema), metadata=about(lazy_gettext("De loketten voor deze plek.")))


class NotApplicableSchema(Schema):
    """A step that does not fit this case."""

    code = text_field(lazy_gettext("Code van de stap."), required=True)
    name = text_field(lazy_gettext("Naam."))
    reason = text_field(lazy_gettext("law, several-laws, tried of passed."))
    why = text_field(lazy_gettext("Waarom niet, in woorden."), required=True)


class RouteLinkSchema(Schema):
    """The route that the advice follows."""

    slug = text_field(lazy_gettext("Naam in het webadres."), required=True)
    url = text_field(lazy_gettext("De hele route, in deze API."))
    version = fields.Integer(metadata=about(lazy_gettext("Versie van de regels.")))


class AdviceSchema(Schema):
    """Advice for one stuck case."""

    route = fields.Nested(RouteLinkSchema)
    laws = fields.List(fields.Nested(CodeSchema), metadata=about(lazy_gettext("De wetten van deze zaak.")))
    tried = texts_field(lazy_gettext("Wat al is geprobeerd."))
    place = fields.Nested(PostcodeSchema, allow_none=True, metadata=about(lazy_gettext("Waar het kind woont.")))
    regular_way = fields.List(
        fields.Nested(AdvisedWaySchema),
        data_key="regularWay",
        required=True,
        metadata=about(lazy_gettext("Doe dit eerst, per wet.")),
    )
    steps = fields.List(
        fields.Nested(AdvisedStepSchema),
        required=True,
        metadata=about(lazy_gettext("Daarna deze stappen.")),
    )
    not_applicable = fields.List(
        fields.Nested(NotApplicableSchema),
        data_key="notApplicable",
        required=True,
        metadata=about(lazy_gettext("Wat hier niet past, met de reden.")),
    )
    fallback = fields.Nested(StepDeskSchema, metadata=about(lazy_gettext("Waar u altijd terechtkunt.")))
