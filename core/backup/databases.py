"""Copying a database while others write in it, and putting a copy in place: SQLite, and PostgreSQL by its own tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect, make_url, text

from core.backup.manifest import BackupFault

_SEQ = "SELECT value FROM counter WHERE name = 'documents'"
_MIGRATIONS = "SELECT version_num FROM alembic_version ORDER BY version_num"
_ASIDE = ".before-restore"


@dataclass(frozen=True, slots=True)
class Copied:
    """How a copy stands: its migrations, and the number of its newest document."""

    migrations: tuple[str, ...]
    seq: int


def engine_of(database_url: str) -> str:
    """ "sqlite" or "postgresql"."""
    return make_url(database_url).get_backend_name()


def copy_database(database_url: str, target: Path) -> Copied:
    """Put the database as it is at one moment in a file. Readers and writers go on meanwhile. Raises BackupFault."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return _copy_sqlite(_sqlite_file(url), target)
    return _copy_postgresql(url, target)


def has_tables(database_url: str) -> bool:
    """Whether anything stands in the database."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and not _sqlite_file(url).exists():
        return False
    engine = create_engine(url)
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def place_database(database_url: str, copy: Path) -> None:
    """Make a copy the database, in the place of what is there. Nobody may use the database now.

    An SQLite file that was there stays beside it, with `.before-restore` after its name.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        _place_sqlite(_sqlite_file(url), copy)
    else:
        _place_postgresql(url, copy)


def _sqlite_file(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise BackupFault("a database in memory cannot be backed up")
    return Path(url.database)


def _copy_sqlite(source: Path, target: Path) -> Copied:
    if not source.exists():
        raise BackupFault(f"there is no database at {source}; `zorgbuurt init` makes one")
    try:
        with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            # One file, without a log beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            migrations = tuple(row[0] for row in copy.execute(_MIGRATIONS))
            seq = copy.execute(_SEQ).fetchone()
    except sqlite3.Error as error:
        raise BackupFault(f"the database cannot be copied: {error}") from error
    return Copied(migrations, int(seq[0]) if seq else 0)


def _place_sqlite(place: Path, copy: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        with closing(sqlite3.connect(place, timeout=30)) as old:
            # Brings the log into the file, so that the file by itself is the whole old database.
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        os.replace(place, place.with_name(place.name + _ASIDE))
    for suffix in ("-wal", "-shm"):
        place.with_name(place.name + suffix).unlink(missing_ok=True)
    # DATABASE_URL may name another disk than DATA_DIR.
    beside = place.with_name(place.name + ".restored")
    shutil.move(copy, beside)
    os.replace(beside, place)


def _copy_postgresql(url: URL, target: Path) -> Copied:
    engine = create_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            # pg_dump sees what this transaction sees, so that seq and the dump are of one moment.
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            migrations = tuple(connection.scalars(text(_MIGRATIONS)))
            seq = connection.scalar(text(_SEQ))
            options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            _run(["pg_dump", *options, f"--file={target}"], url)
    finally:
        engine.dispose()
    return Copied(migrations, int(seq or 0))


def _place_postgresql(url: URL, copy: Path) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    finally:
        engine.dispose()
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run(["pg_restore", *options, f"--dbname={url.database}", str(copy)], url)


def _run(command: Sequence[str], url: URL) -> None:
    if shutil.which(command[0]) is None:
        raise BackupFault(f"{command[0]} is needed; it comes with the client tools of PostgreSQL")
    done = subprocess.run(  # noqa: S603 - a fixed program, and arguments of ours
        command, env={**os.environ, **_environment(url)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = done.stderr.strip().splitlines()
        raise BackupFault(f"{command[0]} failed: {told[-1] if told else done.returncode}")


def _environment(url: URL) -> Mapping[str, str]:
    """How PostgreSQL's tools are told where to connect; the password stays off the command line."""
    host = url.host or url.query.get("host")
    told = {
        "PGHOST": host if isinstance(host, str) else None,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password) if url.password else None,
        "PGDATABASE": url.database,
    }
    return {name: value for name, value in told.items() if value}
