"""The commands of publishing: the audit trail, and what was planned."""

from __future__ import annotations

import re
import sys
import uuid

import click
from flask.cli import with_appcontext

from core.database import db
from core.i18n import gettext, worded
from core.orm import utc_now
from core.publishing.auditing import Head, head_of, verify
from core.publishing.bulk import undo
from core.publishing.planning import ACTION_WORDS, OUTCOME_WORDS, Outcome, run_due

_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


class _HeadType(click.ParamType[Head, str | Head]):
    """A head as `zorgbuurt audit head` prints it."""

    name = "head"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        if isinstance(value, Head):
            return value
        found = _HEAD.fullmatch(str(value))
        if found is None:
            self.fail("give the number and the hash as `zorgbuurt audit head` printed them: 12:3f…", param, ctx)
        return Head(int(found[1]), found[2])


@click.group("audit")
def audit_group() -> None:
    """The audit trail: who did what, in a chain of hashes."""


@audit_group.command("verify")
@click.option("--noted", type=_HeadType(), help="A head that was noted before; it must still be in the trail.")
@with_appcontext
def audit_verify(noted: Head | None) -> None:
    """Check that no line of the audit trail was changed, removed, put in or moved. Exit code 1 when one was."""
    report = verify(db.session, noted)
    click.echo(worded(report.sentence), err=report.broken is not None)
    if report.broken is None:
        click.echo(str(report.head))
        return
    click.echo(gettext("De %(lines)s regels daarvoor kloppen.", lines=report.lines), err=True)
    click.echo(
        gettext(
            "Iemand heeft buiten het programma om in de database geschreven, of er is een oude kopie teruggezet. "
            "Verander nu niets. Bewaar een kopie van de database. Vergelijk met de laatste goede reservekopie: "
            "zoek vanaf deze regel wat er anders is, en wie er bij de database kon."
        ),
        err=True,
    )
    sys.exit(1)


@audit_group.command("head")
@with_appcontext
def audit_head() -> None:
    """Print the number and hash of the newest line. Note it elsewhere: `audit verify --noted` compares with it."""
    click.echo(str(head_of(db.session)))


@click.group("publish")
def publish_group() -> None:
    """Publishing and withdrawing that was planned."""


@publish_group.command("due")
@with_appcontext
def publish_due() -> None:
    """Publish and withdraw what was planned and whose moment has come. Safe to repeat, and to run twice at once."""
    results = run_due(db.sessionmaker, utc_now())
    for item in results:
        action = gettext(ACTION_WORDS[item.action])
        click.echo(f"{item.record_kind} {item.record_id}: {action} - {gettext(OUTCOME_WORDS[item.outcome])}")
        for message in item.messages:
            click.echo(f"  {worded(message)}")
    click.echo(gettext("%(count)s plannen aan de beurt.", count=len(results)))
    if any(item.outcome is Outcome.FAILED for item in results):
        sys.exit(1)


@publish_group.command("undo")
@click.argument("change", type=click.UUID)
@click.option("--by", default="zorgbuurt", show_default=True, help="Who undoes it; stands in the history.")
@with_appcontext
def publish_undo(change: uuid.UUID, by: str) -> None:
    """Undo a bulk change: put back every record that nobody has touched since, and name those that somebody has."""
    try:
        result = undo(db.sessionmaker, change, by)
    except LookupError:
        click.echo(gettext("%(change)s is er niet.", change=change), err=True)
        sys.exit(1)
    click.echo(gettext("%(count)s teruggezet.", count=len(result.done)))
    for item in result.refused:
        click.echo(f"{item.record_id}: {' '.join(worded(message) for message in item.refusals)}")


commands = [audit_group, publish_group]
