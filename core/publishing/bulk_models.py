"""What a bulk change did to each record, so that it can be told and undone."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.messages import Message
from core.orm import Base, utc_now
from core.publishing.models import BIG_NUMBER, RecordState, StateType


class BulkChange(Base):
    """One verb on many records of a kind. verb: as core.publishing.bulk_verbs writes it down."""

    __tablename__ = "bulk_change"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    record_kind: Mapped[str] = mapped_column(String(40))
    verb: Mapped[dict[str, Any]] = mapped_column(JSON)
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(200))


class BulkItem(Base):
    """What it did to one record.

    refusals: why it was not done, as [{"text", "values"}]; empty when it was done. version, state, published_version,
    seq (the newest number of a document) and values (what the verb sets) as they were before; after: version, state,
    published_version and values as it left them. undone: whether it was put back.
    """

    __tablename__ = "bulk_item"
    __table_args__ = (Index("ix_bulk_item_change", "change_id", "record_id", unique=True),)

    id: Mapped[int] = mapped_column(BIG_NUMBER, primary_key=True)
    change_id: Mapped[uuid.UUID]
    record_id: Mapped[uuid.UUID]
    refusals: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    version: Mapped[int]
    state: Mapped[RecordState] = mapped_column(StateType())
    published_version: Mapped[int | None]
    seq: Mapped[int] = mapped_column(BigInteger)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone: Mapped[bool] = mapped_column(default=False)

    @property
    def messages(self) -> list[Message]:
        """Why it was not done, as sentences to translate."""
        return [Message(item["text"], item["values"]) for item in self.refusals]
