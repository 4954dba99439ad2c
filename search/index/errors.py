"""What can be wrong with an index, and what to do about it."""

from __future__ import annotations


class IndexProblem(Exception):
    """Something is wrong with the index; every message says what to do."""


class IndexMissing(IndexProblem):
    """There is no index in this directory. Rebuild it from the published documents."""


class IndexDamaged(IndexProblem):
    """A file of the index is absent or does not have its checksum. Rebuild it from the published documents."""


class IndexOutdated(IndexProblem):
    """The index was made by another version of the program. Rebuild it from the published documents."""


class IndexBusy(IndexProblem):
    """Another process is writing the index. Try again in a moment."""
