"""Named regions: areas that people draw, made of municipalities, postcodes, ranges, provinces or other regions.

A region has a kind ("nik", "zorgkantoor"). Within one kind the most exact mention decides: a region that names postcode
3511 takes it out of the region of the same kind that has the whole municipality. So one postcode can be moved without
rewriting a list.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

COUNTRY = "NL"
RANGE_LENGTH = 9


@dataclass(frozen=True, slots=True)
class Region:
    """A named region, such as NIK-UTRECHT. `members` are area codes; `provisional` means that nobody has confirmed the
    borders.
    """

    code: str
    kind: str
    name: str
    members: tuple[str, ...]
    provisional: bool = False


class RegionCycleError(ValueError):
    """A region is, by way of its members, a part of itself. `codes` names the circle."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(f"These regions contain each other: {' > '.join(codes)}")
        self.codes = codes


class Coded(Protocol):
    """What an area is matched with: a `Place`, or anything that knows its codes."""

    @property
    def pc4(self) -> str | None: ...

    @property
    def municipality_code(self) -> str | None: ...

    @property
    def province_code(self) -> str | None: ...


class RegionIndex:
    """Regions, ready to be asked which of them hold a place. Build it once and keep it: an answer then takes about a
    microsecond.
    """

    def __init__(self, regions: Iterable[Region]) -> None:
        """Raises RegionCycleError when regions contain each other."""
        self._regions = {region.code: region for region in regions}
        self._holders: defaultdict[str, list[Region]] = defaultdict(list)
        self._ranges: list[tuple[str, str, Region]] = []
        for region in self._regions.values():
            for member in self.members_of(region.code):
                if is_range(member):
                    self._ranges.append((member[:4], member[5:], region))
                else:
                    self._holders[member].append(region)
        self._answers: dict[tuple[str | None, str | None, str | None], tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._regions)

    def __iter__(self) -> Iterator[Region]:
        return iter(self._regions.values())

    def get(self, code: str) -> Region | None:
        """The region with this code."""
        return self._regions.get(code)

    @property
    def by_code(self) -> Mapping[str, Region]:
        """The regions by their code."""
        return self._regions

    def members_of(self, code: str, above: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The area codes in a region, with the regions among its members replaced by theirs, each once.

        Raises KeyError for an unknown region and RegionCycleError for a circle; `above` are the regions this one is
        asked for by.
        """
        if code in above:
            raise RegionCycleError((*above, code))
        members: list[str] = []
        for member in self._regions[code].members:
            members.extend(self.members_of(member, (*above, code)) if member in self._regions else (member,))
        return tuple(dict.fromkeys(members))

    def regions_of(self, place: Coded) -> tuple[str, ...]:
        """The codes of the regions that hold a place, in the order of the regions."""
        key = place.pc4, place.municipality_code, place.province_code
        known = self._answers.get(key)
        if known is None:
            known = self._answers[key] = self._decide(*key)
        return known

    def _decide(self, pc4: str | None, municipality: str | None, province: str | None) -> tuple[str, ...]:
        in_ranges = [region for first, last, region in self._ranges if pc4 and first <= pc4 <= last]
        by_exactness = [
            self._holders.get(pc4, []) if pc4 else [],
            in_ranges,
            self._holders.get(municipality, []) if municipality else [],
            self._holders.get(province, []) if province else [],
            self._holders.get(COUNTRY, []),
        ]
        settled: set[str] = set()
        held: set[str] = set()
        for regions in by_exactness:
            held.update(region.code for region in regions if region.kind not in settled)
            settled.update(region.kind for region in regions)
        return tuple(code for code in self._regions if code in held)


def is_range(code: str) -> bool:
    """Whether a code is a range of PC4 ("3500-3599")."""
    return len(code) == RANGE_LENGTH and code[4] == "-" and code[0].isdigit()
