"""Marshmallow's English complaints, said so that a reader knows what to send instead; and what is allowed, as data.

Marshmallow gives sentences, not codes. Its sentences are few and fixed, so each one (a test walks through all of
them) has its own sentence here in the reader's language. A sentence that is not marshmallow's, raised by a room with
`gettext`, passes unchanged.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import marshmallow as ma
from marshmallow import validate

from core.api.problems import Fault, Place
from core.i18n import Text, gettext, lazy_gettext

AnyField = ma.fields.Field[Any]
Words = Mapping[str, str | None]

MISSING = "Missing data for required field."
UNKNOWN = "Unknown field."

_SENTENCES: dict[str, Text] = {
    MISSING: lazy_gettext("Dit is verplicht."),
    "Field may not be null.": lazy_gettext("Dit mag niet null zijn. Laat het anders weg."),
    "Invalid value.": lazy_gettext("Deze waarde kan hier niet."),
    "Invalid input.": lazy_gettext("Deze waarde kan hier niet."),
    "Invalid type.": lazy_gettext("Deze waarde heeft niet de goede soort."),
    "Invalid input type.": lazy_gettext("Stuur een JSON-object, dus iets tussen { en }."),
    UNKNOWN: lazy_gettext("Dit kennen we niet."),
    "Not a valid list.": lazy_gettext("Geef een lijst."),
    "Not a valid tuple.": lazy_gettext("Geef een lijst."),
    "Not a valid mapping type.": lazy_gettext("Geef een JSON-object, dus iets tussen { en }."),
    "Not a valid string.": lazy_gettext("Geef tekst."),
    "Not a valid utf-8 string.": lazy_gettext("Geef tekst in UTF-8."),
    "Not a valid UUID.": lazy_gettext("Geef een UUID, zoals 123e4567-e89b-42d3-a456-426614174000."),
    "Not a valid number.": lazy_gettext("Geef een getal, met een punt voor de decimalen."),
    "Number too large.": lazy_gettext("Dit getal is te groot."),
    "Special numeric values (nan or infinity) are not permitted.": lazy_gettext("Geef een gewoon getal."),
    "Not a valid integer.": lazy_gettext("Geef een heel getal, zonder punt of komma."),
    "Not a valid boolean.": lazy_gettext("Geef true of false."),
    "Not a valid datetime.": lazy_gettext("Geef een datum met tijd en tijdzone, zoals 2026-11-22T09:30:00Z."),
    "Not a valid naive datetime.": lazy_gettext("Geef een datum met tijd, zonder tijdzone."),
    "Not a valid aware datetime.": lazy_gettext("Geef een datum met tijd en tijdzone, zoals 2026-11-22T09:30:00Z."),
    "Not a valid time.": lazy_gettext("Geef een tijd, zoals 09:30."),
    "Not a valid date.": lazy_gettext("Geef een datum als jaar-maand-dag, zoals 2026-11-22."),
    "Not a valid period of time.": lazy_gettext("Geef een tijdsduur."),
    "Not a valid URL.": lazy_gettext("Geef een webadres, zoals https://www.voorbeeld.nl."),
    "Not a valid email address.": lazy_gettext("Geef een e-mailadres, zoals naam@voorbeeld.nl."),
    "Not a valid IP address.": lazy_gettext("Geef een IP-adres."),
    "Not a valid IPv4 address.": lazy_gettext("Geef een IPv4-adres."),
    "Not a valid IPv6 address.": lazy_gettext("Geef een IPv6-adres."),
    "Not a valid IP interface.": lazy_gettext("Geef een IP-adres met masker."),
    "Not a valid IPv4 interface.": lazy_gettext("Geef een IPv4-adres met masker."),
    "Not a valid IPv6 interface.": lazy_gettext("Geef een IPv6-adres met masker."),
    "String does not match expected pattern.": lazy_gettext("Deze tekst heeft niet de goede vorm."),
}

_NUMBER = r"(?P<{}>.+?)"
_LOW = rf"(?:greater than or equal to {_NUMBER.format('least')}|greater than {_NUMBER.format('above')})"
_HIGH = rf"(?:less than or equal to {_NUMBER.format('most')}|less than {_NUMBER.format('below')})"
_RANGE = re.compile(rf"Must be (?:{_LOW})?(?: and )?(?:{_HIGH})?\.")
_LENGTH = re.compile(
    r"(?:Shorter than minimum length (?P<least>\d+)|Longer than maximum length (?P<most>\d+)"
    r"|Length must be between (?P<least2>\d+) and (?P<most2>\d+)|Length must be (?P<equal>\d+))\."
)
_CHOICES = re.compile(
    r"(?:Must be one of|One or more of the choices you made was not in): (?P<choices>.*)\.", re.DOTALL
)
_NOT_THESE = re.compile(r"One or more of the choices you made was in: (?P<choices>.*)\.", re.DOTALL)
_EQUAL = re.compile(r"Must be equal to (?P<other>.*)\.", re.DOTALL)
_UNFORMATTABLE = re.compile(r".* cannot be formatted as a \w+\.", re.DOTALL)


def reword(message: str, value: Any = None) -> str | None:
    """Marshmallow's sentence in the reader's language; None when the sentence is not one of marshmallow's.

    value: what was sent; it decides whether a length counts signs or values.
    """
    if message in _SENTENCES:
        return str(_SENTENCES[message])
    for pattern, say in _PATTERNS:
        if found := pattern.fullmatch(message):
            return say(found.groupdict(), isinstance(value, list))
    return None


def _length(found: Words, of_values: bool) -> str:
    least, most = found["least"] or found["least2"], found["most"] or found["most2"]
    if found["equal"]:
        least = most = found["equal"]
    return _length_of_list(least, most) if of_values else _length_of_text(least, most)


def _length_of_list(least: str | None, most: str | None) -> str:
    if least and most:
        return gettext("Geef %(least)s tot en met %(most)s waarden.", least=least, most=most)
    if least:
        return gettext("Geef minstens %(least)s waarden.", least=least)
    return gettext("Geef hoogstens %(most)s waarden.", most=most)


def _length_of_text(least: str | None, most: str | None) -> str:
    if least == most:
        return gettext("Geef precies %(number)s tekens.", number=least)
    if least and most:
        return gettext("Geef %(least)s tot en met %(most)s tekens.", least=least, most=most)
    if least == "1":
        return gettext("Dit mag niet leeg zijn.")
    if least:
        return gettext("Geef minstens %(least)s tekens.", least=least)
    return gettext("Geef hoogstens %(most)s tekens.", most=most)


def _bounds(found: Words, _of_values: bool) -> str:
    parts: list[str] = []
    if found["least"]:
        parts.append(gettext("minstens %(number)s", number=found["least"]))
    if found["above"]:
        parts.append(gettext("meer dan %(number)s", number=found["above"]))
    if found["most"]:
        parts.append(gettext("hoogstens %(number)s", number=found["most"]))
    if found["below"]:
        parts.append(gettext("minder dan %(number)s", number=found["below"]))
    if len(parts) == 2:
        return gettext("Dit moet %(low)s en %(high)s zijn.", low=parts[0], high=parts[1])
    return gettext("Dit moet %(bound)s zijn.", bound=parts[0])


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[Words, bool], str]], ...] = (
    (_LENGTH, _length),
    (_RANGE, _bounds),
    (_CHOICES, lambda found, _: gettext("Kies uit: %(choices)s.", choices=found["choices"])),
    (_NOT_THESE, lambda found, _: gettext("Kies iets anders dan: %(choices)s.", choices=found["choices"])),
    (_EQUAL, lambda found, _: gettext("Dit moet %(value)s zijn.", value=found["other"])),
    (_UNFORMATTABLE, lambda _found, _: gettext("Deze waarde kan hier niet.")),
)


def faults_of(messages: Any, schema: ma.Schema, place: Place, data: Any) -> Iterator[Fault]:
    """Every fault in marshmallow's tree of messages.

    messages: `ValidationError.messages` of `schema.load(data)`. data: what was loaded.
    """
    if not isinstance(messages, Mapping):
        yield from _leaves(messages, place, (), None, None)
        return
    for key, below in messages.items():
        yield from _walk(below, place, (key,), schema, data)


def _walk(messages: Any, place: Place, path: tuple[Any, ...], schema: ma.Schema | None, data: Any) -> Iterator[Fault]:
    key = path[-1]
    if key == "_schema":
        yield from _leaves(messages, place, path[:-1], None, None)
        return
    value = _member(data, key)
    field = _field(schema, key) if schema is not None else None
    if schema is not None and field is None and UNKNOWN in messages:
        yield unknown_member(place, path, schema)
        return
    if not isinstance(messages, Mapping):
        yield from _leaves(messages, place, path, field, value)
        return
    inner = field.schema if isinstance(field, ma.fields.Nested) else None
    for below_key, below in messages.items():
        if isinstance(below_key, int) and isinstance(field, ma.fields.List):
            yield from _items(below, place, (*path, below_key), field.inner, _member(value, below_key))
        elif isinstance(below_key, int) and inner is not None and inner.many:
            for name, messages_below in below.items():
                yield from _walk(messages_below, place, (*path, below_key, name), inner, _member(value, below_key))
        else:
            yield from _walk(below, place, (*path, below_key), inner, value)


def _items(messages: Any, place: Place, path: tuple[Any, ...], field: AnyField, value: Any) -> Iterator[Fault]:
    """The faults in one item of a list."""
    if isinstance(messages, Mapping) and isinstance(field, ma.fields.Nested):
        for name, below in messages.items():
            yield from _walk(below, place, (*path, name), field.schema, value)
        return
    yield from _leaves(messages, place, path, field, value)


def _leaves(messages: Any, place: Place, path: tuple[Any, ...], field: AnyField | None, value: Any) -> Iterator[Fault]:
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from _leaves(below, place, (*path, key), None, _member(value, key))
        return
    for message in messages if isinstance(messages, list) else [messages]:
        text = str(message)
        shown = value if isinstance(value, str | int | float | bool) else None
        yield Fault(place, _name(path, place), reword(text, value) or text, shown, allowed_by(field))


def unknown_member(place: Place, path: tuple[Any, ...], schema: ma.Schema) -> Fault:
    """The fault for a member that the schema does not have: names those it does have, and the likeliest one."""
    names = [field.data_key or name for name, field in schema.load_fields.items()]
    near = difflib.get_close_matches(str(path[-1]), names, n=1, cutoff=0.7)
    detail = gettext("Dit kennen we niet. Bedoelt u %(name)s?", name=near[0]) if near else str(_SENTENCES[UNKNOWN])
    return Fault(place, _name(path, place), detail, allowed=names)


def _name(path: tuple[Any, ...], place: Place) -> str:
    return ".".join(str(part)[:80] for part in path) or place


def _member(data: Any, key: Any) -> Any:
    try:
        return data[key]
    except (KeyError, IndexError, TypeError):
        return None


def _field(schema: ma.Schema, key: Any) -> AnyField | None:
    for name, field in schema.load_fields.items():
        if (field.data_key or name) == key:
            return field
    return None


def allowed_by(field: AnyField | None) -> Any:
    """What a field takes, as data: a list of choices, or bounds and type. None when there is nothing to tell."""
    if field is None:
        return None
    if isinstance(field, ma.fields.List):
        return allowed_by(field.inner)
    told: dict[str, Any] = {}
    for python_class, name in _TYPES:
        if isinstance(field, python_class):
            told["type"] = name
            break
    for validator in field.validators:
        if isinstance(validator, validate.OneOf):
            return list(validator.choices)
        if isinstance(validator, validate.Range):
            low = "minimum" if validator.min_inclusive else "exclusiveMinimum"
            high = "maximum" if validator.max_inclusive else "exclusiveMaximum"
            told |= {name: value for name, value in ((low, validator.min), (high, validator.max)) if value is not None}
        if isinstance(validator, validate.Length):
            bounds = (("minLength", validator.equal or validator.min), ("maxLength", validator.equal or validator.max))
            told |= {name: value for name, value in bounds if value is not None}
        if isinstance(validator, validate.Regexp):
            told["pattern"] = validator.regex.pattern
    return told or None


_TYPES: tuple[tuple[type[AnyField], str], ...] = (
    (ma.fields.Integer, "integer"),
    (ma.fields.Number, "number"),
    (ma.fields.Boolean, "boolean"),
    (ma.fields.DateTime, "date-time"),
    (ma.fields.Date, "date"),
    (ma.fields.UUID, "uuid"),
    (ma.fields.String, "string"),
)
