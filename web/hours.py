"""Opening hours in words: open now or not and until when, an ordinary week, and what holds on public holidays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date
from opening_hours import ParserError  # type: ignore[attr-defined]  # its stub leaves it out

from core.i18n import gettext, language
from socialmap.opening_hours import (
    DUTCH_TIME,
    Span,
    is_open,
    is_public_holiday,
    names_holidays,
    names_months,
    next_change,
    spans_on,
)
from web.wording import day as day_in_words

_WHOLE_DAY = Span("00:00", "24:00")
_SOON = 14
"""How many days ahead a public holiday is told, in days."""


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of an ordinary week. spans: when it is open. today: whether it is the day of the present moment."""

    name: str
    spans: tuple[Span, ...]
    text: str
    today: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours for a reader. open_now: None when not known. now: that in a sentence, with until when.

    notes: what to know beside the week: public holidays, seasons, and what the organization says itself.
    """

    open_now: bool | None
    now: str
    week: tuple[WeekDay, ...]
    notes: tuple[str, ...]


def hours_in_words(hours: str, note: str | None, moment: datetime) -> Hours | None:
    """Opening hours in the reader's language, at a moment (with time zone). None when they cannot be understood."""
    try:
        today = moment.astimezone(DUTCH_TIME).date()
        week = tuple(_week(hours, today))
        open_now = is_open(hours, moment)
        said = (*_notes(hours, today), *([note] if note else []))
        return Hours(open_now, _now(hours, open_now, moment), week, said)
    except ParserError:
        return None


def ordinary_week(hours: str, today: date) -> dict[int, tuple[Span, ...]]:
    """When it is open on each day of a week without public holidays, by day of the week (Monday is 0)."""
    first = today - timedelta(days=today.weekday())
    return {weekday: spans_on(hours, _ordinary_day(first + timedelta(days=weekday))) for weekday in range(7)}


def _ordinary_day(day: date) -> date:
    """The day itself, or the same day of the next week that is no public holiday."""
    while is_public_holiday(day):
        day += timedelta(days=7)
    return day


def _week(hours: str, today: date) -> Iterator[WeekDay]:
    first = today - timedelta(days=today.weekday())
    for weekday, spans in ordinary_week(hours, today).items():
        day = first + timedelta(days=weekday)
        yield WeekDay(format_date(day, "EEEE", locale=language()), spans, _spans(spans), day == today)


def _spans(spans: Sequence[Span]) -> str:
    if not spans:
        return gettext("gesloten")
    if tuple(spans) == (_WHOLE_DAY,):
        return gettext("de hele dag")
    return ", ".join(gettext("%(opens)s tot %(closes)s", opens=span.opens, closes=span.closes) for span in spans)


def _now(hours: str, open_now: bool | None, moment: datetime) -> str:
    if open_now is None:
        return ""
    change = next_change(hours, moment)
    if change is None:
        return gettext("Altijd open, dag en nacht") if open_now else gettext("Nu gesloten")
    local, today = change.astimezone(DUTCH_TIME), moment.astimezone(DUTCH_TIME).date()
    at = f"{local:%H:%M}"
    days = (local.date() - today).days
    if open_now:
        if days == 0 or (days == 1 and local.hour < 12):
            return gettext("Nu open, tot %(time)s uur", time=at)
        return gettext("Nu open, tot %(day)s %(time)s uur", day=_day_ahead(local.date(), days), time=at)
    if days == 0:
        return gettext("Nu gesloten. Vandaag open vanaf %(time)s uur", time=at)
    return gettext("Nu gesloten. Open vanaf %(day)s %(time)s uur", day=_day_ahead(local.date(), days), time=at)


def _day_ahead(day: date, days: int) -> str:
    if days == 1:
        return gettext("morgen")
    return format_date(day, "EEEE" if days < 7 else "EEEE d MMMM", locale=language())


def _notes(hours: str, today: date) -> Iterator[str]:
    ahead = (today + timedelta(days=number) for number in range(_SOON))
    holidays = [day for day in ahead if is_public_holiday(day)]
    if not names_holidays(hours):
        if holidays:
            yield gettext("%(day)s is een feestdag. Vraag of zij dan open zijn.", day=day_in_words(holidays[0]))
        elif any(not spans for spans in ordinary_week(hours, today).values()):
            yield gettext("Op feestdagen kan het anders zijn. Vraag het na.")
    elif not holidays:
        if "PH off" in hours:
            yield gettext("Op feestdagen gesloten.")
        else:
            yield gettext("Op feestdagen gelden andere tijden.")
    for day in holidays if names_holidays(hours) else ():
        times = _spans(spans_on(hours, day))
        yield gettext("%(day)s is een feestdag: %(times)s.", day=day_in_words(day), times=times)
    if names_months(hours):
        yield gettext("Dit zijn de tijden van nu. In een ander seizoen zijn ze anders.")
