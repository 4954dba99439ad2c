"""Undoing an import: every record that nobody touched since stands again as it stood before."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.orm import utc_now
from core.publishing.contents import write_content
from core.publishing.editing import NoSuchVersion, content_of_version
from core.publishing.kinds import kinds
from core.publishing.models import RecordState
from core.publishing.publishing import mark, publish_all, save_revisions, withdraw_all
from core.publishing.shapes import ASSURED
from socialmap.exchange.applying import CHANGED_SINCE, applied_entries, finish, records_of
from socialmap.exchange.reporting import as_json
from socialmap.models import Organization
from socialmap.models.imports import ImportEntry, ImportRun, Outcome, Result, RunState

NO_OLD_CONTENT = N_("De inhoud van voor de import is er niet meer. Herstel dit zelf.")
UNDOABLE_STATES = (RunState.APPLIED, RunState.PUBLISHED)
UNDOABLE = (Result.APPLIED, Result.PUBLISHED, Result.KEPT)


def start_undoing(run: ImportRun, by: str) -> None:
    """Say that `by` takes this import back."""
    run.undone_by = by
    run.state = RunState.TO_UNDO


def undo_batch(session: Session, run: ImportRun) -> bool:
    """Put back the next records of an import; gives whether more are left. Children go before their parents.

    What the import made goes to the archive. What it changed gets its content of before back, and the public sees what
    it saw before. A record that somebody saved since stays, and is named.
    """
    by = run.undone_by or run.by
    entries = applied_entries(session, run, UNDOABLE, last_first=True)
    if not entries:
        finish(session, run, RunState.UNDONE, by)
        run.undone_at = utc_now()
        return False
    records = records_of(session, entries)
    untouched = []
    for entry in entries:
        record = records.get(entry.record_id)
        if record is None or record.version != entry.version_after:
            _stays(entry, CHANGED_SINCE)
        else:
            untouched.append((entry, record))
    withdraw_all(
        session, [record for entry, record in untouched if entry.outcome is Outcome.NEW], by, comment=_origin(run)
    )
    for entry, record in untouched:
        entry.result = Result.UNDONE
        if entry.outcome is Outcome.CHANGED:
            _put_back(session, entry, record, by, _origin(run))
    return True


def _origin(run: ImportRun) -> str:
    return f"undo import {run.file_name}"[:200]


def _stays(entry: ImportEntry, reason: str) -> None:
    entry.result, entry.message = Result.STAYED, as_json(Message(reason))


def _put_back(session: Session, entry: ImportEntry, record: Organization, by: str, origin: str) -> None:
    """Give a record its content and its state of before, and the public what it saw."""
    before, shown = entry.version_before, entry.published_before
    public_moved = record.published_version != shown
    try:
        content = _content(session, record, before)
        public = _content(session, record, shown) if public_moved and shown not in (None, before) else None
    except NoSuchVersion:
        _stays(entry, NO_OLD_CONTENT)
        return
    if public is not None:
        _write(session, record, public, by, origin)
        publish_all(session, [record], by, comment=origin)
    elif public_moved and shown is None:
        withdraw_all(session, [record], by, comment=origin)
    _write(session, record, content, by, origin)
    if public_moved and shown == before:
        publish_all(session, [record], by, comment=origin)
        return
    state = entry.state_before or RecordState.DRAFT
    mark(session, [record], state, record.version if state is RecordState.PUBLISHED else record.published_version)


def _content(session: Session, record: Organization, version: int | None) -> dict[str, Any]:
    if version is None:
        raise NoSuchVersion(f"organization {record.id} had no version")
    old = content_of_version(session, kinds.of(record), record.id, version)
    return {**dict.fromkeys(ASSURED), **old}


def _write(session: Session, record: Organization, content: dict[str, Any], by: str, origin: str) -> None:
    with session.no_autoflush:
        write_content(session, record, content)
    record.modified_at = utc_now()
    save_revisions(session, [record], by=by, origin=origin)
