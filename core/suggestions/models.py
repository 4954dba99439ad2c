"""Suggestions as tables. They hold no name and no address of who sent them."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.messages import N_
from core.orm import Base, utc_now
from core.publishing.models import owned_by


class SuggestionState(StrEnum):
    """What was done with a suggestion. Taken over means: it is in the staff's draft, not yet before the public."""

    RECEIVED = "received"
    TAKEN_OVER = "taken-over"
    PARTLY = "partly-taken-over"
    REJECTED = "rejected"


class SenderRole(StrEnum):
    """Who tells it: a parent or other relative, a professional, or the organization that it is about."""

    PARENT = "parent"
    PROFESSIONAL = "professional"
    ORGANIZATION = "organization"


STATE_LABELS = {
    SuggestionState.RECEIVED: N_("ontvangen"),
    SuggestionState.TAKEN_OVER: N_("overgenomen"),
    SuggestionState.PARTLY: N_("deels overgenomen"),
    SuggestionState.REJECTED: N_("niet overgenomen"),
}
ROLE_LABELS = {
    SenderRole.PARENT: N_("ouder of familie"),
    SenderRole.PROFESSIONAL: N_("professional"),
    SenderRole.ORGANIZATION: N_("de organisatie zelf"),
}


class Suggestion(Base):
    """A correction of one public thing, or a whole proposed organization.

    kind, document_id: the public thing; document_id is None for a proposed organization. record_kind, record_id: the
    record behind it, None for a thing without one; for a proposed organization the draft that was made of it. fields:
    [{"name", "path", "seen", "value"}]: the field as the sender named it, where it stands in the content of the record
    (core.suggestions.fields), what the public saw then, and what it should be. proposed: the content of a proposed
    organization. reason: what the sender is told when it was not, or not wholly, taken over.
    """

    __tablename__ = "change_suggestion"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    follow_up_code: Mapped[str] = mapped_column(String(20), unique=True, doc="By which the sender asks after it")
    state: Mapped[str] = mapped_column(String(20), default=SuggestionState.RECEIVED.value, index=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    document_id: Mapped[str | None] = mapped_column(String(100))
    record_kind: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(300), doc="Name of the thing when it was sent")
    fields: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    proposed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    text: Mapped[str | None] = mapped_column(Text, doc="What is wrong, in the sender's words")
    source: Mapped[str | None] = mapped_column(String(500), doc="How the sender knows")
    role: Mapped[str | None] = mapped_column(String(20))
    links: Mapped[int] = mapped_column(default=0, doc="Number of links in what was sent")
    reason: Mapped[str | None] = mapped_column(Text, doc="What the sender is told")
    received_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    decided_at: Mapped[datetime | None] = mapped_column(index=True)

    steps: Mapped[list[SuggestionStep]] = relationship(cascade="all, delete-orphan", order_by="SuggestionStep.at")


class SuggestionStep(Base):
    """That a suggestion came into a state: by whom, when, why, and which of its fields were taken over."""

    __tablename__ = "change_suggestion_step"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    suggestion_id: Mapped[uuid.UUID] = owned_by("change_suggestion")
    state: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    reason: Mapped[str | None] = mapped_column(Text)
    taken: Mapped[list[str]] = mapped_column(default=list, doc="Names of the fields that were taken over")
