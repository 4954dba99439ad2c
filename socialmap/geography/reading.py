"""Files with postcodes, read as a stream: GeoNames' `NL.txt` (PC4) and `NL_full.txt` (PC6), and CSV files with a
header.

A file may be plain, gzipped, or a zip with one data file in it. Whatever its size, a handful of lines is in memory at a
time. A bad line never stops the reading: it becomes a `Fault` with its line number, its value and what to do about it.

Columns of a CSV, in any order, by their Dutch or English name: the postcode, latitude and longitude are needed; place,
municipality (name or code) and province (name or code) are taken when present. Names become the codes of Statistics
Netherlands, and ended municipalities the present ones.
"""

import csv
import gzip
import io
import math
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from socialmap.geography.administrative import (
    PROVINCES,
    ended_municipality_named,
    municipalities,
    municipality_codes_of,
    present_codes_of,
    province_code_of,
)
from socialmap.geography.names import fold
from socialmap.geography.postcodes import NotAPostcodeError, PostcodeRow, parse_postcode

__all__ = ["Fault", "FaultKind", "FileFormat", "PostcodeReading", "PostcodeRow", "UnreadableFileError", "WhyUnreadable"]

LONGEST_LINE = 4_000
LARGEST_UNPACKED = 1_000_000_000
"""In characters: far above any list of Dutch postcodes, and a stop for a file that unpacks without end."""
MOST_FAULTS_KEPT = 1_000
SOUTH, NORTH, WEST, EAST = 50.7, 53.7, 3.2, 7.3
"""A box around the European part of the Netherlands, in degrees."""

_GEONAMES_COLUMNS = (
    "country",
    "code",
    "place",
    "province",
    "admin1",
    "municipality",
    "municipality_code",
    "admin3",
    "admin3_code",
    "latitude",
    "longitude",
    "accuracy",
)
_COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "code": ("pc4", "pc6", "postcode", "postalcode", "postal code", "zipcode", "code"),
    "latitude": ("lat", "latitude", "breedtegraad"),
    "longitude": ("lon", "lng", "long", "longitude", "lengtegraad"),
    "place": ("place", "plaats", "plaatsnaam", "woonplaats", "city"),
    "municipality_code": ("gemeentecode", "municipality code", "gemeente code"),
    "municipality": ("gemeente", "gemeentenaam", "municipality"),
    "province_code": ("provinciecode", "province code", "provincie code"),
    "province": ("provincie", "provincienaam", "province"),
}
_NEEDED = ("code", "latitude", "longitude")
_DELIMITERS = ",;\t|"


class FileFormat(StrEnum):
    """What sort of file it is."""

    GEONAMES = "geonames"
    CSV = "csv"


class FaultKind(StrEnum):
    """What is wrong with a line."""

    COLUMNS = "columns"
    ENCODING = "encoding"
    TOO_LONG = "too-long"
    POSTCODE = "postcode"
    POINT = "point"
    OUTSIDE = "outside"
    MUNICIPALITY = "municipality"
    PROVINCE = "province"


