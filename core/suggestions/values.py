"""Reading what a sender suggests for a field: typed by the column, bounded, in one spelling. Pure."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from core.messages import N_, Message
from core.suggestions.fields import Column, FieldShape

LONGEST_ITEM = 200
MOST_ITEMS = 50


class BadSuggestedValue(Exception):
    """A value that cannot be kept. `message` says what is allowed."""

    def __init__(self, text: str, **values: object) -> None:
        self.message = Message(text, values)
        super().__init__(str(self.message))


def read_value(column: Column, value: Any) -> Any:
    """The value as the content keeps it; None when it is to be emptied. A form's text is read as the column asks.

    Raises BadSuggestedValue.
    """
    if value is None or (isinstance(value, str) and not value.strip()) or value == []:
        return None
    return _READERS[column.shape](column, value)


def _read_text(column: Column, value: Any) -> str:
    if not isinstance(value, str):
        raise BadSuggestedValue(N_("Geef hier een tekst."))
    text = clean(value)
    if len(text) > column.longest:
        raise BadSuggestedValue(
            N_("De tekst is %(length)s tekens lang. Er mogen er %(most)s."), length=len(text), most=column.longest
        )
    return text


def _read_number(column: Column, value: Any) -> float | int:
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError("no number")
        number = float(value.strip().replace(",", ".")) if isinstance(value, str) else float(value)
        if not math.isfinite(number) or not 0 <= number <= 1_000_000:
            raise ValueError("out of bounds")
        if column.shape is FieldShape.WHOLE_NUMBER:
            if number != int(number):
                raise ValueError("not whole")
            return int(number)
    except (ValueError, OverflowError):
        raise BadSuggestedValue(N_("Geef hier een getal, bijvoorbeeld 4 of 2,5.")) from None
    return number


def _read_day(column: Column, value: Any) -> str:
    text = value.strip() if isinstance(value, str) else ""
    dutch = re.fullmatch(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", text)
    if dutch:
        text = f"{dutch[3]}-{int(dutch[2]):02d}-{int(dutch[1]):02d}"
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadSuggestedValue(N_("Schrijf de datum als 2026-11-22 of 22-11-2026.")) from None


def _read_yes_no(column: Column, value: Any) -> bool:
    known = {"true": True, "ja": True, "yes": True, "1": True, "false": False, "nee": False, "no": False, "0": False}
    found = known.get(str(value).strip().casefold()) if isinstance(value, bool | str) else None
    if found is None:
        raise BadSuggestedValue(N_("Kies ja of nee."))
    return found


def _read_choice(column: Column, value: Any) -> str:
    if value not in column.choices:
        raise BadSuggestedValue(N_("Kies uit: %(allowed)s."), allowed=", ".join(column.choices))
    return str(value)


def _read_list(column: Column, value: Any) -> list[str]:
    items = re.split(r"[\n;,]", value) if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise BadSuggestedValue(N_("Geef hier een lijst van woorden."))
    words = list(dict.fromkeys(word for word in (clean(item) for item in items) if word))
    if len(words) > MOST_ITEMS or any(len(word) > LONGEST_ITEM for word in words):
        raise BadSuggestedValue(
            N_("Geef hoogstens %(items)s woorden, elk van hoogstens %(most)s tekens."),
            items=MOST_ITEMS,
            most=LONGEST_ITEM,
        )
    return words


_READERS = {
    FieldShape.TEXT: _read_text,
    FieldShape.LONG_TEXT: _read_text,
    FieldShape.NUMBER: _read_number,
    FieldShape.WHOLE_NUMBER: _read_number,
    FieldShape.DAY: _read_day,
    FieldShape.YES_NO: _read_yes_no,
    FieldShape.CHOICE: _read_choice,
    FieldShape.LIST: _read_list,
}


def clean(text: str) -> str:
    """The text without control characters and outer white space; line ends as one sign."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign.isprintable() or sign in "\n\t").strip()
