"""Reading what a client sent, so that every fault is found and named at once.

Refused with 400: members the schema does not have, a member given twice that takes one value, NUL signs, text that is
not UTF-8, and JSON that is broken, has the same member twice, or holds NaN or half a character. A body that is not
JSON is a 415. Flask and webargs let most of these through or answer 500 or 422.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

import marshmallow as ma
from flask import Request, request
from webargs.flaskparser import FlaskParser

from core.api.problems import BadInput, Fault, Place, UnsupportedMediaType
from core.api.wording import faults_of
from core.i18n import gettext

PLACES: dict[str, Place] = {"query": "query", "json": "body", "headers": "header"}
View = Callable[..., Any]


class ArgumentParser(FlaskParser):
    """Reads `query`, `json` and `headers` by a marshmallow schema instance.

    When several schemas stand on one view, the faults in all of them are collected before anything is refused.
    Members that a schema does not know are a fault, unless its own Meta says otherwise (`unknown = ma.INCLUDE`). With
    `repeats_unknown = True` on such a schema they may be repeated in a query, and come as lists.
    """

    DEFAULT_VALIDATION_STATUS = 400

    def use_args(self, argmap: Any, req: Any = None, *, location: str | None = None, **kwargs: Any) -> Any:
        """Decorator that appends what was read to the view's positional arguments."""
        if not isinstance(argmap, ma.Schema):
            raise TypeError("Give arguments() a schema instance: a class would be built anew at every request")
        if location not in PLACES or kwargs or req is not None:
            raise TypeError(f"arguments() reads {', '.join(PLACES)} and takes no further options")
        schema, place = argmap, PLACES[location]
        read = _READERS[place](schema)

        def decorator(view: View) -> View:
            inner_readers: tuple[Callable[[], Any], ...] = getattr(view, "_argument_readers", ())

            @wraps(view)
            def reading(*args: Any, **view_kwargs: Any) -> Any:
                try:
                    data = read()
                except BadInput as error:
                    raise _with_faults_of(inner_readers, error) from None
                return view(*args, data, **view_kwargs)

            reading._argument_readers = (read, *inner_readers)  # type: ignore[attr-defined]  # read by outer readers
            return reading

        return decorator


def _with_faults_of(readers: tuple[Callable[[], Any], ...], error: BadInput) -> BadInput:
    faults = list(error.faults)
    for read in readers:
        try:
            read()
        except BadInput as further:
            faults.extend(further.faults)
    return BadInput(*faults, detail=error.detail)


def _load(schema: ma.Schema, data: Any, place: Place, known: list[Fault]) -> Any:
    try:
        loaded = schema.load(data)
    except ma.ValidationError as error:
        raise BadInput(*known, *faults_of(error.messages, schema, place, data)) from None
    if known:
        raise BadInput(*known)
    return loaded


def _query_reader(schema: ma.Schema) -> Callable[[], Any]:
    repeatable = {
        field.data_key or name
        for name, field in schema.load_fields.items()
        if getattr(field, "is_multiple", isinstance(field, ma.fields.List | ma.fields.Tuple))
    }
    keeps_unknown = schema.unknown == ma.INCLUDE
    known_names = {field.data_key or name for name, field in schema.load_fields.items()}
    repeats_unknown = keeps_unknown and getattr(schema, "repeats_unknown", False)

    def read() -> Any:
        known: list[Fault] = []
        data: dict[str, Any] = {}
        for name, values in request.args.lists():
            if name in repeatable or (repeats_unknown and name not in known_names):
                data[name] = values
                continue
            data[name] = values[0]
            if len(values) > 1 and (name in schema.load_fields or keeps_unknown or _has_key(schema, name)):
                known.append(repeated("query", name))
        return _load(schema, data, "query", known)

    return read


def _has_key(schema: ma.Schema, name: str) -> bool:
    return any(field.data_key == name for field in schema.load_fields.values())


def repeated(place: Place, name: str) -> Fault:
    """The fault for a member that stands there more than once but takes one value."""
    return Fault(place, name[:80], gettext("Dit staat er meer dan één keer. Geef het één keer."))


def _body_reader(schema: ma.Schema) -> Callable[[], Any]:
    def read() -> Any:
        return _load(schema, json_body(request), "body", [])

    return read


