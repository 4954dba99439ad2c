"""The real organisations: only facts with a source, and a desk for every step of the escalation route."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from opening_hours import OpeningHours
from starter_sheets import build_script, cells, examples, postcode_rows, real, services, terms

CITIES = ("GRONINGEN", "AMSTERDAM", "LEIDEN", "ROTTERDAM", "UTRECHT", "NIJMEGEN", "MAASTRICHT")
NETWORKS = {f"NIK-{city}" for city in CITIES}
HOSPITALS = {"9713 GZ", "1105 AZ", "2333 ZA", "3015 CN", "3584 EA", "6525 GA", "6229 HX"}
PUBLISHED_NUMBERS = {"030 789 78 78", "088 120 50 20"}
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


def test_both_sheets_have_the_columns_of_the_import() -> None:
    columns = list(build_script().COLUMNS)
    assert list(real()[0]) == columns
    assert list(examples()[0]) == columns


def test_every_real_fact_names_its_source() -> None:
    for row in real():
        assert row["source"], row["service_id"]
        assert row["review_by"], row["service_id"]
        assert row["assured_date"] == "", "nobody has verified these by telephone yet"


def test_only_published_phone_numbers_are_shown() -> None:
    assert {row[column] for row in real() for column in ("phone", "phone_2") if row[column]} == PUBLISHED_NUMBERS


def test_nothing_real_is_called_an_example() -> None:
    assert [row["service_name"] for row in real() if "voorbeeld" in " ".join(row.values()).casefold()] == []
    ids = Counter(row["service_id"] for row in services(real()) + services(examples()))
    assert max(ids.values()) == 1


def test_the_seven_academic_hospitals_stand_at_their_postcodes() -> None:
    found = {row["postcode"]: row for row in real() if "academisch-kinderziekenhuis" in cells(row, "care_types")}
    assert set(found) == HOSPITALS
    for postcode, row in found.items():
        assert postcode_rows()[postcode[:4]]["place"].startswith(row["city"])


def test_each_hospital_and_the_oncology_centre_has_a_comfort_team() -> None:
    teams = {row["postcode"] for row in real() if "kinder-comfort-team" in cells(row, "care_types")}
    assert teams == HOSPITALS | {"3584 CS"}
    assert [row["postcode"] for row in real() if "kinderoncologie" in cells(row, "care_types")] == ["3584 CS"]


@pytest.mark.parametrize("desk", ["nik", "doi-team"])
def test_every_network_region_has_its_desk(desk: str) -> None:
    areas = Counter(
        code for row in services(real()) if desk in cells(row, "desk_types") for code in cells(row, "service_area")
    )
    assert areas == Counter(NETWORKS)


@pytest.mark.parametrize(
    "desk",
    [
        "juiste-loket",
        "expertgroep-indicatieproces-kindzorg",
        "praktijkteam-vws",
        "ciz",
        "skgz",
        "svb",
        "meldpunt-zorg",
        "onderwijsconsulent",
    ],
)
def test_a_national_desk_serves_the_whole_country(desk: str) -> None:
    found = [row for row in services(real()) if desk in cells(row, "desk_types")]
    assert [row["service_area"] for row in found] == ["NL"]


def test_a_desk_without_contact_says_so() -> None:
    for row in services(real()):
        reachable = row["phone"] or row["service_email"] or row["service_website"] or row["organization_website"]
        if cells(row, "desk_types") and not reachable:
            honest = (
                "niet bekend" in row["alert"]
                or "na te kijken" in row["source"]
                or row["organization_id"] in {"svb", "iederin"}
            )
            assert honest, row["service_id"]


def test_every_code_is_known() -> None:
    for row in real():
        for column, taxonomy in (
            ("care_types", "care-types"),
            ("laws", "laws"),
            ("domains", "domains"),
            ("delivery", "delivery"),
            ("desk_types", "desk-types"),
        ):
            assert set(cells(row, column)) <= set(terms(taxonomy)), (row["service_id"], column)


def test_texts_are_plain_and_in_two_languages() -> None:
    for row in services(real()):
        for column in ("service_description", "service_description_en", "alert", "application_process"):
            assert [s for s in SENTENCE_END.split(row[column]) if len(s.split()) > 20] == [], (
                row["service_id"],
                column,
            )
        assert row["service_description"]
        assert row["service_description_en"]
        assert row["service_name_en"]
        if row["opening_hours"]:
            assert OpeningHours(row["opening_hours"], country="NL")
