"""Suggesting a correction or a new organization over HTTP: open to anybody, and therefore limited."""

from __future__ import annotations

from typing import Any

from flask import Response

from core.api.api import ApiBlueprint
from core.api.problems import BadInput, Fault, NotFound
from core.api.responses import json_answer, json_bytes
from core.database import db
from core.i18n import gettext, lazy_gettext, worded
from core.orm import begin_write
from core.suggestions.limits import looking_limit, sending_limit
from core.suggestions.models import SuggestionState
from core.suggestions.schemas import SuggestionArguments, SuggestionReceiptSchema
from core.suggestions.sending import (
    SuggestionInput,
    SuggestionRefused,
    find_suggestion,
    send_suggestion,
    unkept_code,
)

blp = ApiBlueprint(
    "suggestions", __name__, description=lazy_gettext("Meld wat er niet klopt, of meld uw organisatie aan.")
)
Json = dict[str, Any]


@blp.route("/change-suggestions", methods=["POST"])
@blp.arguments(SuggestionArguments(), location="json")
@blp.response(201, SuggestionReceiptSchema)
@blp.problems(429)
@blp.doc(
    summary=lazy_gettext("Meld dat er iets niet klopt"),
    description=lazy_gettext(
        "Iedereen kan een verbetering voorstellen, of een organisatie aanmelden die nog niet op de kaart staat. "
        "De redactie kijkt ernaar. Nummers die een burgerservicenummer kunnen zijn, worden geweigerd. "
        "Hoogstens tien meldingen per uur."
    ),
)
@sending_limit
def create_change_suggestion(arguments: Json) -> Response:
    """Keep a suggestion; gives the code by which the sender asks after it. What only robots send is not kept."""
    if arguments["extra"]:
        return _answer(_receipt(unkept_code(db.session), SuggestionState.RECEIVED.value), 201)
    begin_write(db.session)
    try:
        suggestion = send_suggestion(db.session, _given(arguments))
    except SuggestionRefused as refused:
        raise BadInput(*(Fault("body", fault.name, worded(fault.message)) for fault in refused.faults)) from None
    receipt = _receipt(suggestion.follow_up_code, suggestion.state)
    db.session.commit()
    return _answer(receipt, 201)


@blp.route("/change-suggestions/<string:code>")
@blp.response(200, SuggestionReceiptSchema)
@blp.problems(404, 429)
@blp.doc(
    summary=lazy_gettext("Hoe het met een melding staat"),
    description=lazy_gettext("Met de code die u kreeg. Wat u meldde, laten we niet zien."),
)
@looking_limit
def get_change_suggestion(code: str) -> Response:
    """How far a suggestion is, and why when it was not taken over."""
    suggestion = find_suggestion(db.session, code)
    if suggestion is None:
        raise NotFound(gettext("Deze code kennen we niet. Controleer de letters."))
    return _answer(_receipt(suggestion.follow_up_code, suggestion.state, suggestion.reason), 200)


def _given(arguments: Json) -> SuggestionInput:
    return SuggestionInput(
        kind=arguments.get("kind"),
        key=arguments.get("id"),
        fields=arguments.get("fields_", {}),
        organization=arguments.get("organization"),
        text=arguments.get("text"),
        source=arguments.get("source"),
        role=arguments.get("role"),
        checked=arguments["checked"],
    )


def _receipt(code: str, state: str, reason: str | None = None) -> Json:
    return {"followUpCode": code, "state": state, "reason": reason, "url": f"/api/v1/change-suggestions/{code}"}


def _answer(receipt: Json, status: int) -> Response:
    answer = json_answer(json_bytes(receipt), status=status)
    answer.headers["Cache-Control"] = "no-store"
    if status == 201:
        answer.headers["Location"] = receipt["url"]
    return answer
