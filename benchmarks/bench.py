"""`make bench`: what importing, indexing and answering cost, as ratios to yardsticks of the same run.

    python -m benchmarks.bench [--sizes 10000,100000] [--questions 2000] [--keep FOLDER]

Every figure is printed with its unit. Questions are unseen words with random postcodes; nothing is cached.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from benchmarks.listings import PROJECT, ROWS_PER_FILE, questions, write_csv
from benchmarks.load import Measured, run_load
from benchmarks.peers import fts5
from benchmarks.servers import gunicorn

APPLICATION = "app:create_app()"
WARM_UP = 200


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--keep", type=Path, help="folder for the filled instances; filled ones there are used again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        for size in (int(text) for text in options.sizes.split(",")):
            _measure(size, folder / str(size), options.questions)


def _measure(size: int, folder: Path, count: int) -> None:
    print(f"\n== {size:,} listings ==", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    environment = {"DATA_DIR": str(folder), "LOG_LEVEL": "error", "ENVIRONMENT": "development"}
    fill(size, folder, environment)
    asked = list(questions(count + WARM_UP, seed=size))
    _in_process(environment, asked)
    with gunicorn(APPLICATION, "/api/v1/search?q=kinderthuiszorg&postcode=3511", environment) as server:
        print(f"start to first answer: {server.first_answer_seconds:.2f} s")
        texts = [f"/api/v1/search?{urlencode({'q': text})}" for text, _ in asked]
        both = [f"/api/v1/search?{urlencode({'q': text, 'postcode': pc4})}" for text, pc4 in asked]
        run_load(server, both[:WARM_UP])
        ours = run_load(server, both[WARM_UP:])
        ours8 = run_load(server, both[WARM_UP:], connections=8)
        plain = run_load(server, texts[WARM_UP:])
        resident, proportional = server.memory_mb()
        print(f"memory of the worker: {resident:.0f} MB resident, {proportional:.0f} MB proportional")
        _publish_delay(server.port, environment)
    with gunicorn("benchmarks.peers.bare:app", "/search", {"BODY_BYTES": str(ours.body_bytes)}) as server:
        run_load(server, ["/search"] * WARM_UP)
        bare = run_load(server, ["/search"] * count)
        bare8 = run_load(server, ["/search"] * count, connections=8)
    table = folder / "fts5.sqlite3"
    fts5.build(sorted(folder.glob("listings-*.csv")), table)
    with gunicorn("benchmarks.peers.fts5:app", "/search?q=zorg", {"FTS5_PATH": str(table)}) as server:
        paths = [f"/search?{urlencode({'q': text})}" for text, _ in asked]
        run_load(server, paths[:WARM_UP])
        peer = run_load(server, paths[WARM_UP:])
    show_table(
        [
            ("bare view, same size", 1, bare),
            ("search with postcode", 1, ours),
            ("search without postcode", 1, plain),
            ("Flask + SQLite FTS5", 1, peer),
            ("bare view, same size", 8, bare8),
            ("search with postcode", 8, ours8),
        ],
        bare,
    )


def show_table(rows: list[tuple[str, int, Measured]], bare: Measured) -> None:
    """Print what was measured; rows: name, connections, figures."""
    print(f"{'':26}conns  CPU ms  × bare  p50 ms  p99 ms  req/s  kB")
    for name, connections, it in rows:
        print(
            f"{name:26}{connections:5d}  {it.cpu_ms:6.2f}  {it.cpu_ms / bare.cpu_ms:6.2f}  {it.p50:6.2f}  {it.p99:6.2f}"
            f"  {it.per_second:5.0f}  {it.body_bytes / 1024:.1f}"
        )


def zorgbuurt(environment: dict[str, str], *arguments: str) -> tuple[str, float]:
    """Run a command in another process; gives what it said, and how many seconds it took."""
    command = [sys.executable, "-c", "from app import cli; cli()", *arguments]
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **environment}, check=True, capture_output=True, text=True
    )
    return done.stdout, time.perf_counter() - started


def fill(size: int, folder: Path, environment: dict[str, str]) -> None:
    """Make an instance of `size` listings in `folder`, and print what that cost; a filled one is used again."""
    if any(folder.glob("listings-*.csv")):
        print("filled before; import and index are not measured again")
        return
    zorgbuurt(environment, "init")
    files = write_csv(folder, size, _care_types())
    _, dry = zorgbuurt(environment, "import", "services", str(files[0]), "--dry-run")
    seconds = sum(zorgbuurt(environment, "import", "services", str(file), "--publish")[1] for file in files)
    checked = min(size, ROWS_PER_FILE) / dry
    print(f"import and publish: {seconds:.1f} s, {size / seconds:.0f} rows/s (checking alone: {checked:.0f} rows/s)")
    told, seconds = zorgbuurt(environment, "index", "rebuild")
    documents = int((re.search(r"\d+", told) or [0])[0])
    print(f"index rebuild: {seconds:.1f} s for {documents:,} documents, {documents / seconds:.0f} documents/s")
    database = sum(path.stat().st_size for path in folder.glob("zorgbuurt.sqlite3*"))
    index = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    print(f"on disk: database {database / 2**20:.0f} MB, index {index / 2**20:.0f} MB")


def _care_types() -> frozenset[str]:
    data = yaml.safe_load((PROJECT / "socialmap/starter/taxonomies.yaml").read_text(encoding="utf-8"))
    terms = next(item for item in data["taxonomies"] if item["code"] == "care-types")["terms"]
    return frozenset(term["code"] for term in terms)


IN_PROCESS = """
import json, statistics, sys, time
from app import create_app
from core.orm import utc_now
from search.arguments import SearchArguments, asked_of
from search.engine.search import search
from search.keepers import keeper, suggester
app = create_app()
asked = json.load(sys.stdin)
schema = SearchArguments()
with app.test_request_context("/"):
    keeper().catch_up()
    state = keeper().state()
    def measure(members):
        times = []
        for item in members:
            arguments = schema.load(item)
            started = time.perf_counter()
            question = asked_of(arguments, state, where="query", now=utc_now(), language="nl").question
            search(state.snapshot, question)
            times.append((time.perf_counter() - started) * 1000)
        times.sort()
        return times
    def show(name, times):
        print(f"{name}: p50 {statistics.median(times):.2f} ms, p95 {times[int(.95 * (len(times) - 1))]:.2f} ms")
    warm = [{"q": text, "postcode": pc4} for text, pc4 in asked[:200]]
    measure(warm)
    rest = asked[200:]
    show("in process, text and postcode", measure([{"q": text, "postcode": pc4} for text, pc4 in rest]))
    show("in process, text", measure([{"q": text} for text, _ in rest]))
    times = []
    suggest = suggester(state, "nl")
    for text, _ in rest:
        for length in (2, 4, 7):
            started = time.perf_counter()
            suggest.suggest(state.snapshot, text[:length], utc_now().date().toordinal())
            times.append((time.perf_counter() - started) * 1000)
    times.sort()
    show("in process, suggestions", times)
