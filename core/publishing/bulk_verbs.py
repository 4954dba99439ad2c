"""What can be done to many records at once: each verb tells beforehand what it would change, does it, and puts it back.

Assigning an owner and a day to verify again is about the work, not the content: as with "klopt nog", the version does
not rise and what is public stays as it is. Codes are content: a record gets a new version that waits for review.
"""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.publishing.auditing import record_action
from core.publishing.checks import Moment, findings
from core.publishing.editing import content_of_version, save_content
from core.publishing.kinds import kinds
from core.publishing.models import RecordState
from core.publishing.publishing import mark
from core.publishing.shapes import Shape, shape_of
from core.publishing.showing_again import show_again
from core.publishing.snapshots import Content, snapshot
from core.publishing.workflow import (
    ALREADY_IN_REVIEW,
    IN_ARCHIVE,
    NOTHING_CHANGED,
    Blocked,
    NotAllowed,
    Standing,
    approve,
    archive,
    check_approval,
    standing,
    submit,
)

CHANGES_NOTHING = N_("Dit verandert hier niets.")
LONGEST_OWNER = 200
LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class Before:
    """How a record stood before the change. seq: the newest document number then. values: what the verb set."""

    version: int
    state: RecordState
    published_version: int | None
    seq: int
    values: Mapping[str, Any]


class BulkVerb(ABC):
    """Something that can be done to many records."""

    name: ClassVar[str]

    @abstractmethod
    def effect(self, session: Session, record: Any) -> Message:
        """What it would do to this record, in words."""

    @abstractmethod
    def refusals(self, session: Session, record: Any, by: str) -> list[Message]:
        """Why it cannot be done to this record; empty when it can."""

    @abstractmethod
    def apply(self, session: Session, record: Any, by: str, origin: str) -> None:
        """Do it. Raises NotAllowed, ContentRefused or StaleEdit when it cannot be done."""

    @abstractmethod
    def put_back(self, session: Session, record: Any, by: str, origin: str, before: Before) -> None:
        """Let the record be as it was, nobody having touched it since."""

    def values(self, record: Any) -> Content:
        """The values it sets, as they stand in a record now."""
        return {}

    def as_json(self) -> Content:
        """The verb as plain values."""
        return {"name": self.name, **{key: _plain(value) for key, value in asdict(self).items()}}  # type: ignore[call-overload]  # every verb is a dataclass


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class _SetWork(BulkVerb):
    """Sets one column that is about the work on a record."""

    column: ClassVar[str]

    @property
    @abstractmethod
    def value(self) -> Any:
        """What the column becomes."""

    def refusals(self, session: Session, record: Any, by: str) -> list[Message]:
        return [Message(CHANGES_NOTHING)] if getattr(record, self.column) == self.value else []

    def apply(self, session: Session, record: Any, by: str, origin: str) -> None:
        _refuse(self.refusals(session, record, by))
        _set(session, record, self.column, self.value)
        _audit(session, record, by, self.name, origin, {self.column: _plain(self.value)})

    def put_back(self, session: Session, record: Any, by: str, origin: str, before: Before) -> None:
        kept = before.values[self.column]
        _set(session, record, self.column, date.fromisoformat(kept) if kept and self.column == "review_by" else kept)
        _audit(session, record, by, f"undo-{self.name}", origin, {self.column: kept})

    def values(self, record: Any) -> Content:
        return {self.column: _plain(getattr(record, self.column))}


@dataclass(frozen=True, slots=True)
class AssignOwner(_SetWork):
    """Give records to somebody of the staff; None to nobody."""

    owner: str | None
    name: ClassVar[str] = "assign-owner"
    column: ClassVar[str] = "owner"

    @property
    def value(self) -> str | None:
        return self.owner

    def effect(self, session: Session, record: Any) -> Message:
        values = {"before": record.owner or "-", "after": self.owner or "-"}
        return Message(N_("Eigenaar: van %(before)s naar %(after)s."), values)


