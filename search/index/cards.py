"""Ready-made JSON of a hit, written once when a document is indexed and copied into every answer after that."""

from __future__ import annotations

import json
from typing import Any

from core.publishing.entries import EntryLocation
from search.index.rows import Row

LANGUAGES = ("nl", "en")
"""The languages in which cards are made; Dutch is the source, and what a text that is not translated falls back to."""


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def in_language(value: Any, language: str) -> Any:
    """The value with each localized text in it, at any depth, as the text in one language."""
    if isinstance(value, dict):
        if "nl" in value and all(key in LANGUAGES for key in value):
            chosen = value.get(language)
            return value["nl"] if chosen is None else chosen
        return {key: in_language(item, language) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [in_language(item, language) for item in value]
    return value


def card(row: Row, language: str) -> bytes:
    """The members of a hit that no question changes, as JSON without its braces; those of `entry.card` go first."""
    entry = row.entry
    members = {
        "id": row.id,
        "kind": row.kind,
        "slug": row.slug,
        "title": in_language(entry.title, language),
        "summary": in_language(entry.summary, language) if entry.summary else "",
    }
    for name, value in entry.card.items():
        members[name] = in_language(value, language)
    return _json(members)[1:-1]


def location_record(location: EntryLocation, others: int) -> bytes:
    """A location as JSON, a line end, and its opening hours in OSM syntax (empty when unknown)."""
    shown = {
        "id": location.id,
        "city": location.city,
        "postcode": location.postcode,
        "latitude": location.latitude,
        "longitude": location.longitude,
        "otherLocations": others,
    }
    return _json(shown) + b"\n" + (location.hours or "").encode()


def read_location_record(record: bytes) -> tuple[bytes, str | None]:
    """(JSON, hours) of what `location_record` wrote."""
    shown, _, hours = record.partition(b"\n")
    return shown, hours.decode() or None
