"""A small app with a few endpoints, made with the same calls as the real one."""

from __future__ import annotations

import uuid
from typing import Any

import marshmallow as ma
from flask import Flask, Response
from marshmallow import validate

from core.api.api import Api, ApiBlueprint
from core.api.docs import init_docs
from core.api.fields import DecimalNumber, TrueOrFalse
from core.api.pagination import PageArguments, PageEnvelope, offset, page_links
from core.api.problems import NotFound, StaleEdit, TooManyRequests, Unavailable, register_problem
from core.api.responses import (
    GEOJSON_TYPE,
    JSON_TYPE,
    choose_media_type,
    client_has,
    etag_for,
    json_answer,
    json_bytes,
    not_modified,
    page_body,
)
from core.headers import init_security_headers
from core.i18n import init_i18n, lazy_gettext
from core.logging import init_request_log

HOUSES = [json_bytes({"id": str(uuid.UUID(int=number)), "name": f"Huis {number}"}) for number in range(45)]


class HouseLost(Exception):
    """An exception as a room would have it: it knows no HTTP."""

    def __init__(self, number: int) -> None:
        super().__init__(f"no house {number}")
        self.number = number


class HouseBurnt(HouseLost):
    """A subclass, which shares its parent's line in the table."""


register_problem(
    HouseLost,
    404,
    code="house-lost",
    title="Dit huis is er niet",
    advice="Kies een ander huis.",
    detail=lambda error: f"Huis {error.number} staat er niet.",
    members=lambda error: {"number": error.number},
)


class HouseSchema(ma.Schema):
    """A house."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    assured_date = ma.fields.Date(data_key="assuredDate")


class Houses(PageEnvelope):
    """A page of houses."""

    houses = ma.fields.List(ma.fields.Nested(HouseSchema), required=True)


class HouseArguments(PageArguments):
    """What one can ask of houses."""

    q = ma.fields.String(validate=validate.Length(max=20))
    age = DecimalNumber(validate=validate.Range(0, 120), metadata={"description": lazy_gettext("Naam"), "example": 4})
    law = ma.fields.List(ma.fields.String(validate=validate.OneOf(["zvw", "wlz"])), metadata={"example": ["zvw"]})
    explain = TrueOrFalse(load_default=False)


class ContactSchema(ma.Schema):
    """How to reach somebody."""

    email = ma.fields.Email(required=True)


class NewHouseSchema(ma.Schema):
    """A house that somebody proposes."""

    name = ma.fields.String(required=True, validate=validate.Length(1, 80), metadata={"example": "Huis de Zon"})
    postcode = ma.fields.String(validate=validate.Length(max=7))
    rooms = ma.fields.List(ma.fields.Integer(strict=True))
    contact = ma.fields.Nested(ContactSchema())
    contacts = ma.fields.List(ma.fields.Nested(ContactSchema()))


def houses_blueprint() -> ApiBlueprint:
    """The example endpoints."""
    blp = ApiBlueprint("houses", __name__, description="Huizen")

    @blp.route("/houses")
    @blp.arguments(HouseArguments(), location="query")
    @blp.response(200, Houses)
    @blp.problems(406)
    @blp.doc(summary="Zoek huizen", description="Alle huizen, met `q` beperkt.")
    def list_houses(arguments: dict[str, Any]) -> Response:
        media_type = choose_media_type(JSON_TYPE, GEOJSON_TYPE)
        etag = etag_for("houses", sorted(arguments.items()), media_type)
        if client_has(etag):
            return not_modified(etag)
        start = offset(arguments)
        page, limit = arguments["page"], arguments["limit"]
        body = page_body(len(HOUSES), page, limit, "houses", HOUSES[start : start + limit])
        return json_answer(body, etag=etag, links=page_links(len(HOUSES), page, limit), media_type=media_type)

    @blp.route("/houses/<uuid:house_id>")
    @blp.response(200, HouseSchema)
    @blp.doc(summary="Eén huis")
    def get_house(house_id: uuid.UUID) -> dict[str, Any]:
        if house_id.int >= len(HOUSES):
            raise NotFound
        return {"id": house_id, "name": f"Huis {house_id.int}"}

    @blp.route("/_search", methods=["POST"])
    @blp.arguments(HouseArguments(), location="query")
    @blp.arguments(NewHouseSchema())
    @blp.response(200, NewHouseSchema)
    @blp.doc(summary="Zoek huizen, met een hele postcode")
    def search_houses(arguments: dict[str, Any], body: dict[str, Any]) -> Response:
        return json_answer(json_bytes(body), links=page_links(45, arguments["page"], arguments["limit"]))

    @blp.route("/broken/<name>")
    @blp.response(200)
    @blp.doc(summary="Gaat altijd stuk")
    def break_down(name: str) -> Response:
        raise _BREAKDOWNS[name]

    api_blueprint: ApiBlueprint = blp
    return api_blueprint


_BREAKDOWNS: dict[str, Exception] = {
    "3511AB": ValueError("no such postcode: 3511AB"),
    "lost": HouseLost(7),
    "burnt": HouseBurnt(8),
    "stale": StaleEdit(3, 4),
    "often": TooManyRequests(30),
    "down": Unavailable(2),
}


def make_app() -> Flask:
    """The example app."""
    app = Flask("example", static_folder=None)
    init_request_log(app)
    init_security_headers(app, https_only=True)
    init_i18n(app)
    api = Api(app, contact_email="vragen@voorbeeld.example")
    api.register_blueprint(houses_blueprint())
    init_docs(app, api)

    @app.get("/page")
    def page() -> str:
        return "<p>Dag</p>"

    return app
