"""The work list: each item says why it is there, opens where it is mended, and goes when it is mended."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.database import db
from core.links.checking import check_links
from core.links.probing import Probe, Verdict
from core.orm import begin_write, today, utc_now
from core.publishing.models import Document
from core.publishing.planning import run_due
from knowledge.models import GlossaryTerm
from search.demand import Asked
from search.demand import write as write_demand
from search.shown import Shown
from search.shown import write as write_shown
from socialmap.models import Location, Organization, Service
from tests.admin.pages import UUID, first_of, form_of, form_to, said, stepped, submitted
from tests.admin.people import signed_in
from tests.instances import Instance

PAYLOAD = "<script>alert('x')</script>"


def listed(client: FlaskClient, group: str, **filters: str) -> str:
    """The words of one group of the work list."""
    answer = client.get("/beheer", query_string={"groep": group, **filters})
    assert answer.status_code == 200
    return said(answer.text)


def titles(client: FlaskClient, group: str, **filters: str) -> list[str]:
    """What the items of a group are called, in their order."""
    page = client.get("/beheer", query_string={"groep": group, **filters}).text
    return re.findall(rf'id="{group}-\d+"><strong>(.*?)</strong>', page)


def pressed(client: FlaskClient, group: str, action: str, **filters: str) -> str:
    """Press the button of the first item that posts to an address with this in it; the words of what follows."""
    page = client.get("/beheer", query_string={"groep": group, **filters}).text
    found = re.search(rf'action="([^"]*{action}[^"]*)"', page)
    assert found, said(page)
    return said(client.post(found[1], data=form_to(page, found[1]), follow_redirects=True).text)


def id_of(record: str) -> uuid.UUID:
    """The id in the address of a record."""
    return uuid.UUID(record.rsplit("/", maxsplit=1)[-1])


def set_columns(desk: Instance, model: Any, record_id: uuid.UUID, **values: Any) -> None:
    """Let a row say something, as if time had passed."""
    with desk.session() as session:
        begin_write(session)
        session.execute(update(model).where(model.id == record_id).values(**values))
        session.commit()


def showed(session: Session, record_id: uuid.UUID, times: int) -> None:
    """Let a public thing of a record have been shown so often this month."""
    document = session.scalars(select(Document.id).where(Document.record_id == record_id, Document.kind == "service"))
    found = document.first() or str(record_id)
    write_shown(session, Counter({Shown(found, today().replace(day=1)): times}))


def asked_in_vain(desk: Instance, words: str, hours: int = 6) -> None:
    """Let families have searched for words in vain, in so many different hours of this week."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    monday = now - timedelta(days=now.weekday(), hours=now.hour)
    asked = Counter(
        {Asked("nothing", words, "35", monday + timedelta(minutes=0, hours=hour)): 2 for hour in range(hours)}
    )
    with desk.session() as session:
        begin_write(session)
        write_demand(session, asked, secret="s" * 32, sightings=3)
        session.commit()


@pytest.fixture(scope="module")
def reviewed(desk: Instance, editor: FlaskClient) -> str:
    """A term that the editor changed and offered."""
    record = first_of(editor, "begrippen", q="respijtzorg")
    submitted(editor, f"{record}/bewerken/gegevens", meaning="Iemand neemt de zorg even van u over.")
    stepped(editor, record, "aanbieden")
    return record


def test_what_is_offered_waits_with_the_colleague_and_not_with_who_made_it(
    desk: Instance, editor: FlaskClient, publisher: FlaskClient, reviewed: str
) -> None:
    assert titles(publisher, "controle") == ["Respijtzorg"]
    assert titles(publisher, "aangeboden") == []
    assert titles(editor, "aangeboden") == ["Respijtzorg"]
    assert f'href="{reviewed}"' in publisher.get("/beheer").text
    assert "Wacht op uw controle" not in said(editor.get("/beheer").text)
    stepped(publisher, reviewed, "publiceren")
    assert titles(publisher, "controle") == []
    assert titles(editor, "aangeboden") == []


