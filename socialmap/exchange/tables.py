"""A file as a table of texts, whatever it is: CSV or an Excel workbook. Size, encoding and separator are checked here.

Rows come one by one, so that a file of any allowed size takes little memory. Pure, but for the process that reads a
workbook (socialmap.exchange.workbook_process).
"""

from __future__ import annotations

import codecs
import csv
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from core.messages import N_, Message
from socialmap.exchange.workbook_process import MOST_CELL, MOST_COLUMNS, TOO_LARGE

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
MOST_LINE = 2_000_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_ROOM = Path(__file__).resolve().parents[2]
_CHUNK = 1024 * 1024
_ZIP = b"PK\x03\x04"
_SPREADSHEET_FORMS = Message(N_("Dit is geen CSV- of Excel-bestand. Bewaar het als .xlsx of als CSV UTF-8."))
# How files begin that people take for a spreadsheet.
_OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        Message(N_("Dit is een oud Excel-bestand (.xls) of er zit een wachtwoord op. Bewaar het als gewoon .xlsx.")),
    ),
    (b"%PDF", Message(N_("Dit is een PDF. Bewaar de tabel als .xlsx of als CSV UTF-8."))),
    (b"<", Message(N_("Dit is een webpagina of XML. Bewaar de tabel als .xlsx of als CSV UTF-8."))),
    (b"\xff\xfe", Message(N_("Het bestand is geen UTF-8 (teken %(at)s). Bewaar het als CSV UTF-8."), {"at": 0})),
    (b"\x1f\x8b", _SPREADSHEET_FORMS),
    (b"PK", _SPREADSHEET_FORMS),
)


class UnreadableFile(Exception):
    """The file as a whole cannot be read. `messages` name every reason."""

    def __init__(self, *messages: Message) -> None:
        self.messages = messages
        super().__init__("; ".join(str(message) for message in messages))


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is not empty: the line it begins on, its cells, and what is wrong with cells, by their place."""

    line: int
    cells: list[str]
    faults: Mapping[int, Message] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The names in the first row, and the rows below it as they are read; iterate once.

    notes: what was left out of the file. Iterating raises UnreadableFile where the file turns out to be damaged.
    """

    header: list[str]
    rows: Iterator[TableRow]
    notes: tuple[Message, ...] = ()


def read_table(path: Path) -> Table:
    """The table in a file. Raises UnreadableFile for one that is no CSV or .xlsx, or is too large.

    An apostrophe that an export put before a formula-like cell is taken away again.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(512).removeprefix(codecs.BOM_UTF8).lstrip()
    except OSError:
        raise UnreadableFile(Message(N_("Het bestand %(path)s is er niet."), {"path": path})) from None
    if size > MOST_BYTES:
        raise UnreadableFile(
            Message(N_("Het bestand is %(size)s MB. Er mag 20 MB. Knip het in delen."), {"size": size // 2**20})
        )
    notes: tuple[Message, ...] = ()
    if start.startswith(_ZIP):
        notes, rows = _workbook(path)
    else:
        for signature, message in _OTHERS:
            if start.startswith(signature):
                raise UnreadableFile(message)
        _check_text(path)
        rows = _csv_rows(path)
    return _with_header(rows, notes)


def _with_header(rows: Iterator[TableRow], notes: tuple[Message, ...]) -> Table:
    first = next(rows, None)
    if first is not None and first.faults:
        raise UnreadableFile(*first.faults.values())
    if first is None or first.line != 1:
        raise UnreadableFile(Message(N_("Het bestand is leeg. De eerste regel noemt de kolommen.")))
    names = [name for name in first.cells if name]
    twice = sorted({name[:60] for name in names if names.count(name) > 1})
    if len(first.cells) > MOST_COLUMNS:
        raise UnreadableFile(Message(N_("Het werkblad heeft meer dan %(most)s kolommen."), {"most": MOST_COLUMNS}))
    if twice:
        raise UnreadableFile(Message(N_("Deze kolommen staan er twee keer: %(names)s."), {"names": ", ".join(twice)}))
    return Table(first.cells, rows, notes)


def _check_text(path: Path) -> None:
    """Go through the whole file once: UTF-8, and no byte that no text has."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    done = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                message = N_("Het bestand is geen UTF-8 (teken %(at)s). Bewaar het als CSV UTF-8.")
                raise UnreadableFile(Message(message, {"at": done - held + error.start})) from None
            if b"\0" in chunk:
                raise UnreadableFile(Message(N_("Het bestand is geen tekst. Bewaar het als CSV UTF-8.")))
            if not chunk:
                return
            done += len(chunk)


