"""Saving a route or a flow from its content: its texts go through the check that every text of rules goes through."""

from __future__ import annotations

import re
import uuid
from collections.abc import Container
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.orm import today
from core.publishing.contents import write_content
from core.publishing.editing import MISSING, NOT_TEXT, ContentFault, ContentRefused
from core.publishing.kinds import Assurance
from core.publishing.models import RecordState
from core.publishing.snapshots import Content
from knowledge.flows.flow import Flow
from knowledge.flows.sources import Fault, RefusedError
from knowledge.models.rules import DecisionFlow, EscalationRoute
from knowledge.records.heads import read_head
from knowledge.routes.route import Route
from knowledge.rules.checked import FlowText, checked_flow, checked_route
from knowledge.rules.saving import vocabulary_of
from knowledge.rules.wording import rule_message

NAME_TAKEN = N_("Er is al een andere met de slug '%(value)s'.")
RuleRecord = TypeVar("RuleRecord", EscalationRoute, DecisionFlow)
_REVIEW_LINE = re.compile(r"^(reviewBy:[ \t]*)(\"|')?\d{4}-\d{2}-\d{2}\2?", re.MULTILINE)
_PART = re.compile(r"(facts|cases): (.*)", re.DOTALL)


def save_route_content(session: Session, record: EscalationRoute | None, content: Content, by: str) -> EscalationRoute:
    """Write a content in a route, or in a new one; gives it. Slug, title and review day follow the text.

    Raises ContentRefused; each fault is at the text it is about, and says in which line.
    """
    faults: list[ContentFault] = []
    definition = _text(content, "definition", faults)
    head = read_head(record, content, by, faults)
    route: Route | None = None
    if definition:
        try:
            route = checked_route(definition, vocabulary_of(session))
        except RefusedError as refused:
            faults += map(_placed, refused.faults)
    return _save(session, EscalationRoute, record, {**head, "definition": definition}, route, faults)


def save_flow_content(session: Session, record: DecisionFlow | None, content: Content, by: str) -> DecisionFlow:
    """Write a content in a flow with its golden cases, or in a new one; gives it. As `save_route_content`."""
    faults: list[ContentFault] = []
    definition = _text(content, "definition", faults)
    cases, facts = (_text(content, name, faults, needed=False) or None for name in ("cases", "facts"))
    head = read_head(record, content, by, faults)
    flow: Flow | None = None
    if definition and not faults:
        try:
            flow = checked_flow(FlowText(definition, cases, facts), vocabulary_of(session), today()).flow
        except RefusedError as refused:
            faults += map(_placed, refused.faults)
    values = {**head, "definition": definition, "cases": cases, "facts": facts}
    return _save(session, DecisionFlow, record, values, flow, faults)


def reassure_rules(record: EscalationRoute | DecisionFlow, assurance: Assurance, _: Container[str]) -> Content:
    """The text with its next review day: that day stands in the text, so it would come back with the next save."""
    again = assurance.next_review(record.assured_date, record.review_by)
    return {"definition": _REVIEW_LINE.sub(rf"\g<1>{again.isoformat()}", record.definition, count=1)}


def _text(content: Content, name: str, faults: list[ContentFault], *, needed: bool = True) -> str:
    value = content.get(name)
    if value is not None and not isinstance(value, str):
        faults.append(ContentFault((name,), Message(NOT_TEXT)))
        return ""
    text = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    if text.strip():
        return text
    if needed:
        faults.append(ContentFault((name,), Message(MISSING)))
    return ""


def _save(
    session: Session,
    model: type[RuleRecord],
    record: RuleRecord | None,
    values: Content,
    rules: Any,
    faults: list[ContentFault],
) -> RuleRecord:
    if rules is not None:
        holder = session.scalars(select(model.id).where(model.slug == rules.slug)).first()
        if holder is not None and (record is None or holder != record.id):
            faults.append(ContentFault(("definition",), Message(NAME_TAKEN, {"value": rules.slug})))
    if faults:
        raise ContentRefused(faults)
    if record is None:
        record = model(id=uuid.uuid4(), slug=rules.slug, state=RecordState.DRAFT)
    review_by = rules.review_by.isoformat() if rules.review_by else None
    told = {"slug": rules.slug, "title": rules.title["nl"], "review_by": review_by}
    write_content(session, record, {**values, **told})
    return record


def _placed(fault: Fault) -> ContentFault:
    """A fault at the text it is about: the cases or facts of a flow, or else its definition."""
    part = _PART.fullmatch(fault.where)
    field, where = (part[1], part[2]) if part else ("definition", fault.where)
    return ContentFault((field,), rule_message(Fault(where, fault.what, fault.line)))
