"""Signing in: password, then the code of the telephone; the first time by a one-time link, which asks for both."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin.access import open_to_all, somebody
from admin.accounts.entering import (
    come_halfway,
    destination,
    enter,
    halfway,
    key_being_set_up,
    try_code,
    try_password,
)
from admin.accounts.forms import CodeForm, NewPasswordForm, RecoveryForm, SignInForm, form_page
from admin.desk import PREFIX, DeskBlueprint
from admin.frame import safe_next
from core.accounts.accounts import note_sign_in, use_link
from core.accounts.links import read_link
from core.accounts.models import Account
from core.accounts.security import (
    end_session,
    hashed,
    how_to_set_up,
    is_code_of,
    recovery_codes_left,
    set_code_key,
    use_recovery_code,
)
from core.database import db
from core.i18n import gettext, ngettext
from core.orm import begin_write

KEY = "signing_in_key"
Answer = Response | str | tuple[str, int] | tuple[str, int, dict[str, str]]
blueprint = DeskBlueprint("signing_in", __name__)


@blueprint.route("/aanmelden", methods=["GET", "POST"])
@open_to_all
def sign_in() -> Answer:
    """E-mail address and password."""
    wanted = safe_next(request.args.get("next"))
    if somebody() is not None:
        return redirect(wanted)
    form = SignInForm()
    if not form.validate_on_submit():
        return form_page("sign_in", form)
    tried = try_password(str(form.email.data), str(form.password.data))
    if tried.account is None:
        form.refuse(None, tried.sentence, tried.wait)
        return form_page("sign_in", form)
    come_halfway(tried.account, wanted)
    return _to_second_factor(tried.account)


@blueprint.route("/aanmelden/code", methods=["GET", "POST"])
@open_to_all
def give_code() -> Answer:
    """The code of the telephone."""
    account = halfway()
    if account is None:
        return _begin_again()
    form = CodeForm()
    if not account.has_second_factor:
        return redirect(url_for(".set_up"))
    if not form.validate_on_submit():
        return form_page("code", form)
    typed = str(form.code.data)
    tried = try_code(account, "code", lambda found: is_code_of(found, typed))
    if tried.account is None:
        form.refuse("code", tried.sentence, tried.wait)
        return form_page("code", form)
    wanted = safe_next(destination())
    enter(account, "code")
    return redirect(wanted)


@blueprint.route("/aanmelden/herstelcode", methods=["GET", "POST"])
@open_to_all
def give_recovery_code() -> Answer:
    """A recovery code, for who has no telephone at hand."""
    account = halfway()
    if account is None:
        return _begin_again()
    form = RecoveryForm()
    if not form.validate_on_submit():
        return form_page("recovery", form)
    typed = str(form.code.data)
    tried = try_code(account, "recovery code", lambda found: use_recovery_code(found, typed))
    if tried.account is None:
        form.refuse("code", tried.sentence, tried.wait)
        return form_page("recovery", form)
    wanted = safe_next(destination())
    enter(account, "recovery code")
    left = recovery_codes_left(account)
    flash(
        ngettext("U hebt nog %(num)s herstelcode over.", "U hebt nog %(num)s herstelcodes over.", left)
        + " "
        + gettext("Onder uw naam maakt u nieuwe."),
        "warning",
    )
    return redirect(wanted)


@blueprint.route("/aanmelden/instellen", methods=["GET", "POST"])
@open_to_all
def set_up() -> Answer:
    """Tie a telephone to the account, the first time; then show the recovery codes once."""
    account = halfway()
    if account is None:
        return _begin_again()
    if account.has_second_factor:
        return redirect(url_for(".give_code"))
    key = key_being_set_up(KEY)
    form = CodeForm()
    if not form.validate_on_submit():
        return form_page("set_up", form, setup=how_to_set_up(account, key))
    typed = str(form.code.data)
    tried = try_code(account, "code", lambda found: not found.has_second_factor and is_code_of(found, typed, key))
    if tried.account is None:
        form.refuse("code", tried.sentence, tried.wait)
        return form_page("set_up", form, setup=how_to_set_up(account, key))
    codes = set_code_key(account, key)
    note_sign_in(db.session, account, "second factor set")
    wanted = safe_next(destination())
    enter(account, "code")
    return render_template("accounts/codes.html", codes=codes, onward=wanted)


@blueprint.route("/link/<token>", methods=["GET", "POST"])
@open_to_all
def use(token: str) -> Answer:
    """Set a password by a one-time link, then go on to the second factor. Looking at the link does not use it."""
    if request.method == "POST":
        begin_write(db.session)
    account = read_link(db.session, token, str(current_app.secret_key))
    if account is None:
        return render_template("accounts/dead_link.html"), 410
    form = NewPasswordForm()
    if not form.is_good_for(account):
        return form_page("new_password", form, account=account)
    if somebody() is not None:
        end_session()
    use_link(db.session, account, hashed(str(form.password.data)))
    come_halfway(account, "")
    answer = _to_second_factor(account)
    db.session.commit()
    return answer


@blueprint.post("/afmelden")
@open_to_all
def sign_out() -> Response:
    """End the session in this browser."""
    begin_write(db.session)
    account = somebody()
    if account is not None:
        end_session()
        note_sign_in(db.session, account, "signed out")
        db.session.commit()
    flash(gettext("U bent afgemeld."), "success")
    return redirect(url_for(".sign_in"))


def _to_second_factor(account: Account) -> Response:
    return redirect(url_for(".give_code" if account.has_second_factor else ".set_up"))


def _begin_again() -> Response:
    if somebody() is not None:
        return redirect(PREFIX)
    flash(gettext("Dat duurde te lang. Meld u opnieuw aan."), "warning")
    return redirect(url_for(".sign_in"))
