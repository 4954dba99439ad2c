"""Typos become the words that were meant; words that are right are left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from search.dutch.corrections import Corrector, sound
from search.dutch.vocabulary import IndexedWords
from search.query import AnalysedText

Ask = Callable[..., AnalysedText]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("persoonsgebonde budged", "persoonsgebonden budget"),
        ("leerlingen vervoor aanvragen", "leerlingen vervoer aanvragen"),
        ("zorverlof werkgever", "zorgverlof werkgever"),
        ("Epilepsi en logopedi", "epilepsie en logopedie"),
        ("ziekehuis", "ziekenhuis"),
        ("indikatie", "indicatie"),
        ("mantelzorch", "mantelzorg"),
        ("psygoloog", "psycholoog"),
        ("fisiotherapie", "fysiotherapie"),
        ("kinderbijslach", "kinderbijslag"),
        ("rauwbegeleiding", "rouwbegeleiding"),
        ("overleiden", "overlijden"),
        ("autizme", "autisme"),
        ("zuurtsof", "zuurstof"),
        ("klagt", "klacht"),
    ],
)
def test_a_typo_becomes_the_word_that_was_meant(ask: Ask, typed: str, meant: str) -> None:
    assert ask(typed).corrected == meant


@pytest.mark.parametrize(
    "right",
    [
        "fietsen",
        "wandelen",
        "computer",
        "blauw",
        "kijkt",
        "trombose",
        "tweeling",
        "juffrouw",
        "kinderhospice",
        "pgb",
        "VKDV",
    ],
)
def test_a_word_that_is_right_is_left_alone(ask: Ask, right: str) -> None:
    assert ask(right).corrected is None


def test_words_in_quotes_are_taken_as_written(ask: Ask) -> None:
    assert ask('"budged"').corrected is None


def test_a_place_is_no_typo(ask: Ask) -> None:
    assert ask("logeren in Bilthoven").corrected is None


def test_a_short_word_is_never_corrected() -> None:
    assert Corrector({"pgb": 5, "wlz": 3}).corrections("pgd") == ()


def test_one_edit_up_to_six_letters_and_two_from_seven() -> None:
    corrector = Corrector({"lepels": 1, "kasteelheer": 1})
    assert [item.word for item in corrector.corrections("lapels")] == ["lepels"]
    assert corrector.corrections("lapals") == ()
    assert [item.word for item in corrector.corrections("kastelheet")] == ["kasteelheer"]


def test_the_commoner_word_wins_a_tie() -> None:
    assert Corrector({"molen": 1, "mogen": 9}).corrections("moren")[0].word == "mogen"


def test_a_compound_that_no_document_has_is_corrected_in_its_part(vocabulary: IndexedWords) -> None:
    assert vocabulary.corrections("nachtverplegign")[0].word == "nachtverpleging"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("feilig", "veilig"),
        ("sorg", "zorg"),
        ("lijden", "leiden"),
        ("rauw", "rouw"),
        ("dogter", "dochter"),
        ("kontakt", "contact"),
        ("budged", "budget"),
        ("beademd", "beademt"),
        ("wordt", "word"),
        ("logeren", "loggeren"),
        ("fysio", "fisio"),
        ("pannekoek", "pannenkoek"),
    ],
)
def test_sound_alikes_sound_alike(left: str, right: str) -> None:
    assert sound(left) == sound(right)


@pytest.mark.parametrize(("left", "right"), [("rouw", "ruw"), ("doof", "dood"), ("kind", "kin"), ("zorg", "zerk")])
def test_what_sounds_different_does_not(left: str, right: str) -> None:
    assert sound(left) != sound(right)


def test_many_words_sound_as_each_alone() -> None:
    words = ["budget", "ziekenhuis", "fysiotherapie", "rouw", "18", "thuis", "epilepsie"]
    assert sound("\n".join(words)).split("\n") == [sound(word) for word in words]


def test_a_new_generation_corrects_to_old_and_new_words_but_not_to_lost_ones(
    words_of: Callable[..., IndexedWords],
) -> None:
    before = words_of("xylofonist kwartetspel")
    assert before.corrections("xylofonits")[0].word == "xylofonist"
    after = words_of("xylofonist trombonist", before=before)
    assert after.corrections("xylofonits")[0].word == "xylofonist"
    assert after.corrections("trombonits")[0].word == "trombonist"
    assert "kwartetspel" not in {item.word for item in after.corrections("kwartetspil")}
