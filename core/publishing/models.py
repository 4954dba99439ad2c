"""The waist as tables: records with a state, their revisions, the published documents, and the audit trail."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from core.messages import N_
from core.orm import Base, utc_now

SLUG_HELP = N_("Laat leeg voor een nieuwe naam. Verander hem liever niet: links van anderen gaan dan stuk.")
HAS_LOOKUP = text("lookup IS NOT NULL")
# Word for word as in the index: else SQLite does not use it, and goes through every document that is current for each
# one that is published.
IS_CURRENT = text("current")
# SQLite numbers rows by itself only in a column that is plainly INTEGER.
BIG_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class RecordState(StrEnum):
    """Where a record stands on its way to the public."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class StateType(TypeDecorator[RecordState]):
    """A RecordState kept as its text, so that every database shows the same words."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: RecordState | str | None, dialect: Any) -> str | None:
        return None if value is None else RecordState(value).value

    def process_result_value(self, value: str | None, dialect: Any) -> RecordState | None:
        return None if value is None else RecordState(value)


class Record:
    """Mixin for every curated aggregate. The row is the working copy; the public sees documents only.

    version: rises with every save (optimistic lock); never taken from input. published_version: the version the
    public sees, None when nothing is public. assured_date/assured_by: when and by whom the content was verified,
    which is not the same as modified.
    """

    WORKED_OUT: ClassVar[tuple[str, ...]] = ()
    """Columns that the database works out itself, such as a name to sort by: no part of what the record says."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    slug: Mapped[str] = mapped_column(
        String(160),
        unique=True,
        doc="Name in the address of its page",
        info={"label": N_("Naam in het webadres"), "help": SLUG_HELP, "staff": True},
    )
    state: Mapped[RecordState] = mapped_column(StateType(), default=RecordState.DRAFT, index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    published_version: Mapped[int | None] = mapped_column(Integer)
    owner: Mapped[str | None] = mapped_column(
        String(200), doc="Who looks after this record", info={"label": N_("Beheerd door"), "staff": True}
    )
    assured_date: Mapped[date | None] = mapped_column(
        doc="Day on which the content was last verified", info={"label": N_("Nagekeken op"), "staff": True}
    )
    assured_by: Mapped[str | None] = mapped_column(
        String(200), doc="Who verified the content", info={"label": N_("Nagekeken door"), "staff": True}
    )
    review_by: Mapped[date | None] = mapped_column(
        doc="Day before which the content must be verified again",
        index=True,
        info={"label": N_("Nakijken voor"), "staff": True},
    )
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    modified_at: Mapped[datetime] = mapped_column(default=utc_now)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        return {
            "version_id_col": cls.version,
            "version_id_generator": lambda version: (version or 0) + 1,
            "exclude_properties": list(cls.WORKED_OUT),
        }


class Revision(Base):
    """A JSON snapshot of a record at one save: who, when, why, and what it came from."""

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_record", "record_kind", "record_id", "version"),)

    id: Mapped[int] = mapped_column(BIG_NUMBER, primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[uuid.UUID]
    version: Mapped[int]
    author: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    comment: Mapped[str | None] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(200), default="edit", doc="edit, import FILE row N, suggestion ID, …")
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)


class Document(Base):
    """One published version of one public thing. Rows are only ever added; `current` marks the newest of an id.

    id: unique over all kinds. seq rises without exception in the order in which transactions commit; a number may be
    missing, none is used twice. body: the public JSON. entry: what search needs (core.publishing.entries).
    withdrawn: this row says that the thing is no longer public; its body may name what it was `replacedBy`.
    lookup: words by which a room finds its documents without search, such as "desk:doi-team"; None for most.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_id", "id", "seq"),
        # One newest row per id: two publishers can never both think theirs is the newest.
        Index("uq_document_current", "id", unique=True, sqlite_where=IS_CURRENT, postgresql_where=IS_CURRENT),
        Index("ix_document_kind_slug", "kind", "slug", "current"),
        Index("ix_document_record", "record_id", "current"),
        Index("ix_document_lookup", "kind", "lookup", sqlite_where=HAS_LOOKUP, postgresql_where=HAS_LOOKUP),
        Index("ix_document_current_seq", "current", "seq"),
    )

    seq: Mapped[int] = mapped_column(BIG_NUMBER, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40))
    id: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    record_kind: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[uuid.UUID | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    entry: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    lookup: Mapped[str | None] = mapped_column(String(300))
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)
    current: Mapped[bool] = mapped_column(Boolean, default=True)
    published_at: Mapped[datetime] = mapped_column(default=utc_now)


class Counter(Base):
    """A number handed out under a row lock that is held until the transaction ends, so that order is commit order."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class AuditLine(Base):
    """Who did what to what, and when. Lines are only ever added, by core.publishing.auditing.

    number: 1, 2, 3, … without a gap, in the order in which transactions commit. hash: SHA-256, in hexadecimals, over
    the content of this line and `previous_hash`, the hash of the line before it.
    """

    __tablename__ = "audit_line"
    __table_args__ = (
        Index("ix_audit_line_record", "record_kind", "record_id"),
        Index("ix_audit_line_actor", "actor", "number"),
        Index("ix_audit_line_action", "action", "number"),
        Index("ix_audit_line_at", "at"),
    )

    number: Mapped[int] = mapped_column(BIG_NUMBER, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(40))
    record_kind: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[uuid.UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The number and the hash of the newest audit line, in the one row of its table.

    Whoever adds lines holds the row until its transaction ends. It also shows when the last lines are missing.
    """

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


def owned_by(table: str, **options: Any) -> Any:
    """A foreign key column to the row this one is part of; the part goes when the whole goes."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), index=True, **options)
