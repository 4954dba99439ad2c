"""What the staff does with a suggestion: no pending draft is lost, and nothing reaches the public by itself."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.orm import begin_write, utc_now
from core.publishing.kinds import kinds
from core.publishing.models import AuditLine, Document, RecordState, Revision
from core.publishing.publishing import StaleEdit
from core.publishing.snapshots import snapshot
from core.suggestions.comparing import compare
from core.suggestions.deciding import DecisionRefused, purge, reject, reopen, settle, take_over
from core.suggestions.models import Suggestion
from core.suggestions.sending import SuggestionInput, find_suggestion, send_suggestion
from core.suggestions.targets import find_target
from socialmap.models import Organization, Service
from tests.instances import Instance

BY = "Anna Editor"


@pytest.fixture
def own(own_starter: Instance) -> Instance:
    return own_starter


@contextmanager
def writing(instance: Instance) -> Iterator[Session]:
    """A session as a face that writes has it."""
    with instance.session() as session:
        begin_write(session)
        yield session
        session.commit()


def a_service(session: Session) -> Service:
    """A public service with a telephone number of its own."""
    for service in session.scalars(select(Service).order_by(Service.slug)):
        if service.phones and find_target(session, "service", str(service.id)):
            return service
    raise AssertionError("the starter content has no service with a telephone number")


def sent(instance: Instance, fields: dict[str, Any] | None = None, **more: Any) -> tuple[str, str]:
    """Send a suggestion about a service; gives its code and the id of the service."""
    with writing(instance) as session:
        service = a_service(session)
        given = SuggestionInput(kind="service", key=str(service.id), fields=fields or {}, **more)
        return send_suggestion(session, given).follow_up_code, str(service.id)


def found(session: Session, code: str) -> Suggestion:
    suggestion = find_suggestion(session, code)
    assert suggestion is not None
    return suggestion


def body(instance: Instance, service_id: str) -> dict[str, Any]:
    return dict(instance.read(f"/services/{service_id}"))


def state(instance: Instance, code: str) -> tuple[str, str | None]:
    told = json.loads(instance.client.get(f"/api/v1/change-suggestions/{code}").data)
    return told["state"], told["reason"]


def test_all_of_it_goes_into_a_draft_and_the_public_sees_nothing_yet(own: Instance) -> None:
    changes = {"phones.0.number": "030 123 45 67", "minimumAge": 3, "alert": "Tijdelijk vol."}
    code, service_id = sent(own, changes)
    before = body(own, service_id)
    with writing(own) as session:
        record = take_over(session, found(session, code), by=BY)
        assert record.state == RecordState.DRAFT
    with own.session() as session:
        service = session.get_one(Service, uuid.UUID(service_id))
        assert (service.phones[0].number, service.minimum_age, service.alert) == ("030 123 4567", 3, "Tijdelijk vol.")
        revision = session.scalars(select(Revision).order_by(Revision.id.desc()).limit(1)).one()
        assert (revision.author, revision.origin) == (BY, f"suggestion {code}")
    assert body(own, service_id) == before
    assert state(own, code) == ("taken-over", None)


def test_of_some_fields_only_those_are_taken_and_the_sender_is_told_why(own: Instance) -> None:
    code, service_id = sent(own, {"minimumAge": 3, "alert": "Vol."})
    with writing(own) as session:
        take_over(session, found(session, code), by=BY, names={"alert"}, reason="De leeftijd klopt wel: we belden.")
    with own.session() as session:
        service = session.get_one(Service, uuid.UUID(service_id))
        assert service.alert == "Vol."
        assert service.minimum_age != 3
        assert found(session, code).steps[-1].taken == ["alert"]
    assert state(own, code) == ("partly-taken-over", "De leeftijd klopt wel: we belden.")


def test_a_pending_draft_is_added_to_and_never_overwritten(own: Instance) -> None:
    code, service_id = sent(own, {"minimumAge": 3})
    with writing(own) as session:
        service = session.get_one(Service, uuid.UUID(service_id))
        service.capacity = "Acht plaatsen"
        service.organization.description = "Werk dat nog niet af is."
        record_id = service.organization_id
    with writing(own) as session:
        take_over(session, found(session, code), by=BY)
    with own.session() as session:
        service = session.get_one(Service, uuid.UUID(service_id))
        assert (service.minimum_age, service.capacity) == (3, "Acht plaatsen")
        assert session.get_one(Organization, record_id).description == "Werk dat nog niet af is."


def test_a_field_that_somebody_changed_since_is_taken_only_by_name(own: Instance) -> None:
    code, service_id = sent(own, {"minimumAge": 3, "alert": "Vol."})
    with writing(own) as session:
        session.get_one(Service, uuid.UUID(service_id)).minimum_age = 2.5
    with writing(own) as session:
        fields = {item.name: item for item in compare(session, found(session, code)).fields}
        assert (fields["minimumAge"].conflict, fields["minimumAge"].now) == (True, 2.5)
        assert not fields["alert"].conflict
        with pytest.raises(DecisionRefused) as refused:
            take_over(session, found(session, code), by=BY)
        assert [name for name, _ in refused.value.faults] == ["minimumAge"]
    assert state(own, code) == ("received", None)
    with writing(own) as session:
        take_over(session, found(session, code), by=BY, names={"minimumAge", "alert"})
    with own.session() as session:
        assert session.get_one(Service, uuid.UUID(service_id)).minimum_age == 3
    assert state(own, code)[0] == "taken-over"


def test_who_looked_at_an_older_draft_is_told(own: Instance) -> None:
    code, _ = sent(own, {"alert": "Vol."})
    with writing(own) as session:
        version = compare(session, found(session, code)).version
        assert version is not None
        with pytest.raises(StaleEdit):
            take_over(session, found(session, code), by=BY, expected_version=version - 1)
        session.rollback()
    assert state(own, code)[0] == "received"


def test_a_part_is_added_and_another_taken_away(own: Instance) -> None:
    with own.session() as session:
        service = a_service(session)
        count, old = len(service.phones), service.phones[0].id
    code, service_id = sent(own, {"phones.0.number": None, f"phones.{count}.number": "0800 1234"})
    with writing(own) as session:
        take_over(session, found(session, code), by=BY)
    with own.session() as session:
        phones = session.get_one(Service, uuid.UUID(service_id)).phones
        assert old not in {phone.id for phone in phones}
        assert phones[-1].number.replace(" ", "") == "08001234"


def test_what_cannot_be_kept_is_refused_at_its_field_and_nothing_changes(own: Instance) -> None:
    code, service_id = sent(own, {"website": "geen webadres", "careTypes": ["bestaat-niet"], "alert": "Vol."})
    with writing(own) as session:
        with pytest.raises(DecisionRefused) as refused:
            take_over(session, found(session, code), by=BY)
        names = {name for name, _ in refused.value.faults}
        session.rollback()
    assert "website" in names
    assert any(name.startswith("careTypes") for name in names)
    with own.session() as session:
        assert session.get_one(Service, uuid.UUID(service_id)).alert != "Vol."
    assert state(own, code)[0] == "received"


def test_a_whole_organization_becomes_a_draft(own: Instance) -> None:
    proposed = {
        "name": "Thuiszorg De Brug",
        "phones": [{"number": "030 789 78 78"}],
        "locations": [{"street": "Dorpsstraat", "houseNumber": "1", "postcode": "3511AB", "city": "Utrecht"}],
        "services": [
            {"name": "Verpleging thuis", "areas": [{"code": "GM0344"}, {"code": "gemeente Nergens"}], "minimumAge": 0},
            {"name": "Oppas"},
        ],
    }
    with writing(own) as session:
        code = send_suggestion(session, SuggestionInput(organization=proposed)).follow_up_code
    with writing(own) as session:
        suggestion = found(session, code)
        fields = [item.name for item in compare(session, suggestion).fields]
        assert "services.0.areas.1.code" in fields
        with pytest.raises(DecisionRefused) as refused:
            take_over(session, suggestion, by=BY)
        assert [name for name, _ in refused.value.faults] == ["services.0.areas.1.code"]
        session.rollback()
    with writing(own) as session:
        chosen = set(fields) - {"services.0.areas.1.code", "services.1.name"}
        record = take_over(session, found(session, code), by=BY, names=chosen)
        assert (record.name, record.state) == ("Thuiszorg De Brug", RecordState.DRAFT)
        [service] = record.services
        assert [area.code for area in service.areas] == ["GM0344"]
        assert record.locations[0].latitude is not None
        assert found(session, code).record_id == record.id
        assert session.scalars(select(Document).where(Document.record_id == record.id)).all() == []
    assert state(own, code)[0] == "partly-taken-over"
    with writing(own) as session:
        reopen(session, found(session, code), by=BY)
        with pytest.raises(DecisionRefused):
            take_over(session, found(session, code), by=BY, names={"name"})


def test_turning_down_needs_a_reason_that_the_sender_reads(own: Instance) -> None:
    code, _ = sent(own, text="Deze organisatie bestaat niet meer.")
    with writing(own) as session:
        for reason in ("", "  ", "x" * 1001, "Zie 123456782."):
            with pytest.raises(DecisionRefused):
                reject(session, found(session, code), by=BY, reason=reason)
        reject(session, found(session, code), by=BY, reason="We belden: zij werken nog.")
    assert state(own, code) == ("rejected", "We belden: zij werken nog.")


def test_nobody_decides_twice_but_anybody_may_look_again(own: Instance) -> None:
    code, _ = sent(own, {"alert": "Vol."}, text="Ze zitten helemaal vol.")
    with writing(own) as session:
        suggestion = found(session, code)
        with pytest.raises(DecisionRefused):
            reopen(session, suggestion, by=BY)
        settle(session, suggestion, by=BY, partly=True, reason="Aangepast in eigen woorden.")
        with pytest.raises(DecisionRefused):
            take_over(session, suggestion, by="Bert")
        with pytest.raises(DecisionRefused):
            reject(session, suggestion, by="Bert", reason="Nee.")
        reopen(session, suggestion, by="Bert")
        take_over(session, suggestion, by="Bert")
    with own.session() as session:
        steps = [(step.state, step.by) for step in found(session, code).steps]
    assert steps == [
        ("received", "public"),
        ("partly-taken-over", BY),
        ("received", "Bert"),
        ("taken-over", "Bert"),
    ]


def test_the_audit_trail_names_who_decided_and_not_what_was_sent(own: Instance) -> None:
    code, _ = sent(own, {"alert": "Iets dat weg moet kunnen."}, text="Een heel eigen verhaal.")
    with writing(own) as session:
        take_over(session, found(session, code), by=BY)
    with own.session() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.actor == BY)).all()
        told = json.dumps([line.detail for line in lines])
        assert "suggestion taken-over" in {line.action for line in lines}
    assert code in told
    assert "verhaal" not in told
    assert "weg moet" not in told


def test_a_record_that_is_gone_can_only_be_turned_down(own: Instance) -> None:
    code, service_id = sent(own, {"alert": "Vol."})
    with writing(own) as session:
        service = session.get_one(Service, uuid.UUID(service_id))
        service.organization.services.remove(service)
    with writing(own) as session:
        [field] = compare(session, found(session, code)).fields
        assert field.gone
        with pytest.raises(DecisionRefused):
            take_over(session, found(session, code), by=BY)
        reject(session, found(session, code), by=BY, reason="Deze zorg is er niet meer.")


def test_what_the_draft_says_already_is_shown_as_done(own: Instance) -> None:
    code, service_id = sent(own, {"alert": "Vol."})
    with writing(own) as session:
        session.get_one(Service, uuid.UUID(service_id)).alert = "Vol."
    with writing(own) as session:
        [field] = compare(session, found(session, code)).fields
        assert (field.done, field.conflict) == (True, False)
        record = take_over(session, found(session, code), by=BY)
        assert snapshot(record) == snapshot(session.get_one(kinds["organization"].model, record.id))
    assert state(own, code)[0] == "taken-over"


def test_what_was_dealt_with_goes_after_its_time_and_what_is_open_stays(own: Instance) -> None:
    dealt, _ = sent(own, text="Deze organisatie bestaat niet meer.")
    waiting, _ = sent(own, text="Dit telefoonnummer klopt niet.")
    with writing(own) as session:
        reject(session, found(session, dealt), by=BY, reason="Zij werken nog.")
    with writing(own) as session:
        assert purge(session, utc_now() + timedelta(days=179)) == 0
        assert purge(session, utc_now() + timedelta(days=181)) == 1
    with own.session() as session:
        assert find_suggestion(session, dealt) is None
        assert find_suggestion(session, waiting) is not None


def test_the_command_tells_how_many_it_removed(own: Instance) -> None:
    code, _ = sent(own, text="Deze organisatie bestaat niet meer.")
    with writing(own) as session:
        reject(session, found(session, code), by=BY, reason="Zij werken nog.")
        found(session, code).decided_at = utc_now() - timedelta(days=40)
    assert "0 meldingen" in own.command("suggestions", "purge").output
    assert "1 melding " in own.command("suggestions", "purge", "--older-than", "30").output
    assert own.command("suggestions", "purge", "--older-than", "0", expect=2).exit_code == 2
