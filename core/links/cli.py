"""The command that asks all web addresses whether they still work."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from core.config import Settings
from core.database import db
from core.i18n import gettext
from core.links.checking import check_links
from core.links.models import LinkCheck
from core.links.probing import Prober
from core.orm import utc_now


@click.group("links")
def links_group() -> None:
    """The web addresses in the records."""


@links_group.command("check")
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="Ask at most this many now."
)
@with_appcontext
def links_check(limit: int) -> None:
    """Ask the web addresses in the records whether they work. Slow on purpose: one question a second to one host."""
    settings: Settings = current_app.extensions["settings"]
    prober = Prober(f"ZorgInUwBuurt-linkcheck (+mailto:{settings.contact_email})")
    found = check_links(db.sessionmaker, prober.probe, utc_now(), limit=limit)
    click.echo(
        gettext(
            "%(asked)s links bekeken: %(working)s werken, %(failing)s niet, %(refused)s slaan we over. "
            "Nog %(left)s te gaan.",
            asked=found.asked,
            working=found.working,
            failing=found.failing,
            refused=found.refused,
            left=found.left,
        )
    )
    for item in db.session.scalars(select(LinkCheck).where(LinkCheck.failures > 0).order_by(LinkCheck.url)):
        click.echo(f"{item.url}: {item.reason} ({item.first_failed_at:%Y-%m-%d})")


commands = [links_group]
