"""The groups of the work list that are not found among the records: suggestions, refused plans, unsaved work."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from admin.days import day_in_words, moment
from admin.records.parts import NoSuchPart, part_at
from admin.records.subjects import SUBJECTS
from admin.worklist.asking import Found, RecordGroup, WorkGroup, WorkItem, WorkQuery, as_day, chosen, days_since
from admin.worklist.models import SettledWork
from admin.worklist.records import item_of, record_url
from core.accounts.roles import Role
from core.i18n import gettext, worded
from core.messages import N_
from core.publishing.edit_drafts import EditDraft, drafts_of
from core.publishing.models import RecordState
from core.publishing.planning import ACTION_WORDS, Outcome, PlannedAction, PlannedStep
from core.publishing.snapshots import snapshot
from core.suggestions.models import ROLE_LABELS, SenderRole, Suggestion, SuggestionState
from core.suggestions.wording import kind_label

PLANS = "plannen"


class Suggestions(WorkGroup):
    """What people outside suggested and nobody decided about."""

    code = "suggesties"
    label = N_("Suggesties van buiten")
    help = N_("Iemand meldt dat iets niet klopt, of meldt een organisatie aan. Neem het over of wijs het af.")

    def count(self, session: Session, query: WorkQuery) -> int:
        """How many wait."""
        return session.scalars(select(func.count()).select_from(Suggestion).where(_open(query))).one()

    def items(self, session: Session, query: WorkQuery, limit: int, offset: int) -> list[WorkItem]:
        """The longest waiting first."""
        rows = session.scalars(
            select(Suggestion)
            .where(_open(query))
            .order_by(Suggestion.received_at, Suggestion.id)
            .limit(limit)
            .offset(offset)
        )
        return [_suggestion_item(row) for row in rows]


def _open(query: WorkQuery) -> ColumnElement[bool]:
    """Suggestions that wait; with a filter only those about records that meet it."""
    waiting = Suggestion.state == SuggestionState.RECEIVED.value
    if not query.is_narrowed:
        return waiting
    about = [
        and_(
            Suggestion.record_kind == subject.kind_name,
            Suggestion.record_id.in_(select(subject.model.id).where(subject.own(), query.owned(subject))),
        )
        for subject in query.subjects()
    ]
    return and_(waiting, or_(false(), *about))


def _suggestion_item(row: Suggestion) -> WorkItem:
    day = day_in_words(row.received_at.date())
    sender = gettext(ROLE_LABELS[SenderRole(row.role)]) if row.role else gettext("iemand")
    text = (
        gettext("Aangemeld op %(day)s door %(sender)s.", day=day, sender=sender)
        if row.document_id is None
        else gettext("Gemeld op %(day)s door %(sender)s.", day=day, sender=sender)
    )
    href = url_for("inbox.show", code=row.follow_up_code)
    return WorkItem(row.title, gettext(kind_label(row.kind)), text, href)


class RefusedPlans(RecordGroup):
    """Publications and withdrawals that were planned and could not be done."""

    code = PLANS
    label = N_("Gepland, maar niet gelukt")
    help = N_("Dit zou vanzelf gebeuren, maar het kon niet. Doe het alsnog of plan het opnieuw.")
    can_settle = True

    def selects(self, session: Session, query: WorkQuery) -> Iterator[Select[Any]]:
        """Refused plans that nobody made up for: by doing it, by another plan, or by saying that it is dealt with."""
        plan, later = PlannedStep, aliased(PlannedStep)
        settled = select(SettledWork.key).where(SettledWork.work == PLANS)
        for subject in query.subjects():
            model = subject.model
            again = (
                select(later.id)
                .where(
                    later.record_kind == plan.record_kind,
                    later.record_id == plan.record_id,
                    later.action == plan.action,
                    later.planned_at > plan.planned_at,
                )
                .exists()
            )
            done = or_(
                and_(plan.action == PlannedAction.PUBLISH.value, model.published_version >= plan.version),
                and_(plan.action == PlannedAction.WITHDRAW.value, model.state == RecordState.ARCHIVED),
            )
            yield (
                chosen(subject, rank=-days_since(session, plan.on), day=plan.on, note=cast(plan.id, String))
                .join(plan, and_(plan.record_kind == subject.kind_name, plan.record_id == model.id))
                .where(
                    subject.own(),
                    query.owned(subject),
                    plan.outcome == Outcome.REFUSED.value,
                    ~again,
                    ~func.coalesce(done, false()),
                    cast(plan.id, String).not_in(settled),
                )
            )

    def item(self, session: Session, found: Found) -> WorkItem:
        """What was to happen, when, and why it did not."""
        plan = session.get_one(PlannedStep, uuid.UUID(found.note))
        day = as_day(found.day)
        told = gettext(
            "%(action)s op %(day)s lukte niet.",
            action=gettext(ACTION_WORDS[PlannedAction(plan.action)]).capitalize(),
            day=day_in_words(day) if day else "–",
        )
        why = " ".join([told, *(worded(message) for message in plan.messages)])
        return item_of(found, why, record_url(found), settle=found.note)


class Unsaved(WorkGroup):
    """What the reader typed in a form and never saved."""

    code = "getypt"
    label = N_("Door u getypt, niet bewaard")
    help = N_("U was hier bezig en bewaarde het niet. Niemand anders ziet het. Het blijft 30 dagen staan.")
    role = Role.EDITOR

    def count(self, session: Session, query: WorkQuery) -> int:
        """How many forms."""
        return len(self._all(session, query))

    def items(self, session: Session, query: WorkQuery, limit: int, offset: int) -> list[WorkItem]:
        """The newest first."""
        return self._all(session, query)[offset : offset + limit]

    @staticmethod
    def _all(session: Session, query: WorkQuery) -> list[WorkItem]:
        if query.owner and query.owner != query.me:
            return []
        wanted = {subject.slug for subject in query.subjects()}
        drafts = (draft for draft in drafts_of(session, query.account_id) if draft.subject in wanted)
        return [item for draft in drafts if (item := _unsaved_item(session, draft)) is not None]


def _unsaved_item(session: Session, draft: EditDraft) -> WorkItem | None:
    """An item for a form; None when what it was about is gone."""
    subject = SUBJECTS[draft.subject]
    why = gettext("U was hier bezig op %(moment)s.", moment=moment(draft.saved_at))
    if draft.key == "nieuw":
        href = url_for("editing.create", subject=subject.slug, verder=1)
        return WorkItem(gettext("Nieuw: %(thing)s", thing=subject.label), str(subject.label), why, href)
    return _unsaved_of_record(session, draft, why)


def _unsaved_of_record(session: Session, draft: EditDraft, why: str) -> WorkItem | None:
    subject = SUBJECTS[draft.subject]
    record = session.get(subject.model, uuid.UUID(draft.key))
    if record is None:
        return None
    try:
        part_at(subject, snapshot(record), draft.part)
    except NoSuchPart:
        return None
    href = url_for("editing.edit", subject=subject.slug, record_id=record.id, place=draft.part, verder=1)
    return WorkItem(subject.kind.title(record), str(subject.label), why, href, record.owner)
