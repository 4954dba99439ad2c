"""Flask-Security on the app: password hashes, codes of the second factor, and the session cookie of the desk.

The pages are ours (admin.accounts), so of Flask-Security come the verbs: none of its routes, forms or templates is
there. Its cookie exists under /beheer only. The public pages and the API neither get it, nor send it, nor pay for it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import uuid
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, session
from flask_security import (
    FSQLALiteUserDatastore,
    RoleMixin,
    Security,
    current_user,
    hash_password,
    login_user,
    logout_user,
    verify_password,
)
from flask_security.totp import Totp
from passlib.totp import TotpMatch
from sqlalchemy import select

from core.accounts.models import Account, AccountSession
from core.accounts.passwords import normalised
from core.accounts.slowing import Subjects
from core.config import Settings
from core.database import db
from core.orm import utc_now

COOKIE_PATH = "/beheer"
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = 60
"""Seconds after which a request renews the cookie, so that not every answer has to carry one."""

CODE_WINDOW = 30
"""Seconds that the clock of a telephone may differ from ours."""

_NOBODYS_HASH = "zorgbuurt-nobodys-hash"
# What OWASP's Password Storage Cheat Sheet gives for argon2id: 46 MiB, one pass, one lane. Some 50 ms here.
_ARGON2 = {"argon2__memory_cost": 47104, "argon2__time_cost": 1, "argon2__parallelism": 1}


class _CodesUsedOnce(Totp):
    """The codes of a telephone, each of which counts once."""

    def get_last_counter(self, user: Any) -> int | None:
        """The half minute of the last code of this account."""
        account: Account = user
        return account.last_counter

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """Remember the half minute of a code that was right."""
        user.last_counter = tmatch.counter


def init_accounts(app: Flask, settings: Settings) -> None:
    """Let people sign in to the desk."""
    app.config.update(
        SESSION_COOKIE_NAME="desk",
        SESSION_COOKIE_PATH=COOKIE_PATH,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
        SESSION_REFRESH_EACH_REQUEST=False,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method, not a password
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        # argon2 takes all 128 characters, so there is no need for a digest under the hash.
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=_ARGON2,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_REQUIRED=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TOTP_SECRETS={"1": _derived(settings.secret_key, "second factor").hex()},
        SECURITY_TOTP_ISSUER="Zorg in uw Buurt",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_N=10,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[
            base64.urlsafe_b64encode(_derived(settings.secret_key, "recovery codes"))
        ],
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
    )
    _init_security(app)
    app.extensions[_NOBODYS_HASH] = None


def _init_security(app: Flask) -> None:
    """Flask-Security without what it, Flask-Login and Flask-Principal do around every request.

    Flask-Login looks into the session after each answer for a "remember me" that we do not offer, and puts the user in
    every template; Flask-Principal loads the user before each request. On the API and the public pages all of it would
    cost time, and the look into the session would add `Vary: Cookie`. The guard of the desk loads the account where
    one is needed. Its JSON provider is not needed either: the API has its own.
    """
    before, after = list(app.before_request_funcs[None]), list(app.after_request_funcs[None])
    processors = list(app.template_context_processors[None])
    provider, provider_class = app.json, app.json_provider_class
    security = Security(
        app,
        FSQLALiteUserDatastore(db, Account, RoleMixin),
        register_blueprint=False,
        totp_cls=_CodesUsedOnce,
    )
    app.before_request_funcs[None], app.after_request_funcs[None] = before, after
    app.template_context_processors[None] = processors
    app.json, app.json_provider_class = provider, provider_class
    security.login_manager.user_loader(_load)
    # No tokens in headers or addresses, and no tie to the network address: that changes while people work.
    security.login_manager.request_loader(lambda request: None)
    security.login_manager.session_protection = None


def _derived(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose, from the secret key."""
    return hmac.new(secret.encode(), f"zorgbuurt {purpose}".encode(), hashlib.sha256).digest()


def _security() -> Any:
    return current_app.extensions["security"]


def subjects() -> Subjects:
    """The names under which failures and places are kept."""
    return Subjects(str(current_app.secret_key))


