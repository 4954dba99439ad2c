"""Saving what an editor made of a record, as its content; refusing what cannot be kept, with every fault at its place.

The verbs take the session and never commit. A face that writes calls `core.orm.begin_write` before it reads.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.orm import utc_now
from core.publishing.auditing import record_action
from core.publishing.contents import write_content
from core.publishing.kinds import Kind
from core.publishing.models import RecordState, Revision
from core.publishing.publishing import mark, save_revisions
from core.publishing.shapes import ASSURED
from core.publishing.snapshots import Content, snapshot
from core.publishing.workflow import hold

# What every kind says in the same words.
MISSING = N_("Dit is verplicht.")
NOT_TEXT = N_("Geef tekst.")
NOT_A_LIST = N_("Geef een lijst.")
NOT_FIELDS = N_("Geef velden met een waarde.")
TOO_MANY = N_("Er staan %(count)s waarden. Er mogen er %(most)s.")
SLUG_TAKEN = N_("Deze naam in het webadres is al van iets anders.")

Path = tuple[str | int, ...]
"""A place in a content, as ("services", 0, "phones", 1, "number"): names of fields, and places in a list from 0."""


@dataclass(frozen=True, slots=True)
class ContentFault:
    """What is wrong at one place of a content, and what to do about it. path: () for the whole."""

    path: Path
    message: Message

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or '-'}: {self.message}"


class ContentRefused(ValueError):
    """Nothing was saved. `faults` names everything that is wrong, each once, so that it can be mended in one go."""

    def __init__(self, faults: Sequence[ContentFault]) -> None:
        self.faults = tuple(fault for place, fault in enumerate(faults) if fault not in faults[:place])
        super().__init__("; ".join(map(str, self.faults)))


class NotEdited(LookupError):
    """This kind is not edited as a content."""


class NoSuchVersion(LookupError):
    """A record has no revision with this version, or nothing of it is public."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """How a save is told: action for the audit trail, the rest for the revision."""

    by: str
    origin: str
    comment: str | None
    action: str = "save"


def save_content(
    session: Session,
    kind: Kind,
    record: Any | None,
    content: Content,
    *,
    by: str,
    origin: str = "edit",
    comment: str | None = None,
    expected_version: int | None = None,
) -> Any:
    """Keep `content` as the working copy of `record`, or as a new record; gives the record.

    content: as `snapshot` gives it; texts as people type them are read into their one spelling. What is absent becomes
    empty, so change a copy of `snapshot(record)`; only when it was verified (ASSURED) stays when absent. Content that
    says what stands there already changes nothing. expected_version: the version that the editor started from.

    What the public sees stays as it is: a record that is published or in review becomes a draft that keeps its
    `published_version`; one in the archive stays there.

    Raises StaleEdit when the record was saved since, ContentRefused with every fault, NotEdited for a kind that is not
    edited this way. Then nothing was written.
    """
    if kind.save is None:
        raise NotEdited(kind.name)
    if not isinstance(content, dict):
        raise ContentRefused([ContentFault((), Message(NOT_FIELDS))])
    save = kind.save
    if record is not None:
        hold(session, record, expected_version)
    return _save(session, kind, record, lambda: save(session, record, content, by), _Edit(by, origin, comment))


def restore(
    session: Session,
    kind: Kind,
    record: Any,
    version: int,
    *,
    by: str,
    comment: str | None = None,
    expected_version: int | None = None,
) -> Any:
    """Make the content of an earlier version the working copy, with when it was verified; gives the record.

    Raises NoSuchVersion, StaleEdit, and ContentRefused when that content can no longer be kept (a word that was taken
    out of a taxonomy): then an editor mends it in the form.
    """
    if kind.save is None:
        raise NotEdited(kind.name)
    save = kind.save
    hold(session, record, expected_version)
    old = content_of_version(session, kind, record.id, version)
    content = {**dict.fromkeys(ASSURED), **old}
    edit = _Edit(by, f"restore {version}", comment, action="restore")
    return _save(session, kind, record, lambda: save(session, record, content, by), edit)


def discard_working_copy(
    session: Session,
    kind: Kind,
    record: Any,
    *,
    by: str,
    comment: str | None = None,
    expected_version: int | None = None,
) -> Any:
    """Go back to what the public sees; gives the record, which is published again as it stands.

    When it was last verified stays as it is. The discarded work stays among the revisions. Raises NoSuchVersion when
    nothing is public, StaleEdit.
    """
    hold(session, record, expected_version)
    if record.published_version is None:
        raise NoSuchVersion(f"nothing of {kind.name} {record.id} is public")
    if record.published_version == record.version:
        return record
    old = content_of_version(session, kind, record.id, record.published_version)
    content = {name: value for name, value in old.items() if name not in ASSURED}
    shown = record.published_version
    write_content(session, record, content)
    record.modified_at = utc_now()
    save_revisions(session, [record], by=by, origin=f"discard to {shown}", comment=comment)
    mark(session, [record], RecordState.PUBLISHED, record.version)
    _audit(session, kind, record, _Edit(by, f"discard to {shown}", comment, action="discard"))
    return record


def content_of_version(session: Session, kind: Kind, record_id: uuid.UUID, version: int) -> Content:
    """The content as it was kept at a version. Raises NoSuchVersion."""
    found = session.scalars(
        select(Revision.snapshot)
        .where(Revision.record_kind == kind.name, Revision.record_id == record_id, Revision.version == version)
        .order_by(Revision.id.desc())
        .limit(1)
    ).first()
    if found is None:
        raise NoSuchVersion(f"{kind.name} {record_id} has no version {version}")
    return dict(found)


def _save(session: Session, kind: Kind, record: Any | None, write: Callable[[], Any], edit: _Edit) -> Any:
    before = snapshot(record) if record is not None else None
    # One save is one new version: nothing may be written before everything is in place.
    with session.no_autoflush:
        saved = write()
        unchanged = before is not None and snapshot(saved) == before
    if record is None:
        saved.owner = saved.owner or edit.by
        session.add(saved)
    if unchanged:
        return saved
    if saved.state is not RecordState.ARCHIVED:
        saved.state = RecordState.DRAFT
    saved.modified_at = utc_now()
    save_revisions(session, [saved], by=edit.by, origin=edit.origin, comment=edit.comment)
    _audit(session, kind, saved, edit)
    return saved


def _audit(session: Session, kind: Kind, record: Any, edit: _Edit) -> None:
    detail = {"version": record.version, "origin": edit.origin, **({"comment": edit.comment} if edit.comment else {})}
    record_action(session, actor=edit.by, action=edit.action, detail=detail, record_kind=kind.name, record_id=record.id)
