"""Opening hours: read back in plain Dutch, faults explained with what may be meant, and a table that writes them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from admin.widgets.hours import CODES, grid_of, grid_text, read_grid, what_is_meant
from tests.admin.pages import form_of, resubmitted, said, submitted
from tests.instances import Instance


@pytest.fixture(scope="session")
def field(editor: FlaskClient, service: str) -> str:
    """The name of a field with opening hours."""
    return next(
        name for name in form_of(editor.get(service).text) if name.endswith(".opening_hours") and ":" not in name
    )


def echo(editor: FlaskClient, text: str) -> str:
    """What the desk says of hours while somebody types."""
    return said(editor.get("/beheer/hulp/tijden", query_string={"tekst": text, "veld": "x"}).text)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("Mo-Fr 09:00-17:00; PH off", "Maandag t/m vrijdag 9.00–17.00 uur. Op feestdagen dicht."),
        ("Sa-Su 10:00-12:00; PH off", "Zaterdag en zondag 10.00–12.00 uur. Op feestdagen dicht."),
        ("Tu 08:30-12:00,13:00-17:00; PH off", "Dinsdag 8.30–12.00 en 13.00–17.00 uur. Op feestdagen dicht."),
        ("24/7", "Altijd open, dag en nacht."),
        ("off", "Nooit open."),
        ("Mo-Su,PH 09:00-17:00", "Elke dag 9.00–17.00 uur. Op feestdagen zijn de tijden gewoon."),
        ("Mo-Fr 09:00-17:00; PH 10:00-11:00", "Maandag t/m vrijdag 9.00–17.00 uur. Op feestdagen 10.00–11.00 uur."),
    ],
)
def test_hours_are_read_back_in_plain_dutch(editor: FlaskClient, hours: str, words: str) -> None:
    assert echo(editor, hours) == words


def test_hours_that_leave_out_holidays_or_differ_by_week_say_so(editor: FlaskClient) -> None:
    assert "Over feestdagen staat er niets" in echo(editor, "Mo-Fr 09:00-17:00")
    assert "In andere weken zijn ze anders" in echo(editor, "Mo[1] 09:00-12:00; PH off")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Mo-Fr 9.00-17.00", "Mo-Fr 09:00-17:00"),
        ("ma t/m vr 9.00-17.00 uur", "Mo-Fr 09:00-17:00"),
        ("werkdagen van 9 tot 17 uur", "Mo-Fr 09:00-17:00"),
        ("maandag 9:00-12:30 en 13:00-17:00, feestdagen gesloten", "Mo 09:00-12:30,13:00-17:00; PH off"),
    ],
)
def test_hours_as_people_write_them_are_explained_with_what_is_meant(
    editor: FlaskClient, typed: str, meant: str
) -> None:
    words = echo(editor, typed)
    assert f"Bedoelt u: {meant}" in words
    assert "Schrijf" in words


def test_what_is_meant_is_taken_over_by_its_button(editor: FlaskClient, service: str, field: str) -> None:
    page = submitted(editor, service, f"hours:{field}=Mo-Fr 09:00-17:00", **{field: "Mo-Fr 9.00-17.00"})
    assert form_of(page.text)[field] == "Mo-Fr 09:00-17:00"


def test_nonsense_gets_an_example_and_stays_text(editor: FlaskClient) -> None:
    page = editor.get("/beheer/hulp/tijden", query_string={"tekst": "<script>alert(1)</script>", "veld": '"><b>'}).text
    assert "<script>" not in page
    assert "<b>" not in page
    assert "Een goed voorbeeld" in page
    assert editor.get("/beheer/hulp/tijden", query_string={"tekst": "Mo " * 5000}).status_code == 200


def test_the_table_is_read_from_the_hours_and_writes_them(editor: FlaskClient, service: str, field: str) -> None:
    page = editor.get(service).text
    grid = {f"grid:{field}:{code}": form_of(page).getlist(f"grid:{field}:{code}") for code in CODES}
    times = re.search(r"Mo-Fr (\d\d:\d\d)-(\d\d:\d\d)", form_of(page)[field])
    assert times
    assert grid[f"grid:{field}:Mo"][:2] == list(times.groups())
    grid[f"grid:{field}:Sa"] = ["9", "12.30", "", ""]
    grid[f"grid:{field}:Su"] = ["9", "12:30", "", ""]
    written = submitted(editor, service, f"grid:{field}", **grid)
    assert "Sa-Su 09:00-12:30" in form_of(written.text)[field]


def test_half_a_time_in_the_table_is_told_and_what_was_typed_stays(
    editor: FlaskClient, service: str, field: str
) -> None:
    page = submitted(editor, service, f"grid:{field}", **{f"grid:{field}:We": ["9:00", "", "25", "26"]})
    words = said(page.text)
    assert "Vul bij woensdag in van wanneer tot wanneer." in words
    assert "&#39;25&#39; bij woensdag is geen tijd" in page.text
    assert form_of(page.text).getlist(f"grid:{field}:We") == ["9:00", "", "25", "26"]


def test_saving_takes_up_a_table_that_was_filled_in_but_not_taken_over(
    editor: FlaskClient, service: str, field: str
) -> None:
    answer = submitted(editor, service, "save", **{f"grid:{field}:Sa": ["10:00", "11:00", "", ""]})
    assert answer.status_code == 400
    assert "Sa 10:00-11:00" in form_of(answer.text)[field]
    assert resubmitted(editor, service, answer.text).status_code == 302


@pytest.mark.parametrize(
    "hours",
    [
        "Mo-Fr 09:00-17:00; PH off",
        "Mo 09:00-12:00,13:00-17:00; We-Su 10:00-12:00; PH 10:00-11:00",
        "Tu 09:00-24:00; PH off",
    ],
)
def test_simple_hours_come_out_of_the_table_as_they_went_in(hours: str) -> None:
    times = grid_of(hours)
    assert times is not None
    assert grid_text(times) == hours


@pytest.mark.parametrize(
    "hours", ["Mo[1] 09:00-12:00", "Fr-Mo 10:00-12:00", "Apr-Oct: Mo 09:00-17:00", 'Mo "op afspraak"']
)
def test_hours_that_do_not_fit_the_table_are_left_alone(hours: str) -> None:
    assert grid_of(hours) is None


def test_an_empty_table_writes_nothing(desk: Instance) -> None:
    with desk.app.test_request_context("/beheer"):
        assert read_grid({}).text == ""
        assert what_is_meant("onzin") is None
