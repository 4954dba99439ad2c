"""The desks of the map: which listing of a desk type serves a place. Works on published documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.publishing.reading import documents_with_lookup
from socialmap.geography.areas import serves


@dataclass(frozen=True, slots=True)
class Desk:
    """A published service that is a desk. body: its public JSON, with texts by language."""

    id: str
    slug: str
    desk_types: tuple[str, ...]
    area_codes: tuple[str, ...]
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DeskDirectory:
    """All desks, as published."""

    desks: tuple[Desk, ...]

    def serving(self, desk_type: str, place_codes: Iterable[str]) -> list[Desk]:
        """The desks of a type whose area holds the place, the smallest area first."""
        codes = tuple(place_codes)
        found = [desk for desk in self.desks if desk_type in desk.desk_types and serves(desk.area_codes, codes)]
        return sorted(found, key=lambda desk: (_breadth(desk.area_codes, codes), desk.slug))


def _breadth(area_codes: Iterable[str], place_codes: tuple[str, ...]) -> int:
    """How wide the area is that serves the place: postcodes before gemeenten, regions, provinces, the country."""
    widths = {"GM": 1, "PV": 3, "NL": 4}
    matching = [code for code in area_codes if serves((code,), place_codes)]
    return min((0 if code[:1].isdigit() else widths.get(code[:2], 2)) for code in matching)


def read_desks(session: Session) -> DeskDirectory:
    """The desks as the public sees them now."""
    return DeskDirectory(
        tuple(
            Desk(
                id=document.id,
                slug=document.slug,
                desk_types=tuple(document.body["deskTypes"]),
                area_codes=tuple(area["code"] for area in document.body["serviceAreas"]),
                body=document.body,
            )
            for document in documents_with_lookup(session, "service")
            if document.body["status"] in {"active", "temporarily closed"}
        )
    )
