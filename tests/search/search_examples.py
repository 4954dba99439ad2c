"""Documents, questions and a real index on disk for the tests of the search room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.publishing.entries import Entry, EntryLocation, IndexDocument
from search.dutch.analysis import Analyzer
from search.dutch.folding import fold_words
from search.engine.index import Index, open_index
from search.engine.search import search
from search.index.writer import IndexWriter
from search.query import Alternative, AnalysedText, Answer, Concept, Origin, Question

ANALYZER = Analyzer.dutch()
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

UTRECHT = Origin(52.0907, 5.1214, ("3511", "GM0344", "PV26", "NIK-UTRECHT", "NL"))
AMERSFOORT = Origin(52.1561, 5.3878, ("3811", "GM0307", "PV26", "NIK-UTRECHT", "NL"))
KM_NORTH = 1 / 111.27
"""Degrees of latitude in a kilometre, at Utrecht."""


def document(identity: str, title: str, *, kind: str = "service", seq: int = 1, **entry: Any) -> IndexDocument:
    """A published document; the rest are members of its entry, texts in Dutch as plain strings."""
    for name in ("summary", "text"):
        if isinstance(entry.get(name), str):
            entry[name] = {"nl": entry[name]}
    return IndexDocument(seq, identity, kind, f"slug-{identity}", 1, Entry(title={"nl": title}, **entry))


def withdrawn(identity: str, *, kind: str = "service", seq: int = 1) -> IndexDocument:
    """A document that was withdrawn."""
    return IndexDocument(seq, identity, kind, f"slug-{identity}", 2, None)


def place_north(
    kilometres: float, *, of: Origin = UTRECHT, identity: str = "place", city: str = "Plaats"
) -> EntryLocation:
    """A location so many kilometres north of an origin."""
    return EntryLocation(
        identity, city, "3511 AB", of.latitude + kilometres * KM_NORTH, of.longitude, "Mo-Fr 09:00-17:00"
    )


def words(text: str, **members: Any) -> AnalysedText:
    """A text in which each word is a concept, met by that word only."""
    concepts = tuple(
        Concept(word, (Alternative((ANALYZER.term(word),), 1.0, "word", word),)) for word in fold_words(text)
    )
    return AnalysedText(text, concepts, **members)


def alternatives(text: str, *others: tuple[str, float]) -> AnalysedText:
    """One concept: a word, and synonyms (of one or more words) with their weights."""
    found = [Alternative((ANALYZER.term(text),), 1.0, "word", text)]
    for other, weight in others:
        terms = tuple(ANALYZER.term(word) for word in fold_words(other))
        found.append(Alternative(terms, weight, "synonym", other))
    return AnalysedText(text, (Concept(text, tuple(found)),))


def build(directory: Path, documents: Iterable[IndexDocument], seq: int = 1) -> Index:
    """An index of these documents, written at once."""
    IndexWriter(directory, ANALYZER).rebuild(documents, seq)
    return open_index(directory)


def ask(index: Index, text: AnalysedText | str | None = None, **members: Any) -> Answer:
    """Search; a plain text is taken word by word."""
    analysed = words(text) if isinstance(text, str) else text
    return search(index.snapshot, Question(text=analysed, **{"now": NOW, **members}))


def ids(answer: Answer) -> list[str]:
    """The ids of the hits, in order."""
    return [hit.id for hit in answer.hits]


def missed(answer: Answer) -> dict[str, tuple[str, ...]]:
    """What each near miss misses."""
    return {hit.id: hit.misses for hit in answer.near_misses}
