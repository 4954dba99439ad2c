"""What the public pages cost and weigh: server time against a bare view of the same size, and bytes of a first visit.

    python -m benchmarks.pages [--size 10000] [--questions 1000] [--keep FOLDER]

Each request for results is another question; nothing is cached on the way. Weights are as a browser gets them,
compressed with brotli, with every style sheet, script and picture that the page names.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.bench import APPLICATION, WARM_UP, fill, show_table
from benchmarks.listings import questions
from benchmarks.load import Measured, run_load
from benchmarks.servers import Server, gunicorn

FACTSHEET = "/factsheets/jeugdwet-en-gemeente"
MAP = ("data-script", "data-style", "data-basemap")
_ASSET = re.compile(r'(?:src|href)="(/assets/[^"]+)"')


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--keep", type=Path, help="folder for the filled instance; a filled one there is used again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)) / str(options.size)
        measure(options.size, folder, options.questions)


def measure(size: int, folder: Path, count: int) -> None:
    """Measure with `count` requests of each kind."""
    print(f"\n== pages at {size:,} listings ==", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    environment = {"DATA_DIR": str(folder), "LOG_LEVEL": "error", "ENVIRONMENT": "development"}
    fill(size, folder, environment)
    wanted = count + WARM_UP
    asked = [f"/zoeken?{urlencode({'q': text, 'postcode': pc4})}" for text, pc4 in questions(wanted, seed=size)]
    kinds = {"first page": ["/"] * wanted, "results": asked, "factsheet": [FACTSHEET] * wanted}
    with gunicorn(APPLICATION, asked[0], environment) as server:
        measured = {name: _warm(server, paths) for name, paths in kinds.items()}
        for name, path in (("first page", "/"), ("results", asked[0]), ("factsheet", FACTSHEET)):
            _weigh(server, name, path)
    for name, it in measured.items():
        with gunicorn("benchmarks.peers.bare:app", "/search", {"BODY_BYTES": str(it.body_bytes)}) as server:
            bare = _warm(server, ["/search"] * wanted)
        show_table([("bare view, same size", 1, bare), (name, 1, it)], bare)


def _warm(server: Server, paths: list[str]) -> Measured:
    run_load(server, paths[:WARM_UP])
    return run_load(server, paths[WARM_UP:])


def _weigh(server: Server, name: str, path: str) -> None:
    """Print what a first visit to a page brings over the line, and what the map adds to it."""
    text = _fetch(server, path, "identity").decode()
    assets = sorted(set(_ASSET.findall(text)))
    page, rest = len(_fetch(server, path, "br")), _weight(server, assets)
    line = f"{name}: {1 + len(assets)} requests, page {page / 1000:.1f} kB, whole {(page + rest) / 1000:.1f} kB"
    of_map = [found[1] for member in MAP if (found := re.search(f'{member}="([^"]+)"', text))]
    if of_map:
        line += f", with the map {(page + rest + _weight(server, of_map)) / 1000:.1f} kB"
    print(line, flush=True)


def _weight(server: Server, paths: Iterable[str]) -> int:
    return sum(len(_fetch(server, path, "br")) for path in paths)


def _fetch(server: Server, path: str, encoding: str) -> bytes:
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers={"Accept-Encoding": encoding})
    with urllib.request.urlopen(request, timeout=30) as answer:
        body: bytes = answer.read()
    return body


if __name__ == "__main__":
    main()
