"""Care in the words of schema.org, for search engines. Source: https://schema.org/Service and /Organization."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from opening_hours import ParserError  # type: ignore[attr-defined]  # its stub leaves it out

from socialmap.geography.areas import AreaKind
from web.hours import ordinary_week
from web.site import page_url, public_url

Json = dict[str, Any]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_AREA_TYPES = {
    AreaKind.COUNTRY: "Country",
    AreaKind.PROVINCE: "AdministrativeArea",
    AreaKind.MUNICIPALITY: "City",
    AreaKind.REGION: "AdministrativeArea",
}


def service_data(body: Json, *, url: str, code: str, modified: str, care_types: Sequence[str], today: date) -> Json:
    """A service: the page and what it is about.

    body: the public JSON in the language `code`. modified: the day of the newest version (ISO). care_types: in words.
    """
    service = {
        "@type": "Service",
        "@id": f"{url}#zorg",
        "name": body["name"],
        "description": body["description"],
        "url": url,
        "serviceType": list(care_types),
        "provider": _provider(body),
        "areaServed": [_area(area) for area in body["serviceAreas"]],
        "availableChannel": _channels(body, today),
        "audience": _audience(body),
    }
    page = {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": body["name"],
        "inLanguage": code,
        "dateModified": modified,
        "lastReviewed": body["assuredDate"],
        "mainEntity": {"@id": f"{url}#zorg"},
    }
    return {"@context": "https://schema.org", "@graph": [_told(page), _told(service)]}


def organization_data(body: Json, locations: Iterable[Json], *, url: str, code: str, modified: str) -> Json:
    """An organization: the page and what it is about. locations: bodies of its places."""
    organization = {
        "@type": "Organization",
        "@id": f"{url}#organisatie",
        "name": body["name"],
        "alternateName": body["alternateNames"],
        "description": body["description"],
        "url": body["website"] or url,
        "email": body["email"],
        "telephone": next((phone["number"] for phone in body["phones"]), None),
        "logo": body["logoUrl"],
        "location": [_place(location) for location in locations],
        "makesOffer": [
            {"@type": "Offer", "itemOffered": {"@type": "Service", "name": item["name"], "url": _page("service", item)}}
            for item in body["services"]
        ],
    }
    page = {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": body["name"],
        "inLanguage": code,
        "dateModified": modified,
        "lastReviewed": body["assuredDate"],
        "mainEntity": {"@id": f"{url}#organisatie"},
    }
    return {"@context": "https://schema.org", "@graph": [_told(page), _told(organization)]}


def _told(members: Json) -> Json:
    """The members that say something."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


def _page(name: str, item: Mapping[str, Any]) -> str:
    return public_url() + page_url(name, slug=item["slug"])


def _provider(body: Json) -> Json:
    own = body["organization"]
    return {"@type": "Organization", "name": own["name"], "url": _page("organization", own)}


def _area(area: Json) -> Json:
    name = area["name"]
    return {"@type": _AREA_TYPES.get(AreaKind(area["kind"]), "Place"), "name": name, "identifier": area["code"]}


def _audience(body: Json) -> Json | None:
    ages = _told({"suggestedMinAge": body["minimumAge"], "suggestedMaxAge": body["maximumAge"]})
    return {"@type": "PeopleAudience", **ages} if ages else None


def _channels(body: Json, today: date) -> list[Json]:
    """How the service is reached: one channel for each place, or one by telephone and mail."""
    own = body["schedules"][0]["openingHours"] if body["schedules"] else None
    phone = next((item["number"] for item in body["phones"]), None)
    contact = _told(
        {
            "@type": "ContactPoint",
            "telephone": phone,
            "email": body["email"],
            "availableLanguage": body["languages"],
            "hoursAvailable": _opening_hours(own, today),
        }
    )
    common = {
        "@type": "ServiceChannel",
        "serviceUrl": body["website"],
        "servicePhone": contact if len(contact) > 1 else None,
        "availableLanguage": body["languages"],
    }
    places = []
    for location in body["locations"]:
        hours = location["schedules"][0]["openingHours"] if location["schedules"] else own
        place = {**_place(location), "openingHoursSpecification": _opening_hours(hours, today), "telephone": phone}
        places.append(_told({**common, "serviceLocation": _told(place)}))
    if places:
        return places
    channel = _told(common)
    return [channel] if len(channel) > 1 else []


def _place(location: Json) -> Json:
    street = " ".join(part for part in (location["street"], location["houseNumber"]) if part)
    point = (location["latitude"], location["longitude"])
    return _told(
        {
            "@type": "Place",
            "name": location["name"],
            "address": _told(
                {
                    "@type": "PostalAddress",
                    "streetAddress": street,
                    "postalCode": location["postcode"],
                    "addressLocality": location["city"],
                    "addressCountry": location["country"],
                }
            ),
            "geo": {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]} if all(point) else None,
        }
    )


def _opening_hours(hours: str | None, today: date) -> list[Json]:
    """An ordinary week, one line per stretch of time with the days on which it is so."""
    if hours is None:
        return []
    try:
        week = ordinary_week(hours, today)
    except ParserError:
        return []
    days: dict[tuple[str, str], list[str]] = {}
    for weekday, spans in week.items():
        for opens, closes in spans:
            days.setdefault((opens, "23:59" if closes == "24:00" else closes), []).append(_DAYS[weekday])
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": on, "opens": opens, "closes": closes}
        for (opens, closes), on in days.items()
    ]
