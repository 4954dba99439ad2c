"""From a published document to a row: the document with its analysed words.

A row is what Whoosh stores and what a merge copies, so a document is analysed once in its life in the index.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.publishing.entries import Entry, IndexDocument, Localized
from search.engine.weights import SCORING_FIELDS
from search.index.fields import pack_counts

_TITLE, _KEYWORDS, _SEARCH_WORDS, _SUMMARY, _TEXT = range(len(SCORING_FIELDS))


class WeightedTerm(Protocol):
    """A term of a text as `search.dutch.analysis.Token` gives it."""

    @property
    def term(self) -> str:
        """The index term."""

    @property
    def weight(self) -> float:
        """1 for a word, less for a part of it."""


class TermAnalyzer(Protocol):
    """What the index needs of the Dutch analysis."""

    def terms(self, text: str) -> Iterable[WeightedTerm]:
        """The index terms of a text."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document with its words. terms: term → packed counts; lengths: words per scoring field."""

    id: str
    kind: str
    slug: str
    seq: int
    version: int
    entry: Entry
    terms: Mapping[str, int]
    lengths: tuple[int, ...]

    def as_stored(self) -> dict[str, Any]:
        """The row as fields of a Whoosh document."""
        return {
            "id": self.id,
            "kind": self.kind,
            "slug": self.slug,
            "seq": self.seq,
            "version": self.version,
            "entry": json.dumps(self.entry.as_json(), ensure_ascii=False, separators=(",", ":")),
            "terms": json.dumps(self.terms, ensure_ascii=False, separators=(",", ":")),
            "lengths": json.dumps(self.lengths),
            "content": self.terms,
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Row:
        """The row that `as_stored` was made from."""
        return cls(
            id=stored["id"],
            kind=stored["kind"],
            slug=stored["slug"],
            seq=stored["seq"],
            version=stored["version"],
            entry=Entry.from_json(json.loads(stored["entry"])),
            terms=json.loads(stored["terms"]),
            lengths=tuple(json.loads(stored["lengths"])),
        )


class _Counter:
    """Adds up the terms of one document, per scoring field."""

    def __init__(self, analyzer: TermAnalyzer) -> None:
        self._analyse = analyzer.terms
        self.counts: dict[str, list[float]] = {}
        self.lengths = [0] * len(SCORING_FIELDS)

    def add(self, field: int, text: str) -> int:
        """Count the terms of a text in a field; gives its number of words."""
        words = 0
        counts = self.counts
        for token in self._analyse(text):
            weight = token.weight
            per_field = counts.get(token.term)
            if per_field is None:
                per_field = counts[token.term] = [0.0] * len(SCORING_FIELDS)
            per_field[field] += weight
            if weight >= 1:
                words += 1
        return words

    def add_languages(self, field: int, texts: Localized) -> None:
        """Count a text in its languages. Its length is that of the longest, so a translation is no dilution."""
        distinct = dict.fromkeys(text for text in texts.values() if text)
        self.lengths[field] = max((self.add(field, text) for text in distinct), default=0)

    def add_list(self, field: int, texts: Iterable[str]) -> None:
        """Count a list of words or short texts."""
        self.lengths[field] += sum(self.add(field, text) for text in texts)


def row_of(document: IndexDocument, entry: Entry, analyzer: TermAnalyzer) -> Row:
    """Analyse a document. Other names count as title, but do not make the title longer."""
    counter = _Counter(analyzer)
    counter.add_languages(_TITLE, entry.title)
    for name in entry.names:
        counter.add(_TITLE, name)
    counter.add_list(_KEYWORDS, entry.keywords)
    counter.add_list(_SEARCH_WORDS, entry.search_words)
    counter.add_languages(_SUMMARY, entry.summary)
    counter.add_languages(_TEXT, entry.text)
    return Row(
        id=document.id,
        kind=document.kind,
        slug=document.slug,
        seq=document.seq,
        version=document.version,
        entry=entry,
        terms={term: pack_counts(counts) for term, counts in counter.counts.items()},
        lengths=tuple(counter.lengths),
    )
