"""People who work at the desk, for tests: an account with a known password and second factor, and a client of hers.

`signed_in` starts the session with the verbs that signing in uses itself; tests/admin/accounts has the long way.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass

import pyotp
from flask import session
from flask.testing import FlaskClient

from core.accounts.accounts import create_account, find_account
from core.accounts.roles import Role
from core.accounts.security import (
    code_key_in_letters,
    hashed,
    new_code_key,
    set_code_key,
    start_session,
    subjects,
)
from core.database import db
from core.orm import begin_write
from tests.instances import Instance

PASSWORD = "vier-losse-woorden-achter-elkaar"


@dataclass(frozen=True, slots=True)
class Person:
    """An account that is ready for use. secret: the key of her telephone, in base32."""

    name: str
    email: str
    password: str
    secret: str
    recovery_codes: tuple[str, ...]

    def code(self, at: float | None = None) -> str:
        """The code that her telephone shows now, or at a moment (seconds since 1970)."""
        return pyotp.TOTP(self.secret).at(int(at if at is not None else time.time()))


def add_person(instance: Instance, role: str = "editor", name: str | None = None) -> Person:
    """Make an account with password and second factor, without any command or page. For browser tests as well."""
    name = name or f"{role.capitalize()} {uuid.uuid4().hex[:6]}"
    email = f"{uuid.uuid4().hex[:12]}@zorginuwbuurt.example"
    with instance.app.test_request_context("/beheer"):
        begin_write(db.session)
        account = create_account(db.session, name=name, email=email, role=Role(role), by="test")
        account.password = hashed(PASSWORD)
        key = new_code_key()
        codes = set_code_key(account, key)
        secret = code_key_in_letters(key)
        db.session.commit()
    return Person(name, email, PASSWORD, secret, tuple(codes))


def signed_in(instance: Instance, role: str = "editor", name: str | None = None) -> FlaskClient:
    """A client of somebody with this role who is signed in. name: of an account that may exist already."""
    with instance.app.app_context():
        known = find_account(db.session, name) is not None if name else False
    person_name = name if name and known else add_person(instance, role, name).name
    with instance.app.test_request_context("/beheer"):
        begin_write(db.session)
        account = find_account(db.session, person_name)
        assert account is not None
        start_session(account, subjects().place(account.email, "127.0.0.1"))
        db.session.commit()
        kept = dict(session)
    client = instance.app.test_client()
    with client.session_transaction("/beheer") as cookie:
        cookie.update(kept)
    return client
