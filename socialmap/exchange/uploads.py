"""The files that were imported: kept under the hash of what is in them, until nobody will look at them again."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import IO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.messages import Message
from core.orm import utc_now
from socialmap.exchange.tables import MOST_BYTES, read_table
from socialmap.models.imports import ImportRun

KEPT_DAYS = 30
_CHUNK = 256 * 1024
_UNFINISHED = ".part"
_STALE_SECONDS = 24 * 3600


class TooLarge(Exception):
    """The file has more than MOST_BYTES bytes."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it was kept."""

    sha256: str
    size: int


def folder_of(data_dir: Path) -> Path:
    """Where imported files are kept."""
    return data_dir / "imports"


def path_of(folder: Path, sha256: str) -> Path:
    """Where the file with this hash is, if it is still kept."""
    return folder / sha256


def keep_file(folder: Path, stream: IO[bytes]) -> KeptFile:
    """Keep what the stream holds, on disk, a piece at a time. Raises TooLarge; then nothing stays.

    The same content is kept once.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = folder / f"{secrets.token_hex(8)}{_UNFINISHED}"
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > MOST_BYTES:
                    raise TooLarge
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path_of(folder, digest.hexdigest()))
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
    return KeptFile(digest.hexdigest(), size)


@dataclass(frozen=True, slots=True)
class Look:
    """A first look into a file: its columns, a few of its rows, and how many there are (at most `most`)."""

    header: Sequence[str]
    samples: Sequence[Sequence[str]]
    rows: int
    notes: tuple[Message, ...]

    def examples(self, place: int, most: int = 3) -> list[str]:
        """What stands in a column, in the rows that have something there."""
        found = (row[place] for row in self.samples if place < len(row) and row[place])
        return list(dict.fromkeys(found))[:most]


def look_into(path: Path, most: int) -> Look:
    """A look into a file that stops after `most` rows. Raises UnreadableFile."""
    table = read_table(path)
    rows = list(islice(table.rows, most))
    return Look(table.header, [row.cells for row in rows[:20]], len(rows), table.notes)


def remove_old_files(session: Session, folder: Path) -> int:
    """Remove the files that no import of the last KEPT_DAYS days used; gives how many. What they did stays told."""
    since = utc_now() - timedelta(days=KEPT_DAYS)
    used = set(
        session.scalars(
            select(ImportRun.sha256).group_by(ImportRun.sha256).having(func.max(ImportRun.created_at) > since)
        )
    )
    removed = 0
    for file in folder.iterdir() if folder.is_dir() else ():
        young = file.stat().st_mtime > time.time() - _STALE_SECONDS
        if file.name in used or young or not file.is_file():
            continue
        file.unlink()
        removed += 1
    return removed
