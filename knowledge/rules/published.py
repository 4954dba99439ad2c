"""The routes and flows as published, made ready to answer from, and kept until something is published. No Flask."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from core.publishing.models import Document
from core.publishing.reading import current_documents, newest_seq
from knowledge.flows.flow import Flow
from knowledge.flows.reading import flow_from_data
from knowledge.impact import FLOW, ROUTE
from knowledge.routes.reading import route_from_data
from knowledge.routes.route import Route

MAIN_ROUTE = "escalatieroute"
"""The route that escalation advice follows."""

Rules = TypeVar("Rules", Route, Flow)


@dataclass(frozen=True, slots=True)
class Published(Generic[Rules]):
    """A published route or flow. seq: of its document. body: the public JSON, with texts by language."""

    seq: int
    id: str
    rules: Rules
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RulesPicture:
    """All of them by slug, as of one moment. seq: of the newest document of these kinds, withdrawals included."""

    seq: int
    routes: Mapping[str, Published[Route]]
    flows: Mapping[str, Published[Flow]]


class RulesKeeper:
    """Holds the newest picture. Asking for it is free as long as nothing was published."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._picture: RulesPicture | None = None
        self._seen = -1

    def known(self, head: int) -> RulesPicture | None:
        """The picture as of `head` when it is at hand; None when `refresh` must look."""
        return self._picture if self._seen == head else None

    def refresh(self, session: Session, head: int) -> RulesPicture:
        """The picture as of `head`, the number of the newest document of any kind (core.publishing.numbering)."""
        picture = self._picture
        if picture is not None and head == self._seen:
            return picture
        with self._lock:
            picture = self._picture
            if picture is None or newest_seq(session, (ROUTE, FLOW)) != picture.seq:
                picture = self._picture = read_rules(session, picture)
            self._seen = head
            return picture


def read_rules(session: Session, before: RulesPicture | None = None) -> RulesPicture:
    """The picture as it is now. before: an earlier one, of which what did not change is taken over."""
    seq = newest_seq(session, (ROUTE, FLOW))
    routes: dict[str, Published[Route]] = {}
    for document in current_documents(session, ROUTE):
        kept = before.routes.get(document.slug) if before else None
        routes[document.slug] = kept if kept and kept.seq == document.seq else _route(document)
    flows: dict[str, Published[Flow]] = {}
    for document in current_documents(session, FLOW):
        kept_flow = before.flows.get(document.slug) if before else None
        flows[document.slug] = kept_flow if kept_flow and kept_flow.seq == document.seq else _flow(document)
    return RulesPicture(seq, routes, flows)


def _route(document: Document) -> Published[Route]:
    return Published(document.seq, document.id, route_from_data(document.body["definition"]), document.body)


def _flow(document: Document) -> Published[Flow]:
    return Published(document.seq, document.id, flow_from_data(document.body["definition"]), document.body)
