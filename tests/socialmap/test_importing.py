"""Importing: what a good file does to the map, once and again."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from exchange_files import counts, only, only_service, row, snapshots, write
from sqlalchemy import select

from core.publishing.models import Document, RecordState, Revision
from socialmap.exchange.columns import COLUMNS
from socialmap.models import Organization
from tests.instances import Instance

FULL = row(
    organization_description="Verpleegt zieke kinderen.",
    organization_website="www.debeer.example",
    organization_email="info@debeer.example",
    organization_kvk="12345678",
    organization_agb="01 234567",
    organization_legal_form="Stichting",
    organization_collection="proef",
    service_name_en="Nursing at home",
    service_description="Een verpleegkundige komt bij u thuis.",
    service_description_en="A nurse comes to your home.",
    status="Temporarily closed",
    alert="Geen plaats tot januari",
    care_types="kinderthuiszorg|nachtzorg",
    laws="zvw|wlz",
    domains="medical",
    delivery="home",
    languages="nl|EN",
    search_words="waakzuster|nachtzuster",
    minimum_age="0,5",
    maximum_age="18",
    eligibility="Kinderen met een somatische ziekte",
    application_process="Bel ons.",
    fees="Geen",
    capacity="12 kinderen",
    waiting_time_weeks="6",
    waiting_time_date="01-10-2026",
    service_website="https://debeer.example/thuis",
    service_email="thuis@debeer.example",
    phone="0307897878",
    phone_kind="aanmelden",
    phone_2="113",
    phone_2_kind="crisis",
    service_area="GM0344|PV31",
    area_valid_year="2026",
    location_id="kantoor",
    location_name="Kantoor",
    address="Oudegracht 12 bis",
    postcode="3511ab",
    city="Utrecht",
    accessibility="Met een lift",
    transport_note="Bus 2",
    opening_hours="Mo-Fr 09:00-17:00; PH off",
    hours_note="Alleen op afspraak",
    required_documents="Verwijsbrief|Zorgpas",
    cost_options="Gratis",
    contact_name="Jo de Vries",
    contact_role="Planner",
    assured_date="2026-11-01",
    assured_by="Redactie",
    source="Eigen opgave, 2026",
    review_by="2027-05-01",
)


def test_every_column_lands_in_its_field(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [FULL]))
    organization, service = only(bare), only_service(bare)
    assert organization["name"] == "Kinderthuiszorg De Beer"
    assert organization["description"] == "Verpleegt zieke kinderen."
    assert organization["website"] == "https://www.debeer.example"
    assert organization["email"] == "info@debeer.example"
    assert (organization["kvk"], organization["agb"]) == ("12345678", "01234567")
    assert (organization["legal_form"], organization["collection"]) == ("Stichting", "proef")
    wanted = {
        "name": "Verpleging thuis",
        "name_en": "Nursing at home",
        "description": "Een verpleegkundige komt bij u thuis.",
        "description_en": "A nurse comes to your home.",
        "status": "temporarily closed",
        "alert": "Geen plaats tot januari",
        "care_types": ["kinderthuiszorg", "nachtzorg"],
        "laws": ["zvw", "wlz"],
        "domains": ["medical"],
        "delivery": ["home"],
        "languages": ["nl", "en"],
        "search_words": ["waakzuster", "nachtzuster"],
        "minimum_age": 0.5,
        "maximum_age": 18.0,
        "eligibility": "Kinderen met een somatische ziekte",
        "application_process": "Bel ons.",
        "fees": "Geen",
        "capacity": "12 kinderen",
        "waiting_time_weeks": 6.0,
        "waiting_time_date": "2026-10-01",
        "website": "https://debeer.example/thuis",
        "email": "thuis@debeer.example",
        "assured_date": "2026-11-01",
        "assured_by": "Redactie",
        "source": "Eigen opgave, 2026",
        "review_by": "2027-05-01",
    }
    assert {name: service[name] for name in wanted} == wanted
    assert [(item["number"], item["kind"]) for item in service["phones"]] == [
        ("030 789 7878", "aanmelden"),
        ("113", "crisis"),
    ]
    assert [(item["code"], item["valid_year"]) for item in service["areas"]] == [("GM0344", 2026), ("PV31", 2026)]
    assert [item["document"] for item in service["required_documents"]] == ["Verwijsbrief", "Zorgpas"]
    assert [item["option"] for item in service["cost_options"]] == ["Gratis"]
    assert [(item["name"], item["role"]) for item in service["contacts"]] == [("Jo de Vries", "Planner")]
    (link,) = service["at_locations"]
    assert link["schedules"][0]["opening_hours"] == "Mo-Fr 09:00-17:00; PH off"
    assert link["schedules"][0]["note"] == "Alleen op afspraak"
    (location,) = organization["locations"]
    assert (location["street"], location["house_number"], location["postcode"]) == ("Oudegracht", "12 bis", "3511 AB")
    assert (location["accessibility"], location["transport_note"]) == ("Met een lift", "Bus 2")


def test_the_columns_are_documented(bare: Instance) -> None:
    told = bare.command("import", "columns").output
    for column in COLUMNS:
        line = next(line for line in told.splitlines() if line.split()[0] == column.name)
        assert column.doc in line
        assert line.endswith("(|)") == column.many


def test_an_import_waits_as_a_draft(bare: Instance, tmp_path: Path) -> None:
    before = counts(bare)
    bare.command("import", "services", write(tmp_path / "f.csv", [FULL]))
    assert counts(bare) == (1, before[1] + 1, before[2])
    with bare.session() as session:
        assert session.scalars(select(Organization.state)).one() is RecordState.DRAFT


def test_publish_puts_an_import_before_the_public(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [{**FULL, "status": "active"}]), "--publish")
    bare.catch_up()
    (found,) = bare.read("/services")["services"]
    assert found["title"] == "Verpleging thuis"
    assert bare.read(f"/services/{found['id']}")["contacts"][0]["name"] == "Jo de Vries"


def test_a_draft_is_nowhere_to_be_seen(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [FULL]))
    bare.catch_up()
    content, service = only(bare), only_service(bare)
    assert "De Beer" not in bare.get("/search", q="beer verpleging", postcode="3511").text
    for path in ("/services", "/organizations"):
        assert bare.read(path)["total"] == 0
    for path in (
        f"/services/{service['id']}",
        f"/services/{service['slug']}",
        f"/organizations/{content['id']}",
        f"/locations/{content['locations'][0]['id']}",
    ):
        assert bare.get(path).status_code == 404, path
    assert "De Beer" not in bare.get("/changes", limit=1000).text
    assert all("De Beer" not in item["text"] for item in bare.read("/suggestions", q="beer")["suggestions"])


@pytest.mark.parametrize("options", [[], ["--publish"]])
def test_a_second_import_of_the_same_file_changes_nothing(bare: Instance, tmp_path: Path, options: list[str]) -> None:
    file = write(tmp_path / "f.csv", [FULL, {**FULL, "location_id": "bus", "location_name": "Bus", "postcode": "1011"}])
    bare.command("import", "services", file, *options)
    before, content = counts(bare), snapshots(bare)
    said = bare.command("import", "services", file, *options).output
    assert "0 nieuw, 0 gewijzigd, 1 gelijk, 0 gepubliceerd" in said
    assert counts(bare) == before
    assert snapshots(bare) == content


def test_publishing_later_needs_no_change(bare: Instance, tmp_path: Path) -> None:
    file = write(tmp_path / "f.csv", [FULL])
    bare.command("import", "services", file)
    revisions = counts(bare)[1]
    assert "1 gelijk, 1 gepubliceerd" in bare.command("import", "services", file, "--publish").output
    assert counts(bare)[1] == revisions


CHANGES: dict[str, tuple[Any, str, Any]] = {
    "alert": ("Weer plaats", "alert", "Weer plaats"),
    "maximum_age": ("21", "maximum_age", 21.0),
    "laws": ("zvw", "laws", ["zvw"]),
    "waiting_time_weeks": ("2", "waiting_time_weeks", 2.0),
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_cell_updates_only_that(bare: Instance, tmp_path: Path, column: str) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [FULL]), "--publish")
    content = only(bare)
    cell, field, value = CHANGES[column]
    said = bare.command("import", "services", write(tmp_path / "g.csv", [{**FULL, column: cell}]), "--publish").output
    assert "0 nieuw, 1 gewijzigd, 0 gelijk, 1 gepubliceerd" in said
    content["services"][0][field] = value
    assert only(bare) == content


def test_a_change_makes_one_revision_and_only_the_documents_it_touches(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [FULL]), "--publish")
    before = counts(bare)
    bare.command("import", "services", write(tmp_path / "g.csv", [{**FULL, "fees": "Tien euro"}]), "--publish")
    after = counts(bare)
    assert (after[0] - before[0], after[1] - before[1], after[2] - before[2]) == (0, 1, 1)
    with bare.session() as session:
        newest = session.scalars(select(Revision).order_by(Revision.id.desc()).limit(1)).one()
        assert (newest.origin, newest.author) == ("import g.csv", "zorgbuurt")
        assert newest.snapshot["services"][0]["fees"] == "Tien euro"
        document = session.scalars(select(Document).order_by(Document.seq.desc()).limit(1)).one()
        assert (document.kind, document.body["fees"]) == ("service", "Tien euro")


def test_an_edit_shows_only_after_publishing(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [FULL]), "--publish")
    bare.command("import", "services", write(tmp_path / "g.csv", [{**FULL, "fees": "Tien euro"}]))
    path = f"/services/{only_service(bare)['id']}"
    assert bare.read(path)["fees"] == "Geen"
    bare.command("import", "services", tmp_path / "g.csv", "--publish")
    assert bare.read(path)["fees"] == "Tien euro"


def test_what_a_file_does_not_name_stays_as_it_is(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [FULL]))
    content = only(bare)
    bare.command("import", "services", write(tmp_path / "g.csv", [row(service_area="", opening_hours="", phone="")]))
    assert only(bare) == content


def test_one_new_phone_number_leaves_the_other(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [FULL]))
    bare.command("import", "services", write(tmp_path / "g.csv", [row(phone="0301234567")]))
    assert [(item["number"], item["kind"]) for item in only_service(bare)["phones"]] == [
        ("030 123 4567", "aanmelden"),
        ("113", "crisis"),
    ]


def test_an_area_that_left_the_cell_leaves_the_service(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [row(service_area="GM0344|PV31|NL")]))
    bare.command("import", "services", write(tmp_path / "f.csv", [row(service_area="PV31")]))
    assert [item["code"] for item in only_service(bare)["areas"]] == ["PV31"]


def test_rows_of_one_service_add_their_locations_and_areas(bare: Instance, tmp_path: Path) -> None:
    rows = [
        row(location_id="a", postcode="3511", service_area="GM0344"),
        row(location_id="b", postcode="1011", service_area="GM0363"),
        row(service_id="school", service_name="Op school", location_id="a"),
    ]
    bare.command("import", "services", write(tmp_path / "f.csv", rows))
    content = only(bare)
    assert [item["external_id"] for item in content["locations"]] == ["a", "b"]
    home, school = content["services"]
    assert [item["code"] for item in home["areas"]] == ["GM0344", "GM0363"]
    assert len(home["at_locations"]) == 2
    assert [item["location_id"] for item in school["at_locations"]] == [content["locations"][0]["id"]]


def test_an_organization_can_be_named_by_its_key_alone(bare: Instance, tmp_path: Path) -> None:
    rows = [row(), row(organization_name="", service_id="school", service_name="Op school")]
    bare.command("import", "services", write(tmp_path / "f.csv", rows))
    bare.command(
        "import",
        "services",
        write(tmp_path / "g.csv", [row(organization_name="", service_id="x", service_name="Extra")]),
    )
    assert [item["name"] for item in only(bare)["services"]] == ["Verpleging thuis", "Op school", "Extra"]


def test_names_stand_in_for_keys(bare: Instance, tmp_path: Path) -> None:
    long = "Een heel lange naam van een stichting " * 5
    rows = [
        {"organization_name": name, "service_name": long.strip(), "city": "Utrecht", "postcode": "3511"}
        for name in ("Beer", long.strip(), long.strip() + " twee")
    ]
    file = write(tmp_path / "f.csv", rows)
    bare.command("import", "services", file)
    before = snapshots(bare)
    assert len(before) == 3
    assert all(len(key) <= 120 for key in before)
    assert "3 gelijk" in bare.command("import", "services", file).output
    assert snapshots(bare) == before


def test_what_was_made_here_is_found_by_its_id(bare: Instance, tmp_path: Path) -> None:
    with bare.session() as session:
        made = Organization(name="Hier gemaakt", slug="hier-gemaakt", alternate_names=["HG"])
        session.add(made)
        session.commit()
        key = str(made.id)
    rows = [row(organization_id=key, organization_name="Hier gemaakt")]
    bare.command("import", "services", write(tmp_path / "f.csv", rows))
    content = only(bare)
    assert (content["id"], content["alternate_names"]) == (key, ["HG"])
    assert [item["name"] for item in content["services"]] == ["Verpleging thuis"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_every_separator_and_mark_of_a_spreadsheet_is_understood(
    bare: Instance, tmp_path: Path, separator: str, encoding: str
) -> None:
    rows = [row(organization_name="Beer, Vos; & Zn", service_description='Zij zei: "kom\nmaar"')]
    bare.command("import", "services", write(tmp_path / "f.csv", rows, separator=separator, encoding=encoding))
    assert only(bare)["name"] == "Beer, Vos; & Zn"
    assert only_service(bare)["description"] == 'Zij zei: "kom\nmaar"'


@pytest.mark.parametrize(("postcode", "precision"), [("3511", "pc4"), ("3511 AB", "pc4")])
def test_a_missing_point_comes_from_the_postcode(bare: Instance, tmp_path: Path, postcode: str, precision: str) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [row(postcode=postcode)]))
    (location,) = only(bare)["locations"]
    place = bare.read("/postcodes/3511")
    assert (location["latitude"], location["longitude"]) == (place["latitude"], place["longitude"])
    assert (location["point_precision"], location["city"]) == (precision, "Utrecht")


def test_an_imported_full_postcode_gives_a_finer_point(bare: Instance, tmp_path: Path) -> None:
    (tmp_path / "pc6.csv").write_text("pc6,lat,lon\n3511AB,52.0901,5.1101\n")
    bare.command("geo", "import", tmp_path / "pc6.csv")
    bare.command("import", "services", write(tmp_path / "f.csv", [row(postcode="3511AB")]))
    (location,) = only(bare)["locations"]
    assert (location["latitude"], location["longitude"], location["point_precision"]) == (52.0901, 5.1101, "pc6")


def test_a_point_in_the_file_is_exact_until_the_address_moves(bare: Instance, tmp_path: Path) -> None:
    where = row(location_id="a", street="Oudegracht", house_number="1", postcode="3511")
    exact = {**where, "latitude": "52,09123", "longitude": "5.11987"}
    bare.command("import", "services", write(tmp_path / "f.csv", [exact]))
    bare.command("import", "services", write(tmp_path / "f.csv", [where]))
    (location,) = only(bare)["locations"]
    assert (location["latitude"], location["longitude"], location["point_precision"]) == (52.09123, 5.11987, "address")
    bare.command("import", "services", write(tmp_path / "f.csv", [{**where, "postcode": "9712"}]))
    (location,) = only(bare)["locations"]
    assert location["point_precision"] == "pc4"
    assert location["latitude"] > 53


def test_an_old_municipality_becomes_the_present_one(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [row(service_area="GM0018")]))
    assert [item["code"] for item in only_service(bare)["areas"]] == ["GM1952"]


def test_parents_come_before_their_children(bare: Instance, tmp_path: Path) -> None:
    rows = [
        row(organization_id="kleinkind", organization_name="Kleinkind", organization_parent_id="kind"),
        row(organization_id="kind", organization_name="Kind", organization_parent_id="ouder"),
        row(organization_id="ouder", organization_name="Ouder"),
    ]
    bare.command("import", "services", write(tmp_path / "f.csv", rows), "--publish")
    found = snapshots(bare)
    assert found["kleinkind"]["parent_id"] == found["kind"]["id"]
    assert found["kind"]["parent_id"] == found["ouder"]["id"]
    assert bare.read("/organizations/kleinkind")["parent"]["name"] == "Kind"


def test_a_new_parent_is_a_change_like_any_other(bare: Instance, tmp_path: Path) -> None:
    rows = [row(organization_id=key, organization_name=key.title()) for key in ("kind", "ouder")]
    bare.command("import", "services", write(tmp_path / "f.csv", rows), "--publish")
    rows[0]["organization_parent_id"] = "ouder"
    said = bare.command("import", "services", write(tmp_path / "f.csv", rows), "--publish").output
    assert "1 gewijzigd, 1 gelijk, 1 gepubliceerd" in said
    assert bare.read("/organizations/kind")["parent"]["name"] == "Ouder"


def test_a_foreign_file_goes_through_a_mapping(bare: Instance, tmp_path: Path) -> None:
    with (tmp_path / "f.csv").open("w", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [
                ["Naam", "straat", "nr", "soort", "overig"],
                ["Beer", "Kade", "1", "TZ", "weg"],
                ["Vos", "Dam", "", "", ""],
            ]
        )
    (tmp_path / "m.yaml").write_text(
        "columns: {organization_name: '{Naam}', address: '{straat} {nr}', care_types: '{soort}'}\n"
        "values: {care_types: {TZ: kinderthuiszorg}}\n"
        "constants: {service_name: Thuiszorg, service_area: NL}\n"
    )
    bare.command("import", "services", tmp_path / "f.csv", "--mapping", tmp_path / "m.yaml")
    found = snapshots(bare)
    assert found["name:beer"]["services"][0]["care_types"] == ["kinderthuiszorg"]
    assert found["name:beer"]["locations"][0]["street"] == "Kade"
    assert found["name:vos"]["locations"][0]["street"] == "Dam"
    assert found["name:vos"]["services"][0]["areas"][0]["code"] == "NL"


def test_spaces_that_do_not_break_are_spaces(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", [row(fees="Tien\u00a0euro\u200b")]))
    assert only_service(bare)["fees"] == "Tien euro"


def test_whose_set_and_whose_work_it_is_can_be_told(bare: Instance, tmp_path: Path) -> None:
    file = write(tmp_path / "f.csv", [row()])
    bare.command("import", "services", file, "--collection", "regio", "--by", "Noor")
    assert (only(bare)["collection"], only(bare)["owner"]) == ("regio", "Noor")
