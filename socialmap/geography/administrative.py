"""Provinces and municipalities (gemeenten): codes of Statistics Netherlands (CBS), names, and what old municipality
codes became.

Provinces are PV20..PV31, municipalities GM0000..GM9999. The tables are in `data/`, with their sources in
`data/README.md`.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from socialmap.geography.names import bare, fold

PROVINCES: Mapping[str, str] = MappingProxyType(
    {
        "PV20": "Groningen",
        "PV21": "Fryslân",
        "PV22": "Drenthe",
        "PV23": "Overijssel",
        "PV24": "Flevoland",
        "PV25": "Gelderland",
        "PV26": "Utrecht",
        "PV27": "Noord-Holland",
        "PV28": "Zuid-Holland",
        "PV29": "Zeeland",
        "PV30": "Noord-Brabant",
        "PV31": "Limburg",
    }
)
PROVINCE_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "friesland": "PV21",
        "brabant": "PV30",
        "north holland": "PV27",
        "south holland": "PV28",
        "north brabant": "PV30",
        "guelders": "PV25",
    }
)


@dataclass(frozen=True, slots=True)
class Municipality:
    """A present municipality. `name` is what people say ("Den Haag", "Bergen (Limburg)"), `cbs_name` the official
    list's ("'s-Gravenhage").
    """

    code: str
    name: str
    cbs_name: str
    province_code: str


@dataclass(frozen=True, slots=True)
class EndedMunicipality:
    """A municipality that was merged away or renamed; `present_codes` holds where it went, the official successor
    first.
    """

    code: str
    name: str
    ended: int
    present_codes: tuple[str, ...]


def read_table(file_name: str) -> Iterator[dict[str, str]]:
    """The rows of one of our own CSV tables in `data/`."""
    with files("socialmap.geography").joinpath("data", file_name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


@cache
def municipalities() -> Mapping[str, Municipality]:
    """Every present municipality by its code."""
    return MappingProxyType(
        {
            row["code"]: Municipality(row["code"], row["name"], row["cbs_name"], row["province"])
            for row in read_table("municipalities.csv")
        }
    )


@cache
def ended_municipalities() -> Mapping[str, EndedMunicipality]:
    """Every municipality that ended since 2010, by its old code."""
    return MappingProxyType(
        {
            row["code"]: EndedMunicipality(
                row["code"], row["name"], int(row["ended"]), tuple(row["present_codes"].split())
            )
            for row in read_table("municipality_changes.csv")
        }
    )


def present_codes_of(code: str) -> tuple[str, ...]:
    """The present municipality codes for a present or ended one, the official successor first; empty for a code that is
    neither.
    """
    if code in municipalities():
        return (code,)
    ended = ended_municipalities().get(code)
    return ended.present_codes if ended else ()


@cache
def _province_codes() -> Mapping[str, str]:
    return {**{fold(name): code for code, name in PROVINCES.items()}, **PROVINCE_ALIASES}


@cache
def _municipality_codes() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for municipality in municipalities().values():
        for name in {municipality.name, municipality.cbs_name, bare(municipality.name), bare(municipality.cbs_name)}:
            found.setdefault(fold(name), []).append(municipality.code)
    return {name: tuple(sorted(set(codes))) for name, codes in found.items()}


@cache
def _ended_names() -> Mapping[str, EndedMunicipality]:
    return {fold(ended.name): ended for ended in ended_municipalities().values()}


def province_code_of(name: str) -> str | None:
    """The code for a province's name (Dutch, Frisian or English); None when there is no such province."""
    return _province_codes().get(fold(name))


def municipality_codes_of(name: str, province_code: str | None = None) -> tuple[str, ...]:
    """The codes of the present municipalities of this name: more than one for a shared name ("Bergen") without its
    province, none when unknown.
    """
    found = _municipality_codes().get(fold(name), ())
    if province_code is None:
        return found
    return tuple(code for code in found if municipalities()[code].province_code == province_code)


def ended_municipality_named(name: str) -> EndedMunicipality | None:
    """The municipality of this name that ended since 2010, None when there was none."""
    return _ended_names().get(fold(name))
