"""The way of a record to the public and back: draft, in review, published, archived.

A record is a working copy: what is public stays public while it is edited, reviewed and sent back. Each step is a
verb that says who does it, refuses what may not happen, and leaves a line in the audit trail. `expected_version` is
the version that the person was looking at: when it is no longer the newest, the step raises StaleEdit.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.publishing.auditing import record_action
from core.publishing.checks import Finding, Moment, findings
from core.publishing.kinds import kinds
from core.publishing.models import Document, RecordState, Revision
from core.publishing.publishing import StaleEdit, mark, publish, withdraw
from core.publishing.reviewing import LONGEST_COMMENT, Step, add_comment


class NotAllowed(Exception):
    """A step that may not be taken now. message: why not, and what can be done."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


class Blocked(NotAllowed):
    """Something must be mended first. findings: everything that blocks."""

    def __init__(self, found: Sequence[Finding]) -> None:
        self.findings = tuple(found)
        super().__init__(Message(N_("Dit kan nog niet. Herstel eerst wat ontbreekt of niet klopt.")))


class Standing(StrEnum):
    """Where the work on a record stands, as people say it: its state, and whether the public sees an older version."""

    DRAFT = "draft"
    CHANGED = "changed"
    IN_REVIEW = "in review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


STANDING_WORDS = {
    Standing.DRAFT: N_("concept"),
    Standing.CHANGED: N_("gewijzigd, nog niet gepubliceerd"),
    Standing.IN_REVIEW: N_("ter controle"),
    Standing.PUBLISHED: N_("gepubliceerd"),
    Standing.ARCHIVED: N_("in het archief"),
}

ALREADY_IN_REVIEW = N_("Dit staat al ter controle.")
IN_ARCHIVE = N_("Dit staat in het archief. Haal het eerst terug.")
NOT_IN_ARCHIVE = N_("Dit staat niet in het archief.")
NOTHING_CHANGED = N_("Er is niets veranderd sinds de laatste publicatie.")
NOT_IN_REVIEW = N_("Dit staat niet ter controle.")
SUBMIT_FIRST = N_("Bied dit eerst aan voor controle. Een collega kijkt het na en publiceert.")
OWN_WORK = N_("U hebt hier zelf aan gewerkt sinds de laatste publicatie. Een collega moet het nakijken en publiceren.")
SAY_WHY = N_("Schrijf erbij wat er anders moet.")
TOO_LONG = N_("Uw opmerking is te lang: hoogstens %(most)s tekens.")


def standing(record: Any) -> Standing:
    """Where the work on a record stands."""
    if record.state is RecordState.ARCHIVED:
        return Standing.ARCHIVED
    if record.state is RecordState.IN_REVIEW:
        return Standing.IN_REVIEW
    if record.published_version is None:
        return Standing.DRAFT
    return Standing.PUBLISHED if record.published_version >= record.version else Standing.CHANGED


def submit(
    session: Session, record: Any, by: str, comment: str | None = None, *, expected_version: int | None = None
) -> None:
    """Ask a colleague to look at the present version. Raises NotAllowed when there is nothing to look at."""
    hold(session, record, expected_version)
    match standing(record):
        case Standing.IN_REVIEW:
            raise NotAllowed(Message(ALREADY_IN_REVIEW))
        case Standing.ARCHIVED:
            raise NotAllowed(Message(IN_ARCHIVE))
        case Standing.PUBLISHED:
            raise NotAllowed(Message(NOTHING_CHANGED))
        case _:
            _step(session, record, by, Step.SUBMIT, RecordState.IN_REVIEW, comment)


def send_back(session: Session, record: Any, by: str, comment: str, *, expected_version: int | None = None) -> None:
    """Give a record in review back to who worked on it, with what must be different. The public sees what it saw."""
    hold(session, record, expected_version)
    if record.state is not RecordState.IN_REVIEW:
        raise NotAllowed(Message(NOT_IN_REVIEW))
    if not comment.strip():
        raise NotAllowed(Message(SAY_WHY))
    _step(session, record, by, Step.SEND_BACK, RecordState.DRAFT, comment)


def approve(
    session: Session,
    record: Any,
    by: str,
    *,
    four_eyes: bool,
    comment: str | None = None,
    expected_version: int | None = None,
) -> list[int]:
    """Publish the present version; gives the numbers of the documents that were added.

    four_eyes: whether somebody else must have made it (the setting FOUR_EYES). Raises NotAllowed when it may not be
    published, Blocked with what must be mended first.
    """
    hold(session, record, expected_version)
    check_approval(session, record, by, four_eyes=four_eyes)
    _check_length(comment)
    if comment and comment.strip():
        add_comment(session, record, by, comment, Step.PUBLISH)
    return publish(session, record, by, comment=comment)


