"""What the cells of a file are checked against, as it stands in the database now."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from socialmap.exchange.columns import Vocabulary
from socialmap.geography.areas import Region as AreaRegion
from socialmap.geography.areas import RegionIndex
from socialmap.geography.places import PostcodeTable
from socialmap.models import Organization, Region, Taxonomy, Term

KEYS = select(Organization.id, Organization.external_id, Organization.parent_id)


def vocabulary_of(session: Session, places: PostcodeTable) -> Vocabulary:
    """What a file may name: terms of every taxonomy, named regions, organizations that are there, postcodes."""
    keys = {row.id: row.external_id or str(row.id) for row in session.execute(KEYS)}
    terms: dict[str, set[str]] = {}
    for slug, code in session.execute(select(Taxonomy.slug, Term.code).join(Taxonomy.terms)):
        terms.setdefault(slug, set()).add(code)
    return Vocabulary(
        terms={slug: frozenset(codes) for slug, codes in terms.items()},
        regions=RegionIndex(
            AreaRegion(row.code, row.kind, row.name, tuple(row.members), row.provisional)
            for row in session.scalars(select(Region))
        ),
        organizations={keys[row.id]: keys[row.parent_id] if row.parent_id else None for row in session.execute(KEYS)},
        places=places,
    )
