"""The finders of what articles, terms, services and regions depend on (knowledge.impact)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.publishing.entries import Localized
from core.publishing.localized import localized
from knowledge.articles.article import Article
from knowledge.articles.laws import LAW_TEXTS
from knowledge.articles.marking import MarkedTerm, mark_terms
from knowledge.articles.rendering import render
from knowledge.articles.unity import references
from knowledge.documents.articles import ARTICLE_KINDS
from knowledge.impact import LAW_ARTICLE, REGION, SERVICE, TERM, Dependent, Relation, Subject, finders
from knowledge.models import ArticleRecord, GlossaryTerm
from knowledge.published import EVERYDAY_WORDS
from knowledge.records.articles import articles_of
from socialmap.models import Organization, Region, Service, ServiceArea


def articles_that_depend(session: Session, subject: Subject) -> Iterator[Dependent]:
    """Articles that cite a law article, link to an entry, or use a term; drafts and every edition included."""
    term = _marked(session, subject) if subject.kind == TERM else None
    heads = session.execute(
        select(
            ArticleRecord.id,
            ArticleRecord.version,
            ArticleRecord.modified_at,
            ArticleRecord.kind,
            ArticleRecord.slug,
            ArticleRecord.published_version,
        )
    ).all()
    _read_again(session, {head.id: (head.version, head.modified_at) for head in heads})
    for head in heads:
        texts = _kept_texts[head.id][1]
        titles: Localized = {text.article.language: text.article.title for text in texts}
        for relation in dict.fromkeys(found for text in texts for found in _relations(text, subject, term)):
            yield Dependent(head.kind, head.slug, titles, relation, head.published_version is not None)


@dataclass(slots=True)
class _KeptText:
    """An article as it was read, with its HTML once somebody asked for it. Reading and rendering take milliseconds."""

    article: Article
    _html: str | None = None
    _references: frozenset[tuple[str, str]] | None = None

    @property
    def references(self) -> frozenset[tuple[str, str]]:
        if self._references is None:
            self._references = frozenset(references(self.article))
        return self._references

    @property
    def html(self) -> str:
        if self._html is None:
            self._html = render(self.article).body_html
        return self._html


# The texts of each article, with the version they were read at.
_kept_texts: dict[uuid.UUID, tuple[tuple[int, datetime], list[_KeptText]]] = {}


def _read_again(session: Session, versions: Mapping[uuid.UUID, tuple[int, datetime]]) -> None:
    """Read the texts of articles that were saved since; who asks about many things reads each text once.

    Each save has a moment of its own: a version that was rolled back is never taken for the one that came instead.
    """
    changed = [key for key, version in versions.items() if key not in _kept_texts or _kept_texts[key][0] != version]
    if not changed:
        return
    asked = select(ArticleRecord).where(ArticleRecord.id.in_(changed)).options(selectinload(ArticleRecord.texts))
    for record in session.scalars(asked):
        _kept_texts[record.id] = (versions[record.id], [_KeptText(article) for article in articles_of(record)])


def _relations(kept: _KeptText, subject: Subject, term: MarkedTerm | None) -> Iterator[Relation]:
    text = kept.article
    if subject.kind == LAW_ARTICLE:
        law, number = subject.law
        if any(item.law == law and number in (None, item.article) for item in text.law_articles):
            yield Relation.CITES
        return
    if (subject.kind, subject.key) in kept.references:
        yield Relation.LINKS
    if subject.kind in ARTICLE_KINDS and subject.key in text.related_articles:
        yield Relation.RELATED
    if subject.kind == SERVICE and subject.key in text.related_services:
        yield Relation.RELATED
    if term is not None and mark_terms(kept.html, [term]) != kept.html:
        yield Relation.NAMES


def _marked(session: Session, subject: Subject) -> MarkedTerm:
    record = session.scalars(select(GlossaryTerm).where(GlossaryTerm.slug == subject.key)).one()
    forms = (record.term, record.term_en, record.abbreviation, *record.synonyms)
    shown = tuple(form for form in forms if form and form.casefold() not in EVERYDAY_WORDS)
    return MarkedTerm(record.slug, shown, "#", "")


def terms_that_depend(session: Session, subject: Subject) -> Iterator[Dependent]:
    """Terms that rest on a law article, or name another term."""
    cites = _law_link(subject) if subject.kind == LAW_ARTICLE else None
    if cites is None and subject.kind != TERM:
        return
    for record in session.scalars(select(GlossaryTerm)):
        title: Localized = localized(record.term, record.term_en) or {"nl": record.term}
        if cites is not None and any(cites.search(source["url"] or "") for source in record.sources):
            yield Dependent(TERM, record.slug, title, Relation.CITES, _is_public(record))
        if subject.kind == TERM and subject.key in record.related:
            yield Dependent(TERM, record.slug, title, Relation.RELATED, _is_public(record))


def _law_link(subject: Subject) -> re.Pattern[str]:
    """What the address of this article, or of any article of this text, looks like."""
    law, number = subject.law
    behind = rf"&artikel={re.escape(number)}(?:&|$)" if number else ""
    return re.compile(re.escape(LAW_TEXTS[law].bwb) + behind)


def places_that_depend(session: Session, subject: Subject) -> Iterable[Dependent]:
    """Services that work in a region, and regions that it is a part of."""
    if subject.kind != REGION:
        return
    rows = session.execute(
        select(Service.slug, Service.name, Service.name_en, Organization.published_version)
        .join(Service.organization)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .where(ServiceArea.code == subject.key)
        .order_by(Service.slug)
    )
    for slug, name, name_en, published_version in rows:
        title = localized(name, name_en) or {"nl": name}
        yield Dependent(SERVICE, slug, title, Relation.SERVES, published_version is not None)
    for region in session.scalars(select(Region)):
        if subject.key in region.members and region.code != subject.key:
            title = localized(region.name, region.name_en) or {"nl": region.name}
            yield Dependent(REGION, region.code, title, Relation.PART, _is_public(region))


def _is_public(record: GlossaryTerm | Region) -> bool:
    return record.published_version is not None


def register_finders() -> None:
    """Make these finders part of every question about impact. Doing it twice changes nothing."""
    finders.register("articles", articles_that_depend)
    finders.register("terms", terms_that_depend)
    finders.register("places", places_that_depend)
