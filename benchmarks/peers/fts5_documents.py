"""SQLite FTS5 on the same texts: any word, bm25 with the same weights per field."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable

from benchmarks.peers import Text

_WORD = re.compile(r"\w+")


def fts5_any_word(texts: Iterable[Text]) -> Callable[[str], list[str]]:
    """Index these texts in memory; gives what finds the ids of the ten best for a question."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE text USING fts5(id UNINDEXED, title, keywords, summary, body, "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    connection.executemany(
        "INSERT INTO text VALUES (?, ?, ?, ?, ?)",
        ((text.id, text.title, text.keywords, text.summary, text.body) for text in texts),
    )

    def find(question: str) -> list[str]:
        match = " OR ".join(f'"{word}"' for word in _WORD.findall(question))
        rows = connection.execute(
            "SELECT id FROM text WHERE text MATCH ? ORDER BY bm25(text, 0, 2.5, 2.0, 1.5, 1.0) LIMIT 10", (match,)
        )
        return [row[0] for row in rows]

    return find
