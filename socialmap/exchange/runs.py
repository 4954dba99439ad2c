"""Imports from begin to end: starting one, and doing the work that one waits for.

Work goes in batches, each a transaction of its own that `commit` ends, so that nobody else waits long for a turn to
write, and so that broken-off work is taken up where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from core.orm import begin_write
from core.publishing.publishing import StaleEdit
from socialmap.exchange.applying import BATCH, apply_batch, publish_batch
from socialmap.exchange.importing import ImportCounts, Importer
from socialmap.exchange.reporting import checked_file, keep_report, plain_report, planned_entries, report_on
from socialmap.exchange.rows import CheckedFile, OrganizationDraft
from socialmap.exchange.tables import UnreadableFile
from socialmap.exchange.undoing import undo_batch
from socialmap.exchange.uploads import path_of
from socialmap.geography.places import PostcodeTable
from socialmap.models.imports import ImportEntry, ImportRun, RunState

WAITING = (RunState.TO_CHECK, RunState.TO_APPLY, RunState.TO_PUBLISH, RunState.TO_UNDO)
MOST_AT_ONCE = 500
"""Rows or records that a request does itself; more is left to `zorgbuurt import work`."""
_MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Workplace:
    """What working on imports needs. folder: of the kept files. commit: ends a transaction."""

    session: Session
    places: PostcodeTable
    folder: Path
    four_eyes: bool
    commit: Callable[[], None]
    on_progress: Callable[[int], None] = field(default=lambda _: None)


def waiting_runs(session: Session) -> list[int]:
    """The imports for which there is work, oldest first."""
    return list(session.scalars(select(ImportRun.id).where(ImportRun.state.in_(WAITING)).order_by(ImportRun.id)))


def plan_unseen(session: Session, run: ImportRun, checked: CheckedFile, drafts: Sequence[OrganizationDraft]) -> None:
    """Keep what a checked file holds, to be written without a look at what changes. drafts: in order."""
    session.add(run)
    session.flush()
    keep_report(session, run, plain_report(checked))
    rows = [{**entry, "run_id": run.id, "position": place} for place, entry in enumerate(planned_entries(drafts))]
    if rows:
        session.execute(insert(ImportEntry), rows)
    run.state = RunState.TO_APPLY


def work_on(place: Workplace, run_id: int) -> ImportRun:
    """Do what an import waits for, to its end; gives the import. Safe to call twice at once, and after a crash."""
    run = place.session.get_one(ImportRun, run_id)
    match run.state:
        case RunState.TO_CHECK:
            _check(place, run)
        case RunState.TO_APPLY:
            apply_all(place, run, *_drafts(place, run))
        case RunState.TO_PUBLISH:
            _in_batches(place, run_id, lambda it: publish_batch(place.session, it, four_eyes=place.four_eyes))
        case RunState.TO_UNDO:
            _in_batches(place, run_id, lambda it: undo_batch(place.session, it))
        case _:
            pass
    return place.session.get_one(ImportRun, run_id)


def apply_all(
    place: Workplace, run: ImportRun, importer: Importer, drafts: Sequence[OrganizationDraft]
) -> ImportCounts:
    """Write the drafts of an import that waits to be applied."""
    counts = ImportCounts()
    by_key = {draft.key: draft for draft in drafts}
    _in_batches(place, run.id, lambda it: apply_batch(place.session, it, by_key, importer, counts))
    return counts


def importer_of(place: Workplace, run: ImportRun) -> Importer:
    """What writes the drafts of this import."""
    return Importer(
        place.session, place.places, by=run.by, origin=f"import {run.file_name}"[:200], collection=run.collection
    )


def _drafts(place: Workplace, run: ImportRun) -> tuple[Importer, list[OrganizationDraft]]:
    """The drafts of the kept file; none when it can no longer be read: then all that waits is told as gone."""
    importer = importer_of(place, run)
    try:
        checked = checked_file(place.session, run, path_of(place.folder, run.sha256), place.places)
    except UnreadableFile:
        return importer, []
    return importer, list(checked.organizations.values())


def _check(place: Workplace, run: ImportRun) -> None:
    run_id = run.id
    report = report_on(place.session, run, path_of(place.folder, run.sha256), place.places, place.on_progress)
    begin_write(place.session)
    run = place.session.get_one(ImportRun, run_id)
    if run.state is RunState.TO_CHECK:
        keep_report(place.session, run, report)
    place.commit()


def _in_batches(place: Workplace, run_id: int, step: Callable[[ImportRun], bool]) -> None:
    """Take steps until none is left, each in a transaction of its own. One that met an editor's save is tried again."""
    session = place.session
    state: RunState | None = None
    attempts = 0
    while True:
        begin_write(session)
        run = session.get_one(ImportRun, run_id)
        if state is not None and run.state is not state:
            session.rollback()
            return
        state = run.state
        try:
            more = step(run)
            place.commit()
        except (StaleEdit, StaleDataError):
            session.rollback()
            attempts += 1
            if attempts >= _MOST_ATTEMPTS:
                raise
            continue
        session.expunge_all()
        place.on_progress(BATCH)
        if not more:
            return
