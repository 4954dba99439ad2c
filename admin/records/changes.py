"""Differences between two contents of a record, in words: which field, what it said, what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from admin.forms.description import Field, Group
from admin.forms.options import Options
from admin.forms.typed import typed_of
from admin.records.subjects import Subject
from core.i18n import gettext, worded
from core.publishing.differences import Change, ChangeKind, Path
from core.publishing.labels import labels_of
from core.publishing.snapshots import Content
from core.publishing.words import WordKind, word_changes

SHORTEST_TEXT = 40  # signs from which on a text is compared word by word
_PIECES = {WordKind.SAME: "same", WordKind.REMOVED: "gone", WordKind.ADDED: "new"}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A difference as a page shows it. label: the field, with the parts it is in. old, new: texts, "" for nothing.

    words: the text in pieces, each with "same", "gone" or "new", when both sides are running text.
    """

    label: str
    old: str
    new: str
    words: Sequence[tuple[str, str]] | None = None


def shown_changes(
    subject: Subject, changes: Sequence[Change], old: Content, new: Content, options: Options
) -> Iterator[ShownChange]:
    """The differences of a record, in its own words."""
    for change in changes:
        label = _label(subject, change, old, new)
        if change.kind is ChangeKind.MOVED:
            yield ShownChange(label, "", gettext("staat in een andere volgorde"))
            continue
        item = _asked(subject.form, change.path)
        before, after = _text(item, change.old, options), _text(item, change.new, options)
        yield ShownChange(label, before, after, _words(before, after))


def _label(subject: Subject, change: Change, old: Content, new: Content) -> str:
    steps = labels_of(subject.model, change.path, new, old)
    return ", ".join(f"{worded(step.label)} '{step.detail}'" if step.detail else worded(step.label) for step in steps)


def _asked(form: Group, path: Path) -> Field | Group | None:
    """The question or group at a path; ids of rows are passed over."""
    found: Field | Group | None = form
    for step in path:
        if isinstance(found, Group) and any(item.name == step for item in found.items):
            found = found.item(str(step))
    return found


def _words(before: str, after: str) -> list[tuple[str, str]] | None:
    if min(len(before), len(after)) < SHORTEST_TEXT:
        return None
    return [(_PIECES[piece.kind], piece.text) for piece in word_changes(before, after)]


def _text(item: Field | Group | None, value: Any, options: Options) -> str:
    if value is None:
        return ""
    if isinstance(item, Field):
        texts = typed_of(Group("", "", "", (item,), many=False, keyed=False), {item.name: value}).values[item.name]
        known = dict(options.of(item, texts)) if item.taxonomy or item.choices or item.widget == "location" else {}
        return ", ".join(known.get(text, text) for text in texts)
    if isinstance(item, Group):
        rows = value if isinstance(value, list) else [value]
        return "\n".join(_row_text(item, row, options) for row in rows if isinstance(row, dict))
    return str(value)


def _row_text(group: Group, row: Content, options: Options) -> str:
    told = [_text(item, row.get(item.name), options) for item in group.items]
    return "; ".join(text for text in told if text)
