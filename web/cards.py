"""An entry in short, as lists show it: what matters to a family, worded and ready for the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.i18n import gettext, ngettext
from web.wording import ages, day, kilometres, one_of

Json = Mapping[str, Any]
Labels = Mapping[str, Mapping[str, str]]
CLOSED = "temporarily closed"


@dataclass(frozen=True, slots=True)
class Card:
    """An entry of any kind. Texts are in the reader's language; an empty one is left out.

    serves: whether it works where the visitor lives; None when that is not known, or was not asked. serving: the same
    as a sentence, empty when no place was asked. open_now: None when the hours are not known. misses: what does not
    fit the question. assured: ISO. facts: what sort of icon, and the text. point: (latitude, longitude).
    """

    short_id: str
    kind: str
    kind_label: str
    title: str
    href: str
    summary: str
    organization: str
    serves: bool | None
    serving: str
    distance: str
    city: str
    phone: str
    website: str
    facts: tuple[tuple[str, str], ...]
    open_now: bool | None
    closed: bool
    alert: str
    assured: str | None
    misses: tuple[str, ...]
    point: tuple[float, float] | None

    @property
    def is_care(self) -> bool:
        """Whether it is care on the map, and no text of the knowledge base."""
        return self.kind == "service"


def card_of(result: Json, labels: Labels, *, asked_place: bool = False, short_id: str = "", along: str = "") -> Card:
    """The card of a result of a search (its JSON). labels: of the facets. asked_place: whether a place was asked.

    short_id: by which it goes on a list (web.chosen). along: the query that goes with the visitor to its page.
    """
    location: Json = result.get("location") or {}
    is_care = result["kind"] == "service"
    serves = result.get("servesPostcode")
    distance = result.get("distanceKm")
    latitude, longitude = location.get("latitude"), location.get("longitude")
    return Card(
        short_id=short_id or result["id"],
        kind=result["kind"],
        kind_label=labels["kind"].get(result["kind"], ""),
        title=result["title"],
        href=_address(result.get("pageUrl") or "", along),
        summary=result.get("summary") or "",
        organization=(result.get("organization") or {}).get("name", ""),
        serves=serves,
        serving=_serving(result, serves) if asked_place and is_care else "",
        distance=gettext("%(number)s km", number=kilometres(distance)) if distance is not None else "",
        city=location.get("city") or "",
        phone=result.get("phone") or "",
        website=result.get("website") or "",
        facts=tuple(_facts(result, labels)) if is_care else (),
        open_now=result.get("openNow"),
        closed=result.get("status") == CLOSED,
        alert=result.get("alert") or "",
        assured=result.get("assuredDate"),
        misses=tuple(miss["text"] for miss in result.get("misses", ())),
        point=(latitude, longitude) if latitude is not None and longitude is not None else None,
    )


def _address(path: str, along: str) -> str:
    if not path or not along:
        return path
    page, _, anchor = path.partition("#")
    return f"{page}?{along}#{anchor}" if anchor else f"{page}?{along}"


def _serving(result: Json, serves: bool | None) -> str:
    if serves is None:
        return gettext("Werkgebied niet bekend: vraag of zij bij u komen")
    if not serves:
        return gettext("Werkt niet in uw postcodegebied")
    return next((reason["text"] for reason in result["reasons"] if reason["code"] == "serves-postcode"), "")


def _facts(result: Json, labels: Labels) -> list[tuple[str, str]]:
    """The facts of care, each with the name of its icon."""
    found = []
    if for_ages := ages(result.get("minimumAge"), result.get("maximumAge")):
        found.append(("child", for_ages))
    laws = [labels["law"].get(code, code) for code in result.get("laws", ())]
    if laws:
        found.append(("euro", gettext("Betaald uit: %(laws)s", laws=one_of(laws))))
    waiting = result.get("waitingTime")
    if waiting:
        found.append(("hourglass", waiting_in_words(waiting)))
    return found


def waiting_in_words(waiting: Json) -> str:
    """How long a family waits, and when that was said."""
    weeks = waiting["weeks"]
    if not weeks:
        text = gettext("Geen wachttijd")
    else:
        text = ngettext("Wachttijd: ongeveer %(num)s week", "Wachttijd: ongeveer %(num)s weken", weeks)
    return f"{text} ({day(waiting['asOf'])})" if waiting.get("asOf") else text
