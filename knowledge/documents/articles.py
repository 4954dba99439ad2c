"""The public documents of an article: one per edition, and one per section so that search finds it on its own.

The document of the oldest edition has the id of the record; a later edition adds its first day, `<id>@2027-01-01`; a
section adds its anchor, `<id>#wie-beslist`. Only documents of whole editions have a lookup: lists show those.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_
from core.publishing.entries import Entry, Localized
from core.publishing.kinds import Assurance, Kind, PublicDocument
from core.publishing.localized import localized
from knowledge.addresses import api_address, page_paths, reference_path
from knowledge.articles.article import Article, ArticleKind, LawArticle, PracticeAnalysis, Source
from knowledge.articles.laws import LAW_TEXTS, article_link
from knowledge.articles.rendering import ListedSource, RenderedArticle, Section, render
from knowledge.articles.unity import references
from knowledge.documents.editions import Edition, editions_of
from knowledge.models import ArticleAttachment, ArticleRecord, Practice, PracticeState
from knowledge.records.article_content import save_article
from knowledge.records.articles import articles_of

Json = dict[str, Any]
LONGEST_ANCHOR_IN_ID = 48
ARTICLE_KINDS = tuple(kind.value for kind in ArticleKind)


class PracticeNotConcluded(Exception):
    """A best practice can be published only after its kernset steps were all taken. slug: of the article."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"{slug}: conclude the practice before you publish it")


def article_documents(session: Session, records: Sequence[ArticleRecord]) -> list[list[PublicDocument]]:
    """The public documents of each article. Raises PracticeNotConcluded for a practice that is still being analysed."""
    ids = [record.id for record in records if record.kind == ArticleKind.BEST_PRACTICE]
    found = session.scalars(select(Practice).where(Practice.article_id.in_(ids))) if ids else ()
    practices = {practice.article_id: practice for practice in found}
    documents: list[list[PublicDocument]] = []
    for record in records:
        practice = practices.get(record.id)
        if record.kind == ArticleKind.BEST_PRACTICE and (
            practice is None or practice.state != PracticeState.CONCLUDED.value
        ):
            raise PracticeNotConcluded(record.slug)
        documents.append(_documents(record, practice))
    return documents


def _documents(record: ArticleRecord, practice: Practice | None) -> list[PublicDocument]:
    documents: list[PublicDocument] = []
    for number, edition in enumerate(editions_of(articles_of(record))):
        identifier = str(record.id) if number == 0 else f"{record.id}@{edition.valid_from.isoformat()}"
        rendered = {code: render(text, reference_path(code)) for code, text in edition.texts.items()}
        documents.append(_article_document(record, practice, edition, rendered, identifier))
        documents.extend(_section_documents(record, edition, rendered, identifier))
    return documents


def _by_language(edition: Edition, take: Callable[[Article], Any]) -> dict[str, Any]:
    return {code: take(text) for code, text in edition.texts.items()}


def _article_document(
    record: ArticleRecord,
    practice: Practice | None,
    edition: Edition,
    rendered: dict[str, RenderedArticle],
    identifier: str,
) -> PublicDocument:
    dutch = edition.dutch
    anchors = [section.anchor for section in rendered["nl"].sections if section.anchor]
    titles = {code: {item.anchor: item.title for item in made.sections} for code, made in rendered.items()}
    body: Json = {
        "id": str(record.id),
        "slug": record.slug,
        "kind": record.kind,
        "number": record.number,
        "language": {code: code for code in edition.texts},
        "languages": list(edition.texts),
        "title": _by_language(edition, lambda text: text.title),
        "summary": _by_language(edition, lambda text: text.summary),
        "laws": list(dutch.laws),
        "domains": list(dutch.domains),
        "audience": list(dutch.audience),
        "validFrom": edition.valid_from.isoformat(),
        "validUntil": edition.valid_until.isoformat() if edition.valid_until else None,
        "reviewBy": min(text.review_by for text in edition.texts.values()).isoformat(),
        "assuredDate": record.assured_date.isoformat() if record.assured_date else None,
        "markdown": _by_language(edition, lambda text: text.body),
        "html": {code: made.body_html for code, made in rendered.items()},
        "sourcesHtml": {code: made.sources_html for code, made in rendered.items()},
        "sections": [
            {
                "anchor": anchor,
                "title": {code: known[anchor] for code, known in titles.items() if anchor in known},
                "pageUrl": page_paths(record.kind, record.slug, anchor),
            }
            for anchor in anchors
        ],
        "sources": {code: [_listed(item) for item in made.sources] for code, made in rendered.items()},
        "lawArticles": [_law_article(item) for item in dutch.law_articles],
        "relatedArticles": list(dutch.related_articles),
        "relatedServices": list(dutch.related_services),
        "references": [f"{kind}/{slug}" for kind, slug in references(dutch)],
        "timeline": _by_language(edition, _timeline),
        "needs": _by_language(edition, _needs),
        "conditions": _by_language(edition, _conditions),
        "practice": _practice(dutch.practice, practice),
        "attachments": [_attachment(item) for item in record.attachments],
        "pageUrl": page_paths(record.kind, record.slug),
    }
    return PublicDocument(
        record.kind,
        identifier,
        record.slug,
        body,
        _article_entry(record, edition, rendered),
        valid_from=edition.valid_from,
        valid_until=edition.valid_until,
        lookup=f"article:{record.slug}",
    )


