"""Care of the same kind near a place, through the search engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.api.problems import BadInput
from core.i18n import language
from core.orm import utc_now
from search.arguments import asked_of
from search.engine.search import search
from search.keepers import keeper, writer
from socialmap.geography.areas import AreaKind, kind_of
from socialmap.geography.postcodes import PostcodeError, parse_postcode
from web.cards import CLOSED, Card, card_of

MOST = 4
FARTHEST_KM = 50
Json = Mapping[str, Any]


def similar_care(body: Json, postcode: str | None) -> tuple[Card, ...]:
    """Up to four other services with the same care types: those that serve the postcode, else those around the place.

    body: the public JSON of a service. postcode: four digits of where the visitor lives, None when not told.
    """
    if not body["careTypes"]:
        return ()
    state, now, code = keeper().state(), utc_now(), language()
    asked_place = {"postcode": postcode} if postcode else _around(body)
    arguments = {
        "kind": ("service",),
        "care_type": tuple(body["careTypes"]),
        "sort": "relevance",
        "page": 1,
        "limit": MOST + 1,
        **asked_place,
    }
    try:
        asked = asked_of(arguments, state, where="query", now=now, language=code)
    except BadInput:  # a care type or an area that was taken away since this was published
        return ()
    write, answer = writer(state.world, code), search(state.snapshot, asked.question)
    if postcode is None:
        # Without a place of the visitor nobody can say that these do not serve her; how far they are says enough.
        near = (hit for hit in answer.near_misses if hit.distance_km is not None and hit.distance_km <= FARTHEST_KM)
        answer = replace(answer, hits=(*answer.hits, *near))
    found = json.loads(write.list(answer, "services", 1, MOST + 1, now))["services"]
    others = [item for item in found if item["id"] != body["id"] and item["status"] != CLOSED][:MOST]
    along = f"postcode={postcode}" if postcode else ""
    return tuple(card_of(item, write.labels, asked_place=postcode is not None, along=along) for item in others)


def _around(body: Json) -> dict[str, str]:
    """Where the service itself is: the postcode of its first place, or the first area in which it works."""
    for location in body["locations"]:
        try:
            return {"postcode": parse_postcode(location["postcode"] or "").digits}
        except PostcodeError:
            continue
    areas = [area["code"] for area in body["serviceAreas"]]
    named = (code for code in areas if kind_of(code) not in (AreaKind.COUNTRY, AreaKind.POSTCODE, AreaKind.RANGE))
    return next(({"region": code} for code in named), {})
