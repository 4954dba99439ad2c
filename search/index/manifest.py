"""`current`: the one file that says what the index is. Replacing it is the commit.

It names the generation directory, the sequence number, every segment and every file with its SHA-256, and carries its
own checksum. What it does not name does not exist: leftovers of a crash are removed by the next writer.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from search.engine.weights import fingerprint
from search.index.container import FileRecord, replace_durably
from search.index.errors import IndexDamaged, IndexMissing, IndexOutdated
from search.index.postings import Pivot

CURRENT = "current"
FORMAT = 2
"""Raised when the arrays change shape or meaning; an index of another format is rebuilt."""


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A segment: its Whoosh id, its documents (deleted ones included), and its files.

    arrays: read at once. records: cards and texts, with a checksum per record. counts: for explanations. impacts: for
    ranking. deleted: None when nothing was deleted. whoosh: what Whoosh wrote, read again only by a merge.
    """

    id: str
    documents: int
    arrays: FileRecord
    records: FileRecord
    counts: FileRecord
    impacts: FileRecord
    deleted: FileRecord | None
    whoosh: tuple[FileRecord, ...]

    def files(self) -> list[FileRecord]:
        """Every file of the segment."""
        own = [self.arrays, self.records, self.counts, self.impacts, *self.whoosh]
        return own if self.deleted is None else [*own, self.deleted]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The index at one commit. seq: the publishing sequence number up to which it holds every document."""

    generation: str
    commit: int
    seq: int
    pivot: Pivot
    segments: tuple[SegmentRecord, ...]
    toc: FileRecord

    def files(self) -> list[FileRecord]:
        """Every file of the index, in the generation directory."""
        return [self.toc, *(record for segment in self.segments for record in segment.files())]


def read_manifest(directory: Path) -> Manifest:
    """The manifest of an index directory.

    Raises IndexMissing, IndexDamaged (it does not have its checksum) or IndexOutdated (another format or weights).
    """
    try:
        content = (directory / CURRENT).read_bytes()
    except FileNotFoundError as error:
        raise IndexMissing(f"There is no index in {directory.name}. Rebuild it.") from error
    except OSError as error:
        raise IndexDamaged(f"{CURRENT} cannot be read ({error.strerror}). Rebuild the index.") from error
    digest, _, body = content.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise IndexDamaged(f"{CURRENT} does not have its checksum. Rebuild the index.")
    data = json.loads(body)
    if data["format"] != FORMAT or data["weights"] != fingerprint():
        raise IndexOutdated("The index was made by another version of the program. Rebuild it.")
    return _manifest(data["manifest"])


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Make this the index: the commit."""
    data = {"format": FORMAT, "weights": fingerprint(), "manifest": asdict(manifest)}
    body = json.dumps(data).encode()
    replace_durably(directory / CURRENT, hashlib.sha256(body).hexdigest().encode() + b"\n" + body)


def _manifest(data: dict[str, Any]) -> Manifest:
    segments = tuple(
        SegmentRecord(
            id=item["id"],
            documents=item["documents"],
            **{name: FileRecord(**item[name]) for name in ("arrays", "records", "counts", "impacts")},
            deleted=FileRecord(**item["deleted"]) if item["deleted"] else None,
            whoosh=tuple(FileRecord(**record) for record in item["whoosh"]),
        )
        for item in data["segments"]
    )
    return Manifest(
        generation=data["generation"],
        commit=data["commit"],
        seq=data["seq"],
        pivot=tuple(data["pivot"]),
        segments=segments,
        toc=FileRecord(**data["toc"]),
    )
