"""The shapes of decision flows in the API, for the OpenAPI document. The answers are joined from ready parts."""

from __future__ import annotations

from marshmallow import Schema, fields

from core.api.pagination import PageEnvelope
from core.i18n import lazy_gettext
from knowledge.api.route_schemas import (
    CitedArticleSchema,
    CodeSchema,
    RulesCardSchema,
    Text,
    about,
    day_field,
    text_field,
    texts_field,
)
from knowledge.api.schemas import SourceSchema


class OptionSchema(Schema):
    """An answer to choose."""

    code = text_field(lazy_gettext("Wat u stuurt."), required=True)
    label = text_field(lazy_gettext("Wat het betekent."), required=True)
    help = text_field(lazy_gettext("Uitleg."), allow_none=True)
    exclusive = fields.Boolean(metadata=about(lazy_gettext("Waar als dit niet samen kan met een ander antwoord.")))


class UnknownSchema(Schema):
    """The answer "I do not know"."""

    code = text_field(lazy_gettext("Wat u stuurt."), required=True)
    label = text_field(lazy_gettext("Wat het betekent."), required=True)


class FlowQuestionSchema(Schema):
    """A question in a list."""

    code = text_field(lazy_gettext("Naam van het lid waarmee u antwoordt."), required=True)
    type = text_field(lazy_gettext("choice, several, number, age of postcode."), required=True)
    text = text_field(lazy_gettext("De vraag."), required=True)


class QuestionSchema(FlowQuestionSchema):
    """The next question."""

    step = fields.Integer(required=True, metadata=about(lazy_gettext("De hoeveelste vraag dit is, vanaf 1.")))
    help = text_field(lazy_gettext("Uitleg."), allow_none=True)
    options = fields.List(fields.Nested(OptionSchema), metadata=about(lazy_gettext("Waaruit u kiest.")))
    minimum = fields.Float(allow_none=True, metadata=about(lazy_gettext("Kleinste getal dat kan.")))
    maximum = fields.Float(allow_none=True, metadata=about(lazy_gettext("Grootste getal dat kan.")))
    unknown_ = fields.Nested(
        UnknownSchema,
        data_key="unknown",
        allow_none=True,
        metadata=about(lazy_gettext("Het antwoord 'weet ik niet', als dat hier kan.")),
    )


class AnsweredSchema(Schema):
    """A question that was answered."""

    code = text_field(lazy_gettext("De vraag."), required=True)
    question = text_field(lazy_gettext("De vraag in woorden."))
    values = texts_field(lazy_gettext("Het antwoord; een geboortedatum als leeftijd in jaren."), required=True)
    labels = texts_field(lazy_gettext("Het antwoord in woorden."))


class ProgressSchema(Schema):
    """How far along."""

    answered = fields.Integer(required=True, metadata=about(lazy_gettext("Hoeveel vragen zijn beantwoord.")))
    at_most_left = fields.Integer(
        data_key="atMostLeft", required=True, metadata=about(lazy_gettext("Hoeveel er hoogstens nog komen."))
    )


class ReadySearchSchema(Schema):
    """A search that is ready to be asked."""

    query = fields.Dict(keys=Text(), values=fields.List(Text()), required=True)
    url = text_field(lazy_gettext("Het adres van de zoekvraag."), required=True)


class FlowFactsheetSchema(Schema):
    """The factsheet to read on."""

    slug = text_field(lazy_gettext("Naam in het webadres."), required=True)
    url = text_field(lazy_gettext("Alle gegevens, in deze API."))
    page_url = text_field(lazy_gettext("De pagina voor mensen."), data_key="pageUrl")


class TraceSchema(Schema):
    """Which rule and which answers made an outcome."""

    rule = text_field(lazy_gettext("Code van de regel."), required=True)
    condition = fields.Dict(metadata=about(lazy_gettext("De voorwaarde, zoals die in de regels staat.")))
    answers = fields.List(fields.Nested(AnsweredSchema), metadata=about(lazy_gettext("De antwoorden die telden.")))
    valid_from = day_field(lazy_gettext("De regel geldt vanaf deze dag."), "validFrom")
    valid_until = day_field(lazy_gettext("De regel geldt tot en met deze dag."), "validUntil")


