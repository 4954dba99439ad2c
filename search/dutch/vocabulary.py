"""What is known of words at query time: those of the index, of the lexicon and of the word lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from search.dutch.analysis import Analyzer
from search.dutch.compounds import LINKS, SHORTEST_PART
from search.dutch.corrections import MOST_CANDIDATES, SAME_SOUND, Correction, Corrector
from search.dutch.folding import listed
from search.query import Vocabulary

_PREFIXES = listed(
    "ge be ver ont her aan af op uit in mee toe voor over onder door bij na om terug weg on aange afge opge uitge inge"
)
_ENDINGS = ("t", "d", "de", "te", "lijk", "lijke", "heid", "baar", "loos", "achtig", "er", "ster", "isch")
_PARTICIPLE_ENDINGS = ("t", "d", "te", "de", "en")
_DIMINUTIVES = ("etje", "tje", "pje", "je", "etjes", "tjes", "pjes", "jes")
_VERB_ENDINGS = ("te", "de", "t", "d")
_SHORTEST_VERB = 3
_LONG_VOWELS = frozenset("aeou")
_SHORTEST_BASE = 4
_SHORTEST_TAIL = 5
_REMEMBERED = 50_000
_MOST_ADDED = 2_000
_MOST_CORRECTORS = 4
"""More correctors than this, or more new words than _MOST_ADDED, and all words are prepared as one again."""
_MOST_TRIES = 4


class IndexedWords:
    """The words of one generation of the index. Make it once per generation; it costs nothing until a word is unknown.

    more: words that may be meant though no document has them: the lexicon's. before: of the generation before, whose
    work is used again, so that one published document does not mean that 100,000 words are prepared anew.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        analyzer: Analyzer,
        more: Iterable[str] = (),
        before: IndexedWords | None = None,
    ) -> None:
        self._vocabulary = vocabulary
        self._analyzer = analyzer
        self._more = frozenset(more)
        self._known: dict[str, bool] = {}
        self._split: dict[str, tuple[str, ...]] = {}
        self._correctors: tuple[Corrector, ...] | None = None
        # Only what was computed is kept, not the generation itself.
        self._earlier: tuple[Corrector, ...] = (before._correctors or before._earlier) if before else ()

    def in_index(self, term: str) -> bool:
        """Whether any document has this index term."""
        known = self._known.get(term)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known = {}
            known = self._known[term] = self._vocabulary.document_frequency(term) > 0
        return known

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a compound, cut with the index's own words as well as with the word list."""
        parts = self._split.get(word)
        if parts is None:
            if len(self._split) >= _REMEMBERED:
                self._split = {}
            compounds = self._analyzer.compounds
            parts = self._split[word] = compounds.split(word) or compounds.split(word, also=self._is_indexed_word)
        return parts

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
        own = analyzer.term(word)
        forms = [form for root in _verb_roots(word) for form in (root, f"{root}t", f"ge{root}t", f"ge{root}d")]
        terms = dict.fromkeys(analyzer.stem(form) for form in forms)
        return tuple(term for term in terms if term != own and self.in_index(term))

    def diminished(self, word: str) -> str | None:
        """The word that a diminutive is made of, when a text or the word list has it: "hartje" gives hart."""
        for ending in _DIMINUTIVES:
            base = word.removesuffix(ending)
            if base == word or len(base) < _SHORTEST_VERB or base in self._analyzer.stops:
                continue
            if self._analyzer.compounds.is_part(base) or self.in_index(self._analyzer.term(base)):
                return base
        return None

    def corrections(self, word: str) -> tuple[Correction, ...]:
        """What was meant by a word, likeliest first; empty when nothing is close, or when the word is no typo.

        A word of the index, the lexicon or the word lists is none. A word that can only be read as a new compound
        or form ("overleiden") is one when a word of the index sounds the same ("overlijden").
        """
        analyzer = self._analyzer
        if self.in_index(analyzer.term(word)) or word in self._more or word in analyzer.stops:
            return ()
        if analyzer.compounds.knows(word) or analyzer.term(word) in analyzer.weak:
            return ()
        found = self._closest(word)
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
        found = self._closest(word)
        return next((item.word for item in found if analyzer.term(item.word) == analyzer.term(word)), None)

    def _is_well_formed(self, word: str) -> bool:
        if any(len(part) >= _SHORTEST_BASE for part in self.split(word)):
            return True
        return any(self._analyzer.compounds.knows(base) for base in _bases(word))

    def _closest(self, word: str) -> tuple[Correction, ...]:
        """The closest words that the index or the lexicon has, likeliest first."""
        correctors = self._correctors
        if correctors is None:
            correctors = self._correctors = self._prepared()
        found = sorted(
            (item for corrector in correctors for item in corrector.corrections(word)), key=lambda item: item.cost
        )
        term = self._analyzer.term
        return tuple(item for item in found if item.word in self._more or self.in_index(term(item.word)))[
            :MOST_CANDIDATES
        ]

    def _prepared(self) -> tuple[Corrector, ...]:
        stops = self._analyzer.stops
        words = {word: count for word, count in self._vocabulary.words().items() if word not in stops}
        earlier = self._earlier
        if earlier and len(earlier) < _MOST_CORRECTORS:
            added = {
                word: words.get(word, 0)
                for word in words.keys() | self._more
                if not any(word in old for old in earlier)
            }
            if len(added) <= _MOST_ADDED:
                return (*earlier, Corrector(added)) if added else earlier
        return (Corrector(words, self._more),)

    def _is_indexed_word(self, word: str) -> bool:
        if len(word) < _SHORTEST_TAIL or not word.isalpha() or word in self._analyzer.stops:
            return False
        return word in self._more or word in self._vocabulary.words()

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
            found = self._closest(wrong)
            if found and found[0].word != wrong and found[0].cost <= SAME_SOUND + 0.25:
                return (Correction(before + found[0].word + after, found[0].cost),)
        return ()


def _verb_roots(word: str) -> tuple[str, ...]:
    """What "ik" does, for the form of a verb: "waak" for waken, waakt and gewaakt; none for what is no such form."""
    root = word
    if root.startswith("ge") and root.endswith(_PARTICIPLE_ENDINGS):
        root = root[2:]
    if root.endswith("en"):
        root = root[:-2]
        if len(root) < _SHORTEST_VERB:
            return ()
        if root[-1] == root[-2]:
            root = root[:-1]
        root = root[:-1] + {"v": "f", "z": "s"}.get(root[-1], root[-1])
        open_syllable = root[-2] in _LONG_VOWELS and root[-3:-2] not in _LONG_VOWELS and root[-1] not in _LONG_VOWELS
        return (root[:-1] + root[-2:], root) if open_syllable else (root,)
    for ending in _VERB_ENDINGS:
        if root.endswith(ending):
            root = root[: -len(ending)]
            return (root,) if len(root) >= _SHORTEST_VERB else ()
    return ()


def _bases(word: str) -> Iterable[str]:
    """What may be left of a word without one prefix and one ending."""
    stripped = [word]
    stripped += [word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix)]
    for form in stripped:
        for base in (form, *(form[: -len(ending)] for ending in _ENDINGS if form.endswith(ending))):
            if base != word and len(base) >= _SHORTEST_TAIL:
                yield base
