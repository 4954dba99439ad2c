"""Decompounding: "kinderdagopvang" is also about "dagopvang", "opvang" and "kind".

A word is cut where every piece is a known part, with the fewest pieces; between pieces may stand a linking s, e, en or
n. The parts come from `compound_parts.txt` and `domain_words.txt`, always the same for the same version of the project:
so the index does not depend on the order in which documents came in. Only for a word of a question that the index does
not know may the index's own words be parts as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from search.dutch.stemming import data_file, read_words

LINKS = ("", "s", "e", "en", "n")
"""Linking letters between two parts, the likeliest first."""

SHORTEST_PART = 3
SHORTEST_WORD = 6
MOST_PARTS = 5

NEVER_PARTS = frozenset(read_words(data_file("never_parts.txt")))
"""Affixes, prepositions and the like: letters that end or begin many words without being a part by meaning."""

_Cut = tuple[tuple[int, int, int], tuple[str, ...]]


class Decompounder:
    """Cuts words into parts.

    parts: what words may be cut into. whole: words and stems that are never cut ("kantoor" is no kant + oor).
    stem: the function that the index terms are made with.
    """

    def __init__(self, parts: Collection[str], whole: Collection[str], stem: Callable[[str], str]) -> None:
        self._stem = stem
        self._whole = frozenset(whole)
        self._parts = frozenset(part for part in parts if len(part) >= SHORTEST_PART)
        # An inflected last part ("kinderverpleegkundigen") is known by its stem.
        self._stems = frozenset(stem(part) for part in self._parts)

    @classmethod
    def from_data(cls, stem: Callable[[str], str]) -> Decompounder:
        """A decompounder with the project's own parts."""
        general = set(read_words(data_file("compound_parts.txt")))
        domain = set(read_words(data_file("domain_words.txt")))
        simple = {*general, *map(stem, general), *read_words(data_file("known_words.txt"))}
        whole = set(read_words(data_file("whole_words.txt")))
        return cls((general | domain | whole) - NEVER_PARTS, (simple - domain) | whole, stem)

    def is_part(self, word: str) -> bool:
        """Whether compounds may be cut at this word, written so."""
        return word in self._parts

    def knows(self, word: str) -> bool:
        """Whether the word itself, or another form of it, is in the word lists."""
        if word in self._parts or word in self._whole:
            return True
        stem = self._stem(word)
        return stem in self._stems or stem in self._whole

    def split(self, word: str, also: Callable[[str], bool] | None = None) -> tuple[str, ...]:
        """The parts as written, without linking letters; empty when the word cannot be cut.

        also: says of a word that is not in the lists whether it may be a part. Work: at most a few hundred look-ups
        for a word of 40 letters.
        """
        if len(word) < SHORTEST_WORD or not word.isalpha() or word in self._whole or self._stem(word) in self._whole:
            return ()
        # best[i]: the cheapest way to cut word[i:], as (number of parts, linking letters, -shortest part), parts.
        size = len(word)
        best: dict[int, _Cut] = {}
        for start in range(size - SHORTEST_PART, -1, -1):
            options: list[_Cut] = []
            if start > 0 and self._ends_with(word[start:], also):
                options.append(((1, 0, start - size), (word[start:],)))
            for end in range(start + SHORTEST_PART, size - SHORTEST_PART + 1):
                first = word[start:end]
                if first not in self._parts and not (also is not None and also(first)):
                    continue
                for link in LINKS:
                    rest = best.get(end + len(link)) if word.startswith(link, end) else None
                    if rest is None or len(rest[1]) >= MOST_PARTS:
                        continue
                    (count, links, shortest), parts = rest
                    cost = (count + 1, links + len(link), max(shortest, start - end))
                    options.append((cost, (first, *parts)))
            if options:
                best[start] = min(options)
        found = best.get(0)
        return found[1] if found else ()

    def _ends_with(self, last: str, also: Callable[[str], bool] | None) -> bool:
        if last in self._parts or (also is not None and also(last)):
            return True
        return len(last) > SHORTEST_PART + 1 and last not in NEVER_PARTS and self._stem(last) in self._stems
