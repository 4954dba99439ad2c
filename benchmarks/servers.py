"""Starting a server to be measured: gunicorn, one sync worker, and what it costs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gunicorn import version_info

PROJECT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. first_answer_seconds: from its start to its first good answer."""

    port: int
    master: int
    first_answer_seconds: float

    @property
    def worker(self) -> int:
        """The process id of the one worker."""
        path = Path(f"/proc/{self.master}/task/{self.master}/children")
        return int(path.read_text().split()[0])

    def cpu_seconds(self) -> float:
        """Processor time the worker has used so far."""
        fields = Path(f"/proc/{self.worker}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mb(self) -> tuple[float, float]:
        """(resident, proportional) memory of the worker in MB; shared pages of mapped files count in the first."""
        wanted = {"Rss": 0.0, "Pss": 0.0}
        for line in Path(f"/proc/{self.worker}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in wanted:
                wanted[name] = int(rest.split()[0]) / 1024
        return wanted["Rss"], wanted["Pss"]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gunicorn(application: str, ready_path: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve `application` with one sync worker for the length of a `with` block."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        "1",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    command += ["--no-control-socket"] if _has_control_socket() else []
    started = time.perf_counter()
    process = subprocess.Popen([*command, application], cwd=PROJECT, env={**os.environ, **environment})
    try:
        _wait(port, ready_path, process)
        yield Server(port, process.pid, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _has_control_socket() -> bool:
    return version_info >= (25,)


def _wait(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        if process.poll() is not None:
            sys.exit("the server to be measured did not start")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30):
                return
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass
        time.sleep(0.02)
    sys.exit("the server to be measured never answered")