def _article_entry(record: ArticleRecord, edition: Edition, rendered: dict[str, RenderedArticle]) -> Entry:
    dutch = edition.dutch
    return Entry(
        title=_by_language(edition, lambda text: text.title),
        summary=_by_language(edition, lambda text: text.summary),
        text={code: made.text for code, made in rendered.items()},
        keywords=_law_names(dutch),
        facets=_facets(dutch),
        assured_date=record.assured_date.isoformat() if record.assured_date else None,
        valid_from=edition.valid_from.isoformat(),
        valid_until=edition.valid_until.isoformat() if edition.valid_until else None,
        card={
            **_card(record, dutch),
            "number": record.number,
            "title": _by_language(edition, lambda text: text.title),
            "summary": _by_language(edition, lambda text: text.summary),
            "url": api_address(record.kind, record.slug),
            "pageUrl": page_paths(record.kind, record.slug),
            "languages": list(edition.texts),
            "validFrom": edition.valid_from.isoformat(),
            "validUntil": edition.valid_until.isoformat() if edition.valid_until else None,
            "assuredDate": record.assured_date.isoformat() if record.assured_date else None,
        },
    )


def _section_documents(
    record: ArticleRecord, edition: Edition, rendered: dict[str, RenderedArticle], identifier: str
) -> list[PublicDocument]:
    by_anchor: dict[str, dict[str, Section]] = {}
    for code, made in rendered.items():
        for section in made.sections:
            if section.anchor:
                by_anchor.setdefault(section.anchor, {})[code] = section
    return [
        _section_document(record, edition, identifier, anchor, sections)
        for anchor, sections in by_anchor.items()
        if "nl" in sections
    ]


def _section_document(
    record: ArticleRecord, edition: Edition, identifier: str, anchor: str, sections: dict[str, Section]
) -> PublicDocument:
    titles = {code: f"{edition.texts[code].title} – {section.title}" for code, section in sections.items()}
    texts: Localized = {code: section.text for code, section in sections.items()}
    slug = f"{record.slug}#{anchor}"
    body: Json = {
        "id": str(record.id),
        "slug": record.slug,
        "kind": record.kind,
        "anchor": anchor,
        "title": titles,
        "text": texts,
        "url": api_address(record.kind, record.slug),
        "pageUrl": page_paths(record.kind, record.slug, anchor),
    }
    entry = Entry(
        title=titles,
        summary={code: _start(text) for code, text in texts.items()},
        text=texts,
        facets=_facets(edition.dutch),
        assured_date=record.assured_date.isoformat() if record.assured_date else None,
        valid_from=edition.valid_from.isoformat(),
        valid_until=edition.valid_until.isoformat() if edition.valid_until else None,
        part_of=identifier,
        card={
            **_card(record, edition.dutch),
            "id": f"{record.id}#{anchor}",
            "slug": record.slug,
            "title": titles,
            "summary": {code: _start(text) for code, text in texts.items()},
            "section": anchor,
            "url": api_address(record.kind, record.slug),
            "pageUrl": page_paths(record.kind, record.slug, anchor),
        },
    )
    return PublicDocument(
        record.kind,
        f"{identifier}#{_short(anchor)}",
        slug,
        body,
        entry,
        valid_from=edition.valid_from,
        valid_until=edition.valid_until,
    )


def _card(record: ArticleRecord, dutch: Article) -> Json:
    shown: Json = {
        "id": str(record.id),
        "kind": record.kind,
        "slug": record.slug,
        "laws": list(dutch.laws),
        "domains": list(dutch.domains),
        "audience": list(dutch.audience),
    }
    if dutch.practice is not None:
        shown["verdict"] = dutch.practice.verdict.value
        shown["example"] = dutch.practice.example
    return shown


