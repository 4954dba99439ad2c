"""Days and moments in words, in the reader's language and by Dutch clocks."""

from __future__ import annotations

from datetime import date, datetime

import flask_babel  # type: ignore[import-untyped]  # ships no types


def day_in_words(day: date) -> str:
    """22 nov 2026."""
    return str(flask_babel.format_date(day, "d MMM y"))


def moment(at: datetime) -> str:
    """22 nov 2026 14:05, by Dutch clocks."""
    return str(flask_babel.format_datetime(at, "d MMM y HH:mm"))
