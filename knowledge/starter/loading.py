"""Loading the starter content of the knowledge base: articles, glossary and work agenda, through the editors' checks.

What is there already is the staff's: it is left alone, also when the staff took it away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.orm import begin_write
from core.publishing.publishing import publish_all
from knowledge.articles.article import ArticleKind, PracticeAnalysis
from knowledge.articles.reading import read_article
from knowledge.models import AgendaItem, ArticleRecord, GlossaryTerm
from knowledge.records.agenda import save_agenda_items
from knowledge.records.articles import ArticleFile, articles_of, save_articles
from knowledge.records.glossary import save_terms
from knowledge.records.practices import (
    SignalInput,
    analyse_practice,
    collect_practice,
    conclude_practice,
    signal_practice,
)

FOLDER = Path(__file__).parent
WHO = "zorgbuurt starter"
# The day on which the starter texts were last compared with their sources.
ASSURED = date(2026, 11, 22)


def load_knowledge(session: Session, commit: Callable[[], None]) -> str:
    """Load and publish what is not there yet; gives one line that says what was done.

    commit: ends the transaction after each part. Raises ArticleRefusedError or RecordsRefused when a starter file does
    not pass the checks; what was loaded before stays.
    """
    counts: list[str] = []
    for what, load in (("articles", load_articles), ("terms", load_glossary), ("agenda items", load_agenda)):
        begin_write(session)
        counts.append(f"{load(session)} {what}")
        commit()
    return f"{', '.join(counts)} new"


def load_articles(session: Session, folder: Path = FOLDER / "articles") -> int:
    """Load the articles of a folder that are not there yet; gives how many."""
    there = set(session.scalars(select(ArticleRecord.slug)))
    files = [
        ArticleFile(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.md"))
    ]
    fresh = [file for file in files if read_article(file.text, path=file.name).slug not in there] if there else files
    if not fresh:
        return 0
    records = save_articles(session, fresh, by=WHO, origin="starter", assured=ASSURED)
    for record in records:
        if record.kind == ArticleKind.BEST_PRACTICE:
            _take_the_steps(session, record)
    publish_all(session, records, WHO)
    return len(records)


def load_glossary(session: Session, path: Path = FOLDER / "glossary.yaml") -> int:
    """Load the terms that are not there yet; gives how many."""
    there = set(session.scalars(select(GlossaryTerm.slug)))
    fresh = [item for item in _items(path, "terms") if item["slug"] not in there]
    records = save_terms(session, fresh, by=WHO, origin="starter", assured=ASSURED)
    publish_all(session, records, WHO)
    return len(records)


def load_agenda(session: Session, path: Path = FOLDER / "agenda.yaml") -> int:
    """Load the items of the work agenda that are not there yet; gives how many."""
    there = set(session.scalars(select(AgendaItem.slug)))
    sources = {source["id"]: _without_id(source) for source in _items(path, "sources")}
    fresh = [{**item, "source": sources[item["source"]]} for item in _items(path, "items") if item["code"] not in there]
    records = save_agenda_items(session, fresh, by=WHO, origin="starter", assured=ASSURED)
    publish_all(session, records, WHO)
    return len(records)


def _items(path: Path, name: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))[name]
    return items


def _without_id(source: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in source.items() if name != "id"}


def _take_the_steps(session: Session, record: ArticleRecord) -> None:
    """Take the four steps of the kernset for a practice of which the article tells the analysis."""
    [analysis] = {text.practice for text in articles_of(record) if text.language == "nl"}
    if analysis is None:
        raise ValueError(f"{record.slug} is a practice without an analysis")
    signals = [signal_practice(session, _signal(analysis, text), by=WHO) for text in analysis.signals]
    practice = collect_practice(
        session, signals, title=record.texts[0].title, domain=analysis.domain, by=WHO, example=analysis.example
    )
    analyse_practice(session, practice, analysis, by=WHO)
    conclude_practice(session, practice, record, by=WHO)


def _signal(analysis: PracticeAnalysis, text: str) -> SignalInput:
    return SignalInput(activity=text, domain=analysis.domain)
