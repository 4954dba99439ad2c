"""A wrong rule harms a family: what is refused, and that the published rules stay up."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.database import db
from core.orm import begin_write
from core.publishing.models import RecordState, Revision
from core.publishing.publishing import publish, withdraw
from knowledge.flows.sources import RefusedError
from knowledge.impact import check_withdrawal, impact_of
from knowledge.models import DecisionFlow, EscalationRoute
from knowledge.rules.checked import FlowText
from knowledge.rules.starting import load_rules
from tests.instances import Instance
from tests.knowledge.rules.rule_texts import (
    EDITOR,
    FLOW_FILE,
    ROUTE_FILE,
    law_finder,
    put_flow,
    put_route,
    route_text,
)

CYCLE = ("    nextOnNo: c\n    nextOnSilence: c\n", "    nextOnNo: a1\n    nextOnSilence: a1\n")
DEAD_END = ("    next: oorzaak\n", "    next: [{to: oorzaak, when: {known: leeftijd}}]\n")
LESS_SURE = (
    "    decidedBy: childrens_nurse\n    certainty: rule\n    title: {nl: Verpleging en medische",
    "    decidedBy: childrens_nurse\n    certainty: open\n    title: {nl: Verpleging en medische",
)
NEW_TITLE = ("Escalatieroute als de zorg vastloopt", "Wat te doen als de zorg vastloopt")


def refused(instance: Instance, text: str | FlowText) -> str:
    """What is said when this is refused, after making sure that nothing of it was kept."""
    before = kept(instance)
    with pytest.raises(RefusedError) as caught:
        put_route(instance, text) if isinstance(text, str) else put_flow(instance, text)
    with instance.app.app_context():
        db.session.rollback()
    assert kept(instance) == before
    return "\n".join(map(str, caught.value.faults))


def kept(instance: Instance) -> tuple[object, ...]:
    """All that is stored and public about rules."""
    with instance.app.app_context():
        revisions = db.session.scalar(select(func.count()).select_from(Revision))
        texts = db.session.scalars(select(EscalationRoute.definition)).all()
        flows = db.session.execute(select(DecisionFlow.definition, DecisionFlow.cases, DecisionFlow.version)).all()
    public = instance.get("/escalation-routes/escalatieroute").data, instance.get("/decision-flows").data
    return revisions, tuple(texts), tuple(map(tuple, flows)), public


def test_a_route_that_goes_round_in_a_circle_is_refused_and_the_published_one_stays(own_starter: Instance) -> None:
    told = refused(own_starter, route_text(CYCLE))
    assert "circle" in told
    assert "a1" in told


def test_all_faults_of_a_route_are_named_at_once(own_starter: Instance) -> None:
    told = refused(
        own_starter,
        route_text(
            ("deskType: doi-team", "deskType: doi-theem"),
            ('why:\n      nl: "Niemand in de regio kon de zaak oplossen."', 'why:\n      nl: " "'),
        ),
    )
    assert "why" in told
    both = refused(
        own_starter,
        route_text(("deskType: doi-team", "deskType: doi-theem"), ("wlz: b,", "wlz: q,"), ("slug: e", "slug: E")),
    )
    assert "unknown desk type 'doi-theem'" in both
    assert "there is no step 'q'" in both
    assert "slug" in both


def test_a_flow_with_a_dead_end_is_refused_and_the_published_one_stays(own_starter: Instance) -> None:
    assert "dead end" in refused(own_starter, law_finder(DEAD_END))


def test_a_flow_with_a_golden_case_that_fails_is_refused_and_says_which(own_starter: Instance) -> None:
    told = refused(own_starter, law_finder(LESS_SURE))
    assert "case " in told
    assert "zvw-verpleging: certainty is open, not rule" in told


def test_a_flow_may_name_only_factsheets_and_care_types_that_are_there(own_starter: Instance) -> None:
    told = refused(
        own_starter,
        law_finder(
            ("factsheet: zorgverzekeringswet-en-intensieve-kindzorg", "factsheet: zorgwet"),
            ("careType: [kinderthuiszorg]", "careType: [kinderthuis]"),
        ),
    )
    assert "there is no factsheet 'zorgwet'" in told
    assert "unknown care type 'kinderthuis'" in told


def test_a_question_cannot_have_the_name_of_a_member_of_the_address(own_starter: Instance) -> None:
    text = law_finder()
    changed = text.definition.replace("blijvend", "at")
    assert "nodes.at" in refused(own_starter, FlowText(changed))


@pytest.mark.parametrize("text", ["", "just words", "a: [", "slug: *x", "- 1\n- 2\n", "steps: {a: {b: &c 1}}"])
def test_what_is_no_route_at_all_is_refused(own_starter: Instance, text: str) -> None:
    assert refused(own_starter, text)


def test_faults_in_golden_cases_and_facts_say_in_which_text_they_are(own_starter: Instance) -> None:
    text = law_finder()
    assert "cases: [0].facts" in refused(
        own_starter, FlowText(text.definition, "- {id: x, words: y, facts: {q: 1}}", text.facts)
    )
    assert "facts: " in refused(own_starter, FlowText(text.definition, text.cases, "facts: {age: {'*': {q: [x]}}}"))


def test_what_is_wrong_by_now_is_not_published_even_when_it_was_saved(own_starter: Instance) -> None:
    with own_starter.app.app_context():
        begin_write(db.session)
        record = db.session.scalars(select(EscalationRoute)).one()
        record.definition = route_text(CYCLE)
        db.session.flush()
        with pytest.raises(RefusedError, match="circle"):
            publish(db.session, record, EDITOR)
        db.session.rollback()
    assert own_starter.read("/escalation-routes/escalatieroute")["title"].startswith("Escalatieroute")


def test_a_better_route_replaces_the_old_one_at_once_for_advice_too(own_starter: Instance) -> None:
    before = own_starter.get("/escalation-advice", law="zvw")
    assert len(put_route(own_starter, route_text(NEW_TITLE, ("silenceDays: 14", "silenceDays: 10")))) == 1
    assert own_starter.read("/escalation-routes/escalatieroute")["title"] == NEW_TITLE[1]
    after = own_starter.get("/escalation-advice", law="zvw")
    assert after.get_json()["steps"][0]["next"]["silenceDays"] == 10
    assert after.headers["ETag"] != before.headers["ETag"]
    assert put_route(own_starter, route_text(NEW_TITLE, ("silenceDays: 14", "silenceDays: 10"))) == []


def test_a_better_flow_replaces_the_old_one_at_once(own_starter: Instance) -> None:
    own_starter.read("/decision-flows/wie-betaalt")
    put_flow(own_starter, law_finder(("Hoe oud is uw kind?", "Welke leeftijd heeft uw kind?")))
    assert own_starter.read("/decision-flows/wie-betaalt")["question"]["text"] == "Welke leeftijd heeft uw kind?"


def test_a_withdrawn_flow_is_gone_and_says_so(own_starter: Instance) -> None:
    with own_starter.app.app_context():
        begin_write(db.session)
        record = db.session.scalars(select(DecisionFlow)).one()
        assert check_withdrawal(db.session, record).warnings
        withdraw(db.session, record, EDITOR)
        db.session.commit()
    assert own_starter.get("/decision-flows/wie-betaalt").status_code == 410
    assert own_starter.read("/decision-flows")["total"] == 0
    assert own_starter.get("/escalation-advice", law="zvw").status_code == 200


def test_without_a_route_advice_says_so(own_starter: Instance) -> None:
    with own_starter.app.app_context():
        begin_write(db.session)
        withdraw(db.session, db.session.scalars(select(EscalationRoute)).one(), EDITOR)
        db.session.commit()
    assert own_starter.get("/escalation-advice", law="zvw").status_code == 410


def test_setting_up_twice_changes_nothing_and_brings_nothing_back(own_starter: Instance) -> None:
    with own_starter.app.app_context():
        begin_write(db.session)
        withdraw(db.session, db.session.scalars(select(EscalationRoute)).one(), EDITOR)
        db.session.commit()
        assert load_rules(db.session, db.session.commit) == "0 routes, 0 flows new"
        states = db.session.scalars(select(EscalationRoute.state)).all()
    assert states == [RecordState.ARCHIVED]


def test_impact_names_the_step_and_the_rule(own_starter: Instance) -> None:
    with own_starter.app.app_context():
        cited = {(item.kind, item.place) for item in impact_of(db.session, "law-article", "Jw 1.2")}
        desk = {(item.kind, item.place) for item in impact_of(db.session, "region", "NIK-NIJMEGEN")}
        sheet = impact_of(db.session, "factsheet", "wet-langdurige-zorg")
        term = {(item.kind, item.place) for item in impact_of(db.session, "glossary-term", "skgz")}
    assert {("escalation-route", "steps.b"), ("decision-flow", "outcomes.meer-oorzaken")} <= cited
    assert ("escalation-route", "steps.b") in desk
    assert {item.kind for item in sheet} >= {"decision-flow"}
    assert all(item.place.startswith("outcomes.") for item in sheet if item.kind == "decision-flow")
    assert ("escalation-route", "regularWays.zvw-verzekeraar") in term


def test_the_commands_check_and_save_a_text(own_starter: Instance, tmp_path: Path) -> None:
    assert "44" in own_starter.command("rules", "check", FLOW_FILE).output
    assert own_starter.command("rules", "check", ROUTE_FILE).exit_code == 0
    broken = tmp_path / "route.yaml"
    broken.write_text(route_text(CYCLE), encoding="utf-8")
    assert "circle" in own_starter.command("rules", "check", broken, expect=1).output
    assert "circle" in own_starter.command("rules", "save", broken, "--publish", expect=1).output
    broken.write_text(route_text(NEW_TITLE), encoding="utf-8")
    own_starter.command("rules", "save", broken)
    assert own_starter.read("/escalation-routes/escalatieroute")["title"] != NEW_TITLE[1]
    own_starter.command("rules", "save", broken, "--publish")
    assert own_starter.read("/escalation-routes/escalatieroute")["title"] == NEW_TITLE[1]
    broken.write_bytes(b"\xff\xfe")
    own_starter.command("rules", "check", broken, expect=1)
    broken.write_text("title: neither", encoding="utf-8")
    assert "neither" in own_starter.command("rules", "save", broken, expect=1).output
