"""Counting the register: per quarter, law, region and desk, and the bottlenecks that come up most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select, true
from sqlalchemy.orm import Session, selectinload

from admin.questions.models import Outcome, Question

UNKNOWN = ""
"""Stands for questions whose law, region or desk is not known."""

SOLVED = frozenset({Outcome.ANSWERED.value, Outcome.REFERRED.value})


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """Which questions. "" and None let everything through. bottleneck: only bottlenecks, or none of them."""

    text: str = ""
    law: str = ""
    region: str = ""
    desk: str = ""
    outcome: str = ""
    bottleneck: bool | None = None
    year: int | None = None
    quarter: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How often something occurred. key: a code, or UNKNOWN. part: of the highest count beside it, 0-1."""

    key: str
    count: int
    bottlenecks: int
    part: float


@dataclass(frozen=True, slots=True)
class DeskShare:
    """What a desk had to do. minutes: of the questions for which time was noted (`timed`)."""

    key: str
    count: int
    solved: int
    minutes: int
    timed: int


@dataclass(slots=True)
class Bottleneck:
    """A topic that goes wrong more than once, with where and under which laws it does.

    spellings: how the topic was written, with how often; it goes by the most frequent one.
    """

    spellings: Counter[str] = field(default_factory=Counter)
    count: int = 0
    unsolved: int = 0
    minutes: int = 0
    laws: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    entries: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def topic(self) -> str:
        """What it is about."""
        return self.spellings.most_common(1)[0][0]


@dataclass(frozen=True, slots=True)
class Tally:
    """The register in numbers. A question under two laws counts for each of them."""

    total: int
    bottlenecks: int
    minutes: int
    quarters: Sequence[Share]
    laws: Sequence[Share]
    regions: Sequence[Share]
    outcomes: Sequence[Share]
    desks: Sequence[DeskShare]
    ranked: Sequence[Bottleneck]


def matching(query: RegisterQuery) -> ColumnElement[bool]:
    """The condition that the questions of a query meet."""
    condition: ColumnElement[bool] = true()
    for column, value in (
        (Question.region, query.region),
        (Question.desk, query.desk),
        (Question.outcome, query.outcome),
    ):
        if value:
            condition &= column == value
    if query.law:
        condition &= cast(Question.laws, String).contains(f'"{query.law}"', autoescape=True)
    if query.bottleneck is not None:
        condition &= Question.bottleneck.is_(query.bottleneck)
    if query.text:
        words = (
            Question.topic.icontains(query.text, autoescape=True),
            Question.text.icontains(query.text, autoescape=True),
        )
        condition &= or_(*words)
    if query.year is not None:
        first, last = _period(query.year, query.quarter)
        condition &= and_(Question.asked_on >= first, Question.asked_on < last)
    return condition


def list_questions(session: Session, query: RegisterQuery, limit: int | None = None, offset: int = 0) -> list[Question]:
    """The questions of a query, newest first."""
    return list(
        session.scalars(
            select(Question)
            .where(matching(query))
            .options(selectinload(Question.links))
            .order_by(Question.asked_on.desc(), Question.created_at.desc())
            .limit(limit)
            .offset(offset)
        )
    )


def count_questions(session: Session, query: RegisterQuery) -> int:
    """How many questions meet a query."""
    return session.scalars(select(func.count()).select_from(Question).where(matching(query))).one()


def years_logged(session: Session) -> list[int]:
    """The years from which there are questions, newest first."""
    first, last = session.execute(select(func.min(Question.asked_on), func.max(Question.asked_on))).one()
    return list(range(last.year, first.year - 1, -1)) if first and last else []


def tally(session: Session, query: RegisterQuery) -> Tally:
    """The questions of a query in numbers."""
    questions = list_questions(session, query)
    return Tally(
        total=len(questions),
        bottlenecks=sum(item.bottleneck for item in questions),
        minutes=sum(item.minutes or 0 for item in questions),
        quarters=sorted(_shares((quarter_of(item.asked_on), item) for item in questions), key=lambda share: share.key),
        laws=_shares((law, item) for item in questions for law in (item.laws or [UNKNOWN])),
        regions=_shares((item.region or UNKNOWN, item) for item in questions),
        outcomes=_shares((item.outcome, item) for item in questions),
        desks=_desks(questions),
        ranked=_ranked(questions),
    )


def quarter_of(day: date) -> str:
    """The quarter of a day: "2026-4"."""
    return f"{day.year}-{(day.month - 1) // 3 + 1}"


def _period(year: int, quarter: int | None) -> tuple[date, date]:
    """The first day of a year or quarter, and the first day after it."""
    if quarter is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    first = quarter * 3 - 2
    return date(year, first, 1), date(year + first // 10, (first + 2) % 12 + 1, 1)


def _shares(found: Iterable[tuple[str, Question]]) -> list[Share]:
    counts: Counter[str] = Counter()
    stuck: Counter[str] = Counter()
    for key, question in found:
        counts[key] += 1
        stuck[key] += question.bottleneck
    highest = max(counts.values(), default=1)
    ranked = sorted(counts.items(), key=lambda pair: (pair[0] == UNKNOWN, -pair[1], pair[0]))
    return [Share(key, count, stuck[key], count / highest) for key, count in ranked]


def _desks(questions: Iterable[Question]) -> list[DeskShare]:
    groups: defaultdict[str, list[Question]] = defaultdict(list)
    for question in questions:
        groups[question.desk or UNKNOWN].append(question)
    shares = [
        DeskShare(
            key=key,
            count=len(items),
            solved=sum(item.outcome in SOLVED for item in items),
            minutes=sum(item.minutes or 0 for item in items),
            timed=sum(item.minutes is not None for item in items),
        )
        for key, items in groups.items()
    ]
    return sorted(shares, key=lambda share: (share.key == UNKNOWN, -share.count, share.key))


def _ranked(questions: Iterable[Question]) -> list[Bottleneck]:
    """Bottlenecks by topic, however its capitals: the most frequent first, then those least often solved."""
    groups: dict[str, Bottleneck] = {}
    for question in questions:
        if not question.bottleneck:
            continue
        found = groups.setdefault(question.topic.casefold(), Bottleneck())
        found.spellings[question.topic] += 1
        found.count += 1
        found.unsolved += question.outcome not in SOLVED
        found.minutes += question.minutes or 0
        found.laws.update(question.laws)
        found.regions.update([question.region or UNKNOWN])
        found.entries.update((link.kind, link.title) for link in question.links)
    return sorted(groups.values(), key=lambda item: (-item.count, -item.unsolved, -item.minutes, item.topic.casefold()))
