"""Saving an article from its content: its texts go through the reader that every file goes through."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.publishing.contents import claim_ids, write_content
from core.publishing.editing import (
    MISSING,
    NOT_A_LIST,
    NOT_TEXT,
    SLUG_TAKEN,
    TOO_MANY,
    ContentFault,
    ContentRefused,
    Path,
)
from core.publishing.models import RecordState, Revision
from core.publishing.slugs import free_slug, slugify
from core.publishing.snapshots import Content
from knowledge.articles.article import Article
from knowledge.articles.faults import ArticleRefusedError, Fault
from knowledge.articles.reading import read_article
from knowledge.articles.wording import AT_LINE, article_message
from knowledge.models import ArticleAttachment, ArticleRecord
from knowledge.records.articles import LISTS, STRUCTURES, faults_together, structures_of
from knowledge.records.attachments import MOST
from knowledge.records.heads import read_head

MOST_TEXTS = 60
LONGEST_TITLE = 200
KIND_STAYS = N_("De soort van een artikel ligt vast. Maak een nieuw artikel.")
NO_TEXT = N_("Geef ten minste een Nederlandse tekst.")
NO_FILE = N_("Dit bestand hoort niet bij het artikel. Voeg het opnieuw toe.")
_PLAIN = ("language", "title", "summary", "valid_from", "valid_until", "review_by")
_FILE = ("file_name", "sha256", "size")


def save_article(session: Session, record: ArticleRecord | None, content: Content, by: str) -> ArticleRecord:
    """Write a content in an article, or in a new one; gives it. Raises ContentRefused.

    A text is the same one as before when its language and first day of validity are. Files are attached with
    `attach_pdf`; here they can be named, ordered, taken away, and brought back.
    """
    faults: list[ContentFault] = []
    texts, attachments = _parts(content, "texts", MOST_TEXTS, faults), _parts(content, "attachments", MOST, faults)
    if not texts and not faults:
        faults.append(ContentFault(("texts",), Message(NO_TEXT)))
    slug = _slug(session, record, content, texts)
    kind = _plain(content.get("kind"))
    articles = list(_articles(content, slug, kind, texts, faults))
    faults += _record_faults(session, record, slug, kind)
    if not faults:
        faults += _together(session, articles)
    head = read_head(record, content, by, faults)
    values = {**head, "slug": slug, "kind": kind, "attachments": _files(session, record, attachments, faults)}
    if faults:
        raise ContentRefused(faults)
    number = articles[0].number
    if record is None:
        record = ArticleRecord(id=uuid.uuid4(), slug=slug, kind=kind, number=number, state=RecordState.DRAFT)
    values["number"] = number
    values["texts"] = claim_ids(record.texts, list(map(_kept, texts, articles)), _key)
    values["review_by"] = min(article.review_by for article in articles).isoformat()
    write_content(session, record, values)
    return record


def read_text(text: Content, *, slug: str, kind: str, number: Any = None) -> tuple[Article | None, list[ContentFault]]:
    """One text of an article as it would be saved, with what is wrong with it by itself; None for one that cannot be
    read. Each fault is at its place in the text; one in the body says in which line of it."""
    faults: list[ContentFault] = []
    articles = list(_articles({"number": number}, slug, kind, [text], faults))
    placed = [
        ContentFault(fault.path[2:], fault.message) if fault.path[:1] == ("texts",) else fault for fault in faults
    ]
    return (articles[0] if articles else None), placed


def _parts(content: Content, name: str, most: int, faults: list[ContentFault]) -> list[Content]:
    given = content.get(name) or []
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        faults.append(ContentFault((name,), Message(NOT_A_LIST)))
        return []
    if len(given) > most:
        faults.append(ContentFault((name,), Message(TOO_MANY, {"count": len(given), "most": most})))
        return []
    return list(given)


def _plain(value: Any) -> str:
    """A value as the fields of a file have it: text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).strip()


def _slug(session: Session, record: ArticleRecord | None, content: Content, texts: Sequence[Content]) -> str:
    """The slug that is asked for; without one that of the record, or a free one for a new article."""
    given = _plain(content.get("slug"))
    if given:
        return given
    if record is not None:
        return record.slug
    title = next((_plain(text.get("title")) for text in texts if text.get("language") == "nl"), "")
    wanted = slugify(title)
    there = session.scalars(select(ArticleRecord.slug).where(ArticleRecord.slug.startswith(wanted, autoescape=True)))
    return free_slug(wanted, set(there))


def _record_faults(session: Session, record: ArticleRecord | None, slug: str, kind: str) -> Iterator[ContentFault]:
    if record is not None and record.kind != kind:
        yield ContentFault(("kind",), Message(KIND_STAYS))
    holder = session.scalars(select(ArticleRecord.id).where(ArticleRecord.slug == slug)).first()
    if holder is not None and (record is None or holder != record.id):
        yield ContentFault(("slug",), Message(SLUG_TAKEN))


