"""From a postcode or a place name to a point on the map with its municipality and province.

`PostcodeTable.embedded()` is the table that ships with the product, loaded once, on first use. An imported table takes
its place through `with_rows`, and points of full postcodes (PC6) come from a function that is given to it, because
those rows live in the database.

Which postcodes are post office boxes: no table here lists them, so this is an estimate from the numbers. Taken as boxes
are numbers without a street that end in 0 where streets have numbers after it (3430 in Nieuwegein), and those from dd00
up to the first street of a hundred whose streets start at dd11 or sooner (2500 to 2510 in The Hague). Every other
number without a street counts as not existing.
"""

import csv
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from socialmap.geography.administrative import PROVINCES, municipalities
from socialmap.geography.distances import RadiusIndex
from socialmap.geography.gazetteer import FoundPlace, Gazetteer, NamedArea, PlaceName
from socialmap.geography.postcodes import (
    Postcode,
    PostcodeRow,
    PostOfficeBoxError,
    UnknownPostcodeError,
    parse_postcode,
)
from socialmap.geography.selection import best_of_each

Precision = Literal["pc6", "pc4", "place"]
Pc6Point = Callable[[str], tuple[float, float] | None]
"""Latitude and longitude of a full postcode ("3511AB"), None when it is not known."""

LAST_BOX_BEFORE_STREETS = 11
PC4_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A start point. `precision` says whose middle the point is: of the full postcode, of the PC4, or of a whole place.

    `postcode` is compact ("3511AB", "3511") and None for a place found by name. `precision` is "pc4" for a full
    postcode whose own point is not known. Municipality and province are None where they are not known, or where the
    place is larger than one.
    """

    postcode: str | None
    precision: Precision
    name: str
    latitude: float
    longitude: float
    municipality_code: str | None
    municipality_name: str | None
    province_code: str | None
    province_name: str | None

    @property
    def pc4(self) -> str | None:
        """The four digits, None for a place found by name."""
        return self.postcode[:PC4_DIGITS] if self.postcode else None


@dataclass(frozen=True, slots=True)
class FoundByName:
    """What a name means: the best-known place of that name, the postcodes in it, and the other places it could be,
    best-known first.
    """

    place: Place
    kind: Literal["place", "municipality", "province"]
    postcodes: tuple[str, ...]
    alternatives: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A PC4 near another; `distance_km` is between the two middles."""

    place: Place
    distance_km: float


