"""Publishing and withdrawing at a moment that was planned.

A plan is tried once its moment has come, by `zorgbuurt publish due`. Everything is checked again then: a plan whose
record was changed meanwhile, or that may no longer be published, is refused, and the reason is kept and shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import JSON, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.messages import N_, Message
from core.orm import Base, begin_write, utc_now
from core.publishing.auditing import record_action
from core.publishing.kinds import kinds
from core.publishing.publishing import StaleEdit
from core.publishing.workflow import Blocked, NotAllowed, approve, archive, check_approval, hold

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")

log = structlog.get_logger(__name__)


class PlannedAction(StrEnum):
    """What is to be done."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class Outcome(StrEnum):
    """How a plan ended. FAILED: something went wrong that is no decision; the plan stays, and is tried again."""

    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"


ACTION_WORDS = {PlannedAction.PUBLISH: N_("publiceren"), PlannedAction.WITHDRAW: N_("intrekken")}
OUTCOME_WORDS = {
    Outcome.DONE: N_("uitgevoerd"),
    Outcome.REFUSED: N_("niet uitgevoerd"),
    Outcome.CANCELLED: N_("afgezegd"),
    Outcome.FAILED: N_("mislukt, wordt opnieuw geprobeerd"),
}


class PlannedStep(Base):
    """That a version of a record is to be published, or the record withdrawn, at a moment.

    on: the moment, in UTC. version: what was looked at when it was planned; only that version is published.
    four_eyes: whether somebody else must have made it. done_at, outcome: when and how the plan ended, None while it is
    open. reasons: why it was refused, as [{"text": Dutch sentence, "values": {…}}].
    """

    __tablename__ = "planned_step"
    __table_args__ = (
        Index("ix_planned_step_record", "record_kind", "record_id"),
        Index("ix_planned_step_due", "done_at", "on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[uuid.UUID]
    version: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    on: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    planned_at: Mapped[datetime] = mapped_column(default=utc_now)
    four_eyes: Mapped[bool] = mapped_column(default=True)
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    @property
    def dutch_moment(self) -> datetime:
        """The moment on Dutch clocks."""
        return self.on.astimezone(DUTCH_TIME)

    @property
    def messages(self) -> list[Message]:
        """Why it was refused, as sentences to translate."""
        return [Message(item["text"], item["values"]) for item in self.reasons]


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What became of one plan that was due."""

    plan_id: uuid.UUID
    record_kind: str
    record_id: uuid.UUID
    action: PlannedAction
    outcome: Outcome
    messages: tuple[Message, ...] = ()


def dutch_moment(day: date, at: time) -> datetime:
    """The moment in UTC at which Dutch clocks show this. The first of two, when clocks show it twice."""
    return datetime.combine(day, at, DUTCH_TIME).astimezone(ZoneInfo("UTC"))


def plan_publication(
    session: Session,
    record: Any,
    on: datetime,
    by: str,
    *,
    four_eyes: bool,
    now: datetime | None = None,
    expected_version: int | None = None,
) -> PlannedStep:
    """Publish the present version at a moment. Raises NotAllowed when `by` could not publish it now."""
    hold(session, record, expected_version)
    check_approval(session, record, by, four_eyes=four_eyes)
    return _plan(session, record, PlannedAction.PUBLISH, on, by, now, four_eyes=four_eyes)


def plan_withdrawal(
    session: Session,
    record: Any,
    on: datetime,
    by: str,
    *,
    now: datetime | None = None,
    expected_version: int | None = None,
) -> PlannedStep:
    """Withdraw a record at a moment. Raises NotAllowed when nothing of it is public, or will be by then."""
    hold(session, record, expected_version)
    coming = [item for item in open_plans(session, record) if item.action == PlannedAction.PUBLISH and item.on < on]
    if record.published_version is None and not coming:
        raise NotAllowed(Message(N_("Dit is niet gepubliceerd. Er is niets om in te trekken.")))
    return _plan(session, record, PlannedAction.WITHDRAW, on, by, now, four_eyes=False)


def cancel_plan(session: Session, plan: PlannedStep, by: str, *, now: datetime | None = None) -> None:
    """Let a plan not happen. Raises NotAllowed when it has ended."""
    held = _held(session, plan.id)
    if held is None:
        raise NotAllowed(Message(N_("Dit plan is al uitgevoerd of afgezegd.")))
    held.done_at, held.outcome = now or utc_now(), Outcome.CANCELLED.value
    session.flush()
    _audit(session, held, by, "cancel-plan")


def open_plans(session: Session, record: Any) -> list[PlannedStep]:
    """What is still planned for a record, the earliest first."""
    return [item for item in plans_of(session, record) if item.done_at is None]


def plans_of(session: Session, record: Any) -> list[PlannedStep]:
    """Every plan there ever was for a record, by its moment."""
    return list(
        session.scalars(
            select(PlannedStep)
            .where(PlannedStep.record_kind == kinds.of(record).name, PlannedStep.record_id == record.id)
            .order_by(PlannedStep.on)
        )
    )


def run_due(session_factory: Callable[[], Session], now: datetime) -> list[PlanResult]:
    """Do every plan whose moment has come, each in its own transaction; gives what became of each, in their order.

    Two that run at once share the work: a plan is done once. One that fails stays open and is in the answer.
    """
    with session_factory() as session:
        due = session.scalars(
            select(PlannedStep.id)
            .where(PlannedStep.done_at.is_(None), PlannedStep.on <= now)
            .order_by(PlannedStep.on, PlannedStep.planned_at)
        ).all()
    results = []
    for plan_id in due:
        with session_factory() as session:
            result = _run(session, plan_id, now)
        if result is not None:
            results.append(result)
    return results


def _run(session: Session, plan_id: uuid.UUID, now: datetime) -> PlanResult | None:
    """What became of a plan; None when somebody else did it, or does it at this moment."""
    begin_write(session)
    plan = _held(session, plan_id)
    if plan is None:
        return None
    described = (plan.id, plan.record_kind, plan.record_id, PlannedAction(plan.action))
    try:
        reasons = _tried(session, plan)
        plan.done_at = now
        plan.outcome = (Outcome.REFUSED if reasons else Outcome.DONE).value
        plan.reasons = [{"text": item.text, "values": dict(item.values)} for item in reasons]
        session.flush()
        if reasons:
            _audit(session, plan, plan.by, "refuse-plan")
        outcome = Outcome(plan.outcome)
        session.commit()
    except Exception:  # one plan that cannot be done must not keep the others from being done
        session.rollback()
        log.exception("a plan failed", plan=str(plan_id))
        return PlanResult(*described, Outcome.FAILED)
    return PlanResult(*described, outcome, tuple(reasons))


def _tried(session: Session, plan: PlannedStep) -> Sequence[Message]:
    """Do what was planned; gives why not when it is refused, and then nothing of it was done."""
    kind = kinds[plan.record_kind]
    record = session.get(kind.model, plan.record_id)
    if record is None:
        return [Message(N_("Dit is er niet meer."))]
    try:
        with session.begin_nested():
            if plan.action == PlannedAction.PUBLISH:
                approve(session, record, plan.by, four_eyes=plan.four_eyes, expected_version=plan.version)
            else:
                archive(session, record, plan.by)
    except StaleEdit:
        return [Message(N_("Na het plannen is dit veranderd. Kijk het opnieuw na en plan het opnieuw."))]
    except Blocked as blocked:
        return [blocked.message, *(item.message for item in blocked.findings)]
    except NotAllowed as refused:
        return [refused.message]
    return []


def _held(session: Session, plan_id: uuid.UUID) -> PlannedStep | None:
    """An open plan that nobody else can end until this transaction ends."""
    return session.scalars(
        select(PlannedStep)
        .where(PlannedStep.id == plan_id, PlannedStep.done_at.is_(None))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _plan(
    session: Session,
    record: Any,
    action: PlannedAction,
    on: datetime,
    by: str,
    now: datetime | None,
    *,
    four_eyes: bool,
) -> PlannedStep:
    now = now or utc_now()
    if on <= now:
        raise NotAllowed(Message(N_("Kies een moment in de toekomst.")))
    if any(item.action == action for item in open_plans(session, record)):
        raise NotAllowed(Message(N_("Hiervoor staat al een moment gepland. Zeg dat eerst af.")))
    plan = PlannedStep(
        record_kind=kinds.of(record).name,
        record_id=record.id,
        version=record.version,
        action=action.value,
        on=on,
        by=by,
        planned_at=now,
        four_eyes=four_eyes,
        reasons=[],
    )
    session.add(plan)
    session.flush()
    _audit(session, plan, by, "plan")
    return plan


def _audit(session: Session, plan: PlannedStep, by: str, action: str) -> None:
    detail: Mapping[str, Any] = {
        "version": plan.version,
        "plan": plan.action,
        "on": plan.on.isoformat(timespec="minutes"),
        **({"reasons": [str(item) for item in plan.messages]} if plan.reasons else {}),
    }
    record_action(
        session, actor=by, action=action, detail=detail, record_kind=plan.record_kind, record_id=plan.record_id
    )
