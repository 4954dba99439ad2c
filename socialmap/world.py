"""What the map knows beyond its listings, as one unchanging picture: postcodes, regions, taxonomies, desks.

A picture is made from published documents and is replaced as a whole when one of them changes, so a request never
sees half of a change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.publishing.localized import localize
from core.publishing.reading import current_documents, newest_seq
from socialmap.desks import DeskDirectory, read_desks
from socialmap.geography.areas import AreaError, Region, RegionIndex, codes_of, parse_area
from socialmap.geography.places import Place, PostcodeTable
from socialmap.postcode_tables import newest_geography, read_postcodes

# Documents that change the picture. "service" is among them because some services are desks.
KINDS = ("taxonomy", "region", "geography", "service")

Sessions = Callable[[], Session]


@dataclass(frozen=True, slots=True)
class World:
    """The picture. seq: of the newest document that is in it; geography_seq: of the newest import of postcodes."""

    seq: int
    geography_seq: int
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


def read_world(session: Session, sessions: Sessions, before: World | None = None) -> World:
    """The picture as it is now. sessions: makes a session for looking up full postcodes later on.

    before: an earlier picture; its postcodes are taken over when the geography did not change since.
    """
    seq = newest_seq(session, KINDS)
    geography_seq = newest_geography(session)
    same_geography = before is not None and before.geography_seq == geography_seq
    regions = [document.body for document in current_documents(session, "region")]
    return World(
        seq=seq,
        geography_seq=geography_seq,
        places=before.places if before is not None and same_geography else read_postcodes(session, sessions),
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
