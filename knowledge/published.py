"""Reading what the knowledge base has published: lists of cards, an article on a day, its versions."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core.publishing.models import Document
from core.publishing.reading import Withdrawn
from knowledge.articles.marking import MarkedTerm
from knowledge.documents.editions import holds_on

Json = dict[str, Any]
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Forms of terms that are also everyday words: marking those would explain a word that is not there.
EVERYDAY_WORDS = frozenset({"zin", "agora"})


@dataclass(frozen=True, slots=True)
class Version:
    """One text that was published. current: it is what the public sees for the days on which it holds."""

    number: int
    valid_from: date | None
    valid_until: date | None
    published_at: datetime
    current: bool


class NotValidOn(Exception):
    """The article is published, but nothing of it holds on that day. versions: what holds when."""

    def __init__(self, kind: str, slug: str, day: date, versions: Sequence[Version]) -> None:
        self.kind, self.slug, self.day, self.versions = kind, slug, day, tuple(versions)
        super().__init__(f"{slug} does not hold on {day}")


def cards_of(session: Session, kind: str, day: date) -> list[Json]:
    """The cards of everything of a kind that holds on a day, with texts by language."""
    rows = session.execute(
        select(Document.valid_from, Document.valid_until, Document.entry["card"])
        .where(Document.kind == kind, Document.lookup.is_not(None), Document.current)
        .order_by(Document.slug)
    )
    return [card for valid_from, valid_until, card in rows if holds_on(valid_from, valid_until, day)]


def document_on(session: Session, kind: str, key: str, day: date) -> Document | None:
    """What holds on a day of the thing with this id or slug; None when it was never published.

    Raises Withdrawn when it was taken away, NotValidOn when it holds on other days only.
    """
    rows = session.scalars(
        select(Document).where(Document.kind == kind, Document.current, _has_key(key)).order_by(Document.seq)
    ).all()
    shown = [row for row in rows if row.lookup is not None]
    if not shown:
        if any(row.withdrawn for row in rows):
            raise Withdrawn(kind, key)
        return None
    holding = [row for row in shown if holds_on(row.valid_from, row.valid_until, day)]
    if not holding:
        raise NotValidOn(kind, shown[0].slug, day, versions_of(session, shown[0]))
    return holding[-1]


def version_of(session: Session, kind: str, key: str, number: int, day: date | None) -> Document | None:
    """A text as it was published as version `number`, also when it was replaced since; None when there is none.

    day: which of its editions, when several were published with this number.
    """
    rows = session.scalars(
        select(Document)
        .where(Document.kind == kind, Document.version == number, Document.lookup.is_not(None), _has_key(key))
        .order_by(Document.seq.desc())
    )
    return next((row for row in rows if day is None or holds_on(row.valid_from, row.valid_until, day)), None)


def versions_of(session: Session, document: Document) -> list[Version]:
    """Every text of an article that was ever published, the newest edition and the newest version first."""
    rows = session.execute(
        select(
            Document.version,
            Document.valid_from,
            Document.valid_until,
            Document.published_at,
            Document.current,
        )
        .where(Document.record_id == document.record_id, Document.lookup.is_not(None))
        .order_by(Document.valid_from.desc(), Document.seq.desc())
    )
    return [Version(*row) for row in rows]


def cards_by_slug(session: Session, slugs: Iterable[str], kinds: Sequence[str]) -> dict[str, Json]:
    """The card of each slug that is published and is one of these kinds; of several editions the newest."""
    wanted = list(slugs)
    if not wanted:
        return {}
    rows = session.execute(
        select(Document.slug, Document.entry["card"])
        .where(Document.kind.in_(kinds), Document.slug.in_(wanted), Document.current, ~Document.withdrawn)
        .order_by(Document.valid_from, Document.seq)
    )
    return {slug: card for slug, card in rows if card is not None}


def marked_terms(session: Session, language: str) -> list[MarkedTerm]:
    """The published terms as they are marked in a text of this language."""
    cards = cards_of(session, "glossary-term", date.max)
    return [
        MarkedTerm(
            slug=card["slug"],
            forms=tuple(form for form in _forms(card, language) if form.casefold() not in EVERYDAY_WORDS),
            href=card["pageUrl"][language],
            meaning=card["summary"].get(language) or card["summary"]["nl"],
        )
        for card in cards
    ]


def _forms(card: Json, language: str) -> list[str]:
    own = card["title"].get(language) or card["title"]["nl"]
    short = [card["abbreviation"]] if card["abbreviation"] else []
    return [own, *short, *(card["synonyms"] if language == "nl" else ())]


def _has_key(key: str) -> ColumnElement[bool]:
    """The id of a document, its slug, or the id of its record."""
    if _UUID.fullmatch(key):
        return or_(Document.id == key, Document.record_id == uuid.UUID(key))
    return or_(Document.id == key, Document.slug == key)
