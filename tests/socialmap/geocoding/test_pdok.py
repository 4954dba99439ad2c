"""PDOK as a geocoder, tried on its recorded answers: nothing here asks the network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import (
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
)

from core.config import PROJECT
from socialmap.geocoding.choosing import chosen_geocoder
from socialmap.geocoding.locating import Address, NotLocated, Point, PointSource, locate
from socialmap.geocoding.pdok import TIMEOUT_SECONDS, PdokLocatieserver
from socialmap.models import GeocodedAddress
from tests.instances import Instance, settings_for

RECORDED = PROJECT.parent / "shared" / "data" / "pdok"
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="../shared/data/pdok is not here")

BOLSTRAAT = Address("Bolstraat", "1", "3581 WS", "Utrecht")
BOLSTRAAT_FILE = "free_adres_example_pypi_locatieserver.json"


class RecordedAnswers(BaseSyncAdapter):
    """In place of the network: answers with a recorded file, or fails as told; remembers what was asked."""

    def __init__(self, answer: str | Exception | Any, **_: Any) -> None:
        super().__init__(proxies=None, ssl_context=None)
        self.answer = answer
        self.asked: list[tuple[str, float, dict[str, str]]] = []

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        self.asked.append((url, timeout, headers))
        if isinstance(self.answer, Exception):
            raise self.answer
        return json.loads((RECORDED / self.answer).read_text("utf-8")) if isinstance(self.answer, str) else self.answer

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        return json.dumps(self.get_json(url, timeout=timeout, headers=headers))


def answering(answer: str | Exception | Any) -> tuple[PdokLocatieserver, RecordedAnswers]:
    adapter = RecordedAnswers(answer)
    return PdokLocatieserver(adapter_factory=lambda **_: adapter), adapter


def http_error(status: int, headers: dict[str, str] | None = None) -> AdapterHTTPError:
    return AdapterHTTPError(f"status {status}", status_code=status, headers=headers or {}, text="")


@pytest.fixture
def instance(own_starter: Instance) -> Iterator[Instance]:
    """An instance whose kept answers a test may fill."""
    return own_starter


def test_it_asks_politely_and_reads_longitude_before_latitude() -> None:
    geocoder, adapter = answering(BOLSTRAAT_FILE)
    found = geocoder.geocode("Bolstraat 1 3581WS Utrecht", filters=("type:adres", "postcode:3581WS"))
    assert (found.latitude, found.longitude) == (52.08884161, 5.13287587)
    assert found.address == "Bolstraat 1, 3581WS Utrecht"
    [(url, timeout, headers)] = adapter.asked
    parts = urlsplit(url)
    asked = parse_qsl(parts.query)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "api.pdok.nl", "/bzk/locatieserver/search/v3_1/free")
    assert ("q", "Bolstraat 1 3581WS Utrecht") in asked
    assert [value for name, value in asked if name == "fq"] == ["type:adres", "postcode:3581WS"]
    assert timeout == TIMEOUT_SECONDS == 3
    assert "zorg-in-uw-buurt" in headers["User-Agent"]


@pytest.mark.parametrize("name", sorted(path.name for path in RECORDED.glob("recorded_*.json")))
def test_every_recorded_answer_gives_points_in_the_netherlands_only(name: str) -> None:
    geocoder, _ = answering(name)
    for location in geocoder.geocode("x", exactly_one=False):
        assert 50.7 < location.latitude < 53.7
        assert 3.2 < location.longitude < 7.3
        assert isinstance(location.address, str)


def test_an_answer_outside_the_country_is_left_out() -> None:
    recorded = json.loads((RECORDED / "recorded_8.json").read_text("utf-8"))["response"]["docs"]
    assert "POINT(3.31355763 47.97476588)" in {document["centroide_ll"] for document in recorded}
    geocoder, _ = answering("recorded_8.json")
    assert len(geocoder.geocode("x", exactly_one=False)) < len(recorded)


def test_nothing_found_is_nothing_and_no_fault() -> None:
    geocoder, _ = answering("recorded_9.json")
    assert geocoder.geocode("nergens 1") is None
    assert geocoder.geocode("nergens 1", exactly_one=False) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (http_error(429, {"retry-after": "7"}), GeocoderRateLimited),
        (http_error(503), GeocoderTimedOut),
        (http_error(504), GeocoderTimedOut),
        (http_error(400), GeocoderQueryError),
        (http_error(500), GeocoderServiceError),
        (GeocoderTimedOut("slow"), GeocoderTimedOut),
        ("error_example_pypi_locatieserver.json", GeocoderParseError),
        ([], GeocoderParseError),
        ({"response": None}, GeocoderParseError),
        ({"response": {"docs": {}}}, GeocoderParseError),
    ],
)
def test_what_goes_wrong_at_pdok_has_the_name_geopy_gives_it(answer: Any, expected: type[Exception]) -> None:
    geocoder, _ = answering(answer)
    with pytest.raises(expected):
        geocoder.geocode("Bolstraat 1")


def test_how_long_to_wait_is_told() -> None:
    geocoder, _ = answering(http_error(429, {"retry-after": "7"}))
    with pytest.raises(GeocoderRateLimited) as caught:
        geocoder.geocode("Bolstraat 1")
    assert caught.value.retry_after == 7


@pytest.mark.parametrize(
    "documents",
    [
        [None],
        ["x"],
        [{}],
        [{"centroide_ll": "POINT(5.1 nan)"}],
        [{"centroide_ll": "POINT(5.1)"}],
        [{"centroide_ll": 5}],
    ],
)
def test_a_document_without_a_point_is_passed_over(documents: list[Any]) -> None:
    geocoder, _ = answering({"response": {"docs": documents}})
    assert geocoder.geocode("x", exactly_one=False) == []


def test_a_full_address_gets_the_point_of_the_house(instance: Instance) -> None:
    geocoder, _ = answering(BOLSTRAAT_FILE)
    with instance.session() as session:
        point = locate(session, BOLSTRAAT, geocoder)
    assert point == Point(52.08884161, 5.13287587, "address", PointSource.PDOK)


def test_the_same_address_is_asked_once_and_again_when_the_answer_is_old(instance: Instance) -> None:
    geocoder, adapter = answering(BOLSTRAAT_FILE)
    with instance.session() as session:
        first = locate(session, BOLSTRAAT, geocoder)
        session.commit()
        assert locate(session, Address("BOLSTRAAT", " 1", "3581ws", "utrecht"), geocoder) == first
        assert len(adapter.asked) == 1
        kept = session.query(GeocodedAddress).one()
        kept.expires_at = kept.expires_at.replace(year=2020)
        session.commit()
        assert locate(session, BOLSTRAAT, geocoder) == first
        session.commit()
    assert len(adapter.asked) == 2


def test_that_pdok_does_not_know_an_address_is_kept_too(instance: Instance) -> None:
    geocoder, adapter = answering("recorded_9.json")
    with instance.session() as session:
        points = [locate(session, BOLSTRAAT, geocoder) for _ in range(2) if session.commit() is None]
    assert len(adapter.asked) == 1
    assert [(point.precision, bool(point.note)) for point in points] == [("pc4", True)] * 2


@pytest.mark.parametrize("fault", [http_error(429), http_error(503), http_error(500), GeocoderTimedOut("slow"), []])
def test_when_pdok_fails_the_postcode_helps_and_nothing_is_kept(instance: Instance, fault: Any) -> None:
    geocoder, adapter = answering(fault)
    with instance.session() as session:
        for _ in range(2):
            point = locate(session, BOLSTRAAT, geocoder)
            assert (point.precision, point.source) == ("pc4", PointSource.POSTCODES)
            assert point.note is not None
            assert "PDOK" in str(point.note)
            session.commit()
        assert session.query(GeocodedAddress).count() == 0
    assert len(adapter.asked) == 2


@pytest.mark.parametrize(
    "address", [Address("Bolstraat", "2", "3581 WS", "Utrecht"), Address("Bolstraat", "1", "3511 AB", "Utrecht")]
)
def test_an_answer_that_is_another_house_is_not_taken(instance: Instance, address: Address) -> None:
    geocoder, _ = answering(BOLSTRAAT_FILE)
    with instance.session() as session:
        assert locate(session, address, geocoder).precision == "pc4"


@pytest.mark.parametrize(
    "address", [Address("Bolstraat", "1", None, "Amersfoort"), Address("Dorpsstraat", "1", None, "Utrecht")]
)
def test_without_a_postcode_another_street_is_not_taken_either(instance: Instance, address: Address) -> None:
    geocoder, _ = answering(BOLSTRAAT_FILE)
    with instance.session() as session, pytest.raises(NotLocated, match="PDOK"):
        locate(session, address, geocoder)


def test_of_houses_with_one_number_the_one_with_the_letter_is_taken(instance: Instance) -> None:
    geocoder, _ = answering("recorded_4.json")
    with instance.session() as session:
        second = locate(session, Address("3e Binnenvestgracht", "23 L-2", "2312 NR", "Leiden"), geocoder)
        session.rollback()
        first = locate(session, Address("3e Binnenvestgracht", "23", "2312 NR", "Leiden"), geocoder)
    assert (second.latitude, second.longitude) == (52.16425474, 4.49157)
    assert (first.latitude, first.longitude) == (52.16420333, 4.49157312)


@pytest.mark.parametrize(
    "address",
    [Address(postcode="3581 WS"), Address(postcode="3581"), Address("Bolstraat", None, "3581 WS", "Utrecht")],
)
def test_without_a_house_number_nobody_is_asked(instance: Instance, address: Address) -> None:
    geocoder, adapter = answering(BOLSTRAAT_FILE)
    with instance.session() as session:
        point = locate(session, address, geocoder)
    assert (point.precision, point.source, point.note) == ("pc4", PointSource.POSTCODES, None)
    assert adapter.asked == []


@pytest.mark.parametrize(
    "address", [Address(), Address("Bolstraat"), Address(city="Utrecht"), Address(postcode="0000")]
)
def test_where_no_point_can_be_given_it_says_what_to_fill_in(instance: Instance, address: Address) -> None:
    with instance.session() as session, pytest.raises(NotLocated) as caught:
        locate(session, address)
    assert len(str(caught.value.message)) > 20


def test_nobody_is_asked_unless_the_operator_says_so(tmp_path: Path) -> None:
    assert chosen_geocoder(settings_for(tmp_path)) is None
    assert isinstance(chosen_geocoder(settings_for(tmp_path, geocoder="pdok")), PdokLocatieserver)


def test_searching_with_a_full_postcode_never_asks_pdok(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Callable[..., Any]:
        raise AssertionError("a search asked PDOK")

    monkeypatch.setattr(PdokLocatieserver, "geocode", refuse)
    assert instance.post_search(q="thuiszorg", postcode="3581WS").status_code == 200
