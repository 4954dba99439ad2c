"""Measuring how well search finds, within one process: the judged sets, and what the product answers to them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

from flask import Flask
from sqlalchemy import select

from core.database import db
from core.orm import utc_now
from core.publishing.models import Document
from search.arguments import asked_of
from search.dutch.lexicon import Lexicon
from search.dutch.vocabulary import IndexedWords
from search.engine.search import search
from search.keepers import keeper
from search.keeping import SearchState
from socialmap.models import Service
from tests.retrieval.evaluate import read_qrels, score

FOLDER = Path(__file__).parent
OPEN_DOCUMENTS = FOLDER / "docs.jsonl"
DEPTH = 10
GOOD = 2
"""The first document with at least this grade counts for the reciprocal rank, as in evaluate.py."""

Ask = Callable[["JudgedQuery"], list[str]]


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A question with the grades (1-3) of the documents that answer it. postcode: four digits, or None."""

    id: str
    type: str
    query: str
    postcode: str | None
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Scored:
    """A question with what was found (the first ten) and how good that is: see evaluate.py."""

    judged: JudgedQuery
    found: list[str]
    ndcg: float
    mrr: float
    recall: float
    zero: float


def read_set(queries: str, qrels: str) -> list[JudgedQuery]:
    """The questions of a set in this folder, with their grades."""
    grades = read_qrels(FOLDER / qrels)
    lines = (json.loads(line) for line in (FOLDER / queries).read_text(encoding="utf-8").splitlines() if line.strip())
    return [
        JudgedQuery(item["id"], item["type"], item["query"], item.get("postcode"), dict(grades[item["id"]]))
        for item in lines
    ]


def open_set() -> list[JudgedQuery]:
    """The open set, over docs.jsonl."""
    return read_set("queries.jsonl", "qrels.tsv")


def development_set() -> list[JudgedQuery]:
    """Our own questions over docs.jsonl: what the lexicon and the weights were looked at with."""
    return read_set("development_queries.jsonl", "development_qrels.tsv")


def starter_set() -> list[JudgedQuery]:
    """The second set, over the starter content; documents are named kind/name."""
    return read_set("starter_queries.jsonl", "starter_qrels.tsv")


def measured(judged: Iterable[JudgedQuery], ask: Ask) -> list[Scored]:
    """Ask every question and score the answers."""
    found = []
    for item in judged:
        ids = list(dict.fromkeys(ask(item)))[:DEPTH]
        found.append(Scored(item, ids, **score(ids, item.grades, DEPTH, GOOD)))
    return found


def table(scored: Iterable[Scored]) -> dict[str, dict[str, float]]:
    """Per type, and for ALL: number of questions, mean nDCG@10, MRR@10, recall@10 and share without any answer."""
    groups: dict[str, list[Scored]] = {}
    for item in scored:
        groups.setdefault(item.judged.type, []).append(item)
        groups.setdefault("ALL", []).append(item)
    return {
        name: {
            "n": len(items),
            **{
                measure: round(mean(getattr(item, measure) for item in items), 4)
                for measure in ("ndcg", "mrr", "recall", "zero")
            },
        }
        for name, items in sorted(groups.items(), key=lambda pair: (pair[0] == "ALL", pair[0]))
    }


def without_lexicon(state: SearchState) -> SearchState:
    """The same state as if nobody had written a lexicon."""
    vocabulary = IndexedWords(state.snapshot, state.analyzer)
    return replace(state, lexicon=Lexicon((), state.analyzer), vocabulary=vocabulary)


def asking(state: SearchState, names: dict[str, str] | None = None) -> Ask:
    """Asks this state as `GET /search` does. names: document id → the name the judgements use."""

    def ask(item: JudgedQuery) -> list[str]:
        arguments: dict[str, Any] = {"q": item.query, "page": 1, "limit": DEPTH, "sort": "relevance"}
        if item.postcode:
            arguments["postcode"] = item.postcode
        asked = asked_of(arguments, state, where="query", now=utc_now(), language="nl")
        ids = [hit.id for hit in search(state.snapshot, asked.question).hits]
        return ids if names is None else [names.get(one, one) for one in ids]

    return ask


def present_state(app: Flask) -> SearchState:
    """What the app answers from, brought up to date."""
    with app.app_context():
        keeper().catch_up()
        return keeper().state()


def judged_names(app: Flask) -> dict[str, str]:
    """Document id → kind/external id for services, kind/slug for what is written; a section stands for its article."""
    with app.app_context():
        slugs = db.session.execute(select(Document.kind, Document.id, Document.slug).where(Document.current)).all()
        names = {identifier: f"{kind}/{slug.partition('#')[0]}" for kind, identifier, slug in slugs}
        services = db.session.execute(select(Service.id, Service.external_id)).all()
        names.update({str(identifier): f"service/{external}" for identifier, external in services if external})
        return names
