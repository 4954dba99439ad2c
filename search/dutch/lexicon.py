"""The lexicon: words that lead to other words, lay to professional, abbreviations, synonyms.

It comes from two places with one meaning: the starter file `data/lexicon.txt` and the relations of published glossary
terms (`core.publishing.entries.LexiconRelation`). A line of the file is one relation:

    = a | b | c @w        each leads to the others, with weight w (default .8)
    > a | b => c | d @w   a and b also lead to c and d, with weight w (default .5); never the other way round

Words are compared by their index terms, so one form of a word is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from core.publishing.entries import LexiconRelation
from search.dutch.analysis import Analyzer
from search.dutch.folding import listed
from search.dutch.stemming import LanguageDataError, data_file, data_lines

BOTH_WAYS_WEIGHT = 0.8
ONE_WAY_WEIGHT = 0.5
LONGEST_KEY = 6
"""Words a key may have; longer keys are not looked up."""

DENIAL = "niet"
"""What every word that denies counts as when the words of a key stand apart: "eet geen hap" holds "eet niet"."""

_EVERYWHERE = listed("kind zorg zorgen ouder hulp helpen ziek ziekte gezin goed")
"""Words of half of all questions: near each other they say nothing, so no scattered key is made of these alone."""

_DENIALS = frozenset({"niet", "geen", "nooit", "niks", "niets", "nergens"})


class Expansion(NamedTuple):
    """What a key leads to: index terms that a document must all have, with weight 0-1; `words` as a person reads it."""

    terms: tuple[str, ...]
    weight: float
    words: str


def read_relations(source: Traversable | Path) -> list[LexiconRelation]:
    """The relations of a file in the format above.

    Raises LanguageDataError, which names the line, when one cannot be read.
    """
    return [_relation(line, f"{source}, line {number}") for number, line in data_lines(source)]


def starter_relations() -> list[LexiconRelation]:
    """The relations the product comes with."""
    return read_relations(data_file("lexicon.txt"))


class ScatteredKey(NamedTuple):
    """A key of several words and the terms that must stand near each other, in any order, to mean it."""

    key: tuple[str, ...]
    telling: frozenset[str]


class Lexicon:
    """Relations compiled for look-up by index terms. Immutable: make a new one when a relation changes.

    Compiling 1,000 relations takes some 30 ms.
    """

    def __init__(self, relations: Iterable[LexiconRelation], analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._leads: dict[tuple[str, ...], dict[tuple[str, ...], Expansion]] = {}
        self._by_content: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._scattered: dict[str, list[ScatteredKey]] = {}
        self._everywhere = frozenset({DENIAL, *map(analyzer.term, _EVERYWHERE)})
        words: set[str] = set()
        self.relations = 0
        for relation in relations:
            self.relations += 1
            words.update(self._add(relation.words, relation.leads_to, relation.weight))
            if relation.both_ways:
                words.update(self._add(relation.leads_to, relation.words, relation.weight))
        self.words = frozenset(words)
        self.longest_key = max(map(len, self._leads), default=0)

    def lead(self, terms: Sequence[str]) -> tuple[Expansion, ...]:
        """What these terms, in this order and stop words included, lead to; the heaviest first."""
        return self._sorted(self._leads.get(tuple(terms)))

    def lead_by_content(self, terms: Sequence[str]) -> tuple[Expansion, ...]:
        """The same for two or more terms from which the stop words were taken, in the key as well."""
        key = self._by_content.get(tuple(terms))
        return self._sorted(self._leads.get(key)) if key else ()

    def scattered(self, terms: Collection[str]) -> list[ScatteredKey]:
        """The keys of several words of which every telling term is among these, the longest first.

        terms: as `telling` gives them for the words of a question.
        """
        found = [item for term in dict.fromkeys(terms) for item in self._scattered.get(term, ())]
        return sorted(
            (item for item in found if item.telling.issubset(terms)), key=lambda item: (-len(item.telling), item.key)
        )

    def telling(self, word: str) -> str | None:
        """The term of a folded word by which it can be part of a scattered key; None for other stop words."""
        if word in _DENIALS:
            return DENIAL
        return None if word in self._analyzer.stops else self._analyzer.term(word)

    @staticmethod
    def _sorted(found: dict[tuple[str, ...], Expansion] | None) -> tuple[Expansion, ...]:
        return tuple(sorted(found.values(), key=lambda item: (-item.weight, item.terms))) if found else ()

    def _add(self, words: Iterable[str], leads_to: Iterable[str], weight: float) -> set[str]:
        """Add one direction; gives the single words that became keys."""
        expansions = [item for text in leads_to if (item := self._expansion(text, weight)) is not None]
        single = set()
        for text in words:
            folded = self._analyzer.fold_words(text)
            key = tuple(map(self._analyzer.term, folded))
            if not 0 < len(key) <= LONGEST_KEY:
                continue
            content = self._content(folded)
            if len(key) == 1:
                single.add(folded[0])
            elif len(content) > 1:
                self._by_content.setdefault(content, key)
            if key not in self._leads:
                self._scatter(key, folded)
            known = self._leads.setdefault(key, {})
            for expansion in expansions:
                before = known.get(expansion.terms)
                if expansion.terms not in (content, key) and (before is None or before.weight < weight):
                    known[expansion.terms] = expansion
        return single

    def _scatter(self, key: tuple[str, ...], folded: Sequence[str]) -> None:
        telling = frozenset(term for word in folded if (term := self.telling(word)) is not None)
        specific = telling - self._analyzer.weak - self._everywhere
        if len(telling) > 1 and specific:
            # Looked up by one of its terms only; any that is not in half of all questions will do.
            self._scattered.setdefault(min(specific), []).append(ScatteredKey(key, telling))

    def _expansion(self, text: str, weight: float) -> Expansion | None:
        folded = self._analyzer.fold_words(text)
        terms = self._content(folded) or tuple(map(self._analyzer.term, folded))
        return Expansion(terms, weight, " ".join(folded)) if terms else None

    def _content(self, folded: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._analyzer.term(word) for word in folded if word not in self._analyzer.stops)


def _relation(line: str, place: str) -> LexiconRelation:
    sign, body = line[0], line[1:]
    body, _, number = body.partition("@")
    try:
        weight = float(number) if number else (BOTH_WAYS_WEIGHT if sign == "=" else ONE_WAY_WEIGHT)
    except ValueError:
        raise LanguageDataError(f"{place}: the weight after @ must be a number between 0 and 1.") from None
    if not 0 < weight <= 1:
        raise LanguageDataError(f"{place}: the weight must be between 0 and 1.")
    left, arrow, right = body.partition("=>")
    words, leads_to = _items(left), _items(right)
    if sign == "=" and not arrow and len(words) > 1:
        return LexiconRelation(words, words, weight, both_ways=True)
    if sign == ">" and words and leads_to:
        return LexiconRelation(words, leads_to, weight)
    raise LanguageDataError(f'{place}: expected "= a | b @weight" or "> a | b => c | d @weight".')


def _items(text: str) -> tuple[str, ...]:
    return tuple(item for part in text.split("|") if (item := part.strip()))
