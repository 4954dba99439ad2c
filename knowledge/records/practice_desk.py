"""What staff do with signals beside the four steps: entering, sorting, setting aside; and beginning the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.orm import today
from core.personal_data import BIRTHDAY, holds_birthday, resembles_child
from core.publishing.auditing import record_action
from core.publishing.editing import MISSING, save_content
from core.publishing.kinds import kinds
from core.publishing.snapshots import Content
from knowledge.articles.article import ArticleKind, Verdict
from knowledge.models import ArticleRecord, Practice, PracticeSignal, PracticeState
from knowledge.records.faults import RecordFault, RecordsRefused
from knowledge.records.practice_content import CONCLUDED
from knowledge.records.practices import (
    LONGEST,
    NO_SIGNAL,
    TAKEN,
    SignalInput,
    WrongStep,
    conclude_practice,
    signal_practice,
    verdict_of,
)

LONGEST_REASON = 500
LONGEST_SUMMARY = 300
LONGEST_SIGNAL = 300
REVIEW_AFTER = timedelta(days=365)
CHILD = N_("Hier lijkt iets over een kind te staan. Schrijf geen naam, geboortedatum of ander gegeven van een kind op.")
TOO_LONG = N_("Geef hoogstens %(longest)s tekens.")
IN_PRACTICE = N_("Dit signaal hoort bij een praktijk. Haal het daar eerst uit.")
LAST_SIGNAL = N_("Een praktijk heeft ten minste één signaal.")
# What Markdown, or a reader of HTML, would take for more than words.
_MARKS = re.compile(r"[<>\[\]`*_#|\\{}!]+")
_VERDICTS = {Verdict.MEANINGFUL: "Zinvolle interventie", Verdict.NOT_MEANINGFUL: "Niet-zinvolle interventie"}


def enter_signal(session: Session, given: SignalInput, by: str) -> PracticeSignal:
    """Keep what somebody told on the telephone. Raises RecordsRefused, also when it seems to tell of one child."""
    faults: list[RecordFault] = []
    for name, text in (("activity", given.activity), ("outcome", given.outcome or "")):
        if len(text) > LONGEST:
            faults.append(_fault(name, TOO_LONG, longest=LONGEST))
        if holds_birthday(text, today()):
            faults.append(_fault(name, BIRTHDAY))
        if resembles_child(text):
            faults.append(_fault(name, CHILD))
    try:
        signal = signal_practice(session, given, by=by)
    except RecordsRefused as refused:
        faults += refused.faults
    if faults:
        raise RecordsRefused(faults)
    _audit(session, by, "signal", "practice-signal", signal)
    return signal


def set_aside(session: Session, signal: PracticeSignal, reason: str, by: str) -> None:
    """Do nothing with a signal, and keep why. Raises RecordsRefused without a reason, or when a practice holds it."""
    told = " ".join(reason.split())
    if not told:
        raise RecordsRefused([_fault("reason", MISSING)])
    if len(told) > LONGEST_REASON:
        raise RecordsRefused([_fault("reason", TOO_LONG, longest=LONGEST_REASON)])
    if signal.practice is not None:
        raise RecordsRefused([_fault("reason", IN_PRACTICE)])
    signal.set_aside = told
    _audit(session, by, "set aside", "practice-signal", signal)


def take_up_again(session: Session, signal: PracticeSignal, by: str) -> None:
    """Let a signal that was set aside wait for a practice again."""
    signal.set_aside = None
    _audit(session, by, "take up again", "practice-signal", signal)


def add_signals(session: Session, practice: Practice, signals: Sequence[PracticeSignal], by: str) -> None:
    """Let signals belong to a practice that is there. Raises RecordsRefused when one belongs to another, or when the
    practice is concluded."""
    faults = [_fault("signals", TAKEN, code=item.follow_up_code) for item in signals if item.practice is not None]
    if practice.state == PracticeState.CONCLUDED.value:
        faults.append(_fault("practice", CONCLUDED))
    if not signals:
        faults.append(_fault("signals", NO_SIGNAL))
    if faults:
        raise RecordsRefused(faults)
    for signal in signals:
        signal.practice, signal.set_aside = practice, None
    codes = [signal.follow_up_code for signal in signals]
    _audit(session, by, "add signals", "practice", practice, {"signals": codes})


def take_out_signal(session: Session, practice: Practice, signal: PracticeSignal, by: str) -> None:
    """Let a signal wait again. Raises RecordsRefused for the last one, and when the practice is concluded."""
    if practice.state == PracticeState.CONCLUDED.value:
        raise RecordsRefused([_fault("practice", CONCLUDED)])
    if len(practice.signals) < 2:
        raise RecordsRefused([_fault("signals", LAST_SIGNAL)])
    practice.signals.remove(signal)
    _audit(session, by, "take out signal", "practice", practice, {"signals": [signal.follow_up_code]})


def conclude_with(session: Session, practice: Practice, article: ArticleRecord, by: str) -> None:
    """Conclude a practice with an article that is there. Raises as `conclude_practice`."""
    conclude_practice(session, practice, article, by=by)
    _audit(session, by, "conclude", "practice", practice, {"article": article.slug})


def begin_article(session: Session, practice: Practice, by: str, comment: str | None = None) -> ArticleRecord:
    """Conclude a practice with a new article that tells what the analysis found; gives it. An editor goes on with it.

    Raises WrongStep out of turn, ContentRefused when no article can be made of it.
    """
    if practice.state != PracticeState.ANALYSED.value:
        raise WrongStep(PracticeState(practice.state), PracticeState.CONCLUDED)
    article: ArticleRecord = save_content(
        session, kinds["article"], None, _article_content(practice), by=by, comment=comment
    )
    session.flush()
    conclude_with(session, practice, article, by)
    return article


def _article_content(practice: Practice) -> Content:
    verdict = verdict_of(practice)
    text = {
        "language": "nl",
        "valid_from": today().isoformat(),
        "review_by": (today() + REVIEW_AFTER).isoformat(),
        "title": practice.title,
        "summary": _short(f"{_VERDICTS[verdict]}. {practice.activity or ''}", LONGEST_SUMMARY),
        "domains": [practice.domain],
        "audience": ["parent", "professional"],
        "practice": {
            "example": practice.example,
            "verdict": verdict.value,
            "domain": practice.domain,
            "signals": _plain_texts(_short(signal.activity, LONGEST_SIGNAL) for signal in practice.signals),
            "activity": _plain(practice.activity or ""),
            "outcome_measures": _plain_texts(practice.outcome_measures),
            "regions": _plain_texts(practice.regions),
            "organizations": _plain_texts(practice.organizations),
            "groups": _plain_texts(practice.groups),
            "coherence": {"holds": bool(practice.coherence), "reason": _plain(practice.coherence_reason or "")},
        },
        "body": "## De analyse {#analyse}\n\n[[practice]]\n",
    }
    return {"kind": ArticleKind.BEST_PRACTICE.value, "texts": [text]}


def _short(text: str, longest: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= longest else f"{words[: longest - 2].rsplit(' ', 1)[0]} …"


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split())


def _plain_texts(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(_plain, texts))))


def _fault(name: str, text: str, **values: object) -> RecordFault:
    return RecordFault("signal", name, Message(text, values))


def _audit(
    session: Session,
    by: str,
    action: str,
    kind: str,
    row: Practice | PracticeSignal,
    detail: dict[str, object] | None = None,
) -> None:
    record_action(session, actor=by, action=action, detail=detail, record_kind=kind, record_id=row.id)
