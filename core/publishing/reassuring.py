"""Verified again ("klopt nog"): somebody looked at what the public sees, and found it right.

It writes new documents that are the last published ones with other dates. A draft that waits beside them does not get
out with it. The public sees the day, and that the desk verified it; who did it stays with the staff. A slip of the
hand can be undone as long as nothing else happened to the record: the line in the audit trail says what stood there.
"""

from __future__ import annotations

import copy
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, func, select, update
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.orm import utc_now
from core.publishing.auditing import record_action
from core.publishing.differences import differences
from core.publishing.editing import NoSuchVersion
from core.publishing.history import last_public
from core.publishing.kinds import Assurance, Kind, public_assurer
from core.publishing.models import AuditLine, Document
from core.publishing.publishing import Values, add_documents
from core.publishing.shapes import Shape, shape_of
from core.publishing.showing_again import show_again
from core.publishing.snapshots import snapshot
from core.publishing.workflow import NotAllowed, hold

REASSURE = "reassure"
UNDO_REASSURE = "undo-reassure"


def reassure(
    session: Session, kind: Kind, record: Any, by: str, day: date, *, expected_version: int | None = None
) -> list[int]:
    """Note that `by` verified on `day` what the public sees of a record; gives the numbers of the new documents.

    Each document that tells when it was verified gets a new number and the same version; nothing else in it changes.
    The record gets the same dates, and so do the parts of it that are public; its version, state and draft stay. Of
    what tells the public nothing about verifying (a taxonomy), only the record gets them.
    Raises NoSuchVersion when nothing is public, StaleEdit.
    """
    hold(session, record, expected_version)
    shown = last_public(session, record)
    if not shown:
        raise NoSuchVersion(f"nothing of {kind.name} {record.id} is public")
    before = snapshot(record)
    assurance = Assurance(day, by)
    review_by = assurance.next_review(record.assured_date, record.review_by)
    more = kind.reassure(record, assurance, {row.id for row in shown}) if kind.reassure is not None else {}
    session.flush()
    # Not by way of the record: that would raise its version, and whoever is editing it would be told to start again.
    session.execute(
        update(kind.model)
        .where(kind.model.id == record.id)
        .values(**more, assured_date=day, assured_by=by, review_by=review_by)
        .execution_options(synchronize_session=False)
    )
    session.expire(record, [*more, "assured_date", "assured_by", "review_by"])
    now = utc_now()
    told = [old for old in shown if "assuredDate" in old.body or old.entry is not None]
    tells = any("assuredDate" in old.body for old in told)
    seqs = add_documents(session, [_again(old, assurance, now) for old in told] if tells else [])
    undo = {"seq": max(old.seq for old in shown), "values": _replaced(before, snapshot(record))}
    record_action(
        session,
        actor=by,
        action=REASSURE,
        detail={"version": shown[0].version, "day": day.isoformat(), "undo": undo},
        record_kind=kind.name,
        record_id=record.id,
    )
    return seqs


def undoable(session: Session, kind: Kind, record: Any) -> AuditLine | None:
    """The line of a verification that can still be undone: the last thing that happened to the record. None without."""
    newest = select(func.max(AuditLine.number)).where(
        AuditLine.record_kind == kind.name, AuditLine.record_id == record.id
    )
    line = session.scalars(select(AuditLine).where(AuditLine.number == newest.scalar_subquery())).first()
    return line if line is not None and line.action == REASSURE and "undo" in line.detail else None


def undo_reassure(
    session: Session, kind: Kind, record: Any, by: str, number: int, *, expected_version: int | None = None
) -> list[int]:
    """Take back a verification; gives the numbers of the documents by which the public sees the earlier dates again.

    number: of its line in the audit trail. Raises NotAllowed when something else happened since, StaleEdit.
    """
    hold(session, record, expected_version)
    line = undoable(session, kind, record)
    if line is None or line.number != number:
        raise NotAllowed(Message(N_("Hierna is al iets anders gebeurd. Wijzig de datum in het formulier.")))
    _put_back(session, kind, record, line.detail["undo"]["values"])
    seqs = show_again(session, record.id, line.detail["undo"]["seq"])
    record_action(
        session,
        actor=by,
        action=UNDO_REASSURE,
        detail={"version": record.version, "day": line.detail["day"]},
        record_kind=kind.name,
        record_id=record.id,
    )
    return seqs


def _replaced(before: Values, after: Values) -> list[list[Any]]:
    """The values that gave way, with their places: [["services", id, "assured_date"], "2026-01-01"]."""
    return [[list(change.path), change.old] for change in differences(before, after)]


def _put_back(session: Session, kind: Kind, record: Any, replaced: list[list[Any]]) -> None:
    """Give columns the values they had. Of the record's own row, without raising its version."""
    shape = shape_of(kind.model)
    own = {path[0]: _column_value(shape, path[0], value) for path, value in replaced if len(path) == 1}
    for path, value in replaced:
        if len(path) == 3:
            part = next((item for item in getattr(record, path[0]) if str(item.id) == path[1]), None)
            if part is not None:
                setattr(part, path[2], _column_value(shape.parts[path[0]].shape, path[2], value))
    session.flush()
    session.execute(
        update(kind.model).where(kind.model.id == record.id).values(**own).execution_options(synchronize_session=False)
    )
    session.expire(record, list(own))


def _column_value(shape: Shape, name: str, value: Any) -> Any:
    return date.fromisoformat(value) if value and isinstance(shape.columns[name].type, Date) else value


def _again(old: Document, assurance: Assurance, now: datetime) -> Values:
    """The row of a document that says the same, verified again."""
    return {
        "kind": old.kind,
        "id": old.id,
        "slug": old.slug,
        "version": old.version,
        "record_kind": old.record_kind,
        "record_id": old.record_id,
        "valid_from": old.valid_from,
        "valid_until": old.valid_until,
        "body": _body(old.body, assurance),
        "entry": _entry(old.entry, assurance.day),
        "lookup": old.lookup,
        "withdrawn": False,
        "current": True,
        "published_at": now,
    }


def _body(old: Values, assurance: Assurance) -> Values:
    """A body with the day, who verified, and when to do it again, as far as it tells them."""
    body = copy.deepcopy(old)
    if "assuredDate" in body:
        body["assuredDate"] = assurance.day.isoformat()
    if "assuredBy" in body:
        body["assuredBy"] = public_assurer(assurance.by)
    if body.get("reviewBy"):
        again = assurance.next_review(_day(old.get("assuredDate")), _day(old["reviewBy"])).isoformat()
        body["reviewBy"] = again
        if isinstance(body.get("definition"), dict) and "reviewBy" in body["definition"]:
            body["definition"]["reviewBy"] = again
    return body


def _entry(old: Values | None, day: date) -> Values | None:
    if old is None:
        return None
    entry = copy.deepcopy(old)
    entry["assured_date"] = day.isoformat()
    if "assuredDate" in entry["card"]:
        entry["card"]["assuredDate"] = day.isoformat()
    return entry


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
