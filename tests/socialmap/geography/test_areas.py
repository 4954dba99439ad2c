import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialmap.geography.administrative import PROVINCES, ended_municipalities, municipalities
from socialmap.geography.areas import (
    AmbiguousAreaError,
    AreaCode,
    AreaError,
    AreaKind,
    NotAnAreaError,
    Region,
    RegionCycleError,
    RegionIndex,
    ReversedRangeError,
    UnknownAreaError,
    codes_of,
    describe_area,
    kind_of,
    meeting_codes,
    parse_area,
    postcodes_in,
    serves,
)
from socialmap.geography.places import PostcodeTable

TABLE = PostcodeTable.embedded()
MIDDLE = Region("NIK-MIDDEN", "nik", "NIK Midden", ("PV26", "1200-1299"), provisional=True)
EAST = Region("NIK-OOST", "nik", "NIK Oost", ("PV25", "GM0345", "3511"))
OFFICE = Region("ZK-UTRECHT", "zorgkantoor", "Zorgkantoor Utrecht", ("GM0344",))
REGIONS = RegionIndex([MIDDLE, EAST, OFFICE])

PC4 = st.sampled_from(TABLE.codes)
RANGE = st.tuples(PC4, PC4).map(sorted).filter(lambda ends: ends[0] != ends[1]).map("-".join)
CODE = st.one_of(
    st.just("NL"),
    st.sampled_from(sorted(PROVINCES)),
    st.sampled_from(sorted(municipalities())),
    PC4,
    RANGE,
    st.from_regex(r"Q[A-Z]{1,4}-[A-Z0-9]([A-Z0-9-]{0,8}[A-Z0-9])?", fullmatch=True),
)


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("NL", "NL", AreaKind.COUNTRY),
        ("heel Nederland", "NL", AreaKind.COUNTRY),
        ("Landelijk", "NL", AreaKind.COUNTRY),
        ("pv26", "PV26", AreaKind.PROVINCE),
        ("provincie Utrecht", "PV26", AreaKind.PROVINCE),
        ("Utrecht (provincie)", "PV26", AreaKind.PROVINCE),
        ("Friesland", "PV21", AreaKind.PROVINCE),
        ("NOORD-BRABANT", "PV30", AreaKind.PROVINCE),
        ("GM0344", "GM0344", AreaKind.MUNICIPALITY),
        ("Utrecht (gemeente)", "GM0344", AreaKind.MUNICIPALITY),
        ("gemeente Utrecht", "GM0344", AreaKind.MUNICIPALITY),
        ("Zeist", "GM0355", AreaKind.MUNICIPALITY),
        ("ALPHEN-CHAAM", "GM1723", AreaKind.MUNICIPALITY),
        ("Den Haag", "GM0518", AreaKind.MUNICIPALITY),
        ("Bergen (L.)", "GM0893", AreaKind.MUNICIPALITY),
        (" 3511 ", "3511", AreaKind.POSTCODE),
        ("3500-3599", "3500-3599", AreaKind.RANGE),
        ("3500 – 3599", "3500-3599", AreaKind.RANGE),
        ("3500 t/m 3599", "3500-3599", AreaKind.RANGE),
        ("3511-3511", "3511", AreaKind.POSTCODE),
        ("NIK-UTRECHT", "NIK-UTRECHT", AreaKind.REGION),
    ],
)
def test_an_area_is_understood_by_code_and_by_name(text: str, code: str, kind: AreaKind) -> None:
    assert parse_area(text) == AreaCode(code, kind)


@pytest.mark.parametrize("text", ["NIK-MIDDEN", "nik-midden", "NIK Midden", "regio NIK Midden"])
def test_a_known_region_is_understood_by_code_and_by_name(text: str) -> None:
    assert parse_area(text, REGIONS) == AreaCode("NIK-MIDDEN", AreaKind.REGION)


def test_a_region_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(UnknownAreaError) as refused:
        parse_area("NIK-ATLANTIS", REGIONS)
    assert refused.value.kind is AreaKind.REGION
    assert refused.value.allowed == ("NIK-MIDDEN", "NIK-OOST", "ZK-UTRECHT")


