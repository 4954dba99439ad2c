"""What the desk keeps: each subject is a kind of record, or one sort of articles, with its own place at /beheer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, true

from admin.desk import CARE, KNOWLEDGE, MAP, NavGroup
from admin.forms.description import Group, describe
from core.i18n import Text, lazy_gettext
from core.publishing.kinds import Kind, kinds


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject of the desk.

    slug: in the address. kind_name: of the registry of kinds. title: the column by which people know a record. only:
    the values that its records have in common. apart: owned parts that have a page of their own, each. sections:
    owned parts that share a page. filters: names of the filters of its list, besides those of every list. public: the
    address of its page on the site, with {slug}. follows: what is not asked because it follows from the rest.
    """

    slug: str
    kind_name: str
    label: Text
    plural: Text
    title: str
    group: NavGroup
    order: int
    only: Mapping[str, str] = field(default_factory=dict)
    apart: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    public: str = ""
    follows: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """The kind of its records."""
        return kinds[self.kind_name]

    @property
    def model(self) -> Any:
        """The model of its records."""
        return self.kind.model

    @property
    def form(self) -> Group:
        """Everything that can be filled in. What all its records have in common is not asked."""
        return describe(self.model).without(*self.only, *self.follows)

    def own(self) -> ColumnElement[bool]:
        """The condition that its records meet."""
        condition: ColumnElement[bool] = true()
        for name, value in self.only.items():
            condition = condition & (getattr(self.model, name) == value)
        return condition

    def holds(self, record: Any) -> bool:
        """Whether a record belongs to this subject."""
        return isinstance(record, self.model) and all(getattr(record, name) == v for name, v in self.only.items())


_ARTICLE: Mapping[str, Any] = {
    "kind_name": "article",
    "title": "slug",
    "apart": ("texts",),
    "sections": ("attachments",),
    "filters": ("law",),
}

# The text of a route or a flow says this itself.
_RULES = ("title", "slug", "review_by")

_ALL = (
    Subject(
        "organisaties",
        "organization",
        lazy_gettext("Organisatie"),
        lazy_gettext("Organisaties"),
        "name",
        CARE,
        10,
        apart=("services",),
        sections=("locations",),
        filters=("law", "area", "collection"),
        public="/organisatie/{slug}",
    ),
    Subject(
        "factsheets",
        label=lazy_gettext("Factsheet"),
        plural=lazy_gettext("Factsheets"),
        group=KNOWLEDGE,
        order=10,
        only={"kind": "factsheet"},
        public="/factsheets/{slug}",
        **_ARTICLE,
    ),
    Subject(
        "praktijken",
        label=lazy_gettext("Praktijk"),
        plural=lazy_gettext("Praktijken"),
        group=KNOWLEDGE,
        order=20,
        only={"kind": "best-practice"},
        public="/praktijk/{slug}",
        **_ARTICLE,
    ),
    Subject(
        "begrippen",
        "glossary-term",
        lazy_gettext("Begrip"),
        lazy_gettext("Begrippen"),
        "term",
        KNOWLEDGE,
        30,
        filters=("law",),
        public="/begrippen/{slug}",
    ),
    Subject(
        "uitleg",
        label=lazy_gettext("Uitleg"),
        plural=lazy_gettext("Uitleg"),
        group=KNOWLEDGE,
        order=40,
        only={"kind": "page"},
        public="/uitleg/{slug}",
        **_ARTICLE,
    ),
    Subject(
        "werkagenda",
        "agenda-item",
        lazy_gettext("Agendapunt"),
        lazy_gettext("Werkagenda"),
        "result",
        KNOWLEDGE,
        50,
    ),
    Subject(
        "routes",
        "escalation-route",
        lazy_gettext("Route"),
        lazy_gettext("Routes"),
        "title",
        KNOWLEDGE,
        60,
        follows=_RULES,
    ),
    Subject(
        "beslishulp",
        "decision-flow",
        lazy_gettext("Beslishulp"),
        lazy_gettext("Beslishulp"),
        "title",
        KNOWLEDGE,
        70,
        follows=_RULES,
    ),
    Subject("regios", "region", lazy_gettext("Regio"), lazy_gettext("Regio's"), "name", MAP, 10, filters=("area",)),
    Subject(
        "lijsten",
        "taxonomy",
        lazy_gettext("Lijst"),
        lazy_gettext("Lijsten"),
        "name",
        MAP,
        20,
        apart=("terms",),
    ),
)
SUBJECTS: Mapping[str, Subject] = {subject.slug: subject for subject in _ALL}


def subject_of(record: Any) -> Subject:
    """The subject that a record belongs to. Raises KeyError for a record that the desk does not keep."""
    for subject in _candidates(record):
        if subject.holds(record):
            return subject
    raise KeyError(type(record).__name__)


def subject_of_kind(kind_name: str, value: str | None = None) -> Subject | None:
    """The subject of a kind by its name, or of a sort of articles by the name of its documents."""
    for subject in SUBJECTS.values():
        if value is None and subject.kind_name == kind_name and not subject.only:
            return subject
        if value is not None and subject.kind_name == kind_name and value in subject.only.values():
            return subject
    return None


def _candidates(record: Any) -> Iterator[Subject]:
    for subject in SUBJECTS.values():
        if isinstance(record, subject.model):
            yield subject
