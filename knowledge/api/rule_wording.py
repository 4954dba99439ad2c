"""What is wrong with a question about a route or a flow, in the reader's language, with what may be asked instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.api.problems import Fault
from core.i18n import gettext, worded
from core.messages import N_
from knowledge.flows.answers import AnswerFault
from knowledge.flows.flow import Flow
from knowledge.routes.advising import AdviceFault
from socialmap.geography.places import Place
from socialmap.geography.postcodes import PostcodeError, parse_postcode
from socialmap.wording import postcode_message
from socialmap.world import World

PC4_PATTERN = "[1-9][0-9]{3}"
# A date of birth, a postcode and whatever an unknown member holds are not sent back.
_NOT_ECHOED = frozenset({"age", "postcode"})
_FULL_POSTCODE = N_("Een hele postcode is een persoonsgegeven. Hier zijn de vier cijfers genoeg.")

_ANSWERS: Mapping[str, str] = {
    "unknown-node": N_("Deze vraag is er niet. De vragen staan bij `allowed`."),
    "unknown-answer": N_("Dit antwoord kan hier niet. Wat wel kan, staat bij `allowed`."),
    "not-combinable": N_("Deze antwoorden kunnen niet samen."),
    "too-many": N_("Geef één antwoord op deze vraag."),
    "not-a-number": N_("Geef een getal, zoals 3 of 3.5. Bij een leeftijd mag ook een geboortedatum, zoals 2020-05-31."),
    "out-of-range": N_("Dit getal kan hier niet. De grenzen staan bij `allowed`."),
    "not-a-date": N_("Deze datum bestaat niet. Schrijf hem als jaar-maand-dag, zoals 2020-05-31."),
    "not-born-yet": N_("Deze geboortedatum ligt na de dag waarover u iets vraagt."),
    "full-postcode": _FULL_POSTCODE,
    "not-a-postcode": N_("Geef de vier cijfers van een postcode, zoals 3511."),
    "empty": N_("Hier staat geen antwoord. Kies er een, of laat de vraag weg."),
}


def answer_fault(fault: AnswerFault, flow: Flow) -> Fault:
    """The fault of an answer. A date of birth, a postcode or the value of an unknown member is not repeated."""
    node = flow.nodes.get(fault.node)
    shown = fault.value if node is not None and node.type not in _NOT_ECHOED and fault.value else None
    return Fault("query", fault.node, gettext(_ANSWERS[fault.code]), value=shown, allowed=list(fault.allowed))


def advice_fault(fault: AdviceFault) -> Fault:
    """The fault of a law or a step that the route does not know, or of a law that is missing."""
    if fault.parameter == "tried":
        detail = gettext("Deze stap is er niet. De stappen staan bij `allowed`.")
    elif fault.value:
        detail = gettext("Deze wet kennen we niet. De wetten staan bij `allowed`.")
    else:
        detail = gettext("Noem de wet of wetten. Weet u die niet? Vraag het aan /decision-flows/wie-betaalt.")
    return Fault("query", fault.parameter, detail, value=fault.value or None, allowed=list(fault.allowed))


def unknown_members(names: Iterable[str], allowed: list[str]) -> list[Fault]:
    """The faults of members that a question cannot have."""
    return [Fault("query", name[:80], gettext("Dit kennen we niet."), allowed=allowed) for name in names]


def read_place(text: str, world: World, name: str) -> Place | Fault:
    """The place of four digits in a URL, or what is wrong with them; a full postcode is never repeated."""
    try:
        postcode = parse_postcode(text)
        if postcode.letters is not None:
            return Fault("query", name, gettext(_FULL_POSTCODE), allowed=PC4_PATTERN)
        return world.places.place_of(postcode)
    except PostcodeError as error:
        nearby: Any = getattr(error, "nearby", None)
        return Fault("query", name, worded(postcode_message(error)), allowed=list(nearby) if nearby else PC4_PATTERN)
