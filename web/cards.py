"""An entry in short, as lists show it: what matters to a family, worded and ready for the template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from core.i18n import gettext, ngettext
from web.icons import icon
from web.wording import ages, day, kilometres, one_of

Json = Mapping[str, Any]
Labels = Mapping[str, Mapping[str, str]]
CLOSED = "temporarily closed"


@dataclass(frozen=True, slots=True)
class Sign:
    """A text with its icon. tone: good, care, bad or calm for a mark; assured, unassured or nothing for a fact."""

    icon: Markup
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """An entry of any kind. Texts are in the reader's language; an empty one is left out.

    misses: what does not fit the question. marks: what one must see first, such as whether it serves the visitor.
    facts: the rest, each with its icon. point: (latitude, longitude).
    """

    short_id: str
    kind: str
    kind_label: str
    title: str
    href: str
    summary: str
    organization: str
    phone: str
    website: str
    misses: tuple[Sign, ...]
    marks: tuple[Sign, ...]
    facts: tuple[Sign, ...]
    alert: str
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
    latitude, longitude = location.get("latitude"), location.get("longitude")
    return Card(
        short_id=short_id or result["id"],
        kind=result["kind"],
        kind_label=labels["kind"].get(result["kind"], ""),
        title=result["title"],
        href=_address(result.get("pageUrl") or "", along),
        summary=result.get("summary") or "",
        organization=(result.get("organization") or {}).get("name", ""),
        phone=result.get("phone") or "",
        website=result.get("website") or "",
        misses=tuple(Sign(icon("warning"), miss["text"], "care") for miss in result.get("misses", ())),
        marks=tuple(_marks(result, asked_place=asked_place)) if is_care else (),
        facts=tuple(_facts(result, location, labels)) if is_care else (),
        alert=result.get("alert") or "",
        point=(latitude, longitude) if latitude is not None and longitude is not None else None,
    )


def _marks(result: Json, *, asked_place: bool) -> Iterator[Sign]:
    """Closed for now; whether it works where the visitor lives, and why; open at this moment."""
    closed = result.get("status") == CLOSED
    if closed:
        yield Sign(icon("pause"), gettext("Tijdelijk gesloten"), "bad")
    # What does not fit is said by its own signs.
    if asked_place and not result.get("misses"):
        serves = result.get("servesPostcode")
        if serves is None:
            yield Sign(icon("question"), gettext("Werkgebied niet bekend: vraag of zij bij u komen"), "care")
        elif not serves:
            yield Sign(icon("cross"), gettext("Werkt niet in uw postcodegebied"), "care")
        else:
            why = (reason["text"] for reason in result["reasons"] if reason["code"] == "serves-postcode")
            yield Sign(icon("check"), next(why, gettext("Werkt in uw postcodegebied")), "good")
    open_now = result.get("openNow")
    if open_now is not None and not closed:
        yield Sign(icon("clock"), gettext("Nu open") if open_now else gettext("Nu gesloten"), "calm")


def _address(path: str, along: str) -> str:
    if not path or not along:
        return path
    page, _, anchor = path.partition("#")
    return f"{page}?{along}#{anchor}" if anchor else f"{page}?{along}"


def _facts(result: Json, location: Json, labels: Labels) -> Iterator[Sign]:
    """Where it is and how far, for whom, who pays, how long one waits, and how sure this is."""
    distance = result.get("distanceKm")
    far = gettext("%(number)s km", number=kilometres(distance)) if distance is not None else ""
    if where := ", ".join(part for part in (location.get("city"), far) if part):
        yield Sign(icon("pin"), where)
    if for_ages := ages(result.get("minimumAge"), result.get("maximumAge")):
        yield Sign(icon("child"), for_ages)
    laws = [labels["law"].get(code, code) for code in result.get("laws", ())]
    if laws:
        yield Sign(icon("euro"), gettext("Betaald uit: %(laws)s", laws=one_of(laws)))
    if waiting := result.get("waitingTime"):
        yield Sign(icon("hourglass"), waiting_in_words(waiting))
    if assured := result.get("assuredDate"):
        yield Sign(icon("shield"), gettext("Nagekeken op %(day)s", day=day(assured)), "assured")
    else:
        yield Sign(icon("warning"), gettext("Nog niet nagekeken"), "unassured")


def waiting_in_words(waiting: Json) -> str:
    """How long a family waits, and when that was said."""
    weeks = waiting["weeks"]
    if not weeks:
        text = gettext("Geen wachttijd")
    else:
        text = ngettext("Wachttijd: ongeveer %(num)s week", "Wachttijd: ongeveer %(num)s weken", weeks)
    return f"{text} ({day(waiting['asOf'])})" if waiting.get("asOf") else text
