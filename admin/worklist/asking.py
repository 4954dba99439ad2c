"""What is asked of the work list, what an item of it says, and the SQL that all groups share."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Subquery,
    Text,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from admin.records.listing import NOBODY, title_column
from admin.records.subjects import SUBJECTS, Subject
from core.accounts.roles import Role
from core.orm import today
from core.publishing.models import Document, Revision
from search.models import ShownCount
from search.shown import months_before

MONTHS_OF_SHOWING = 3


@dataclass(frozen=True, slots=True)
class WorkQuery:
    """What to list. me, role: of who looks. owner: a name, NOBODY, or "" for everybody. subject: of records, or ""."""

    me: str
    role: Role
    account_id: uuid.UUID
    owner: str = ""
    subject: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.owner or self.subject)

    def subjects(self, *only: str) -> list[Subject]:
        """The subjects to look in; only: their slugs, none for all."""
        wanted = [self.subject] if self.subject else list(SUBJECTS)
        return [SUBJECTS[slug] for slug in wanted if slug in SUBJECTS and (not only or slug in only)]

    def owned(self, subject: Subject) -> ColumnElement[bool]:
        """The condition that records meet whose owner is asked for."""
        if not self.owner:
            return true()
        return owner_is(subject.model, self.owner)


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something to do. why: why it is on the list; href: where it is mended. verify: where "klopt nog" is posted.

    settle: the key by which it is taken off the list, when nothing in a record can say that it is dealt with.
    """

    title: str
    kind: str
    why: str
    href: str
    owner: str | None = None
    verify: str | None = None
    version: int | None = None
    settle: str | None = None


def owner_is(model: Any, owner: str) -> ColumnElement[bool]:
    """The condition that records of a model meet that this person looks after; NOBODY for records of nobody."""
    condition: ColumnElement[bool] = model.owner.is_(None) if owner == NOBODY else model.owner == owner
    return condition


class WorkGroup(ABC):
    """One reason to be on the list. code: in the address. role: the least role that it is for."""

    code: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str]
    role: ClassVar[Role] = Role.READER
    can_settle: ClassVar[bool] = False

    @abstractmethod
    def count(self, session: Session, query: WorkQuery) -> int:
        """How many items there are."""

    @abstractmethod
    def items(self, session: Session, query: WorkQuery, limit: int, offset: int) -> list[WorkItem]:
        """Some of the items, what matters most first."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row of a group: a record, with what the group wants to tell of it. rank: what comes first has the most."""

    subject: Subject
    id: uuid.UUID
    title: str
    owner: str | None
    version: int
    rank: float
    day: str | None
    note: str | None
    number: float | None


class RecordGroup(WorkGroup):
    """A group of records, found by one query over all subjects."""

    @abstractmethod
    def selects(self, session: Session, query: WorkQuery) -> Iterator[Select[Any]]:
        """One select per subject, each made by `chosen`."""

    @abstractmethod
    def item(self, session: Session, found: Found) -> WorkItem:
        """What the list says of a row."""

    def count(self, session: Session, query: WorkQuery) -> int:
        """How many rows all subjects have together."""
        rows = self._rows(session, query)
        return session.scalars(select(func.count()).select_from(rows)).one() if rows is not None else 0

    def items(self, session: Session, query: WorkQuery, limit: int, offset: int) -> list[WorkItem]:
        """The rows with the most rank, in words."""
        rows = self._rows(session, query)
        if rows is None:
            return []
        chosen = select(rows).order_by(rows.c.rank.desc(), rows.c.title, rows.c.id).limit(limit).offset(offset)
        found = [Found(SUBJECTS[row.subject], *row[1:]) for row in session.execute(chosen)]
        return [self.item(session, row) for row in found]

    def _rows(self, session: Session, query: WorkQuery) -> Subquery | None:
        parts = list(self.selects(session, query))
        return union_all(*parts).subquery() if parts else None


def chosen(
    subject: Subject,
    *,
    rank: Any,
    title: Any = None,
    day: Any = None,
    note: Any = None,
    number: Any = None,
) -> Select[Any]:
    """A select of what a group tells of the records of a subject; the caller adds which ones."""
    model = subject.model
    named: Any = title_column(subject) if title is None else title
    return select(
        literal(subject.slug).label("subject"),
        model.id.label("id"),
        named.label("title"),
        model.owner.label("owner"),
        model.version.label("version"),
        rank.label("rank"),
        (cast(null(), Text) if day is None else cast(day, Text)).label("day"),
        (cast(null(), Text) if note is None else note).label("note"),
        (null() if number is None else number).label("number"),
    )


def days_since(session: Session, column: Any) -> ColumnElement[Any]:
    """How many days ago a day or a moment was."""
    now = today()
    if session.get_bind().dialect.name == "sqlite":
        return func.julianday(now.isoformat()) - func.julianday(func.date(column))
    return cast(literal(now), Date) - cast(column, Date)


def shown_lately(wanted: Select[Any]) -> Subquery:
    """How often the public things of records were shown as hits in the last months, services of an organization too.

    wanted: a select of the ids of the records. Gives rows of `record_id` and `times`; none for what was never shown.
    """
    since = months_before(today().replace(day=1), MONTHS_OF_SHOWING)
    return (
        select(Document.record_id, func.sum(ShownCount.count).label("times"))
        .join(ShownCount, ShownCount.document_id == Document.id)
        .where(Document.record_id.in_(wanted), Document.current, ShownCount.month >= since)
        .group_by(Document.record_id)
        .subquery()
    )


def worked_on_by(subject: Subject, name: str) -> ColumnElement[bool]:
    """Whether somebody saved a record since the public last got to see it."""
    model = subject.model
    return (
        select(Revision.id)
        .where(
            Revision.record_kind == subject.kind_name,
            Revision.record_id == model.id,
            Revision.version > func.coalesce(model.published_version, 0),
            Revision.author == name,
        )
        .correlate(model)
        .exists()
    )


def as_day(text: str | None) -> date | None:
    """A day as the database gave it in a text."""
    return date.fromisoformat(text[:10]) if text else None


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group as the page shows it: how many items there are, and some of them."""

    group: WorkGroup
    total: int
    items: Sequence[WorkItem] = field(default_factory=tuple)
