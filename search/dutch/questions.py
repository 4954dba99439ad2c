"""The query side of the Dutch analysis: a visitor's text as concepts, filters and form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from search.dutch.ages import LIFE_STAGES, FoundAge, find_ages, joined, positions
from search.dutch.analysis import Analyzer
from search.dutch.concepts import ConceptBuilder, Item
from search.dutch.corrections import Correction
from search.dutch.leaning import leaning
from search.dutch.lexicon import Lexicon
from search.dutch.naming import FoundName, Labels, find_names, law_code
from search.dutch.places import FoundPlace, PlaceNames, ambiguous_names, find_place, named_places
from search.dutch.reading import MOST_WORDS, ReadText, Word, read_text
from search.dutch.vocabulary import IndexedWords
from search.query import AnalysedText, Concept, Interpretation

_AMBIGUOUS = ambiguous_names()


def analyse_question(
    text: str,
    *,
    analyzer: Analyzer,
    vocabulary: IndexedWords,
    lexicon: Lexicon,
    places: PlaceNames,
    labels: Labels,
    interpret: bool = True,
) -> AnalysedText:
    """What a visitor's text asks for.

    vocabulary: of the generation of the index that will answer. interpret: whether words that name a place, an age, a
    law or a care type are understood as filters. Words of a place or an age then only support a hit; those of a law or
    a care type are looked for as well.

    A text with any word gives at least one concept. Raises QuestionTooLongError above 200 characters.
    """
    read = read_text(text)
    corrections = _corrections(read.words, vocabulary, places)
    words = tuple(
        replace(word, word=corrections[place][0].word) if place in corrections else word
        for place, word in enumerate(read.words)
    )
    form = leaning([word.word for word in words])
    understood = _Understood(words, analyzer, places, labels, form) if interpret else _Understood.nothing()
    concepts = _concepts(words, read, corrections, understood, ConceptBuilder(analyzer, vocabulary, lexicon), analyzer)
    return AnalysedText(
        text=text,
        concepts=concepts,
        phrases=read.phrases,
        excluded=tuple(dict.fromkeys(analyzer.term(word.word) for word in words if word.excluded)),
        corrected=_corrected_text(read, corrections, vocabulary),
        interpreted=understood.interpretations(read),
        leaning=form,
    )


class _Understood:
    """What of a question was understood, with the places of the words."""

    def __init__(
        self, words: Sequence[Word], analyzer: Analyzer, places: PlaceNames, labels: Labels, form: Sequence[str]
    ) -> None:
        self.place: FoundPlace | None = find_place(words, places, analyzer.compounds.knows, _AMBIGUOUS)
        taken = range(self.place.first, self.place.last + 1) if self.place else ()
        self.ages: list[FoundAge] = [age for age in find_ages(words) if age.first not in taken]
        self.laws: list[FoundName] = list(find_names(words, law_code))
        # Who asks "wie betaalt nachtzorg" looks for the rule, not for an organization with that care type.
        self.care_types: list[FoundName] = [] if form else list(find_names(words, labels.find))

    @classmethod
    def nothing(cls) -> _Understood:
        """What is understood when nothing is to be."""
        empty = cls.__new__(cls)
        empty.place, empty.ages, empty.laws, empty.care_types = None, [], [], []
        return empty

    def filtered(self) -> set[int]:
        """The places of the words that became a filter on place or age."""
        taken = set(positions(self.ages))
        if self.place:
            taken.update(range(self.place.first, self.place.last + 1))
        return taken

    def interpretations(self, read: ReadText) -> tuple[Interpretation, ...]:
        """The same as data for the answer, in the visitor's own words."""
        found: list[Interpretation] = []
        if self.place:
            found.append(Interpretation(_written(read, self.place.first, self.place.last), "place", self.place.name))
        if self.ages:
            text = ", ".join(_written(read, age.first, age.last) for age in self.ages)
            found.append(Interpretation(text, "age", joined(self.ages)))
        found += [Interpretation(_written(read, law.first, law.last), "law", law.code) for law in self.laws]
        found += [
            Interpretation(_written(read, item.first, item.last), "careType", item.code) for item in self.care_types
        ]
        return tuple(found)


def _corrections(
    words: Sequence[Word], vocabulary: IndexedWords, places: PlaceNames
) -> dict[int, tuple[Correction, ...]]:
    """For each misspelt word, by its place, what it may have been meant to be."""
    found = {}
    named = named_places(words, places)
    for place, word in enumerate(words[: 2 * MOST_WORDS]):
        if word.quoted or word.excluded or not word.word.isalpha() or word.word in LIFE_STAGES or place in named:
            continue
        corrections = vocabulary.corrections(word.word)
        if corrections:
            found[place] = corrections
    return found


def _concepts(
    words: Sequence[Word],
    read: ReadText,
    corrections: Mapping[int, tuple[Correction, ...]],
    understood: _Understood,
    builder: ConceptBuilder,
    analyzer: Analyzer,
) -> tuple[Concept, ...]:
    filtered = understood.filtered()
    items: list[Item] = []
    room = MOST_WORDS
    for place, word in enumerate(words):
        if word.excluded:
            continue
        content = word.word not in analyzer.stops
        if content and place not in filtered:
            room -= 1
        if room < 0:
            break
        items.append(
            Item(place, word.word, read.words[place].word, corrections.get(place, ()), content, place not in filtered)
        )
    concepts = _distinct(builder.concepts(items, read.joined))
    supporting = _supporting(words, understood, builder)
    if concepts:
        return (*concepts, *supporting)
    if supporting:
        return tuple(replace(concept, supporting=False) for concept in supporting)
    return tuple(builder.plain([item.word for item in items][:MOST_WORDS]))


def _supporting(words: Sequence[Word], understood: _Understood, builder: ConceptBuilder) -> list[Concept]:
    """The names of a place and of stages of life; a bare number of years ranks nothing."""
    spans = [(age.first, age.last) for age in understood.ages if words[age.first].word in LIFE_STAGES]
    if understood.place:
        spans.append((understood.place.first, understood.place.last))
    return [builder.supporting([word.word for word in words[first : last + 1]]) for first, last in spans]


def _distinct(concepts: Sequence[Concept]) -> tuple[Concept, ...]:
    """Each concept once: a word said twice asks no more than once."""
    return tuple({concept.alternatives: concept for concept in reversed(concepts)}.values())[::-1]


def _corrected_text(
    read: ReadText, corrections: Mapping[int, tuple[Correction, ...]], vocabulary: IndexedWords
) -> str | None:
    """The text with the likeliest correction for each misspelt word; None when there are none."""
    if not corrections:
        return None
    pieces, end = [], 0
    for place, word in enumerate(read.words):
        better = corrections[place][0].word if place in corrections else None
        if better is None and not word.quoted and not word.excluded:
            better = vocabulary.usual_form(word.word)
        if better is not None:
            pieces += [read.text[end : word.start], better]
            end = word.end
    return "".join((*pieces, read.text[end:]))


def _written(read: ReadText, first: int, last: int) -> str:
    return read.text[read.words[first].start : read.words[last].end]
