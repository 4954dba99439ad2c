"""From the engine's `Answer` to the JSON of the API: ready-made cards joined with what only this question decides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.api.responses import json_bytes, page_body
from core.i18n import gettext, language, lazy_gettext, worded
from search.arguments import Asked
from search.keeping import SearchState
from search.query import Answer, Hit, Reason
from socialmap.api import desk_body, place_body, point
from socialmap.geography.areas import describe_area
from socialmap.opening_hours import is_open
from socialmap.wording import works_in
from socialmap.world import World

KIND_LABELS: dict[str, Any] = {
    "service": lazy_gettext("Zorg"),
    "factsheet": lazy_gettext("Factsheets"),
    "best-practice": lazy_gettext("Praktijkvoorbeelden"),
    "escalation-route": lazy_gettext("Escalatieroutes"),
    "glossary-term": lazy_gettext("Begrippen"),
    "page": lazy_gettext("Uitleg"),
    "decision-flow": lazy_gettext("Wie betaalt"),
    "agenda-item": lazy_gettext("Werkagenda"),
    "region": lazy_gettext("Regio's"),
    "organization": lazy_gettext("Organisaties"),
}
# Which taxonomy has the labels of which facet.
FACET_TAXONOMY = {"careType": "care-types", "law": "laws", "domain": "domains", "delivery": "delivery"}
FALLBACK_DESK = "juiste-loket"
Json = dict[str, Any]


def search_body(answer: Answer, asked: Asked, state: SearchState, page: int, limit: int, now: datetime) -> bytes:
    """The whole answer of a search."""
    world = state.world
    head = page_body(answer.total, page, limit, "results", [_result(hit, world, now) for hit in answer.hits])
    rest = {"query": _query(asked, answer, world), "facets": _facets(answer.facets, world)}
    near = b",".join(_result(hit, world, now, _misses(hit, asked, world)) for hit in answer.near_misses)
    parts = [head[:-1], b',"nearMisses":[', near, b"],", json_bytes(rest)[1:-1]]
    if answer.total == 0:
        parts += [b',"fallback":', json_bytes(_fallback(world))]
    parts.append(b"}")
    return b"".join(parts)


def list_body(answer: Answer, state: SearchState, name: str, page: int, limit: int, now: datetime) -> bytes:
    """A list of services or organizations: the hits only."""
    return page_body(answer.total, page, limit, name, [_result(hit, state.world, now) for hit in answer.hits])


def features_body(answer: Answer, state: SearchState, page: int, limit: int, now: datetime) -> bytes:
    """The hits as a GeoJSON FeatureCollection (CRS84: longitude, latitude), one point each; null without an address."""
    features = []
    for hit in answer.hits:
        properties = json.loads(_result(hit, state.world, now))
        location = properties.get("location") or {}
        features.append(
            {
                "type": "Feature",
                "id": hit.id,
                "geometry": point(location.get("longitude"), location.get("latitude")),
                "properties": properties,
            }
        )
    return json_bytes(
        {"type": "FeatureCollection", "total": answer.total, "page": page, "limit": limit, "features": features}
    )


def _result(hit: Hit, world: World, now: datetime, misses: list[Json] | None = None) -> bytes:
    told: Json = {
        "openNow": is_open(hit.hours, now),
        "distanceKm": hit.distance_km,
        "servesPostcode": hit.serves,
        "score": round(hit.score, 4),
        "reasons": [{"code": reason.code, "text": _reason(reason, world)} for reason in hit.reasons],
    }
    if misses is not None:
        told["misses"] = misses
    if hit.explanation:
        told["explanation"] = [
            {
                "concept": item.concept,
                "matched": item.matched,
                "field": item.field,
                "weight": item.weight,
                "score": item.score,
            }
            for item in hit.explanation
        ]
        told["score"] = hit.score
    return b"".join((b"{", hit.card, b',"location":', hit.location, b",", json_bytes(told)[1:]))


def _reason(reason: Reason, world: World) -> str:
    match reason.code:
        case "serves-postcode":
            return worded(works_in(describe_area(reason.values[:1], world.regions)[0]))
        case "near":
            return gettext("Op %(distance)s kilometer", distance=_decimal(reason.values[0]))
        case "age":
            return gettext("Past bij deze leeftijd")
        case "title":
            return gettext("Zo heet het precies")
        case _:
            return ", ".join(reason.values)


def _decimal(number: str) -> str:
    return number.replace(".", ",") if language() == "nl" else number


def _misses(hit: Hit, asked: Asked, world: World) -> list[Json]:
    place = asked.place.name if asked.place is not None else ""
    texts = {
        "area": gettext("Werkt niet in %(place)s", place=place),
        "age": gettext("Niet voor deze leeftijd"),
        "distance": gettext("Verder weg dan u vroeg"),
        "closed": gettext("Tijdelijk gesloten"),
        "law": gettext("Wordt betaald uit een andere wet"),
    }
    return [{"code": code, "text": texts[code]} for code in hit.misses]


def _query(asked: Asked, answer: Answer, world: World) -> Json:
    return {
        "text": asked.text,
        "corrected": asked.corrected,
        "dropped": list(answer.dropped),
        "interpreted": [{"text": item.text, "as": item.as_, "value": item.value} for item in asked.interpreted],
        "place": place_body(world, asked.place) if asked.place is not None else None,
    }


def _facets(facets: Mapping[str, Iterable[tuple[str, int]]], world: World) -> Json:
    shown: Json = {}
    for name, counted in facets.items():
        counts = dict(counted)
        labels = facet_labels(name, list(counts), world)
        shown[name] = [
            {"value": value, "label": label, "count": count}
            for (value, count), label in zip(counts.items(), labels, strict=True)
        ]
    return shown


def facet_labels(facet: str, values: list[str], world: World) -> list[str]:
    """The words for the values of a facet, in the reader's language; a value without a word stands for itself."""
    if facet == "kind":
        return [str(KIND_LABELS.get(value, value)) for value in values]
    taxonomy = world.taxonomies.get(FACET_TAXONOMY.get(facet, ""))
    if taxonomy is None:
        return values
    labels = world.labels_in(taxonomy["id"], language())
    return [labels.get(value, value) for value in values]


def _fallback(world: World) -> Json:
    """Where to go when the map has nothing: the Juiste Loket, with its contact as published."""
    desk = next(iter(world.desks.serving(FALLBACK_DESK, ("NL",))), None)
    text = gettext("Niets gevonden? Het Juiste Loket denkt met u mee. Dat is gratis.")
    return {"text": text, "desk": desk_body(desk.id, desk.body) if desk is not None else None}