@dataclass(frozen=True, slots=True)
class SetReviewBy(_SetWork):
    """Set the day before which records must be verified again."""

    review_by: date
    name: ClassVar[str] = "set-review-by"
    column: ClassVar[str] = "review_by"

    @property
    def value(self) -> date:
        return self.review_by

    def effect(self, session: Session, record: Any) -> Message:
        values = {"before": _plain(record.review_by) or "-", "after": self.review_by.isoformat()}
        return Message(N_("Nakijken voor: van %(before)s naar %(after)s."), values)


@dataclass(frozen=True, slots=True)
class Submit(BulkVerb):
    """Submit records for review."""

    name: ClassVar[str] = "submit"

    def effect(self, session: Session, record: Any) -> Message:
        return Message(N_("Gaat ter controle."))

    def refusals(self, session: Session, record: Any, by: str) -> list[Message]:
        reasons = {
            Standing.IN_REVIEW: ALREADY_IN_REVIEW,
            Standing.ARCHIVED: IN_ARCHIVE,
            Standing.PUBLISHED: NOTHING_CHANGED,
        }
        reason = reasons.get(standing(record))
        return [Message(reason)] if reason else []

    def apply(self, session: Session, record: Any, by: str, origin: str) -> None:
        submit(session, record, by)

    def put_back(self, session: Session, record: Any, by: str, origin: str, before: Before) -> None:
        mark(session, [record], before.state, before.published_version)
        _audit(session, record, by, "undo-submit", origin, {})


@dataclass(frozen=True, slots=True)
class Publish(BulkVerb):
    """Publish records. four_eyes: whether somebody else must have made them."""

    four_eyes: bool
    name: ClassVar[str] = "publish"

    def effect(self, session: Session, record: Any) -> Message:
        return Message(N_("Versie %(version)s wordt gepubliceerd."), {"version": record.version})

    def refusals(self, session: Session, record: Any, by: str) -> list[Message]:
        try:
            check_approval(session, record, by, four_eyes=self.four_eyes)
        except Blocked as blocked:
            return [item.message for item in blocked.findings]
        except NotAllowed as refused:
            return [refused.message]
        return []

    def apply(self, session: Session, record: Any, by: str, origin: str) -> None:
        approve(session, record, by, four_eyes=self.four_eyes)

    def put_back(self, session: Session, record: Any, by: str, origin: str, before: Before) -> None:
        _show_as_before(session, record, by, origin, before)


@dataclass(frozen=True, slots=True)
class Archive(BulkVerb):
    """Take records away from the public and put them in the archive."""

    name: ClassVar[str] = "archive"

    def effect(self, session: Session, record: Any) -> Message:
        pointing = len(findings(session, record, Moment.WITHDRAW))
        if pointing:
            return Message(N_("Gaat naar het archief. Er verwijzen %(count)s dingen naar."), {"count": pointing})
        return Message(N_("Gaat naar het archief."))

    def refusals(self, session: Session, record: Any, by: str) -> list[Message]:
        if record.state is RecordState.ARCHIVED:
            return [Message(N_("Dit staat al in het archief."))]
        return [item.message for item in findings(session, record, Moment.WITHDRAW) if item.blocks]

    def apply(self, session: Session, record: Any, by: str, origin: str) -> None:
        archive(session, record, by)

    def put_back(self, session: Session, record: Any, by: str, origin: str, before: Before) -> None:
        _show_as_before(session, record, by, origin, before)


@dataclass(frozen=True, slots=True)
class _ChangeCode(BulkVerb):
    """Adds a code to a list, or takes it out, wherever the record or a part of it has that list."""

    field: str
    code: str

    @abstractmethod
    def changed(self, codes: list[str]) -> list[str]:
        """The list as it becomes."""

    def refusals(self, session: Session, record: Any, by: str) -> list[Message]:
        content = snapshot(record)
        return [Message(CHANGES_NOTHING)] if self._content(record) == content else []

    def apply(self, session: Session, record: Any, by: str, origin: str) -> None:
        _refuse(self.refusals(session, record, by))
        save_content(session, kinds.of(record), record, self._content(record), by=by, origin=origin)

    def put_back(self, session: Session, record: Any, by: str, origin: str, before: Before) -> None:
        kind = kinds.of(record)
        old = content_of_version(session, kind, record.id, before.version)
        save_content(session, kind, record, old, by=by, origin=origin)
        # What was public before is what the record says again.
        shown = record.version if before.published_version == before.version else before.published_version
        mark(session, [record], before.state, shown)

    def _content(self, record: Any) -> Content:
        content = copy.deepcopy(snapshot(record))
        for part in _parts_with(shape_of(type(record)), content, self.field):
            codes = self.changed(list(part.get(self.field) or ()))
            if codes:
                part[self.field] = codes
            else:
                part.pop(self.field, None)
        return content


