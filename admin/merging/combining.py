"""Her text, the text of a colleague and the text both began with: what conflicts, and what can be taken by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.forms.description import Group
from admin.forms.options import Options
from admin.forms.typed import ID, Typed, typed_of
from admin.records.changes import ShownChange, shown_changes
from admin.records.parts import Part, part_at
from admin.records.subjects import Subject
from core.i18n import gettext, worded
from core.publishing.differences import (
    ORDER,
    Change,
    ChangeKind,
    Conflict,
    Merged,
    Path,
    Side,
    differences,
    is_same,
    merge,
    path_text,
)
from core.publishing.editing import content_of_version
from core.publishing.labels import labels_of
from core.publishing.models import Revision
from core.publishing.snapshots import Content, snapshot

CHOICE = "keuze."


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two edits of one record that met. place: of the form in which hers was typed, which began at base_version.

    base, mine, theirs: whole contents; theirs is what stands there now, as version newest. mine_part: what was typed.
    """

    subject: Subject
    record: Any
    place: str
    base_version: int
    mine_part: Content
    base: Content
    mine: Content
    theirs: Content
    newest: int

    @property
    def part(self) -> Part:
        """The part of the record that her form was about, as it was when she began."""
        return part_at(self.subject, self.base, self.place)

    def merged(self, choices: Mapping[Path, Side] | None = None) -> Merged:
        """Both edits in one content, with the conflicts that were not decided."""
        return merge(self.base, self.mine, self.theirs, choices)


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A place that both changed, as the page asks about it. name: of its radio buttons. before: what stood there.

    mine, theirs: each against what stood there. chosen: "mine", "theirs", or "" when nothing was chosen yet.
    """

    name: str
    label: str
    before: str
    mine: ShownChange
    theirs: ShownChange
    chosen: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Other:
    """A version that was saved meanwhile."""

    author: str
    at: datetime
    comment: str | None
    version: int


def meeting_of(
    session: Session, subject: Subject, record: Any, place: str, base_version: int, mine_part: Content
) -> Meeting:
    """What was typed in a form that began at an older version, beside what stands there now.

    Raises NoSuchVersion, and NoSuchPart for a place that the record did not have then.
    """
    base = content_of_version(session, subject.kind, record.id, base_version)
    mine = part_at(subject, base, place).put(base, mine_part)
    return Meeting(subject, record, place, base_version, mine_part, base, mine, snapshot(record), record.version)


def others_of(session: Session, meeting: Meeting) -> list[Other]:
    """Who saved the record since she began, the newest first."""
    rows = session.scalars(
        select(Revision)
        .where(
            Revision.record_kind == meeting.subject.kind_name,
            Revision.record_id == meeting.record.id,
            Revision.version > meeting.base_version,
        )
        .order_by(Revision.version.desc())
        .limit(20)
    )
    return [Other(row.author, row.created_at, row.comment, row.version) for row in rows]


def choices_in(conflicts: Sequence[Conflict], posted: Mapping[str, str]) -> dict[Path, Side]:
    """What was chosen of these conflicts."""
    sides = {side.value: side for side in Side}
    given = {conflict.path: sides.get(posted.get(name_of(conflict.path), "")) for conflict in conflicts}
    return {path: side for path, side in given.items() if side is not None}


def still_meant(
    choices: Mapping[Path, Side], seen: Sequence[Conflict], conflicts: Sequence[Conflict]
) -> dict[Path, Side]:
    """The choices of an earlier page about which nothing changed since: the colleague's text is still the same."""
    before = {conflict.path: conflict.theirs for conflict in seen}
    same = {item.path for item in conflicts if item.path in before and is_same(before[item.path], item.theirs)}
    return {path: side for path, side in choices.items() if path in same}


def name_of(path: Path) -> str:
    """The name of the radio buttons of a conflict."""
    return f"{CHOICE}{path_text(path)}"


