"""Stemming: the form that the inflections of a word share.

First the hand-written `stem_overrides.txt` (irregular plurals and verbs, words that the algorithm would confuse), then
Snowball's `dutch_porter` (its newer `dutch`, after Kraaij and Pohlmann, takes gezin for zin and makes schul of
schulden), then Dutch spelling of the end: huiz- and huis, briev- and brief, less- and les are the same word.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import snowballstemmer

_REMEMBERED = 60_000
"""Stems kept; about 10 MB when full. The words of 10,000 entries are some 30,000."""

_SHORTEST_TO_STEM = 3
_VOWELS = frozenset("aeiouy")
_ENDS = {"v": "f", "z": "s"}


class LanguageDataError(ValueError):
    """A line of a language file cannot be read; the message names file, line and what is expected there."""


def data_file(name: str) -> Traversable:
    """A file of `search/dutch/data`."""
    return files("search.dutch").joinpath("data", name)


def data_lines(source: Traversable | Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a language file, without comments (#) and empty lines."""
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        content = line.partition("#")[0].strip()
        if content:
            yield number, content


def read_words(source: Traversable | Path) -> Iterator[str]:
    """The words of a language file, any number on a line."""
    for _, line in data_lines(source):
        yield from line.split()


def read_overrides(source: Traversable | Path) -> dict[str, str]:
    """Word → stem, from lines "stem: word word …". The stem itself is one of its words."""
    overrides: dict[str, str] = {}
    for number, line in data_lines(source):
        stem, colon, words = line.partition(":")
        stem = stem.strip()
        if not colon or not stem or " " in stem:
            raise LanguageDataError(f'{source}, line {number}: expected "stem: word word …".')
        for word in (stem, *words.split()):
            if overrides.setdefault(word, stem) != stem:
                raise LanguageDataError(f"{source}, line {number}: {word} already has the stem {overrides[word]}.")
    return overrides


class Stemmer:
    """Callable: folded word → stem. Safe to share between threads; remembers what it has seen, within bounds."""

    def __init__(self, overrides: dict[str, str]) -> None:
        self.overrides = overrides
        self._seen: dict[str, str] = {}
        self._algorithm = snowballstemmer.stemmer("dutch_porter")
        # Snowball's stemmers keep the word being stemmed in themselves.
        self._lock = threading.Lock()

    @classmethod
    def from_data(cls) -> Stemmer:
        """A stemmer with the project's own overrides."""
        return cls(read_overrides(data_file("stem_overrides.txt")))

    def __call__(self, word: str) -> str:
        stem = self._seen.get(word)
        if stem is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen = {}
            stem = self._seen[word] = self.overrides.get(word) or self._by_rule(word)
        return stem

    def _by_rule(self, word: str) -> str:
        if len(word) < _SHORTEST_TO_STEM or not word.isalpha() or _VOWELS.isdisjoint(word):
            # Without vowels it is an abbreviation: "ggz".
            return word
        with self._lock:
            # The algorithm takes the s of "vakanties" for part of the word.
            stem: str = self._algorithm.stemWord(word[:-1] if word.endswith("ies") else word)
        if len(stem) < _SHORTEST_TO_STEM:
            return stem
        if stem[-1] == stem[-2] and stem[-1] not in "aeiou":
            stem = stem[:-1]
        return stem[:-1] + _ENDS.get(stem[-1], stem[-1])
