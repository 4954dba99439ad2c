"""One's own account: language, password, telephone, recovery codes, and ending sessions elsewhere."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from admin.access import me, needs
from admin.accounts.entering import key_being_set_up, try_code, try_password
from admin.accounts.forms import (
    ChangePasswordForm,
    ConfirmForm,
    NewTelephoneForm,
    PlainForm,
    form_page,
)
from admin.desk import LANGUAGE_KEY, DeskBlueprint
from core.accounts.accounts import change_password, end_own_sessions, note_sign_in
from core.accounts.roles import Role
from core.accounts.security import (
    go_on,
    hashed,
    how_to_set_up,
    is_code_of,
    new_recovery_codes,
    present_session,
    recovery_codes_left,
    set_code_key,
)
from core.database import db
from core.i18n import LANGUAGES, gettext, ngettext, worded
from core.orm import begin_write

KEY = "new_telephone_key"
Answer = Response | str | tuple[str, int] | tuple[str, int, dict[str, str]]
blueprint = DeskBlueprint("profile", __name__, url_prefix="/beheer/account")


@blueprint.context_processor
def _words() -> dict[str, object]:
    """How the templates word what is kept as a Message."""
    return {"worded": worded}


@blueprint.get("")
@needs(Role.READER)
def show() -> Answer:
    """What we know of who is signed in, and what she can change."""
    return render_template("accounts/profile.html", account=me(), codes_left=recovery_codes_left(me()))


@blueprint.post("/taal")
@needs(Role.READER)
def choose_language() -> Response:
    """Keep the language for all her sessions."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        begin_write(db.session)
        me().language = session[LANGUAGE_KEY] = chosen
        db.session.commit()
    return redirect(url_for(".show"))


@blueprint.route("/wachtwoord", methods=["GET", "POST"])
@needs(Role.READER)
def new_password() -> Answer:
    """Another password; her sessions elsewhere end."""
    form = ChangePasswordForm()
    if not form.is_good_for(me()) or not _is_confirmed(form):
        return form_page("change_password", form)
    begin_write(db.session)
    change_password(db.session, me(), hashed(str(form.password.data)), keep=present_session())
    go_on(me())
    db.session.commit()
    flash(gettext("Uw wachtwoord is veranderd. In andere browsers bent u afgemeld."), "success")
    return redirect(url_for(".show"))


@blueprint.route("/herstelcodes", methods=["GET", "POST"])
@needs(Role.READER)
def new_codes() -> Answer:
    """New recovery codes, shown once; the old ones stop working."""
    form = ConfirmForm()
    if not form.validate_on_submit() or not _is_confirmed(form):
        return form_page("new_codes", form)
    begin_write(db.session)
    codes = new_recovery_codes(me())
    note_sign_in(db.session, me(), "recovery codes made")
    db.session.commit()
    return render_template("accounts/codes.html", codes=codes, onward=url_for(".show"))


@blueprint.route("/telefoon", methods=["GET", "POST"])
@needs(Role.READER)
def new_telephone() -> Answer:
    """Tie another telephone to the account; the old one and the old recovery codes stop working."""
    key = key_being_set_up(KEY)
    form = NewTelephoneForm()
    if not form.validate_on_submit() or not _is_confirmed(form):
        return form_page("new_telephone", form, setup=how_to_set_up(me(), key))
    typed = str(form.code.data)
    tried = try_code(me(), "code", lambda found: is_code_of(found, typed, key))
    if tried.account is None:
        form.refuse("code", tried.sentence, tried.wait)
        return form_page("new_telephone", form, setup=how_to_set_up(me(), key))
    codes = set_code_key(me(), key)
    note_sign_in(db.session, me(), "second factor set")
    db.session.commit()
    session.pop(KEY)
    return render_template("accounts/codes.html", codes=codes, onward=url_for(".show"))


@blueprint.route("/sessies", methods=["GET", "POST"])
@needs(Role.READER)
def end_others() -> Answer:
    """Sign out everywhere but here."""
    form = PlainForm()
    if not form.validate_on_submit():
        return form_page("end_sessions", form)
    begin_write(db.session)
    number = end_own_sessions(db.session, me(), keep=present_session())
    go_on(me())
    db.session.commit()
    flash(
        ngettext("U bent in %(num)s andere browser afgemeld.", "U bent in %(num)s andere browsers afgemeld.", number),
        "success",
    )
    return redirect(url_for(".show"))


def _is_confirmed(form: ConfirmForm | ChangePasswordForm) -> bool:
    """Whether the present password in the form is right; else it says so at the field."""
    tried = try_password(me().email, str(form.present.data))
    if tried.account is None:
        form.refuse("present", tried.sentence, tried.wait)
    return tried.account is not None
