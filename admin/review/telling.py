"""A record in review: who offered it, who worked on it, and whether the reader may publish it herself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.publishing.kinds import kinds
from core.publishing.reviewing import submissions
from core.publishing.workflow import Standing, authors_since_publication, standing


@dataclass(frozen=True, slots=True)
class Review:
    """What the page of a record in review tells besides what changes.

    by, at: who offered it and when; None when no line tells. authors: everybody who worked on it since the public
    last got to see it. own_work: the reader is one of them, and somebody else must publish it. is_new: nothing of it
    is public, so there is nothing to compare with.
    """

    by: str | None
    at: datetime | None
    authors: Sequence[str]
    own_work: bool
    is_new: bool


def review_of(session: Session, record: Any, reader: str, *, four_eyes: bool) -> Review | None:
    """What to tell of a record in review; None when it is not in review."""
    if standing(record) is not Standing.IN_REVIEW:
        return None
    offered = submissions(session, kinds.of(record).name, [record.id]).get(record.id)
    authors = sorted(authors_since_publication(session, record))
    return Review(
        by=offered.by if offered is not None else None,
        at=offered.at if offered is not None else None,
        authors=authors,
        own_work=four_eyes and reader in authors,
        is_new=record.published_version is None,
    )
