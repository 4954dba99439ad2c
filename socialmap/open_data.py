"""The published map as files that anybody may use: CSV, JSON and GeoJSON.

Made from documents, so nothing that is not public can be in it. The columns of the CSV have the names of the exchange
file (socialmap.exchange.columns), so that another instance can take it in.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from socialmap.exchange.exporting import cell_text
from socialmap.exchange.tables import guarded

Json = dict[str, Any]
AT_ONCE = 200
"""Rows that are sent together: few enough to begin at once, many enough to be quick."""

_OF_SERVICE: dict[str, Callable[[Json], Any]] = {
    "organization_id": lambda body: body["organization"]["id"],
    "organization_name": lambda body: body["organization"]["name"],
    "service_id": lambda body: body["id"],
    "service_name": lambda body: body["name"]["nl"],
    "service_name_en": lambda body: body["name"].get("en"),
    "service_description": lambda body: (body["description"] or {}).get("nl"),
    "service_description_en": lambda body: (body["description"] or {}).get("en"),
    "status": lambda body: body["status"],
    "alert": lambda body: body["alert"],
    "care_types": lambda body: body["careTypes"],
    "laws": lambda body: body["laws"],
    "domains": lambda body: body["domains"],
    "delivery": lambda body: body["delivery"],
    "languages": lambda body: body["languages"],
    "minimum_age": lambda body: body["minimumAge"],
    "maximum_age": lambda body: body["maximumAge"],
    "eligibility": lambda body: body["eligibility"],
    "application_process": lambda body: body["applicationProcess"],
    "fees": lambda body: body["fees"],
    "waiting_time_weeks": lambda body: (body["waitingTime"] or {}).get("weeks"),
    "waiting_time_date": lambda body: (body["waitingTime"] or {}).get("asOf"),
    "service_website": lambda body: body["website"],
    "service_email": lambda body: body["email"],
    "phone": lambda body: body["phones"][0]["number"] if body["phones"] else None,
    "service_area": lambda body: [area["code"] for area in body["serviceAreas"]],
    "assured_date": lambda body: body["assuredDate"],
    "source": lambda body: body["source"],
}
_OF_LOCATION: dict[str, Callable[[Json], Any]] = {
    "location_id": lambda place: place["id"],
    "location_name": lambda place: place["name"],
    "street": lambda place: place["street"],
    "house_number": lambda place: place["houseNumber"],
    "postcode": lambda place: place["postcode"],
    "city": lambda place: place["city"],
    "latitude": lambda place: place["latitude"],
    "longitude": lambda place: place["longitude"],
}
OPEN_COLUMNS = (*_OF_SERVICE, *_OF_LOCATION, "opening_hours")


def csv_parts(services: Iterable[Json]) -> Iterator[str]:
    """The services (bodies of documents) as CSV: one row per service at a place. Begins with the mark that Excel wants.

    Cells that a spreadsheet would take for a formula get an apostrophe.
    """
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(OPEN_COLUMNS)
    for number, body in enumerate(services, start=1):
        for row in _rows(body):
            writer.writerow([guarded(cell_text(row.get(name))) for name in OPEN_COLUMNS])
        if number % AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def json_parts(services: Iterable[Json], about: Mapping[str, Any]) -> Iterator[str]:
    """One JSON object: the members of `about`, and `services` with every body."""
    start = json.dumps(dict(about), ensure_ascii=False)
    yield from _joined(f'{start[:-1]}, "services": [\n', map(_dumped, services), "\n]}\n")


def geojson_parts(services: Iterable[Json], about: Mapping[str, Any]) -> Iterator[str]:
    """A GeoJSON FeatureCollection (CRS84) with a point per service at a place; no geometry where none is known."""
    start = json.dumps({"type": "FeatureCollection", **about}, ensure_ascii=False)
    features = (_dumped(feature) for body in services for feature in _features(body))
    yield from _joined(f'{start[:-1]}, "features": [\n', features, "\n]}\n")


def _rows(body: Json) -> Iterator[Json]:
    service = {name: read(body) for name, read in _OF_SERVICE.items()}
    own = _hours(body["schedules"])
    for place in body["locations"]:
        located = {name: read(place) for name, read in _OF_LOCATION.items()}
        yield {**service, **located, "opening_hours": _hours(place["schedules"]) or own}
    if not body["locations"]:
        yield {**service, "opening_hours": own}


def _hours(schedules: list[Json]) -> str | None:
    return schedules[0]["openingHours"] if schedules else None


def _features(body: Json) -> Iterator[Json]:
    properties = {name: value for name, value in body.items() if name != "locations"}
    for place in body["locations"]:
        known = place["latitude"] is not None and place["longitude"] is not None
        yield {
            "type": "Feature",
            "id": f"{body['id']}/{place['id']}",
            "geometry": {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]} if known else None,
            "properties": {**properties, "location": place},
        }
    if not body["locations"]:
        yield {"type": "Feature", "id": body["id"], "geometry": None, "properties": properties}


def _joined(start: str, items: Iterable[str], end: str) -> Iterator[str]:
    waiting = [start]
    for number, item in enumerate(items):
        waiting.append(f",\n{item}" if number else item)
        if len(waiting) >= AT_ONCE:
            yield "".join(waiting)
            waiting = []
    yield "".join([*waiting, end])


def _dumped(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