def test_what_families_see_often_and_waits_long_stands_first(desk: Instance, editor: FlaskClient) -> None:
    wanted = {"Emma": (10, 40), "Erasmus": (300, 0), "Radboud": (100, 9)}
    for words, (days, times) in wanted.items():
        record_id = id_of(first_of(editor, "organisaties", q=words))
        with desk.session() as session:
            begin_write(session)
            session.execute(
                update(Organization)
                .where(Organization.id == record_id)
                .values(review_by=today() - timedelta(days=days), owner="Rang Orde")
            )
            if times:
                showed(session, record_id, times)
            session.commit()
    order = titles(editor, "nakijken", eigenaar="Rang Orde")
    assert [next(word for word in wanted if word in title) for title in order] == ["Radboud", "Emma", "Erasmus"]
    assert "9 keer getoond in 3 maanden." in listed(editor, "nakijken", eigenaar="Rang Orde")


def test_a_service_past_its_day_brings_its_organization_on_the_list(desk: Instance, editor: FlaskClient) -> None:
    record_id = id_of(first_of(editor, "organisaties", q="Wilhelmina"))
    set_columns(desk, Organization, record_id, owner="Dienst Laat", review_by=None)
    with desk.session() as session:
        begin_write(session)
        late = update(Service).where(Service.organization_id == record_id).values(review_by=date(2026, 1, 2))
        session.execute(late)
        session.commit()
    assert "Nakijken was nodig voor 2 jan 2026." in listed(editor, "nakijken", eigenaar="Dienst Laat")
    page = pressed(editor, "nakijken", "klopt-nog", eigenaar="Dienst Laat")
    assert "Genoteerd dat dit nog klopt" in page
    assert "Hier is niets meer te doen" in page


def test_still_right_is_one_press_says_what_was_written_and_can_be_undone(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="zorgkantoor")
    set_columns(desk, GlossaryTerm, id_of(record), review_by=date(2026, 1, 2), owner="Klopt Nog")
    page = pressed(editor, "nakijken", "klopt-nog", eigenaar="Klopt Nog")
    assert "Het publiek ziet nu: nagekeken op" in page
    assert "Opnieuw nakijken voor" in page
    assert "Hier is niets meer te doen" in page
    history = editor.get(f"{record}/geschiedenis").text
    undo = next(part for part in history.split('"') if "klopt-nog-terugdraaien" in part)
    editor.post(undo, data=form_to(history, undo))
    assert titles(editor, "nakijken", eigenaar="Klopt Nog") == ["Zorgkantoor"]


def test_a_place_without_a_point_opens_its_form_and_goes_when_it_has_one(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "organisaties", q="Máxima")
    set_columns(desk, Organization, id_of(record), owner="Punt Zoek")
    with desk.session() as session:
        begin_write(session)
        session.execute(
            update(Location)
            .where(Location.organization_id == id_of(record))
            .values(latitude=None, longitude=None, point_precision=None)
        )
        session.commit()
    page = listed(editor, "kaart", eigenaar="Punt Zoek")
    assert "heeft geen punt op de kaart." in page
    html = editor.get("/beheer?groep=kaart&eigenaar=Punt Zoek").text
    form = re.search(rf'href="({record}/bewerken/locaties)#locations.0"', html)
    assert form is not None
    assert editor.get(form[1]).status_code == 200
    with desk.session() as session:
        begin_write(session)
        session.execute(
            update(Location)
            .where(Location.organization_id == id_of(record))
            .values(latitude=52.0, longitude=5.1, point_precision="address")
        )
        session.commit()
    assert titles(editor, "kaart", eigenaar="Punt Zoek") == []


