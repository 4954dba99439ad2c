"""The kernset: what professionals and families signal, and how it becomes a best practice in four steps."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.messages import N_
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
    title: Mapped[str] = mapped_column(String(150), doc="What it is about", info={"label": N_("Titel")})
    domain: Mapped[str] = mapped_column(
        String(20), doc="Domain of life", info={"label": N_("Domein"), "taxonomy": "domains"}
    )
    state: Mapped[str] = mapped_column(
        String(20), default=PracticeState.COLLECTED.value, index=True, info={"label": N_("Hoe ver")}
    )
    example: Mapped[bool] = mapped_column(
        Boolean, default=False, doc="Made up, to show how it is done", info={"label": N_("Verzonnen voorbeeld")}
    )
    activity: Mapped[str | None] = mapped_column(
        Text, doc="What is done", info={"label": N_("Activiteit"), "max": 1000}
    )
    outcome_measures: Mapped[list[str]] = mapped_column(
        default=list, doc="What is measured", info={"label": N_("Uitkomstmaten")}
    )
    regions: Mapped[list[str]] = mapped_column(default=list, doc="Regions compared", info={"label": N_("Regio's")})
    organizations: Mapped[list[str]] = mapped_column(
        default=list, doc="Organizations compared", info={"label": N_("Organisaties")}
    )
    groups: Mapped[list[str]] = mapped_column(default=list, doc="Groups compared", info={"label": N_("Groepen")})
    coherence: Mapped[bool | None] = mapped_column(
        Boolean,
        doc="Whether activity and outcomes go together",
        info={"label": N_("Activiteit en uitkomsten hangen samen")},
    )
    coherence_reason: Mapped[str | None] = mapped_column(
        Text, doc="Why we think so", info={"label": N_("Waarom wij dat denken")}
    )
    article_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("article.id", ondelete="SET NULL"),
        unique=True,
        doc="The best practice it became",
        info={"label": N_("Artikel")},
    )

    signals: Mapped[list[PracticeSignal]] = relationship(
        back_populates="practice", order_by="PracticeSignal.signalled_at"
    )
    steps: Mapped[list[PracticeStep]] = relationship(
        cascade=CASCADE, order_by="PracticeStep.at", info={**OWNED, "label": N_("Stappen"), "one": N_("Stap")}
    )


class PracticeStep(Base):
    """That a practice reached a state: who did it and when."""

    __tablename__ = "practice_step"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    practice_id: Mapped[uuid.UUID] = owned_by("practice")
    state: Mapped[str] = mapped_column(String(20), info={"label": N_("Stap")})
    by: Mapped[str] = mapped_column(String(200), doc="Member of the staff", info={"label": N_("Gedaan door")})
    at: Mapped[datetime] = mapped_column(default=utc_now, info={"label": N_("Gedaan op")})


class PracticeSignal(Base):
    """What somebody saw work, or not work. It holds no name and no address of anyone.

    by: the member of the staff who entered it; "public" for the open form.
    """

    __tablename__ = "practice_signal"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    follow_up_code: Mapped[str] = mapped_column(
        String(20), unique=True, doc="By which the sender asks after it", info={"label": N_("Volgcode")}
    )
    practice_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("practice.id", ondelete="SET NULL"), index=True)
    domain: Mapped[str | None] = mapped_column(
        String(20), doc="Domain of life", info={"label": N_("Domein"), "taxonomy": "domains"}
    )
    activity: Mapped[str] = mapped_column(Text, doc="What was done", info={"label": N_("Wat gebeurde er"), "max": 2000})
    outcome: Mapped[str | None] = mapped_column(
        Text, doc="What came of it", info={"label": N_("Wat leverde het op"), "max": 2000}
    )
    region: Mapped[str | None] = mapped_column(String(40), doc="Area code", info={"label": N_("Regio")})
    role: Mapped[str | None] = mapped_column(String(20), doc="parent or professional", info={"label": N_("Wie meldt")})
    by: Mapped[str] = mapped_column(String(200), info={"label": N_("Gedaan door")})
    signalled_at: Mapped[datetime] = mapped_column(default=utc_now, info={"label": N_("Gemeld op")})
    set_aside: Mapped[str | None] = mapped_column(
        String(500), doc="Why nothing is done with it", info={"label": N_("Waarom opzij gelegd")}
    )

    practice: Mapped[Practice | None] = relationship(back_populates="signals")
