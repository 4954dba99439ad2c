"""A text of an article as the public will see it, with its citations and with what is wrong in which line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.i18n import worded
from core.orm import today
from core.publishing.snapshots import Content
from knowledge.addresses import reference_path
from knowledge.articles.marking import mark_terms
from knowledge.articles.rendering import ListedSource, render
from knowledge.articles.wording import AT_LINE
from knowledge.published import marked_terms
from knowledge.records.article_content import read_text

BODY = "body"
_FOR_NOW = "…"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class ProseFault:
    """What is wrong. line: in the text, None for what is wrong in a field beside it. field: the name of that field."""

    text: str
    line: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as the public will see it. html, sources_html: safe HTML; "" when the text cannot be shown yet."""

    title: str
    summary: str
    language: str
    html: str
    sources_html: str
    sources: Sequence[ListedSource]
    faults: Sequence[ProseFault]


def preview(session: Session, text: Content, *, slug: str, kind: str, number: object = None) -> Preview:
    """The preview of one text. slug, kind, number: of its article. What stands beside the text may still be empty."""
    language = text.get("language") if text.get("language") in {"nl", "en"} else "nl"
    filled = {
        **{name: value for name, value in text.items() if value not in (None, "")},
        "language": language,
        "title": text.get("title") or _FOR_NOW,
        "summary": text.get("summary") or _FOR_NOW,
        "valid_from": text.get("valid_from") or today().isoformat(),
        "review_by": text.get("review_by") or "9999-12-31",
    }
    named = slug if _SLUG.fullmatch(slug) else "voorbeeld"
    article, found = read_text(filled, slug=named, kind=kind, number=number)
    faults = [_fault(fault.path, fault.message) for fault in found]
    title, summary = str(filled["title"]), str(filled["summary"])
    if article is None:
        return Preview(title, summary, str(language), "", "", (), faults)
    rendered = render(article, reference_path(article.language))
    html = mark_terms(rendered.body_html, marked_terms(session, article.language))
    return Preview(title, summary, article.language, html, rendered.sources_html, rendered.sources, faults)


def _fault(path: Sequence[str | int], message: object) -> ProseFault:
    values = getattr(message, "values", {})
    field = ".".join(map(str, path)) or BODY
    if getattr(message, "text", None) == AT_LINE:
        return ProseFault(worded(values["what"]), line=int(values["line"]), field=field)
    return ProseFault(worded(message), field=field)  # type: ignore[arg-type]  # a Message, as every fault has
