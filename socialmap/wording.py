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
    PostcodeError,
    PostOfficeBoxError,
    UnknownPostcodeError,
)


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
