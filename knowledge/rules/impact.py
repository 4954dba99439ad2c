"""Which steps of routes and which rules of flows depend on something (knowledge.impact). Drafts count as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.articles.marking import MarkedTerm, mark_terms
from knowledge.documents.articles import ARTICLE_KINDS
from knowledge.flows.flow import Flow, LawReference
from knowledge.flows.reading import read_flow
from knowledge.impact import FLOW, LAW_ARTICLE, REGION, ROUTE, SERVICE, TERM, Dependent, Relation, Subject
from knowledge.models import GlossaryTerm
from knowledge.models.rules import DecisionFlow, EscalationRoute
from knowledge.published import EVERYDAY_WORDS
from knowledge.routes.reading import read_route
from knowledge.routes.route import Route
from socialmap.models import Service, ServiceArea


def rules_that_depend(session: Session, subject: Subject) -> Iterator[Dependent]:
    """Steps and regular ways of routes, and outcomes and changes of flows, each with its place in the text.

    A law article: who cites it. A factsheet: the outcomes that send a family to it. A term: who uses the word. A
    service or a region: the steps whose desk it is, or whose desk works there.
    """
    desk_types = _desk_types(session, subject)
    term = _marked(session, subject) if subject.kind == TERM else None
    for record in session.scalars(select(EscalationRoute).order_by(EscalationRoute.slug)):
        route = _route(record.definition)
        for place, relation in _in_route(route, subject, desk_types, term):
            yield Dependent(ROUTE, record.slug, route.title, relation, record.published_version is not None, place)
    for flow_record in session.scalars(select(DecisionFlow).order_by(DecisionFlow.slug)):
        flow = _flow(flow_record.definition)
        public = flow_record.published_version is not None
        for outcome in flow.outcomes:
            place = f"outcomes.{outcome.code}"
            if _cites(outcome.articles, subject):
                yield Dependent(FLOW, flow_record.slug, flow.title, Relation.CITES, public, place)
            if subject.kind in ARTICLE_KINDS and outcome.factsheet == subject.key:
                yield Dependent(FLOW, flow_record.slug, flow.title, Relation.LINKS, public, place)
            if _uses(f"{outcome.text['nl']} {outcome.unclear.get('nl', '')}", term):
                yield Dependent(FLOW, flow_record.slug, flow.title, Relation.NAMES, public, place)
        for item in flow.coming_of_age.items if flow.coming_of_age else ():
            place = f"comingOfAge.items.{item.code}"
            if _cites(item.articles, subject):
                yield Dependent(FLOW, flow_record.slug, flow.title, Relation.CITES, public, place)
            if _uses(item.text["nl"], term):
                yield Dependent(FLOW, flow_record.slug, flow.title, Relation.NAMES, public, place)


# Reading a text takes tenths of a second; the same text always reads the same.
@lru_cache(maxsize=32)
def _route(definition: str) -> Route:
    return read_route(definition)


@lru_cache(maxsize=32)
def _flow(definition: str) -> Flow:
    return read_flow(definition)


def _in_route(
    route: Route, subject: Subject, desk_types: frozenset[str], term: MarkedTerm | None
) -> Iterator[tuple[str, Relation]]:
    for step in route.steps.values():
        place = f"steps.{step.code}"
        if _cites(step.articles, subject):
            yield place, Relation.CITES
        if step.desk_type in desk_types:
            yield place, Relation.USES
        told = (step.name, step.why, step.who, *step.bring, step.expect, step.uncertain)
        if _uses(" ".join(text.get("nl", "") for text in told), term):
            yield place, Relation.NAMES
    for way in route.regular_ways:
        place = f"regularWays.{way.code}"
        if _cites(way.articles, subject):
            yield place, Relation.CITES
        if desk_types.intersection(way.desk_types):
            yield place, Relation.USES
        told = (way.decision, way.decided_by, way.action, way.term, way.then, way.support)
        if _uses(" ".join(text["nl"] for text in told), term):
            yield place, Relation.NAMES
    if route.fallback.desk_type in desk_types:
        yield "fallback", Relation.USES


def _cites(articles: Iterable[LawReference], subject: Subject) -> bool:
    if subject.kind != LAW_ARTICLE:
        return False
    law, number = subject.law
    return any(item.text == law and number in (None, item.article) for item in articles)


def _desk_types(session: Session, subject: Subject) -> frozenset[str]:
    """The kinds of desk that a service is, or that the services of a region are."""
    wanted = select(Service.desk_types)
    if subject.kind == SERVICE:
        wanted = wanted.where(Service.slug == subject.key)
    elif subject.kind == REGION:
        wanted = wanted.where(Service.id.in_(select(ServiceArea.service_id).where(ServiceArea.code == subject.key)))
    else:
        return frozenset()
    return frozenset(code for codes in session.scalars(wanted) for code in codes)


def _marked(session: Session, subject: Subject) -> MarkedTerm:
    record = session.scalars(select(GlossaryTerm).where(GlossaryTerm.slug == subject.key)).one()
    forms = (record.term, record.abbreviation, *record.synonyms)
    return MarkedTerm(
        record.slug, tuple(form for form in forms if form and form.casefold() not in EVERYDAY_WORDS), "#", ""
    )


def _uses(text: str, term: MarkedTerm | None) -> bool:
    if term is None:
        return False
    html = f"<p>{text}</p>"
    return mark_terms(html, [term]) != html
