"""What is planned happens at its moment, once, and only when it still may."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.database import db
from core.orm import begin_write, utc_now
from core.publishing.models import AuditLine
from core.publishing.planning import (
    Outcome,
    PlannedStep,
    PlanResult,
    cancel_plan,
    dutch_moment,
    open_plans,
    plan_publication,
    plan_withdrawal,
    plans_of,
    run_due,
)
from core.publishing.workflow import NotAllowed, Standing, archive, send_back
from socialmap.models import Organization
from tests.functional.desk import COLLEAGUE, OTHER, edit, new_draft, published, stands, step, submitted
from tests.functional.instances import EDITOR, EditedInstance

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
LATER = NOW + timedelta(days=30)


def plan(instance: EditedInstance, record_id: uuid.UUID, verb: Any = plan_publication, **options: Any) -> uuid.UUID:
    if verb is plan_publication:
        options.setdefault("four_eyes", True)
    with instance.writing() as session:
        record = session.get_one(Organization, record_id)
        made: PlannedStep = verb(session, record, options.pop("on", SOON), COLLEAGUE, now=NOW, **options)
        return made.id


def due(instance: EditedInstance, now: datetime = SOON) -> list[PlanResult]:
    with instance.app.app_context():
        return run_due(db.sessionmaker, now)


def test_a_planned_publication_happens_at_its_moment_and_not_before(either: EditedInstance) -> None:
    record_id = submitted(either)
    plan(either, record_id)
    assert due(either, NOW) == []
    assert stands(either, record_id) is Standing.IN_REVIEW
    [result] = due(either)
    assert (result.outcome, result.record_id, result.messages) == (Outcome.DONE, record_id, ())
    assert stands(either, record_id) is Standing.PUBLISHED
    assert either.get(f"/organizations/{record_id}").status_code == 200
    assert due(either, LATER) == []
    with either.session() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.action == "publish")).one()
        assert line.actor == COLLEAGUE


def test_a_publication_and_its_end_are_planned_together(instance: EditedInstance) -> None:
    record_id = submitted(instance)
    plan(instance, record_id)
    plan(instance, record_id, plan_withdrawal, on=LATER)
    assert [item.outcome for item in due(instance, LATER)] == [Outcome.DONE, Outcome.DONE]
    assert stands(instance, record_id) is Standing.ARCHIVED
    assert instance.get(f"/organizations/{record_id}").status_code == 410


def test_what_was_changed_after_planning_is_not_published(either: EditedInstance) -> None:
    record_id = submitted(either)
    plan_id = plan(either, record_id)
    edit(either, record_id, name="Na de controle veranderd")
    [result] = due(either)
    assert result.outcome is Outcome.REFUSED
    assert either.get(f"/organizations/{record_id}").status_code == 404
    with either.session() as session:
        kept = session.get_one(PlannedStep, plan_id)
        assert (kept.outcome, kept.done_at) == ("refused", SOON)
        assert "Na het plannen is dit veranderd" in str(kept.messages[0])
        [line] = session.scalars(select(AuditLine).where(AuditLine.action == "refuse-plan"))
        assert "veranderd" in line.detail["reasons"][0]
    assert due(either, LATER) == []


def test_what_was_sent_back_after_planning_is_not_published(instance: EditedInstance) -> None:
    record_id = submitted(instance)
    plan(instance, record_id)
    step(instance, record_id, send_back, OTHER, "Toch niet.")
    [result] = due(instance)
    assert result.outcome is Outcome.REFUSED
    assert "Bied dit eerst aan" in str(result.messages[0])


def test_a_refused_plan_does_not_keep_others_from_happening(instance: EditedInstance) -> None:
    refused, done = submitted(instance), submitted(instance)
    plan(instance, refused)
    plan(instance, done)
    step(instance, refused, archive, OTHER)
    assert [item.outcome for item in due(instance)] == [Outcome.REFUSED, Outcome.DONE]


def test_nobody_plans_what_she_could_not_publish_herself(instance: EditedInstance) -> None:
    draft = new_draft(instance)
    with pytest.raises(NotAllowed, match="Bied dit eerst aan"):
        plan(instance, draft)
    record_id = submitted(instance)
    with instance.writing() as session:
        record = session.get_one(Organization, record_id)
        with pytest.raises(NotAllowed, match="zelf aan gewerkt"):
            plan_publication(session, record, SOON, EDITOR, four_eyes=True, now=NOW)


def test_nothing_is_planned_in_the_past_twice_or_without_anything_public(instance: EditedInstance) -> None:
    record_id = submitted(instance)
    with pytest.raises(NotAllowed, match="toekomst"):
        plan(instance, record_id, on=NOW)
    with pytest.raises(NotAllowed, match="niet gepubliceerd"):
        plan(instance, record_id, plan_withdrawal)
    plan(instance, record_id)
    with pytest.raises(NotAllowed, match="al een moment gepland"):
        plan(instance, record_id, on=LATER)


def test_a_cancelled_plan_does_not_happen(instance: EditedInstance) -> None:
    record_id = published(instance)
    plan_id = plan(instance, record_id, plan_withdrawal)
    with instance.writing() as session:
        cancel_plan(session, session.get_one(PlannedStep, plan_id), OTHER, now=NOW)
    assert due(instance, LATER) == []
    assert stands(instance, record_id) is Standing.PUBLISHED
    with instance.writing() as session:
        with pytest.raises(NotAllowed, match="al uitgevoerd of afgezegd"):
            cancel_plan(session, session.get_one(PlannedStep, plan_id), OTHER)
        record = session.get_one(Organization, record_id)
        assert open_plans(session, record) == []
        assert [item.outcome for item in plans_of(session, record)] == ["cancelled"]
    plan(instance, record_id, plan_withdrawal)


def test_a_plan_that_another_is_doing_at_this_moment_is_left_to_her(either: EditedInstance) -> None:
    record_id = submitted(either)
    plan(either, record_id)
    seen = []

    class Meanwhile:
        """The second runner starts when the first has found what is due."""

        def __init__(self) -> None:
            self.calls = 0

        def __call__(self) -> Any:
            self.calls += 1
            if self.calls == 2:
                seen.extend(run_due(db.sessionmaker, SOON))
            return db.sessionmaker()

    with either.app.app_context():
        assert run_due(Meanwhile(), SOON) == []
    assert [item.outcome for item in seen] == [Outcome.DONE]
    with either.session() as session:
        assert len(session.scalars(select(AuditLine).where(AuditLine.action == "publish")).all()) == 1


def test_the_command_does_what_is_due_and_says_what_it_refused(instance: EditedInstance) -> None:
    record_id, changed = submitted(instance), submitted(instance)
    with instance.writing() as session:
        begin_write(session)
        past = utc_now() - timedelta(days=1)
        for one in (record_id, changed):
            record = session.get_one(Organization, one)
            plan_publication(session, record, past + timedelta(hours=1), COLLEAGUE, four_eyes=True, now=past)
    edit(instance, changed, name="Anders")
    said = instance.command("publish", "due").output
    assert "uitgevoerd" in said
    assert "Na het plannen is dit veranderd" in said
    assert "2 plannen aan de beurt" in said
    assert stands(instance, record_id) is Standing.PUBLISHED
    assert "0 plannen" in instance.command("publish", "due").output


def test_a_moment_is_read_and_shown_in_dutch_time() -> None:
    summer, winter = dutch_moment(date(2026, 7, 1), time(9, 30)), dutch_moment(date(2026, 12, 1), time(9, 30))
    assert (summer.hour, winter.hour) == (7, 8)
    assert PlannedStep(on=summer).dutch_moment.strftime("%H:%M") == "09:30"
    # In the night in which the clock goes back, half past two comes twice: the first is meant.
    assert dutch_moment(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
