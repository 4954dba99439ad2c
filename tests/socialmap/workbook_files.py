"""Excel workbooks, written by tests: good ones with openpyxl, and hostile ones part by part."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OPENING = f'<?xml version="1.0"?><worksheet {_MAIN}><sheetData>'.encode()
CLOSING = b"</sheetData></worksheet>"
HEADER = b"".join(
    b'<c t="inlineStr"><is><t>%s</t></is></c>' % name for name in (b"organization_name", b"service_name", b"phone")
)


def workbook(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """A workbook of one sheet with these rows; its header names every column that a row has."""
    columns = list(dict.fromkeys(name for item in rows for name in item))
    return sheets(path, [columns, *([item.get(name) for name in columns] for item in rows)])


def sheets(path: Path, *tables: Sequence[Sequence[Any]], change: Callable[[Workbook], None] | None = None) -> Path:
    """A workbook with these sheets, changed at will before it is saved."""
    made = Workbook()
    made.remove(made.active)
    for number, table in enumerate(tables, start=1):
        sheet = made.create_sheet(f"Blad{number}")
        for line in table:
            sheet.append(list(line))
    if change is not None:
        change(made)
    made.save(path)
    return path


def package(path: Path, parts: Mapping[str, bytes | Iterable[bytes]]) -> Path:
    """A workbook made of parts of our own; those that are not named are as they should be."""
    usual: dict[str, bytes] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/{STRINGS}" ContentType="{_TYPES}.sharedStrings+xml"/>'
            f'<Override PartName="/{SHEET}" ContentType="{_TYPES}.worksheet+xml"/></Types>'
        ).encode(),
        "xl/workbook.xml": (
            f'<workbook {_MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            b'Id="rId1" Target="worksheets/sheet1.xml" '
            b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
        ),
        "xl/styles.xml": f'<styleSheet {_MAIN}><cellXfs count="1"><xf/></cellXfs></styleSheet>'.encode(),
        STRINGS: f"<sst {_MAIN}></sst>".encode(),
        SHEET: OPENING + b"<row>" + HEADER + b"</row>" + CLOSING,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in {**usual, **parts}.items():
            with file.open(name, "w", force_zip64=True) as part:
                _write(part, content)
    return path


def strings_opening() -> bytes:
    """How a table of shared strings begins."""
    return f"<sst {_MAIN}>".encode()


def _write(part: IO[bytes], content: bytes | Iterable[bytes]) -> None:
    for piece in [content] if isinstance(content, bytes) else content:
        part.write(piece)
