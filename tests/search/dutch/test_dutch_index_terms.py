"""What the index gets from a text."""

from __future__ import annotations

import pytest

from search.dutch.analysis import Analyzer, Token
from search.dutch.folding import LONGEST_WORD, fold, fold_words
from search.dutch.stemming import data_file


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Crèche", ["creche"]),
        ("baby's en foto's", ["baby", "en", "foto"]),
        ("baby’s", ["baby"]),
        ("zzp'ers", ["zzp"]),
        ("p.g.b. aanvragen", ["pgb", "aanvragen"]),
        ("artikel 3.2.1 lid 2", ["artikel", "3.2.1", "lid", "2"]),
        ("'s avonds", ["s", "avonds"]),
        ("18-/18+", ["18", "18"]),
        ("IJsselmeer", ["ijsselmeer"]),
        ("\ufb01nancië\u0301n", ["financien"]),
        ("", []),
        ("!?*()", []),
    ],
)
def test_folding_gives_the_words_a_reader_sees(written: str, folded: list[str]) -> None:
    assert fold_words(written) == folded


def test_a_word_longer_than_forty_letters_is_cut() -> None:
    assert fold_words("x" * 1000) == ["x" * LONGEST_WORD]


def test_folding_a_title_gives_the_form_titles_are_compared_in() -> None:
    assert fold("  Het  Vergéten-Kind ") == "het vergeten kind"


def test_whole_words_weigh_one_and_parts_a_half(analyzer: Analyzer) -> None:
    tokens = analyzer.terms("Nachtzorg")
    assert tokens[0] == Token("nachtzorg", 1.0, 0)
    assert {(token.term, token.weight, token.position) for token in tokens[1:]} == {("nacht", 0.5, 0), ("zorg", 0.5, 0)}


def test_positions_are_places_in_the_folded_words(analyzer: Analyzer) -> None:
    text = "Zorg voor uw kind in de nacht"
    words = analyzer.fold_words(text)
    tokens = analyzer.terms(text)
    assert [words[token.position] for token in tokens] == ["zorg", "kind", "nacht"]


def test_stop_words_are_left_out(analyzer: Analyzer) -> None:
    assert [token.term for token in analyzer.terms("wie betaalt dit voor ons")] == ["betaal"]


def test_a_text_of_stop_words_only_keeps_them(analyzer: Analyzer) -> None:
    assert [token.term for token in analyzer.terms("Wij Zijn Er")] == ["wij", "zijn", "er"]


def test_a_word_with_a_hyphen_is_found_with_and_without_it(analyzer: Analyzer) -> None:
    assert {"jeugd", "ggz", "jeugdggz"} <= {token.term for token in analyzer.terms("jeugd-ggz")}


def test_a_range_of_numbers_is_not_one_word(analyzer: Analyzer) -> None:
    assert {token.term for token in analyzer.terms("0-18")} == {"0", "18"}


def test_parts_of_parts_are_parts(analyzer: Analyzer) -> None:
    assert set(analyzer.parts("kinderdagopvang")) == {"kind", "dagopvang", "dag", "opvang"}


def test_the_word_lists_stay_small() -> None:
    sizes = {name: len(data_file(name).read_bytes()) for name in ("compound_parts.txt", "known_words.txt")}
    assert sum(sizes.values()) < 200_000