def test_a_closed_service_opens_its_form_and_goes_when_it_is_mended(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "organisaties", q="Sophia")
    set_columns(desk, Organization, id_of(record), owner="Dicht Dicht")
    with desk.session() as session:
        begin_write(session)
        service = session.scalars(select(Service).where(Service.organization_id == id_of(record))).first()
        assert service is not None
        service_id = service.id
        service.status = "inactive"
        session.commit()
    assert "Staat als gestopt." in listed(editor, "gesloten", eigenaar="Dicht Dicht")
    form = f"{record}/bewerken/diensten/{service_id}"
    assert f'href="{form}#status"' in editor.get("/beheer?groep=gesloten&eigenaar=Dicht Dicht").text
    assert submitted(editor, form, status="defunct").status_code == 302
    assert titles(editor, "gesloten", eigenaar="Dicht Dicht") == []


def test_a_service_closed_for_a_while_goes_when_somebody_says_it_still_is(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "organisaties", q="Beatrix")
    set_columns(desk, Organization, id_of(record), owner="Even Dicht")
    with desk.session() as session:
        begin_write(session)
        service = session.scalars(select(Service).where(Service.organization_id == id_of(record))).first()
        assert service is not None
        service.status, service.assured_date = "temporarily closed", date(2026, 1, 2)
        session.commit()
    assert "Staat als tijdelijk gesloten. Klopt dat nog?" in listed(editor, "gesloten", eigenaar="Even Dicht")
    assert "Hier is niets meer te doen" in pressed(editor, "gesloten", "klopt-nog", eigenaar="Even Dicht")


def test_a_search_that_found_nothing_goes_when_a_term_knows_the_word(desk: Instance, editor: FlaskClient) -> None:
    asked_in_vain(desk, "mickeyknop")
    assert "12 keer vergeefs gezocht" in listed(editor, "zoekwoorden")
    page = editor.get("/beheer/werklijst/zoekwoord?woord=mickeyknop").text
    assert "postcode 35..: 12" in said(page)
    new = re.search(r'href="(/beheer/begrippen/nieuw\?woord=mickeyknop)"', page)
    assert new is not None
    assert form_of(editor.get(new[1]).text)["term"] == "mickeyknop"
    assert submitted(editor, new[1], meaning="Een knoop in de buik voor voeding.").status_code == 302
    assert titles(editor, "zoekwoorden") == []


def test_the_word_of_a_search_is_added_to_a_term_that_is_there(desk: Instance, editor: FlaskClient) -> None:
    asked_in_vain(desk, "oppasverpleegkundige")
    record = first_of(editor, "begrippen", q="mantelzorg")
    address = f"/beheer/werklijst/begrip?woord=oppasverpleegkundige&begrip={id_of(record)}"
    opened = editor.get(address, follow_redirects=True)
    fields = form_of(opened.text)
    added = [name for name, value in fields.items() if value == "oppasverpleegkundige"]
    assert len(added) == 1
    assert added[0].startswith("lay_words.")
    fields["do"] = "save"
    assert editor.post(f"{record}/bewerken/gegevens", data=fields).status_code == 302
    assert "oppasverpleegkundige" not in titles(editor, "zoekwoorden")


def test_a_search_that_is_dealt_with_leaves_the_list_and_can_come_back(desk: Instance, editor: FlaskClient) -> None:
    asked_in_vain(desk, "pizza bezorgen")
    assert "pizza bezorgen" in titles(editor, "zoekwoorden")
    assert "Afgehandeld." in pressed(editor, "zoekwoorden", "afhandelen")
    assert "pizza bezorgen" not in titles(editor, "zoekwoorden")
    page = editor.get("/beheer/werklijst/afgehandeld").text
    assert "pizza bezorgen" in said(page)
    back = "/beheer/werklijst/terugzetten"
    editor.post(back, data=form_to(page, back))
    assert "pizza bezorgen" in titles(editor, "zoekwoorden")
    token = form_of(editor.get("/beheer/begrippen/nieuw").text)["csrf_token"]
    for work, key in (("nakijken", "x"), ("", ""), ("zoekwoorden", ""), ("zoekwoorden", "x" * 200)):
        answer = editor.post(
            "/beheer/werklijst/afhandelen",
            data={"csrf_token": token, "work": work, "key": key},
            follow_redirects=True,
        )
        assert "Dit kan niet van de lijst." in said(answer.text)


