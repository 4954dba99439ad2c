"""Logging questions in seconds, without anything about a child, and counting them for the yearly round."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from admin.questions.models import Question
from core.orm import today
from core.publishing.models import AuditLine
from tests.admin.people import signed_in
from tests.instances import Instance

XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def token(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def log(client: FlaskClient, topic: str, **typed: Any) -> Any:
    data = {"csrf_token": token(client, "/beheer/vragen/nieuw"), "onderwerp": topic, **typed}
    return client.post("/beheer/vragen/nieuw", data=data)


def logged(client: FlaskClient, topic: str, **typed: Any) -> str:
    """Log a question that must be kept; gives the address of its page."""
    response = log(client, topic, **typed)
    assert response.status_code == 302, response.text
    return str(response.headers["Location"])


def post(client: FlaskClient, page: str, step: str, **typed: Any) -> Any:
    return client.post(f"{page}/{step}", data={"csrf_token": token(client, page), **typed})


def kept(instance: Instance, topic: str) -> Question:
    with instance.session() as session:
        question = session.scalars(select(Question).where(Question.topic == topic)).one()
        session.expunge_all()
        return question


def test_a_topic_alone_is_enough_and_the_rest_is_one_form(instance: Instance, editor: FlaskClient) -> None:
    page = logged(editor, "Alleen een onderwerp")
    assert "Alleen een onderwerp" in editor.get(page).text
    question = kept(instance, "Alleen een onderwerp")
    assert (question.outcome, question.asked_on, question.region, question.logged_by) == (
        "waiting",
        today(),
        None,
        "Eva Editor",
    )
    logged(
        editor,
        "Nachtzorg in het weekend",
        knelpunt="1",
        wet=["zvw", "jeugdwet"],
        plaats="3511",
        loket="doi-team",
        wie="parent",
        uitkomst="escalated",
        minuten="45",
        tekst="Drie aanbieders gebeld, niemand heeft plek.",
        datum="2026-03-04",
    )
    whole = kept(instance, "Nachtzorg in het weekend")
    assert (whole.bottleneck, whole.laws, whole.region, whole.desk) == (
        True,
        ["zvw", "jeugdwet"],
        "NIK-UTRECHT",
        "doi-team",
    )
    assert (whole.asker, whole.outcome, whole.minutes) == ("parent", "escalated", 45)
    assert whole.asked_on.isoformat() == "2026-03-04"


@pytest.mark.parametrize("typed", ["3511", "3511 AB", "Utrecht", "gemeente utrecht", "NIK-UTRECHT"])
def test_of_a_place_only_the_region_is_kept(instance: Instance, editor: FlaskClient, typed: str) -> None:
    names = {"NIK-UTRECHT": "Netwerk"}
    topic = f"Plaats {typed}"
    if typed in names:
        # The form of a kept question shows the name of the region, which is read again.
        page = logged(editor, topic, plaats="3511")
        name = re.search(r'name="plaats" value="([^"]+)"', editor.get(f"{page}/bewerken").text)
        assert name is not None
        post(editor, page, "bewerken", onderwerp=topic, plaats=name[1])
    else:
        logged(editor, topic, plaats=typed)
    question = kept(instance, topic)
    assert question.region == "NIK-UTRECHT"
    assert "3511" not in repr({name: value for name, value in vars(question).items() if name != "topic"})


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"onderwerp": ""}, "topic"),
        ({"onderwerp": "x" * 101}, "topic"),
        ({"onderwerp": "Kind met BSN 123456782"}, "topic"),
        ({"tekst": "Nummer 123 456 782 wil hulp."}, "text"),
        ({"tekst": "Het kind is van 3-4-2019."}, "text"),
        ({"tekst": "Geboren 2019-04-03, zegt moeder."}, "text"),
        ({"tekst": "Jarig op 3 april 2019."}, "text"),
        ({"tekst": "Haar zoon Bram kan nergens terecht."}, "text"),
        ({"tekst": "x" * 2001}, "text"),
        ({"wet": ["belasting"]}, "laws"),
        ({"loket": "kassa"}, "desk"),
        ({"wie": "robot"}, "asker"),
        ({"uitkomst": "weg"}, "outcome"),
        ({"minuten": "-5"}, "minutes"),
        ({"minuten": "1441"}, "minutes"),
        ({"minuten": "een half uur"}, "minutes"),
        ({"plaats": "0000"}, "place"),
        ({"plaats": "Atlantis"}, "place"),
        ({"plaats": "12"}, "place"),
        ({"datum": "gisteren"}, "asked_on"),
        ({"datum": (today() + timedelta(days=2)).isoformat()}, "asked_on"),
        ({"datum": "1999-01-01"}, "asked_on"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field_and_nothing_is_lost(
    instance: Instance, editor: FlaskClient, typed: dict[str, Any], field: str
) -> None:
    with instance.session() as session:
        before = session.scalars(select(func.count()).select_from(Question)).one()
    response = log(editor, typed.get("onderwerp", "Een goed onderwerp"), **{**typed, "wie": typed.get("wie", "parent")})
    assert response.status_code == 400
    assert f'href="#{field}"' in response.text
    assert f'id="{field}-fout"' in response.text
    assert f'id="{field}"' in response.text
    with instance.session() as session:
        assert session.scalars(select(func.count()).select_from(Question)).one() == before


@pytest.mark.parametrize(
    "harmless",
    ["In maart 2019 speelde dit ook.", "Artikel 2.3, zie blz. 12.", "Bel 030 789 78 78.", "Al 3 keer in 2026."],
)
def test_what_says_nothing_about_a_child_is_kept(instance: Instance, editor: FlaskClient, harmless: str) -> None:
    logged(editor, f"Mag wel: {harmless[:20]}", tekst=harmless)


def test_a_question_is_changed_closed_and_taken_out(instance: Instance, editor: FlaskClient) -> None:
    page = logged(editor, "Wordt nog anders")
    assert post(editor, page, "bewerken", onderwerp="Is nu anders", wet="wlz", uitkomst="waiting").status_code == 302
    assert kept(instance, "Is nu anders").laws == ["wlz"]
    assert post(editor, page, "bewerken", onderwerp="").status_code == 400
    assert post(editor, page, "sluiten", uitkomst="answered").status_code == 302
    assert kept(instance, "Is nu anders").outcome == "answered"
    post(editor, page, "sluiten", uitkomst="onzin")
    assert kept(instance, "Is nu anders").outcome == "answered"
    assert "Toch niet" in editor.get(f"{page}/weghalen").text
    assert post(editor, page, "weghalen").status_code == 302
    assert editor.get(page).status_code == 404
    with instance.session() as session:
        actions = set(session.scalars(select(AuditLine.action).where(AuditLine.record_kind == "question")))
    assert {"question log", "question change", "question close", "question remove"} <= actions


def test_entries_are_found_and_tied_without_a_script(instance: Instance, editor: FlaskClient) -> None:
    page = logged(editor, "Gaat over een factsheet")
    found = editor.get(f"{page}?zoek=jeugdwet").text
    value = re.search(r'name="invoer" value="(factsheet/[^"]+)"', found)
    assert value is not None
    assert post(editor, page, "koppelen", invoer=value[1]).status_code == 302
    assert post(editor, page, "koppelen", invoer=value[1]).status_code == 302
    shown = editor.get(page).text
    assert shown.count("/ontkoppelen/") == 1
    fragment = editor.get(f"{page}/zoek?zoek=jeugdwet").text
    assert value[1] in fragment
    assert "<html" not in fragment
    assert "Niets gevonden" in editor.get(f"{page}?zoek=qqqqqq").text
    for wrong in ("factsheet/bestaat-niet", "zomaar", ""):
        assert post(editor, page, "koppelen", invoer=wrong).status_code == 400
    untie = re.search(r'action="([^"]*/ontkoppelen/[^"]+)"', shown)
    assert untie is not None
    assert editor.post(untie[1], data={"csrf_token": token(editor, page)}).status_code == 302
    assert "/ontkoppelen/" not in editor.get(page).text


def test_the_list_is_filtered_in_the_address(instance: Instance, editor: FlaskClient) -> None:
    logged(editor, "Filter een", wet="wlz", plaats="9713", uitkomst="unsolved", datum="2025-02-01", knelpunt="1")
    logged(editor, "Filter twee", wet=["wlz", "wmo"], plaats="1105", uitkomst="answered", datum="2025-05-01")

    def topics(query: str) -> set[str]:
        return set(re.findall(r">(Filter \w+)</a>", editor.get(f"/beheer/vragen?{query}").text))

    assert topics("jaar=2025") == {"Filter een", "Filter twee"}
    assert topics("jaar=2025&kwartaal=1") == {"Filter een"}
    assert topics("jaar=2025&kwartaal=2") == {"Filter twee"}
    assert topics("wet=wmo&jaar=2025") == {"Filter twee"}
    assert topics("regio=NIK-GRONINGEN&jaar=2025") == topics("soort=knelpunt&jaar=2025") == {"Filter een"}
    assert topics("uitkomst=answered&jaar=2025") == {"Filter twee"}
    assert topics("q=FILTER+EEN") == {"Filter een"}
    for odd in ("jaar=99999", "jaar=x&kwartaal=9", "blad=-3", "wet=%25%22", "soort=zomaar"):
        assert editor.get(f"/beheer/vragen?{odd}").status_code == 200


def test_counts_and_the_yearly_round_add_up(instance: Instance, editor: FlaskClient) -> None:
    for _ in range(3):
        logged(
            editor, "Geen plek in de nacht", wet="zvw", datum="2024-02-01", knelpunt="1", minuten="10", plaats="3511"
        )
    logged(editor, "geen plek in de Nacht", wet="wlz", datum="2024-08-01", knelpunt="1", uitkomst="answered")
    logged(
        editor, "Eigen bijdrage", wet=["zvw", "wlz"], datum="2024-12-31", loket="ciz", minuten="20", uitkomst="answered"
    )
    logged(editor, "Vervoer", datum="2024-12-31", knelpunt="1")
    counts = editor.get("/beheer/vragen/tellingen?jaar=2024").text
    rows = {name.strip(): numbers for name, numbers in _rows(counts)}
    assert rows["kwartaal 1 van 2024"] == (3, 3)
    assert rows["kwartaal 4 van 2024"] == (2, 1)
    assert rows["geen wet genoemd"] == (1, 1)
    assert counts.count("<svg") >= 8
    year = editor.get("/beheer/vragen/jaar/2024").text
    first, second = year.index("Geen plek in de nacht"), year.index("Vervoer")
    assert first < second
    assert "4 meldingen" in year
    assert "3 niet opgelost" in year
    assert "Samen 50 minuten" in year
    assert "Eigen bijdrage" not in year
    assert "niets genoteerd" in editor.get("/beheer/vragen/jaar/2010").text
    assert editor.get("/beheer/vragen/jaar/99999").status_code == 404


def _rows(page: str) -> list[tuple[str, tuple[int, int]]]:
    found = re.findall(
        r'<th scope="row">([^<]+)</th>\s*<td[^>]*>(\d+)</td>\s*<td[^>]*>(\d+)</td>\s*<td class="count-bar">', page
    )
    return [(name, (int(count), int(stuck))) for name, count, stuck in found]


def test_the_csv_holds_what_the_filters_let_through_and_no_formula(instance: Instance, editor: FlaskClient) -> None:
    logged(editor, "=HYPERLINK(1)", tekst="+31 bellen", datum="2023-01-05", plaats="3511", wet="zvw")
    logged(editor, "Andere", datum="2022-01-05")
    response = editor.get("/beheer/vragen/vragen.csv?jaar=2023")
    assert response.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert [(row["topic"], row["text"], row["region"]) for row in rows] == [
        ("'=HYPERLINK(1)", "'+31 bellen", "NIK-UTRECHT")
    ]


def test_whatever_is_typed_is_shown_as_text_and_never_run(instance: Instance, editor: FlaskClient) -> None:
    page = logged(editor, XSS, tekst=XSS, datum="2021-01-05", knelpunt="1")
    addresses = (page, f"{page}/bewerken", f"{page}/weghalen", "/beheer/vragen?jaar=2021", "/beheer/vragen/jaar/2021")
    for address in (*addresses, f"{page}?zoek={XSS}", "/beheer/vragen/nieuw", f"/beheer/vragen?q={XSS}"):
        shown = editor.get(address).text
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
    assert "<script>alert" not in log(editor, XSS, plaats=XSS).text


def test_who_only_reads_logs_nothing(instance: Instance, editor: FlaskClient) -> None:
    page = logged(editor, "Alleen om te lezen")
    reader = signed_in(instance, "reader")
    assert "Alleen om te lezen" in reader.get(page).text
    assert reader.get("/beheer/vragen/nieuw").status_code == 403
    csrf = token(reader, page)
    for step in ("bewerken", "sluiten", "koppelen", "weghalen"):
        assert reader.post(f"{page}/{step}", data={"csrf_token": csrf}).status_code == 403
    assert instance.app.test_client().get("/beheer/vragen").status_code == 302
    assert editor.post("/beheer/vragen/nieuw", data={"onderwerp": "Zonder merk"}).status_code == 400
