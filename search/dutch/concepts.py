"""From the words of a question to its concepts: what each word, or known group of words, may be met by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from search.dutch.analysis import Analyzer
from search.dutch.corrections import SAME_SOUND, Correction
from search.dutch.lexicon import Expansion, Lexicon
from search.dutch.vocabulary import IndexedWords
from search.query import Alternative, Concept, Via

MOST_ALTERNATIVES = 16
"""Per concept; the heaviest stay."""

# What a way of meeting a concept is worth next to the visitor's own word (1).
SAME_SOUND_WEIGHT = 0.95
CORRECTION_WEIGHT = 0.85
SECOND_CORRECTION = 0.6
ALL_PARTS_WEIGHT = 0.8
TWO_PARTS_WEIGHT = 0.6
LAST_PART_WEIGHT = 0.5
OTHER_PART_WEIGHT = 0.35
PIECE_WEIGHT = 0.3
OTHER_FORM_WEIGHT = 0.8
KNOWN_COMPOUND = 0.5
"""The parts of a word that documents do have: they fit less well than that word, better than nothing."""
PART_LEADS_WEIGHT = 0.6
WORD_OF_GROUP_WEIGHT = 0.45
WORD_OF_GROUP_LEADS_WEIGHT = 0.5
SUPPORTING_WEIGHT = 0.5
WEAK_WORD_WEIGHT = 0.4

WORD_BESIDE_GROUP = 0.3
"""A word of a group as a supporting concept next to that group."""
SCATTERED_WEIGHT = 0.7
"""What a group of words leads to when its words stand apart or in another order: "de trap kan hij niet meer op"."""
WIDEST_SCATTER = 7
"""Within how many words they must stand."""
MOST_SCATTERED = 3
"""Groups per question that may be found so; the longest stay."""

MOST_SKIPPED = 2
"""Stop words that may stand between the words of a group which the lexicon writes without them."""

_BREAKS = frozenset({"en", "of", "maar", "dan", "als", "want", "and", "or", "but"})
"""Words after which another thought begins: no group of words goes on over them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A word of a question to be looked for. word: folded, as corrected; written: as typed, folded.

    others: what else it may have been meant to be. content: whether it is no stop word. free: whether it may be part of
    a group (it is not left out, and not understood as a place or an age).
    """

    place: int
    word: str
    written: str
    corrections: tuple[Correction, ...]
    content: bool
    free: bool


class ConceptBuilder:
    """Builds concepts for the questions to one generation of the index."""

    def __init__(self, analyzer: Analyzer, indexed: IndexedWords, lexicon: Lexicon) -> None:
        self._analyzer = analyzer
        self._indexed = indexed
        self._lexicon = lexicon

    def concepts(self, items: Sequence[Item], joined: Collection[tuple[int, int]]) -> list[Concept]:
        """The concepts of a question's words, in order. joined: runs of places with hyphens between the words."""
        terms = [self._analyzer.term(item.word) for item in items]
        extra = self._joined_words(items, joined)
        concepts: list[Concept] = []
        beside: list[Concept] = []
        together: set[tuple[str, ...]] = set()
        start = 0
        while start < len(items):
            size, leads = self._group(items, terms, start)
            if size:
                together.add(tuple(item.word for item in items[start : start + size]))
                concepts.append(self._group_concept(items[start : start + size], leads))
                content = [item for item in items[start : start + size] if item.content]
                if len(content) > 1:
                    beside += [self._beside(item) for item in content]
                start += size
                continue
            item = items[start]
            if item.content and item.free:
                concepts.append(self._word_concept(item, extra.get(item.place, ())))
            start += 1
        return [*concepts, *self._scattered_groups(items, together), *beside]

    def _beside(self, item: Item) -> Concept:
        """A word of a group, beside it: of two documents about the group, the one with more of its words goes first."""
        concept = self._word_concept(item, ())
        weaker = (
            replace(option, weight=round(option.weight * WORD_BESIDE_GROUP, 3)) for option in concept.alternatives
        )
        return Concept(concept.text, tuple(weaker), supporting=True)

    def _scattered_groups(self, items: Sequence[Item], together: Collection[tuple[str, ...]]) -> list[Concept]:
        """Groups the lexicon knows whose words stand near each other, but not as the lexicon writes them.

        together: the groups that do. Their words also keep a concept of their own.
        """
        told = [
            _Told(item, term, thought)
            for thought, item in zip(accumulate(item.word in _BREAKS for item in items), items, strict=True)
            if item.free and (term := self._lexicon.telling(item.word)) is not None
        ]
        used = [frozenset(filter(None, map(self._lexicon.telling, words))) for words in together]
        found: list[Concept] = []
        for group in self._lexicon.scattered([item.term for item in told]):
            if any(group.telling <= other for other in used):
                continue
            nearest = _nearest(told, group.telling)
            if nearest is None:
                continue
            used.append(group.telling)
            options = _Options()
            options.lead(self._lexicon.lead(group.key), SCATTERED_WEIGHT)
            found.append(Concept(" ".join(item.written for item in nearest), options.best()))
            if len(found) == MOST_SCATTERED:
                break
        return found

    def supporting(self, words: Sequence[str]) -> Concept:
        """A concept that ranks and does not find, for words that became a filter."""
        terms = tuple(self._analyzer.term(word) for word in words)
        text = " ".join(words)
        return Concept(text, (Alternative(terms, SUPPORTING_WEIGHT, "word", text),), supporting=True)

    def plain(self, words: Sequence[str]) -> list[Concept]:
        """Each word as a concept of its own, met by itself only."""
        return [
            Concept(word, (Alternative((self._analyzer.term(word),), 1.0, "word", word),))
            for word in dict.fromkeys(words)
        ]

    def _group(self, items: Sequence[Item], terms: Sequence[str], start: int) -> tuple[int, tuple[Expansion, ...]]:
        """The longest group of words from here that the lexicon knows: its size (0 for none) and what it leads to."""
        for size in range(min(self._lexicon.longest_key, len(items) - start), 1, -1):
            span = items[start : start + size]
            if not all(item.free for item in span):
                continue
            leads = self._lexicon.lead(terms[start : start + size])
            if not leads and self._may_skip(span):
                leads = self._lexicon.lead_by_content(
                    [term for item, term in zip(span, terms[start:], strict=False) if item.content]
                )
            if leads:
                return size, leads
        return 0, ()

    @staticmethod
    def _may_skip(span: Sequence[Item]) -> bool:
        """Whether the stop words in a group may be passed over: "praten met (andere) ouders"."""
        skipped = [item.word for item in span if not item.content]
        if not (span[0].content and span[-1].content) or len(skipped) > MOST_SKIPPED:
            return False
        return _BREAKS.isdisjoint(skipped)

    def _group_concept(self, items: Sequence[Item], leads: Sequence[Expansion]) -> Concept:
        content = [item for item in items if item.content]
        options = _Options()
        via: Via = "correction" if any(item.corrections for item in content) else "word"
        if content:
            own = tuple(self._analyzer.term(item.word) for item in content)
            options.add(own, 1.0, via, " ".join(item.word for item in content))
        options.lead(leads)
        if len(content) > 1:
            for item in content:
                term = self._analyzer.term(item.word)
                # A part, not what was typed: "kind" must not cap how much "oppas voor gehandicapt kind" can say.
                options.add((term,), WORD_OF_GROUP_WEIGHT, "part", item.word)
                options.lead(self._lexicon.lead((term,)), WORD_OF_GROUP_LEADS_WEIGHT)
        return Concept(" ".join(item.written for item in items), options.best())

    def _word_concept(self, item: Item, extra: Iterable[str]) -> Concept:
        options = _Options()
        written = self._analyzer.term(item.written)
        options.add((written,), 1.0, "word", item.written)
        for word in extra:
            term = self._analyzer.term(word)
            options.add((term,), 1.0, "word", word)
            options.lead(self._lexicon.lead((term,)))
        if not item.corrections:
            self._add_word(options, item.word, 1.0)
        for rank, correction in enumerate(item.corrections):
            weight = SAME_SOUND_WEIGHT if correction.cost < SAME_SOUND else CORRECTION_WEIGHT
            weight *= SECOND_CORRECTION if rank else 1.0
            options.add((self._analyzer.term(correction.word),), weight, "correction", correction.word)
            self._add_word(options, correction.word, weight)
        return Concept(item.written, options.best(WEAK_WORD_WEIGHT if written in self._analyzer.weak else 1.0))

    def _add_word(self, options: _Options, word: str, factor: float) -> None:
        """What a word leads to, its parts and what those lead to."""
        term = self._analyzer.term(word)
        leads = self._lexicon.lead((term,))
        options.lead(leads, factor)
        base = None if leads else self._indexed.diminished(word)
        if base is not None:
            base_term = self._analyzer.term(base)
            options.add((base_term,), OTHER_FORM_WEIGHT * factor, "word", base)
            options.lead(self._lexicon.lead((base_term,)), OTHER_FORM_WEIGHT * factor)
        for form in self._indexed.verb_forms(word):
            options.add((form,), OTHER_FORM_WEIGHT * factor, "word", form)
            options.lead(self._lexicon.lead((form,)), OTHER_FORM_WEIGHT * factor)
        if self._indexed.in_index(term):
            factor *= KNOWN_COMPOUND
        parts = self._indexed.split(word)
        if not parts and not leads:
            for piece in self._indexed.pieces(word):
                options.add((self._analyzer.term(piece),), PIECE_WEIGHT * factor, "part", piece)
        if not parts:
            return
        terms = tuple(map(self._analyzer.term, parts))
        options.add(terms, ALL_PARTS_WEIGHT * factor, "part", " ".join(parts))
        # "nachtthuiszorg": also what ends it as a whole, "thuiszorg".
        starts = list(accumulate(map(len, parts), initial=0))
        for place, (part, part_term) in enumerate(zip(parts, terms, strict=True)):
            last = place == len(parts) - 1
            weight = LAST_PART_WEIGHT if last else OTHER_PART_WEIGHT
            options.add((part_term,), weight * factor, "part", part)
            options.lead(self._lexicon.lead((part_term,)), PART_LEADS_WEIGHT * weight * 2 * factor)
            if len(parts) > 2 and not last:
                options.add(terms[place : place + 2], TWO_PARTS_WEIGHT * factor, "part", f"{part} {parts[place + 1]}")
            if 0 < place < len(parts) - 1:
                tail = self._analyzer.term("".join(parts)[starts[place] :])
                options.add((tail,), LAST_PART_WEIGHT * factor, "part", tail)
                options.lead(self._lexicon.lead((tail,)), PART_LEADS_WEIGHT * factor)

    def _joined_words(self, items: Sequence[Item], joined: Collection[tuple[int, int]]) -> dict[int, list[str]]:
        """Words written apart that are one word in the index or the lexicon: "leerlingen vervoer", "e-health"."""
        by_place = {item.place: item for item in items if item.free}
        found: dict[int, list[str]] = {}
        runs = {(place, place + 1) for place in by_place if place + 1 in by_place}
        runs.update(joined)
        for first, last in sorted(runs):
            run = [by_place.get(place) for place in range(first, last + 1)]
            if any(item is None for item in run):
                continue
            word = "".join(item.word for item in run if item is not None)
            term = self._joined_term(word, by_place[last].word)
            if self._indexed.in_index(term) or self._lexicon.lead((term,)):
                for place in range(first, last + 1):
                    found.setdefault(place, []).append(word)
        return found

    def _joined_term(self, word: str, ending: str) -> str:
        """The index term of a joined word. Most such words do not exist, so its parts are not looked for: a compound
        ends as its last part does.
        """
        if word in self._analyzer.stem.overrides:
            return self._analyzer.term(word)
        return word[: -len(ending)] + self._analyzer.stem(ending)