def test_a_dead_link_opens_its_field_and_goes_when_it_is_changed(desk: Instance, editor: FlaskClient) -> None:
    record = str(
        submitted(editor, "/beheer/organisaties/nieuw", name="Linkhuis", website="https://dood.example/x").location
    )

    def probe(url: str) -> Probe:
        verdict = Verdict.GONE if "dood.example" in url else Verdict.WORKS
        return Probe(verdict, 404 if verdict is Verdict.GONE else 200, "", url)

    with desk.app.app_context():
        check_links(db.sessionmaker, probe, utc_now(), limit=10_000, pause=0)
    assert titles(editor, "links") == ["Linkhuis"]
    assert "https://dood.example/x werkt niet sinds" in listed(editor, "links")
    assert f'href="{record}/bewerken/gegevens#website"' in editor.get("/beheer?groep=links").text
    submitted(editor, f"{record}/bewerken/gegevens", description="Iets anders.")
    assert titles(editor, "links") == ["Linkhuis"]
    submitted(editor, f"{record}/bewerken/gegevens", website="https://leeft.example/")
    assert titles(editor, "links") == []


def test_a_plan_that_was_refused_says_why_and_goes_when_it_is_done(
    desk: Instance, editor: FlaskClient, publisher: FlaskClient
) -> None:
    record = first_of(editor, "begrippen", q="indicatie")
    submitted(editor, f"{record}/bewerken/gegevens", meaning="Een besluit over zorg die u nodig hebt.")
    stepped(editor, record, "aanbieden")
    stepped(publisher, record, "plannen", dag="2099-01-02", tijd="09:30", wat="publiceren")
    submitted(editor, f"{record}/bewerken/gegevens", meaning="Een besluit over zorg die uw kind nodig heeft.")
    with desk.app.app_context():
        run_due(db.sessionmaker, datetime(2099, 1, 3, tzinfo=UTC))
    assert "Na het plannen is dit veranderd." in listed(editor, "plannen")
    assert f'href="{record}"' in editor.get("/beheer?groep=plannen").text
    stepped(editor, record, "aanbieden")
    stepped(publisher, record, "publiceren")
    assert titles(editor, "plannen") == []


def test_a_draft_that_lies_still_for_two_weeks_is_listed(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="bewind")
    submitted(editor, f"{record}/bewerken/gegevens", meaning="Iemand anders beheert het geld van een ander.")
    assert "Bewind" not in " ".join(titles(editor, "concepten"))
    set_columns(desk, GlossaryTerm, id_of(record), modified_at=utc_now() - timedelta(days=15))
    assert any("ewind" in title for title in titles(editor, "concepten"))
    stepped(editor, record, "weggooien")
    assert titles(editor, "concepten") == []


def test_a_suggestion_waits_until_it_is_decided(desk: Instance, editor: FlaskClient) -> None:
    record_id = id_of(first_of(editor, "begrippen", q="kinderarts"))
    sent = desk.client.post(
        "/api/v1/change-suggestions",
        json={"kind": "glossary-term", "id": str(record_id), "text": "Dit is verouderd.", "role": "parent"},
    )
    assert sent.status_code == 201, sent.text
    assert "ouder of familie" in listed(editor, "suggesties")
    code = sent.get_json()["followUpCode"]
    page = editor.get(f"/beheer/suggesties/{code}").text
    address = f"/beheer/suggesties/{code}/afwijzen"
    fields = form_to(page, address)
    fields["reden"] = "Dit klopt nog."
    editor.post(address, data=fields)
    assert titles(editor, "suggesties") == []


