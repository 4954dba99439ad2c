"""Reading what is public: single documents, the change feed, and what the index takes in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from core.publishing.entries import Entry, IndexDocument
from core.publishing.models import Document


@dataclass(eq=False)
class Withdrawn(Exception):
    """The thing was public once and was withdrawn. A face answers 410."""

    kind: str
    key: str


def current_document(session: Session, kind: str, key: str) -> Document | None:
    """The public document with this id or slug; None when there never was one.

    An id goes before a slug. Raises Withdrawn when it was withdrawn.
    """
    rows = session.scalars(
        select(Document)
        .where(Document.kind == kind, Document.current, or_(Document.id == key, Document.slug == key))
        .order_by(Document.withdrawn, Document.seq.desc())
    ).all()
    if not rows:
        return None
    found = next((row for row in rows if row.id == key), rows[0])
    if found.withdrawn:
        raise Withdrawn(kind, key)
    return found


def current_documents(session: Session, kind: str) -> list[Document]:
    """All public documents of a kind, in order of their slug."""
    return list(
        session.scalars(
            select(Document)
            .where(Document.kind == kind, Document.current, ~Document.withdrawn)
            .order_by(Document.slug, Document.seq)
        )
    )


def moved_to(session: Session, kind: str, key: str) -> Document | None:
    """Where what once had this id or slug is found now: under another slug, or in what replaced it. None when nowhere.

    For what `current_document` does not give. A chain of replacements is followed to its end.
    """
    past = select(Document.id).where(Document.kind == kind, or_(Document.id == key, Document.slug == key))
    wanted = session.scalars(past.order_by(Document.seq.desc()).limit(1)).first()
    seen: set[str] = set()
    while wanted is not None and wanted not in seen:
        seen.add(wanted)
        found = session.scalars(select(Document).where(Document.id == wanted, Document.current)).first()
        if found is None or not found.withdrawn:
            return found
        wanted = (found.body.get("replacedBy") or {}).get("id")
    return None


def slugs_of(session: Session, kind: str) -> list[str]:
    """The slugs of all public documents of a kind, in order. Parts of a document ("slug#part") are left out."""
    return list(
        session.scalars(
            select(Document.slug)
            .where(Document.kind == kind, Document.current, ~Document.withdrawn, ~Document.slug.contains("#"))
            .distinct()
            .order_by(Document.slug)
        )
    )


def bodies_of(session: Session, kind: str, batch: int = 500) -> Iterator[dict[str, Any]]:
    """The bodies of all public documents of a kind, in order of their slug, read in batches."""
    rows = session.scalars(
        select(Document.body)
        .where(Document.kind == kind, Document.current, ~Document.withdrawn)
        .order_by(Document.slug, Document.seq)
        .execution_options(yield_per=batch)
    )
    yield from rows


def ids_of_records(session: Session, ids: Sequence[str], batch: int = 500) -> list[str]:
    """Which of these ids belong to documents that a record stands behind."""
    found: list[str] = []
    for start in range(0, len(ids), batch):
        wanted = Document.id.in_(ids[start : start + batch])
        found += session.scalars(select(Document.id).where(wanted, Document.current, Document.record_id.is_not(None)))
    return found


def documents_with_lookup(session: Session, kind: str) -> list[Document]:
    """All public documents of a kind that a room looks up by words of its own (Document.lookup)."""
    return list(
        session.scalars(
            select(Document)
            .where(Document.kind == kind, Document.lookup.is_not(None), Document.current)
            .order_by(Document.slug)
        )
    )


def newest_seq(session: Session, kinds: Sequence[str]) -> int:
    """The seq of the newest document of these kinds; 0 when there is none."""
    return session.execute(select(func.max(Document.seq)).where(Document.kind.in_(kinds))).scalar_one_or_none() or 0


def changes_after(session: Session, seq: int, limit: int, head: int) -> list[Document]:
    """The change feed: published and withdrawn documents after `seq` and up to `head`, oldest first.

    head: what the reader will take for the newest number. What is published between asking for it and asking for the
    documents waits for the next time, so that nothing is told twice. Only the newest row per
    document: what was replaced since is of no use to a reader that catches up.
    """
    return list(
        session.scalars(
            select(Document)
            .where(Document.seq > seq, Document.seq <= head, Document.current)
            .order_by(Document.seq)
            .limit(limit)
        )
    )


def index_documents_after(session: Session, seq: int, head: int, batch: int = 1000) -> Iterator[list[IndexDocument]]:
    """What the index must take in to get from `seq` to `head`, in batches, oldest first."""
    columns = (Document.seq, Document.id, Document.kind, Document.slug, Document.version, Document.entry)
    last = seq
    while True:
        rows: Sequence[Row[Any]] = session.execute(
            select(*columns)
            .where(
                Document.seq > last,
                Document.seq <= head,
                Document.current,
                or_(Document.entry.is_not(None), Document.withdrawn),
            )
            .order_by(Document.seq)
            .limit(batch)
        ).all()
        if not rows:
            return
        yield [
            IndexDocument(
                seq=row.seq,
                id=row.id,
                kind=row.kind,
                slug=row.slug,
                version=row.version,
                entry=Entry.from_json(row.entry) if row.entry is not None else None,
            )
            for row in rows
        ]
        last = rows[-1].seq
