"""Place names: which places bear a name, which of them is best known, and which names look like a slip of the pen.

A place is a group of PC4 with the same name that lie together; two villages of one name in one province are two places.
Best known is the one whose municipality bears its name, then the one with the most postcodes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz, process

from socialmap.geography.administrative import (
    PROVINCES,
    municipalities,
    municipality_codes_of,
    province_code_of,
    read_table,
)
from socialmap.geography.names import bare, fold
from socialmap.geography.postcodes import PostcodeRow
from socialmap.geography.selection import middle_of, rough_km

Kind = Literal["place", "municipality", "province"]

LONGEST_NAME = 80
TOGETHER_KM = 9.0
"""Postcodes of one name further apart than this belong to two places that share the name."""
LIKENESS = 75.0

_KIND_WORD = re.compile(r"^(gemeente|provincie|municipality of|province of)\s+", re.IGNORECASE)
_KIND_BEHIND = re.compile(r"\s*[(,]\s*(gemeente|provincie)\s*\)?\s*$", re.IGNORECASE)
_WITHIN = re.compile(
    r"^(?P<name>[^,(]+)[,(]\s*(?:gemeente|provincie|gem\.?|prov\.?)?\s*(?P<within>[^,()]+)\)?\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NamedArea:
    """A place, municipality or province: its name, its middle (latitude, longitude) and the PC4 in it."""

    kind: Kind
    name: str
    middle: tuple[float, float]
    postcodes: tuple[str, ...]
    municipality_code: str | None
    province_code: str | None


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """The best-known area of a name and the others, best-known first."""

    best: NamedArea
    alternatives: tuple[NamedArea, ...]


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name as it is shown, the key it is found by (`names.fold`), and how many PC4 it stands for.

    `also_a_word` is true for names such as Best, Buren and Dieren, which a text should not be taken to mean without
    more reason.
    """

    name: str
    key: str
    kind: Kind
    postcode_count: int
    also_a_word: bool