def test_what_she_typed_and_did_not_save_is_hers_alone(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="bezwaar")
    fields = form_of(editor.get(f"{record}/bewerken/gegevens").text)
    fields["meaning"] = "Half af"
    editor.post(f"{record}/tussentijds/gegevens", data=fields)
    assert len(titles(editor, "getypt")) == 1
    assert titles(signed_in(desk, "editor"), "getypt") == []
    link = re.search(rf'href="({record}/bewerken/gegevens\?verder=1)"', editor.get("/beheer?groep=getypt").text)
    assert link is not None
    assert form_of(editor.get(link[1]).text)["meaning"] == "Half af"


def test_filters_stand_in_the_address_and_narrow_the_counts(desk: Instance, editor: FlaskClient) -> None:
    everything = int(re.findall(r"alles &nbsp;(\d+)", said(editor.get("/beheer").text))[0])
    terms = int(re.findall(r"alles &nbsp;(\d+)", said(editor.get("/beheer?soort=begrippen").text))[0])
    assert 0 < terms < everything
    assert "Beheerd door" in said(editor.get("/beheer?eigenaar=mij&soort=organisaties&groep=kaart&blad=3").text)
    for odd in ("?groep=x&blad=-1", "?blad=99999999999999999999", "?soort=x", f"?eigenaar={'x' * 500}", "?endpoint=a"):
        assert editor.get(f"/beheer{odd}").status_code == 200


def test_a_page_of_a_group_follows_the_one_before(desk: Instance, editor: FlaskClient) -> None:
    first, second = titles(editor, "kaart"), titles(editor, "kaart", blad="2")
    assert len(first) == 25
    assert second
    page = editor.get("/beheer?groep=kaart").text
    assert 'rel="next" href="/beheer?groep=kaart&amp;blad=2"' in page or "blad=2" in page


def test_without_anything_to_do_the_list_is_friendly(desk: Instance) -> None:
    assert "Alles is bij" in said(signed_in(desk, "editor").get("/beheer?eigenaar=Niemand Hier").text)


def test_a_reader_sees_the_list_and_has_no_buttons(desk: Instance) -> None:
    reader = signed_in(desk, "reader")
    page = reader.get("/beheer")
    assert page.status_code == 200
    assert "werklijst/klopt-nog" not in page.text
    record = first_of(reader, "begrippen", q="wlz")
    assert reader.post(f"/beheer/werklijst/klopt-nog/begrippen/{id_of(record)}").status_code in (400, 403)


def test_names_on_the_list_are_never_markup(desk: Instance, editor: FlaskClient) -> None:
    made = submitted(editor, "/beheer/organisaties/nieuw", name=f"Huis {PAYLOAD}")
    set_columns(desk, Organization, id_of(str(made.location)), modified_at=utc_now() - timedelta(days=40))
    page = editor.get("/beheer").text
    assert "<script>alert" not in page
    assert "Huis &lt;script&gt;" in page


def test_going_back_after_a_press_never_leads_to_another_site(desk: Instance, editor: FlaskClient) -> None:
    record = first_of(editor, "begrippen", q="wlz")
    token = form_of(editor.get(f"{record}/bewerken/gegevens").text)["csrf_token"]
    answer = editor.post(
        f"/beheer/werklijst/klopt-nog/begrippen/{id_of(record)}",
        data={"csrf_token": token, "terug": "https://kwaad.example/"},
    )
    assert answer.location == "/beheer"


def test_every_item_opens_a_page(desk: Instance, editor: FlaskClient) -> None:
    page = editor.get("/beheer").text
    links = set(re.findall(r'<div class="work-item">\s*<p[^>]*><a href="([^"#]+)', page))
    assert len(links) > 5
    for link in links:
        assert editor.get(link.replace("&amp;", "&")).status_code == 200, link
    assert re.search(UUID, page)
