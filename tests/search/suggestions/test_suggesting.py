"""What is suggested while typing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_examples import ANALYZER, build, document, withdrawn

from search.engine.index import Index
from search.index.writer import IndexWriter
from search.suggestions.suggesting import MOST, Suggester, Suggestion

TODAY = date(2026, 11, 22).toordinal()
GIVEN = (
    Suggestion("place", "Utrecht", "Utrecht"),
    Suggestion("place", "'s-Hertogenbosch", "'s-Hertogenbosch"),
    Suggestion("care-type", "Kinderhospice", "kinderhospice"),
)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return build(
        tmp_path,
        [
            document("1", "Kinderhospice De Ster"),
            document("2", "Verpleegkundig kinderdagverblijf", kind="glossary-term", names=("VKDV",)),
            document("3", "Zorg aan huis in Utrecht"),
            document("4", "Zorg aan huis in Utrecht"),
            document("5", "Café Één"),
            document("6", "Gesloten", status="defunct"),
            document("7", "Gesloten voor de zomer", status="temporarily closed"),
            document("8", "Later open", valid_from="2027-01-01"),
        ],
    )


def texts(index: Index, typed: str) -> list[str]:
    return [item.text for item in Suggester(GIVEN).suggest(index.snapshot, typed, TODAY)]


@pytest.mark.parametrize(
    "typed", ["k", "kind", "KINDERH", "kinderhospice", "hospice", "hosp", "kinderhopsice", "kidnerh"]
)
def test_a_care_type_is_suggested_from_any_part_of_it(index: Index, typed: str) -> None:
    assert texts(index, typed)[0] == "Kinderhospice"
    assert "Kinderhospice De Ster" in texts(index, typed)


@pytest.mark.parametrize("typed", ["u", "utr", "Utrecht", "utrehct"])
def test_places_are_suggested(index: Index, typed: str) -> None:
    assert texts(index, typed)[0] == "Utrecht"


def test_words_may_be_skipped_and_stand_in_any_order(index: Index) -> None:
    assert texts(index, "utrecht zorg") == ["Zorg aan huis in Utrecht"]
    assert texts(index, "zorg hu") == ["Zorg aan huis in Utrecht"]
    assert texts(index, "zorg zee") == []


def test_names_and_abbreviations_are_suggested(index: Index) -> None:
    (found,) = Suggester().suggest(index.snapshot, "vkd", TODAY)
    assert found == Suggestion("glossary-term", "VKDV", "2")


def test_accents_and_apostrophes_do_not_matter(index: Index) -> None:
    assert texts(index, "cafe een") == ["Café Één"]
    assert texts(index, "hertog") == ["'s-Hertogenbosch"]


def test_nothing_is_suggested_twice_or_when_it_may_not_be_shown(index: Index) -> None:
    assert texts(index, "zorg aan") == ["Zorg aan huis in Utrecht"]
    assert texts(index, "gesl") == ["Gesloten voor de zomer"]
    assert texts(index, "later") == []
    assert [item.text for item in Suggester().suggest(index.snapshot, "later", TODAY + 60)] == ["Later open"]


def test_three_letters_must_be_right(index: Index) -> None:
    assert texts(index, "utx") == []
    assert texts(index, "utrx")[0] == "Utrecht"


def test_a_withdrawn_title_goes_and_a_new_one_comes(index: Index) -> None:
    IndexWriter(index.directory, ANALYZER).apply([withdrawn("1"), document("9", "Kinderhospice Nieuw")], 2)
    suggester = Suggester()
    assert [item.value for item in suggester.suggest(index.snapshot, "kinderh", TODAY)] == ["1"]
    index.refresh()
    assert [item.value for item in suggester.suggest(index.snapshot, "kinderh", TODAY)] == ["9"]


def test_a_title_of_two_segments_is_suggested_once(index: Index) -> None:
    IndexWriter(index.directory, ANALYZER).apply([document("9", "Kinderhospice De Ster")], 2)
    index.refresh()
    assert texts(index, "de ster") == ["Kinderhospice De Ster"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.one_of(st.text(max_size=300), st.text("kinderhospcutrz '*[(.\n", max_size=30)))
def test_anything_typed_gives_at_most_eight_distinct_suggestions(index: Index, typed: str) -> None:
    found = Suggester(GIVEN).suggest(index.snapshot, typed, TODAY)
    assert len(found) == len(set(found)) <= MOST
