"""What the map knows beyond its listings, as one unchanging picture: postcodes, regions, taxonomies, desks.

A picture is made from published documents and is replaced as a whole when one of them changes, so a request never
sees half of a change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.publishing.localized import localize
from core.publishing.reading import current_documents, newest_seq
from socialmap.desks import DeskDirectory, read_desks
from socialmap.geography.areas import AreaError, Region, RegionIndex, codes_of, parse_area
from socialmap.geography.places import Place, PostcodeTable
from socialmap.geography.postcodes import PostcodeRow
from socialmap.models import ImportedPostcode

# Documents that change the picture. "service" is among them because some services are desks.
KINDS = ("taxonomy", "region", "geography", "service")
PC4_LENGTH = 4

Sessions = Callable[[], Session]


@dataclass(frozen=True, slots=True)
class World:
    """The picture. seq: of the newest document that is in it."""

    seq: int
    places: PostcodeTable
    regions: RegionIndex
    region_bodies: dict[str, dict[str, Any]]
    taxonomies: dict[str, dict[str, Any]]
    desks: DeskDirectory

    def codes(self, place: Place) -> tuple[str, ...]:
        """The area codes a place lies in: PC4, gemeente, province, regions, country."""
        return codes_of(place, self.regions)

    def labels_in(self, taxonomy: str, language: str) -> dict[str, str]:
        """The words of a taxonomy by code, in a language."""
        terms = self.taxonomies.get(taxonomy, {}).get("terms", ())
        return {term["code"]: localize(term["label"], language) for term in terms}

    def knows_area(self, code: str) -> bool:
        """Whether `code` is an area code of a place, area or region that exists."""
        try:
            return parse_area(code, self.regions, self.places).code == code
        except AreaError:
            return False


def read_world(session: Session, sessions: Sessions) -> World:
    """The picture as it is now. sessions: makes a session for looking up full postcodes later on."""
    seq = newest_seq(session, KINDS)
    regions = [document.body for document in current_documents(session, "region")]
    return World(
        seq=seq,
        places=_postcodes(session, sessions),
        regions=RegionIndex(_region(body) for body in regions),
        region_bodies={body["code"]: body for body in regions},
        taxonomies={document.slug: document.body for document in current_documents(session, "taxonomy")},
        desks=read_desks(session),
    )


def newest_world_seq(session: Session) -> int:
    """The seq a picture made now would have."""
    return newest_seq(session, KINDS)


def _region(body: dict[str, Any]) -> Region:
    return Region(
        code=body["code"],
        kind=body["kind"],
        name=body["name"]["nl"],
        members=tuple(body["members"]),
        provisional=body["provisional"],
    )


def _postcodes(session: Session, sessions: Sessions) -> PostcodeTable:
    table = PostcodeTable.embedded()
    rows = session.scalars(select(ImportedPostcode).where(func.length(ImportedPostcode.code) == PC4_LENGTH)).all()
    if rows:
        table = table.with_rows(
            PostcodeRow(
                code=row.code,
                latitude=row.latitude,
                longitude=row.longitude,
                place=row.place or "",
                municipality_code=row.municipality_code,
                province_code=row.province_code,
            )
            for row in rows
        )
    has_pc6 = session.execute(
        select(ImportedPostcode.code).where(func.length(ImportedPostcode.code) > PC4_LENGTH).limit(1)
    ).first()
    return table.with_pc6(_pc6_lookup(sessions)) if has_pc6 else table


def _pc6_lookup(sessions: Sessions) -> Callable[[str], tuple[float, float] | None]:
    def point(code: str) -> tuple[float, float] | None:
        with sessions() as session:
            row = session.execute(
                select(ImportedPostcode.latitude, ImportedPostcode.longitude).where(ImportedPostcode.code == code)
            ).first()
        return (row.latitude, row.longitude) if row is not None else None

    return point
