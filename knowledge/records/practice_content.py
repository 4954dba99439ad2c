"""Saving a practice of the kernset from its content. Its steps are taken with the verbs of `practices`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.messages import N_, Message
from core.publishing.auditing import record_action
from core.publishing.editing import MISSING, ContentFault, ContentRefused
from core.publishing.snapshots import Content
from knowledge.articles.article import DOMAINS, PracticeAnalysis
from knowledge.models import Practice, PracticeSignal, PracticeState
from knowledge.records.faults import RecordFault, RecordsRefused
from knowledge.records.practices import analyse_practice, collect_practice, verdict_of
from knowledge.records.reading import RecordReader

CONCLUDED = N_("Deze praktijk is afgerond. Zet een nieuw inzicht in een nieuwe praktijk.")
NO_SUCH_SIGNAL = N_("Er is geen signaal met de code '%(value)s'.")
YES_OR_NO = N_("Kies ja of nee.")
_LISTS = ("outcome_measures", "regions", "organizations", "groups")
_ANALYSED = ("activity", *_LISTS, "coherence", "coherence_reason")


def save_practice(session: Session, practice: Practice | None, content: Content, by: str) -> Practice:
    """Write a content in a practice that is not concluded, or collect a new one; gives it.

    content: as `snapshot` gives it; of a new one also `signals`, the follow-up codes of the signals it takes together.
    A practice is no record with versions: it becomes public with its article. Raises ContentRefused.
    """
    faults: list[RecordFault] = []
    reader = RecordReader("practice", content, faults)
    values = _read(reader, content)
    if practice is None:
        signals = _signals(session, reader)
        _refuse(faults)
        try:
            practice = collect_practice(session, signals, title=values["title"], domain=values["domain"], by=by)
        except RecordsRefused as refused:
            _refuse(list(refused.faults))
            raise
    elif practice.state == PracticeState.CONCLUDED.value:
        raise ContentRefused([ContentFault((), Message(CONCLUDED))])
    elif practice.state == PracticeState.ANALYSED.value:
        _require_analysis(reader, values)
    _refuse(faults)
    for name, value in values.items():
        setattr(practice, name, value)
    session.flush()
    record_action(session, actor=by, action="save", record_kind="practice", record_id=practice.id)
    return practice


def finish_analysis(session: Session, practice: Practice, by: str) -> None:
    """Take the step of the analysis with what stands in the practice. Raises ContentRefused with all that is missing,
    WrongStep out of turn."""
    faults: list[RecordFault] = []
    _require_analysis(RecordReader(practice.title, {}, faults), {name: getattr(practice, name) for name in _ANALYSED})
    _refuse(faults)
    analysis = PracticeAnalysis(
        example=practice.example,
        verdict=verdict_of(practice),
        domain=practice.domain,
        signals=tuple(signal.activity for signal in practice.signals),
        activity=practice.activity or "",
        outcome_measures=tuple(practice.outcome_measures),
        regions=tuple(practice.regions),
        organizations=tuple(practice.organizations),
        groups=tuple(practice.groups),
        coherence=bool(practice.coherence),
        coherence_reason=practice.coherence_reason or "",
    )
    analyse_practice(session, practice, analysis, by=by)
    record_action(session, actor=by, action="analyse", record_kind="practice", record_id=practice.id)


def _read(reader: RecordReader, content: Content) -> Content:
    title, domain = reader.text("title", 150), reader.text("domain", 20)
    if domain:
        reader.check_code("domain", domain, DOMAINS)
    if not isinstance(content.get("coherence"), bool | None):
        reader.fault("coherence", YES_OR_NO)
    return {
        "title": title,
        "domain": domain,
        "activity": reader.optional_text("activity", 1000),
        **{name: reader.texts(name, 200) for name in _LISTS},
        "coherence": content.get("coherence"),
        "coherence_reason": reader.optional_text("coherence_reason", 1000),
    }


def _signals(session: Session, reader: RecordReader) -> list[PracticeSignal]:
    codes = reader.texts("signals", 20)
    rows = session.scalars(select(PracticeSignal).where(PracticeSignal.follow_up_code.in_(codes)))
    found = {row.follow_up_code: row for row in rows}
    for place, code in enumerate(codes, start=1):
        if code not in found:
            reader.fault(f"signals.{place}", NO_SUCH_SIGNAL, value=code)
    return list(found.values())


def _require_analysis(reader: RecordReader, values: dict[str, Any]) -> None:
    """An analysis that was finished stays whole."""
    for name in ("activity", "outcome_measures", "coherence_reason"):
        if not values[name]:
            reader.fault(name, MISSING)
    if values["coherence"] is None:
        reader.fault("coherence", MISSING)
    if not (values["regions"] or values["organizations"] or values["groups"]):
        reader.fault("regions", MISSING)


def _refuse(faults: list[RecordFault]) -> None:
    if faults:
        raise ContentRefused([ContentFault(_path(fault.field), fault.message) for fault in faults])


def _path(field: str) -> tuple[str | int, ...]:
    return tuple(int(step) - 1 if step.isdigit() else step for step in field.split("."))
