"""What is known of words at query time: those of the index, of the lexicon and of the word lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from search.dutch.analysis import Analyzer
from search.dutch.compounds import LINKS, SHORTEST_PART
from search.dutch.corrections import SAME_SOUND, Correction, Corrector
from search.dutch.folding import listed
from search.query import Vocabulary

_PREFIXES = listed(
    "ge be ver ont her aan af op uit in mee toe voor over onder door bij na om terug weg on aange afge opge uitge inge"
)
_ENDINGS = ("t", "d", "de", "te", "lijk", "lijke", "heid", "baar", "loos", "achtig", "er", "ster", "isch")
_PARTICIPLE_ENDINGS = ("t", "d", "te", "de", "en")
_VERB_ENDINGS = ("te", "t", "de")
_SHORTEST_VERB = 3
_SHORTEST_BASE = 4
_SHORTEST_TAIL = 5
_MOST_TRIES = 4


class IndexedWords:
    """The words of one generation of the index. Make it once per generation, it costs nothing until a word is unknown.

    more: words that may be meant though no document has them: the lexicon's.
    """

    def __init__(self, vocabulary: Vocabulary, analyzer: Analyzer, more: Iterable[str] = ()) -> None:
        self._vocabulary = vocabulary
        self._analyzer = analyzer
        self._more = frozenset(more)

    def in_index(self, term: str) -> bool:
        """Whether any document has this index term."""
        return self._vocabulary.document_frequency(term) > 0

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a compound, cut with the index's own words as well as with the word list."""
        return self._analyzer.compounds.split(word) or self._analyzer.compounds.split(word, also=self._is_indexed_word)

    def pieces(self, word: str) -> tuple[str, ...]:
        """For a word that cannot be cut: the longest known parts at its end and at its beginning.

        So that "kinderhospitium", where nobody knows a hospitium, is still about children.
        """
        is_part = self._analyzer.compounds.is_part
        sizes = range(len(word) - SHORTEST_PART, _SHORTEST_TAIL - 1, -1)
        last = next((word[-size:] for size in sizes if is_part(word[-size:])), None)
        first = next((word[:size] for size in sizes if is_part(word[:size])), None)
        return tuple(piece for piece in (last, first) if piece is not None)

    def verb_forms(self, word: str) -> tuple[str, ...]:
        """Index terms that may be forms of the same verb, as far as any document has them: waken, waakt, gewaakt.

        The stems of these differ in Dutch. A word that can be a part of a compound is taken to be no verb.
        """
        analyzer = self._analyzer
        if analyzer.compounds.is_part(word) or not word.isalpha() or word in analyzer.stem.overrides:
            return ()
        base = word
        if base.startswith("ge") and base.endswith(_PARTICIPLE_ENDINGS):
            base = base[2:]
        base = next((base[: -len(end)] for end in _VERB_ENDINGS if base.endswith(end)), base)
        if len(base) < _SHORTEST_VERB or (base == word and not word.endswith("en")):
            return ()
        stem = analyzer.stem(base)
        forms = (stem, f"{base}t", f"ge{base}t", f"ge{base}d")
        own = analyzer.term(word)
        return tuple(form for form in dict.fromkeys(forms) if form != own and self.in_index(form))

    def corrections(self, word: str) -> tuple[Correction, ...]:
        """What was meant by a word, likeliest first; empty when nothing is close, or when the word is no typo.

        A word of the index, the lexicon or the word lists is none. A word that can only be read as a new compound
        or form ("overleiden") is one when a word of the index sounds the same ("overlijden").
        """
        analyzer = self._analyzer
        if self.in_index(analyzer.term(word)) or word in self._more or word in analyzer.stops:
            return ()
        if analyzer.compounds.knows(word):
            return ()
        found = self._corrector.corrections(word)
        if self._is_well_formed(word):
            return tuple(item for item in found if item.cost < SAME_SOUND)
        return found or self._compound_corrections(word)

    def usual_form(self, word: str) -> str | None:
        """The way the index writes a word it knows in another form ("persoonsgebonde" as "persoonsgebonden").

        None when it is a usual form already. For showing a corrected text; searching does not need it.
        """
        analyzer = self._analyzer
        if word in self._vocabulary.words() or word in self._more or word in analyzer.stops or not word.isalpha():
            return None
        if analyzer.compounds.is_part(word) or not self.in_index(analyzer.term(word)):
            return None
        found = self._corrector.corrections(word)
        return next((item.word for item in found if analyzer.term(item.word) == analyzer.term(word)), None)

    def _is_well_formed(self, word: str) -> bool:
        if any(len(part) >= _SHORTEST_BASE for part in self.split(word)):
            return True
        return any(self._analyzer.compounds.knows(base) for base in _bases(word))

    @cached_property
    def _corrector(self) -> Corrector:
        stops = self._analyzer.stops
        words = {word: count for word, count in self._vocabulary.words().items() if word not in stops}
        return Corrector(words, self._more)

    @cached_property
    def _indexed_words(self) -> frozenset[str]:
        known = (self._vocabulary.words().keys() | self._more) - self._analyzer.stops
        return frozenset(word for word in known if len(word) >= _SHORTEST_TAIL and word.isalpha())

    def _is_indexed_word(self, word: str) -> bool:
        return len(word) >= _SHORTEST_TAIL and word in self._indexed_words

    def _compound_corrections(self, word: str) -> tuple[Correction, ...]:
        tries: list[tuple[str, str, str]] = []
        knows: Callable[[str], bool] = self._analyzer.compounds.is_part
        for place in range(len(word) - _SHORTEST_TAIL, _SHORTEST_BASE - 1, -1):
            first, last = word[:place], word[place:]
            if any(knows(first.removesuffix(link)) for link in LINKS):
                tries.append((first, last, ""))
        for place in range(_SHORTEST_TAIL, len(word) - _SHORTEST_BASE + 1):
            first, last = word[:place], word[place:]
            if knows(last):
                tries.append(("", first, last))
        tries.sort(key=lambda item: len(item[1]))
        for before, wrong, after in tries[:_MOST_TRIES]:
            found = self._corrector.corrections(wrong)
            if found and found[0].word != wrong and found[0].cost <= SAME_SOUND + 0.25:
                return (Correction(before + found[0].word + after, found[0].cost),)
        return ()


def _bases(word: str) -> Iterable[str]:
    """What may be left of a word without one prefix and one ending."""
    stripped = [word]
    stripped += [word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix)]
    for form in stripped:
        for base in (form, *(form[: -len(ending)] for ending in _ENDINGS if form.endswith(ending))):
            if base != word and len(base) >= _SHORTEST_TAIL:
                yield base