@dataclass(frozen=True, slots=True)
class AddCode(_ChangeCode):
    """Add a code to a list of codes, such as `care_types`."""

    name: ClassVar[str] = "add-code"

    def changed(self, codes: list[str]) -> list[str]:
        return codes if self.code in codes else [*codes, self.code]

    def effect(self, session: Session, record: Any) -> Message:
        return Message(N_("%(code)s komt erbij."), {"code": self.code})


@dataclass(frozen=True, slots=True)
class RemoveCode(_ChangeCode):
    """Take a code out of a list of codes."""

    name: ClassVar[str] = "remove-code"

    def changed(self, codes: list[str]) -> list[str]:
        return [code for code in codes if code != self.code]

    def effect(self, session: Session, record: Any) -> Message:
        return Message(N_("%(code)s gaat eraf."), {"code": self.code})


_FROM_JSON: dict[str, Callable[[Content], BulkVerb]] = {
    AssignOwner.name: lambda values: AssignOwner(values["owner"]),
    SetReviewBy.name: lambda values: SetReviewBy(date.fromisoformat(values["review_by"])),
    Submit.name: lambda values: Submit(),
    Publish.name: lambda values: Publish(bool(values["four_eyes"])),
    Archive.name: lambda values: Archive(),
    AddCode.name: lambda values: AddCode(values["field"], values["code"]),
    RemoveCode.name: lambda values: RemoveCode(values["field"], values["code"]),
}


def verb_from_json(given: Content) -> BulkVerb:
    """The verb that `as_json` wrote down. Raises ValueError for one that is unknown or misses a value."""
    try:
        return _FROM_JSON[given["name"]](given)
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no bulk verb: {given!r}") from error


def code_fields(model: type[Any]) -> dict[str, str]:
    """The lists of codes in a record of this model and its parts: the field, and the taxonomy its codes are from."""
    return dict(_lists_of(shape_of(model)))


def _lists_of(shape: Shape) -> Iterator[tuple[str, str]]:
    for name, column in shape.columns.items():
        if "taxonomy" in column.info:
            yield name, column.info["taxonomy"]
    for part in shape.parts.values():
        yield from _lists_of(part.shape)


def _parts_with(shape: Shape, content: Content, field: str) -> Iterator[Content]:
    """Every part of a content, the whole included, whose model has this field."""
    if field in shape.columns:
        yield content
    for name, part in shape.parts.items():
        found = content.get(name)
        items: list[Content] = found if isinstance(found, list) else [found] if found else []
        for item in items:
            yield from _parts_with(part.shape, item, field)


def _show_as_before(session: Session, record: Any, by: str, origin: str, before: Before) -> None:
    """Let the public see what it saw before, and the record stand where it stood."""
    mark(session, [record], before.state, before.published_version)
    seqs = show_again(session, record.id, before.seq)
    _audit(session, record, by, "undo-publication", origin, {"documents": len(seqs)})


def _refuse(reasons: list[Message]) -> None:
    if reasons:
        raise NotAllowed(reasons[0])


def _set(session: Session, record: Any, column: str, value: Any) -> None:
    """Set a column without raising the version."""
    model = type(record)
    session.execute(
        update(model)
        .where(model.id == record.id)
        .values(**{column: value})
        .execution_options(synchronize_session=False)
    )
    session.expire(record, [column])


def _audit(session: Session, record: Any, by: str, action: str, origin: str, detail: Content) -> None:
    record_action(
        session,
        actor=by,
        action=action,
        detail={"version": record.version, "origin": origin, **detail},
        record_kind=kinds.of(record).name,
        record_id=record.id,
    )
