"""A suggestion beside what stands there: field by field, what the public saw, what the draft says, what is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.publishing.differences import is_same
from core.publishing.kinds import Kind, kinds
from core.publishing.labels import LabelStep, labels_of
from core.publishing.shapes import Shape, shape_of
from core.publishing.snapshots import Content, snapshot
from core.suggestions.fields import NEW, Path, camel
from core.suggestions.models import Suggestion

Place = tuple[str | int, ...]
"""Where something stands in a content, as faults name it: ("services", 0, "name")."""


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One field of a suggestion.

    seen: what the public saw when it was sent. now: what the working copy says. value: what it should be; None empties
    it. removes: emptying it takes the whole part away. gone: the part it is about is no longer there.
    """

    name: str
    path: Path
    label: tuple[LabelStep, ...]
    seen: Any
    now: Any
    value: Any
    removes: bool = False
    gone: bool = False

    @property
    def done(self) -> bool:
        """The working copy says it already."""
        return not self.gone and not self.removes and is_same(self.now, self.value)

    @property
    def conflict(self) -> bool:
        """The working copy was changed here since, to something else: taking it over undoes somebody's work."""
        return not self.gone and not self.done and not is_same(self.now, self.seen)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A suggestion beside its record.

    record: None when it is not there any more, or for a proposal of which no draft was made yet. version: of the
    working copy; None for a proposal.
    """

    kind: Kind | None
    record: Any
    version: int | None
    fields: tuple[ComparedField, ...]

    @property
    def open(self) -> tuple[ComparedField, ...]:
        """The fields that can still be taken over."""
        return tuple(item for item in self.fields if not item.gone)


def compare(session: Session, suggestion: Suggestion) -> Comparison:
    """The suggestion beside the present working copy, or beside nothing for a proposed organization."""
    kind = kinds[suggestion.record_kind] if suggestion.record_kind else None
    if kind is not None and suggestion.document_id is None:
        proposed = suggestion.proposed
        fields = _proposed(kind.model, shape_of(kind.model), proposed, proposed, (), "")
        made = session.get(kind.model, suggestion.record_id) if suggestion.record_id else None
        return Comparison(kind, made, None, tuple(fields))
    record = session.get(kind.model, suggestion.record_id) if kind is not None and suggestion.record_id else None
    if kind is None or record is None:
        return Comparison(kind, None, None, ())
    content = snapshot(record)
    compared = tuple(_compared(kind.model, content, item) for item in suggestion.fields)
    return Comparison(kind, record, record.version, compared)


def with_fields(content: Content, fields: Collection[ComparedField]) -> tuple[Content, dict[Place, str]]:
    """A copy of a record's content in which these fields have their suggested value.

    Also gives by which name each was sent, by its place in the new content, as faults name places.
    """
    whole = _copied(content)
    added: dict[Path, Content] = {}
    for item in fields:
        if not item.removes:
            _part_at(whole, item.path[:-1], added)[item.path[-1]] = item.value
    for item in fields:
        if item.removes:
            _take_out(whole, item.path[:-1])
    places = {_place(whole, item.path, added): item.name for item in fields if not item.removes}
    return whole, places


def proposed_content(suggestion: Suggestion, names: Collection[str]) -> tuple[Content, dict[Place, str]]:
    """The content of a proposed record with only these fields, and their names by their place in it.

    A part that then lacks what it cannot do without is left out.
    """
    if suggestion.record_kind is None:
        return {}, {}
    places: dict[Place, str] = {}
    content = _only(shape_of(kinds[suggestion.record_kind].model), suggestion.proposed, names, "", (), places)
    return content, places


def _compared(model: type[Any], content: Content, item: Mapping[str, Any]) -> ComparedField:
    path = tuple(item["path"].split("/"))
    shape, part = shape_of(model), _part(content, path[:-1])
    for name in path[:-1:2]:
        shape = shape.parts[name].shape
    column = shape.columns[path[-1]]
    needed = not column.nullable and column.default is None
    return ComparedField(
        name=item["name"],
        path=path,
        label=tuple(labels_of(model, path, content)),
        seen=item["seen"],
        now=part.get(path[-1]) if part is not None else None,
        value=item["value"],
        removes=item["value"] is None and needed and len(path) > 1,
        gone=part is None,
    )


def _part(content: Content, steps: Path) -> Content | None:
    """The part of a content at a path; an empty one for a part to be added, None for one that is not there."""
    part: Content | None = content
    for name, identifier in zip(steps[::2], steps[1::2], strict=True):
        if identifier.startswith(NEW):
            return {}
        items = part.get(name, []) if part is not None else []
        part = next((item for item in items if item.get("id") == identifier), None)
    return part


def _proposed(
    model: type[Any], shape: Shape, content: Content, whole: Content, place: Place, prefix: str
) -> Iterator[ComparedField]:
    for key in shape.columns:
        if key in content:
            path = tuple(map(str, (*place, key)))
            label = tuple(labels_of(model, (*place, key), whole))
            yield ComparedField(f"{prefix}{camel(key)}", path, label, None, None, content[key])
    for key, relation in shape.parts.items():
        for number, part in enumerate(content.get(key, ())):
            within = f"{prefix}{camel(key)}.{number}."
            yield from _proposed(model, relation.shape, part, whole, (*place, key, number), within)


def _only(
    shape: Shape, content: Content, names: Collection[str], prefix: str, place: Place, places: dict[Place, str]
) -> Content:
    kept: Content = {}
    for key in shape.columns:
        name = f"{prefix}{camel(key)}"
        if key in content and name in names:
            kept[key] = content[key]
            places[(*place, key)] = name
    for key, relation in shape.parts.items():
        whole: list[Content] = []
        for number, part in enumerate(content.get(key, ())):
            within = f"{prefix}{camel(key)}.{number}."
            item = _only(relation.shape, part, names, within, (*place, key, len(whole)), places)
            if item and not _lacking(relation.shape, item):
                whole.append(item)
        if whole:
            kept[key] = whole
    return kept


def _lacking(shape: Shape, item: Content) -> bool:
    return any(
        not column.nullable and column.default is None and "label" in column.info and not column.info.get("staff")
        for key, column in shape.columns.items()
        if key not in item
    )


def _copied(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _copied(item) for name, item in content.items()}
    return [_copied(item) for item in content] if isinstance(content, list) else content


def _part_at(whole: Content, steps: Path, added: dict[Path, Content]) -> Content:
    part = whole
    for depth in range(0, len(steps), 2):
        items = part.setdefault(steps[depth], [])
        here = steps[: depth + 2]
        if here[-1].startswith(NEW):
            if here not in added:
                added[here] = {}
                items.append(added[here])
            part = added[here]
        else:
            part = next(item for item in items if item.get("id") == here[-1])
    return part


def _take_out(whole: Content, steps: Path) -> None:
    owner = _part_at(whole, steps[:-2], {})
    owner[steps[-2]] = [item for item in owner.get(steps[-2], []) if item.get("id") != steps[-1]]


def _place(whole: Content, path: Path, added: Mapping[Path, Content]) -> Place:
    place: list[str | int] = []
    part: Any = whole
    for depth in range(0, len(path) - 1, 2):
        items = part.get(path[depth], [])
        wanted = added.get(path[: depth + 2])
        position = next(
            (number for number, item in enumerate(items) if item is wanted or item.get("id") == path[depth + 1]), None
        )
        if position is None:
            return tuple(path)
        place += [path[depth], position]
        part = items[position]
    return (*place, path[-1])
