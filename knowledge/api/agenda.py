"""The work agenda over HTTP."""

from __future__ import annotations

from flask import Response
from marshmallow import fields, validate

from core.api.api import ApiBlueprint
from core.api.pagination import PageArguments
from core.api.problems import NotFound
from core.api.responses import json_bytes
from core.database import db
from core.i18n import gettext, language, lazy_gettext
from core.publishing.localized import localize
from core.publishing.reading import current_documents
from knowledge.agenda import agenda_words
from knowledge.api.answers import Made, kept_answer
from knowledge.api.lists import Json, codes, page_of
from knowledge.api.schemas import AgendaItemList, AgendaItemSchema
from knowledge.documents.agenda import KIND
from knowledge.documents.editions import dutch_today
from knowledge.published import document_on

blp = ApiBlueprint("agenda", __name__, description=lazy_gettext("De werkagenda: wie doet wat, en hoe ver is het."))


class AgendaArguments(PageArguments):
    """What the agenda can be narrowed by."""

    theme = codes(lazy_gettext("Thema."), list(agenda_words().themes))
    owner = fields.List(
        fields.String(validate=validate.Length(1, 200)),
        load_default=(),
        validate=validate.Length(max=20),
        metadata={"description": lazy_gettext("Trekker, zoals de bron die noemt."), "example": ["VNG"]},
    )


@blp.route("/agenda-items")
@blp.arguments(AgendaArguments(), location="query")
@blp.response(200, AgendaItemList)
@blp.doc(
    summary=lazy_gettext("De werkagenda"),
    description=lazy_gettext("Resultaten met acties, trekkers en station; per thema en trekker te kiezen."),
)
def list_agenda_items(arguments: Json) -> Response:
    """A page of the work agenda, by theme in the order of the source."""
    return kept_answer(lambda: _page(arguments), arguments)


@blp.route("/agenda-items/<string:key>")
@blp.response(200, AgendaItemSchema)
@blp.problems(404, 410)
@blp.doc(
    summary=lazy_gettext("Eén punt van de werkagenda"),
    description=lazy_gettext("Op vaste sleutel of op naam in het webadres."),
)
def get_agenda_item(key: str) -> Response:
    """An item of the work agenda by slug or id."""
    document = document_on(db.session, KIND, key, dutch_today())
    if document is None:
        raise NotFound(gettext("Dit punt is er niet. Kijk in /agenda-items."))
    return kept_answer(lambda: Made(json_bytes(localize(document.body, language()))), document.seq)


def _page(arguments: Json) -> Made:
    themes = list(agenda_words().themes)
    items = [
        document.body
        for document in current_documents(db.session, KIND)
        if (not arguments["theme"] or _theme(document.body) in arguments["theme"])
        and (not arguments["owner"] or set(document.body["owners"]) & set(arguments["owner"]))
    ]
    items.sort(key=lambda body: themes.index(_theme(body)) if _theme(body) else len(themes))
    return page_of(items, arguments, "agendaItems")


def _theme(body: Json) -> str:
    return body["theme"]["code"] if body["theme"] else ""
