"""Choosing areas: from what somebody types to area codes, and what the codes come to in words and on a map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from admin.widgets.country import Drawn, draw, postcodes_of
from core.i18n import gettext, worded
from socialmap.geography.administrative import (
    PROVINCES,
    ended_municipalities,
    municipalities,
    municipality_codes_of,
    province_code_of,
)
from socialmap.geography.areas import (
    ALLOWED_FORMS,
    AreaCode,
    AreaError,
    AreaKind,
    AreaName,
    RegionIndex,
    describe_area,
    parse_area,
)
from socialmap.geography.names import fold
from socialmap.geography.places import PostcodeTable
from socialmap.wording import area_message

MOST_AT_ONCE = 100
MOST_CHOICES = 8
MOST_LOOKED_UP = 5
LONGEST_SEARCH = 4_000
_BETWEEN = re.compile(r"[,;\n]+")


@dataclass(frozen=True, slots=True)
class ShownArea:
    """An area in words. code: as it is kept. fault: why it is no area, None when it is one. within: the wider area on
    the same list that holds it already, in words."""

    code: str
    words: str
    fault: str | None = None
    within: str | None = None
    moved: str | None = None


@dataclass(frozen=True, slots=True)
class ShownAreas:
    """The areas of a list, and the country with them coloured."""

    areas: Sequence[ShownArea]
    drawn: Drawn


@dataclass(slots=True)
class Picked:
    """What came of looking for areas. said: what was added, and what to know about it. choices: what may be meant:
    its code and its words. left: what could not be placed; it stays in the box."""

    codes: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def pick(text: str, chosen: Iterable[str], regions: RegionIndex) -> Picked:
    """The areas that a text names, several apart by commas or lines. chosen: the codes that are on the list already."""
    picked = Picked()
    known = set(chosen)
    parts = [part.strip() for part in _BETWEEN.split(text[:LONGEST_SEARCH]) if part.strip()]
    for part in parts[:MOST_AT_ONCE]:
        try:
            area = parse_area(part, regions)
        except AreaError as error:
            _look_further(part, error, regions, picked)
            continue
        words = area_words(area.code, regions)
        if area.code in known:
            picked.said.append(gettext("%(area)s staat er al.", area=f"{words[0].upper()}{words[1:]}"))
            continue
        known.add(area.code)
        picked.codes.append(area.code)
        picked.said.append(_told(area, words))
    picked.left += parts[MOST_AT_ONCE:]
    return picked


def _look_further(text: str, error: AreaError, regions: RegionIndex, picked: Picked) -> None:
    """What may be meant by a text that names no area, or more than one."""
    picked.left.append(text)
    if len(picked.left) > MOST_LOOKED_UP:
        picked.faults.append(gettext("'%(text)s' is geen gebied.", text=text[:60]))
        return
    # What may be written in general is no suggestion for this text.
    meant = () if error.allowed == ALLOWED_FORMS else error.allowed
    choices = [*_spelt(meant, regions), *_with_in_name(text, regions)]
    fresh = [choice for choice in dict.fromkeys(choices) if choice not in picked.choices]
    picked.choices += fresh[:MOST_CHOICES]
    if fresh:
        picked.faults.append(gettext("'%(text)s' is nog geen gebied. Kies wat u bedoelt.", text=text[:60]))
    else:
        picked.faults.append(worded(area_message(error)))


def _spelt(texts: Iterable[str], regions: RegionIndex) -> Iterable[tuple[str, str]]:
    for text in texts:
        try:
            code = parse_area(text, regions).code
        except AreaError:
            continue
        yield code, area_words(code, regions)


def _with_in_name(text: str, regions: RegionIndex) -> Iterable[tuple[str, str]]:
    """Areas with the text in their name, those that begin with it first."""
    wanted = fold(text)
    if len(wanted) < 2:
        return
    found = []
    for spelling, words, name in _every_name(regions):
        if wanted in fold(name):
            found.append((not fold(name).startswith(wanted), len(name), spelling, words))
    for _, _, spelling, words in sorted(found):
        yield spelling, words


def _every_name(regions: RegionIndex) -> Iterable[tuple[str, str, str]]:
    """Every area with a name: its code, its words, and the name alone."""
    for code, name in PROVINCES.items():
        yield code, area_words(code), name
    for region in regions:
        yield region.code, area_words(region.code, regions), region.name
    for code, municipality in municipalities().items():
        yield code, area_words(code), municipality.name


def suggestions(regions: RegionIndex) -> list[str]:
    """What the box suggests while somebody types: every area with a name, in a spelling that is understood."""
    spelt = ["heel Nederland", *(f"{name} (provincie)" for name in sorted(PROVINCES.values()))]
    spelt += sorted(region.name for region in regions)
    for municipality in sorted(municipalities().values(), key=lambda one: fold(one.name)):
        name = municipality.name
        shared = province_code_of(name) is not None or len(municipality_codes_of(name)) > 1
        spelt.append(f"{name} (gemeente)" if shared and "(" not in name else name)
    return spelt


def area_words(code: str, regions: RegionIndex | None = None) -> str:
    """An area by kind and name. Raises NotAnAreaError."""
    return _words(describe_area((code,), regions)[0])


def _words(area: AreaName) -> str:
    match area.kind:
        case AreaKind.COUNTRY:
            return gettext("heel Nederland")
        case AreaKind.PROVINCE:
            return gettext("provincie %(name)s", name=area.name)
        case AreaKind.MUNICIPALITY:
            return gettext("gemeente %(name)s", name=area.name)
        case AreaKind.REGION:
            return gettext("regio %(name)s", name=area.name)
        case AreaKind.RANGE:
            return gettext("postcodes %(first)s t/m %(last)s", first=area.name[:4], last=area.name[5:])
        case _:
            return _postcode_words(area.name)


def _postcode_words(pc4: str) -> str:
    row = PostcodeTable.embedded().rows.get(pc4)
    if row is None or not row.place:
        return gettext("postcode %(name)s", name=pc4)
    return gettext("postcode %(name)s (%(place)s)", name=pc4, place=row.place)


def _told(area: AreaCode, words: str) -> str:
    """That an area was added; of one that ended, where it went."""
    if area.translated_from is None:
        return gettext("Toegevoegd: %(area)s.", area=words)
    told = _moved(area)
    return f"{told} {gettext('Toegevoegd: %(area)s.', area=words)}"


def _moved(area: AreaCode) -> str:
    old = ended_municipalities().get(area.translated_from or "")
    name = old.name if old is not None else area.translated_from
    present = municipalities()[area.code].name
    told = gettext("De gemeente %(name)s is er niet meer. Zij hoort nu bij %(present)s.", name=name, present=present)
    if area.other_successors:
        others = ", ".join(municipalities()[code].name for code in area.other_successors)
        told += " " + gettext("Een deel ging naar: %(others)s. Voeg dat toe als het ook daar is.", others=others)
    return told


def show_areas(codes: Iterable[str], regions: RegionIndex) -> ShownAreas:
    """What codes come to, in their order. Also for codes that somebody typed and that are not right."""
    texts = list(codes)
    read = [_read(text, regions) for text in texts]
    held = [postcodes_of(area.code, regions) if isinstance(area, AreaCode) else frozenset[str]() for area in read]
    holders = _holders(read, held)
    shown = [_shown(text, area, holder, regions) for text, area, holder in zip(texts, read, holders, strict=True)]
    return ShownAreas(shown, draw(frozenset().union(*held)))


def _read(text: str, regions: RegionIndex) -> AreaCode | AreaError:
    try:
        return parse_area(text, regions)
    except AreaError as error:
        return error


def _shown(text: str, area: AreaCode | AreaError, holder: AreaCode | None, regions: RegionIndex) -> ShownArea:
    if isinstance(area, AreaError):
        return ShownArea(text, text, fault=worded(area_message(area)) if text.strip() else None)
    within = area_words(holder.code, regions) if holder is not None else None
    moved = _moved(area) if area.translated_from is not None else None
    return ShownArea(text, area_words(area.code, regions), within=within, moved=moved)


def _holders(read: Sequence[AreaCode | AreaError], held: Sequence[frozenset[str]]) -> list[AreaCode | None]:
    """For each area the widest one on the list that holds all of it; of two that are the same, the first."""
    wider: dict[str, tuple[AreaCode, frozenset[str]]] = {}
    for area, postcodes in zip(read, held, strict=True):
        if isinstance(area, AreaCode) and postcodes:
            wider.setdefault(area.code, (area, postcodes))
    by_width = sorted(wider.values(), key=lambda one: -len(one[1]))
    found: list[AreaCode | None] = []
    seen: set[str] = set()
    for area, own in zip(read, held, strict=True):
        holder = None
        if isinstance(area, AreaCode) and own:
            holder = next((other for other, postcodes in by_width if own <= postcodes), None)
            if holder is not None and holder.code == area.code and area.code not in seen:
                holder = None
            seen.add(area.code)
        found.append(holder)
    return found


def codes_in(text: str) -> list[str]:
    """The lines of a field that has an area on each line."""
    return [line.strip() for line in text.splitlines() if line.strip()][:MOST_AT_ONCE]