"""


def _in_process(environment: dict[str, str], asked: list[tuple[str, str]]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_PROCESS],
        cwd=PROJECT,
        env={**os.environ, **environment},
        input=json.dumps(asked),
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    )
    print(done.stdout.strip(), flush=True)


PUBLISH_ONE = """
import sys, time, uuid
from app import create_app
from core.database import db
from core.orm import begin_write
from core.publishing.publishing import publish
from socialmap.models import Organization, Service
app = create_app()
with app.app_context():
    for number in range(int(sys.argv[1])):
        word = f"kwartsiet{uuid.uuid4().hex[:8]}"
        begin_write(db.session)
        record = Organization(slug=word, name=word, alternate_names=[])
        record.services.append(Service(slug=word, name=word, status="active", care_types=[], laws=[], domains=[],
            delivery=[], desk_types=[], languages=[], search_words=[]))
        db.session.add(record)
        started = time.perf_counter()
        publish(db.session, record, "bench")
        db.session.commit()
        print(word, time.perf_counter() - started, time.time(), flush=True)
        sys.stdin.readline()
"""


def _publish_delay(port: int, environment: dict[str, str], count: int = 7) -> None:
    """From the commit of a publication in another process until the running worker finds it."""
    publisher = subprocess.Popen(
        [sys.executable, "-c", PUBLISH_ONE, str(count)],
        cwd=PROJECT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if publisher.stdin is None or publisher.stdout is None:
        sys.exit("no pipes")
    delays, work = [], []
    for _ in range(count):
        word, seconds, at = publisher.stdout.readline().split()
        work.append(float(seconds) * 1000)
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", f"/api/v1/search?q={word}")
            found: dict[str, Any] = json.loads(connection.getresponse().read())
            connection.close()
            if any(result["title"] == word for result in found["results"]):
                break
            time.sleep(0.01)
        delays.append(time.time() - float(at))
        publisher.stdin.write("\n")
        publisher.stdin.flush()
    publisher.wait(timeout=30)
    print(
        f"publish and commit one: {statistics.median(work):.1f} ms; until searchable in the worker: "
        f"{statistics.median(delays):.2f} s (median of {count}; the worker looks every second)"
    )


if __name__ == "__main__":
    main()
