"""Mail to staff: through an SMTP server, or as files in a folder. Plain text, one recipient a message. No Flask.

Without a server (`MAIL_URL` empty) a message becomes a file in `DATA_DIR/mail`, so that an instance of one's own works
at once and tests read what people would get.
"""

from __future__ import annotations

import os
import secrets
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

from core.orm import utc_now

if TYPE_CHECKING:
    from core.config import Settings

TIMEOUT = 10.0
"""Seconds that the server may take for each of its answers."""

Security = Literal["none", "starttls", "tls"]
_SECURITY: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
_FORMS = "folder:/path, smtp://host:port, smtp+starttls://user:password@host:port or smtps://user:password@host:port"


class MailNotSent(Exception):
    """The message did not leave. The text says why, for the log of the operator; it holds no address."""


@dataclass(frozen=True, slots=True)
class MailFolder:
    """Messages become files here, one each, that only the owner of the process can read."""

    path: Path


@dataclass(frozen=True, slots=True)
class MailServer:
    """An SMTP server. security: "none" sends in the clear, for a server on this machine or in its own network."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = None


def read_mail_url(url: str) -> MailFolder | MailServer:
    """Where mail goes, as `MAIL_URL` says it. Raises ValueError that names the forms that are allowed."""
    scheme, _, rest = url.partition(":")
    if scheme == "folder":
        if not rest.startswith("/"):
            raise ValueError(f"name the folder by its whole path; give {_FORMS}")
        return MailFolder(Path(rest))
    if scheme not in _SECURITY:
        raise ValueError(f"give {_FORMS}")
    parts = urlsplit(url)
    security, usual_port = _SECURITY[scheme]
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"give {_FORMS}")
    if parts.password and security == "none":
        raise ValueError("a password goes over smtp+starttls:// or smtps:// only")
    user = unquote(parts.username) if parts.username else None
    return MailServer(host, port or usual_port, security, user, unquote(parts.password) if parts.password else None)


def send_mail(settings: Settings, to: str, subject: str, text: str) -> None:
    """Send a message in plain text to one address, or raise MailNotSent.

    It returns when the server has taken the message (or the file stands in the folder), within some tens of seconds.
    """
    message = _message(settings.mail_from or settings.contact_email, to, subject, text)
    try:
        target = read_mail_url(settings.mail_url or f"folder:{settings.data_dir / 'mail'}")
        if isinstance(target, MailFolder):
            _drop(message, target.path)
        else:
            _hand_over(message, target)
    except smtplib.SMTPException as error:
        raise MailNotSent(f"the mail server refused the message: {type(error).__name__}") from error
    except OSError as error:
        raise MailNotSent(f"the mail cannot leave: {error.strerror or type(error).__name__}") from error


def _message(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(display_name="Zorg in uw Buurt", addr_spec=sender)
        message["To"] = Address(addr_spec=to)
        message["Subject"] = " ".join(subject.split())
    except (ValueError, IndexError, HeaderParseError, MessageError) as error:
        raise MailNotSent("the address is no e-mail address") from error
    message["Date"] = format_datetime(utc_now())
    message["Message-ID"] = make_msgid(domain=_domain(sender))
    # Asks absence assistants not to answer (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    return message


def _domain(sender: str) -> str:
    """The part after the @: what we call ourselves, so that the name of the machine stays here."""
    return sender.rpartition("@")[2]


def _drop(message: EmailMessage, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{utc_now():%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}"
    unfinished = folder / f".{name}"
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(bytes(message))
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(folder / f"{name}.eml")
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()


def _hand_over(message: EmailMessage, server: MailServer) -> None:
    context = ssl.create_default_context()
    name = _domain(message["From"].addresses[0].addr_spec)
    connection: smtplib.SMTP
    if server.security == "tls":
        connection = smtplib.SMTP_SSL(server.host, server.port, name, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, name, timeout=TIMEOUT)
    with connection:
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user is not None:
            connection.login(server.user, server.password or "")
        connection.send_message(message)
