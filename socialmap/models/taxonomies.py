"""Taxonomies: the lists of words entries are tagged with, in two languages, kept by the staff."""

from __future__ import annotations

import uuid

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.messages import N_
from core.orm import Base
from core.publishing.models import Record, owned_by
from socialmap.models.organizations import CASCADE, OWNED


class Taxonomy(Record, Base):
    """A list of terms (HSDS `taxonomy`). Its slug is its public id: care-types, laws, domains, …"""

    __tablename__ = "taxonomy"

    name: Mapped[str] = mapped_column(String(200), doc="Name in Dutch", info={"label": N_("Naam")})
    name_en: Mapped[str | None] = mapped_column(String(200), doc="Name in English", info={"label": N_("Naam, Engels")})
    description: Mapped[str | None] = mapped_column(Text, doc="What it is for", info={"label": N_("Uitleg")})
    description_en: Mapped[str | None] = mapped_column(Text, doc="In English", info={"label": N_("Uitleg, Engels")})

    terms: Mapped[list[Term]] = relationship(
        cascade=CASCADE, order_by="Term.position", info={**OWNED, "label": N_("Woorden"), "one": N_("Woord")}
    )


class Term(Base):
    """One word of a taxonomy (HSDS `taxonomy_term`). `parent_code` names a broader term of the same taxonomy."""

    __tablename__ = "taxonomy_term"
    __table_args__ = (UniqueConstraint("taxonomy_id", "code"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    taxonomy_id: Mapped[uuid.UUID] = owned_by("taxonomy")
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(
        String(60),
        doc="Code, never changed",
        info={
            "label": N_("Code"),
            "staff": True,
            "help": N_("Verander een code liever niet: diensten verwijzen ernaar."),
        },
    )
    parent_code: Mapped[str | None] = mapped_column(
        String(60),
        doc="Broader term",
        info={"label": N_("Valt onder"), "staff": True, "help": N_("De code van een breder woord uit deze lijst.")},
    )
    label: Mapped[str] = mapped_column(String(200), doc="Word in Dutch", info={"label": N_("Woord")})
    label_en: Mapped[str | None] = mapped_column(
        String(200), doc="Word in English", info={"label": N_("Woord, Engels")}
    )
    description: Mapped[str | None] = mapped_column(Text, doc="Meaning in plain Dutch", info={"label": N_("Uitleg")})
    description_en: Mapped[str | None] = mapped_column(Text, doc="In English", info={"label": N_("Uitleg, Engels")})
    synonyms: Mapped[list[str]] = mapped_column(
        default=list,
        doc="Other words people use for it",
        info={
            "label": N_("Andere woorden"),
            "help": N_("Andere woorden voor hetzelfde. Zoeken vindt de zorg ook op deze woorden."),
        },
    )
