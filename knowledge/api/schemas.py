"""The shapes of the knowledge base in the API, for the OpenAPI document. The bodies are ready when published."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from core.api.pagination import PageEnvelope
from core.i18n import lazy_gettext

Text = fields.String


def _about(text: Any, **extra: Any) -> dict[str, Any]:
    return {"description": text, **extra}


def _text(text: Any, **options: Any) -> fields.String:
    return Text(metadata=_about(text), **options)


def _texts(text: Any, **options: Any) -> fields.List[Any]:
    return fields.List(Text(), metadata=_about(text), **options)


class LinkSchema(Schema):
    """Something else to read."""

    id = _text(lazy_gettext("Vaste sleutel."), required=True)
    kind = _text(lazy_gettext("Soort, zoals factsheet of service."), required=True)
    slug = _text(lazy_gettext("Naam in het webadres."), required=True)
    title = _text(lazy_gettext("Titel."), required=True)
    url = _text(lazy_gettext("Alle gegevens, in deze API."))
    page_url = _text(lazy_gettext("De pagina voor mensen."), data_key="pageUrl")


class ArticleCardSchema(Schema):
    """An article in a list."""

    id = _text(lazy_gettext("Vaste sleutel."), required=True)
    kind = _text(lazy_gettext("Soort: factsheet, page of best-practice."), required=True)
    slug = _text(lazy_gettext("Naam in het webadres."), required=True)
    number = fields.Integer(allow_none=True, metadata=_about(lazy_gettext("Nummer van een factsheet.")))
    title = _text(lazy_gettext("Titel."), required=True)
    summary = _text(lazy_gettext("Samenvatting."), required=True)
    laws = _texts(lazy_gettext("Wetten waar het over gaat."))
    domains = _texts(lazy_gettext("Domeinen van het kinderleven."))
    audience = _texts(lazy_gettext("Voor wie het is: parent, professional."))
    verdict = _text(lazy_gettext("Oordeel over een praktijk: meaningful of not-meaningful."))
    example = fields.Boolean(metadata=_about(lazy_gettext("Waar als de praktijk een bedacht voorbeeld is.")))
    languages = _texts(lazy_gettext("In welke talen het er is."))
    valid_from = fields.Date(data_key="validFrom", metadata=_about(lazy_gettext("Geldig vanaf deze dag.")))
    valid_until = fields.Date(
        data_key="validUntil", allow_none=True, metadata=_about(lazy_gettext("Geldig tot en met deze dag."))
    )
    assured_date = fields.Date(
        data_key="assuredDate", allow_none=True, metadata=_about(lazy_gettext("Laatst nagekeken op."))
    )
    url = _text(lazy_gettext("Alle gegevens, in deze API."))
    page_url = _text(lazy_gettext("De pagina voor mensen."), data_key="pageUrl")


class SectionSchema(Schema):
    """A section of an article."""

    anchor = _text(lazy_gettext("Anker in de pagina; verandert niet."), required=True)
    title = _text(lazy_gettext("Kop."), required=True)
    page_url = _text(lazy_gettext("De plek op de pagina voor mensen."), data_key="pageUrl")


class SourceSchema(Schema):
    """A source of a statement."""

    number = fields.Integer(metadata=_about(lazy_gettext("Nummer in de tekst.")))
    anchor = _text(lazy_gettext("Anker in de lijst van bronnen."))
    id = _text(lazy_gettext("Naam van de bron in de Markdown."), allow_none=True)
    title = _text(lazy_gettext("Titel."), required=True)
    publisher = _text(lazy_gettext("Wie het uitgaf."))
    dated = _text(lazy_gettext("Datum van de bron, zo precies als bekend."), allow_none=True)
    url = _text(lazy_gettext("Webadres."), allow_none=True)
    accessed = _text(lazy_gettext("Wanneer wij het lazen."), allow_none=True)
    law = _text(lazy_gettext("Code van de wet, bij een wetsartikel."), allow_none=True)
    article = _text(lazy_gettext("Nummer van het wetsartikel."), allow_none=True)


class LawArticleSchema(Schema):
    """A law article as it read on a day."""

    law = _text(lazy_gettext("Code van de wet, zoals Wlz."), required=True)
    name = _text(lazy_gettext("Naam van de wet."))
    article = _text(lazy_gettext("Nummer van het artikel."), required=True)
    version_date = fields.Date(data_key="versionDate", metadata=_about(lazy_gettext("De tekst zoals die toen gold.")))
    url = _text(lazy_gettext("Het artikel zelf, op wetten.overheid.nl."))
    summary_only = fields.Boolean(
        data_key="summaryOnly", metadata=_about(lazy_gettext("Waar als wij een samenvatting lazen."))
    )


class LanguageVersionSchema(Schema):
    """The same article in a language."""

    language = _text(lazy_gettext("Taal."), required=True)
    title = _text(lazy_gettext("Titel in die taal."), required=True)
    page_url = _text(lazy_gettext("De pagina in die taal."), data_key="pageUrl")


class VersionSchema(Schema):
    """A text that was published, now or before."""

    version = fields.Integer(required=True, metadata=_about(lazy_gettext("Nummer van de versie.")))
    valid_from = fields.Date(data_key="validFrom", metadata=_about(lazy_gettext("Geldig vanaf deze dag.")))
    valid_until = fields.Date(
        data_key="validUntil", allow_none=True, metadata=_about(lazy_gettext("Geldig tot en met deze dag."))
    )
    published_at = fields.DateTime(data_key="publishedAt", metadata=_about(lazy_gettext("Wanneer gepubliceerd.")))
    current = fields.Boolean(metadata=_about(lazy_gettext("Onwaar als deze tekst later is vervangen.")))
    url = _text(lazy_gettext("Deze tekst, in deze API."))


class AttachmentSchema(Schema):
    """A PDF that goes with an article."""

    id = _text(lazy_gettext("Vaste sleutel."), required=True)
    title = _text(lazy_gettext("Wat het is."), required=True)
    file_name = _text(lazy_gettext("Naam van het bestand."), data_key="fileName")
    media_type = _text(lazy_gettext("Soort bestand."), data_key="mediaType")
    size = fields.Integer(metadata=_about(lazy_gettext("Grootte in bytes.")))
    sha256 = _text(lazy_gettext("SHA-256 van de inhoud."))
    url = _text(lazy_gettext("Waar u het ophaalt."))


class MomentSchema(Schema):
    """What changes at a birthday."""

    subject = _text(lazy_gettext("Onderwerp."), required=True)
    change = _text(lazy_gettext("Wat er verandert op 18."), required=True)
    action = _text(lazy_gettext("Wat u doet."), required=True)
    begin_age = fields.Float(
        data_key="beginAge", allow_none=True, metadata=_about(lazy_gettext("Leeftijd waarop u begint, in jaren."))
    )
    laws = _texts(lazy_gettext("Wetten."))


class NeedSchema(Schema):
    """A need with the search that it opens."""

    code = _text(lazy_gettext("Code."), required=True)
    domain = _text(lazy_gettext("Domein van het kinderleven."), required=True)
    label = _text(lazy_gettext("De behoefte."), required=True)
    explanation = _text(lazy_gettext("Uitleg."))
    search = fields.Dict(
        keys=Text(), values=fields.List(Text()), metadata=_about(lazy_gettext("Onderdelen voor GET /search."))
    )


class ConditionSchema(Schema):
    """A quality condition."""

    code = _text(lazy_gettext("Code; ook het anker op de pagina."), required=True)
    title = _text(lazy_gettext("De voorwaarde."), required=True)
    meaning = _text(lazy_gettext("Wat die vraagt."))
    question = _text(lazy_gettext("Vraag om het na te gaan."))
    domains = _texts(lazy_gettext("Domeinen van het kinderleven."))


class CoherenceSchema(Schema):
    """Whether activity and outcomes go together."""

    holds = fields.Boolean(required=True, metadata=_about(lazy_gettext("Of er samenhang is.")))
    reason = _text(lazy_gettext("Waarom we dat denken."))


class PracticeStepSchema(Schema):
    """A step of the kernset."""

    state = _text(lazy_gettext("signalled, collected, analysed of concluded."), required=True)
    date = fields.Date(required=True, metadata=_about(lazy_gettext("Wanneer.")))


class PracticeSchema(Schema):
    """The evidence of a best practice."""

    example = fields.Boolean(metadata=_about(lazy_gettext("Waar als dit een bedacht voorbeeld is, zonder onderzoek.")))
    verdict = _text(lazy_gettext("meaningful of not-meaningful."), required=True)
    domain = _text(lazy_gettext("Domein van het kinderleven."), required=True)
    signals = _texts(lazy_gettext("Wat er is gesignaleerd."))
    activity = _text(lazy_gettext("Wat er gebeurt."))
    outcome_measures = _texts(lazy_gettext("Waaraan het is gemeten."), data_key="outcomeMeasures")
    regions = _texts(lazy_gettext("Welke regio's zijn vergeleken."))
    organizations = _texts(lazy_gettext("Welke organisaties zijn vergeleken."))
    groups = _texts(lazy_gettext("Welke groepen zijn vergeleken."))
    coherence = fields.Nested(CoherenceSchema)
    steps = fields.List(fields.Nested(PracticeStepSchema), metadata=_about(lazy_gettext("De stappen tot het oordeel.")))


class ArticleSchema(ArticleCardSchema):
    """A whole article."""

    language = _text(lazy_gettext("Taal van deze tekst; Nederlands als er geen Engelse is."), required=True)
    language_versions = fields.List(
        fields.Nested(LanguageVersionSchema),
        data_key="languageVersions",
        metadata=_about(lazy_gettext("Ditzelfde artikel in elke taal.")),
    )
    review_by = fields.Date(data_key="reviewBy", metadata=_about(lazy_gettext("Wordt nagekeken voor deze dag.")))
    markdown = _text(lazy_gettext("De tekst zelf, in Markdown."), required=True)
    html = _text(lazy_gettext("Dezelfde tekst als veilige HTML, met begrippen gemarkeerd."), required=True)
    sources_html = _text(lazy_gettext("De bronnen als veilige HTML."), data_key="sourcesHtml")
    sections = fields.List(fields.Nested(SectionSchema))
    sources = fields.List(fields.Nested(SourceSchema))
    law_articles = fields.List(fields.Nested(LawArticleSchema), data_key="lawArticles")
    related_articles = fields.List(fields.Nested(LinkSchema), data_key="relatedArticles")
    related_services = fields.List(fields.Nested(LinkSchema), data_key="relatedServices")
    references = _texts(lazy_gettext("Waar de tekst naar verwijst, als soort/naam."))
    timeline = fields.List(fields.Nested(MomentSchema))
    needs = fields.List(fields.Nested(NeedSchema))
    conditions = fields.List(fields.Nested(ConditionSchema))
    practice = fields.Nested(PracticeSchema, allow_none=True)
    attachments = fields.List(fields.Nested(AttachmentSchema))
    versions = fields.List(fields.Nested(VersionSchema))


class FactsheetList(PageEnvelope):
    """A page of factsheets."""

    factsheets = fields.List(fields.Nested(ArticleCardSchema), required=True)


class PageList(PageEnvelope):
    """A page of pages."""

    pages = fields.List(fields.Nested(ArticleCardSchema), required=True)


class PracticeCountSchema(Schema):
    """How many practices a domain has."""

    domain = _text(lazy_gettext("Domein van het kinderleven."), required=True)
    meaningful = fields.Integer(required=True, metadata=_about(lazy_gettext("Zinvolle interventies.")))
    not_meaningful = fields.Integer(
        data_key="notMeaningful", required=True, metadata=_about(lazy_gettext("Niet-zinvolle interventies."))
    )


class BestPracticeList(PageEnvelope):
    """A page of best practices."""

    best_practices = fields.List(fields.Nested(ArticleCardSchema), data_key="bestPractices", required=True)
    counts = fields.List(
        fields.Nested(PracticeCountSchema),
        required=True,
        metadata=_about(lazy_gettext("Hoeveel er zijn per domein, van alle praktijken.")),
    )


class TermSourceSchema(Schema):
    """A source of a meaning."""

    title = _text(lazy_gettext("Titel."), required=True)
    publisher = _text(lazy_gettext("Wie het uitgaf."))
    dated = _text(lazy_gettext("Datum van de bron, zo precies als bekend."), allow_none=True)
    url = _text(lazy_gettext("Webadres."), allow_none=True)


class GlossaryTermCardSchema(Schema):
    """A term in a list."""

    id = _text(lazy_gettext("Vaste sleutel."), required=True)
    slug = _text(lazy_gettext("Naam in het webadres."), required=True)
    term = _text(lazy_gettext("Het begrip."), required=True)
    abbreviation = _text(lazy_gettext("Afkorting."), allow_none=True)
    meaning = _text(lazy_gettext("Wat het betekent."), required=True)
    synonyms = _texts(lazy_gettext("Andere woorden ervoor."))
    laws = _texts(lazy_gettext("Wetten waar het bij hoort."))
    domains = _texts(lazy_gettext("Domeinen van het kinderleven."))
    url = _text(lazy_gettext("Alle gegevens, in deze API."))
    page_url = _text(lazy_gettext("De pagina voor mensen."), data_key="pageUrl")


class GlossaryTermSchema(GlossaryTermCardSchema):
    """A whole term."""

    related = fields.List(fields.Nested(LinkSchema), metadata=_about(lazy_gettext("Begrippen die erbij horen.")))
    sources = fields.List(fields.Nested(TermSourceSchema))
    assured_date = fields.Date(
        data_key="assuredDate", allow_none=True, metadata=_about(lazy_gettext("Laatst nagekeken op."))
    )


class GlossaryTermList(PageEnvelope):
    """A page of terms."""

    glossary_terms = fields.List(fields.Nested(GlossaryTermCardSchema), data_key="glossaryTerms", required=True)


class ThemeSchema(Schema):
    """A theme of the work agenda."""

    code = _text(lazy_gettext("Code."), required=True)
    label = _text(lazy_gettext("Naam."), required=True)


class StationSchema(Schema):
    """How far something is, from 0 to 5."""

    number = fields.Integer(required=True, metadata=_about(lazy_gettext("Van 0 tot en met 5.")))
    label = _text(lazy_gettext("In woorden."), required=True)


class AgendaSourceSchema(TermSourceSchema):
    """Where an item of the agenda stands."""

    accessed = _text(lazy_gettext("Wanneer wij het lazen."))


class AgendaItemSchema(Schema):
    """An item of the work agenda."""

    id = _text(lazy_gettext("Vaste sleutel."), required=True)
    slug = _text(lazy_gettext("Naam in het webadres."), required=True)
    theme = fields.Nested(ThemeSchema, allow_none=True, metadata=_about(lazy_gettext("null: de bron noemt er geen.")))
    result = _text(lazy_gettext("Wat er moet komen."), required=True)
    actions = _texts(lazy_gettext("Wat daarvoor gebeurt."))
    owners = _texts(lazy_gettext("Wie het trekt."))
    station = fields.Nested(
        StationSchema, allow_none=True, metadata=_about(lazy_gettext("Hoe ver het is; null: de bron zegt het niet."))
    )
    as_of = _text(lazy_gettext("Van wanneer dit is, zo precies als bekend."), data_key="asOf", allow_none=True)
    source = fields.Nested(AgendaSourceSchema)
    assured_date = fields.Date(
        data_key="assuredDate", allow_none=True, metadata=_about(lazy_gettext("Laatst nagekeken op."))
    )
    page_url = _text(lazy_gettext("De pagina voor mensen."), data_key="pageUrl")


class AgendaItemList(PageEnvelope):
    """A page of the work agenda."""

    agenda_items = fields.List(fields.Nested(AgendaItemSchema), data_key="agendaItems", required=True)


class SignalReceiptSchema(Schema):
    """What one gets for a signal."""

    follow_up_code = _text(
        lazy_gettext("Bewaar deze code: daarmee ziet u later hoe ver het is."), data_key="followUpCode", required=True
    )
    state = _text(lazy_gettext("signalled, collected, analysed of concluded."), required=True)
    url = _text(lazy_gettext("Waar u ziet hoe ver het is."), required=True)


class SignalStateSchema(SignalReceiptSchema):
    """How far a signal is."""

    best_practice = _text(
        lazy_gettext("De praktijk die het werd, in deze API."), data_key="bestPractice", allow_none=True
    )
