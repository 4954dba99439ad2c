"""The backup itself: one compressed tar file, the manifest first, that is there whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO

from core.backup.databases import copy_database, engine_of, has_tables, place_database
from core.backup.manifest import (
    DATABASE_FILES,
    FOLDERS,
    NAME,
    BackupFault,
    KeptFile,
    Manifest,
    read_manifest,
)
from core.config import Settings
from core.orm import utc_now

MOST_MANIFEST = 64 * 1024 * 1024
_CHUNK = 1024 * 1024
# Quick: a database of JSON shrinks to a fifth also at the lowest level.
_LEVEL = 1
_UNREADABLE = (tarfile.TarError, zlib.error, EOFError, OSError)


def make_backup(settings: Settings, target: Path) -> Manifest:
    """Write a backup of this instance to `target`; gives what it holds. Raises BackupFault when `target` is there.

    The instance may serve and be written in meanwhile. The file is readable by its owner only.
    """
    if target.exists():
        raise BackupFault(f"{target} is there already; name a new file")
    target.parent.mkdir(parents=True, exist_ok=True)
    engine = engine_of(settings.database_url)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as name:
        place = Path(name)
        database = place / DATABASE_FILES[engine]
        copied = copy_database(settings.database_url, database)
        files = [(database.name, database), *_files_of(settings.data_dir)]
        manifest = Manifest(
            made_at=utc_now().isoformat(timespec="seconds"),
            software=version("zorg-in-uw-buurt"),
            database=engine,
            migrations=copied.migrations,
            seq=copied.seq,
            files=tuple(KeptFile(path, file.stat().st_size, _hash_of(file)) for path, file in files),
        )
        whole = place / "whole"
        _pack(whole, manifest, files)
        os.replace(whole, target)
    return manifest


def read_backup(source: Path) -> Manifest:
    """What a backup says it holds. Raises BackupFault."""
    with _opened(source) as (manifest, _):
        return manifest


def restore_backup(settings: Settings, source: Path, known: frozenset[str], *, replace: bool) -> Manifest:
    """Put a backup in place in this instance, whose database nobody uses now; gives what it held.

    known: the migrations of this software. Every file is unpacked and compared with its hash before anything is put
    in place. Raises BackupFault for a backup that is damaged, of newer software, or of another database engine, and
    when something stands in the database already, unless `replace`.
    """
    with _opened(source) as (manifest, package):
        _refuse_unfit(settings, manifest, known)
        if not replace and has_tables(settings.database_url):
            raise BackupFault("there is data in this instance already; with --replace the backup takes its place")
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.data_dir) as name:
            place = Path(name)
            _unpack(package, manifest, place)
            database = DATABASE_FILES[manifest.database]
            for path in manifest.by_path:
                if path != database:
                    goal = settings.data_dir / path
                    goal.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    os.replace(place / path, goal)
            place_database(settings.database_url, place / database)
    shutil.rmtree(settings.index_dir, ignore_errors=True)
    return manifest


def _refuse_unfit(settings: Settings, manifest: Manifest, known: frozenset[str]) -> None:
    engine = engine_of(settings.database_url)
    if manifest.database != engine:
        raise BackupFault(f"this backup is of {manifest.database}; this instance has {engine} (DATABASE_URL)")
    newer = sorted(set(manifest.migrations) - known)
    if newer:
        raise BackupFault(
            f"this backup is of newer software ({manifest.software}, migration {newer[0]}); update this software first"
        )


def _files_of(data_dir: Path) -> list[tuple[str, Path]]:
    """The files beside the database, by their places; not the half-finished ones."""
    found = []
    for folder in FOLDERS:
        for file in sorted((data_dir / folder).rglob("*")):
            if file.is_file() and not file.name.startswith(".") and file.suffix != ".part":
                found.append((file.relative_to(data_dir).as_posix(), file))
    return found


def _hash_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pack(whole: Path, manifest: Manifest, files: list[tuple[str, Path]]) -> None:
    with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=_LEVEL) as package:
            data = manifest.as_bytes()
            head = tarfile.TarInfo(NAME)
            head.size = len(data)
            package.addfile(head, io.BytesIO(data))
            for path, file in files:
                info = tarfile.TarInfo(path)
                info.size, info.mode = manifest.by_path[path].size, 0o600
                with file.open("rb") as stream:
                    package.addfile(info, stream)
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def _opened(source: Path) -> Iterator[tuple[Manifest, tarfile.TarFile]]:
    """The manifest of a backup, and the package that stands just after it. Raises BackupFault for what is no backup."""
    try:
        package = tarfile.open(source, mode="r:gz")  # noqa: SIM115 - closed below
    except _UNREADABLE as error:
        raise BackupFault(f"{source} is no backup, or it is damaged") from error
    with package:
        try:
            first = package.next()
            if first is None or first.name != NAME or first.size > MOST_MANIFEST:
                raise BackupFault(f"{source} is no backup, or it is damaged")
            manifest = read_manifest(_content(package, first).read())
        except _UNREADABLE as error:
            raise BackupFault(f"{source} is no backup, or it is damaged") from error
        yield manifest, package


def _content(package: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = package.extractfile(member) if member.isreg() else None
    if content is None:
        raise BackupFault(f"the backup is damaged: {member.name[:80]!r} is no file")
    return content


def _unpack(package: tarfile.TarFile, manifest: Manifest, place: Path) -> None:
    """Write every file of the backup below `place`, each as the manifest has it."""
    wanted = manifest.by_path
    try:
        for member in _members(package):
            file = wanted.pop(member.name, None)
            if file is None:
                raise BackupFault(f"the backup is damaged: it does not say what {member.name[:80]!r} is")
            goal = place / file.path
            goal.parent.mkdir(parents=True, exist_ok=True)
            if _written(_content(package, member), goal, file.size) != file.sha256:
                raise BackupFault(f"the backup is damaged: {file.path} is not what it was")
    except _UNREADABLE as error:
        raise BackupFault("the backup is damaged: it cannot be read to its end") from error
    if wanted:
        raise BackupFault(f"the backup is damaged: {next(iter(wanted))} is missing")


def _members(package: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (member := package.next()) is not None:
        yield member


def _written(content: IO[bytes], goal: Path, most: int) -> str:
    """Write at most so many bytes to a file, on disk; gives their hash."""
    digest, left = hashlib.sha256(), most + 1
    with goal.open("xb") as out:
        while left > 0 and (chunk := content.read(min(_CHUNK, left))):
            left -= len(chunk)
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()
