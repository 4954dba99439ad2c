"""`zorgbuurt review remind`: one mail a week at most to each owner of something that must be looked at again."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date

import click
from flask import current_app, url_for
from flask.cli import with_appcontext
from sqlalchemy import select

from admin.days import day_in_words
from admin.reminders.finding import DueRecord, due_records, owners_with_due
from core.accounts.models import Account
from core.accounts.reminding import claim_reminder, release_reminder
from core.config import Settings
from core.database import db
from core.i18n import DEFAULT_LANGUAGE, force_language, gettext
from core.mailing import MailNotSent, send_mail
from core.orm import begin_write, today, utc_now

MOST_NAMED = 40


@click.group("review")
def review_group() -> None:
    """Keeping what is public right."""


@review_group.command("remind")
@with_appcontext
def remind() -> None:
    """Mail each owner what must be looked at again, at most once a week. Safe to repeat."""
    now = today()
    owners = owners_with_due(db.session, now)
    known = select(Account).where(Account.active, Account.name.in_([name for name in owners if name]))
    accounts = db.session.scalars(known.order_by(Account.name)).all()
    unsent = 0
    for account_id in [account.id for account in accounts]:
        account = db.session.get_one(Account, account_id)
        try:
            sent = _remind(account, now)
        except MailNotSent as error:
            unsent += 1
            click.echo(gettext("Niet verstuurd aan %(name)s: %(why)s", name=account.name, why=error), err=True)
            continue
        if sent:
            click.echo(gettext("Verstuurd aan %(name)s: %(count)s gegevens.", name=account.name, count=sent))
    without = owners - {account.name for account in accounts}
    if without:
        click.echo(gettext("Gegevens zonder beheerder met een account krijgen geen bericht. Kijk in de werklijst."))
    if unsent:
        sys.exit(1)


def _remind(account: Account, now: date) -> int:
    """Mail one owner; gives how many records the mail names, 0 when she had a mail this week."""
    settings: Settings = current_app.extensions["settings"]
    due = due_records(db.session, account.name, now)
    name, email, language, account_id = account.name, account.email, account.language, account.id
    with force_language(language or DEFAULT_LANGUAGE), _addresses(settings):
        subject, text = _subject(due), _text(name, due, now)
    begin_write(db.session)
    claimed = claim_reminder(db.session, account_id, len(due), utc_now())
    db.session.commit()
    if not claimed:
        return 0
    try:
        send_mail(settings, email, subject, text)
    except MailNotSent:
        begin_write(db.session)
        release_reminder(db.session, account_id)
        db.session.commit()
        raise
    return len(due)


def _addresses(settings: Settings) -> AbstractContextManager[object]:
    """Outside a request, links begin where visitors find this instance."""
    return current_app.test_request_context(base_url=settings.public_url or f"http://127.0.0.1:{settings.port}")


def _subject(due: Sequence[DueRecord]) -> str:
    return gettext("Zorg in uw Buurt: %(count)s gegevens om na te kijken", count=len(due))


def _text(name: str, due: Sequence[DueRecord], now: date) -> str:
    late = [item for item in due if item.before < now]
    soon = [item for item in due if item.before >= now]
    parts = [
        gettext("Dag %(name)s,", name=name),
        gettext("Wilt u deze gegevens nakijken? Klopt alles nog, dan is één klik op 'klopt nog' genoeg."),
        *_listed(gettext("De dag is voorbij:"), late),
        *_listed(gettext("Binnen twee weken:"), soon),
        gettext("Alles wat u beheert en nagekeken moet worden: %(address)s", address=_list_address(name)),
        gettext("U krijgt dit bericht hoogstens één keer per week."),
    ]
    return "\n\n".join(parts) + "\n"


def _listed(head: str, due: Sequence[DueRecord]) -> list[str]:
    if not due:
        return []
    lines = [_line(item) for item in due[:MOST_NAMED]]
    if len(due) > MOST_NAMED:
        lines.append(gettext("- en nog %(count)s", count=len(due) - MOST_NAMED))
    return [head + "\n" + "\n".join(lines)]


def _line(item: DueRecord) -> str:
    day = gettext("voor %(day)s", day=day_in_words(item.before))
    address = url_for("records.show", subject=item.subject.slug, record_id=item.record.id, _external=True)
    return f"- {item.title} ({day})\n  {address}"


def _list_address(name: str) -> str:
    return url_for("records.listing", subject="organisaties", eigenaar=name, verlopen=1, _external=True)


commands = [review_group]
