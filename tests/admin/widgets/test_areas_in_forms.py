"""Choosing the area of a service: what somebody types is understood, told back, drawn, and never lost."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from admin.widgets.areas import pick, show_areas
from admin.widgets.country import draw, postcodes_of
from socialmap.geography.areas import RegionIndex, postcodes_in
from socialmap.models import Region
from socialmap.vocabulary import area_region
from tests.admin.pages import form_of, resubmitted, said, submitted
from tests.instances import Instance

ADD = "area:areas"


def added(editor: FlaskClient, service: str, text: str) -> str:
    """The page after typing in the box of areas and pressing its button."""
    answer = submitted(editor, service, ADD, **{ADD: text})
    assert answer.status_code == 200
    return answer.text


def codes(page: str) -> list[str]:
    """The areas on the list."""
    fields = form_of(page)
    return [fields[f"areas.{number}.code"] for number in range(300) if f"areas.{number}.code" in fields]


def test_areas_are_added_by_name_code_and_range_several_at_once(editor: FlaskClient, service: str) -> None:
    before = codes(editor.get(service).text)
    page = added(editor, service, "Zeeland, gemeente Groningen; 9711\n9700-9799, heel Nederland")
    assert codes(page) == [*before, "PV29", "GM0014", "9711", "9700-9799", "NL"]
    words = said(page)
    assert "Gemeente Groningen" in words
    assert "Postcodes 9700 t/m 9799" in words
    assert "Postcode 9711 (Groningen)" in words


def test_the_added_areas_are_saved_with_the_service(editor: FlaskClient, service: str) -> None:
    page = added(editor, service, "Tholen")
    assert resubmitted(editor, service, page).status_code == 302
    assert "Gemeente Tholen" in said(editor.get(service).text)


def test_an_old_municipality_becomes_the_present_one_and_says_so(editor: FlaskClient, service: str) -> None:
    for typed in ("GM0003", "Appingedam"):
        page = added(editor, service, typed)
        assert codes(page)[-1] == "GM1979"
        assert "De gemeente Appingedam is er niet meer. Zij hoort nu bij Eemsdelta." in said(page)


def test_what_can_mean_several_areas_is_offered_and_added_by_its_button(editor: FlaskClient, service: str) -> None:
    page = added(editor, service, "Groningen")
    assert "Kies wat u bedoelt" in said(page)
    assert 'value="area:areas=GM0014"' in page
    assert 'value="area:areas=PV20"' in page
    chosen = resubmitted(editor, service, page, "area:areas=PV20", **{ADD: ""})
    assert codes(chosen.text)[-1] == "PV20"


def test_a_part_of_a_name_finds_the_areas_that_have_it(editor: FlaskClient, service: str) -> None:
    assert "gemeente Utrechtse Heuvelrug" in said(added(editor, service, "heuvelr"))


def test_what_is_no_area_stays_in_the_box_with_what_can_be_written(editor: FlaskClient, service: str) -> None:
    page = added(editor, service, "Zeeland, qqqzzz")
    assert form_of(page)[ADD] == "qqqzzz"
    assert "&#39;qqqzzz&#39; is geen gebied" in page


def test_an_area_that_lies_in_another_on_the_list_is_told(editor: FlaskClient, service: str) -> None:
    page = said(added(editor, service, "PV20, GM0014"))
    assert "Valt al onder: provincie Groningen." in page
    assert "staat er al" in said(added(editor, service, codes(editor.get(service).text)[0]))


def test_an_area_is_taken_away_by_its_button(editor: FlaskClient, service: str) -> None:
    before = codes(editor.get(service).text)
    assert codes(submitted(editor, service, "remove:areas.0").text) == before[1:]


def test_saving_takes_up_what_was_typed_in_the_box_but_not_added(editor: FlaskClient, service: str) -> None:
    answer = submitted(editor, service, **{ADD: "Zeeland"})
    assert answer.status_code == 400
    assert codes(answer.text)[-1] == "PV29"
    assert "Dit stond nog niet in het formulier" in said(answer.text)


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "x" * 4000, "ò́" * 900]
)
def test_whatever_is_typed_stays_text(editor: FlaskClient, service: str, typed: str) -> None:
    page = added(editor, service, typed)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_thousands_of_names_at_once_are_bounded(editor: FlaskClient, service: str) -> None:
    page = added(editor, service, ",".join(f"onzin{number}" for number in range(2000)))
    assert page.count("is geen gebied") <= 100


@pytest.mark.parametrize(
    "button", ["area:", "area:areas.9", "area:phones", "area:name", "area:areas.²", "point:areas.0"]
)
def test_a_button_for_a_place_that_is_not_there_does_nothing(editor: FlaskClient, service: str, button: str) -> None:
    assert submitted(editor, service, button).status_code == 200


def test_the_drawing_has_a_dot_for_each_postcode_and_says_how_many_are_served(
    editor: FlaskClient, service: str
) -> None:
    page = editor.get(service).text
    told = re.search(r"(\d+) van de (\d+) postcodes van vier cijfers, in (\d+) gemeente", said(page))
    assert told
    assert 0 < int(told[1]) < int(told[2])
    inside = re.search(r'class="country-inside" d="([^"]+)"', page)
    assert inside
    assert 0 < inside[1].count("m") <= int(told[1])


def test_the_drawing_agrees_with_what_search_serves(desk: Instance) -> None:
    with desk.session() as session:
        regions = RegionIndex(area_region(row) for row in session.query(Region))
    for code in ("NL", "PV26", "GM0344", "3511", "3500-3599", *regions.by_code):
        assert postcodes_of(code, regions) == set(postcodes_in([code], regions))
    assert draw(postcodes_of("GM0344", regions)).municipalities == 1


def test_areas_of_a_region_are_told_in_words_beside_their_lines(desk: Instance, editor: FlaskClient) -> None:
    address = re.findall(r'href="(/beheer/regios/[0-9a-f-]{36})"', editor.get("/beheer/regios").text)[0]
    page = submitted(editor, f"{address}/bewerken/gegevens", "check:members", members="GM0344\nGM0003\nonzin")
    words = said(page.text)
    assert "Gemeente Utrecht GM0344" in words
    assert "Zij hoort nu bij Eemsdelta" in words
    assert "&#39;onzin&#39; is geen gebied" in page.text


def test_the_widest_area_holds_the_others_and_of_two_alike_the_first_stays(desk: Instance) -> None:
    with desk.app.test_request_context("/beheer"):
        shown = show_areas(["3511", "GM0344", "NL", "NL"], RegionIndex(())).areas
        assert [area.within for area in shown] == ["heel Nederland", "heel Nederland", None, "heel Nederland"]
        assert pick("3511, 3511", (), RegionIndex(())).codes == ["3511"]
