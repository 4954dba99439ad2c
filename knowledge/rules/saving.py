"""Saving routes and flows: everything is checked first, and nothing is saved when anything is wrong."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.orm import today
from core.publishing.publishing import save_revisions
from knowledge.articles.article import ArticleKind
from knowledge.flows.sources import Fault, RefusedError
from knowledge.models import ArticleRecord
from knowledge.models.rules import DecisionFlow, EscalationRoute
from knowledge.rules.checked import CheckedFlow, FlowText, Vocabulary, checked_flow, checked_route
from socialmap.terms import TAXONOMY_OF, labels_of

NAMESPACE = uuid.UUID("4f4a3ad5-3f0d-5a2e-9d3e-6b1c0a6f7f10")
RuleRecord = TypeVar("RuleRecord", EscalationRoute, DecisionFlow)


def vocabulary_of(session: Session) -> Vocabulary:
    """What routes and flows may name, as the staff keep it now."""
    labels = labels_of(session).by_taxonomy
    return Vocabulary(
        desk_types=frozenset(labels.get(TAXONOMY_OF["desk_types"], ())),
        care_types=frozenset(labels.get(TAXONOMY_OF["care_types"], ())),
        factsheets=frozenset(
            session.scalars(select(ArticleRecord.slug).where(ArticleRecord.kind == ArticleKind.FACTSHEET.value))
        ),
    )


def save_route(
    session: Session,
    definition: str,
    *,
    by: str,
    record: EscalationRoute | None = None,
    origin: str = "edit",
    comment: str | None = None,
    assured: date | None = None,
) -> EscalationRoute:
    """Save a route as a draft. record: the one to change; without it, the one with the slug in the text, or a new one.
    assured: the day on which `by` compared it with its sources. Raises RefusedError with every fault; then nothing was
    saved.
    """
    route = checked_route(definition, vocabulary_of(session))
    record = _record(session, EscalationRoute, route.slug, record)
    record.slug, record.title, record.review_by = route.slug, route.title["nl"], route.review_by
    record.definition = definition
    _assure(record, assured, by)
    save_revisions(session, [record], by=by, origin=origin, comment=comment)
    return record


def save_flow(
    session: Session,
    text: FlowText,
    *,
    by: str,
    record: DecisionFlow | None = None,
    origin: str = "edit",
    comment: str | None = None,
    assured: date | None = None,
) -> DecisionFlow:
    """Save a flow with its golden cases as a draft. record, assured: as in `save_route`.

    Raises RefusedError with every fault, also of cases that do not come out right; then nothing was saved.
    """
    flow = checked_flow(text, vocabulary_of(session), today()).flow
    record = _record(session, DecisionFlow, flow.slug, record)
    record.slug, record.title, record.review_by = flow.slug, flow.title["nl"], flow.review_by
    record.definition, record.cases, record.facts = text.definition, text.cases, text.facts
    _assure(record, assured, by)
    save_revisions(session, [record], by=by, origin=origin, comment=comment)
    return record


def _assure(record: EscalationRoute | DecisionFlow, day: date | None, by: str) -> None:
    if day is not None:
        record.assured_date, record.assured_by = day, by


def text_of(record: DecisionFlow) -> FlowText:
    """The text of a flow as it stands in its record."""
    return FlowText(record.definition, record.cases, record.facts)


def flow_of(session: Session, record: DecisionFlow) -> CheckedFlow:
    """The flow of a record. Raises RefusedError when it does not pass the check as of today."""
    return checked_flow(text_of(record), vocabulary_of(session), today())


def _record(session: Session, model: type[RuleRecord], slug: str, given: RuleRecord | None) -> RuleRecord:
    """The record to write in, added to the session when it is new. Raises RefusedError when another has this slug."""
    known = session.scalars(select(model).where(model.slug == slug)).one_or_none()
    if given is None:
        record = known or model(id=uuid.uuid5(NAMESPACE, f"{model.__tablename__} {slug}"))
        session.add(record)
        return record
    if known is not None and known.id != given.id:
        raise RefusedError([Fault("slug", f"another one is named {slug!r} already")])
    return given
