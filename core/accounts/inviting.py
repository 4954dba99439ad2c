"""Where a one-time link leads, and the message that brings it."""

from __future__ import annotations

from flask import has_request_context, request

from core.accounts.links import LASTS
from core.accounts.models import Account
from core.accounts.security import COOKIE_PATH
from core.config import Settings
from core.i18n import DEFAULT_LANGUAGE, force_language, gettext
from core.mailing import send_mail


def link_address(settings: Settings, token: str) -> str:
    """The whole address of a one-time link: under PUBLIC_URL, else as this request came, else on this machine.

    Production always has a PUBLIC_URL, so there nobody can put another host in a link.
    """
    here = request.host_url if has_request_context() else f"http://127.0.0.1:{settings.port}"
    return f"{(settings.public_url or here).rstrip('/')}{COOKIE_PATH}/link/{token}"


def mail_link(settings: Settings, account: Account, address: str) -> bool:
    """Send the link to the owner of the account. False when this instance has no mail (MAIL_URL).

    Raises core.mailing.MailNotSent.
    """
    if not settings.mail_url:
        return False
    with force_language(account.language or DEFAULT_LANGUAGE):
        subject = gettext("Uw account voor Zorg in uw Buurt")
        text = gettext(
            "Dag %(name)s,\n\n"
            "Met deze link kiest u een wachtwoord voor het beheer van Zorg in uw Buurt:\n\n%(address)s\n\n"
            "De link werkt één keer, en hoogstens %(hours)s uur.\n"
            "Verwachtte u dit bericht niet? Dan hoeft u niets te doen.\n",
            name=account.name,
            address=address,
            hours=int(LASTS.total_seconds() // 3600),
        )
        send_mail(settings, account.email, subject, text)
    return True
