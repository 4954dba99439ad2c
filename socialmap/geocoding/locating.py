"""The point of an address: of the house itself when a geocoder is switched on, else of its postcode."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol

from geopy.exc import GeocoderRateLimited, GeopyError
from geopy.location import Location
from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.orm import begin_write, utc_now
from socialmap.geography.postcodes import Postcode, PostcodeError, parse_postcode
from socialmap.models import GeocodedAddress
from socialmap.points import EXACT, place_of_postcode
from socialmap.postcode_tables import places_of

KEPT_FOUND = timedelta(days=180)
KEPT_UNKNOWN = timedelta(days=7)
LONGEST_PART = 100
_NUMBER = re.compile(r"\s*(\d{1,5})")

BUSY = N_("De adressendienst PDOK krijgt te veel vragen. Probeer het over een paar minuten opnieuw.")
SILENT = N_(
    "De adressendienst PDOK geeft nu geen antwoord. Probeer het later opnieuw, of zet het punt zelf op de kaart."
)
UNKNOWN = N_("De adressendienst PDOK kent dit adres niet. Kijk het huisnummer en de postcode na.")
NOWHERE = N_("We kennen deze postcode niet. Kijk haar na, of zet het punt zelf op de kaart.")
NO_ADDRESS = N_("Vul een postcode in, of een straat met huisnummer en plaats.")


class PointSource(StrEnum):
    """Where a point comes from."""

    POSTCODES = "postcode table"
    PDOK = "pdok"


SOURCE_LABELS = {
    PointSource.POSTCODES: N_("de postcodetabel"),
    PointSource.PDOK: N_("de adressendienst PDOK"),
}


class AddressGeocoder(Protocol):
    """A geocoder as geopy has them (socialmap.geocoding.pdok)."""

    def geocode(self, query: str, *, exactly_one: bool = True, filters: Sequence[str] = ()) -> Any: ...


@dataclass(frozen=True, slots=True)
class Address:
    """An address as people type it. Any part may be missing."""

    street: str | None = None
    house_number: str | None = None
    postcode: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point. latitude, longitude: WGS 84 degrees. precision: address, pc6 or pc4.

    note: why the point is less exact than was asked; None when it is as exact as it can be.
    """

    latitude: float
    longitude: float
    precision: str
    source: PointSource
    note: Message | None = None


class NotLocated(Exception):
    """No point can be given. `message` says why, and what to do."""

    def __init__(self, text: str) -> None:
        self.message = Message(text)
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class _House:
    """A full address in one spelling: enough to ask a geocoder."""

    street: str
    number: str
    postcode: Postcode | None
    city: str


def locate(session: Session, address: Address, geocoder: AddressGeocoder | None = None) -> Point:
    """The point of an address.

    With a geocoder and a full address (house number, with a postcode or with a street and town) that of the house;
    else the middle of the postcode: of its six characters where they are known, or of its four digits. A geocoder that
    fails or does not know the address costs at most its time-out, and the point of the postcode is given with a note.

    It may keep the answer: call it before anything was changed in the session, and commit. Raises NotLocated.
    """
    postcode = _postcode(address.postcode)
    house = _house(address, postcode)
    note: Message | None = None
    if geocoder is not None and house is not None:
        try:
            found = _ask(session, house, geocoder)
        except GeocoderRateLimited:
            note = Message(BUSY)
        except GeopyError:
            note = Message(SILENT)
        else:
            if found is not None:
                return Point(*found, EXACT, PointSource.PDOK)
            note = Message(UNKNOWN)
    place = place_of_postcode(places_of(session), postcode.compact) if postcode is not None else None
    if place is not None:
        return Point(place.latitude, place.longitude, place.precision, PointSource.POSTCODES, note)
    if note is not None:
        raise NotLocated(note.text)
    raise NotLocated(NOWHERE if address.postcode else NO_ADDRESS)


def _postcode(text: str | None) -> Postcode | None:
    try:
        return parse_postcode(text) if text else None
    except PostcodeError:
        return None


def _house(address: Address, postcode: Postcode | None) -> _House | None:
    street, number, city = (
        " ".join((part or "").split())[:LONGEST_PART] for part in (address.street, address.house_number, address.city)
    )
    if not _NUMBER.match(number):
        return None
    full = postcode if postcode is not None and postcode.letters else None
    return _House(street, number, full, city) if full is not None or (street and city) else None


def _ask(session: Session, house: _House, geocoder: AddressGeocoder) -> tuple[float, float] | None:
    """The point of a house, from what was kept or from the geocoder; None when it is unknown."""
    key = f"{PointSource.PDOK.value}|{_query(house)}".casefold()
    now = utc_now()
    kept = session.get(GeocodedAddress, key)
    if kept is not None and kept.expires_at > now:
        return _pair(kept)
    filters = ["type:adres", *([f"postcode:{house.postcode.compact}"] if house.postcode else [])]
    answers = geocoder.geocode(_query(house), exactly_one=False, filters=filters)
    best = _best(house, answers or [])
    begin_write(session)
    session.execute(
        delete(GeocodedAddress)
        .where(GeocodedAddress.expires_at <= now, GeocodedAddress.query != key)
        .execution_options(synchronize_session=False)
    )
    row = GeocodedAddress(
        query=key,
        latitude=best.latitude if best else None,
        longitude=best.longitude if best else None,
        expires_at=now + (KEPT_FOUND if best else KEPT_UNKNOWN),
    )
    session.merge(row)
    session.flush()
    return _pair(row)


def _query(house: _House) -> str:
    return " ".join(
        part
        for part in (house.street, house.number, house.postcode.compact if house.postcode else "", house.city)
        if part
    )


def _pair(row: GeocodedAddress) -> tuple[float, float] | None:
    return (row.latitude, row.longitude) if row.latitude is not None and row.longitude is not None else None


def _best(house: _House, answers: Sequence[Location]) -> Location | None:
    """The answer that is this house. A geocoder gives what looks like it too: that would be somewhere else."""
    matching = [answer for answer in answers if _is_at(house, answer.raw)]
    whole = _squeezed(house.number)
    return next((answer for answer in matching if _squeezed(answer.raw.get("huis_nlt")) == whole), None) or (
        matching[0] if matching else None
    )


def _is_at(house: _House, raw: dict[str, Any]) -> bool:
    number = _NUMBER.match(house.number)
    if number is None or str(raw.get("huisnummer")) != number[1]:
        return False
    if house.postcode is not None:
        return bool(raw.get("postcode") == house.postcode.compact)
    return _squeezed(raw.get("woonplaatsnaam")) == _squeezed(house.city) and _squeezed(
        raw.get("straatnaam")
    ) == _squeezed(house.street)


def _squeezed(text: object) -> str:
    return re.sub(r"[\s\-.']", "", str(text or "")).casefold()
