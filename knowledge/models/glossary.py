"""The words of the field, each with its meaning in plain language."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.messages import N_
from core.orm import Base
from core.publishing.models import Record


class GlossaryTerm(Record, Base):
    """A term.

    lay_words: what a parent types, with a weight between 0 and 1: [{"words": "…", "weight": 0.8}]; they lead to this
    term and not back. related: slugs of other terms. sources: [{"title", "publisher", "date", "url"}].
    """

    __tablename__ = "glossary_term"

    term: Mapped[str] = mapped_column(String(200), doc="The term in Dutch", info={"label": N_("Begrip")})
    term_en: Mapped[str | None] = mapped_column(String(200), doc="In English", info={"label": N_("Begrip, Engels")})
    abbreviation: Mapped[str | None] = mapped_column(String(30), doc="Abbreviation", info={"label": N_("Afkorting")})
    meaning: Mapped[str] = mapped_column(
        Text, doc="Meaning in plain Dutch", info={"label": N_("Betekenis"), "max": 1000}
    )
    meaning_en: Mapped[str | None] = mapped_column(
        Text, doc="Meaning in English", info={"label": N_("Betekenis, Engels"), "max": 1000}
    )
    synonyms: Mapped[list[str]] = mapped_column(default=list, doc="Same meaning", info={"label": N_("Andere woorden")})
    lay_words: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list,
        doc="What a parent types, with a weight",
        info={
            "label": N_("Woorden van ouders"),
            "one": N_("Woord van ouders"),
            "members": {"words": N_("Woorden"), "weight": N_("Gewicht")},
            "help": N_("Wat een ouder intypt. Het gewicht ligt tussen 0 en 1."),
        },
    )
    related: Mapped[list[str]] = mapped_column(
        default=list,
        doc="Slugs of terms",
        info={
            "label": N_("Zie ook"),
            "staff": True,
            "widget": "slugs",
            "help": N_("De namen in het webadres van andere begrippen."),
        },
    )
    laws: Mapped[list[str]] = mapped_column(
        default=list, doc="Laws it belongs to", info={"label": N_("Wetten"), "taxonomy": "laws"}
    )
    domains: Mapped[list[str]] = mapped_column(
        default=list, doc="Domains of life", info={"label": N_("Domeinen"), "taxonomy": "domains"}
    )
    sources: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list,
        doc="Sources",
        info={
            "label": N_("Bronnen"),
            "one": N_("Bron"),
            "members": {"title": N_("Titel"), "publisher": N_("Uitgever"), "date": N_("Datum"), "url": N_("Webadres")},
        },
    )
