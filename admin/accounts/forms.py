"""The forms about accounts. What a value may be is checked by the verbs in core.accounts."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired

from core.accounts.models import Account
from core.accounts.passwords import password_faults
from core.accounts.roles import Role
from core.i18n import gettext, lazy_gettext, worded
from core.messages import Message

_PASSWORD_HERE = {"autocomplete": "current-password"}
_PASSWORD_NEW = {"autocomplete": "new-password", "minlength": "12", "maxlength": "128"}
_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "10", "spellcheck": "false"}


class DeskForm(FlaskForm):  # type: ignore[misc]  # an untyped base
    """A form whose faults can be listed with links to their fields. wait: seconds before it may be sent again."""

    wait = 0

    def add_fault(self, name: str, sentence: str) -> None:
        """Say what is wrong with a field, after the checks of the form itself."""
        field: Field = self[name]
        field.errors = [*field.errors, sentence]

    def add_faults(self, faults: Mapping[str, Message]) -> None:
        """Say what a verb refused. A fault of something that is no field here stands above the form."""
        for name, message in faults.items():
            if name in self:
                self.add_fault(name, worded(message))
            else:
                self.form_errors.append(worded(message))

    def refuse(self, name: str | None, sentence: str, wait: int) -> None:
        """Say that a try was wrong or came too soon: at a field, or (None) above the form."""
        self.wait = wait
        if name is None:
            self.form_errors.append(sentence)
        else:
            self.add_fault(name, sentence)

    @property
    def faults(self) -> list[tuple[str | None, str]]:
        """Every fault with the id of its field; None for one of the whole form."""
        return [(None, str(fault)) for fault in self.form_errors] + [
            (field.id, str(fault)) for field in self for fault in field.errors if field.name != "csrf_token"
        ]


class SignInForm(DeskForm):
    """Name and password."""

    email = EmailField(
        lazy_gettext("E-mailadres"),
        validators=[InputRequired(lazy_gettext("Vul uw e-mailadres in."))],
        render_kw={"autocomplete": "username", "maxlength": "254", "autofocus": True},
    )
    password = PasswordField(
        lazy_gettext("Wachtwoord"),
        validators=[InputRequired(lazy_gettext("Vul uw wachtwoord in."))],
        render_kw=_PASSWORD_HERE,
    )


class CodeForm(DeskForm):
    """A code of the telephone."""

    code = StringField(
        lazy_gettext("Code van 6 cijfers"),
        validators=[InputRequired(lazy_gettext("Vul de code in die uw telefoon nu toont."))],
        render_kw=_CODE,
    )


class RecoveryForm(DeskForm):
    """A recovery code."""

    code = StringField(
        lazy_gettext("Herstelcode"),
        validators=[InputRequired(lazy_gettext("Vul een van uw herstelcodes in."))],
        render_kw={"autocomplete": "off", "maxlength": "30", "spellcheck": "false"},
    )


class NewPasswordForm(DeskForm):
    """A new password, twice: what one cannot see, one mistypes."""

    password = PasswordField(
        lazy_gettext("Nieuw wachtwoord"),
        validators=[InputRequired(lazy_gettext("Kies een wachtwoord."))],
        render_kw=_PASSWORD_NEW,
    )
    again = PasswordField(
        lazy_gettext("Nieuw wachtwoord, nog een keer"),
        validators=[InputRequired(lazy_gettext("Typ het wachtwoord nog een keer."))],
        render_kw=_PASSWORD_NEW,
    )

    def is_good_for(self, account: Account) -> bool:
        """Whether this may be the password of the account; else the faults are at the fields."""
        if not self.validate_on_submit():
            return False
        for message in password_faults(str(self.password.data), (account.name, account.email)):
            self.add_fault("password", worded(message))
        if self.password.data != self.again.data:
            self.add_fault("again", gettext("Dit is niet hetzelfde wachtwoord."))
        return not self.faults


class ChangePasswordForm(NewPasswordForm):
    """The same, by who knows the present password."""

    present = PasswordField(
        lazy_gettext("Uw wachtwoord van nu"),
        validators=[InputRequired(lazy_gettext("Vul uw wachtwoord van nu in."))],
        render_kw=_PASSWORD_HERE,
    )


class ConfirmForm(DeskForm):
    """The password once more, before something that would open the account to others."""

    present = PasswordField(
        lazy_gettext("Uw wachtwoord"),
        validators=[InputRequired(lazy_gettext("Vul uw wachtwoord in."))],
        render_kw=_PASSWORD_HERE,
    )


class NewTelephoneForm(ConfirmForm):
    """The password, and a code of the new telephone."""

    code = StringField(
        lazy_gettext("Code van 6 cijfers"),
        validators=[InputRequired(lazy_gettext("Vul de code in die uw nieuwe telefoon nu toont."))],
        render_kw=_CODE,
    )


class RoleForm(DeskForm):
    """A role."""

    role = RadioField(
        lazy_gettext("Rol"), validators=[InputRequired(lazy_gettext("Kies een rol."))], validate_choice=True
    )

    def __init__(self, role: Role | None = None) -> None:
        super().__init__(data={"role": role.value if role else None})
        self.role.choices = [(each.value, f"{worded(each.label)}: {worded(each.explanation)}") for each in Role]


class AccountForm(RoleForm):
    """Somebody new."""

    name = StringField(
        lazy_gettext("Naam"),
        validators=[InputRequired(lazy_gettext("Vul de naam in."))],
        render_kw={"autocomplete": "off", "maxlength": "100"},
    )
    email = EmailField(
        lazy_gettext("E-mailadres"),
        validators=[InputRequired(lazy_gettext("Vul het e-mailadres in."))],
        render_kw={"autocomplete": "off", "maxlength": "254"},
    )


class PlainForm(DeskForm):
    """Only a button."""


def form_page(name: str, form: DeskForm, **more: object) -> tuple[str, int, dict[str, str]]:
    """The page accounts/NAME.html with a form: 400 when it has faults, 429 when one must wait."""
    page = render_template(f"accounts/{name}.html", form=form, **more)
    if form.wait:
        return page, 429, {"Retry-After": str(form.wait)}
    return page, 400 if form.faults else 200, {}
