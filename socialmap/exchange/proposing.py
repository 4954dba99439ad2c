"""Which of our columns a foreign column is: by its name, or as somebody said the last time. Pure, but for what is
remembered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.orm import utc_now
from socialmap.exchange.columns import BY_NAME, COLUMNS, LIST_SEPARATOR
from socialmap.exchange.reading import ColumnMapping
from socialmap.models.imports import ImportMapping

LIKE_ENOUGH = 84.0
_SIGNS = re.compile(r"[^a-z0-9]+")
# What others call it, besides our own name for it.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "organization_id": ("organisatie id", "organisatienummer", "id organisatie"),
    "organization_name": (
        "organisatie",
        "naam organisatie",
        "organisatienaam",
        "naam instelling",
        "naam aanbieder",
        "aanbieder",
        "instelling",
        "zorgaanbieder",
    ),
    "organization_description": ("beschrijving organisatie", "over de organisatie"),
    "organization_website": ("website organisatie",),
    "organization_email": ("e-mail organisatie",),
    "organization_kvk": ("kvk", "kvk nummer", "handelsregister"),
    "organization_agb": ("agb", "agb code"),
    "organization_legal_form": ("rechtsvorm",),
    "organization_collection": ("verzameling",),
    "service_id": ("dienst id", "id dienst"),
    "service_name": ("dienst", "naam dienst", "product", "hulpaanbod", "aanbod"),
    "service_description": ("beschrijving", "omschrijving", "beschrijving dienst"),
    "status": ("status",),
    "alert": ("let op", "melding"),
    "care_types": ("soort zorg", "zorgsoort", "zorgvorm"),
    "laws": ("wet", "wetten", "financiering"),
    "domains": ("domein", "leefdomein"),
    "delivery": ("waar", "leveringsvorm"),
    "languages": ("taal", "talen"),
    "search_words": ("zoekwoorden", "trefwoorden"),
    "minimum_age": ("leeftijd van", "minimumleeftijd", "leeftijd vanaf"),
    "maximum_age": ("leeftijd tot", "maximumleeftijd", "leeftijd tot en met"),
    "eligibility": ("doelgroep", "voor wie"),
    "application_process": ("aanmelden", "aanmelding", "verwijzing"),
    "fees": ("kosten", "tarief", "prijs"),
    "capacity": ("plaatsen", "capaciteit"),
    "waiting_time_weeks": ("wachttijd", "wachttijd weken"),
    "waiting_time_date": ("datum wachttijd", "peildatum"),
    "service_website": ("website", "url", "webadres", "site"),
    "service_email": ("email", "e-mail", "e-mailadres", "mail"),
    "phone": ("telefoon", "telefoonnummer", "tel"),
    "phone_2": ("telefoon 2", "tweede telefoonnummer"),
    "service_area": ("werkgebied", "gemeente", "gemeenten", "regio"),
    "location_name": ("locatie", "naam locatie", "vestiging"),
    "address": ("adres", "straat en huisnummer"),
    "street": ("straat", "straatnaam"),
    "house_number": ("huisnummer", "nummer", "nr"),
    "postcode": ("postcode", "pc"),
    "city": ("plaats", "woonplaats", "stad", "plaatsnaam"),
    "latitude": ("breedtegraad", "lat"),
    "longitude": ("lengtegraad", "lon", "lng"),
    "accessibility": ("toegankelijkheid",),
    "transport_note": ("openbaar vervoer", "ov"),
    "opening_hours": ("openingstijden",),
    "contact_name": ("contactpersoon",),
    "contact_role": ("functie contactpersoon", "functie"),
    "assured_date": ("nagekeken op", "controledatum", "datum controle"),
    "source": ("bron",),
}


def propose(header: Sequence[str], remembered: ColumnMapping | None = None) -> dict[str, str]:
    """Our column for each of theirs that looks like one; each of ours at most once.

    What was remembered goes first, as far as the file still has those columns.
    """
    names = [name for name in header if name]
    chosen = {their: our for their, our in choices_of(remembered).items() if their in names} if remembered else {}
    scores = sorted(
        ((_likeness(their, our), their, our) for their in names for our in BY_NAME),
        key=lambda item: (-item[0], names.index(item[1])),
    )
    for score, their, our in scores:
        if score >= LIKE_ENOUGH and their not in chosen and our not in chosen.values():
            chosen[their] = our
    return chosen


def mapping_of(choices: Mapping[str, str], constants: Mapping[str, str] | None = None) -> ColumnMapping:
    """The mapping in which each of their columns is the one of ours that was chosen for it.

    Several that become one are put together in their order: with a space, or as several values where there may be.
    """
    patterns: dict[str, list[str]] = {}
    for their, our in choices.items():
        patterns.setdefault(our, []).append(f"{{{their}}}")
    columns = {our: (LIST_SEPARATOR if BY_NAME[our].many else " ").join(parts) for our, parts in patterns.items()}
    return ColumnMapping(columns=columns, constants=dict(constants or {}))


def choices_of(mapping: ColumnMapping) -> dict[str, str]:
    """Our column for each of theirs, of a mapping made by `mapping_of`."""
    return {their: our for our, pattern in mapping.columns.items() for their in re.findall(r"\{([^{}]+)\}", pattern)}


def as_json(mapping: ColumnMapping) -> dict[str, Any]:
    """A mapping as it is kept."""
    return {
        "columns": dict(mapping.columns),
        "values": {name: dict(words) for name, words in mapping.values.items()},
        "constants": dict(mapping.constants),
    }


def from_json(kept: Mapping[str, Any]) -> ColumnMapping:
    """A mapping as it was kept."""
    return ColumnMapping(columns=kept["columns"], values=kept["values"], constants=kept["constants"])


def remembered_mapping(session: Session, source: str | None) -> ColumnMapping | None:
    """How the columns of this source became ours the last time, if it was here before."""
    if not source:
        return None
    kept = session.scalars(select(ImportMapping.mapping).where(ImportMapping.source == source)).first()
    return from_json(kept) if kept is not None else None


def known_sources(session: Session) -> list[str]:
    """The names of the sources of which a mapping is remembered."""
    return list(session.scalars(select(ImportMapping.source).order_by(ImportMapping.source)))


def remember_mapping(session: Session, source: str, mapping: ColumnMapping, by: str) -> None:
    """Remember how the columns of a source became ours, in the place of what was remembered."""
    kept = session.scalars(select(ImportMapping).where(ImportMapping.source == source)).first()
    if kept is None:
        kept = ImportMapping(source=source, mapping={}, by=by)
        session.add(kept)
    kept.mapping, kept.by, kept.modified_at = as_json(mapping), by, utc_now()


def _likeness(their: str, our: str) -> float:
    wanted = _plain(their)
    return max(fuzz.token_sort_ratio(wanted, name) for name in _NAMES[our])


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _SIGNS.sub(" ", letters).strip()


_NAMES = {column.name: tuple(map(_plain, (column.name, *_ALSO.get(column.name, ())))) for column in COLUMNS}
