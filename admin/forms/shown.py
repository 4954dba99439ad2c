"""A form as its template draws it: every question with what was typed, its choices and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from admin.forms.description import KEEPING, Field, Group
from admin.forms.options import Option, Options
from admin.forms.typed import Typed
from core.i18n import gettext, worded
from core.publishing.editing import ContentFault, Path

_SHORT = frozenset({"number", "whole", "date", "latitude", "longitude", "tel"})


@dataclass(frozen=True, slots=True)
class ShownField:
    """A question. name: also its id. texts: what was typed. errors: what is wrong, in the reader's language."""

    name: str
    label: str
    help: str | None
    widget: str
    texts: Sequence[str]
    options: Sequence[Option]
    errors: Sequence[str]
    required: bool
    longest: int | None
    key: str

    @property
    def text(self) -> str:
        """What was typed, of a field with one value."""
        return self.texts[0] if self.texts else ""

    @property
    def error_id(self) -> str:
        """The id of the sentence that tells what is wrong."""
        return f"{self.name}-fout"

    @property
    def help_id(self) -> str:
        """The id of the help."""
        return f"{self.name}-hulp"

    @property
    def described_by(self) -> str | None:
        """The ids of what tells more about the field."""
        ids = [self.help_id] * bool(self.help) + [self.error_id] * bool(self.errors)
        return " ".join(ids) or None

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"forms/widget_{self.widget}.html"

    @property
    def is_short(self) -> bool:
        """Whether a few signs are enough for it."""
        return self.widget in _SHORT or (self.longest is not None and self.longest <= 30)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of a group. place: its place; id: of the row itself, "" when new. title: what tells it apart."""

    place: str
    id: str
    number: int
    title: str
    fields: Sequence[ShownField]
    keeping: Sequence[ShownField]
    groups: Sequence[ShownGroup]
    is_first: bool
    is_last: bool

    @property
    def has_errors(self) -> bool:
        """Whether something in it is wrong."""
        return any(item.errors for item in (*self.fields, *self.keeping)) or any(g.has_errors for g in self.groups)


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group of rows, or of questions. errors: what is wrong with the group as a whole."""

    place: str
    name: str
    label: str
    one: str
    help: str | None
    many: bool
    keyed: bool
    rows: Sequence[ShownRow]
    errors: Sequence[str]
    widget: str | None = None

    @property
    def has_errors(self) -> bool:
        """Whether something in it is wrong."""
        return bool(self.errors) or any(row.has_errors for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not any(item.texts for row in self.rows for item in (*row.fields, *row.keeping))


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong, by the place in this form. elsewhere: faults of other parts, for the summary only."""

    by_place: Mapping[str, list[str]] = field(default_factory=dict)
    elsewhere: Sequence[tuple[str | None, str]] = ()

    def at(self, place: str) -> list[str]:
        """The sentences about one place."""
        return self.by_place.get(place, [])


def place_of(path: Path) -> str:
    """A path in the content as the name of a field."""
    return ".".join(map(str, path))


def faults_in(form: Group, faults: Iterable[tuple[Path, ContentFault]]) -> dict[str, list[str]]:
    """Sentences by the name of the field, from faults by their path in this form. A fault in an item of a list, or in
    a member that is not asked, goes to the nearest question above it."""
    found: dict[str, list[str]] = {}
    for path, fault in faults:
        sentences = found.setdefault(place_of(_nearest(form, path)), [])
        text = worded(fault.message)
        if text not in sentences:
            sentences.append(text)
    return found


def _nearest(form: Group, path: Path) -> Path:
    group: Group | None = form
    for length, part in enumerate(path):
        if isinstance(part, int):
            continue
        item = next((item for item in group.items if item.name == part), None) if group is not None else None
        if item is None:
            return path[:length]
        if isinstance(item, Field):
            return path[: length + 1]
        group = item
    return path


def show(form: Group, typed: Typed, options: Options, faults: Faults, place: str = "") -> ShownRow:
    """The whole form, as one row."""
    return _row(form, typed, options, faults, place, 0, 1)


def labels_by_place(row: ShownRow) -> Iterator[tuple[str, str]]:
    """The name and the label of every question, for the summary of faults."""
    for item in (*row.fields, *row.keeping):
        yield item.name, item.label
    for group in row.groups:
        yield group.place, group.label
        for below in group.rows:
            for name, label in labels_by_place(below):
                yield name, f"{group.one} {below.number}, {label}" if group.many else label


def _row(form: Group, typed: Typed, options: Options, faults: Faults, place: str, number: int, count: int) -> ShownRow:
    fields = [_field(item, typed, options, faults, _below(place, item.name)) for item in form.fields]
    return ShownRow(
        place=place,
        id=typed.id,
        number=number + 1,
        title=_title(form, typed),
        fields=[item for item in fields if item.key not in KEEPING],
        keeping=[item for item in fields if item.key in KEEPING],
        groups=[
            _group(item, typed.rows.get(item.name, []), options, faults, _below(place, item.name))
            for item in form.groups
        ],
        is_first=number == 0,
        is_last=number == count - 1,
    )


def _group(group: Group, rows: Sequence[Typed], options: Options, faults: Faults, place: str) -> ShownGroup:
    shown = [
        _row(group, row, options, faults, f"{place}.{number}" if group.many else place, number, len(rows))
        for number, row in enumerate(rows)
    ]
    return ShownGroup(
        place=place,
        name=group.name,
        label=gettext(group.label),
        one=gettext(group.one),
        help=gettext(group.help) if group.help else None,
        many=group.many,
        keyed=group.keyed,
        rows=shown,
        errors=faults.at(place),
        widget=group.widget,
    )


def _field(asked: Field, typed: Typed, options: Options, faults: Faults, place: str) -> ShownField:
    texts = typed.values.get(asked.name, [])
    chooses = bool(asked.taxonomy or asked.choices) or asked.widget == "location"
    return ShownField(
        name=place,
        label=gettext(asked.label),
        help=gettext(asked.help) if asked.help else None,
        widget=asked.widget,
        texts=texts,
        options=options.of(asked, texts) if chooses else (),
        errors=faults.at(place),
        required=asked.required,
        longest=asked.longest,
        key=asked.name,
    )


def _title(form: Group, typed: Typed) -> str:
    """The first short thing that was typed in a row."""
    for item in form.fields:
        if item.widget in {"text", "tel", "url", "hours", "area", "long"} and item.name not in KEEPING:
            text = " ".join(typed.text(item.name).split())
            if text:
                return text if len(text) <= 60 else f"{text[:59]}…"
    return ""


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
