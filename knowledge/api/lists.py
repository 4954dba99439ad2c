"""What the lists of the knowledge base have in common: their arguments and their pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from core.api.pagination import PageArguments, offset, page_links
from core.api.responses import json_bytes, page_body
from core.i18n import language, lazy_gettext
from core.publishing.localized import localize
from knowledge.api.answers import Made
from knowledge.articles.article import AUDIENCES, DOMAINS, LAWS
from knowledge.documents.editions import dutch_today

Json = dict[str, Any]


def codes(text: Any, allowed: Sequence[str], *, data_key: str | None = None) -> fields.List[Any]:
    """A query member that may be given several times; the values combine with OR."""
    return fields.List(
        fields.String(validate=validate.OneOf(allowed)),
        load_default=(),
        validate=validate.Length(max=20),
        data_key=data_key,
        metadata={"description": text},
    )


def valid_on() -> fields.Date:
    """The day for which is asked."""
    return fields.Date(
        data_key="validOn",
        load_default=dutch_today,
        metadata={"description": lazy_gettext("Wat er op deze dag geldt; anders vandaag."), "example": "2026-11-22"},
    )


class ArticleArguments(PageArguments):
    """What a list of articles can be narrowed by. All members combine with AND."""

    law = codes(lazy_gettext("Wet waar het over gaat."), LAWS)
    domain = codes(lazy_gettext("Domein van het kinderleven."), DOMAINS)
    audience = codes(lazy_gettext("Voor wie het is."), AUDIENCES)
    valid_on = valid_on()


def chosen(cards: Sequence[Json], arguments: Json, members: dict[str, str]) -> list[Json]:
    """The cards that meet the arguments. members: argument → member of the card, a list or one value."""
    return [
        card
        for card in cards
        if all(not arguments[name] or _values(card[member]) & set(arguments[name]) for name, member in members.items())
    ]


def _values(value: Any) -> set[Any]:
    return set(value) if isinstance(value, list) else {value}


def page_of(cards: Sequence[Json], arguments: Json, name: str, more: Json | None = None) -> Made:
    """A page of cards in the reader's language, with further members of the envelope, and links to those around."""
    start, page, limit = offset(arguments), arguments["page"], arguments["limit"]
    shown = [json_bytes(localize(card, language())) for card in cards[start : start + limit]]
    body = page_body(len(cards), page, limit, name, shown)
    whole = body if more is None else body[:-1] + b"," + json_bytes(more)[1:]
    return Made(whole, page_links(len(cards), page, limit))
