"""Answers: JSON bytes, strong ETags, 304, caching and negotiation.

Caching is decided once, here. What a GET gives is public open data, so every cache may keep it but must ask before
each use (`public, no-cache`); with the ETag that question costs a 304. Answers to a POST may hold what a visitor told
us and are never stored (`no-store`), nor are errors. (ADR asks `no-store` everywhere; for public open data we deviate.)
Compression (core.compression, or a server in front) makes our ETag weak, so W/ is ignored in comparing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

from flask import Flask, Request, Response, current_app, request
from flask.globals import request_ctx
from flask.json.provider import DefaultJSONProvider

from core.api.problems import NotAcceptable
from core.i18n import LAZY, language

JSON_TYPE = "application/json"
GEOJSON_TYPE = "application/geo+json"
SVG_TYPE = "image/svg+xml"
PUBLIC_CACHE = "public, no-cache"
NO_STORE = "no-store"


def utc_text(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC: "2026-11-22T09:30:00Z". Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("A time without a zone cannot be told in UTC")
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.removesuffix("+00:00") + "Z"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, LAZY):
        return str(value)
    return DefaultJSONProvider.default(value)


class JsonProvider(DefaultJSONProvider):
    """Compact UTF-8 JSON in the order of its members; times in UTC with Z; lazy sentences in the reader's language."""

    default = staticmethod(_plain)
    ensure_ascii = False
    sort_keys = False
    compact = True


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)


def json_bytes(value: Any) -> bytes:
    """A value as compact UTF-8 JSON, ready to be joined with other parts."""
    return _ENCODER.encode(value).encode("utf-8")


def etag_for(*key: Any) -> str:
    """A strong ETag, known before the work is done, from everything that decides the answer.

    key: for instance the seq of the documents and the arguments. Language, path and software version are added here.
    Two requests with the same key must get the same bytes. Parts are compared by their `repr`.
    """
    told = repr((current_app.config["API_VERSION"], language(), request.path, *key))
    return f'"{blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()}"'


def etag_of(body: bytes) -> str:
    """A strong ETag from the answer itself."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def client_has(etag: str) -> bool:
    """True when If-None-Match of this GET or HEAD names this ETag, or anything at all (`*`)."""
    if request.method not in ("GET", "HEAD"):
        return False
    header = request.headers.get("If-None-Match")
    if not header:
        return False
    return any(part.strip().removeprefix("W/") in (etag, "*") for part in header.split(","))


def not_modified(etag: str) -> Response:
    """304: the client has this answer already."""
    response = current_app.response_class(status=304)
    response.headers["ETag"] = etag
    return response


def json_answer(
    body: bytes | Iterable[bytes],
    *,
    etag: str | None = None,
    links: str | None = None,
    status: int = 200,
    media_type: str = JSON_TYPE,
) -> Response:
    """An answer of ready-made JSON bytes, in one piece or in parts to be joined.

    etag: from `etag_for`; without it the body is hashed. links: from `page_links`. A client that has this very answer
    gets a 304 by itself.
    """
    whole = body if isinstance(body, bytes) else b"".join(body)
    response = current_app.response_class(whole, status=status, content_type=media_type)
    if etag is not None:
        response.headers["ETag"] = etag
    if links is not None:
        response.headers["Link"] = links
    return response


def page_body(total: int, page: int, limit: int, name: str, items: Sequence[bytes]) -> bytes:
    """The envelope of a list, `{total, page, limit, <name>: […]}`, around items that are JSON already."""
    head = f'{{"total":{total},"page":{page},"limit":{limit},"{name}":['.encode()
    return b"".join((head, b",".join(items), b"]}"))


def choose_media_type(*available: str) -> str:
    """Which of the forms we have the client likes best; the first when it does not care.

    Raises NotAcceptable (406) when Accept takes none of them. Adds `Accept` to Vary.
    """
    request.environ["zorgbuurt.vary_accept"] = True
    header = request.headers.get("Accept")
    if not header or header == "*/*":
        return available[0]
    chosen = request.accept_mimetypes.best_match(available)
    if chosen is None:
        raise NotAcceptable(available)
    return chosen


def finish_answer(response: Response) -> Response:
    """What every answer of the API gets: language, caching, and for a good answer its ETag and the 304 it allows."""
    headers = response.headers
    # Each look through the proxy costs as much as a header; this is done for every answer.
    asked = request_ctx.request
    method = asked.method
    if response.mimetype in _TEXTUAL or response.status_code == 304:
        headers["Content-Language"] = language()
        _vary(response, asked)
    readable = method in ("GET", "HEAD")
    if response.status_code in (200, 201) and not response.is_streamed:
        etag = headers.get("ETag")
        if etag is None:
            etag = etag_of(response.get_data())
            headers["ETag"] = etag
        if readable and response.status_code == 200 and client_has(etag):
            response.status_code = 304
            response.set_data(b"")
            for name in ("Content-Type", "Content-Length"):
                headers.pop(name, None)
    if "Cache-Control" not in headers and method != "OPTIONS":
        headers["Cache-Control"] = PUBLIC_CACHE if readable and response.status_code < 400 else NO_STORE
    return response


_TEXTUAL = frozenset((JSON_TYPE, GEOJSON_TYPE, SVG_TYPE, "application/problem+json", "text/html"))


def _vary(response: Response, asked: Request) -> None:
    wanted = "Accept-Language, Accept" if "zorgbuurt.vary_accept" in asked.environ else "Accept-Language"
    present = response.headers.get("Vary")
    response.headers["Vary"] = f"{present}, {wanted}" if present else wanted


def init_json(app: Flask) -> None:
    """Let `app.json`, and so `jsonify`, write JSON as this API does."""
    app.json = JsonProvider(app)
