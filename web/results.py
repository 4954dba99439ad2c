"""Searching the map: the form posts, and the address that the visitor is sent to holds the question."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import current_app, make_response, redirect, request
from werkzeug.wrappers import Response

from core.api.problems import BadInput
from core.database import db
from core.i18n import gettext, language
from core.orm import utc_now
from core.tiles import tiles_of
from search.answers import FACET_NAMES
from search.api import Found, find
from search.arguments import SEARCH_KINDS, asked_of
from search.keepers import keeper, writer
from web.asking import RADII, Asking, Fault, four_digits, holds_full_postcode, read_asking
from web.cards import Card, Labels, card_of
from web.chosen import KINDS, short_ids
from web.site import Pages, render_page
from web.wording import number

pages = Pages()
Json = Mapping[str, Any]
SHOWN_AT_ONCE = 7
_SHORT_IDS = "zorgbuurt-short-ids"
_NEVER_CHOSEN = frozenset({"organization"})
CARE = ("service",)
EXPLANATIONS = tuple(kind for kind in SEARCH_KINDS if kind not in CARE)
EXPLANATIONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that counts in the search, and the address of the same search without it."""

    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a box to tick."""

    value: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The values one can choose of one facet. more: those that are shown after asking."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. origin: where the search looks from, (latitude, longitude).

    explanations: texts that go with it, when the list itself is care only; explained: how many of them there are.
    """

    total: int
    explanations: tuple[Card, ...]
    explained: int
    place: str
    origin: tuple[float, float] | None
    cards: tuple[Card, ...]
    near_misses: tuple[Card, ...]
    chips: tuple[Chip, ...]
    facets: tuple[Facet, ...]
    corrected: str | None
    dropped: tuple[str, ...]
    page: int
    last: int


@pages.page("/zoeken", name="results", methods=("GET", "POST"), listed=False)
def results() -> str | Response:
    """Search. A form is answered with the address of its results."""
    labels = writer(keeper().state().world, language()).labels
    sent = request.form if request.method == "POST" else request.args
    asking, faults = read_asking(sent, labels)
    if faults or request.method == "POST" or holds_full_postcode(asking):
        faults += _faults_of_place(asking)
        return _refused(asking, faults) if faults else _to_address(asking)
    try:
        found, also = _found(asking)
    except BadInput as error:
        return _refused(asking, _worded(error))
    tiles = tiles_of(current_app.extensions["settings"].map_tiles)
    shown = _results(asking, json.loads(found.body), json.loads(also.body) if also else None, labels)
    return render_page(
        "results/results.html",
        asking=asking,
        list_link=asking.list_links(),
        faults={},
        found=shown,
        radii=RADII,
        explanation_kinds=EXPLANATIONS,
        tiles=tiles,
    )


def _found(asking: Asking) -> tuple[Found, Found | None]:
    """What was found: who names a place looks for care, so that comes first, and some texts that go with it after.

    Without a place, or with a kind chosen, or when there is no care at all, everything is one list.
    """
    arguments = asking.arguments()
    if asking.values("kind"):
        return find(arguments, "body"), None
    everything = None if asking.postcode else find(arguments, "body")
    if everything is not None and everything.asked.place is None:
        return everything, None
    care = find({**arguments, "kind": CARE}, "body", counted=everything is None)
    if not care.answer.total:
        return everything or find(arguments, "body", counted=False), None
    if asking.page > 1 or not asking.q:
        return care, None
    few = {"kind": EXPLANATIONS, "limit": EXPLANATIONS_SHOWN}
    return care, find({**arguments, **few, "sort": "relevance"}, "body", counted=False)


def _faults_of_place(asking: Asking) -> list[Fault]:
    """What is wrong with the place and the filters, which only the search can tell."""
    members = replace(asking, q="", age="").arguments()
    try:
        asked_of(members, keeper().state(), where="body", now=utc_now(), language=language())
    except BadInput as error:
        return _worded(error)
    return []


def _worded(error: BadInput) -> list[Fault]:
    return [Fault(fault.name, str(fault.detail)) for fault in error.faults]


def _to_address(asking: Asking) -> Response:
    """The address of a question, with four digits of each postcode in it."""
    asking = replace(asking, q=four_digits(asking.q), postcode=four_digits(asking.postcode))
    response = redirect(asking.address(), code=303)
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(asking: Asking, faults: list[Fault]) -> Response:
    """The form with every fault beside its field, and what was typed."""
    by_field = {fault.field: fault.text for fault in faults}
    page = render_page("results/refused.html", asking=asking, faults=by_field)
    response = make_response(page, 400)
    response.headers["Cache-Control"] = "no-store"
    return response


