"""What an import would do, before it does it: per record new, changed and how, or the same; and all that is wrong.

Reading and comparing take a read transaction only. Keeping the report is a short write of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from core.messages import Message
from core.publishing.differences import differences
from core.publishing.snapshots import snapshot
from socialmap.exchange.importing import Importer, Touched, id_of
from socialmap.exchange.proposing import from_json
from socialmap.exchange.reading import read_rows
from socialmap.exchange.rows import CheckedFile, OrganizationDraft, RowFault, check_rows
from socialmap.exchange.tables import UnreadableFile
from socialmap.exchange.vocabulary import vocabulary_of
from socialmap.geography.places import PostcodeTable
from socialmap.models.imports import ImportEntry, ImportRun, Outcome, Result, RunState

BATCH = 200
_COUNTED = ("rows", "organizations", "services", "faults", "skipped")


@dataclass(slots=True)
class Report:
    """What checking a file gave. entries: rows of ImportEntry. refused: why the file could not be read, if so."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    refused: bool = False


def checked_file(session: Session, run: ImportRun, path: Path, places: PostcodeTable) -> CheckedFile:
    """The file of an import, checked against what is there now. Raises UnreadableFile."""
    mapping = from_json(run.mapping) if run.mapping is not None else None
    return check_rows(read_rows(path, mapping), vocabulary_of(session, places))


def report_on(
    session: Session, run: ImportRun, path: Path, places: PostcodeTable, on_record: Callable[[int], None] | None = None
) -> Report:
    """What this import would do, with the differences per record. Writes nothing."""
    mapping = from_json(run.mapping) if run.mapping is not None else None
    try:
        rows = read_rows(path, mapping)
        checked = check_rows(rows, vocabulary_of(session, places))
    except UnreadableFile as error:
        return Report(messages=error.messages, refused=True)
    importer = Importer(session, places, by=run.by, origin="", collection=run.collection)
    drafts = importer.in_order(list(checked.organizations.values()))
    entries: list[dict[str, Any]] = []
    for start in range(0, len(drafts), BATCH):
        entries.extend(_previewed(session, importer, drafts[start : start + BATCH]))
        if on_record is not None:
            on_record(min(BATCH, len(drafts) - start))
    report = plain_report(checked, rows.notes)
    report.entries = _placed([*entries, *report.entries])
    return report


def plain_report(checked: CheckedFile, notes: Sequence[Message] = ()) -> Report:
    """The faults and mended cells of a file, and its counts, without a look at the records."""
    services = sum(len(draft.services) for draft in checked.organizations.values())
    counts = (checked.rows, len(checked.organizations), services, checked.fault_count, checked.skipped)
    told = [
        *(_of_fault(fault, Outcome.FAULT) for fault in checked.faults),
        *(_of_fault(note, Outcome.MENDED) for note in checked.notes),
    ]
    return Report(told, dict(zip(_COUNTED, counts, strict=True)), tuple(notes))


def planned_entries(drafts: Sequence[OrganizationDraft]) -> list[dict[str, Any]]:
    """The entries of drafts that will be written without a look beforehand; in the order given."""
    return [_of_draft(draft) for draft in drafts]


def keep_report(session: Session, run: ImportRun, report: Report) -> None:
    """Keep a report in the place of an earlier one, and say that the file was checked, or cannot be read."""
    session.execute(delete(ImportEntry).where(ImportEntry.run_id == run.id))
    rows = [{**entry, "run_id": run.id} for entry in _placed(report.entries)]
    if rows:
        session.execute(insert(ImportEntry), rows)
    run.counts = {**report.counts, **dict(Counter(str(entry["outcome"]) for entry in rows if entry["outcome"]))}
    run.messages = [as_json(message) for message in report.messages]
    run.state = RunState.REFUSED if report.refused else RunState.CHECKED


def count_results(session: Session, run: ImportRun) -> dict[str, int]:
    """How many records of an import came how far, by the word of the result; those still waiting are under ""."""
    query = (
        select(ImportEntry.result, func.count())
        .where(ImportEntry.run_id == run.id, ImportEntry.record_id.is_not(None), ImportEntry.outcome.in_(WRITTEN))
        .group_by(ImportEntry.result)
    )
    return {result.value if isinstance(result, Result) else "": count for result, count in session.execute(query)}


WRITTEN = (Outcome.NEW, Outcome.CHANGED)
"""What an import writes."""


def as_json(message: Message) -> list[Any]:
    """A message as it is kept: its text and its values."""
    plain = (str, int, float, bool)
    return [message.text, {k: v if isinstance(v, plain) else str(v) for k, v in message.values.items()}]


def from_kept(kept: Sequence[Any]) -> Message:
    """A message as it was kept."""
    text, values = kept
    return Message(text, values)


def _previewed(session: Session, importer: Importer, drafts: Sequence[OrganizationDraft]) -> list[dict[str, Any]]:
    """The entries of these drafts. What the records say is put back afterwards."""
    undone = session.begin_nested()
    try:
        with session.no_autoflush:
            return [entry_of(item) for item in importer.touch(drafts)]
    finally:
        undone.rollback()


def entry_of(item: Touched) -> dict[str, Any]:
    """The entry of a record that was touched but not yet written."""
    entry = {
        **_of_draft(item.draft),
        "outcome": item.outcome,
        "name": item.record.name,
        "record_id": item.record.id,
        "version_before": item.version,
        "published_before": item.published_version,
        "state_before": item.state,
    }
    if item.outcome is Outcome.CHANGED and item.before is not None:
        changes = differences(item.before, snapshot(item.record))
        entry["changes"] = [
            {"path": list(change.path), "kind": change.kind.value, "old": change.old, "new": change.new}
            for change in changes
        ]
    return entry


def _of_draft(draft: OrganizationDraft) -> dict[str, Any]:
    return {
        **_EMPTY,
        "lines": draft.lines,
        "key": draft.key,
        "name": draft.values.get("organization_name"),
        "record_id": id_of(draft),
        "changes": [],
    }


def _of_fault(fault: RowFault, outcome: Outcome) -> dict[str, Any]:
    return {
        **_EMPTY,
        "outcome": outcome,
        "lines": [fault.line],
        "column": fault.column,
        "value": fault.value,
        "message": as_json(fault.message),
        "changes": [],
    }


def _placed(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for position, entry in enumerate(entries):
        entry["position"] = position
    return entries


_EMPTY: dict[str, Any] = dict.fromkeys(
    (
        "outcome",
        "key",
        "name",
        "record_id",
        "column",
        "value",
        "message",
        "version_before",
        "version_after",
        "published_before",
        "state_before",
        "result",
    )
)
