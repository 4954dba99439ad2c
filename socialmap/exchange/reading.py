"""Reading an exchange file: size, encoding, separator, header, and the mapping of foreign column names. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from core.messages import N_, Message
from socialmap.exchange.columns import BY_NAME, REQUIRED

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
MOST_CELL = 20_000
_PLACE = re.compile(r"\{([^{}]+)\}")


class UnreadableFile(Exception):
    """The file as a whole cannot be read. `messages` name every reason."""

    def __init__(self, *messages: Message) -> None:
        self.messages = messages
        super().__init__("; ".join(str(message) for message in messages))


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How the columns of a foreign file become ours.

    columns: our column → a pattern with their columns in braces ("{straat} {nr}"). values: our column → their word →
    our word. constants: our column → the same value in each row.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the file: the line it begins on (the header is line 1) and its filled cells by our column names.

    excess: how many filled cells it has beyond the last column.
    """

    line: int
    cells: dict[str, str]
    excess: int = 0


def read_mapping(path: Path) -> ColumnMapping:
    """The mapping in a YAML file with the members `columns`, `values` and `constants`. Raises UnreadableFile."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise UnreadableFile(Message(N_("Het koppelbestand is niet te lezen: %(why)s"), {"why": error})) from None
    faults = list(_mapping_faults(data))
    if faults:
        raise UnreadableFile(*faults)
    return ColumnMapping(
        columns={name: str(pattern) for name, pattern in (data.get("columns") or {}).items()},
        values={
            name: {str(theirs): str(ours) for theirs, ours in words.items()}
            for name, words in (data.get("values") or {}).items()
        },
        constants={name: str(value) for name, value in (data.get("constants") or {}).items()},
    )


def _mapping_faults(data: Any) -> Iterator[Message]:
    members = ("columns", "values", "constants")
    if not isinstance(data, dict) or any(name not in members for name in data):
        yield Message(N_("Het koppelbestand heeft de delen columns, values en constants, en geen andere."))
        return
    for member in members:
        part = data.get(member) or {}
        if not isinstance(part, dict):
            yield Message(N_("'%(part)s' in het koppelbestand moet een lijst van namen zijn."), {"part": member})
            continue
        for name, value in part.items():
            if name not in BY_NAME:
                yield Message(
                    N_("De kolom '%(name)s' in het koppelbestand kennen we niet. Kies uit: %(allowed)s."),
                    {"name": name, "allowed": ", ".join(BY_NAME)},
                )
            if isinstance(value, dict) != (member == "values"):
                yield Message(N_("De waarde bij '%(name)s' in het koppelbestand klopt niet."), {"name": name})


def read_rows(path: Path, mapping: ColumnMapping | None = None) -> list[SourceRow]:
    """The rows of a CSV file (comma, semicolon or tab; UTF-8) by our column names; empty cells are left out.

    A leading apostrophe that an export put before a formula-like cell is taken away again. Raises UnreadableFile when
    the file is too large, has no header, or holds columns that nobody knows.
    """
    try:
        size = path.stat().st_size
    except OSError:
        raise UnreadableFile(Message(N_("Het bestand %(path)s is er niet."), {"path": path})) from None
    if size > MOST_BYTES:
        raise UnreadableFile(
            Message(N_("Het bestand is %(size)s MB. Er mag 20 MB. Knip het in delen."), {"size": size // 2**20})
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            Message(N_("Het bestand is geen UTF-8 (teken %(at)s). Bewaar het als CSV UTF-8."), {"at": error.start})
        ) from None
    if "\0" in text:
        raise UnreadableFile(Message(N_("Het bestand is geen tekst. Bewaar het als CSV UTF-8.")))
    return list(_rows(text, mapping))


def _rows(text: str, mapping: ColumnMapping | None) -> Iterator[SourceRow]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        shape = _shape(header, mapping)
        line = reader.line_num + 1
        for count, cells in enumerate(reader, start=1):
            if count > MOST_ROWS:
                raise UnreadableFile(Message(N_("Het bestand heeft meer dan %(most)s rijen."), {"most": MOST_ROWS}))
            if any(cell.strip() for cell in cells):
                excess = sum(1 for cell in cells[len(header) :] if cell.strip())
                yield SourceRow(line, shape(cells), excess)
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            Message(N_("Regel %(line)s is niet te lezen: %(why)s"), {"line": reader.line_num, "why": error})
        ) from None


def _shape(header: Sequence[str], mapping: ColumnMapping | None) -> Any:
    """A function from the cells of one row to a dictionary by our column names."""
    if not any(header):
        raise UnreadableFile(Message(N_("Het bestand is leeg. De eerste regel noemt de kolommen.")))
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise UnreadableFile(Message(N_("Deze kolommen staan er twee keer: %(names)s."), {"names": ", ".join(twice)}))
    if mapping is None:
        _check_columns(header)
        places = [(name, at) for at, name in enumerate(header) if name]

        def own(cells: Sequence[str]) -> dict[str, str]:
            return {name: _unguarded(cells[at]) for name, at in places if at < len(cells) and cells[at].strip()}

        return own
    return _mapped(header, mapping)


def _check_columns(header: Sequence[str]) -> None:
    faults = [
        Message(
            N_("De kolom '%(name)s' kennen we niet. Haal hem weg of koppel hem. Wel bekend: %(allowed)s."),
            {"name": name[:60], "allowed": ", ".join(BY_NAME)},
        )
        for name in header
        if name and name not in BY_NAME
    ]
    faults.extend(
        Message(N_("De kolom '%(name)s' ontbreekt."), {"name": name}) for name in REQUIRED if name not in header
    )
    if faults:
        raise UnreadableFile(*faults)


def _mapped(header: Sequence[str], mapping: ColumnMapping) -> Any:
    known = set(header)
    wanted = {part for pattern in mapping.columns.values() for part in _PLACE.findall(pattern)}
    missing = sorted(wanted - known)
    if missing:
        raise UnreadableFile(
            Message(
                N_("Het koppelbestand noemt kolommen die het bestand niet heeft: %(names)s. Het heeft: %(columns)s."),
                {"names": ", ".join(missing), "columns": ", ".join(header)},
            )
        )
    ours = set(mapping.columns) | set(mapping.constants)
    absent = [name for name in REQUIRED if name not in ours]
    if absent:
        raise UnreadableFile(
            Message(N_("Het koppelbestand vult deze kolommen niet: %(names)s."), {"names": ", ".join(absent)})
        )

    def foreign(cells: Sequence[str]) -> dict[str, str]:
        theirs = {name: _unguarded(cells[at]) if at < len(cells) else "" for at, name in enumerate(header)}
        row = dict(mapping.constants)
        for name, pattern in mapping.columns.items():
            value = _PLACE.sub(lambda found: theirs[found[1]], pattern).strip()
            value = mapping.values.get(name, {}).get(value, value)
            if value:
                row[name] = value
        return row

    return foreign


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before a sign that would make it one."""
    return f"'{cell}" if cell.startswith((*FORMULA_STARTS, "'")) else cell


def _unguarded(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA_STARTS, "'")) else text