def _facets(dutch: Article) -> dict[str, tuple[str, ...]]:
    facets = {"law": dutch.laws, "domain": dutch.domains, "audience": dutch.audience}
    if dutch.practice is not None:
        facets["verdict"] = (dutch.practice.verdict.value,)
    return facets


def _law_names(dutch: Article) -> tuple[str, ...]:
    """The names of the law texts it cites, so that "Wet langdurige zorg" finds what only says "Wlz"."""
    return tuple(dict.fromkeys(LAW_TEXTS[item.law].name for item in dutch.law_articles))


def _short(anchor: str) -> str:
    """An anchor that fits in the id of a document; a long one keeps its start and gets a hash of the whole."""
    if len(anchor) <= LONGEST_ANCHOR_IN_ID:
        return anchor
    return f"{anchor[:39]}-{hashlib.blake2b(anchor.encode(), digest_size=4).hexdigest()}"


def _start(text: str, longest: int = 240) -> str:
    """The beginning of a text, cut at a word."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[:longest].rsplit(' ', 1)[0]} …"


def _listed(item: ListedSource) -> Json:
    law = item.target if isinstance(item.target, LawArticle) else None
    source = item.target if isinstance(item.target, Source) else None
    return {
        "number": item.number,
        "anchor": item.anchor,
        "id": source.id if source else None,
        "title": item.title,
        "publisher": item.publisher,
        "dated": item.date,
        "url": item.url,
        "accessed": item.accessed,
        "law": law.law if law else None,
        "article": law.article if law else None,
    }


def _law_article(item: LawArticle) -> Json:
    text = LAW_TEXTS[item.law]
    return {
        "law": item.law,
        "name": localized(text.name, text.english),
        "article": item.article,
        "versionDate": item.version.isoformat(),
        "url": article_link(item.law, item.article, item.version),
        "summaryOnly": item.summary_only,
    }


def _timeline(text: Article) -> list[Json]:
    return [
        {
            "subject": item.subject,
            "change": item.change,
            "action": item.action,
            "beginAge": item.begin,
            "laws": list(item.laws),
        }
        for item in text.timeline
    ]


def _needs(text: Article) -> list[Json]:
    return [
        {
            "code": item.code,
            "domain": item.domain,
            "label": item.label,
            "explanation": item.explanation,
            "search": {name: list(values) for name, values in item.search.items()},
        }
        for item in text.needs
    ]


def _conditions(text: Article) -> list[Json]:
    return [
        {
            "code": item.code,
            "title": item.title,
            "meaning": item.meaning,
            "question": item.question,
            "domains": list(item.domains),
        }
        for item in text.conditions
    ]


def _practice(analysis: PracticeAnalysis | None, practice: Practice | None) -> Json | None:
    """The evidence of a best practice. The public sees when each step was taken; who took it stays with the staff."""
    if analysis is None:
        return None
    return {
        "example": analysis.example,
        "verdict": analysis.verdict.value,
        "domain": analysis.domain,
        "signals": list(analysis.signals),
        "activity": analysis.activity,
        "outcomeMeasures": list(analysis.outcome_measures),
        "regions": list(analysis.regions),
        "organizations": list(analysis.organizations),
        "groups": list(analysis.groups),
        "coherence": {"holds": analysis.coherence, "reason": analysis.coherence_reason},
        "steps": [{"state": step.state, "date": step.at.date().isoformat()} for step in practice.steps]
        if practice
        else [],
    }


def _attachment(item: ArticleAttachment) -> Json:
    return {
        "id": str(item.id),
        "title": localized(item.title, item.title_en),
        "fileName": item.file_name,
        "mediaType": "application/pdf",
        "size": item.size,
        "sha256": item.sha256,
        "url": f"/api/v1/attachments/{item.id}",
    }


def _title(record: ArticleRecord) -> str:
    """The title of the newest Dutch text."""
    dutch = [text for text in record.texts if text.language == "nl"] or record.texts
    return max(dutch, key=lambda text: text.valid_from).title if dutch else record.slug


def _reassure_texts(record: ArticleRecord, assurance: Assurance, _: Container[str]) -> Json:
    """The texts tell before which day to look at them again."""
    for text in record.texts:
        text.review_by = assurance.next_review(record.assured_date, text.review_by)
    return {}


ARTICLE = Kind(
    name="article",
    model=ArticleRecord,
    to_documents=article_documents,
    publishes=ARTICLE_KINDS,
    label=N_("Artikel"),
    plural=N_("Artikelen"),
    save=save_article,
    title=_title,
    reassure=_reassure_texts,
)