def _csv_rows(path: Path) -> Iterator[TableRow]:
    csv.field_size_limit(MOST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline(MOST_LINE + 1)
        lines = _lines(chain([first], iter(lambda: file.readline(MOST_LINE + 1), "")))
        reader = csv.reader(lines, delimiter=max(",;\t", key=first.count), strict=True)
        line = 1
        try:
            for count, cells in enumerate(reader):
                if count > MOST_ROWS:
                    raise UnreadableFile(Message(N_("Het bestand heeft meer dan %(most)s rijen."), {"most": MOST_ROWS}))
                texts = [unguarded(cell) for cell in cells]
                if any(texts):
                    yield TableRow(line, texts)
                line = reader.line_num + 1
        except csv.Error as error:
            raise UnreadableFile(
                Message(N_("Regel %(line)s is niet te lezen: %(why)s"), {"line": reader.line_num, "why": error})
            ) from None


def _lines(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if len(line) > MOST_LINE:
            raise UnreadableFile(
                Message(N_("Regel %(line)s is niet te lezen: %(why)s"), {"line": number, "why": "field larger"})
            )
        yield line


def _workbook(path: Path) -> tuple[tuple[Message, ...], Iterator[TableRow]]:
    """The notes and the rows of a workbook, which a process of its own reads within limits."""
    answers = _answers(path)
    notes = next(answers)["notes"]
    return tuple(Message(text, values) for text, values in notes), _workbook_rows(answers)


def _workbook_rows(answers: Iterator[Any]) -> Iterator[TableRow]:
    for answer in answers:
        line, cells, faults = answer["row"]
        told = {int(place): Message(text, values) for place, (text, values) in faults.items()}
        yield TableRow(line, [unguarded(cell) for cell in cells], told)


def _answers(path: Path) -> Iterator[Any]:
    """What the reading process says, up to its end. Raises UnreadableFile when it refuses, or did not live to the end.

    It uses at most MOST_SECONDS of processor time; waiting for us costs it none.
    """
    command = [sys.executable, "-m", "socialmap.exchange.workbook_process", str(path.resolve())]
    with subprocess.Popen(  # noqa: S603 - our own module, and a path that is an argument of its own
        command,
        cwd=_ROOM,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
    ) as process:
        try:
            for answer in map(_answer, process.stdout or ()):
                if "refused" in answer:
                    text, values = answer["refused"]
                    raise UnreadableFile(Message(text, values))
                if "end" in answer:
                    return
                yield answer
        finally:
            process.kill()
    raise UnreadableFile(TOO_LARGE)


def _answer(line: bytes) -> Any:
    """One line of the reading process. The last one of a process that was stopped halfway says too much was asked."""
    try:
        return json.loads(line)
    except ValueError:
        raise UnreadableFile(TOO_LARGE) from None


# Nothing of this process's settings (keys, passwords) goes along.
_ENVIRONMENT = {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1", "PATH": ""}


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before a sign that would make it one."""
    return f"'{cell}" if cell.startswith((*FORMULA_STARTS, "'")) else cell


def unguarded(cell: str) -> str:
    """A cell as it was before `guarded`, without white space around it."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA_STARTS, "'")) else text
