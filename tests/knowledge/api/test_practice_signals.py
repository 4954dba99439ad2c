"""Signalling a practice, and the way from a signal to a practice that the public sees."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import db
from core.orm import begin_write
from core.publishing.publishing import publish_all
from knowledge.api.practices import LIMIT
from knowledge.articles.article import PracticeAnalysis, Verdict
from knowledge.models import Practice, PracticeSignal, PracticeState
from knowledge.records.articles import ArticleFile, save_articles
from knowledge.records.faults import RecordsRefused
from knowledge.records.practices import (
    WrongStep,
    analyse_practice,
    collect_practice,
    conclude_practice,
    find_signal,
)
from tests.instances import Instance
from tests.knowledge.editing import article

SEEN = "Wij belden elke week met de afdeling voordat ons kind naar huis ging."
ANALYSIS = PracticeAnalysis(
    example=False,
    verdict=Verdict.MEANINGFUL,
    domain="medical",
    signals=("Ouders melden rust.",),
    activity="Elke week bellen voor het ontslag.",
    outcome_measures=("heropnames",),
    regions=("regio A", "regio B"),
    organizations=(),
    groups=(),
    coherence=True,
    coherence_reason="Waar men belt, komen minder kinderen terug.",
)
FIELDS = """practice:
  example: false
  verdict: {verdict}
  domain: {domain}
  signals: [Ouders melden rust.]
  activity: Elke week bellen voor het ontslag.
  outcome_measures: [heropnames]
  regions: [regio A, regio B]
  coherence: {{holds: {holds}, reason: Waar men belt komen minder kinderen terug.}}
