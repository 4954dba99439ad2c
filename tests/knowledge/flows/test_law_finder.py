"""What the shipped law finder promises to families."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.flows.cases import FactMap, GoldenCase, answered_with, judge, read_cases
from knowledge.flows.checking import MAX_QUESTIONS, check_flow
from knowledge.flows.flow import Flow
from knowledge.flows.paths import count_paths
from knowledge.flows.walking import Question, Result, walk

TODAY = date(2026, 11, 22)
PROJECT = Path(__file__).resolve().parents[3]
OWN = PROJECT / "knowledge" / "starter" / "flows" / "wie-betaalt.cases.yaml"
SHARED = PROJECT.parent / "shared" / "law-cases.yaml"
SENTENCE = {"leeftijd": "3", "oorzaak": "lichamelijke-ziekte", "hulp": "verpleging,toezicht", "toezicht": "soms"}
REST = {"wlz": "weet-ik-niet", "woont": "thuis", "situatie": "geen", "postcode": "6525"}


@pytest.fixture(scope="module")
def own_cases(finder: Flow, facts: FactMap) -> tuple[GoldenCase, ...]:
    return read_cases(OWN.read_text(encoding="utf-8"), finder, facts)


@pytest.fixture(scope="module")
def shared_cases(finder: Flow, facts: FactMap) -> tuple[GoldenCase, ...]:
    if not SHARED.exists():
        pytest.skip("../shared/law-cases.yaml is not on this machine")
    return read_cases(SHARED.read_text(encoding="utf-8"), finder, facts)


def finished(flow: Flow, answers: dict[str, str], at: date = TODAY) -> Result:
    """The result, with every question that is left answered by "weet-ik-niet"."""
    given = dict(answers)
    while isinstance(step := walk(flow, given, at), Question):
        given[step.node.code] = "weet-ik-niet"
    return step


def test_every_golden_case_of_the_project_comes_out_right(finder: Flow, own_cases: tuple[GoldenCase, ...]) -> None:
    wrong = {case.id: faults for case in own_cases if (faults := judge(finder, case, TODAY))}
    assert wrong == {}
    assert len(own_cases) >= 30


def test_every_shared_golden_case_comes_out_right(finder: Flow, shared_cases: tuple[GoldenCase, ...]) -> None:
    wrong = {case.id: faults for case in shared_cases if (faults := judge(finder, case, TODAY))}
    assert wrong == {}


def test_there_are_forty_golden_cases_together(
    own_cases: tuple[GoldenCase, ...], shared_cases: tuple[GoldenCase, ...]
) -> None:
    assert len(own_cases) + len(shared_cases) >= 40


def test_saying_no_instead_of_i_do_not_know_changes_no_golden_case(
    finder: Flow, own_cases: tuple[GoldenCase, ...], shared_cases: tuple[GoldenCase, ...]
) -> None:
    silent = {"wlz": "nee", "school": "nee", "situatie": "geen", "toezicht": "soms", "woont": "thuis"}
    cases = [answered_with(case, finder, silent) for case in (*own_cases, *shared_cases)]
    assert {case.id: faults for case in cases if (faults := judge(finder, case, TODAY))} == {}


def test_the_law_finder_may_be_published(finder: Flow, own_cases: tuple[GoldenCase, ...]) -> None:
    assert check_flow(finder, own_cases, today=TODAY) == []


def test_every_path_ends_within_twelve_questions(finder: Flow) -> None:
    figures = count_paths(finder)
    assert figures.paths == figures.ended > 0
    assert figures.longest <= MAX_QUESTIONS


def test_tube_feeding_and_watching_at_night_is_nursing_under_the_zvw(finder: Flow) -> None:
    result = finished(finder, SENTENCE | REST)
    (found,) = result.outcomes
    assert (found.outcome.law, found.outcome.certainty, found.outcome.decided_by[0]) == (
        "zvw",
        "rule",
        "childrens_nurse",
    )
    assert found.articles[0].url == (
        "https://wetten.overheid.nl/jci1.3:c:BWBR0018492&artikel=2.10&z=2026-11-22&g=2026-11-22"
    )
    assert found.search == {"careType": ("kinderthuiszorg",), "law": ("zvw",), "age": ("3",), "postcode": ("6525",)}
    assert {"hulp", "toezicht"} & {answer.node for answer in found.trace.answers}
    assert found.trace.rule == "zvw-verpleging"


def test_not_knowing_anything_leads_to_the_juiste_loket_and_to_no_law(finder: Flow) -> None:
    result = finished(finder, {})
    assert [found.outcome.code for found in result.outcomes] == ["juiste-loket"]
    assert result.laws == ()


def test_not_knowing_anything_names_no_law_whatever_the_day(finder: Flow) -> None:
    for day in (date(2010, 1, 1), date(2016, 11, 1), date(2019, 5, 5), date(2040, 1, 1)):
        assert finished(finder, {}, day).laws == ()


def test_the_same_answers_in_2016_give_the_rule_of_then_with_a_note(finder: Flow) -> None:
    answers = {"leeftijd": "3", "oorzaak": "lichamelijke-ziekte", "hulp": "verpleging,verzorging,toezicht",
               "verzorging": "medisch", "toezicht": "voortdurend"}  # fmt: skip
    then, now = finished(finder, answers, date(2016, 11, 1)), finished(finder, answers)
    assert [found.outcome.code for found in then.outcomes] == ["zvw-2016-ikz"]
    assert then.outcomes[0].articles[0].url.endswith("&z=2016-11-01&g=2016-11-01")
    assert then.note["nl"]
    assert "zvw-2016-ikz" not in [found.outcome.code for found in now.outcomes]
    assert now.note == {}


@pytest.mark.parametrize(("age", "told"), [("15", False), ("16", True), ("17.9", True), ("18", False)])
def test_what_changes_at_18_is_told_at_16_and_17(finder: Flow, age: str, told: bool) -> None:
    answers = {"leeftijd": age, "oorzaak": "lichamelijke-ziekte", "hulp": "verpleging,begeleiding"}
    change = finished(finder, answers).what_changes_at_18
    assert (change is not None) is told


def test_at_18_guidance_moves_to_the_wmo_and_nursing_stays(finder: Flow) -> None:
    answers = {"leeftijd": "2009-03-01", "oorzaak": "lichamelijke-ziekte", "hulp": "verpleging,begeleiding"}
    change = finished(finder, answers).what_changes_at_18
    assert change is not None
    assert change.on == date(2027, 3, 1)
    assert (change.ends, change.begins, change.stays) == (("jeugdwet",), ("wmo",), ("zvw",))
    assert {"begeleiding-naar-wmo", "verpleging-blijft"} <= {item.code for item in change.items}


def test_every_outcome_has_its_source(finder: Flow) -> None:
    without = [o.code for o in finder.outcomes if not o.articles and not o.sources]
    assert without == []


def test_every_sentence_a_family_reads_is_at_most_twenty_words_mostly(finder: Flow) -> None:
    texts = [o.text["nl"] for o in finder.outcomes] + [o.unclear.get("nl", "") for o in finder.outcomes]
    sentences = [s for text in texts for s in text.replace("?", ".").replace("!", ".").split(". ") if s.strip()]
    long = [s for s in sentences if len(s.split()) > 20]
    assert long == []
    assert sum(len(s.split()) for s in sentences) / len(sentences) <= 12


def test_every_factsheet_an_outcome_points_at_is_there(finder: Flow) -> None:
    shipped = PROJECT / "knowledge" / "starter" / "articles" / "factsheets"
    named = {outcome.factsheet for outcome in finder.outcomes if outcome.factsheet}
    assert {slug for slug in named if not (shipped / f"{slug}.nl.md").exists()} == set()
    assert all(outcome.factsheet for outcome in finder.outcomes if outcome.law)


def test_every_ready_search_uses_care_types_of_the_map(finder: Flow) -> None:
    text = (PROJECT / "socialmap" / "starter" / "taxonomies.yaml").read_text(encoding="utf-8")
    care_types = next(t for t in yaml.safe_load(text)["taxonomies"] if t["code"] == "care-types")["terms"]
    used = {code for outcome in finder.outcomes for code in outcome.search.get("careType", ())}
    assert used - {term["code"] for term in care_types} == set()
