"""From draft to the public and back: who may take which step, and what the public sees meanwhile."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from core.publishing.auditing import verify
from core.publishing.models import AuditLine
from core.publishing.publishing import StaleEdit, withdraw
from core.publishing.reviewing import LONGEST_COMMENT, add_comment, comments_of, submissions
from core.publishing.workflow import (
    NotAllowed,
    Standing,
    approve,
    archive,
    authors_since_publication,
    reopen,
    send_back,
    submit,
)
from socialmap.models import Organization
from tests.factories.socialmap.organizations import OrganizationFactory
from tests.factories.socialmap.services import ServiceFactory
from tests.functional.desk import COLLEAGUE, OTHER, edit, new_draft, published, stands, step, submitted
from tests.functional.instances import EDITOR, EditedInstance


def public_name(instance: EditedInstance, record_id: uuid.UUID) -> Any:
    return instance.read(f"/organizations/{record_id}")["name"]


def test_a_draft_is_submitted_and_a_colleague_publishes_it(either: EditedInstance) -> None:
    record_id = new_draft(either, name="Huis aan de Vecht")
    assert stands(either, record_id) is Standing.DRAFT
    step(either, record_id, submit, EDITOR, "Graag voor vrijdag.")
    assert stands(either, record_id) is Standing.IN_REVIEW
    assert either.get(f"/organizations/{record_id}").status_code == 404
    assert len(step(either, record_id, approve, COLLEAGUE, four_eyes=True)) == 2
    assert stands(either, record_id) is Standing.PUBLISHED
    assert public_name(either, record_id) == "Huis aan de Vecht"


def test_the_public_sees_the_old_version_until_the_new_one_is_published(either: EditedInstance) -> None:
    record_id = published(either, name="Oud")
    edit(either, record_id, name="Nieuw")
    assert stands(either, record_id) is Standing.CHANGED
    assert public_name(either, record_id) == "Oud"
    step(either, record_id, submit, EDITOR)
    assert public_name(either, record_id) == "Oud"
    step(either, record_id, approve, COLLEAGUE, four_eyes=True)
    assert public_name(either, record_id) == "Nieuw"


def test_an_editor_cannot_publish_her_own_draft(either: EditedInstance) -> None:
    record_id = submitted(either)
    with pytest.raises(NotAllowed, match="Een collega moet het nakijken"):
        step(either, record_id, approve, EDITOR, four_eyes=True)
    assert stands(either, record_id) is Standing.IN_REVIEW
    assert either.get(f"/organizations/{record_id}").status_code == 404


def test_nobody_publishes_what_she_changed_since_the_last_publication_also_when_others_did_more(
    instance: EditedInstance,
) -> None:
    record_id = published(instance)
    edit(instance, record_id, COLLEAGUE, name="Een spelfout minder")
    edit(instance, record_id, EDITOR, description="Veel meer.")
    step(instance, record_id, submit, EDITOR)
    for author in (EDITOR, COLLEAGUE):
        with pytest.raises(NotAllowed, match="zelf aan gewerkt"):
            step(instance, record_id, approve, author, four_eyes=True)
    step(instance, record_id, approve, OTHER, four_eyes=True)
    # What was published counts no longer: the colleague may publish what the editor does next.
    edit(instance, record_id, EDITOR, name="Weer anders")
    step(instance, record_id, submit, EDITOR)
    assert step(instance, record_id, approve, COLLEAGUE, four_eyes=True)


def test_who_imported_a_file_is_the_author_of_its_rows(instance: EditedInstance) -> None:
    record_id = instance.save(OrganizationFactory(services=[ServiceFactory()]), origin="import lijst.csv row 4")
    step(instance, record_id, submit, OTHER)
    with pytest.raises(NotAllowed, match="zelf aan gewerkt"):
        step(instance, record_id, approve, EDITOR, four_eyes=True)


def test_a_draft_that_nobody_submitted_is_not_published_behind_its_authors_back(instance: EditedInstance) -> None:
    record_id = new_draft(instance)
    with pytest.raises(NotAllowed, match="Bied dit eerst aan"):
        step(instance, record_id, approve, COLLEAGUE, four_eyes=True)


def test_without_four_eyes_an_editor_publishes_alone(instance: EditedInstance) -> None:
    record_id = new_draft(instance)
    assert step(instance, record_id, approve, EDITOR, four_eyes=False)
    assert stands(instance, record_id) is Standing.PUBLISHED
    edit(instance, record_id, name="Nog beter")
    step(instance, record_id, submit, EDITOR)
    assert step(instance, record_id, approve, EDITOR, four_eyes=False)


def test_a_reviewer_sends_back_with_what_must_be_different(either: EditedInstance) -> None:
    record_id = published(either, name="Oud")
    edit(either, record_id, name="Nieuw")
    step(either, record_id, submit, EDITOR)
    step(either, record_id, send_back, COLLEAGUE, "Het telefoonnummer klopt niet.")
    assert stands(either, record_id) is Standing.CHANGED
    assert public_name(either, record_id) == "Oud"
    with either.session() as session:
        [said] = comments_of(session, session.get_one(Organization, record_id))
        assert (said.author, said.text, said.version, said.step) == (
            COLLEAGUE,
            "Het telefoonnummer klopt niet.",
            2,
            "send-back",
        )


@pytest.mark.parametrize("empty", ["", "   ", "\n"])
def test_sending_back_without_a_word_is_refused(instance: EditedInstance, empty: str) -> None:
    record_id = submitted(instance)
    with pytest.raises(NotAllowed, match="Schrijf erbij"):
        step(instance, record_id, send_back, COLLEAGUE, empty)
    assert stands(instance, record_id) is Standing.IN_REVIEW


def test_a_comment_that_is_too_long_is_refused_and_nothing_happens(instance: EditedInstance) -> None:
    record_id = submitted(instance)
    text = "x" * (LONGEST_COMMENT + 1)
    for verb, options in ((send_back, {}), (archive, {}), (approve, {"four_eyes": True, "comment": text})):
        words = [] if options else [text]
        with pytest.raises(NotAllowed, match="te lang"):
            step(instance, record_id, verb, COLLEAGUE, *words, **options)
    assert stands(instance, record_id) is Standing.IN_REVIEW


def test_people_talk_about_a_version(instance: EditedInstance) -> None:
    record_id = submitted(instance)
    step(instance, record_id, add_comment, COLLEAGUE, "  Is dit adres zeker?  ")
    step(instance, record_id, add_comment, EDITOR, "Ja, gebeld.")
    with instance.session() as session:
        said = comments_of(session, session.get_one(Organization, record_id))
        assert [(item.author, item.text) for item in said] == [
            (EDITOR, "Ja, gebeld."),
            (COLLEAGUE, "Is dit adres zeker?"),
        ]


def test_archiving_takes_everything_away_and_reopening_gives_a_draft(either: EditedInstance) -> None:
    record_id = published(either)
    step(either, record_id, archive, COLLEAGUE, "Gestopt per 1 juli.")
    assert stands(either, record_id) is Standing.ARCHIVED
    assert either.get(f"/organizations/{record_id}").status_code == 410
    step(either, record_id, reopen, EDITOR)
    assert stands(either, record_id) is Standing.DRAFT
    assert either.get(f"/organizations/{record_id}").status_code == 410
    step(either, record_id, submit, EDITOR)
    assert step(either, record_id, approve, COLLEAGUE, four_eyes=True)
    assert either.get(f"/organizations/{record_id}").status_code == 200


def test_taking_out_of_the_archive_does_not_wash_off_who_wrote_it(instance: EditedInstance) -> None:
    record_id = published(instance)
    step(instance, record_id, archive, COLLEAGUE)
    step(instance, record_id, reopen, EDITOR)
    edit(instance, record_id, EDITOR, name="Opnieuw begonnen")
    with instance.session() as session:
        assert authors_since_publication(session, session.get_one(Organization, record_id)) == {EDITOR}
    step(instance, record_id, submit, OTHER)
    with pytest.raises(NotAllowed, match="zelf aan gewerkt"):
        step(instance, record_id, approve, EDITOR, four_eyes=True)


ILLEGAL = {
    Standing.DRAFT: [(send_back, ["tekst"], "niet ter controle"), (reopen, [], "niet in het archief")],
    Standing.IN_REVIEW: [(submit, [], "al ter controle"), (reopen, [], "niet in het archief")],
    Standing.PUBLISHED: [
        (submit, [], "niets veranderd"),
        (send_back, ["tekst"], "niet ter controle"),
        (reopen, [], "niet in het archief"),
    ],
    Standing.CHANGED: [(send_back, ["tekst"], "niet ter controle"), (reopen, [], "niet in het archief")],
    Standing.ARCHIVED: [
        (submit, [], "in het archief"),
        (send_back, ["tekst"], "niet ter controle"),
        (archive, [], "al in het archief"),
    ],
}


def in_standing(instance: EditedInstance, wanted: Standing) -> uuid.UUID:
    match wanted:
        case Standing.DRAFT:
            return new_draft(instance)
        case Standing.IN_REVIEW:
            return submitted(instance)
        case _:
            record_id = published(instance)
    if wanted is Standing.CHANGED:
        edit(instance, record_id, name="Gewijzigd")
    if wanted is Standing.ARCHIVED:
        step(instance, record_id, archive, COLLEAGUE)
    return record_id


@pytest.mark.parametrize("wanted", list(Standing))
def test_every_step_out_of_turn_is_refused_with_a_reason_and_changes_nothing(
    instance: EditedInstance, wanted: Standing
) -> None:
    record_id = in_standing(instance, wanted)
    for verb, words, reason in ILLEGAL[wanted]:
        with pytest.raises(NotAllowed, match=reason):
            step(instance, record_id, verb, OTHER, *words)
        assert stands(instance, record_id) is wanted
    if wanted in (Standing.PUBLISHED, Standing.ARCHIVED):
        with pytest.raises(NotAllowed):
            step(instance, record_id, approve, OTHER, four_eyes=False)


@pytest.mark.parametrize("verb", [submit, approve, archive])
def test_a_step_on_a_version_that_is_no_longer_the_newest_is_refused(instance: EditedInstance, verb: Any) -> None:
    record_id = new_draft(instance)
    edit(instance, record_id, name="Intussen veranderd")
    options = {"four_eyes": False} if verb is approve else {}
    with pytest.raises(StaleEdit) as stale:
        step(instance, record_id, verb, COLLEAGUE, expected_version=1, **options)
    assert (stale.value.mine, stale.value.newest) == (1, 2)
    assert stands(instance, record_id) is Standing.DRAFT
    step(instance, record_id, verb, COLLEAGUE, expected_version=2, **options)
    assert stands(instance, record_id) is not Standing.DRAFT


def test_a_step_does_not_raise_the_version(instance: EditedInstance) -> None:
    record_id = submitted(instance)
    step(instance, record_id, send_back, COLLEAGUE, "Nog eens kijken.")
    with instance.session() as session:
        assert session.get_one(Organization, record_id).version == 1


def test_every_step_stands_in_the_audit_trail_with_who_and_why(either: EditedInstance) -> None:
    record_id = submitted(either)
    step(either, record_id, send_back, COLLEAGUE, "Adres?")
    step(either, record_id, submit, EDITOR, "Adres staat erbij.")
    step(either, record_id, approve, COLLEAGUE, four_eyes=True)
    step(either, record_id, archive, COLLEAGUE)
    step(either, record_id, reopen, OTHER)
    with either.session() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.record_id == record_id).order_by(AuditLine.number))
        told = [(line.action, line.actor, line.detail.get("comment")) for line in lines]
        assert told == [
            ("submit", EDITOR, None),
            ("send-back", COLLEAGUE, "Adres?"),
            ("submit", EDITOR, "Adres staat erbij."),
            ("publish", COLLEAGUE, None),
            ("withdraw", COLLEAGUE, None),
            ("reopen", OTHER, None),
        ]
        assert submissions(session, "organization", [record_id])[record_id].by == EDITOR
        assert verify(session).broken is None


def test_who_decides_at_the_same_moment_as_another_gets_to_know(either: EditedInstance) -> None:
    """A record that was read before another withdrew it is not sent to review as if nothing happened."""
    record_id = new_draft(either)
    with either.session() as session:
        record = session.get_one(Organization, record_id)
        assert record.state.value == "draft"
        session.commit()
        with either.writing() as other:
            withdraw(other, other.get_one(Organization, record_id), COLLEAGUE)
        with pytest.raises(NotAllowed, match="in het archief"):
            submit(session, record, EDITOR)
        session.rollback()
