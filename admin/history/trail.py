"""Lines of the audit trail: which ones a filter lets through, and what each says."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from admin.history.wording import action_words, origin_words
from core.i18n import worded
from core.messages import Message
from core.publishing.auditing import line_hash
from core.publishing.history import DUTCH_TIME
from core.publishing.kinds import kinds
from core.publishing.models import AuditLine

VERIFY = "verify-audit"
_NOT_TOLD = frozenset({"undo", "comment", "version", "origin"})
_BATCH = 500


@dataclass(frozen=True, slots=True)
class TrailQuery:
    """Which lines; what is empty lets all through. since, until: days in the Netherlands, both included."""

    actor: str = ""
    action: str = ""
    kind: str = ""
    record_id: uuid.UUID | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return any((self.actor, self.action, self.kind, self.record_id, self.since, self.until))


@dataclass(frozen=True, slots=True)
class TrailLine:
    """A line as a page shows it. record: what it is about, and its kind, None for what is about no record.

    told: what more is known, in a few words. untouched: whether it still has the hash it was written with.
    """

    number: int
    at: datetime
    actor: str
    action: Message
    record_kind: str | None
    record_id: uuid.UUID | None
    title: str | None
    version: int | None
    comment: str | None
    told: str
    untouched: bool


@dataclass(frozen=True, slots=True)
class LastVerification:
    """When the chain was last verified from the desk, by whom, and what came of it."""

    at: datetime
    by: str
    sentence: Message
    intact: bool


def count_lines(session: Session, query: TrailQuery) -> int:
    """How many lines a query lets through."""
    return session.scalars(select(func.count()).select_from(AuditLine).where(_matching(query))).one()


def lines_of(session: Session, query: TrailQuery, limit: int, offset: int = 0) -> list[TrailLine]:
    """Lines that a query lets through, the newest first."""
    rows = session.scalars(
        select(AuditLine).where(_matching(query)).order_by(AuditLine.number.desc()).limit(limit).offset(offset)
    ).all()
    return _shown(session, rows)


def every_line(session: Session, query: TrailQuery) -> Iterator[TrailLine]:
    """All lines that a query lets through, the newest first, a bounded number in memory at a time."""
    chosen = select(AuditLine).where(_matching(query)).order_by(AuditLine.number.desc()).limit(_BATCH)
    rows = session.scalars(chosen).all()
    while rows:
        yield from _shown(session, rows)
        rows = session.scalars(chosen.where(AuditLine.number < rows[-1].number)).all()


def actors(session: Session, most: int = 300) -> list[str]:
    """Who stands in the trail, by name."""
    return list(session.scalars(select(AuditLine.actor).distinct().order_by(AuditLine.actor).limit(most)))


def actions(session: Session) -> list[str]:
    """What stands in the trail as done."""
    return list(session.scalars(select(AuditLine.action).distinct().order_by(AuditLine.action).limit(200)))


def last_verification(session: Session) -> LastVerification | None:
    """The newest verification that was asked for at the desk; None when there was none."""
    line = session.scalars(
        select(AuditLine).where(AuditLine.action == VERIFY).order_by(AuditLine.number.desc()).limit(1)
    ).first()
    if line is None:
        return None
    sentence = Message(str(line.detail["sentence"]["text"]), line.detail["sentence"]["values"])
    return LastVerification(line.at, line.actor, sentence, line.detail["broken"] is None)


def _matching(query: TrailQuery) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    if query.actor:
        condition &= AuditLine.actor == query.actor
    if query.action:
        condition &= AuditLine.action == query.action
    if query.kind:
        condition &= AuditLine.record_kind == query.kind
    if query.record_id is not None:
        condition &= AuditLine.record_id == query.record_id
    if query.since is not None:
        condition &= AuditLine.at >= datetime.combine(query.since, time(), DUTCH_TIME)
    if query.until is not None:
        condition &= AuditLine.at < datetime.combine(query.until + timedelta(days=1), time(), DUTCH_TIME)
    return condition


def _shown(session: Session, rows: Sequence[AuditLine]) -> list[TrailLine]:
    titles = _titles(session, rows)
    return [
        TrailLine(
            number=row.number,
            at=row.at,
            actor=row.actor,
            action=action_words(row.action),
            record_kind=row.record_kind,
            record_id=row.record_id,
            title=titles.get(row.record_id) if row.record_id is not None else None,
            version=row.detail.get("version"),
            comment=row.detail.get("comment"),
            told=_told(row.detail),
            untouched=_is_untouched(row),
        )
        for row in rows
    ]


def _titles(session: Session, rows: Sequence[AuditLine]) -> dict[uuid.UUID, str]:
    """What the records of these lines are called, as far as they are still there."""
    wanted: dict[str, set[uuid.UUID]] = {}
    for row in rows:
        if row.record_kind is not None and row.record_id is not None:
            wanted.setdefault(row.record_kind, set()).add(row.record_id)
    found: dict[uuid.UUID, str] = {}
    for kind in kinds:
        ids = wanted.get(kind.name)
        if ids:
            records = session.scalars(select(kind.model).where(kind.model.id.in_(ids)))
            found.update((record.id, kind.title(record)) for record in records)
    return found


def _told(detail: Mapping[str, Any]) -> str:
    """The rest of what a line says: where it came from, and other values by their name."""
    plain = [
        f"{name}: {value}"
        for name, value in detail.items()
        if name not in _NOT_TOLD and isinstance(value, str | int | float) and value != ""
    ]
    origin = [worded(origin_words(str(detail["origin"])))] if detail.get("origin") else []
    return "; ".join([*origin, *plain])


def _is_untouched(row: AuditLine) -> bool:
    line = {column.key: getattr(row, column.key) for column in AuditLine.__table__.columns}
    return line_hash(line) == row.hash