_ADVICE: Mapping[FaultKind, str] = {
    FaultKind.COLUMNS: "give this line as many fields as the header",
    FaultKind.ENCODING: "save the file as UTF-8",
    FaultKind.TOO_LONG: f"a line has at most {LONGEST_LINE} characters",
    FaultKind.POSTCODE: "give four digits, or four digits and two letters",
    FaultKind.POINT: "give latitude and longitude in degrees, such as 52.09 and 5.12",
    FaultKind.OUTSIDE: "give a point in the Netherlands; are latitude and longitude the right way round?",
    FaultKind.MUNICIPALITY: "give a present municipality by its name or its code, such as GM0344",
    FaultKind.PROVINCE: "give a province by its name or its code, such as PV26",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is not right. `line` counts from 1, `value` is what stands there (cut to 80 characters).

    `kept` is true where the row is used all the same, with its municipality or province left blank.
    """

    line: int
    column: str
    value: str
    kind: FaultKind
    kept: bool = False

    @property
    def advice(self) -> str:
        """What to do about it, in English; a face says it by `kind` in the reader's language."""
        return _ADVICE[self.kind]


class WhyUnreadable(StrEnum):
    """Why a whole file cannot be read."""

    EMPTY = "empty"
    NOT_ONE_FILE = "not-one-file"
    DAMAGED = "damaged"
    NO_HEADER = "no-header"
    TOO_LARGE = "too-large"


class UnreadableFileError(ValueError):
    """The file is not one of the known kinds, or damaged. `missing` names the needed columns that a header lacks."""

    def __init__(self, path: Path, why: WhyUnreadable, missing: tuple[str, ...] = ()) -> None:
        lacking = f", without {', '.join(missing)}" if missing else ""
        super().__init__(f"{path.name} cannot be read as a postcode file: {why}{lacking}")
        self.path = path
        self.why = why
        self.missing = missing


class PostcodeReading:
    """The rows of one file, to be iterated once: `with PostcodeReading(path) as rows: for row in rows: …`.

    `position` of `size` bytes of the file have been read, for a progress bar. After (and during) the reading `faults`
    holds the first thousand faults, `fault_count` counts them all, and `row_count` the rows given.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file and recognises it. Raises UnreadableFileError, and OSError where it cannot be opened."""
        self.path = path
        self.size = path.stat().st_size
        self.faults: list[Fault] = []
        self.fault_count = 0
        self.row_count = 0
        self._file = path.open("rb")
        self._characters = 0
        self._line_number = 0
        try:
            self._text = io.TextIOWrapper(
                _unpacked(self._file, path), encoding="utf-8-sig", errors="replace", newline=None
            )
            self.format, self._delimiter, self._columns, self._first = self._recognise()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._text.close()
        self._file.close()

    @property
    def position(self) -> int:
        """How many bytes of the file on disk have been read."""
        return self.size if self._file.closed else min(self._file.tell(), self.size)

    def __iter__(self) -> Iterator[PostcodeRow]:
        """Each good row. Raises UnreadableFileError for a file that is damaged or unpacks to over a gigabyte."""
        if self._first is not None:
            yield from self._row(self._first)
        while (line := self._next_line()) is not None:
            yield from self._row(line)

    def _recognise(self) -> tuple[FileFormat, str, tuple[str, ...], str | None]:
        line = self._next_line()
        while line is not None and not line.strip():
            line = self._next_line()
        if line is None:
            raise UnreadableFileError(self.path, WhyUnreadable.EMPTY)
        fields = line.rstrip("\n").split("\t")
        if len(fields) == len(_GEONAMES_COLUMNS) and len(fields[0]) == 2 and fields[0].isupper():
            return FileFormat.GEONAMES, "\t", _GEONAMES_COLUMNS, line
        delimiter = max(_DELIMITERS, key=line.count)
        columns = tuple(_column(name) for name in _fields(line, delimiter))
        missing = tuple(name for name in _NEEDED if name not in columns)
        if missing:
            raise UnreadableFileError(self.path, WhyUnreadable.NO_HEADER, missing)
        return FileFormat.CSV, delimiter, columns, None

    def _next_line(self) -> str | None:
        """The next line, None at the end. A longer line than allowed is read past in pieces, and is a fault."""
        while True:
            line = self._read(LONGEST_LINE + 1)
            if not line:
                return None
            self._line_number += 1
            if len(line) <= LONGEST_LINE or line.endswith("\n"):
                return line
            self._fault("", line, FaultKind.TOO_LONG)
            while line and not line.endswith("\n"):
                line = self._read(LONGEST_LINE)

    def _read(self, characters: int) -> str:
        try:
            line = self._text.readline(characters)
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as damage:
            raise UnreadableFileError(self.path, WhyUnreadable.DAMAGED) from damage
        self._characters += len(line)
        if self._characters > LARGEST_UNPACKED:
            raise UnreadableFileError(self.path, WhyUnreadable.TOO_LARGE)
        return line

    def _row(self, line: str) -> Iterator[PostcodeRow]:
        """The row on a line, if it is a good one; other faults than in municipality and province make the line none."""
        if not line.strip():
            return
        if "\ufffd" in line:
            self._fault("", line, FaultKind.ENCODING)
            return
        fields = line.rstrip("\n").split("\t") if self.format is FileFormat.GEONAMES else _fields(line, self._delimiter)
        if len(fields) != len(self._columns):
            self._fault("", line, FaultKind.COLUMNS)
            return
        values = dict(zip(self._columns, fields, strict=True))
        if values.get("country", "NL") != "NL":
            return
        try:
            code = parse_postcode(values["code"]).compact
        except NotAPostcodeError:
            self._fault("code", values["code"], FaultKind.POSTCODE)
            return
        point = self._point(values["latitude"], values["longitude"])
        if point is None:
            return
        municipality, province = self._areas(values)
        self.row_count += 1
        accuracy = values.get("accuracy", "").strip()
        yield PostcodeRow(
            code,
            *point,
            place=values.get("place", "").strip(),
            municipality_code=municipality,
            province_code=province,
            accuracy=int(accuracy) if accuracy.isascii() and accuracy.isdigit() else None,
        )

    def _point(self, latitude: str, longitude: str) -> tuple[float, float] | None:
        try:
            lat, lon = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
        except ValueError:
            lat = lon = math.nan
        if not (math.isfinite(lat) and math.isfinite(lon)):
            self._fault("latitude, longitude", f"{latitude}, {longitude}", FaultKind.POINT)
            return None
        if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
            self._fault("latitude, longitude", f"{latitude}, {longitude}", FaultKind.OUTSIDE)
            return None
        return lat, lon

    def _areas(self, values: Mapping[str, str]) -> tuple[str | None, str | None]:
        written_province = values.get("province_code") or values.get("province", "")
        province = _province(written_province)
        if written_province.strip() and province is None:
            self._fault("province", written_province, FaultKind.PROVINCE, kept=True)
        written = values.get("municipality_code") or values.get("municipality", "")
        municipality = _municipality(values.get("municipality_code", ""), values.get("municipality", ""), province)
        if municipality is None and written.strip():
            self._fault("municipality", written, FaultKind.MUNICIPALITY, kept=True)
        if municipality is not None and province is None:
            province = municipalities()[municipality].province_code
        return municipality, province

    def _fault(self, column: str, value: str, kind: FaultKind, *, kept: bool = False) -> None:
        self.fault_count += 1
        if len(self.faults) < MOST_FAULTS_KEPT:
            self.faults.append(Fault(self._line_number, column, value.strip()[:80], kind, kept))


def _unpacked(file: IO[bytes], path: Path) -> IO[bytes] | gzip.GzipFile:
    """The bytes of the data file: those of the file itself, or of what a gzip or zip holds."""
    start = file.read(4)
    file.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=file)
    if not start.startswith(b"PK\x03\x04"):
        return file
    try:
        archive = zipfile.ZipFile(file)
        inside = [member for member in archive.infolist() if not member.is_dir() and _holds_data(member.filename)]
        if len(inside) != 1:
            raise UnreadableFileError(path, WhyUnreadable.NOT_ONE_FILE)
        return archive.open(inside[0])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as damage:
        raise UnreadableFileError(path, WhyUnreadable.DAMAGED) from damage


