"""How each field of the map is read: the one spelling that the import, the forms and suggestions share.

Most of it follows from the models: the length of a column, its choices, its taxonomy. What is more than that stands
in the table `_OWN`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Date, Float, Integer, String
from sqlalchemy.orm import InstrumentedAttribute

from core.messages import N_
from socialmap.geography.areas import AreaError, RegionIndex, parse_area
from socialmap.geography.places import PostcodeTable
from socialmap.geography.postcodes import NeverUsedLettersError, PostcodeError, parse_postcode
from socialmap.models import (
    Contact,
    Location,
    Organization,
    Phone,
    Region,
    Schedule,
    Service,
    ServiceArea,
    Taxonomy,
    Term,
    Url,
)
from socialmap.opening_hours import read_opening_hours
from socialmap.values import (
    BadValue,
    Mended,
    read_agb,
    read_age,
    read_choice,
    read_code,
    read_date,
    read_email,
    read_kvk,
    read_language,
    read_name,
    read_number,
    read_phone,
    read_text,
    read_url,
    read_year,
)
from socialmap.wording import area_message, postcode_message

LONG_TEXT = 10_000
LONGEST_ITEM = 200
"""In signs: of one text in a list of texts."""
MOST_WEEKS = 520


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What fields are checked against: postcodes, terms per taxonomy, named regions, and organizations that are there.

    organizations: the key of each, with the key of the one it falls under; only an import needs them.
    """

    places: PostcodeTable
    terms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    regions: RegionIndex | None = None
    organizations: Mapping[str, str | None] = field(default_factory=dict)


Reader = Callable[[str, Vocabulary], Any]
"""From a text as people write it to the value that is kept. Raises BadValue, or Mended with the value."""


def reader_of(attribute: InstrumentedAttribute[Any]) -> Reader:
    """How a field is read, or one item of it where it holds a list. attribute: as `Service.website`."""
    return _reader(attribute.parent.class_, attribute.key)


def _reader(model: type[Any], name: str) -> Reader:
    own = _OWN.get((model, name))
    if own is not None:
        return own
    column = model.__table__.c[name]
    if "taxonomy" in column.info:
        return _code(column.info["taxonomy"])
    if "choices" in column.info:
        return _plain(lambda value: read_choice(value, column.info["choices"]))
    if isinstance(column.type, Date):
        return _plain(read_date)
    if isinstance(column.type, Float | Integer):
        return _between(0, 1_000_000)
    longest = column.type.length if isinstance(column.type, String) else LONGEST_ITEM
    return _text(longest or column.info.get("max", LONG_TEXT))


def _text(longest: int) -> Reader:
    return lambda value, _: read_text(value, longest)


def _plain(read: Callable[[str], Any]) -> Reader:
    return lambda value, _: read(value)


def _between(lowest: float, highest: float) -> Reader:
    return lambda value, _: read_number(value, lowest, highest)


def _code(taxonomy: str) -> Reader:
    def read(value: str, vocabulary: Vocabulary) -> str:
        known = vocabulary.terms.get(taxonomy, frozenset())
        return read_code(value, known, sorted(known))

    return read


def read_area(value: str, vocabulary: Vocabulary) -> str:
    """The code of an area that exists, from a code or a name."""
    try:
        return parse_area(value, vocabulary.regions, vocabulary.places).code
    except AreaError as error:
        raise BadValue.of(area_message(error)) from None


def read_postcode(value: str, vocabulary: Vocabulary) -> str:
    """A postcode where people live, as 3584 EA. Raises Mended with the digits when nobody has its letters."""
    try:
        postcode = parse_postcode(value)
        vocabulary.places.place_of(postcode)
    except NeverUsedLettersError as error:
        digits = read_postcode(value.strip()[:4], vocabulary)
        raise Mended(digits, postcode_message(error)) from None
    except PostcodeError as error:
        raise BadValue.of(postcode_message(error)) from None
    return str(postcode)


def _region_code(value: str, _: Vocabulary) -> str:
    return read_name(value.upper(), r"[A-Z]{2,}-[A-Z0-9-]*[A-Z0-9]", N_("Schrijf een code als NIK-UTRECHT."))


def _term_code(value: str, _: Vocabulary) -> str:
    return read_name(value, r"[a-z0-9]+(-[a-z0-9]+)*", N_("Gebruik kleine letters, cijfers en streepjes."))


_OWN: dict[tuple[type[Any], str], Reader] = {
    (Organization, "website"): _plain(read_url),
    (Organization, "email"): _plain(read_email),
    (Organization, "kvk"): _plain(read_kvk),
    (Organization, "agb"): _plain(read_agb),
    (Organization, "logo_url"): _plain(read_url),
    (Service, "website"): _plain(read_url),
    (Service, "email"): _plain(read_email),
    (Service, "languages"): _plain(read_language),
    (Service, "minimum_age"): _plain(read_age),
    (Service, "maximum_age"): _plain(read_age),
    (Service, "waiting_time_weeks"): _between(0, MOST_WEEKS),
    (Location, "postcode"): read_postcode,
    (Location, "country"): _plain(
        lambda value: read_name(value.upper(), r"[A-Z]{2}", N_("Schrijf een land met twee letters, zoals NL."))
    ),
    (Location, "latitude"): _between(-90, 90),
    (Location, "longitude"): _between(-180, 180),
    (Phone, "number"): _plain(read_phone),
    (Phone, "hours"): _plain(read_opening_hours),
    (Contact, "email"): _plain(read_email),
    (Contact, "phone"): _plain(read_phone),
    (Url, "url"): _plain(read_url),
    (Schedule, "opening_hours"): _plain(read_opening_hours),
    (ServiceArea, "code"): read_area,
    (ServiceArea, "valid_year"): _plain(read_year),
    (Region, "code"): _region_code,
    (Region, "members"): read_area,
    (Term, "code"): _term_code,
    (Term, "parent_code"): _term_code,
    (Taxonomy, "slug"): _term_code,
    (Organization, "slug"): _term_code,
    (Service, "slug"): _term_code,
    (Region, "slug"): _term_code,
}
