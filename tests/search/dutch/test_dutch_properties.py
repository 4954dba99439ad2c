"""What holds for any text, also one written to do harm. Work is counted, not timed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.dutch.analysis import Analyzer
from search.dutch.concepts import MOST_ALTERNATIVES
from search.dutch.corrections import MOST_CANDIDATES, Corrector, sound
from search.dutch.folding import LONGEST_WORD, fold, fold_words, listed
from search.dutch.reading import LONGEST_TEXT, MOST_WORDS, QuestionTooLongError
from search.query import AnalysedText

Ask = Callable[..., AnalysedText]

DUTCH = st.lists(
    st.sampled_from(
        listed(
            "wie betaalt nachtzorg voor mijn kind van 3 jaar in Utrecht met sonde logeren 18 wordt peuter wlz zvw "
            '-school "kind en gezin" persoonsgebonden budged niet hou het vol de te een kinderdagopvangcentrum best '
            "jeugd-ggz"
        )
    ),
    max_size=20,
).map(" ".join)
ANY = st.one_of(st.text(max_size=LONGEST_TEXT), DUTCH.map(lambda text: text[:LONGEST_TEXT]))

HOSTILE = [
    "*e*",
    "*" * 200,
    "(" * 200,
    "((((a))))" * 20,
    '"' * 200,
    '"a ' * 66,
    "-" * 200,
    "-a " * 66,
    "a -a " * 40,
    "title:kind AND (school OR NOT zorg)^5~2",
    "'; DROP TABLE documents; --",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "{{7*7}} ${7*7} %s %n",
    "kind\x00zorg",
    "\x00" * 200,
    "\u202e\u202dzorg\u200f\u200bkind",
    "ילד חולה בבית",
    "رعاية الطفل في المنزل",
    "看護 子供 病院",
    "👶🏽🏥" * 40,
    "👨‍👩‍👧‍👦 zorg",
    "e\u0301" * 90,
    "a" + "\u0300" * 190,
    "ﷺ" * 200,
    "İıŞ" * 60,
    "ﬁﬂĳ" * 60,
    "a" * 200,
    "ge" * 100,
    "en" * 100,
    "kinder" * 33,
    "zorgzorgzorgzorg " * 11,
    "1 " * 100,
    "0 tot " * 33,
    "3 jaar " * 28,
    "in Bergen " * 20,
    "a.b." * 50,
    "a'b'c'd" * 25,
    "a-b-c-" * 33,
    "\ud800zorg",
    "\uffff\ufeffzorg",
    "\r\n\t\v\f zorg",
]


def _check_bounds(analysed: AnalysedText) -> None:
    assert len(analysed.concepts) <= MOST_WORDS + 4
    for concept in analysed.concepts:
        assert 1 <= len(concept.alternatives) <= MOST_ALTERNATIVES
        for option in concept.alternatives:
            assert 0 < option.weight <= 1
            assert option.terms
            assert len(option.terms) <= MOST_WORDS


@given(st.text(max_size=400))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=400))
def test_folded_words_are_short_and_never_empty(text: str) -> None:
    assert all(0 < len(word) <= LONGEST_WORD for word in fold_words(text))


@settings(max_examples=200)
@given(ANY)
def test_no_question_with_a_word_is_emptied(ask: Ask, text: str) -> None:
    analysed = ask(text)
    if any(letter.isascii() and letter.isalnum() for letter in text):
        assert analysed.concepts
    _check_bounds(analysed)


@settings(max_examples=100)
@given(ANY)
def test_the_same_question_is_understood_the_same(ask: Ask, text: str) -> None:
    assert ask(text) == ask(text)


@settings(max_examples=100)
@given(DUTCH.map(lambda text: text[:150]))
def test_a_corrected_question_needs_no_correction(ask: Ask, text: str) -> None:
    corrected = ask(text).corrected
    if corrected is not None:
        assert ask(corrected).corrected is None


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_a_text_that_has_words_has_index_terms(analyzer: Analyzer, text: str) -> None:
    words = analyzer.fold_words(text)
    tokens = analyzer.terms(text)
    assert bool(tokens) == bool(words)
    assert all(token.weight in {0.5, 1.0} and words[token.position] for token in tokens)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=60))
def test_parts_make_up_the_word(analyzer: Analyzer, word: str) -> None:
    parts = analyzer.compounds.split(word)
    assert not parts or (len(parts) >= 2 and sum(map(len, parts)) <= len(word) and word.startswith(parts[0]))


@given(st.text(min_size=1, max_size=40).filter(lambda word: "\n" not in word))
def test_any_word_has_a_sound(word: str) -> None:
    assert isinstance(sound(word), str)


@given(st.text(max_size=60))
def test_corrections_are_few_and_of_the_vocabulary(word: str) -> None:
    vocabulary = {"kind": 3, "zorg": 9, "ziekenhuis": 2, "epilepsie": 1, "école": 1, "医院医院": 1}
    found = Corrector(vocabulary).corrections(word)
    assert len(found) <= MOST_CANDIDATES
    assert {item.word for item in found} <= vocabulary.keys()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_question_stays_small(ask: Ask, text: str) -> None:
    _check_bounds(ask(text[:LONGEST_TEXT]))


def test_a_hundred_kilobytes_are_refused_before_any_work(ask: Ask) -> None:
    with pytest.raises(QuestionTooLongError):
        ask("zorg " * 20_000)


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "zorg " * 20_000, "(" * 100_000, "a-" * 50_000, "a." * 50_000, "1." * 50_000]
)
def test_a_hundred_kilobytes_of_document_give_no_more_terms_than_words(analyzer: Analyzer, text: str) -> None:
    tokens = analyzer.terms(text)
    assert 0 <= len(tokens) <= len(text)
    assert all(len(token.term) <= LONGEST_WORD for token in tokens)


def test_a_long_word_is_cut_with_few_look_ups(analyzer: Analyzer) -> None:
    asked: list[str] = []

    def also(word: str) -> bool:
        asked.append(word)
        return True

    analyzer.compounds.split("zorg" * (LONGEST_WORD // 4), also=also)
    assert len(asked) <= LONGEST_WORD * LONGEST_WORD
