import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialmap.geography.gazetteer import UnknownPlaceError
from socialmap.geography.places import PostcodeTable
from socialmap.geography.postcodes import AbsentPostcodeError, PostcodeRow, PostOfficeBoxError, UnknownPostcodeError

TABLE = PostcodeTable.embedded()


def test_a_postcode_leads_to_its_place_municipality_and_province() -> None:
    place = TABLE.place_of("3511")
    assert (place.postcode, place.precision, place.name) == ("3511", "pc4", "Utrecht")
    assert (place.municipality_code, place.municipality_name) == ("GM0344", "Utrecht")
    assert (place.province_code, place.province_name) == ("PV26", "Utrecht")
    assert place.latitude == pytest.approx(52.09, abs=0.01)
    assert place.longitude == pytest.approx(5.12, abs=0.01)


def test_without_points_of_full_postcodes_the_four_digits_decide() -> None:
    place = TABLE.place_of("3511 ab")
    assert (place.postcode, place.pc4, place.precision) == ("3511AB", "3511", "pc4")


def test_a_full_postcode_has_its_own_point_when_that_is_known() -> None:
    table = TABLE.with_pc6({"3511AB": (52.0937, 5.1196)}.get)
    assert table.place_of("3511AB").precision == "pc6"
    assert (table.place_of("3511AB").latitude, table.place_of("3511AB").longitude) == (52.0937, 5.1196)
    assert table.place_of("3511AC").precision == "pc4"
    assert table.place_of("3511").precision == "pc4"


@pytest.mark.parametrize(
    ("box", "place"), [("3500", "Utrecht"), ("3509", "Utrecht"), ("2500", "'s-Gravenhage"), ("3430", "Nieuwegein")]
)
def test_a_post_office_box_postcode_says_so_and_names_streets_nearby(box: str, place: str) -> None:
    with pytest.raises(PostOfficeBoxError) as refused:
        TABLE.place_of(box)
    assert refused.value.place == place
    assert all(code in TABLE for code in refused.value.nearby)


def test_a_postcode_that_does_not_exist_says_so_and_offers_the_nearest_numbers() -> None:
    with pytest.raises(UnknownPostcodeError) as refused:
        TABLE.place_of("4999 AB")
    assert refused.value.postcode.digits == "4999"
    assert len(refused.value.nearby) == 3


@given(st.integers(1000, 9999).map(str))
def test_every_number_is_a_place_or_a_clear_refusal(digits: str) -> None:
    if digits in TABLE:
        assert TABLE.place_of(digits).pc4 == digits
        return
    with pytest.raises(AbsentPostcodeError) as refused:
        TABLE.place_of(digits)
    assert refused.value.postcode.digits == digits
    assert refused.value.nearby


@pytest.mark.parametrize(
    ("typed", "name", "province"),
    [
        ("Utrecht", "Utrecht", "Utrecht"),
        ("  uTRECHT ", "Utrecht", "Utrecht"),
        ("den haag", "'s-Gravenhage", "Zuid-Holland"),
        ("'s Gravenhage", "'s-Gravenhage", "Zuid-Holland"),
        ("Den Bosch", "'s-Hertogenbosch", "Noord-Brabant"),
        ("’s-Hertogenbosch", "'s-Hertogenbosch", "Noord-Brabant"),
        ("Sudwest Fryslan", "Súdwest-Fryslân", "Fryslân"),
        ("Veenwouden", "Feanwâlden", "Fryslân"),
        ("St. Willebrord", "St. Willebrord", "Noord-Brabant"),
        ("Sint Willebrord", "St. Willebrord", "Noord-Brabant"),
        ("Hoogvliet", "Hoogvliet Rotterdam", "Zuid-Holland"),
        ("Meddo", "Winterswijk Meddo", "Gelderland"),
        ("Westland", "Westland", "Zuid-Holland"),
        ("Zeeland", "Zeeland", "Zeeland"),
        ("friesland", "Fryslân", "Fryslân"),
        ("Bergen, Limburg", "Bergen L", "Limburg"),
        ("Hengelo (Gelderland)", "Hengelo (Gld)", "Gelderland"),
        ("Oudega, Smallingerland", "Oudega", "Fryslân"),
    ],
)
def test_a_place_is_found_by_the_names_people_use(typed: str, name: str, province: str) -> None:
    place = TABLE.find_place(typed).place
    assert (place.name, place.province_name, place.precision, place.postcode) == (name, province, "place", None)


