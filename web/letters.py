"""A letter to the desk of the next step, ready to be copied. What only the sender knows stands between brackets.

It asks nothing about the child: a desk that needs to know asks for it, and then it is between the family and that desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.i18n import DEFAULT_LANGUAGE, force_language, gettext, language, ngettext
from knowledge.api.advice_answers import AdvicePlan
from knowledge.api.published import advice_writer
from knowledge.routes.route import Route
from knowledge.rules.published import Published
from socialmap.world import World
from web.whereabouts import Whereabouts

Json = dict[str, Any]
WIDEST_LINE = 62
"""Signs in a line of the narrowest field that shows a letter on paper: what the number of its lines is reckoned by."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language. desk: to whom. email: where it can be sent, None when that is not known."""

    language: str
    desk: str
    email: str | None
    subject: str
    text: str

    @property
    def lines(self) -> int:
        """How many lines it takes in a field of `WIDEST_LINE` signs."""
        return sum(1 + len(line) // WIDEST_LINE for line in self.text.split("\n"))


def letters(route: Published[Route], world: World, plan: AdvicePlan, where: Whereabouts | None) -> list[Letter]:
    """The letter in Dutch, which is what the desks read, and where the page is in another language also in that."""
    written = []
    for code in dict.fromkeys((DEFAULT_LANGUAGE, language())):
        with force_language(code):
            place, codes = (where.place, where.codes) if where is not None else (None, None)
            written.append(_letter(advice_writer(route, world).data(plan, place, codes), code))
    return written


def _letter(advice: Json, code: str) -> Letter:
    step = next(iter(advice["steps"]), None)
    found = step["desk"] if step is not None else advice["fallback"]
    desk = step["name"] if step is not None else (found["service"] or found["fallback"])["name"]
    reached = found["service"] if found["fallback"] is None else found["fallback"]
    return Letter(
        language=code,
        desk=desk,
        email=reached["email"],
        subject=gettext("Vraag om hulp: zorg die vastloopt"),
        text="\n".join(_lines(advice, step, found, desk)),
    )


def _lines(advice: Json, step: Json | None, found: Json, desk: str) -> Iterator[str]:
    """The lines. step: to whose desk it goes, None when none is left; found: the desk, and where one goes instead."""
    place, laws = advice["place"], ", ".join(law["name"] for law in advice["laws"])
    yield gettext("Aan: %(desk)s", desk=desk)
    yield gettext("Onderwerp: vraag om hulp, de zorg loopt vast")
    yield ""
    yield gettext("Geachte heer of mevrouw,")
    yield ""
    yield gettext("De zorg voor een kind loopt vast. Ik vraag u om hulp.")
    yield ""
    if found["fallback"] is not None:
        yield gettext("Ik vond geen adres van dit loket. Wilt u deze brief doorsturen?")
        yield ""
    yield gettext("Wie ik ben: [uw naam; ouder, verzorger of professional]")
    yield gettext("Zo bereikt u mij: [uw telefoonnummer of e-mailadres]")
    if place is not None and place["municipality"] is not None:
        yield gettext("Gemeente: %(name)s", name=place["municipality"]["name"])
    yield gettext("Wet of wetten: %(laws)s", laws=laws)
    yield ""
    yield gettext("Wat er misgaat:")
    yield gettext("[Schrijf het in een paar zinnen. Noem niet de naam of de geboortedatum van het kind.]")
    yield ""
    yield gettext("Wat ik al heb gedaan:")
    for way in advice["regularWay"]:
        yield "- " + gettext(
            "%(decision)s: [wat u deed, wanneer, en het antwoord]", decision=way["decision"].rstrip(".")
        )
    for tried in advice["notApplicable"]:
        if tried["reason"] == "tried":
            yield "- " + gettext("%(step)s: [datum en antwoord]", step=tried["name"])
    yield ""
    yield gettext("Mijn vraag aan u:")
    yield gettext("[Wat wilt u bereiken? Bijvoorbeeld: een gesprek met iedereen die beslist.]")
    if step is not None and step["next"]["silenceDays"]:
        days = step["next"]["silenceDays"]
        yield ngettext("Wilt u binnen %(num)s dag antwoorden?", "Wilt u binnen %(num)s dagen antwoorden?", days)
    if step is not None:
        yield ""
        yield gettext("Dit heb ik klaarliggen. Ik stuur het als u erom vraagt:")
        yield from (f"- {item}" for item in step["bring"])
    yield ""
    yield gettext("Met vriendelijke groet,")
    yield gettext("[uw naam]")
