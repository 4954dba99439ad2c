"""Finding the record that an address of the desk names."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select

from admin.records.subjects import SUBJECTS, Subject
from core.api.problems import NotFound
from core.database import db

ANY_SUBJECT = f"any({', '.join(SUBJECTS)})"
"""The converter for the first word of the address of a subject."""


def record_at(subject_slug: str, record_id: uuid.UUID) -> tuple[Subject, Any]:
    """The subject and the record at an address. Raises NotFound when there is no such record."""
    subject = SUBJECTS[subject_slug]
    record = db.session.scalars(select(subject.model).where(subject.model.id == record_id)).first()
    if record is None or not subject.holds(record):
        raise NotFound
    return subject, record


def title_of(subject: Subject, record: Any) -> str:
    """What people call a record."""
    return subject.kind.title(record)
