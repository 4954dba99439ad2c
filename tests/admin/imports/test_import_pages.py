"""Import at the desk: from a file to what the public sees, and back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from import_pages import ROW, as_csv, many, step, token, upload
from openpyxl import Workbook
from sqlalchemy import func, select

from core.publishing.models import Document, RecordState
from socialmap.models import Organization
from socialmap.models.imports import ImportMapping, ImportRun, RunState
from tests.admin.people import signed_in
from tests.instances import Instance


def states(instance: Instance) -> dict[str, RecordState]:
    with instance.session() as session:
        return {item.name: item.state for item in session.scalars(select(Organization))}


def public(instance: Instance) -> int:
    """How many documents of organizations the public sees."""
    with instance.session() as session:
        query = select(func.count()).where(Document.current, ~Document.withdrawn, Document.kind == "organization")
        return session.scalars(query).one()


def test_an_editor_brings_a_file_in_and_a_colleague_publishes_it(
    instance: Instance, editor: FlaskClient, publisher: FlaskClient
) -> None:
    page = upload(editor, as_csv(many(3)), "lijst.csv")
    assert page.status_code == 200
    assert "Organisatie 2" in page.text
    assert states(instance) == {}
    page = step(editor, 1, "invoeren", doel="review")
    assert page.status_code == 200
    assert set(states(instance).values()) == {RecordState.IN_REVIEW}
    assert "Publiceer" not in page.text
    assert public(instance) == 0
    assert "Publiceer 3 organisaties" in publisher.get("/beheer/import/1").text
    step(publisher, 1, "publiceren")
    assert set(states(instance).values()) == {RecordState.PUBLISHED}
    assert public(instance) == 3


def test_a_publisher_cannot_publish_her_own_import(instance: Instance, publisher: FlaskClient) -> None:
    upload(publisher, as_csv(many(2)))
    page = step(publisher, 1, "invoeren", doel="review")
    assert "Dit is uw eigen import. Een collega kijkt hem na en publiceert hem." in page.text
    page = step(publisher, 1, "publiceren")
    assert "U hebt hier zelf aan gewerkt" in page.text
    assert public(instance) == 0
    step(signed_in(instance, "publisher", "Ada"), 1, "publiceren")
    assert public(instance) == 2


def test_an_editor_cannot_publish_an_import(instance: Instance, editor: FlaskClient) -> None:
    upload(editor, as_csv(many(1)))
    step(editor, 1, "invoeren", doel="review")
    assert step(signed_in(instance, "editor"), 1, "publiceren").status_code == 403
    assert public(instance) == 0


def test_what_may_not_be_published_stays_with_the_reason(
    instance: Instance, editor: FlaskClient, publisher: FlaskClient
) -> None:
    rows = [ROW, {**many(1)[0], "phone": "", "service_area": ""}]
    upload(editor, as_csv(rows))
    step(editor, 1, "invoeren", doel="review")
    page = step(publisher, 1, "publiceren")
    assert "Herstel eerst wat ontbreekt of niet klopt." in page.text
    assert states(instance) == {
        "Kinderthuiszorg De Beer": RecordState.PUBLISHED,
        "Organisatie 0": RecordState.IN_REVIEW,
    }


def test_the_report_shows_what_changes_field_by_field(instance: Instance, editor: FlaskClient) -> None:
    upload(editor, as_csv([ROW]))
    step(editor, 1, "invoeren", doel="draft")
    page = upload(editor, as_csv([{**ROW, "phone": "030 111 1111", "fees": "Tien euro"}, *many(1)]), "nieuw.csv")
    assert "<del>030 789 7878</del>" in page.text
    assert "<ins>030 111 1111</ins>" in page.text
    assert "<ins>Tien euro</ins>" in page.text
    only_new = editor.get("/beheer/import/2?soort=new").text
    assert "Organisatie 0" in only_new
    assert "Tien euro" not in only_new
    assert "Organisatie 0" not in editor.get("/beheer/import/2?q=beer").text


def test_rows_with_faults_are_left_out_only_when_asked(instance: Instance, editor: FlaskClient) -> None:
    page = upload(editor, as_csv([*many(2), {**ROW, "phone": "bel maar", "care_types": "tovenarij"}]))
    assert "&#39;bel maar&#39; is geen telefoonnummer" in page.text
    assert "staat niet in de lijst" in page.text
    refused = step(editor, 1, "invoeren", doel="draft")
    assert refused.status_code == 400
    assert "Zet een vinkje" in refused.text
    assert states(instance) == {}
    step(editor, 1, "invoeren", doel="draft", overslaan="1")
    assert set(states(instance)) == {"Organisatie 0", "Organisatie 1"}


def test_a_goal_must_be_chosen_from_those_that_are_offered(instance: Instance, editor: FlaskClient) -> None:
    upload(editor, as_csv(many(1)))
    for goal in ("", "public", "weg"):
        assert step(editor, 1, "invoeren", doel=goal).status_code == 400
    assert states(instance) == {}


def test_the_report_is_a_file_too_and_no_cell_is_a_formula(instance: Instance, editor: FlaskClient) -> None:
    upload(editor, as_csv([ROW]))
    step(editor, 1, "invoeren", doel="draft")
    upload(editor, as_csv([{**ROW, "fees": "=1+1"}, {**many(1)[0], "phone": "@nul"}]))
    answer = editor.get("/beheer/import/2/verslag.csv")
    assert answer.mimetype == "text/csv"
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[0] == ["regels", "wat", "organisatie", "veld", "was", "wordt", "uitleg", "gedaan"]
    assert lines[1][:3] == ["2", "gewijzigd", "Kinderthuiszorg De Beer"]
    assert lines[1][5] == "'=1+1"
    assert (lines[2][0], lines[2][1], lines[2][4]) == ("3", "rij met fout", "'@nul")


FOREIGN = [
    {"Naam instelling": "Kinderthuiszorg De Beer", "Product": "Thuis", "Tel.": "0307897878", "Haarkleur": "rood"},
    {"Naam instelling": "De Vos", "Product": "Op school", "Tel.": "", "Haarkleur": ""},
]


def test_columns_of_a_foreign_file_are_proposed_matched_and_remembered(instance: Instance, editor: FlaskClient) -> None:
    page = upload(editor, as_csv(FOREIGN), bron="Lijst gemeente")
    assert "Kolommen koppelen" in page.text
    assert "rood" in page.text
    assert '<option value="organization_name" selected>' in page.text
    assert '<option value="service_name" selected>' in page.text
    fields = {"kolom-0": "organization_name", "kolom-1": "service_name", "kolom-2": "phone", "kolom-3": ""}
    page = step(editor, 1, "kolommen", **fields, **{"vast-0": "laws", "waarde-0": "zvw"})
    assert "De Vos" in page.text
    step(editor, 1, "invoeren", doel="draft")
    with instance.session() as session:
        found = session.scalars(select(Organization).where(Organization.name == "Kinderthuiszorg De Beer")).one()
        assert found.services[0].phones[0].number == "030 789 7878"
        assert found.services[0].laws == ["zvw"]
        assert session.scalars(select(ImportMapping.source)).all() == ["Lijst gemeente"]
    renamed = [{"Haarkleur" if name == "Tel." else name: value for name, value in row.items()} for row in FOREIGN]
    again = upload(editor, as_csv([{**FOREIGN[0], "Product": "Nieuw"}]), bron="Lijst gemeente").text
    assert '<option value="phone" selected>' in again
    assert 'value="zvw"' in again
    assert '<option value="phone" selected>' not in upload(editor, as_csv(renamed)).text


def test_matching_says_every_fault(instance: Instance, editor: FlaskClient) -> None:
    upload(editor, as_csv(FOREIGN))
    page = step(
        editor,
        1,
        "kolommen",
        **{"kolom-0": "organization_name", "kolom-1": "tovenarij", "vast-0": "organization_name", "waarde-0": "x"},
        **{"vast-1": "laws", "waarde-1": ""},
    )
    assert page.status_code == 400
    for sentence in (
        "Kies een kolom uit de lijst.",
        "Deze kolom komt al uit het bestand.",
        "Vul een waarde in van hoogstens 500 tekens.",
        "Naam van de dienst (verplicht)",
    ):
        assert sentence in page.text, sentence
    with instance.session() as session:
        assert session.scalars(select(ImportRun.state)).one() is RunState.UPLOADED


def test_undoing_asks_first_and_puts_everything_back(
    instance: Instance, editor: FlaskClient, publisher: FlaskClient
) -> None:
    upload(editor, as_csv(many(2)))
    step(editor, 1, "invoeren", doel="review")
    step(publisher, 1, "publiceren")
    assert "Vraag een eindredacteur" in editor.get("/beheer/import/1/terugdraaien").text
    assert step(editor, 1, "terugdraaien").status_code == 403
    assert public(instance) == 2
    assert "gaat naar het archief" in publisher.get("/beheer/import/1/terugdraaien").text
    page = step(publisher, 1, "terugdraaien")
    assert "teruggedraaid" in page.text
    assert public(instance) == 0
    assert step(publisher, 1, "terugdraaien").status_code == 409


def test_an_import_that_wrote_nothing_can_be_thrown_away(instance: Instance, editor: FlaskClient) -> None:
    upload(editor, as_csv(many(1)))
    assert "De import is weggegooid." in step(editor, 1, "weggooien").text
    assert editor.get("/beheer/import/1").status_code == 404
    upload(editor, as_csv(many(1)))
    step(editor, 2, "invoeren", doel="draft")
    assert step(editor, 2, "weggooien").status_code == 409


def test_a_large_import_waits_for_the_command_and_shows_how_far_it_is(instance: Instance, editor: FlaskClient) -> None:
    page = upload(editor, as_csv(many(501)))
    assert "zorgbuurt import work" in page.text
    assert "Ververs" in page.text
    assert editor.get("/beheer/import/1/voortgang").json == {
        "state": "to check",
        "text": "Het bestand wacht op de controle.",
    }
    instance.command("import", "work")
    assert "Voer in" in editor.get("/beheer/import/1").text
    step(editor, 1, "invoeren", doel="draft")
    assert states(instance) == {}
    assert editor.get("/beheer/import/1/voortgang").json["text"] == "0 van 501 organisaties gedaan."
    instance.command("import", "work")
    assert len(states(instance)) == 501
    assert editor.get("/beheer/import/1/voortgang").json == {"state": "applied", "text": "ingevoerd"}


def workbook(rows: list[dict[str, str]]) -> bytes:
    made = Workbook()
    made.active.append(list(rows[0]))
    for row in rows:
        made.active.append(list(row.values()))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_workbook_can_be_uploaded(instance: Instance, editor: FlaskClient) -> None:
    page = upload(editor, workbook(many(2)), "lijst.xlsx")
    assert "Organisatie 1" in page.text
    step(editor, 1, "invoeren", doel="draft")
    assert len(states(instance)) == 2


WRONG = {
    "lijst.xlsx": (b"<html><table></table></html>", "Dit is een webpagina of XML."),
    "lijst.xls": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Dit is een oud Excel-bestand"),
    "lijst.csv": (b"%PDF-1.7", "Dit is een PDF."),
    "leeg.csv": (b"", "Het bestand is leeg."),
    "half.xlsx": (b"PK\x03\x04" + b"\0" * 100, "Dit is geen Excel-bestand dat we kunnen lezen."),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_of_the_wrong_sort_is_refused_with_what_to_do(
    instance: Instance, editor: FlaskClient, name: str
) -> None:
    content, advice = WRONG[name]
    page = upload(editor, content, name, bron="Lijst")
    assert page.status_code == 400
    assert advice in page.text
    assert 'value="Lijst"' in page.text
    assert "Er is nog niets ingebracht" in editor.get("/beheer/import").text


def test_no_file_is_told(instance: Instance, editor: FlaskClient) -> None:
    data = {"csrf_token": token(editor)}
    page = editor.post("/beheer/import/nieuw", data=data)
    assert (page.status_code, "Kies een bestand." in page.text) == (400, True)


def test_nothing_runs_that_a_file_brings(instance: Instance, editor: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    rows = [{**ROW, "organization_name": evil, "phone": evil}, {**many(1)[0], "organization_name": evil}]
    page = upload(editor, as_csv(rows), f"{evil}.csv", bron=evil, verzameling=evil)
    assert evil not in page.text
    assert "&lt;script&gt;" in page.text
    assert evil not in editor.get("/beheer/import").text
    upload(editor, as_csv([{evil: evil}]))
    assert evil not in editor.get("/beheer/import/2/kolommen").text


def test_a_form_of_another_site_brings_nothing_in(instance: Instance, editor: FlaskClient) -> None:
    data = {"bestand": (io.BytesIO(as_csv(many(1))), "lijst.csv")}
    answer = editor.post("/beheer/import/nieuw", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert "Er is nog niets ingebracht" in editor.get("/beheer/import").text


def test_the_file_stays_private(instance: Instance, editor: FlaskClient) -> None:
    upload(editor, as_csv(many(1)))
    folder: Path = instance.folder / "imports"
    assert folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())


@pytest.mark.parametrize(
    "odd", ["number=9&_external=1", "endpoint=x", "_anchor=x&_method=y", "blad=-4&soort=weg&gedaan=weg"]
)
def test_odd_filters_in_an_address_break_no_list(instance: Instance, editor: FlaskClient, odd: str) -> None:
    upload(editor, as_csv(many(1)))
    for page in ("import", "import/1", "organisaties", "suggesties"):
        assert editor.get(f"/beheer/{page}?{odd}").status_code == 200, page
