"""What a record says, as its page shows it; how that differs from what the public sees; and what depends on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from admin.forms.description import KEEPING, Field, Group
from admin.forms.options import Options
from admin.forms.typed import Typed, typed_of
from admin.records.changes import ShownChange, shown_changes
from admin.records.parts import PLACES, row_title
from admin.records.subjects import SUBJECTS, Subject
from core.i18n import gettext, language
from core.publishing.differences import differences
from core.publishing.editing import NoSuchVersion, content_of_version
from core.publishing.history import public_content
from core.publishing.localized import localize
from core.publishing.snapshots import Content, snapshot
from knowledge.impact import RELATION_WORDS, Dependent, UnknownSubject, impact_of, subjects_of

_NOT_TOLD = KEEPING | {"latitude", "longitude"}
LONGEST_SHOWN = 600
MOST_DEPENDENTS = 50


@dataclass(frozen=True, slots=True)
class Fact:
    """A question and its answer, in words."""

    label: str
    text: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that are edited on one page. place: of that page; None when they have none of their own."""

    title: str
    facts: Sequence[Fact]
    place: str | None = None


@dataclass(frozen=True, slots=True)
class RowLink:
    """A row that has a page of its own. about: what tells it from others with its name. language: of a text."""

    place: str
    title: str
    about: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class RowList:
    """The rows of a group that have pages of their own. one: what one of them is called."""

    label: str
    one: str
    place: str
    rows: Sequence[RowLink]


@dataclass(frozen=True, slots=True)
class DependentLink:
    """Something that depends on the record. href: its page at the desk, when it has one."""

    title: str
    kind: str
    relation: str
    published: bool
    where: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the page of a record tells of its content.

    changes: what differs from what the public sees; None when nothing is public.
    """

    sections: Sequence[Section]
    lists: Sequence[RowList]
    changes: Sequence[ShownChange] | None
    dependents: Sequence[DependentLink]


def overview_of(session: Session, subject: Subject, record: Any) -> Overview:
    """The overview of a record."""
    content = snapshot(record)
    options = Options(session, content)
    return Overview(
        sections=list(_sections(subject, content, options)),
        lists=[_row_list(subject, name, content) for name in subject.apart],
        changes=_changes(session, subject, record, content, options),
        dependents=dependents_of(session, record),
    )


def dependents_of(session: Session, record: Any) -> list[DependentLink]:
    """What depends on a record: who cites it, links to it, uses its word or works in it."""
    found: dict[tuple[str, str, str], Dependent] = {}
    for subject in subjects_of(record):
        try:
            for item in impact_of(session, subject.kind, subject.key):
                found.setdefault((item.kind, item.slug, item.place), item)
        except UnknownSubject:
            continue
    return [_dependent(item) for item in list(found.values())[:MOST_DEPENDENTS]]


def _dependent(item: Dependent) -> DependentLink:
    return DependentLink(
        title=str(localize(item.title, language())),
        kind=_kind_word(item.kind),
        relation=gettext(RELATION_WORDS[item.relation]),
        published=item.published,
        where=item.place,
    )


def _kind_word(kind: str) -> str:
    for subject in SUBJECTS.values():
        if kind in (subject.kind_name, *subject.only.values()):
            return str(subject.label)
    return gettext("Dienst") if kind == "service" else kind


def _changes(
    session: Session, subject: Subject, record: Any, content: Content, options: Options
) -> Sequence[ShownChange] | None:
    if record.published_version is None:
        return None
    if record.published_version == record.version:
        return ()
    try:
        published = content_of_version(session, subject.kind, record.id, record.published_version)
    except NoSuchVersion:
        return None
    public = public_content(session, record, published, content)
    return list(shown_changes(subject, differences(public, content), public, content, options))


def _sections(subject: Subject, content: Content, options: Options) -> Iterator[Section]:
    form = subject.form.without(*subject.apart, *subject.sections)
    typed = typed_of(form, content)
    options.show_organizations(form, typed)
    yield Section(gettext("Gegevens"), list(_facts(form, typed, options)), "gegevens")
    for name in subject.sections:
        group = subject.form.only(name)
        yield Section(
            gettext(group.groups[0].label), list(_facts(group, typed_of(group, content), options)), PLACES[name]
        )


def _facts(form: Group, typed: Typed, options: Options) -> Iterator[Fact]:
    for asked in sorted(form.fields, key=lambda asked: asked.name in KEEPING):
        text = _words(asked, typed.values.get(asked.name, []), options)
        if text:
            long = len(text) > 120 or "\n" in text
            yield Fact(gettext(asked.label), _shortened(text), long)
    for group in form.groups:
        for row in typed.rows.get(group.name, []):
            about = replace(group, items=tuple(item for item in group.items if item.name not in _NOT_TOLD))
            told = "; ".join(fact.text for fact in _facts(about, row, options))
            if told:
                yield Fact(gettext(group.one), _shortened(told), len(told) > 120)


def _words(asked: Field, texts: Sequence[str], options: Options) -> str:
    if asked.widget == "hidden":
        return ""
    if asked.widget == "check":
        return gettext("ja") if texts == ["true"] else ""
    if asked.taxonomy or asked.choices:
        known = dict(options.of(asked, texts))
        return ", ".join(known.get(text, text) for text in texts if text)
    return "\n".join(texts).strip()


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN].rsplit(' ', 1)[0]} …"


def _row_list(subject: Subject, name: str, content: Content) -> RowList:
    group = next(item for item in subject.form.groups if item.name == name)
    rows = [
        RowLink(
            f"{PLACES[name]}/{row['id']}",
            row_title(name, row) or gettext(group.one),
            _about(name, row),
            row.get("language"),
        )
        for row in content.get(name) or []
    ]
    return RowList(gettext(group.label), gettext(group.one), PLACES[name], rows)


def _about(name: str, row: Content) -> str:
    if name == "texts":
        until = row.get("valid_until")
        if until:
            return gettext(
                "%(language)s, geldig van %(since)s tot en met %(until)s",
                language=row.get("language"),
                since=row.get("valid_from"),
                until=until,
            )
        return gettext(
            "%(language)s, geldig vanaf %(since)s", language=row.get("language"), since=row.get("valid_from")
        )
    if name == "terms":
        return str(row.get("code") or "")
    return ""
