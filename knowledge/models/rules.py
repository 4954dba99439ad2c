"""Escalation routes and decision flows: rules that staff write as a text, kept as that text."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.messages import N_
from core.orm import Base
from core.publishing.models import Record

LONGEST_RULES = 1_000_000


class EscalationRoute(Record, Base):
    """A route. `definition` is YAML and the truth (knowledge.routes.reading); slug, title and review_by follow it."""

    __tablename__ = "escalation_route"

    title: Mapped[str] = mapped_column(
        String(200), doc="Title in Dutch, from the text", info={"label": N_("Titel"), "staff": True}
    )
    definition: Mapped[str] = mapped_column(
        Text, doc="The route, in YAML", info={"label": N_("Route"), "max": LONGEST_RULES, "widget": "yaml"}
    )


class DecisionFlow(Record, Base):
    """A flow. `definition` is YAML and the truth (knowledge.flows.reading); slug, title and review_by follow it.

    cases: the golden cases that must come out right before it may be published. facts: what the facts in those cases
    stand for; None when its cases name answers only.
    """

    __tablename__ = "decision_flow"

    title: Mapped[str] = mapped_column(
        String(200), doc="Title in Dutch, from the text", info={"label": N_("Titel"), "staff": True}
    )
    definition: Mapped[str] = mapped_column(
        Text, doc="The flow, in YAML", info={"label": N_("Vragen"), "max": LONGEST_RULES, "widget": "yaml"}
    )
    cases: Mapped[str | None] = mapped_column(
        Text,
        doc="Golden cases, in YAML",
        info={"label": N_("Voorbeeldgevallen"), "max": LONGEST_RULES, "widget": "yaml"},
    )
    facts: Mapped[str | None] = mapped_column(
        Text,
        doc="What the facts in the cases stand for, in YAML",
        info={"label": N_("Feiten in de voorbeelden"), "max": LONGEST_RULES, "widget": "yaml"},
    )
