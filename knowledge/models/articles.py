"""Articles as records: a factsheet, page or best practice with its language versions and editions in time."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
        String(20), index=True, doc="factsheet, page or best-practice", info={"label": "Soort", "staff": True}
    )
    number: Mapped[int | None] = mapped_column(doc="Number of a factsheet", info={"label": "Nummer", "staff": True})

    texts: Mapped[list[ArticleText]] = relationship(
        cascade=CASCADE, order_by="ArticleText.valid_from, ArticleText.language.desc()", info=FOR_STAFF
    )
    attachments: Mapped[list[ArticleAttachment]] = relationship(
        cascade=CASCADE, order_by="ArticleAttachment.position", info=FOR_STAFF
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
    language: Mapped[str] = mapped_column(String(2), doc="nl or en", info={"label": "Taal"})
    valid_from: Mapped[date] = mapped_column(doc="First day on which this holds", info={"label": "Geldig van"})
    valid_until: Mapped[date | None] = mapped_column(doc="Last day on which this holds", info={"label": "Geldig tot"})
    review_by: Mapped[date] = mapped_column(doc="Day before which to check it again", info={"label": "Nakijken voor"})
    title: Mapped[str] = mapped_column(String(150), doc="Title", info={"label": "Titel"})
    summary: Mapped[str] = mapped_column(String(500), doc="In two sentences", info={"label": "Samenvatting"})
    laws: Mapped[list[str]] = mapped_column(default=list, doc="Laws it is about", info={"label": "Wetten"})
    domains: Mapped[list[str]] = mapped_column(default=list, doc="Domains of life", info={"label": "Domeinen"})
    audience: Mapped[list[str]] = mapped_column(default=list, doc="Who it is for", info={"label": "Voor wie"})
    related_articles: Mapped[list[str]] = mapped_column(
        default=list, doc="Slugs of articles to read next", info={"label": "Zie ook"}
    )
    related_services: Mapped[list[str]] = mapped_column(
        default=list, doc="Slugs of services on the map", info={"label": "Zorg die hierbij hoort"}
    )
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list, doc="Sources", info={"label": "Bronnen"})
    law_articles: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list, doc="Law articles it cites, each at a date", info={"label": "Wetsartikelen"}
    )
    timeline: Mapped[list[dict[str, Any]]] = mapped_column(default=list, doc="What changes at a birthday")
    needs: Mapped[list[dict[str, Any]]] = mapped_column(default=list, doc="Needs that each open a search")
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(default=list, doc="Quality conditions")
    practice: Mapped[dict[str, Any]] = mapped_column(default=dict, doc="Analysis of a best practice")
    body: Mapped[str] = mapped_column(Text, doc="The text, in Markdown", info={"label": "Tekst", "max": 200_000})


class ArticleAttachment(Base):
    """A PDF that goes with an article. The file lies in the data folder under its SHA-256."""

    __tablename__ = "article_attachment"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    article_id: Mapped[uuid.UUID] = owned_by("article")
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200), doc="What it is", info={"label": "Titel"})
    title_en: Mapped[str | None] = mapped_column(String(200), doc="In English", info={"label": "Titel, Engels"})
    file_name: Mapped[str] = mapped_column(String(120), doc="Name under which it is saved")
    sha256: Mapped[str] = mapped_column(String(64), doc="Hash of the content, in hexadecimals")
    size: Mapped[int] = mapped_column(doc="Size in bytes")
