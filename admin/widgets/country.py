"""The country as dots, one for each PC4: those of an area in another colour than the rest. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from socialmap.geography.administrative import PROVINCES
from socialmap.geography.areas import AreaKind, Region, RegionIndex, codes_of, kind_of
from socialmap.geography.places import PostcodeTable
from socialmap.geography.regions import COUNTRY

_WEST, _NORTH, _SOUTH, _EAST = 3.30, 53.56, 50.70, 7.27
_TALL = 440  # units of the drawing from north to south
_UNIT = _TALL / (_NORTH - _SOUTH)
_NARROWER = math.cos(math.radians(52.1))
WIDTH, HEIGHT = round((_EAST - _WEST) * _UNIT * _NARROWER), _TALL


@dataclass(frozen=True, slots=True)
class Drawn:
    """An area on the country. rest, inside: paths of an SVG of WIDTH by HEIGHT, a dot for each postcode.

    postcodes, municipalities: how many the area has; all_postcodes: how many there are.
    """

    rest: str
    inside: str
    postcodes: int
    all_postcodes: int
    municipalities: int
    width: int = WIDTH
    height: int = HEIGHT


def draw(postcodes: Collection[str]) -> Drawn:
    """The country with these PC4 coloured."""
    table = PostcodeTable.embedded()
    inside = [pc4 for pc4 in table.codes if pc4 in postcodes]
    municipalities = {table.rows[pc4].municipality_code for pc4 in inside} - {None}
    return Drawn(_country(), _dots(inside), len(inside), len(table.codes), len(municipalities))


def postcodes_of(code: str, regions: RegionIndex) -> frozenset[str]:
    """The PC4 in one area. Raises NotAnAreaError for what is no area code."""
    kind = kind_of(code)
    table = PostcodeTable.embedded()
    if kind is AreaKind.COUNTRY:
        return frozenset(table.codes)
    if kind is AreaKind.POSTCODE:
        return frozenset((code,)) & frozenset(table.codes)
    if kind is AreaKind.RANGE:
        return frozenset(table.between(code[:4], code[5:]))
    if kind is AreaKind.PROVINCE:
        return frozenset(table.by_province.get(code, ()) if code in PROVINCES else ())
    if kind is AreaKind.MUNICIPALITY:
        return frozenset(table.by_municipality.get(code, ()))
    return _by_region(tuple(regions)).get(code, frozenset())


@lru_cache(maxsize=2)
def _by_region(regions: tuple[Region, ...]) -> Mapping[str, frozenset[str]]:
    """The PC4 of every region. Looks at each postcode once: some thirty milliseconds, kept for as long as the regions
    stay as they are."""
    table, index = PostcodeTable.embedded(), RegionIndex(regions)
    held: dict[str, set[str]] = {region.code: set() for region in regions}
    for pc4 in table.codes:
        for code in codes_of(table.place_of(pc4), index):
            if code in held and code != COUNTRY:
                held[code].add(pc4)
    return {code: frozenset(found) for code, found in held.items()}


@lru_cache(maxsize=1)
def _country() -> str:
    return _dots(PostcodeTable.embedded().codes)


def _dots(postcodes: Iterable[str]) -> str:
    """A path with a dot for each postcode; those that would be drawn on the same spot once. Steps are relative, which
    keeps the path of the whole country small."""
    rows = PostcodeTable.embedded().rows
    spots = sorted({_spot(rows[pc4].latitude, rows[pc4].longitude) for pc4 in postcodes})
    parts, before = [], (0, 0)
    for spot in spots:
        parts.append(f"m{spot[0] - before[0]} {spot[1] - before[1]}h0")
        before = spot
    return "".join(parts)


def _spot(latitude: float, longitude: float) -> tuple[int, int]:
    return round((longitude - _WEST) * _UNIT * _NARROWER), round((_NORTH - latitude) * _UNIT)
