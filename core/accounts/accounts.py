"""What happens to an account, each with its line in the audit trail. No Flask; the face commits.

`by` is the name of who does it. Whoever does something to her own account is named the same way.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.accounts.links import make_link, spend_link
from core.accounts.models import Account, AccountSession
from core.accounts.roles import Role
from core.messages import N_, Message
from core.orm import utc_now
from core.publishing.auditing import record_action

LONGEST_NAME = 100
SOMEBODY = "somebody"
"""The actor of what was done by who did not sign in."""

RESERVED_NAMES = frozenset({"system", "import", "anonymous", SOMEBODY})


class AccountRefused(Exception):
    """An account cannot be made or changed like this. faults: per field ("name", "email", "role") what is wrong."""

    def __init__(self, faults: dict[str, Message]) -> None:
        self.faults = faults
        super().__init__("; ".join(str(fault) for fault in faults.values()))


def find_account(session: Session, who: str) -> Account | None:
    """The account with this name or e-mail address, however its capitals are."""
    text = " ".join(who.split())
    return session.scalars(
        select(Account).where((Account.email == text.lower()) | (func.lower(Account.name) == text.lower()))
    ).first()


def all_accounts(session: Session) -> Sequence[Account]:
    """Every account by name, those that are disabled at the end."""
    return session.scalars(select(Account).order_by(Account.active.desc(), func.lower(Account.name))).all()


def standing(account: Account) -> Message:
    """How an account stands, in a word or two."""
    if not account.active:
        return Message(N_("uit"))
    if account.password is None:
        return Message(N_("uitgenodigd"))
    return Message(N_("in gebruik")) if account.has_second_factor else Message(N_("zonder tweede stap"))


def create_account(session: Session, *, name: str, email: str, role: Role, by: str) -> Account:
    """A new account, without a password: its link (`new_link`) lets its owner set one.

    Raises AccountRefused when the name or the address cannot be used or is taken.
    """
    name = " ".join(name.split())
    faults: dict[str, Message] = {}
    if fault := _name_fault(session, name):
        faults["name"] = fault
    address, fault = _checked_address(session, email)
    if fault:
        faults["email"] = fault
    if faults:
        raise AccountRefused(faults)
    account = Account(id=uuid.uuid4(), name=name, email=address, role=role, active=True)
    session.add(account)
    session.flush()
    _note(session, account, by, "account created", role=role.value)
    return account


def _name_fault(session: Session, name: str) -> Message | None:
    if not 2 <= len(name) <= LONGEST_NAME or not name.isprintable():
        return Message(N_("Geef een naam van 2 tot %(number)s tekens."), {"number": LONGEST_NAME})
    taken = session.scalar(select(Account.id).where(func.lower(Account.name) == name.lower()))
    if taken is not None or name.lower() in RESERVED_NAMES:
        return Message(N_("Deze naam is al in gebruik. Kies een andere, bijvoorbeeld met de achternaam erbij."))
    return None


def _checked_address(session: Session, email: str) -> tuple[str, Message | None]:
    try:
        address = validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return "", Message(N_("Geef een e-mailadres, zoals naam@organisatie.nl."))
    if session.scalar(select(Account.id).where(Account.email == address)) is not None:
        return "", Message(N_("Er is al een account met dit e-mailadres."))
    return address, None


def new_link(
    session: Session, account: Account, secret_key: str, *, by: str, resets_second_factor: bool = False
) -> str:
    """The token of a one-time link with which its owner sets a password; an older link is worth nothing any more.

    Raises AccountRefused for an account that is disabled.
    """
    if not account.active:
        raise AccountRefused({"account": Message(N_("Dit account staat uit. Zet het eerst weer aan."))})
    token = make_link(account, secret_key, resets_second_factor=resets_second_factor)
    _note(session, account, by, "link made", second_factor=resets_second_factor)
    return token


def use_link(session: Session, account: Account, password_hash: str) -> None:
    """Set the password by the link of the account, which is used up by that; all its sessions end."""
    if account.link_resets_second_factor:
        _forget_second_factor(account)
        _note(session, account, account.name, "second factor removed", by_link=True)
    spend_link(account)
    account.password = password_hash
    end_sessions(session, account)
    _note(session, account, account.name, "password set", by_link=True)


def change_password(session: Session, account: Account, password_hash: str, *, keep: AccountSession | None) -> None:
    """A new password by its owner; her sessions elsewhere end. keep: the one she works in."""
    account.password = password_hash
    end_sessions(session, account, keep=keep)
    _note(session, account, account.name, "password set", by_link=False)


def change_role(session: Session, account: Account, role: Role, *, by: str) -> bool:
    """Give the account another role; its sessions end. False when it had that role already.

    Raises AccountRefused when nobody would be left who looks after the accounts.
    """
    if account.role is role:
        return False
    if role is not Role.ADMINISTRATOR:
        _keep_an_administrator(session, account)
    before, account.role = account.role, role
    end_sessions(session, account)
    _note(session, account, by, "role changed", before=before.value, role=role.value)
    return True


def disable(session: Session, account: Account, *, by: str) -> bool:
    """Let nobody in with this account any more, from now on; its link dies too. False when it was disabled already.

    Raises AccountRefused when nobody would be left who looks after the accounts.
    """
    if not account.active:
        return False
    _keep_an_administrator(session, account)
    account.active = False
    spend_link(account)
    end_sessions(session, account)
    _note(session, account, by, "account disabled")
    return True


def enable(session: Session, account: Account, *, by: str) -> bool:
    """Let its owner in again, with the password and second factor she had. False when it was enabled already."""
    if account.active:
        return False
    account.active = True
    _note(session, account, by, "account enabled")
    return True


def end_sessions(session: Session, account: Account, keep: AccountSession | None = None) -> int:
    """End the sessions of the account at once, and a sign-in that is halfway. Gives how many ended.

    keep: one that goes on (`core.accounts.security.go_on`).
    """
    account.fs_uniquifier = uuid.uuid4().hex
    session.flush()
    still_open = AccountSession.account_id == account.id, AccountSession.ended_at.is_(None)
    others = () if keep is None else (AccountSession.id != keep.id,)
    ended: Any = session.execute(update(AccountSession).where(*still_open, *others).values(ended_at=utc_now()))
    return int(ended.rowcount)


def end_own_sessions(session: Session, account: Account, keep: AccountSession | None) -> int:
    """Its owner ends her sessions in other browsers. Gives how many ended."""
    number = end_sessions(session, account, keep)
    _note(session, account, account.name, "sessions ended", number=number)
    return number


def note_sign_in(session: Session, account: Account, action: str, **detail: Any) -> None:
    """A line in the audit trail about signing in or out. Never with a password, a code or a whole address in it."""
    _note(session, account, account.name, action, **detail)


def note_failed_sign_in(session: Session, account: Account | None, *, step: str, network: str) -> None:
    """A line about a try that failed: of somebody, who need not be the owner of the account.

    account: the one that was tried; None when there is none. What was typed may be anything, also a password, so it
    is not kept. step: "password", "code" or "recovery code". network: as `network_of` gives it.
    """
    if account is not None:
        _note(session, account, SOMEBODY, "sign-in failed", step=step, network=network)
    else:
        detail = {"account": None, "step": step, "network": network}
        record_action(session, actor=SOMEBODY, action="sign-in failed", detail=detail)


def _keep_an_administrator(session: Session, but: Account) -> None:
    if but.role is not Role.ADMINISTRATOR or not but.active:
        return
    others = select(func.count()).where(Account.role == Role.ADMINISTRATOR, Account.active, Account.id != but.id)
    if not session.scalar(others):
        raise AccountRefused(
            {"role": Message(N_("Dit is de enige beheerder. Geef eerst iemand anders de rol van beheerder."))}
        )


def _forget_second_factor(account: Account) -> None:
    account.tf_totp_secret = account.tf_primary_method = account.last_counter = None
    account.mf_recovery_codes = None


def _note(session: Session, account: Account, by: str, action: str, **detail: Any) -> None:
    session.flush()
    about = {"account": account.name, **detail}
    record_action(session, actor=by, action=action, detail=about, record_kind="account", record_id=account.id)
