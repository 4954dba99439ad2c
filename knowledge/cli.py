"""The commands of the knowledge base: saving articles, their PDF files, what depends on what, and withdrawing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from core.config import Settings
from core.database import db
from core.i18n import gettext, worded
from core.messages import Message
from core.orm import begin_write
from core.publishing.publishing import publish_all, withdraw
from core.serving import SetupStep, add_setup_step
from knowledge.api.answers import init_answers
from knowledge.api.published import init_rules
from knowledge.articles.faults import ArticleRefusedError
from knowledge.dependents import register_finders
from knowledge.documents.articles import ARTICLE_KINDS, PracticeNotConcluded
from knowledge.impact import FLOW, RELATION_WORDS, ROUTE, SUBJECT_KINDS, UnknownSubject, check_withdrawal, impact_of
from knowledge.models import AgendaItem, ArticleRecord, DecisionFlow, EscalationRoute, GlossaryTerm
from knowledge.pdf import PdfRefused
from knowledge.records.articles import ArticleFile, save_articles
from knowledge.records.attachments import MOST, TooManyAttachments, attach_pdf
from knowledge.rules.cli import rules_group
from knowledge.rules.starting import load_rules
from knowledge.starter.loading import load_knowledge

WHO = "zorgbuurt"
_MODELS: dict[str, Any] = {
    **dict.fromkeys(ARTICLE_KINDS, ArticleRecord),
    "glossary-term": GlossaryTerm,
    "agenda-item": AgendaItem,
    ROUTE: EscalationRoute,
    FLOW: DecisionFlow,
}


def init_knowledge(app: Flask) -> None:
    """Make the starter content of the knowledge base a part of `zorgbuurt init`, and tell what depends on what."""
    init_answers(app)
    init_rules(app)
    register_finders()

    def knowledge() -> str:
        return load_knowledge(db.session, db.session.commit)

    def rules() -> str:
        return load_rules(db.session, db.session.commit)

    add_setup_step(app, SetupStep("knowledge", knowledge, starter=True))
    add_setup_step(app, SetupStep("rules", rules, starter=True))


@click.command("impact")
@click.argument("kind", type=click.Choice(SUBJECT_KINDS))
@click.argument("key")
@with_appcontext
def impact(kind: str, key: str) -> None:
    """List everything that depends on something: `impact law-article "Wlz 3.2.1"`, `impact region NIK-UTRECHT`."""
    try:
        found = impact_of(db.session, kind, key)
    except UnknownSubject:
        click.echo(gettext("%(kind)s '%(key)s' bestaat niet.", kind=kind, key=key), err=True)
        sys.exit(1)
    for item in found:
        place = f" [{item.place}]" if item.place else ""
        draft = "" if item.published else f" ({gettext('concept')})"
        how = worded(Message(RELATION_WORDS[item.relation]))
        click.echo(f"{item.kind} {item.slug}{place}: {item.title['nl']} - {how}{draft}")
    click.echo(gettext("%(count)s dingen hangen hiervan af.", count=len(found)))


@click.command("withdraw")
@click.argument("kind", type=click.Choice(list(_MODELS)))
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--by", default=WHO, show_default=True, help="Who withdraws; stands in the history.")
@with_appcontext
def withdraw_command(kind: str, slug: str, yes: bool, by: str) -> None:
    """Take an article, term, agenda item, route or flow away from the public. Says first what points at it."""
    session = db.session
    begin_write(session)
    record = _record(kind, slug)
    for warning in check_withdrawal(session, record).warnings:
        click.echo(gettext("Let op: %(warning)s", warning=worded(warning)), err=True)
    if not yes:
        click.confirm(gettext("Wilt u dit intrekken?"), abort=True)
    withdraw(session, record, by)
    session.commit()
    click.echo(gettext("Ingetrokken. Het blijft bewaard in het archief."))


@click.group("articles")
def articles_group() -> None:
    """Articles: factsheets, pages and best practices."""


@articles_group.command("save")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
@click.option("--publish", "also_publish", is_flag=True, help="Publish at once; otherwise they wait as drafts.")
@click.option("--by", default=WHO, show_default=True, help="Who saves; stands in the history.")
@with_appcontext
def articles_save(files: tuple[Path, ...], also_publish: bool, by: str) -> None:
    """Save Markdown files with their fields at the top. All are checked first; a fault stops everything."""
    session = db.session
    try:
        read = [ArticleFile(file.name, file.read_text(encoding="utf-8")) for file in files]
        begin_write(session)
        records = save_articles(session, read, by=by, origin="command")
        if also_publish:
            publish_all(session, records, by)
    except ArticleRefusedError as refused:
        for fault in refused.faults:
            click.echo(str(fault), err=True)
        _stop(gettext("%(count)s fouten. Er is niets geschreven.", count=len(refused.faults)))
    except UnicodeDecodeError:
        _stop(gettext("Een bestand is geen tekst in UTF-8. Er is niets geschreven."))
    except PracticeNotConcluded as error:
        _stop(gettext("%(slug)s: rond eerst de analyse van deze praktijk af. Er is niets geschreven.", slug=error.slug))
    session.commit()
    click.echo(gettext("%(count)s artikelen opgeslagen.", count=len(records)))


@articles_group.command("attach")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--title", required=True, help="What it is, in Dutch.")
@click.option("--title-en", help="The same in English.")
@click.option("--by", default=WHO, show_default=True, help="Who attaches; stands in the history.")
@with_appcontext
def articles_attach(slug: str, file: Path, title: str, title_en: str | None, by: str) -> None:
    """Attach a PDF to an article, as a draft. It is checked first: it may do nothing but show pages."""
    settings: Settings = current_app.extensions["settings"]
    session = db.session
    begin_write(session)
    article = session.scalars(select(ArticleRecord).where(ArticleRecord.slug == slug)).one_or_none()
    if article is None:
        _stop(gettext("%(slug)s is er niet.", slug=slug))
    try:
        attach_pdf(
            session, article, file.read_bytes(), title=title, title_en=title_en, data_dir=settings.data_dir, by=by
        )
    except PdfRefused as refused:
        for fault in refused.faults:
            click.echo(worded(fault), err=True)
        _stop(gettext("Er is niets geschreven."))
    except TooManyAttachments:
        _stop(gettext("Een artikel heeft hoogstens %(most)s bijlagen.", most=MOST))
    session.commit()
    click.echo(gettext("Toegevoegd. Het staat voor iedereen klaar na publiceren."))


def _record(kind: str, slug: str) -> Any:
    model = _MODELS[kind]
    record = db.session.scalars(select(model).where(model.slug == slug)).one_or_none()
    if record is None or (kind in ARTICLE_KINDS and record.kind != kind):
        _stop(gettext("%(slug)s is er niet.", slug=slug))
    return record


def _stop(text: str) -> NoReturn:
    """Say what is wrong and end the command; what was not committed is forgotten."""
    db.session.rollback()
    click.echo(text, err=True)
    sys.exit(1)


commands = [impact, withdraw_command, articles_group, rules_group]
