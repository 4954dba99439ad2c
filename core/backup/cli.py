"""`zorgbuurt backup` and `zorgbuurt restore`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import NoReturn

import click
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext

from core.backup.archive import make_backup, read_backup, restore_backup
from core.backup.manifest import BackupFault
from core.config import Settings
from core.database import MIGRATIONS, db, migrations
from core.orm import begin_write, utc_now
from core.publishing.auditing import record_action
from core.serving import setup_steps

WHO = "zorgbuurt"


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write a backup to FILE, while people work: the database, attachments and imported files.

    In a folder the backup gets a name with the moment. The search index is not in it: restoring makes it again.
    Nor is SECRET_KEY: keep that elsewhere, or second factors cannot be read after restoring.
    """
    settings: Settings = current_app.extensions["settings"]
    if file.is_dir():
        file = file / f"zorgbuurt-{utc_now():%Y%m%dT%H%M%SZ}.tar.gz"
    started = time.perf_counter()
    try:
        manifest = make_backup(settings, file)
    except (BackupFault, OSError) as fault:
        _fail(fault)
    seconds = time.perf_counter() - started
    size = file.stat().st_size / 2**20
    click.echo(f"{file}: {size:.1f} MB, {len(manifest.files)} files, at document {manifest.seq}, in {seconds:.1f} s")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Take the place of the data that is there.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Make this instance what it was in the backup FILE. Stop the server first.

    The whole backup is checked before anything is put in place. Then the tables are brought up to date and the
    search index is built.
    """
    settings: Settings = current_app.extensions["settings"]
    started = time.perf_counter()
    try:
        found = read_backup(file)
        click.echo(f"backup of {found.made_at}, software {found.software}, at document {found.seq}")
        db.session.close()
        db.engine.dispose()
        restore_backup(settings, file, _known_migrations(), replace=replace)
    except (BackupFault, OSError) as fault:
        _fail(fault)
    migrations.upgrade()
    click.echo("database: in place and up to date")
    begin_write(db.session)
    record_action(db.session, actor=WHO, action="restore", detail={"made_at": found.made_at, "seq": found.seq})
    db.session.commit()
    for step in setup_steps(current_app):
        if step.derived:
            click.echo(f"{step.name}: {step.run()}")
    click.echo(f"ready in {time.perf_counter() - started:.1f} s")


def _known_migrations() -> frozenset[str]:
    scripts = ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)])
    return frozenset(script.revision for script in scripts.walk_revisions())


def _fail(fault: Exception) -> NoReturn:
    click.echo(f"{fault}", err=True)
    sys.exit(1)


commands = [backup, restore]
