"""Area codes: how a service area is written, and whether it holds a place.

| kind | written | example |
| --- | --- | --- |
| country | NL | NL |
| province | PV and two digits (CBS) | PV26 |
| municipality | GM and four digits (CBS) | GM0344 |
| postcode | a PC4 | 3511 |
| range | two PC4, the second included | 3500-3599 |
| region | a kind and a name in capitals | NIK-UTRECHT |

A place has a handful of codes, from its postcode up to the country; a service area is a set of codes; it serves the
place when the two meet.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from socialmap.geography.administrative import (
    PROVINCES,
    ended_municipalities,
    ended_municipality_named,
    municipalities,
    municipality_codes_of,
    province_code_of,
)
from socialmap.geography.gazetteer import UnknownPlaceError
from socialmap.geography.names import fold
from socialmap.geography.places import PostcodeTable
from socialmap.geography.postcodes import AbsentPostcodeError, Postcode
from socialmap.geography.regions import COUNTRY, Coded, Region, RegionCycleError, RegionIndex, is_range

__all__ = [
    "ALLOWED_FORMS",
    "AmbiguousAreaError",
    "AreaCode",
    "AreaError",
    "AreaKind",
    "AreaName",
    "NotAnAreaError",
    "Region",
    "RegionCycleError",
    "RegionIndex",
    "ReversedRangeError",
    "UnknownAreaError",
    "codes_of",
    "describe_area",
    "kind_of",
    "meeting_codes",
    "parse_area",
    "postcodes_in",
    "serves",
]

ALLOWED_FORMS = (
    "NL",
    "PV26",
    "GM0344",
    "3511",
    "3500-3599",
    "NIK-UTRECHT",
    "Utrecht (gemeente)",
    "Utrecht (provincie)",
)
"""One example of each way to write an area, for a message."""
LONGEST_TEXT = 120

_PROVINCE = re.compile(r"PV\d{2}", re.ASCII)
_MUNICIPALITY = re.compile(r"GM\d{4}", re.ASCII)
_POSTCODE = re.compile(r"[1-9]\d{3}", re.ASCII)
_RANGE = re.compile(r"([1-9]\d{3})\s*(?:-|–|—|\.\.|T/M|TOT EN MET)\s*([1-9]\d{3})", re.ASCII)
_REGION = re.compile(r"[A-Z]{2,}-[A-Z0-9-]*[A-Z0-9]", re.ASCII)
_WITH_KIND_BEFORE = re.compile(r"(?P<kind>gemeente|provincie|regio)\s+(?P<name>.+)", re.IGNORECASE)
_WITH_KIND_BEHIND = re.compile(r"(?P<name>.+?)\s*[(,]\s*(?P<kind>gemeente|provincie|regio)\s*\)?", re.IGNORECASE)
_COUNTRY_NAMES = frozenset(
    {"nederland", "heel nederland", "landelijk", "het hele land", "netherlands", "the netherlands", "nationwide"}
)


class AreaKind(StrEnum):
    """What sort of area a code names, from small to large."""

    POSTCODE = "postcode"
    RANGE = "range"
    MUNICIPALITY = "municipality"
    REGION = "region"
    PROVINCE = "province"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class AreaCode:
    """An area as it is kept. `translated_from` is the ended municipality (code or name) it was written as;
    `other_successors` the further municipalities that took a part of it, which a person has to judge.
    """

    code: str
    kind: AreaKind
    translated_from: str | None = None
    other_successors: tuple[str, ...] = ()


class AreaName(NamedTuple):
    """An area for a sentence: its kind and the name people use, for instance (municipality, "Utrecht")."""

    kind: AreaKind
    name: str


class AreaError(ValueError):
    """What was given is no area. `text` is what was given, `allowed` shows what can be given."""

    def __init__(self, text: str, message: str, allowed: tuple[str, ...] = ALLOWED_FORMS) -> None:
        super().__init__(f"{message}; allowed: {', '.join(allowed)}" if allowed else message)
        self.text = text
        self.allowed = allowed


class NotAnAreaError(AreaError):
    """The text is neither a code nor the name of a province, municipality or region. For a village, `allowed` names
    what can be given instead.
    """

    def __init__(self, text: str, instead: tuple[str, ...] = ()) -> None:
        super().__init__(text, f"{text!r} is not an area", instead or ALLOWED_FORMS)


class UnknownAreaError(AreaError):
    """The form is right, but there is no such area; `allowed` holds what may have been meant, and is empty when nothing
    is like it.
    """

    def __init__(self, text: str, kind: AreaKind, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(text, f"There is no {kind} {text}", suggestions)
        self.kind = kind


class AmbiguousAreaError(AreaError):
    """The name belongs to several areas; `allowed` holds the spellings that choose one."""

    def __init__(self, text: str, choices: tuple[str, ...]) -> None:
        super().__init__(text, f"{text!r} can be several areas", choices)


class ReversedRangeError(AreaError):
    """A range of postcodes whose end comes before its start."""

    def __init__(self, text: str, first: str, last: str) -> None:
        super().__init__(text, f"The range {text} runs backwards", (f"{last}-{first}",))


def kind_of(code: str) -> AreaKind:
    """The kind of a well-formed code. Raises NotAnAreaError for anything else."""
    if code == COUNTRY:
        return AreaKind.COUNTRY
    if is_range(code) and _RANGE.fullmatch(code):
        return AreaKind.RANGE
    for pattern, kind in (
        (_POSTCODE, AreaKind.POSTCODE),
        (_MUNICIPALITY, AreaKind.MUNICIPALITY),
        (_PROVINCE, AreaKind.PROVINCE),
        (_REGION, AreaKind.REGION),
    ):
        if pattern.fullmatch(code):
            return kind
    raise NotAnAreaError(code)


def parse_area(text: str, regions: RegionIndex | None = None, table: PostcodeTable | None = None) -> AreaCode:
    """The area that a person or a file means: a code, or a name such as "Utrecht (gemeente)", "provincie Utrecht" or
    "heel Nederland".

    An ended municipality is translated to the present one. With `regions`, a region must be one of them; without, any
    well-formed region code is taken. Raises an AreaError that names what is allowed.
    """
    shown = " ".join(unicodedata.normalize("NFKC", text).split())
    if not shown or len(shown) > LONGEST_TEXT:
        raise NotAnAreaError(shown[:LONGEST_TEXT])
    table = table or PostcodeTable.embedded()
    code = shown.upper()
    if fold(shown) in _COUNTRY_NAMES or code == COUNTRY:
        return AreaCode(COUNTRY, AreaKind.COUNTRY)
    if found := _RANGE.fullmatch(code):
        return _range(shown, found[1], found[2], table)
    if _POSTCODE.fullmatch(code):
        return _postcode(code, table)
    if _PROVINCE.fullmatch(code) or _MUNICIPALITY.fullmatch(code):
        return _administrative(code)
    return _region(shown, regions) or _named(shown, table)


def codes_of(place: Coded, regions: RegionIndex | Iterable[Region] = ()) -> tuple[str, ...]:
    """The codes a place lies in, most exact first: PC4, municipality, regions, province, country; those that are not
    known are left out.

    On each request give a kept RegionIndex (about a microsecond); a plain list of regions is indexed first (about a
    millisecond).
    """
    index = regions if isinstance(regions, RegionIndex) else RegionIndex(regions)
    own = (place.pc4, place.municipality_code, *index.regions_of(place), place.province_code, COUNTRY)
    return tuple(code for code in own if code is not None)


def serves(area_codes: Collection[str], place_codes: Collection[str]) -> bool:
    """Whether a service area holds a place, given the place's codes from `codes_of`."""
    return any(_meets(code, place_codes) for code in area_codes)


