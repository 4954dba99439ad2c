"""What an editor does with a practice of the kernset between its steps."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.orm import begin_write
from core.publishing.editing import ContentRefused
from core.publishing.models import AuditLine
from core.publishing.snapshots import Content, snapshot
from knowledge.models import Practice, PracticeState
from knowledge.records.practice_content import save_practice
from knowledge.records.practices import SignalInput, signal_practice
from tests.instances import Instance

AN = "An de Vries"


def refused(session: Session, practice: Practice | None, content: Content) -> set[str]:
    with pytest.raises(ContentRefused) as caught:
        save_practice(session, practice, content, AN)
    return {".".join(map(str, fault.path)) for fault in caught.value.faults}


def collected(session: Session, **more: Any) -> Practice:
    begin_write(session)
    signal = signal_practice(session, SignalInput(activity="De wijkverpleegkundige belt de avond ervoor."), by=AN)
    content = {"title": "Bellen", "domain": "medical", "signals": [signal.follow_up_code], **more}
    return save_practice(session, None, content, AN)


def test_a_practice_is_collected_from_signals_and_written_further(own_starter: Instance) -> None:
    with own_starter.session() as session:
        practice = collected(session, groups=["Gezinnen"])
        assert practice.state == PracticeState.COLLECTED.value
        assert [signal.by for signal in practice.signals] == [AN]
        change = {"title": "Bellen voor ontslag", "coherence": True, "outcome_measures": ["Rust"]}
        save_practice(session, practice, {**snapshot(practice), **change}, AN)
        session.commit()
        assert (practice.title, practice.coherence, practice.groups) == ("Bellen voor ontslag", True, ["Gezinnen"])
        lines = session.scalars(select(AuditLine).where(AuditLine.record_id == practice.id))
        assert [line.action for line in lines] == ["save", "save"]


def test_every_fault_of_a_practice_is_told_at_its_place(own_starter: Instance) -> None:
    with own_starter.session() as session:
        practice = collected(session)
        odd = {"title": "", "domain": "zorg", "activity": "<script>", "coherence": "ja", "regions": "Utrecht"}
        assert refused(session, practice, odd) == {"title", "domain", "activity", "coherence", "regions"}
        assert refused(session, None, {"title": "X", "domain": "medical"}) == {"signals"}
        assert refused(session, None, {"title": "X", "domain": "medical", "signals": ["AAAA-AAAA"]}) == {"signals.0"}
        taken = practice.signals[0].follow_up_code
        assert refused(session, None, {"title": "X", "domain": "medical", "signals": [taken]}) == {"signals"}
        practice.state = PracticeState.ANALYSED.value
        assert refused(session, practice, {"title": "X", "domain": "medical"}) == {
            "activity", "outcome_measures", "coherence_reason", "coherence", "regions",
        }  # fmt: skip


def test_a_concluded_practice_stays_as_it_is(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        practice = session.scalars(select(Practice).where(Practice.state == PracticeState.CONCLUDED.value)).first()
        assert practice is not None
        assert refused(session, practice, {**snapshot(practice), "title": "Anders"}) == {""}
