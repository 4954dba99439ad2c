"""Reading the values of the map: phone numbers, web addresses, registers, ages, hours. Pure.

Each `read_…` takes the text as people write it and gives the one spelling that is kept. What cannot be right raises
BadValue with what to do about it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from core.messages import N_, Message

OLDEST_AGE = 120
SHORT_NUMBERS = frozenset({"112", "113", "116111", "116123", "14010"})
_TRUNK_AND_SPACES = re.compile(r"[\s().\-/]+")
_KVK = re.compile(r"\d{8}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LANGUAGE = re.compile(r"[a-z]{2}")


class BadValue(Exception):
    """A value that cannot be kept. `message` says what is wrong and what is allowed."""

    def __init__(self, text: str, **values: object) -> None:
        self.message = Message(text, values)
        super().__init__(str(self.message))

    @classmethod
    def of(cls, message: Message) -> BadValue:
        """The same for a message that was worded elsewhere."""
        return cls(message.text, **message.values)


class Mended(Exception):
    """A value that was not right but could be mended without a guess. `value` is kept; `message` says what changed."""

    def __init__(self, value: object, message: Message) -> None:
        self.value = value
        self.message = message
        super().__init__(str(message))


def read_text(value: str, longest: int) -> str:
    """The text without control characters and outer white space. Raises BadValue when longer than `longest` signs."""
    text = "".join(_kept(sign) for sign in value).strip()
    if len(text) > longest:
        raise BadValue(N_("De tekst is %(length)s tekens lang. Er mogen er %(most)s."), length=len(text), most=longest)
    return text


def _kept(sign: str) -> str:
    if sign.isprintable() or sign in "\n\t\u00ad":
        return sign
    return " " if sign.isspace() and unicodedata.category(sign) == "Zs" else ""


def read_choice(value: str, choices: Iterable[str]) -> str:
    """One of `choices`, whatever its capitals. Raises BadValue that names them."""
    known = {choice.casefold(): choice for choice in choices}
    found = known.get(value.strip().casefold())
    if found is None:
        raise BadValue(
            N_("'%(value)s' kennen we niet. Kies uit: %(allowed)s."), value=value, allowed=", ".join(known.values())
        )
    return found


def read_code(value: str, known: Container[str], listing: Iterable[str]) -> str:
    """A code of a taxonomy. Raises BadValue that names the taxonomy's codes."""
    code = value.strip().casefold()
    if code not in known:
        raise BadValue(
            N_("'%(value)s' staat niet in de lijst. Kies uit: %(allowed)s."), value=value, allowed=", ".join(listing)
        )
    return code


def read_name(value: str, form: str, advice: str) -> str:
    """A code or name of which every sign counts. form: a regular expression for the whole; advice: what to write."""
    text = value.strip()
    if not re.fullmatch(form, text, re.ASCII):
        raise BadValue(advice)
    return text


def read_phone(value: str) -> str:
    """A number as people in the Netherlands dial it ("030 789 7878"); a foreign one with its country code.

    Emergency and help lines of a few digits are kept as they are. Only the number of digits is checked: numbers that
    nobody has (those of the fictional examples) are well formed too, and a new range must not be refused.
    """
    digits = _TRUNK_AND_SPACES.sub("", value)
    if digits in SHORT_NUMBERS:
        return digits
    try:
        number = phonenumbers.parse(value, "NL")
    except phonenumbers.NumberParseException:
        raise BadValue(
            N_("'%(value)s' is geen telefoonnummer. Schrijf het zoals u het belt, bijvoorbeeld 030 789 7878."),
            value=value,
        ) from None
    if not phonenumbers.is_possible_number(number):
        raise BadValue(N_("'%(value)s' heeft te veel of te weinig cijfers voor een telefoonnummer."), value=value)
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if number.country_code == 31
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)


def read_email(value: str) -> str:
    """An e-mail address in its one spelling. Only its form is checked: nothing is asked of the network."""
    try:
        return validate_email(value.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise BadValue(
            N_("'%(value)s' is geen e-mailadres. Een goed adres is bijvoorbeeld info@voorbeeld.nl."), value=value
        ) from None


def read_url(value: str) -> str:
    """A web address that starts with http:// or https://; without either, https:// is put before it."""
    text = value.strip()
    if "://" not in text and not text.lower().startswith(("javascript:", "data:", "mailto:")):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in {"http", "https"} or "." not in host or len(text) > 500 or re.search(r"[\s<>\"]", text):
        raise BadValue(N_("'%(value)s' is geen webadres. Schrijf het als https://www.voorbeeld.nl."), value=value[:80])
    return text


def read_kvk(value: str) -> str:
    """A Chamber of Commerce number: eight digits."""
    digits = _TRUNK_AND_SPACES.sub("", value)
    if not _KVK.fullmatch(digits):
        raise BadValue(N_("'%(value)s' is geen KvK-nummer. Dat heeft 8 cijfers."), value=value)
    return digits


def read_agb(value: str) -> str:
    """An AGB code of a care provider: eight digits, the first two name the kind of provider."""
    digits = _TRUNK_AND_SPACES.sub("", value)
    if not _KVK.fullmatch(digits):
        raise BadValue(N_("'%(value)s' is geen AGB-code. Die heeft 8 cijfers."), value=value)
    return digits


def read_number(value: str, lowest: float, highest: float) -> float:
    """A number with a point or a comma, between two bounds."""
    text = value.strip().replace(",", ".")
    number = float(text) + 0.0 if _NUMBER.fullmatch(text) else float("nan")
    if not lowest <= number <= highest:
        raise BadValue(
            N_("'%(value)s' past niet. Vul een getal in van %(lowest)s tot en met %(highest)s."),
            value=value,
            lowest=_short(lowest),
            highest=_short(highest),
        )
    return number


def read_age(value: str) -> float:
    """An age in years, which may have a fraction."""
    return read_number(value, 0, OLDEST_AGE)


def read_year(value: str) -> int:
    """A year of the municipal division."""
    return int(read_number(value, 1990, 2100))


def read_date(value: str) -> date:
    """A day, as 2026-11-22 or 22-11-2026."""
    text = value.strip()
    dutch = re.fullmatch(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", text)
    if dutch:
        text = f"{dutch[3]}-{int(dutch[2]):02d}-{int(dutch[1]):02d}"
    try:
        return date.fromisoformat(text[:10]) if len(text) in {10, 20, 25} else date.fromisoformat(text)
    except ValueError:
        raise BadValue(N_("'%(value)s' is geen datum. Schrijf 2026-11-22 of 22-11-2026."), value=value) from None


def read_language(value: str) -> str:
    """A language by its two letters (ISO 639-1)."""
    code = value.strip().casefold()
    if not _LANGUAGE.fullmatch(code):
        raise BadValue(N_("'%(value)s' is geen taalcode. Gebruik twee letters, zoals nl, en of ar."), value=value)
    return code


@lru_cache(maxsize=4096)
def _short(number: float) -> str:
    return f"{number:g}"
