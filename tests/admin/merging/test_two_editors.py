"""Two people edit the same record at once: the second chooses per field, and nothing of either is lost."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.admin.pages import UUID, form_of, resubmitted, said, submitted
from tests.admin.people import signed_in
from tests.instances import Instance

PAYLOAD = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def tom(desk: Instance) -> FlaskClient:
    """A client of the colleague who is faster."""
    return signed_in(desk, "editor", "Tom Tweede")


def organization(editor: FlaskClient, name: str) -> str:
    """The address of an organization that was just made."""
    answer = submitted(editor, "/beheer/organisaties/nieuw", name=name, description="Zorg thuis.")
    assert answer.status_code == 302, said(answer.text)
    return str(answer.location)


def with_service(editor: FlaskClient, name: str, *services: str) -> str:
    """The address of an organization with services."""
    record = organization(editor, name)
    for service in services:
        assert submitted(editor, f"{record}/bewerken/diensten/nieuw", name=service).status_code == 302
    return record


def services_of(editor: FlaskClient, record: str) -> list[str]:
    """The addresses of the forms of the services of a record."""
    return re.findall(rf'href="({record}/bewerken/diensten/{UUID})"', editor.get(record).text)


def merged(editor: FlaskClient, record: str, page: str, **choices: str) -> TestResponse:
    """Choose on the page with both versions, and save."""
    fields: MultiDict[str, str] = form_of(page, "merge-form")
    for field, side in choices.items():
        fields[f"keuze.{field}"] = side
    return editor.post(f"{record}/samenvoegen", data=fields)


def facts(editor: FlaskClient, record: str) -> MultiDict[str, str]:
    """What the form of the record says now."""
    return form_of(editor.get(f"{record}/bewerken/gegevens").text)


def met(editor: FlaskClient, tom: FlaskClient, record: str, hers: dict[str, str], his: dict[str, str]) -> str:
    """The page she gets when Tom saved `his` while she typed `hers`."""
    address = f"{record}/bewerken/gegevens"
    opened = editor.get(address).text
    assert submitted(tom, address, comment="Van Tom", **his).status_code == 302
    answer = resubmitted(editor, address, opened, **hers)
    assert answer.status_code == 409
    return answer.text


def test_both_versions_stand_side_by_side_with_words_marked_and_who_saved(
    desk: Instance, editor: FlaskClient, tom: FlaskClient
) -> None:
    text = "Wij komen bij u thuis en zorgen voor uw kind, dag en nacht."
    record = organization(editor, "Huis A")
    submitted(editor, f"{record}/bewerken/gegevens", description=text)
    page = met(
        editor,
        tom,
        record,
        {"description": text.replace("nacht", "avond"), "email": "eva@example.org"},
        {"description": text.replace("thuis", "langs"), "kvk": "12345678"},
    )
    words = said(page)
    assert "Tom Tweede" in words
    assert "Van Tom" in words
    assert f"Eerst stond er: {text}" in words
    assert "<del>nacht.</del><ins>avond.</ins>" in page
    assert "<del>thuis </del><ins>langs </ins>" in page
    alone = words[words.index("Alleen u veranderde dit") :]
    assert alone.index("eva@example.org") < alone.index("Alleen uw collega") < alone.index("12345678")
    assert "checked" not in page


@pytest.mark.parametrize(("side", "kept"), [("mine", "De tekst van Eva."), ("theirs", "De tekst van Tom.")])
def test_she_chooses_per_field_and_what_only_one_changed_is_kept(
    desk: Instance, editor: FlaskClient, tom: FlaskClient, side: str, kept: str
) -> None:
    record = organization(editor, f"Huis B {side}")
    page = met(
        editor,
        tom,
        record,
        {"description": "De tekst van Eva.", "email": "eva@example.org"},
        {"description": "De tekst van Tom.", "kvk": "12345678"},
    )
    answer = merged(editor, record, page, description=side)
    assert answer.status_code == 302, said(answer.text)
    now = facts(editor, record)
    assert (now["description"], now["email"], now["kvk"]) == (kept, "eva@example.org", "12345678")
    history = said(editor.get(f"{record}/geschiedenis").text)
    assert "samengevoegd met versie 2" in history
    assert "U was hier bezig" not in editor.get(f"{record}/bewerken/gegevens").text


def test_nothing_is_saved_until_every_field_was_chosen(desk: Instance, editor: FlaskClient, tom: FlaskClient) -> None:
    record = organization(editor, "Huis C")
    page = met(
        editor,
        tom,
        record,
        {"description": "Van Eva.", "legal_form": "stichting"},
        {"description": "Van Tom.", "legal_form": "vereniging"},
    )
    answer = merged(editor, record, page, description="mine")
    assert answer.status_code == 400
    assert "Er is nog 1 ding niet goed" in said(answer.text)
    assert 'href="#keuze.legal_form-mine"' in answer.text
    assert facts(editor, record)["description"] == "Van Tom."
    assert form_of(answer.text, "merge-form")["keuze.description"] == "mine"
    assert merged(editor, record, answer.text, legal_form="theirs").status_code == 302
    assert (facts(editor, record)["description"], facts(editor, record)["legal_form"]) == ("Van Eva.", "vereniging")


def test_who_is_too_late_again_is_asked_again_and_keeps_what_still_holds(
    desk: Instance, editor: FlaskClient, tom: FlaskClient
) -> None:
    record = organization(editor, "Huis D")
    page = met(
        editor,
        tom,
        record,
        {"description": "Van Eva.", "legal_form": "stichting"},
        {"description": "Van Tom.", "legal_form": "vereniging"},
    )
    submitted(tom, f"{record}/bewerken/gegevens", description="Nog eens van Tom.")
    answer = merged(editor, record, page, description="mine", legal_form="mine")
    assert answer.status_code == 409
    assert "nog een keer gewijzigd" in said(answer.text)
    assert "Nog eens van Tom." in said(answer.text)
    chosen = form_of(answer.text, "merge-form")
    assert chosen["keuze.legal_form"] == "mine"
    assert "keuze.description" not in chosen
    assert facts(editor, record)["description"] == "Nog eens van Tom."
    assert merged(editor, record, answer.text, description="mine").status_code == 302
    assert (facts(editor, record)["description"], facts(editor, record)["legal_form"]) == ("Van Eva.", "stichting")


def test_of_two_new_services_both_stay(desk: Instance, editor: FlaskClient, tom: FlaskClient) -> None:
    record = organization(editor, "Huis E")
    address = f"{record}/bewerken/diensten/nieuw"
    opened = editor.get(address).text
    assert submitted(tom, address, name="Nachtzorg van Tom").status_code == 302
    answer = resubmitted(editor, address, opened, name="Dagzorg van Eva")
    assert answer.status_code == 409
    assert "U veranderde niet hetzelfde" in said(answer.text)
    assert merged(editor, record, answer.text).status_code == 302
    shown = said(editor.get(record).text)
    assert "Nachtzorg van Tom" in shown
    assert "Dagzorg van Eva" in shown


def test_her_work_on_a_service_is_not_put_in_another_one_after_they_moved(
    desk: Instance, editor: FlaskClient, tom: FlaskClient
) -> None:
    record = with_service(editor, "Huis F", "Eerste", "Tweede")
    second = services_of(editor, record)[1]
    opened = editor.get(second).text
    order = f"{record}/bewerken/diensten"
    moved = submitted(tom, order, "down:services.0").text
    assert resubmitted(tom, order, moved).status_code == 302
    answer = resubmitted(editor, second, opened, fees="Gratis")
    assert answer.status_code == 409
    assert merged(editor, record, answer.text).status_code == 302
    assert form_of(editor.get(second).text)["name"] == "Tweede"
    assert form_of(editor.get(second).text)["fees"] == "Gratis"
    assert [form_of(editor.get(item).text)["name"] for item in services_of(editor, record)] == ["Tweede", "Eerste"]


@pytest.mark.parametrize(("side", "left"), [("mine", 1), ("theirs", 0)])
def test_a_service_that_one_removed_and_the_other_changed_is_asked_about(
    desk: Instance, editor: FlaskClient, tom: FlaskClient, side: str, left: int
) -> None:
    record = with_service(editor, f"Huis G {side}", "Nachtzorg")
    [service] = services_of(editor, record)
    opened = editor.get(service).text
    order = f"{record}/bewerken/diensten"
    assert resubmitted(tom, order, submitted(tom, order, "remove:services.0").text).status_code == 302
    answer = resubmitted(editor, service, opened, fees="Gratis")
    assert "weggehaald of leeg" in said(answer.text)
    choice = {f"services.{service.rsplit('/', maxsplit=1)[-1]}": side}
    assert merged(editor, record, answer.text, **choice).status_code == 302
    assert len(services_of(editor, record)) == left


def test_what_cannot_be_kept_says_so_and_waits_in_the_form(
    desk: Instance, editor: FlaskClient, tom: FlaskClient
) -> None:
    record = organization(editor, "Huis H")
    page = met(editor, tom, record, {"email": "geen adres"}, {"kvk": "12345678"})
    answer = merged(editor, record, page)
    assert answer.status_code == 400
    assert "E-mail:" in said(answer.text)
    link = re.search(rf'href="({record}/bewerken/gegevens\?verder=1)"', answer.text)
    assert link is not None
    opened = editor.get(link[1]).text
    assert (form_of(opened)["email"], form_of(opened)["kvk"]) == ("geen adres", "12345678")
    assert resubmitted(editor, f"{record}/bewerken/gegevens", opened, email="eva@example.org").status_code == 302
    assert facts(editor, record)["kvk"] == "12345678"


def test_who_closes_the_page_finds_her_text_in_the_form(desk: Instance, editor: FlaskClient, tom: FlaskClient) -> None:
    record = organization(editor, "Huis I")
    met(editor, tom, record, {"description": "Lang werk van Eva."}, {"description": "Van Tom."})
    address = f"{record}/bewerken/gegevens"
    assert "U was hier bezig" in editor.get(address).text
    resumed = editor.get(f"{address}?verder=1").text
    assert form_of(resumed)["description"] == "Lang werk van Eva."
    assert resubmitted(editor, address, resumed).status_code == 409


def test_what_was_not_packed_by_us_is_refused(desk: Instance, editor: FlaskClient, tom: FlaskClient) -> None:
    record, other = organization(editor, "Huis J"), organization(editor, "Huis K")
    page = met(editor, tom, record, {"description": "Van Eva."}, {"description": "Van Tom."})
    fields = form_of(page, "merge-form")
    assert editor.post(f"{other}/samenvoegen", data=fields).status_code == 400
    for packed in ("", "onzin", fields["mine"][:-2]):
        fields["mine"] = packed
        assert editor.post(f"{record}/samenvoegen", data=fields).status_code == 400
    assert facts(editor, record)["description"] == "Van Tom."
    reader = signed_in(desk, "reader")
    assert reader.post(f"{record}/samenvoegen", data=fields).status_code in (400, 403)


def test_texts_of_both_are_never_markup(desk: Instance, editor: FlaskClient, tom: FlaskClient) -> None:
    record = organization(editor, f"Huis {PAYLOAD}")
    page = met(
        editor,
        tom,
        record,
        {"description": f"Een hele lange tekst van Eva over van alles {PAYLOAD}", "email": PAYLOAD},
        {"description": f"Een hele lange tekst van Tom over van alles {PAYLOAD}", "legal_form": PAYLOAD},
    )
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
