"""The audit trail: every action and sign-in, in a chain of hashes that shows when somebody touched it.

Each line holds a number without a gap and a SHA-256 hash over its content and the hash of the line before it. So a
line that is changed, taken out, put in or moved breaks the chain at that place. The number and hash of the newest
line stand in a row of their own, so that a missing tail shows too. Somebody who may write everything in the database
could make a whole new chain: against that helps only a head that was noted elsewhere (`zorgbuurt audit head`).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, event, insert, select, update
from sqlalchemy.orm import ORMExecuteState, Session

from core.messages import N_, Message
from core.orm import utc_now
from core.publishing.models import AuditHead, AuditLine

HEAD_ROW = 1
NOTHING_YET = "0" * 64
"""The hash that the first line follows."""

_READ_AT_ONCE = 1000


class AuditIsAppendOnly(Exception):
    """Lines of the audit trail are never changed and never removed."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that somebody did. detail: plain JSON values; never data of a child, never a password."""

    actor: str
    action: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    record_kind: str | None = None
    record_id: uuid.UUID | None = None
    at: datetime = field(default_factory=utc_now)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the trail ends: the number and hash of its newest line; 0 and NOTHING_YET when it is empty."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class Break(StrEnum):
    """What can be wrong with a line."""

    CHANGED = "changed"
    MISSING = "missing"
    MOVED = "moved"
    EXTRA = "extra"


BREAK_SENTENCES = {
    Break.CHANGED: N_("Regel %(number)s is veranderd na het schrijven."),
    Break.MISSING: N_("Regel %(number)s ontbreekt."),
    Break.MOVED: N_("Regel %(number)s staat niet op zijn eigen plaats."),
    Break.EXTRA: N_("Regel %(number)s is erbij gezet buiten het logboek om."),
}


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What verify found. lines: how many were read and are in order. broken, number: the first fault and its line."""

    lines: int
    head: Head
    broken: Break | None = None
    number: int | None = None

    @property
    def sentence(self) -> Message:
        """The finding in words."""
        if self.broken is None:
            return Message(N_("Het logboek klopt: %(lines)s regels, geen enkele veranderd."), {"lines": self.lines})
        return Message(BREAK_SENTENCES[self.broken], {"number": self.number})


def record_action(
    session: Session,
    *,
    actor: str,
    action: str,
    detail: Mapping[str, Any] | None = None,
    record_kind: str | None = None,
    record_id: uuid.UUID | None = None,
) -> AuditLine:
    """Add one line. It is kept when the transaction commits, as everything else of it.

    Call it after the locks on records are taken and just before the commit: others who act wait from here on.
    """
    [number] = record_actions(session, [Action(actor, action, detail or {}, record_kind, record_id)])
    return session.get_one(AuditLine, number)


def record_actions(session: Session, actions: Sequence[Action]) -> range:
    """Add many lines at once, in order; gives their numbers."""
    if not actions:
        return range(0)
    head = hold(session)
    rows = []
    last = head.hash
    for number, item in enumerate(actions, start=head.number + 1):
        row = {
            "number": number,
            "at": item.at,
            "actor": item.actor,
            "action": item.action,
            "record_kind": item.record_kind,
            "record_id": item.record_id,
            "detail": dict(item.detail),
            "previous_hash": last,
        }
        row["hash"] = last = line_hash(row)
        rows.append(row)
    session.execute(insert(AuditLine), rows)
    session.execute(
        update(AuditHead)
        .where(AuditHead.id == HEAD_ROW)
        .values(number=head.number + len(rows), hash=last)
        .execution_options(synchronize_session=False)
    )
    return range(head.number + 1, head.number + len(rows) + 1)


def hold(session: Session) -> Head:
    """The head, which nobody else can move until the transaction ends.

    Who also takes document numbers holds the head first: one order for all, so that nobody waits for each other.
    """
    row = session.execute(
        update(AuditHead)
        .where(AuditHead.id == HEAD_ROW)
        .values(number=AuditHead.number)
        .returning(AuditHead.number, AuditHead.hash)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise RuntimeError("the head of the audit trail is missing: run the migrations (`zorgbuurt init`)")
    return Head(row.number, row.hash)


def head_of(session: Session) -> Head:
    """Where the trail ends now."""
    row = session.execute(select(AuditHead.number, AuditHead.hash).where(AuditHead.id == HEAD_ROW)).one_or_none()
    return Head(row.number, row.hash) if row else Head(0, NOTHING_YET)


def line_hash(line: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimals, over the hash before it and the content of a line, written in one way only."""
    content = [
        line["number"],
        line["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        line["actor"],
        line["action"],
        line["record_kind"],
        str(line["record_id"]) if line["record_id"] is not None else None,
        line["detail"],
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(f"{line['previous_hash']}\n{text}".encode()).hexdigest()


def verify(session: Session, noted: Head | None = None) -> AuditReport:
    """Whether every line is there, in its place, as it was written; names the first that is not.

    noted: a head that was written down elsewhere, which must still be in the chain. Who wants to add a line waits
    until this transaction ends.
    """
    session.execute(select(AuditHead.id).where(AuditHead.id == HEAD_ROW).with_for_update())
    head = head_of(session)
    before = Head(0, NOTHING_YET)
    for row in _lines(session):
        fault = _fault_of(row, before, head)
        if fault is None and noted is not None and noted.number == row["number"] and noted.hash != row["hash"]:
            fault = Break.CHANGED, row["number"]
        if fault is not None:
            return AuditReport(before.number, head, *fault)
        before = Head(row["number"], row["hash"])
    if before.number < max(head.number, noted.number if noted else 0):
        return AuditReport(before.number, head, Break.MISSING, before.number + 1)
    if before.hash != head.hash:
        return AuditReport(max(before.number - 1, 0), head, Break.CHANGED, before.number)
    return AuditReport(before.number, head)


def _lines(session: Session) -> Iterator[RowMapping]:
    """Every line, in the order of the numbers, a bounded number in memory at a time."""
    query = select(*AuditLine.__table__.columns).order_by(AuditLine.number).limit(_READ_AT_ONCE)
    rows = session.execute(query).mappings().all()
    while rows:
        yield from rows
        rows = session.execute(query.where(AuditLine.number > rows[-1]["number"])).mappings().all()


def _fault_of(row: RowMapping, before: Head, head: Head) -> tuple[Break, int] | None:
    number: int = row["number"]
    if not before.number < number <= head.number:
        return Break.EXTRA, number
    if number > before.number + 1:
        return Break.MISSING, before.number + 1
    if line_hash(dict(row)) != row["hash"]:
        return (Break.MOVED if _was_elsewhere(row, head) else Break.CHANGED), number
    if row["previous_hash"] != before.hash:
        # This line is as it was written, so the one before it is not.
        return Break.CHANGED, max(before.number, 1)
    return None


def _was_elsewhere(row: RowMapping, head: Head) -> bool:
    """Whether a line is as it was written, but for its number."""
    return any(line_hash({**row, "number": number}) == row["hash"] for number in range(1, head.number + 1))


def _refuse(*_: object) -> None:
    raise AuditIsAppendOnly("lines of the audit trail are never changed and never removed")


event.listen(AuditLine, "before_update", _refuse)
event.listen(AuditLine, "before_delete", _refuse)


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and state.bind_mapper is AuditLine.__mapper__:
        _refuse()
