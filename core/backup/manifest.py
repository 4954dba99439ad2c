"""What a backup holds, in a list that stands in front of it: every file with its size and hash. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

FORMAT = 1
NAME = "manifest.json"
DATABASE_FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
FOLDERS = ("attachments", "imports")
"""Folders of DATA_DIR that go along. The index does not: it is made from the database."""
_HASH = re.compile(r"[0-9a-f]{64}")


class BackupFault(Exception):
    """The backup cannot be made or restored; the text says why, and what to do. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in a backup: its place, its size in bytes, its hash."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """made_at: ISO 8601, UTC. software: the version that made it. database: "sqlite" or "postgresql". migrations: at
    which the tables stand. seq: the number of the newest document. files: all but the manifest; the database first.
    """

    made_at: str
    software: str
    database: str
    migrations: tuple[str, ...]
    seq: int
    files: tuple[KeptFile, ...]

    def as_bytes(self) -> bytes:
        """The manifest as it stands in the backup."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1).encode()

    @property
    def by_path(self) -> dict[str, KeptFile]:
        """The files by their places."""
        return {file.path: file for file in self.files}


def read_manifest(data: bytes) -> Manifest:
    """The manifest of a backup. Raises BackupFault for what is none."""
    try:
        told = json.loads(data)
        if told["format"] != FORMAT:
            raise BackupFault(f"this backup has format {told['format']!r}; this software reads format {FORMAT}")
        manifest = Manifest(
            str(told["made_at"]),
            str(told["software"]),
            str(told["database"]),
            tuple(map(str, told["migrations"])),
            int(told["seq"]),
            tuple(_file(item) for item in told["files"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BackupFault("this is no backup, or it is damaged: its list of files cannot be read") from error
    faults = list(_faults(manifest))
    if faults:
        raise BackupFault(f"this backup is damaged: {faults[0]}")
    return manifest


def _file(item: Mapping[str, Any]) -> KeptFile:
    return KeptFile(str(item["path"]), int(item["size"]), str(item["sha256"]))


def _faults(manifest: Manifest) -> Iterator[str]:
    wanted = DATABASE_FILES.get(manifest.database)
    if wanted is None or wanted not in manifest.by_path:
        yield "it holds no database"
    if len(manifest.by_path) != len(manifest.files):
        yield "it names a file twice"
    for file in manifest.files:
        place = PurePosixPath(file.path)
        in_folder = len(place.parts) > 1 and place.parts[0] in FOLDERS and ".." not in place.parts
        if not (in_folder or file.path == wanted) or file.size < 0 or not _HASH.fullmatch(file.sha256):
            yield f"it names a file that cannot be: {file.path[:80]!r}"