def test_the_word_before_a_name_chooses_between_town_municipality_and_province() -> None:
    assert TABLE.find_place("Utrecht").kind == "place"
    assert TABLE.find_place("gemeente Utrecht").kind == "municipality"
    assert TABLE.find_place("provincie Utrecht").kind == "province"
    assert TABLE.find_place("provincie Utrecht").place.municipality_code is None


@pytest.mark.parametrize(
    ("name", "best", "others"),
    [
        ("Bergen", "GM0373", {"GM0893"}),
        ("Hengelo", "GM0164", {"GM1876"}),
        ("Rijswijk", "GM0603", {"GM0214", "GM1959"}),
        ("Oosterhout", "GM0826", {"GM1734"}),
        ("Valkenburg", "GM0994", {"GM0537"}),
        ("Beek", "GM0888", {"GM1945", "GM1955"}),
        ("Oudega", "GM1940", {"GM1900", "GM0090"}),
    ],
)
def test_of_namesakes_the_best_known_comes_first_and_the_others_are_named(
    name: str, best: str, others: set[str]
) -> None:
    found = TABLE.find_place(name)
    assert found.place.municipality_code == best
    assert {other.municipality_code for other in found.alternatives} == others


def test_the_middle_of_a_town_lies_in_the_town() -> None:
    utrecht = TABLE.find_place("Utrecht").place
    assert TABLE.nearest(utrecht.latitude, utrecht.longitude).name == "Utrecht"


def test_an_unknown_name_offers_names_that_look_like_it() -> None:
    with pytest.raises(UnknownPlaceError) as refused:
        TABLE.find_place("Amersfort")
    assert "Amersfoort" in refused.value.suggestions


@given(st.text(max_size=200))
def test_no_text_gives_anything_but_a_place_or_an_unknown_place(text: str) -> None:
    try:
        found = TABLE.find_place(text)
    except UnknownPlaceError:
        return
    assert found.postcodes


def test_every_shown_name_finds_something_of_its_kind() -> None:
    names = TABLE.place_names()
    assert len(names) > 2_500
    for name in names:
        found = TABLE.find_place(name.name)
        assert found.kind == name.kind, name
    assert len({name.key for name in names}) == len(names)


def test_names_that_are_words_too_are_marked() -> None:
    marked = {name.key for name in TABLE.place_names() if name.also_a_word}
    assert {"best", "buren", "dieren"} <= marked
    assert marked.isdisjoint({"utrecht", "amsterdam", "zwolle"})


def test_neighbours_come_nearest_first_and_leave_the_postcode_itself_out() -> None:
    neighbours = TABLE.neighbours("3511", km=3)
    distances = [neighbour.distance_km for neighbour in neighbours]
    assert distances == sorted(distances)
    assert distances[-1] <= 3
    assert "3511" not in {neighbour.place.pc4 for neighbour in neighbours}
    assert neighbours[0].place.pc4 == "3512"


def test_an_imported_row_replaces_the_point_and_keeps_what_it_leaves_blank() -> None:
    table = TABLE.with_rows([PostcodeRow("3511", 52.1, 5.2)])
    place = table.place_of("3511")
    assert (place.latitude, place.longitude, place.name, place.municipality_code) == (52.1, 5.2, "Utrecht", "GM0344")
    assert table.place_of("3512") == TABLE.place_of("3512")
    assert TABLE.place_of("3511").latitude != 52.1


def test_an_import_can_bring_a_new_postcode() -> None:
    table = TABLE.with_rows([PostcodeRow("4999", 51.5, 4.4, "Nieuwdam", "GM0748", "PV30")])
    assert table.place_of("4999").name == "Nieuwdam"
    assert table.find_place("nieuwdam").postcodes == ("4999",)


def test_of_several_imported_rows_the_most_accurate_counts() -> None:
    rows = [
        PostcodeRow("3511", 51.0, 4.0, "Elders", accuracy=1),
        PostcodeRow("3511", 52.09, 5.12, "Utrecht", accuracy=6),
    ]
    assert TABLE.with_rows(rows).place_of("3511").latitude == 52.09


def test_a_full_postcode_is_no_row_of_the_table() -> None:
    with pytest.raises(ValueError, match="3511AB"):
        TABLE.with_rows([PostcodeRow("3511AB", 52.1, 5.2)])
