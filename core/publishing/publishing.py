"""From record to public documents, in one transaction. Nothing else writes documents.

The verbs take the session and never commit: the face (view, command) commits.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, inspect, select, update
from sqlalchemy.orm import Session

from core.orm import utc_now
from core.publishing.auditing import Action, hold, record_action, record_actions
from core.publishing.kinds import Kind, PublicDocument, kinds
from core.publishing.models import IS_CURRENT, Document, RecordState, Revision
from core.publishing.numbering import take_numbers
from core.publishing.snapshots import snapshot

# SQLite takes at most 32,766 bound values in a statement; this many ids stays far below it.
BATCH = 500

Values = dict[str, Any]


@dataclass(eq=False)
class StaleEdit(Exception):
    """Somebody saved the record after it was read. Read it again, and decide again.

    mine: the version that was about to be published. newest: the version that stands there now.
    """

    kind: str
    record_id: uuid.UUID
    mine: int
    newest: int


def save_revisions(
    session: Session, records: Sequence[Any], *, by: str, origin: str = "edit", comment: str | None = None
) -> None:
    """Keep the present content of `records`, with who made it so, why, and what it came from.

    The version of each record rises, also when only a part of it changed (a phone, a service): that is how the next
    editor notices. Raises SQLAlchemy's StaleDataError when somebody else saved one of them meanwhile.
    """
    if not records:
        return
    _raise_versions(session, records)
    session.flush()
    now = utc_now()
    session.execute(
        insert(Revision),
        [
            {
                "record_kind": kinds.of(record).name,
                "record_id": record.id,
                "version": record.version,
                "author": by,
                "created_at": now,
                "comment": comment,
                "origin": origin,
                "snapshot": snapshot(record),
            }
            for record in records
        ],
    )


def publish(session: Session, record: Any, by: str, *, comment: str | None = None) -> list[int]:
    """Put the present content of `record` before the public.

    Gives the seq numbers of the documents that were added; none when the public already saw exactly this.
    """
    return publish_all(session, [record], by, comment=comment)


def publish_all(session: Session, records: Sequence[Any], by: str, *, comment: str | None = None) -> list[int]:
    """Publish many records of one kind at once. Gives the seq numbers of the documents added, in order.

    State, audit line and documents go in the same transaction. Documents that a record gave before and gives no
    longer (a service taken out of an organization) are withdrawn. Raises StaleEdit when somebody saved a record after
    it was read.
    """
    if not records:
        return []
    kind = kinds.of(records[0])
    session.flush()
    _refuse_stale(session, records, kind)
    fresh = kind.to_documents(session, records)
    shown = _current_of(session, [record.id for record in records])
    now = utc_now()
    rows: list[Values] = []
    for record, documents in zip(records, fresh, strict=True):
        before = {row.id: row for row in shown.get(record.id, [])}
        for document in documents:
            old = before.pop(document.id, None)
            row = _row(document, kind, record, now)
            if old is None or not _same(old, row):
                rows.append(row)
        rows.extend(_withdrawal(old, record, now) for old in before.values() if not old.withdrawn)
    mark(session, records, RecordState.PUBLISHED, kind.model.version)
    seqs = add_documents(session, rows)
    _audit(session, records, kind, by, "publish", comment, now)
    return seqs


def withdraw(
    session: Session, record: Any, by: str, *, comment: str | None = None, replaced_by: Document | None = None
) -> list[int]:
    """Take everything of `record` away from the public. Gives the seq numbers of the withdrawals.

    replaced_by: the public document in which it lives on, as after two entries for one organization became one.
    """
    return withdraw_all(session, [record], by, comment=comment, replaced_by=replaced_by)


def withdraw_all(
    session: Session,
    records: Sequence[Any],
    by: str,
    *,
    comment: str | None = None,
    replaced_by: Document | None = None,
) -> list[int]:
    """Take everything of many records of one kind away from the public; the records are archived."""
    if not records:
        return []
    session.flush()
    _versions_held(session, records)
    now = utc_now()
    shown = _current_of(session, [record.id for record in records])
    rows = [
        _withdrawal(old, record, now, replaced_by)
        for record in records
        for old in shown.get(record.id, [])
        if not old.withdrawn
    ]
    mark(session, records, RecordState.ARCHIVED, None)
    seqs = add_documents(session, rows)
    _audit(session, records, kinds.of(records[0]), by, "withdraw", comment, now)
    return seqs


def publish_raw(session: Session, documents: Sequence[PublicDocument], by: str, *, origin: str) -> list[int]:
    """Publish documents that no record stands behind (migrations, measuring). A later one replaces an earlier one.

    Gives the seq numbers; of several documents with one id only the last is published.
    """
    now = utc_now()
    last = {document.id: document for document in documents}
    rows = [_row(document, None, None, now) for document in last.values()]
    seqs = add_documents(session, rows)
    record_action(session, actor=by, action="load", detail={"origin": origin, "documents": len(rows)})
    session.flush()
    return seqs


def _raise_versions(session: Session, records: Sequence[Any]) -> None:
    """Touch each record whose version has a revision already, so that its row changes and its version rises."""
    kept = {record.id: record for record in records if inspect(record).persistent}
    now = utc_now()
    for batch in _batches(list(kept)):
        newest = (
            select(Revision.record_id, func.max(Revision.version))
            .where(Revision.record_kind == kinds.of(records[0]).name, Revision.record_id.in_(batch))
            .group_by(Revision.record_id)
        )
        with session.no_autoflush:
            for record_id, version in session.execute(newest).all():
                if kept[record_id].version <= version:
                    kept[record_id].modified_at = now


def _versions_held(session: Session, records: Sequence[Any]) -> dict[uuid.UUID, int]:
    """The newest versions of the records, whose rows nobody else can change until the transaction ends."""
    model = type(records[0])
    held: dict[uuid.UUID, int] = {}
    for batch in _batches(sorted(record.id for record in records)):
        # In one order for all, so that two publishers wait for each other in turn and never both at once.
        rows = session.execute(
            select(model.id, model.version).where(model.id.in_(batch)).order_by(model.id).with_for_update()
        )
        held.update((row.id, row.version) for row in rows)
    return held


def _refuse_stale(session: Session, records: Sequence[Any], kind: Kind) -> None:
    newest = _versions_held(session, records)
    for record in records:
        if newest[record.id] != record.version:
            raise StaleEdit(kind.name, record.id, record.version, newest[record.id])


def mark(session: Session, records: Sequence[Any], state: RecordState, published_version: Any) -> None:
    """Set the state of the work. That is no change of content, so the version must not rise by it."""
    model = type(records[0])
    for batch in _batches([record.id for record in records]):
        session.execute(
            update(model)
            .where(model.id.in_(batch))
            .values(state=state, published_version=published_version)
            .execution_options(synchronize_session=False)
        )
    for record in records:
        session.expire(record, ["state", "published_version"])


def _row(document: PublicDocument, kind: Kind | None, record: Any, now: datetime) -> Values:
    return {
        "kind": document.kind,
        "id": document.id,
        "slug": document.slug,
        "version": record.version if record is not None else 1,
        "record_kind": kind.name if kind is not None else None,
        "record_id": record.id if record is not None else None,
        "valid_from": document.valid_from,
        "valid_until": document.valid_until,
        "body": document.body,
        "entry": document.entry.as_json() if document.entry is not None else None,
        "lookup": document.lookup,
        "withdrawn": False,
        "current": True,
        "published_at": now,
    }


def _withdrawal(old: Document, record: Any, now: datetime, replaced_by: Document | None = None) -> Values:
    return {
        "kind": old.kind,
        "id": old.id,
        "slug": old.slug,
        "version": record.version,
        "record_kind": old.record_kind,
        "record_id": old.record_id,
        "valid_from": None,
        "valid_until": None,
        "body": {} if replaced_by is None else {"replacedBy": {"kind": replaced_by.kind, "id": replaced_by.id}},
        "entry": None,
        "lookup": None,
        "withdrawn": True,
        "current": True,
        "published_at": now,
    }


def _same(old: Document, row: Values) -> bool:
    """Whether the public already sees exactly this. Compared as JSON: what was stored has lists for tuples."""
    fields = ("slug", "valid_from", "valid_until", "lookup", "withdrawn")
    if any(getattr(old, name) != row[name] for name in fields):
        return False
    return bool(old.body == _json_values(row["body"]) and old.entry == _json_values(row["entry"]))


def _json_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _json_values(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json_values(item) for item in value]
    return value


def _current_of(session: Session, record_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Document]]:
    found: dict[uuid.UUID, list[Document]] = {}
    for batch in _batches(record_ids):
        rows = session.scalars(select(Document).where(Document.record_id.in_(batch), Document.current))
        for row in rows:
            if row.record_id is not None:
                found.setdefault(row.record_id, []).append(row)
    return found


def add_documents(session: Session, rows: list[Values]) -> list[int]:
    """Number rows of documents and add them as the newest of their ids; gives the numbers. Only for this package."""
    if not rows:
        return []
    hold(session)
    seqs = list(take_numbers(session, len(rows)))
    for row, seq in zip(rows, seqs, strict=True):
        row["seq"] = seq
    for batch in _batches([row["id"] for row in rows]):
        session.execute(
            update(Document)
            .where(Document.id.in_(batch), IS_CURRENT)
            .values(current=False)
            .execution_options(synchronize_session=False)
        )
    session.execute(insert(Document), rows)
    return seqs


def _audit(
    session: Session, records: Sequence[Any], kind: Kind, by: str, action: str, comment: str | None, now: datetime
) -> None:
    record_actions(
        session,
        [
            Action(
                by,
                action,
                {"version": record.version, **({"comment": comment} if comment else {})},
                record_kind=kind.name,
                record_id=record.id,
                at=now,
            )
            for record in records
        ],
    )


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
