"""Asking one web address whether it works: bounded, polite, and never an address inside our own network.

A curator can type any address, so this is where a request to somebody's internal machine would be made if we were not
careful. Every host is resolved here, all its addresses must be public, and the connection goes to the address that was
checked; so a name that resolves differently a moment later changes nothing. Each redirect is checked the same way.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urljoin, urlsplit

MOST_REDIRECTS = 5
SECONDS = 10.0
"""How long one address may take, redirects included."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEAD_NOT_TAKEN = frozenset({400, 403, 404, 405, 406, 429, 500, 501, 503})
_GONE = frozenset({404, 410})
_PORTS = {"http": 80, "https": 443}
# What a request line and a header can hold.
_LONGEST = 2000


class Verdict(StrEnum):
    """What an address turned out to be.

    WORKS: it answers, also when it answers that we may not look. GONE: it says that there is nothing. FAILS: no usable
    answer, which may pass. REFUSED: we do not ask such an address.
    """

    WORKS = "works"
    GONE = "gone"
    FAILS = "fails"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Probe:
    """The answer. status: of HTTP, None when there was none. reason: short, for the staff. final: after redirects."""

    verdict: Verdict
    status: int | None
    reason: str
    final: str


def resolve_host(host: str, port: int) -> list[str]:
    """Every IP address of a host. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


def open_socket(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an IP address."""
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(frozen=True, slots=True)
class Network:
    """How hosts are found and connected to. A test puts servers of its own behind the names of others."""

    resolve: Callable[[str, int], Sequence[str]] = resolve_host
    connect: Callable[[str, int, float], socket.socket] = open_socket


class _NotAsked(Exception):
    """An address that we do not ask."""


class Prober:
    """Asks addresses. agent: who we say we are, with where to reach us."""

    def __init__(self, agent: str, network: Network | None = None, seconds: float = SECONDS) -> None:
        self._agent = agent
        self._network = network or Network()
        self._seconds = seconds

    def probe(self, url: str) -> Probe:
        """Whether an address works. Never raises; never takes much longer than the seconds it was given."""
        deadline = _Deadline(self._seconds)
        try:
            return self._followed(url, deadline)
        except _NotAsked as refused:
            return Probe(Verdict.REFUSED, None, str(refused), url)
        except socket.gaierror as error:
            # When our own name server does not answer, that says nothing about theirs.
            verdict = Verdict.FAILS if error.errno == socket.EAI_AGAIN else Verdict.GONE
            return Probe(verdict, None, "no such host", url)
        except ssl.SSLError as error:
            return Probe(Verdict.FAILS, None, f"certificate: {error.reason or 'not valid'}"[:200], url)
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = "no answer in time" if deadline.passed or isinstance(error, TimeoutError) else _said(error)
            return Probe(Verdict.FAILS, None, reason, url)
        finally:
            deadline.cancel()

    def _followed(self, url: str, deadline: _Deadline) -> Probe:
        at, method = url, "HEAD"
        for _ in range(MOST_REDIRECTS + 1):
            status, location = self._asked(method, at, deadline)
            if status in _HEAD_NOT_TAKEN and method == "HEAD":
                # Many servers answer HEAD wrongly: only a GET is believed.
                method = "GET"
                status, location = self._asked(method, at, deadline)
            if status not in _REDIRECTS or not location:
                return Probe(_verdict(status), status, f"HTTP {status}", at)
            at = urljoin(at, location)
        return Probe(Verdict.FAILS, None, "too many redirects", at)

    def _asked(self, method: str, url: str, deadline: _Deadline) -> tuple[int, str | None]:
        parts = _checked(url)
        host = parts.hostname or ""
        port = parts.port or _PORTS[parts.scheme]
        address = self._public_address(host, port)
        connection = _connection(parts, port, deadline)
        connection.sock = self._network.connect(address, port, deadline.seconds)
        try:
            deadline.watch(connection.sock)
            if parts.scheme == "https":
                connection.sock = _secured(connection.sock, host)
                deadline.watch(connection.sock)
                connection.sock.do_handshake()
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {"User-Agent": self._agent, "Accept": "text/html,*/*;q=0.5", "Connection": "close"}
            connection.request(method, target, headers=headers)
            with connection.getresponse() as response:
                return response.status, response.getheader("Location")
        finally:
            deadline.watch(None)
            connection.close()

    def _public_address(self, host: str, port: int) -> str:
        addresses = self._network.resolve(host, port)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        if not all(is_public(item) for item in addresses):
            raise _NotAsked("not an address on the public internet")
        return addresses[0]


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """The connection under TLS, before the first word is said; the certificate must be of `host`."""
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, local, reserved or for many at once."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if mapped is not None and not mapped.is_global:
        return False
    return found.is_global and not found.is_multicast


def _checked(url: str) -> SplitResult:
    """The parts of an address that we are willing to ask."""
    if len(url) > _LONGEST or any(ord(sign) <= 32 or ord(sign) > 126 for sign in url):
        raise _NotAsked("not a plain web address")
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise _NotAsked("not a web address")
    if parts.username is not None or parts.password is not None:
        raise _NotAsked("holds a name or a password")
    if parts.port not in (None, 80, 443):
        raise _NotAsked("an unusual port")
    return parts


def _connection(parts: SplitResult, port: int, deadline: _Deadline) -> http.client.HTTPConnection:
    """Writes the Host header as it should be; the socket is ours, so it never connects by itself."""
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return made(shown, port, timeout=deadline.seconds)


def _verdict(status: int) -> Verdict:
    if status in _GONE:
        return Verdict.GONE
    return Verdict.FAILS if status >= 500 else Verdict.WORKS


def _said(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


class _Deadline:
    """Ends what is going on when the time is up, also when the other side keeps sending a little at a time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, watched: socket.socket | None) -> None:
        """End this socket when the time is up. Raises TimeoutError when it is up already."""
        with self._lock:
            self._socket = watched
            if self.passed and watched is not None:
                raise TimeoutError

    def cancel(self) -> None:
        """Nothing is going on any more."""
        self._timer.cancel()

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            if self._socket is not None:
                try:
                    self._socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    self._socket = None  # it ended by itself
