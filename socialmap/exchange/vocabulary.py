"""What the cells of a file are checked against, as it stands in the database now."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from socialmap.fields import Vocabulary
from socialmap.geography.places import PostcodeTable
from socialmap.models import Organization
from socialmap.vocabulary import words_of

KEYS = select(Organization.id, Organization.external_id, Organization.parent_id)


def vocabulary_of(session: Session, places: PostcodeTable) -> Vocabulary:
    """What a file may name: terms of every taxonomy, named regions, organizations that are there, postcodes."""
    rows = session.execute(KEYS).all()
    keys = {row.id: row.external_id or str(row.id) for row in rows}
    organizations = {keys[row.id]: keys[row.parent_id] if row.parent_id else None for row in rows}
    return replace(words_of(session, places), organizations=organizations)
