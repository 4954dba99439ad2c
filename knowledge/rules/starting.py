"""Loading the shipped routes and flows, through the checks that every editor's text passes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.orm import begin_write
from core.publishing.publishing import publish
from knowledge.models.rules import DecisionFlow, EscalationRoute
from knowledge.rules.checked import FlowText
from knowledge.rules.saving import save_flow, save_route

FOLDER = Path(__file__).parent.parent / "starter"
WHO = "zorgbuurt starter"
# The day on which the shipped rules were last compared with the law texts and other sources.
ASSURED = date(2026, 11, 22)


def load_rules(session: Session, commit: Callable[[], None], folder: Path = FOLDER) -> str:
    """Publish the routes and flows that are not there yet; gives one line that says what was done.

    What is there is the staff's, also what they took away: it is left alone. commit: ends the transaction after each.
    Raises RefusedError when a shipped text does not pass the checks.
    """
    routes = flows = 0
    for path in sorted((folder / "routes").glob("*.yaml")):
        begin_write(session)
        routes += _load_route(session, path)
        commit()
    for path in sorted((folder / "flows").glob("*.yaml")):
        if not path.stem.endswith((".cases", ".facts")):
            begin_write(session)
            flows += _load_flow(session, path)
            commit()
    return f"{routes} routes, {flows} flows new"


def flow_text(path: Path) -> FlowText:
    """A flow with what lies beside it: `<slug>.cases.yaml` and `<slug>.facts.yaml`, as far as they are there."""
    beside = (path.with_name(f"{path.stem}.{part}.yaml") for part in ("cases", "facts"))
    cases, facts = (other.read_text(encoding="utf-8") if other.exists() else None for other in beside)
    return FlowText(path.read_text(encoding="utf-8"), cases, facts)


def _load_route(session: Session, path: Path) -> int:
    if session.scalars(select(EscalationRoute.id).where(EscalationRoute.slug == path.stem)).first() is not None:
        return 0
    record = save_route(session, path.read_text(encoding="utf-8"), by=WHO, origin="starter", assured=ASSURED)
    publish(session, record, WHO)
    return 1


def _load_flow(session: Session, path: Path) -> int:
    if session.scalars(select(DecisionFlow.id).where(DecisionFlow.slug == path.stem)).first() is not None:
        return 0
    record = save_flow(session, flow_text(path), by=WHO, origin="starter", assured=ASSURED)
    publish(session, record, WHO)
    return 1
