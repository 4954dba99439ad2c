"""What an owner must look at again: past its day, or soon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from admin.records.subjects import SUBJECTS, Subject
from core.publishing.models import RecordState
from socialmap.models import Organization, Service

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A record that must be looked at before a day; the earliest day of its parts."""

    subject: Subject
    record: Any
    before: date

    @property
    def title(self) -> str:
        """What people call it."""
        return self.subject.kind.title(self.record)


def due_records(session: Session, owner: str, today: date) -> Sequence[DueRecord]:
    """What this owner must look at within two weeks, or should have looked at; the longest overdue first."""
    found = [due for subject in SUBJECTS.values() for due in _of_subject(session, subject, owner, today + SOON)]
    return sorted(found, key=lambda due: (due.before, due.title))


def owners_with_due(session: Session, today: date) -> set[str | None]:
    """The names of who owns something that is due; None when something is nobody's."""
    return {
        owner
        for subject in SUBJECTS.values()
        for owner in session.scalars(select(subject.model.owner).where(_is_due(subject, today + SOON)).distinct())
    }


def _of_subject(session: Session, subject: Subject, owner: str, until: date) -> Iterator[DueRecord]:
    records = session.scalars(select(subject.model).where(_is_due(subject, until), subject.model.owner == owner)).all()
    days = _service_days(session, [record.id for record in records]) if subject.model is Organization else {}
    for record in records:
        before = min(day for day in (record.review_by, days.get(record.id)) if day is not None)
        yield DueRecord(subject, record, before)


def _is_due(subject: Subject, until: date) -> Any:
    model = subject.model
    late = model.review_by <= until
    if model is Organization:
        late = or_(late, Organization.id.in_(select(Service.organization_id).where(Service.review_by <= until)))
    return subject.own() & late & (model.state != RecordState.ARCHIVED)


def _service_days(session: Session, ids: Sequence[Any]) -> dict[Any, date]:
    rows = session.execute(
        select(Service.organization_id, func.min(Service.review_by))
        .where(Service.organization_id.in_(ids), Service.review_by.is_not(None))
        .group_by(Service.organization_id)
    )
    return {organization_id: day for organization_id, day in rows if day is not None}
