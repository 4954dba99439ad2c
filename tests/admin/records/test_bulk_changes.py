"""One step for many records: looked at first, done as one, and taken back."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.admin.pages import form_to, said
from tests.admin.people import signed_in
from tests.instances import Instance


def chosen(client: FlaskClient, subject: str, step: str, number: int, **filters: str) -> TestResponse:
    """Tick the first so many records of a list, and ask what a step would do."""
    page = client.get(f"/beheer/{subject}", query_string=filters).text
    fields = form_to(
        page, f"/beheer/{subject}/samen" + (f"?{'&'.join(f'{k}={v}' for k, v in filters.items())}" if filters else "")
    )
    fields.setlist("gekozen", re.findall(r'name="gekozen" value="([^"]+)"', page)[:number])
    fields["stap"] = step
    return client.post(f"/beheer/{subject}/samen", data=fields, query_string=filters)


def done(client: FlaskClient, subject: str, page: str) -> TestResponse:
    """Press the button that does it."""
    address = f"/beheer/{subject}/samen/uitvoeren"
    return client.post(address, data=form_to(page, address), follow_redirects=True)


def test_looking_changes_nothing_doing_changes_each_and_taking_back_restores_them(
    desk: Instance, editor: FlaskClient
) -> None:
    asked = chosen(editor, "begrippen", "beheerder", 3)
    assert "Er is nog niets veranderd" in said(asked.text)
    fields = form_to(asked.text, "/beheer/begrippen/samen")
    fields["waarde"] = "Eva Editor"
    looked = editor.post("/beheer/begrippen/samen", data=fields)
    assert "Eigenaar: van" in said(looked.text)
    assert "0 invoeren" in said(editor.get("/beheer/begrippen?eigenaar=Eva+Editor").text)
    result = done(editor, "begrippen", looked.text)
    assert "3 invoeren gewijzigd" in said(result.text)
    assert "3 invoeren" in said(editor.get("/beheer/begrippen?eigenaar=Eva+Editor").text)
    back = next(part for part in result.text.split('"') if part.endswith("/terugdraaien"))
    undone = editor.post(back, data=form_to(result.text, back), follow_redirects=True)
    assert "3 invoeren zijn teruggezet" in said(undone.text)
    assert "0 invoeren" in said(editor.get("/beheer/begrippen?eigenaar=Eva+Editor").text)


def test_what_cannot_be_done_says_so_per_record_and_the_rest_goes_on(desk: Instance, editor: FlaskClient) -> None:
    looked = chosen(editor, "begrippen", "aanbieden", 2)
    text = said(looked.text)
    assert "gaat niet" in text
    assert "Er is niets veranderd sinds de laatste publicatie" in text
    assert "Hier valt niets uit te voeren" in text


def test_a_wrong_day_is_refused_with_what_to_fill_in(desk: Instance, editor: FlaskClient) -> None:
    fields = form_to(chosen(editor, "organisaties", "nakijken", 2).text, "/beheer/organisaties/samen")
    fields["waarde"] = "morgen"
    page = editor.post("/beheer/organisaties/samen", data=fields)
    assert "Vul een dag in" in said(page.text)
    assert "Uitvoeren bij" not in page.text


def test_nothing_chosen_leads_back_to_the_list(desk: Instance, editor: FlaskClient) -> None:
    answer = chosen(editor, "organisaties", "aanbieden", 0)
    assert answer.status_code == 302
    assert "Kies eerst" in editor.get(answer.location).text


def test_an_editor_cannot_publish_many_at_once(desk: Instance, editor: FlaskClient) -> None:
    assert chosen(editor, "organisaties", "publiceren", 1).status_code == 404


def test_ids_that_are_not_of_this_list_are_passed_over(desk: Instance) -> None:
    client = signed_in(desk, "publisher")
    page = client.get("/beheer/begrippen").text
    term = re.findall(r'name="gekozen" value="([^"]+)"', page)[0]
    fields = form_to(client.get("/beheer/organisaties").text, "/beheer/organisaties/samen")
    fields.setlist("gekozen", [term, "onzin", "00000000-0000-0000-0000-000000000000:1"])
    fields["stap"] = "archiveren"
    assert client.post("/beheer/organisaties/samen", data=fields).status_code == 302


def test_more_than_can_go_to_the_archive_at_once_is_told(desk: Instance) -> None:
    client = signed_in(desk, "publisher")
    page = client.get("/beheer/begrippen").text
    fields = form_to(page, "/beheer/begrippen/samen")
    fields["stap"], fields["alles"] = "archiveren", "1"
    total = int(re.findall(r"alle (\d+) uit deze lijst", said(page))[0])
    looked = client.post("/beheer/begrippen/samen", data=fields).text
    assert "50 invoeren gekozen" in said(looked)
    assert f"Doe de andere {total - 50} daarna" in said(looked)
