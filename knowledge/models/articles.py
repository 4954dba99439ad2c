"""Articles as records: a factsheet, page or best practice with its language versions and editions in time."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.messages import N_
from core.orm import Base
from core.publishing.models import Record, owned_by

OWNED = {"owned": True}
# Texts and files that others are asked about in words, never field by field.
FOR_STAFF = {**OWNED, "staff": True}
CASCADE = "all, delete-orphan"


class ArticleRecord(Record, Base):
    """An article. Its texts are its language versions; those with the same first day of validity are one edition."""

    __tablename__ = "article"

    kind: Mapped[str] = mapped_column(
        String(20),
        index=True,
        doc="factsheet, page or best-practice",
        info={"label": N_("Soort"), "staff": True, "choices": ["factsheet", "page", "best-practice"]},
    )
    number: Mapped[int | None] = mapped_column(doc="Number of a factsheet", info={"label": N_("Nummer"), "staff": True})

    texts: Mapped[list[ArticleText]] = relationship(
        cascade=CASCADE,
        order_by="ArticleText.valid_from, ArticleText.language.desc()",
        info={**FOR_STAFF, "label": N_("Teksten"), "one": N_("Tekst")},
    )
    attachments: Mapped[list[ArticleAttachment]] = relationship(
        cascade=CASCADE,
        order_by="ArticleAttachment.position",
        info={**FOR_STAFF, "label": N_("Bijlagen"), "one": N_("Bijlage")},
    )


class ArticleText(Base):
    """One edition of an article in one language.

    body is Markdown and the truth; sources, law_articles, timeline, needs, conditions and practice are kept as they
    stand in the fields at the top of a file (knowledge.articles.reading), every plain value as text.
    """

    __tablename__ = "article_text"
    __table_args__ = (UniqueConstraint("article_id", "language", "valid_from"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    article_id: Mapped[uuid.UUID] = owned_by("article")
    language: Mapped[str] = mapped_column(
        String(2), doc="nl or en", info={"label": N_("Taal"), "choices": ["nl", "en"]}
    )
    valid_from: Mapped[date] = mapped_column(
        doc="First day on which this holds",
        info={
            "label": N_("Geldig van"),
            "help": N_("Een nieuwe dag maakt een nieuwe uitgave. De oude blijft te lezen."),
        },
    )
    valid_until: Mapped[date | None] = mapped_column(
        doc="Last day on which this holds", info={"label": N_("Geldig tot")}
    )
    review_by: Mapped[date] = mapped_column(
        doc="Day before which to check it again", info={"label": N_("Nakijken voor")}
    )
    title: Mapped[str] = mapped_column(String(150), doc="Title", info={"label": N_("Titel")})
    summary: Mapped[str] = mapped_column(String(500), doc="In two sentences", info={"label": N_("Samenvatting")})
    laws: Mapped[list[str]] = mapped_column(
        default=list, doc="Laws it is about", info={"label": N_("Wetten"), "taxonomy": "laws"}
    )
    domains: Mapped[list[str]] = mapped_column(
        default=list, doc="Domains of life", info={"label": N_("Domeinen"), "taxonomy": "domains"}
    )
    audience: Mapped[list[str]] = mapped_column(
        default=list, doc="Who it is for", info={"label": N_("Voor wie"), "choices": ["parent", "professional"]}
    )
    related_articles: Mapped[list[str]] = mapped_column(
        default=list,
        doc="Slugs of articles to read next",
        info={"label": N_("Zie ook"), "widget": "slugs", "help": N_("De namen in het webadres van andere artikelen.")},
    )
    related_services: Mapped[list[str]] = mapped_column(
        default=list,
        doc="Slugs of services on the map",
        info={
            "label": N_("Zorg die hierbij hoort"),
            "widget": "slugs",
            "help": N_("De namen in het webadres van diensten op de kaart."),
        },
    )
    sources: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list,
        doc="Sources",
        info={
            "label": N_("Bronnen"),
            "one": N_("Bron"),
            "members": {
                "id": N_("Naam in de tekst"),
                "title": N_("Titel"),
                "publisher": N_("Uitgever"),
                "date": N_("Datum"),
                "url": N_("Webadres"),
                "accessed": N_("Bekeken op"),
            },
            "help": N_("De naam is wat u in de tekst tussen [@ en ] zet."),
        },
    )
    law_articles: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list,
        doc="Law articles it cites, each at a date",
        info={
            "label": N_("Wetsartikelen"),
            "one": N_("Wetsartikel"),
            "members": {
                "law": N_("Wet"),
                "article": N_("Artikel"),
                "version": N_("Tekst van"),
                "summary_only": N_("Alleen een samenvatting gelezen"),
            },
        },
    )
    timeline: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list,
        doc="What changes at a birthday",
        info={
            "label": N_("Wat er verandert bij een verjaardag"),
            "one": N_("Verandering"),
            "members": {
                "subject": N_("Onderwerp"),
                "change": N_("Wat verandert er"),
                "action": N_("Wat doet u"),
                "begin": N_("Begin op leeftijd"),
                "laws": N_("Wetten"),
                "cites": N_("Bronnen"),
            },
        },
    )
    needs: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list,
        doc="Needs that each open a search",
        info={
            "label": N_("Behoeften"),
            "one": N_("Behoefte"),
            "members": {
                "code": N_("Code"),
                "domain": N_("Domein"),
                "label": N_("Naam"),
                "explanation": N_("Uitleg"),
                "search": N_("Zoekvraag"),
            },
        },
    )
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list,
        doc="Quality conditions",
        info={
            "label": N_("Kwaliteitseisen"),
            "one": N_("Kwaliteitseis"),
            "members": {
                "code": N_("Code"),
                "title": N_("Titel"),
                "meaning": N_("Betekenis"),
                "question": N_("Vraag"),
                "domains": N_("Domeinen"),
            },
        },
    )
    practice: Mapped[dict[str, Any]] = mapped_column(
        default=dict,
        doc="Analysis of a best practice",
        info={
            "label": N_("Analyse van de praktijk"),
            "members": {
                "example": N_("Verzonnen voorbeeld"),
                "verdict": N_("Oordeel"),
                "domain": N_("Domein"),
                "signals": N_("Signalen"),
                "activity": N_("Activiteit"),
                "outcome_measures": N_("Uitkomstmaten"),
                "regions": N_("Regio's"),
                "organizations": N_("Organisaties"),
                "groups": N_("Groepen"),
                "coherence": N_("Samenhang"),
            },
        },
    )
    body: Mapped[str] = mapped_column(
        Text,
        doc="The text, in Markdown",
        info={
            "label": N_("Tekst"),
            "max": 200_000,
            "widget": "markdown",
            "help": N_("Schrijf in Markdown. Begin koppen met ##."),
        },
    )


class ArticleAttachment(Base):
    """A PDF that goes with an article. The file lies in the data folder under its SHA-256."""

    __tablename__ = "article_attachment"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    article_id: Mapped[uuid.UUID] = owned_by("article")
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200), doc="What it is", info={"label": N_("Titel")})
    title_en: Mapped[str | None] = mapped_column(String(200), doc="In English", info={"label": N_("Titel, Engels")})
    file_name: Mapped[str] = mapped_column(
        String(120), doc="Name under which it is saved", info={"label": N_("Bestandsnaam"), "widget": "shown"}
    )
    sha256: Mapped[str] = mapped_column(
        String(64),
        doc="Hash of the content, in hexadecimals",
        info={"label": N_("Vingerafdruk van het bestand"), "widget": "hidden"},
    )
    size: Mapped[int] = mapped_column(doc="Size in bytes", info={"label": N_("Grootte in bytes"), "widget": "shown"})