def _results(asking: Asking, answer: Json, also: Json | None, labels: Labels) -> Results:
    query = answer["query"]
    place = query["place"]
    return Results(
        total=answer["total"],
        explanations=_cards(asking, also["results"], place, labels) if also is not None else (),
        explained=also["total"] if also is not None else 0,
        place=_place_name(place),
        origin=(place["latitude"], place["longitude"]) if place is not None else None,
        cards=_cards(asking, answer["results"], place, labels),
        near_misses=_cards(asking, answer["nearMisses"], place, labels),
        chips=tuple(_chips(asking, query, labels)),
        facets=tuple(_facets(asking, answer["facets"], labels)),
        corrected=query["corrected"],
        dropped=tuple(query["dropped"]),
        page=answer["page"],
        last=-(-answer["total"] // answer["limit"]),
    )


def _cards(asking: Asking, results: Sequence[Json], place: Json | None, labels: Labels) -> tuple[Card, ...]:
    """The cards of results. The list of the visitor and four digits of her postcode go along to the pages of care."""
    short = _short_ids([result["id"] for result in results if result["kind"] in KINDS])
    # A place that was understood from the words stands in no member of its own.
    postcode = asking.postcode or (place["postcode"] if place is not None else None)
    chosen = [("i", short_id) for short_id in asking.chosen]
    to_care = urlencode([("postcode", postcode), *chosen] if postcode else chosen)
    to_text = urlencode(chosen)
    return tuple(
        card_of(
            result,
            labels,
            asked_place=place is not None,
            short_id=short.get(result["id"], ""),
            along=to_care if result["kind"] == "service" else to_text if result["kind"] in KINDS else "",
        )
        for result in results
    )


def _short_ids(ids: Sequence[str]) -> Mapping[str, str]:
    """The short id of each, kept until something is published: asking the database costs as much as the search."""
    seq = keeper().state().seq
    known: tuple[object, dict[str, str]] = current_app.extensions.get(_SHORT_IDS, (None, {}))
    kept = known[1] if known[0] == seq else {}
    lacking = [document_id for document_id in ids if document_id not in kept]
    if lacking:
        kept.update(short_ids(db.session, lacking))
        current_app.extensions[_SHORT_IDS] = (seq, kept)
    return kept


def _place_name(place: Json | None) -> str:
    if place is None:
        return ""
    return f"{place['postcode']} {place['name']}" if place["postcode"] else str(place["name"])


def _chips(asking: Asking, query: Json, labels: Labels) -> Iterator[Chip]:
    """Everything that counts, in the order of the form: what was filled in, what was understood, what was ticked."""
    if asking.postcode and query["place"]:
        yield Chip(gettext("Bij %(place)s", place=_place_name(query["place"])), asking.address(postcode=None))
    if asking.radius:
        yield Chip(gettext("Binnen %(number)s km", number=asking.radius), asking.address(radiusKm=None))
    if asking.age:
        text = gettext("%(number)s jaar", number=number(float(asking.age)))
        yield Chip(text, asking.address(age=None))
    for item in query["interpreted"]:
        text = _understood(item, labels)
        yield Chip(text, asking.without_words(item["text"]))
    for facet in FACET_NAMES:
        for value in asking.values(facet):
            yield Chip(labels[facet].get(value, value), asking.without(facet, value))
    if asking.region:
        yield Chip(gettext("Gebied %(code)s", code=asking.region), asking.address(region=None))


def _understood(item: Json, labels: Labels) -> str:
    """How words of the question were understood."""
    match item["as"]:
        case "place":
            return gettext("Bij %(place)s", place=item["value"])
        case "age":
            return gettext("Leeftijd: %(words)s", words=item["text"])
        case "law":
            return gettext("Wet: %(name)s", name=labels["law"].get(item["value"], item["text"]))
        case _:
            return gettext("Soort zorg: %(name)s", name=labels["careType"].get(item["value"], item["text"]))


def _facets(asking: Asking, counted: Json, labels: Labels) -> Iterator[Facet]:
    """The facets with a choice to make. What is chosen comes first, whether or not there is any."""
    headings = {
        "kind": gettext("Wat u zoekt"),
        "careType": gettext("Soort zorg"),
        "law": gettext("Wie betaalt"),
        "delivery": gettext("Waar"),
        "domain": gettext("Waar het over gaat"),
        "language": gettext("Taal"),
    }
    for name, heading in headings.items():
        chosen = asking.values(name)
        counts = {item["value"]: item["count"] for item in counted.get(name, ())}
        others = [value for value in counts if value not in chosen and value not in _NEVER_CHOSEN]
        values = [*chosen, *sorted(others, key=lambda value: (-counts[value], labels[name].get(value, value)))]
        choices = [
            Choice(value, labels[name].get(value, value), counts.get(value), value in chosen) for value in values
        ]
        if len(choices) > 1 or chosen:
            first = max(SHOWN_AT_ONCE, len(chosen))
            yield Facet(name, heading, tuple(choices[:first]), tuple(choices[first:]))
