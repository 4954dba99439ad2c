"""Any list of the desk as a file, with the filters of the list, and nothing in it that runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from admin.records.subjects import SUBJECTS
from core.publishing.models import AuditLine
from socialmap.exchange.columns import COLUMNS
from socialmap.models import Organization
from tests.admin.people import signed_in
from tests.instances import Instance, copied, starter_template, words_template


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with copied(starter_template(), tmp_path_factory.mktemp("exports") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def reader(instance: Instance) -> FlaskClient:
    return signed_in(instance, "reader", "Lotte")


def rows_of_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def names_in(instance: Instance, *conditions: Any) -> set[str]:
    with instance.session() as session:
        return set(session.scalars(select(Organization.name).where(*conditions)))


def test_a_list_comes_out_as_the_list_shows_it(instance: Instance, reader: FlaskClient) -> None:
    answer = reader.get("/beheer/export/organisaties.csv?q=thuis")
    assert answer.mimetype == "text/csv"
    assert 'attachment; filename="organisaties-' in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    found = {row["organization_name"] for row in rows_of_csv(answer.data)}
    assert 0 < len(found) < len(names_in(instance))
    page = reader.get("/beheer/organisaties?q=thuis").text
    assert all(name in page for name in list(found)[:5])
    assert 'href="/beheer/export/organisaties.xlsx?q=thuis"' in page


def test_the_file_imports_to_the_same_again(instance: Instance, reader: FlaskClient, tmp_path: Path) -> None:
    for form in ("csv", "xlsx"):
        (tmp_path / f"alles.{form}").write_bytes(reader.get(f"/beheer/export/organisaties.{form}").data)
    with copied(starter_template(), tmp_path / "same") as same:
        total = len(names_in(same))
        for form in ("csv", "xlsx"):
            said = same.command("import", "services", tmp_path / f"alles.{form}").output
            assert f"0 nieuw, 0 gewijzigd, {total} gelijk" in said


def test_only_the_chosen_records_come_out(instance: Instance, reader: FlaskClient) -> None:
    with instance.session() as session:
        chosen = session.scalars(select(Organization).limit(2)).all()
        names, query = {item.name for item in chosen}, "&".join(f"id={item.id}" for item in chosen)
    assert {
        row["organization_name"] for row in rows_of_csv(reader.get(f"/beheer/export/organisaties.csv?{query}").data)
    } == names


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_every_list_has_every_form(reader: FlaskClient, form: str) -> None:
    for subject in SUBJECTS:
        answer = reader.get(f"/beheer/export/{subject}.{form}")
        assert answer.status_code == 200, subject
        if form == "json":
            told = json.loads(answer.data)
            assert all({"id", "state", "version"} <= set(item) for item in told["records"])
        elif form == "csv":
            assert answer.data.startswith(b"\xef\xbb\xbf"), subject
        else:
            sheet = load_workbook(io.BytesIO(answer.data), read_only=True).worksheets[0]
            assert sum(1 for _ in sheet.iter_rows()) >= 1, subject


def test_json_holds_the_whole_content(instance: Instance, reader: FlaskClient) -> None:
    told = json.loads(reader.get("/beheer/export/organisaties.json").data)
    assert told["kind"] == "organization"
    assert {item["name"] for item in told["records"]} == names_in(instance)
    assert any(item["services"][0].get("phones") for item in told["records"] if item.get("services"))


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    evil = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "'=1", "''", "a\x00\x08b", "\u2028x", "x" * 9000]
    with copied(words_template(), tmp_path / "evil") as instance:
        with (tmp_path / "f.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["organization_id", "organization_name", "service_name", "organization_description"])
            for number, text in enumerate(evil):
                writer.writerow([f"o{number}", f"N{number}", "Dienst", f"'{text}".replace("\x00", "")])
        instance.command("import", "services", tmp_path / "f.csv")
        with instance.session() as session:
            before = {item.external_id: item.description for item in session.scalars(select(Organization))}
        instance.command("export", "services", tmp_path / "e.xlsx")
        sheet = load_workbook(tmp_path / "e.xlsx").worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {
            "s",
            "inlineStr",
        }
        assert f"0 gewijzigd, {len(evil)} gelijk" in instance.command("import", "services", tmp_path / "e.xlsx").output
        with instance.session() as session:
            assert {item.external_id: item.description for item in session.scalars(select(Organization))} == before


def test_who_took_data_out_is_told(instance: Instance, reader: FlaskClient) -> None:
    reader.get("/beheer/export/begrippen.json")
    with instance.session() as session:
        line = session.scalars(select(AuditLine).order_by(AuditLine.number.desc()).limit(1)).one()
        assert (line.actor, line.action, line.detail["subject"], line.detail["form"]) == (
            "Lotte",
            "export",
            "begrippen",
            "json",
        )


@pytest.mark.parametrize(
    "address", ["organisaties.pdf", "organisaties", "tovenarij.csv", "organisaties.csv?id=1", "organisaties.csv?id="]
)
def test_what_is_no_list_is_not_found(reader: FlaskClient, address: str) -> None:
    assert reader.get(f"/beheer/export/{address}").status_code == 404


def test_odd_filters_break_nothing(reader: FlaskClient) -> None:
    for query in ("subject=x&form=y", "blad=-1", "sorteer=weg", "stand=weg", "q=" + "%" * 500):
        assert reader.get(f"/beheer/export/organisaties.csv?{query}").status_code == 200
        assert reader.get(f"/beheer/organisaties?{query}").status_code == 200


def test_the_columns_are_those_of_the_import(reader: FlaskClient) -> None:
    names = set(rows_of_csv(reader.get("/beheer/export/organisaties.csv").data)[0])
    assert names == {column.name for column in COLUMNS} - {"address"}
