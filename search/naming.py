"""The names a question can hold, ready for the Dutch analysis: places of the map and care types. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from search.dutch.folding import fold_words
from socialmap.geography.places import PostcodeTable

PC4_DIGITS = 4


class MapPlaces:
    """Place names and PC4 of the postcode table, by folded words (search.dutch.places.PlaceNames)."""

    def __init__(self, table: PostcodeTable) -> None:
        self._table = table
        self._names: dict[tuple[str, ...], str] = {}
        for place in table.place_names():
            self._names.setdefault(tuple(fold_words(place.name)), place.name)

    def find(self, words: tuple[str, ...]) -> str | None:
        """The name of the place these words are; a PC4 that exists stands for itself."""
        if len(words) == 1 and len(words[0]) == PC4_DIGITS and words[0] in self._table:
            return words[0]
        return self._names.get(words)


class CareTypeLabels:
    """Labels and synonyms of the care types, by folded words (search.dutch.naming.Labels)."""

    def __init__(self, terms: Iterable[Mapping[str, Any]]) -> None:
        self._codes: dict[tuple[str, ...], str] = {}
        terms = list(terms)
        # A label goes before a synonym of another term: what the curators called it is what it is.
        for term in terms:
            for label in (term["label"] or {}).values():
                self._codes.setdefault(tuple(fold_words(label)), term["code"])
        for term in terms:
            for synonym in term["synonyms"]:
                self._codes.setdefault(tuple(fold_words(synonym)), term["code"])

    def find(self, words: tuple[str, ...]) -> str | None:
        """The code of the care type these words name."""
        return self._codes.get(words)
