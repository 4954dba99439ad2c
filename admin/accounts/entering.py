"""Between a stranger and a session: each try is counted, made to wait when there were too many, and written down.

What somebody is halfway with (right password, no code yet) stands signed in the session cookie, for ten minutes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import request, session
from sqlalchemy import select

from admin.desk import LANGUAGE_KEY
from core.accounts.accounts import note_failed_sign_in, note_sign_in
from core.accounts.models import Account
from core.accounts.security import is_password_of, new_code_key, start_session, subjects
from core.accounts.slowing import begin_try, forget_old, network_of, password_subjects, succeeded, take_back
from core.database import db
from core.i18n import gettext, ngettext
from core.orm import begin_write

HALFWAY = "signing_in"
HALFWAY_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Tried:
    """How a try went. account: whose it was, None when it was wrong. wait: seconds before a next try is looked at."""

    account: Account | None = None
    wait: int = 0

    @property
    def sentence(self) -> str:
        """Why it did not work, without telling which part was wrong."""
        if not self.wait:
            return gettext("Dit klopt niet. Kijk of alles goed getypt is en probeer het nog eens.")
        minutes = -(-self.wait // 60)
        if self.wait < 60:
            return gettext(
                "Dit ging te vaak mis. Wacht %(number)s seconden en probeer het dan nog eens.", number=self.wait
            )
        return ngettext(
            "Dit ging te vaak mis. Wacht %(num)s minuut en probeer het dan nog eens.",
            "Dit ging te vaak mis. Wacht %(num)s minuten en probeer het dan nog eens.",
            minutes,
        )


def try_password(email: str, password: str) -> Tried:
    """Look whether this is the password of the account with this e-mail address. Commits what it counts."""
    email = email.strip().lower()
    begin_write(db.session)
    counted = password_subjects(db.session, subjects(), email, request.remote_addr)
    wait = begin_try(db.session, counted)
    db.session.commit()
    if wait:
        return Tried(wait=wait)
    account = db.session.scalars(select(Account).where(Account.email == email, Account.active)).one_or_none()
    right = is_password_of(account, password)
    begin_write(db.session)
    if not right:
        note_failed_sign_in(db.session, account, step="password", network=network_of(request.remote_addr))
        db.session.commit()
        return Tried()
    succeeded(db.session, counted[:1])
    take_back(db.session, counted[1])
    db.session.commit()
    return Tried(account)


def try_code(account: Account, step: str, is_right: Callable[[Account], bool]) -> Tried:
    """Look whether a code is right. step: "code" or "recovery code". Leaves the transaction open when it was right."""
    counted = [subjects().code(account.email), subjects().address(request.remote_addr)]
    begin_write(db.session)
    wait = begin_try(db.session, counted)
    db.session.commit()
    if wait:
        return Tried(wait=wait)
    begin_write(db.session)
    db.session.refresh(account, with_for_update=True)
    if not is_right(account):
        note_failed_sign_in(db.session, account, step=step, network=network_of(request.remote_addr))
        db.session.commit()
        return Tried()
    succeeded(db.session, counted)
    forget_old(db.session)
    return Tried(account)


def come_halfway(account: Account, destination: str) -> None:
    """Remember in the cookie who gave the right password. destination: where to go after the code."""
    session[HALFWAY] = {"who": account.fs_uniquifier, "at": int(time.time()), "next": destination}


def halfway() -> Account | None:
    """Who gave the right password less than ten minutes ago, and has not given a code yet."""
    kept = session.get(HALFWAY)
    if not isinstance(kept, dict) or not 0 <= time.time() - kept["at"] + 60 <= HALFWAY_SECONDS + 60:
        return None
    query = select(Account).where(Account.fs_uniquifier == kept["who"], Account.active)
    return db.session.scalars(query).one_or_none()


def destination() -> str:
    """Where she wanted to go when she was asked to sign in."""
    kept = session.get(HALFWAY)
    return str(kept["next"]) if isinstance(kept, dict) else ""


def key_being_set_up(place: str) -> str:
    """The key of the telephone that is being set up, the same until it is done. place: its name in the session."""
    if place not in session:
        session[place] = new_code_key()
    return str(session[place])


def enter(account: Account, second_factor: str) -> None:
    """Start the session. Forms that were open before in this browser can still be sent. Commits."""
    kept = {name: session[name] for name in ("csrf_token", LANGUAGE_KEY) if name in session}
    session.clear()
    session.update(kept)
    if account.language:
        session[LANGUAGE_KEY] = account.language
    start_session(account, subjects().place(account.email, request.remote_addr))
    note_sign_in(db.session, account, "signed in", second_factor=second_factor, network=network_of(request.remote_addr))
    db.session.commit()
