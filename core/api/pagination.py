"""Pages of a list: the arguments, the envelope, and the RFC 8288 links to the pages around."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import marshmallow as ma
from flask.globals import request_ctx
from marshmallow import validate

from core.api.fields import WholeNumber
from core.i18n import lazy_gettext

DEFAULT_LIMIT = 20
HIGHEST_LIMIT = 100
HIGHEST_PAGE = 10**9
_FULL_POSTCODE = re.compile(r"(?<!\d)[1-9][0-9]{3}[\s+_-]*[A-Za-z]{2}(?![A-Za-z])")


class PageArguments(ma.Schema):
    """The arguments of every list. A list with more of them subclasses this."""

    page = WholeNumber(
        load_default=1,
        validate=validate.Range(1, HIGHEST_PAGE),
        metadata={"description": lazy_gettext("Welke pagina, vanaf 1."), "example": 1},
    )
    limit = WholeNumber(
        load_default=DEFAULT_LIMIT,
        validate=validate.Range(1, HIGHEST_LIMIT),
        metadata={"description": lazy_gettext("Hoeveel resultaten per pagina."), "example": DEFAULT_LIMIT},
    )


class PageEnvelope(ma.Schema):
    """The members that every list answer has beside its own. For documentation: subclass and add the list."""

    total = ma.fields.Integer(
        required=True, metadata={"description": lazy_gettext("Hoeveel er in totaal zijn."), "minimum": 0}
    )
    page = ma.fields.Integer(
        required=True, metadata={"description": lazy_gettext("Welke pagina dit is."), "minimum": 1}
    )
    limit = ma.fields.Integer(
        required=True, metadata={"description": lazy_gettext("Hoeveel er op een pagina passen."), "minimum": 1}
    )


def offset(arguments: dict[str, Any]) -> int:
    """How many results come before the page that was asked for."""
    return int((arguments["page"] - 1) * arguments["limit"])


def page_links(total: int, page: int, limit: int) -> str | None:
    """The value of the Link header for this GET request: first, prev, next and last, as far as they exist.

    None for other methods (their question is not in the URL, so no link can repeat it) and when anything in the query
    looks like a full postcode: that is personal data, and a URL ends up in histories and logs.
    """
    asked = request_ctx.request
    if asked.method not in ("GET", "HEAD"):
        return None
    kept = [(name, value) for name, value in asked.args.items(multi=True) if name != "page"]
    if _FULL_POSTCODE.search("\0".join([text for member in kept for text in member])):
        return None
    last = max(1, -(-total // limit))
    base = f"{asked.root_path}{asked.path}?"
    query = urlencode(kept) + "&" if kept else ""
    targets = [("first", 1)]
    if page > 1:
        targets.append(("prev", min(page - 1, last)))
    if page < last:
        targets.append(("next", page + 1))
    targets.append(("last", last))
    return ", ".join(f'<{base}{query}page={number}>; rel="{relation}"' for relation, number in targets)
