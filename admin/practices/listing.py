"""Which signals and practices a list holds, and how many there are of each sort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, selectinload

from core.messages import N_
from knowledge.models import ArticleRecord, Practice, PracticeSignal, PracticeState
from knowledge.records.practices import PUBLIC

MOST_OPEN = 200


class Sort(StrEnum):
    """What was done with a signal."""

    NEW = "nieuw"
    TAKEN = "praktijk"
    ASIDE = "opzij"


SORT_WORDS = {Sort.NEW: N_("nieuw"), Sort.TAKEN: N_("in een praktijk"), Sort.ASIDE: N_("opzij gelegd")}


@dataclass(frozen=True, slots=True)
class SignalQuery:
    """Which signals. "" and None let everything through. entered: by the staff, or by the open form."""

    sort: Sort | None = Sort.NEW
    text: str = ""
    domain: str = ""
    region: str = ""
    role: str = ""
    entered: bool | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything beside its sort leaves signals out."""
        return bool(self.text or self.domain or self.region or self.role) or self.entered is not None


def count_signals(session: Session, query: SignalQuery) -> int:
    """How many signals a query lets through."""
    return session.scalars(select(func.count()).select_from(PracticeSignal).where(_matching(query))).one()


def list_signals(session: Session, query: SignalQuery, most: int, offset: int) -> Sequence[PracticeSignal]:
    """A page of signals. New ones: what waits longest first; others the newest first."""
    order = PracticeSignal.signalled_at if query.sort is Sort.NEW else PracticeSignal.signalled_at.desc()
    asked = select(PracticeSignal).options(selectinload(PracticeSignal.practice)).where(_matching(query))
    return session.scalars(asked.order_by(order, PracticeSignal.id).limit(most).offset(offset)).all()


def counts_by_sort(session: Session) -> dict[Sort, int]:
    """How many signals there are of each sort."""
    return {sort: count_signals(session, SignalQuery(sort)) for sort in Sort}


def count_practices(session: Session, state: PracticeState | None) -> int:
    """How many practices have come so far."""
    return session.scalars(select(func.count()).select_from(Practice).where(_in_state(state))).one()


def list_practices(session: Session, state: PracticeState | None, most: int, offset: int = 0) -> Sequence[Practice]:
    """A page of practices by title."""
    asked = select(Practice).options(selectinload(Practice.signals)).where(_in_state(state))
    return session.scalars(asked.order_by(func.lower(Practice.title), Practice.id).limit(most).offset(offset)).all()


def open_practices(session: Session) -> Sequence[Practice]:
    """Practices to which a signal can still be added."""
    still_open = Practice.state != PracticeState.CONCLUDED.value
    return session.scalars(
        select(Practice).where(still_open).order_by(func.lower(Practice.title)).limit(MOST_OPEN)
    ).all()


def free_articles(session: Session) -> Sequence[ArticleRecord]:
    """Articles about a best practice that do not tell of a practice yet."""
    taken = select(Practice.article_id).where(Practice.article_id.is_not(None))
    asked = select(ArticleRecord).where(ArticleRecord.kind == "best-practice", ArticleRecord.id.not_in(taken))
    return session.scalars(asked.order_by(ArticleRecord.slug).limit(MOST_OPEN)).all()


def _in_state(state: PracticeState | None) -> ColumnElement[bool]:
    return true() if state is None else Practice.state == state.value


def _matching(query: SignalQuery) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [true()]
    match query.sort:
        case Sort.NEW:
            wanted += [PracticeSignal.practice_id.is_(None), PracticeSignal.set_aside.is_(None)]
        case Sort.TAKEN:
            wanted.append(PracticeSignal.practice_id.is_not(None))
        case Sort.ASIDE:
            wanted.append(PracticeSignal.set_aside.is_not(None))
    for column, value in (
        (PracticeSignal.domain, query.domain),
        (PracticeSignal.region, query.region),
        (PracticeSignal.role, query.role),
    ):
        if value:
            wanted.append(column == value)
    if query.entered is not None:
        wanted.append(PracticeSignal.by != PUBLIC if query.entered else PracticeSignal.by == PUBLIC)
    if query.text:
        columns = (PracticeSignal.activity, PracticeSignal.outcome, PracticeSignal.follow_up_code)
        wanted.append(or_(*(column.icontains(query.text, autoescape=True) for column in columns)))
    return and_(*wanted)
