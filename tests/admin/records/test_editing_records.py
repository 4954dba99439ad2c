"""Editing at the desk: what is saved, what is refused and where it says so, and that nothing typed is ever lost."""

from __future__ import annotations

import re
import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.publishing.models import Revision
from tests.admin.pages import UUID, first_of, form_of, resubmitted, said, submitted
from tests.admin.people import add_person, signed_in
from tests.instances import Instance


def new_organization(editor: FlaskClient, name: str) -> str:
    """The address of an organization that was just made."""
    answer = submitted(editor, "/beheer/organisaties/nieuw", name=name, description="Zorg thuis.")
    assert answer.status_code == 302, said(answer.text)
    return str(answer.location)


def versions_of(desk: Instance, record: str) -> int:
    """How many revisions a record has."""
    with desk.session() as session:
        query = select(func.count()).where(Revision.record_id == uuid.UUID(record.rsplit("/", maxsplit=1)[-1]))
        return session.scalars(query).one()


def test_an_editor_makes_an_organization_with_a_service_and_its_telephone(desk: Instance, editor: FlaskClient) -> None:
    record = new_organization(editor, "Zorghuis De Wilg")
    address = f"{record}/bewerken/diensten/nieuw"
    page = resubmitted(editor, address, editor.get(address).text, "add:phones", name="Nachtzorg").text
    assert form_of(page)["name"] == "Nachtzorg"
    assert "phones.0.number" in form_of(page)
    answer = resubmitted(
        editor,
        address,
        page,
        **{"phones.0.number": "0307897878", "care_types": ["kinderthuiszorg"], "laws": ["zvw", "wlz"]},
    )
    assert answer.status_code == 302, said(answer.text)
    shown = said(editor.get(record).text)
    assert "Nachtzorg" in shown
    assert "concept" in shown
    service = re.search(rf"{record}/bewerken/diensten/{UUID}", editor.get(record).text)
    assert service is not None
    fields = form_of(editor.get(service[0]).text)
    assert fields["phones.0.number"] == "030 789 7878"
    assert fields.getlist("laws") == ["zvw", "wlz"]


def test_every_fault_stands_at_its_field_and_in_the_summary_and_nothing_is_saved(
    desk: Instance, editor: FlaskClient
) -> None:
    record = new_organization(editor, "Zorghuis De Beuk")
    address = f"{record}/bewerken/gegevens"
    page = submitted(editor, address, "add:phones").text
    answer = resubmitted(
        editor,
        address,
        page,
        name="",
        kvk="12",
        email="geen adres",
        **{"phones.0.number": "bel ons", "phones.0.kind": "x"},
    )
    assert answer.status_code == 400
    for name in ("name", "kvk", "email", "phones.0.number"):
        assert f'<a href="#{name}">' in answer.text
        assert f'id="{name}-fout"' in answer.text
    typed = form_of(answer.text)
    assert (typed["kvk"], typed["email"], typed["phones.0.number"]) == ("12", "geen adres", "bel ons")
    assert versions_of(desk, record) == 1
    assert "Zorghuis De Beuk" in editor.get(record).text


def test_saving_what_did_not_change_makes_no_version(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="wlz")
    before = versions_of(desk, record)
    answer = submitted(editor, f"{record}/bewerken/gegevens")
    assert answer.status_code == 302
    assert "Er was niets veranderd" in editor.get(answer.location).text
    assert versions_of(desk, record) == before


def test_the_public_sees_the_old_text_until_publication(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="mantelzorg")
    slug = form_of(editor.get(f"{record}/bewerken/gegevens").text)["slug"]
    answer = submitted(editor, f"{record}/bewerken/gegevens", meaning="Zorg die u aan een naaste geeft. Nieuw.")
    assert answer.status_code == 302
    page = said(editor.get(record).text)
    assert "Wat het publiek nog niet ziet" in page
    assert "gewijzigd" in page
    assert "Nieuw." not in desk.get(f"/glossary-terms/{slug}").text


def test_of_two_who_edit_at_once_the_second_sees_both_texts_and_loses_none(desk: Instance, editor: FlaskClient) -> None:
    colleague = signed_in(desk, "editor", "Tom Tweede")
    record = new_organization(editor, "Zorghuis De Es")
    address = f"{record}/bewerken/gegevens"
    mine = editor.get(address).text
    assert submitted(colleague, address, description="De tekst van Tom.").status_code == 302
    answer = resubmitted(editor, address, mine, description="De tekst van Eva.")
    assert answer.status_code == 409
    assert "De tekst van Tom." in said(answer.text)
    assert "De tekst van Eva." in said(answer.text)
    assert versions_of(desk, record) == 2


