"""What is looked at before something of the knowledge base is published, and before anything is withdrawn.

Registered in app.py, next to the kinds. Organizations and regions get a check of what points at them here as well: the
map does not know the knowledge base.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import knowledge.prose
from core.links.checking import LINKS_WORK
from core.messages import N_, Message
from core.orm import today
from core.publishing.checks import Check, Finding, Level, Moment, Path, checks
from core.publishing.models import Document
from knowledge.articles.article import Article, ArticleKind
from knowledge.articles.faults import ArticleRefusedError
from knowledge.articles.reading import read_article
from knowledge.articles.unity import references
from knowledge.articles.wording import article_message
from knowledge.documents.articles import ARTICLE_KINDS
from knowledge.flows.sources import RefusedError
from knowledge.impact import FLOW, ROUTE, SERVICE, TERM, check_withdrawal
from knowledge.models import AgendaItem, ArticleRecord, DecisionFlow, EscalationRoute, GlossaryTerm, Practice
from knowledge.models.practices import PracticeState
from knowledge.prose.jargon import Jargon, read_jargon
from knowledge.prose.report import (
    LEAST_SOURCED,
    LONGEST_MEAN,
    LONGEST_SENTENCE,
    NamedException,
    TextFigures,
    figures,
    read_exceptions,
)
from knowledge.records.articles import text_of
from knowledge.rules.checked import checked_route
from knowledge.rules.saving import flow_of, vocabulary_of
from knowledge.rules.wording import rule_message

ARTICLE, AGENDA_ITEM = "article", "agenda-item"
_PROSE = FilePath(knowledge.prose.__file__).parent
_CASE = "case "
LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Cited:
    """That a content points at something. tight: the reader is led to it, so that a dead end is worse."""

    path: Path
    kinds: tuple[str, ...]
    slug: str
    tight: bool


def _finding(code: str, level: Level, path: Path, text: str, **values: object) -> Finding:
    return Finding(code, level, path, Message(text, values))


def _readable(record: ArticleRecord) -> Iterator[tuple[int, Article]]:
    """The texts that can be read, with their place in the content."""
    for number, row in enumerate(record.texts):
        try:
            yield number, read_article(text_of(record, row), path=record.slug)
        except ArticleRefusedError:
            continue


def article_form(session: Session, record: ArticleRecord) -> Iterator[Finding]:
    """Texts that cannot be shown: told in full by the reader of articles."""
    if not any(row.language == "nl" for row in record.texts):
        yield _finding("no-dutch", Level.BLOCKS, ("texts",), N_("Er is geen Nederlandse tekst."))
    for number, row in enumerate(record.texts):
        try:
            read_article(text_of(record, row), path=record.slug)
        except ArticleRefusedError as refused:
            for fault in refused.faults:
                text = N_("Deze tekst kan zo niet worden getoond: %(fault)s")
                yield _finding("not-readable", Level.BLOCKS, ("texts", number), text, fault=article_message(fault))


def article_sources(session: Session, record: ArticleRecord) -> Iterator[Finding]:
    """A text that does not say where its facts come from. The source of a best practice is its own analysis."""
    if record.kind == ArticleKind.BEST_PRACTICE.value:
        return
    for number, row in enumerate(record.texts):
        if not row.sources and not row.law_articles:
            text = N_("Bij '%(title)s' staat geen enkele bron. Noem minstens één bron of wetsartikel.")
            yield _finding("no-source", Level.BLOCKS, ("texts", number, "sources"), text, title=row.title)


def practice_concluded(session: Session, record: ArticleRecord) -> Iterator[Finding]:
    """A best practice whose analysis is not done."""
    if record.kind != ArticleKind.BEST_PRACTICE.value:
        return
    state = session.scalars(select(Practice.state).where(Practice.article_id == record.id)).one_or_none()
    if state != PracticeState.CONCLUDED.value:
        text = N_("De analyse van deze praktijk is niet afgerond. Rond die eerst af.")
        yield _finding("practice-open", Level.BLOCKS, (), text)


def article_english(session: Session, record: ArticleRecord) -> Iterator[Finding]:
    """The newest edition is there in Dutch only."""
    newest = max((row.valid_from for row in record.texts), default=None)
    if newest is not None and not any(row.language == "en" for row in record.texts if row.valid_from == newest):
        yield _finding("no-english", Level.WARNS, ("texts",), N_("De nieuwste tekst is er niet in het Engels."))


def article_prose(session: Session, record: ArticleRecord) -> Iterator[Finding]:
    """Sentences that are hard to read, words that nothing explains, statements without a source."""
    explained = _explained(session)
    for number, article in _readable(record):
        measured = figures(article, _jargon(), explained, _exceptions())
        yield from _prose_findings(("texts", number, "body"), measured)


def _prose_findings(path: Path, measured: TextFigures) -> Iterator[Finding]:
    for sentence in measured.too_long:
        text = N_("Deze zin heeft %(words)s woorden. Maak er hoogstens %(most)s van: %(sentence)s")
        quote = sentence.text if len(sentence.text) <= LONGEST_QUOTE else f"{sentence.text[:LONGEST_QUOTE]}…"
        values = {"words": sentence.words, "most": LONGEST_SENTENCE, "sentence": quote}
        yield _finding("long-sentence", Level.WARNS, path, text, **values)
    if measured.mean > LONGEST_MEAN:
        text = N_("Een zin heeft hier gemiddeld %(mean)s woorden. Streef naar hoogstens %(most)s.")
        values = {"mean": round(measured.mean), "most": round(LONGEST_MEAN)}
        yield _finding("long-sentences", Level.WARNS, path, text, **values)
    for word in measured.unexplained:
        text = N_("'%(word)s' is vaktaal en staat niet in de begrippenlijst.")
        yield _finding("jargon", Level.WARNS, path, text, word=word)
    if measured.kind == ArticleKind.FACTSHEET.value and measured.share_sourced < LEAST_SOURCED:
        text = N_("%(sourced)s van de %(statements)s beweringen hebben een bron. Noem er meer.")
        values = {"sourced": measured.sourced, "statements": measured.statements}
        yield _finding("few-sources", Level.WARNS, path, text, **values)


@cache
def _jargon() -> Jargon:
    return read_jargon(_PROSE / "jargon.yaml")


@cache
def _exceptions() -> tuple[NamedException, ...]:
    return read_exceptions(_PROSE / "exceptions.yaml")


def _explained(session: Session) -> frozenset[str]:
    """Every form in lower case under which the glossary explains a term, drafts included."""
    forms: set[str] = set()
    rows = session.execute(
        select(GlossaryTerm.slug, GlossaryTerm.term, GlossaryTerm.abbreviation, GlossaryTerm.synonyms)
    )
    for slug, term, abbreviation, synonyms in rows:
        forms.update(form.casefold() for form in (slug.replace("-", " "), term, abbreviation, *synonyms) if form)
    return frozenset(forms)


def verified(session: Session, record: Any) -> Iterator[Finding]:
    """It was never compared with its sources, or must be compared again by now."""
    if record.assured_date is None:
        yield _finding("never-verified", Level.WARNS, ("assured_date",), N_("Dit is nog nooit nagekeken."))
    days: list[tuple[Path, date | None]] = [(("review_by",), record.review_by)]
    if isinstance(record, ArticleRecord):
        days = [(("texts", number, "review_by"), row.review_by) for number, row in enumerate(record.texts)]
    for path, day in days:
        if day is not None and day < today():
            text = N_("Dit moest voor %(day)s opnieuw worden nagekeken.")
            yield _finding("review-passed", Level.WARNS, path, text, day=day.isoformat())


def term_whole(session: Session, record: GlossaryTerm) -> Iterator[Finding]:
    """A term without a source, or without English."""
    if not record.sources:
        yield _finding("no-source", Level.WARNS, ("sources",), N_("Bij dit begrip staat geen bron."))
    if not record.meaning_en:
        yield _finding("no-english", Level.WARNS, ("meaning_en",), N_("De betekenis is er niet in het Engels."))


def agenda_whole(session: Session, record: AgendaItem) -> Iterator[Finding]:
    """An item that does not say where it stands written, or that has no English."""
    if not record.source:
        yield _finding("no-source", Level.BLOCKS, ("source",), N_("Er staat niet bij waar dit is afgesproken."))
    if not record.result_en:
        yield _finding("no-english", Level.WARNS, ("result_en",), N_("Het resultaat is er niet in het Engels."))


def route_whole(session: Session, record: EscalationRoute) -> Iterator[Finding]:
    """A route that does not pass its check as of today."""
    try:
        checked_route(record.definition, vocabulary_of(session))
    except RefusedError as refused:
        for fault in refused.faults:
            text = N_("De route klopt niet: %(fault)s")
            yield _finding("route-refused", Level.BLOCKS, ("definition",), text, fault=rule_message(fault))


def flow_whole(session: Session, record: DecisionFlow) -> Iterator[Finding]:
    """A flow that does not pass its check as of today, or a golden case that does not come out right."""
    try:
        flow_of(session, record)
    except RefusedError as refused:
        for fault in refused.faults:
            if fault.where.startswith(_CASE):
                text = N_("Voorbeeldgeval %(case)s komt niet goed uit: %(what)s")
                values = {"case": fault.where.removeprefix(_CASE), "what": fault.what}
                yield _finding("golden-case", Level.BLOCKS, ("cases",), text, **values)
            else:
                text = N_("De vragen kloppen niet: %(fault)s")
                yield _finding("flow-refused", Level.BLOCKS, ("definition",), text, fault=rule_message(fault))


def cited(session: Session, record: Any) -> Iterator[Finding]:
    """What it points at and the public cannot see: because it was taken away, or because it is not published yet."""
    wanted = list(_cited_by(session, record))
    shown, gone = _seen_by_the_public(session, {item.slug for item in wanted})
    for item in dict.fromkeys(wanted):
        if any((kind, item.slug) in shown for kind in item.kinds):
            continue
        if any((kind, item.slug) in gone for kind in item.kinds):
            level = Level.BLOCKS if item.tight else Level.WARNS
            text = N_("Dit verwijst naar '%(slug)s'. Dat is ingetrokken. Haal de verwijzing weg.")
            yield _finding("cites-withdrawn", level, item.path, text, slug=item.slug)
        else:
            text = N_("Dit verwijst naar '%(slug)s'. Dat is nog niet gepubliceerd.")
            yield _finding("cites-unpublished", Level.WARNS, item.path, text, slug=item.slug)


def _cited_by(session: Session, record: Any) -> Iterable[Cited]:
    match record:
        case ArticleRecord():
            for number, article in _readable(record):
                yield from _cited_by_article(("texts", number), article)
        case GlossaryTerm():
            yield from (Cited(("related",), (TERM,), slug, tight=False) for slug in record.related)
        case DecisionFlow():
            try:
                outcomes = flow_of(session, record).flow.outcomes
            except RefusedError:
                return
            for outcome in outcomes:
                if outcome.factsheet is not None:
                    yield Cited(("definition",), ARTICLE_KINDS, outcome.factsheet, tight=False)


def _cited_by_article(path: Path, article: Article) -> Iterator[Cited]:
    for kind, slug in references(article):
        yield Cited((*path, "body"), (kind,), slug, tight=True)
    for slug in article.related_articles:
        yield Cited((*path, "related_articles"), ARTICLE_KINDS, slug, tight=False)
    for slug in article.related_services:
        yield Cited((*path, "related_services"), (SERVICE,), slug, tight=False)


def _seen_by_the_public(session: Session, slugs: Iterable[str]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Of these slugs, what (kind and slug) is public, and what was public and is no longer."""
    rows = session.execute(
        select(Document.kind, Document.slug, Document.withdrawn).where(Document.slug.in_(list(slugs)), Document.current)
    ).all()
    shown = {(kind, slug) for kind, slug, withdrawn in rows if not withdrawn}
    return shown, {(kind, slug) for kind, slug, withdrawn in rows if withdrawn} - shown