@pytest.mark.parametrize(
    ("text", "code", "others"),
    [
        ("GM0707", "GM1961", ()),
        ("Zederik", "GM1961", ()),
        ("Weesp (gemeente)", "GM0363", ()),
        ("GM0788", "GM0824", ("GM0757", "GM0855", "GM0865")),
    ],
)
def test_an_ended_municipality_becomes_the_present_one_and_says_so(
    text: str, code: str, others: tuple[str, ...]
) -> None:
    area = parse_area(text)
    assert (area.code, area.kind, area.other_successors) == (code, AreaKind.MUNICIPALITY, others)
    assert area.translated_from is not None
    assert area.translated_from in text


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Utrecht", ("Utrecht (gemeente)", "Utrecht (provincie)")),
        ("Groningen", ("Groningen (gemeente)", "Groningen (provincie)")),
        ("Bergen", ("Bergen (Noord-Holland)", "Bergen (Limburg)")),
    ],
)
def test_a_name_of_several_areas_is_refused_with_spellings_that_choose(text: str, choices: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousAreaError) as refused:
        parse_area(text)
    assert refused.value.allowed == choices
    assert len({parse_area(choice).code for choice in choices}) == 2


def test_a_village_is_no_area_but_its_municipality_and_postcodes_are_offered() -> None:
    with pytest.raises(NotAnAreaError) as refused:
        parse_area("Bilthoven")
    assert refused.value.allowed == ("De Bilt (gemeente)", "3721", "3722", "3723")
    assert all(parse_area(offered).code for offered in refused.value.allowed)


def test_a_range_that_runs_backwards_is_turned_round_in_the_answer() -> None:
    with pytest.raises(ReversedRangeError) as refused:
        parse_area("3599-3500")
    assert refused.value.allowed == ("3500-3599",)


@pytest.mark.parametrize("text", ["PV99", "GM9999", "4999", "3500", "4998-4999", "regio Midden"])
def test_a_well_formed_area_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(UnknownAreaError):
        parse_area(text, REGIONS)


@pytest.mark.parametrize("text", ["", "  ", "xyz", "3511AB", "GM34", "NL-NL-", "35", "x" * 1000, "3500-"])
def test_anything_else_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(NotAnAreaError) as refused:
        parse_area(text)
    assert "GM0344" in refused.value.allowed
    assert len(refused.value.text) <= 120


@given(st.text(max_size=150))
def test_no_text_gives_anything_but_an_area_or_an_area_error(text: str) -> None:
    try:
        area = parse_area(text, REGIONS)
    except AreaError:
        return
    assert kind_of(area.code) is area.kind


@given(CODE)
def test_a_code_that_is_understood_is_understood_again(code: str) -> None:
    area = parse_area(code)
    assert parse_area(area.code) == area
    assert area.code == code


@given(st.sampled_from(sorted(ended_municipalities())))
def test_every_ended_code_becomes_a_present_municipality(code: str) -> None:
    assert parse_area(code).code in municipalities()


def test_a_place_lies_in_its_postcode_municipality_regions_province_and_country() -> None:
    assert codes_of(TABLE.place_of("3512AB"), REGIONS) == ("3512", "GM0344", "NIK-MIDDEN", "ZK-UTRECHT", "PV26", "NL")
    assert codes_of(TABLE.place_of("3512"), [OFFICE]) == ("3512", "GM0344", "ZK-UTRECHT", "PV26", "NL")
    assert codes_of(TABLE.place_of("3512")) == ("3512", "GM0344", "PV26", "NL")


def test_a_place_found_by_name_has_no_postcode_among_its_codes() -> None:
    assert codes_of(TABLE.find_place("Utrecht").place, REGIONS) == ("GM0344", "NIK-MIDDEN", "ZK-UTRECHT", "PV26", "NL")
    assert codes_of(TABLE.find_place("provincie Utrecht").place, REGIONS) == ("NIK-MIDDEN", "PV26", "NL")