class _Told(NamedTuple):
    """A word that can be part of a scattered group. thought: the number of the thought it belongs to."""

    item: Item
    term: str
    thought: int


def _nearest(told: Sequence[_Told], telling: Collection[str]) -> list[Item] | None:
    """The first words, near each other in one thought, that have all these terms; None when there are none."""
    for start, first in enumerate(told):
        missing = set(telling)
        chosen = []
        for other in told[start:]:
            if other.item.place - first.item.place >= WIDEST_SCATTER or other.thought != first.thought:
                break
            if other.term in missing:
                missing.discard(other.term)
                chosen.append(other.item)
        if not missing:
            return chosen
    return None


class _Options:
    """Alternatives being gathered: for each group of terms the heaviest way to come to it."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], Alternative] = {}

    def add(self, terms: tuple[str, ...], weight: float, via: Via, words: str) -> None:
        terms = tuple(dict.fromkeys(terms))
        known = self._found.get(terms)
        if known is None or known.weight < weight:
            self._found[terms] = Alternative(terms, round(weight, 3), via, words)

    def lead(self, leads: Iterable[Expansion], factor: float = 1.0) -> None:
        for expansion in leads:
            self.add(expansion.terms, expansion.weight * factor, "synonym", expansion.words)

    def best(self, factor: float = 1.0) -> tuple[Alternative, ...]:
        ordered = sorted(self._found.values(), key=lambda item: (-item.weight, item.terms))[:MOST_ALTERNATIVES]
        if factor == 1:
            return tuple(ordered)
        return tuple(replace(item, weight=round(item.weight * factor, 3)) for item in ordered)
