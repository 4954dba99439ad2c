"""The accounts of everybody, for administrators: invite, change the role, disable, enable, make a new link."""

from __future__ import annotations

import uuid

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.accounts.forms import AccountForm, RoleForm, form_page
from admin.desk import KEEPING, DeskBlueprint, NavItem
from core.accounts.accounts import (
    AccountRefused,
    all_accounts,
    change_role,
    create_account,
    disable,
    enable,
    new_link,
    standing,
)
from core.accounts.inviting import link_address, mail_link
from core.accounts.models import Account
from core.accounts.roles import Role
from core.config import Settings
from core.database import db
from core.i18n import gettext, lazy_gettext, worded
from core.mailing import MailNotSent
from core.orm import begin_write

Answer = Response | str | tuple[str, int] | tuple[str, int, dict[str, str]]
blueprint = DeskBlueprint(
    "accounts",
    __name__,
    url_prefix="/beheer/accounts",
    nav=[NavItem(lazy_gettext("Accounts"), "accounts.show_all", KEEPING, order=90, role=Role.ADMINISTRATOR)],
)


@blueprint.context_processor
def _words() -> dict[str, object]:
    """How the templates word what is kept as a Message."""
    return {"worded": worded, "standing": standing}


@blueprint.get("")
@needs(Role.ADMINISTRATOR)
def show_all() -> Answer:
    """Everybody who has an account."""
    return render_template("accounts/list.html", accounts=all_accounts(db.session))


@blueprint.route("/nieuw", methods=["GET", "POST"])
@needs(Role.ADMINISTRATOR)
def invite() -> Answer:
    """An account for somebody new, and the link with which she can start."""
    form = AccountForm()
    if not form.validate_on_submit():
        return form_page("new", form)
    begin_write(db.session)
    try:
        account = create_account(
            db.session, name=str(form.name.data), email=str(form.email.data), role=Role(form.role.data), by=me().name
        )
    except AccountRefused as refused:
        form.add_faults(refused.faults)
        return form_page("new", form)
    return _show_link(account, resets_second_factor=False)


@blueprint.get("/<uuid:account_id>")
@needs(Role.ADMINISTRATOR)
def show(account_id: uuid.UUID) -> Answer:
    """One account, and what can be done with it."""
    account = _account(account_id)
    return render_template("accounts/account.html", account=account, form=RoleForm(account.role))


@blueprint.post("/<uuid:account_id>/rol")
@needs(Role.ADMINISTRATOR)
def give_role(account_id: uuid.UUID) -> Answer:
    """Another role; the person has to sign in again."""
    begin_write(db.session)
    account, form = _account(account_id), RoleForm()
    if not form.validate_on_submit():
        return form_page("account", form, account=account)
    try:
        if change_role(db.session, account, Role(form.role.data), by=me().name):
            flash(gettext("De rol is veranderd. %(name)s moet opnieuw aanmelden.", name=account.name), "success")
    except AccountRefused as refused:
        form.add_faults(refused.faults)
        return form_page("account", form, account=account)
    db.session.commit()
    return redirect(url_for(".show", account_id=account_id))


@blueprint.post("/<uuid:account_id>/uit")
@needs(Role.ADMINISTRATOR)
def switch_off(account_id: uuid.UUID) -> Answer:
    """Let nobody in with this account any more."""
    begin_write(db.session)
    account = _account(account_id)
    try:
        if disable(db.session, account, by=me().name):
            flash(gettext("Het account van %(name)s staat uit.", name=account.name), "success")
    except AccountRefused as refused:
        flash(" ".join(worded(fault) for fault in refused.faults.values()), "error")
    db.session.commit()
    return redirect(url_for(".show", account_id=account_id))


@blueprint.post("/<uuid:account_id>/aan")
@needs(Role.ADMINISTRATOR)
def switch_on(account_id: uuid.UUID) -> Answer:
    """Let the person in again."""
    begin_write(db.session)
    account = _account(account_id)
    if enable(db.session, account, by=me().name):
        flash(gettext("Het account van %(name)s staat weer aan.", name=account.name), "success")
    db.session.commit()
    return redirect(url_for(".show", account_id=account_id))


@blueprint.post("/<uuid:account_id>/link")
@needs(Role.ADMINISTRATOR)
def make_new_link(account_id: uuid.UUID) -> Answer:
    """A new one-time link: for who has forgotten her password, or lost her telephone too."""
    begin_write(db.session)
    account = _account(account_id)
    if not account.active:
        flash(gettext("Dit account staat uit. Zet het eerst weer aan."), "error")
        return redirect(url_for(".show", account_id=account_id))
    return _show_link(account, resets_second_factor=request.form.get("telephone") == "lost")


def _show_link(account: Account, *, resets_second_factor: bool) -> Answer:
    """Make a link, commit, mail it, and show it this one time."""
    secret_key = str(current_app.secret_key)
    token = new_link(db.session, account, secret_key, by=me().name, resets_second_factor=resets_second_factor)
    db.session.commit()
    settings: Settings = current_app.extensions["settings"]
    address = link_address(settings, token)
    sent, trouble = False, False
    try:
        sent = mail_link(settings, account, address)
    except MailNotSent:
        trouble = True
    return render_template("accounts/link.html", account=account, address=address, sent=sent, trouble=trouble)


def _account(account_id: uuid.UUID) -> Account:
    """The account with this id. 404 when there is none."""
    account = db.session.get(Account, account_id)
    if account is None:
        abort(404)
    return account