def _articles(
    content: Content, slug: str, kind: str, texts: Sequence[Content], faults: list[ContentFault]
) -> Iterator[Article]:
    head = {"slug": slug, "kind": kind, "number": _plain(content.get("number"))}
    for place, text in enumerate(texts):
        body = text.get("body") or ""
        if not isinstance(body, str):
            faults.append(ContentFault(("texts", place, "body"), Message(NOT_TEXT)))
            continue
        front = _front(head, text)
        try:
            yield read_article(f"---\n{front}---\n{body}")
        except ArticleRefusedError as refused:
            first_line = front.count("\n") + 3
            faults += [_placed(fault, place, first_line) for fault in refused.faults]


def _front(head: Mapping[str, str], text: Content) -> str:
    fields: dict[str, Any] = {
        **head,
        **{name: _plain(text.get(name)) for name in _PLAIN},
        **{name: text.get(name) for name in (*LISTS, *STRUCTURES)},
    }
    given = {name: _texts(value) for name, value in fields.items() if value not in (None, "", [], {})}
    return yaml.safe_dump(given, allow_unicode=True, sort_keys=False, width=10_000)


def _texts(value: Any) -> Any:
    """A value with every plain value in it as text; what is empty is left out."""
    if isinstance(value, dict):
        return {str(name): _texts(item) for name, item in value.items() if item not in (None, "", [], {})}
    if isinstance(value, list):
        return [_texts(item) for item in value if item not in (None, "")]
    return _plain(value)


def _placed(fault: Fault, place: int, first_line: int) -> ContentFault:
    """A fault of the file of a text, at its place in the content; one in the body says in which line of it."""
    message = article_message(fault)
    steps = tuple(int(step) - 1 if step.isdigit() else step for step in (fault.field or "body").split("."))
    if steps[0] in ("slug", "kind", "number"):
        return ContentFault(steps, message)
    if fault.field is None and fault.line is not None and fault.line >= first_line:
        message = Message(AT_LINE, {"line": fault.line - first_line + 1, "what": message})
    return ContentFault(("texts", place, *steps), message)


def _together(session: Session, articles: Sequence[Article]) -> Iterator[ContentFault]:
    """What is wrong between the texts, and with what they name."""
    named = [(str(place), article) for place, article in enumerate(articles)]
    for fault in faults_together(session, named, {}):
        steps: Path = (fault.field,) if fault.field and fault.field != "headings" else ("body",)
        yield ContentFault(("texts", int(fault.path or 0), *steps), article_message(replace(fault, path=None)))


def _kept(text: Content, article: Article) -> Content:
    """The text as it is kept: its id, and the rest as the reader read it."""
    structures = structures_of(article)
    return {
        **({"id": text["id"]} if text.get("id") else {}),
        "language": article.language,
        "valid_from": article.valid_from.isoformat(),
        "valid_until": article.valid_until.isoformat() if article.valid_until else None,
        "review_by": article.review_by.isoformat(),
        "title": article.title,
        "summary": article.summary,
        **{name: list(getattr(article, name)) for name in LISTS},
        **{name: structures[name] for name in STRUCTURES if name in structures},
        "body": article.body,
    }


def _key(text: Any) -> tuple[str, str]:
    if isinstance(text, dict):
        return text["language"], text["valid_from"]
    return text.language, text.valid_from.isoformat()


def _files(
    session: Session, record: ArticleRecord | None, attachments: Sequence[Content], faults: list[ContentFault]
) -> list[Content]:
    """The attachments that stay, with the files that they have or had."""
    rows = {str(row.id): row for row in record.attachments} if record is not None else {}
    kept: list[Content] = []
    for place, item in enumerate(attachments):
        title, title_en = _plain(item.get("title")), _plain(item.get("title_en"))
        for name, text in (("title", title), ("title_en", title_en)):
            if len(text) > LONGEST_TITLE:
                message = Message(N_("Geef hoogstens %(longest)s tekens."), {"longest": LONGEST_TITLE})
                faults.append(ContentFault(("attachments", place, name), message))
        if not title:
            faults.append(ContentFault(("attachments", place, "title"), Message(MISSING)))
        file = _file(session, record, rows.get(str(item.get("id"))), item)
        if file is None:
            faults.append(ContentFault(("attachments", place), Message(NO_FILE)))
        else:
            kept.append({"id": item.get("id"), "title": title, "title_en": title_en or None, **file})
    return kept


def _file(
    session: Session, record: ArticleRecord | None, row: ArticleAttachment | None, item: Content
) -> Content | None:
    """The file of an attachment: that of its row, or, when it was taken away, that of an earlier version."""
    if row is not None:
        return {name: getattr(row, name) for name in _FILE}
    if record is None:
        return None
    wanted = {name: item.get(name) for name in _FILE}
    revisions = session.scalars(
        select(Revision.snapshot).where(Revision.record_kind == "article", Revision.record_id == record.id)
    )
    for snapshot in revisions:
        for old in snapshot.get("attachments", ()):
            if {name: old.get(name) for name in _FILE} == wanted:
                return wanted
    return None
