"""The commands of import and export."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click
from filelock import FileLock, Timeout
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from core.config import Settings
from core.database import db
from core.i18n import gettext, worded
from core.orm import begin_write
from socialmap.exchange.columns import COLUMNS
from socialmap.exchange.exporting import EXPORTED, service_rows
from socialmap.exchange.importing import ImportCounts
from socialmap.exchange.proposing import as_json
from socialmap.exchange.reading import ColumnMapping, read_mapping, read_rows
from socialmap.exchange.reporting import count_results
from socialmap.exchange.rows import CheckedFile, RowFault, check_rows
from socialmap.exchange.runs import Workplace, apply_all, importer_of, plan_unseen, waiting_runs, work_on
from socialmap.exchange.sheets import csv_file, xlsx_file
from socialmap.exchange.tables import UnreadableFile
from socialmap.exchange.undoing import UNDOABLE_STATES, start_undoing
from socialmap.exchange.uploads import folder_of, keep_file, remove_old_files
from socialmap.exchange.vocabulary import vocabulary_of
from socialmap.exchange.wording import STATE_WORDS
from socialmap.models.imports import Goal, ImportRun
from socialmap.worlds import worlds

WHO = "zorgbuurt"
MOST_SHOWN = 200


def workplace(session: Session | None = None) -> Workplace:
    """What working on imports needs, of the present app. session: to work in; by default that of the context."""
    settings: Settings = current_app.extensions["settings"]
    session = session or db.session
    places = worlds().refresh(session).places
    return Workplace(session, places, folder_of(settings.data_dir), bool(settings.four_eyes), session.commit)


@click.group("import")
def import_group() -> None:
    """Bring data into the map."""


@import_group.command("services")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="YAML that maps columns.")
@click.option("--dry-run", is_flag=True, help="Only check and report; write nothing.")
@click.option("--skip-bad", is_flag=True, help="Leave rows with faults out instead of refusing the file.")
@click.option("--publish", is_flag=True, help="Publish what was imported; otherwise it waits as a draft.")
@click.option("--collection", help="Name of the set that new organizations belong to.")
@click.option("--by", default=WHO, show_default=True, help="Who imports; stands in the history.")
@with_appcontext
def import_services(
    file: Path, mapping: Path | None, dry_run: bool, skip_bad: bool, publish: bool, collection: str | None, by: str
) -> None:
    """Import a CSV or Excel file: one row is one service at one location. `zorgbuurt import columns` lists the columns.

    The whole file is checked first. A row with a fault stops the import before anything is written, unless
    --skip-bad. Importing the same file again changes nothing.
    """
    read = _mapping(mapping)
    checked = _checked(file, read)
    _report(checked)
    drafts = list(checked.organizations.values())
    click.echo(
        gettext(
            "%(rows)s rijen gelezen: %(organizations)s organisaties, %(services)s diensten, %(faults)s fouten.",
            rows=checked.rows,
            organizations=len(drafts),
            services=sum(len(draft.services) for draft in drafts),
            faults=checked.fault_count,
        )
    )
    if checked.faults and not skip_bad:
        click.echo(gettext("Er is niets geschreven. Verbeter de fouten, of gebruik --skip-bad."), err=True)
        sys.exit(1)
    if dry_run:
        click.echo(gettext("Proefdraai: er is niets geschreven."))
        return
    run = ImportRun(
        file_name=file.name[:200],
        by=by,
        collection=collection,
        skip_bad=skip_bad,
        mapping=as_json(read) if read is not None else None,
        goal=Goal.PUBLIC if publish else Goal.DRAFT,
    )
    _tell(_written(file, run, checked))


def _tell(counts: ImportCounts) -> None:
    click.echo(
        gettext(
            "Organisaties: %(created)s nieuw, %(updated)s gewijzigd, %(unchanged)s gelijk, %(published)s gepubliceerd.",
            created=counts.created,
            updated=counts.updated,
            unchanged=counts.unchanged,
            published=counts.published,
        )
    )
    if counts.archived:
        click.echo(gettext("In het archief, dus niet gewijzigd: %(count)s.", count=counts.archived))


@import_group.command("columns")
def import_columns() -> None:
    """List the columns of an import file."""
    for column in COLUMNS:
        click.echo(f"{column.name:28} {column.doc}{' (|)' if column.many else ''}")


def _mapping(file: Path | None) -> ColumnMapping | None:
    if file is None:
        return None
    try:
        return read_mapping(file)
    except UnreadableFile as error:
        _refuse(error)


def _checked(file: Path, mapping: ColumnMapping | None) -> CheckedFile:
    session = db.session
    try:
        rows = read_rows(file, mapping)
        vocabulary = vocabulary_of(session, worlds().refresh(session).places)
        for note in rows.notes:
            click.echo(worded(note), err=True)
        with click.progressbar(rows, label=gettext("controleren"), file=sys.stderr) as bar:
            return check_rows(bar, vocabulary)
    except UnreadableFile as error:
        _refuse(error)


def _refuse(error: UnreadableFile) -> NoReturn:
    for message in error.messages:
        click.echo(worded(message), err=True)
    sys.exit(1)


def _written(file: Path, run: ImportRun, checked: CheckedFile) -> ImportCounts:
    """Write what a checked file holds, with progress, as an import that can be taken up again and undone."""
    place = workplace()
    with file.open("rb") as stream:
        run.sha256 = keep_file(place.folder, stream).sha256
    importer = importer_of(place, run)
    drafts = importer.in_order(list(checked.organizations.values()))
    begin_write(place.session)
    plan_unseen(place.session, run, checked, drafts)
    place.commit()
    with click.progressbar(length=len(drafts), label=gettext("schrijven"), file=sys.stderr) as bar:
        return apply_all(replace(place, on_progress=bar.update), run, importer, drafts)


def _report(checked: CheckedFile) -> None:
    for note in checked.notes[:MOST_SHOWN]:
        click.echo(gettext("Verbeterd: %(note)s", note=_fault_line(note)), err=True)
    for fault in checked.faults[:MOST_SHOWN]:
        click.echo(_fault_line(fault), err=True)
    if len(checked.faults) > MOST_SHOWN:
        hidden = Counter(fault.column for fault in checked.faults[MOST_SHOWN:])
        per_column = ", ".join(f"{column or '-'}: {count}" for column, count in hidden.most_common())
        click.echo(gettext("… en nog meer fouten, per kolom: %(per_column)s", per_column=per_column), err=True)


def _fault_line(fault: RowFault) -> str:
    where = gettext("regel %(line)s", line=fault.line)
    message = worded(fault.message)
    value = f" '{fault.value}'" if fault.value and fault.value not in message else ""
    return f"{where}, {fault.column or '-'}{value}: {message}"


@import_group.command("work")
@click.argument("run", type=int, required=False)
@with_appcontext
def import_work(run: int | None) -> None:
    """Do what imports wait for: checking, applying, publishing, undoing. All of them, oldest first, or only RUN.

    For a timer. Only one such command works at a time on a machine; another one leaves at once.
    """
    place = workplace()
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileLock(place.folder / ".work.lock", timeout=0):
            for number in [run] if run is not None else waiting_runs(place.session):
                _work(place, number)
    except Timeout:
        click.echo(gettext("Een ander commando werkt al aan de imports."))


def _work(place: Workplace, number: int) -> None:
    if place.session.get(ImportRun, number) is None:
        click.echo(gettext("Er is geen import %(number)s.", number=number), err=True)
        sys.exit(1)
    done = work_on(place, number)
    click.echo(
        gettext(
            "Import %(number)s (%(file)s): %(state)s.",
            number=number,
            file=done.file_name,
            state=gettext(STATE_WORDS[done.state]),
        )
    )


@import_group.command("undo")
@click.argument("run", type=int)
@click.option("--by", default=WHO, show_default=True, help="Who undoes it; stands in the history.")
@with_appcontext
def import_undo(run: int, by: str) -> None:
    """Put back what import RUN changed, as far as nobody changed it since."""
    place = workplace()
    begin_write(place.session)
    found = place.session.get(ImportRun, run)
    if found is None or found.state not in UNDOABLE_STATES:
        click.echo(gettext("Import %(number)s is niet terug te draaien.", number=run), err=True)
        sys.exit(1)
    start_undoing(found, by)
    place.commit()
    results = count_results(place.session, work_on(place, run))
    click.echo(
        gettext(
            "%(undone)s teruggezet; %(stayed)s gebleven omdat iemand ze daarna wijzigde.",
            undone=results.get("undone", 0),
            stayed=results.get("stayed", 0),
        )
    )


@import_group.command("tidy")
@with_appcontext
def import_tidy() -> None:
    """Remove imported files that were last used over 30 days ago. What the imports did stays in the history."""
    place = workplace()
    click.echo(gettext("%(count)s bestanden verwijderd.", count=remove_old_files(place.session, place.folder)))


@click.group("export")
def export_group() -> None:
    """Take data out of the map."""


@export_group.command("services")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export_services_command(file: Path) -> None:
    """Write a file that imports to the same records again: CSV, or an Excel workbook when FILE ends with .xlsx."""
    rows = 0

    def counted() -> Iterator[list[str]]:
        nonlocal rows
        with click.progressbar(service_rows(db.session), label=gettext("schrijven"), file=sys.stderr) as bar:
            for rows, row in enumerate(bar, start=1):  # noqa: B007 - the last number is what is told
                yield row

    workbook = file.suffix.lower() == ".xlsx"
    pieces = xlsx_file("diensten", EXPORTED, counted()) if workbook else csv_file(EXPORTED, counted())
    with file.open("wb") as stream:
        stream.writelines(pieces)
    click.echo(gettext("%(rows)s rijen geschreven naar %(file)s.", rows=rows, file=file))
