"""The forms that the models describe: every kind goes in and comes out unchanged, and what is typed is never lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from admin.forms.buttons import press
from admin.forms.description import Group, describe
from admin.forms.typed import Typed, content_of, read_typed, typed_of
from admin.records.subjects import SUBJECTS
from core.publishing.differences import differences
from core.publishing.kinds import kinds
from core.publishing.snapshots import snapshot
from socialmap.models import Organization
from tests.instances import Instance

ORGANIZATION = describe(Organization)
GROUPS = ("services", "locations", "phones", "contacts", "urls")


def posted(group: Group, typed: Typed, above: str = "") -> MultiDict[str, str]:
    """The fields that a browser sends of a form."""
    fields: MultiDict[str, str] = MultiDict()
    for name, texts in typed.values.items():
        fields.setlist(f"{above}{name}", texts)
    for below in group.groups:
        for number, row in enumerate(typed.rows[below.name]):
            place = f"{above}{below.name}.{number}." if below.many else f"{above}{below.name}."
            fields.add(f"{place}id", row.id)
            fields.update(posted(below, row, place))
    return fields


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_a_form_that_nobody_changes_changes_nothing(starter: Instance, subject: object) -> None:
    assert subject in SUBJECTS.values()
    with starter.session() as session:
        form = subject.form  # type: ignore[attr-defined]  # a Subject; pytest's ids want an object
        records = list(session.scalars(select(subject.model).where(subject.own())))  # type: ignore[attr-defined]  # as above
        assert records
        for record in records:
            content = snapshot(record)
            typed = read_typed(form, posted(form, typed_of(form, content)))
            assert differences(content, content_of(form, typed, content)) == []


def test_every_kind_has_a_form() -> None:
    assert {subject.kind_name for subject in SUBJECTS.values()} == {kind.name for kind in kinds}


def test_rows_are_added_moved_and_removed_where_the_button_stands() -> None:
    typed = typed_of(ORGANIZATION, {"name": "Huis", "services": [{"id": "s", "name": "Zorg", "phones": []}]})
    for number in ("1", "2", "3"):
        added = press(ORGANIZATION, typed, "add:services.0.phones")
        assert added is not None
        assert added.place == f"services.0.phones.{int(number) - 1}"
        typed.rows["services"][0].rows["phones"][-1].values["number"] = [number]
    phones = typed.rows["services"][0].rows["phones"]
    assert press(ORGANIZATION, typed, "up:services.0.phones.2") is not None
    assert [row.text("number") for row in phones] == ["1", "3", "2"]
    assert press(ORGANIZATION, typed, "down:services.0.phones.0") is not None
    assert [row.text("number") for row in phones] == ["3", "1", "2"]
    assert press(ORGANIZATION, typed, "remove:services.0.phones.1") is not None
    assert [row.text("number") for row in phones] == ["3", "2"]


@pytest.mark.parametrize(
    "button",
    ["", "add", "add:", "add:nothing", "add:services.9.phones", "remove:phones", "remove:phones.7", "up:name.0"],
)
def test_a_button_that_is_not_there_does_nothing(button: str) -> None:
    typed = typed_of(ORGANIZATION, {"name": "Huis"})
    assert press(ORGANIZATION, typed, button) is None
    assert all(not typed.rows[name] for name in GROUPS)


@pytest.mark.parametrize(
    "name",
    ["phones", "phones.x.number", "phones.0", "name.0.number", "....", "phones.-1.number", "services.0.phones.0.0"],
)
def test_fields_in_impossible_places_are_passed_over(name: str) -> None:
    typed = read_typed(ORGANIZATION, MultiDict([("name", "Huis"), (name, "iets")]))
    assert content_of(ORGANIZATION, typed, None)["name"] == "Huis"


def test_rows_beyond_what_a_form_can_hold_are_not_read() -> None:
    fields = MultiDict([(f"phones.{number}.number", "1") for number in range(5000)])
    assert len(read_typed(ORGANIZATION, fields).rows["phones"]) == 300


def test_an_empty_row_is_left_out_and_a_known_row_keeps_what_the_form_does_not_ask() -> None:
    shown = ORGANIZATION.only("phones")
    base = {"name": "Huis", "phones": [{"id": "a", "number": "030 1", "position": 4}]}
    fields = MultiDict(
        [("phones.0.id", "a"), ("phones.0.number", "030 2"), ("phones.1.id", ""), ("phones.1.number", " ")]
    )
    made = content_of(shown, read_typed(shown, fields), base)
    assert made == {"name": "Huis", "phones": [{"id": "a", "number": "030 2", "position": 4}]}


def test_numbers_are_read_with_a_comma_and_what_is_no_number_is_kept_for_the_one_who_checks() -> None:
    services = ORGANIZATION.only("services")
    fields = MultiDict(
        [("services.0.id", ""), ("services.0.minimum_age", "0,5"), ("services.0.maximum_age", "achttien")]
    )
    service = content_of(services, read_typed(services, fields), None)["services"][0]
    assert service == {"minimum_age": 0.5, "maximum_age": "achttien"}
