"""Which desk of the map is meant by a step, for a family in a place. Works on published documents. No Flask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.publishing.localized import localize
from knowledge.routes.advising import Desk, FindDesk
from socialmap.desks import Desk as MapDesk
from socialmap.desks import DeskDirectory

WHOLE_COUNTRY = ("NL",)
"""The codes of a family whose place is not known: only desks for the whole country serve it for sure."""


@dataclass(frozen=True, slots=True)
class DeskFinder:
    """The desks of one picture of the map, by desk type. by_id: the desks of the map behind those that are found."""

    by_type: Mapping[str, DeskDirectory]
    by_id: Mapping[str, MapDesk]
    known: Mapping[str, Desk]

    @classmethod
    def of(cls, directory: DeskDirectory, language: str) -> DeskFinder:
        """The finder over these desks, with their names in a language."""
        types = {desk_type for desk in directory.desks for desk_type in desk.desk_types}
        return cls(
            by_type={
                desk_type: DeskDirectory(tuple(desk for desk in directory.desks if desk_type in desk.desk_types))
                for desk_type in types
            },
            by_id={desk.id: desk for desk in directory.desks},
            known={desk.id: _desk(desk.id, desk.body, language) for desk in directory.desks},
        )

    def serving(self, codes: tuple[str, ...]) -> FindDesk:
        """What finds the desk of a type for a place with these area codes: the one with the smallest area."""

        def find(desk_type: str) -> Desk | None:
            directory = self.by_type.get(desk_type)
            found = directory.serving(desk_type, codes) if directory is not None else []
            return self.known[found[0].id] if found else None

        return find


def _desk(service_id: str, body: Mapping[str, Any], language: str) -> Desk:
    """The desk with its contact. A website is not one: that of a desk is mostly that of its whole organization."""
    phones = body["phones"]
    return Desk(
        id=service_id,
        name=str(localize(body["name"], language)),
        phone=phones[0]["number"] if phones else None,
        email=body["email"],
        assured_date=date.fromisoformat(body["assuredDate"]) if body["assuredDate"] else None,
    )
