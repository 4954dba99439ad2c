"""PDOK Locatieserver v3_1 as a geocoder of geopy: every address in the Netherlands, from the BAG, without a key.

Fair use: a short time-out, a User-Agent that tells who asks, and no question twice (socialmap.geocoding.locating keeps
the answers). https://api.pdok.nl/bzk/locatieserver/search/v3_1/ui/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from geopy.exc import GeocoderParseError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

HOST = "api.pdok.nl"
PATH = "/bzk/locatieserver/search/v3_1/free"
TIMEOUT_SECONDS = 3
USER_AGENT = "zorg-in-uw-buurt/1 (geocoding of care locations)"
ROWS = 10
_ANSWERED = "weergavenaam,straatnaam,huisnummer,huis_nlt,postcode,woonplaatsnaam,centroide_ll"
_POINT = re.compile(r"POINT\((-?\d{1,3}(?:\.\d+)?) (-?\d{1,3}(?:\.\d+)?)\)")
# The European Netherlands with some sea around it, in degrees. Anything outside is a fault in the answer.
_LATITUDES = (50.7, 53.7)
_LONGITUDES = (3.2, 7.3)


class PdokLocatieserver(Geocoder):  # type: ignore[misc]  # geopy ships no types
    """Addresses in the Netherlands by PDOK Locatieserver v3_1."""

    def __init__(
        self,
        *,
        timeout: float = TIMEOUT_SECONDS,
        user_agent: str = USER_AGENT,
        adapter_factory: Callable[..., Any] | None = None,
    ) -> None:
        """timeout: seconds. adapter_factory: what does the HTTP, as geopy has it."""
        super().__init__(timeout=timeout, user_agent=user_agent, adapter_factory=adapter_factory)

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        filters: Sequence[str] = ("type:adres",),
    ) -> Any:
        """The addresses that a query means, best first, as geopy's Location with PDOK's own fields in `raw`.

        exactly_one: only the best, None when there is none; else a list. filters: what PDOK calls fq, such as
        "postcode:3584EA". Answers without a point in the Netherlands are left out. Raises geopy's exceptions:
        GeocoderRateLimited (429), GeocoderTimedOut (503, 504, no answer in time), GeocoderServiceError, and
        GeocoderParseError for an answer that is none.
        """
        asked = [("q", query), *(("fq", item) for item in filters), ("rows", str(ROWS)), ("fl", _ANSWERED)]
        url = f"{self.scheme}://{HOST}{PATH}?{urlencode(asked)}"
        return self._call_geocoder(url, partial(_locations, exactly_one=exactly_one), timeout=timeout)


def _locations(answer: Any, *, exactly_one: bool) -> Any:
    response = answer.get("response") if isinstance(answer, Mapping) else None
    documents = response.get("docs") if isinstance(response, Mapping) else None
    if not isinstance(documents, list):
        raise GeocoderParseError("PDOK gave an answer without documents")
    found = [location for document in documents if (location := _location(document)) is not None]
    if not exactly_one:
        return found
    return found[0] if found else None


def _location(document: Any) -> Location | None:
    if not isinstance(document, Mapping):
        return None
    match = _POINT.fullmatch(str(document.get("centroide_ll", "")))
    if match is None:
        return None
    longitude, latitude = float(match[1]), float(match[2])
    inside = _LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]
    return Location(_address(document), (latitude, longitude, 0.0), dict(document)) if inside else None


def _address(document: Mapping[str, Any]) -> str:
    if document.get("weergavenaam"):
        return str(document["weergavenaam"])
    street = f"{document.get('straatnaam', '')} {document.get('huis_nlt', '')}".strip()
    town = f"{document.get('postcode', '')} {document.get('woonplaatsnaam', '')}".strip()
    return ", ".join(part for part in (street, town) if part)
