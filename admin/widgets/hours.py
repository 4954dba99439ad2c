"""The table in which opening hours can be filled in by day, and what is said about hours that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin.widgets.hours_words import DAYS, InWords, in_words
from core.i18n import gettext, worded
from core.messages import N_
from core.orm import today
from socialmap.values import BadValue

CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
"""The days as the opening hours of OpenStreetMap name them, last the public holidays."""
LABELS = (*DAYS, N_("feestdagen"))
PARTS = 2
"""How many times a day it can open and close in the table."""

_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(?:uur|u)?", re.IGNORECASE)
_RULE = re.compile(
    r"(?P<days>(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)(?:\s*[-,]\s*(?:Mo|Tu|We|Th|Fr|Sa|Su|PH))*)\s+"
    r"(?P<times>off|closed|\d\d:\d\d-\d\d:\d\d(?:\s*,\s*\d\d:\d\d-\d\d:\d\d)*)"
)
_ALWAYS = re.compile(r"\d\d:\d\d-\d\d:\d\d(?:\s*,\s*\d\d:\d\d-\d\d:\d\d)*")
Times = tuple[tuple[str, str], ...]
"""From when to when, as HH:MM, in the order of the day."""

_DUTCH: tuple[tuple[str, str], ...] = (
    (r"\bma(?:andag(?:en)?)?\b", "Mo"),
    (r"\bdi(?:nsdag(?:en)?)?\b", "Tu"),
    (r"\bwo(?:ensdag(?:en)?)?\b", "We"),
    (r"\bdo(?:nderdag(?:en)?)?\b", "Th"),
    (r"\bvr(?:ij(?:dag(?:en)?)?)?\b", "Fr"),
    (r"\bza(?:terdag(?:en)?)?\b", "Sa"),
    (r"\bzo(?:ndag(?:en)?)?\b", "Su"),
    (r"\bmo(?:n(?:days?)?)?\b", "Mo"),
    (r"\btu(?:e(?:sdays?)?)?\b", "Tu"),
    (r"\bwe(?:d(?:nesdays?)?)?\b", "We"),
    (r"\bth(?:u(?:rsdays?)?)?\b", "Th"),
    (r"\bfr(?:i(?:days?)?)?\b", "Fr"),
    (r"\bsa(?:t(?:urdays?)?)?\b", "Sa"),
    (r"\bsu(?:n(?:days?)?)?\b", "Su"),
    (r"\b(?:feestdag(?:en)?|ph)\b", "PH"),
    (r"\b(?:elke dag|dagelijks|alle dagen)\b", "Mo-Su"),
    (r"\b(?:doordeweeks|werkdagen|op werkdagen)\b", "Mo-Fr"),
    (r"\bweekend(?:en)?\b", "Sa-Su"),
    (r"\b(?:gesloten|dicht)\b", "off"),
    (r"\b(?:dag en nacht|24 uur per dag|altijd open|altijd)\b", "24/7"),
)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A day of the table. texts: what stands in it, opening and closing by turns."""

    code: str
    label: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShownHours:
    """What the widget shows of a text. words: None when it cannot be read. fault: why not, meant: what may be meant.

    grid: the table; in_grid: whether the table says all that the text says.
    """

    words: InWords | None
    fault: str | None
    meant: str | None
    grid: Sequence[GridRow]
    in_grid: bool


def show_hours(text: str) -> ShownHours:
    """What the widget shows of a text in the field."""
    text = text.strip()
    times = grid_of(text)
    rows = _rows(times or {})
    if not text:
        return ShownHours(None, None, None, rows, in_grid=True)
    try:
        return ShownHours(in_words(text, today()), None, None, rows, in_grid=times is not None)
    except BadValue as error:
        meant = what_is_meant(text)
        fault = worded(error.message) if meant is None else _why(text)
        return ShownHours(None, fault, meant, rows, in_grid=times is not None)


def _rows(times: Mapping[str, Times]) -> list[GridRow]:
    rows = []
    for code, label in zip(CODES, LABELS, strict=True):
        texts = [text for pair in times.get(code, ())[:PARTS] for text in pair]
        rows.append(GridRow(code, gettext(label), [*texts, *[""] * (2 * PARTS - len(texts))]))
    return rows