def pointed_at(session: Session, record: Any) -> Iterator[Finding]:
    """What the public sees and would then point at nothing. It only warns: wrong content must be able to go."""
    for warning in check_withdrawal(session, record).warnings:
        yield Finding("pointed-at", Level.WARNS, (), warning)


CITED = Check("cited", Message(N_("Verwijzingen")), cited)
VERIFIED = Check("verified", Message(N_("Nagekeken")), verified)
POINTED_AT = Check("pointed-at", Message(N_("Wat hiernaar verwijst")), pointed_at, Moment.WITHDRAW)

CHECKS: dict[str, tuple[Check, ...]] = {
    ARTICLE: (
        Check("form", Message(N_("Tekst")), article_form),
        Check("sources", Message(N_("Bronnen")), article_sources),
        Check("practice", Message(N_("Analyse")), practice_concluded),
        Check("english", Message(N_("Engels")), article_english),
        Check("prose", Message(N_("Leesbaarheid")), article_prose),
        CITED,
        LINKS_WORK,
        VERIFIED,
        POINTED_AT,
    ),
    TERM: (Check("whole", Message(N_("Begrip")), term_whole), CITED, LINKS_WORK, VERIFIED, POINTED_AT),
    AGENDA_ITEM: (Check("whole", Message(N_("Afspraak")), agenda_whole), LINKS_WORK, VERIFIED),
    ROUTE: (Check("whole", Message(N_("Route")), route_whole), LINKS_WORK, VERIFIED, POINTED_AT),
    FLOW: (
        Check("whole", Message(N_("Vragen en voorbeeldgevallen")), flow_whole),
        CITED,
        LINKS_WORK,
        VERIFIED,
        POINTED_AT,
    ),
    "organization": (POINTED_AT,),
    "region": (POINTED_AT,),
}


def register_checks() -> None:
    """Make these checks part of every publication and withdrawal. Doing it twice changes nothing."""
    for kind, own in CHECKS.items():
        checks.register(kind, *own)
