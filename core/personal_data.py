"""Personal data in free text: what must not be sent to us. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from stdnum.nl import bsn

from core.messages import N_, Message

_BETWEEN = r"[\s.\-_/]{0,2}"
# Nine digits in a row, also written in groups (123.456.782, 123 456 782), with no digit before or after.
_NINE_DIGITS = re.compile(rf"(?<!\d)(?:\d{_BETWEEN}){{8}}\d(?!{_BETWEEN}\d)")
# What goes before the last nine digits of a telephone number with its country code.
_COUNTRY_CODE = re.compile(r"(?:\+|\b00)\d{1,3}[\s.\-]?(?:\(0\)\s?)?$")
_EMAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,200}\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d+])(?:\+31|0031|0)[ .\-]?[1-9](?:[ .\-]?\d){8}(?!\d)")
_FULL_POSTCODE = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{3}\s?[A-Z]{2}(?![A-Za-z0-9])")

_MONTH_NAMES = ("jan", "feb", "maa mrt mar", "apr", "mei may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec")
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[\s./\-]{1,3}(\d{1,2})[\s./\-]{1,3}(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})(?!\d)")
_MONTH_IN_WORDS = re.compile(
    rf"(?<!\d)(\d{{1,2}})[\s.\-]{{1,2}}({'|'.join(_MONTHS)})[a-z]*[\s.\-]{{1,2}}(\d{{4}})", re.I
)
OLDEST_CHILD = 25

_RELATION = (
    r"(?:zoon(?:tje)?|dochter(?:tje)?|kind(?:je)?|kleinkind|pleegkind|baby|peuter|kleuter|tweeling|pati[eë]nt(?:je)?|"
    r"leerling|cli[eë]nt(?:je)?|son|daughter|child)"
)
_NAMED_CHILD = (
    re.compile(rf"\b(?i:{_RELATION}),? [A-Z][a-zà-ÿ]+"),
    re.compile(rf"\b(?i:{_RELATION})\b.{{0,40}}\b(?i:heet|genaamd|named|called)\b"),
    re.compile(r"\b(?i:geboren op|geboortedatum|geb\.|date of birth|born on)\W{0,3}\d"),
)

BSN = N_(
    "Hier staat een nummer dat een burgerservicenummer kan zijn. Haal het weg: wij bewaren geen gegevens over kinderen."
)
EMAIL = N_("Hier staat een e-mailadres. Haal het weg: wij bewaren geen gegevens over personen.")
PHONE = N_("Hier staat een telefoonnummer. Haal het weg: wij bewaren geen gegevens over personen.")
POSTCODE = N_("Hier staat een hele postcode. Haal de letters weg: alleen de vier cijfers mag wel.")
BIRTHDAY = N_(
    "Hier staat een datum die een geboortedatum kan zijn. Schrijf alleen de maand en het jaar: "
    "wij bewaren geen gegevens over kinderen."
)


def personal_data_in(text: str) -> Iterator[Message]:
    """What must be taken out of a text in which nobody may be named, one message per kind of data."""
    if holds_bsn(text):
        yield Message(BSN)
    for pattern, sentence in ((_EMAIL, EMAIL), (_PHONE, PHONE), (_FULL_POSTCODE, POSTCODE)):
        if pattern.search(text):
            yield Message(sentence)


def holds_bsn(text: str) -> bool:
    """Whether a text holds a number that can be a burgerservicenummer, also in groups or in other digits than ours.

    A number of nine digits counts when it passes the eleven test (Besluit burgerservicenummer): one in eleven other
    numbers passes it as well. The number of a telephone abroad is known by its country code.
    """
    plain = unicodedata.normalize("NFKC", text)
    return any(
        bsn.is_valid("".join(str(int(sign)) for sign in found[0] if sign.isdecimal()))
        for found in _NINE_DIGITS.finditer(plain)
        if not _COUNTRY_CODE.search(plain[max(0, found.start() - 12) : found.start()])
    )


def holds_birthday(text: str, today: date) -> bool:
    """Whether a text holds a day on which a child or young adult of today can be born."""
    return any(
        found is not None and date(today.year - OLDEST_CHILD, 1, 1) <= found <= today
        for found in _days_in(unicodedata.normalize("NFKC", text), today)
    )


def resembles_child(text: str) -> bool:
    """Whether a text seems to tell who a child is: its name or day of birth. It may be wrong: ask, do not refuse."""
    return any(pattern.search(text) for pattern in _NAMED_CHILD)


def _days_in(text: str, today: date) -> Iterator[date | None]:
    for day, month, year in _DAY_FIRST.findall(text):
        century = 0 if len(year) == 4 else today.year // 100 * 100
        yield _day(century + int(year), int(month), int(day))
    for year, month, day in _YEAR_FIRST.findall(text):
        yield _day(int(year), int(month), int(day))
    for day, month, year in _MONTH_IN_WORDS.findall(text):
        yield _day(int(year), _MONTHS[month.lower()], int(day))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
