"""Keeping imported postcodes: streamed into the table that goes before the embedded one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.publishing.kinds import PublicDocument
from core.publishing.publishing import publish_raw
from socialmap.geography.reading import PostcodeReading
from socialmap.models import ImportedPostcode

BATCH = 5000
DOCUMENT_ID = "geography"


def import_postcodes(session: Session, reading: PostcodeReading, by: str, on_bytes: Callable[[int], Any]) -> int:
    """Keep every good row of a file, in the caller's transaction; gives how many.

    A row replaces an earlier one of the same postcode. on_bytes: told how many more bytes of the file were read. At the
    end a document says that the geography changed, so that no process and no cache goes on with the old one.
    """
    upsert = _upsert(session)
    rows, seen = iter(reading), 0
    while batch := list(islice(rows, BATCH)):
        session.execute(
            upsert,
            [
                {
                    "code": row.code,
                    "latitude": row.latitude,
                    "longitude": row.longitude,
                    "place": row.place or None,
                    "municipality_code": row.municipality_code,
                    "province_code": row.province_code,
                }
                for row in {row.code: row for row in batch}.values()
            ],
        )
        on_bytes(reading.position - seen)
        seen = reading.position
    body = {"id": DOCUMENT_ID, "file": reading.path.name, "rows": reading.row_count}
    publish_raw(session, [PublicDocument("geography", DOCUMENT_ID, DOCUMENT_ID, body)], by, origin=reading.path.name)
    return reading.row_count


def _upsert(session: Session) -> Insert:
    """An insert that replaces; both databases have the same words for it, in a module of their own."""
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(ImportedPostcode)
    kept = {
        column.name: statement.excluded[column.name]
        for column in ImportedPostcode.__table__.columns
        if column.name != "code"
    }
    return statement.on_conflict_do_update(index_elements=["code"], set_=kept)
