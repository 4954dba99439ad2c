"""From the engine's `Answer` to the JSON of the API: ready-made cards joined with what only this question decides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.api.responses import json_bytes, page_body
from core.i18n import gettext, lazy_gettext, worded
from search.arguments import Asked
from search.query import Answer, Contribution, Hit, Reason
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
FACET_TAXONOMY = {
    "careType": "care-types",
    "law": "laws",
    "domain": "domains",
    "delivery": "delivery",
    "language": "languages",
}
FALLBACK_DESK = "juiste-loket"
FACET_NAMES = ("kind", *FACET_TAXONOMY)
Json = dict[str, Any]
_Told = dict[Reason, bytes]
_PLACE = b"\\u0001"
"""How JSON writes the sign that stands for what is filled in."""
_REMEMBERED_VALUES = 10_000


class AnswerWriter:
    """Writes answers in one language over one picture of the map, with the sentences that answers repeat made once."""

    def __init__(self, world: World, language: str) -> None:
        """Made within `force_language(language)` or a request in that language: it takes its sentences then."""
        self.world = world
        self._language = language
        near = gettext("Op %(distance)s kilometer", distance="\x01")
        # The two halves of the JSON around a number of kilometres, which needs no escaping.
        self._near = tuple(_reason_json("near", near).split(_PLACE))
        self._comma = "," if language == "nl" else "."
        self._title = _reason_json("title", gettext("Zo heet het precies"))
        self._age = _reason_json("age", gettext("Past bij deze leeftijd"))
        self._serves: dict[str, bytes] = {}
        self._misses = {
            "age": gettext("Niet voor deze leeftijd"),
            "distance": gettext("Verder weg dan u vroeg"),
            "closed": gettext("Tijdelijk gesloten"),
            "law": gettext("Wordt betaald uit een andere wet"),
        }
        # The words of each value of each facet; the pages show them too.
        self.labels = {name: _facet_labels(name, world, language) for name in FACET_NAMES}
        self._counts: dict[tuple[str, str], bytes] = {}
        self._not_in = gettext("Werkt niet in %(place)s", place="\0").replace("\0", "%s")

    def search(self, answer: Answer, asked: Asked, page: int, limit: int, now: datetime) -> bytes:
        """The whole answer of a search."""
        told: _Told = {}
        head = page_body(answer.total, page, limit, "results", [self._result(hit, now, told) for hit in answer.hits])
        place = asked.place.name if asked.place is not None else ""
        near = [self._result(hit, now, told, self._missed(hit, place)) for hit in answer.near_misses]
        query = json_bytes(self._query(asked, answer))
        parts = [head[:-1], b',"nearMisses":[', b",".join(near), b'],"query":', query, b',"facets":']
        parts.append(self._facets(answer.facets))
        if answer.total == 0:
            parts += [b',"fallback":', json_bytes(self._fallback())]
        parts.append(b"}")
        return b"".join(parts)

    def list(self, answer: Answer, name: str, page: int, limit: int, now: datetime) -> bytes:
        """A list of services or organizations: the hits only."""
        told: _Told = {}
        return page_body(answer.total, page, limit, name, [self._result(hit, now, told) for hit in answer.hits])

    def features(self, answer: Answer, page: int, limit: int, now: datetime) -> bytes:
        """The hits as a GeoJSON FeatureCollection (CRS84: longitude, latitude), one point each; null without one."""
        features = []
        for hit in answer.hits:
            properties = json.loads(self._result(hit, now, {}))
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

    def _result(self, hit: Hit, now: datetime, told: _Told, misses: bytes | None = None) -> bytes:
        """A hit: its ready-made card, and what only this question decides. told: see `_reason`."""
        score = repr(hit.score) if hit.explanation else f"{hit.score:.4f}"
        own = (
            f',"openNow":{_TRUTH[is_open(hit.hours, now) if hit.hours else None]}'
            f',"distanceKm":{"null" if hit.distance_km is None else repr(float(hit.distance_km))}'
            f',"servesPostcode":{_TRUTH[hit.serves]},"score":{score},"reasons":['
        ).encode()
        reasons = b",".join([told.get(reason) or self._reason(reason, told) for reason in hit.reasons])
        parts = [b"{", hit.card, b',"location":', hit.location, own, reasons, b"]"]
        if misses is not None:
            parts += [b',"misses":[', misses, b"]"]
        if hit.explanation:
            parts += [b',"explanation":', json_bytes([_explained(item) for item in hit.explanation])]
        parts.append(b"}")
        return b"".join(parts)

    def _reason(self, reason: Reason, told: _Told) -> bytes:
        """A reason in words. told: those of this answer so far; its hits share most of theirs."""
        match reason.code:
            case "serves-postcode":
                worded = self._serving(reason.values[0])
            case "near":
                worded = reason.values[0].replace(".", self._comma).encode().join(self._near)
            case "age":
                worded = self._age
            case "title":
                worded = self._title
            case _:
                worded = _reason_json(reason.code, ", ".join(reason.values))
        told[reason] = worded
        return worded

    def _serving(self, code: str) -> bytes:
        known = self._serves.get(code)
        if known is None:
            sentence = worded(works_in(describe_area((code,), self.world.regions)[0]))
            known = self._serves[code] = _reason_json("serves-postcode", sentence)
        return known

    def _missed(self, hit: Hit, place: str) -> bytes:
        return b",".join(
            _reason_json(code, self._not_in % place if code == "area" else self._misses[code]) for code in hit.misses
        )

    def _query(self, asked: Asked, answer: Answer) -> Json:
        understood = {item.text for item in asked.interpreted}
        return {
            "text": asked.text,
            "corrected": asked.corrected,
            "dropped": [words for words in answer.dropped if words not in understood],
            "interpreted": [{"text": item.text, "as": item.as_, "value": item.value} for item in asked.interpreted],
            "place": place_body(self.world, asked.place) if asked.place is not None else None,
        }

    def _facets(self, facets: Mapping[str, Iterable[tuple[str, int]]]) -> bytes:
        written = [
            b'"%s":[%s]' % (name.encode(), b",".join([self._counted(name, value) % count for value, count in counted]))
            for name, counted in facets.items()
        ]
        return b"{%s}" % b",".join(written)

    def _counted(self, facet: str, value: str) -> bytes:
        """The JSON of a value of a facet, with a %d for its count."""
        known = self._counts.get((facet, value))
        if known is None:
            shown = json_bytes({"value": value, "label": self.labels.get(facet, {}).get(value, value)})
            known = shown.replace(b"%", b"%%")[:-1] + b',"count":%d}'
            if len(self._counts) < _REMEMBERED_VALUES:
                self._counts[facet, value] = known
        return known

    def _fallback(self) -> Json:
        """Where to go when the map has nothing: the Juiste Loket, with its contact as published."""
        desk = next(iter(self.world.desks.serving(FALLBACK_DESK, ("NL",))), None)
        text = gettext("Niets gevonden? Het Juiste Loket denkt met u mee. Dat is gratis.")
        return {"text": text, "desk": desk_body(desk.id, desk.body) if desk is not None else None}


_TRUTH = {True: "true", False: "false", None: "null"}


def _reason_json(code: str, text: str) -> bytes:
    return b'{"code":"%s","text":%s}' % (code.encode(), json_bytes(text))


def _explained(item: Contribution) -> Json:
    return {
        "concept": item.concept,
        "matched": item.matched,
        "field": item.field,
        "weight": item.weight,
        "score": item.score,
    }


def _facet_labels(facet: str, world: World, language: str) -> dict[str, str]:
    """The words for the values of a facet; a value without a word stands for itself."""
    if facet == "kind":
        return {value: str(label) for value, label in KIND_LABELS.items()}
    return world.labels_in(FACET_TAXONOMY[facet], language)
