"""The fictional examples: there at the start, out in one go, and never back by themselves."""

from __future__ import annotations

import json

from sqlalchemy import select

from core.publishing.models import Document, RecordState
from socialmap.models import Organization
from tests.instances import Instance


def examples(instance: Instance) -> set[RecordState]:
    """The states of the examples."""
    with instance.session() as session:
        return set(session.scalars(select(Organization.state).where(Organization.collection == "examples")))


def test_the_examples_go_in_one_go_and_do_not_come_back(own_starter: Instance) -> None:
    shown = own_starter.read("/services", limit=100)["services"]
    gone = [item for item in shown if item["title"].startswith("Voorbeeld: ")]
    kept = own_starter.read("/services", limit=1, law="zvw")["total"]
    assert gone
    said = own_starter.command("starter", "remove", "--yes").output
    assert "voorbeelden van de kaart gehaald" in said
    own_starter.catch_up()
    assert examples(own_starter) == {RecordState.ARCHIVED}
    for item in gone[:5]:
        assert own_starter.get(f"/services/{item['id']}").status_code == 410
        assert own_starter.get(f"/organizations/{item['organization']['id']}").status_code == 410
    for path in ("/services", "/organizations"):
        assert "Voorbeeld: " not in own_starter.get(path, limit=100).text
    assert own_starter.read("/services", limit=1, law="zvw")["total"] < kept
    assert "Voorbeeld: " not in own_starter.get("/search", q="beademing", postcode="3511", kind="service").text
    changes = json.loads(own_starter.get("/changes", limit=1000).data)["changes"]
    assert all((change["body"] or {}).get("collection") != "examples" for change in changes)
    withdrawn = {change["id"] for change in changes if change["withdrawn"]}
    assert {item["id"] for item in gone} <= withdrawn

    for _ in range(2):
        own_starter.command("init")
    own_starter.catch_up()
    assert examples(own_starter) == {RecordState.ARCHIVED}
    assert own_starter.get(f"/services/{gone[0]['id']}").status_code == 410
    assert own_starter.command("starter", "remove", "--yes").output.startswith("0 voorbeelden")


def test_removing_asks_first(own_starter: Instance) -> None:
    own_starter.command("starter", "remove", expect=1)
    assert examples(own_starter) == {RecordState.PUBLISHED}


def test_what_staff_took_away_stays_away(own_starter: Instance) -> None:
    with own_starter.session() as session:
        session.delete(
            session.scalars(select(Organization).where(Organization.collection == "examples").limit(1)).one()
        )
        session.commit()
        left = len(session.scalars(select(Organization.id)).all())
    own_starter.command("init")
    with own_starter.session() as session:
        assert len(session.scalars(select(Organization.id)).all()) == left


def test_setting_up_twice_publishes_nothing_new(own_starter: Instance) -> None:
    with own_starter.session() as session:
        before = len(session.scalars(select(Document.seq)).all())
    own_starter.command("init")
    with own_starter.session() as session:
        assert len(session.scalars(select(Document.seq)).all()) == before


def test_an_instance_without_starter_content_can_be_filled(bare: Instance) -> None:
    assert bare.read("/services")["total"] == 0
    assert bare.read("/taxonomies")["total"] >= 5
    assert bare.read("/regions", kind="nik")["total"] == 7
