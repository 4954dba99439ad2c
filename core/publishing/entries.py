"""What search needs of a published document: the `entry`.

The room that owns a record writes the entry, `search` reads it; nothing else of a record crosses that line.
This module knows no Flask and no SQLAlchemy, so that `search` stays pure below its API.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

Localized = dict[str, str]
"""A text in one or more languages: {"nl": "…", "en": "…"}; "nl" is always there."""


@dataclass(frozen=True, slots=True)
class EntryLocation:
    """A place where the entry can be visited.

    latitude, longitude: WGS 84 degrees, None when unknown. hours: OSM opening_hours syntax, None when unknown.
    """

    id: str
    city: str | None = None
    postcode: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True)
class LexiconRelation:
    """Words that lead to other words, taken from the glossary.

    `words` are what a visitor may type, `leads_to` what is then also looked for, with `weight` between 0 and 1.
    `both_ways` makes it hold in the other direction too. Each item may be several words long.
    """

    words: tuple[str, ...]
    leads_to: tuple[str, ...]
    weight: float
    both_ways: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One findable thing.

    title, summary, text: by language; `text` is the running text, without markup.
    names: other names and abbreviations that count as the title ("VKDV").
    keywords: words that are also shown (labels of care types, place names, the organization's name).
    search_words: "ook gezocht als", found by but never shown.
    facets: values per facet ("careType", "law", "domain", "delivery", "language", "deskType", …).
    minimum_age, maximum_age: years, None when there is no limit known. maximum_age 18 means: up to the 18th birthday.
    area_codes: where it serves: "NL", "PV26", "GM0344", "3511", "3500-3599", or a region's code ("NIK-UTRECHT").
        Empty means: unknown.
    status: "active", "temporarily closed", "inactive", "defunct" (HSDS).
    assured_date, valid_from, valid_until: ISO dates.
    part_of: id of the document that this one is a part of, as a section is of an article; of a whole and its parts the
        best is shown. None for most.
    card: what a hit shows that does not depend on the question (api.md, members of `results[]`); a text that
        differs by language is a Localized.
    """

    title: Localized
    summary: Localized = field(default_factory=dict)
    text: Localized = field(default_factory=dict)
    names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    search_words: tuple[str, ...] = ()
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    minimum_age: float | None = None
    maximum_age: float | None = None
    locations: tuple[EntryLocation, ...] = ()
    area_codes: tuple[str, ...] = ()
    status: str = "active"
    assured_date: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    lexicon: tuple[LexiconRelation, ...] = ()
    part_of: str | None = None
    card: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The entry as plain JSON values, as kept in the document."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Entry:
        """The entry that `as_json` was made from."""
        values = dict(data)
        values["locations"] = tuple(EntryLocation(**item) for item in values.get("locations", ()))
        values["lexicon"] = tuple(
            LexiconRelation(tuple(item["words"]), tuple(item["leads_to"]), item["weight"], item["both_ways"])
            for item in values.get("lexicon", ())
        )
        values["facets"] = {name: tuple(items) for name, items in values.get("facets", {}).items()}
        for name in ("names", "keywords", "search_words", "area_codes"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """A published document as the index takes it. `entry` is None when the document was withdrawn."""

    seq: int
    id: str
    kind: str
    slug: str
    version: int
    entry: Entry | None
