"""What stands first, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from search_examples import UTRECHT, alternatives, ask, build, document, ids, place_north, words

from search.engine.weights import WEIGHTS
from search.query import Alternative, AnalysedText, Concept


def test_a_word_in_the_title_counts_more_than_the_same_word_in_the_text(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("text", "De Vlinder", text="Wij geven sondevoeding en zorg aan huis."),
            document("title", "Sondevoeding", text="Wij geven zorg aan huis."),
        ],
    )
    assert ids(ask(index, "sondevoeding aan huis")) == ["title", "text"]


def test_search_words_find_an_entry_and_are_never_shown(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "De Vlinder", search_words=("oppas met verstand van zaken",))])
    (hit,) = ask(index, "oppas").hits
    assert hit.id == "a"
    assert b"oppas" not in hit.card


def test_meeting_all_words_beats_meeting_one_of_them_twice(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("both", "De Vlinder", text="Logeren met sonde kan hier, ook in het weekend."),
            document("one", "De Bij", text="Logeren en nog eens logeren: hier kan het, ook in het weekend."),
            document("none", "De Mug", text="Iets anders."),
        ],
    )
    assert ids(ask(index, "logeren sonde")) == ["both", "one"]


def test_the_best_alternative_of_a_concept_counts_once(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("word", "Een", text="respijtzorg"),
            document("synonym", "Twee", text="logeeropvang"),
            document("either", "Drie", text="respijtzorg"),
        ],
    )
    text = alternatives("respijtzorg", ("logeeropvang", 0.5))
    scores = {hit.id: hit.score for hit in ask(index, text).hits}
    assert scores["word"] == scores["either"]
    assert scores["synonym"] == pytest.approx(scores["word"] / 2, rel=1e-5)


def test_an_expansion_is_never_rarer_than_the_word_that_was_typed(tmp_path: Path) -> None:
    common = [document(f"c{number}", "Huis", text="opvang") for number in range(20)]
    index = build(tmp_path, [*common, document("rare", "Huis", text="respijtzorg")])
    alone = ask(index, "respijtzorg").hits[0].score
    expanded = {hit.id: hit.score for hit in ask(index, alternatives("opvang", ("respijtzorg", 1.0)), limit=30).hits}
    assert expanded["rare"] == expanded["c0"]
    assert expanded["rare"] < alone


def test_an_alternative_of_several_words_needs_them_all(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("both", "Een", text="kinderthuiszorg met beademing"),
            document("half", "Twee", text="kinderthuiszorg met wondzorg"),
        ],
    )
    assert ids(ask(index, alternatives("ktb", ("kinderthuiszorg beademing", 0.9)))) == ["both"]


def test_the_exact_name_or_abbreviation_comes_first(tmp_path: Path) -> None:
    long = "VKDV " * 30
    index = build(
        tmp_path,
        [
            document("about", "VKDV en VKDV's", summary=long, text=long, keywords=("vkdv", "VKDV")),
            document("it", "Verpleegkundig kinderdagverblijf", kind="glossary-term", names=("VKDV",)),
        ],
    )
    answer = ask(index, "vkdv")
    assert ids(answer) == ["it", "about"]
    assert answer.hits[0].reasons[0].code == "title"


def test_equal_texts_are_ordered_by_the_last_check(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("never", "Zorg aan huis"),
            document("old", "Zorg aan huis", assured_date="2023-01-01"),
            document("new", "Zorg aan huis", assured_date="2026-11-01"),
        ],
    )
    answer = ask(index, "zorg huis")
    assert ids(answer) == ["new", "old", "never"]
    assert answer.hits[0].score - answer.hits[2].score < 0.03 * answer.hits[0].score


def test_who_serves_stands_before_who_is_near_and_that_before_who_is_far(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("far", "Kinderthuiszorg", locations=(place_north(20),)),
            document("near", "Kinderthuiszorg", locations=(place_north(1),)),
            document("serves", "Kinderthuiszorg", area_codes=("GM0344",), locations=(place_north(60),)),
        ],
    )
    assert ids(ask(index, "kinderthuiszorg", origin=UTRECHT)) == ["serves", "near", "far"]


def test_a_form_of_question_lifts_the_kinds_that_answer_it(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [document("a-service", "Nachtzorg"), document("b-sheet", "Nachtzorg", kind="factsheet")],
    )
    assert ids(ask(index, words("nachtzorg", leaning=("factsheet",))))[0] == "b-sheet"


def test_a_supporting_concept_ranks_but_does_not_find(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("other", "Zorg"),
            document("stage", "Zorg", text="Ook voor peuters."),
            document("only-stage", "Peuterspeelzaal", text="Peuters"),
        ],
    )
    found = words("zorg")
    peuter = Concept("peuter", words("peuter").concepts[0].alternatives, supporting=True)
    answer = ask(index, AnalysedText("zorg peuter", (*found.concepts, peuter)))
    assert ids(answer) == ["stage", "other"]
    assert answer.dropped == ()


def test_the_same_question_gives_the_same_order_whatever_the_order_of_writing(tmp_path: Path) -> None:
    documents = [document(f"d{number}", "Zorg aan huis") for number in range(40)]
    one = build(tmp_path / "one", documents)
    other = build(tmp_path / "other", reversed(documents))
    assert ids(ask(one, "zorg", limit=100)) == ids(ask(other, "zorg", limit=100))


def test_pages_hold_every_hit_once_and_none_lies_beyond_the_end(tmp_path: Path) -> None:
    index = build(tmp_path, [document(f"d{number:02d}", f"Zorg {number % 7}") for number in range(53)])
    pages = [ask(index, "zorg", offset=offset, limit=10) for offset in range(0, 60, 10)]
    assert {page.total for page in pages} == {53}
    seen = [identity for page in pages for identity in ids(page)]
    assert len(seen) == len(set(seen)) == 53
    assert ids(ask(index, "zorg", limit=100)) == seen
    beyond = ask(index, "zorg", offset=10**10, limit=10)
    assert (beyond.total, beyond.hits) == (53, ())


def test_without_a_text_everything_is_listed_by_name(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [document("1", "Wilg"), document("2", "Anker"), document("3", "Één voor allen"), document("4", "Élan")],
    )
    assert ids(ask(index)) == ["2", "3", "4", "1"]
    assert ids(ask(index, sort="name")) == ["2", "3", "4", "1"]


def test_sorting_by_distance_leaves_out_nothing_and_ends_with_who_has_no_address(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("home", "Zorg", area_codes=("NL",)),
            document("ten", "Zorg zorg zorg", locations=(place_north(10),)),
            document("two", "Zorg", text="Heel veel andere woorden", locations=(place_north(2),)),
        ],
    )
    answer = ask(index, "zorg", origin=UTRECHT, sort="distance")
    assert [(hit.id, hit.distance_km) for hit in answer.hits] == [("two", 2.0), ("ten", 10.0), ("home", None)]


def test_the_lines_of_an_explanation_add_up_to_the_score(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("a", "Logeren", names=("logeren sonde",), assured_date="2026-01-01", area_codes=("GM0344",)),
            document("b", "Logeerhuis", summary="Logeren met sonde", locations=(place_north(3),)),
            document("c", "Sonde", kind="factsheet", text="Alles over de sonde en over logeren bij anderen."),
            document("d", "Zeester", keywords=("sonde",), locations=(place_north(12), place_north(8))),
        ],
    )
    index.refresh()
    text = words("logeren sonde", leaning=("factsheet",))
    for members in ({}, {"origin": UTRECHT}, {"origin": UTRECHT, "age": (4.0, 4.0)}):
        for asked in (text, None):
            answer = ask(index, asked, explain=True, **members)
            assert answer.hits
            for hit in answer.hits:
                total = sum(line.score for line in hit.explanation)
                assert total == pytest.approx(hit.score, rel=1e-5)


def test_an_explanation_names_word_field_and_weight(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zeester", keywords=("respijtzorg",)), document("b", "Anders")])
    (hit,) = ask(index, alternatives("logeren", ("respijtzorg", 0.8)), explain=True).hits
    line = hit.explanation[0]
    assert (line.concept, line.matched, line.field, line.weight) == ("logeren", "respijtzorg", "keywords", 0.8)


def test_without_explain_there_is_no_explanation(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zeester")])
    assert ask(index, "zeester").hits[0].explanation == ()


def test_phrases_stand_side_by_side_within_one_text(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("phrase", "Een", text="Dit is zorg in natura voor iedereen."),
            document("words", "Twee", text="In de natura is zorg voor iedereen."),
            document("border", "Zorg in", text="natura"),
        ],
    )
    assert ids(ask(index, words("zorg natura", phrases=(("zorg", "in", "natura"),)))) == ["phrase"]
    only = AnalysedText('"zorg in natura"', phrases=(("zorg", "in", "natura"),))
    assert ids(ask(index, only)) == ["phrase"]


def test_excluded_words_take_entries_away(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Logeren met pgb"), document("b", "Logeren in natura")])
    assert ids(ask(index, words("logeren", excluded=("pgb",)))) == ["b"]
    assert ids(ask(index, AnalysedText("-pgb", excluded=("pgb",)))) == ["b"]


def test_a_word_that_nobody_has_is_dropped_and_said(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Logeren"), document("b", "Vervoer")])
    answer = ask(index, "logeren xyzzy")
    assert (ids(answer), answer.dropped) == (["a"], ("xyzzy",))


def test_a_phrase_that_nobody_has_is_dropped_and_said(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zorg voor een kind in natura")])
    answer = ask(index, words("zorg natura", phrases=(("zorg", "natura"),)))
    assert (ids(answer), answer.dropped) == (["a"], ('"zorg natura"',))


def test_phrases_that_nothing_meets_together_or_beside_the_filters_are_let_go(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("a", "Zorg in natura", facets={"law": ("zvw",)}),
            document("b", "Dag en nacht", facets={"law": ("wlz",)}),
        ],
    )
    both = words("natura nacht", phrases=(("in", "natura"), ("en", "nacht")))
    assert ask(index, both).dropped == ('"in natura"', '"en nacht"')
    assert set(ids(ask(index, both))) == {"a", "b"}
    beside = ask(index, words("nacht", phrases=(("en", "nacht"),)), filters={"careType": ("hospice",)})
    assert (beside.total, beside.dropped) == (0, ('"en nacht"', "nacht"))
    only = ask(index, AnalysedText('"in de"', phrases=(("in", "de"),)))
    assert (only.total, only.hits, only.dropped) == (0, (), ('"in de"',))


def test_unknown_words_leave_what_the_filters_say(tmp_path: Path) -> None:
    index = build(
        tmp_path, [document("a", "Logeren", area_codes=("GM0344",)), document("b", "Zorg", area_codes=("GM0014",))]
    )
    answer = ask(index, "xyzzy", origin=UTRECHT)
    assert (ids(answer), answer.dropped) == (["a"], ("xyzzy",))
    nothing = ask(index, "xyzzy plugh")
    assert (nothing.total, nothing.hits, nothing.dropped) == (0, (), ("xyzzy", "plugh"))


def test_words_that_nothing_meets_beside_the_filters_are_let_go(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("a", "Beademing", facets={"law": ("zvw",)}),
            document("b", "Hospice", facets={"careType": ("hospice",)}),
        ],
    )
    answer = ask(index, "beademing", filters={"careType": ("hospice",)})
    assert (ids(answer), answer.dropped) == (["b"], ("beademing",))


def test_an_empty_index_answers(tmp_path: Path) -> None:
    index = build(tmp_path, [])
    for asked in ("zorg", None):
        answer = ask(index, asked, origin=UTRECHT, age=(4, 4))
        assert (answer.total, answer.hits, answer.near_misses) == (0, (), ())


def test_a_card_is_in_the_language_asked_and_falls_back_to_dutch(tmp_path: Path) -> None:
    card = {"careType": {"nl": "Logeerhuis", "en": "Respite house"}, "laws": [{"nl": "Jeugdwet"}], "phone": None}
    index = build(tmp_path, [document("a", "De Ster", card=card)])
    (dutch,) = ask(index, "ster").hits
    (english,) = ask(index, "ster", language="en").hits
    assert b'"careType":"Logeerhuis"' in dutch.card
    assert b'"careType":"Respite house"' in english.card
    assert b'"laws":["Jeugdwet"]' in english.card
    assert b'"phone":null' in english.card


def test_an_answer_does_not_depend_on_the_hour_but_on_the_day(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zorg", valid_from="2026-11-22", valid_until="2026-11-22")])
    begins = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # half past midnight in the Netherlands
    assert ids(ask(index, "zorg", now=begins)) == ["a"]
    assert ids(ask(index, "zorg", now=datetime(2026, 11, 21, 22, 30, tzinfo=UTC))) == []
    assert ids(ask(index, "zorg", now=datetime(2026, 11, 22, 22, 30, tzinfo=UTC))) == ["a"]
    assert ids(ask(index, "zorg", now=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))) == []


def test_at_most_the_near_misses_of_the_table_are_given(tmp_path: Path) -> None:
    closed = [document(f"c{number}", "Zorg", status="temporarily closed") for number in range(20)]
    assert len(ask(build(tmp_path, closed), "zorg").near_misses) == WEIGHTS.near_misses


def test_a_concept_without_terms_finds_nothing(tmp_path: Path) -> None:
    index = build(tmp_path, [document("a", "Zorg")])
    empty = AnalysedText("?", (Concept("?", (Alternative((), 1.0, "word", "?"),)),))
    assert ask(index, empty).hits == ()


def test_of_an_article_and_its_sections_only_the_best_is_shown(tmp_path: Path) -> None:
    index = build(
        tmp_path,
        [
            document("law", "De Wet langdurige zorg", kind="factsheet", text="Over toezicht en zorg dichtbij."),
            document("law#a", "Wie beslist", kind="factsheet", text="Het CIZ, met een indicatie.", part_of="law"),
            document("law#b", "Na het besluit", kind="factsheet", text="U krijgt een indicatie.", part_of="law"),
            document("other", "Indicatie", kind="factsheet", text="Wat een indicatie is."),
        ],
    )
    answer = ask(index, "wie beslist indicatie ciz")
    assert ids(answer) == ["law#a", "other"]
    assert answer.total == 2
    assert answer.facets["kind"] == [("factsheet", 2)]
    assert ids(ask(index, "toezicht"))[0] == "law"


def test_a_list_of_articles_names_each_article_once(tmp_path: Path) -> None:
    sections = [document(f"law#{name}", name, kind="factsheet", part_of="law") for name in "abc"]
    index = build(tmp_path, [*sections, document("law", "Wet", kind="factsheet"), document("x", "X", kind="factsheet")])
    assert sorted(ids(ask(index, kinds=("factsheet",)))) == ["law", "x"]
