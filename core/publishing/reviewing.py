"""What people say to each other about a version of a record while it is reviewed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.orm import Base, utc_now
from core.publishing.kinds import kinds
from core.publishing.models import BIG_NUMBER, AuditLine

LONGEST_COMMENT = 2000


class Step(StrEnum):
    """On which occasion something was said. These are also the names of the actions in the audit trail."""

    COMMENT = "comment"
    SUBMIT = "submit"
    SEND_BACK = "send-back"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class ReviewComment(Base):
    """What somebody said about one version of a record. Only the staff sees it."""

    __tablename__ = "review_comment"
    __table_args__ = (Index("ix_review_comment_record", "record_kind", "record_id", "id"),)

    id: Mapped[int] = mapped_column(BIG_NUMBER, primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[uuid.UUID]
    version: Mapped[int]
    author: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    step: Mapped[str] = mapped_column(String(20), default=Step.COMMENT.value)
    text: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Submission:
    """That somebody asked for a review: who, and when."""

    by: str
    at: datetime


def add_comment(session: Session, record: Any, by: str, text: str, step: Step = Step.COMMENT) -> ReviewComment:
    """Say something about the present version of a record. text: at most LONGEST_COMMENT characters, not empty."""
    comment = ReviewComment(
        record_kind=kinds.of(record).name,
        record_id=record.id,
        version=record.version,
        author=by,
        step=step.value,
        text=text.strip()[:LONGEST_COMMENT],
    )
    session.add(comment)
    session.flush()
    return comment


def comments_of(session: Session, record: Any) -> list[ReviewComment]:
    """Everything that was said about a record, the newest first."""
    return list(
        session.scalars(
            select(ReviewComment)
            .where(ReviewComment.record_kind == kinds.of(record).name, ReviewComment.record_id == record.id)
            .order_by(ReviewComment.id.desc())
        )
    )


def submissions(session: Session, kind: str, record_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Submission]:
    """Who last submitted each of these records, and when; at most some hundreds of ids at once."""
    rows = session.execute(
        select(AuditLine.record_id, AuditLine.actor, AuditLine.at)
        .where(
            AuditLine.record_kind == kind,
            AuditLine.record_id.in_(record_ids),
            AuditLine.action == Step.SUBMIT.value,
        )
        .order_by(AuditLine.number)
    )
    return {record_id: Submission(actor, at) for record_id, actor, at in rows if record_id is not None}
