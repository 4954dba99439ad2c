"""One-time links: how somebody gets into an account whose password nobody knows. No Flask.

A link holds the account and a secret, signed with the key of this instance. The database holds a digest of the secret
only. A link is worth nothing after use, after 72 hours, and as soon as there is a newer one.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import timedelta

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import Account
from core.orm import utc_now

LASTS = timedelta(hours=72)
LONGEST_TOKEN = 200


def make_link(account: Account, secret_key: str, *, resets_second_factor: bool = False) -> str:
    """The token of a new link for this account; an older one is worth nothing from now on.

    resets_second_factor: whether using it also asks for a new second factor, for who has lost her telephone.
    """
    secret = secrets.token_urlsafe(24)
    account.link_digest = _digest(secret)
    account.link_expires_at = utc_now() + LASTS
    account.link_resets_second_factor = resets_second_factor
    return str(_signer(secret_key).dumps([account.id.hex, secret]))


def read_link(session: Session, token: str, secret_key: str) -> Account | None:
    """The account of a link that can be used now; None when it was used, is too old, or was never ours."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        owner, secret = _signer(secret_key).loads(token)
        digest = _digest(secret)
        owner_id = uuid.UUID(hex=owner)
    except (BadData, ValueError, TypeError, AttributeError):
        return None
    return session.scalars(
        select(Account).where(
            Account.id == owner_id, Account.link_digest == digest, Account.link_expires_at > utc_now(), Account.active
        )
    ).one_or_none()


def spend_link(account: Account) -> None:
    """The link of this account is used: it is worth nothing any more."""
    account.link_digest = account.link_expires_at = None
    account.link_resets_second_factor = False


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="zorgbuurt one-time link")
