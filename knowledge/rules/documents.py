"""From records of routes and flows to what the public gets.

Publishing checks again: what was right when it was saved may be wrong by now (a rule that ended, a desk type that was
taken away). `definition` in the body is the whole route or flow as data, from which a reader makes it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.messages import N_
from core.orm import today
from core.publishing.entries import Entry, Localized
from core.publishing.kinds import Kind, PublicDocument, public_assurer
from core.publishing.models import Record
from knowledge.addresses import api_address, page_paths
from knowledge.flows.flow import Flow
from knowledge.flows.sources import open_source
from knowledge.impact import FLOW, ROUTE
from knowledge.models.rules import DecisionFlow, EscalationRoute
from knowledge.routes.route import Route
from knowledge.rules import shapes
from knowledge.rules.checked import CheckedFlow, checked_flow, checked_route
from knowledge.rules.content import reassure_rules, save_flow_content, save_route_content
from knowledge.rules.saving import text_of, vocabulary_of
from socialmap.terms import TAXONOMY_OF, labels_of

Json = dict[str, Any]
LANGUAGES = ("nl", "en")


def route_documents(session: Session, records: Sequence[EscalationRoute]) -> list[list[PublicDocument]]:
    """The public document of each route. Raises RefusedError for one that does not pass the check."""
    vocabulary = vocabulary_of(session)
    desk_types = labels_of(session).by_taxonomy.get(TAXONOMY_OF["desk_types"], {})
    return [[_route(record, checked_route(record.definition, vocabulary), dict(desk_types))] for record in records]


def flow_documents(session: Session, records: Sequence[DecisionFlow]) -> list[list[PublicDocument]]:
    """The public document of each flow. Raises RefusedError for one that does not pass the check as of today."""
    vocabulary = vocabulary_of(session)
    return [[_flow(record, checked_flow(text_of(record), vocabulary, today()))] for record in records]


def _route(record: EscalationRoute, route: Route, desk_types: dict[str, Localized]) -> PublicDocument:
    body: Json = {
        **_head(ROUTE, record, route),
        "laws": [shapes.law(route, code) for code in route.laws],
        "steps": [shapes.step(step, desk_types) for step in route.steps.values()],
        "regularWays": [shapes.regular_way(way, route.laws, desk_types) for way in route.regular_ways],
        "fallback": shapes.fallback(route.fallback, desk_types),
        "definition": shapes.plain(open_source(record.definition).value),
    }
    texts: list[Localized] = []
    for way in route.regular_ways:
        texts += [way.decision, way.decided_by, way.action, way.term, way.then, way.support]
    for step in route.steps.values():
        texts += [step.name, step.why, step.who, *step.bring, step.expect, step.uncertain]
    desks = {step.desk_type for step in route.steps.values()}
    keywords = (*(step.name["nl"] for step in route.steps.values()), *_labels(desk_types, desks))
    entry = _entry(ROUTE, record, route, body, texts, keywords)
    return PublicDocument(ROUTE, str(record.id), record.slug, body, entry)


def _flow(record: DecisionFlow, checked: CheckedFlow) -> PublicDocument:
    flow = checked.flow
    body: Json = {
        **_head(FLOW, record, flow),
        "laws": shapes.coded(flow.laws, flow.laws),
        "parties": shapes.coded(flow.parties, flow.parties),
        "questions": [{"code": node.code, "type": node.type, "text": dict(node.text)} for node in flow.nodes.values()],
        "longestPath": checked.paths.longest,
        "goldenCases": len(checked.cases),
        "definition": shapes.plain(open_source(record.definition).value),
    }
    texts: list[Localized] = []
    for node in flow.nodes.values():
        texts += [node.text, node.help, *(option.label for option in node.options)]
    for outcome in flow.outcomes:
        texts += [outcome.title, outcome.text]
    entry = _entry(FLOW, record, flow, body, texts, _labels(flow.laws, flow.laws))
    return PublicDocument(FLOW, str(record.id), record.slug, body, entry)


def _head(kind: str, record: Record, rules: Route | Flow) -> Json:
    """What routes and flows tell alike. version: as in the text; staff raise it when the rules change."""
    return {
        "id": str(record.id),
        "slug": rules.slug,
        "title": dict(rules.title),
        "summary": dict(rules.summary),
        "version": rules.version,
        "reviewBy": shapes.day(rules.review_by),
        "assuredDate": shapes.day(record.assured_date),
        "assuredBy": public_assurer(record.assured_by),
        "url": api_address(kind, rules.slug),
        "pageUrl": page_paths(kind, rules.slug),
    }


def _entry(
    kind: str,
    record: Record,
    rules: Route | Flow,
    body: Json,
    texts: Sequence[Localized],
    keywords: Iterable[str],
) -> Entry:
    laws = tuple(rules.laws)
    members = ("id", "slug", "title", "summary", "url", "pageUrl", "assuredDate")
    return Entry(
        title=rules.title,
        summary=rules.summary,
        text={language: " ".join(text[language] for text in texts if text) for language in LANGUAGES},
        names=rules.names,
        keywords=tuple(dict.fromkeys(keywords)),
        search_words=rules.search_words,
        facets={"law": laws},
        assured_date=shapes.day(record.assured_date),
        card={**{name: body[name] for name in members}, "kind": kind, "laws": list(laws)},
    )


def _labels(labels: dict[str, Localized] | Any, codes: Iterable[str]) -> list[str]:
    return [labels[code]["nl"] for code in sorted(codes) if code in labels]


ESCALATION_ROUTE = Kind(
    name=ROUTE,
    model=EscalationRoute,
    to_documents=route_documents,
    publishes=(ROUTE,),
    label=N_("Escalatieroute"),
    plural=N_("Escalatieroutes"),
    save=save_route_content,
    reassure=reassure_rules,
)
DECISION_FLOW = Kind(
    name=FLOW,
    model=DecisionFlow,
    to_documents=flow_documents,
    publishes=(FLOW,),
    label=N_("Keuzehulp"),
    plural=N_("Keuzehulpen"),
    save=save_flow_content,
    reassure=reassure_rules,
)
