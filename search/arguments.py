"""The members of a search, as the API takes them, and the `Question` they make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from core.api.fields import DecimalNumber, TrueOrFalse
from core.api.pagination import PageArguments, offset
from core.api.problems import BadInput, Fault
from core.i18n import gettext, lazy_gettext
from search.dutch.questions import analyse_question
from search.keeping import SearchState
from search.query import AnalysedText, Interpretation, Origin, Question
from socialmap.api import full_postcode_fault, postcode_fault
from socialmap.geography.places import Place
from socialmap.geography.postcodes import PostcodeError, parse_postcode

LONGEST_TEXT = 200
NARROWEST_KM, WIDEST_KM = 1, 200
OLDEST = 120
SEARCH_KINDS = (
    "service",
    "factsheet",
    "best-practice",
    "escalation-route",
    "glossary-term",
    "page",
    "decision-flow",
    "agenda-item",
    "region",
)
# In the index for the lists of the map, but no answer to a question: their services are.
ORGANIZATIONS = ("organization",)
HIDDEN_KINDS = ORGANIZATIONS
LAWS = ("zvw", "jeugdwet", "wlz", "wmo", "education")
DOMAINS = ("medical", "development", "social", "safety")
DELIVERY = ("home", "day-care", "overnight", "hospital", "school", "online")
FACETS = {"care_type": "careType", "law": "law", "domain": "domain", "delivery": "delivery", "language": "language"}
_FULL_POSTCODE = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{3}\s?[A-Za-z]{2}(?![A-Za-z0-9])")
_UNUSED_LETTERS = ("sa", "sd", "ss")


def _words(text: Any, example: Any = None, **extra: Any) -> dict[str, Any]:
    metadata = {"description": text, **extra}
    if example is not None:
        metadata["example"] = example
    return metadata


def _codes(text: Any, codes: tuple[str, ...], data_key: str | None = None) -> fields.List[Any]:
    return fields.List(
        fields.String(validate=validate.OneOf(codes)),
        load_default=(),
        validate=validate.Length(max=20),
        data_key=data_key,
        metadata=_words(text),
    )


class FilterArguments(PageArguments):
    """What every list over the map can be narrowed by. All members combine with AND; values of one member with OR."""

    postcode = fields.String(
        validate=validate.Length(max=40), metadata=_words(lazy_gettext("Waar het kind woont: vier cijfers."), "3511")
    )
    radius_km = DecimalNumber(
        data_key="radiusKm",
        validate=validate.Range(NARROWEST_KM, WIDEST_KM),
        metadata=_words(lazy_gettext("Hoe ver een adres hoogstens mag zijn, in kilometers."), 25),
    )
    bbox = fields.String(
        validate=validate.Length(max=100),
        metadata=_words(lazy_gettext("Kader op de kaart: west,zuid,oost,noord (CRS84)."), "4.9,52.0,5.3,52.2"),
    )
    care_type = fields.List(
        fields.String(validate=validate.Length(1, 60)),
        data_key="careType",
        load_default=(),
        validate=validate.Length(max=20),
        metadata=_words(lazy_gettext("Soort zorg; codes staan in /taxonomies/care-types/terms.")),
    )
    law = _codes(lazy_gettext("Wet die betaalt."), LAWS)
    domain = _codes(lazy_gettext("Domein van het kinderleven."), DOMAINS)
    delivery = _codes(lazy_gettext("Waar en hoe de zorg is."), DELIVERY)
    age = DecimalNumber(
        validate=validate.Range(0, OLDEST), metadata=_words(lazy_gettext("Leeftijd van het kind, in jaren."), 4)
    )
    region = fields.String(
        validate=validate.Length(1, 40), metadata=_words(lazy_gettext("Gebiedscode waar de zorg moet zijn."), "PV26")
    )
    language = fields.List(
        fields.String(validate=validate.Regexp(r"^[a-z]{2}$")),
        load_default=(),
        validate=validate.Length(max=20),
        metadata=_words(lazy_gettext("Taal waarin men u helpt (twee letters).")),
    )
    sort = fields.String(
        load_default="relevance",
        validate=validate.OneOf(["relevance", "distance", "name"]),
        metadata=_words(lazy_gettext("Volgorde: wat het best past, wat het dichtst bij is, of op naam.")),
    )

    @validates_schema
    def check_together(self, data: Mapping[str, Any], **_: Any) -> None:
        """Members that need one another."""
        faults: dict[str, list[str]] = {}
        if "radius_km" in data and "postcode" not in data:
            faults["radiusKm"] = [gettext("Geef ook een postcode, anders weten we niet waar vandaan.")]
        if data.get("sort") == "distance" and "postcode" not in data:
            faults["sort"] = [gettext("Geef ook een postcode, anders is er geen afstand.")]
        if faults:
            raise ValidationError(faults)


class SearchArguments(FilterArguments):
    """The members of a search."""

    q = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_TEXT),
        metadata=_words(lazy_gettext("Wat u zoekt, in uw eigen woorden; hoogstens 200 tekens."), "beademing"),
    )
    kind = _codes(lazy_gettext("Soort resultaat."), SEARCH_KINDS)
    interpret = TrueOrFalse(
        load_default=True,
        metadata=_words(lazy_gettext("Of woorden voor een plaats of leeftijd als filter gelden.")),
    )
    explain = TrueOrFalse(load_default=False, metadata=_words(lazy_gettext("Laat zien hoe elke score is opgebouwd.")))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what the answer says about it. origin_given: the visitor gave a postcode of her own."""

    question: Question
    text: str
    place: Place | None
    interpreted: tuple[Interpretation, ...]
    corrected: str | None


