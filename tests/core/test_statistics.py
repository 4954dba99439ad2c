"""One document is found in an index, however many there are."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from core.publishing.models import Document
from core.publishing.reading import current_document
from tests.instances import Instance


@pytest.mark.parametrize("column", ["id", "slug"])
def test_a_document_is_found_without_going_through_all(starter: Instance, column: str) -> None:
    with starter.session() as session:
        key = session.scalars(select(getattr(Document, column)).where(Document.kind == "service")).first()
        assert isinstance(key, str)
        assert current_document(session, "service", key) is not None
        sql = (
            "EXPLAIN QUERY PLAN SELECT * FROM document WHERE kind = 'service' AND current = 1 "
            "AND (id = :key OR slug = :key) ORDER BY withdrawn, seq DESC"
        )
        plan = " ".join(row.detail for row in session.execute(text(sql), {"key": key}))
    assert "ix_document_id (id=?)" in plan
    assert "slug=?" in plan
