"""The list of a subject: which records, in which order, one page at a time. The database does the work."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import SQLCoreOperations

from admin.paging import Pages
from admin.records.subjects import Subject
from core.folding import folded
from core.messages import N_
from core.orm import today
from core.publishing.models import RecordState
from core.publishing.workflow import Standing
from knowledge.models import ArticleRecord, ArticleText, GlossaryTerm
from socialmap.models import Organization, Region, Service, ServiceArea

PAGE_SIZE = 50
LONGEST_TEXT = 100
NOBODY = "niemand"

SORTS: Mapping[str, str] = {
    "naam": N_("Naam"),
    "nieuwste": N_("Laatst gewijzigd eerst"),
    "oudste": N_("Langst niet gewijzigd eerst"),
    "nakijken": N_("Eerst na te kijken"),
}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What is asked of a list. owner: a name, or NOBODY. page: from 1."""

    text: str = ""
    standing: Standing | None = None
    owner: str = ""
    overdue: bool = False
    law: str = ""
    area: str = ""
    collection: str = ""
    sort: str = "naam"
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(
            self.text or self.standing or self.owner or self.overdue or self.law or self.area or self.collection
        )


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """A line of a list: enough to draw it, without the record."""

    id: uuid.UUID
    slug: str
    title: str
    state: RecordState
    version: int
    published_version: int | None
    owner: str | None
    modified_at: datetime
    review_by: date | None
    assured_date: date | None

    @property
    def standing(self) -> Standing:
        """Where the work on it stands."""
        public = self.published_version is not None
        newest = self.published_version is not None and self.published_version >= self.version
        return _standing(self.state, public, newest)

    @property
    def is_overdue(self) -> bool:
        """Whether its day to be verified has passed."""
        return self.review_by is not None and self.review_by < today()


@dataclass(frozen=True, slots=True)
class ListPage(Pages):
    """A page of a list with its lines."""

    rows: Sequence[ListedRecord] = ()


def find_page(session: Session, subject: Subject, query: ListQuery) -> ListPage:
    """The asked page of the list; the last one when there are fewer."""
    condition = matching(subject, query)
    total = session.scalars(select(func.count()).select_from(subject.model).where(condition)).one()
    pages = Pages(query.page, total, PAGE_SIZE)
    asked = _columns(subject).where(condition).order_by(*_order(subject, query)).limit(PAGE_SIZE).offset(pages.offset)
    rows = [ListedRecord(*row) for row in session.execute(asked)]
    return ListPage(query.page, total, PAGE_SIZE, rows)


def ids_matching(session: Session, subject: Subject, query: ListQuery, most: int) -> list[uuid.UUID]:
    """The ids of the records that a list holds, at most so many."""
    found = select(subject.model.id).where(matching(subject, query)).order_by(*_order(subject, query)).limit(most)
    return list(session.scalars(found))


def owners(session: Session, subject: Subject) -> list[str]:
    """Who looks after records of this subject."""
    owner = subject.model.owner
    query = select(owner).where(subject.own(), owner.is_not(None)).distinct().order_by(owner).limit(200)
    return list(session.scalars(query))


def standing_counts(session: Session, subject: Subject) -> dict[Standing, int]:
    """How many records stand where."""
    model = subject.model
    public = model.published_version.is_not(None)
    newest = and_(public, model.published_version >= model.version)
    rows = session.execute(
        select(model.state, public, newest, func.count()).where(subject.own()).group_by(model.state, public, newest)
    )
    counts: dict[Standing, int] = {}
    for state, is_public, is_newest, number in rows:
        standing = _standing(state, bool(is_public), bool(is_newest))
        counts[standing] = counts.get(standing, 0) + number
    return counts


def _standing(state: RecordState, is_public: bool, is_newest: bool) -> Standing:
    if state is RecordState.ARCHIVED:
        return Standing.ARCHIVED
    if state is RecordState.IN_REVIEW:
        return Standing.IN_REVIEW
    if not is_public:
        return Standing.DRAFT
    return Standing.PUBLISHED if is_newest else Standing.CHANGED


