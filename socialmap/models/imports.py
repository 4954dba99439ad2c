"""What was imported: each file once, what it did record by record, and how the columns of a source become ours."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.orm import Base, utc_now
from core.publishing.models import BIG_NUMBER, RecordState, StateType


def _word_of(words: type[StrEnum]) -> Enum:
    """A column type that keeps one of these words as its text."""
    return Enum(words, native_enum=False, create_constraint=False, length=20, values_callable=list)


class RunState(StrEnum):
    """Where an import stands. What begins with "to" waits for the request or the command that does it."""

    UPLOADED = "uploaded"
    TO_CHECK = "to check"
    CHECKED = "checked"
    REFUSED = "refused"
    TO_APPLY = "to apply"
    APPLIED = "applied"
    TO_PUBLISH = "to publish"
    PUBLISHED = "published"
    TO_UNDO = "to undo"
    UNDONE = "undone"


class Goal(StrEnum):
    """What becomes of the records: they wait as drafts, go to a colleague for review, or are public at once."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLIC = "public"


class Outcome(StrEnum):
    """What a line of the report tells."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ARCHIVED = "archived"
    FAULT = "fault"
    MENDED = "mended"


class Result(StrEnum):
    """How far a record of an import came."""

    APPLIED = "applied"
    MOVED = "moved"
    GONE = "gone"
    PUBLISHED = "published"
    KEPT = "kept"
    UNDONE = "undone"
    STAYED = "stayed"


class ImportRun(Base):
    """One import of one file.

    sha256: names the file in DATA_DIR/imports. source: what people call where it came from. mapping: how its columns
    become ours; None for a file with our own. skip_bad: rows with faults are left out. counts: numbers by name, for
    the pages. messages: what was left out of the file, or why it was refused, as [text, values].
    """

    __tablename__ = "import_run"
    # The audit trail names imports by their numbers, so that of one that was thrown away is never used again.
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    source: Mapped[str | None] = mapped_column(String(120))
    collection: Mapped[str | None] = mapped_column(String(60))
    by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    state: Mapped[RunState] = mapped_column(_word_of(RunState), default=RunState.UPLOADED)
    goal: Mapped[Goal] = mapped_column(_word_of(Goal), default=Goal.DRAFT)
    skip_bad: Mapped[bool] = mapped_column(default=False)
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    messages: Mapped[list[Any]] = mapped_column(JSON, default=list)
    applied_at: Mapped[datetime | None]
    published_by: Mapped[str | None] = mapped_column(String(200))
    published_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(200))
    undone_at: Mapped[datetime | None]


class ImportEntry(Base):
    """A line of the report of an import: a record with what changes in it, or what is wrong in a cell.

    position: the order in which records are written; parents go first. key: how the file names the record. lines: of
    the file. changes: [{"path", "old", "new"}]. column, value, message: of a cell. version_before: None for a new
    record. published_before: what the public saw before. state_before: of the work on it.
    """

    __tablename__ = "import_entry"
    __table_args__ = (
        Index("ix_import_entry_run", "run_id", "outcome", "position"),
        Index("ix_import_entry_record", "record_id"),
    )

    id: Mapped[int] = mapped_column(BIG_NUMBER, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    position: Mapped[int]
    outcome: Mapped[Outcome | None] = mapped_column(_word_of(Outcome))
    result: Mapped[Result | None] = mapped_column(_word_of(Result))
    lines: Mapped[list[Any]] = mapped_column(JSON, default=list)
    key: Mapped[str | None] = mapped_column(String(120))
    name: Mapped[str | None] = mapped_column(String(200))
    record_id: Mapped[uuid.UUID | None]
    changes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    column: Mapped[str | None] = mapped_column(String(60))
    value: Mapped[str | None] = mapped_column(Text)
    message: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    version_before: Mapped[int | None]
    version_after: Mapped[int | None]
    published_before: Mapped[int | None]
    state_before: Mapped[RecordState | None] = mapped_column(StateType())


class ImportMapping(Base):
    """How the columns of a source become ours, remembered from the last time."""

    __tablename__ = "import_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(120), unique=True)
    mapping: Mapped[dict[str, Any]]
    by: Mapped[str] = mapped_column(String(200))
    modified_at: Mapped[datetime] = mapped_column(default=utc_now)
