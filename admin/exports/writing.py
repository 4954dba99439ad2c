"""The records of a list as a file: CSV, an Excel workbook, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from core.publishing.kinds import Kind
from core.publishing.shapes import shape_of
from core.publishing.snapshots import snapshot
from socialmap.exchange.exporting import EXPORTED, service_rows
from socialmap.exchange.sheets import csv_file, xlsx_file

BATCH = 200


class Form(StrEnum):
    """The form of a file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


MIMETYPES = {
    Form.CSV: "text/csv",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.JSON: "application/json",
}


def export_records(session: Session, kind: Kind, records: Select[Any], form: Form) -> Iterator[bytes]:
    """The records as a file, piece by piece.

    records: a query of the kind's model, in the wanted order. Organizations as a table are one row per service at a
    location, in the columns of the import, so that the file imports to the same again. Of other kinds a row is a
    record, and what it owns stands as JSON in one cell. JSON has the whole content of every kind.
    """
    if form is Form.JSON:
        return _json_file(session, kind, records)
    header, rows = _table(session, kind, records)
    return csv_file(header, rows) if form is Form.CSV else xlsx_file(kind.name, header, rows)


def _table(session: Session, kind: Kind, records: Select[Any]) -> tuple[list[str], Iterator[list[str]]]:
    if kind.name == "organization":
        return list(EXPORTED), service_rows(session, records)
    shape = shape_of(kind.model)
    columns = [*_STANDING, *(name for name in shape.columns if name != "id"), *shape.parts]
    return columns, _rows(session, records, columns)


_STANDING = ("id", "state", "version", "published_version")


def _rows(session: Session, records: Select[Any], columns: list[str]) -> Iterator[list[str]]:
    for record in _each(session, records):
        whole = _whole(record)
        yield [_text(whole.get(name)) for name in columns]


def _json_file(session: Session, kind: Kind, records: Select[Any]) -> Iterator[bytes]:
    yield json.dumps({"kind": kind.name})[:-1].encode() + b', "records": [\n'
    for number, record in enumerate(_each(session, records)):
        yield (b",\n" if number else b"") + json.dumps(_whole(record), ensure_ascii=False).encode()
    yield b"\n]}\n"


def _each(session: Session, records: Select[Any]) -> Iterator[Any]:
    return iter(session.scalars(records.execution_options(yield_per=BATCH)))


def _whole(record: Any) -> dict[str, Any]:
    """The content of a record, and where the work on it stands."""
    standing = {"state": record.state.value, "version": record.version, "published_version": record.published_version}
    content = snapshot(record)
    return {"id": content.pop("id"), **standing, **content}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return " | ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
