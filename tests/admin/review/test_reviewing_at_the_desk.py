"""What a colleague sees before she publishes: what changes for the public, who worked on it, what was said."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.admin.pages import first_of, form_of, form_to, said, stepped, submitted
from tests.admin.people import signed_in
from tests.instances import Instance

PAYLOAD = "<script>alert('x')</script>"


def test_who_reviews_sees_what_the_public_has_and_what_it_would_get(
    desk: Instance, editor: FlaskClient, publisher: FlaskClient
) -> None:
    record = first_of(editor, "begrippen", q="respijtzorg")
    before = form_of(editor.get(f"{record}/bewerken/gegevens").text)["meaning"]
    submitted(editor, f"{record}/bewerken/gegevens", meaning=f"{before} Dat mag ook thuis.")
    stepped(editor, record, "aanbieden", comment="Is dit duidelijk?")
    page = publisher.get(record).text
    words = said(page)
    assert "Wat er voor het publiek verandert" in words
    assert "<ins>" in page
    assert "Dat mag ook thuis." in words
    assert "Aangeboden door Eva Editor op" in words
    assert "Hieraan werkten sinds de laatste publicatie: Eva Editor." in words
    assert "Is dit duidelijk?" in words
    assert "U hebt hier zelf aan gewerkt" not in words
    reply = form_to(page, f"{record}/opmerking")
    reply["comment"] = "Ja, heel duidelijk."
    publisher.post(f"{record}/opmerking", data=reply)
    thread = said(editor.get(record).text)
    assert thread.index("Ja, heel duidelijk.") < thread.index("Is dit duidelijk?")


def test_who_worked_on_it_is_told_that_a_colleague_must_publish(desk: Instance) -> None:
    pia = signed_in(desk, "publisher", "Pia Eigenwerk")
    record = first_of(pia, "begrippen", q="beschikking")
    submitted(pia, f"{record}/bewerken/gegevens", meaning="Een brief met een besluit over zorg of hulp.")
    stepped(pia, record, "aanbieden")
    assert "U hebt hier zelf aan gewerkt" in said(pia.get(record).text)
    assert "Pia Eigenwerk" in said(signed_in(desk, "publisher").get(record).text)


def test_of_something_new_everything_becomes_public(
    desk: Instance, editor: FlaskClient, publisher: FlaskClient
) -> None:
    made = submitted(editor, "/beheer/begrippen/nieuw", term="Slaapwacht", meaning="Iemand die waakt.")
    record = str(made.location)
    stepped(editor, record, "aanbieden")
    assert "Dit is nieuw: het publiek ziet hier nog niets van." in said(publisher.get(record).text)


def test_names_and_remarks_of_a_review_are_never_markup(desk: Instance, publisher: FlaskClient) -> None:
    client = signed_in(desk, "editor", f"Kwaad {PAYLOAD}"[:60])
    record = first_of(client, "organisaties", q="Emma")
    answer = submitted(client, f"{record}/bewerken/gegevens", name=f"Emma {PAYLOAD}", description=f"Zorg {PAYLOAD}")
    assert answer.status_code == 302, said(answer.text)
    stepped(client, record, "aanbieden", comment=PAYLOAD)
    page = publisher.get(record).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;") >= 4
