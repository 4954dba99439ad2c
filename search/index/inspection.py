"""Whether the files of the index are still what was written: looked at often, read only when something changed."""

from __future__ import annotations

from pathlib import Path

from search.index.container import verify
from search.index.errors import IndexDamaged, IndexProblem
from search.index.manifest import Manifest, read_manifest

Stamp = tuple[int, int, int]


class FileGone(IndexDamaged):
    """A file of the index was taken away. Who has it mapped goes on reading it; rebuild the index."""


class Inspection:
    """Remembers as what each file was verified. A look costs one `stat` a file; a new or changed file is read once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._verified: dict[Path, Stamp] = {}

    def look(self, manifest: Manifest) -> None:
        """Raise FileGone or IndexDamaged when a file of this manifest is gone or is not what was written.

        Says nothing when a newer commit took the place of the manifest meanwhile.
        """
        try:
            self._look(manifest)
        except IndexDamaged:
            if self._is_newest(manifest):
                raise

    def _look(self, manifest: Manifest) -> None:
        folder = self._directory / manifest.generation
        verified: dict[Path, Stamp] = {}
        for record in manifest.files():
            path = folder / record.name
            try:
                status = path.stat()
            except FileNotFoundError as error:
                raise FileGone(f"{record.name} is gone. Rebuild the index.") from error
            stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
            if self._verified.get(path) != stamp:
                verify(folder, record)
            verified[path] = stamp
        self._verified = verified

    def _is_newest(self, manifest: Manifest) -> bool:
        try:
            return read_manifest(self._directory) == manifest
        except IndexProblem:
            return True
