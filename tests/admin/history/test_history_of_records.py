"""The history of a record as people at the desk read it: who, when, why, from what; differences; putting back."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.orm import begin_write, today
from core.publishing.models import Document, Revision
from knowledge.models import GlossaryTerm
from tests.admin.pages import first_of, form_of, form_to, said, stepped, submitted
from tests.admin.people import signed_in
from tests.instances import Instance

PAYLOAD = "<script>alert('x')</script><img src=x onerror=alert(1)>"


def changed(editor: FlaskClient, words: str, meaning: str, comment: str = "") -> str:
    """The address of a term that the editor changed just now."""
    record = first_of(editor, "begrippen", q=words)
    answer = submitted(editor, f"{record}/bewerken/gegevens", meaning=meaning, comment=comment)
    assert answer.status_code == 302
    return record


def put_back(editor: FlaskClient, record: str, version: int, **changes: str) -> str:
    """Put a version back, and give the words of the page that follows."""
    address = f"{record}/geschiedenis/terugzetten/{version}"
    fields = form_to(editor.get(address).text, address)
    for name, value in changes.items():
        fields[name] = value
    return said(editor.post(address, data=fields, follow_redirects=True).text)


def published(editor: FlaskClient, publisher: FlaskClient, record: str) -> None:
    """Offer a record and have a colleague publish it."""
    stepped(editor, record, "aanbieden")
    assert "Gepubliceerd" in said(stepped(publisher, record, "publiceren").text)


def test_every_version_tells_who_made_it_when_why_and_from_what(desk: Instance, editor: FlaskClient) -> None:
    record = changed(editor, "mantelzorg", "Zorg voor iemand die u na staat.", "Korter, op verzoek van een ouder")
    assert f'href="{record}/geschiedenis"' in editor.get(record).text
    page = said(editor.get(f"{record}/geschiedenis").text)
    assert "Eva Editor in het formulier Korter, op verzoek van een ouder Betekenis" in page
    assert "beginvoorraad" in page
    assert "eerste versie" in page
    assert "Eva Editor bewaard Korter, op verzoek van een ouder versie 2" in page


def test_any_two_versions_are_compared_word_by_word(desk: Instance, editor: FlaskClient) -> None:
    text = "Een regeling voor zorg thuis. U krijgt geld en regelt de zorg zelf."
    record = changed(editor, "pgb", text)
    submitted(editor, f"{record}/bewerken/gegevens", meaning=text.replace("regelt", "kiest"))
    page = editor.get(f"{record}/geschiedenis/verschil?van=2&naar=3").text
    assert "<del>regelt </del><ins>kiest </ins>" in page
    turned = editor.get(f"{record}/geschiedenis/verschil?van=3&naar=2").text
    assert "<del>kiest </del><ins>regelt </ins>" in turned
    public = said(editor.get(f"{record}/geschiedenis/verschil?van=publiek&naar=3").text)
    assert "Van wat het publiek ziet naar versie 3" in public
    assert "Betekenis" in public


def test_versions_that_are_not_there_are_told_so(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="wlz")
    for asked in ("van=1&naar=99", "van=&naar=", "van=een&naar=twee", f"van=1&naar={10**30}"):
        answer = editor.get(f"{record}/geschiedenis/verschil?{asked}")
        assert answer.status_code == 404
        assert "Deze versies zijn er niet" in said(answer.text)
    assert editor.get(f"{record}/geschiedenis/terugzetten/99").status_code == 404
    assert editor.get(f"{record}/geschiedenis/terugzetten/{10**30}").status_code == 404


def test_a_version_put_back_becomes_a_draft_and_the_public_sees_nothing_of_it(
    desk: Instance, editor: FlaskClient, publisher: FlaskClient
) -> None:
    record = first_of(editor, "begrippen", q="respijtzorg")
    fields = form_of(editor.get(f"{record}/bewerken/gegevens").text)
    changed(editor, "respijtzorg", "Iemand neemt de zorg even over. Zo kunt u rusten.")
    published(editor, publisher, record)
    page = put_back(editor, record, 1, comment="De oude tekst was beter")
    assert "Versie 1 staat nu in het concept" in page
    assert "gewijzigd" in page
    assert form_of(editor.get(f"{record}/bewerken/gegevens").text)["meaning"] == fields["meaning"]
    assert "Zo kunt u rusten" in desk.get(f"/glossary-terms/{fields['slug']}").text
    history = said(editor.get(f"{record}/geschiedenis").text)
    assert "versie 1 teruggezet" in history
    assert "De oude tekst was beter" in history


def test_putting_back_is_asked_first_and_refused_when_somebody_was_faster(desk: Instance, editor: FlaskClient) -> None:
    record = changed(editor, "bewind", "Iemand anders beheert het geld. Dat heet bewind.")
    address = f"{record}/geschiedenis/terugzetten/1"
    opened = editor.get(address).text
    assert "Weet u het zeker?" in opened
    assert "Wat er dan verandert" in opened
    fields = form_to(opened, address)
    submitted(signed_in(desk, "editor", "Tom Tweede"), f"{record}/bewerken/gegevens", meaning="De tekst van Tom.")
    answer = editor.post(address, data=fields, follow_redirects=True)
    assert "Iemand heeft dit intussen gewijzigd" in said(answer.text)
    assert form_of(editor.get(f"{record}/bewerken/gegevens").text)["meaning"] == "De tekst van Tom."


def test_a_page_shows_what_the_public_saw_on_a_day(desk: Instance, editor: FlaskClient, publisher: FlaskClient) -> None:
    record = changed(editor, "kinderarts", "Een arts voor kinderen. Nieuwe tekst van vandaag.")
    record_id = uuid.UUID(record.rsplit("/", maxsplit=1)[-1])
    with desk.session() as session:
        begin_write(session)
        old = session.scalars(select(Document).where(Document.record_id == record_id)).one()
        old.published_at -= timedelta(days=60)
        before = str(old.body["meaning"]["nl"])
        session.commit()
    published(editor, publisher, record)
    then = said(editor.get(f"{record}/geschiedenis/publiek?op={today() - timedelta(days=30)}").text)
    assert before in then
    assert "Nieuwe tekst van vandaag" not in then
    assert "{" not in then
    now = said(editor.get(f"{record}/geschiedenis/publiek?op={today()}").text)
    assert "Nieuwe tekst van vandaag" in now
    never = said(editor.get(f"{record}/geschiedenis/publiek?op=2001-01-01").text)
    assert "was hiervan niets openbaar" in never


def test_what_the_public_saw_of_an_organization_reads_as_fields(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "organisaties", q="Emma")
    page = said(editor.get(f"{record}/geschiedenis/publiek?op={today()}").text)
    for words in ("Amsterdam UMC, Emma Kinderziekenhuis", "Aanmelden", "Postcode", "Zorgverzekeringswet"):
        assert words in page
    assert "careTypes" not in page
    assert "None" not in page


def test_a_day_that_is_none_is_told_so(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="wlz")
    for typed in ("", "morgen", "9999-99-99", "0001-01-01", "9999-12-31"):
        answer = editor.get(f"{record}/geschiedenis/publiek?op={typed}")
        assert answer.status_code == 400
        assert "Vul een dag in" in said(answer.text)


def test_a_verification_is_undone_as_long_as_nothing_else_happened(
    desk: Instance, editor: FlaskClient, publisher: FlaskClient
) -> None:
    record = first_of(editor, "begrippen", q="zorgkantoor")
    slug = form_of(editor.get(f"{record}/bewerken/gegevens").text)["slug"]
    _set_assured(desk, slug, date(2025, 1, 1))
    shown = desk.read(f"/glossary-terms/{slug}")["assuredDate"]
    stepped(editor, record, "klopt-nog")
    assert desk.read(f"/glossary-terms/{slug}")["assuredDate"] == today().isoformat()
    page = editor.get(f"{record}/geschiedenis").text
    undo = next(part for part in page.split('"') if "klopt-nog-terugdraaien" in part)
    token = form_of(editor.get(f"{record}/bewerken/gegevens").text)["csrf_token"]
    answer = editor.post(undo, data={"csrf_token": token}, follow_redirects=True)
    assert "Teruggedraaid" in said(answer.text)
    assert desk.read(f"/glossary-terms/{slug}")["assuredDate"] == shown
    with desk.session() as session:
        assert session.scalars(select(GlossaryTerm.assured_date).where(GlossaryTerm.slug == slug)).one() == date(
            2025, 1, 1
        )
    again = editor.post(undo, data={"csrf_token": token}, follow_redirects=True)
    assert "Hierna is al iets anders gebeurd" in said(again.text)


def _set_assured(desk: Instance, slug: str, day: date) -> None:
    """Let a term have been verified on a day, also in what was kept of it."""
    with desk.session() as session:
        begin_write(session)
        term = session.scalars(select(GlossaryTerm).where(GlossaryTerm.slug == slug)).one()
        session.execute(update(GlossaryTerm).where(GlossaryTerm.id == term.id).values(assured_date=day))
        kept = session.scalars(select(Revision).where(Revision.record_id == term.id)).all()
        for revision in kept:
            revision.snapshot = {**revision.snapshot, "assured_date": day.isoformat()}
        session.commit()


def test_after_still_right_the_new_dates_are_no_change_that_waits(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="indicatie")
    slug = form_of(editor.get(f"{record}/bewerken/gegevens").text)["slug"]
    _set_assured(desk, slug, date(2025, 1, 1))
    changed(editor, "indicatie", "Een besluit over de zorg die u krijgt.")
    stepped(editor, record, "klopt-nog")
    page = said(editor.get(record).text)
    waiting = page[page.index("Wat het publiek nog niet ziet") :].split("Gegevens", maxsplit=1)[0]
    assert "Betekenis" in waiting
    assert "Nagekeken op" not in waiting


def test_a_reader_looks_back_but_puts_nothing_back(desk: Instance, editor: FlaskClient) -> None:
    reader = signed_in(desk, "reader")
    record = changed(editor, "bezwaar", "U bent het niet eens met een besluit. U schrijft dat op.")
    page = reader.get(f"{record}/geschiedenis")
    assert page.status_code == 200
    assert "terugzetten" not in page.text
    assert reader.get(f"{record}/geschiedenis/terugzetten/1").status_code == 403


def test_names_comments_and_differences_are_never_markup(desk: Instance) -> None:
    client = signed_in(desk, "editor", f"Kwaad {PAYLOAD}"[:60])
    record = first_of(client, "organisaties", q="Erasmus")
    changes = {"name": f"Erasmus {PAYLOAD}", "description": f"Zorg {PAYLOAD}", "comment": PAYLOAD}
    answer = submitted(client, f"{record}/bewerken/gegevens", **changes)
    assert answer.status_code == 302, said(answer.text)
    for place in ("geschiedenis", "geschiedenis/verschil?van=1&naar=2", "geschiedenis/terugzetten/1"):
        answer = client.get(f"{record}/{place}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert answer.text.count("&lt;script&gt;") >= 4
