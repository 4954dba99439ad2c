"""The way of a record from an edit to the public, as people at the desk take it."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.admin.pages import first_of, form_of, said, stepped, submitted
from tests.admin.people import signed_in
from tests.instances import Instance


def changed_term(editor: FlaskClient, words: str, meaning: str) -> str:
    """The address of a term that the editor changed just now."""
    record = first_of(editor, "begrippen", q=words)
    assert submitted(editor, f"{record}/bewerken/gegevens", meaning=meaning).status_code == 302
    return record


def test_an_editor_offers_and_a_colleague_publishes(
    desk: Instance, editor: FlaskClient, publisher: FlaskClient
) -> None:
    record = changed_term(editor, "respijtzorg", "Iemand neemt de zorg even van u over. Dan kunt u rusten.")
    slug = form_of(editor.get(f"{record}/bewerken/gegevens").text)["slug"]
    assert "Aangeboden" in said(stepped(editor, record, "aanbieden", comment="Klopt de laatste zin?").text)
    seen = said(publisher.get(record).text)
    assert "Klopt de laatste zin?" in seen
    assert "ter controle" in seen
    assert "Gepubliceerd" in said(stepped(publisher, record, "publiceren").text)
    assert "Dan kunt u rusten." in desk.get(f"/glossary-terms/{slug}").text


def test_a_publisher_cannot_publish_what_she_changed_herself(desk: Instance) -> None:
    pia = signed_in(desk, "publisher", "Pia Eigenwerk")
    record = changed_term(pia, "beschikking", "Een brief van uw arts. Daarmee kunt u naar een andere arts.")
    stepped(pia, record, "aanbieden")
    page = said(stepped(pia, record, "publiceren").text)
    assert "Een collega moet het nakijken" in page
    assert "ter controle" in page


def test_sending_back_wants_a_reason(desk: Instance, editor: FlaskClient, publisher: FlaskClient) -> None:
    record = changed_term(editor, "eigen bijdrage", "Wat u zelf betaalt voor zorg of hulp.")
    stepped(editor, record, "aanbieden")
    assert "Schrijf erbij wat er anders moet" in said(stepped(publisher, record, "terugsturen").text)
    page = said(stepped(publisher, record, "terugsturen", comment="Noem het CAK.").text)
    assert "Teruggestuurd" in page
    assert "Noem het CAK." in page


def test_thrown_away_changes_bring_back_what_the_public_sees(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="bewind")
    address = f"{record}/bewerken/gegevens"
    before = form_of(editor.get(address).text)["meaning"]
    submitted(editor, address, meaning="Een vergissing.")
    page = said(stepped(editor, record, "weggooien").text)
    assert "De wijzigingen zijn weg" in page
    assert form_of(editor.get(address).text)["meaning"] == before


def test_the_archive_asks_first_and_what_went_can_come_back(desk: Instance, publisher: FlaskClient) -> None:
    record = first_of(publisher, "begrippen", q="agora")
    slug = form_of(publisher.get(f"{record}/bewerken/gegevens").text)["slug"]
    asked = said(publisher.get(f"{record}/stap/archiveren").text)
    assert "Weet u het zeker?" in asked
    assert "Het publiek ziet dit dan niet meer" in asked
    assert "In het archief" in said(stepped(publisher, record, "archiveren", comment="Dubbel.").text)
    assert desk.get(f"/glossary-terms/{slug}").status_code == 410
    assert "Terug als concept" in said(stepped(publisher, record, "terughalen").text)


def test_what_was_on_the_map_twice_sends_readers_to_the_one_that_stays(desk: Instance, publisher: FlaskClient) -> None:
    record = first_of(publisher, "begrippen", q="mantelzorg")
    slug = form_of(publisher.get(f"{record}/bewerken/gegevens").text)["slug"]
    refused = said(
        stepped(publisher, record, "archiveren", replacement="https://zorg.example/begrippen/bestaat-niet").text
    )
    assert "staat niet op de site" in refused
    assert desk.get(f"/glossary-terms/{slug}").status_code == 200
    done = stepped(publisher, record, "archiveren", replacement="https://zorg.example/begrippen/ciz?postcode=3511")
    assert "komt uit bij ciz" in said(done.text)
    answer = desk.get(f"/glossary-terms/{slug}")
    assert (answer.status_code, (answer.json or {})["replacedBy"]["slug"]) == (410, "ciz")
    page = desk.client.get(f"/begrippen/{slug}")
    assert (page.status_code, page.location) == (301, "/begrippen/ciz")


def test_still_right_is_one_press_and_leaves_a_draft_where_it_is(desk: Instance, editor: FlaskClient) -> None:
    record = changed_term(editor, "indicatie", "Een draft die niet naar buiten mag.")
    slug = form_of(editor.get(f"{record}/bewerken/gegevens").text)["slug"]
    assert "Genoteerd dat dit nog klopt" in said(stepped(editor, record, "klopt-nog").text)
    assert "naar buiten" not in desk.get(f"/glossary-terms/{slug}").text


def test_a_publication_is_planned_and_cancelled(desk: Instance, editor: FlaskClient, publisher: FlaskClient) -> None:
    record = changed_term(editor, "zorgkantoor", "Dit kantoor regelt zorg uit de Wlz bij u in de buurt.")
    stepped(editor, record, "aanbieden")
    faulty = stepped(publisher, record, "plannen", dag="morgen", tijd="9", wat="publiceren")
    assert "Vul een dag en een tijd in" in said(faulty.text)
    page = stepped(publisher, record, "plannen", dag="2099-01-02", tijd="09:30", wat="publiceren")
    assert "2 jan 2099 09:30" in said(page.text)
    plan = next(part for part in page.text.split('"') if "/plan/" in part)
    token = form_of(publisher.get(f"{record}/bewerken/gegevens").text)["csrf_token"]
    answer = publisher.post(plan, data={"csrf_token": token}, follow_redirects=True)
    assert "afgezegd" in said(answer.text)
    assert "2 jan 2099" not in said(answer.text)


def test_a_step_about_an_older_version_is_not_taken(
    desk: Instance, editor: FlaskClient, publisher: FlaskClient
) -> None:
    record = changed_term(editor, "bezwaar", "U bent het niet eens met een besluit en schrijft dat op.")
    stepped(editor, record, "aanbieden")
    token = form_of(publisher.get(f"{record}/bewerken/gegevens").text)["csrf_token"]
    answer = publisher.post(
        f"{record}/stap/publiceren", data={"csrf_token": token, "version": "1"}, follow_redirects=True
    )
    assert "besluit opnieuw" in said(answer.text)


def test_an_editor_cannot_publish_by_typing_the_address(desk: Instance, editor: FlaskClient) -> None:
    record = changed_term(editor, "kinderarts", "Een arts die alles weet van zieke kinderen.")
    token = form_of(editor.get(f"{record}/bewerken/gegevens").text)["csrf_token"]
    answer = editor.post(f"{record}/stap/publiceren", data={"csrf_token": token})
    assert answer.status_code in (403, 404)
    assert "Wat het publiek nog niet ziet" in editor.get(record).text
