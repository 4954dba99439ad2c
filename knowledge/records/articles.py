"""Articles between their text and their tables.

Every text that is saved goes through the pure reader, alone and together with the other language versions and the
articles it names. All faults are found before the first row changes, so nothing is ever half saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.publishing.publishing import save_revisions
from knowledge.articles.article import Article, ArticleKind
from knowledge.articles.faults import ArticleRefusedError, Fault, FaultCode
from knowledge.articles.reading import read_article, read_values
from knowledge.articles.unity import unity_faults
from knowledge.articles.writing import article_text
from knowledge.models import ArticleRecord, ArticleText
from socialmap.models import Service

STRUCTURES = ("sources", "law_articles", "timeline", "needs", "conditions", "practice")
LISTS = ("laws", "domains", "audience", "related_articles", "related_services")


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """The text of one language version of one edition, as `reading` describes it. name: for the faults."""

    name: str
    text: str


def save_articles(
    session: Session,
    files: Sequence[ArticleFile],
    *,
    by: str,
    origin: str = "edit",
    comment: str | None = None,
    assured: date | None = None,
) -> list[ArticleRecord]:
    """Save texts as drafts; gives their records, each once, in the order of the texts.

    A text replaces the one of the same article, language and first day of validity; otherwise it is added, so an
    older edition stays. assured: the day on which `by` compared the texts with their sources. Raises
    ArticleRefusedError with the faults of all texts; then nothing was saved.
    """
    articles = _read_all(files)
    slugs = {article.slug for _, article in articles}
    records = {
        record.slug: record for record in session.scalars(select(ArticleRecord).where(ArticleRecord.slug.in_(slugs)))
    }
    faults = list(faults_together(session, articles, records))
    if faults:
        raise ArticleRefusedError(faults)
    touched: dict[str, ArticleRecord] = {}
    for _, article in articles:
        record = records.get(article.slug) or _new_record(article)
        records[article.slug] = touched[article.slug] = record
        _put(record, article)
        if assured is not None:
            record.assured_date, record.assured_by = assured, by
    session.add_all(touched.values())
    save_revisions(session, list(touched.values()), by=by, origin=origin, comment=comment)
    return list(touched.values())


def articles_of(record: ArticleRecord) -> list[Article]:
    """The texts of a record as articles, the oldest edition first and Dutch before English."""
    ordered = sorted(record.texts, key=lambda row: (row.valid_from, row.language != "nl"))
    return [read_values(_values_of(record, row), row.body, path=record.slug) for row in ordered]


def text_of(record: ArticleRecord, row: ArticleText) -> str:
    """One text as the file that an editor writes."""
    front = yaml.safe_dump(_values_of(record, row), allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{front}---\n{row.body}"


def _values_of(record: ArticleRecord, row: ArticleText) -> dict[str, Any]:
    """The fields of one text that have a value."""
    fields: dict[str, Any] = {
        "slug": record.slug,
        "language": row.language,
        "kind": record.kind,
        "number": str(record.number) if record.number is not None else None,
        "title": row.title,
        "summary": row.summary,
        **{name: list(getattr(row, name)) for name in LISTS},
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "review_by": row.review_by.isoformat(),
        **{name: getattr(row, name) for name in STRUCTURES},
    }
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def _read_all(files: Sequence[ArticleFile]) -> list[tuple[str, Article]]:
    articles: list[tuple[str, Article]] = []
    faults: list[Fault] = []
    for file in files:
        try:
            articles.append((file.name, read_article(file.text, path=file.name)))
        except ArticleRefusedError as refused:
            faults.extend(refused.faults)
    if faults:
        raise ArticleRefusedError(faults)
    return articles


def faults_together(
    session: Session, articles: Sequence[tuple[str, Article]], records: Mapping[str, ArticleRecord]
) -> Iterable[Fault]:
    """What is wrong between these texts, the texts that stay beside them, and what they name."""
    replaced = {(article.slug, article.language, article.valid_from) for _, article in articles}
    staying = [
        (f"{slug}.{article.language}", article)
        for slug, record in records.items()
        for article in articles_of(record)
        if (slug, article.language, article.valid_from) not in replaced
    ]
    editions: dict[tuple[str, date], list[tuple[str, Article]]] = {}
    for name, article in (*articles, *staying):
        editions.setdefault((article.slug, article.valid_from), []).append((name, article))
    known = _known_slugs(session) | {name for _, article in articles for name in _names(article.kind, article.slug)}
    found: dict[Fault, None] = {}
    for edition in editions.values():
        for fault in unity_faults(edition):
            if fault.code is not FaultCode.UNKNOWN_REFERENCE or fault.detail not in known:
                found[fault] = None
        if all(article.language != "nl" for _, article in edition):
            name = edition[0][0]
            found[Fault(FaultCode.LANGUAGES_DIFFER, None, "language", "there is no Dutch text", name)] = None
    for name, article in articles:
        record = records.get(article.slug)
        if record is not None and (record.kind, record.number) != (article.kind.value, article.number):
            found[Fault(FaultCode.LANGUAGES_DIFFER, None, "kind", f"{article.kind} and {record.kind}", name)] = None
    found.update(dict.fromkeys(_unknown_services(session, articles)))
    return found


def _known_slugs(session: Session) -> set[str]:
    rows = session.execute(select(ArticleRecord.kind, ArticleRecord.slug))
    return {name for kind, slug in rows for name in _names(ArticleKind(kind), slug)}


def _names(kind: ArticleKind, slug: str) -> tuple[str, str]:
    return slug, f"{kind.value}/{slug}"


def _unknown_services(session: Session, articles: Sequence[tuple[str, Article]]) -> Iterable[Fault]:
    wanted = {slug for _, article in articles for slug in article.related_services}
    known = set(session.scalars(select(Service.slug).where(Service.slug.in_(wanted)))) if wanted else set()
    for name, article in articles:
        for slug in article.related_services:
            if slug not in known:
                yield Fault(FaultCode.UNKNOWN_REFERENCE, None, "related_services", slug, name)


def _new_record(article: Article) -> ArticleRecord:
    return ArticleRecord(
        slug=article.slug,
        kind=article.kind.value,
        number=article.number,
        texts=[],
        attachments=[],
    )


def _put(record: ArticleRecord, article: Article) -> None:
    """Put an article in its row; the row is made when there is none."""
    row = next(
        (item for item in record.texts if (item.language, item.valid_from) == (article.language, article.valid_from)),
        None,
    )
    if row is None:
        row = ArticleText(language=article.language, valid_from=article.valid_from)
        record.texts.append(row)
    row.valid_until = article.valid_until
    row.review_by = article.review_by
    row.title, row.summary, row.body = article.title, article.summary, article.body
    for name in LISTS:
        setattr(row, name, list(getattr(article, name)))
    structures = structures_of(article)
    for name in STRUCTURES:
        setattr(row, name, structures.get(name) or ({} if name == "practice" else []))
    record.review_by = min(item.review_by for item in record.texts)


def structures_of(article: Article) -> dict[str, Any]:
    """The structured fields as they stand in a file, every plain value as text."""
    front = article_text(replace(article, body="")).split("---\n", 2)[1]
    fields = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506 - this loader makes nothing but texts and lists
    return {name: fields[name] for name in STRUCTURES if name in fields}