def present_account() -> Account | None:
    """Who is signed in; None for nobody, also when her session ended or her account is disabled."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def _load(uniquifier: str) -> Account | None:
    """The account of the present session cookie. Flask-Login asks once a request, and only where somebody asks it."""
    now = time.time()
    seen, session_id = session.get("seen"), session.get("session")
    if not isinstance(seen, int) or not isinstance(session_id, str) or not 0 <= now - seen + 60 <= IDLE.seconds + 60:
        return None
    account = db.session.scalars(
        select(Account)
        .join(AccountSession, AccountSession.account_id == Account.id)
        .where(
            Account.fs_uniquifier == uniquifier,
            Account.active,
            AccountSession.id == uuid.UUID(session_id),
            AccountSession.ended_at.is_(None),
            AccountSession.started_at > utc_now() - LONGEST,
        )
    ).one_or_none()
    if account is not None and now - seen >= SEEN_EVERY:
        session["seen"] = int(now)
    return account


def start_session(account: Account, place: str) -> AccountSession:
    """Sign this account in, in the browser of the present request. The caller commits.

    place: where that is, as `Subjects.place` gives it.
    """
    started = AccountSession(id=uuid.uuid4(), account_id=account.id, place=place)
    db.session.add(started)
    account.signed_in_at = utc_now()
    login_user(account, remember=False, authn_via=["password", "authenticator"])
    session["session"] = str(started.id)
    session["seen"] = int(time.time())
    return started


def go_on(account: Account) -> None:
    """Go on in the present session, where all others of the account were ended."""
    session["_user_id"] = account.fs_uniquifier


def present_session() -> AccountSession | None:
    """The session of who is signed in."""
    account = present_account()
    return db.session.get(AccountSession, uuid.UUID(session["session"])) if account is not None else None


def end_session() -> None:
    """Sign out in this browser: the session ends, so a copy of its cookie is worth nothing. The caller commits."""
    present = present_session()
    if present is not None:
        present.ended_at = utc_now()
    logout_user()
    session.clear()


def hashed(password: str) -> str:
    """The argon2id hash of a password, with its own salt and settings in it."""
    return str(hash_password(normalised(password)))


def is_password_of(account: Account | None, password: str) -> bool:
    """Whether this is the password of the account. For nobody, False, and it takes as long."""
    known = account.password if account is not None else None
    # A longer text can be no password; it would only take long.
    right = verify_password(normalised(password)[:1000], known or _nobodys_hash())
    return bool(right) and known is not None


def _nobodys_hash() -> str:
    """A hash that is nobody's, to take as long over an account that is not there."""
    if current_app.extensions[_NOBODYS_HASH] is None:
        current_app.extensions[_NOBODYS_HASH] = hash_password(uuid.uuid4().hex)
    return str(current_app.extensions[_NOBODYS_HASH])


def new_code_key() -> str:
    """A new key for the codes of a telephone, encrypted: only this application can use it."""
    return str(_security().totp_factory.generate_totp_secret())


def how_to_set_up(account: Account, key: str) -> dict[str, str]:
    """What a telephone needs to know: `image` (a QR code as an address for <img>), `key` and `uri`."""
    found: dict[str, str] = _security().totp_factory.fetch_setup_values(key, account)
    return found


def code_key_in_letters(key: str) -> str:
    """The key of `new_code_key` in base32, as a telephone takes it."""
    return str(_security().totp_factory.get_totp_b32_key(key))


def is_code_of(account: Account, code: str, key: str | None = None) -> bool:
    """Whether this is a code of the telephone of the account now, not used before. key: one that is being set up."""
    secret = key or account.tf_totp_secret
    digits = "".join(code.split())
    if not secret or not digits.isascii() or not digits.isdigit():
        return False
    try:
        return bool(_security().totp_factory.verify_totp(digits, secret, account, window=CODE_WINDOW))
    except (ValueError, TypeError):
        # The key was encrypted under another SECRET_KEY. A new link with a new second factor mends it.
        return False


def set_code_key(account: Account, key: str) -> list[str]:
    """From now on these are the codes of the account. Gives new recovery codes, to be shown once."""
    _security().datastore.tf_set(account, "authenticator", totp_secret=key)
    return new_recovery_codes(account)


def new_recovery_codes(account: Account) -> list[str]:
    """Ten new recovery codes, each good for one time; the old ones are worth nothing any more."""
    return list(_security().mf_recovery_codes_util.create_recovery_codes(account))


def use_recovery_code(account: Account, code: str) -> bool:
    """Whether this is a recovery code that was not used yet; then it is used now."""
    util = _security().mf_recovery_codes_util
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    written = "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
    if not util.check_recovery_code(account, written):
        return False
    util.delete_recovery_code(account, written)
    return True


def recovery_codes_left(account: Account) -> int:
    """How many recovery codes of the account can still be used."""
    return len(_security().mf_recovery_codes_util.get_recovery_codes(account))
