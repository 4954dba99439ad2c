"""Finds texts by what is typed so far, in the arrays of `SuggestionColumns`."""

from __future__ import annotations

import re

import numpy as np
from rapidfuzz.distance import OSA

from search.index.container import Array, Dictionary, NamedArrays
from search.suggestions.columns import letters_of

SHORTEST_WITH_TYPO = 4
"""Letters from which a word may hold a typing error; from _TWO_TYPOS_FROM on it may hold two."""
_TWO_TYPOS_FROM = 8
_SHORTEST_INSIDE = 3
_MOST_WORDS_INSIDE = 400

BEGINS, WORD_BEGINS, INSIDE, TYPO, NO_MATCH = 0.0, 1.0, 2.0, 3.0, 9.0
"""How a text is met, best first: it begins so; a word does; a word holds it; a word nearly begins so."""

_AFTER_ANY_LETTER = b"\xff"


class TextIndex:
    """The texts of one segment (or of a given list). Holds no state between questions: safe between threads."""

    def __init__(self, arrays: NamedArrays) -> None:
        self._text = Dictionary(arrays, "suggest_text")
        self._words = Dictionary(arrays, "suggest_word")
        self._lines: bytes = arrays["suggest_word"].tobytes()
        self._lines_at = arrays["suggest_word_at"]
        self._letters = arrays["suggest_letters"]
        self._starts, self._entries = arrays["suggest_word_starts"], arrays["suggest_word_entries"]
        lengths = np.minimum(np.diff(arrays["suggest_text_at"]), 80).astype(np.float32)
        documents = np.maximum(np.diff(arrays["suggest_starts"]), 1).astype(np.float32)
        # Under 1, so that it only decides between texts that are met alike: many documents first, then short texts.
        self._order = lengths * np.float32(0.005) + np.float32(0.4) / documents

    def ranks(self, folded: str) -> Array:
        """Per text a rank, lowest first; NO_MATCH and over where it does not match. folded: what was typed."""
        words = folded.split()
        ranks = np.full(len(self._text), NO_MATCH, dtype=np.float32)
        if not words or not len(ranks):
            return ranks
        if len(words) == 1:
            self._meet(ranks, words[0], last=True)
        else:
            ranks.fill(0)
            for place, word in enumerate(words):
                of_word = np.full(len(ranks), NO_MATCH, dtype=np.float32)
                self._meet(of_word, word, last=place == len(words) - 1)
                np.maximum(ranks, of_word, out=ranks)
        typed = folded.encode()
        ranks[self._text.first_from(typed) : self._text.first_from(typed + _AFTER_ANY_LETTER)] = BEGINS
        return ranks + self._order

    def _meet(self, ranks: Array, word: str, last: bool) -> None:
        """Lower the ranks of the texts that meet a word. Only the last word may still be in the middle of typing."""
        typed = word.encode()
        first = self._words.first_from(typed)
        end = self._words.first_from(typed + _AFTER_ANY_LETTER)
        found = False
        if last and len(word) >= _SHORTEST_INSIDE:
            for place in self._places_inside(typed):
                self._lower(ranks, place, place + 1, INSIDE)
                found = True
        if end > first:
            self._lower(ranks, first, end, WORD_BEGINS)
            found = True
        if not found and len(word) >= SHORTEST_WITH_TYPO:
            for place in self._places_nearly(word):
                self._lower(ranks, place, place + 1, TYPO)

    def _lower(self, ranks: Array, first: int, end: int, rank: float) -> None:
        ranks[self._entries[self._starts[first] : self._starts[end]]] = rank

    def _places_inside(self, typed: bytes) -> list[int]:
        """The words that hold the letters anywhere, up to a bound."""
        starts = []
        for match in re.finditer(re.escape(typed), self._lines):
            starts.append(match.start())
            if len(starts) == _MOST_WORDS_INSIDE:
                break
        return sorted(set((np.searchsorted(self._lines_at, starts, side="right") - 1).tolist()))

    def _places_nearly(self, word: str) -> list[int]:
        """The words that begin with the letters but for a typing error or two."""
        errors = 2 if len(word) >= _TWO_TYPOS_FROM else 1
        absent = np.bitwise_count(np.uint32(letters_of(word)) & ~self._letters)
        found = []
        for place in np.flatnonzero(absent <= errors).tolist():
            other = self._words[place][:-1].decode()
            if any(
                OSA.distance(word, other[:length], score_cutoff=errors) <= errors
                for length in range(max(len(word) - 1, 1), len(word) + 2)
            ):
                found.append(place)
        return found
