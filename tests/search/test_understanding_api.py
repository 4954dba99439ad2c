"""What a visitor means is understood, said back, and never leads to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.instances import Instance, copied, starter_template, words_template
from tests.retrieval.measuring import OPEN_DOCUMENTS

Json = dict[str, Any]


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The starter content."""
    with copied(starter_template(), tmp_path_factory.mktemp("understanding") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def placeless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Documents that name neither an address nor an area they serve."""
    with copied(words_template(), tmp_path_factory.mktemp("placeless") / "data") as made:
        made.command("documents", "load", OPEN_DOCUMENTS)
        yield made


def _titles(answer: Json, count: int = 3) -> str:
    return " | ".join(hit["title"] for hit in answer["results"][:count])


def _understood(answer: Json) -> list[tuple[str, str, Any]]:
    return [(item["text"], item["as"], item["value"]) for item in answer["query"]["interpreted"]]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("logeren voor kind met sonde", "Logeren met verpleging"),
        ("persoonsgebonde budged", "Persoonsgebonden budget"),
        ("VKDV", "Verpleegkundig kinderdagverblijf"),
        ("kinderthuiszorg bij epilepsie", "Nachtzorg thuis"),
        ("eskalatie route", "scalatieroute"),
        ("KDC utrecht", "De Regenboogbrug"),
        ("mijn kind wordt 18", "18"),
    ],
)
def test_the_right_entry_is_among_the_first_three(instance: Instance, text: str, title: str) -> None:
    answer = instance.search(q=text)
    assert title in _titles(answer)
    assert "fallback" not in answer


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("wie betaalt nachtzorg", {"factsheet", "decision-flow"}),
        ("wat is een toelaatbaarheidsverklaring", {"glossary-term"}),
        ("mijn zorg is vastgelopen", {"escalation-route", "glossary-term", "page", "service", "agenda-item"}),
    ],
)
def test_the_form_of_a_question_decides_what_kind_comes_first(instance: Instance, text: str, kinds: set[str]) -> None:
    assert instance.search(q=text)["results"][0]["kind"] in kinds


def test_a_question_that_is_answered_as_asked_says_nothing_was_changed(instance: Instance) -> None:
    query = instance.search(q="kinderthuiszorg")["query"]
    assert (query["text"], query["corrected"], query["dropped"]) == ("kinderthuiszorg", None, [])


def test_corrected_words_are_shown(instance: Instance) -> None:
    answer = instance.search(q="persoonsgebonde budged")
    assert answer["query"]["corrected"] == "persoonsgebonden budget"
    assert answer["query"]["text"] == "persoonsgebonde budged"


def test_a_word_nobody_has_is_dropped_and_named(instance: Instance) -> None:
    answer = instance.search(q="kinderthuiszorg xqzvw")
    assert answer["query"]["dropped"] == ["xqzvw"]
    assert answer["total"] == instance.search(q="kinderthuiszorg")["total"]


def test_only_nonsense_ends_at_the_juiste_loket(instance: Instance) -> None:
    answer = instance.search(q="xqzvw blorp")
    assert answer["total"] == 0
    assert answer["query"]["dropped"] == ["xqzvw", "blorp"]
    assert answer["fallback"]["text"]
    assert answer["fallback"]["desk"]["name"]


def test_nonsense_at_a_postcode_shows_what_serves_it(instance: Instance) -> None:
    answer = instance.search(q="xqzvw", postcode="3511")
    assert answer["query"]["dropped"] == ["xqzvw"]
    assert answer["results"][0]["servesPostcode"] is True


def test_what_is_near_and_does_not_fit_is_set_apart_with_what_it_misses(instance: Instance) -> None:
    answer = instance.search(q="verpleegkundig kinderdagverblijf", postcode="3033", age=15)
    assert answer["nearMisses"]
    assert all(hit["misses"] for hit in answer["nearMisses"])
    assert {"age"} <= {miss["code"] for hit in answer["nearMisses"] for miss in hit["misses"]}
    near = {hit["id"] for hit in answer["nearMisses"]}
    assert near.isdisjoint(hit["id"] for hit in answer["results"])


def test_words_in_quotes_stand_side_by_side(instance: Instance) -> None:
    loose = instance.search(q="modulair pakket thuis", limit=100)
    exact = instance.search(q='"modulair pakket thuis"', limit=100)
    assert exact["query"]["dropped"] == []
    assert 0 < exact["total"] < loose["total"]


def test_words_in_quotes_that_nowhere_stand_together_are_let_go_and_named(instance: Instance) -> None:
    answer = instance.search(q='"sonde paarse olifant"')
    assert '"sonde paarse olifant"' in answer["query"]["dropped"]
    assert answer["results"]


def test_a_minus_leaves_out(instance: Instance) -> None:
    everything = {hit["id"]: hit for hit in instance.search(q="sonde", limit=100)["results"]}
    left = {hit["id"] for hit in instance.search(q="sonde -logeren", limit=100)["results"]}
    assert left < everything.keys()
    assert not any("logeren" in everything[one]["title"].lower() for one in left)


@pytest.mark.parametrize("text", ["???", '""', "- -", "  ", "…", "en de het"])
def test_a_text_without_words_still_answers(instance: Instance, text: str) -> None:
    answer = instance.search(q=text)
    assert answer["results"] or answer["fallback"]["text"]


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("kinderthuiszorg wlz", ("wlz", "law", "wlz")),
        ("logeren met sonde", ("logeren", "careType", "logeeropvang")),
        ("passend onderwijs rolstoel", ("passend onderwijs", "law", "education")),
    ],
)
def test_a_law_or_care_type_in_the_words_never_filters(
    instance: Instance, text: str, understood: tuple[str, str, str]
) -> None:
    answer = instance.search(q=text)
    assert understood in _understood(answer)
    plain = instance.search(q=text, interpret="false")
    assert _understood(plain) == []
    assert (answer["total"], _titles(answer, 10)) == (plain["total"], _titles(plain, 10))


def test_a_stage_of_life_in_the_words_is_an_age(instance: Instance) -> None:
    answer = instance.search(q="logeren peuter", limit=100)
    assert ("peuter", "age", [1.0, 4.0]) in _understood(answer)
    assert all((hit["minimumAge"] or 0) <= 4 for hit in answer["results"] if hit["kind"] == "service")
    wider = instance.search(q="logeren peuter", interpret="false", limit=100)
    assert any((hit.get("minimumAge") or 0) > 4 for hit in wider["results"])


def test_a_place_in_the_words_is_where_it_is_looked_for(instance: Instance) -> None:
    answer = instance.search(q="kinderthuiszorg groningen")
    assert ("groningen", "place", "Groningen") in _understood(answer)
    assert answer["query"]["place"]["name"] == "Groningen"
    services = [hit for hit in answer["results"] if hit["kind"] == "service"]
    assert services[0]["servesPostcode"] is True


def test_a_postcode_in_a_member_goes_before_a_place_in_the_words(instance: Instance) -> None:
    answer = instance.search(q="kinderthuiszorg groningen", postcode="3511")
    assert answer["query"]["place"]["postcode"] == "3511"
    assert "place" not in {kind for _, kind, _ in _understood(answer)}


@pytest.mark.parametrize(
    "text", ["KCT rotterdam", "kinderthuiszorg groningen", "logeren in maastricht", "tolk den haag"]
)
def test_a_place_empties_no_answer_when_documents_have_no_area(placeless: Instance, text: str) -> None:
    answer = placeless.search(q=text, limit=100)
    assert "place" in {kind for _, kind, _ in _understood(answer)}
    assert answer["total"] > 0
    words = text.split(maxsplit=1)[0]
    assert answer["total"] >= len(placeless.search(q=words, limit=100)["results"]) * 0.9


def test_the_place_in_a_text_goes_first_when_documents_have_no_area(placeless: Instance) -> None:
    assert "Rotterdam" in placeless.search(q="KCT rotterdam")["results"][0]["summary"]