def check_url_text(text: str) -> None:
    """Raise BadInput when a GET carries a full postcode inside its text: it would end up in histories and logs."""
    for found in _FULL_POSTCODE.finditer(text):
        if found[0][-2:].lower() not in _UNUSED_LETTERS:
            raise BadInput(full_postcode_fault("query", "q"))


def asked_of(arguments: Mapping[str, Any], state: SearchState, *, where: Any, now: datetime, language: str) -> Asked:
    """The question these members ask. where: "query" or "body", for the faults.

    Raises BadInput for a postcode, a box or a region that cannot be used.
    """
    faults: list[Fault] = []
    place = _place(arguments, state, where, faults)
    bbox = _bbox(arguments.get("bbox"), where, faults)
    _check_codes(arguments, state, where, faults)
    if faults:
        raise BadInput(*faults)
    text = (arguments.get("q") or "").strip()
    analysed = _analysed(text, state, interpret=arguments.get("interpret", True)) if text else None
    age = arguments.get("age")
    interpreted: tuple[Interpretation, ...] = ()
    ages: tuple[float, float] | None = (age, age) if age is not None else None
    if analysed is not None:
        interpreted = tuple(_applicable(analysed.interpreted, place_given=place is not None, age_given=age is not None))
        for item in interpreted:
            if item.as_ == "place":
                place = _place_named(item.value, state)
            elif item.as_ == "age":
                ages = (item.value[0], item.value[1])
        analysed = replace(analysed, interpreted=interpreted)
    question = Question(
        text=analysed,
        origin=_origin(place, state),
        radius_km=arguments.get("radius_km"),
        bbox=bbox,
        kinds=tuple(arguments.get("kind") or ()),
        hidden_kinds=HIDDEN_KINDS if arguments.get("kind") != ORGANIZATIONS else (),
        filters={facet: tuple(arguments[name]) for name, facet in FACETS.items() if arguments.get(name)},
        age=ages,
        closed_too=arguments.get("closed_too", False),
        region=arguments.get("region"),
        sort=arguments["sort"],
        offset=offset(dict(arguments)),
        limit=arguments["limit"],
        language=language,
        explain=arguments.get("explain", False),
        now=now,
    )
    return Asked(question, text, place, interpreted, analysed.corrected if analysed is not None else None)


def _analysed(text: str, state: SearchState, *, interpret: bool) -> AnalysedText:
    return analyse_question(
        text,
        analyzer=state.analyzer,
        vocabulary=state.vocabulary,
        lexicon=state.lexicon,
        places=state.places,
        labels=state.labels,
        interpret=interpret,
    )


def _applicable(items: tuple[Interpretation, ...], *, place_given: bool, age_given: bool) -> list[Interpretation]:
    """What was understood from the words, without what the visitor said in a member of its own."""
    return [item for item in items if not ((item.as_ == "place" and place_given) or (item.as_ == "age" and age_given))]


def _origin(place: Place | None, state: SearchState) -> Origin | None:
    return Origin(place.latitude, place.longitude, state.world.codes(place)) if place is not None else None


def _place_named(name: str, state: SearchState) -> Place:
    """The place that words of a question name: a name, or the four digits of a postcode."""
    places = state.world.places
    return places.place_of(name) if name in places else places.find_place(name).place


def _place(arguments: Mapping[str, Any], state: SearchState, where: Any, faults: list[Fault]) -> Place | None:
    text = arguments.get("postcode")
    if text is None:
        return None
    try:
        postcode = parse_postcode(text)
        if postcode.letters is not None and where == "query":
            faults.append(full_postcode_fault(where, "postcode"))
            return None
        return state.world.places.place_of(postcode)
    except PostcodeError as error:
        faults.append(postcode_fault(error, where, "postcode"))
        return None


def _bbox(text: str | None, where: Any, faults: list[Fault]) -> tuple[float, float, float, float] | None:
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        detail = gettext("Geef vier getallen: west,zuid,oost,noord. West is kleiner dan oost, zuid kleiner dan noord.")
        faults.append(Fault(where, "bbox", detail, value=text, allowed="west,south,east,north"))
        return None
    return west, south, east, north


def _check_codes(arguments: Mapping[str, Any], state: SearchState, where: Any, faults: list[Fault]) -> None:
    """Codes that staff can change are checked against what is published."""
    chosen = arguments.get("care_type") or ()
    known = state.world.labels_in("care-types", "nl") if chosen else {}
    faults.extend(
        Fault(where, "careType", gettext("Deze soort zorg kennen we niet."), value=code, allowed=sorted(known))
        for code in chosen
        if known and code not in known
    )
    region = arguments.get("region")
    if region is not None and not state.world.knows_area(region):
        detail = gettext("Dit gebied kennen we niet. Kijk in /regions.")
        faults.append(Fault(where, "region", detail, value=region, allowed=sorted(state.world.region_bodies)))


class SuggestionArguments(Schema):
    """What was typed so far."""

    q = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_TEXT),
        metadata=_words(lazy_gettext("Wat er tot nu toe is getypt."), "kindert"),
    )
