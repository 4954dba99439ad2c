"""Where a location lies when nobody put a point on the map: in the middle of its postcode. Pure."""

from __future__ import annotations

from socialmap.geography.places import Place, PostcodeTable
from socialmap.geography.postcodes import PostcodeError, parse_postcode

EXACT = "address"
"""The precision of a point that a person or a register put on the house itself."""


def place_of_postcode(places: PostcodeTable, postcode: str | None) -> Place | None:
    """The place whose point a location with this postcode gets; None without a postcode that is known."""
    if postcode is None:
        return None
    try:
        return places.place_of(parse_postcode(postcode))
    except PostcodeError:
        return None
