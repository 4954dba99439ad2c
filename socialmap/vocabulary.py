"""What fields may name, as the staff keep it now: terms of every taxonomy, and regions."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from socialmap.fields import Vocabulary
from socialmap.geography.areas import Region as AreaRegion
from socialmap.geography.areas import RegionIndex
from socialmap.geography.places import PostcodeTable
from socialmap.models import Region, Taxonomy, Term
from socialmap.postcode_tables import places_of


def words_of(session: Session, places: PostcodeTable | None = None) -> Vocabulary:
    """What a field may name. places: the postcodes, when they are at hand."""
    terms: dict[str, set[str]] = {}
    for slug, code in session.execute(select(Taxonomy.slug, Term.code).join(Taxonomy.terms)):
        terms.setdefault(slug, set()).add(code)
    return Vocabulary(
        places=places or places_of(session),
        terms={slug: frozenset(codes) for slug, codes in terms.items()},
        regions=RegionIndex(area_region(row) for row in session.scalars(select(Region))),
    )


def area_region(row: Region) -> AreaRegion:
    """A region as areas are read with."""
    return AreaRegion(row.code, row.kind, row.name, tuple(row.members), row.provisional)
