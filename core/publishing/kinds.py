"""The registry of kinds. Everything that walks over kinds (index, export, change feed, lists) goes through it.

A new kind of content is one module in its room: it builds a `Kind` and registers it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.publishing.entries import Entry
from core.publishing.snapshots import Content

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """What publishing a record puts before the public: one document, not yet numbered.

    id: stable over versions (a UUID as text). entry: None for what search does not show.
    lookup: words by which a room finds the document again without search (Document.lookup).
    """

    kind: str
    id: str
    slug: str
    body: dict[str, Any]
    entry: Entry | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    lookup: str | None = None


PUBLIC_ASSURER = "Juiste Loket"
"""Who verified, as the public reads it."""


def public_assurer(assured_by: str | None) -> str | None:
    """Who verified something, for the public: never a member of the staff by name. None when nobody did."""
    return PUBLIC_ASSURER if assured_by else None


@dataclass(frozen=True, slots=True)
class Assurance:
    """That somebody verified what the public sees. by: a member of the staff, whose name the public never sees."""

    day: date
    by: str

    def next_review(self, assured: date | None, review_by: date | None) -> date:
        """The day before which to verify it again: as long after this time as it was after the last, or a year."""
        if assured is not None and review_by is not None and review_by > assured:
            return self.day + (review_by - assured)
        return self.day + A_YEAR


def _title(record: Any) -> str:
    """What people call a record, by the first of the usual columns that it has."""
    found = (getattr(record, name, None) for name in ("name", "title", "term", "result"))
    return next((str(text) for text in found if text), str(record.slug))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record.

    name: as in the API ("organization"). model: the mapped class of the aggregate's root. to_documents: all public
    documents of a list of records, in the same order, one list per record; it gets many at once so that it can look
    up in bulk. publishes: the kinds of documents that come out. label, plural: Dutch names for people.

    What editing needs (core.publishing.editing), of a kind that staff edit: save checks a content and writes it in a
    record, or in a new one, and gives that; it raises ContentRefused with every fault and then wrote nothing, and it
    keeps no revision. title: what people call a record. reassure: gives the parts that were verified with the record
    (those whose documents are shown, by id) their new dates too, and tells which other columns of the record's own row
    change with them (core.publishing.reassuring).
    """

    name: str
    model: type[Any]
    to_documents: Callable[[Session, Sequence[Any]], list[list[PublicDocument]]]
    publishes: tuple[str, ...]
    label: str
    plural: str
    save: Callable[[Session, Any | None, Content, str], Any] | None = None
    title: Callable[[Any], str] = _title
    reassure: Callable[[Any, Assurance, Container[str]], Content] | None = None


@dataclass(slots=True)
class KindRegistry:
    """The kinds this product knows, by name and by model."""

    _by_name: dict[str, Kind] = field(default_factory=dict)

    def register(self, kind: Kind) -> Kind:
        """Add a kind. Raises ValueError when the name is taken by another model."""
        known = self._by_name.get(kind.name)
        if known is not None and known.model is not kind.model:
            raise ValueError(f"two kinds are named {kind.name}")
        self._by_name[kind.name] = kind
        return kind

    def __getitem__(self, name: str) -> Kind:
        return self._by_name[name]

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._by_name.values())

    def of(self, record: object) -> Kind:
        """The kind a record belongs to. Raises KeyError for an object that is no record."""
        for kind in self:
            if isinstance(record, kind.model):
                return kind
        raise KeyError(f"{type(record).__name__} is no registered kind")


kinds = KindRegistry()
