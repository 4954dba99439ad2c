"""What depends on a law article, term, service, region or article, and the warning before withdrawing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from knowledge.impact import (
    Dependent,
    Relation,
    Subject,
    UnknownSubject,
    check_withdrawal,
    finders,
    impact_of,
)
from knowledge.models import ArticleRecord
from socialmap.models import Organization
from tests.instances import Instance
from tests.knowledge.editing import article, publish_terms, save, term

CITES = "law_articles:\n  - {law: Wlz, article: '11.1.6', version: 2026-01-01}\n"


def found(instance: Instance, kind: str, key: str) -> set[tuple[str, str, Relation]]:
    with instance.session() as session:
        return {(item.kind, item.slug, item.relation) for item in impact_of(session, kind, key)}


def test_a_law_article_is_found_in_every_text_and_term_that_rests_on_it(starter: Instance) -> None:
    told = found(starter, "law-article", "Wlz 3.2.1")
    assert ("factsheet", "wet-langdurige-zorg", Relation.CITES) in told
    assert ("page", "achttien-worden", Relation.CITES) in told
    assert ("glossary-term", "wlz", Relation.CITES) in told


def test_an_article_is_not_taken_for_one_whose_number_begins_the_same(bare: Instance) -> None:
    save(bare, article(more=CITES))
    assert ("page", "proef", Relation.CITES) in found(bare, "law-article", "Wlz 11.1.6")
    assert found(bare, "law-article", "Wlz 11.1") == set()
    assert found(bare, "law-article", "Zvw 11.1.6") == set()


def test_a_whole_law_text_gathers_all_its_articles(starter: Instance) -> None:
    assert found(starter, "law-article", "Wlz") >= {
        item for item in found(starter, "law-article", "Wlz 3.2.1") if item[0] != "escalation-route"
    }


def test_an_article_is_found_by_links_in_texts_and_by_see_also(starter: Instance) -> None:
    told = found(starter, "factsheet", "gebruikelijke-zorg")
    assert ("factsheet", "wet-langdurige-zorg", Relation.RELATED) in told
    assert ("factsheet", "wet-langdurige-zorg", Relation.LINKS) in told
    assert not any(slug == "gebruikelijke-zorg" for _, slug, _ in told)


def test_a_term_is_found_where_its_words_are_used_and_where_it_is_related(starter: Instance) -> None:
    told = found(starter, "glossary-term", "ciz")
    assert ("factsheet", "wet-langdurige-zorg", Relation.NAMES) in told
    assert ("glossary-term", "wlz", Relation.RELATED) in told


def test_a_region_is_found_in_the_services_that_work_there(starter: Instance) -> None:
    told = found(starter, "region", "NIK-UTRECHT")
    assert {item[0] for item in told if item[2] is Relation.SERVES} == {"service"}
    assert told


def test_a_service_is_found_in_the_articles_that_name_it(own_starter: Instance) -> None:
    service = own_starter.read("/services", limit=1)["services"][0]
    save(own_starter, article(more=f"related_services: [{service['slug']}]\n"))
    wanted = ("page", "proef", Relation.RELATED)
    assert wanted in found(own_starter, "service", service["slug"])
    assert wanted in found(own_starter, "service", service["id"])


def test_a_draft_depends_as_well_and_is_told_apart(bare: Instance) -> None:
    save(bare, article(more=CITES), publish=False)
    with bare.session() as session:
        [item] = impact_of(session, "law-article", "Wlz 11.1.6")
    assert not item.published


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("law-article", "Verzonnen 1.2"),
        ("law-article", "Wlz drie"),
        ("glossary-term", "bestaat-niet"),
        ("service", "bestaat-niet"),
        ("region", "NIK-NERGENS"),
        ("factsheet", "achttien-worden"),
    ],
)
def test_asking_about_what_does_not_exist_is_told(starter: Instance, kind: str, key: str) -> None:
    with starter.session() as session, pytest.raises(UnknownSubject):
        impact_of(session, kind, key)
    assert key in starter.command("impact", kind, key, expect=1).output


def test_a_room_adds_what_it_knows_by_a_finder_of_its_own(bare: Instance) -> None:
    def steps(_session: object, subject: Subject) -> list[Dependent]:
        own = Dependent("escalation-route", "proefroute", {"nl": "Proef"}, Relation.USES, True, place="A1")
        return [own] if subject.key == "Wlz 9.9.9" else []

    finders.register("proof", steps)
    assert ("escalation-route", "proefroute", Relation.USES) in found(bare, "law-article", "Wlz 9.9.9")
    with pytest.raises(ValueError, match="proof"):
        finders.register("proof", lambda _session, _subject: [])


def test_withdrawing_what_others_point_at_warns_and_is_still_possible(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = session.scalars(select(ArticleRecord).where(ArticleRecord.slug == "gebruikelijke-zorg")).one()
        check = check_withdrawal(session, record)
    assert check.allow_withdraw
    assert "wet-langdurige-zorg" in {item.slug for item in check.dependents}
    assert any("De Wet langdurige zorg" in str(warning) for warning in check.warnings)


def test_withdrawing_what_nobody_points_at_warns_of_nothing(bare: Instance) -> None:
    save(bare, article())
    with bare.session() as session:
        record = session.scalars(select(ArticleRecord)).one()
        assert check_withdrawal(session, record).warnings == ()


def test_a_draft_is_no_reason_to_warn(bare: Instance) -> None:
    save(bare, article())
    save(bare, article(slug="tweede", more="related_articles: [proef]\n"), publish=False)
    with bare.session() as session:
        record = session.scalars(select(ArticleRecord).where(ArticleRecord.slug == "proef")).one()
        assert check_withdrawal(session, record).dependents == ()


def test_an_organization_takes_its_services_with_it(own_starter: Instance) -> None:
    service = own_starter.read("/services", limit=1)["services"][0]
    save(own_starter, article(more=f"related_services: [{service['slug']}]\n"))
    with own_starter.session() as session:
        organization = session.scalars(
            select(Organization).where(Organization.name == service["organization"]["name"])
        ).first()
        assert "proef" in {item.slug for item in check_withdrawal(session, organization).dependents}


def test_the_commands_tell_what_depends_and_warn_before_withdrawing(bare: Instance) -> None:
    publish_terms(bare, term("ketel", "Fluitketel"))
    publish_terms(bare, term("thee", "Thee", related=["ketel"]))
    listed = bare.command("impact", "glossary-term", "ketel").output
    assert "glossary-term thee: Thee" in listed
    told = bare.command("withdraw", "glossary-term", "ketel", "--yes").output
    assert "Let op" in told
    assert "Thee" in told
    assert bare.get("/glossary-terms/ketel").status_code == 410
    assert bare.read("/glossary-terms/thee")["related"] == []


def test_withdrawing_asks_first(bare: Instance) -> None:
    save(bare, article())
    bare.command("withdraw", "page", "proef", expect=1)
    assert bare.get("/pages/proef").status_code == 200
    assert "is er niet" in bare.command("withdraw", "factsheet", "proef", "--yes", expect=1).output
