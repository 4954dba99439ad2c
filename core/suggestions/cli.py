"""The command of suggestions."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from core.database import db
from core.i18n import ngettext
from core.orm import begin_write, utc_now
from core.suggestions.deciding import KEPT_DAYS, purge


@click.group("suggestions")
def suggestions_group() -> None:
    """What others suggested."""


@suggestions_group.command("purge")
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(1, 3650),
    default=KEPT_DAYS,
    show_default=True,
    help="Days since a suggestion was dealt with.",
)
@with_appcontext
def suggestions_purge(days: int) -> None:
    """Remove suggestions that were dealt with long ago. Open ones stay; the audit trail keeps who decided."""
    begin_write(db.session)
    number = purge(db.session, utc_now(), days)
    db.session.commit()
    click.echo(ngettext("%(num)s melding weggehaald.", "%(num)s meldingen weggehaald.", number))


commands = (suggestions_group,)