def meeting_codes(area_codes: Collection[str], place_codes: Collection[str]) -> tuple[str, ...]:
    """The codes of a service area that hold the place, most exact first: the reason why it serves."""
    order = list(AreaKind)
    return tuple(
        sorted(
            (code for code in area_codes if _meets(code, place_codes)),
            key=lambda code: (order.index(kind_of(code)), code),
        )
    )


def postcodes_in(
    area_codes: Iterable[str], regions: RegionIndex | None = None, table: PostcodeTable | None = None
) -> tuple[str, ...]:
    """Every PC4 in an area, in order. A region means the postcodes that `codes_of` gives it. Raises NotAnAreaError for
    a malformed code.
    """
    table = table or PostcodeTable.embedded()
    wanted = frozenset(area_codes)
    for code in wanted:
        kind_of(code)
    index = regions if regions is not None else RegionIndex(())
    return tuple(pc4 for pc4 in table.codes if serves(wanted, codes_of(table.place_of(Postcode(pc4)), index)))


def describe_area(area_codes: Iterable[str], regions: RegionIndex | None = None) -> list[AreaName]:
    """Kind and name of each code, in the given order; a code that is not known any more is named by itself."""
    described = []
    for code in area_codes:
        kind = kind_of(code)
        name = code
        if kind is AreaKind.COUNTRY:
            name = "Nederland"
        elif kind is AreaKind.PROVINCE:
            name = PROVINCES.get(code, code)
        elif kind is AreaKind.MUNICIPALITY:
            known = municipalities().get(code) or ended_municipalities().get(code)
            name = known.name if known else code
        elif kind is AreaKind.REGION and regions is not None and (region := regions.get(code)):
            name = region.name
        described.append(AreaName(kind, name))
    return described


