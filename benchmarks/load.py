"""A bounded load from this process: every path once, over 1 or more connections; latencies in milliseconds."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.servers import Server


@dataclass(frozen=True, slots=True)
class Measured:
    """What a load showed. p50, p99: milliseconds; cpu_ms: processor time of the worker per request."""

    p50: float
    p99: float
    cpu_ms: float
    per_second: float
    body_bytes: int


def run_load(server: Server, paths: Sequence[str], connections: int = 1) -> Measured:
    """Ask every path once. Raises RuntimeError when an answer is not 200."""
    latencies: list[float] = []
    sizes: list[int] = []
    faults: list[str] = []
    lock = threading.Lock()
    parts = [paths[start::connections] for start in range(connections)]

    def work(part: Sequence[str]) -> None:
        own: list[float] = []
        own_sizes: list[int] = []
        for path in part:
            started = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            connection.request("GET", path, headers={"Accept": "application/json"})
            answer = connection.getresponse()
            body = answer.read()
            own.append((time.perf_counter() - started) * 1000)
            connection.close()
            own_sizes.append(len(body))
            if answer.status != 200:
                faults.append(f"{answer.status} {path} {body[:200]!r}")
        with lock:
            latencies.extend(own)
            sizes.extend(own_sizes)

    before, started = server.cpu_seconds(), time.perf_counter()
    threads = [threading.Thread(target=work, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed, used = time.perf_counter() - started, server.cpu_seconds() - before
    if faults:
        raise RuntimeError(faults[0])
    latencies.sort()
    return Measured(
        p50=statistics.median(latencies),
        p99=latencies[int(0.99 * (len(latencies) - 1))],
        cpu_ms=used / len(paths) * 1000,
        per_second=len(paths) / elapsed,
        body_bytes=int(statistics.mean(sizes)),
    )
