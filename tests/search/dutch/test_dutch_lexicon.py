"""The words that lead to other words."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.publishing.entries import LexiconRelation
from search.dutch.analysis import Analyzer
from search.dutch.lexicon import Lexicon, read_relations, starter_relations
from search.dutch.stemming import LanguageDataError, read_overrides


def _words(lexicon: Lexicon, analyzer: Analyzer, text: str) -> dict[str, float]:
    terms = [analyzer.term(word) for word in analyzer.fold_words(text)]
    return {item.words: item.weight for item in lexicon.lead(terms)}


def test_the_starter_lexicon_covers_the_domain() -> None:
    assert len(starter_relations()) >= 450


def test_an_abbreviation_leads_both_ways(lexicon: Lexicon, analyzer: Analyzer) -> None:
    assert _words(lexicon, analyzer, "pgb")["persoonsgebonden budget"] == 1.0
    assert _words(lexicon, analyzer, "persoonsgebonden budget")["pgb"] == 1.0


def test_an_everyday_word_leads_to_the_professional_one_and_never_back(lexicon: Lexicon, analyzer: Analyzer) -> None:
    assert "diabetes" in _words(lexicon, analyzer, "suikerziekte")
    assert "suikerziekte" not in _words(lexicon, analyzer, "diabetes")


def test_another_form_of_the_word_is_enough(lexicon: Lexicon, analyzer: Analyzer) -> None:
    assert _words(lexicon, analyzer, "brusjes") == _words(lexicon, analyzer, "brus")


def test_a_published_term_adds_to_the_starter_words(analyzer: Analyzer) -> None:
    published = LexiconRelation(("zonnestraal",), ("lichttherapie",), 0.7)
    lexicon = Lexicon([*starter_relations(), published], analyzer)
    assert _words(lexicon, analyzer, "zonnestraal") == {"lichttherapie": 0.7}


def test_words_in_both_lists_of_a_relation_do_not_lead_to_themselves(analyzer: Analyzer) -> None:
    lexicon = Lexicon([LexiconRelation(("a1", "b2"), ("a1", "b2"), 0.8, both_ways=True)], analyzer)
    assert _words(lexicon, analyzer, "a1") == {"b2": 0.8}


def test_the_heaviest_relation_counts(analyzer: Analyzer) -> None:
    lexicon = Lexicon([LexiconRelation(("x1",), ("y1",), weight) for weight in (0.3, 0.9, 0.5)], analyzer)
    assert _words(lexicon, analyzer, "x1") == {"y1": 0.9}


def test_stop_words_between_the_words_of_a_key_may_differ(analyzer: Analyzer) -> None:
    lexicon = Lexicon([LexiconRelation(("praten met ouders",), ("lotgenotencontact",), 0.9)], analyzer)
    assert lexicon.lead_by_content((analyzer.term("praten"), analyzer.term("ouders")))


@pytest.mark.parametrize("line", ["pgb = budget", "= alleen", "> a => b @zwaar", "> a => b @2", "> => b", "> a b"])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "lexicon.txt"
    file.write_text(f"# ours\n{line}\n", encoding="utf-8")
    with pytest.raises(LanguageDataError, match="line 2"):
        read_relations(file)


def test_a_word_cannot_have_two_stems(tmp_path: Path) -> None:
    file = tmp_path / "overrides.txt"
    file.write_text("kind: kinderen\nkin: kinderen\n", encoding="utf-8")
    with pytest.raises(LanguageDataError, match="kinderen already has the stem kind"):
        read_overrides(file)
