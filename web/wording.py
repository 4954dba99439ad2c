"""How the public pages write dates, numbers and telephone numbers."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

from core.i18n import language
from socialmap.opening_hours import DUTCH_TIME

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
