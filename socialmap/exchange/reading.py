"""Reading an exchange file by our column names, with the mapping of foreign ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from core.messages import N_, Message
from socialmap.exchange.columns import BY_NAME, REQUIRED
from socialmap.exchange.tables import Table, TableRow, UnreadableFile, read_table

_PLACE = re.compile(r"\{([^{}]+)\}")


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
class CellFault:
    """What is wrong with a cell before its value is looked at, by our column name."""

    column: str
    message: Message


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the file: the line it begins on (the header is line 1) and its filled cells by our column names.

    excess: how many filled cells it has beyond the last column. faults: cells that could not be read.
    """

    line: int
    cells: dict[str, str]
    excess: int = 0
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The rows of a file, to iterate over once. header: its own column names. notes: what was left out of it."""

    header: Sequence[str]
    notes: tuple[Message, ...]
    rows: Iterator[SourceRow]

    def __iter__(self) -> Iterator[SourceRow]:
        return self.rows


_Shape = Callable[[TableRow], tuple[dict[str, str], tuple[CellFault, ...]]]


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


def read_rows(path: Path, mapping: ColumnMapping | None = None) -> SourceFile:
    """The rows of a CSV file (comma, semicolon or tab; UTF-8) or an Excel workbook by our column names.

    Raises UnreadableFile when the file is no such file, is too large, has no header, or holds columns that nobody
    knows; while the rows are read, when it turns out to be damaged.
    """
    table = read_table(path)
    shape = _own(table.header) if mapping is None else _mapped(table.header, mapping)
    return SourceFile(table.header, table.notes, _source_rows(table, shape))


def _source_rows(table: Table, shape: _Shape) -> Iterator[SourceRow]:
    for row in table.rows:
        cells, faults = shape(row)
        excess = sum(1 for cell in row.cells[len(table.header) :] if cell)
        yield SourceRow(row.line, cells, excess, faults)


def _own(header: Sequence[str]) -> _Shape:
    """How a row of a file with our own columns becomes cells by our names."""
    _check_columns(header)
    places = [(name, at) for at, name in enumerate(header) if name]

    def own(row: TableRow) -> tuple[dict[str, str], tuple[CellFault, ...]]:
        cells = {name: row.cells[at] for name, at in places if at < len(row.cells) and row.cells[at]}
        return cells, tuple(CellFault(name, row.faults[at]) for name, at in places if at in row.faults)

    return own


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


def _mapped(header: Sequence[str], mapping: ColumnMapping) -> _Shape:
    """How a row of a foreign file becomes cells by our names."""
    wanted = {part for pattern in mapping.columns.values() for part in _PLACE.findall(pattern)}
    missing = sorted(wanted - set(header))
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
    used = {name: set(_PLACE.findall(pattern)) for name, pattern in mapping.columns.items()}

    def foreign(row: TableRow) -> tuple[dict[str, str], tuple[CellFault, ...]]:
        theirs = {name: row.cells[at] if at < len(row.cells) else "" for at, name in enumerate(header)}
        cells = dict(mapping.constants)
        for name, pattern in mapping.columns.items():
            value = _PLACE.sub(lambda found: theirs[found[1]], pattern).strip()
            value = mapping.values.get(name, {}).get(value, value)
            if value:
                cells[name] = value
        bad = {header[at]: message for at, message in row.faults.items() if at < len(header)}
        return cells, tuple(
            CellFault(name, message) for their, message in bad.items() for name in used if their in used[name]
        )

    return foreign
