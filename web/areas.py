"""Where a service works, in words: "Werkt in heel Utrecht en Flevoland"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.i18n import gettext
from socialmap.geography.administrative import PROVINCES, municipalities
from socialmap.geography.areas import AreaKind, AreaName, describe_area, kind_of
from socialmap.geography.coverage import coverage
from socialmap.world import World
from web.regions import in_words
from web.wording import listed

FEW = 5
"""So many gemeenten are named in the sentence itself; more are counted, and named below it."""


@dataclass(frozen=True, slots=True)
class AreaWords:
    """An area for a reader. text: a sentence. more: what it does not name, each a line."""

    text: str
    more: tuple[str, ...] = ()


def area_words(world: World, codes: Sequence[str]) -> AreaWords | None:
    """The area of a service in the reader's language; None when it has none."""
    if not codes:
        return None
    if "NL" in codes:
        return AreaWords(gettext("Werkt in heel Nederland."))
    provinces, towns, others = _sorted(codes, world)
    parts, more = [], []
    if provinces:
        parts.append(gettext("heel %(names)s", names=listed(sorted(PROVINCES.get(code, code) for code in provinces))))
    regions = [area for area in others if area.kind is AreaKind.REGION]
    for code, area in zip([code for code in codes if kind_of(code) is AreaKind.REGION], regions, strict=True):
        parts.append(gettext("het gebied van %(name)s", name=area.name))
        if where := in_words(coverage(world.regions, world.places).get(code, ())):
            more.append(f"{area.name}: {where}.")
    if towns:
        parts.append(_towns(towns))
        if len(towns) > FEW:
            more += _by_province(towns)
    postcodes = [area.name for area in others if area.kind in (AreaKind.POSTCODE, AreaKind.RANGE)]
    if postcodes:
        shown = [name.replace("-", " – ") for name in postcodes]
        parts.append(gettext("postcodegebied %(names)s", names=listed(shown[:FEW])))
        if len(shown) > FEW:
            more.append(gettext("Alle postcodegebieden: %(names)s.", names=", ".join(shown)))
    return AreaWords(gettext("Werkt in %(areas)s.", areas=listed(parts)), tuple(more))


def _sorted(codes: Iterable[str], world: World) -> tuple[set[str], list[str], list[AreaName]]:
    """The codes of provinces, of the gemeenten outside them, and everything else by name.

    A province of which every gemeente is named counts as a whole.
    """
    codes = tuple(codes)
    provinces = {code for code in codes if kind_of(code) is AreaKind.PROVINCE}
    named = {code for code in codes if kind_of(code) is AreaKind.MUNICIPALITY}
    in_province: defaultdict[str, set[str]] = defaultdict(set)
    for code, known in municipalities().items():
        in_province[known.province_code].add(code)
    provinces |= {code for code, held in in_province.items() if held <= named}
    covered = {code for province in provinces for code in in_province[province]}
    kinds = (AreaKind.PROVINCE, AreaKind.MUNICIPALITY)
    others = describe_area((code for code in codes if kind_of(code) not in kinds), world.regions)
    return provinces, sorted(named - covered), others


def _towns(codes: Sequence[str]) -> str:
    names = sorted(area.name for area in describe_area(codes))
    if len(names) == 1:
        return gettext("de gemeente %(name)s", name=names[0])
    if len(names) <= FEW:
        return gettext("de gemeenten %(names)s", names=listed(names))
    provinces = sorted({municipalities()[code].province_code for code in codes if code in municipalities()})
    where = listed([PROVINCES[code] for code in provinces]) if provinces else gettext("Nederland")
    return gettext("%(number)s gemeenten in %(provinces)s", number=len(names), provinces=where)


def _by_province(codes: Sequence[str]) -> list[str]:
    """The names of the gemeenten, a line per province."""
    held: defaultdict[str, list[str]] = defaultdict(list)
    for code in codes:
        known = municipalities().get(code)
        held[PROVINCES[known.province_code] if known else ""].append(describe_area([code])[0].name)
    return [f"{province}: {', '.join(sorted(names))}." for province, names in sorted(held.items()) if province]
