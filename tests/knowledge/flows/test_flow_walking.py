"""Walking a flow: next question, outcomes, refused answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.flows.answers import AnswersRefusedError, age_on, birthday
from knowledge.flows.flow import Flow
from knowledge.flows.reading import flow_from_data
from knowledge.flows.walking import FlowDeadEndError, Question, Result, walk

TODAY = date(2026, 11, 22)


def faults_for(flow: Flow, answers: dict[str, Any], at: date = TODAY) -> dict[str, str]:
    with pytest.raises(AnswersRefusedError) as caught:
        walk(flow, answers, at)
    return {fault.node: fault.code for fault in caught.value.faults}


def test_the_first_question_comes_first(small: dict[str, Any]) -> None:
    step = walk(flow_from_data(small), {}, TODAY)
    assert isinstance(step, Question)
    assert (step.step, step.node.code, step.progress.answered, step.progress.at_most_left) == (1, "age", 0, 3)
    assert step.progress.at_least_left == 2


def test_a_condition_decides_which_question_follows(small: dict[str, Any]) -> None:
    flow = flow_from_data(small)
    young, old = walk(flow, {"age": "5"}, TODAY), walk(flow, {"age": "12"}, TODAY)
    assert isinstance(young, Question)
    assert isinstance(old, Question)
    assert (young.node.code, old.node.code) == ("colour", "extras")


def test_answers_given_ahead_that_this_path_does_not_ask_count_for_nothing(small: dict[str, Any]) -> None:
    result = walk(flow_from_data(small), {"age": "5", "extras": ["bell"], "colour": "red"}, TODAY)
    assert isinstance(result, Result)
    assert result.not_asked == ("extras",)
    assert [found.outcome.code for found in result.outcomes] == ["other"]


def test_the_trace_names_the_answers_that_counted_and_no_others(small: dict[str, Any]) -> None:
    result = walk(flow_from_data(small), {"age": "14", "extras": "lamp,bell", "colour": "red"}, TODAY)
    assert isinstance(result, Result)
    trace = result.outcomes[0].trace
    assert [(answer.node, answer.values) for answer in trace.answers] == [
        ("age", ("14",)),
        ("extras", ("bell", "lamp")),
    ]
    assert trace.rule == "big"


def test_every_wrong_answer_is_named_with_what_is_allowed(small: dict[str, Any]) -> None:
    with pytest.raises(AnswersRefusedError) as caught:
        walk(
            flow_from_data(small),
            {"age": "-1", "extras": "bell,horn", "colour": ["red", "blue"], "wheel": "round"},
            TODAY,
        )
    found = {fault.node: (fault.code, fault.allowed) for fault in caught.value.faults}
    assert found["age"] == ("not-a-number", ("0-120", "YYYY-MM-DD", "weet-ik-niet"))
    assert found["extras"] == ("unknown-answer", ("bell", "lamp", "rack", "none"))
    assert found["colour"] == ("too-many", ("red", "blue", "weet-ik-niet"))
    assert found["wheel"] == ("unknown-node", ("age", "extras", "colour"))


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"leeftijd": "130"}, "out-of-range"),
        ({"leeftijd": "2026-02-30"}, "not-a-date"),
        ({"leeftijd": "2026-11-23"}, "not-born-yet"),
        ({"leeftijd": "drie"}, "not-a-number"),
        ({"leeftijd": "1e9"}, "not-a-number"),
        ({"leeftijd": "nan"}, "not-a-number"),
        ({"leeftijd": ""}, "empty"),
        ({"leeftijd": []}, "empty"),
        ({"postcode": "6525AB"}, "full-postcode"),
        ({"postcode": "0123"}, "not-a-postcode"),
        ({"situatie": "geen,pgb"}, "not-combinable"),
        ({"hulp": "weet-ik-niet,verpleging"}, "not-combinable"),
        ({"hulp": ",".join(f"x{n}" for n in range(100))}, "too-many"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(finder: Flow, answers: dict[str, Any], code: str) -> None:
    assert set(faults_for(finder, answers).values()) == {code}


def test_a_question_that_may_not_be_unknown_refuses_i_do_not_know(small: dict[str, Any]) -> None:
    assert faults_for(flow_from_data(small), {"extras": "weet-ik-niet"}) == {"extras": "unknown-answer"}


def test_a_flow_that_was_not_checked_says_where_it_is_stuck(small: dict[str, Any]) -> None:
    small["nodes"]["colour"]["next"] = [{"to": "result", "when": {"is": {"colour": "red"}}}]
    with pytest.raises(FlowDeadEndError, match="colour"):
        walk(flow_from_data(small), {"age": "5", "colour": "blue"}, TODAY)


def test_a_child_is_eighteen_on_the_birthday_and_not_a_day_before() -> None:
    born = date(2008, 11, 22)
    assert age_on(born, date(2026, 11, 21)) < 18
    assert age_on(born, date(2026, 11, 22)) == 18


def test_a_leap_day_child_is_eighteen_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)
    assert birthday(born, 18) == date(2026, 3, 1)
    assert age_on(born, date(2026, 2, 28)) < 18 <= age_on(born, date(2026, 3, 1))


def test_the_age_of_a_date_of_birth_is_the_age_on_the_day_asked_about(finder: Flow) -> None:
    answers = {"leeftijd": "2014-01-01", "oorzaak": "lichamelijke-ziekte", "hulp": "verpleging"}
    now, then = walk(finder, answers, TODAY), walk(finder, answers, date(2016, 11, 1))
    assert (now.answered[0].number, then.answered[0].number) == pytest.approx((12 + 10 / 12, 2 + 10 / 12))


@given(st.dictionaries(st.text(max_size=12), st.one_of(st.text(max_size=40), st.lists(st.text(max_size=12)))))
def test_nothing_a_visitor_sends_breaks_the_walk(finder: Flow, sent: dict[str, Any]) -> None:
    try:
        step = walk(finder, sent, TODAY)
    except AnswersRefusedError as error:
        faults = error.faults
    else:
        faults = ()
        assert isinstance(step, Question | Result)
    assert {fault.node for fault in faults} <= set(sent)
