"""The table that ships, held against the reference points and lists that are kept beside the project."""

import csv
from pathlib import Path

import pytest

from socialmap.geography.administrative import PROVINCES, ended_municipalities, municipalities, present_codes_of
from socialmap.geography.distances import haversine_km
from socialmap.geography.places import PostcodeTable

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def reference(name: str) -> list[dict[str, str]]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this checkout")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def oracle() -> dict[str, dict[str, str]]:
    return {row["pc4"]: row for row in reference("pc4_nl.csv")}


@pytest.fixture
def table() -> PostcodeTable:
    return PostcodeTable.embedded()


def test_nearly_every_postcode_of_the_country_is_there_and_no_other(
    oracle: dict[str, dict[str, str]], table: PostcodeTable
) -> None:
    assert set(table.codes) <= set(oracle)
    assert len(set(oracle) - set(table.codes)) <= 3


def test_the_points_are_where_the_addresses_are(oracle: dict[str, dict[str, str]], table: PostcodeTable) -> None:
    errors = [
        float(haversine_km(row.latitude, row.longitude, [float(oracle[code]["lat"])], [float(oracle[code]["lon"])])[0])
        for code, row in table.rows.items()
    ]
    assert sum(error <= 2 for error in errors) >= 0.995 * len(errors)
    assert max(errors) < 5


def test_every_province_is_right(oracle: dict[str, dict[str, str]], table: PostcodeTable) -> None:
    wrong = [code for code, row in table.rows.items() if row.province_code != oracle[code]["provinciecode"]]
    assert wrong == []


def test_the_municipality_is_filled_and_right(oracle: dict[str, dict[str, str]], table: PostcodeTable) -> None:
    filled = {code: row.municipality_code for code, row in table.rows.items() if row.municipality_code}
    right = [code for code, municipality in filled.items() if municipality == oracle[code]["gemeentecode"]]
    assert len(filled) >= 0.95 * len(oracle)
    assert len(right) >= 0.998 * len(filled)


def test_the_municipalities_are_those_of_the_official_list() -> None:
    official = {row["gemeentecode"]: (row["gemeente"], row["provinciecode"]) for row in reference("gemeenten_2026.csv")}
    ours = {code: (known.cbs_name, known.province_code) for code, known in municipalities().items()}
    assert ours == official


def test_every_municipality_that_ended_since_2010_leads_to_its_present_one() -> None:
    history = {
        f"GM{row['code']}": row
        for row in reference("gemeente_historie_rvig.csv")
        if row["einde"] >= "20100101" and row["huidige_code"]
    }
    assert set(ended_municipalities()) == set(history)
    assert {code: present_codes_of(code)[0] for code in history} == {
        code: row["huidige_code"] for code, row in history.items()
    }
    assert {code: ended.ended for code, ended in ended_municipalities().items()} == {
        code: int(row["einde"][:4]) for code, row in history.items()
    }


def test_an_ended_municipality_only_leads_to_municipalities_that_exist() -> None:
    assert all(code in municipalities() for ended in ended_municipalities().values() for code in ended.present_codes)


def test_every_municipality_has_a_postcode_and_lies_in_one_province(table: PostcodeTable) -> None:
    assert set(table.by_municipality) == set(municipalities())
    for row in table.rows.values():
        assert row.municipality_code is not None
        assert municipalities()[row.municipality_code].province_code == row.province_code


def test_there_are_twelve_provinces_and_each_has_postcodes(table: PostcodeTable) -> None:
    assert set(table.by_province) == set(PROVINCES)
    assert len(PROVINCES) == 12


def test_no_two_municipalities_show_the_same_name() -> None:
    names = [municipality.name for municipality in municipalities().values()]
    assert len(names) == len(set(names)) == 342
