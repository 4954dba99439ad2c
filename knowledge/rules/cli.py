"""The commands for routes and flows: checking a text, and saving it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import with_appcontext

from core.database import db
from core.i18n import gettext
from core.orm import begin_write
from core.publishing.publishing import publish
from knowledge.documents.editions import dutch_today
from knowledge.flows.sources import Fault, RefusedError, open_source
from knowledge.models.rules import DecisionFlow, EscalationRoute
from knowledge.rules.checked import checked_flow, checked_route
from knowledge.rules.saving import save_flow, save_route, vocabulary_of
from knowledge.rules.starting import flow_text

WHO = "zorgbuurt"
RULES_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group("rules")
def rules_group() -> None:
    """Escalation routes and decision flows, as YAML. Golden cases of a flow lie beside it: NAME.cases.yaml."""


@rules_group.command("check")
@click.argument("file", type=RULES_FILE)
@with_appcontext
def rules_check(file: Path) -> None:
    """Check a route or a flow with its golden cases, and tell every fault."""
    vocabulary = vocabulary_of(db.session)
    try:
        if is_route(file):
            route = checked_route(file.read_text(encoding="utf-8"), vocabulary)
            click.echo(
                gettext(
                    "Goed: %(steps)s stappen, %(ways)s gewone wegen.",
                    steps=len(route.steps),
                    ways=len(route.regular_ways),
                )
            )
            return
        checked = checked_flow(flow_text(file), vocabulary, dutch_today())
    except RefusedError as refused:
        _stop(refused)
    click.echo(
        gettext(
            "Goed: %(cases)s voorbeeldgevallen, %(paths)s paden, waarvan %(ended)s met een einde; het langste heeft "
            "%(longest)s vragen.",
            cases=len(checked.cases),
            paths=checked.paths.paths,
            ended=checked.paths.ended,
            longest=checked.paths.longest,
        )
    )


@rules_group.command("save")
@click.argument("file", type=RULES_FILE)
@click.option("--publish", "also_publish", is_flag=True, help="Publish at once; otherwise it waits as a draft.")
@click.option("--by", default=WHO, show_default=True, help="Who saves; stands in the history.")
@with_appcontext
def rules_save(file: Path, also_publish: bool, by: str) -> None:
    """Save a route or a flow. A fault stops everything: what is published stays as it is."""
    session = db.session
    begin_write(session)
    record: EscalationRoute | DecisionFlow
    try:
        if is_route(file):
            record = save_route(session, file.read_text(encoding="utf-8"), by=by, origin="command")
        else:
            record = save_flow(session, flow_text(file), by=by, origin="command")
        if also_publish:
            publish(session, record, by)
    except RefusedError as refused:
        _stop(refused)
    session.commit()
    if also_publish:
        click.echo(gettext("%(slug)s is gepubliceerd.", slug=record.slug))
    else:
        click.echo(gettext("%(slug)s is opgeslagen als concept.", slug=record.slug))


def is_route(file: Path) -> bool:
    """Whether a file holds a route; otherwise a flow. Raises RefusedError for what is no YAML or neither of them."""
    try:
        value = open_source(file.read_text(encoding="utf-8")).value
    except UnicodeDecodeError:
        raise RefusedError([Fault("", "is no text in UTF-8")]) from None
    if isinstance(value, dict) and ("steps" in value or "nodes" in value):
        return "steps" in value
    raise RefusedError([Fault("", "is neither a route (with steps) nor a flow (with nodes)")])


def _stop(refused: RefusedError) -> NoReturn:
    """Tell every fault and end the command; what was not committed is forgotten."""
    db.session.rollback()
    for fault in refused.faults:
        click.echo(str(fault), err=True)
    click.echo(gettext("%(count)s fouten. Er is niets geschreven.", count=len(refused.faults)), err=True)
    sys.exit(1)
