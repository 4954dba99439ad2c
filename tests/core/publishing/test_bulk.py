"""Many records at once: told beforehand, done to those that allow it, and put back where nobody came in between."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from core.database import db
from core.publishing.auditing import verify
from core.publishing.bulk import AT_ONCE, MOST, BulkResult, apply, items_of, preview, undo
from core.publishing.bulk_models import BulkChange
from core.publishing.bulk_verbs import (
    AddCode,
    Archive,
    AssignOwner,
    BulkVerb,
    Publish,
    RemoveCode,
    SetReviewBy,
    Submit,
    code_fields,
    verb_from_json,
)
from core.publishing.models import AuditLine, Document
from core.publishing.numbering import head_seq
from core.publishing.workflow import Standing, authors_since_publication
from knowledge.models import ArticleRecord
from socialmap.models import Organization
from tests.factories.socialmap.services import ServiceFactory
from tests.functional.desk import COLLEAGUE, OTHER, edit, new_draft, published, stands, submitted
from tests.functional.instances import EDITOR, EditedInstance
from tests.instances import words_template

NEW_DAY = date(2027, 3, 1)


def do(
    instance: EditedInstance, verb: BulkVerb, ids: Sequence[uuid.UUID], by: str = COLLEAGUE, version: int = 0
) -> BulkResult:
    """Do a verb to organizations, at the versions that stand there now unless told otherwise."""
    with instance.session() as session:
        chosen = [(one, version or session.get_one(Organization, one).version) for one in ids]
        session.rollback()
        return apply(db.sessionmaker, verb, "organization", chosen, by)


def put_back(instance: EditedInstance, change_id: uuid.UUID) -> BulkResult:
    with instance.app.app_context():
        return undo(db.sessionmaker, change_id, OTHER)


def kept(instance: EditedInstance, record_id: uuid.UUID) -> Any:
    with instance.session() as session:
        record = session.get_one(Organization, record_id)
        return record.owner, record.review_by, record.version, record.state.value, record.published_version


def refusals(result: BulkResult) -> list[str]:
    return [" ".join(str(message) for message in item.refusals) for item in result.refused]


def care_types(instance: EditedInstance, record_id: uuid.UUID) -> list[list[str]]:
    with instance.session() as session:
        return [item.care_types for item in session.get_one(Organization, record_id).services]


@pytest.fixture
def words(tmp_path: Path) -> Iterator[EditedInstance]:
    """An instance with the lists of codes as they are shipped."""
    folder = tmp_path / "words"
    shutil.copytree(words_template(), folder)
    made = EditedInstance(folder)
    yield made
    made.close()


def test_a_preview_says_what_would_change_or_why_not_and_changes_nothing(either: EditedInstance) -> None:
    draft, waiting = new_draft(either), submitted(either)
    with either.session() as session:
        records = [session.get_one(Organization, one) for one in (draft, waiting)]
        first, second = preview(session, Submit(), records, EDITOR)
    assert (str(first.effect), first.refusals) == ("Gaat ter controle.", ())
    assert (second.effect, str(second.refusals[0])) == (None, "Dit staat al ter controle.")
    assert [stands(either, one) for one in (draft, waiting)] == [Standing.DRAFT, Standing.IN_REVIEW]


def test_an_owner_is_assigned_without_a_new_version_and_put_back(either: EditedInstance) -> None:
    ids = [published(either), new_draft(either, owner="vorige")]
    before = [kept(either, one) for one in ids]
    result = do(either, AssignOwner("nieuwe"), ids)
    assert set(result.done) == set(ids)
    assert [kept(either, one) for one in ids] == [("nieuwe", *row[1:]) for row in before]
    assert stands(either, ids[0]) is Standing.PUBLISHED
    again = do(either, AssignOwner("nieuwe"), ids)
    assert refusals(again) == ["Dit verandert hier niets."] * 2
    assert set(put_back(either, result.id).done) == set(ids)
    assert [kept(either, one) for one in ids] == before


def test_who_assigns_an_owner_may_still_publish_the_work_of_another(instance: EditedInstance) -> None:
    record_id = submitted(instance)
    do(instance, AssignOwner(COLLEAGUE), [record_id])
    with instance.session() as session:
        assert authors_since_publication(session, session.get_one(Organization, record_id)) == {EDITOR}
    assert do(instance, Publish(four_eyes=True), [record_id]).done == [record_id]


def test_a_day_to_verify_again_is_set_and_put_back(either: EditedInstance) -> None:
    record_id = new_draft(either, review_by=date(2026, 1, 1))
    result = do(either, SetReviewBy(NEW_DAY), [record_id])
    assert kept(either, record_id)[1] == NEW_DAY
    put_back(either, result.id)
    assert kept(either, record_id)[1] == date(2026, 1, 1)


def test_what_was_submitted_together_is_taken_back_together(instance: EditedInstance) -> None:
    draft, changed = new_draft(instance), published(instance)
    edit(instance, changed, name="Anders")
    result = do(instance, Submit(), [draft, changed], EDITOR)
    assert {stands(instance, one) for one in (draft, changed)} == {Standing.IN_REVIEW}
    put_back(instance, result.id)
    assert [stands(instance, one) for one in (draft, changed)] == [Standing.DRAFT, Standing.CHANGED]


def test_of_many_that_are_published_those_that_may_not_be_are_named(either: EditedInstance) -> None:
    good, blocked, draft = submitted(either), submitted(either, phones=[], website=None), new_draft(either)
    verb = Publish(four_eyes=True)
    with either.session() as session:
        records = [session.get_one(Organization, one) for one in (good, blocked, draft)]
        lines = preview(session, verb, records, COLLEAGUE)
    assert [bool(line.refusals) for line in lines] == [False, True, True]
    result = do(either, verb, [good, blocked, draft])
    assert result.done == [good]
    assert {item.record_id for item in result.refused} == {blocked, draft}
    assert any("Vul er minstens één in" in text for text in refusals(result))
    assert any("Bied dit eerst aan" in text for text in refusals(result))
    assert either.get(f"/organizations/{good}").status_code == 200
    assert do(either, verb, [submitted(either)], EDITOR).done == []


def test_undoing_a_publication_shows_the_public_what_it_saw_before(either: EditedInstance) -> None:
    old = published(either, name="Oud", services=[ServiceFactory()])
    edit(either, old, name="Nieuw", services=[ServiceFactory()])
    new = submitted(either)
    do(either, Submit(), [old], EDITOR)
    shown = either.read(f"/organizations/{old}")
    result = do(either, Publish(four_eyes=True), [old, new])
    assert either.read(f"/organizations/{old}")["name"] == "Nieuw"
    with either.session() as session:
        seq = head_seq(session)
    assert set(put_back(either, result.id).done) == {old, new}
    assert either.read(f"/organizations/{old}") == shown
    assert either.get(f"/organizations/{new}").status_code == 410
    service = shown["services"][0]["id"]
    assert either.get(f"/services/{service}").status_code == 200
    assert [stands(either, one) for one in (old, new)] == [Standing.IN_REVIEW, Standing.IN_REVIEW]
    with either.session() as session:
        # What the public sees again came with new numbers: whoever follows the feed sees it too.
        assert head_seq(session) > seq
        newest = select(func.count()).where(Document.id == str(old), Document.current)
        assert session.execute(newest).scalar_one() == 1
    assert set(do(either, Publish(four_eyes=True), [old, new]).done) == {old, new}


def test_undoing_an_archiving_brings_everything_back(instance: EditedInstance) -> None:
    ids = [published(instance, name="Een"), published(instance, name="Twee"), new_draft(instance)]
    result = do(instance, Archive(), ids)
    assert {stands(instance, one) for one in ids} == {Standing.ARCHIVED}
    assert instance.get(f"/organizations/{ids[0]}").status_code == 410
    put_back(instance, result.id)
    assert [stands(instance, one) for one in ids] == [Standing.PUBLISHED, Standing.PUBLISHED, Standing.DRAFT]
    assert instance.read(f"/organizations/{ids[1]}")["name"] == "Twee"
    assert instance.get(f"/organizations/{ids[2]}").status_code == 404


def test_a_code_is_added_to_every_service_as_a_change_that_waits_for_review(words: EditedInstance) -> None:
    services = [ServiceFactory(care_types=["kinderthuiszorg"]), ServiceFactory(position=1, care_types=["respijtzorg"])]
    service_id = services[0].id
    record_id = published(words, services=services)
    shown = words.read(f"/services/{service_id}")
    result = do(words, AddCode("care_types", "respijtzorg"), [record_id])
    assert result.done == [record_id]
    assert care_types(words, record_id) == [["kinderthuiszorg", "respijtzorg"], ["respijtzorg"]]
    assert stands(words, record_id) is Standing.CHANGED
    assert words.read(f"/services/{service_id}") == shown
    put_back(words, result.id)
    assert care_types(words, record_id) == [["kinderthuiszorg"], ["respijtzorg"]]
    assert stands(words, record_id) is Standing.PUBLISHED


def test_a_code_is_removed_and_one_that_is_not_there_changes_nothing(words: EditedInstance) -> None:
    has = new_draft(words, services=[ServiceFactory(care_types=["kinderthuiszorg", "respijtzorg"])])
    has_not = new_draft(words, services=[ServiceFactory(care_types=["respijtzorg"])])
    result = do(words, RemoveCode("care_types", "kinderthuiszorg"), [has, has_not])
    assert result.done == [has]
    assert refusals(result) == ["Dit verandert hier niets."]
    assert care_types(words, has) == [["respijtzorg"]]


def test_a_code_that_is_not_in_the_list_is_refused_for_each_record(words: EditedInstance) -> None:
    record_id = new_draft(words, services=[ServiceFactory(care_types=["kinderthuiszorg"])])
    result = do(words, AddCode("care_types", "bestaat-niet"), [record_id])
    assert result.done == []
    assert "bestaat-niet" in refusals(result)[0]
    assert care_types(words, record_id) == [["kinderthuiszorg"]]


def test_what_changed_after_the_preview_is_left_alone(either: EditedInstance) -> None:
    record_id = new_draft(either)
    edit(either, record_id, name="Intussen")
    result = do(either, Submit(), [record_id], version=1)
    assert "Intussen heeft iemand dit veranderd" in refusals(result)[0]
    assert stands(either, record_id) is Standing.DRAFT


def test_undo_leaves_alone_and_names_what_somebody_touched_since(either: EditedInstance) -> None:
    touched, untouched = new_draft(either), new_draft(either)
    result = do(either, Submit(), [touched, untouched], EDITOR)
    edit(either, touched, name="Later veranderd")
    undone = put_back(either, result.id)
    assert undone.done == [untouched]
    assert [item.record_id for item in undone.refused] == [touched]
    assert "na de wijziging veranderd" in refusals(undone)[0]
    assert stands(either, touched) is Standing.IN_REVIEW
    # Undoing once more touches nothing: what was put back stays so.
    do(either, Submit(), [untouched], EDITOR)
    assert put_back(either, result.id).done == []
    assert stands(either, untouched) is Standing.IN_REVIEW


def test_an_owner_that_was_changed_since_is_not_put_back(instance: EditedInstance) -> None:
    record_id = new_draft(instance, owner="eerste")
    first = do(instance, AssignOwner("tweede"), [record_id])
    do(instance, AssignOwner("derde"), [record_id])
    assert put_back(instance, first.id).done == []
    assert kept(instance, record_id)[0] == "derde"


def test_hundreds_go_in_several_transactions_and_are_undone_as_one(instance: EditedInstance) -> None:
    ids = [new_draft(instance, services=[]) for _ in range(AT_ONCE + 5)]
    result = do(instance, AssignOwner("samen"), ids)
    assert set(result.done) == set(ids)
    with instance.session() as session:
        assert len(items_of(session, result.id)) == AT_ONCE + 5
    assert set(put_back(instance, result.id).done) == set(ids)
    with instance.session() as session:
        change = session.get_one(BulkChange, result.id)
        assert (change.by, change.undone_by) == (COLLEAGUE, OTHER)
        actions = set(session.scalars(select(AuditLine.action)))
        assert {"bulk", "assign-owner", "undo-bulk", "undo-assign-owner"} <= actions
        assert verify(session).broken is None


def test_more_than_the_most_is_refused_before_anything_is_done(instance: EditedInstance) -> None:
    chosen = [(uuid.uuid4(), 1) for _ in range(MOST + 1)]
    with instance.app.app_context(), pytest.raises(ValueError, match=str(MOST)):
        apply(db.sessionmaker, Submit(), "organization", chosen, EDITOR)


def test_a_record_that_is_gone_and_a_change_that_never_was_are_named(instance: EditedInstance) -> None:
    result = do_unknown(instance)
    assert refusals(result) == ["Dit is er niet meer."]
    assert put_back(instance, result.id).done == []
    assert "is er niet" in instance.command("publish", "undo", str(uuid.uuid4()), expect=1).output


def do_unknown(instance: EditedInstance) -> BulkResult:
    with instance.app.app_context():
        return apply(db.sessionmaker, Submit(), "organization", [(uuid.uuid4(), 1)], EDITOR)


def test_the_command_undoes_a_bulk_change(instance: EditedInstance) -> None:
    touched, untouched = new_draft(instance), new_draft(instance)
    result = do(instance, Submit(), [touched, untouched], EDITOR)
    edit(instance, touched, name="Later")
    said = instance.command("publish", "undo", str(result.id)).output
    assert "1 teruggezet" in said
    assert f"{touched}: Dit is na de wijziging veranderd" in said


@pytest.mark.parametrize(
    "verb",
    [
        AssignOwner("a"),
        AssignOwner(None),
        SetReviewBy(NEW_DAY),
        Submit(),
        Publish(four_eyes=False),
        Archive(),
        AddCode("care_types", "x"),
        RemoveCode("care_types", "x"),
    ],
)
def test_a_verb_is_written_down_and_read_again(verb: BulkVerb) -> None:
    assert verb_from_json(verb.as_json()) == verb


@pytest.mark.parametrize("given", [{}, {"name": "drop"}, {"name": "add-code"}, {"name": None}])
def test_what_is_no_verb_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no bulk verb"):
        verb_from_json(given)


def test_the_lists_of_codes_of_each_kind_are_known_by_their_models() -> None:
    assert code_fields(Organization)["care_types"] == "care-types"
    assert set(code_fields(ArticleRecord)) >= {"laws", "domains"}
