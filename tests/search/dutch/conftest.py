"""A small index to ask Dutch questions of: the open retrieval set, analysed as the index would."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from search.dutch.analysis import Analyzer
from search.dutch.lexicon import Lexicon, starter_relations
from search.dutch.questions import analyse_question
from search.dutch.vocabulary import IndexedWords
from search.query import AnalysedText

DOCUMENTS = Path(__file__).parents[2] / "retrieval" / "docs.jsonl"

Ask = Callable[..., AnalysedText]


class WordsOfTexts:
    """The vocabulary of a handful of texts."""

    def __init__(self, texts: list[str], analyzer: Analyzer) -> None:
        self._terms = Counter(term for text in texts for term in {token.term for token in analyzer.terms(text)})
        self._words = Counter(word for text in texts for word in set(analyzer.fold_words(text)))

    def document_frequency(self, term: str) -> int:
        return self._terms[term]

    def words(self) -> dict[str, int]:
        return self._words


class Towns:
    """Some Dutch places, easy and hard ones."""

    _names = (
        "Utrecht Groningen Rotterdam Bergen Goes Ede Best Nes Epe Urk Bilthoven Den_Haag De_Bilt Heel Horst Rijen "
        "Bergen_op_Zoom Maastricht Nijmegen Zeist"
    )

    def __init__(self) -> None:
        names = [name.replace("_", " ") for name in self._names.split()]
        self._by_words = {tuple(name.lower().split()): name for name in names}
        self._by_words[("3511",)] = "Utrecht"
        self._by_words[("2026",)] = "Haarlem"

    def find(self, words: tuple[str, ...]) -> str | None:
        return self._by_words.get(words)


class CareTypes:
    """Two care types, one of them with a synonym of two words."""

    def find(self, words: tuple[str, ...]) -> str | None:
        return {
            ("kinderthuiszorg",): "child-home-care",
            ("verpleging", "thuis"): "child-home-care",
            ("logeerhuis",): "respite-house",
            ("nachtzorg",): "night-care",
        }.get(words)


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer.dutch()


@pytest.fixture(scope="session")
def lexicon(analyzer: Analyzer) -> Lexicon:
    return Lexicon(starter_relations(), analyzer)


@pytest.fixture(scope="session")
def vocabulary(analyzer: Analyzer, lexicon: Lexicon) -> IndexedWords:
    documents = map(json.loads, DOCUMENTS.read_text(encoding="utf-8").splitlines())
    texts = [" ".join([item["title"], item["summary"], item["body"], *item["tags"]]) for item in documents]
    return IndexedWords(WordsOfTexts(texts, analyzer), analyzer, lexicon.words)


@pytest.fixture(scope="session")
def words_of(analyzer: Analyzer) -> Callable[..., IndexedWords]:
    """Make the vocabulary of a few texts."""

    def make(*texts: str, before: IndexedWords | None = None) -> IndexedWords:
        return IndexedWords(WordsOfTexts(list(texts), analyzer), analyzer, before=before)

    return make


@pytest.fixture(scope="session")
def ask(analyzer: Analyzer, lexicon: Lexicon, vocabulary: IndexedWords) -> Ask:
    """Analyse a question against the open retrieval set."""
    return partial(
        analyse_question, analyzer=analyzer, vocabulary=vocabulary, lexicon=lexicon, places=Towns(), labels=CareTypes()
    )
