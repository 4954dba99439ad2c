"""What an editor of the knowledge base does, for tests: texts of articles, saving, publishing, withdrawing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from core.database import db
from core.orm import begin_write
from core.publishing.publishing import publish_all, withdraw
from knowledge.documents.editions import dutch_today
from knowledge.models import ArticleRecord, GlossaryTerm
from knowledge.records.articles import ArticleFile, save_articles
from knowledge.records.glossary import save_terms
from tests.instances import Instance

EDITOR = "redacteur"
TODAY = dutch_today()
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)


def article(
    body: str = "## Een kop {#kop}\n\nGewone tekst.",
    *,
    slug: str = "proef",
    language: str = "nl",
    kind: str = "page",
    title: str = "Een proefpagina",
    valid_from: date = date(2020, 1, 1),
    valid_until: date | None = None,
    more: str = "",
) -> str:
    """The text of an article; more: further fields in YAML."""
    return (
        f'---\nslug: {slug}\nlanguage: {language}\nkind: {kind}\ntitle: "{title}"\nsummary: "Waar dit over gaat."\n'
        f"laws: [zvw]\ndomains: [medical]\naudience: [parent]\nvalid_from: {valid_from}\n"
        f"valid_until: {valid_until or ''}\nreview_by: 2099-01-01\n{more}---\n\n{body}\n"
    )


def save(instance: Instance, *texts: str, publish: bool = True) -> None:
    """Save texts, each the file of one language version, and publish them unless told otherwise."""
    with instance.app.app_context():
        begin_write(db.session)
        files = [ArticleFile(f"file {number}", text) for number, text in enumerate(texts, start=1)]
        records = save_articles(db.session, files, by=EDITOR)
        if publish:
            publish_all(db.session, records, EDITOR)
        db.session.commit()


def withdraw_article(instance: Instance, slug: str) -> None:
    """Take an article away from the public."""
    _withdraw(instance, ArticleRecord, slug)


def term(slug: str, name: str, **changes: Any) -> dict[str, Any]:
    """A glossary term as plain data."""
    return {
        "slug": slug,
        "term": {"nl": name},
        "abbreviation": None,
        "meaning": {"nl": f"Dit is {name}."},
        "synonyms": [],
        "lay_words": [],
        "related": [],
        "laws": [],
        "domains": [],
        "sources": [],
        **changes,
    }


def publish_terms(instance: Instance, *items: dict[str, Any]) -> None:
    """Save and publish terms."""
    with instance.app.app_context():
        begin_write(db.session)
        records = save_terms(db.session, items, by=EDITOR)
        publish_all(db.session, records, EDITOR)
        db.session.commit()


def withdraw_term(instance: Instance, slug: str) -> None:
    """Take a term away from the public."""
    _withdraw(instance, GlossaryTerm, slug)


def _withdraw(instance: Instance, model: type[Any], slug: str) -> None:
    with instance.app.app_context():
        begin_write(db.session)
        withdraw(db.session, db.session.scalars(select(model).where(model.slug == slug)).one(), EDITOR)
        db.session.commit()


def found(instance: Instance, words: str, kind: str) -> list[str]:
    """The slugs that search gives for these words; none when it let a word go so as to find anything."""
    answer = instance.search(q=words, kind=kind, limit=100)
    return [] if answer["query"]["dropped"] else [item["slug"] for item in answer["results"]]
