"""Guessing gets slow: after five failures in a row the next try must wait, and longer after each further failure.

Counted per account and per network address; what is kept are keyed digests. A wait is at most a quarter of an hour and
goes away by itself, so nobody is locked out for good. It is the same for an e-mail address without an account, so it
does not tell whether there is one. Somebody elsewhere who keeps failing on an account does not slow its owner at a
place where she signed in before: that place has a count of its own. No Flask.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from core.accounts.models import Account, AccountSession, FailedSignIns
from core.orm import utc_now

FREE = 5
FIRST_WAIT = 15.0
LONGEST_WAIT = 900.0
FORGET_AFTER = 3600.0
"""Seconds. Failures count together when no more than an hour lies between them."""

PLACE_KNOWN = timedelta(days=30)


class Subjects:
    """Names for what is counted: keyed digests, which tell nothing without the secret key of the instance."""

    def __init__(self, secret_key: str) -> None:
        self._key = hmac.new(secret_key.encode(), b"zorgbuurt subjects", hashlib.sha256).digest()

    def address(self, address: str | None) -> str:
        """A network address."""
        return self._digest("address", address or "")

    def password(self, email: str) -> str:
        """Passwords tried for an e-mail address, with or without an account, from places where its owner never was."""
        return self._digest("password", email)

    def password_at(self, email: str, place: str) -> str:
        """Passwords tried for it from a place where its owner signed in before."""
        return self._digest("password", email, place)

    def place(self, email: str, address: str | None) -> str:
        """An account at a network address."""
        return self._digest("place", email, address or "")

    def code(self, email: str) -> str:
        """Codes of the second factor tried for an account."""
        return self._digest("code", email)

    def _digest(self, *parts: str) -> str:
        return hmac.new(self._key, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def password_subjects(session: Session, subjects: Subjects, email: str, address: str | None) -> list[str]:
    """What a try at the password of an e-mail address from a network address counts for."""
    place = subjects.place(email, address)
    known = session.scalar(
        select(AccountSession.id)
        .join(Account, Account.id == AccountSession.account_id)
        .where(
            Account.email == email, AccountSession.place == place, AccountSession.started_at > utc_now() - PLACE_KNOWN
        )
        .limit(1)
    )
    tried = subjects.password(email) if known is None else subjects.password_at(email, place)
    return [tried, subjects.address(address)]


def begin_try(session: Session, subjects: Iterable[str], now: float | None = None) -> int:
    """Seconds to wait before a try; 0 when it may be made now, and then it counts as a failure until `succeeded`.

    It counts beforehand so that many tries at the same moment do not all find the count of before. The caller has
    begun to write, and commits before the try itself.
    """
    now = time.time() if now is None else now
    names = sorted(set(subjects))
    found = {name: _count(session, name, now) for name in names}
    waiting = max(row.last_at + _wait(row.failures) - now for row in found.values())
    if waiting > 0:
        return int(waiting) + 1
    for row in found.values():
        row.failures += 1
        row.last_at = now
    session.flush()
    return 0


def succeeded(session: Session, subjects: Iterable[str]) -> None:
    """The try was right: nothing is counted for these any more."""
    session.execute(delete(FailedSignIns).where(FailedSignIns.subject.in_(sorted(set(subjects)))))


def take_back(session: Session, subject: str) -> None:
    """The try was no failure, but what is counted for this subject from earlier stays."""
    row = session.get(FailedSignIns, subject, with_for_update=True, populate_existing=True)
    if row is not None and row.failures > 0:
        row.failures -= 1


def network_of(address: str | None) -> str:
    """The network that an address is in, for the audit trail: 198.51.100.0/24, 2001:db8:1::/48; "" when unreadable."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))


def forget_old(session: Session, now: float | None = None) -> None:
    """Remove counts that do not matter any more, and the places of sessions that began more than 30 days ago."""
    now = time.time() if now is None else now
    session.execute(delete(AccountSession).where(AccountSession.started_at < utc_now() - PLACE_KNOWN))
    session.execute(delete(FailedSignIns).where(FailedSignIns.last_at < now - FORGET_AFTER))


def _wait(failures: int) -> float:
    """Seconds after the last failure: nothing up to the fifth, then 15, 30, 60, … to a quarter of an hour."""
    if failures < FREE:
        return 0.0
    return min(FIRST_WAIT * 2.0 ** min(failures - FREE, 20), LONGEST_WAIT)


def _count(session: Session, subject: str, now: float) -> FailedSignIns:
    """The row of a subject, held until the transaction ends; begun anew when its failures are long ago."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    session.execute(insert(FailedSignIns).values(subject=subject, failures=0, last_at=now).on_conflict_do_nothing())
    row = session.get_one(FailedSignIns, subject, with_for_update=True, populate_existing=True)
    if row.last_at < now - FORGET_AFTER:
        row.failures = 0
    return row
