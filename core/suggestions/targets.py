"""Finding the public thing that a suggestion is about, and the content that the public sees of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from core.publishing.kinds import kinds
from core.publishing.localized import localize
from core.publishing.models import Document, Revision
from core.publishing.reading import current_document
from core.suggestions.fields import Path, SuggestableField, fields_of

# A document of one edition or one section of an article has the id of its record with more behind it.
_MORE_BEHIND_ID = ("@", "#")


@dataclass(frozen=True, slots=True)
class Target:
    """A public thing. fields: what of it may be suggested, none when it can only be told about in words."""

    kind: str
    document_id: str
    slug: str
    title: str
    record_kind: str | None
    record_id: uuid.UUID | None
    fields: tuple[SuggestableField, ...]


def public_kinds() -> tuple[str, ...]:
    """The kinds of public things that can be corrected."""
    return tuple(dict.fromkeys(name for kind in kinds for name in kind.publishes))


def find_target(session: Session, kind: str, key: str) -> Target | None:
    """The public thing with this id or slug; None when there never was one.

    Raises core.publishing.reading.Withdrawn when it was withdrawn.
    """
    document = current_document(session, kind, key)
    if document is None:
        return None
    return Target(
        kind=document.kind,
        document_id=document.id,
        slug=document.slug,
        title=title_of(document),
        record_kind=document.record_kind,
        record_id=document.record_id,
        fields=tuple(_fields(session, document)),
    )


def title_of(document: Document) -> str:
    """The Dutch name of a public thing; its slug when it has none."""
    if document.entry is not None:
        return str(localize(document.entry["title"], "nl"))
    body = document.body
    named = next((body[name] for name in ("name", "title", "term", "street") if body.get(name)), document.slug)
    return str(localize(named, "nl"))


def published_content(session: Session, record_kind: str, record_id: uuid.UUID, version: int) -> dict[str, Any]:
    """The content of a record at one of its versions; empty when no revision of it was kept."""
    found = session.scalars(
        select(Revision.snapshot)
        .where(Revision.record_kind == record_kind, Revision.record_id == record_id, Revision.version == version)
        .order_by(Revision.id.desc())
        .limit(1)
    ).first()
    return dict(found or {})


def _fields(session: Session, document: Document) -> list[SuggestableField]:
    if document.record_kind is None or document.record_id is None:
        return []
    content = published_content(session, document.record_kind, document.record_id, document.version)
    kind = kinds[document.record_kind]
    identifier = document.id
    for sign in _MORE_BEHIND_ID:
        identifier = identifier.partition(sign)[0]
    for model, path, part in _parts(kind.model, content, ()):
        if part.get("id") == identifier:
            return fields_of(model, part, kind.publishes, path)
    return []


def _parts(model: type[Any], content: dict[str, Any], path: Path) -> Iterator[tuple[type[Any], Path, dict[str, Any]]]:
    """The content of a record and of all its parts, each with its model and where it stands."""
    yield model, path, content
    for relation in inspect(model).relationships:
        if relation.info.get("owned") and relation.uselist:
            for part in content.get(relation.key, ()):
                yield from _parts(relation.mapper.class_, part, (*path, relation.key, str(part["id"])))