def matching(subject: Subject, query: ListQuery) -> ColumnElement[bool]:
    """The condition that the records of a list meet."""
    conditions = [subject.own()]
    if query.text:
        conditions.append(_has_text(subject, query.text[:LONGEST_TEXT]))
    if query.standing is not None:
        conditions.append(_stands(subject.model, query.standing))
    if query.owner:
        owner = subject.model.owner
        conditions.append(owner.is_(None) if query.owner == NOBODY else owner == query.owner)
    if query.overdue:
        conditions.append(_overdue(subject.model))
    if query.law and "law" in subject.filters:
        conditions.append(_has_law(subject.model, query.law))
    if query.area and "area" in subject.filters:
        conditions.append(_has_area(subject.model, query.area))
    if query.collection and "collection" in subject.filters:
        conditions.append(Organization.collection == query.collection)
    return and_(*conditions)


def _columns(subject: Subject) -> Select[Any]:
    model = subject.model
    return select(
        model.id,
        model.slug,
        title_column(subject),
        model.state,
        model.version,
        model.published_version,
        model.owner,
        model.modified_at,
        model.review_by,
        model.assured_date,
    )


def title_column(subject: Subject) -> SQLCoreOperations[str]:
    """What the records of a subject are called, for a query."""
    if subject.model is not ArticleRecord:
        column: InstrumentedAttribute[str] = getattr(subject.model, subject.title)
        return column
    newest = (
        select(ArticleText.title)
        .where(ArticleText.article_id == ArticleRecord.id, ArticleText.language == "nl")
        .order_by(ArticleText.valid_from.desc())
        .limit(1)
        .correlate(ArticleRecord)
        .scalar_subquery()
    )
    return func.coalesce(newest, ArticleRecord.slug)


def _order(subject: Subject, query: ListQuery) -> tuple[Any, ...]:
    model = subject.model
    match query.sort:
        case "nieuwste":
            return model.modified_at.desc(), model.id
        case "oudste":
            return model.modified_at, model.id
        case "nakijken":
            return model.review_by.is_(None), model.review_by, model.id
        case _ if model is ArticleRecord:
            return ArticleRecord.number.is_(None), ArticleRecord.number, ArticleRecord.slug
        case _ if model is Organization:
            return Organization.__table__.c.sort_name, Organization.id
        case _:
            return folded(getattr(model, subject.title)), model.id


def _has_text(subject: Subject, text: str) -> ColumnElement[bool]:
    wanted = [subject.model.slug.icontains(text, autoescape=True)]
    if subject.model is ArticleRecord:
        titles = select(ArticleText.article_id).where(ArticleText.title.icontains(text, autoescape=True))
        wanted.append(ArticleRecord.id.in_(titles))
    else:
        wanted.append(getattr(subject.model, subject.title).icontains(text, autoescape=True))
    if subject.model is Organization:
        services = select(Service.organization_id).where(Service.name.icontains(text, autoescape=True))
        wanted.append(Organization.id.in_(services))
    return or_(*wanted)


def _stands(model: Any, standing: Standing) -> ColumnElement[bool]:
    elsewhere = model.state.in_([RecordState.ARCHIVED, RecordState.IN_REVIEW])
    match standing:
        case Standing.ARCHIVED:
            return and_(model.state == RecordState.ARCHIVED)
        case Standing.IN_REVIEW:
            return and_(model.state == RecordState.IN_REVIEW)
        case Standing.DRAFT:
            return and_(~elsewhere, model.published_version.is_(None))
        case Standing.PUBLISHED:
            return and_(~elsewhere, model.published_version >= model.version)
        case Standing.CHANGED:
            return and_(~elsewhere, model.published_version < model.version)


def _overdue(model: Any) -> ColumnElement[bool]:
    late: ColumnElement[bool] = model.review_by < today()
    if model is Organization:
        services = select(Service.organization_id).where(Service.review_by < today())
        late = or_(late, Organization.id.in_(services))
    return and_(late, model.state != RecordState.ARCHIVED)


def _has_law(model: Any, law: str) -> ColumnElement[bool]:
    if model is Organization:
        return Organization.id.in_(select(Service.organization_id).where(_holds(Service.laws, law)))
    if model is ArticleRecord:
        return ArticleRecord.id.in_(select(ArticleText.article_id).where(_holds(ArticleText.laws, law)))
    return _holds(GlossaryTerm.laws, law)


def _has_area(model: Any, code: str) -> ColumnElement[bool]:
    if model is Region:
        return or_(Region.code == code, _holds(Region.members, code))
    serving = select(Service.organization_id).join(ServiceArea).where(ServiceArea.code == code)
    return Organization.id.in_(serving)


def _holds(column: Any, code: str) -> ColumnElement[bool]:
    """Whether a list that is kept as JSON holds a text."""
    return cast(column, String).contains(f'"{code}"', autoescape=True)
