"""From an address to a point: found by the postcode table or a geocoder, told in words, and put right by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from geopy.location import Location

from admin.forms.typed import Typed
from admin.widgets.points import find_point
from tests.admin.pages import form_of, resubmitted, said, submitted
from tests.instances import Instance

FIND = "point:locations.0"
LATITUDE, LONGITUDE, PRECISION = (f"locations.0.{name}" for name in ("latitude", "longitude", "point_precision"))


class HouseOnTheDam:
    """A geocoder that knows one house; the real one asks another server."""

    def geocode(self, query: str, *, exactly_one: bool = True, filters: Sequence[str] = ()) -> Any:
        raw = {"huisnummer": 1, "huis_nlt": "1", "postcode": "1012JS", "woonplaatsnaam": "Amsterdam"}
        return [Location("Dam 1, 1012JS Amsterdam", (52.373, 4.8926, 0.0), raw)]


def test_the_button_finds_the_point_of_the_postcode_and_says_how_exact_it_is(
    editor: FlaskClient, locations: str
) -> None:
    page = submitted(editor, locations, FIND, **{"locations.0.postcode": "9711 AA"})
    words = said(page.text)
    assert "Het punt staat nu op de vier cijfers van de postcode, uit de postcodetabel." in words
    assert "kilometer van waar het stond" in words
    assert form_of(page.text)[LATITUDE].startswith("53.2")


def test_a_found_point_is_saved_with_the_precision_that_it_has(editor: FlaskClient, locations: str) -> None:
    found = submitted(editor, locations, FIND, **{"locations.0.postcode": "9712 CP"})
    assert resubmitted(editor, locations, found.text).status_code == 302
    assert form_of(editor.get(locations).text)[PRECISION] == "pc4"


def test_a_point_that_is_changed_by_hand_is_exact_also_after_looking_it_up(editor: FlaskClient, locations: str) -> None:
    found = submitted(editor, locations, FIND, **{"locations.0.postcode": "9713 GZ"})
    assert resubmitted(editor, locations, found.text, **{LATITUDE: "53,2211", LONGITUDE: "6,5777"}).status_code == 302
    kept = form_of(editor.get(locations).text)
    assert (kept[LATITUDE], kept[LONGITUDE], kept[PRECISION]) == ("53.2211", "6.5777", "address")


@pytest.mark.parametrize("postcode", ["", "0000 AA", "<script>alert(1)</script>", "9" * 5000])
def test_an_address_without_a_known_postcode_gets_a_reason_and_no_point(
    editor: FlaskClient, locations: str, postcode: str
) -> None:
    before = form_of(editor.get(locations).text)[LATITUDE]
    page = submitted(editor, locations, FIND, **{"locations.0.postcode": postcode})
    assert page.status_code == 200
    assert form_of(page.text)[LATITUDE] == before
    assert "field-error" in page.text
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("button", ["point:locations.99", "point:locations", "point:", f"point:locations.{'9' * 5000}"])
def test_a_location_that_is_not_there_has_no_point(editor: FlaskClient, locations: str, button: str) -> None:
    assert submitted(editor, locations, button).status_code == 200


def test_a_geocoder_gives_the_house_itself_and_the_distance(desk: Instance) -> None:
    row = Typed(values={"street": ["Dam"], "house_number": ["1"], "postcode": ["1012 JS"], "city": ["Amsterdam"]})
    row.values |= {"latitude": ["52,3731"], "longitude": ["4.8926"]}
    with desk.app.test_request_context("/beheer"), desk.session() as session:
        told = find_point(session, row, HouseOnTheDam())
        session.rollback()
    assert told.said[0] == "Het punt staat nu op het adres zelf, uit de adressendienst PDOK."
    assert told.said[1] == "Dat is 11 meter van waar het stond."
    assert (row.text("latitude"), row.text("point_precision")) == ("52.373", "address")


def test_the_map_asks_nothing_of_another_server(editor: FlaskClient, locations: str) -> None:
    page = editor.get(locations).text
    assert 'data-map-script="/assets/leaflet/' in page
    assert 'data-map-base="/assets/map/basemap' in page
    assert "data-map-tiles" not in page
    assert Path("admin/static/pin.js").read_text(encoding="utf-8").count("http") == 0
