"""The pages of the inbox: what a curator sees of a suggestion, and what her buttons do."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import db
from core.orm import begin_write
from core.suggestions.sending import SuggestionInput, find_suggestion, send_suggestion
from core.suggestions.targets import find_target
from socialmap.models import Organization, Service
from tests.admin.people import signed_in
from tests.instances import Instance

XSS = '<script>alert(1)</script><img src=x onerror="alert(2)">\'"><svg/onload=alert(3)>'


@pytest.fixture(scope="module")
def editor(instance: Instance) -> FlaskClient:
    return signed_in(instance, "editor", "Eva Editor")


def services(instance: Instance) -> list[tuple[str, str]]:
    """Ids and names of public services with a telephone number of their own."""
    with instance.session() as session:
        return [
            (str(service.id), service.name)
            for service in session.scalars(select(Service).order_by(Service.slug))
            if service.phones and find_target(session, "service", str(service.id))
        ]


def send(instance: Instance, **given: Any) -> str:
    with instance.app.app_context():
        begin_write(db.session)
        code = send_suggestion(db.session, SuggestionInput(**given)).follow_up_code
        db.session.commit()
        return code


def about(instance: Instance, number: int = 0, **given: Any) -> tuple[str, str]:
    """Send a suggestion about a service; gives its code and the id of the service."""
    service_id, _ = services(instance)[number]
    return send(instance, kind="service", key=service_id, **given), service_id


def page(client: FlaskClient, code: str = "") -> str:
    response = client.get(f"/beheer/suggesties/{code}".rstrip("/"))
    assert response.status_code == 200, response.text
    return response.text


def post(client: FlaskClient, code: str, step: str, **fields: Any) -> Any:
    shown = client.get(f"/beheer/suggesties/{code}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
    assert token is not None
    version = re.search(r'name="versie" value="(\d+)"', shown)
    data = {"csrf_token": token[1], **({"versie": version[1]} if version else {}), **fields}
    return client.post(f"/beheer/suggesties/{code}/{step}", data=data)


def state(instance: Instance, code: str) -> tuple[str, str | None]:
    with instance.session() as session:
        found = find_suggestion(session, code)
        assert found is not None
        return found.state, found.reason


def service(instance: Instance, service_id: str) -> Service:
    with instance.session() as session:
        found = session.get_one(Service, uuid.UUID(service_id))
        session.refresh(found)
        assert found.phones is not None
        session.expunge_all()
        return found


def test_the_inbox_shows_what_waits_and_its_filters_stand_in_the_address(
    instance: Instance, editor: FlaskClient
) -> None:
    code, _ = about(instance, fields={"alert": "Vol."}, role="parent")
    new = send(instance, organization={"name": "Thuiszorg De Sluis"}, role="organization")
    shown = page(editor)
    assert code in shown
    assert new in shown
    only_new = editor.get("/beheer/suggesties?wat=nieuw").text
    assert new in only_new
    assert code not in only_new
    assert code in editor.get("/beheer/suggesties?wie=parent&soort=service").text
    assert "Thuiszorg De Sluis" in editor.get(f"/beheer/suggesties?q={new.lower()}").text
    assert code not in editor.get("/beheer/suggesties?stand=rejected").text
    for odd in ("?blad=99999", "?blad=x", "?stand=zomaar", "?wat=x&soort=<x>&q=%25_", "?wie=" + "x" * 500):
        assert editor.get(f"/beheer/suggesties{odd}").status_code == 200


def test_a_suggestion_stands_beside_what_is_there_field_by_field(instance: Instance, editor: FlaskClient) -> None:
    code, service_id = about(
        instance, 1, fields={"phones.0.number": "030 765 43 21", "minimumAge": 3.5}, text="We belden met hen."
    )
    shown = page(editor, code)
    old = service(instance, service_id)
    assert "030 765 43 21" in shown
    assert old.phones[0].number in shown
    assert "3,5" in shown
    assert "We belden met hen." in shown
    assert "Telefoonnummer" in shown
    assert shown.count('type="checkbox"') == shown.count(" checked") - 1 == 2


def test_only_what_is_ticked_goes_into_the_draft(instance: Instance, editor: FlaskClient) -> None:
    code, service_id = about(instance, 2, fields={"alert": "Wachtlijst.", "minimumAge": 3.5})
    response = post(editor, code, "overnemen", veld=["alert"], uitleg="De leeftijd klopt wel.")
    assert response.status_code == 302
    assert "Overgenomen in het concept" in editor.get(response.headers["Location"]).text
    after = service(instance, service_id)
    assert (after.alert, after.minimum_age) != ("Wachtlijst.", 3.5)
    assert after.alert == "Wachtlijst."
    assert state(instance, code) == ("partly-taken-over", "De leeftijd klopt wel.")


def test_one_button_takes_all(instance: Instance, editor: FlaskClient) -> None:
    code, service_id = about(instance, 3, fields={"alert": "Wachtlijst.", "minimumAge": 3.5})
    assert post(editor, code, "overnemen", alles="1").status_code == 302
    after = service(instance, service_id)
    assert (after.alert, after.minimum_age) == ("Wachtlijst.", 3.5)
    assert state(instance, code)[0] == "taken-over"


def test_what_somebody_changed_since_is_not_ticked_and_says_so(instance: Instance, editor: FlaskClient) -> None:
    code, service_id = about(instance, 4, fields={"capacity": "Vier plaatsen"})
    with instance.app.app_context():
        begin_write(db.session)
        db.session.get_one(Service, uuid.UUID(service_id)).capacity = "Zes plaatsen"
        db.session.commit()
    shown = page(editor, code)
    assert "intussen anders" in shown
    assert "Zes plaatsen" in shown
    assert not re.search(r'value="capacity" checked', shown)
    refused = post(editor, code, "overnemen", alles="1")
    assert refused.status_code == 400
    assert "veld-capacity" in refused.text
    assert service(instance, service_id).capacity == "Zes plaatsen"
    assert post(editor, code, "overnemen", veld=["capacity"]).status_code == 302
    assert service(instance, service_id).capacity == "Vier plaatsen"


def test_a_draft_that_changed_under_her_eyes_is_shown_again(instance: Instance, editor: FlaskClient) -> None:
    code, service_id = about(instance, 5, fields={"alert": "Vol."})
    response = post(editor, code, "overnemen", veld=["alert"], versie="0")
    assert response.status_code == 409
    assert "intussen gewijzigd" in response.text
    assert service(instance, service_id).alert != "Vol."


def test_a_fault_stands_at_its_field_and_nothing_is_lost(instance: Instance, editor: FlaskClient) -> None:
    code, service_id = about(instance, 6, fields={"website": "dit is geen webadres", "alert": "Vol."})
    response = post(editor, code, "overnemen", veld=["website", "alert"], uitleg="Dank.")
    assert response.status_code == 400
    assert 'href="#veld-website"' in response.text
    assert 'id="fout-website"' in response.text
    assert "Dank." in response.text
    assert service(instance, service_id).alert != "Vol."
    assert state(instance, code) == ("received", None)


def test_turning_down_asks_why_and_tells_the_sender(instance: Instance, editor: FlaskClient) -> None:
    code, _ = about(instance, text="Deze organisatie bestaat niet meer.")
    empty = post(editor, code, "afwijzen", reden=" ")
    assert empty.status_code == 400
    assert 'href="#reden"' in empty.text
    assert post(editor, code, "afwijzen", reden="Wij belden: ze werken nog.").status_code == 302
    told = json.loads(instance.client.get(f"/api/v1/change-suggestions/{code}").data)
    assert (told["state"], told["reason"]) == ("rejected", "Wij belden: ze werken nog.")
    assert post(editor, code, "afwijzen", reden="Nog eens.").status_code == 400
    assert post(editor, code, "heropenen").status_code == 302
    assert post(editor, code, "verwerkt", hoeveel="deels").status_code == 302
    assert state(instance, code)[0] == "partly-taken-over"


def test_a_proposed_organization_shows_what_it_looks_like_and_becomes_a_draft(
    instance: Instance, editor: FlaskClient
) -> None:
    with instance.session() as session:
        name = session.scalars(select(Organization.name).order_by(Organization.slug)).first()
    proposed = {"name": name, "phones": [{"number": "030 765 43 21"}], "services": [{"name": "Iets nieuws"}]}
    code = send(instance, organization=proposed)
    shown = page(editor, code)
    assert "Staat dit er al?" in shown
    assert "bijna dezelfde naam" in shown
    response = post(editor, code, "overnemen", veld=["name", "services.0.name"])
    assert response.status_code == 302
    after = editor.get(response.headers["Location"]).text
    assert "Naar de invoer" in after
    with instance.session() as session:
        found = find_suggestion(session, code)
        assert found is not None
        record = session.get_one(Organization, found.record_id)
        assert (record.name, len(record.phones), len(record.services)) == (name, 0, 1)


def test_whatever_was_sent_is_shown_as_text_and_never_run(instance: Instance, editor: FlaskClient) -> None:
    code, _ = about(instance, 7, fields={"description": XSS * 3, "alert": XSS}, text=XSS, source=XSS)
    new = send(instance, organization={"name": XSS, "services": [{"name": XSS}]}, text=XSS)
    for shown in (page(editor, code), page(editor, new), page(editor), post(editor, new, "afwijzen", reden=XSS).text):
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "<svg/onload" not in shown
    assert "&lt;script&gt;alert(1)" in page(editor, code)
    assert "<script>alert" not in page(editor, new)


def test_who_only_reads_sees_it_and_decides_nothing(instance: Instance) -> None:
    code, _ = about(instance, fields={"alert": "Vol voor lezers."})
    reader = signed_in(instance, "reader")
    shown = page(reader, code)
    assert "Vol voor lezers." in shown
    assert "Neem alles over" not in shown
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
    assert token is not None
    for step in ("overnemen", "afwijzen", "verwerkt", "heropenen"):
        answer = reader.post(f"/beheer/suggesties/{code}/{step}", data={"csrf_token": token[1], "reden": "Nee."})
        assert answer.status_code == 403
    assert state(instance, code)[0] == "received"
    assert instance.app.test_client().get(f"/beheer/suggesties/{code}").status_code == 302


def test_a_form_of_another_site_does_nothing(instance: Instance, editor: FlaskClient) -> None:
    code, _ = about(instance, text="Dit klopt helemaal niet.")
    assert editor.post(f"/beheer/suggesties/{code}/afwijzen", data={"reden": "Nee."}).status_code == 400
    assert state(instance, code)[0] == "received"


def test_an_unknown_code_has_no_page(editor: FlaskClient) -> None:
    assert editor.get("/beheer/suggesties/AAAA-AAAA").status_code == 404
    assert editor.get("/beheer/suggesties/" + "x" * 300).status_code == 404
