"""One verb on many records: first what it would do to each, then doing it, and undoing it.

    lines = preview(session, AddCode("care_types", "logeren"), records, by)
    done = apply(sessions, verb, "organization", [(record.id, record.version), …], by)
    undo(sessions, done.id, by)

A hundred records go in one transaction. A record that cannot be changed is refused by itself, and the others go on.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.orm import begin_write, utc_now
from core.publishing.auditing import record_action
from core.publishing.bulk_models import BulkChange, BulkItem
from core.publishing.bulk_verbs import Before, BulkVerb, verb_from_json
from core.publishing.editing import ContentRefused
from core.publishing.kinds import kinds
from core.publishing.numbering import head_seq
from core.publishing.publishing import StaleEdit
from core.publishing.workflow import Blocked, NotAllowed, hold

AT_ONCE = 100
"""Records in one transaction."""
MOST = 1000
"""Records in one bulk change."""

CHANGED_MEANWHILE = N_("Intussen heeft iemand dit veranderd. Kijk opnieuw.")
NO_LONGER_THERE = N_("Dit is er niet meer.")
CHANGED_SINCE = N_("Dit is na de wijziging veranderd. Het blijft zoals het nu is.")

Sessions = Callable[[], Session]


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What the verb would do to one record: the effect, or why not."""

    record: Any
    effect: Message | None
    refusals: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What became of one record: nothing in `refusals` when it was done."""

    record_id: uuid.UUID
    refusals: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a bulk change, or undoing one, came to. done: the records that were changed or put back."""

    id: uuid.UUID
    done: list[uuid.UUID] = field(default_factory=list)
    refused: list[BulkOutcome] = field(default_factory=list)


def preview(session: Session, verb: BulkVerb, records: Iterable[Any], by: str) -> list[BulkLine]:
    """What a verb would do to each record, in their order. Nothing is changed."""
    lines = []
    for record in records:
        reasons = tuple(verb.refusals(session, record, by))
        lines.append(BulkLine(record, None if reasons else verb.effect(session, record), reasons))
    return lines


def apply(
    sessions: Sessions, verb: BulkVerb, kind: str, chosen: Sequence[tuple[uuid.UUID, int]], by: str
) -> BulkResult:
    """Do a verb to the chosen records; each with the version that was previewed.

    Raises ValueError for more than MOST. When the process ends halfway, what was done is known and can be undone.
    """
    if len(chosen) > MOST:
        raise ValueError(f"at most {MOST} records at once")
    change_id = uuid.uuid4()
    with sessions() as session:
        begin_write(session)
        session.add(BulkChange(id=change_id, record_kind=kind, verb=verb.as_json(), by=by))
        detail = {"verb": verb.as_json(), "records": len(chosen), "change": str(change_id)}
        record_action(session, actor=by, action="bulk", detail=detail, record_kind=kind)
        session.commit()
    result = BulkResult(change_id)
    in_order = sorted(dict(chosen).items())
    for start in range(0, len(in_order), AT_ONCE):
        with sessions() as session:
            begin_write(session)
            for record_id, version in in_order[start : start + AT_ONCE]:
                item = _applied(session, verb, kind, (record_id, version), by, change_id)
                _count(result, record_id, item.messages if item is not None else [Message(NO_LONGER_THERE)])
            session.commit()
    return result


def undo(sessions: Sessions, change_id: uuid.UUID, by: str) -> BulkResult:
    """Put back every record that a bulk change changed and that nobody has touched since; names those that have.

    Raises LookupError when there is no such change. What was put back already is left alone.
    """
    result = BulkResult(change_id)
    with sessions() as session:
        begin_write(session)
        change = session.get(BulkChange, change_id)
        if change is None:
            raise LookupError(f"there is no bulk change {change_id}")
        verb, kind = verb_from_json(change.verb), change.record_kind
        change.undone_at, change.undone_by = utc_now(), by
        items = [item.id for item in _items(session, change_id) if not item.refusals and not item.undone]
        detail = {"change": str(change_id), "records": len(items)}
        record_action(session, actor=by, action="undo-bulk", detail=detail, record_kind=kind)
        session.commit()
    for start in range(0, len(items), AT_ONCE):
        with sessions() as session:
            begin_write(session)
            for item_id in items[start : start + AT_ONCE]:
                item = session.get_one(BulkItem, item_id)
                _count(result, item.record_id, _undone(session, verb, kind, item, by))
            session.commit()
    return result


def items_of(session: Session, change_id: uuid.UUID) -> list[BulkItem]:
    """What a bulk change did to each record."""
    return _items(session, change_id)


def _items(session: Session, change_id: uuid.UUID) -> list[BulkItem]:
    query = select(BulkItem).where(BulkItem.change_id == change_id).order_by(BulkItem.record_id)
    return list(session.scalars(query))


def _count(result: BulkResult, record_id: uuid.UUID, refusals: Sequence[Message]) -> None:
    if refusals:
        result.refused.append(BulkOutcome(record_id, tuple(refusals)))
    else:
        result.done.append(record_id)


def _applied(
    session: Session, verb: BulkVerb, kind: str, chosen: tuple[uuid.UUID, int], by: str, change_id: uuid.UUID
) -> BulkItem | None:
    """What was done to one record, written down; None when it is no longer there."""
    record_id, version = chosen
    record = session.get(kinds[kind].model, record_id)
    if record is None:
        return None
    stale = _tried(session, lambda: hold(session, record, version))
    item = BulkItem(
        change_id=change_id,
        record_id=record_id,
        version=record.version,
        state=record.state,
        published_version=record.published_version,
        seq=head_seq(session),
        values=verb.values(record),
    )
    refusals = stale or _tried(session, lambda: verb.apply(session, record, by, f"bulk {change_id}"))
    item.refusals = [{"text": message.text, "values": dict(message.values)} for message in refusals]
    item.after = {} if refusals else _standing_of(verb, record)
    session.add(item)
    session.flush()
    return item


def _undone(session: Session, verb: BulkVerb, kind: str, item: BulkItem, by: str) -> list[Message]:
    """Put one record back; gives why not."""
    record = session.get(kinds[kind].model, item.record_id)
    if record is None:
        return [Message(NO_LONGER_THERE)]
    before = Before(item.version, item.state, item.published_version, item.seq, item.values)

    def put_back() -> None:
        hold(session, record)
        if _standing_of(verb, record) != item.after:
            raise NotAllowed(Message(CHANGED_SINCE))
        verb.put_back(session, record, by, f"undo bulk {item.change_id}", before)

    refusals = _tried(session, put_back)
    item.undone = not refusals
    return refusals


def _standing_of(verb: BulkVerb, record: Any) -> dict[str, Any]:
    """By what one can tell that nobody touched a record since."""
    return {
        "version": record.version,
        "state": record.state.value,
        "published_version": record.published_version,
        "values": verb.values(record),
    }


def _tried(session: Session, work: Callable[[], None]) -> list[Message]:
    """Do something with one record or nothing of it; gives why it was refused."""
    try:
        with session.begin_nested():
            work()
    except StaleEdit:
        return [Message(CHANGED_MEANWHILE)]
    except ContentRefused as refused:
        return [fault.message for fault in refused.faults]
    except Blocked as blocked:
        return [item.message for item in blocked.findings]
    except NotAllowed as refused:
        return [refused.message]
    return []
