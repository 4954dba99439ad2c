"""What depends on something: which articles, terms, services, route steps and flow rules must be looked at again when a
law article, term, service, article or region changes or goes.

Each subject of the knowledge base adds a finder for what it knows:

    from knowledge.impact import finders
    finders.register("rules", rules_that_depend)

A finder gets a session and a Subject and gives Dependents; it looks at records, so that drafts count as well.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.publishing.entries import Localized
from knowledge.articles.laws import LAW_TEXTS, is_article_number
from knowledge.documents.articles import ARTICLE_KINDS
from knowledge.models import ArticleRecord, DecisionFlow, EscalationRoute, GlossaryTerm
from socialmap.models import Organization, Region, Service, ServiceArea

LAW_ARTICLE = "law-article"
TERM = "glossary-term"
SERVICE = "service"
REGION = "region"
ROUTE = "escalation-route"
FLOW = "decision-flow"
SUBJECT_KINDS = (LAW_ARTICLE, TERM, SERVICE, REGION, ROUTE, FLOW, *ARTICLE_KINDS)

_BY_SLUG: dict[str, type[GlossaryTerm | EscalationRoute | DecisionFlow]] = {
    TERM: GlossaryTerm,
    ROUTE: EscalationRoute,
    FLOW: DecisionFlow,
}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Relation(StrEnum):
    """How something depends on a subject."""

    CITES = "cites"
    LINKS = "links"
    RELATED = "related"
    NAMES = "names"
    SERVES = "serves"
    PART = "part"
    USES = "uses"


RELATION_WORDS = {
    Relation.CITES: N_("haalt het aan"),
    Relation.LINKS: N_("verwijst ernaar in de tekst"),
    Relation.RELATED: N_("noemt het bij 'zie ook'"),
    Relation.NAMES: N_("gebruikt het woord"),
    Relation.SERVES: N_("werkt in dit gebied"),
    Relation.PART: N_("ligt voor een deel in dit gebied"),
    Relation.USES: N_("rust erop"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about. kind: one of SUBJECT_KINDS. key: slug, area code, or law article as `Wlz 3.2.1`."""

    kind: str
    key: str

    @property
    def law(self) -> tuple[str, str | None]:
        """Code of the law text and number of the article; None for the whole text."""
        code, _, number = self.key.partition(" ")
        return code, number.strip() or None


@dataclass(frozen=True, slots=True)
class Dependent:
    """Something that depends on a subject. place: where in it, such as a step or rule; "" for the whole.

    published: whether the public sees it; otherwise only a draft depends.
    """

    kind: str
    slug: str
    title: Localized
    relation: Relation
    published: bool
    place: str = ""


Finder = Callable[[Session, Subject], Iterable[Dependent]]


class UnknownSubject(Exception):
    """There is no such thing to ask about."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        super().__init__(f"there is no {subject.kind} {subject.key!r}")


@dataclass(slots=True)
class FinderRegistry:
    """The finders, by the name of their subject."""

    _by_name: dict[str, Finder] = field(default_factory=dict)

    def register(self, name: str, finder: Finder) -> None:
        """Add a finder. Raises ValueError when the name is taken by another one."""
        if self._by_name.setdefault(name, finder) is not finder:
            raise ValueError(f"two finders are named {name}")

    def __iter__(self) -> Iterator[Finder]:
        return iter(self._by_name.values())


finders = FinderRegistry()


def impact_of(session: Session, kind: str, key: str) -> list[Dependent]:
    """Everything that depends on a subject, by kind and slug.

    kind: one of SUBJECT_KINDS. Raises UnknownSubject when there is no such thing.
    """
    subject = known_subject(session, Subject(kind, " ".join(key.split())))
    found: dict[tuple[Any, ...], Dependent] = {}
    for finder in finders:
        for item in finder(session, subject):
            if (item.kind, item.slug) == (subject.kind, subject.key):
                continue
            same = (item.kind, item.slug, item.place, item.relation)
            before = found.get(same)
            if before is None or (item.published and not before.published):
                found[same] = item
    return sorted(found.values(), key=lambda item: (item.kind, item.slug, item.place, item.relation))


def known_subject(session: Session, subject: Subject) -> Subject:
    """The subject with the key under which others name it. Raises UnknownSubject when there is no such thing."""
    key = next(iter(_known_keys(session, subject)), None)
    if key is None:
        raise UnknownSubject(subject)
    return Subject(subject.kind, key)


def _known_keys(session: Session, subject: Subject) -> Iterable[str]:
    key = subject.key
    match subject.kind:
        case "law-article":
            code, number = subject.law
            return [key] if code in LAW_TEXTS and (number is None or is_article_number(number)) else []
        case "region":
            used = select(ServiceArea.code).where(ServiceArea.code == key)
            return session.scalars(select(Region.code).where(Region.code == key).union(used)).all()
        case "service":
            by_id = Service.id == uuid.UUID(key) if _UUID.fullmatch(key) else false()
            return session.scalars(select(Service.slug).where(or_(Service.slug == key, by_id))).all()
        case "glossary-term" | "escalation-route" | "decision-flow" as kind:
            slug = _BY_SLUG[kind].slug
            return session.scalars(select(slug).where(slug == key)).all()
        case kind:
            return session.scalars(
                select(ArticleRecord.slug).where(ArticleRecord.slug == key, ArticleRecord.kind == kind)
            ).all()


@dataclass(frozen=True, slots=True)
class WithdrawalCheck:
    """Whether something may be withdrawn, and what to know before. A desk shows `warnings` and asks to confirm.

    dependents: what the public sees and would then point at something that is gone. Nobody is kept from withdrawing:
    wrong information must be able to go at once.
    """

    subjects: tuple[Subject, ...]
    dependents: tuple[Dependent, ...]

    @property
    def allow_withdraw(self) -> bool:
        """Always: the warnings tell what to mend afterwards."""
        return True

    @property
    def warnings(self) -> tuple[Message, ...]:
        """One sentence per dependent."""
        return tuple(
            Message(
                N_("%(kind)s '%(title)s' (%(slug)s) wijst hiernaar en moet dan worden aangepast."),
                {"kind": item.kind, "title": item.title["nl"], "slug": item.slug},
            )
            for item in self.dependents
        )


def check_withdrawal(session: Session, record: Any) -> WithdrawalCheck:
    """What withdrawing a record would leave pointing at nothing. An organization takes its services with it."""
    subjects = tuple(subjects_of(record))
    found: dict[tuple[str, str, str], Dependent] = {}
    for subject in subjects:
        for item in _published_on(session, subject):
            if item.slug != record.slug:
                found.setdefault((item.kind, item.slug, item.place), item)
    return WithdrawalCheck(subjects, tuple(found.values()))


def _published_on(session: Session, subject: Subject) -> Iterable[Dependent]:
    """Who points at it and is public. That a text merely uses a word is no reason to change the text."""
    for item in impact_of(session, subject.kind, subject.key):
        if item.published and item.relation is not Relation.NAMES:
            yield item


def subjects_of(record: Any) -> Iterable[Subject]:
    """What others can depend on in a record. An organization stands for its services."""
    match record:
        case ArticleRecord():
            yield Subject(record.kind, record.slug)
        case GlossaryTerm():
            yield Subject(TERM, record.slug)
        case EscalationRoute():
            yield Subject(ROUTE, record.slug)
        case DecisionFlow():
            yield Subject(FLOW, record.slug)
        case Region():
            yield Subject(REGION, record.code)
        case Organization():
            for service in record.services:
                yield Subject(SERVICE, service.slug)
