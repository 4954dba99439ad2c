"""The shipped texts, and what an editor does with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.database import db
from core.orm import begin_write
from core.publishing.publishing import publish
from knowledge.rules.checked import FlowText
from knowledge.rules.saving import save_flow, save_route
from knowledge.rules.starting import FOLDER, flow_text
from tests.instances import Instance

EDITOR = "redacteur"
ROUTE_FILE: Path = FOLDER / "routes" / "escalatieroute.yaml"
FLOW_FILE: Path = FOLDER / "flows" / "wie-betaalt.yaml"


def route_text(*changes: tuple[str, str]) -> str:
    """The shipped route with pieces of its text replaced; each piece must be there."""
    return _changed(ROUTE_FILE.read_text(encoding="utf-8"), changes)


def law_finder(*changes: tuple[str, str]) -> FlowText:
    """The shipped law finder with pieces of its questions and outcomes replaced."""
    text = flow_text(FLOW_FILE)
    return FlowText(_changed(text.definition, changes), text.cases, text.facts)


def _changed(text: str, changes: tuple[tuple[str, str], ...]) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def put_route(instance: Instance, definition: str) -> list[int]:
    """Save and publish a route as an editor does; gives the numbers of the documents."""
    with instance.app.app_context():
        begin_write(db.session)
        numbers = publish(db.session, save_route(db.session, definition, by=EDITOR), EDITOR)
        db.session.commit()
        return numbers


def put_flow(instance: Instance, text: FlowText) -> list[int]:
    """Save and publish a flow as an editor does; gives the numbers of the documents."""
    with instance.app.app_context():
        begin_write(db.session)
        numbers = publish(db.session, save_flow(db.session, text, by=EDITOR), EDITOR)
        db.session.commit()
        return numbers


def faults(response: Any) -> dict[str, Any]:
    """The faults of a 400, by name."""
    assert response.status_code == 400, response.text
    assert response.content_type == "application/problem+json"
    return {fault["name"]: fault for fault in response.get_json()["errors"]}
