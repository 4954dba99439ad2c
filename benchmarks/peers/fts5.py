"""The usual way: Flask with SQLite FTS5. Makes its table from an import file; answers with the 20 best."""

from __future__ import annotations

import csv
import json
import os
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from flask import Flask, Response, request

app = Flask(__name__)
PATH = os.environ.get("FTS5_PATH", "")
_WORD = re.compile(r"\w+")
_connections: dict[int, sqlite3.Connection] = {}


def build(sources: Sequence[Path], target: Path) -> None:
    """Fill a table with the rows of import files."""
    target.unlink(missing_ok=True)
    with sqlite3.connect(target) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE listing USING fts5(id UNINDEXED, name, words, text, card UNINDEXED, "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        for source in sources:
            with source.open(encoding="utf-8", newline="") as file:
                connection.executemany("INSERT INTO listing VALUES (?, ?, ?, ?, ?)", map(_row, csv.DictReader(file)))


def _row(row: dict[str, str]) -> tuple[str, ...]:
    return row["service_id"], row["service_name"], row["search_words"], row["service_description"], _card(row)


def _card(row: dict[str, str]) -> str:
    return json.dumps({name: value for name, value in row.items() if name != "search_words"}, ensure_ascii=False)


@app.get("/search")
def search() -> Response:
    """The 20 best by bm25, any word."""
    connection = _connections.get(os.getpid())
    if connection is None:
        connection = _connections[os.getpid()] = sqlite3.connect(PATH)
    words = _WORD.findall(request.args.get("q", ""))
    match = " OR ".join(f'"{word}"' for word in words)
    rows = connection.execute(
        "SELECT card FROM listing WHERE listing MATCH ? ORDER BY bm25(listing, 0, 2.5, 2.0, 1.0) LIMIT 20",
        (match,),
    ).fetchall()
    body = json.dumps({"results": [json.loads(row[0]) for row in rows]}, ensure_ascii=False)
    return Response(body, content_type="application/json")