def _holds_data(name: str) -> bool:
    """GeoNames puts a readme beside its data, and macOS a shadow of each file."""
    return not name.startswith("__MACOSX/") and "readme" not in name.lower()


def _fields(line: str, delimiter: str) -> list[str]:
    return next(csv.reader((line,), delimiter=delimiter), [])


def _column(name: str) -> str:
    key = fold(name.replace("_", " "))
    return next((column for column, names in _COLUMN_NAMES.items() if key in names), f"?{name}")


@lru_cache(maxsize=64)
def _province(written: str) -> str | None:
    code = written.strip().upper()
    return code if code in PROVINCES else province_code_of(written)


@lru_cache(maxsize=4096)
def _municipality(code: str, name: str, province: str | None) -> str | None:
    """The present municipality for a code ("GM0344", "0344", "344") or else a name; None where it is unknown, shared or
    was divided.
    """
    digits = code.strip().upper().removeprefix("GM")
    if digits.isascii() and digits.isdigit() and len(present := present_codes_of(f"GM{digits:0>4}")) == 1:
        return present[0]
    plain = name.strip().removeprefix("Gemeente ").removeprefix("gemeente ")
    found = municipality_codes_of(plain, province) or municipality_codes_of(plain)
    if not found and (ended := ended_municipality_named(plain)):
        found = ended.present_codes
    return found[0] if len(found) == 1 else None
