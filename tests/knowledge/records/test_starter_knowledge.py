"""The knowledge an instance starts with."""

from __future__ import annotations

from sqlalchemy import func, select

from core.publishing.models import Document, RecordState
from knowledge.models import AgendaItem, ArticleRecord, GlossaryTerm, Practice
from tests.instances import Instance
from tests.knowledge.editing import withdraw_article, withdraw_term


def test_setting_up_loads_and_publishes_everything(starter: Instance) -> None:
    with starter.session() as session:
        for model, least in ((ArticleRecord, 26), (GlossaryTerm, 150), (AgendaItem, 5), (Practice, 8)):
            assert session.execute(select(func.count()).select_from(model)).scalar_one() >= least
        states = set(session.scalars(select(ArticleRecord.state))) | set(session.scalars(select(GlossaryTerm.state)))
    assert states == {RecordState.PUBLISHED}


def test_everything_says_on_which_day_it_was_checked(starter: Instance) -> None:
    with starter.session() as session:
        for model in (ArticleRecord, GlossaryTerm, AgendaItem):
            assert None not in set(session.scalars(select(model.assured_date)))


def test_setting_up_again_changes_nothing(own_starter: Instance) -> None:
    def documents() -> int:
        with own_starter.session() as session:
            return session.execute(select(func.count()).select_from(Document)).scalar_one()

    before = documents()
    told = own_starter.command("init").output
    assert "knowledge: 0 articles, 0 terms, 0 agenda items" in told
    assert documents() == before


def test_what_the_staff_took_away_does_not_come_back(own_starter: Instance) -> None:
    withdraw_article(own_starter, "gebruikelijke-zorg")
    withdraw_term(own_starter, "ciz")
    own_starter.command("init")
    assert own_starter.get("/factsheets/gebruikelijke-zorg").status_code == 410
    assert own_starter.get("/glossary-terms/ciz").status_code == 410


def test_an_empty_instance_has_none_of_it(bare: Instance) -> None:
    for path in ("factsheets", "pages", "best-practices", "glossary-terms", "agenda-items"):
        assert bare.read(f"/{path}")["total"] == 0
