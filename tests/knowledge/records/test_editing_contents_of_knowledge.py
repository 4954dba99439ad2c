"""What an editor does with articles, terms, agenda items, routes and flows as contents."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.i18n import force_language, worded
from core.orm import begin_write
from core.publishing.editing import ContentRefused, restore, save_content
from core.publishing.history import last_public
from core.publishing.kinds import PUBLIC_ASSURER, Kind, kinds
from core.publishing.models import RecordState
from core.publishing.publishing import publish
from core.publishing.reassuring import reassure
from core.publishing.snapshots import Content, snapshot
from knowledge.models import ArticleRecord
from knowledge.records.attachments import attach_pdf
from tests.instances import Instance

AN, NOOR = "An de Vries", "Noor Smit"
DAY = date(2027, 1, 15)
PLAIN_PDF = (
    b"%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type /Pages /Kids [] /Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)
KNOWLEDGE = ["article", "glossary-term", "agenda-item", "escalation-route", "decision-flow"]
Change = Callable[[Content], Any]


def one(session: Session, of: Kind, **where: Any) -> Any:
    """A public record of a kind, held to be written."""
    begin_write(session)
    return session.scalars(select(of.model).filter_by(**where).order_by(of.model.slug).limit(1)).one()


def edited(session: Session, record: Any, change: Change, **more: Any) -> Any:
    """Save what `change` makes of the content of a record."""
    content = copy.deepcopy(snapshot(record))
    change(content)
    return save_content(session, kinds.of(record), record, content, by=more.pop("by", AN), **more)


def faults_of(session: Session, record: Any, change: Change) -> dict[str, str]:
    """What is wrong with what `change` makes of the content, by place."""
    before = snapshot(record), record.version
    with pytest.raises(ContentRefused) as refused:
        edited(session, record, change)
    assert not session.new
    assert not session.dirty
    assert (snapshot(record), record.version) == before
    return {".".join(map(str, fault.path)): str(fault.message) for fault in refused.value.faults}


@pytest.mark.parametrize("name", KNOWLEDGE)
def test_saving_what_stands_there_already_changes_nothing(own_starter: Instance, name: str) -> None:
    with own_starter.session() as session:
        begin_write(session)
        for record in session.scalars(select(kinds[name].model)).all()[:30]:
            before, version = snapshot(record), record.version
            save_content(session, kinds[name], record, before, by=AN)
            session.flush()
            assert (snapshot(record), record.version, record.state) == (before, version, RecordState.PUBLISHED)
        session.rollback()


@pytest.mark.parametrize("name", KNOWLEDGE)
def test_publishing_what_is_still_right_adds_nothing(own_starter: Instance, name: str) -> None:
    with own_starter.session() as session:
        begin_write(session)
        for record in session.scalars(select(kinds[name].model)).all()[:30]:
            seqs = reassure(session, kinds[name], record, NOOR, DAY)
            assert len(seqs) == len(last_public(session, record))
            assert publish(session, record, NOOR) == []
            assert record.review_by > DAY
        session.rollback()


@pytest.mark.parametrize("name", KNOWLEDGE)
@pytest.mark.parametrize("content", [{}, [], {"slug": 7}, {"texts": [3]}, {"definition": ["a"], "assured_date": "x"}])
def test_no_content_is_too_odd_to_be_refused_in_words(starter: Instance, name: str, content: Any) -> None:
    with starter.session() as session:
        with pytest.raises(ContentRefused) as refused:
            save_content(session, kinds[name], None, content, by=AN)
        assert all(str(fault) for fault in refused.value.faults)
        session.rollback()


def test_the_public_sees_the_old_factsheet_while_an_editor_works(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = one(session, kinds["article"], kind="factsheet")
        slug, old = record.slug, record.texts[0].title

        def change(content: Content) -> None:
            for text in content["texts"]:
                text["title"] = f"Nieuw: {text['title']}"

        edited(session, record, change)
        session.commit()
        assert record.state is RecordState.DRAFT
        assert own_starter.read(f"/factsheets/{slug}")["title"] == old
        begin_write(session)
        publish(session, record, NOOR)
        session.commit()
    assert own_starter.read(f"/factsheets/{slug}")["title"] == f"Nieuw: {old}"


def test_a_new_edition_stands_beside_the_old_one_and_a_text_can_go(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = one(session, kinds["article"], kind="factsheet")
        texts = len(record.texts)

        def add(content: Content) -> None:
            for text in copy.deepcopy(content["texts"]):
                content["texts"].append({**text, "id": None, "valid_from": "2027-01-01", "review_by": "2027-06-01"})

        edited(session, record, add)
        session.commit()
        assert len(record.texts) == 2 * texts
        begin_write(session)
        edited(session, record, lambda content: content.update(texts=content["texts"][texts:]))
        session.commit()
        assert {text.valid_from for text in record.texts} == {date(2027, 1, 1)}
        assert record.review_by == date(2027, 6, 1)


def test_a_text_without_its_id_replaces_the_one_of_its_language_and_day(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = one(session, kinds["article"], kind="page")
        ids = [text.id for text in record.texts]

        def change(content: Content) -> None:
            for text in content["texts"]:
                del text["id"]
                text["summary"] = "Anders samengevat."

        edited(session, record, change)
        session.commit()
        assert [text.id for text in record.texts] == ids


def test_every_fault_of_an_article_is_told_at_its_place_in_dutch(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = one(session, kinds["article"], kind="factsheet")
        other = session.scalars(select(ArticleRecord.slug).where(ArticleRecord.id != record.id).limit(1)).one()

        def change(content: Content) -> None:
            content.update(number=400, slug=other)
            text = content["texts"][0]
            text.update(title="x" * 151, summary="", laws=["zvw", "ww"], review_by="morgen", related_services=["weg"])
            text["sources"][0].update(url="javascript:alert(1)", publisher="")
            text["body"] = "## Kop\n\nTekst [@bestaat-niet].\n\n<script>x</script>\n"

        found = faults_of(session, record, change)
        assert set(found) == {
            "slug", "number", "texts.0.title", "texts.0.summary", "texts.0.laws", "texts.0.review_by",
            "texts.0.sources.0.url", "texts.0.sources.0.publisher", "texts.0.body",
        }  # fmt: skip
        assert found["texts.0.summary"] == "Dit is verplicht."
        assert found["texts.0.title"] == "Geef hoogstens 150 tekens."
        assert found["texts.0.body"] == "Regel 5: Hier mag geen script staan. Haal het weg."
        assert set(faults_of(session, record, lambda content: content.update(texts=[]))) == {"texts"}
        assert set(faults_of(session, record, lambda content: content.update(kind="page", number=None))) == {"kind"}
        unknown = faults_of(session, record, lambda content: content["texts"][0].update(related_services=["weg"]))
        assert unknown == {"texts.0.related_services": "'weg' bestaat niet."}


def test_a_file_stays_what_it_is_and_can_be_brought_back(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = one(session, kinds["article"], kind="factsheet")
        attach_pdf(session, record, PLAIN_PDF, title="Folder", data_dir=own_starter.folder, by=AN)
        session.commit()
        begin_write(session)
        before, version = snapshot(record), record.version
        forged = {"sha256": "0" * 64, "size": 1, "file_name": "x.pdf", "title": "Nieuwe naam"}
        edited(session, record, lambda content: content["attachments"][0].update(forged))
        assert snapshot(record)["attachments"][0] == {**before["attachments"][0], "title": "Nieuwe naam"}
        edited(session, record, lambda content: content.update(attachments=[]))
        session.commit()
        assert record.attachments == []
        assert set(faults_of(session, record, lambda content: content.update(attachments=[forged]))) == {
            "attachments.0"
        }
        restore(session, kinds["article"], record, version, by=NOOR)
        session.commit()
        assert snapshot(record) == before


def test_still_right_moves_the_review_day_of_every_text(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = one(session, kinds["article"], kind="factsheet")
        old = last_public(session, record)[0].body
        edited(session, record, lambda content: content["texts"][0].update(summary="Nog geheim."))
        reassure(session, kinds["article"], record, NOOR, DAY)
        session.commit()
        new = last_public(session, record)[0].body
        assert new["assuredDate"] == DAY.isoformat()
        assert new["reviewBy"] > old["reviewBy"]
        assert {**new, "assuredDate": None, "reviewBy": None} == {**old, "assuredDate": None, "reviewBy": None}
        assert min(text.review_by for text in record.texts) == record.review_by == date.fromisoformat(new["reviewBy"])


def test_every_fault_of_a_term_is_told_at_its_place(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = one(session, kinds["glossary-term"])

        def change(content: Content) -> None:
            content.update(term="", meaning="x" * 1001, term_en="<b>", laws=["ww"], related=["bestaat-niet"])
            content["lay_words"] = [{"words": "goed", "weight": 0.5}, {"words": "", "weight": 3}]
            content["sources"] = [{"title": "Titel", "publisher": "", "url": "http://onveilig.example"}]

        assert set(faults_of(session, record, change)) == {
            "term", "meaning", "term_en", "laws", "lay_words.1.words", "lay_words.1.weight",
            "sources.0.publisher", "sources.0.url", "related",
        }  # fmt: skip
        assert set(faults_of(session, record, lambda content: content.update(related=["bestaat-niet"]))) == {"related"}


def test_a_new_term_gets_a_free_slug_and_is_found_once_published(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        content = {"term": "Xyzzyzorg", "meaning": "Zorg die niet bestaat."}
        first = save_content(session, kinds["glossary-term"], None, content, by=AN)
        session.flush()
        second = save_content(session, kinds["glossary-term"], None, content, by=AN)
        assert (first.slug, second.slug, first.owner) == ("xyzzyzorg", "xyzzyzorg-2", AN)
        publish(session, first, NOOR)
        session.commit()
    assert own_starter.read("/glossary-terms/xyzzyzorg")["meaning"] == "Zorg die niet bestaat."


def test_every_fault_of_an_agenda_item_is_told_at_its_place(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = one(session, kinds["agenda-item"])

        def change(content: Content) -> None:
            content.update(result=" ", theme="onzin", station="9", as_of="ooit", assured_date="x")
            content["actions"] = [{"nl": "", "en": "Act"}]
            content["source"] = {"title": "T", "publisher": "P"}

        assert set(faults_of(session, record, change)) == {
            "result", "theme", "station", "as_of", "assured_date", "actions.0.nl", "source.accessed",
        }  # fmt: skip
        edited(session, record, lambda content: content.update(station="3"))
        assert record.station == 3


def test_faults_of_a_route_say_the_line_in_the_readers_language(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = one(session, kinds["escalation-route"])

        def change(content: Content) -> None:
            content["definition"] = content["definition"].replace("reviewBy: 2027-05-01", "reviewBy: morgen", 1)

        text = record.definition.splitlines()
        line = next(number for number, words in enumerate(text, start=1) if words.startswith("reviewBy"))
        found = faults_of(session, record, change)
        assert found == {"definition": f"Regel {line}, bij reviewBy: Geef een dag, zoals 2026-11-22."}
        with pytest.raises(ContentRefused) as refused:
            edited(session, record, change)
        [fault] = refused.value.faults
        with own_starter.app.test_request_context(), force_language("en"):
            assert worded(fault.message) == f"Line {line}, at reviewBy: Give a day, such as 2026-11-22."


def test_a_flow_whose_golden_case_fails_is_not_kept(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = one(session, kinds["decision-flow"])

        def change(content: Content) -> None:
            content["cases"] = content["cases"].replace("laws: [zvw]", "laws: [wmo]", 1)

        found = faults_of(session, record, change)
        assert set(found) == {"definition"}
        assert "De wet 'wmo' hoort hier uit te komen." in found["definition"]
        assert set(faults_of(session, record, lambda content: content.update(facts="a: ["))) == {"facts"}


def test_still_right_moves_the_review_day_in_the_text_of_a_route(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = one(session, kinds["escalation-route"])
        [old] = [row.body for row in last_public(session, record)]
        version = record.version
        reassure(session, kinds["escalation-route"], record, AN, DAY)
        session.commit()
        [new] = [row.body for row in last_public(session, record)]
        again = record.review_by.isoformat()
        assert (new["assuredDate"], new["assuredBy"]) == (DAY.isoformat(), PUBLIC_ASSURER)
        assert new["reviewBy"] == new["definition"]["reviewBy"] == again > old["reviewBy"]
        assert f"\nreviewBy: {again}\n" in record.definition
        assert record.version == version
        changed = {"assuredDate", "assuredBy", "reviewBy", "definition"}
        assert {name: new[name] for name in new if name not in changed} == {
            name: old[name] for name in old if name not in changed
        }
