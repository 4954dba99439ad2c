"""The report of an import as pages and as a file: which records and cells, with what changes in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from admin.forms.options import Options
from admin.records.changes import ShownChange, shown_changes
from admin.records.subjects import SUBJECTS
from core.i18n import gettext, worded
from core.publishing.differences import Change, ChangeKind
from core.publishing.editing import NoSuchVersion, content_of_version
from core.publishing.snapshots import Content
from socialmap.exchange.columns import BY_NAME
from socialmap.exchange.reporting import from_kept
from socialmap.exchange.sheets import csv_file
from socialmap.exchange.wording import OUTCOME_WORDS, RESULT_WORDS
from socialmap.models.imports import ImportEntry, ImportRun, Outcome, Result

SUBJECT = "organisaties"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A line of the report as a page shows it. what: why it is listed, of a cell with a fault or a record left out."""

    entry: ImportEntry
    lines: str
    column: str
    what: str
    changes: Sequence[ShownChange]


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """What is asked of a report. outcome, result: None for all."""

    outcome: Outcome | None = None
    result: Result | None = None
    text: str = ""


def count_entries(session: Session, run: ImportRun, query: ReportQuery) -> int:
    """How many lines of the report there are."""
    return session.scalars(select(func.count()).select_from(_entries(run, query).subquery())).one()


def find_entries(session: Session, run: ImportRun, query: ReportQuery, limit: int, offset: int) -> list[ShownEntry]:
    """Lines of the report, faults as they stand in the file, records in the order in which they are written."""
    found = session.scalars(_entries(run, query).order_by(ImportEntry.position).limit(limit).offset(offset))
    return [_shown(session, entry) for entry in found]


def outcome_counts(session: Session, run: ImportRun) -> dict[Outcome, int]:
    """How many lines there are of each outcome."""
    rows = session.execute(
        select(ImportEntry.outcome, func.count()).where(ImportEntry.run_id == run.id).group_by(ImportEntry.outcome)
    )
    return {outcome: count for outcome, count in rows if outcome is not None}


def report_file(session: Session, run: ImportRun) -> Iterator[bytes]:
    """The whole report as CSV for Excel, piece by piece: a row for each difference and each fault."""
    header = [
        gettext("regels"),
        gettext("wat"),
        gettext("organisatie"),
        gettext("veld"),
        gettext("was"),
        gettext("wordt"),
        gettext("uitleg"),
        gettext("gedaan"),
    ]
    return csv_file(header, _report_rows(session, run))


def _report_rows(session: Session, run: ImportRun) -> Iterator[list[str]]:
    offset = 0
    while shown := find_entries(session, run, ReportQuery(), _AT_ONCE, offset):
        for item in shown:
            yield from _file_rows(item)
        offset += _AT_ONCE


def _file_rows(item: ShownEntry) -> Iterator[list[str]]:
    entry = item.entry
    outcome = gettext(OUTCOME_WORDS[entry.outcome]) if entry.outcome else ""
    result = gettext(RESULT_WORDS[entry.result]) if entry.result else ""
    start = [item.lines, outcome, entry.name or ""]
    if not item.changes:
        yield [*start, item.column, entry.value or "", "", item.what, result]
    for change in item.changes:
        yield [*start, change.label, change.old, change.new, item.what, result]


def _entries(run: ImportRun, query: ReportQuery) -> Select[ImportEntry]:
    found = select(ImportEntry).where(ImportEntry.run_id == run.id)
    if query.outcome is not None:
        found = found.where(ImportEntry.outcome == query.outcome)
    if query.result is not None:
        found = found.where(ImportEntry.result == query.result)
    if query.text:
        found = found.where(ImportEntry.name.icontains(query.text, autoescape=True))
    return found


def _shown(session: Session, entry: ImportEntry) -> ShownEntry:
    column = BY_NAME.get(entry.column or "")
    return ShownEntry(
        entry,
        _lines(entry.lines),
        gettext(column.doc) if column else "",
        worded(from_kept(entry.message)) if entry.message else "",
        _changes(session, entry) if entry.changes else (),
    )


def _lines(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:6]))
    return f"{shown}, …" if len(lines) > 6 else shown


def _changes(session: Session, entry: ImportEntry) -> list[ShownChange]:
    subject = SUBJECTS[SUBJECT]
    old: Content = {}
    if entry.record_id is not None and entry.version_before is not None:
        try:
            old = content_of_version(session, subject.kind, entry.record_id, entry.version_before)
        except NoSuchVersion:
            old = {}
    changes = [
        Change(tuple(item["path"]), ChangeKind(item["kind"]), item["old"], item["new"]) for item in entry.changes
    ]
    new = _with_added(old, changes)
    return list(shown_changes(subject, changes, old, new, Options(session, new)))


def _with_added(old: Content, changes: Sequence[Change]) -> Content:
    """The old content with the parts that were added at its top, so that they can be called by their names."""
    new = dict(old)
    for change in changes:
        if change.kind is ChangeKind.ADDED and len(change.path) == 2 and isinstance(change.new, dict):
            name = str(change.path[0])
            new[name] = [*(new.get(name) or []), change.new]
    return new
