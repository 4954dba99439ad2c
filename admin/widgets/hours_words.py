"""Opening hours read back in a Dutch sentence, as somebody would say them on the telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.i18n import gettext
from core.messages import N_
from socialmap.opening_hours import (
    Span,
    is_public_holiday,
    names_holidays,
    read_opening_hours,
    spans_on,
)

DAYS = (
    N_("maandag"),
    N_("dinsdag"),
    N_("woensdag"),
    N_("donderdag"),
    N_("vrijdag"),
    N_("zaterdag"),
    N_("zondag"),
)
WEEKS = 53
"""How far ahead is looked for weeks that differ."""
_REMARK = re.compile(r'"([^"]{1,200})"')
_WHOLE_DAY = Span("00:00", "24:00")
Week = tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class InWords:
    """What opening hours say. sentence: an ordinary week. notes: public holidays, and weeks that differ."""

    sentence: str
    notes: tuple[str, ...]


def in_words(hours: str, today: date) -> InWords:
    """What opening hours say, in the reader's language. Raises BadValue for what are no hours."""
    read_opening_hours(hours)
    first = today - timedelta(days=today.weekday())
    days = [first + timedelta(days=number) for number in range(7 * WEEKS)]
    ordinary = [day for day in days if not is_public_holiday(day)]
    by_weekday = [[day for day in ordinary if day.weekday() == number] for number in range(7)]
    found = [[spans_on(hours, day) for day in same] for same in by_weekday]
    week = tuple(spans[0] for spans in found)
    differs = any(spans != of_day[0] for of_day in found for spans in of_day)
    holidays = [(day, spans_on(hours, day)) for day in days if is_public_holiday(day)]
    return InWords(_week_words(week, differs), tuple(_notes(hours, week, differs, holidays)))


def _week_words(week: Week, differs: bool) -> str:
    if not any(week):
        return gettext("Deze week niet open.") if differs else gettext("Nooit open.")
    if all(spans == (_WHOLE_DAY,) for spans in week):
        return gettext("Altijd open, dag en nacht.")
    said = "; ".join(f"{_days_words(first, last)} {_spans_words(spans)}" for first, last, spans in _runs(week))
    return f"{said[0].upper()}{said[1:]}."


def _runs(week: Week) -> Iterator[tuple[int, int, tuple[Span, ...]]]:
    """Days one after the other with the same hours: the first, the last, and the hours."""
    start = 0
    for number in range(1, 8):
        if number == 7 or week[number] != week[start]:
            if week[start]:
                yield start, number - 1, week[start]
            start = number


def _days_words(first: int, last: int) -> str:
    names = [gettext(name) for name in DAYS]
    if (first, last) == (0, 6):
        return gettext("elke dag")
    if first == last:
        return names[first]
    if last == first + 1:
        return gettext("%(first)s en %(last)s", first=names[first], last=names[last])
    return gettext("%(first)s t/m %(last)s", first=names[first], last=names[last])


def _spans_words(spans: Sequence[Span]) -> str:
    if tuple(spans) == (_WHOLE_DAY,):
        return gettext("de hele dag")
    times = [f"{_clock(span.opens)}–{_clock(span.closes)}" for span in spans]
    said = times[0]
    if len(times) > 1:
        said = gettext("%(most)s en %(last)s", most=", ".join(times[:-1]), last=times[-1])
    return gettext("%(times)s uur", times=said)


def _clock(time: str) -> str:
    """A time as people write it: 9.00, 17.30."""
    return time.removeprefix("0").replace(":", ".")


def _notes(hours: str, week: Week, differs: bool, holidays: Sequence[tuple[date, tuple[Span, ...]]]) -> Iterator[str]:
    for remark in _REMARK.findall(hours):
        yield gettext("Met de opmerking: %(remark)s.", remark=remark)
    if not differs and (not any(week) or all(spans == (_WHOLE_DAY,) for spans in week)) and not names_holidays(hours):
        return
    if not names_holidays(hours):
        yield gettext("Over feestdagen staat er niets. Zet er 'PH off' bij als u dan dicht bent.")
    elif not any(spans for _, spans in holidays):
        yield gettext("Op feestdagen dicht.")
    elif all(spans == week[day.weekday()] for day, spans in holidays):
        yield gettext("Op feestdagen zijn de tijden gewoon.")
    else:
        common = {spans for _, spans in holidays}
        if len(common) == 1:
            yield gettext("Op feestdagen %(times)s.", times=_spans_words(next(iter(common))))
        else:
            yield gettext("Op feestdagen gelden andere tijden.")
    if differs:
        yield gettext("Dit zijn de tijden van deze week. In andere weken zijn ze anders.")
