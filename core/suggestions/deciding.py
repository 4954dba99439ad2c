"""What the staff does with a suggestion: take it over, wholly or in part, into a draft; turn it down; look again.

The verbs take the session and never commit. A face that decides calls `core.orm.begin_write` before it reads. Taking
over writes the working copy of the record and never publishes: what the public sees changes when somebody publishes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.orm import utc_now
from core.personal_data import BSN, holds_bsn
from core.publishing.auditing import record_action
from core.publishing.editing import ContentRefused, Path, save_content
from core.publishing.kinds import kinds
from core.publishing.snapshots import snapshot
from core.suggestions.comparing import ComparedField, Comparison, compare, proposed_content, with_fields
from core.suggestions.fields import camel
from core.suggestions.models import Suggestion, SuggestionState, SuggestionStep
from core.suggestions.values import clean

LONGEST_REASON = 1000
KEPT_DAYS = 180

ALREADY = N_("Iemand heeft deze melding al behandeld. Kijk wat er is gedaan.")
NOTHING_CHOSEN = N_("Kies minstens één veld, of wijs de melding af.")
NO_RECORD = N_("Dit staat er niet meer. U kunt de melding alleen nog afwijzen of zelf verwerken.")
MADE_BEFORE = N_("Van deze melding is al een concept gemaakt. Werk daarin verder.")
REASON_NEEDED = N_("Schrijf waarom. De melder leest dit.")
REASON_TOO_LONG = N_("De uitleg is %(length)s tekens lang. Er mogen er %(most)s.")
CHANGED_SINCE = N_("Dit veld is na de melding al anders gemaakt. Vink het zelf aan als u het toch wilt overnemen.")
STILL_OPEN = N_("Deze melding is nog niet behandeld.")


class DecisionRefused(Exception):
    """Nothing was done. faults: by the name of a field, or "" for the whole, what to do about it."""

    def __init__(self, faults: Sequence[tuple[str, Message]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{name or '-'}: {message}" for name, message in self.faults))


def take_over(
    session: Session,
    suggestion: Suggestion,
    *,
    by: str,
    names: Collection[str] | None = None,
    reason: str | None = None,
    expected_version: int | None = None,
) -> Any:
    """Put fields of a suggestion in the working copy of its record; gives the record.

    names: of the fields to take; None for all. A field that somebody changed since it was sent must be named. Changes
    that wait in the working copy stay. What was not taken is not asked again; reason: what the sender is told of it.
    expected_version: of the working copy that was looked at. Raises DecisionRefused, and StaleEdit of
    core.publishing.publishing.
    """
    _hold_open(session, suggestion)
    reason = _read_reason(reason)
    comparison = compare(session, suggestion)
    if comparison.kind is None or (comparison.record is None and suggestion.document_id is not None):
        raise DecisionRefused([("", Message(NO_RECORD))])
    if comparison.record is not None and suggestion.document_id is None:
        raise DecisionRefused([("", Message(MADE_BEFORE))])
    chosen = _chosen(comparison.open, names)
    record = _save(session, suggestion, comparison, chosen, by, expected_version)
    whole = len(chosen) == len(comparison.fields)
    taken = [item.name for item in chosen]
    _decide(session, suggestion, SuggestionState.TAKEN_OVER if whole else SuggestionState.PARTLY, by, reason, taken)
    return record


def reject(session: Session, suggestion: Suggestion, *, by: str, reason: str) -> None:
    """Turn a suggestion down. reason: what the sender is told; it is needed. Raises DecisionRefused."""
    _hold_open(session, suggestion)
    told = _read_reason(reason)
    if told is None:
        raise DecisionRefused([("reason", Message(REASON_NEEDED))])
    _decide(session, suggestion, SuggestionState.REJECTED, by, told, [])


def settle(
    session: Session, suggestion: Suggestion, *, by: str, partly: bool = False, reason: str | None = None
) -> None:
    """Say that the staff itself changed what a suggestion asks in words. Raises DecisionRefused."""
    _hold_open(session, suggestion)
    state = SuggestionState.PARTLY if partly else SuggestionState.TAKEN_OVER
    _decide(session, suggestion, state, by, _read_reason(reason), [])


def reopen(session: Session, suggestion: Suggestion, *, by: str) -> None:
    """Look at a suggestion again. What was taken over stays in the record. Raises DecisionRefused."""
    session.refresh(suggestion, with_for_update=True)
    if suggestion.state == SuggestionState.RECEIVED.value:
        raise DecisionRefused([("", Message(STILL_OPEN))])
    _decide(session, suggestion, SuggestionState.RECEIVED, by, None, [])


def purge(session: Session, now: datetime, days: int = KEPT_DAYS) -> int:
    """Remove suggestions that were dealt with more than `days` ago; gives how many. Open ones stay, however old."""
    before = now - timedelta(days=days)
    old = select(Suggestion.id).where(Suggestion.decided_at.is_not(None), Suggestion.decided_at < before)
    ids = list(session.scalars(old))
    for start in range(0, len(ids), 500):
        batch = ids[start : start + 500]
        session.execute(delete(SuggestionStep).where(SuggestionStep.suggestion_id.in_(batch)))
        session.execute(delete(Suggestion).where(Suggestion.id.in_(batch)))
    return len(ids)


def _hold_open(session: Session, suggestion: Suggestion) -> None:
    session.refresh(suggestion, with_for_update=True)
    if suggestion.state != SuggestionState.RECEIVED.value:
        raise DecisionRefused([("", Message(ALREADY))])


def _read_reason(reason: str | None) -> str | None:
    told = clean(reason or "")
    if len(told) > LONGEST_REASON:
        values = {"length": len(told), "most": LONGEST_REASON}
        raise DecisionRefused([("reason", Message(REASON_TOO_LONG, values))])
    if holds_bsn(told):
        raise DecisionRefused([("reason", Message(BSN))])
    return told or None


def _chosen(fields: Sequence[ComparedField], names: Collection[str] | None) -> list[ComparedField]:
    if names is None:
        conflicts = [(item.name, Message(CHANGED_SINCE)) for item in fields if item.conflict]
        if conflicts:
            raise DecisionRefused(conflicts)
    chosen = [item for item in fields if names is None or item.name in names]
    if not chosen:
        raise DecisionRefused([("", Message(NOTHING_CHOSEN))])
    return chosen


def _save(
    session: Session,
    suggestion: Suggestion,
    comparison: Comparison,
    chosen: list[ComparedField],
    by: str,
    expected_version: int | None,
) -> Any:
    """Save the chosen fields in the working copy, or as a new draft."""
    if comparison.record is not None:
        content, places = with_fields(snapshot(comparison.record), chosen)
    else:
        content, places = proposed_content(suggestion, {item.name for item in chosen})
    try:
        record = save_content(
            session,
            kinds[str(suggestion.record_kind)],
            comparison.record,
            content,
            by=by,
            origin=f"suggestion {suggestion.follow_up_code}",
            expected_version=expected_version,
        )
    except ContentRefused as refused:
        faults = [(_name_at(fault.path, places), fault.message) for fault in refused.faults]
        raise DecisionRefused(faults) from None
    suggestion.record_id = record.id
    return record


def _name_at(path: Path, places: Mapping[Path, str]) -> str:
    """The name of the field that stands at a place of the content, or around it; else how a sender would name it."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return ".".join(camel(step) if isinstance(step, str) else str(step) for step in path)


def _decide(
    session: Session,
    suggestion: Suggestion,
    state: SuggestionState,
    by: str,
    reason: str | None,
    taken: list[str],
) -> None:
    now = utc_now()
    suggestion.state = state.value
    suggestion.reason = reason
    suggestion.decided_at = None if state is SuggestionState.RECEIVED else now
    suggestion.steps.append(SuggestionStep(state=state.value, by=by, at=now, reason=reason, taken=taken))
    session.flush()
    # The trail is kept for ever, so what was suggested stays out of it.
    record_action(
        session,
        actor=by,
        action=f"suggestion {state.value}",
        detail={"suggestion": suggestion.follow_up_code, "fields": taken},
        record_kind=suggestion.record_kind,
        record_id=suggestion.record_id,
    )
