import pytest

from socialmap.geography.areas import RegionIndex, codes_of, parse_area
from socialmap.geography.distances import distance_km
from socialmap.geography.networks import ACADEMIC_CHILDRENS_HOSPITALS, Hospital, nearest_assignment
from socialmap.geography.places import PostcodeTable
from socialmap.geography.postcodes import PostcodeRow

TABLE = PostcodeTable.embedded()


def test_every_postcode_is_in_exactly_one_network() -> None:
    index = RegionIndex(nearest_assignment())
    for pc4 in TABLE.codes:
        networks = [code for code in codes_of(TABLE.place_of(pc4), index) if code.startswith("NIK-")]
        assert len(networks) == 1, pc4


def test_the_seven_networks_are_provisional_and_made_of_areas() -> None:
    regions = nearest_assignment()
    assert [region.code for region in regions] == [hospital.region_code for hospital in ACADEMIC_CHILDRENS_HOSPITALS]
    assert len(regions) == 7
    for region in regions:
        assert region.provisional
        assert [parse_area(member).code for member in region.members] == list(region.members)


@pytest.mark.parametrize("hospital", ACADEMIC_CHILDRENS_HOSPITALS, ids=lambda hospital: hospital.region_code)
def test_each_hospital_is_in_its_own_network(hospital: Hospital) -> None:
    assert hospital.region_code in codes_of(TABLE.place_of(hospital.postcode), nearest_assignment())


def test_a_municipality_goes_to_the_nearest_hospital() -> None:
    assen = TABLE.find_place("gemeente Assen").place
    nearest = min(ACADEMIC_CHILDRENS_HOSPITALS, key=lambda known: distance_km(assen, TABLE.place_of(known.postcode)))
    assert nearest.region_code == "NIK-GRONINGEN"
    assert nearest.region_code in codes_of(assen, nearest_assignment())


def test_a_postcode_without_a_municipality_is_assigned_by_itself() -> None:
    table = PostcodeTable([*TABLE.rows.values(), PostcodeRow("9899", 53.3, 6.4, "Nergens")])
    index = RegionIndex(nearest_assignment(table=table))
    assert codes_of(table.place_of("9899"), index) == ("9899", "NIK-GRONINGEN", "NL")