def test_a_save_after_the_session_ended_is_kept_and_offered_after_signing_in(desk: Instance) -> None:
    person = add_person(desk, "editor", "Lot Laat")
    client = signed_in(desk, name=person.name)
    record = new_organization(client, "Zorghuis De Linde")
    address = f"{record}/bewerken/gegevens"
    page = client.get(address).text
    answer = resubmitted(desk.app.test_client(), address, page, description="Lang werk dat niet weg mag.")
    assert answer.status_code == 302
    assert "/beheer/aanmelden" in answer.location
    back = signed_in(desk, name=person.name)
    offered = back.get(address).text
    assert "U was hier bezig" in offered
    assert "Lang werk" not in form_of(offered)["description"]
    resumed = back.get(f"{address}?verder=1").text
    assert form_of(resumed)["description"] == "Lang werk dat niet weg mag."
    assert resubmitted(back, address, resumed).status_code == 302
    assert "U was hier bezig" not in back.get(address).text
    stranger = signed_in(desk, "editor")
    assert "U was hier bezig" not in stranger.get(address).text


def test_without_a_note_of_ours_nothing_that_a_stranger_posts_is_kept(desk: Instance, editor: FlaskClient) -> None:
    record = new_organization(editor, "Zorghuis De Els")
    address = f"{record}/bewerken/gegevens"
    answer = desk.app.test_client().post(address, data={"name": "Kwaad", "keep": "nagemaakt", "do": "save"})
    assert answer.status_code in (302, 401)
    assert "Kwaad" not in editor.get(address).text


def test_what_is_typed_is_kept_while_typing_and_can_be_thrown_away(desk: Instance, editor: FlaskClient) -> None:
    record = new_organization(editor, "Zorghuis De Den")
    address = f"{record}/bewerken/gegevens"
    fields = form_of(editor.get(address).text)
    fields["description"] = "Half af"
    assert editor.post(f"{record}/tussentijds/gegevens", data=fields).status_code == 204
    page = editor.get(address).text
    assert "Weggooien" in page
    token = form_of(page)["csrf_token"]
    editor.post(f"{record}/tussentijds/gegevens", data={"csrf_token": token, "do": "drop"})
    assert "U was hier bezig" not in editor.get(address).text


@pytest.mark.parametrize("subject", ["organisaties", "factsheets", "begrippen", "regios", "lijsten", "routes"])
def test_a_form_without_its_token_is_refused(desk: Instance, editor: FlaskClient, subject: str) -> None:
    address = f"{first_of(editor, subject)}/bewerken/gegevens"
    fields = form_of(editor.get(address).text)
    fields.pop("csrf_token")
    answer = editor.post(address, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert "Alsnog versturen" not in answer.text


def test_a_form_that_stayed_open_too_long_can_be_sent_again_with_what_was_typed(
    desk: Instance, editor: FlaskClient
) -> None:
    record = new_organization(editor, "Zorghuis De Iep")
    address = f"{record}/bewerken/gegevens"
    fields = form_of(editor.get(address).text)
    fields["csrf_token"] = "verlopen"
    fields["description"] = "Getypt en niet kwijt"
    answer = editor.post(address, data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 400
    assert "Getypt en niet kwijt" in answer.text
    assert form_of(editor.get(address).text)["description"] == "Zorg thuis."


def test_a_factsheet_gets_a_new_edition_and_keeps_the_old_one(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "factsheets")
    page = editor.get(record).text
    edition = re.search(rf"{record}/bewerken/teksten/nieuw\?van={UUID}(?=\")", page)
    assert edition is not None
    opened = editor.get(edition[0]).text
    texts = page.count("/bewerken/teksten/") - page.count("/bewerken/teksten/nieuw")
    answer = resubmitted(
        editor, edition[0], opened, title="Hoe het vanaf 2027 gaat", valid_from="2027-01-01", review_by="2027-07-01"
    )
    assert answer.status_code == 302, said(answer.text)
    after = editor.get(record).text
    assert after.count("/bewerken/teksten/") - after.count("/bewerken/teksten/nieuw") == texts + 1


def test_a_reader_sees_everything_and_changes_nothing(desk: Instance, editor: FlaskClient) -> None:
    reader = signed_in(desk, "reader")
    record = first_of(reader, "organisaties")
    assert reader.get(record).status_code == 200
    assert "/bewerken/" not in reader.get(record).text
    assert reader.get(f"{record}/bewerken/gegevens").status_code == 403
    assert reader.get("/beheer/organisaties/nieuw").status_code == 403


@pytest.mark.parametrize(
    "place",
    [
        "bewerken/niets",
        "bewerken/diensten/00000000-0000-0000-0000-000000000000",
        "bewerken/diensten/geen-id",
        "bewerken/locaties/nieuw",
        "stap/onzin",
    ],
)
def test_an_address_that_is_not_there_says_so(desk: Instance, editor: FlaskClient, place: str) -> None:
    answer = editor.get(f"{first_of(editor, 'organisaties')}/{place}")
    assert answer.status_code == 404
    assert "Deze bladzijde is er niet" in answer.text


def test_a_factsheet_does_not_stand_among_the_organizations(desk: Instance, editor: FlaskClient) -> None:
    factsheet = first_of(editor, "factsheets").split("/")[-1]
    assert editor.get(f"/beheer/organisaties/{factsheet}").status_code == 404
    assert editor.get(f"/beheer/praktijken/{factsheet}").status_code == 404
