"""The commands of the map: import and export, postcodes, the starter examples."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import select

from core.database import db
from core.i18n import gettext, worded
from core.orm import begin_write
from core.publishing.models import RecordState
from core.publishing.publishing import withdraw_all
from core.serving import SetupStep, add_setup_step
from socialmap.exchange.columns import COLUMNS
from socialmap.exchange.exporting import export_services
from socialmap.exchange.importing import ImportCounts, Importer, vocabulary_of
from socialmap.exchange.reading import read_mapping, read_rows
from socialmap.exchange.rows import CheckedFile, RowFault, check_rows
from socialmap.exchange.tables import UnreadableFile
from socialmap.geography.postcodes import PostcodeError, parse_postcode
from socialmap.geography.reading import PostcodeReading, UnreadableFileError
from socialmap.models import Organization
from socialmap.postcode_import import import_postcodes
from socialmap.starter.loading import EXAMPLES, load_starter, load_words
from socialmap.wording import postcode_file_message, postcode_line_message, postcode_message
from socialmap.worlds import worlds

WHO = "zorgbuurt"
MOST_SHOWN = 200


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
    checked = _checked(file, mapping)
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
    counts = write_drafts(checked, origin=f"import {file.name}", by=by, publish=publish, collection=collection)
    click.echo(
        gettext(
            "Organisaties: %(created)s nieuw, %(updated)s gewijzigd, %(unchanged)s gelijk, %(published)s gepubliceerd.",
            created=counts.created,
            updated=counts.updated,
            unchanged=counts.unchanged,
            published=counts.published,
        )
    )


@import_group.command("columns")
def import_columns() -> None:
    """List the columns of an import file."""
    for column in COLUMNS:
        click.echo(f"{column.name:28} {column.doc}{' (|)' if column.many else ''}")


def _checked(file: Path, mapping: Path | None) -> CheckedFile:
    session = db.session
    try:
        rows = read_rows(file, read_mapping(mapping) if mapping else None)
        vocabulary = vocabulary_of(session, worlds().refresh(session).places)
        for note in rows.notes:
            click.echo(worded(note), err=True)
        with click.progressbar(rows, label=gettext("controleren"), file=sys.stderr) as bar:
            return check_rows(bar, vocabulary)
    except UnreadableFile as error:
        for message in error.messages:
            click.echo(worded(message), err=True)
        sys.exit(1)


def write_drafts(checked: CheckedFile, *, origin: str, by: str, publish: bool, collection: str | None) -> ImportCounts:
    """Write checked drafts in batches, each committed by itself, with progress."""
    session = db.session
    places = worlds().refresh(session).places
    importer = Importer(session, places, by=by, origin=origin, collection=collection)
    counts = ImportCounts()
    drafts = list(checked.organizations.values())
    with click.progressbar(length=len(drafts), label=gettext("schrijven"), file=sys.stderr) as bar:
        for batch in importer.batches(drafts):
            begin_write(session)
            importer.write(batch, counts, publish=publish)
            session.commit()
            session.expunge_all()
            bar.update(len(batch))
    return counts


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


@click.group("export")
def export_group() -> None:
    """Take data out of the map."""


@export_group.command("services")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export_services_command(file: Path) -> None:
    """Write a CSV file that imports to the same records again."""
    rows = 0
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        for count in export_services(db.session, stream):
            rows += count
    click.echo(gettext("%(rows)s rijen geschreven naar %(file)s.", rows=rows, file=file))


@click.group("geo")
def geo_group() -> None:
    """Postcodes and places."""


@geo_group.command("show")
@click.argument("postcode")
@with_appcontext
def geo_show(postcode: str) -> None:
    """Show where a postcode lies, and which area codes it has."""
    world = worlds().refresh(db.session)
    try:
        place = world.places.place_of(parse_postcode(postcode))
    except PostcodeError as error:
        click.echo(worded(postcode_message(error)), err=True)
        sys.exit(1)
    click.echo(f"{place.postcode}  {place.name}  {place.latitude:.5f}, {place.longitude:.5f}  ({place.precision})")
    click.echo(f"{place.municipality_name or '?'}, {place.province_name or '?'}")
    click.echo(" ".join(world.codes(place)))


@geo_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def geo_import(file: Path) -> None:
    """Import postcodes: GeoNames NL.txt or NL_full.txt, or a CSV with PC4 or PC6 (plain, .gz or .zip)."""
    session = db.session
    try:
        with PostcodeReading(file) as reading:
            begin_write(session)
            with click.progressbar(length=reading.size, label="postcodes", file=sys.stderr) as bar:
                count = import_postcodes(session, reading, WHO, bar.update)
            session.commit()
    except UnreadableFileError as error:
        session.rollback()
        click.echo(worded(postcode_file_message(error)), err=True)
        sys.exit(1)
    for fault in reading.faults[:MOST_SHOWN]:
        where = f"{gettext('regel %(line)s', line=fault.line)}, {fault.column or '-'}"
        click.echo(f"{where} '{fault.value}': {worded(postcode_line_message(fault))}", err=True)
    click.echo(gettext("%(rows)s postcodes ingelezen; %(faults)s fouten.", rows=count, faults=reading.fault_count))
    if not count:
        sys.exit(1)


@click.group("starter")
def starter_group() -> None:
    """The content an instance starts with."""


@starter_group.command("remove")
@click.confirmation_option(prompt="Take all fictional examples off the map?")
@with_appcontext
def starter_remove() -> None:
    """Take the fictional examples off the map, in one go. They stay in the archive."""
    session = db.session
    begin_write(session)
    examples = session.scalars(
        select(Organization).where(Organization.collection == EXAMPLES, Organization.state != RecordState.ARCHIVED)
    ).all()
    withdraw_all(session, examples, WHO, comment="starter remove")
    session.commit()
    click.echo(gettext("%(count)s voorbeelden van de kaart gehaald.", count=len(examples)))


def init_map(app: Flask) -> None:
    """Make the words of the map, and its starter content, a part of `zorgbuurt init`."""

    def words() -> str:
        return load_words(db.session, worlds().refresh(db.session).places, db.session.commit)

    def listings() -> str:
        return load_starter(db.session, worlds().refresh(db.session).places, db.session.commit)

    add_setup_step(app, SetupStep("words", words))
    add_setup_step(app, SetupStep("map", listings, starter=True))


commands = [import_group, export_group, geo_group, starter_group]
