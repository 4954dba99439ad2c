"""From record to document: what publishing writes, when it writes nothing, and what it never loses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from core.database import db
from core.orm import begin_write, utc_now
from core.publishing.kinds import kinds
from core.publishing.models import AuditLine, Document, RecordState, Revision
from core.publishing.numbering import head_seq
from core.publishing.publishing import (
    StaleEdit,
    publish,
    publish_all,
    publish_raw,
    save_revisions,
    withdraw_all,
)
from core.publishing.reading import moved_to
from core.publishing.snapshots import snapshot
from socialmap.models import Organization, Region
from tests.factories.core.publishing import PublicDocumentFactory
from tests.factories.socialmap.organizations import LocationFactory, OrganizationFactory, PhoneFactory
from tests.factories.socialmap.regions import RegionFactory
from tests.factories.socialmap.services import ServiceAtLocationFactory, ServiceFactory
from tests.functional.instances import EDITOR, EditedInstance


def documents(session: Session) -> list[Document]:
    return list(session.scalars(select(Document).order_by(Document.seq)))


def test_publishing_numbers_the_organization_its_services_and_its_locations(either: EditedInstance) -> None:
    location = LocationFactory()
    record = OrganizationFactory(
        services=[ServiceFactory(at_locations=[ServiceAtLocationFactory(location=location)]), ServiceFactory()],
        locations=[location],
    )
    assert either.publish_new(record) == [1, 2, 3, 4]
    with either.session() as session:
        assert [item.kind for item in documents(session)] == ["organization", "service", "service", "location"]
        assert all(item.current and not item.withdrawn for item in documents(session))


def test_the_same_content_published_again_adds_no_document(either: EditedInstance) -> None:
    location = LocationFactory()
    service = ServiceFactory(at_locations=[ServiceAtLocationFactory(location=location)])
    record_id = either.save(OrganizationFactory(services=[service], locations=[location]))
    assert len(either.publish(Organization, record_id)) == 3
    assert either.publish(Organization, record_id) == []
    with either.editing(Organization, record_id) as record:
        record.owner = "somebody else"  # no part of any document
    assert either.publish(Organization, record_id) == []
    with either.session() as session:
        assert head_seq(session) == 3


def test_an_edit_of_one_service_gives_documents_of_what_shows_it_only(instance: EditedInstance) -> None:
    changed, same = ServiceFactory(), ServiceFactory(position=1)
    changed_id, same_id = str(changed.id), str(same.id)
    record_id = instance.save(OrganizationFactory(services=[changed, same]))
    instance.publish(Organization, record_id)
    with instance.editing(Organization, record_id) as record:
        record.services[0].description = "Iets anders."
    [seq] = instance.publish(Organization, record_id)
    with instance.session() as session:
        assert session.get_one(Document, seq).id == changed_id
        rows = session.scalars(select(Document.current).where(Document.id == changed_id).order_by(Document.seq))
        assert list(rows) == [False, True]
        assert session.scalars(select(func.count()).where(Document.id == same_id)).one() == 1


def test_a_service_taken_out_of_an_organization_is_withdrawn(either: EditedInstance) -> None:
    stays, goes = ServiceFactory(), ServiceFactory(position=1)
    goes_id = str(goes.id)
    record_id = either.save(OrganizationFactory(services=[stays, goes]))
    either.publish(Organization, record_id)
    with either.editing(Organization, record_id) as record:
        del record.services[1]
    either.publish(Organization, record_id)
    with either.session() as session:
        last = session.scalars(select(Document).where(Document.id == goes_id, Document.current)).one()
        assert last.withdrawn
        assert (last.body, last.entry, last.lookup) == ({}, None, None)
    assert either.get(f"/services/{goes_id}").status_code == 410


def test_what_was_withdrawn_can_be_published_again(instance: EditedInstance) -> None:
    record_id = instance.save(OrganizationFactory())
    instance.publish(Organization, record_id)
    assert instance.withdraw(Organization, record_id) == [2]
    assert instance.withdraw(Organization, record_id) == []
    assert instance.get(f"/organizations/{record_id}").status_code == 410
    assert instance.publish(Organization, record_id) == [3]
    assert instance.get(f"/organizations/{record_id}").status_code == 200


def test_what_was_merged_into_another_entry_says_where_it_is_now(either: EditedInstance) -> None:
    kept, double, twice = (either.save(OrganizationFactory(services=[])) for _ in range(3))
    for record_id in (kept, double, twice):
        either.publish(Organization, record_id)
    either.withdraw(Organization, twice, replaced_by=double)
    either.withdraw(Organization, double, replaced_by=kept)
    answer = either.get(f"/organizations/{twice}")
    assert answer.status_code == 410
    assert answer.json is not None
    assert answer.json["replacedBy"]["id"] == str(kept)


def test_an_entry_is_found_under_the_address_it_had_before(instance: EditedInstance) -> None:
    record_id = instance.save(OrganizationFactory(slug="oude-naam"))
    instance.publish(Organization, record_id)
    with instance.editing(Organization, record_id) as record:
        record.slug = "nieuwe-naam"
    instance.publish(Organization, record_id)
    with instance.session() as session:
        moved = moved_to(session, "organization", "oude-naam")
        assert moved is not None
        assert moved.slug == "nieuwe-naam"
        assert moved_to(session, "organization", "nooit-geweest") is None


def test_withdrawing_a_draft_shows_nothing_and_says_nothing_in_the_feed(instance: EditedInstance) -> None:
    record_id = instance.save(OrganizationFactory())
    assert instance.withdraw(Organization, record_id) == []
    assert instance.changes() == []
    assert instance.get(f"/organizations/{record_id}").status_code == 404


def test_every_published_version_is_kept(instance: EditedInstance) -> None:
    record_id = instance.save(OrganizationFactory(name="Een"))
    instance.publish(Organization, record_id)
    for name in ("Twee", "Drie"):
        with instance.editing(Organization, record_id) as record:
            record.name = name
        instance.publish(Organization, record_id)
    with instance.session() as session:
        kept = [(item.body["name"], item.version, item.current) for item in documents(session)]
    assert kept == [("Een", 1, False), ("Twee", 2, False), ("Drie", 3, True)]


def test_the_version_rises_with_each_edit_and_not_by_publishing(either: EditedInstance) -> None:
    record_id = either.save(OrganizationFactory())

    def state() -> tuple[int, int | None, RecordState]:
        with either.session() as session:
            record = session.get_one(Organization, record_id)
            return record.version, record.published_version, record.state

    assert state() == (1, None, RecordState.DRAFT)
    either.publish(Organization, record_id)
    assert state() == (1, 1, RecordState.PUBLISHED)
    with either.editing(Organization, record_id) as record:
        record.name = "Anders"
    assert state()[:2] == (2, 1)
    either.publish(Organization, record_id)
    assert state() == (2, 2, RecordState.PUBLISHED)
    either.withdraw(Organization, record_id)
    assert state() == (2, None, RecordState.ARCHIVED)


def test_the_version_rises_when_only_a_part_of_the_record_changed(instance: EditedInstance) -> None:
    record_id = instance.save(OrganizationFactory(services=[ServiceFactory()]))
    with instance.editing(Organization, record_id) as record:
        record.services[0].fees = "Niets"
    with instance.editing(Organization, record_id) as record:
        record.phones.append(PhoneFactory(position=1))
    with instance.session() as session:
        revisions = session.scalars(select(Revision).order_by(Revision.id)).all()
        assert [item.version for item in revisions] == [1, 2, 3]
        assert session.get_one(Organization, record_id).version == 3


def test_two_editors_of_different_parts_of_one_record_are_noticed(either: EditedInstance) -> None:
    """The lock stands on the whole record: a phone of one editor and a service of another meet in it."""
    record_id = either.save(OrganizationFactory(services=[ServiceFactory()]))
    with either.app.app_context(), db.sessionmaker(expire_on_commit=False) as slow:
        stale = slow.get_one(Organization, record_id)
        service = stale.services[0]
        slow.commit()
        with either.editing(Organization, record_id) as record:
            record.phones[0].number = "088-000 9999"
        service.fees = "Niets"
        with pytest.raises(StaleDataError):
            save_revisions(slow, [stale], by="trage redacteur")
        slow.rollback()


def test_a_stale_edit_is_noticed_and_changes_nothing(either: EditedInstance) -> None:
    record_id = either.save(OrganizationFactory(name="Van wie eerst opslaat"))
    with either.app.app_context(), db.sessionmaker(expire_on_commit=False) as slow:
        stale = slow.get_one(Organization, record_id)
        slow.commit()
        with either.editing(Organization, record_id) as record:
            record.name = "Van wie tweede opslaat"
        stale.name = "Over alles heen"
        with pytest.raises(StaleDataError):
            save_revisions(slow, [stale], by="trage redacteur")
        slow.rollback()
    with either.session() as session:
        assert session.get_one(Organization, record_id).name == "Van wie tweede opslaat"
        authors = session.scalars(select(Revision.author).order_by(Revision.id)).all()
        assert authors == [EDITOR, EDITOR]


def test_publishing_what_somebody_changed_meanwhile_is_refused(either: EditedInstance) -> None:
    """Else old content would stand before the public under the number of the new version."""
    record_id = either.save(OrganizationFactory(name="Oud"))
    with either.app.app_context(), db.sessionmaker(expire_on_commit=False) as slow:
        stale = slow.get_one(Organization, record_id)
        assert stale.phones
        slow.commit()
        with either.editing(Organization, record_id) as record:
            record.name = "Nieuw"
        with pytest.raises(StaleEdit) as caught:
            publish(slow, stale, "trage redacteur")
        slow.rollback()
    assert (caught.value.mine, caught.value.newest) == (1, 2)
    assert either.changes() == []
    either.publish(Organization, record_id)
    assert [item["body"]["name"] for item in either.changes()] == ["Nieuw"]


def test_a_revision_holds_who_when_why_and_where_it_came_from(either: EditedInstance) -> None:
    before = utc_now() - timedelta(seconds=1)
    record_id = either.save(OrganizationFactory(name="Eerst"), comment="nieuw op de kaart", origin="import x.csv row 7")
    with either.editing(Organization, record_id, comment="nieuwe naam") as record:
        record.name = "Later"
    with either.session() as session:
        first, second = session.scalars(select(Revision).order_by(Revision.id)).all()
        assert (first.record_kind, first.record_id, first.version) == ("organization", record_id, 1)
        assert (first.author, first.comment, first.origin) == (EDITOR, "nieuw op de kaart", "import x.csv row 7")
        assert (second.version, second.comment, second.origin) == (2, "nieuwe naam", "edit")
        assert before < first.created_at <= second.created_at <= utc_now() + timedelta(seconds=1)
        assert (first.snapshot["name"], second.snapshot["name"]) == ("Eerst", "Later")


def test_the_snapshot_is_the_content_with_all_its_parts(either: EditedInstance) -> None:
    location = LocationFactory()
    service = ServiceFactory(at_locations=[ServiceAtLocationFactory(location=location)])
    record_id = either.save(OrganizationFactory(services=[service], locations=[location]))
    with either.session() as session:
        kept: dict[str, Any] = session.scalars(select(Revision.snapshot)).one()
        assert kept == snapshot(session.get_one(Organization, record_id))
    [part] = kept["services"]
    assert part["minimum_age"] == 0.0
    assert part["assured_date"] == "2026-10-01"
    assert part["areas"][0]["code"] == "GM0344"
    assert part["at_locations"][0]["location_id"] == kept["locations"][0]["id"]
    assert kept["phones"][0]["number"].startswith("088-000")
    assert not kept.keys() & {"state", "version", "published_version"}


def test_each_verb_leaves_a_line_in_the_audit_trail(either: EditedInstance) -> None:
    record_id = either.save(OrganizationFactory())
    either.publish(Organization, record_id, comment="nagebeld")
    either.publish(Organization, record_id)
    either.withdraw(Organization, record_id, comment="gestopt")
    with either.session() as session:
        lines = session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
        told = [(line.action, line.actor, line.record_kind, line.record_id, line.detail) for line in lines]
    one = (EDITOR, "organization", record_id)
    assert told == [
        ("publish", *one, {"version": 1, "comment": "nagebeld"}),
        ("publish", *one, {"version": 1}),
        ("withdraw", *one, {"version": 1, "comment": "gestopt"}),
    ]


def test_a_rollback_leaves_nothing(either: EditedInstance) -> None:
    record_id = either.save(OrganizationFactory())
    with either.session() as session:
        begin_write(session)
        assert publish(session, session.get_one(Organization, record_id), EDITOR) == [1]
        session.rollback()
    with either.session() as session:
        assert documents(session) == []
        assert head_seq(session) == 0
        assert session.scalars(select(AuditLine)).all() == []
        record = session.get_one(Organization, record_id)
        assert (record.state, record.published_version) == (RecordState.DRAFT, None)
    assert either.publish(Organization, record_id) == [1]


def test_what_is_not_committed_is_seen_by_nobody(either: EditedInstance) -> None:
    record_id = either.save(OrganizationFactory())
    with either.app.app_context(), db.sessionmaker() as session:
        begin_write(session)
        publish(session, session.get_one(Organization, record_id), EDITOR)
        assert either.changes() == []
        assert either.get(f"/organizations/{record_id}").status_code == 404
        session.commit()
    assert len(either.changes()) == 1


def test_a_failure_halfway_leaves_nothing(instance: EditedInstance) -> None:
    record_id = instance.save(OrganizationFactory())

    def publish_and_stumble() -> None:
        with instance.writing() as session:
            publish(session, session.get_one(Organization, record_id), EDITOR)
            session.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(OperationalError):
        publish_and_stumble()
    with instance.session() as session:
        assert (documents(session), head_seq(session)) == ([], 0)


def test_records_of_one_kind_are_published_together_in_their_order(either: EditedInstance) -> None:
    ids = [either.save(RegionFactory()) for _ in range(3)]
    with either.writing() as session:
        records = [session.get_one(Region, record_id) for record_id in ids]
        assert publish_all(session, records, EDITOR) == [1, 2, 3]
    with either.session() as session:
        assert [item.record_id for item in documents(session)] == ids
    with either.writing() as session:
        records = [session.get_one(Region, record_id) for record_id in ids]
        assert withdraw_all(session, records, EDITOR) == [4, 5, 6]
        assert publish_all(session, [], EDITOR) == []
        assert withdraw_all(session, [], EDITOR) == []


def test_raw_documents_replace_each_other_by_id(either: EditedInstance) -> None:
    with either.writing() as session:
        first = PublicDocumentFactory(id="blad", name="Eerste")
        assert publish_raw(session, [first, PublicDocumentFactory()], EDITOR, origin="x.jsonl") == [1, 2]
    with either.writing() as session:
        assert publish_raw(session, [PublicDocumentFactory(id="blad", name="Tweede")], EDITOR, origin="x.jsonl") == [3]
    shown = {item["id"]: item["body"]["title"]["nl"] for item in either.changes()}
    assert shown["blad"] == "Tweede"
    assert len(shown) == 2


def test_of_raw_documents_with_one_id_in_one_load_the_last_counts(either: EditedInstance) -> None:
    names = ("Eerste", "Tweede", "Derde")
    with either.writing() as session:
        same = [PublicDocumentFactory(id="blad", name=name) for name in names]
        publish_raw(session, [same[0], PublicDocumentFactory(id="ander"), *same[1:]], EDITOR, origin="x.jsonl")
    assert [item["body"]["title"]["nl"] for item in either.changes() if item["id"] == "blad"] == ["Derde"]


def test_without_its_counter_publishing_says_what_to_do(instance: EditedInstance) -> None:
    record_id = instance.save(OrganizationFactory())
    with instance.writing() as session:
        session.execute(text("DELETE FROM counter"))
    with pytest.raises(RuntimeError, match="zorgbuurt init"):
        instance.publish(Organization, record_id)


def test_withdrawing_takes_away_also_what_was_published_last(either: EditedInstance) -> None:
    record_id = either.save(OrganizationFactory(services=[ServiceFactory()]))
    either.publish(Organization, record_id)
    with either.editing(Organization, record_id) as record:
        record.services.append(ServiceFactory(position=1))
    either.publish(Organization, record_id)
    assert len(either.withdraw(Organization, record_id)) == 3
    assert all(item["withdrawn"] for item in either.changes())


def test_every_kind_of_record_counts_its_versions(instance: EditedInstance) -> None:
    assert {kind.name: inspect(kind.model).version_id_col is not None for kind in kinds} == {
        kind.name: True for kind in kinds
    }
