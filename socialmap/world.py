"""What the map knows beyond its listings, as one unchanging picture: postcodes, regions, taxonomies, desks.

A picture is made from published documents and is replaced as a whole when one of them changes, so a request never
sees half of a change.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
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
    geography_seq = newest_seq(session, ("geography",))
    same_geography = before is not None and before.geography_seq == geography_seq
    regions = [document.body for document in current_documents(session, "region")]
    return World(
        seq=seq,
        geography_seq=geography_seq,
        places=before.places if before is not None and same_geography else _postcodes(session, sessions),
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
    """The embedded table, with the imported postcodes over it."""
    table = PostcodeTable.embedded()
    digits = func.substr(ImportedPostcode.code, 1, PC4_LENGTH)
    is_pc6 = func.length(ImportedPostcode.code) > PC4_LENGTH
    rows = session.scalars(select(ImportedPostcode).where(~is_pc6)).all()
    if rows:
        table = table.with_rows(_row(row) for row in rows)
    with_pc6 = session.scalars(select(digits).where(is_pc6).distinct()).all()
    lacking = [code for code in with_pc6 if code not in table]
    if lacking:
        full = session.scalars(select(ImportedPostcode).where(is_pc6, digits.in_(lacking))).all()
        table = table.with_rows(_middles(full, table))
    return table.with_pc6(_pc6_lookup(sessions)) if with_pc6 else table


def _row(row: ImportedPostcode) -> PostcodeRow:
    return PostcodeRow(
        code=row.code,
        latitude=row.latitude,
        longitude=row.longitude,
        place=row.place or "",
        municipality_code=row.municipality_code,
        province_code=row.province_code,
    )


def _middles(rows: Iterable[ImportedPostcode], table: PostcodeTable) -> Iterator[PostcodeRow]:
    """A PC4 for each four digits that only full postcodes have: their median point, and the areas most of them name.

    Without a place name among them, that of the nearest PC4 that is known.
    """
    by_digits: defaultdict[str, list[ImportedPostcode]] = defaultdict(list)
    for row in rows:
        by_digits[row.code[:PC4_LENGTH]].append(row)
    for digits, members in by_digits.items():
        latitude, longitude = median(row.latitude for row in members), median(row.longitude for row in members)
        yield PostcodeRow(
            code=digits,
            latitude=latitude,
            longitude=longitude,
            place=_most_named(row.place for row in members) or table.nearest(latitude, longitude).name,
            municipality_code=_most_named(row.municipality_code for row in members),
            province_code=_most_named(row.province_code for row in members),
        )


def _most_named(names: Iterable[str | None]) -> str | None:
    counted = Counter(name for name in names if name)
    return min(counted, key=lambda name: (-counted[name], name)) if counted else None


def _pc6_lookup(sessions: Sessions) -> Callable[[str], tuple[float, float] | None]:
    def point(code: str) -> tuple[float, float] | None:
        with sessions() as session:
            row = session.execute(
                select(ImportedPostcode.latitude, ImportedPostcode.longitude).where(ImportedPostcode.code == code)
            ).first()
        return (row.latitude, row.longitude) if row is not None else None

    return point
