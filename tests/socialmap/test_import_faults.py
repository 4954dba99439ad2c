"""Importing what is not right: every fault at once, with where and what to do, and nothing half-written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from exchange_files import counts, only, only_service, row, snapshots, write

from tests.instances import Instance

NOTHING = "Er is niets geschreven. Verbeter de fouten, of gebruik --skip-bad."

FAULTS: dict[str, tuple[str, str]] = {
    "organization_email": ("info@", "geen e-mailadres"),
    "organization_website": ("javascript:alert(1)", "geen webadres"),
    "organization_kvk": ("123", "8 cijfers"),
    "organization_agb": ("123456789", "8 cijfers"),
    "status": ("misschien", "Kies uit: active, inactive, defunct, temporarily closed"),
    "care_types": ("kinderthuiszorg|tovenarij", "'tovenarij' staat niet in de lijst. Kies uit: "),
    "laws": ("Wet op de bakstenen", "zvw"),
    "languages": ("nederlands", "twee letters"),
    "minimum_age": ("-1", "van 0 tot en met 120"),
    "maximum_age": ("nan", "van 0 tot en met 120"),
    "waiting_time_weeks": ("1_0", "van 0 tot en met 520"),
    "waiting_time_date": ("31-02-2026", "geen datum"),
    "phone": ("bel maar", "geen telefoonnummer"),
    "service_area": ("Atlantis", "geen gebied"),
    "postcode": ("0123 AB", "geen postcode"),
    "latitude": ("inf", "van -90 tot en met 90"),
    "longitude": ("181", "van -180 tot en met 180"),
    "opening_hours": ("soms", "geen openingstijden"),
    "service_name_en": ("x" * 201, "Er mogen er 200"),
    "fees": ("x" * 2001, "Er mogen er 2000"),
    "hours_note": ("x" * 501, "Er mogen er 500"),
}


def refused(instance: Instance, file: Path, *options: str) -> str:
    """What an import says that writes nothing."""
    before = counts(instance)
    result = instance.command("import", "services", file, *options, expect=1)
    assert counts(instance) == before
    return result.output


def test_every_fault_is_told_at_once_with_line_column_value_and_advice(bare: Instance, tmp_path: Path) -> None:
    rows = [row(service_id=name, service_name=name, **{name: value}) for name, (value, _) in FAULTS.items()]
    rows[list(FAULTS).index("hours_note")]["opening_hours"] = "24/7"
    rows[list(FAULTS).index("latitude")]["longitude"] = "5"
    rows[list(FAULTS).index("longitude")]["latitude"] = "52"
    said = refused(bare, write(tmp_path / "f.csv", rows)).splitlines()
    for line, (name, (value, advice)) in enumerate(FAULTS.items(), start=2):
        (told,) = [text for text in said if text.startswith(f"regel {line}, ")]
        assert told.startswith(f"regel {line}, {name}"), told
        assert value.split("|")[-1][:80] in told, told
        assert advice in told, told
    assert NOTHING in said
    assert f"{len(rows)} rijen gelezen: 0 organisaties, 0 diensten, {len(rows)} fouten." in said


def test_a_line_number_counts_lines_not_rows(bare: Instance, tmp_path: Path) -> None:
    rows = [row(fees="een\ntwee\ndrie"), row(service_id="b", fees="vier\nvijf", minimum_age="oud")]
    assert "regel 5, minimum_age" in refused(bare, write(tmp_path / "f.csv", rows))


TOGETHER: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"organization_id": "", "organization_name": ""}, "organization_name: Deze cel moet gevuld zijn."),
    "a name nobody can see": ({"service_name": "\u200b"}, "service_name: Deze cel moet gevuld zijn."),
    "an unknown key": ({"organization_name": ""}, "de organisatie 'beer' is er nog niet"),
    "no service": ({"service_name": ""}, "service_name: Deze cel moet gevuld zijn."),
    "ages that leave no child": ({"minimum_age": "18", "maximum_age": "12"}, "moet hoger zijn dan 'vanaf'"),
    "half a point": ({"latitude": "52"}, "longitude: Vul breedtegraad én lengtegraad in"),
    "only a second number": ({"phone_2": "0301234567"}, "phone: Vul eerst het eerste telefoonnummer in."),
    "a note about no hours": ({"hours_note": "Bel eerst"}, "opening_hours: Vul ook de openingstijden in"),
    "an unknown parent": ({"organization_parent_id": "spook"}, "Er is geen organisatie met de sleutel 'spook'."),
    "its own parent": ({"organization_parent_id": "beer"}, "kan niet onder zichzelf vallen"),
    "a box": ({"postcode": "3500"}, "is voor postbussen"),
    "a postcode that is not there": ({"postcode": "1999"}, "bestaat niet. In de buurt liggen"),
    "an area that ran backwards": ({"service_area": "3599-3500"}, "loopt achteruit"),
    "too many areas": ({"service_area": "|".join(str(code) for code in range(1011, 1420))}, "Er mogen er 400."),
}


@pytest.mark.parametrize("case", TOGETHER)
def test_what_one_cell_cannot_show_is_found_too(bare: Instance, tmp_path: Path, case: str) -> None:
    cells, advice = TOGETHER[case]
    said = refused(bare, write(tmp_path / "f.csv", [row(**cells)]))
    assert advice in said
    assert "1 fouten" in said


CONTRADICTIONS: dict[str, tuple[str, str, str]] = {
    "of an organization": ("organization_kvk", "12345678", "87654321"),
    "of a service": ("maximum_age", "18", "12"),
    "of the year of its areas": ("area_valid_year", "2025", "2026"),
    "of the hours at a location": ("opening_hours", "24/7", "Mo-Fr 09:00-17:00"),
    "of the address of a location": ("postcode", "3511", "1011"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_rows_may_not_contradict_each_other(bare: Instance, tmp_path: Path, case: str) -> None:
    column, first, second = CONTRADICTIONS[case]
    both = {"location_id": "a", "service_area": "NL"}
    rows = [row(**both, **{column: first}), row(**both, **{column: second}), row(**both)]
    said = refused(bare, write(tmp_path / "f.csv", rows))
    assert f"regel 3, {column}" in said
    assert "Regel 2 zegt hier iets anders" in said
    assert "1 fouten" in said


def test_services_may_not_contradict_each_other_about_a_location(bare: Instance, tmp_path: Path) -> None:
    rows = [
        row(location_id="a", street="Kade"),
        row(service_id="b", service_name="Op school", location_id="a", street="Dam"),
    ]
    assert "regel 3, street 'Dam': Regel 2 zegt hier iets anders: 'Kade'." in refused(
        bare, write(tmp_path / "f.csv", rows)
    )


def test_a_circle_of_parents_is_refused_also_with_what_is_there(bare: Instance, tmp_path: Path) -> None:
    rows = [
        row(organization_id=key, organization_name=key, organization_parent_id=parent)
        for key, parent in (("a", "b"), ("b", "c"), ("c", "a"))
    ]
    assert refused(bare, write(tmp_path / "f.csv", rows)).count("kan niet onder zichzelf vallen") == 3
    rows[2]["organization_parent_id"] = ""
    bare.command("import", "services", write(tmp_path / "g.csv", rows))
    assert "kan niet onder zichzelf vallen" in refused(
        bare, write(tmp_path / "h.csv", [row(organization_id="c", organization_name="c", organization_parent_id="a")])
    )


def test_a_dry_run_says_the_same_and_writes_nothing(bare: Instance, tmp_path: Path) -> None:
    good, bad = write(tmp_path / "g.csv", [row()]), write(tmp_path / "b.csv", [row(phone="x")])
    before = counts(bare)
    said = bare.command("import", "services", good, "--dry-run", "--publish").output
    assert "1 rijen gelezen: 1 organisaties, 1 diensten, 0 fouten." in said
    assert "Proefdraai: er is niets geschreven." in said
    assert refused(bare, bad, "--dry-run").startswith("controleren\nregel 2, phone: 'x' is geen telefoonnummer")
    assert counts(bare) == before


def test_bad_rows_can_be_left_out(bare: Instance, tmp_path: Path) -> None:
    rows = [
        row(),
        row(fees="Tien euro", service_name="Anders"),
        row(organization_id="vos", organization_name="De Vos", organization_parent_id="spook"),
        row(organization_id="welp", organization_name="De Welp", organization_parent_id="vos"),
        row(service_id="b", service_name="Goed", phone="0301234567"),
    ]
    said = bare.command("import", "services", write(tmp_path / "f.csv", rows), "--skip-bad").output
    assert "3 fouten" in said
    assert [item["name"] for item in only(bare)["services"]] == ["Verpleging thuis", "Goed"]
    assert "fees" not in only(bare)["services"][0]


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "Het bestand is leeg"),
    "only spaces": (b"   \n", "Het bestand is leeg"),
    "not UTF-8": ("organization_name,service_name\nCaf\u00e9,x\n".encode("latin-1"), "geen UTF-8 (teken 34)"),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "geen"),
    "NUL": (b"organization_name,service_name\nBeer\x00,x\n", "geen tekst"),
    "an open quote": (b'organization_name,service_name\n"Beer,x\n', "niet te lezen"),
    "a quote in the middle": (b'organization_name,service_name\n"Be"er,x\n', "niet te lezen"),
    "an endless cell": (b"organization_name,service_name\n" + b"x" * 25_000 + b",y\n", "niet te lezen"),
    "a column twice": (b"organization_name,service_name,phone,phone\n", "staan er twee keer: phone"),
    "an unknown column": (b"organization_name,service_name,haarkleur\n", "De kolom 'haarkleur' kennen we niet"),
    "a missing column": (b"organization_name,phone\nBeer,0301234567\n", "De kolom 'service_name' ontbreekt"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_with_what_to_do(bare: Instance, tmp_path: Path, case: str) -> None:
    content, advice = BROKEN[case]
    (tmp_path / "f.csv").write_bytes(content)
    assert advice in refused(bare, tmp_path / "f.csv")
    assert counts(bare)[0] == 0


def test_cells_beyond_the_last_column_are_a_fault_of_their_row(bare: Instance, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(
        "organization_name,service_name,fees\nBeer,Thuis,Tien, niet meer\nVos,Thuis,Tien,,,\nDas,Thuis,a,b,c,d\n"
    )
    said = refused(bare, tmp_path / "f.csv")
    assert "regel 2, -: Er staan 1 cellen meer dan er kolommen zijn." in said
    assert "regel 4, -: Er staan 3 cellen meer dan er kolommen zijn." in said
    assert "2 fouten" in said
    bare.command("import", "services", tmp_path / "f.csv", "--skip-bad")
    assert list(snapshots(bare)) == ["name:vos"]


def test_a_file_of_more_than_20_mb_is_refused(bare: Instance, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    with file.open("wb") as stream:
        stream.truncate(21 * 2**20)
    assert "Het bestand is 21 MB. Er mag 20 MB." in refused(bare, file)


def test_a_file_of_more_than_200000_rows_is_refused(bare: Instance, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("organization_name,service_name\n" + "Beer,Thuis\n" * 200_001)
    assert "meer dan 200000 rijen" in refused(bare, tmp_path / "f.csv")


def test_a_thousand_faults_are_summed_up(bare: Instance, tmp_path: Path) -> None:
    rows = [row(service_id=str(number), phone="x", minimum_age="y") for number in range(500)]
    said = refused(bare, write(tmp_path / "f.csv", rows))
    assert len(said.splitlines()) < 210
    assert "… en nog meer fouten, per kolom: phone: 400, minimum_age: 400" in said
    assert "1000 fouten" in said


MAPPINGS: dict[str, tuple[str, str]] = {
    "no YAML": ("columns: [", "niet te lezen"),
    "another shape": ("- een\n- lijst\n", "columns, values en constants"),
    "an unknown part": ("kolommen: {}\n", "columns, values en constants"),
    "an unknown column": ("columns: {haarkleur: '{x}'}\n", "'haarkleur' in het koppelbestand kennen we niet"),
    "a list for a word": ("columns: {phone: {a: b}}\n", "klopt niet"),
    "a column the file lacks": (
        "columns: {organization_name: '{x}', service_name: '{naam}'}\n",
        "noemt kolommen die het bestand niet heeft: x",
    ),
    "nothing for what is needed": ("columns: {organization_name: '{naam}'}\n", "vult deze kolommen niet: service_name"),
}


@pytest.mark.parametrize("case", MAPPINGS)
def test_a_broken_mapping_is_refused_with_what_to_do(bare: Instance, tmp_path: Path, case: str) -> None:
    text, advice = MAPPINGS[case]
    (tmp_path / "m.yaml").write_text(text)
    (tmp_path / "f.csv").write_text("naam\nBeer\n")
    assert advice in refused(bare, tmp_path / "f.csv", "--mapping", str(tmp_path / "m.yaml"))


def test_letters_that_no_postcode_has_are_taken_away_and_told(bare: Instance, tmp_path: Path) -> None:
    said = bare.command("import", "services", write(tmp_path / "f.csv", [row(postcode="3511 SS")])).output
    assert "Verbeterd: regel 2, postcode" in said
    assert only(bare)["locations"][0]["postcode"] == "3511"
    assert only_service(bare)["name"] == "Verpleging thuis"
