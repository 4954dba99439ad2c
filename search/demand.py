"""Counting the questions that search could not answer well, without keeping who asked them or what only one asked.

What is counted: answers with nothing at all, with near misses only, with words let go, and with corrected words.

What "several visitors" means here. Visitors are not recognised, on purpose: there is no cookie and no address is
kept. So a *sighting* stands for a visitor: the same words in another hour of the week, or from another area (two
digits of a postcode). Somebody who asks the same ten times in an hour is one sighting; somebody who comes back in five
different hours is five. From the k-th sighting in one week on (the setting DEMAND_SIGHTINGS) the words are kept. Until
then only keyed fingerprints are: with SECRET_KEY one can check a guess against those of this week, without it nothing
can be read from them, and when the week is over they are deleted.

What is never kept, however often it is asked: words with digits or signs of an address, a number, a website or an
e-mail; what looks like the name of a person; and questions too long to be asked twice by chance.

A worker counts in memory and writes once a minute. A question never waits for that, and never fails by it.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from search.dutch.folding import listed
from search.dutch.reading import Word, read_text
from search.models import LONGEST_WORDS, SearchDemand, SearchSighting
from search.query import Answer

Outcome = Literal["nothing", "near-misses", "fewer-words", "corrected"]

MOST_WORDS = 6
"""Content words of a question whose words may be kept."""

LONGEST_WORD = 32
"""Letters; what is longer is no word."""

WEEKS_KEPT = 104
MOST_IN_MEMORY = 5_000
"""Different questions between two writes; what comes on top is counted without its words."""

AREA_DIGITS = 2

_NAMED_AFTER = frozenset(
    listed("meneer mevrouw mevr mw dhr heer dokter dr drs prof juffrouw heet heten naam genaamd zusje broertje baby")
)
_MARKS = frozenset("@#/\\_=+<>{}[]|~^*%$€0123456789")


class Asked(NamedTuple):
    """A question as it waits in memory. words: empty when they may not be kept; area: two digits or empty."""

    outcome: Outcome
    words: str
    area: str
    hour: datetime


@dataclass(frozen=True, slots=True)
class Demand:
    """A line of the report; see SearchDemand."""

    week: date
    outcome: str
    words: str
    area: str
    count: int


def outcome_of(answer: Answer, corrected: str | None) -> Outcome | None:
    """How an answer fell short, the worst thing first; None when it did not."""
    if answer.total == 0:
        return "near-misses" if answer.near_misses else "nothing"
    if answer.dropped:
        return "fewer-words"
    return "corrected" if corrected is not None else None


def words_to_keep(text: str, stops: Iterable[str], is_known: Callable[[str], bool]) -> str:
    """The folded content words of a question in the form in which they may be kept; empty when they may not be.

    is_known: whether a folded word is a word of the language, the lexicon or the index, and so no private name.
    """
    if not _MARKS.isdisjoint(text) or len(text) > 2 * LONGEST_WORDS:
        return ""
    read = read_text(text).words
    if any(_looks_like_a_name(read, place, is_known) for place in range(len(read))):
        return ""
    left_out = frozenset(stops)
    words = [word.word for word in read if word.word not in left_out]
    if not 0 < len(words) <= MOST_WORDS or max(map(len, words)) > LONGEST_WORD:
        return ""
    kept = " ".join(words)
    return kept if len(kept) <= LONGEST_WORDS else ""


def _looks_like_a_name(words: Sequence[Word], place: int, is_known: Callable[[str], bool]) -> bool:
    """An unknown word that is written with a capital inside the text, or that follows what names are said after."""
    word = words[place]
    if is_known(word.word):
        return False
    if place and words[place - 1].word in _NAMED_AFTER:
        return True
    shouting = all(other.capital for other in words)
    return word.capital and not shouting and place > 0


class DemandLog:
    """Counts in memory, safe between threads, for `write` to take now and then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[Asked] = Counter()

    def note(self, outcome: Outcome, words: str, postcode: str | None, now: datetime) -> None:
        """Count a question. postcode: of the visitor, at least two digits, or None. Takes microseconds."""
        hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        asked = Asked(outcome, words, (postcode or "")[:AREA_DIGITS], hour)
        with self._lock:
            if asked not in self._counts and len(self._counts) >= MOST_IN_MEMORY:
                asked = asked._replace(words="")
            self._counts[asked] += 1

    def take(self) -> Counter[Asked]:
        """What was counted since the last time."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return taken

    def give_back(self, counts: Counter[Asked]) -> None:
        """Keep for a next time what could not be written."""
        with self._lock:
            self._counts.update(counts)


def write(session: Session, counts: Counter[Asked], *, secret: str, sightings: int) -> None:
    """Add what was counted to the tables; the caller began to write and commits. sightings: from how many on words are
    kept.
    """
    for asked, count in sorted(counts.items()):
        week = monday(asked.hour.date())
        areas = dict.fromkeys(("", asked.area))
        for area in areas:
            _add(session, SearchDemand(week=week, outcome=asked.outcome, words="", area=area), count)
        if not asked.words:
            continue
        for area in areas:
            known = _known(session, week, asked, area)
            asked_now = count if known else _sight(session, week, asked, area, count, secret, sightings)
            if asked_now:
                _add(session, SearchDemand(week=week, outcome=asked.outcome, words=asked.words, area=area), asked_now)
    if counts:
        _clean(session, max(asked.hour.date() for asked in counts))


def demand_report(session: Session, since: date) -> list[Demand]:
    """What was asked in vain since the week of a day: the newest week first, then the most asked.

    Lines without words are the totals of all questions, of which most share no words.
    """
    rows = session.scalars(
        select(SearchDemand)
        .where(SearchDemand.week >= monday(since))
        .order_by(SearchDemand.week.desc(), SearchDemand.count.desc(), SearchDemand.words, SearchDemand.area)
    )
    return [Demand(row.week, row.outcome, row.words, row.area, row.count) for row in rows]


def monday(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def _known(session: Session, week: date, asked: Asked, area: str) -> bool:
    return bool(
        session.scalar(
            select(func.count())
            .select_from(SearchDemand)
            .where(
                SearchDemand.week == week,
                SearchDemand.outcome == asked.outcome,
                SearchDemand.words == asked.words,
                SearchDemand.area == area,
            )
        )
    )


def _add(session: Session, row: SearchDemand, count: int) -> None:
    known = session.scalars(
        select(SearchDemand).where(
            SearchDemand.week == row.week,
            SearchDemand.outcome == row.outcome,
            SearchDemand.words == row.words,
            SearchDemand.area == row.area,
        )
    ).first()
    if known is None:
        row.count = count
        session.add(row)
    else:
        known.count += count
    session.flush()


def _sight(session: Session, week: date, asked: Asked, area: str, count: int, secret: str, sightings: int) -> int:
    """Note a sighting of words not known yet; gives how often they were asked once there are enough, else 0."""
    subject = _fingerprint(secret, week, asked.outcome, asked.words, area)
    cell = _fingerprint(secret, week, subject, asked.hour.isoformat(), asked.area)
    seen = session.scalars(select(SearchSighting).where(SearchSighting.week == week, SearchSighting.subject == subject))
    by_cell = {row.cell: row for row in seen}
    if cell in by_cell:
        by_cell[cell].count += count
    else:
        by_cell[cell] = SearchSighting(week=week, subject=subject, cell=cell, count=count)
        session.add(by_cell[cell])
    session.flush()
    if len(by_cell) < sightings:
        return 0
    session.execute(delete(SearchSighting).where(SearchSighting.week == week, SearchSighting.subject == subject))
    return sum(row.count for row in by_cell.values())


def _fingerprint(secret: str, week: date, *parts: str) -> str:
    key = hmac.digest(secret.encode(), f"search demand {week.isoformat()}".encode(), hashlib.sha256)
    return hmac.digest(key, "\0".join(parts).encode(), hashlib.sha256).hex()[:32]


def _clean(session: Session, day: date) -> None:
    session.execute(delete(SearchSighting).where(SearchSighting.week < monday(day)))
    session.execute(delete(SearchDemand).where(SearchDemand.week < monday(day) - timedelta(weeks=WEEKS_KEPT)))
