"""From the address that was typed to a point on the map, and how that point is told."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from admin.forms.typed import Typed
from admin.forms.words import choice_word
from core.i18n import gettext, worded
from socialmap.geocoding.locating import (
    SOURCE_LABELS,
    Address,
    AddressGeocoder,
    NotLocated,
    Point,
    locate,
)
from socialmap.geography.distances import distance_km
from socialmap.points import EXACT

_PARTS = ("street", "house_number", "postcode", "city")
_NEAR = 0.001  # km: closer than this is the same spot


@dataclass(frozen=True, slots=True)
class _Spot:
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Located:
    """What came of looking for a point. said: sentences; fault: why there is none."""

    said: tuple[str, ...] = ()
    fault: str | None = None


def find_point(session: Session, row: Typed, geocoder: AddressGeocoder | None) -> Located:
    """Look for the point of the address in a row, and put it in the row. Nothing else may have been changed in the
    session; the caller commits."""
    before = _spot(row)
    address = Address(**{name: row.text(name).strip() or None for name in _PARTS})
    try:
        point = locate(session, address, geocoder)
    except NotLocated as error:
        return Located(fault=worded(error.message))
    _put(row, point)
    return Located(tuple(_told(point, before)))


def _put(row: Typed, point: Point) -> None:
    row.values["latitude"] = [f"{point.latitude:.15g}"]
    row.values["longitude"] = [f"{point.longitude:.15g}"]
    # Of the point of a postcode, saving works out the precision itself: a number that is changed by hand is exact.
    row.values["point_precision"] = [EXACT] if point.precision == EXACT else []


def _told(point: Point, before: _Spot | None) -> list[str]:
    precision = gettext(choice_word("point_precision", point.precision))
    source = gettext(SOURCE_LABELS[point.source])
    said = [gettext("Het punt staat nu op %(precision)s, uit %(source)s.", precision=precision, source=source)]
    if point.note is not None:
        said.append(worded(point.note))
    if before is not None:
        said.append(_distance(distance_km(before, point)))
    if point.precision != EXACT:
        said.append(gettext("Weet u het preciezer? Verschuif het punt op de kaart."))
    return said


def _distance(kilometres: float) -> str:
    if kilometres < _NEAR:
        return gettext("Dat is waar het al stond.")
    if kilometres < 1:
        return gettext("Dat is %(metres)s meter van waar het stond.", metres=max(1, round(kilometres * 1000)))
    return gettext("Dat is %(km)s kilometer van waar het stond.", km=f"{kilometres:.1f}".replace(".", ","))


def _spot(row: Typed) -> _Spot | None:
    """The point that is typed in a row; None when it is none."""
    try:
        latitude, longitude = (float(row.text(name).replace(",", ".")) for name in ("latitude", "longitude"))
    except ValueError:
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return _Spot(latitude, longitude)
