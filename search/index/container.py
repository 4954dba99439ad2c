"""A file of named arrays: written once, memory-mapped after that.

Layout: magic, length of the header, header (JSON: meta and the place of each array), then the arrays, each on a 64-byte
boundary. Numbers are little-endian. A list of texts is kept as bytes plus offsets, never pickled.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from search.index.errors import IndexDamaged

Array = npt.NDArray[Any]

_MAGIC = b"ZIUBARR1"
_ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the index as it must be: its name in the generation directory, size in bytes and SHA-256 (hex)."""

    name: str
    size: int
    sha256: str


def record_of(path: Path) -> FileRecord:
    """Measure a file that was just written."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return FileRecord(path.name, path.stat().st_size, digest)


def verify(directory: Path, record: FileRecord) -> None:
    """Raise IndexDamaged when the file is not byte for byte what was written. Reads 1-2 GB a second."""
    path = directory / record.name
    try:
        measured = record_of(path)
    except OSError as error:
        raise IndexDamaged(f"{record.name} cannot be read ({error.strerror}). Rebuild the index.") from error
    if measured != record:
        raise IndexDamaged(f"{record.name} does not have its checksum. Rebuild the index.")


def write_durably(path: Path, chunks: Iterable[bytes | memoryview]) -> None:
    """Write a new file and have it on the disk before returning."""
    with path.open("wb") as stream:
        for chunk in chunks:
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())


def replace_durably(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file at once: a reader sees the old content or the new, also after a crash."""
    beside = path.with_name(path.name + ".new")
    write_durably(beside, [content])
    os.replace(beside, path)
    sync_directory(path.parent)


def sync_file(path: Path) -> None:
    """Have a file that was written before on the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def sync_directory(directory: Path) -> None:
    """Have the names in a directory on the disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_arrays(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> FileRecord:
    """Write arrays and a JSON `meta` to a new file, durably."""
    places: dict[str, tuple[str, tuple[int, ...], int]] = {}
    position = 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, array.shape, position)
        position += -(-array.nbytes // _ALIGNMENT) * _ALIGNMENT
    header = json.dumps({"meta": meta, "arrays": places}, ensure_ascii=False, sort_keys=True).encode()
    start = len(_MAGIC) + 8 + len(header)
    padding = -start % _ALIGNMENT

    def chunks() -> Iterable[bytes | memoryview]:
        yield _MAGIC + len(header).to_bytes(8, "little") + header + bytes(padding)
        for array in arrays.values():
            data = np.ascontiguousarray(array)
            if data.nbytes:
                yield data.reshape(-1).view(np.uint8).data
            yield bytes(-data.nbytes % _ALIGNMENT)

    write_durably(path, chunks())
    return record_of(path)


class Arrays:
    """A file of `write_arrays`, memory-mapped: `arrays[name]` is a read-only view, `meta` the JSON beside them."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as stream:
                self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise IndexDamaged(f"{path.name} cannot be read. Rebuild the index.") from error
        length = int.from_bytes(self._map[len(_MAGIC) : len(_MAGIC) + 8], "little")
        start = len(_MAGIC) + 8 + length
        if self._map[: len(_MAGIC)] != _MAGIC or start > len(self._map):
            raise IndexDamaged(f"{path.name} is not a file of arrays. Rebuild the index.")
        header = json.loads(self._map[len(_MAGIC) + 8 : start])
        self.meta: dict[str, Any] = header["meta"]
        self._places: dict[str, tuple[str, list[int], int]] = header["arrays"]
        self._start = start + (-start % _ALIGNMENT)
        self._views: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        view = self._views.get(name)
        if view is None:
            code, shape, position = self._places[name]
            count = int(np.prod(shape, dtype=np.int64))
            if count:
                flat = np.frombuffer(self._map, dtype=np.dtype(code), count=count, offset=self._start + position)
            else:
                flat = np.empty(0, dtype=np.dtype(code))
            view = self._views[name] = flat.reshape(shape)
        return view

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def verify(self, record: FileRecord) -> None:
        """Raise IndexDamaged when what is mapped is not byte for byte what was written."""
        if hashlib.sha256(self._map).hexdigest() != record.sha256:
            raise IndexDamaged(f"{record.name} does not have its checksum. Rebuild the index.")

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return len(self._map)


def pack_texts(texts: Sequence[bytes]) -> tuple[Array, Array]:
    """Texts as (bytes, offsets): text i is `bytes[offsets[i]:offsets[i + 1]]`."""
    offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in texts], out=offsets[1:])
    return np.frombuffer(b"".join(texts), dtype=np.uint8), offsets


def unpack_text(data: Array, offsets: Array, place: int) -> bytes:
    """Text `place` of what `pack_texts` gave."""
    return data[offsets[place] : offsets[place + 1]].tobytes()


class NamedArrays(Protocol):
    """Arrays by name: a file of them, or a dict before it is written."""

    def __getitem__(self, name: str, /) -> Array:
        """The array of this name."""


class Dictionary:
    """Texts in a container, by place; when sorted also found by binary search. Nothing is unpacked beforehand.

    arrays: has `name` (bytes) and `name_at` (offsets).
    """

    __slots__ = ("_at", "_bytes", "_size")

    def __init__(self, arrays: NamedArrays, name: str) -> None:
        # A memoryview answers single items several times faster than an array.
        self._bytes = arrays[name].data
        self._at = arrays[name + "_at"].data
        self._size = len(self._at) - 1

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: int) -> bytes:
        return bytes(self._bytes[self._at[place] : self._at[place + 1]])

    def first_from(self, text: bytes) -> int:
        """The place of the first text that is not before `text`."""
        low, high = 0, self._size
        data, at = self._bytes, self._at
        while low < high:
            middle = (low + high) >> 1
            if data[at[middle] : at[middle + 1]].tobytes() < text:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, text: bytes) -> int:
        """The place of `text`, -1 when it is not there."""
        place = self.first_from(text)
        return place if place < self._size and self[place] == text else -1


def group_rows(keys: Array, rows: Array, count: int) -> tuple[Array, Array]:
    """Rows per key: (starts, rows), rows of key k being `rows[starts[k]:starts[k + 1]]`, ascending when given so."""
    order = np.argsort(keys, kind="stable")
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys, minlength=count), out=starts[1:])
    return starts, rows[order]
