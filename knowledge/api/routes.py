"""Escalation over HTTP: the routes as data and as a drawing, and the advice for one case."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import INCLUDE, Schema, fields, validate

from core.api.api import ApiBlueprint
from core.api.pagination import PageArguments, offset, page_links
from core.api.problems import BadInput, Fault, NotFound
from core.api.responses import (
    JSON_TYPE,
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
from knowledge.api.advice_answers import route_body, route_brief
from knowledge.api.published import advice_writer, published_route, rules, rules_and_world
from knowledge.api.route_schemas import AdviceSchema, RouteList, RouteSchema
from knowledge.api.rule_wording import advice_fault, read_place, unknown_members
from knowledge.drawings.picturing import draw_route
from knowledge.routes.advising import AdviceRefusedError
from knowledge.rules.published import MAIN_ROUTE

blp = ApiBlueprint(
    "escalation", __name__, description=lazy_gettext("Wat u doet als de zorg vastloopt: stap voor stap, met het loket.")
)
Json = dict[str, Any]


@blp.route("/escalation-routes")
@blp.arguments(PageArguments(), location="query")
@blp.response(200, RouteList)
@blp.doc(
    summary=lazy_gettext("De escalatieroutes"), description=lazy_gettext("Elke route in het kort, met haar stappen.")
)
def list_escalation_routes(arguments: Json) -> Response:
    """A page of routes, by slug."""
    picture = rules()
    page, limit, start = arguments["page"], arguments["limit"], offset(arguments)
    shown = list(picture.routes.values())[start : start + limit]
    body = page_body(
        len(picture.routes), page, limit, "escalationRoutes", [json_bytes(route_brief(r, language())) for r in shown]
    )
    return json_answer(body, links=page_links(len(picture.routes), page, limit))


@blp.route("/escalation-routes/<string:slug>")
@blp.response(200, RouteSchema)
@blp.problems(404, 406, 410)
@blp.doc(
    summary=lazy_gettext("Eén escalatieroute"),
    description=lazy_gettext(
        "De hele route als gegevens: stappen, wie, wat u meeneemt en wanneer u verdergaat. Met `Accept: image/svg+xml` "
        "komt er een tekening, met in `title` en `desc` in woorden wat er staat."
    ),
)
def get_escalation_route(slug: str) -> Response:
    """A route as JSON or as a drawing."""
    route = published_route(rules(), slug)
    if route is None:
        raise NotFound(gettext("Deze route is er niet. Kijk in /escalation-routes."))
    media_type = choose_media_type(JSON_TYPE, SVG_TYPE)
    etag = etag_for(route.seq, media_type)
    if client_has(etag):
        return not_modified(etag)
    if media_type == SVG_TYPE:
        return json_answer(draw_route(route.rules, language()).svg.encode(), etag=etag, media_type=SVG_TYPE)
    return json_answer(json_bytes(route_body(route, language())), etag=etag)


class AdviceArguments(Schema):
    """A case: under which laws, where, and what was tried. Members it does not know are refused with the rest."""

    class Meta:
        unknown = INCLUDE

    law = fields.List(
        fields.String(validate=validate.Length(max=40)),
        load_default=(),
        validate=validate.Length(max=20),
        metadata={
            "description": lazy_gettext("De wet waarover het gaat; vaker als er meer zijn. Minstens één is verplicht."),
            "example": ["zvw", "jeugdwet"],
        },
    )
    postcode = fields.String(
        validate=validate.Length(max=40),
        metadata={
            "description": lazy_gettext(
                "De vier cijfers van waar het kind woont. Zonder noemen we alleen landelijke loketten."
            ),
            "example": "6525",
        },
    )
    tried = fields.List(
        fields.String(validate=validate.Length(max=40)),
        load_default=(),
        validate=validate.Length(max=20),
        metadata={"description": lazy_gettext("Een stap die al is geprobeerd, zoals a1; vaker als er meer zijn.")},
    )


ADVICE_MEMBERS = ["law", "postcode", "tried"]


@blp.route("/escalation-advice")
@blp.arguments(AdviceArguments(), location="query")
@blp.response(200, AdviceSchema)
@blp.problems(404, 410)
@blp.doc(
    summary=lazy_gettext("Wat u kunt doen als het vastloopt"),
    description=lazy_gettext(
        "Eerst de gewone weg per wet, dan de stappen die bij deze zaak passen, elk met het loket van deze regio. Wat "
        "niet past, staat erbij met de reden. Is van een loket geen contact bekend, dan staat het Juiste Loket erbij."
    ),
)
def get_escalation_advice(arguments: Json) -> Response:
    """The advice for a case, by the one route that everybody follows."""
    picture, world = rules_and_world()
    route = published_route(picture, MAIN_ROUTE)
    if route is None:
        raise NotFound(gettext("Er is nu geen escalatieroute gepubliceerd. Bel het Juiste Loket."))
    faults = unknown_members((name for name in arguments if name not in ADVICE_MEMBERS), ADVICE_MEMBERS)
    place = read_place(arguments["postcode"], world, "postcode") if "postcode" in arguments else None
    if isinstance(place, Fault):
        faults.append(place)
        place = None
    codes = world.codes(place) if place is not None else None
    writer = advice_writer(route, world)
    try:
        plan = writer.plan(arguments["law"], arguments["tried"])
    except AdviceRefusedError as refused:
        raise BadInput(*faults, *map(advice_fault, refused.faults)) from None
    if faults:
        raise BadInput(*faults)
    etag = etag_for(route.seq, world.seq, plan.laws, plan.tried, codes)
    if client_has(etag):
        return not_modified(etag)
    return json_answer(writer.write(plan, place, codes), etag=etag)
