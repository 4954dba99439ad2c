"""The work agenda as the public gets it."""

from __future__ import annotations

import pytest

from core.database import db
from core.orm import begin_write
from core.publishing.publishing import publish_all
from knowledge.records.agenda import save_agenda_items
from knowledge.records.faults import RecordsRefused
from tests.instances import Instance

SOURCE = {"title": "Werkagenda", "publisher": "Partijen", "date": "2023", "accessed": "2026-11"}


def item(code: str, **changes: object) -> dict[str, object]:
    return {
        "code": code,
        "theme": None,
        "station": None,
        "as_of": "2023",
        "result": {"nl": f"Resultaat {code}."},
        "actions": [],
        "owners": [],
        "source": SOURCE,
        **changes,
    }


def publish(instance: Instance, *items: dict[str, object]) -> None:
    with instance.app.app_context():
        begin_write(db.session)
        publish_all(db.session, save_agenda_items(db.session, items, by="redacteur"), "redacteur")
        db.session.commit()


def test_every_item_tells_its_source_and_how_old_it_is(starter: Instance) -> None:
    answer = starter.read("/agenda-items")
    assert answer["total"] == 5
    for shown in answer["agendaItems"]:
        assert shown["source"]["accessed"]
        assert shown["result"]
        assert starter.read(f"/agenda-items/{shown['slug']}") == shown


def test_what_the_source_does_not_say_is_empty_and_not_guessed(starter: Instance) -> None:
    assert {item["station"] for item in starter.read("/agenda-items")["agendaItems"]} == {None}


def test_items_are_chosen_by_theme_and_owner(bare: Instance) -> None:
    publish(
        bare,
        item("een", theme="prevention", owners=["VNG"], station=3),
        item("twee", theme="prevention", owners=["NVK"]),
        item("drie", theme="appropriate-care", owners=["VNG"]),
    )

    def found(**query: object) -> list[str]:
        return [shown["slug"] for shown in bare.read("/agenda-items", **query)["agendaItems"]]

    assert found() == ["drie", "een", "twee"]
    assert found(theme="prevention") == ["een", "twee"]
    assert found(owner="VNG") == ["drie", "een"]
    assert found(theme="prevention", owner="VNG") == ["een"]
    assert found(owner="Niemand") == []
    shown = bare.read("/agenda-items/een")
    assert shown["theme"] == {"code": "prevention", "label": "Preventie"}
    assert shown["station"] == {"number": 3, "label": "We weten hoe"}


def test_an_unknown_theme_is_refused(starter: Instance) -> None:
    assert starter.get("/agenda-items", theme="weer").status_code == 400


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"station": 6}, "station"),
        ({"station": True}, "station"),
        ({"theme": "weer"}, "theme"),
        ({"as_of": "vorig jaar"}, "as_of"),
        ({"source": None}, "source"),
        ({"source": {**SOURCE, "accessed": None}}, "source.accessed"),
        ({"result": {"nl": ""}}, "result.nl"),
        ({"actions": ["los"]}, "actions.1"),
    ],
)
def test_an_item_with_a_fault_is_refused_and_nothing_is_saved(
    bare: Instance, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(RecordsRefused) as refused:
        publish(bare, item("goed"), item("fout", **changes))
    assert [(fault.record, fault.field) for fault in refused.value.faults] == [("fout", field)]
    assert bare.read("/agenda-items")["total"] == 0
