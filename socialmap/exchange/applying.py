"""Carrying out an import record by record: writing it, publishing it, and undoing it.

Each verb does one batch in the caller's transaction and says whether more is left. How far it came stands in the table,
so work that was broken off, by a crash or a full disk, goes on where it was when the verb is called again. A record
that somebody else saved in the meantime is left alone and named.

Four eyes: an import makes its importer the author of what it changed. So with FOUR_EYES she cannot publish it; it goes
to review, and a colleague publishes the whole set in one go.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.orm import utc_now
from core.publishing.auditing import record_action
from core.publishing.publishing import publish_all
from core.publishing.workflow import NotAllowed, check_approval, submit
from socialmap.exchange.importing import ImportCounts, Importer, Touched
from socialmap.exchange.reporting import WRITTEN, as_json, count_results
from socialmap.exchange.rows import OrganizationDraft
from socialmap.models import Organization
from socialmap.models.imports import Goal, ImportEntry, ImportRun, Result, RunState

BATCH = 200
MOVED = N_("Iemand heeft dit gewijzigd na de controle van het bestand. Er is niets overschreven.")
GONE = N_("Deze rijen zijn niet meer te lezen, of kloppen niet meer met onze lijsten. Breng het bestand opnieuw in.")
CHANGED_SINCE = N_("Iemand heeft dit gewijzigd na de import. Kijk het zelf na.")


def apply_batch(
    session: Session, run: ImportRun, drafts: Mapping[str, OrganizationDraft], importer: Importer, counts: ImportCounts
) -> bool:
    """Write the next records of an import; gives whether more are left. At the end the import is told as applied.

    drafts: of the whole file, by their keys.
    """
    entries = _waiting(session, run)
    if not entries:
        finish(session, run, RunState.APPLIED, run.by)
        run.applied_at = utc_now()
        return False
    ready = _ready(session, entries, drafts)
    by_key = {entry.key: entry for entry in ready}
    written = importer.write(
        [drafts[entry.key] for entry in ready if entry.key], counts, publish=run.goal is Goal.PUBLIC
    )
    for item in written:
        _note(by_key[item.draft.key], item, run.goal)
    if run.goal is Goal.REVIEW:
        for item in written:
            if item.outcome in WRITTEN:
                submit(session, item.record, run.by)
    return True


def _waiting(session: Session, run: ImportRun) -> Sequence[ImportEntry]:
    """The next entries to be written, in order. Those that were not looked at beforehand have no outcome yet."""
    looked_at = ImportEntry.outcome.is_(None) | ImportEntry.outcome.in_(WRITTEN)
    return session.scalars(
        select(ImportEntry)
        .where(
            ImportEntry.run_id == run.id, looked_at, ImportEntry.result.is_(None), ImportEntry.record_id.is_not(None)
        )
        .order_by(ImportEntry.position)
        .limit(BATCH)
    ).all()


def _ready(
    session: Session, entries: Sequence[ImportEntry], drafts: Mapping[str, OrganizationDraft]
) -> list[ImportEntry]:
    """The entries that can be written as they were looked at; the others are told why not."""
    versions = _versions(session, [entry.record_id for entry in entries if entry.record_id])
    ready = []
    for entry in entries:
        if entry.key not in drafts:
            entry.result, entry.message = Result.GONE, as_json(Message(GONE))
        elif entry.outcome is not None and versions.get(entry.record_id) != entry.version_before:
            entry.result, entry.message = Result.MOVED, as_json(Message(MOVED))
        else:
            ready.append(entry)
    return ready


def _versions(session: Session, record_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID | None, int]:
    rows = session.execute(select(Organization.id, Organization.version).where(Organization.id.in_(record_ids)))
    return {row.id: row.version for row in rows}


def _note(entry: ImportEntry, item: Touched, goal: Goal) -> None:
    entry.outcome = item.outcome
    entry.name = item.record.name
    entry.record_id = item.record.id
    entry.version_before, entry.version_after = item.version, item.record.version
    entry.published_before, entry.state_before = item.published_version, item.state
    entry.result = Result.PUBLISHED if goal is Goal.PUBLIC and item.outcome in WRITTEN else Result.APPLIED


def publish_batch(session: Session, run: ImportRun, *, four_eyes: bool) -> bool:
    """Publish the next records of an import for `run.published_by`; gives whether more are left.

    What may not be published (her own work, something that blocks) stays as it is, with the reason.
    """
    by = run.published_by or run.by
    entries = applied_entries(session, run, (Result.APPLIED,))
    if not entries:
        found = count_results(session, run)
        finish(session, run, RunState.PUBLISHED if found.get(Result.PUBLISHED) else RunState.APPLIED, by)
        run.published_at = utc_now()
        return False
    records = records_of(session, entries)
    allowed = []
    for entry in entries:
        record = records.get(entry.record_id)
        if record is None or record.version != entry.version_after:
            entry.result, entry.message = Result.KEPT, as_json(Message(CHANGED_SINCE))
            continue
        try:
            check_approval(session, record, by, four_eyes=four_eyes)
        except NotAllowed as reason:
            entry.result, entry.message = Result.KEPT, as_json(reason.message)
            continue
        entry.result = Result.PUBLISHED
        allowed.append(record)
    publish_all(session, allowed, by, comment=f"import {run.file_name}")
    return True


def start_publishing(session: Session, run: ImportRun, by: str) -> None:
    """Say that `by` publishes what this import wrote. What was kept back before is tried again."""
    for entry in session.scalars(
        select(ImportEntry).where(ImportEntry.run_id == run.id, ImportEntry.result == Result.KEPT)
    ):
        entry.result, entry.message = Result.APPLIED, None
    run.published_by = by
    run.state = RunState.TO_PUBLISH


def applied_entries(
    session: Session, run: ImportRun, results: Sequence[Result], *, last_first: bool = False
) -> Sequence[ImportEntry]:
    """The next entries of what was written and came this far."""
    order = ImportEntry.position.desc() if last_first else ImportEntry.position
    return session.scalars(
        select(ImportEntry)
        .where(ImportEntry.run_id == run.id, ImportEntry.result.in_(results), ImportEntry.outcome.in_(WRITTEN))
        .order_by(order)
        .limit(BATCH)
    ).all()


def records_of(session: Session, entries: Sequence[ImportEntry]) -> dict[uuid.UUID | None, Organization]:
    """The records of these entries, by their ids."""
    ids = [entry.record_id for entry in entries if entry.record_id]
    return {record.id: record for record in session.scalars(select(Organization).where(Organization.id.in_(ids)))}


def finish(session: Session, run: ImportRun, state: RunState, by: str) -> None:
    """Say that what the import waited for is done, and tell it in the audit trail."""
    action = f"import {run.state.value.removeprefix('to ')}"
    run.state = state
    record_action(session, actor=by, action=action, detail=_detail(session, run))


def _detail(session: Session, run: ImportRun) -> dict[str, Any]:
    return {"import": run.id, "file": run.file_name, "sha256": run.sha256, "results": count_results(session, run)}
