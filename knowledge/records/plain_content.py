"""Saving a glossary term or an item of the work agenda from its content, through the reader of its file."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import Message
from core.publishing.contents import write_content
from core.publishing.editing import SLUG_TAKEN, ContentFault, ContentRefused
from core.publishing.models import RecordState
from core.publishing.slugs import free_slug, slugify
from core.publishing.snapshots import Content
from knowledge.models import AgendaItem, GlossaryTerm
from knowledge.records.agenda import read_agenda_items
from knowledge.records.faults import RecordFault, RecordsRefused
from knowledge.records.glossary import read_terms
from knowledge.records.heads import read_head

PlainRecord = TypeVar("PlainRecord", GlossaryTerm, AgendaItem)
Reader = Callable[[Session, list[dict[str, Any]]], list[Content]]

# Where a field of the file stands in the content.
_COLUMN_OF = {
    "code": "slug",
    "term.nl": "term",
    "term.en": "term_en",
    "meaning.nl": "meaning",
    "meaning.en": "meaning_en",
    "result.nl": "result",
    "result.en": "result_en",
}
_TERM_LISTS = ("synonyms", "lay_words", "related", "laws", "domains", "sources")


def save_term(session: Session, record: GlossaryTerm | None, content: Content, by: str) -> GlossaryTerm:
    """Write a content in a glossary term, or in a new one; gives it. Raises ContentRefused."""
    slug = _slug(session, GlossaryTerm, record, content, content.get("term"))
    item = {
        "slug": slug,
        "term": _languages(content, "term"),
        "abbreviation": content.get("abbreviation"),
        "meaning": _languages(content, "meaning"),
        **{name: _given(content, name) for name in _TERM_LISTS},
    }
    return _save(session, GlossaryTerm, record, content, by, item, read_terms)


def save_agenda_item(session: Session, record: AgendaItem | None, content: Content, by: str) -> AgendaItem:
    """Write a content in an item of the work agenda, or in a new one; gives it. Raises ContentRefused."""
    slug = _slug(session, AgendaItem, record, content, content.get("result"))
    item = {
        "code": slug,
        "theme": content.get("theme"),
        "station": _station(content.get("station")),
        "as_of": content.get("as_of"),
        "result": _languages(content, "result"),
        "actions": _given(content, "actions"),
        "owners": _given(content, "owners"),
        "source": content.get("source") or {},
    }
    return _save(session, AgendaItem, record, content, by, item, read_agenda_items)


def _save(
    session: Session,
    model: type[PlainRecord],
    record: PlainRecord | None,
    content: Content,
    by: str,
    item: dict[str, Any],
    read: Reader,
) -> PlainRecord:
    faults: list[ContentFault] = []
    head = read_head(record, content, by, faults)
    holder = session.scalars(select(model.id).where(model.slug == str(next(iter(item.values()))))).first()
    if holder is not None and (record is None or holder != record.id):
        faults.append(ContentFault(("slug",), Message(SLUG_TAKEN)))
    values: Content = {}
    try:
        [values] = read(session, [item])
    except RecordsRefused as refused:
        faults += [_placed(fault) for fault in refused.faults]
    if faults:
        raise ContentRefused(faults)
    if record is None:
        record = model(id=uuid.uuid4(), slug=values["slug"], state=RecordState.DRAFT)
    write_content(session, record, {**head, **values})
    return record


def _slug(session: Session, model: type[Any], record: Any | None, content: Content, title: Any) -> Any:
    """The slug that is asked for; without one that of the record, or a free one for a new record."""
    if content.get("slug"):
        return content["slug"]
    if record is not None:
        return record.slug
    wanted = slugify(title if isinstance(title, str) else None)
    return free_slug(wanted, set(session.scalars(select(model.slug).where(model.slug.startswith(wanted)))))


def _languages(content: Content, name: str) -> Mapping[str, Any]:
    return {"nl": content.get(name), "en": content.get(f"{name}_en")}


def _given(content: Content, name: str) -> Any:
    """A list without its empty items; anything else as it is, for the reader to judge."""
    value = content.get(name)
    return [item for item in value if item not in (None, "", {})] if isinstance(value, list) else value


def _station(value: Any) -> Any:
    """A station as a number, also when a form has it as text."""
    if isinstance(value, str):
        return int(value) if value.strip() in set("0123456789") else (value.strip() or None)
    return value


def _placed(fault: RecordFault) -> ContentFault:
    """A fault of the file at its place in the content."""
    name = _COLUMN_OF.get(fault.field, fault.field)
    path = tuple(int(step) - 1 if step.isdigit() else step for step in name.split("."))
    return ContentFault(path, fault.message)
