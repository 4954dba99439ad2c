"""A real server: `zorgbuurt run` in a process of its own, and its workers one by one."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from core.config import PROJECT, Settings
from tests.functional.instances import environment_of

STARTS_WITHIN = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    content: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content)


@dataclass(frozen=True)
class Server:
    """A running `zorgbuurt run`."""

    process: subprocess.Popen[bytes]
    port: int
    log_file: Path

    def get(self, path: str, **query: Any) -> Answer:
        """GET on a connection of its own, so that any worker may answer. Raises OSError when none does."""
        question = f"?{urllib.parse.urlencode(query, doseq=True)}" if query else ""
        return self.fetch(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}{question}"))

    def fetch(self, request: urllib.request.Request) -> Answer:
        """Any request; what is no 2xx is an answer too."""
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def workers(self) -> list[int]:
        """The ids of the worker processes."""
        children = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == self.process.pid and fields[0] != "Z":
                children.append(int(stat.parent.name))
        return sorted(children)

    @contextmanager
    def only(self, worker: int) -> Iterator[None]:
        """While this lasts, `worker` is the only one that can answer: the others stand still."""
        others = [other for other in self.workers() if other != worker]
        try:
            for other in others:
                _signal(other, signal.SIGSTOP)
            yield
        finally:
            for other in others:
                _signal(other, signal.SIGCONT)

    def from_each_worker(self, path: str, **query: Any) -> list[Answer]:
        """The same question to each worker."""
        answers = []
        for worker in self.workers():
            with self.only(worker):
                answers.append(self.get(path, **query))
        return answers

    def log(self) -> list[dict[str, Any]]:
        """What the server logged until now; every line of it is JSON."""
        lines = self.log_file.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line]


@contextmanager
def running(settings: Settings, folder: Path, **environment: str) -> Iterator[Server]:
    """`zorgbuurt run --workers 2` on an instance; stopped at the end. folder: where its log goes."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("the workers of a server cannot be told apart without /proc")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log_file = folder / "server.log"
    command = [sys.executable, "-c", "from app import cli; cli()", "run", "--workers", "2", "--port", str(port)]
    environment = environment_of(settings, LOG_LEVEL="info", LOG_FORMAT="json", **environment)
    with log_file.open("wb") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=log)
        server = Server(process, port, log_file)
        try:
            until(lambda: _is_up(server), STARTS_WITHIN)
            yield server
        finally:
            process.terminate()
            process.wait(30)


def _signal(worker: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it ended by itself meanwhile
        os.kill(worker, number)


def _is_up(server: Server) -> bool:
    try:
        return server.get("/healthz").status == 200 and len(server.workers()) == 2
    except OSError:
        return False


def until(condition: Callable[[], bool], seconds: float) -> float:
    """Wait for something to become true; gives how long that took. Raises AssertionError when it does not."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() < started + seconds, f"not within {seconds} seconds"
        time.sleep(0.1)
    return time.monotonic() - started
