"""A small SMTP server on this machine, for tests that send real mail."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Received:
    """What the server got: one message, how it came, and who said to send it."""

    message: EmailMessage
    recipients: list[str]
    hello: str
    encrypted: bool
    login: tuple[str, str] | None


@dataclass
class SmtpServer:
    """A server that keeps what it gets. refuses: recipients it will not have. dumb: answers nothing at all."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    refuses: set[str] = field(default_factory=set)
    dumb: bool = False
    received: list[Received] = field(default_factory=list)


class _Conversation(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        mine: SmtpServer = self.server.mine  # type: ignore[attr-defined]
        if mine.dumb:
            time.sleep(1.5)
            return
        hello, login, recipients, encrypted = "", None, list[str](), False
        self.say("220 ready")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            match word.upper():
                case "EHLO":
                    hello = rest
                    extras = [*(["STARTTLS"] if mine.tls and not encrypted else []), "AUTH PLAIN"]
                    self.say("250-hello", *[f"250-{extra}" for extra in extras], "250 8BITMIME")
                case "STARTTLS" if mine.tls:
                    self.say("220 go on")
                    try:
                        self.connection = mine.tls.wrap_socket(self.connection, server_side=True)
                    except OSError:
                        return
                    self.rfile = self.connection.makefile("rb")
                    encrypted = True
                case "AUTH":
                    _, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
                    login = (user, password)
                    self.say("235 welcome" if password == "geheim" else "535 no")
                case "RCPT":
                    address = rest.partition("<")[2].partition(">")[0]
                    recipients.append(address)
                    self.say("550 no such person" if address in mine.refuses else "250 ok")
                case "DATA":
                    self.say("354 tell")
                    lines = list(iter(self.rfile.readline, b".\r\n"))
                    parsed = message_from_bytes(b"".join(line.removeprefix(b".") for line in lines), policy=default)
                    mine.received.append(Received(parsed, recipients, hello, encrypted, login))
                    self.say("250 kept")
                case "QUIT":
                    self.say("221 bye")
                    self.connection.close()
                    return
                case _:
                    self.say("250 ok")

    def say(self, *lines: str) -> None:
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())


class _Threads(socketserver.ThreadingTCPServer):
    daemon_threads = True
    mine: SmtpServer


@contextmanager
def smtp_server(*, tls: ssl.SSLContext | None = None, dumb: bool = False) -> Iterator[SmtpServer]:
    """A server on a free port, for as long as this lasts."""
    mine = SmtpServer(tls=tls, dumb=dumb)
    with _Threads(("127.0.0.1", 0), _Conversation) as server:
        server.mine = mine
        mine.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield mine
        finally:
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1, as the file that vouches for it and as what a server shows."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paper, secret = folder / "paper.pem", folder / "secret.pem"
    paper.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paper, secret)
    return paper, context
