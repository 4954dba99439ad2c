"""Web servers of others, as far as a test needs them: on this machine, behind names that the test chooses."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from core.links.probing import Network, Prober

PUBLIC = "93.184.216.34"


@dataclass
class Web:
    """What the names of the world lead to. hosts: the addresses of each; asked: each request, as METHOD host path."""

    port: int = 0
    hosts: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    agent: str = ""

    def network(self) -> Network:
        """A network in which every public address is our server; a name that is not known does not exist."""
        return Network(self._resolve, self._connect)

    def prober(self, seconds: float = 5.0) -> Prober:
        """Asks through this network."""
        return Prober("linkcheck (+mailto:beheer@zorginuwbuurt.example)", self.network(), seconds)

    def _resolve(self, host: str, port: int) -> list[str]:
        if host not in self.hosts:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return self.hosts[host]

    def _connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.connected.append(address)
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)


@contextmanager
def web() -> Iterator[Web]:
    """A server with pages for every kind of answer; `werkt.example` and `ander.example` lead to it."""
    world = Web(hosts={"werkt.example": [PUBLIC], "ander.example": [PUBLIC]})

    class Handler(BaseHTTPRequestHandler):
        """/NUMBER answers with that status; the rest stands below."""

        def log_message(self, *_: object) -> None:
            return

        def _answer(self) -> None:
            world.asked.append(f"{self.command} {self.headers['Host']} {self.path}")
            world.agent = self.headers["User-Agent"]
            name = self.path.strip("/").partition("?")[0]
            match name.split("/"):
                case [number] if number.isdigit():
                    self._status(int(number))
                case ["nothead"]:
                    self._status(405 if self.command == "HEAD" else 200)
                case ["naar", *where]:
                    self._status(302, "/" + "/".join(where))
                case ["weg", host, *where]:
                    self._status(301, f"http://{host}/" + "/".join(where))
                case ["rond"]:
                    self._status(302, "/rond")
                case ["druppel"]:
                    self._drip()
                case ["groot"]:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 200_000 + b"\r\n\r\n")
                case ["stuk"]:
                    self.wfile.write(b"niets dat op HTTP lijkt\r\n\r\n")
                case _:
                    self._status(200)

        do_HEAD = do_GET = _answer  # noqa: N815 - the names that the library calls

        def _status(self, status: int, location: str | None = None) -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _drip(self) -> None:
            try:
                for sign in b"HTTP/1.1 200 OK\r\nX-Langzaam: " + b"x" * 1000:
                    self.wfile.write(bytes([sign]))
                    self.wfile.flush()
                    threading.Event().wait(0.05)
            except OSError:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    world.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
