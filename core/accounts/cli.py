"""`zorgbuurt user …`: the first administrator, and what is needed when nobody can sign in."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from core.accounts.accounts import (
    AccountRefused,
    all_accounts,
    change_role,
    create_account,
    disable,
    enable,
    find_account,
    new_link,
    standing,
)
from core.accounts.inviting import link_address, mail_link
from core.accounts.links import LASTS
from core.accounts.models import Account
from core.accounts.roles import Role
from core.config import Settings
from core.database import db
from core.i18n import gettext, worded
from core.mailing import MailNotSent
from core.orm import begin_write

ACTOR = "zorgbuurt user"
_ROLE = click.Choice([role.value for role in Role])


@click.group("user")
def user() -> None:
    """The accounts of the people who work at the desk."""


@user.command("create")
@click.option("--role", type=_ROLE, required=True, help="What this person may do.")
@click.option("--name", prompt="Naam", help="Name of this person, as colleagues see it.")
@click.option("--email", prompt="E-mailadres", help="Address to sign in with.")
@with_appcontext
def create(role: str, name: str, email: str) -> None:
    """Make an account, and print the one-time link with which its owner starts."""
    begin_write(db.session)
    try:
        account = create_account(db.session, name=name, email=email, role=Role(role), by=ACTOR)
    except AccountRefused as refused:
        raise _refusal(refused) from refused
    _hand_out_link(account, resets_second_factor=False)


@user.command("link")
@click.argument("who")
@click.option("--lost-telephone", is_flag=True, help="Ask for a new second factor too.")
@with_appcontext
def link(who: str, lost_telephone: bool) -> None:
    """Make a new one-time link for WHO (name or e-mail address), to set a new password."""
    begin_write(db.session)
    _hand_out_link(_account(who), resets_second_factor=lost_telephone)


@user.command("role")
@click.argument("who")
@click.argument("role", type=_ROLE)
@with_appcontext
def set_role(who: str, role: str) -> None:
    """Give WHO (name or e-mail address) another ROLE; signing in again is needed."""
    begin_write(db.session)
    account = _account(who)
    try:
        changed = change_role(db.session, account, Role(role), by=ACTOR)
    except AccountRefused as refused:
        raise _refusal(refused) from refused
    db.session.commit()
    click.echo(_line(account) if changed else gettext("Die rol had dit account al."))


@user.command("disable")
@click.argument("who")
@with_appcontext
def switch_off(who: str) -> None:
    """Let nobody in any more with the account of WHO (name or e-mail address), from now on."""
    begin_write(db.session)
    account = _account(who)
    try:
        disable(db.session, account, by=ACTOR)
    except AccountRefused as refused:
        raise _refusal(refused) from refused
    db.session.commit()
    click.echo(_line(account))


@user.command("enable")
@click.argument("who")
@with_appcontext
def switch_on(who: str) -> None:
    """Let WHO (name or e-mail address) in again."""
    begin_write(db.session)
    account = _account(who)
    enable(db.session, account, by=ACTOR)
    db.session.commit()
    click.echo(_line(account))


@user.command("list")
@with_appcontext
def show_all() -> None:
    """Show every account: name, address, role, and how it stands."""
    for account in all_accounts(db.session):
        click.echo(_line(account))


def _hand_out_link(account: Account, *, resets_second_factor: bool) -> None:
    settings: Settings = current_app.extensions["settings"]
    try:
        token = new_link(db.session, account, settings.secret_key, by=ACTOR, resets_second_factor=resets_second_factor)
    except AccountRefused as refused:
        raise _refusal(refused) from refused
    db.session.commit()
    address = link_address(settings, token)
    click.echo(_line(account))
    click.echo(
        gettext("Deze link werkt één keer, en hoogstens %(hours)s uur:", hours=int(LASTS.total_seconds() // 3600))
    )
    click.echo(address)
    try:
        if mail_link(settings, account, address):
            click.echo(gettext("De link is ook gemaild."))
    except MailNotSent as trouble:
        click.echo(gettext("Mailen lukte niet: %(why)s", why=trouble), err=True)


def _account(who: str) -> Account:
    account = find_account(db.session, who)
    if account is None:
        raise click.ClickException(gettext("Er is geen account met deze naam of dit e-mailadres."))
    return account


def _refusal(refused: AccountRefused) -> click.ClickException:
    return click.ClickException("\n".join(worded(fault) for fault in refused.faults.values()))


def _line(account: Account) -> str:
    """An account in one line, with tabs between its parts."""
    return f"{account.name}\t{account.email}\t{account.role.value}\t{worded(standing(account))}"


commands = [user]
