"""`make evaluate`: how well search finds, with the figures of the run before beside them.

1. The open set over HTTP: a fresh instance with `docs.jsonl`, served by gunicorn, asked by the set's own `evaluate.py`.
2. In this process, where it can be taken apart: the open, the development and the second set, each with the lexicon and
   as if nobody had written one.
3. The peers on the same documents: plain Whoosh (Dutch, any word) and SQLite FTS5.

`--keep` writes the figures to `tests/retrieval/figures.json`; the test of the floor reads them. Takes half a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import select

from benchmarks.peers import Text
from benchmarks.peers.fts5_documents import fts5_any_word
from benchmarks.peers.whoosh_or import whoosh_or
from benchmarks.servers import PROJECT, gunicorn
from core.database import db
from core.publishing.entries import Entry
from core.publishing.models import Document
from search.keeping import NOT_INDEXED
from tests.instances import Instance
from tests.retrieval.measuring import (
    FOLDER,
    OPEN_DOCUMENTS,
    JudgedQuery,
    Scored,
    asking,
    development_set,
    judged_names,
    measured,
    open_set,
    present_state,
    starter_set,
    table,
    without_lexicon,
)

FIGURES = FOLDER / "figures.json"
EVALUATOR = FOLDER / "evaluate.py"
SEARCH_PATH = "/api/v1/search?q={q}&limit=10"
Table = dict[str, dict[str, float]]
Figures = dict[str, dict[str, Table]]
"""Set → way of finding → table."""

PRODUCT = "product"


def main() -> None:
    """Measure, print, and with --keep write down."""
    arguments = argparse.ArgumentParser(description="Measure how well search finds.")
    arguments.add_argument("--keep", action="store_true", help="keep these figures for the next run and for the test")
    arguments.add_argument("--worst", type=int, default=0, metavar="N", help="also show the N worst questions per set")
    options = arguments.parse_args()
    before: Figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        over_http(Path(folder) / "http")
        for name, ways in in_process(Path(folder)).items():
            figures[name] = {way: table(scored) for way, scored in ways.items()}
            show(name, figures[name], before)
            if options.worst:
                show_worst(name, ways[PRODUCT], options.worst)
    if options.keep:
        FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def over_http(folder: Path) -> None:
    """Print the table of the open set as a visitor's program gets it."""
    environment = {**os.environ, "DATA_DIR": str(folder), "LOG_LEVEL": "error"}
    for words in (["init", "--empty"], ["documents", "load", str(OPEN_DOCUMENTS)]):
        subprocess.run(
            [str(Path(sys.executable).with_name("zorgbuurt")), *words],
            check=True,
            env=environment,
            cwd=PROJECT,
            capture_output=True,
        )
    with gunicorn("app:create_app()", "/readyz", environment) as server:
        command = [sys.executable, str(EVALUATOR), "--base", f"http://127.0.0.1:{server.port}", "--path", SEARCH_PATH]
        command += ["--queries", str(FOLDER / "queries.jsonl"), "--qrels", str(FOLDER / "qrels.tsv")]
        print("open set over HTTP\n" + subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def in_process(folder: Path) -> dict[str, dict[str, list[Scored]]]:
    """Every set by name, each in every way of finding."""
    raw = Instance(folder / "open")
    raw.command("init", "--empty")
    raw.command("documents", "load", OPEN_DOCUMENTS)
    found = {
        name: compared(raw, judged, {}) for name, judged in (("open", open_set()), ("development", development_set()))
    }
    raw.close()
    starter = Instance(folder / "starter")
    starter.command("init")
    judged, names = starter_set(), judged_names(starter.app)
    absent = {name for item in judged for name in item.grades} - set(names.values())
    if absent:
        print(f"{len(absent)} judged documents are not published, for example {', '.join(sorted(absent)[:3])}")
    found["second"] = compared(starter, judged, names)
    starter.close()
    return found


def compared(instance: Instance, judged: list[JudgedQuery], names: dict[str, str]) -> dict[str, list[Scored]]:
    """One set, asked of the product with and without lexicon and of the peers. Peers know no postcodes."""
    state = present_state(instance.app)
    texts = [Text(**{**asdict(text), "id": names.get(text.id, text.id)}) for text in texts_of(instance)]
    found = {
        PRODUCT: measured(judged, asking(state, names)),
        "without lexicon": measured(judged, asking(without_lexicon(state), names)),
    }
    for peer, make in (("Whoosh nl OR", whoosh_or), ("SQLite FTS5", fts5_any_word)):
        find = make(texts)
        found[peer] = measured(judged, lambda item, find=find: find(item.query))  # type: ignore[misc]  # a default binds it
    return found


def texts_of(instance: Instance) -> Iterable[Text]:
    """What the index holds, as the peers get it: Dutch, and the words it is also searched by among the keywords."""
    with instance.app.app_context():
        rows = db.session.execute(
            select(Document.id, Document.entry).where(
                Document.current, Document.entry.is_not(None), Document.kind.not_in(NOT_INDEXED)
            )
        ).all()
    for identifier, data in rows:
        entry = Entry.from_json(data)
        words = " ".join([*entry.names, *entry.keywords, *entry.search_words])
        yield Text(identifier, entry.title["nl"], words, entry.summary.get("nl") or "", entry.text.get("nl") or "")


def show(name: str, ways: dict[str, Table], before: Figures) -> None:
    """One set: the measures of the product, with the change since the figures kept, and the nDCG of everything else."""
    product, *others = ways
    print(f"\n{name}: nDCG@10 (change)\n{'type':13s}{'n':>4s}  {product:15s}MRR@10  recall  zero ", end="")
    print("  ".join(others))
    for kind, row in ways[product].items():
        old = before.get(name, {}).get(product, {}).get(kind, {}).get("ndcg")
        change = f"({row['ndcg'] - old:+.3f})" if old is not None else ""
        print(f"{kind:13s}{row['n']:4.0f}  {row['ndcg']:.3f} {change:9s}", end="")
        print(f"{row['mrr']:.3f}   {row['recall']:.3f}   {row['zero']:4.0%}  ", end="")
        print("  ".join(f"{ways[other][kind]['ndcg']:.3f}".ljust(len(other)) for other in others))


def show_worst(name: str, scored: list[Scored], count: int) -> None:
    """The questions with the least good answers, with what was found and its grades."""
    print(f"\nworst of {name}")
    for item in sorted(scored, key=lambda one: one.ndcg)[:count]:
        told = " ".join(f"{document}:{item.judged.grades.get(document, '-')}" for document in item.found[:6])
        print(f"{item.ndcg:.2f} {item.judged.id} {item.judged.query} | {told}")


if __name__ == "__main__":
    main()