class UnknownPlaceError(ValueError):
    """No place, municipality or province bears this name. `suggestions` holds names that look like it, most alike
    first.
    """

    def __init__(self, text: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(f"No place is called {text!r}")
        self.text = text
        self.suggestions = suggestions


class Gazetteer:
    """The names in a postcode table."""

    def __init__(self, rows: Iterable[PostcodeRow]) -> None:
        self._rows = tuple(rows)
        self._places = _group_into_places(self._rows)
        self._municipalities = list(_areas(self._rows, "municipality"))
        self._provinces = list(_areas(self._rows, "province"))
        self._by_key = self._index()

    def find(self, name: str) -> FoundPlace:
        """What `name` means. Raises UnknownPlaceError."""
        text = name.strip()
        if not text or len(text) > LONGEST_NAME:
            raise UnknownPlaceError(text[:LONGEST_NAME])
        for candidates in self._readings(text):
            if candidates:
                return FoundPlace(candidates[0], tuple(_apart_from(candidates[0], candidates[1:])))
        raise UnknownPlaceError(text, self._alike(text))

    @cached_property
    def names(self) -> tuple[PlaceName, ...]:
        """Every name by which `find` finds something, one for each key, most postcodes first."""
        also_words = {row["key"] for row in read_table("names_that_are_words.csv")}
        found = []
        for key, areas in self._by_key.items():
            best = areas[0]
            shown = next(
                (spelling for spelling in (best.name, bare(best.name)) if fold(spelling) == key),
                self._alias_spellings.get(key, best.name),
            )
            found.append(PlaceName(shown, key, best.kind, len(best.postcodes), key in also_words))
        return tuple(sorted(found, key=lambda name: (-name.postcode_count, name.key)))

    def _readings(self, text: str) -> Iterator[Sequence[NamedArea]]:
        kind_word = _KIND_WORD.match(text) or _KIND_BEHIND.search(text)
        if kind_word:
            rest = (text[: kind_word.start()] + text[kind_word.end() :]).strip()
            kind = "province" if kind_word.group(1).lower().startswith("provinc") else "municipality"
            yield [area for area in self._by_key.get(fold(rest), ()) if area.kind == kind]
        yield self._by_key.get(fold(text), ())
        if within := _WITHIN.match(text):
            yield self._within(within["name"], within["within"])
        yield self._by_key.get(fold(bare(text)), ())

    def _within(self, name: str, within: str) -> list[NamedArea]:
        province, held_by = province_code_of(within), set(municipality_codes_of(within))
        return [
            area
            for area in self._by_key.get(fold(name), ())
            if area.province_code == province or area.municipality_code in held_by
        ]

    def _alike(self, text: str) -> tuple[str, ...]:
        shown = {name.key: name.name for name in self.names}
        alike = process.extract(fold(text), list(shown), scorer=fuzz.ratio, limit=3, score_cutoff=LIKENESS)
        return tuple(shown[key] for key, _, _ in alike)

    @cached_property
    def _aliases(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        aliases: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for row in read_table("place_aliases.csv"):
            aliases[row["place"], row["province"]].append(row["alias"])
        return {key: tuple(names) for key, names in aliases.items()}

    @cached_property
    def _alias_spellings(self) -> Mapping[str, str]:
        return {fold(alias): alias for aliases in self._aliases.values() for alias in aliases}

    def _spellings(self, area: NamedArea) -> set[str]:
        names = {area.name, bare(area.name)}
        municipality = municipalities().get(area.municipality_code or "")
        if area.kind == "place":
            names.update(self._aliases.get((area.name, area.province_code or ""), ()))
        if municipality and (area.kind == "municipality" or fold(bare(area.name)) == fold(bare(municipality.name))):
            names.update((municipality.name, municipality.cbs_name, bare(municipality.cbs_name)))
        return names

    def _index(self) -> dict[str, list[NamedArea]]:
        by_key: defaultdict[str, list[NamedArea]] = defaultdict(list)
        for area in (*self._places, *self._municipalities, *self._provinces):
            for key in {fold(name) for name in self._spellings(area)}:
                by_key[key].append(area)
        for alias, code in (("friesland", "PV21"), ("brabant", "PV30")):
            by_key[alias].extend(area for area in self._provinces if area.province_code == code)
        return {key: sorted(areas, key=lambda area: _fame(area, key)) for key, areas in by_key.items() if areas}


def _fame(area: NamedArea, key: str) -> tuple[int, int, str]:
    """Lower is better known."""
    return _rank(area, key), -len(area.postcodes), area.name


def _rank(area: NamedArea, key: str) -> int:
    if area.kind == "province":
        return 1
    if area.kind == "municipality":
        return 4
    municipality = municipalities().get(area.municipality_code or "")
    if municipality is None:
        return 3
    names = {fold(name) for name in (municipality.name, municipality.cbs_name, bare(municipality.name))}
    if key in names:
        return 0
    return 2 if any(name.startswith(f"{key} ") for name in names) else 3


def _apart_from(best: NamedArea, others: Sequence[NamedArea]) -> Iterator[NamedArea]:
    """Of the areas that share the name, those that lie elsewhere: no province, and no municipality around a place that
    was named already.
    """
    named = {best.municipality_code}
    for other in others:
        if other.kind == "province" or (other.kind == "municipality" and other.municipality_code in named):
            continue
        named.add(other.municipality_code)
        yield other


def _group_into_places(rows: Sequence[PostcodeRow]) -> list[NamedArea]:
    by_name: defaultdict[tuple[str, str | None], list[PostcodeRow]] = defaultdict(list)
    for row in rows:
        if row.place:
            by_name[row.place, row.province_code].append(row)
    return [
        NamedArea(
            "place",
            name,
            middle_of((row.latitude, row.longitude) for row in group),
            tuple(row.code for row in group),
            Counter(row.municipality_code for row in group).most_common(1)[0][0],
            province,
        )
        for (name, province), same_name in by_name.items()
        for group in _lying_together(same_name)
    ]


def _lying_together(rows: list[PostcodeRow]) -> list[list[PostcodeRow]]:
    groups: list[list[PostcodeRow]] = []
    for row in rows:
        near = [
            g
            for g in groups
            if any(rough_km(row.latitude, row.longitude, o.latitude, o.longitude) < TOGETHER_KM for o in g)
        ]
        groups = [group for group in groups if group not in near]
        groups.append([member for group in near for member in group] + [row])
    return groups


def _areas(rows: Sequence[PostcodeRow], kind: Literal["municipality", "province"]) -> Iterator[NamedArea]:
    by_code: defaultdict[str, list[PostcodeRow]] = defaultdict(list)
    for row in rows:
        code = row.municipality_code if kind == "municipality" else row.province_code
        if code:
            by_code[code].append(row)
    for code, members in by_code.items():
        middle = middle_of((row.latitude, row.longitude) for row in members)
        postcodes = tuple(row.code for row in members)
        if kind == "province":
            yield NamedArea(kind, PROVINCES.get(code, code), middle, postcodes, None, code)
        else:
            municipality = municipalities().get(code)
            yield NamedArea(
                kind, municipality.name if municipality else code, middle, postcodes, code, members[0].province_code
            )