def test_within_a_kind_the_most_exact_mention_decides() -> None:
    assert "NIK-OOST" in codes_of(TABLE.place_of("3511"), REGIONS)
    assert "NIK-MIDDEN" not in codes_of(TABLE.place_of("3511"), REGIONS)
    assert "ZK-UTRECHT" in codes_of(TABLE.place_of("3511"), REGIONS)
    veenendaal = codes_of(TABLE.find_place("Veenendaal").place, REGIONS)
    assert "NIK-OOST" in veenendaal
    assert "NIK-MIDDEN" not in veenendaal
    assert "NIK-MIDDEN" in codes_of(TABLE.place_of("1211"), REGIONS)


def test_a_region_may_be_made_of_regions() -> None:
    index = RegionIndex([Region("WERELD-ALLES", "wereld", "Alles", ("NIK-MIDDEN", "NIK-OOST")), MIDDLE, EAST])
    assert index.members_of("WERELD-ALLES") == ("PV26", "1200-1299", "PV25", "GM0345", "3511")
    assert "WERELD-ALLES" in codes_of(TABLE.place_of("6811"), index)


def test_regions_that_contain_each_other_are_refused() -> None:
    with pytest.raises(RegionCycleError) as refused:
        RegionIndex([Region("A-A", "a", "A", ("A-B",)), Region("A-B", "a", "B", ("A-A",))])
    assert refused.value.codes == ("A-A", "A-B", "A-A")


@pytest.mark.parametrize(
    "area", [("NL",), ("PV26",), ("GM0344",), ("3512",), ("3500-3599",), ("NIK-MIDDEN",), ("GM0001", "3512")]
)
def test_an_area_that_holds_the_place_serves_it(area: tuple[str, ...]) -> None:
    assert serves(area, codes_of(TABLE.place_of("3512"), REGIONS))


@pytest.mark.parametrize("area", [(), ("PV25",), ("GM0345",), ("3511",), ("3500-3511",), ("3513-3599",), ("NIK-OOST",)])
def test_an_area_that_does_not_hold_the_place_does_not_serve_it(area: tuple[str, ...]) -> None:
    assert not serves(area, codes_of(TABLE.place_of("3512"), REGIONS))


@given(area=st.sets(CODE, max_size=4), pc4=PC4)
def test_serving_is_the_same_as_being_among_the_postcodes_of_the_area(area: set[str], pc4: str) -> None:
    assert serves(area, codes_of(TABLE.place_of(pc4), REGIONS)) == (pc4 in postcodes_in(area, REGIONS))


def test_the_postcodes_of_a_municipality_are_those_in_the_table() -> None:
    assert postcodes_in(["GM0344"]) == TABLE.by_municipality["GM0344"]
    assert postcodes_in(["NL"]) == TABLE.codes
    assert postcodes_in([]) == ()


def test_the_reason_for_serving_is_the_most_exact_code() -> None:
    codes = codes_of(TABLE.place_of("3512"), REGIONS)
    assert meeting_codes({"NL", "PV26", "3500-3599", "GM0344", "NIK-MIDDEN", "PV25"}, codes) == (
        "3500-3599",
        "GM0344",
        "NIK-MIDDEN",
        "PV26",
        "NL",
    )


def test_an_area_is_described_by_kind_and_name() -> None:
    described = describe_area(["GM0344", "PV21", "NL", "3511", "3500-3599", "NIK-MIDDEN", "GM0707"], REGIONS)
    assert [(str(kind), name) for kind, name in described] == [
        ("municipality", "Utrecht"),
        ("province", "Fryslân"),
        ("country", "Nederland"),
        ("postcode", "3511"),
        ("range", "3500-3599"),
        ("region", "NIK Midden"),
        ("municipality", "Zederik"),
    ]


def test_finding_the_codes_of_a_place_takes_microseconds() -> None:
    place = TABLE.place_of("3512")
    codes_of(place, REGIONS)
    start = time.perf_counter()
    for _ in range(2_000):
        codes_of(place, REGIONS)
    assert (time.perf_counter() - start) / 2_000 < 100e-6
