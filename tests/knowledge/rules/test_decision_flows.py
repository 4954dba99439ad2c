"""What the law finder promises over HTTP."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.config import PROJECT
from knowledge.flows.answers import GivenAnswers
from knowledge.flows.cases import GoldenCase, read_cases, read_fact_map
from knowledge.flows.conditions import UNKNOWN
from knowledge.flows.reading import read_flow
from tests.instances import Instance
from tests.knowledge.rules.rule_texts import FLOW_FILE, faults

FINDER = "/decision-flows/wie-betaalt"
SHARED = PROJECT.parent / "shared" / "law-cases.yaml"
OWN = FLOW_FILE.with_name("wie-betaalt.cases.yaml")
TUBE = {"leeftijd": "3", "oorzaak": "lichamelijke-ziekte", "hulp": ["verpleging", "toezicht"], "toezicht": "soms"}
REST = {"wlz": UNKNOWN, "woont": "thuis", "situatie": "geen", "postcode": "6525"}


def finished(instance: Instance, answers: GivenAnswers, **more: Any) -> Any:
    """The outcomes, with every question that is left answered by "weet-ik-niet"."""
    given: dict[str, Any] = dict(answers)
    while "question" in (step := instance.read(FINDER, **given, **more)):
        given[step["question"]["code"]] = UNKNOWN
    return step


def laws(outcomes: Any) -> list[str]:
    return list(dict.fromkeys(outcome["law"] for outcome in outcomes if outcome["law"]))


def cases(path: Path) -> tuple[GoldenCase, ...]:
    flow = read_flow(FLOW_FILE.read_text(encoding="utf-8"))
    facts = read_fact_map(FLOW_FILE.with_name("wie-betaalt.facts.yaml").read_text(encoding="utf-8"), flow)
    return read_cases(path.read_text(encoding="utf-8"), flow, facts)


def check(outcomes: Any, case: GoldenCase, expected: Any) -> None:
    named = laws(outcomes)
    if expected.laws == ():
        assert named == [], case.id
    assert set(expected.laws or ()) <= set(named), case.id
    assert not set(expected.forbidden) & set(named), case.id
    assert set(expected.outcomes) <= {outcome["code"] for outcome in outcomes}, case.id
    first = next((o for o in outcomes if expected.laws and o["law"] == expected.laws[0]), None)
    if first is not None:
        assert not expected.decides or {p["code"] for p in first["decidedBy"]} & set(expected.decides), case.id
        assert expected.certainty in (None, first["certainty"]), case.id


@pytest.mark.parametrize("path", [OWN, SHARED], ids=["own", "shared"])
def test_every_golden_case_comes_out_right_over_http(starter: Instance, path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not on this machine")
    for case in cases(path):
        at = {"at": case.at.isoformat()} if case.at else {}
        step = finished(starter, {code: list(values) for code, values in case.answers.items()}, **at)
        check(step["outcomes"], case, case.expected)
        if case.at_18 is not None:
            check(step["changesAt18"]["outcomes"], case, case.at_18)


def test_the_first_question_can_be_answered_by_its_name(starter: Instance) -> None:
    step = starter.read(FINDER)
    assert (step["question"]["code"], step["question"]["type"], step["question"]["step"]) == ("leeftijd", "age", 1)
    assert step["question"]["unknown"]["code"] == UNKNOWN
    assert step["progress"] == {"answered": 0, "atMostLeft": 12}
    following = starter.read(FINDER, leeftijd="3")
    assert following["question"]["code"] == "oorzaak"
    assert following["answered"] == [
        {"code": "leeftijd", "question": step["question"]["text"], "values": ["3"], "labels": ["3 jaar"]}
    ]
    assert following["progress"]["answered"] == 1


def test_a_child_of_three_with_tube_feeding_gets_the_zvw_with_article_factsheet_and_search(starter: Instance) -> None:
    step = finished(starter, TUBE | REST)
    [outcome] = step["outcomes"]
    assert (outcome["law"], outcome["certainty"]) == ("zvw", "rule")
    assert outcome["decidedBy"] == [{"code": "childrens_nurse", "name": "de kinderverpleegkundige"}]
    assert (outcome["article"]["law"], outcome["article"]["article"]) == ("Bzv", "2.10")
    assert outcome["article"]["url"].endswith(f"&z={outcome['validOn']}&g={outcome['validOn']}")
    assert outcome["unclear"]
    assert outcome["settledBy"]
    assert outcome["trace"]["rule"] == outcome["code"]
    assert {
        "code": "hulp",
        "values": ["verpleging", "toezicht"],
        "labels": ["Verpleging", "Iemand die oplet of dichtbij is"],
    } in (outcome["trace"]["answers"])
    assert starter.get(outcome["factsheet"]["url"].removeprefix("/api/v1")).status_code == 200


def test_the_ready_search_finds_care_near_the_family(starter: Instance) -> None:
    starter.catch_up()
    [outcome] = finished(starter, TUBE | REST)["outcomes"]
    assert outcome["search"]["query"]["postcode"] == ["6525"]
    response = starter.client.get(outcome["search"]["url"])
    assert response.status_code == 200
    assert response.get_json()["total"] > 0


def test_several_answers_may_be_repeated_or_joined_with_commas(starter: Instance) -> None:
    repeated = starter.get(FINDER, leeftijd="3", oorzaak="lichamelijke-ziekte", hulp=["verpleging", "toezicht"])
    joined = starter.get(FINDER, leeftijd="3", oorzaak="lichamelijke-ziekte", hulp="verpleging,toezicht")
    assert repeated.get_json() == joined.get_json()
    assert repeated.get_json()["question"]["code"] == "toezicht"


def test_not_knowing_anything_leads_to_the_juiste_loket_and_to_no_law(starter: Instance) -> None:
    step = finished(starter, {})
    assert [outcome["code"] for outcome in step["outcomes"]] == ["juiste-loket"]
    assert laws(step["outcomes"]) == []
    assert step["outcomes"][0]["article"] is None


def test_the_same_answers_in_2016_give_the_rule_of_then_with_a_note(starter: Instance) -> None:
    answers = {"leeftijd": "3", "oorzaak": "lichamelijke-ziekte", "hulp": "verpleging,verzorging,toezicht",
               "verzorging": "medisch", "toezicht": "voortdurend"}  # fmt: skip
    then = finished(starter, answers, at="2016-11-01")
    now = finished(starter, answers)
    assert [outcome["code"] for outcome in then["outcomes"]] == ["zvw-2016-ikz"]
    assert then["outcomes"][0]["article"]["url"].endswith("&z=2016-11-01&g=2016-11-01")
    assert (then["validOn"], now["note"]) == ("2016-11-01", None)
    assert then["note"]
    assert "zvw-2016-ikz" not in [outcome["code"] for outcome in now["outcomes"]]


@pytest.mark.parametrize(("age", "told"), [("15", False), ("16", True), ("17.9", True), ("18", False)])
def test_what_changes_at_18_is_told_at_16_and_17(starter: Instance, age: str, told: bool) -> None:
    answers = {"leeftijd": age, "oorzaak": "lichamelijke-ziekte", "hulp": "verpleging,begeleiding"}
    change = finished(starter, answers)["changesAt18"]
    assert (change is not None) is told
    if change is not None:
        assert (change["ends"], change["begins"], change["stays"]) == (["jeugdwet"], ["wmo"], ["zvw"])
        assert {"begeleiding-naar-wmo", "verpleging-blijft"} <= {item["code"] for item in change["items"]}
        traced = [a for outcome in change["outcomes"] for a in outcome["trace"]["answers"] if a["code"] == "leeftijd"]
        assert {tuple(answer["values"]) for answer in traced} == {("18",)}


def test_a_date_of_birth_becomes_an_age_and_never_comes_back(starter: Instance) -> None:
    answers = {"leeftijd": "2009-03-17", "oorzaak": "lichamelijke-ziekte", "hulp": "verpleging,begeleiding"}
    step = finished(starter, answers, at="2026-11-22")
    told = json.dumps(step)
    assert "2009" not in told
    assert "2027-03-17" not in told
    assert step["answered"][0]["values"] == ["17.67"]
    assert step["changesAt18"]["begins"] == ["wmo"]
    too_late = starter.get(FINDER, leeftijd="2026-12-24", at="2026-11-22")
    assert "leeftijd" in faults(too_late)
    assert "2026-12-24" not in too_late.text


def test_no_cache_keeps_what_a_family_answered(starter: Instance) -> None:
    assert starter.get(FINDER).headers["Cache-Control"] == "public, no-cache"
    assert starter.get(FINDER, leeftijd="3").headers["Cache-Control"] == "no-store"


def test_answers_that_are_not_needed_are_named_and_count_for_nothing(starter: Instance) -> None:
    step = finished(starter, TUBE | REST | {"vervoer": "school"})
    assert step["notAsked"] == ["vervoer"]
    assert [outcome["code"] for outcome in step["outcomes"]] == [
        outcome["code"] for outcome in finished(starter, TUBE | REST)["outcomes"]
    ]


def test_all_faults_of_all_answers_are_named_at_once_with_what_is_allowed(starter: Instance) -> None:
    found = faults(
        starter.get(
            FINDER, leeftijd="oud", oorzaak="pech", toezicht=["soms", "voortdurend"], kleur="rood", at="2026-02-30"
        )
    )
    assert set(found) == {"leeftijd", "oorzaak", "toezicht", "kleur", "at"}
    assert found["oorzaak"]["allowed"][0] == "lichamelijke-ziekte"
    assert UNKNOWN in found["oorzaak"]["allowed"]
    assert found["kleur"]["allowed"][0] == "leeftijd"
    assert "value" not in found["kleur"]
    assert all(fault["detail"] for fault in found.values())


@pytest.mark.parametrize("postcode", ["6525GA", "6525 ga", "0123", "99999", "1000", ""])
def test_a_postcode_must_be_four_digits_that_exist_and_is_not_repeated(starter: Instance, postcode: str) -> None:
    [fault] = faults(starter.get(FINDER, leeftijd="3", postcode=postcode)).values()
    assert fault["name"] == "postcode"
    assert "value" not in fault


@pytest.mark.parametrize("day", ["1949-12-31", "2101-01-01", "20261122", "2026-W47-1", "morgen", ""])
def test_a_day_that_cannot_be_is_refused(starter: Instance, day: str) -> None:
    assert set(faults(starter.get(FINDER, at=day))) == {"at"}


def test_the_list_tells_each_flow_with_its_questions(starter: Instance) -> None:
    listed = starter.read("/decision-flows")
    assert listed["total"] == 1
    [flow] = listed["decisionFlows"]
    assert (flow["slug"], flow["pageUrl"]) == ("wie-betaalt", "/wie-betaalt")
    assert flow["longestPath"] <= 12
    assert flow["goldenCases"] >= 40 or not SHARED.exists()
    assert flow["questions"][0]["code"] == "leeftijd"
    english = starter.read("/decision-flows", headers={"Accept-Language": "en"})["decisionFlows"][0]
    assert english["title"] != flow["title"]
    assert english["pageUrl"] == "/en/wie-betaalt"


def test_a_flow_that_is_not_there_is_a_404(starter: Instance) -> None:
    assert starter.get("/decision-flows/wie-betaalt-niet").status_code == 404


def test_a_rule_of_today_is_the_rule_of_the_day_in_the_netherlands(starter: Instance) -> None:
    assert date.fromisoformat(finished(starter, {})["validOn"]) >= date(2026, 1, 1)
