"""Questions and bottlenecks as tables. They hold a region, never a postcode, and nothing about a child."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Boolean, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.messages import N_
from core.orm import Base, utc_now
from core.publishing.models import owned_by


class Asker(StrEnum):
    """Who asked."""

    PARENT = "parent"
    PROFESSIONAL = "professional"
    MUNICIPALITY = "municipality"
    INSURER = "insurer"
    OTHER = "other"


class Outcome(StrEnum):
    """What came of it. WAITING: nothing yet."""

    WAITING = "waiting"
    ANSWERED = "answered"
    REFERRED = "referred"
    ESCALATED = "escalated"
    UNSOLVED = "unsolved"


ASKERS = {
    Asker.PARENT: N_("ouder of familie"),
    Asker.PROFESSIONAL: N_("professional"),
    Asker.MUNICIPALITY: N_("gemeente"),
    Asker.INSURER: N_("zorgverzekeraar of zorgkantoor"),
    Asker.OTHER: N_("iemand anders"),
}
OUTCOMES = {
    Outcome.WAITING: N_("nog open"),
    Outcome.ANSWERED: N_("beantwoord"),
    Outcome.REFERRED: N_("doorverwezen"),
    Outcome.ESCALATED: N_("opgeschaald"),
    Outcome.UNSOLVED: N_("niet opgelost"),
}
OUTCOME_TONES = {
    Outcome.WAITING: "info",
    Outcome.ANSWERED: "good",
    Outcome.REFERRED: "good",
    Outcome.ESCALATED: "warn",
    Outcome.UNSOLVED: "bad",
}


class Question(Base):
    """A question, or a bottleneck: something that goes wrong more than once.

    region: area code of the network (NIK) it comes from, or of the province where no network is known; None when
    unknown. laws, desk: codes of the taxonomies laws and desk-types. minutes: time it took.
    """

    __tablename__ = "question"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    asked_on: Mapped[date] = mapped_column(index=True)
    topic: Mapped[str] = mapped_column(String(100), index=True)
    bottleneck: Mapped[bool] = mapped_column(Boolean, default=False)
    laws: Mapped[list[str]] = mapped_column(default=list)
    region: Mapped[str | None] = mapped_column(String(40), index=True)
    desk: Mapped[str | None] = mapped_column(String(60))
    asker: Mapped[str | None] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20), default=Outcome.WAITING.value, index=True)
    minutes: Mapped[int | None] = mapped_column(Integer)
    text: Mapped[str | None] = mapped_column(Text)
    logged_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    modified_at: Mapped[datetime] = mapped_column(default=utc_now)

    links: Mapped[list[QuestionLink]] = relationship(cascade="all, delete-orphan", order_by="QuestionLink.title")


class QuestionLink(Base):
    """That a question is about something that is public. title: its name when it was linked."""

    __tablename__ = "question_link"
    __table_args__ = (UniqueConstraint("question_id", "document_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    question_id: Mapped[uuid.UUID] = owned_by("question")
    kind: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(300))
