"""Opening hours in OSM syntax, with the Dutch public holidays. Pure.

The syntax and the holidays are the work of opening-hours-py; this module gives it one spelling of errors and of time.
Source of the syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]  # its stub leaves ParserError out

from core.messages import N_
from socialmap.values import BadValue

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
LONGEST = 500
_ONE_DAY = timedelta(days=1)
_HOLIDAYS = re.compile(r"\bPH\b")
_MONTHS = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|week)\b")


@lru_cache(maxsize=8192)
def _parsed(hours: str) -> OpeningHours:
    return OpeningHours(hours, country="NL")


def read_opening_hours(value: str) -> str:
    """Opening hours that can be understood, as written. Raises BadValue with an example."""
    text = value.strip()
    if len(text) > LONGEST:
        raise BadValue(N_("De tekst is %(length)s tekens lang. Er mogen er %(most)s."), length=len(text), most=LONGEST)
    try:
        _parsed(text)
    except ParserError:
        raise BadValue(
            N_("'%(value)s' zijn geen openingstijden. Een goed voorbeeld: Mo-Fr 09:00-17:00; PH off."),
            value=value[:80],
        ) from None
    return text


def is_open(hours: str | None, moment: datetime) -> bool | None:
    """Whether it is open at `moment` (with time zone). None when nothing is known of the hours."""
    if not hours:
        return None
    try:
        parsed = _parsed(hours)
    except ParserError:
        return None
    local = moment.astimezone(DUTCH_TIME).replace(tzinfo=None)
    if parsed.is_unknown(local):
        return None
    return bool(parsed.is_open(local))


def next_change(hours: str, moment: datetime) -> datetime | None:
    """The first moment after `moment` at which it opens or closes, in UTC. None when it never does."""
    local = moment.astimezone(DUTCH_TIME).replace(tzinfo=None)
    change = _parsed(hours).next_change(local)
    return change.replace(tzinfo=DUTCH_TIME).astimezone(UTC) if change is not None else None


class Span(NamedTuple):
    """From when to when it is open, in Dutch time: "09:00" to "17:00". The end of a day is "24:00"; an end that is
    earlier than the beginning is on the next day."""

    opens: str
    closes: str


def spans_on(hours: str, day: date) -> tuple[Span, ...]:
    """When it is open on a day, from early to late. What begins in the evening goes on after midnight.

    What is open for longer than a day is cut at midnight. Raises ParserError for what are no hours.
    """
    midnight = datetime.combine(day, time.min)
    around = _parsed(hours).intervals(midnight - _ONE_DAY, midnight + 2 * _ONE_DAY)
    spans = []
    for begin, end, state, _ in around:
        if state != State.OPEN or end is None:
            continue
        if end - begin > _ONE_DAY:
            begin, end = max(begin, midnight), min(end, midnight + _ONE_DAY)  # noqa: PLW2901 - the part of this day
        if begin.date() == day and begin < end:
            closes = "24:00" if end == midnight + _ONE_DAY else f"{end:%H:%M}"
            spans.append(Span(f"{begin:%H:%M}", closes))
    return tuple(spans)


def is_public_holiday(day: date) -> bool:
    """Whether a day is a public holiday in the Netherlands."""
    return bool(_parsed("PH").is_open(datetime.combine(day, time(12))))


def names_holidays(hours: str) -> bool:
    """Whether opening hours say what holds on public holidays."""
    return _HOLIDAYS.search(hours) is not None


def names_months(hours: str) -> bool:
    """Whether opening hours differ by season."""
    return _MONTHS.search(hours) is not None
