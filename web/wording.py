"""How the public pages write dates, numbers and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

from core.i18n import gettext, language, ngettext
from knowledge.articles.rendering import human_date
from socialmap.opening_hours import DUTCH_TIME

_TODDLER = 2
"""Up to this age in years people count in months."""
_NOT_DIALLED = re.compile(r"[^0-9+]")


def day(value: date | datetime | str | None) -> str:
    """A day in words: "3 november 2026", "3 November 2026". Nothing for no day."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(DUTCH_TIME).date() if value.tzinfo else value.date()
    return _day(value, language())


@lru_cache(maxsize=4096)
def _day(value: date, code: str) -> str:
    return format_date(value, "d MMMM y", locale=code)


def partial_day(value: str) -> str:
    """A year, month or day in ISO 8601 as people write it: 2023, november 2023, 3 november 2023."""
    return human_date(value, language())


def number(value: float) -> str:
    """A number as the reader writes it, without needless decimals: 4,5 in Dutch and 4.5 in English."""
    text = f"{value:g}" if abs(value) < 1_000_000 else str(value)
    return text.replace(".", ",") if language() == "nl" else text


def kilometres(value: float) -> str:
    """A distance in kilometres: one decimal up to ten, none above."""
    return number(round(value, 1) if value < 10 else round(value))


@lru_cache(maxsize=4096)
def dialled(phone: str) -> str:
    """A telephone number as `tel:` wants it: 030 789 78 78 becomes tel:+31307897878; short numbers stay as they are."""
    digits = _NOT_DIALLED.sub("", phone)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    # Service numbers (0800, 0900, 088 is ordinary) and emergency numbers cannot be dialled with the country code.
    if len(digits) == 10 and digits.startswith("0") and not digits.startswith(("0800", "0900", "0906", "0909")):
        digits = f"+31{digits[1:]}"
    return f"tel:{digits}"


def ages(lowest: float | None, highest: float | None) -> str:
    """For which ages: "4 tot 18 jaar". highest: up to that birthday. Nothing when all ages are welcome."""
    if lowest and highest:
        if lowest >= _TODDLER:
            return gettext("%(lowest)s tot %(highest)s jaar", lowest=number(lowest), highest=number(highest))
        return gettext("%(lowest)s tot %(highest)s", lowest=_age(lowest), highest=_age(highest))
    if highest:
        return gettext("tot %(age)s", age=_age(highest))
    return gettext("vanaf %(age)s", age=_age(lowest)) if lowest else ""


def _age(years: float) -> str:
    """An age: in months for a toddler of no whole years, else in years."""
    if years < _TODDLER and years % 1:
        return ngettext("%(num)s maand", "%(num)s maanden", round(years * 12))
    return gettext("%(number)s jaar", number=number(years))


def one_of(words: Sequence[str]) -> str:
    """Words of which one holds: "Jeugdwet of Wmo"."""
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s of %(last)s", first=", ".join(words[:-1]), last=words[-1])


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: "Utrecht, Flevoland en Gelderland"."""
    *before, last = words
    return gettext("%(first)s en %(last)s", first=", ".join(before), last=last) if before else last
