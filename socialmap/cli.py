"""The commands of the map: postcodes, the starter examples; those of import and export stand in their own package."""

from __future__ import annotations

import sys
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
from socialmap.exchange.cli import export_group, import_group
from socialmap.geography.postcodes import PostcodeError, parse_postcode
from socialmap.geography.reading import PostcodeReading, UnreadableFileError
from socialmap.models import Organization
from socialmap.postcode_import import import_postcodes
from socialmap.starter.loading import EXAMPLES, load_starter, load_words
from socialmap.wording import postcode_file_message, postcode_line_message, postcode_message
from socialmap.worlds import worlds

WHO = "zorgbuurt"
MOST_SHOWN = 200


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
