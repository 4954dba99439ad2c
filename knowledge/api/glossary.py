"""The glossary over HTTP."""

from __future__ import annotations

import unicodedata

from flask import Response
from marshmallow import fields, validate

from core.api.api import ApiBlueprint
from core.api.pagination import PageArguments
from core.api.problems import NotFound
from core.api.responses import json_bytes
from core.database import db
from core.i18n import gettext, language, lazy_gettext
from core.publishing.localized import localize
from core.publishing.models import Document
from knowledge.addresses import api_address
from knowledge.api.answers import Made, kept_answer
from knowledge.api.articles import link_json
from knowledge.api.lists import Json, page_of
from knowledge.api.schemas import GlossaryTermList, GlossaryTermSchema
from knowledge.documents.editions import dutch_today
from knowledge.documents.glossary import KIND
from knowledge.published import cards_by_slug, cards_of, document_on

blp = ApiBlueprint("glossary", __name__, description=lazy_gettext("De begrippen, in gewone taal."))


class TermArguments(PageArguments):
    """What the glossary can be narrowed by."""

    q = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={
            "description": lazy_gettext("Begin van een begrip, afkorting of ander woord ervoor."),
            "example": "zvw",
        },
    )


@blp.route("/glossary-terms")
@blp.arguments(TermArguments(), location="query")
@blp.response(200, GlossaryTermList)
@blp.doc(
    summary=lazy_gettext("Lijst van begrippen"),
    description=lazy_gettext("Op alfabet. Met `q`: de begrippen die zo beginnen."),
)
def list_glossary_terms(arguments: Json) -> Response:
    """A page of terms, in the order of the alphabet of the reader's language."""
    return kept_answer(lambda: _page(arguments), arguments)


@blp.route("/glossary-terms/<string:key>")
@blp.response(200, GlossaryTermSchema)
@blp.problems(404, 410)
@blp.doc(summary=lazy_gettext("Eén begrip"), description=lazy_gettext("Op vaste sleutel of op naam in het webadres."))
def get_glossary_term(key: str) -> Response:
    """A term by slug or id."""
    document = document_on(db.session, KIND, key, dutch_today())
    if document is None:
        raise NotFound(gettext("Dit begrip is er niet. Kijk in /glossary-terms."))
    return kept_answer(lambda: Made(json_bytes(term_body(document))), document.seq)


def _page(arguments: Json) -> Made:
    return page_of(terms_beginning(arguments["q"]), arguments, "glossaryTerms")


def terms_beginning(text: str) -> list[Json]:
    """The terms of which a form, or a word in one, begins with this, in alphabetical order of the reader's language.

    Texts are still by language.
    """
    wanted = folded(text)
    cards = [card for card in cards_of(db.session, KIND, dutch_today()) if _begins(card, wanted)]
    cards.sort(key=lambda card: folded(localize(card["title"], language())))
    return [_brief(card) for card in cards]


def term_body(document: Document) -> Json:
    """A term in the reader's language, with links to its related terms."""
    body: Json = localize(document.body, language())
    known = cards_by_slug(db.session, body["related"], (KIND,))
    body["related"] = [link_json(known[slug]) for slug in body["related"] if slug in known]
    body["url"] = api_address(KIND, document.slug)
    return body


def _brief(card: Json) -> Json:
    """A card in the words of the glossary: a term has a meaning, not a summary."""
    members = ("id", "slug", "abbreviation", "synonyms", "laws", "domains", "url", "pageUrl")
    return {"term": card["title"], "meaning": card["summary"], **{name: card[name] for name in members}}


def _begins(card: Json, wanted: str) -> bool:
    """Whether a form of the term, or a word in one, begins with this."""
    if not wanted:
        return True
    forms = (*card["title"].values(), card["abbreviation"] or "", *card["synonyms"])
    return any(f" {folded(form)}".find(f" {wanted}") >= 0 for form in forms)


def folded(text: str) -> str:
    """A text as it is compared: small letters without accents, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())