class PostcodeTable:
    """Every PC4 with its point, place, municipality and province. Never changes: `with_rows` and `with_pc6` give
    another table.
    """

    def __init__(self, rows: Iterable[PostcodeRow], pc6_point: Pc6Point | None = None) -> None:
        """`rows` hold one row per PC4. `pc6_point` gives the point of a full postcode."""
        self._rows = {row.code: row for row in sorted(rows, key=lambda row: row.code)}
        self._pc6_point = pc6_point
        self._places: dict[str, Place] = {}

    @classmethod
    def embedded(cls) -> "PostcodeTable":
        """The table that ships with the product; always the same object."""
        return _embedded()

    def with_rows(self, rows: Iterable[PostcodeRow]) -> "PostcodeTable":
        """This table with imported PC4 rows over it. Of several rows for a postcode the best one counts (`selection`).

        What an imported row leaves blank comes from this table, and so do postcodes that the import does not name.
        Raises ValueError for a row that is not a PC4.
        """
        merged = dict(self._rows)
        for row in best_of_each(rows):
            if len(row.code) != PC4_DIGITS:
                raise ValueError(f"{row.code} is not a PC4; full postcodes are given through with_pc6")
            known = merged.get(row.code)
            merged[row.code] = row if known is None else _filled(row, known)
        return PostcodeTable(merged.values(), self._pc6_point)

    def with_pc6(self, pc6_point: Pc6Point) -> "PostcodeTable":
        """This table with a source for the points of full postcodes."""
        return PostcodeTable(self._rows.values(), pc6_point)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, pc4: object) -> bool:
        return pc4 in self._rows

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every PC4, in order."""
        return tuple(self._rows)

    @property
    def rows(self) -> Mapping[str, PostcodeRow]:
        """The rows by PC4, in order."""
        return MappingProxyType(self._rows)

    @cached_property
    def by_municipality(self) -> Mapping[str | None, tuple[str, ...]]:
        """The PC4 of each municipality code; those without a municipality under None."""
        return self._grouped(lambda row: row.municipality_code)

    @cached_property
    def by_province(self) -> Mapping[str | None, tuple[str, ...]]:
        """The PC4 of each province code."""
        return self._grouped(lambda row: row.province_code)

    def between(self, first: str, last: str) -> tuple[str, ...]:
        """The existing PC4 from `first` to `last`, both included."""
        start = bisect_left(self.codes, first)
        end = bisect_left(self.codes, last)
        return self.codes[start : end + 1] if self.codes[end : end + 1] == (last,) else self.codes[start:end]

    def place_of(self, postcode: Postcode | str) -> Place:
        """Where a postcode is.

        Raises NotAPostcodeError when the text is none, UnknownPostcodeError when it does not exist, PostOfficeBoxError
        when nobody lives there.
        """
        if isinstance(postcode, str):
            postcode = parse_postcode(postcode)
        place = self._places.get(postcode.digits) or self._pc4_place(postcode)
        if postcode.letters is None:
            return place
        point = self._pc6_point(postcode.compact) if self._pc6_point else None
        if point is None:
            return replace(place, postcode=postcode.compact)
        return replace(place, postcode=postcode.compact, precision="pc6", latitude=point[0], longitude=point[1])

    def find_place(self, name: str) -> FoundByName:
        """The place, municipality or province of this name; `gemeente Utrecht`, `provincie Utrecht` and `Bergen,
        Limburg` choose among namesakes.

        Raises UnknownPlaceError, with names that look like it.
        """
        found: FoundPlace = self.gazetteer.find(name)
        alternatives = tuple(self._named_place(other) for other in found.alternatives)
        return FoundByName(self._named_place(found.best), found.best.kind, found.best.postcodes, alternatives)

    def place_names(self) -> tuple[PlaceName, ...]:
        """Every name that `find_place` knows, for suggestions and for recognising a place in a text; most postcodes
        first.
        """
        return self.gazetteer.names

    def neighbours(self, pc4: str, km: float = 5.0) -> tuple[Neighbour, ...]:
        """The other PC4 whose middle is within `km` kilometres, nearest first. Raises as place_of does."""
        here = self.place_of(pc4)
        indices, distances = self._index.within(here.latitude, here.longitude, km)
        return tuple(
            Neighbour(self.place_of(self.codes[index]), distance)
            for index, distance in zip(indices.tolist(), distances.tolist(), strict=True)
            if self.codes[index] != here.pc4
        )

    def nearest(self, latitude: float, longitude: float) -> Place:
        """The PC4 whose middle is nearest to a point."""
        indices, _ = self._index.nearest(latitude, longitude, 1)
        return self.place_of(self.codes[int(indices[0])])

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The names in this table."""
        return Gazetteer(self._rows.values())

    @cached_property
    def _index(self) -> RadiusIndex:
        rows = self._rows.values()
        return RadiusIndex([row.latitude for row in rows], [row.longitude for row in rows])

    def _grouped(self, key: Callable[[PostcodeRow], str | None]) -> Mapping[str | None, tuple[str, ...]]:
        groups: defaultdict[str | None, list[str]] = defaultdict(list)
        for row in self._rows.values():
            groups[key(row)].append(row.code)
        return MappingProxyType({code: tuple(members) for code, members in groups.items()})

    def _pc4_place(self, postcode: Postcode) -> Place:
        row = self._rows.get(postcode.digits)
        if row is None:
            raise self._absence(postcode)
        place = _place(
            row.code, "pc4", row.place, (row.latitude, row.longitude), row.municipality_code, row.province_code
        )
        self._places[row.code] = place
        return place

    def _named_place(self, area: NamedArea) -> Place:
        return _place(None, "place", area.name, area.middle, area.municipality_code, area.province_code)

    def _absence(self, postcode: Postcode) -> UnknownPostcodeError | PostOfficeBoxError:
        digits = postcode.digits
        same_ten = self.between(digits[:3] + "0", digits[:3] + "9")
        if digits.endswith("0") and same_ten:
            return PostOfficeBoxError(postcode, self._rows[same_ten[0]].place, same_ten)
        same_hundred = self.between(digits[:2] + "00", digits[:2] + "99")
        if same_hundred and digits < same_hundred[0] and int(same_hundred[0][2:]) <= LAST_BOX_BEFORE_STREETS:
            nearby = tuple(code for code in same_hundred if code[:3] == same_hundred[0][:3])
            return PostOfficeBoxError(postcode, self._rows[same_hundred[0]].place, nearby)
        number = int(digits)
        nearest = sorted(self.codes, key=lambda code: abs(int(code) - number))[:3]
        return UnknownPostcodeError(postcode, tuple(sorted(nearest)))


@lru_cache(maxsize=1)
def _embedded() -> PostcodeTable:
    with files("socialmap.geography").joinpath("data", "postcodes.csv").open(encoding="utf-8") as lines:
        rows = csv.reader(lines)
        next(rows)
        return PostcodeTable(
            PostcodeRow(pc4, float(latitude), float(longitude), place, municipality or None, province or None)
            for pc4, latitude, longitude, place, municipality, province in rows
        )


def _filled(row: PostcodeRow, known: PostcodeRow) -> PostcodeRow:
    return replace(
        row,
        place=row.place or known.place,
        municipality_code=row.municipality_code or known.municipality_code,
        province_code=row.province_code or known.province_code,
    )


def _place(
    postcode: str | None,
    precision: Precision,
    name: str,
    point: tuple[float, float],
    municipality_code: str | None,
    province_code: str | None,
) -> Place:
    municipality = municipalities().get(municipality_code) if municipality_code else None
    return Place(
        postcode=postcode,
        precision=precision,
        name=name,
        latitude=point[0],
        longitude=point[1],
        municipality_code=municipality_code,
        municipality_name=municipality.name if municipality else None,
        province_code=province_code,
        province_name=PROVINCES.get(province_code) if province_code else None,
    )
