"""Public forms that send something in: no session, no cookie, and yet only from a page of ours.

A page with such a form puts `form_token("register")` in a hidden field called `token`, and its view (declared with
`keep=0`) calls `check_form("register")` before it takes anything in. Three things are looked at:

- the browser says that the form stood on this site (Sec-Fetch-Site, or Origin in an older one);
- the token was signed here for this very form, so the sender did see our page;
- it is no older than half a day, and at least two seconds: no person fills in a form in less.

A form that is refused is shown again with what was typed and a fresh token: nothing is lost but a click.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner

from core.messages import N_, Message
from core.orm import utc_now
from web.site import public_url

FIELD = "token"
OLDEST = 12 * 60 * 60
YOUNGEST = 2
"""Ages of a token, in seconds."""


class FormRefusedError(Exception):
    """The form did not come from a page of ours, or too late or too soon. message: what the visitor can do."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def form_token(form: str) -> str:
    """What to put in the hidden field of a form, so that `check_form` takes it. form: its name, the same in both."""
    return _signer(form).sign(form).decode("ascii")


def check_form(form: str) -> None:
    """Make sure that the present request comes from our own form. Raises FormRefusedError."""
    if not _from_this_site():
        raise FormRefusedError(Message(N_("Dit formulier kwam niet van onze site. Verstuur het opnieuw vanaf hier.")))
    try:
        _name, signed = _signer(form).unsign(request.form.get(FIELD, ""), max_age=OLDEST, return_timestamp=True)
    except SignatureExpired:
        raise FormRefusedError(
            Message(N_("Het formulier stond te lang open. Uw tekst staat er nog. Verstuur het opnieuw."))
        ) from None
    except BadSignature:
        raise FormRefusedError(
            Message(N_("Dit formulier konden we niet herkennen. Uw tekst staat er nog. Verstuur het opnieuw."))
        ) from None
    if (utc_now() - signed).total_seconds() < YOUNGEST:
        raise FormRefusedError(Message(N_("Dat ging wel erg snel. Kijk uw tekst na en verstuur het opnieuw.")))


def _signer(form: str) -> TimestampSigner:
    return TimestampSigner(str(current_app.secret_key), salt=f"public form {form}")


def _from_this_site() -> bool:
    """What the browser says about where the form stood. A page elsewhere cannot set these headers."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    here = urlsplit(public_url())
    return urlsplit(origin)[:2] in {(here.scheme, here.netloc), (request.scheme, request.host)}
