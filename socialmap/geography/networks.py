"""The provisional borders of the seven regional networks for integral child care (NIK).

The networks work in the areas of the academic children's hospitals, but no public list says which municipality belongs
to which. Until one does, each municipality goes to the nearest hospital, and every region is marked provisional.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from socialmap.geography.administrative import municipalities
from socialmap.geography.distances import haversine_km
from socialmap.geography.places import PostcodeTable
from socialmap.geography.regions import Region
from socialmap.geography.selection import middle_of

NETWORK_KIND = "nik"


@dataclass(frozen=True, slots=True)
class Hospital:
    """An academic children's hospital with the code and name of the network around it."""

    region_code: str
    region_name: str
    hospital_name: str
    postcode: str


ACADEMIC_CHILDRENS_HOSPITALS = (
    Hospital("NIK-GRONINGEN", "NIK Groningen", "UMC Groningen, Beatrix Kinderziekenhuis", "9713GZ"),
    Hospital("NIK-AMSTERDAM", "NIK Amsterdam", "Amsterdam UMC, Emma Kinderziekenhuis", "1105AZ"),
    Hospital("NIK-LEIDEN", "NIK Leiden", "LUMC, Willem-Alexander Kinderziekenhuis", "2333ZA"),
    Hospital("NIK-ROTTERDAM", "NIK Rotterdam", "Erasmus MC, Sophia Kinderziekenhuis", "3015CN"),
    Hospital("NIK-UTRECHT", "NIK Utrecht", "UMC Utrecht, Wilhelmina Kinderziekenhuis", "3584EA"),
    Hospital("NIK-NIJMEGEN", "NIK Nijmegen", "Radboudumc, Amalia Kinderziekenhuis", "6525GA"),
    Hospital("NIK-MAASTRICHT", "NIK Maastricht", "MUMC+, MosaKids Kinderziekenhuis", "6229HX"),
)


def nearest_assignment(
    hospitals: Iterable[Hospital] = ACADEMIC_CHILDRENS_HOSPITALS, table: PostcodeTable | None = None
) -> tuple[Region, ...]:
    """A provisional region for each hospital: the municipalities whose middle (the median of their PC4) is nearest to
    it.

    A PC4 without a (present) municipality is assigned by itself, so that every PC4 is in exactly one region. Raises as
    `PostcodeTable.place_of` does for a hospital's postcode.
    """
    table = table or PostcodeTable.embedded()
    hospitals = tuple(hospitals)
    places = [table.place_of(hospital.postcode) for hospital in hospitals]
    latitudes, longitudes = [place.latitude for place in places], [place.longitude for place in places]
    members: defaultdict[str, list[str]] = defaultdict(list)

    def assign(code: str, latitude: float, longitude: float) -> None:
        nearest = int(np.argmin(haversine_km(latitude, longitude, latitudes, longitudes)))
        members[hospitals[nearest].region_code].append(code)

    for code, postcodes in sorted(table.by_municipality.items(), key=lambda item: item[0] or ""):
        rows = [table.rows[pc4] for pc4 in postcodes]
        if code is not None and code in municipalities():
            assign(code, *middle_of((row.latitude, row.longitude) for row in rows))
            continue
        for row in rows:
            assign(row.code, row.latitude, row.longitude)
    return tuple(
        Region(
            hospital.region_code,
            NETWORK_KIND,
            hospital.region_name,
            tuple(members[hospital.region_code]),
            provisional=True,
        )
        for hospital in hospitals
    )
