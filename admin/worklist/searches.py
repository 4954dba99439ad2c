"""Searches that found nothing, and which of them are answered by now: a term knows the words, or they are settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.worklist.asking import WorkGroup, WorkItem, WorkQuery
from admin.worklist.models import SettledWork
from core.accounts.roles import Role
from core.i18n import gettext, ngettext
from core.messages import N_
from core.orm import today
from core.publishing.models import RecordState
from knowledge.models import GlossaryTerm
from search.demand import Demand, demand_report
from search.dutch.folding import folded_words, simplify
from search.dutch.stopwords import stop_words

CODE = "zoekwoorden"
WEEKS = 13
_IN_VAIN = frozenset({"nothing", "near-misses"})


@dataclass(slots=True)
class VainSearch:
    """Words that were asked in vain. count: how often in the last weeks. areas: how often per area of two digits."""

    words: str
    count: int = 0
    last_week: date = date.min
    areas: dict[str, int] = field(default_factory=dict)


def vain_searches(session: Session) -> list[VainSearch]:
    """What was asked in vain lately and is not answered or settled yet, the most asked first."""
    report = demand_report(session, today() - timedelta(weeks=WEEKS))
    wanted = _gathered(line for line in report if line.outcome in _IN_VAIN and line.words)
    known = known_words(session) | set(settled_keys(session, CODE))
    return sorted((item for item in wanted if item.words not in known), key=lambda item: (-item.count, item.words))


def vain_search(session: Session, words: str) -> VainSearch | None:
    """What is known of these words; None when nobody asked them in vain lately."""
    report = demand_report(session, today() - timedelta(weeks=WEEKS))
    found = _gathered(line for line in report if line.outcome in _IN_VAIN and line.words == words)
    return found[0] if found else None


def known_words(session: Session) -> set[str]:
    """The words of all terms that are not in the archive, in the form in which questions are kept."""
    rows = session.execute(
        select(
            GlossaryTerm.term,
            GlossaryTerm.term_en,
            GlossaryTerm.abbreviation,
            GlossaryTerm.synonyms,
            GlossaryTerm.lay_words,
        ).where(GlossaryTerm.state != RecordState.ARCHIVED)
    )
    stops = stop_words()
    known: set[str] = set()
    for term, term_en, abbreviation, synonyms, lay_words in rows:
        texts = [term, term_en, abbreviation, *(synonyms or ()), *(item.get("words") for item in lay_words or ())]
        known.update(_folded(text, stops) for text in texts if text)
    return known


def settled_keys(session: Session, work: str) -> Sequence[str]:
    """The keys of what somebody took off a list."""
    return session.scalars(select(SettledWork.key).where(SettledWork.work == work)).all()


def settled(session: Session) -> Sequence[SettledWork]:
    """Everything that somebody took off the list, the newest first."""
    return session.scalars(select(SettledWork).order_by(SettledWork.at.desc()).limit(500)).all()


def terms_to_choose(session: Session) -> list[tuple[str, str]]:
    """Every term that words could be added to, by its id and name."""
    rows = session.execute(
        select(GlossaryTerm.id, GlossaryTerm.term)
        .where(GlossaryTerm.state != RecordState.ARCHIVED)
        .order_by(func.lower(GlossaryTerm.term))
    )
    return [(str(term_id), term) for term_id, term in rows]


def _folded(text: str, stops: frozenset[str]) -> str:
    return " ".join(word.word for word in folded_words(simplify(text)) if word.word not in stops)


def _gathered(lines: Iterable[Demand]) -> list[VainSearch]:
    found: dict[str, VainSearch] = {}
    for line in lines:
        item = found.setdefault(line.words, VainSearch(line.words))
        item.last_week = max(item.last_week, line.week)
        if line.area:
            item.areas[line.area] = item.areas.get(line.area, 0) + line.count
        else:
            item.count += line.count
    return [item for item in found.values() if item.count]


class VainSearches(WorkGroup):
    """Words by which families found nothing."""

    code = CODE
    label = N_("Gezocht en niets gevonden")
    help = N_("Gezinnen zochten hierop en vonden niets. Maak een begrip met dit woord, of voeg het toe aan een begrip.")
    role = Role.READER
    can_settle = True

    def count(self, session: Session, query: WorkQuery) -> int:
        """How many words. They are nobody's, so they are left out when an owner is asked for."""
        return len(self._all(session, query))

    def items(self, session: Session, query: WorkQuery, limit: int, offset: int) -> list[WorkItem]:
        """The words asked most."""
        return [self._item(found) for found in self._all(session, query)[offset : offset + limit]]

    @staticmethod
    def _all(session: Session, query: WorkQuery) -> list[VainSearch]:
        return vain_searches(session) if not query.owner and query.subject in ("", "begrippen") else []

    @staticmethod
    def _item(found: VainSearch) -> WorkItem:
        why = ngettext(
            "%(num)s keer vergeefs gezocht in %(weeks)s weken.",
            "%(num)s keer vergeefs gezocht in %(weeks)s weken.",
            found.count,
            weeks=WEEKS,
        )
        href = url_for("worklist.search", woord=found.words)
        return WorkItem(found.words, gettext("Zoekwoord"), why, href, settle=found.words)