def _why(text: str) -> str:
    if re.search(r"\d[.]\d\d", text):
        return gettext("Schrijf tijden met een dubbele punt, zoals 09:00.")
    if re.search(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b", text):
        return gettext("Dit kunnen wij niet lezen. Schrijf tijden met vier cijfers, zoals 09:00-17:00.")
    return gettext("Schrijf de dagen als Mo, Tu, We, Th, Fr, Sa en Su, en feestdagen als PH.")


def what_is_meant(text: str) -> str | None:
    """The hours that somebody may mean who writes them as people do; None when that cannot be read either."""
    meant = f" {text.casefold()} "
    for pattern, code in _DUTCH:
        meant = re.sub(pattern, code, meant)
    meant = re.sub(r"\s*(?:–|—|\bt/m\b|\btot en met\b|\btot\b|\btm\b)\s*", "-", meant)
    meant = re.sub(r"\s*\ben\b\s*", ",", meant)
    meant = re.sub(r"\b(?:van|op|om|uur|u|open)\b|(?<=\d)u(?:ur)?\b", " ", meant)
    meant = re.sub(r"(?<!\d)(\d{1,2})[.:](\d{2})(?!\d)", lambda found: f"{int(found[1]):02}:{found[2]}", meant)
    meant = re.sub(r"(?<![\d:/])(\d{1,2})(?![\d:/])", lambda found: f"{int(found[1]):02}:00", meant)
    meant = re.sub(r"(?<=[a-z])\s*:\s+", " ", meant, flags=re.IGNORECASE)
    meant = re.sub(r"\s*-\s*", "-", meant)
    meant = re.sub(r"\s*,\s*", ",", meant)
    meant = " ".join(re.sub(r"[;.\n]+\s*", "; ", meant).split()).strip(" ;,")
    # A comma before a day begins the next rule.
    meant = re.sub(r"(?<=\d),(?=[A-Z])", "; ", meant)
    meant = re.sub(r"(?<=off),(?=[A-Z])", "; ", meant)
    try:
        in_words(meant, today())
    except BadValue:
        return None
    return meant


def grid_of(text: str) -> Mapping[str, Times] | None:
    """The times by day that a text says; None for one that says more than the table can."""
    found: dict[str, Times] = {}
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        match = _RULE.fullmatch(rule)
        if match is not None:
            codes, times = _days(match["days"]), match["times"]
        elif rule == "24/7" or _ALWAYS.fullmatch(rule):
            codes, times = CODES[:7], "00:00-24:00" if rule == "24/7" else rule
        else:
            return None
        read = () if times in {"off", "closed"} else _times(times)
        if codes is None or len(read) > PARTS:
            return None
        found.update(dict.fromkeys(codes, read))
    return found


def _days(text: str) -> tuple[str, ...] | None:
    """The days of a rule; None when a range goes over the end of the week or holds public holidays."""
    days: list[str] = []
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        numbers = CODES.index(first), CODES.index(last or first)
        if numbers[1] < numbers[0] or (last and "PH" in (first, last)):
            return None
        days += CODES[numbers[0] : numbers[1] + 1]
    return tuple(days)


def _times(text: str) -> Times:
    pairs = (part.strip().split("-") for part in text.split(","))
    return tuple((first, last) for first, last in pairs)


@dataclass(frozen=True, slots=True)
class GridRead:
    """What was filled in in the table. text: the hours it makes; faults: what is wrong; typed: as it was, by day."""

    text: str
    faults: Sequence[str]
    typed: Mapping[str, Sequence[str]]


def read_grid(texts: Mapping[str, Sequence[str]]) -> GridRead:
    """The opening hours of a table. texts: per day opening and closing by turns."""
    faults: list[str] = []
    times = {code: _row_times(code, texts.get(code, ()), faults) for code in CODES}
    typed = {code: [*texts.get(code, ()), *[""] * 2 * PARTS][: 2 * PARTS] for code in CODES}
    return GridRead("" if faults else grid_text(times), faults, typed)


def grid_text(times: Mapping[str, Times]) -> str:
    """The opening hours of days; days one after the other with the same times are one rule."""
    rules = []
    start = 0
    for number in range(1, 8):
        if number == 7 or times.get(CODES[number]) != times.get(CODES[start]):
            if own := times.get(CODES[start]):
                last = CODES[number - 1]
                days = CODES[start] if number - start == 1 else f"{CODES[start]}-{last}"
                rules.append(f"{days} {_rule_times(own)}")
            start = number
    if not rules and not times.get("PH"):
        return ""
    rules.append(f"PH {_rule_times(times['PH'])}" if times.get("PH") else "PH off")
    return "; ".join(rules)


def _rule_times(times: Times) -> str:
    return ",".join(f"{first}-{last}" for first, last in times)


def _row_times(code: str, texts: Sequence[str], faults: list[str]) -> Times:
    day = gettext(LABELS[CODES.index(code)])
    read: list[tuple[str, str]] = []
    for number in range(0, min(len(texts), 2 * PARTS), 2):
        pair = [text.strip() for text in texts[number : number + 2]]
        if not any(pair):
            continue
        if len(pair) < 2 or not all(pair):
            faults.append(gettext("Vul bij %(day)s in van wanneer tot wanneer.", day=day))
            continue
        clocks = [_clock(text) for text in pair]
        if None in clocks:
            wrong = pair[clocks.index(None)]
            faults.append(
                gettext("'%(text)s' bij %(day)s is geen tijd. Schrijf bijvoorbeeld 09:00.", text=wrong[:20], day=day)
            )
            continue
        read.append((str(clocks[0]), str(clocks[1])))
    return tuple(sorted(read))


def _clock(text: str) -> str | None:
    """A time as HH:MM from how people write it (9, 9.00, 9:00 uur, 0900); None when it is none."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return f"{hour:02}:{minute:02}"