def _header_reader(schema: ma.Schema) -> Callable[[], Any]:
    keys = [field.data_key or name for name, field in schema.load_fields.items()]

    def read() -> Any:
        data = {key: request.headers[key] for key in keys if key in request.headers}
        return _load(schema, data, "header", [])

    return read


_READERS: dict[Place, Callable[[ma.Schema], Callable[[], Any]]] = {
    "query": _query_reader,
    "body": _body_reader,
    "header": _header_reader,
}


def json_body(req: Request) -> Any:
    """The JSON in the body of a request.

    Raises UnsupportedMediaType when the body is not JSON, BadInput when it is broken, and werkzeug's 413 when it is
    over the limit.
    """
    if req.headers.get("Content-Encoding", "identity").strip().lower() not in ("identity", ""):
        raise UnsupportedMediaType(detail=gettext("Stuur de gegevens zonder compressie."))
    raw = req.get_data(cache=True)
    if not req.is_json and (raw or req.mimetype):
        raise UnsupportedMediaType(detail=gettext("Wat u stuurde is geen JSON."))
    if not raw:
        raise BadInput(Fault("body", "body", gettext("Stuur een JSON-object, dus iets tussen { en }.")))
    try:
        data = json.loads(raw.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_refuse_constant)
        odd = list(_odd(data, "")) if b"\\u" in raw else []
    except UnicodeDecodeError as error:
        detail = gettext("Dit is geen UTF-8: byte %(position)s klopt niet.", position=error.start + 1)
        raise BadInput(Fault("body", "body", detail)) from None
    except json.JSONDecodeError as error:
        detail = gettext(
            "Dit is geen goede JSON: kijk bij regel %(line)s, teken %(column)s.", line=error.lineno, column=error.colno
        )
        raise BadInput(Fault("body", "body", detail)) from None
    except (ValueError, RecursionError):
        detail = gettext("Dit is geen goede JSON: een getal is te lang, of de haken gaan te diep.")
        raise BadInput(Fault("body", "body", detail)) from None
    if odd:
        raise BadInput(
            *(Fault("body", name or "body", gettext("Hier staat een teken dat geen tekst is.")) for name in odd)
        )
    return data


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    names = [name for name, _value in pairs]
    raise BadInput(*(repeated("body", name) for name in dict.fromkeys(names) if names.count(name) > 1))


def _refuse_constant(name: str) -> NoReturn:
    raise BadInput(Fault("body", "body", gettext("%(name)s is geen JSON. Geef een gewoon getal.", name=name)))


def _odd(data: Any, name: str) -> Iterator[str]:
    """Names of the members that hold a NUL or half a surrogate pair."""
    if isinstance(data, str):
        if not is_text(data):
            yield name
        return
    if isinstance(data, dict):
        for key, value in data.items():
            below = f"{name}.{key}" if name else key
            if is_text(key):
                yield from _odd(value, below)
            else:
                yield name
    if isinstance(data, list):
        for position, value in enumerate(data):
            yield from _odd(value, f"{name}.{position}" if name else str(position))


def is_text(value: str) -> bool:
    """False for text that no database or UTF-8 answer can hold: with a NUL or half a surrogate pair."""
    if "\0" in value:
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def refuse_unreadable_url(req: Request) -> None:
    """Raise BadInput when the path or the query holds a NUL or bytes that are not UTF-8, names and values alike."""
    faults: list[Fault] = []
    if "\0" in req.path or "�" in req.path:
        faults.append(Fault("path", "path", gettext("Dit adres bevat een teken dat geen tekst is.")))
    raw = req.query_string
    if raw and (b"%" in raw or not raw.isascii()) and not _is_utf8_text(raw):
        faults.extend(
            Fault("query", _readable(part), gettext("Hier staat een teken dat geen tekst is."))
            for part in raw.split(b"&")
            if not _is_utf8_text(part)
        )
    if faults:
        raise BadInput(*faults)


def _is_utf8_text(raw: bytes) -> bool:
    try:
        return "\0" not in unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return False


def _readable(part: bytes) -> str:
    name = unquote_to_bytes(part.partition(b"=")[0]).decode("utf-8", "replace").replace("\0", "�")
    return name[:80] or "query"