def check_approval(session: Session, record: Any, by: str, *, four_eyes: bool) -> None:
    """Raises NotAllowed, or Blocked, when `by` may not publish the present version now."""
    match standing(record):
        case Standing.ARCHIVED:
            raise NotAllowed(Message(IN_ARCHIVE))
        case Standing.PUBLISHED:
            raise NotAllowed(Message(NOTHING_CHANGED))
        case Standing.DRAFT | Standing.CHANGED if four_eyes:
            raise NotAllowed(Message(SUBMIT_FIRST))
        case _:
            pass
    if four_eyes and by in authors_since_publication(session, record):
        raise NotAllowed(Message(OWN_WORK))
    _refuse_blocked(session, record, Moment.PUBLISH)


def archive(
    session: Session,
    record: Any,
    by: str,
    comment: str | None = None,
    *,
    expected_version: int | None = None,
    replaced_by: Document | None = None,
) -> list[int]:
    """Take a record away from the public and put it in the archive; gives the numbers of the withdrawals.

    replaced_by: the public document to which readers are sent on, as of the entry that stays when two were one.

    What warns (who points at it) is asked before, with `findings(session, record, Moment.WITHDRAW)`: wrong
    information must be able to go at once. Raises NotAllowed when it is in the archive already.
    """
    hold(session, record, expected_version)
    if record.state is RecordState.ARCHIVED:
        raise NotAllowed(Message(N_("Dit staat al in het archief.")))
    _check_length(comment)
    _refuse_blocked(session, record, Moment.WITHDRAW)
    if comment and comment.strip():
        add_comment(session, record, by, comment, Step.WITHDRAW)
    return withdraw(session, record, by, comment=comment, replaced_by=replaced_by)


def reopen(
    session: Session, record: Any, by: str, comment: str | None = None, *, expected_version: int | None = None
) -> None:
    """Take a record out of the archive, as a draft."""
    hold(session, record, expected_version)
    if record.state is not RecordState.ARCHIVED:
        raise NotAllowed(Message(NOT_IN_ARCHIVE))
    _step(session, record, by, Step.REOPEN, RecordState.DRAFT, comment)


def authors_since_publication(session: Session, record: Any) -> set[str]:
    """Who made the present version what it is: everybody who saved it since the public last got to see it.

    Who imported a file is the author of what its rows changed.
    """
    kind = kinds.of(record).name
    since = record.published_version
    if since is None:
        shown = select(func.max(Document.version)).where(Document.record_id == record.id, ~Document.withdrawn)
        since = session.execute(shown).scalar_one() or 0
    query = select(Revision.author).where(
        Revision.record_kind == kind, Revision.record_id == record.id, Revision.version > since
    )
    return set(session.scalars(query.distinct()))


def hold(session: Session, record: Any, expected_version: int | None = None) -> None:
    """Keep others from changing the record until the transaction ends, and read afresh where it stands.

    expected_version: the version somebody decided about. Raises StaleEdit when it, or the version that was read, is
    no longer the newest.
    """
    session.flush()
    model = type(record)
    held = session.execute(
        select(model.version, model.state, model.published_version).where(model.id == record.id).with_for_update()
    ).one()
    mine = record.version if expected_version is None else expected_version
    if not held.version == mine == record.version:
        raise StaleEdit(kinds.of(record).name, record.id, mine, held.version)
    if (held.state, held.published_version) != (record.state, record.published_version):
        session.expire(record, ["state", "published_version"])


def _step(session: Session, record: Any, by: str, step: Step, state: RecordState, comment: str | None) -> None:
    _check_length(comment)
    mark(session, [record], state, record.published_version)
    said = comment.strip() if comment else ""
    if said:
        add_comment(session, record, by, said, step)
    record_action(
        session,
        actor=by,
        action=step.value,
        detail={"version": record.version, **({"comment": said} if said else {})},
        record_kind=kinds.of(record).name,
        record_id=record.id,
    )


def _check_length(comment: str | None) -> None:
    if comment and len(comment.strip()) > LONGEST_COMMENT:
        raise NotAllowed(Message(TOO_LONG, {"most": LONGEST_COMMENT}))


def _refuse_blocked(session: Session, record: Any, moment: Moment) -> None:
    blocking = [item for item in findings(session, record, moment) if item.blocks]
    if blocking:
        raise Blocked(blocking)
