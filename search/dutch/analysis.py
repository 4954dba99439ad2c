"""The index side of the Dutch analysis: a text as the terms it can be found by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from search.dutch.compounds import Decompounder
from search.dutch.folding import LONGEST_WORD, FoldedWord, fold_words, folded_words, simplify
from search.dutch.stemming import Stemmer
from search.dutch.stopwords import stop_words, weak_words

WORD_WEIGHT = 1.0
PART_WEIGHT = 0.5
"""A part of a compound counts half: a text on "dagopvang" is about "opvang", but less than one that says so."""

_REMEMBERED = 60_000
"""Written words whose terms are kept; about 30 MB when full. When full all are forgotten, which costs a second."""


class Token(NamedTuple):
    """A term of a text. position: the place of its word in `fold_words(text)`; the parts of a word share it."""

    term: str
    weight: float
    position: int


class Analyzer:
    """Turns text into index terms. Make one and share it: it is safe between threads, and remembers words."""

    def __init__(self, stem: Stemmer, compounds: Decompounder, stops: frozenset[str], weak: Iterable[str] = ()) -> None:
        """stops: words left out. weak: words of a question that count for less."""
        self.stem = stem
        self.compounds = compounds
        self.stops = stops
        self.weak = frozenset(map(stem, weak))
        self._seen: dict[str, tuple[tuple[str, float], ...]] = {}

    @classmethod
    def dutch(cls) -> Analyzer:
        """The analyzer with the project's own data."""
        stem = Stemmer.from_data()
        return cls(stem, Decompounder.from_data(stem), stop_words(), weak_words())

    def fold_words(self, text: str) -> list[str]:
        """The written words of a text, folded, in order, stop words included: for adjacency and for the vocabulary."""
        return fold_words(text)

    def terms(self, text: str) -> list[Token]:
        """The index terms of a text, in order.

        Each word that is no stop word gives its stem with weight 1 and the stems of its parts with weight .5. Words
        joined by a hyphen also give the word without it ("e-health" gives ehealth). A text of stop words only ("Wij
        Zijn Er") gives all of them.
        """
        simple = simplify(text)
        words = folded_words(simple)
        tokens = self._tokens(words, self.stops) or self._tokens(words, frozenset())
        if "-" in simple:
            tokens += self._hyphenated(simple, words)
        return tokens

    def term(self, word: str) -> str:
        """The index term of one folded word, as `terms` gives it with weight 1."""
        return self._analysed(word)[0][0]

    def parts(self, word: str) -> tuple[str, ...]:
        """The stems of the parts of one folded word, those of parts of parts included; empty for a simple word."""
        return tuple(term for term, _ in self._analysed(word)[1:])

    def _tokens(self, words: Sequence[FoldedWord], stops: frozenset[str]) -> list[Token]:
        tokens = []
        for position, item in enumerate(words):
            if item.word in stops:
                continue
            for term, weight in self._analysed(item.word):
                tokens.append(Token(term, weight, position))
        return tokens

    def _hyphenated(self, simple: str, words: Sequence[FoldedWord]) -> list[Token]:
        tokens: list[Token] = []
        for first, last in hyphenated(simple, words):
            joined = "".join(item.word for item in words[first : last + 1])[:LONGEST_WORD]
            tokens.append(Token(self.term(joined), WORD_WEIGHT, first))
        return tokens

    def _analysed(self, word: str) -> tuple[tuple[str, float], ...]:
        found = self._seen.get(word)
        if found is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen = {}
            found = self._seen[word] = self._analyse(word)
        return found

    def _analyse(self, word: str) -> tuple[tuple[str, float], ...]:
        if word in self.stem.overrides:
            whole = self.stem(word)
            written = self.compounds.split(word)
        else:
            written = self.compounds.split(word)
            # "kleinkinderen" ends as "kinderen" does: the last part knows its irregular forms.
            whole = word[: len(word) - len(written[-1])] + self.stem(written[-1]) if written else self.stem(word)
        terms = {whole: WORD_WEIGHT}
        for part in written:
            terms.setdefault(self.stem(part), PART_WEIGHT)
            for smaller in self.compounds.split(part):
                terms.setdefault(self.stem(smaller), PART_WEIGHT)
        return tuple(terms.items())


def hyphenated(simple: str, words: Sequence[FoldedWord]) -> list[tuple[int, int]]:
    """Runs of words with only a hyphen between them, as (first, last) places in `words`; digits do not join.

    simple: the text after `simplify`, of which `words` are the folded words.
    """
    runs: list[tuple[int, int]] = []
    for place, (left, right) in enumerate(pairwise(words)):
        if simple[left.end : right.start] != "-" or left.word.isdigit() or right.word.isdigit():
            continue
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs
