"""The people who work at the desk as tables: accounts, their sessions, and how often signing in failed of late."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from flask_security import AsaList, UserMixin
from sqlalchemy import Boolean, Float, ForeignKey, Integer, String, Text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from core.accounts.roles import Role
from core.orm import Base, utc_now


class RoleType(TypeDecorator[Role]):
    """A Role kept as its text, so that every database shows the same words."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Role | str | None, dialect: Any) -> str | None:
        return None if value is None else Role(value).value

    def process_result_value(self, value: str | None, dialect: Any) -> Role | None:
        return None if value is None else Role(value)


class Account(Base, UserMixin):
    """Somebody who works at the desk. Never removed, because history names her; disabled when she leaves.

    name: unique; what revisions and the audit trail call her. email: what she signs in with, in small letters.
    password: argon2id hash; None until she has used her link. tf_*, mf_* and fs_uniquifier are names that
    Flask-Security gives: the encrypted key of the second factor, encrypted recovery codes, and the word that her
    session cookies carry. last_counter: the half minute of the last code that was used, so that none is used twice.
    link_*: the one-time link that is out for her, if any; only the digest of its secret is kept.
    """

    __tablename__ = "account"

    # The mixin hints at a number; Flask-Security itself finds accounts by fs_uniquifier only.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)  # type: ignore[assignment]
    name: Mapped[str] = mapped_column(String(100), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    role: Mapped[Role] = mapped_column(RoleType())
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    language: Mapped[str | None] = mapped_column(String(2))
    password: Mapped[str | None] = mapped_column(String(255))
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid.uuid4().hex)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    last_counter: Mapped[int | None] = mapped_column(Integer)
    # A list in one text, as Flask-Security wants it.
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    link_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_expires_at: Mapped[datetime | None] = mapped_column()
    link_resets_second_factor: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    signed_in_at: Mapped[datetime | None] = mapped_column(doc="When she last signed in")

    # Flask-Security knows roles as a set without order. Ours is `role`.
    roles = []

    @property
    def has_second_factor(self) -> bool:
        """Whether she has set up the codes of her telephone."""
        return bool(self.tf_totp_secret and self.tf_primary_method)


class AccountSession(Base):
    """One browser in which somebody is signed in. `ended_at` ends it at once, whatever its cookie says.

    place: a keyed digest of the account with the address it came from, to know a place again; not the address.
    """

    __tablename__ = "account_session"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    place: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None] = mapped_column()


class FailedSignIns(Base):
    """How often signing in failed in a row for one subject. Gone when it succeeds, or after a while without failure.

    subject: a keyed digest of an e-mail address (whether or not it has an account) or of a network address.
    """

    __tablename__ = "failed_sign_ins"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[float] = mapped_column(Float, doc="Seconds since 1970")
