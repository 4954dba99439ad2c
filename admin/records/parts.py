"""A long record is edited a part at a time: its own facts, each of its services, its places. One save is one version
of the whole record. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from admin.forms.description import Group
from admin.records.subjects import Subject
from core.messages import N_
from core.publishing.editing import Path
from core.publishing.snapshots import Content

FACTS = "gegevens"
NEW = "nieuw"
# What a part is called in the address of its page.
PLACES: Mapping[str, str] = {
    "services": "diensten",
    "locations": "locaties",
    "texts": "teksten",
    "terms": "woorden",
    "attachments": "bijlagen",
}
_NAMES = {place: name for name, place in PLACES.items()}
# Of a row that has a page of its own, what its list shows.
_SHOWN_IN_LIST: Mapping[str, tuple[str, ...]] = {
    "services": ("name",),
    "texts": ("title",),
    "terms": ("label",),
}


class NoSuchPart(LookupError):
    """The record has no such part."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a record that has a page.

    place: in the address, as "gegevens", "diensten" or "diensten/<id>". group: what its form asks. path: where it
    stands in the content: () for the record itself, ("services", 2) for one row; the row after the last is a new one.
    only_order: its rows can be moved and removed here, and are filled in on pages of their own.
    """

    place: str
    label: str
    group: Group
    path: Path = ()
    only_order: bool = False

    def of(self, content: Content) -> Content | None:
        """What stands in this part now; None for a row that is new."""
        if not self.path:
            return content
        name, number = self.path
        rows = content.get(str(name)) or []
        return rows[int(number)] if int(number) < len(rows) else None

    def put(self, content: Content, part: Content) -> Content:
        """The whole content with this part replaced."""
        if not self.path:
            return part
        name, number = self.path
        rows = list(content.get(str(name)) or [])
        rows[int(number) : int(number) + 1] = [part]
        return {**content, str(name): rows}

    def field_at(self, path: Path) -> Path | None:
        """The place of a fault within this part's form; None when it lies in another part."""
        if path[: len(self.path)] != self.path:
            return None
        below = path[len(self.path) :]
        if not below or below[0] in {item.name for item in self.group.items}:
            return below
        return None


def parts_of(subject: Subject, content: Content) -> Iterator[Part]:
    """The parts of a record, in the order in which their pages are listed."""
    form = subject.form
    yield Part(FACTS, N_("Gegevens"), form.without(*subject.apart, *subject.sections))
    for name in subject.apart:
        yield _order(form, name)
        for number, row in enumerate(content.get(name) or []):
            yield _row(form, name, number, str(row.get("id")))
    for name in subject.sections:
        group = form.only(name)
        yield Part(PLACES[name], _group(form, name).label, group)


def part_at(subject: Subject, content: Content, place: str) -> Part:
    """The part at an address. Raises NoSuchPart."""
    first, _, row = place.partition("/")
    name = _NAMES.get(first)
    if row == NEW and name in subject.apart:
        return _row(subject.form, name, len(content.get(name) or []), NEW)
    for part in parts_of(subject, content):
        if part.place == place:
            return part
    raise NoSuchPart(place)


def part_with(subject: Subject, content: Content, path: Path) -> Part | None:
    """The part whose form shows what stands at a path, the most particular one."""
    holding = [part for part in parts_of(subject, content) if not part.only_order and part.field_at(path) is not None]
    return max(holding, key=lambda part: len(part.path), default=None)


def whole(subject: Subject) -> Part:
    """The form of a new record: its own facts, and the first text of an article. The rest comes after it is there."""
    form = subject.form
    later = [name for name in subject.apart if name != "texts"]
    return Part(FACTS, N_("Gegevens"), form.without(*later, *subject.sections))


def row_title(name: str, row: Mapping[str, Any]) -> str:
    """What a row with a page of its own is called; "" when it has no name yet."""
    return " ".join(str(row.get(shown) or "") for shown in _SHOWN_IN_LIST.get(name, ("name",))).strip()


def _group(form: Group, name: str) -> Group:
    item = form.item(name)
    if not isinstance(item, Group):
        raise KeyError(name)
    return item


def _order(form: Group, name: str) -> Part:
    group = _group(form, name)
    shown = group.only(*_SHOWN_IN_LIST.get(name, ("name",)))
    return Part(PLACES[name], group.label, form.only(name).with_item(shown), only_order=True)


def _row(form: Group, name: str, number: int, row_id: str) -> Part:
    group = _group(form, name)
    return Part(f"{PLACES[name]}/{row_id}", group.one, group.as_record(), (name, number))
