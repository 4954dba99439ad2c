"""What an editor is told before an article, term, agenda item, route or flow goes public, and before anything goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.database import db
from core.orm import begin_write, today
from core.publishing.checks import Finding, Moment, findings
from core.publishing.kinds import kinds
from core.publishing.workflow import Blocked, approve, submit
from knowledge.models import AgendaItem, ArticleRecord, DecisionFlow, EscalationRoute, GlossaryTerm
from socialmap.models import Region
from tests.instances import Instance
from tests.knowledge.editing import article, publish_terms, save, term, withdraw_article, withdraw_term

SOURCES = """sources:
  - id: rvo
    title: "Een bron"
    publisher: "Een instantie"
    url: https://bron.example/
    accessed: 2026-11-01
"""
COLLEAGUE = "eindredacteur"
PRACTICE = """practice:
  example: false
  verdict: meaningful
  domain: medical
  signals: [Een signaal van iemand.]
  activity: Iets doen.
  outcome_measures: [ligdagen]
  regions: [regio A]
  organizations: [ziekenhuis]
  groups: [baby's]
  coherence: {holds: true, reason: Het hangt samen.}
"""


def told(
    instance: Instance, model: type[Any], slug: str, moment: Moment = Moment.PUBLISH
) -> dict[str, Sequence[Finding]]:
    """The findings on a record, by their code."""
    found: dict[str, list[Finding]] = {}
    with instance.session() as session:
        record = session.scalars(select(model).where(model.slug == slug)).one()
        for item in findings(session, record, moment):
            found.setdefault(item.code, []).append(item)
    return found


def test_what_is_shipped_may_be_published_but_for_organizations_that_nobody_can_reach(starter: Instance) -> None:
    blocking: set[tuple[str, str]] = set()
    with starter.session() as session:
        for kind in kinds:
            for record in session.scalars(select(kind.model)):
                blocking |= {(kind.name, item.code) for item in findings(session, record) if item.blocks}
    assert blocking == {("organization", "no-contact")}


def test_an_article_without_a_source_is_not_published(bare: Instance) -> None:
    save(bare, article(), publish=False)
    [found] = told(bare, ArticleRecord, "proef")["no-source"]
    assert (found.blocks, found.path) == (True, ("texts", 0, "sources"))
    with bare.session() as session:
        begin_write(session)
        record = session.scalars(select(ArticleRecord)).one()
        submit(session, record, "redacteur")
        with pytest.raises(Blocked) as blocked:
            approve(session, record, COLLEAGUE, four_eyes=False)
        assert [item.code for item in blocked.value.findings] == ["no-source"]


def test_an_article_with_a_source_is_published(bare: Instance) -> None:
    save(bare, article(more=SOURCES), publish=False)
    assert not any(item.blocks for items in told(bare, ArticleRecord, "proef").values() for item in items)
    with bare.session() as session:
        begin_write(session)
        record = session.scalars(select(ArticleRecord)).one()
        submit(session, record, "redacteur")
        assert approve(session, record, COLLEAGUE, four_eyes=True)


def test_a_practice_whose_analysis_is_not_done_is_not_published(bare: Instance) -> None:
    save(bare, article(kind="best-practice", slug="praktijk", more=PRACTICE), publish=False)
    assert told(bare, ArticleRecord, "praktijk")["practice-open"][0].blocks


def test_an_article_that_points_at_a_withdrawn_one_is_told_so(bare: Instance) -> None:
    save(bare, article(slug="weg", more=SOURCES))
    leads = article("## Een kop {#kop}\n\nZie [de ander](ref:page/weg).", slug="leidt", more=SOURCES)
    names = article(slug="noemt", more=SOURCES + "related_articles: [weg]\n")
    save(bare, leads, names)
    assert "cites-withdrawn" not in told(bare, ArticleRecord, "leidt")
    assert [item.path for item in told(bare, ArticleRecord, "noemt").get("cites-withdrawn", [])] == []
    withdraw_article(bare, "weg")
    [tight] = told(bare, ArticleRecord, "leidt")["cites-withdrawn"]
    assert (tight.blocks, tight.path) == (True, ("texts", 0, "body"))
    [loose] = told(bare, ArticleRecord, "noemt")["cites-withdrawn"]
    assert (loose.blocks, loose.path) == (False, ("texts", 0, "related_articles"))


def test_an_article_that_points_at_a_draft_warns(bare: Instance) -> None:
    save(bare, article(slug="later", more=SOURCES), publish=False)
    save(bare, article(slug="noemt", more=SOURCES + "related_articles: [later]\n"), publish=False)
    [found] = told(bare, ArticleRecord, "noemt")["cites-unpublished"]
    assert not found.blocks
    assert "'later'" in str(found.message)


def test_text_that_is_hard_to_read_warns_with_the_sentence(bare: Instance) -> None:
    long = "Dit is een zin die " + "steeds maar weer " * 8 + "doorgaat tot niemand hem meer volgt."
    save(bare, article(f"## Een kop {{#kop}}\n\n{long} Vraag het de XQZ.", more=SOURCES), publish=False)
    found = told(bare, ArticleRecord, "proef")
    assert not found["long-sentence"][0].blocks
    assert "Dit is een zin die" in str(found["long-sentence"][0].message)
    assert "'XQZ'" in str(found["jargon"][0].message)
    assert found["jargon"][0].path == ("texts", 0, "body")


def test_a_word_that_the_glossary_explains_is_no_jargon(bare: Instance) -> None:
    publish_terms(bare, term("xqz", "Xylofoon", abbreviation="XQZ"))
    save(bare, article("## Een kop {#kop}\n\nVraag het de XQZ.", more=SOURCES), publish=False)
    assert "jargon" not in told(bare, ArticleRecord, "proef")


def test_an_article_without_english_warns_until_it_is_there(bare: Instance) -> None:
    save(bare, article(more=SOURCES), publish=False)
    assert "no-english" in told(bare, ArticleRecord, "proef")
    save(bare, article("## A heading {#kop}\n\nPlain text.", language="en", more=SOURCES), publish=False)
    assert "no-english" not in told(bare, ArticleRecord, "proef")


def test_what_must_be_looked_at_again_warns(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        record = session.scalars(select(ArticleRecord).where(ArticleRecord.kind == "factsheet")).first()
        assert record is not None
        record.texts[0].review_by = today() - timedelta(days=1)
        record.assured_date = None
        slug = record.slug
        session.commit()
    found = told(own_starter, ArticleRecord, slug)
    assert found["review-passed"][0].path == ("texts", 0, "review_by")
    assert "never-verified" in found


def test_a_term_without_a_source_or_with_a_withdrawn_neighbour_warns(bare: Instance) -> None:
    publish_terms(bare, term("een", "Een"), term("twee", "Twee", related=["een"]))
    withdraw_term(bare, "een")
    found = told(bare, GlossaryTerm, "twee")
    assert {"no-source", "no-english", "cites-withdrawn", "never-verified"} == set(found)
    assert not any(item.blocks for items in found.values() for item in items)


def test_an_agenda_item_must_say_where_it_was_agreed(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        item = session.scalars(select(AgendaItem)).first()
        assert item is not None
        item.source, slug = {}, item.slug
        session.commit()
    assert told(own_starter, AgendaItem, slug)["no-source"][0].blocks


def test_a_golden_case_that_does_not_come_out_right_blocks_and_is_named(own_starter: Instance) -> None:
    slug = change_flow(own_starter)
    found = told(own_starter, DecisionFlow, slug)["golden-case"]
    assert found[0].blocks
    assert found[0].path == ("cases",)
    assert "komt niet goed uit" in str(found[0].message)


def change_flow(instance: Instance) -> str:
    """Let one outcome of the law finder be less sure than its cases ask for; gives the flow's slug."""
    before = "    decidedBy: childrens_nurse\n    certainty: rule\n    title: {nl: Verpleging en medische"
    with instance.app.app_context():
        begin_write(db.session)
        flow = db.session.scalars(select(DecisionFlow)).one()
        assert before in flow.definition
        flow.definition = flow.definition.replace(before, before.replace("certainty: rule", "certainty: open"), 1)
        slug = flow.slug
        db.session.commit()
    return slug


def test_a_route_that_names_a_desk_that_is_gone_blocks(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        route = session.scalars(select(EscalationRoute)).one()
        route.definition = route.definition.replace("deskType: doi-team", "deskType: doi-theem", 1)
        slug = route.slug
        session.commit()
    [found] = told(own_starter, EscalationRoute, slug)["route-refused"]
    assert found.blocks
    assert "doi-theem" in str(found.message)


def test_before_a_withdrawal_it_is_told_what_points_there_and_that_never_blocks(starter: Instance) -> None:
    found = told(starter, GlossaryTerm, "wlz", Moment.WITHDRAW)
    assert found["pointed-at"]
    assert not any(item.blocks for items in found.values() for item in items)
    with starter.session() as session:
        code = session.scalars(select(Region.slug).where(Region.code == "NIK-UTRECHT")).one()
    assert told(starter, Region, code, Moment.WITHDRAW)["pointed-at"]
