"""What is said about where a region is: whole provinces, parts of them, and gemeenten that are shared."""

from __future__ import annotations

from socialmap.geography.coverage import coverage
from socialmap.geography.places import PostcodeTable
from socialmap.geography.regions import Region, RegionIndex

TABLE = PostcodeTable.embedded()


def shares(*members: str, other: tuple[str, ...] = ()) -> dict[str, tuple[int, int, bool]]:
    regions = RegionIndex([Region("NIK-A", "nik", "A", members), Region("NIK-B", "nik", "B", other)])
    found = coverage(regions, TABLE).get("NIK-A", ())
    return {share.name: (len(share.municipalities), share.total, share.whole) for share in found}


def test_a_province_is_whole_when_each_of_its_postcodes_is_in_it() -> None:
    assert shares("PV29") == {"Zeeland": (13, 13, True)}
    assert shares("PV29", other=("4461",)) == {"Zeeland": (13, 13, False)}


def test_a_gemeente_of_which_a_postcode_went_elsewhere_is_there_in_part() -> None:
    regions = RegionIndex([Region("NIK-A", "nik", "A", ("GM0268",)), Region("NIK-B", "nik", "B", ("6663",))])
    [share] = coverage(regions, TABLE)["NIK-A"]
    assert [(each.name, each.whole) for each in share.municipalities] == [("Nijmegen", False)]


def test_the_province_with_most_gemeenten_comes_first_and_gemeenten_stand_by_name() -> None:
    regions = RegionIndex([Region("NIK-A", "nik", "A", ("GM0344", "GM0034", "GM0310", "GM0307"))])
    first, second = coverage(regions, TABLE)["NIK-A"]
    assert (first.name, second.name) == ("Utrecht", "Flevoland")
    assert [each.name for each in first.municipalities] == ["Amersfoort", "De Bilt", "Utrecht"]


def test_a_region_of_nothing_is_nowhere() -> None:
    assert shares() == {}
