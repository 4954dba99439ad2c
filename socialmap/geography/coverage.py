"""Which municipalities and provinces a named region holds, wholly or in part: for saying in words where it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from socialmap.geography.administrative import PROVINCES, municipalities
from socialmap.geography.names import fold
from socialmap.geography.places import PostcodeTable
from socialmap.geography.regions import RegionIndex

KEPT = 2


@dataclass(frozen=True, slots=True)
class MunicipalityShare:
    """A municipality in a region. whole: each of its postcodes is."""

    code: str
    name: str
    whole: bool


@dataclass(frozen=True, slots=True)
class ProvinceShare:
    """What of a province lies in a region. municipalities: by name. total: how many the province has."""

    code: str
    name: str
    municipalities: tuple[MunicipalityShare, ...]
    total: int

    @property
    def whole(self) -> bool:
        """Whether the province lies in the region from border to border."""
        return len(self.municipalities) == self.total and all(share.whole for share in self.municipalities)


@lru_cache(maxsize=KEPT)
def coverage(regions: RegionIndex, table: PostcodeTable) -> Mapping[str, tuple[ProvinceShare, ...]]:
    """Per region code its provinces, the one with most of the region's municipalities first.

    A postcode without a municipality counts for nothing. Looks at each postcode once (some ten milliseconds); what it
    finds is kept for as long as these regions and postcodes are.
    """
    inside: defaultdict[str, Counter[str]] = defaultdict(Counter)
    all_of: Counter[str] = Counter()
    for pc4 in table.codes:
        place = table.place_of(pc4)
        code = place.municipality_code
        if code is None or code not in municipalities():
            continue
        all_of[code] += 1
        for region in regions.regions_of(place):
            inside[region][code] += 1
    per_province = Counter(municipalities()[code].province_code for code in all_of)
    return {
        region: tuple(sorted(_shares(held, all_of, per_province), key=lambda share: -len(share.municipalities)))
        for region, held in inside.items()
    }


def _shares(held: Counter[str], all_of: Counter[str], per_province: Counter[str]) -> Iterator[ProvinceShare]:
    by_province: defaultdict[str, list[MunicipalityShare]] = defaultdict(list)
    for code, number in held.items():
        known = municipalities()[code]
        by_province[known.province_code].append(MunicipalityShare(code, known.name, number == all_of[code]))
    for province, shares in sorted(by_province.items()):
        shares.sort(key=lambda share: fold(share.name))
        yield ProvinceShare(province, PROVINCES[province], tuple(shares), per_province[province])
