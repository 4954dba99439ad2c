"""What escalation advice promises to a family whose care is stuck."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select

from core.database import db
from core.orm import begin_write
from core.publishing.publishing import publish, save_revisions
from socialmap.geography.places import PostcodeTable
from socialmap.models import Organization, Phone, Service
from tests.instances import Instance
from tests.knowledge.rules.rule_texts import EDITOR, faults

LAWS = ["zvw", "jeugdwet", "wlz", "wmo", "education"]
NIJMEGEN = "6525"


def advice(instance: Instance, *laws: str, **more: Any) -> Any:
    return instance.read("/escalation-advice", law=list(laws), **more)


def codes(answer: Any) -> list[str]:
    return [step["code"] for step in answer["steps"]]


def test_zvw_and_jeugdwet_in_nijmegen_get_the_regular_way_and_then_four_steps(starter: Instance) -> None:
    answer = advice(starter, "zvw", "jeugdwet", postcode=NIJMEGEN)
    assert [way["law"]["code"] for way in answer["regularWay"]] == ["zvw", "zvw", "jeugdwet"]
    assert codes(answer) == ["a1", "a2", "b", "c"]
    assert answer["notApplicable"] == []
    team = answer["steps"][2]["desk"]["service"]
    assert team["deskTypes"] == ["doi-team"]
    assert [area["code"] for area in team["areas"]] == ["NIK-NIJMEGEN"]
    assert starter.read(f"/services/{team['id']}")["name"] == team["name"]


def test_every_step_tells_who_what_to_bring_what_to_expect_and_when_to_go_on(starter: Instance) -> None:
    *steps, last = advice(starter, "zvw", "jeugdwet", postcode=NIJMEGEN)["steps"]
    for step in [*steps, last]:
        assert all(step[member] for member in ("name", "why", "who", "bring", "expect", "asOf", "sources"))
    assert [step["next"]["onNo"] for step in steps] == ["b", "b", "c"]
    assert all(step["next"]["silenceDays"] for step in steps)
    assert last["next"] == {"onNo": None, "onSilence": None, "silenceDays": None}


def test_the_regular_way_tells_who_decided_how_to_object_by_when_and_free_help(starter: Instance) -> None:
    ways = advice(starter, *LAWS)["regularWay"]
    assert {way["law"]["code"] for way in ways} == set(LAWS)
    assert all(way[member] for way in ways for member in ("decidedBy", "action", "term", "then", "support"))
    terms = {way["code"]: (way["remedy"], way["termDays"]) for way in ways}
    assert terms["jeugdwet-gemeente"] == terms["wmo-gemeente"] == terms["wlz-ciz"] == ("objection", 42)
    assert terms["zvw-verzekeraar"] == ("reconsideration", None)


def test_a_step_that_was_tried_is_behind_you(starter: Instance) -> None:
    answer = advice(starter, "zvw", "jeugdwet", postcode=NIJMEGEN, tried="a1")
    assert codes(answer) == ["a2", "b", "c"]
    assert [(item["code"], item["reason"]) for item in answer["notApplicable"]] == [("a1", "tried")]
    after_b = advice(starter, "zvw", "jeugdwet", postcode=NIJMEGEN, tried="b")
    assert codes(after_b) == ["c"]
    assert {item["code"]: item["reason"] for item in after_b["notApplicable"]} == {
        "a1": "passed",
        "a2": "passed",
        "b": "tried",
    }


@pytest.mark.parametrize("law", ["wlz", "education"])
def test_a_law_without_an_own_step_gets_its_regular_way_the_last_step_and_the_juiste_loket(
    starter: Instance, law: str
) -> None:
    answer = advice(starter, law, postcode=NIJMEGEN)
    assert {way["law"]["code"] for way in answer["regularWay"]} == {law}
    assert codes(answer) == ["c"]
    assert {item["code"]: item["reason"] for item in answer["notApplicable"]} == {
        "a1": "law",
        "a2": "law",
        "b": "several-laws",
    }
    assert all(item["why"] for item in answer["notApplicable"])
    assert answer["fallback"]["service"]["deskTypes"] == ["juiste-loket"]


def test_step_a2_is_only_for_jeugdwet_and_wmo_and_b_for_several_laws(starter: Instance) -> None:
    shown = {law: codes(advice(starter, law)) for law in LAWS}
    assert shown == {"zvw": ["a1", "c"], "jeugdwet": ["a2", "c"], "wmo": ["a2", "c"], "wlz": ["c"], "education": ["c"]}
    assert codes(advice(starter, "wlz", "education")) == ["b", "c"]


def test_every_postcode_gets_the_doi_team_of_its_own_region(starter: Instance) -> None:
    chance = random.Random(4)  # noqa: S311 - which postcodes is no secret
    sample = chance.sample(list(PostcodeTable.embedded().codes), 200)
    regions = {region["code"] for region in starter.read("/regions", kind="nik")["regions"]}
    seen: set[str] = set()
    for pc4 in [*sample, "9713", "1105", "2333", "3015", "3584", "6525", "6229"]:
        answer = advice(starter, "zvw", "wlz", postcode=pc4)
        [team] = [step["desk"]["service"] for step in answer["steps"] if step["code"] == "b"]
        [own] = [region["code"] for region in answer["place"]["regions"] if region["kind"] == "nik"]
        assert [area["code"] for area in team["areas"]] == [own], pc4
        seen.add(own)
    assert seen == regions
    assert len(regions) == 7


def test_a_desk_without_number_or_mail_address_says_so_and_names_the_juiste_loket_with_its_date(
    starter: Instance,
) -> None:
    for step in advice(starter, "zvw", "jeugdwet", postcode=NIJMEGEN)["steps"]:
        desk = step["desk"]
        known = desk["service"] is not None and (desk["service"]["phones"] or desk["service"]["email"])
        assert not known
        assert desk["note"]["code"] == ("no-contact" if desk["service"] else "no-desk")
        assert desk["note"]["text"]
        assert desk["fallback"]["phone"]
        assert desk["fallback"]["asOf"] == "2021-06-15"


def test_a_desk_that_gets_a_number_is_shown_with_it_at_once(own_starter: Instance) -> None:
    with own_starter.app.app_context():
        begin_write(db.session)
        slug = "%regio-nijmegen-indicatieteam-doi%"
        service = db.session.scalars(select(Service).where(Service.slug.like(slug))).one()
        service.phones.append(Phone(number="024 361 11 11"))
        record = db.session.get_one(Organization, service.organization_id)
        save_revisions(db.session, [record], by=EDITOR)
        publish(db.session, record, EDITOR)
        db.session.commit()
    [desk] = [s["desk"] for s in advice(own_starter, "zvw", "wlz", postcode=NIJMEGEN)["steps"] if s["code"] == "b"]
    assert desk["service"]["phones"][0]["number"] == "024 361 11 11"
    assert (desk["fallback"], desk["note"]) == (None, None)


def test_without_a_postcode_only_national_desks_are_named_and_the_answer_says_what_is_missing(
    starter: Instance,
) -> None:
    answer = advice(starter, "zvw", "jeugdwet")
    desks = {step["code"]: step["desk"] for step in answer["steps"]}
    assert answer["place"] is None
    assert desks["a1"]["service"] is not None
    assert desks["b"]["service"] is None
    assert desks["b"]["note"]["code"] == "no-postcode"
    assert desks["b"]["fallback"]["name"] == "Juiste Loket"


def test_the_desks_of_the_regular_way_are_those_of_the_map(starter: Instance) -> None:
    [ciz] = [way for way in advice(starter, "wlz")["regularWay"] if way["code"] == "wlz-ciz"]
    found = {desk["deskType"]["code"]: desk["service"] for desk in ciz["desks"]}
    assert found["ciz"]["deskTypes"] == ["ciz"]
    assert list(found) == [desk_type["code"] for desk_type in ciz["deskTypes"]]


def test_advice_speaks_english_beside_dutch(starter: Instance) -> None:
    dutch, english = (
        starter.read("/escalation-advice", law="zvw", postcode=NIJMEGEN, headers={"Accept-Language": code})
        for code in ("nl", "en")
    )
    assert codes(dutch) == codes(english)
    for a, b in zip(dutch["steps"], english["steps"], strict=True):
        assert a["why"] != b["why"]
        assert a["desk"]["note"]["text"] != b["desk"]["note"]["text"]
        assert a["bring"] != b["bring"]


def test_all_faults_of_a_question_are_named_at_once(starter: Instance) -> None:
    found = faults(starter.get("/escalation-advice", law=["zvw", "awbz"], tried="z9", postcode="9999x", colour="red"))
    assert set(found) == {"law", "tried", "postcode", "colour"}
    assert found["law"]["allowed"] == LAWS
    assert found["tried"]["allowed"] == ["a1", "a2", "b", "c"]
    assert found["colour"]["allowed"] == ["law", "postcode", "tried"]


def test_a_postcode_that_does_not_exist_is_refused_with_what_is_near(starter: Instance) -> None:
    found = faults(starter.get("/escalation-advice", law="zvw", postcode="1000"))
    assert "1011" in found["postcode"]["allowed"]


def test_a_law_is_needed_and_the_law_finder_is_named(starter: Instance) -> None:
    found = faults(starter.get("/escalation-advice", postcode=NIJMEGEN))
    assert found["law"]["allowed"] == LAWS
    assert "wie-betaalt" in found["law"]["detail"]


def test_a_full_postcode_is_refused_and_not_repeated(starter: Instance) -> None:
    response = starter.get("/escalation-advice", law="zvw", postcode="6525 GA")
    assert set(faults(response)) == {"postcode"}
    assert "6525" not in response.text


def test_advice_can_be_asked_again_without_being_sent_again(starter: Instance) -> None:
    first = starter.get("/escalation-advice", law="zvw", postcode=NIJMEGEN)
    again = starter.get(
        "/escalation-advice", law="zvw", postcode=NIJMEGEN, headers={"If-None-Match": first.headers["ETag"]}
    )
    elsewhere = starter.get("/escalation-advice", law="zvw", postcode="9713")
    assert again.status_code == 304
    assert elsewhere.headers["ETag"] != first.headers["ETag"]
