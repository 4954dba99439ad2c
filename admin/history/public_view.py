"""What the public saw, from published documents, as fields that people can read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Column
from sqlalchemy.orm import Session

from admin.forms.options import Options
from admin.forms.words import choice_word
from core.i18n import gettext, language
from core.messages import N_
from core.publishing.kinds import kinds
from core.publishing.localized import localize
from core.publishing.models import Document
from core.publishing.shapes import Shape, shape_of
from core.suggestions.wording import kind_label

# What stands in documents under another name than in the records, or only there.
_LABELS: Mapping[str, str] = {
    "title": N_("Titel"),
    "summary": N_("Samenvatting"),
    "markdown": N_("Tekst"),
    "term": N_("Begrip"),
    "meaning": N_("Betekenis"),
    "result": N_("Resultaat"),
    "number": N_("Nummer"),
    "waitingTime": N_("Wachttijd"),
    "serviceAreas": N_("Werkgebied"),
    "locations": N_("Locaties"),
    "organization": N_("Organisatie"),
    "parent": N_("Onderdeel van"),
    "terms": N_("Woorden"),
    "validFrom": N_("Geldig vanaf"),
    "validUntil": N_("Geldig tot en met"),
    "reviewBy": N_("Nakijken voor"),
    "assuredDate": N_("Nagekeken op"),
    "assuredBy": N_("Nagekeken door"),
    "sources": N_("Bronnen"),
    "source": N_("Bron"),
    "actions": N_("Acties"),
    "owners": N_("Trekkers"),
    "steps": N_("Stappen"),
    "questions": N_("Vragen"),
    "members": N_("Gebieden"),
    "attachments": N_("Bijlagen"),
}
# Technical, or shown elsewhere on the page.
_LEFT_OUT = frozenset(
    {"id", "slug", "kind", "collection", "pageUrl", "url", "html", "sourcesHtml", "anchor", "text", "sections"}
    | {"language", "languages", "definition", "version", "relatedArticles", "relatedServices", "references"}
)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class PublicFact:
    """A field and what it said. is_long: it wants lines of its own."""

    label: str
    text: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class PublicThing:
    """One thing that was public: an organization, one of its services, an article. since: when it was published."""

    kind: str
    title: str
    since: datetime
    seq: int
    version: int
    facts: Sequence[PublicFact]


def public_things(session: Session, documents: Sequence[Document]) -> list[PublicThing]:
    """Documents as people read them; parts of a text are left out, for they stand in the text itself."""
    options = Options(session, {})
    return [_thing(row, options) for row in documents if "#" not in row.slug]


def _thing(row: Document, options: Options) -> PublicThing:
    body = localize(row.body, language())
    title = next((body[name] for name in ("name", "title", "term", "result") if body.get(name)), row.slug)
    columns = _columns(row.record_kind) if row.record_kind else {}
    return PublicThing(
        kind=gettext(kind_label(row.kind)),
        title=str(title),
        since=row.published_at,
        seq=row.seq,
        version=row.version,
        facts=list(_facts(body, columns, options)),
    )


def _facts(body: Mapping[str, Any], columns: Mapping[str, Column[Any]], options: Options) -> Iterator[PublicFact]:
    for name, value in body.items():
        if name in _LEFT_OUT:
            continue
        column = columns.get(_in_column(name))
        label = _LABELS.get(name) or (column.info.get("label") if column is not None else None)
        text = _text(value, column, options) if label else ""
        if label and text:
            yield PublicFact(gettext(label), text, len(text) > 120 or "\n" in text)


def _text(value: Any, column: Column[Any] | None, options: Options) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nee")
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    if isinstance(value, list):
        parts = [_text(item, column, options) for item in value]
        return ("\n" if any(isinstance(item, dict) for item in value) else ", ").join(filter(None, parts))
    if isinstance(value, dict):
        parts = [_text(item, None, options) for name, item in value.items() if name not in _LEFT_OUT]
        return "; ".join(filter(None, parts))
    return _code(str(value), column, options)


def _code(text: str, column: Column[Any] | None, options: Options) -> str:
    """A text, or the words for it when it is a code of a list."""
    if column is None:
        return text
    if taxonomy := column.info.get("taxonomy"):
        return dict(options.terms(taxonomy)).get(text, text)
    return gettext(choice_word(column.key, text)) if text in column.info.get("choices", ()) else text


def _in_column(name: str) -> str:
    return _WORD.sub("_", name).lower()


@lru_cache(maxsize=32)
def _columns(kind_name: str) -> dict[str, Column[Any]]:
    """The columns of a kind of record and its parts by name, the outermost first."""
    found: dict[str, Column[Any]] = {}

    def collect(shape: Shape) -> None:
        for name, column in shape.columns.items():
            found.setdefault(name, column)
        for part in shape.parts.values():
            collect(part.shape)

    collect(shape_of(kinds[kind_name].model))
    return found
