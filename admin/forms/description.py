"""What a form asks, read from the models: labels, help, kinds of input, groups that repeat. Pure.

A model says it in the `info` of its columns and relationships: label, help, max, choices, taxonomy, widget, members;
`one` names a single row of a group. What is not labelled is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, String, Text

from admin.forms.members import member_input
from core.publishing.shapes import Shape, shape_of

LONG = 300  # from this many signs on, a text gets a field of several lines
NUMBERS = frozenset({"number", "whole", "latitude", "longitude"})
LISTS = frozenset({"choices", "lines", "slugs", "areas"})
# What is about keeping a record rather than about the care it tells of.
KEEPING = frozenset(
    {"external_id", "collection", "slug", "owner", "review_by", "assured_date", "source", "valid_year", "country"}
)
_CONTACT = {"email": "email", "website": "url", "url": "url", "logo_url": "url", "number": "tel", "phone": "tel"}

# Who verified something is not typed: it is who says on which day she did.
_NOT_ASKED = frozenset({"assured_by"})


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    name: its key in the content. widget: how it is asked, one of the templates `forms/widget_<widget>.html`.
    longest: most signs, None for no bound worth telling. taxonomy, choices: where its options come from.
    as_text: numbers and yes or no are kept as text, as in the structured fields of an article.
    """

    name: str
    label: str
    widget: str
    help: str | None = None
    required: bool = False
    longest: int | None = None
    taxonomy: str | None = None
    choices: tuple[str, ...] = ()
    as_text: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together: a whole record, a part that it owns, or a mapping kept in one column.

    many: there can be several, in an order. keyed: each is a row of its own, known by its `id`. one: the name of one.
    widget: what draws its rows instead of a form for each, one of the templates `widgets/group_<widget>.html`.
    """

    name: str
    label: str
    one: str
    items: tuple[Field | Group, ...]
    many: bool = True
    keyed: bool = True
    help: str | None = None
    widget: str | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The questions directly in this group."""
        return tuple(item for item in self.items if isinstance(item, Field))

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups directly in this group."""
        return tuple(item for item in self.items if isinstance(item, Group))

    def item(self, name: str) -> Field | Group:
        """The question or group of this name. Raises KeyError."""
        for item in self.items:
            if item.name == name:
                return item
        raise KeyError(name)

    def without(self, *names: str) -> Group:
        """The same without these questions or groups."""
        return replace(self, items=tuple(item for item in self.items if item.name not in names))

    def only(self, *names: str) -> Group:
        """The same with nothing but these, in this order."""
        return replace(self, items=tuple(self.item(name) for name in names))

    def with_item(self, item: Field | Group) -> Group:
        """The same with this in the place of what has its name."""
        return replace(self, items=tuple(item if known.name == item.name else known for known in self.items))

    def as_record(self) -> Group:
        """The same as one thing instead of a list of things."""
        return replace(self, many=False)


@lru_cache(maxsize=64)
def describe(model: type[Any]) -> Group:
    """What a form of a record of `model` asks: its own questions first, then what it owns, as deep as it goes."""
    return replace(_group("", "", "", shape_of(model)), many=False)


def _group(name: str, label: str, one: str, shape: Shape) -> Group:
    items: list[Field | Group] = []
    for column_name, column in shape.columns.items():
        if "label" in column.info and column_name not in _NOT_ASKED:
            items.append(_of_column(shape.model, column_name, column))
    for part in shape.parts.values():
        below = _group(part.name, part.info["label"], part.info.get("one", part.info["label"]), part.shape)
        items.append(replace(below, many=part.many, widget=part.info.get("widget")))
    return Group(name, label, one, tuple(items))


def _of_column(model: type[Any], name: str, column: Column[Any]) -> Field | Group:
    info = column.info
    if members := info.get("members"):
        asked = tuple(_member(f"{model.__tablename__}.{name}", key, label) for key, label in members.items())
        label = str(info["label"])
        return Group(
            name, label, str(info.get("one", label)), asked, _is_list(column), keyed=False, help=info.get("help")
        )
    return Field(
        name=name,
        label=info["label"],
        widget=_widget(name, column),
        help=info.get("help"),
        required=not column.nullable and column.default is None and name != "slug",
        longest=_longest(column),
        taxonomy=info.get("taxonomy"),
        choices=tuple(info.get("choices", ())),
    )


def _member(place: str, name: str, label: str) -> Field | Group:
    """A question about one member of a mapping. Its kind is not in the column, so it stands in forms.members."""
    told = member_input(place, name)
    if told.members:
        below = tuple(_member(f"{place}.{name}", key, text) for key, text in told.members.items())
        return Group(name, label, label, below, many=False, keyed=False)
    return Field(
        name,
        label,
        told.widget,
        help=told.help,
        longest=told.longest,
        taxonomy=told.taxonomy,
        choices=told.choices,
        as_text=told.as_text,
    )


def _widget(name: str, column: Column[Any]) -> str:
    """How a column is asked."""
    info = column.info
    if widget := info.get("widget"):
        return str(widget)
    if _is_list(column):
        return "choices" if "taxonomy" in info or "choices" in info else "lines"
    if "choices" in info or "taxonomy" in info:
        return "choice"
    for kind, widget in ((Boolean, "check"), (Float, "number"), (Integer, "whole"), (Date, "date")):
        if isinstance(column.type, kind):
            return widget
    if name in _CONTACT:
        return _CONTACT[name]
    longest = _longest(column)
    return "long" if isinstance(column.type, Text) or (longest or 0) >= LONG else "text"


def _longest(column: Column[Any]) -> int | None:
    if "max" in column.info:
        return int(column.info["max"])
    return column.type.length if isinstance(column.type, String) else None


def _is_list(column: Column[Any]) -> bool:
    default = column.default
    return default is not None and default.is_callable and isinstance(default.arg(None), list)  # type: ignore[attr-defined]  # a callable default has its function in `arg`
