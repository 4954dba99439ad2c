"""Sentences are counted as a reader would count them."""

from __future__ import annotations

import pytest

from knowledge.articles.reading import read_article
from knowledge.prose.sentences import Place, Sentence, sentences, word_count
from tests.knowledge.articles.writing import FIELDS, written


def _body(text: str) -> list[Sentence]:
    return list(sentences(read_article(written(text))))[2:]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Een Wlz-indicatie kost € 385 per jaar.", 6),
        ("24 uur per dag", 4),
        ("'s nachts, zo'n 3 keer", 5),
        ("artikel 3.2.1 lid 1", 4),
        ("17½ – 18", 2),
        ("", 0),
    ],
)
def test_words_are_counted_as_people_count_them(text: str, count: int) -> None:
    assert word_count(text) == count


def test_a_stop_inside_an_abbreviation_or_number_ends_no_sentence() -> None:
    found = _body("Zie art. 2.10 van dr. Jansen, bijv. lid 1. Dat kost € 1.250 per jaar. Klaar!")
    assert [sentence.words for sentence in found] == [9, 5, 1]


def test_no_at_the_end_ends_a_sentence() -> None:
    assert len(_body("Is the answer no. Then ask why.")) == 2


def test_headings_items_rows_and_advice_are_told_apart() -> None:
    found = _body("## Kop\n\nZin.\n\n- punt\n\n> raad\n\n| a | b |\n| --- | --- |\n| c | d |")
    assert [sentence.place for sentence in found] == [
        Place.HEADING,
        Place.PARAGRAPH,
        Place.ITEM,
        Place.ADVICE,
        *([Place.ROW] * 4),
    ]


def test_a_citation_supports_the_sentences_before_it_in_its_block() -> None:
    found = _body(
        "Een eerste zin hier. Een tweede zin hier. [@zorginstituut] Een derde zin hier.\n\nEen losse zin hier."
    )
    assert [sentence.cited for sentence in found] == [True, True, False, False]


def test_a_citation_in_the_last_cell_supports_its_row() -> None:
    found = _body("| a | b |\n| --- | --- |\n| De gemeente beslist hier | Na een onderzoek thuis [@Bzv 2.10] |")
    assert [sentence.cited for sentence in found] == [False, False, True, True]


def test_questions_advice_and_fragments_are_no_statements() -> None:
    found = _body(
        "Wie beslist er over de zorg?\n\n> Bel altijd eerst even op.\n\nKort stukje.\n\nDe gemeente beslist erover."
    )
    assert [sentence.is_statement for sentence in found] == [False, False, False, True]


def test_the_data_that_a_text_shows_is_read_too() -> None:
    moment = "timeline:\n  - {subject: S, change: Dit is een zin, action: Doe het, begin: 17, laws: [], cites: []}\n"
    article = read_article(written("[[timeline]]", FIELDS + moment))
    assert "Dit is een zin" in [sentence.text for sentence in sentences(article)]
