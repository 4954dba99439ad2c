"""Decision flows over HTTP. Nothing is kept: the answers live in the request, and each request walks anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response
from marshmallow import INCLUDE, Schema, fields

from core.api.api import ApiBlueprint
from core.api.pagination import PageArguments, offset, page_links
from core.api.problems import BadInput, Fault, NotFound
from core.api.responses import (
    JSON_TYPE,
    NO_STORE,
    SVG_TYPE,
    choose_media_type,
    client_has,
    etag_for,
    json_answer,
    json_bytes,
    not_modified,
    page_body,
)
from core.i18n import gettext, language, lazy_gettext
from knowledge.api.flow_answers import flow_brief
from knowledge.api.flow_schemas import FlowList, FlowStep
from knowledge.api.published import flow_writer, published_flow, rules_and_world
from knowledge.api.rule_wording import answer_fault, read_place
from knowledge.documents.editions import dutch_today
from knowledge.drawings.picturing import draw_flow
from knowledge.flows.answers import AnswersRefusedError
from knowledge.flows.asking import EARLIEST, LATEST, DayRefusedError, day_asked, each_postcode
from knowledge.flows.flow import Flow
from knowledge.flows.walking import Question, Result, walk
from socialmap.world import World

blp = ApiBlueprint("decisions", __name__, description=lazy_gettext("Keuzehulpen: een paar vragen, dan een antwoord."))
Json = dict[str, Any]


@blp.route("/decision-flows")
@blp.arguments(PageArguments(), location="query")
@blp.response(200, FlowList)
@blp.doc(
    summary=lazy_gettext("De keuzehulpen"), description=lazy_gettext("Elke keuzehulp in het kort, met haar vragen.")
)
def list_decision_flows(arguments: Json) -> Response:
    """A page of flows, by slug."""
    flows = rules_and_world()[0].flows
    page, limit, start = arguments["page"], arguments["limit"], offset(arguments)
    shown = list(flows.values())[start : start + limit]
    body = page_body(len(flows), page, limit, "decisionFlows", [json_bytes(flow_brief(f, language())) for f in shown])
    return json_answer(body, links=page_links(len(flows), page, limit))


class FlowArguments(Schema):
    """The day asked about; every other member is the answer to a question of the flow."""

    class Meta:
        unknown = INCLUDE

    repeats_unknown = True
    at = fields.String(
        metadata={
            "description": lazy_gettext("De dag waarover u iets vraagt, zoals 2016-11-01. Zonder: vandaag."),
            "example": "2026-11-22",
            "format": "date",
        },
    )


@blp.route("/decision-flows/<string:slug>")
@blp.arguments(FlowArguments(), location="query")
@blp.response(200, FlowStep)
@blp.problems(404, 406, 410)
@blp.doc(
    summary=lazy_gettext("Loop een keuzehulp door"),
    description=lazy_gettext(
        "Geef elk antwoord als `vraag=antwoord`. Er komt een volgende vraag, of de uitkomst. Meer antwoorden op één "
        "vraag: herhaal het lid, of zet er komma's tussen. `weet-ik-niet` kan bijna overal. Een geboortedatum wordt "
        "een leeftijd en komt niet terug. Wij bewaren niets. Met `Accept: image/svg+xml` komt er een tekening."
    ),
)
def walk_decision_flow(arguments: Json, slug: str) -> Response:
    """The next question or the outcomes for the answers in the query; or the drawing of the flow."""
    picture, world = rules_and_world()
    flow = published_flow(picture, slug)
    if flow is None:
        raise NotFound(gettext("Deze keuzehulp is er niet. Kijk in /decision-flows."))
    media_type = choose_media_type(JSON_TYPE, SVG_TYPE)
    step = _walked(flow.rules, arguments, world)
    answers = {name: values for name, values in arguments.items() if name != "at"}
    etag = etag_for(flow.seq, media_type, sorted(answers.items()), arguments.get("at", dutch_today()))
    if client_has(etag):
        return not_modified(etag)
    if media_type == SVG_TYPE:
        return json_answer(draw_flow(flow.rules, language()).svg.encode(), etag=etag, media_type=SVG_TYPE)
    response = json_answer(flow_writer(flow).write(step), etag=etag)
    if answers:
        # What a family answered is between them and us: no cache on the way may keep it.
        response.headers["Cache-Control"] = NO_STORE
    return response


def _walked(flow: Flow, arguments: Mapping[str, Any], world: World) -> Question | Result:
    """Where these answers lead. Raises BadInput with every fault, of the day and of all answers."""
    answers: dict[str, Sequence[str]] = {name: values for name, values in arguments.items() if name != "at"}
    faults: list[Fault] = []
    at = _day(arguments["at"], faults) if "at" in arguments else dutch_today()
    try:
        step = walk(flow, answers, at)
    except AnswersRefusedError as refused:
        raise BadInput(*faults, *(answer_fault(fault, flow) for fault in refused.faults)) from None
    places = each_postcode(flow, answers, lambda code, digits: read_place(digits, world, code))
    faults += (fault for fault in places if isinstance(fault, Fault))
    if faults:
        raise BadInput(*faults)
    return step


def _day(text: str, faults: list[Fault]) -> date:
    try:
        return day_asked(text)
    except DayRefusedError:
        allowed = {"format": "YYYY-MM-DD", "minimum": EARLIEST.isoformat(), "maximum": LATEST.isoformat()}
        detail = gettext("Geef een dag die bestaat, als jaar-maand-dag, zoals 2026-11-22.")
        faults.append(Fault("query", "at", detail, value=text, allowed=allowed))
        return dutch_today()
