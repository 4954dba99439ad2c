"""Signalling a practice over HTTP: open to anybody, and therefore limited."""

from __future__ import annotations

from flask import Response
from marshmallow import Schema, ValidationError, fields, validate, validates

from core.api.api import ApiBlueprint
from core.api.problems import BadInput, Fault, NotFound
from core.api.responses import json_answer, json_bytes
from core.database import db
from core.i18n import gettext, lazy_gettext, worded
from core.limiting import limiter, too_many
from core.orm import begin_write
from core.publishing.models import Document
from core.publishing.reading import Withdrawn, current_document
from knowledge.addresses import api_address
from knowledge.api.lists import Json
from knowledge.api.schemas import SignalReceiptSchema, SignalStateSchema
from knowledge.articles.article import DOMAINS
from knowledge.models import PracticeSignal
from knowledge.records.faults import RecordsRefused
from knowledge.records.practices import (
    LONGEST,
    ROLES,
    SHORTEST,
    SignalInput,
    find_signal,
    signal_practice,
    state_of,
)
from socialmap.worlds import worlds

blp = ApiBlueprint("practices", __name__, description=lazy_gettext("Meld wat werkte, of juist niet."))
LIMIT = "10 per hour"
LOOKING_LIMIT = "60 per hour"


class SignalArguments(Schema):
    """A signal. No name, no address, nothing about a child that can be recognised."""

    activity = fields.String(
        required=True,
        validate=validate.Length(SHORTEST, LONGEST),
        metadata={
            "description": lazy_gettext("Wat er gebeurde, in uw eigen woorden. Zonder namen of nummers."),
            "example": "Wij belden elke week met de afdeling voordat ons kind naar huis ging.",
        },
    )
    outcome = fields.String(
        validate=validate.Length(1, LONGEST),
        metadata={"description": lazy_gettext("Wat het opleverde, of juist niet.")},
    )
    domain = fields.String(
        validate=validate.OneOf(DOMAINS), metadata={"description": lazy_gettext("Domein van het kinderleven.")}
    )
    region = fields.String(
        validate=validate.Length(1, 40),
        metadata={
            "description": lazy_gettext("Gebiedscode van de regio, zoals in /regions."),
            "example": "NIK-UTRECHT",
        },
    )
    role = fields.String(
        validate=validate.OneOf(ROLES), metadata={"description": lazy_gettext("Of u ouder of professional bent.")}
    )
    website = fields.String(
        load_default="",
        metadata={"description": lazy_gettext("Laat dit leeg: alleen robots vullen het in.")},
    )

    @validates("website")
    def check_empty(self, value: str, **_: object) -> None:
        """Refuse what fills in everything. It is told why: a person's signal must never vanish silently."""
        if value:
            raise ValidationError(gettext("Laat dit leeg. Zo weten we dat u geen robot bent."))


@blp.route("/practice-signals", methods=["POST"])
@blp.arguments(SignalArguments(), location="json")
@blp.response(201, SignalReceiptSchema)
@blp.problems(429)
@blp.doc(
    summary=lazy_gettext("Meld een praktijk"),
    description=lazy_gettext(
        "Iedereen kan melden wat werkte, of juist niet. Wij leggen meldingen die op elkaar lijken naast elkaar. "
        "Persoonsgegevens worden geweigerd. Hoogstens tien meldingen per uur."
    ),
)
@limiter.limit(LIMIT, on_breach=too_many)
def create_practice_signal(arguments: Json) -> Response:
    """Keep a signal; gives the code by which the sender asks after it."""
    region = arguments.get("region")
    if region is not None and not worlds().refresh(db.session).knows_area(region):
        raise BadInput(Fault("body", "region", gettext("Dit gebied kennen we niet. Kijk in /regions."), value=region))
    given = SignalInput(**{name: value for name, value in arguments.items() if name != "website"})
    begin_write(db.session)
    try:
        signal = signal_practice(db.session, given)
    except RecordsRefused as refused:
        raise BadInput(*(Fault("body", fault.field, worded(fault.message)) for fault in refused.faults)) from None
    receipt = _receipt(signal)
    db.session.commit()
    answer = json_answer(json_bytes(receipt), status=201)
    answer.headers["Location"] = receipt["url"]
    return answer


@blp.route("/practice-signals/<string:code>")
@blp.response(200, SignalStateSchema)
@blp.problems(404, 429)
@blp.doc(
    summary=lazy_gettext("Hoe ver een melding is"),
    description=lazy_gettext("Met de code die u kreeg. De melding zelf laten we niet zien."),
)
@limiter.limit(LOOKING_LIMIT, on_breach=too_many)
def get_practice_signal(code: str) -> Response:
    """How far a signal is. What was signalled is not shown: the code may have been seen by others."""
    signal = find_signal(db.session, code)
    if signal is None:
        raise NotFound(gettext("Deze code kennen we niet. Controleer de letters."))
    practice = _published_practice(signal)
    shown = api_address("best-practice", practice.slug) if practice is not None else None
    return json_answer(json_bytes({**_receipt(signal), "bestPractice": shown}))


def _receipt(signal: PracticeSignal) -> Json:
    return {
        "followUpCode": signal.follow_up_code,
        "state": state_of(signal).value,
        "url": f"/api/v1/practice-signals/{signal.follow_up_code}",
    }


def _published_practice(signal: PracticeSignal) -> Document | None:
    article_id = signal.practice.article_id if signal.practice is not None else None
    if article_id is None:
        return None
    try:
        return current_document(db.session, "best-practice", str(article_id))
    except Withdrawn:
        return None
