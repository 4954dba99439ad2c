"""Reading what a rule or step rests on: law articles and other sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from knowledge.flows.flow import LawReference, Source
from knowledge.flows.sources import Cursor

Thing = TypeVar("Thing")


def read_law_reference(item: Cursor) -> LawReference:
    """A law article: `text` (code of the law text), `article`, `version` (date read), `part`, `confidence`."""
    item.members(("text", "article", "version"), ("part", "confidence"))
    confidence = item.at("confidence").text() or "text"
    if confidence not in ("text", "secondary"):
        item.at("confidence").note("must be 'text' (we read the law) or 'secondary' (another source says so)")
    return LawReference(
        text=item.at("text").text(),
        article=item.at("article").text(),
        version=item.at("version").day() or date.min,
        part=item.at("part").text() or None,
        confidence="secondary" if confidence == "secondary" else "text",
    )


def read_source(item: Cursor) -> Source:
    """A source that is no law text: `title` in both languages, `publisher`, `date` and `url` where known."""
    item.members(("title", "publisher"), ("date", "url"))
    url = item.at("url").text() or None
    if url and not url.startswith("https://"):
        item.at("url").note("must start with https://")
    return Source(item.at("title").localized(), item.at("publisher").text(), item.at("date").text() or None, url)


def named(item: Cursor, known: Mapping[str, Thing], what: str) -> tuple[Thing, ...]:
    """The things that the list at this place names; a name that is not known is a fault."""
    for name in item.texts():
        if name and name not in known:
            item.note(f"there is no {what} {name!r}")
    return tuple(known[name] for name in item.texts() if name in known)
