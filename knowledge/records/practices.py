"""The kernset: from a signal to a concluded practice, one step after the other, each with who took it and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.follow_up import fresh_code
from core.messages import N_
from core.orm import utc_now
from core.personal_data import personal_data_in
from core.publishing.editing import MISSING
from knowledge.articles.article import DOMAINS, PracticeAnalysis, Verdict
from knowledge.models import ArticleRecord, Practice, PracticeSignal, PracticeState, PracticeStep
from knowledge.records.articles import articles_of
from knowledge.records.faults import RecordFault, RecordsRefused
from knowledge.records.reading import RecordReader

PUBLIC = "public"
ROLES = ("parent", "professional")
LONGEST = 2000
SHORTEST = 20
TOO_SHORT = N_("Vertel iets meer: minstens %(shortest)s tekens.")
NO_SIGNAL = N_("Neem minstens één signaal.")
TAKEN = N_("Signaal %(code)s hoort al bij een andere praktijk.")
DIFFERS = N_("Het artikel zegt hier iets anders dan de analyse.")
NO_PRACTICE = N_("Dit artikel is geen praktijk met een analyse.")


@dataclass(frozen=True, slots=True)
class SignalInput:
    """What somebody saw. domain, outcome, region and role may be missing. region: an area code that exists."""

    activity: str
    outcome: str | None = None
    domain: str | None = None
    region: str | None = None
    role: str | None = None


class WrongStep(Exception):
    """A step was asked out of its turn. A face answers which step comes now."""

    def __init__(self, state: PracticeState, wanted: PracticeState) -> None:
        self.state, self.wanted = state, wanted
        super().__init__(f"a practice that is {state.value} cannot become {wanted.value}")


def signal_practice(session: Session, given: SignalInput, *, by: str = PUBLIC) -> PracticeSignal:
    """Keep a signal; gives it with its follow-up code.

    Raises RecordsRefused when it says too little, or holds personal data.
    """
    faults = [
        RecordFault("signal", name, message)
        for name, text in (("activity", given.activity), ("outcome", given.outcome or ""))
        for message in personal_data_in(text)
    ]
    reader = RecordReader("signal", {}, faults)
    if len(given.activity.strip()) < SHORTEST:
        reader.fault("activity", TOO_SHORT, shortest=SHORTEST)
    for name, value, allowed in (("domain", given.domain, DOMAINS), ("role", given.role, ROLES)):
        if value is not None:
            reader.check_code(name, value, allowed)
    if faults:
        raise RecordsRefused(faults)
    signal = PracticeSignal(
        follow_up_code=fresh_code(lambda code: find_signal(session, code) is not None),
        activity=given.activity.strip(),
        outcome=(given.outcome or "").strip() or None,
        domain=given.domain,
        region=given.region,
        role=given.role,
        by=by,
    )
    session.add(signal)
    session.flush()
    return signal


def state_of(signal: PracticeSignal) -> PracticeState:
    """How far a signal is: that of the practice it belongs to."""
    return PracticeState(signal.practice.state) if signal.practice is not None else PracticeState.SIGNALLED


def find_signal(session: Session, code: str) -> PracticeSignal | None:
    """The signal with a follow-up code, also when typed in small letters; None when there is none."""
    return session.scalars(select(PracticeSignal).where(PracticeSignal.follow_up_code == code.upper())).one_or_none()


def collect_practice(
    session: Session, signals: Sequence[PracticeSignal], *, title: str, domain: str, by: str, example: bool = False
) -> Practice:
    """Take similar signals together as one practice. Raises RecordsRefused when one belongs to another practice."""
    faults: list[RecordFault] = []
    reader = RecordReader(title or "practice", {"title": title}, faults)
    reader.text("title", 150)
    reader.check_code("domain", domain, DOMAINS)
    if not signals:
        reader.fault("signals", NO_SIGNAL)
    for signal in signals:
        if signal.practice is not None:
            reader.fault("signals", TAKEN, code=signal.follow_up_code)
    if faults:
        raise RecordsRefused(faults)
    first = min(signals, key=lambda signal: signal.signalled_at)
    practice = Practice(title=title, domain=domain, example=example, state=PracticeState.SIGNALLED.value)
    practice.signals = list(signals)
    for signal in signals:
        signal.set_aside = None
    practice.steps = [PracticeStep(state=PracticeState.SIGNALLED.value, by=first.by, at=first.signalled_at)]
    session.add(practice)
    _take_step(practice, PracticeState.COLLECTED, by)
    session.flush()
    return practice


def analyse_practice(session: Session, practice: Practice, analysis: PracticeAnalysis, *, by: str) -> None:
    """Keep what the analysis found. Raises RecordsRefused when a part of it is missing, WrongStep out of turn."""
    _refuse_out_of_turn(practice, PracticeState.ANALYSED)
    faults: list[RecordFault] = []
    reader = RecordReader(practice.title, {}, faults)
    for name in ("activity", "outcome_measures", "coherence_reason"):
        if not getattr(analysis, name):
            reader.fault(name, MISSING)
    if not (analysis.regions or analysis.organizations or analysis.groups):
        reader.fault("regions", MISSING)
    if faults:
        raise RecordsRefused(faults)
    practice.activity = analysis.activity
    practice.outcome_measures = list(analysis.outcome_measures)
    practice.regions = list(analysis.regions)
    practice.organizations = list(analysis.organizations)
    practice.groups = list(analysis.groups)
    practice.coherence = analysis.coherence
    practice.coherence_reason = analysis.coherence_reason
    _take_step(practice, PracticeState.ANALYSED, by)
    session.flush()


def conclude_practice(session: Session, practice: Practice, article: ArticleRecord, *, by: str) -> None:
    """Conclude a practice with the article that tells it; only then can that article be published.

    Raises WrongStep out of turn, and RecordsRefused when the article tells something else than the analysis found.
    """
    _refuse_out_of_turn(practice, PracticeState.CONCLUDED)
    faults: list[RecordFault] = []
    reader = RecordReader(article.slug, {}, faults)
    for text in articles_of(article):
        if text.practice is None:
            reader.fault("practice", NO_PRACTICE)
            continue
        told = (text.practice.domain, text.practice.coherence, text.practice.verdict)
        found = (practice.domain, bool(practice.coherence), verdict_of(practice))
        for name, said, is_so in zip(("domain", "coherence", "verdict"), told, found, strict=True):
            if said != is_so and text.language == "nl":
                reader.fault(f"practice.{name}", DIFFERS)
    if faults:
        raise RecordsRefused(faults)
    practice.article_id = article.id
    _take_step(practice, PracticeState.CONCLUDED, by)
    session.flush()


def verdict_of(practice: Practice) -> Verdict:
    """With coherence a practice is meaningful, without it not (the rule of the kernset)."""
    return Verdict.MEANINGFUL if practice.coherence else Verdict.NOT_MEANINGFUL


_STEPS = tuple(PracticeState)


def _refuse_out_of_turn(practice: Practice, wanted: PracticeState) -> None:
    state = PracticeState(practice.state)
    if _STEPS.index(wanted) != _STEPS.index(state) + 1:
        raise WrongStep(state, wanted)


def _take_step(practice: Practice, state: PracticeState, by: str) -> None:
    _refuse_out_of_turn(practice, state)
    practice.state = state.value
    practice.steps.append(PracticeStep(state=state.value, by=by, at=utc_now()))
