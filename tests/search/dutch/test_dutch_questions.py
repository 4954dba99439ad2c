"""What a visitor's question is understood to be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from search.dutch.reading import QuestionTooLongError
from search.dutch.vocabulary import IndexedWords
from search.query import AnalysedText

Ask = Callable[..., AnalysedText]
WordsOf = Callable[..., IndexedWords]


def _understood(analysed: AnalysedText, kind: str) -> list[Any]:
    return [item.value for item in analysed.interpreted if item.as_ == kind]


def _words(analysed: AnalysedText) -> set[str]:
    return {option.words for concept in analysed.concepts for option in concept.alternatives}


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("logeren kind 3 jaar", (3, 3)),
        ("kind van 8 maanden met sonde", (0.67, 0.67)),
        ("oppas voor baby", (0, 1)),
        ("logeren peuter", (1, 4)),
        ("kleuters met epilepsie", (4, 6)),
        ("boze puber", (12, 17)),
        ("baby's en peuters", (0, 4)),
        ("opvang van 0 tot 4 jaar", (0, 4)),
        ("opvang 4-12 jaar", (4, 12)),
        ("mijn dochter van 7 heeft zuurstof", (7, 7)),
        ("zoon (12) autisme", (12, 12)),
        ("driejarige met rolstoel", (3, 3)),
        ("3-jarige met rolstoel", (3, 3)),
        ("baby 6 weken oud", (0, 1)),
        ("daycare for 3 years old child", (3, 3)),
        ("kind van twee jaar", (2, 2)),
        ("anderhalf jaar oud", (1.5, 1.5)),
    ],
)
def test_an_age_is_understood(ask: Ask, text: str, age: tuple[float, float]) -> None:
    assert _understood(ask(text), "age") == [age]


@pytest.mark.parametrize(
    "text",
    [
        "mijn kind wordt 18",
        "mijn kind wordt 18 jaar",
        "18 jaar en dan",
        "zorg vanaf 18",
        "van 18- naar 18+",
        "al 3 jaar op de wachtlijst",
        "3 maanden wachten op zorg",
        "bezwaar binnen 6 weken",
        "om de 3 maanden controle",
        "2 jaar geleden gestopt",
        "wlz 24 uur zorg",
        "verlof 10 dagen",
        "mijn kind wordt 4 jaar",
        "60 jaar",
        '"peuter"',
        "opvang -peuter",
        "babyvoeding",
    ],
)
def test_what_is_no_age_does_not_become_a_filter(ask: Ask, text: str) -> None:
    assert _understood(ask(text), "age") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("kinderthuiszorg groningen", "Groningen"),
        ("KCT rotterdam", "Rotterdam"),
        ("logeren in Bergen", "Bergen"),
        ("thuiszorg in Best", "Best"),
        ("thuiszorg regio goes", "Goes"),
        ("oppas gemeente ede", "Ede"),
        ("oppas Den Haag", "Den Haag"),
        ("oppas in de bilt", "De Bilt"),
        ("logeren bergen op zoom", "Bergen op Zoom"),
        ("hospice 3511", "Utrecht"),
        ("rouw rond Urk", "Urk"),
        ("Utrecht", "Utrecht"),
    ],
)
def test_a_place_is_understood(ask: Ask, text: str, place: str) -> None:
    assert _understood(ask(text), "place") == [place]


@pytest.mark.parametrize(
    "text",
    [
        "wat is het best voor mijn kind",
        "Best moeilijk om hulp te vinden",
        "goes my child to school",
        "bergen papieren invullen",
        "in bergen rekeningen",
        "heel zwaar",
        "UMC Utrecht",
        "wmo 2026",
        "-Utrecht logeren",
        '"Utrecht"',
        "nes",
    ],
)
def test_a_word_that_may_be_something_else_is_no_place(ask: Ask, text: str) -> None:
    assert _understood(ask(text), "place") == []


@pytest.mark.parametrize(
    ("text", "laws"),
    [
        ("logeren wlz", ["wlz"]),
        ("verpleging Zorgverzekeringswet", ["zvw"]),
        ("zit dit in de zorgverzekering", ["zvw"]),
        ("wet maatschappelijke ondersteuning rolstoel", ["wmo"]),
        ("wet langdurige zorg", ["wlz"]),
        ("passend onderwijs", ["education"]),
        ("verschil zvw en jeugdwet", ["zvw", "jeugdwet"]),
        ("zonder wlz indicatie", []),
        ('"wlz"', []),
        ("-wmo hulpmiddel", []),
    ],
)
def test_a_law_is_understood_and_still_looked_for(ask: Ask, text: str, laws: list[str]) -> None:
    analysed = ask(text)
    assert _understood(analysed, "law") == laws
    if laws:
        assert not analysed.concepts[0].supporting


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("kinderthuiszorg epilepsie", ["child-home-care"]),
        ("verpleging thuis of logeerhuis", ["child-home-care", "respite-house"]),
        ("wie betaalt nachtzorg", []),
        ("geen logeerhuis", []),
    ],
)
def test_a_care_type_is_understood_unless_the_rule_is_asked_for(ask: Ask, text: str, codes: list[str]) -> None:
    assert _understood(ask(text), "careType") == codes


def test_nothing_is_interpreted_when_switched_off(ask: Ask) -> None:
    analysed = ask("kinderthuiszorg wlz peuter Utrecht", interpret=False)
    assert analysed.interpreted == ()
    assert {concept.text for concept in analysed.concepts} == {"kinderthuiszorg", "wlz", "peuter", "utrecht"}


def test_words_that_became_a_filter_support_and_do_not_find(ask: Ask) -> None:
    analysed = ask("logeren peuter in Utrecht")
    assert [(concept.text, concept.supporting) for concept in analysed.concepts] == [
        ("logeren", False),
        ("peuter", True),
        ("utrecht", True),
    ]


def test_a_question_of_filters_only_is_looked_for_as_words(ask: Ask) -> None:
    analysed = ask("Utrecht")
    assert [(concept.text, concept.supporting) for concept in analysed.concepts] == [("utrecht", False)]


def test_the_visitors_own_words_are_shown_with_a_filter(ask: Ask) -> None:
    assert [item.text for item in ask("Logeren PEUTER in Den Haag").interpreted] == ["Den Haag", "PEUTER"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("wie betaalt nachtzorg", "factsheet"),
        ("wie betaalt nachtzorg", "decision-flow"),
        ("hoe vraag ik een rolstoel aan", "factsheet"),
        ("heb ik recht op respijtzorg", "decision-flow"),
        ("wat is respijtzorg", "glossary-term"),
        ("wat betekent ZEVMB", "glossary-term"),
        ("bezwaar tegen afwijzing", "escalation-route"),
        ("we zijn vastgelopen met de gemeente", "escalation-route"),
        ("who pays for night care", "decision-flow"),
    ],
)
def test_the_form_of_a_question_leans_to_a_kind(ask: Ask, text: str, kind: str) -> None:
    assert kind in ask(text).leaning


@pytest.mark.parametrize("text", ["kinderthuiszorg utrecht", "logeren met sonde", "VKDV"])
def test_words_without_a_form_lean_to_nothing(ask: Ask, text: str) -> None:
    assert ask(text).leaning == ()


def test_a_phrase_in_quotes_is_kept_with_its_stop_words(ask: Ask) -> None:
    assert ask("“Kind en Ziekenhuis” folder").phrases == (("kind", "en", "ziekenhuis"),)


def test_a_lonely_quote_counts_for_nothing(ask: Ask) -> None:
    assert ask('logeren "sonde').phrases == ()


def test_a_minus_leaves_a_word_out(ask: Ask) -> None:
    analysed = ask("hospice -volwassenen")
    assert analysed.excluded == ("volwassen",)
    assert [concept.text for concept in analysed.concepts] == ["hospice"]


def test_a_hyphen_is_no_minus(ask: Ask) -> None:
    assert ask("jeugd-ggz 18-/18+ zorg - thuis").excluded == ()


def test_nothing_but_exclusions_is_read_as_words(ask: Ask) -> None:
    analysed = ask("-hospice")
    assert (analysed.excluded, [concept.text for concept in analysed.concepts]) == ((), ["hospice"])


def test_a_group_of_words_that_the_lexicon_knows_is_one_concept(ask: Ask) -> None:
    analysed = ask("hoe hou ik het vol")
    assert [concept.text for concept in analysed.concepts if not concept.supporting] == ["hou ik het vol"]
    assert "overbelasting" in _words(analysed)


@pytest.mark.parametrize(
    ("text", "leads_to"),
    [("een hartje", "hartafwijking"), ("longetjes", "longproblemen"), ("rolstoeltje", "woningaanpassing")],
)
def test_a_small_one_leads_where_the_word_itself_leads(ask: Ask, text: str, leads_to: str) -> None:
    assert leads_to in _words(ask(text))


@pytest.mark.parametrize(("text", "other"), [("maatje", "maat"), ("uitje", "uit"), ("meisje", "meis")])
def test_a_word_that_only_looks_small_is_left_as_it_is(ask: Ask, text: str, other: str) -> None:
    assert other not in _words(ask(text))


def test_words_of_a_group_rank_beside_it_and_find_nothing_by_themselves(ask: Ask) -> None:
    group, *beside = ask("mijn kind heeft een aangeboren hartafwijking").concepts[-3:]
    assert not group.supporting
    assert [(concept.text, concept.supporting) for concept in beside] == [("aangeboren", True), ("hartafwijking", True)]


@pytest.mark.parametrize(
    ("text", "leads_to"),
    [
        ("niet meer kan hij nu de trap op", "woningaanpassing"),
        ("hij hoort bijna niets", "slechthorend"),
        ("nee heb ik van de gemeente gekregen: niets", "bezwaar"),
        ("school heeft helaas geen plek", "zorgplicht"),
    ],
)
def test_a_group_is_known_when_its_words_stand_apart(ask: Ask, text: str, leads_to: str) -> None:
    assert leads_to in _words(ask(text))


@pytest.mark.parametrize(
    "text",
    [
        "school en muziek en weigert",
        "school vindt hij leuk met al zijn vrienden die hem elke dag weigeren",
        "zorg voor een kind",
    ],
)
def test_words_of_a_group_in_different_thoughts_are_no_group(ask: Ask, text: str) -> None:
    assert not {"zorgplicht", "veilig thuis"} & set(_words(ask(text)))


def test_a_group_does_not_go_on_over_another_thought(ask: Ask) -> None:
    assert [concept.text for concept in ask("ouders en wat wordt betaald").concepts] == ["ouders", "betaald"]


def test_a_compound_no_document_has_is_met_by_its_parts(ask: Ask) -> None:
    (concept,) = ask("kinderdagopvangcentrum").concepts
    options = {option.words: option for option in concept.alternatives}
    assert options["kinder dagopvang centrum"].via == "part"
    assert options["kinder dagopvang centrum"].weight > options["centrum"].weight


def test_words_written_apart_meet_the_word_written_together(ask: Ask) -> None:
    assert "leerlingenvervoer" in _words(ask("leerlingen vervoor"))


def test_a_verb_meets_its_other_forms(words_of: WordsOf) -> None:
    vocabulary = words_of("er wordt gecoacht", "de buurt wandelt", "zij maalt")
    assert vocabulary.verb_forms("coachen") == ("gecoacht",)
    assert vocabulary.verb_forms("malen") == ("maalt",)
    assert vocabulary.verb_forms("gewandeld") == ("wandelt",)
    assert vocabulary.verb_forms("school") == ()


def test_a_word_nobody_knows_is_still_about_what_it_ends_or_begins_with(words_of: WordsOf) -> None:
    assert words_of("zorg").pieces("kinderxqxqz") == ("kinder",)


def test_ones_own_word_weighs_most(ask: Ask) -> None:
    for concept in ask("logeren sondevoeding rouw school rolstoel").concepts:
        assert concept.alternatives[0].via == "word"
        assert concept.alternatives[0].weight == 1.0


def test_a_word_that_says_little_weighs_less(ask: Ask) -> None:
    weights = {concept.text: concept.alternatives[0].weight for concept in ask("school geven").concepts}
    assert weights["geven"] < weights["school"]


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("respite care for my disabled child", "respijtzorg"),
        ("who pays for a wheelchair", "rolstoel"),
        ("night nurse at home", "nachtzorg"),
        ("my child is turning 18", "transitie"),
        ("interpreter at the hospital", "tolk"),
    ],
)
def test_an_english_question_leads_to_dutch_words(ask: Ask, english: str, dutch: str) -> None:
    assert dutch in _words(ask(english))


def test_stop_words_alone_are_still_looked_for(ask: Ask) -> None:
    assert [concept.text for concept in ask("wie zijn wij").concepts] == ["wie", "zijn", "wij"]


def test_a_text_without_words_asks_for_nothing(ask: Ask) -> None:
    assert ask(" ?! ").concepts == ()


def test_the_same_word_twice_asks_once(ask: Ask) -> None:
    assert len(ask("sonde sonde sonde").concepts) == 1


def test_a_text_of_more_than_200_characters_is_refused(ask: Ask) -> None:
    with pytest.raises(QuestionTooLongError, match="at most 200"):
        ask("a" * 201)


def test_at_most_sixteen_words_are_looked_for(ask: Ask) -> None:
    analysed = ask(" ".join(f"w{number}" for number in range(40)))
    assert len(analysed.concepts) == 16
