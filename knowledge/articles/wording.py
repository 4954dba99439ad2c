"""The Dutch sentence for each fault of an article. Pure; faces translate."""

from __future__ import annotations

import re

from core.messages import N_, Message
from core.publishing.editing import MISSING
from knowledge.articles.faults import Fault, FaultCode

AT_LINE = N_("Regel %(line)s: %(what)s")
DOES_NOT_FIT = N_("Dit past hier niet.")

_SENTENCES: dict[FaultCode, str] = {
    FaultCode.NO_FRONT_MATTER: N_("Het bestand begint niet met velden tussen twee regels van drie streepjes."),
    FaultCode.YAML: N_("De velden zijn niet te lezen."),
    FaultCode.TOO_LARGE: N_("Het artikel is te lang. Maak er twee artikelen van."),
    FaultCode.UNKNOWN_FIELD: N_("Dit veld kennen we niet."),
    FaultCode.MISSING_FIELD: MISSING,
    FaultCode.DUPLICATE: N_("Dit staat er twee keer."),
    FaultCode.EMPTY_BODY: N_("Het artikel heeft nog geen tekst."),
    FaultCode.SCRIPT: N_("Hier mag geen script staan. Haal het weg."),
    FaultCode.RAW_HTML: N_("Hier mag geen HTML staan. Gebruik Markdown."),
    FaultCode.UNSAFE_LINK: N_("Deze link mag niet: %(value)s. Gebruik https, mailto, tel of ref."),
    FaultCode.IMAGE: N_("Hier mag geen afbeelding staan. Beschrijf wat erop staat, of voeg een PDF toe."),
    FaultCode.TOP_HEADING: N_("Begin een kop met ##. De titel is al de grootste kop."),
    FaultCode.UNKNOWN_CITATION: N_("Er is geen bron of wetsartikel met de naam '%(value)s'."),
    FaultCode.UNKNOWN_LAW_TEXT: N_("Deze wet kennen we niet: %(value)s."),
    FaultCode.UNKNOWN_REFERENCE: N_("'%(value)s' bestaat niet."),
    FaultCode.MISSING_DATA: N_("De tekst vraagt hier om '%(value)s', maar dat is niet ingevuld."),
    FaultCode.LANGUAGES_DIFFER: N_("De teksten in twee talen zeggen hier iets anders: %(value)s."),
}
_DETAILS: tuple[tuple[str, str], ...] = (
    (r"must be text", N_("Geef tekst.")),
    (r"must be a list(?: of texts)?", N_("Geef een lijst.")),
    (r"must be fields with values", N_("Vul de velden in.")),
    (r"longer than (?P<longest>\d+) characters", N_("Geef hoogstens %(longest)s tekens.")),
    (r"(?P<value>.+) is none of (?P<allowed>.+)", N_("%(value)s kennen we niet. Kies uit: %(allowed)s.")),
    (r"must be of (?P<allowed>.+)", N_("Kies uit: %(allowed)s.")),
    (r"(?P<value>.+) is not a date like 2026-11-22", N_("%(value)s is geen datum. Schrijf 2026-11-22.")),
    (r".* is not a date like 2026, .*", N_("Geef een jaar, maand of dag, zoals 2026, 2026-11 of 2026-11-22.")),
    (r"lies before valid_from", N_("Deze dag ligt vóór de eerste dag van geldigheid.")),
    (r"use lower-case letters, digits and hyphens", N_("Gebruik kleine letters, cijfers en streepjes.")),
    (r"only a factsheet has a number", N_("Alleen een factsheet heeft een nummer.")),
    (r"a whole number from 1 to 99", N_("Geef een heel getal van 1 tot en met 99.")),
    (r"only a best practice has an analysis", N_("Alleen een goede praktijk heeft een analyse.")),
    (r"(?P<value>.+) is not the number of an article", N_("%(value)s is geen nummer van een wetsartikel.")),
    (
        r"a practice is meaningful when, .*",
        N_("Een praktijk is zinvol als activiteit en uitkomsten samenhangen, en anders niet."),
    ),
    (r"there is no Dutch text", N_("Er is geen Nederlandse tekst bij deze uitgave.")),
)


def article_message(fault: Fault) -> Message:
    """What is wrong and what to do."""
    for pattern, sentence in _DETAILS:
        found = re.fullmatch(pattern, fault.detail, re.DOTALL)
        if found and fault.code in (FaultCode.WRONG_VALUE, FaultCode.LANGUAGES_DIFFER):
            return Message(sentence, found.groupdict())
    if fault.code is FaultCode.WRONG_VALUE:
        return Message(DOES_NOT_FIT)
    return Message(_SENTENCES[fault.code], {"value": fault.detail})