def _meets(code: str, place_codes: Collection[str]) -> bool:
    if code in place_codes:
        return True
    return is_range(code) and any(code[:4] <= own <= code[5:] for own in place_codes if len(own) == 4 and own.isdigit())


def _range(text: str, first: str, last: str, table: PostcodeTable) -> AreaCode:
    if last < first:
        raise ReversedRangeError(text, first, last)
    if not table.between(first, last):
        raise UnknownAreaError(f"{first}-{last}", AreaKind.RANGE)
    if first == last:
        return AreaCode(first, AreaKind.POSTCODE)
    return AreaCode(f"{first}-{last}", AreaKind.RANGE)


def _postcode(code: str, table: PostcodeTable) -> AreaCode:
    try:
        table.place_of(Postcode(code))
    except AbsentPostcodeError as absent:
        raise UnknownAreaError(code, AreaKind.POSTCODE, absent.nearby) from absent
    return AreaCode(code, AreaKind.POSTCODE)


def _administrative(code: str) -> AreaCode:
    if code in PROVINCES:
        return AreaCode(code, AreaKind.PROVINCE)
    if _PROVINCE.fullmatch(code):
        raise UnknownAreaError(code, AreaKind.PROVINCE, tuple(PROVINCES))
    if code in municipalities():
        return AreaCode(code, AreaKind.MUNICIPALITY)
    ended = ended_municipalities().get(code)
    if ended is None:
        raise UnknownAreaError(code, AreaKind.MUNICIPALITY)
    main, *others = ended.present_codes
    return AreaCode(main, AreaKind.MUNICIPALITY, translated_from=code, other_successors=tuple(others))


def _region(text: str, regions: RegionIndex | None) -> AreaCode | None:
    """The region of this code or name; None for a text that is no region, or that is the name of a municipality or
    province in capitals.
    """
    if regions is not None:
        keys = (fold(text), fold(text).removeprefix("regio "))
        for region in regions:
            if region.code == text.upper() or fold(region.name) in keys:
                return AreaCode(region.code, AreaKind.REGION)
    if (
        not _REGION.fullmatch(text)
        or province_code_of(text)
        or municipality_codes_of(text)
        or ended_municipality_named(text)
    ):
        return None
    if regions is not None:
        raise UnknownAreaError(text, AreaKind.REGION, tuple(regions.by_code))
    return AreaCode(text, AreaKind.REGION)


def _named(text: str, table: PostcodeTable) -> AreaCode:
    found = _WITH_KIND_BEFORE.fullmatch(text) or _WITH_KIND_BEHIND.fullmatch(text)
    name, kind = (found["name"], found["kind"].lower()) if found else (text, "")
    if kind == "regio":
        raise UnknownAreaError(text, AreaKind.REGION)
    province = None if kind == "gemeente" else province_code_of(name)
    held = () if kind == "provincie" else municipality_codes_of(name)
    if province and held:
        raise AmbiguousAreaError(
            text, (f"{municipalities()[held[0]].name} (gemeente)", f"{PROVINCES[province]} (provincie)")
        )
    if len(held) > 1:
        raise AmbiguousAreaError(text, tuple(municipalities()[code].name for code in held))
    if province:
        return AreaCode(province, AreaKind.PROVINCE)
    if held:
        return AreaCode(held[0], AreaKind.MUNICIPALITY)
    if kind != "provincie" and (ended := ended_municipality_named(name)):
        main, *others = ended.present_codes
        return AreaCode(main, AreaKind.MUNICIPALITY, translated_from=name, other_successors=tuple(others))
    raise NotAnAreaError(text, _areas_around(name, table))


def _areas_around(name: str, table: PostcodeTable) -> tuple[str, ...]:
    """For a village or a misspelt name: the areas that can be written instead."""
    try:
        found = table.find_place(name)
    except UnknownPlaceError as unknown:
        return unknown.suggestions
    municipality = found.place.municipality_name
    return (*((f"{municipality} (gemeente)",) if municipality else ()), *found.postcodes)
