"""Whoosh as its documentation teaches: Dutch analysis, several fields, any word (OR), its own BM25F."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from whoosh import fields
from whoosh.analysis import LanguageAnalyzer
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup

from benchmarks.peers import Text

BOOSTS = {"title": 2.5, "keywords": 2.0, "summary": 1.5, "body": 1.0}
"""The same weights per field as the product's."""


def whoosh_or(texts: Iterable[Text]) -> Callable[[str], list[str]]:
    """Index these texts in memory; gives what finds the ids of the ten best for a question."""
    analyzer = LanguageAnalyzer("nl")
    schema = fields.Schema(
        id=fields.ID(stored=True), **{name: fields.TEXT(analyzer=analyzer, field_boost=BOOSTS[name]) for name in BOOSTS}
    )
    index: Any = RamStorage().create_index(schema)
    writer = index.writer()
    for text in texts:
        writer.add_document(id=text.id, title=text.title, keywords=text.keywords, summary=text.summary, body=text.body)
    writer.commit()
    parser = MultifieldParser(list(BOOSTS), schema, group=OrGroup)
    searcher = index.searcher()

    def find(question: str) -> list[str]:
        return [hit["id"] for hit in searcher.search(parser.parse(question), limit=10)]

    return find
