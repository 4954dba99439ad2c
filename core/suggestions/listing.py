"""The inbox: suggestions by what was done with them, the longest waiting first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from core.suggestions.models import Suggestion, SuggestionState


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """What to list; None and "" let everything through. proposed: only proposed organizations, or none of them."""

    state: SuggestionState | None = None
    kind: str = ""
    role: str = ""
    text: str = ""
    proposed: bool | None = None


def list_suggestions(session: Session, query: InboxQuery, limit: int, offset: int = 0) -> Sequence[Suggestion]:
    """The suggestions that meet a query: open ones oldest first, then what was decided, newest first."""
    waiting = Suggestion.decided_at.is_(None)
    return session.scalars(
        select(Suggestion)
        .where(_matching(query))
        .order_by(waiting.desc(), Suggestion.decided_at.desc(), Suggestion.received_at, Suggestion.id)
        .limit(limit)
        .offset(offset)
    ).all()


def count_suggestions(session: Session, query: InboxQuery) -> int:
    """How many suggestions meet a query."""
    return session.scalars(select(func.count()).select_from(Suggestion).where(_matching(query))).one()


def counts_by_state(session: Session) -> dict[SuggestionState, int]:
    """How many suggestions there are in each state; states without any are left out."""
    rows = session.execute(select(Suggestion.state, func.count()).group_by(Suggestion.state))
    return {SuggestionState(state): number for state, number in rows}


def kinds_suggested(session: Session) -> list[str]:
    """The kinds of things that suggestions are about, in alphabetical order."""
    return list(session.scalars(select(Suggestion.kind).distinct().order_by(Suggestion.kind)))


def _matching(query: InboxQuery) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    if query.state is not None:
        condition &= Suggestion.state == query.state.value
    if query.kind:
        condition &= Suggestion.kind == query.kind
    if query.role:
        condition &= Suggestion.role == query.role
    if query.proposed is not None:
        condition &= Suggestion.document_id.is_(None) == query.proposed
    if query.text:
        condition &= or_(
            Suggestion.title.icontains(query.text, autoescape=True),
            Suggestion.follow_up_code == query.text.upper(),
        )
    return condition
