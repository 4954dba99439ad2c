"""The floor under how well search finds: what was reached, less what chance and small repairs may cost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.keeping import SearchState
from tests.instances import Instance, copied, words_template
from tests.retrieval.measuring import (
    FOLDER,
    OPEN_DOCUMENTS,
    Scored,
    asking,
    development_set,
    measured,
    open_set,
    present_state,
    starter_set,
    table,
    without_lexicon,
)

REACHED = json.loads((FOLDER / "figures.json").read_text(encoding="utf-8"))
MAY_DROP = 0.02
ASKED = 0.85
"""What was asked of the open set, whatever was reached."""


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the open documents and nothing else on the map."""
    with copied(words_template(), tmp_path_factory.mktemp("retrieval") / "data") as made:
        made.command("documents", "load", Path(OPEN_DOCUMENTS))
        yield made


@pytest.fixture(scope="module")
def state(instance: Instance) -> SearchState:
    return present_state(instance.app)


@pytest.fixture(scope="module")
def found(state: SearchState) -> list[Scored]:
    return measured(open_set(), asking(state))


def test_the_open_set_stays_above_its_floor(found: list[Scored]) -> None:
    reached = REACHED["open"]["product"]["ALL"]["ndcg"]
    assert table(found)["ALL"]["ndcg"] >= max(reached - MAY_DROP, ASKED)


def test_lay_questions_stay_above_what_was_asked(found: list[Scored]) -> None:
    assert table(found)["lay"]["ndcg"] >= 0.55


def test_no_question_of_the_sets_over_these_documents_finds_nothing(state: SearchState, found: list[Scored]) -> None:
    found = found + measured(development_set(), asking(state))
    assert [item.judged.query for item in found if not item.found] == []


def test_the_development_set_stays_above_its_floor(state: SearchState) -> None:
    reached = REACHED["development"]["product"]["ALL"]["ndcg"]
    assert table(measured(development_set(), asking(state)))["ALL"]["ndcg"] >= reached - MAY_DROP


def test_the_lexicon_earns_its_keep(state: SearchState, found: list[Scored]) -> None:
    bare = measured(open_set(), asking(without_lexicon(state)))
    assert table(found)["ALL"]["ndcg"] >= table(bare)["ALL"]["ndcg"] + 0.03


def test_every_set_is_judged_with_known_types_and_grades() -> None:
    types = {"lay", "question", "jargon", "abbreviation", "misspelt", "compound", "inflected"}
    for judged in (open_set(), development_set(), starter_set()):
        assert {item.type for item in judged} == types
        assert all(item.grades and set(item.grades.values()) <= {1, 2, 3} for item in judged)
