"""What a flow is refused for: every fault at once, each with its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from knowledge.flows.cases import Expected, FactMap, GoldenCase, read_cases, read_fact_map
from knowledge.flows.checking import check_flow
from knowledge.flows.flow import Flow
from knowledge.flows.reading import flow_from_data, read_flow
from knowledge.flows.sources import RefusedError

TODAY = date(2026, 11, 22)


def faults_of(data: dict[str, Any], *cases: GoldenCase) -> list[str]:
    return [str(fault) for fault in check_flow(flow_from_data(data), cases, today=TODAY)]


def refused(data: dict[str, Any]) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        flow_from_data(data)
    return [str(fault) for fault in caught.value.faults]


def test_a_sound_flow_has_no_faults(small: dict[str, Any]) -> None:
    assert faults_of(small) == []


def test_a_cycle_is_named_with_its_way_round(small: dict[str, Any]) -> None:
    small["nodes"]["colour"]["next"] = [{"to": "extras", "when": {"is": {"colour": "red"}}}, "result"]
    (fault,) = faults_of(small)
    assert "extras → colour → extras" in fault


@pytest.mark.parametrize("name", ["result", "at", "ask", "asked"])
def test_a_question_cannot_have_a_name_that_means_something_else_in_an_address(
    small: dict[str, Any], name: str
) -> None:
    small["nodes"][name] = small["nodes"].pop("colour")
    assert any(f"nodes.{name}" in fault and "meaning of their own" in fault for fault in refused(small))


def test_a_question_without_a_way_on_is_a_dead_end(small: dict[str, Any]) -> None:
    small["nodes"]["colour"]["next"] = []
    assert any("colour.next" in fault and "dead end" in fault for fault in faults_of(small))


def test_a_dead_end_for_some_answers_only_is_found_with_those_answers(small: dict[str, Any]) -> None:
    small["nodes"]["colour"]["next"] = [{"to": "result", "when": {"is": {"colour": ["red", "weet-ik-niet"]}}}]
    (fault,) = faults_of(small)
    assert "dead end" in fault
    assert "colour=blue" in fault


def test_answers_that_lead_to_no_outcome_are_found(small: dict[str, Any]) -> None:
    del small["outcomes"]["other"]
    assert any("no outcome holds for the answers" in fault for fault in faults_of(small))


def test_a_question_no_answer_leads_to_is_named(small: dict[str, Any]) -> None:
    small["nodes"]["age"]["next"] = ["colour"]
    assert any("nodes.extras: no answers lead to this question" in fault for fault in faults_of(small))


def test_a_question_behind_a_condition_that_never_holds_is_named(small: dict[str, Any]) -> None:
    never = {"all": [{"atLeast": {"age": 12}}, {"below": {"age": 12}}]}
    small["nodes"]["age"]["next"] = [{"to": "extras", "when": never}, "colour"]
    assert any("nodes.extras" in fault for fault in faults_of(small))


def test_an_outcome_no_answer_leads_to_is_named(small: dict[str, Any]) -> None:
    small["outcomes"]["big"]["when"].append({"below": {"age": 10}})
    assert any("outcomes.big: no answers lead to this outcome" in fault for fault in faults_of(small))


def test_an_otherwise_that_can_never_come_is_named(small: dict[str, Any]) -> None:
    small["outcomes"]["big"]["when"] = {"any": [{"known": "colour"}, {"is": {"colour": "weet-ik-niet"}}]}
    found = faults_of(small)
    assert any("outcomes.other: no answers lead" in fault for fault in found)
    assert any("bell: counts for nothing" in fault for fault in found)


def test_a_box_that_no_condition_reads_is_named(small: dict[str, Any]) -> None:
    small["outcomes"]["big"]["when"][1] = {"is": {"extras": ["bell", "lamp"]}}
    assert faults_of(small) == ["nodes.extras.options.rack: counts for nothing: no condition reads this answer"]


def test_more_than_twelve_questions_on_a_path_is_too_many(small: dict[str, Any]) -> None:
    node = small["nodes"]["colour"]
    for number in range(11):
        small["nodes"][f"q{number}"] = {**node, "next": f"q{number + 1}" if number < 10 else "result"}
    small["nodes"]["colour"] = {**node, "next": "q0"}
    assert any("asks 14 questions" in fault for fault in faults_of(small))


def test_an_unknown_law_and_an_unknown_law_text_are_named(small: dict[str, Any]) -> None:
    small["outcomes"]["big"]["law"] = "zee"
    small["articles"]["a"]["text"] = "Zeewet"
    found = faults_of(small)
    assert any("unknown law 'zee'; known are road" in fault for fault in found)
    assert any("unknown law text 'Zeewet'" in fault for fault in found)


def test_a_missing_language_is_named_with_its_place(small: dict[str, Any]) -> None:
    del small["nodes"]["age"]["text"]["en"]
    small["outcomes"]["big"]["text"]["nl"] = ""
    found = refused(small)
    assert found[0] == "nodes.age.text: 'en' is missing"
    assert any(fault.startswith("outcomes.big.text") for fault in found)


def test_an_open_outcome_must_say_what_is_unclear_and_who_settles_it(small: dict[str, Any]) -> None:
    small["outcomes"]["big"]["certainty"] = "open"
    found = faults_of(small)
    assert any("big.unclear: has no text in nl" in fault for fault in found)
    assert any("does not say who settles it" in fault for fault in found)


def test_a_failing_golden_case_is_a_fault(small: dict[str, Any]) -> None:
    answers = {"age": ("13",), "extras": ("bell",), "colour": ("red",)}
    wrong = GoldenCase("g1", "wrong", answers, Expected(laws=(), forbidden=("road",), outcomes=("other",)))
    right = GoldenCase("g2", "right", answers, Expected(laws=("road",), decides=("shop",), certainty="rule"))
    found = faults_of(small, wrong, right)
    assert len(found) == 3
    assert all(fault.startswith("case g1") for fault in found)


def test_a_golden_case_with_an_answer_the_flow_does_not_know_is_a_fault(small: dict[str, Any]) -> None:
    case = GoldenCase("g1", "odd", {"age": ("13",), "extras": ("horn",)}, Expected())
    (fault,) = faults_of(small, case)
    assert "horn" in fault
    assert "bell, lamp, rack, none" in fault


def test_a_golden_case_that_leaves_a_question_open_is_a_fault(small: dict[str, Any]) -> None:
    (fault,) = faults_of(small, GoldenCase("g1", "short", {"age": ("13",)}, Expected()))
    assert "no answer to the question 'extras'" in fault


def test_all_faults_of_form_come_out_at_once(small: dict[str, Any]) -> None:
    small["nodes"]["age"]["type"] = "wish"
    small["nodes"]["colour"]["next"] = "nowhere"
    small["nodes"]["extras"]["options"][0]["colour"] = "red"
    small["outcomes"]["big"]["when"] = [{"is": {"extras": "horn"}}, {"is": {"wheel": "round"}}, {"sql": "1=1"}]
    small["outcomes"]["big"]["validFrom"] = "tomorrow"
    small["define"] = {"loop": {"use": "loop"}, "idle": {"known": "age"}}
    found = "\n".join(refused(small))
    for part in (
        "nodes.age.type: must be one of choice, several, number, age, postcode",
        "nodes.colour.next: there is no question 'nowhere'",
        "options[0].colour: is not known here",
        "knows no answer 'horn'; known are bell, lamp, rack, none",
        "there is no question 'wheel'",
        "is no form of a condition",
        "must be a day",
        "refers to itself",
        "define.idle: nothing uses this condition",
    ):
        assert part in found


def test_a_fault_in_a_file_says_on_which_line_it_is(small: dict[str, Any]) -> None:
    small["nodes"]["colour"]["next"] = "nowhere"
    text = yaml.safe_dump(small, allow_unicode=True, sort_keys=False)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "nowhere" in row)
    with pytest.raises(RefusedError) as caught:
        read_flow(text)
    assert [fault.line for fault in caught.value.faults] == [line]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: [1", "is not YAML"),
        ("a: 1\na: 2", "occurs twice"),
        ("a: &x 1\nb: *x", "anchors and aliases"),
        ("[" * 100 + "]" * 100, "nested deeper"),
        ("a: !!python/object/apply:os.system ['true']", "is not YAML"),
        ("x" * 1_000_001, "is longer than"),
        ("", "must be a mapping"),
        ("a: 2026-13-45", "is not YAML"),
    ],
)
def test_what_is_no_usable_yaml_is_refused(text: str, what: str) -> None:
    with pytest.raises(RefusedError, match=what):
        read_flow(text)


def test_facts_nobody_knows_are_refused_with_what_is_known(finder: Flow, facts: FactMap) -> None:
    text = "- {id: x, words: y, facts: {age: 3, shoe: 28, need: [magic]}, laws: [sea], decides: king, odd: 1}"
    with pytest.raises(RefusedError) as caught:
        read_cases(text, finder, facts)
    found = "\n".join(map(str, caught.value.faults))
    for part in ("facts.shoe", "'magic' is not known", "unknown law 'sea'", "unknown party 'king'", "odd"):
        assert part in found


def test_a_facts_file_may_only_use_answers_of_the_flow(finder: Flow) -> None:
    with pytest.raises(RefusedError) as caught:
        read_fact_map("facts: {need: {nursing: {hulp: toveren}, other: {hoed: hoog}}}", finder)
    assert len(caught.value.faults) == 2
