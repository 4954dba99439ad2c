"""What a visitor put on her list: short ids in an address, and the public things they stand for.

A short id is the beginning of an id: eight hexadecimals, and more where others begin the same. It is the only thing
that is kept of a list, in the address and in the browser of the visitor.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from core.publishing.models import Document
from core.publishing.reading import moved_to
from knowledge.documents.editions import dutch_today, holds_on

MEMBER = "i"
MOST = 50
SHORTEST = 8
KINDS = ("service", "organization", "factsheet", "page", "best-practice")
"""What can stand on a list."""
_LENGTHS = (SHORTEST, 13, 18, 23)
"""At which lengths an id is cut: at the dashes between its groups."""
_SHORT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){0,3}(?:-[0-9a-f]{12})?")
_AFTER_HEX = "g"
"""Comes after everything with which an id can go on."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """An item of a list. document: what the public sees now; None for what is gone.

    name: of what is gone, as far as known. replaced: what took its place. namesakes: how many others the short id of
    the address can mean.
    """

    short_id: str
    document: Document | None
    name: str = ""
    replaced: Document | None = None
    namesakes: int = 0


def read_chosen(sent: MultiDict[str, str]) -> tuple[str, ...]:
    """The short ids in an address or a form, in order, each once. What is no short id is left out."""
    found = (item for item in sent.getlist(MEMBER) if _SHORT_ID.fullmatch(item))
    return tuple(dict.fromkeys(found))[:MOST]


def toggled(chosen: Sequence[str], short_id: str) -> tuple[str, ...]:
    """The list with an item put on it, or taken off it."""
    if short_id in chosen:
        return tuple(item for item in chosen if item != short_id)
    return (*chosen, short_id)[-MOST:]


def short_ids(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """The short id of each of these ids: as long as needed to be of no other thing that can be on a list."""
    wanted = {document_id: _whole(document_id) for document_id in ids}
    known = defaultdict(set)
    for document_id, _seq in _beginning(session, {whole[:SHORTEST] for whole in wanted.values()}):
        known[document_id[:SHORTEST]].add(_whole(document_id))
    return {document_id: _shortest(whole, known[whole[:SHORTEST]]) for document_id, whole in wanted.items()}


def find_chosen(session: Session, chosen: Sequence[str]) -> list[Chosen]:
    """The items of a list, in its order. A short id that means several things gives each, with a longer id."""
    found: defaultdict[str, dict[str, list[Document]]] = defaultdict(dict)
    numbers = [seq for _id, seq in _beginning(session, set(chosen))]
    rows = session.scalars(select(Document).where(Document.seq.in_(numbers)).order_by(Document.seq)).all()
    for short_id in chosen:
        for row in rows:
            if row.id.startswith(short_id):
                found[short_id].setdefault(_whole(row.id), []).append(row)
    items: dict[str, Chosen] = {}
    for short_id in chosen:
        things = found[short_id]
        if not things:
            items[short_id] = Chosen(short_id, None)
        for whole, documents in things.items():
            own = short_id if len(things) == 1 else _shortest(whole, things)
            items.setdefault(whole, _item(session, own, documents, len(things) - 1))
    return list(items.values())


def _whole(document_id: str) -> str:
    """The id of the thing itself: what stands behind it names an edition or a section."""
    return document_id.partition("@")[0].partition("#")[0]


def _shortest(whole: str, others: Iterable[str]) -> str:
    rest = [other for other in others if other != whole]
    cuts = (whole[:length] for length in _LENGTHS)
    return next((cut for cut in cuts if not any(other.startswith(cut) for other in rest)), whole)


def _beginning(session: Session, beginnings: Iterable[str]) -> list[tuple[str, int]]:
    """The id and seq of the newest row of everything that can be on a list and whose id begins so.

    Whether a row is the newest is looked at here and not in SQL: with that condition SQLite goes through all newest
    rows instead of looking in the index of ids, which at ten thousand listings takes thirty milliseconds.
    """
    ranges = [and_(Document.id >= text, Document.id < text + _AFTER_HEX) for text in sorted(beginnings)]
    if not ranges:
        return []
    rows = session.execute(select(Document.id, Document.seq, Document.kind, Document.current).where(or_(*ranges)))
    return [(row.id, row.seq) for row in rows if row.current and row.kind in KINDS and "#" not in row.id]


def _item(session: Session, short_id: str, documents: Sequence[Document], namesakes: int) -> Chosen:
    today = dutch_today()
    shown = [row for row in documents if not row.withdrawn]
    if shown:
        present = [row for row in shown if holds_on(row.valid_from, row.valid_until, today)]
        return Chosen(short_id, (present or shown)[-1], namesakes=namesakes)
    last = documents[-1]
    before = session.scalars(
        select(Document).where(Document.id == last.id, ~Document.withdrawn).order_by(Document.seq.desc()).limit(1)
    ).first()
    name = (before.entry or {}).get("title") if before is not None else None
    replaced = moved_to(session, last.kind, last.id)
    return Chosen(short_id, None, (name or {}).get("nl", ""), replaced, namesakes)
