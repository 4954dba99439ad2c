"""Search and the lists of the map over HTTP."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Response, request

from core.api.api import ApiBlueprint
from core.api.pagination import page_links
from core.api.problems import register_problem
from core.api.responses import GEOJSON_TYPE, JSON_TYPE, choose_media_type, json_answer, json_bytes
from core.i18n import language, lazy_gettext
from core.orm import today, utc_now
from search.arguments import (
    Asked,
    FilterArguments,
    SearchArguments,
    SuggestionArguments,
    asked_of,
    check_url_text,
)
from search.dutch.reading import QuestionTooLongError
from search.engine.search import search
from search.index.errors import IndexDamaged
from search.keepers import counts, keeper, suggester, writer
from search.keeping import SearchUnavailable
from search.query import Answer
from search.schemas import OrganizationList, SearchAnswer, ServiceList, SuggestionList

blp = ApiBlueprint("search", __name__, description=lazy_gettext("Zoeken in de kaart en de kennis."))
Json = dict[str, Any]

# A record has not its checksum: never an answer. The keeper finds the damage too and builds a new index.
register_problem(
    IndexDamaged,
    503,
    code="search-damaged",
    title=lazy_gettext("Het zoeken wordt hersteld"),
    advice=lazy_gettext("Probeer het over een paar seconden opnieuw."),
    headers={"Retry-After": "3"},
)
register_problem(
    SearchUnavailable,
    503,
    code="search-unavailable",
    title=lazy_gettext("Het zoeken wordt klaargezet"),
    advice=lazy_gettext("Probeer het over een paar seconden opnieuw."),
    headers={"Retry-After": "3"},
)
register_problem(
    QuestionTooLongError,
    400,
    code="question-too-long",
    title=lazy_gettext("Uw vraag is te lang"),
    advice=lazy_gettext("Gebruik hoogstens 200 tekens."),
)


@blp.route("/search")
@blp.arguments(SearchArguments(), location="query")
@blp.response(200, SearchAnswer)
@blp.problems(503)
@blp.doc(
    summary=lazy_gettext("Zoek in alles"),
    description=lazy_gettext(
        "Eén lijst over zorg, factsheets, praktijkvoorbeelden, routes en begrippen. Met een postcode komt eerst wie "
        "daar werkt, de dichtstbijzijnde het eerst. Wat dichtbij is maar niet past, staat apart in `nearMisses`. "
        "Een woord voor een plaats of leeftijd wordt een filter. Een wet of soort zorg in uw vraag bepaalt mee wat "
        "bovenaan staat; filter erop met `law` en `careType`. Een hele postcode stuurt u met POST /_search."
    ),
)
def get_search(arguments: Json) -> Response:
    """Search by members in the URL: four digits of a postcode at most."""
    check_url_text(arguments["q"])
    return _search(arguments, "query")


@blp.route("/_search", methods=["POST"])
@blp.arguments(SearchArguments(), location="json")
@blp.response(200, SearchAnswer)
@blp.problems(503)
@blp.doc(
    summary=lazy_gettext("Zoek met een hele postcode"),
    description=lazy_gettext("Dezelfde onderdelen als GET /search, als JSON. Hier mag een postcode zes tekens hebben."),
)
def post_search(arguments: Json) -> Response:
    """Search by members in a body, where a full postcode is safe."""
    return _search(arguments, "body")


def _search(arguments: Json, where: str) -> Response:
    found = find(arguments, where)
    return json_answer(found.body, links=page_links(found.answer.total, arguments["page"], arguments["limit"]))


class Found(NamedTuple):
    """A search with its answer, as data and as the JSON that every face shows."""

    asked: Asked
    answer: Answer
    body: bytes


def find(arguments: Json, where: str, *, counted: bool = True) -> Found:
    """Search in the language of the present request, count what was shown, and write the answer.

    arguments: as `SearchArguments` loads them. where: "query" or "body", for the faults. counted: False for a further
    search that belongs to a question already counted. Raises BadInput.
    """
    state = keeper().state()
    now = utc_now()
    asked = asked_of(arguments, state, where=where, now=now, language=language())
    answer = search(state.snapshot, asked.question)
    page, limit = arguments["page"], arguments["limit"]
    if counted:
        counts().note(asked, answer, state, now, first_page=page == 1)
    body = writer(state.world, asked.question.language).search(answer, asked, page, limit, now)
    return Found(asked, answer, body)


@blp.route("/services")
@blp.arguments(FilterArguments(), location="query")
@blp.response(200, ServiceList)
@blp.problems(406, 503)
@blp.doc(
    summary=lazy_gettext("Lijst van zorg"),
    description=lazy_gettext("Alle zorg op de kaart, met dezelfde filters als zoeken. Ook als GeoJSON."),
)
def list_services(arguments: Json) -> Response:
    """A page of services, as JSON or GeoJSON."""
    return _list(arguments, "service", "services")


@blp.route("/organizations")
@blp.arguments(FilterArguments(), location="query")
@blp.response(200, OrganizationList)
@blp.problems(406, 503)
@blp.doc(
    summary=lazy_gettext("Lijst van organisaties"),
    description=lazy_gettext("Alle organisaties op de kaart, met dezelfde filters als zoeken. Ook als GeoJSON."),
)
def list_organizations(arguments: Json) -> Response:
    """A page of organizations, as JSON or GeoJSON."""
    return _list(arguments, "organization", "organizations")


def _list(arguments: Json, kind: str, name: str) -> Response:
    media_type = choose_media_type(JSON_TYPE, GEOJSON_TYPE)
    state = keeper().state()
    now = utc_now()
    asked = asked_of(
        {**arguments, "kind": (kind,), "closed_too": True}, state, where="query", now=now, language=language()
    )
    answer = search(state.snapshot, asked.question)
    page, limit = arguments["page"], arguments["limit"]
    links = page_links(answer.total, page, limit)
    write = writer(state.world, asked.question.language)
    if media_type == GEOJSON_TYPE:
        return json_answer(write.features(answer, page, limit, now), links=links, media_type=GEOJSON_TYPE)
    return json_answer(write.list(answer, name, page, limit, now), links=links)


@blp.route("/suggestions")
@blp.arguments(SuggestionArguments(), location="query")
@blp.response(200, SuggestionList)
@blp.problems(503)
@blp.doc(
    summary=lazy_gettext("Vul aan tijdens het typen"),
    description=lazy_gettext("Titels, soorten zorg, plaatsen en begrippen die passen bij wat er staat; hoogstens 8."),
)
def list_suggestions(arguments: Json) -> Response:
    """At most eight ways to complete what was typed."""
    check_url_text(request.args["q"])
    state = keeper().state()
    found = suggester(state, language()).suggest(state.snapshot, arguments["q"], today().toordinal())
    shown = [{"kind": item.kind, "text": item.text, "value": item.value} for item in found]
    return json_answer(json_bytes({"suggestions": shown}))
