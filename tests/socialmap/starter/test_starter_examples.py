"""The fictional services: clearly made up, spread over the country, and written for people."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import combinations

import phonenumbers
import pytest
from opening_hours import OpeningHours
from starter_sheets import (
    Row,
    build_script,
    cells,
    examples,
    postcode_rows,
    province_of_municipality,
    services,
    terms,
)

FIRST_RELEASE = date(2026, 11, 22)
FIRST_RELEASE_NOON = datetime(2026, 11, 22, 12)  # noqa: DTZ001 - opening-hours-py takes local time without zone
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
CHILD = (0.0, 18.0)


def served_by(row: Row) -> set[str]:
    """Codes of the gemeenten that a service works in; a postcode range counts for every gemeente it touches."""
    found: set[str] = set()
    for code in cells(row, "service_area"):
        if code == "NL":
            found |= set(province_of_municipality())
        elif code.startswith("PV"):
            found |= {gemeente for gemeente, province in province_of_municipality().items() if province == code}
        elif code.startswith("GM"):
            assert code in province_of_municipality(), f"{row['service_id']}: no such gemeente {code}"
            found.add(code)
        else:
            first, last = code.split("-")
            found |= {p["municipality"] for pc4, p in postcode_rows().items() if first <= pc4 <= last}
    return found


def with_descendants(care_type: str) -> set[str]:
    """A care type and all below it."""
    wanted, size = {care_type}, 0
    while len(wanted) > size:
        size = len(wanted)
        wanted |= {code for code, term in terms("care-types").items() if term["parent"] in wanted}
    return wanted


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return SENTENCE_END.split(text)


def test_the_file_is_what_the_script_writes() -> None:
    assert build_script().main(["--check"]) == 0


def test_there_are_at_least_130_services() -> None:
    assert len(services(examples())) >= 130


def test_nobody_can_take_an_example_for_real() -> None:
    for row in examples():
        assert row["organization_name"].startswith("Voorbeeld: ")
        assert row["service_name"].startswith("Voorbeeld: ")
        assert row["service_name_en"].startswith("Example: ")
        assert "bestaat niet" in row["organization_description"]
        for column in ("organization_website", "service_website"):
            assert re.fullmatch(r"https://www\.[a-z0-9-]+\.example/[a-z0-9-]*", row[column])
        for column in ("organization_email", "service_email"):
            assert re.fullmatch(r"[a-z]+@[a-z0-9-]+\.example", row[column])
        assert row["street"] == "" or row["street"].startswith("Voorbeeld")
        assert row["organization_kvk"] == row["organization_agb"] == row["desk_types"] == ""


def test_no_phone_number_can_be_dialled_yet_each_is_well_formed() -> None:
    numbers = [row[column] for row in services(examples()) for column in ("phone", "phone_2") if row[column]]
    assert len(numbers) == len(set(numbers))
    for number in numbers:
        assert re.fullmatch(r"0\d{2}-000 \d\d \d\d|0\d{3}-00 \d\d \d\d", number), number
        assert phonenumbers.is_possible_number(phonenumbers.parse(number, "NL")), number


def test_every_care_type_has_an_example() -> None:
    shown = {code for row in examples() for code in cells(row, "care_types")}
    assert shown == set(terms("care-types"))


def test_every_code_is_known() -> None:
    for row in examples():
        for column, taxonomy in (
            ("care_types", "care-types"),
            ("laws", "laws"),
            ("domains", "domains"),
            ("delivery", "delivery"),
            ("languages", "languages"),
            ("phone_kind", "phone-kinds"),
            ("phone_2_kind", "phone-kinds"),
        ):
            assert set(cells(row, column)) <= set(terms(taxonomy)), (row["service_id"], column)
        for column in ("care_types", "laws", "domains", "delivery", "languages", "search_words", "service_area"):
            assert cells(row, column), (row["service_id"], column)


def test_every_province_has_an_address_and_a_service_area() -> None:
    provinces = set(province_of_municipality().values())
    assert {postcode_rows()[row["postcode"][:4]]["province"] for row in examples() if row["postcode"]} == provinces
    assert {province_of_municipality()[gemeente] for row in examples() for gemeente in served_by(row)} == provinces


def test_kinderthuiszorg_serves_every_gemeente_for_every_child() -> None:
    assert len(province_of_municipality()) == 342
    served: set[str] = set()
    for row in examples():
        ages = (float(row["minimum_age"]), float(row["maximum_age"]))
        if "kinderthuiszorg" in cells(row, "care_types") and row["status"] == "active" and ages == CHILD:
            served |= served_by(row)
    assert set(province_of_municipality()) - served == set()


@pytest.mark.parametrize("care_type", sorted(set(terms("care-types")) - {"kinderthuiszorg"}))
def test_every_other_care_type_has_a_white_spot(care_type: str) -> None:
    wanted = with_descendants(care_type)
    served: set[str] = set()
    for row in examples():
        if wanted & set(cells(row, "care_types")):
            served |= served_by(row)
    assert served, care_type
    assert set(province_of_municipality()) - served, care_type


def test_an_address_is_a_real_place_with_a_real_postcode_of_that_place() -> None:
    other_names = {"Den Haag": "'s-Gravenhage", "Den Bosch": "'s-Hertogenbosch"}
    for row in examples():
        if not row["location_id"]:
            assert all(row[column] == "" for column in ("street", "house_number", "postcode", "city")), row[
                "service_id"
            ]
            continue
        assert re.fullmatch(r"[1-9]\d{3} (?!SA|SD|SS)[A-Z]{2}", row["postcode"])
        place = postcode_rows()[row["postcode"][:4]]["place"]
        assert place in {row["city"], other_names.get(row["city"])}, (row["service_id"], place)


def test_a_service_with_an_address_serves_the_gemeente_it_stands_in() -> None:
    for row in examples():
        if row["postcode"]:
            assert postcode_rows()[row["postcode"][:4]]["municipality"] in served_by(row), row["service_id"]


def test_some_services_have_several_locations_and_some_have_none() -> None:
    counts = Counter(row["service_id"] for row in examples() if row["location_id"])
    assert max(counts.values()) == 3
    assert sum(count > 1 for count in counts.values()) >= 10
    assert sum(not row["location_id"] for row in examples()) >= 40


def test_the_rows_of_one_service_agree() -> None:
    own = {"location_id", "location_name", "street", "house_number", "postcode", "city", "accessibility"}
    own |= {"transport_note", "latitude", "longitude"}
    first: dict[str, Row] = {}
    for row in examples():
        shared = {column: text for column, text in row.items() if column not in own}
        assert first.setdefault(row["service_id"], shared) == shared


def test_some_are_temporarily_closed_and_say_why() -> None:
    closed = [row for row in services(examples()) if row["status"] == "temporarily closed"]
    assert len(closed) >= 4
    assert all(row["alert"] for row in closed)
    assert all(row["alert"] == "" for row in services(examples()) if row["status"] == "active")


def test_some_have_a_waiting_list_with_its_date() -> None:
    waiting = [row for row in services(examples()) if row["waiting_time_weeks"]]
    assert len(waiting) >= 15
    for row in waiting:
        assert 1 <= int(row["waiting_time_weeks"]) <= 52
        assert date.fromisoformat(row["waiting_time_date"]) <= FIRST_RELEASE
    assert all(bool(row["waiting_time_date"]) == bool(row["waiting_time_weeks"]) for row in examples())


def test_some_were_not_verified_for_over_a_year() -> None:
    ages = [(FIRST_RELEASE - date.fromisoformat(row["assured_date"])).days for row in services(examples())]
    assert min(ages) >= 0
    assert sum(days > 365 for days in ages) >= 10
    assert sum(days < 183 for days in ages) >= 100
    assert all(row["review_by"] > row["assured_date"] for row in examples())


def test_opening_hours_can_be_read() -> None:
    for row in services(examples()):
        hours = OpeningHours(row["opening_hours"], country="NL")
        always = row["opening_hours"] == "24/7"
        assert (hours.next_change(FIRST_RELEASE_NOON) is None) == always, row["service_id"]


def test_descriptions_are_plain_and_short() -> None:
    lengths: list[int] = []
    for row in services(examples()):
        for column in ("service_description", "service_description_en"):
            found = sentences(row[column])
            assert 2 <= len(found) <= 5, (row["service_id"], column)
            assert [s for s in found if len(s.split()) > 20] == [], (row["service_id"], column)
        lengths += [len(s.split()) for s in sentences(row["service_description"])]
    assert sum(lengths) / len(lengths) <= 12


def test_no_two_descriptions_are_alike() -> None:
    texts = [row["service_description"] for row in services(examples())]
    sharing = [pair for pair in combinations([set(sentences(text)) for text in texts], 2) if pair[0] & pair[1]]
    assert sharing == []
    for one, other in combinations(texts, 2):
        matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
        if matcher.quick_ratio() > 0.5:
            assert matcher.ratio() <= 0.5, (one, other)


def test_search_words_are_words_of_the_service_itself() -> None:
    words = Counter(word for row in services(examples()) for word in cells(row, "search_words"))
    assert [word for word, count in words.items() if count > 1] == []
    assert all(len(word) <= 60 for word in words)


def test_an_unknown_area_is_named() -> None:
    script = build_script()
    with pytest.raises(script.TextError, match="Atlantis"):
        script.area_codes(["drenthe", "Atlantis"])


def test_a_town_without_area_code_is_named() -> None:
    script = build_script()
    with pytest.raises(script.TextError, match="Atlantis"):
        script.Ledger().phone("Atlantis")
