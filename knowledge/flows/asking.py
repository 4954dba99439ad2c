"""What every face of a flow does with a question before it walks: read the day it is about, look up the postcodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from knowledge.flows.flow import RESULT, Flow

Result = TypeVar("Result")
EARLIEST = date(1950, 1, 1)
LATEST = date(2100, 12, 31)
"""The days one can ask about: far enough both ways for any child, and for any rule that we know."""

RESERVED = (RESULT, "at", "ask", "asked")
"""Names that no question can have. They mean something else in an address with answers: the day asked about, the
question to show, and the question that was just answered."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DayRefusedError(ValueError):
    """The text is no day from `EARLIEST` to `LATEST` written as 2026-11-22."""


def day_asked(text: str) -> date:
    """The day that a question is about. Raises DayRefusedError."""
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            if EARLIEST <= day <= LATEST:
                return day
    except ValueError as error:
        raise DayRefusedError(text[:20]) from error
    raise DayRefusedError(text[:20])


def each_postcode(
    flow: Flow, answers: Mapping[str, Sequence[str]], look_up: Callable[[str, str], Result]
) -> list[Result]:
    """What `look_up` makes of each question that asks for a postcode and its four digits: some do not exist.

    answers: as `walk` took them, so that they are known to have the form of one.
    """
    return [
        look_up(code, values[0].strip())
        for code, values in answers.items()
        if flow.nodes[code].type == "postcode" and values[0].strip()[:1].isdigit()
    ]
