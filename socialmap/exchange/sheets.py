"""Writing a table as a file for a spreadsheet: CSV, or an Excel workbook with nothing but texts. Pure.

No spreadsheet runs anything of it: in CSV a sign that begins a formula gets an apostrophe before it; in a workbook
every cell says of itself that it is text.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from socialmap.exchange.tables import guarded, unguarded

# What Excel takes in one cell.
MOST_IN_CELL = 32_767
_CHUNK = 64 * 1024


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The table as CSV in UTF-8, piece by piece; it begins with the mark by which Excel knows that."""
    yield b"\xef\xbb\xbf" + csv_line(header)
    for row in rows:
        yield csv_line(row)


def csv_line(cells: Sequence[str]) -> bytes:
    """One line of CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([guarded(cell) for cell in cells])
    return line.getvalue().encode()


def xlsx_file(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The table as an Excel workbook of one sheet, piece by piece. It goes over the disk, not through memory."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for row in chain([header], rows):
        sheet.append([_cell(sheet, text) for text in row])
    with tempfile.TemporaryFile() as file:
        workbook.save(file)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _cell(sheet: object, text: str) -> WriteOnlyCell:
    """A cell of text, whatever it begins with. What reading would take for a guarded cell is guarded once more."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", text)
    if unguarded(plain) != plain.strip():
        plain = f"'{plain}"
    if len(plain) > MOST_IN_CELL:
        plain = plain[: MOST_IN_CELL - 1] + "…"
    cell = WriteOnlyCell(sheet, value=plain)
    cell.data_type = "s"
    return cell
