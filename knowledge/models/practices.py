"""The kernset: what professionals and families signal, and how it becomes a best practice in four steps."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.orm import Base, utc_now
from core.publishing.models import owned_by
from knowledge.models.articles import CASCADE, OWNED


class PracticeState(StrEnum):
    """How far a practice is. Only a concluded one can be shown to the public."""

    SIGNALLED = "signalled"
    COLLECTED = "collected"
    ANALYSED = "analysed"
    CONCLUDED = "concluded"


class Practice(Base):
    """Similar signals taken together, what their analysis found, and the article that tells it."""

    __tablename__ = "practice"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    title: Mapped[str] = mapped_column(String(150), doc="What it is about", info={"label": "Titel"})
    domain: Mapped[str] = mapped_column(String(20), doc="Domain of life", info={"label": "Domein"})
    state: Mapped[str] = mapped_column(String(20), default=PracticeState.COLLECTED.value, index=True)
    example: Mapped[bool] = mapped_column(Boolean, default=False, doc="Made up, to show how it is done")
    activity: Mapped[str | None] = mapped_column(Text, doc="What is done", info={"label": "Activiteit", "max": 1000})
    outcome_measures: Mapped[list[str]] = mapped_column(default=list, doc="What is measured")
    regions: Mapped[list[str]] = mapped_column(default=list, doc="Regions compared")
    organizations: Mapped[list[str]] = mapped_column(default=list, doc="Organizations compared")
    groups: Mapped[list[str]] = mapped_column(default=list, doc="Groups compared")
    coherence: Mapped[bool | None] = mapped_column(Boolean, doc="Whether activity and outcomes go together")
    coherence_reason: Mapped[str | None] = mapped_column(Text, doc="Why we think so")
    article_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("article.id", ondelete="SET NULL"), unique=True, doc="The best practice it became"
    )

    signals: Mapped[list[PracticeSignal]] = relationship(
        back_populates="practice", order_by="PracticeSignal.signalled_at"
    )
    steps: Mapped[list[PracticeStep]] = relationship(cascade=CASCADE, order_by="PracticeStep.at", info=OWNED)


class PracticeStep(Base):
    """That a practice reached a state: who did it and when."""

    __tablename__ = "practice_step"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    practice_id: Mapped[uuid.UUID] = owned_by("practice")
    state: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(200), doc="Member of the staff")
    at: Mapped[datetime] = mapped_column(default=utc_now)


class PracticeSignal(Base):
    """What somebody saw work, or not work. It holds no name and no address of anyone.

    by: the member of the staff who entered it; "public" for the open form.
    """

    __tablename__ = "practice_signal"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    follow_up_code: Mapped[str] = mapped_column(String(20), unique=True, doc="By which the sender asks after it")
    practice_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("practice.id", ondelete="SET NULL"), index=True)
    domain: Mapped[str | None] = mapped_column(String(20), doc="Domain of life", info={"label": "Domein"})
    activity: Mapped[str] = mapped_column(Text, doc="What was done", info={"label": "Wat gebeurde er", "max": 2000})
    outcome: Mapped[str | None] = mapped_column(
        Text, doc="What came of it", info={"label": "Wat leverde het op", "max": 2000}
    )
    region: Mapped[str | None] = mapped_column(String(40), doc="Area code", info={"label": "Regio"})
    role: Mapped[str | None] = mapped_column(String(20), doc="parent or professional", info={"label": "Wie"})
    by: Mapped[str] = mapped_column(String(200))
    signalled_at: Mapped[datetime] = mapped_column(default=utc_now)

    practice: Mapped[Practice | None] = relationship(back_populates="signals")