"""


def text(verdict: str = "meaningful", holds: str = "true", domain: str = "medical") -> str:
    fields = FIELDS.format(verdict=verdict, holds=holds, domain=domain)
    return article("## Analyse {#analyse}\n\n[[practice]]", kind="best-practice", title="Elke week bellen", more=fields)


def send(instance: Instance, **members: Any) -> Any:
    return instance.client.post("/api/v1/practice-signals", json={"activity": SEEN, **members})


def signalled(instance: Instance, **members: Any) -> str:
    response = send(instance, **members)
    assert response.status_code == 201, response.text
    code: str = json.loads(response.data)["followUpCode"]
    return code


def signal(session: Session, code: str) -> PracticeSignal:
    found = find_signal(session, code)
    assert found is not None
    return found


def test_anybody_may_signal_and_gets_a_code_to_follow_it(bare: Instance) -> None:
    response = send(bare, domain="medical", role="parent", region="NIK-UTRECHT", outcome="Minder spanning.")
    receipt = json.loads(response.data)
    assert response.status_code == 201
    assert receipt["state"] == "signalled"
    assert response.headers["Location"] == receipt["url"]
    assert response.headers["Cache-Control"] == "no-store"
    followed = json.loads(bare.client.get(receipt["url"].lower().replace("/api/v1", "/api/v1")).data)
    assert followed == {**receipt, "bestPractice": None}
    assert SEEN not in json.dumps(followed)


def test_two_signals_have_two_codes(bare: Instance) -> None:
    assert signalled(bare) != signalled(bare)


def test_a_code_that_was_never_given_is_not_found(bare: Instance) -> None:
    assert bare.get("/practice-signals/AAAA-AAAA").status_code == 404


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"activity": f"{SEEN} Zijn nummer is 123456782."}, "activity"),
        ({"activity": f"{SEEN} Zijn nummer is 123.456.782."}, "activity"),
        ({"activity": f"{SEEN} BSN 1234 56 782"}, "activity"),
        ({"outcome": "Vraag het 111222333 maar."}, "outcome"),
        ({"activity": f"{SEEN} Mail mij op ouder@voorbeeld.nl."}, "activity"),
        ({"activity": f"{SEEN} Bel 06-12345678."}, "activity"),
        ({"activity": f"{SEEN} Wij wonen op 3511 AB 12."}, "activity"),
        ({"website": "https://koop.nu"}, "website"),
        ({"region": "NIK-NERGENS"}, "region"),
        ({"domain": "geld"}, "domain"),
        ({"role": "robot"}, "role"),
        ({"activity": "Te kort."}, "activity"),
        ({"activity": " " * 30}, "activity"),
        ({"activity": "x" * 2001}, "activity"),
        ({"name": "Jan"}, "name"),
    ],
)
def test_what_may_not_be_sent_is_refused_with_the_reason_and_not_kept(
    bare: Instance, members: dict[str, str], name: str
) -> None:
    response = send(bare, **members)
    errors = json.loads(response.data)["errors"]
    assert response.status_code == 400
    assert {error["name"] for error in errors} == {name}
    assert all(len(error["detail"]) > 10 for error in errors)
    with bare.session() as session:
        assert session.scalars(select(PracticeSignal)).all() == []


@pytest.mark.parametrize(
    "harmless",
    ["Het duurde 123456789 seconden.", "In 2026 kwamen 12 kinderen 3 keer.", "Postcode 3511, week 12345678901 lang."],
)
def test_a_number_that_is_no_bsn_is_no_reason_to_refuse(bare: Instance, harmless: str) -> None:
    assert send(bare, activity=f"{SEEN} {harmless}").status_code == 201


def test_who_sends_too_much_is_told_when_to_come_back(bare: Instance) -> None:
    allowed = int(LIMIT.split()[0])
    assert [send(bare).status_code for _ in range(allowed)] == [201] * allowed
    response = send(bare)
    problem = json.loads(response.data)
    assert response.status_code == 429
    assert response.mimetype == "application/problem+json"
    assert problem["type"].endswith("too-many-requests")
    assert 0 < int(response.headers["Retry-After"]) <= 3601
    assert bare.get("/factsheets").status_code == 200


def test_a_practice_goes_from_signal_to_public_step_by_step(bare: Instance) -> None:
    codes = [signalled(bare), signalled(bare)]
    with bare.app.app_context():
        begin_write(db.session)
        signals = [signal(db.session, code) for code in codes]
        practice = collect_practice(db.session, signals, title="Elke week bellen", domain="medical", by="anna")
        analyse_practice(db.session, practice, ANALYSIS, by="bert")
        [record] = save_articles(db.session, [ArticleFile("bellen", text())], by="bert")
        conclude_practice(db.session, practice, record, by="carla")
        publish_all(db.session, [record], "carla")
        db.session.commit()
        told = [(step.state, step.by) for step in practice.steps]
    assert told == [("signalled", "public"), ("collected", "anna"), ("analysed", "bert"), ("concluded", "carla")]
    [shown] = bare.read("/best-practices")["bestPractices"]
    practice_body = bare.read(f"/best-practices/{shown['slug']}")["practice"]
    assert practice_body["verdict"] == "meaningful"
    assert [step["state"] for step in practice_body["steps"]] == [state.value for state in PracticeState]
    assert date.fromisoformat(practice_body["steps"][0]["date"])
    assert "anna" not in json.dumps(practice_body)
    followed = bare.read(f"/practice-signals/{codes[0]}")
    assert followed["state"] == "concluded"
    assert bare.client.get(followed["bestPractice"]).status_code == 200


def collected(session: Session, code: str) -> Practice:
    return collect_practice(session, [signal(session, code)], title="Bellen", domain="medical", by="anna")


def test_no_step_can_be_skipped_or_taken_twice(bare: Instance) -> None:
    code = signalled(bare)
    with bare.session() as session:
        practice = collected(session, code)
        [record] = save_articles(session, [ArticleFile("bellen", text())], by="bert")
        with pytest.raises(WrongStep):
            conclude_practice(session, practice, record, by="carla")
        analyse_practice(session, practice, ANALYSIS, by="bert")
        with pytest.raises(WrongStep):
            analyse_practice(session, practice, ANALYSIS, by="bert")


def test_a_signal_belongs_to_one_practice(bare: Instance) -> None:
    code = signalled(bare)
    with bare.session() as session:
        collected(session, code)
        with pytest.raises(RecordsRefused):
            collected(session, code)


@pytest.mark.parametrize(
    "analysis",
    [
        replace(ANALYSIS, activity=""),
        replace(ANALYSIS, outcome_measures=()),
        replace(ANALYSIS, coherence_reason=""),
        replace(ANALYSIS, regions=()),
    ],
)
def test_an_analysis_that_misses_a_part_is_refused(bare: Instance, analysis: PracticeAnalysis) -> None:
    code = signalled(bare)
    with bare.session() as session:
        practice = collected(session, code)
        with pytest.raises(RecordsRefused):
            analyse_practice(session, practice, analysis, by="bert")
        assert practice.state == PracticeState.COLLECTED.value


@pytest.mark.parametrize(
    "differing", [text(verdict="not-meaningful", holds="false"), text(domain="social")], ids=["verdict", "domain"]
)
def test_the_article_must_tell_what_the_analysis_found(bare: Instance, differing: str) -> None:
    code = signalled(bare)
    with bare.session() as session:
        practice = collected(session, code)
        analyse_practice(session, practice, ANALYSIS, by="bert")
        [record] = save_articles(session, [ArticleFile("bellen", differing)], by="bert")
        with pytest.raises(RecordsRefused):
            conclude_practice(session, practice, record, by="carla")