class OutcomeSchema(Schema):
    """What follows from the answers."""

    code = text_field(lazy_gettext("Code van de uitkomst."), required=True)
    title = text_field(lazy_gettext("In het kort."), required=True)
    law = text_field(lazy_gettext("De wet die betaalt; null: geen wet."), allow_none=True, required=True)
    law_name = text_field(lazy_gettext("Naam van de wet."), data_key="lawName", allow_none=True)
    decided_by = fields.List(
        fields.Nested(CodeSchema),
        data_key="decidedBy",
        required=True,
        metadata=about(lazy_gettext("Wie beslist; de eerste gaat erover.")),
    )
    article = fields.Nested(
        CitedArticleSchema, allow_none=True, metadata=about(lazy_gettext("Het artikel, zoals het op die dag luidt."))
    )
    articles = fields.List(fields.Nested(CitedArticleSchema), metadata=about(lazy_gettext("Alle artikelen.")))
    valid_on = fields.Date(data_key="validOn", required=True, metadata=about(lazy_gettext("De dag waarop dit geldt.")))
    valid_from = day_field(lazy_gettext("De regel geldt vanaf deze dag."), "validFrom")
    valid_until = day_field(lazy_gettext("De regel geldt tot en met deze dag."), "validUntil")
    certainty = text_field(lazy_gettext("rule: dit staat vast. open: een mens moet het wegen."), required=True)
    text = text_field(lazy_gettext("Wat dit betekent."), required=True)
    unclear = text_field(lazy_gettext("Wat niet vaststaat."), allow_none=True)
    settled_by = fields.List(
        fields.Nested(CodeSchema), data_key="settledBy", metadata=about(lazy_gettext("Wie daarover beslist."))
    )
    sources = fields.List(fields.Nested(SourceSchema), metadata=about(lazy_gettext("Andere bronnen.")))
    factsheet = fields.Nested(FlowFactsheetSchema, allow_none=True, metadata=about(lazy_gettext("Lees verder.")))
    search = fields.Nested(ReadySearchSchema, allow_none=True, metadata=about(lazy_gettext("Zorg in de buurt.")))
    trace = fields.Nested(TraceSchema, required=True, metadata=about(lazy_gettext("Waarom dit eruit komt.")))


class ChangeItemSchema(Schema):
    """One thing that changes at 18."""

    code = text_field(lazy_gettext("Code."), required=True)
    title = text_field(lazy_gettext("Onderwerp."), required=True)
    text = text_field(lazy_gettext("Wat er verandert en wat u doet."), required=True)
    start_at = fields.Float(
        data_key="startAt", allow_none=True, metadata=about(lazy_gettext("Leeftijd waarop u begint, in jaren."))
    )
    articles = fields.List(fields.Nested(CitedArticleSchema), metadata=about(lazy_gettext("Wetsartikelen.")))
    sources = fields.List(fields.Nested(SourceSchema), metadata=about(lazy_gettext("Andere bronnen.")))


class ChangeSchema18(Schema):
    """What is different from the 18th birthday on."""

    age = fields.Float(required=True, metadata=about(lazy_gettext("De leeftijd, in jaren.")))
    text = text_field(lazy_gettext("In het kort."), required=True)
    ends = texts_field(lazy_gettext("Wetten die stoppen."), required=True)
    begins = texts_field(lazy_gettext("Wetten die beginnen."), required=True)
    stays = texts_field(lazy_gettext("Wetten die blijven."), required=True)
    items = fields.List(fields.Nested(ChangeItemSchema), required=True)
    outcomes = fields.List(fields.Nested(OutcomeSchema), metadata=about(lazy_gettext("Wat er dan uit komt.")))


class FlowLinkSchema(Schema):
    """The flow that was walked."""

    slug = text_field(lazy_gettext("Naam in het webadres."), required=True)
    title = text_field(lazy_gettext("Titel."), required=True)
    version = fields.Integer(metadata=about(lazy_gettext("Versie van de regels.")))
    url = text_field(lazy_gettext("De keuzehulp, in deze API."))
    page_url = text_field(lazy_gettext("De pagina voor mensen."), data_key="pageUrl")


class FlowStep(Schema):
    """A step of a walk: `question` with `progress`, or `outcomes` with `validOn`."""

    flow = fields.Nested(FlowLinkSchema, required=True)
    question = fields.Nested(QuestionSchema, metadata=about(lazy_gettext("De volgende vraag.")))
    progress = fields.Nested(ProgressSchema, metadata=about(lazy_gettext("Hoe ver u bent.")))
    outcomes = fields.List(fields.Nested(OutcomeSchema), metadata=about(lazy_gettext("De uitkomst.")))
    answered = fields.List(fields.Nested(AnsweredSchema), required=True)
    changes_at_18 = fields.Nested(
        ChangeSchema18,
        data_key="changesAt18",
        allow_none=True,
        metadata=about(lazy_gettext("Wat er verandert op 18, voor wie 16 of 17 is.")),
    )
    valid_on = fields.Date(data_key="validOn", metadata=about(lazy_gettext("De dag waarover u iets vroeg.")))
    note = text_field(lazy_gettext("Wat u moet weten over een dag in het verleden."), allow_none=True)
    not_asked = texts_field(lazy_gettext("Antwoorden die hier niet nodig waren."), data_key="notAsked")


class FlowCardSchema(RulesCardSchema):
    """A flow in a list."""

    assured_by = text_field(lazy_gettext("Nagekeken door."), data_key="assuredBy", allow_none=True)
    laws = fields.List(fields.Nested(CodeSchema), metadata=about(lazy_gettext("De wetten.")))
    questions = fields.List(fields.Nested(FlowQuestionSchema), metadata=about(lazy_gettext("De vragen.")))
    longest_path = fields.Integer(
        data_key="longestPath", metadata=about(lazy_gettext("Hoeveel vragen er hoogstens komen."))
    )
    golden_cases = fields.Integer(
        data_key="goldenCases", metadata=about(lazy_gettext("Hoeveel voorbeeldgevallen goed moeten gaan."))
    )


class FlowList(PageEnvelope):
    """A page of flows."""

    decision_flows = fields.List(fields.Nested(FlowCardSchema), data_key="decisionFlows", required=True)