def shown_conflicts(
    session: Session, meeting: Meeting, choices: Mapping[Path, Side], *, asked_again: bool
) -> list[ShownConflict]:
    """The conflicts in words. asked_again: whether those without a choice are shown as missing."""
    options = Options(session, {**meeting.base, **meeting.theirs, **meeting.mine})
    return [_shown(meeting, item, options, choices.get(item.path), asked_again) for item in meeting.merged().conflicts]


def _shown(
    meeting: Meeting, conflict: Conflict, options: Options, choice: Side | None, asked_again: bool
) -> ShownConflict:
    mine = _against_base(meeting, conflict, conflict.mine, meeting.mine, options)
    theirs = _against_base(meeting, conflict, conflict.theirs, meeting.theirs, options)
    return ShownConflict(
        name=name_of(conflict.path),
        label=mine.label,
        before=mine.old,
        mine=mine,
        theirs=theirs,
        chosen=choice.value if choice is not None else "",
        missing=asked_again and choice is None,
    )


def _against_base(meeting: Meeting, conflict: Conflict, value: Any, content: Content, options: Options) -> ShownChange:
    if conflict.path[-1] == ORDER:
        return _order(meeting, conflict.path, conflict.base, value)
    change = Change(conflict.path, ChangeKind.CHANGED, conflict.base, value)
    [shown] = shown_changes(meeting.subject, [change], meeting.base, content, options)
    return shown


def _order(meeting: Meeting, path: Path, before: Sequence[str], after: Sequence[str]) -> ShownChange:
    """The names of the parts of a list, in both orders."""

    def named(ids: Sequence[str]) -> str:
        steps = (labels_of(meeting.subject.model, (*path[:-1], item), meeting.theirs, meeting.mine) for item in ids)
        return "\n".join(step[-1].detail or "–" for step in steps)

    steps = labels_of(meeting.subject.model, path, meeting.theirs)
    return ShownChange(", ".join(worded(step.label) for step in steps), named(before), named(after))


def taken_by_itself(session: Session, meeting: Meeting) -> tuple[list[ShownChange], list[ShownChange]]:
    """What only she changed, and what only her colleague changed, or both alike: nobody needs to choose there."""
    disputed = [conflict.path for conflict in meeting.merged().conflicts]
    options = Options(session, {**meeting.base, **meeting.theirs, **meeting.mine})

    def of(content: Content) -> list[ShownChange]:
        changes = [item for item in differences(meeting.base, content) if not _touches(item, disputed)]
        return list(shown_changes(meeting.subject, changes, meeting.base, content, options))

    return of(meeting.mine), of(meeting.theirs)


def _touches(change: Change, disputed: Sequence[Path]) -> bool:
    """Whether a change is about a place that is asked about: the same, within it, or around it."""
    path = (*change.path, ORDER) if change.kind is ChangeKind.MOVED else change.path
    return any(path[: len(place)] == place or place[: len(path)] == path for place in disputed)


def pairs_of(group: Group, content: Content, options: Options) -> list[tuple[str, str]]:
    """What a form with this content would post, to go on with it there."""
    typed = typed_of(group, content)
    options.show_organizations(group, typed)
    return list(_pairs(group, typed, ""))


def _pairs(group: Group, typed: Typed, place: str) -> Iterator[tuple[str, str]]:
    if place and group.many:
        yield f"{place}.{ID}", typed.id
    for name, texts in typed.values.items():
        yield from ((f"{place}.{name}" if place else name, text) for text in texts)
    for below in group.groups:
        here = f"{place}.{below.name}" if place else below.name
        for number, row in enumerate(typed.rows.get(below.name, ())):
            yield from _pairs(below, row, f"{here}.{number}" if below.many else here)


def fault_words(meeting: Meeting, path: Sequence[str | int], content: Content) -> str:
    """Where in a content a fault is, in words."""
    steps = labels_of(meeting.subject.model, path, content)
    words = [f"{worded(step.label)} '{step.detail}'" if step.detail else worded(step.label) for step in steps]
    return ", ".join(words) or gettext("Gegevens")
