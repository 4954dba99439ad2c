"""The Dutch sentence for each way in which a postcode or an area can be wrong. Pure; faces translate."""

from __future__ import annotations

from core.messages import N_, Message
from socialmap.geography.areas import (
    AmbiguousAreaError,
    AreaError,
    AreaKind,
    AreaName,
    ReversedRangeError,
    UnknownAreaError,
)
from socialmap.geography.postcodes import (
    NeverUsedLettersError,
    NotAPostcodeError,
    PostcodeError,
    PostOfficeBoxError,
    UnknownPostcodeError,
)
from socialmap.geography.reading import Fault, FaultKind, UnreadableFileError, WhyUnreadable


def postcode_message(error: PostcodeError) -> Message:
    """What is wrong with a postcode and what to type instead."""
    match error:
        case PostOfficeBoxError():
            return Message(
                N_("%(value)s is voor postbussen in %(place)s. Vul de postcode van een adres in, zoals %(nearby)s."),
                {"value": error.postcode.digits, "place": error.place, "nearby": ", ".join(error.nearby)},
            )
        case UnknownPostcodeError():
            return Message(
                N_("De postcode %(value)s bestaat niet. In de buurt liggen: %(nearby)s."),
                {"value": error.postcode.digits, "nearby": ", ".join(error.nearby)},
            )
        case NeverUsedLettersError():
            return Message(
                N_("Geen postcode eindigt op %(letters)s. Alleen de vier cijfers mag ook."), {"letters": error.letters}
            )
        case _:
            return Message(
                N_("'%(value)s' is geen postcode. Een postcode heeft vier cijfers en twee letters, zoals 3511 AB."),
                {"value": error.text[:40]},
            )


def postcode_in_url_message(error: PostcodeError) -> Message:
    """The same where only four digits are taken."""
    if isinstance(error, NotAPostcodeError):
        return Message(
            N_("'%(value)s' is geen postcode. Geef de vier cijfers, zoals 3511."), {"value": error.text[:40]}
        )
    return postcode_message(error)


def area_message(error: AreaError) -> Message:
    """What is wrong with a service area and what to write instead."""
    values = {"value": error.text[:60], "allowed": ", ".join(error.allowed[:12])}
    match error:
        case AmbiguousAreaError():
            return Message(N_("'%(value)s' kan meer dan één gebied zijn. Kies uit: %(allowed)s."), values)
        case ReversedRangeError():
            return Message(N_("De reeks %(value)s loopt achteruit. Bedoelt u %(allowed)s?"), values)
        case UnknownAreaError() if not error.allowed:
            return Message(N_("Het gebied '%(value)s' bestaat niet."), values)
        case UnknownAreaError():
            return Message(N_("Het gebied '%(value)s' bestaat niet. Bedoelt u: %(allowed)s?"), values)
        case _:
            return Message(N_("'%(value)s' is geen gebied. Schrijf het bijvoorbeeld als: %(allowed)s."), values)


_POSTCODE_LINE = {
    FaultKind.COLUMNS: N_("Geef deze regel evenveel velden als de kop."),
    FaultKind.ENCODING: N_("Bewaar het bestand als UTF-8."),
    FaultKind.TOO_LONG: N_("De regel is te lang."),
    FaultKind.POSTCODE: N_("Geef vier cijfers, of vier cijfers en twee letters."),
    FaultKind.POINT: N_("Geef breedte- en lengtegraad in graden, zoals 52.09 en 5.12."),
    FaultKind.OUTSIDE: N_("Dit punt ligt niet in Nederland. Staan breedte- en lengtegraad goed om?"),
    FaultKind.MUNICIPALITY: N_("Deze gemeente kennen we niet. Geef de naam of de code van nu, zoals GM0344."),
    FaultKind.PROVINCE: N_("Deze provincie kennen we niet. Geef de naam of de code, zoals PV26."),
}
_POSTCODE_FILE = {
    WhyUnreadable.EMPTY: N_("Het bestand is leeg."),
    WhyUnreadable.NOT_ONE_FILE: N_("In het zip-bestand moet precies één gegevensbestand zitten."),
    WhyUnreadable.DAMAGED: N_("Het bestand is beschadigd. Haal het opnieuw op."),
    WhyUnreadable.TOO_LARGE: N_("Het bestand is uitgepakt groter dan een gigabyte."),
}


def postcode_line_message(fault: Fault) -> Message:
    """What to do about a line of a postcode file that is not right."""
    return Message(_POSTCODE_LINE[fault.kind])


def postcode_file_message(error: UnreadableFileError) -> Message:
    """Why a postcode file cannot be read, and what to do."""
    if error.why is WhyUnreadable.NO_HEADER:
        return Message(N_("De eerste regel noemt deze kolommen niet: %(names)s."), {"names": ", ".join(error.missing)})
    return Message(_POSTCODE_FILE[error.why])


def works_in(area: AreaName) -> Message:
    """Why a service comes to a place, from the area that holds the place."""
    values = {"name": area.name}
    match area.kind:
        case AreaKind.COUNTRY:
            return Message(N_("Werkt in heel Nederland"))
        case AreaKind.PROVINCE:
            return Message(N_("Werkt in de provincie %(name)s"), values)
        case AreaKind.MUNICIPALITY:
            return Message(N_("Werkt in de gemeente %(name)s"), values)
        case AreaKind.REGION:
            return Message(N_("Werkt in het gebied van %(name)s"), values)
        case _:
            return Message(N_("Werkt in postcodegebied %(name)s"), values)
