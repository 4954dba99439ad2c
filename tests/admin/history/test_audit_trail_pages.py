"""The audit trail at the desk: who did what, whether anybody touched it, and all of it as a file."""

from __future__ import annotations

import csv
import io
import re

from flask.testing import FlaskClient
from sqlalchemy import text

from core.orm import today
from tests.admin.pages import first_of, form_to, said, stepped, submitted
from tests.admin.people import signed_in
from tests.instances import Instance

TRAIL = "/beheer/geschiedenis"


def checked(client: FlaskClient) -> str:
    """Press the button that verifies the chain; the words of the page that follows."""
    address = f"{TRAIL}/controleren"
    page = client.get(TRAIL).text
    return said(client.post(address, data=form_to(page, address), follow_redirects=True).text)


def test_a_publisher_sees_who_did_what_and_filters_by_address(
    desk: Instance, editor: FlaskClient, publisher: FlaskClient
) -> None:
    record = first_of(editor, "begrippen", q="mantelzorg")
    submitted(editor, f"{record}/bewerken/gegevens", meaning="Zorg voor een naaste.", comment="Korter")
    page = publisher.get(f"{TRAIL}?wie=Eva+Editor&wat=save").text
    assert "Eva Editor bewaard Korter" in said(page)
    assert f'href="{record}/geschiedenis"' in page
    assert "Niets gevonden" in said(publisher.get(f"{TRAIL}?wie=Niemand").text)
    assert "Niets gevonden" in said(publisher.get(f"{TRAIL}?tot=2001-01-01").text)
    assert "Korter" in said(publisher.get(f"{TRAIL}?van={today()}&soort=glossary-term").text)
    about = publisher.get(f"{TRAIL}?invoer={record.rsplit('/', maxsplit=1)[-1]}")
    assert "Korter" in said(about.text)
    for odd in ("?van=x&tot=0001-01-01", "?invoer=geen-id", "?blad=-4", "?endpoint=x&_anchor=y", f"?wie={'x' * 900}"):
        assert publisher.get(f"{TRAIL}{odd}").status_code == 200


def test_the_state_of_the_chain_is_shown_with_who_looked(desk: Instance, publisher: FlaskClient) -> None:
    page = checked(publisher)
    assert "Het logboek klopt:" in page
    assert "door Pien Publisher." in page
    assert re.search(r"Kenmerk: [0-9a-f]{64}", page)


def test_a_touched_line_is_shown_as_broken_and_stays_so(desk: Instance, publisher: FlaskClient) -> None:
    with desk.session() as session:
        session.execute(text("DROP TRIGGER audit_line_update"))
        session.execute(text("UPDATE audit_line SET actor = 'Iemand Anders' WHERE number = 2"))
        session.commit()
    page = checked(publisher)
    assert "Regel 2 is veranderd na het schrijven." in page
    assert "niet in orde" in said(publisher.get(TRAIL).text)
    assert "Meld dit aan de beheerder van de server" in said(publisher.get(TRAIL).text)
    assert "veranderd na het schrijven" in said(publisher.get(f"{TRAIL}?wie=Iemand+Anders").text)


def test_the_trail_is_a_file_without_formulas(desk: Instance, editor: FlaskClient, publisher: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="pgb")
    submitted(editor, f"{record}/bewerken/gegevens", meaning="Geld voor zorg.", comment='=HYPERLINK("x")')
    answer = publisher.get(f"{TRAIL}/logboek.csv?wat=save")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    saved = next(row for row in rows if "HYPERLINK" in row["comment"])
    assert not saved["comment"].startswith("=")
    assert (saved["actor"], saved["action"], saved["hash_ok"]) == ("Eva Editor", "bewaard", "1")
    assert {row["action"] for row in rows} == {"bewaard"}


def test_who_is_no_publisher_does_not_see_the_trail(desk: Instance, editor: FlaskClient) -> None:
    assert editor.get(TRAIL).status_code == 403
    assert editor.get(f"{TRAIL}/logboek.csv").status_code == 403
    assert "Logboek" not in said(editor.get("/beheer").text)
    assert signed_in(desk, "administrator").get(TRAIL).status_code == 200


def test_markup_in_the_trail_is_text(desk: Instance, editor: FlaskClient, publisher: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="bezwaar")
    submitted(editor, f"{record}/bewerken/gegevens", meaning="U vraagt om een nieuw besluit.", comment="<img src=x>")
    stepped(editor, record, "aanbieden", comment="<script>alert(1)</script>")
    page = publisher.get(TRAIL).text
    assert "<img" not in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
