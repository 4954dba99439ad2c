"""What an editor does with the content of an organization, a region, a taxonomy; and what the public sees meanwhile."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.orm import begin_write, utc_now
from core.publishing.auditing import verify
from core.publishing.editing import (
    ContentRefused,
    NoSuchVersion,
    content_of_version,
    discard_working_copy,
    restore,
    save_content,
)
from core.publishing.history import as_public_on, last_public, revisions_of
from core.publishing.kinds import PUBLIC_ASSURER, kinds
from core.publishing.models import AuditLine, Document, RecordState
from core.publishing.publishing import StaleEdit, publish, withdraw
from core.publishing.reassuring import reassure
from core.publishing.snapshots import Content, snapshot
from socialmap.models import Organization, Region, Service, Taxonomy
from tests.instances import Instance

AN, NOOR = "An de Vries", "Noor Smit"
DAY = date(2027, 1, 15)
Change = Callable[[Content], Any]


def writing(instance: Instance, session: Session) -> Organization:
    """A public organization with a service that can be visited, held to be written."""
    begin_write(session)
    service = session.scalars(
        select(Service).where(Service.at_locations.any(), Service.phones.any()).order_by(Service.slug).limit(1)
    ).one()
    return service.organization


def edited(session: Session, record: Any, change: Change, **more: Any) -> Any:
    """Save what `change` makes of the content of a record."""
    content = copy.deepcopy(snapshot(record))
    change(content)
    return save_content(session, kinds.of(record), record, content, by=more.pop("by", AN), **more)


def faults_of(session: Session, record: Any, change: Change) -> dict[str, str]:
    """What is wrong with what `change` makes of the content, by place."""
    before = snapshot(record), record.version
    with pytest.raises(ContentRefused) as refused:
        edited(session, record, change)
    assert not session.new
    assert not session.dirty
    assert (snapshot(record), record.version) == before
    return {".".join(map(str, fault.path)): str(fault.message) for fault in refused.value.faults}


def bodies(session: Session, record: Any) -> dict[str, Any]:
    return {row.id: row.body for row in last_public(session, record)}


def test_the_public_sees_the_old_version_while_an_editor_works(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)
        key, service, name, version = record.id, record.services[0].id, record.name, record.version

        def change(content: Content) -> None:
            content["name"] = "Een heel nieuwe naam"
            content["services"][0]["fees"] = "Gratis"

        saved = edited(session, record, change, comment="Belde zelf", expected_version=version)
        session.commit()
        assert saved is record
        assert (record.version, record.state, record.published_version) == (version + 1, RecordState.DRAFT, version)
        newest = revisions_of(session, "organization", key)[0]
        assert (newest.author, newest.comment, newest.origin) == (AN, "Belde zelf", "edit")
        assert newest.snapshot == snapshot(record)
    assert own_starter.read(f"/organizations/{key}")["name"] == name
    with own_starter.session() as session:
        begin_write(session)
        publish(session, session.get_one(Organization, key), NOOR)
        session.commit()
    assert own_starter.read(f"/organizations/{key}")["name"] == "Een heel nieuwe naam"
    assert own_starter.read(f"/services/{service}")["fees"] == "Gratis"


def test_saving_what_stands_there_already_makes_no_version_and_no_draft(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)
        version = record.version
        edited(session, record, lambda content: content.update(name=f" {record.name} "))
        session.commit()
        assert (record.version, record.state) == (version, RecordState.PUBLISHED)
        assert len(revisions_of(session, "organization", record.id)) == version


def test_a_second_editor_does_not_overwrite_the_first(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)
        version = record.version
        edited(session, record, lambda content: content.update(name="De eerste"))
        session.commit()
        begin_write(session)
        with pytest.raises(StaleEdit) as stale:
            edited(session, record, lambda content: content.update(name="De tweede"), expected_version=version, by=NOOR)
        assert (stale.value.mine, stale.value.newest) == (version, version + 1)
        assert record.name == "De eerste"
        assert content_of_version(session, kinds["organization"], record.id, version)["name"] != "De eerste"


def test_every_fault_is_told_at_its_place_and_nothing_is_written(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)
        other = session.scalars(select(Service).where(Service.organization_id != record.id).limit(1)).one()

        def change(content: Content) -> None:
            content.update(website="geen adres", email="an@", kvk="12", parent_id=str(uuid.uuid4()))
            content["alternate_names"] = ["x" * 201]
            content["phones"] = [{"number": "12"}, {"number": ""}, "geen telefoon"]
            service = content["services"][0]
            service.update(name="  ", status="misschien", care_types=["nachtzorg", "onzin"], slug=other.slug)
            service.update(minimum_age=130, waiting_time_date="31-02-2026", languages=["Nederlands"])
            service["areas"] = [{"code": "GM0344"}, {"code": "GM9999"}]
            service["schedules"] = [{"opening_hours": "elke dag"}]
            service["at_locations"] = [{"location_id": str(uuid.uuid4())}]
            content["locations"][0].update(postcode="0000 AA", latitude=52.0, longitude=None)

        assert set(faults_of(session, record, change)) == {
            "website", "email", "kvk", "parent_id", "alternate_names.0", "phones.0.number", "phones.1.number",
            "phones.2", "services.0.name", "services.0.status", "services.0.care_types.1", "services.0.slug",
            "services.0.minimum_age", "services.0.waiting_time_date", "services.0.languages.0",
            "services.0.areas.1.code", "services.0.schedules.0.opening_hours",
            "services.0.at_locations.0.location_id", "locations.0.postcode", "locations.0.longitude",
        }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"name": ["Zorg"]},
        {"name": {"nl": "Zorg"}},
        {"name": "Zorg", "services": "drie"},
        {"name": "Zorg", "services": [None, 3]},
        {"name": "Zorg", "services": [{"name": "A", "areas": {"code": "NL"}}]},
        {"name": "Zorg", "alternate_names": "een"},
        {"name": "Zorg", "parent_id": 7},
        {"name": "Zorg", "phones": [{"number": "030 789 7878"}] * 1000},
        {"name": "Zorg", "locations": [{"latitude": "noord", "longitude": float("inf")}]},
        {"name": "Zorg", "assured_date": "gisteren"},
        {"name": "Zorg\x00" + "x" * 300},
    ],
)
def test_no_content_is_too_odd_to_be_refused_in_words(starter: Instance, content: Content) -> None:
    with starter.session() as session:
        with pytest.raises(ContentRefused) as refused:
            save_content(session, kinds["organization"], None, content, by=AN)
        assert all(str(fault) for fault in refused.value.faults)
        session.rollback()


def test_values_are_kept_in_their_one_spelling(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)

        def change(content: Content) -> None:
            content.update(website="www.zorg.example", kvk="1234 5678")
            content["phones"] = [{"number": "0307897878", "kind": "general"}]
            content["services"][0].update(minimum_age="0,5", waiting_time_weeks="6", assured_date="22-11-2026")
            content["services"][0]["areas"] = [{"code": "provincie Utrecht", "valid_year": "2026"}]

        edited(session, record, change)
        service = record.services[0]
        assert (record.website, record.kvk, record.phones[0].number) == (
            "https://www.zorg.example", "12345678", "030 789 7878",
        )  # fmt: skip
        assert (service.minimum_age, service.waiting_time_weeks, service.assured_by) == (0.5, 6.0, AN)
        assert (service.areas[0].code, service.areas[0].valid_year) == ("PV26", 2026)


def test_a_new_organization_with_a_service_gets_free_names_and_a_point(own_starter: Instance) -> None:
    with own_starter.session() as session:
        there = writing(own_starter, session)
        content = {
            "name": there.name,
            "locations": [{"id": "new-1", "postcode": "3584ea"}, {"id": "new-2", "city": "Zeist"}],
            "services": [
                {"name": "Logeren", "at_locations": [{"location_id": "new-1"}]},
                {"name": "Logeren", "at_locations": [{"location_id": "new-1"}]},
            ],
        }
        record = save_content(session, kinds["organization"], None, content, by=AN)
        session.commit()
        assert record.slug == f"{there.slug}-2"
        assert (record.owner, record.state, record.version, record.published_version) == (
            AN, RecordState.DRAFT, 1, None,
        )  # fmt: skip
        assert record.services[1].slug == f"{record.services[0].slug}-2"
        utrecht, zeist = record.locations
        assert (utrecht.postcode, utrecht.city, utrecht.point_precision) == ("3584 EA", "Utrecht", "pc4")
        assert utrecht.latitude is not None
        assert zeist.latitude is None
        assert record.services[0].at_locations[0].location is utrecht
        publish(session, record, AN)


def test_a_point_put_by_hand_stays_until_the_address_moves(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)
        place = record.locations[0]

        def saved(**values: Any) -> tuple[float | None, float | None, str | None]:
            edited(session, record, lambda content: content["locations"][0].update(values))
            return place.latitude, place.longitude, place.point_precision

        first = saved(postcode="3511 AB", latitude=None, longitude=None)
        assert first[2] == "pc4"
        assert saved(latitude=52.1, longitude=5.2) == (52.1, 5.2, "address")
        assert saved(name="De Boom") == (52.1, 5.2, "address")
        assert saved(latitude=first[0], longitude=first[1], point_precision="pc4") == first
        assert saved(latitude=52.1, longitude=5.2) == (52.1, 5.2, "address")
        moved = saved(postcode="9712 AB")
        assert moved[0] is not None
        assert moved[0] > 53
        assert moved[2] == "pc4"


def test_an_earlier_version_can_be_brought_back_with_its_parts(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)
        before, version, service = snapshot(record), record.version, record.services[0].id

        def change(content: Content) -> None:
            content.update(name="Anders", services=[], locations=[])

        edited(session, record, change)
        publish(session, record, NOOR)
        session.commit()
        assert own_starter.get(f"/services/{service}").status_code == 410
        begin_write(session)
        restore(session, kinds["organization"], record, version, by=NOOR, comment="Toch niet")
        session.commit()
        assert snapshot(record) == before
        assert (record.version, record.state, record.published_version) == (
            version + 2, RecordState.DRAFT, version + 1,
        )  # fmt: skip
        assert own_starter.get(f"/services/{service}").status_code == 410
        begin_write(session)
        publish(session, record, AN)
        session.commit()
        with pytest.raises(NoSuchVersion):
            restore(session, kinds["organization"], record, 99, by=NOOR)
    assert own_starter.read(f"/services/{service}")["id"] == str(service)


def test_discarding_goes_back_to_what_the_public_sees(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)
        before, shown = snapshot(record), bodies(session, record)
        edited(session, record, lambda content: content.update(name="Onzin", services=[]))
        discard_working_copy(session, kinds["organization"], record, by=AN)
        session.commit()
        assert snapshot(record) == before
        assert record.state is RecordState.PUBLISHED
        assert record.published_version == record.version
        assert "Onzin" in {item.snapshot["name"] for item in revisions_of(session, "organization", record.id)}
        assert publish(session, record, NOOR) == []
        assert bodies(session, record) == shown


def test_still_right_gives_new_dates_and_nothing_of_a_pending_draft(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)
        version, shown = record.version, {row.id: row for row in last_public(session, record)}
        key, service = str(record.id), str(record.services[0].id)

        def change(content: Content) -> None:
            content["name"] = "Geheime nieuwe naam"
            content["services"][0]["fees"] = "Nog geheim"
            content["services"].append({"name": "Geheime dienst"})

        edited(session, record, change)
        session.commit()
        begin_write(session)
        draft, state = record.version, record.state
        seqs = reassure(session, kinds["organization"], record, NOOR, DAY)
        session.commit()
        now = {row.id: row for row in last_public(session, record)}
        assert set(now) == set(shown)
        assert len(seqs) == 1 + sum(1 for row in shown.values() if row.kind == "service")
        for identifier, old in shown.items():
            new = now[identifier]
            told = {"assuredDate": DAY.isoformat(), "assuredBy": PUBLIC_ASSURER}
            dates = {name: value for name, value in told.items() if name in old.body}
            assert new.body == {**old.body, **dates}
            assert (new.version, new.slug, new.lookup, new.valid_from) == (
                old.version, old.slug, old.lookup, old.valid_from,
            )  # fmt: skip
            if old.kind == "location":
                assert new.seq == old.seq
                continue
            assert new.seq in seqs
            assert old.entry is not None
            card = {**old.entry["card"], "assuredDate": DAY.isoformat()}
            assert new.entry == {**old.entry, "assured_date": DAY.isoformat(), "card": card}
        assert (record.version, record.state, record.published_version) == (draft, state, version)
        assert (record.assured_date, record.assured_by) == (DAY, NOOR)
        assert record.review_by is not None
        assert record.review_by > DAY
        assert record.name == "Geheime nieuwe naam"
        assert [item.assured_date for item in record.services][-1] is None
        assert record.services[0].assured_by == NOOR
        # Whoever has the draft open can still save it, and the new dates stay.
        edited(session, record, lambda content: content.update(name="Nog een naam"), expected_version=draft)
        assert record.assured_date == DAY
        session.commit()
    page = own_starter.read(f"/services/{service}")
    assert (page["assuredDate"], page["assuredBy"]) == (DAY.isoformat(), PUBLIC_ASSURER)
    assert "Geheim" not in own_starter.get(f"/organizations/{key}").text
    changes = own_starter.read("/changes", since=seqs[0] - 1, limit=1000)["changes"]
    assert {service, key} <= {item["id"] for item in changes}


@pytest.mark.parametrize("name", ["organization", "region", "taxonomy"])
def test_publishing_what_is_still_right_adds_nothing(own_starter: Instance, name: str) -> None:
    with own_starter.session() as session:
        kind = kinds[name]
        begin_write(session)
        for record in session.scalars(select(kind.model)).all()[:40]:
            reassure(session, kind, record, NOOR, DAY)
            session.flush()
            assert publish(session, record, NOOR) == []
        session.rollback()


def test_nobody_is_named_to_the_public_as_who_verified(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)
        edited(session, record, lambda content: content["services"][0].update(assured_date="2026-11-01", assured_by=AN))
        publish(session, record, NOOR)
        shown = last_public(session, record)
        session.commit()
        assert record.services[0].assured_by == AN
        assert not [row for row in shown if AN in str(row.body) or AN in str(row.entry)]


def test_nothing_public_cannot_be_still_right(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        record = save_content(session, kinds["organization"], None, {"name": "Nieuw"}, by=AN)
        with pytest.raises(NoSuchVersion):
            reassure(session, kinds["organization"], record, NOOR, DAY)
        with pytest.raises(NoSuchVersion):
            discard_working_copy(session, kinds["organization"], record, by=AN)
        session.rollback()


def test_what_the_public_saw_on_a_day_can_be_shown_again(own_starter: Instance) -> None:
    today = utc_now().date()
    with own_starter.session() as session:
        record = writing(own_starter, session)
        name, key = record.name, record.id
        # As if it was published on three days: then, changed after that, and withdrawn now.
        then, later = utc_now() - timedelta(days=20), utc_now() - timedelta(days=10)
        dated = update(Document).where(Document.record_id == key)
        session.execute(dated.values(published_at=then))
        edited(session, record, lambda content: content.update(name="Later", services=content["services"][:0]))
        seqs = publish(session, record, NOOR)
        session.execute(dated.where(Document.seq.in_(seqs)).values(published_at=later))
        withdraw(session, record, NOOR)
        session.commit()

        def seen(days_ago: int) -> dict[str, list[str]]:
            rows = as_public_on(session, "organization", key, today - timedelta(days=days_ago))
            found: dict[str, list[str]] = {}
            for row in rows:
                found.setdefault(row.kind, []).append(row.body.get("name", ""))
            return found

        assert seen(30) == {}
        assert seen(15)["organization"] == [name]
        assert "service" in seen(15)
        assert seen(5)["organization"] == ["Later"]
        assert "service" not in seen(5)
        assert seen(-1) == {}
        assert last_public(session, record) == []


def test_every_save_and_every_verifying_stands_in_the_trail(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)
        version = record.version
        edited(session, record, lambda content: content.update(name="Een"), comment="Waarom")
        restore(session, kinds["organization"], record, version, by=NOOR)
        edited(session, record, lambda content: content.update(name="Twee"))
        discard_working_copy(session, kinds["organization"], record, by=AN)
        reassure(session, kinds["organization"], record, NOOR, DAY)
        session.commit()
        lines = session.scalars(select(AuditLine).where(AuditLine.record_id == record.id).order_by(AuditLine.number))
        told = [(line.actor, line.action) for line in lines][-5:]
        assert told == [(AN, "save"), (NOOR, "restore"), (AN, "save"), (AN, "discard"), (NOOR, "reassure")]
        assert verify(session).broken is None


def test_a_region_cannot_lie_in_itself_or_take_a_code(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        first, second = session.scalars(select(Region).order_by(Region.code).limit(2)).all()
        assert set(faults_of(session, first, lambda content: content.update(code=second.code))) == {"code"}
        assert set(faults_of(session, first, lambda content: content["members"].append("Nergenshuizen"))) == {
            f"members.{len(first.members)}"
        }
        edited(session, second, lambda content: content.update(members=[first.code]))
        session.flush()
        assert set(faults_of(session, first, lambda content: content["members"].append(second.code))) == {"members"}
        made = save_content(
            session,
            kinds["region"],
            None,
            {"code": "nik-nieuw", "kind": "nik", "name": "Nieuw", "members": ["gemeente Zeist"]},
            by=AN,
        )
        assert (made.code, made.slug, made.members) == ("NIK-NIEUW", "nik-nieuw", ["GM0355"])
        session.rollback()


def test_terms_can_change_places_and_codes_but_never_share_one(own_starter: Instance) -> None:
    with own_starter.session() as session:
        begin_write(session)
        taxonomy = session.scalars(select(Taxonomy).where(Taxonomy.slug == "delivery")).one()
        first, second = taxonomy.terms[0].code, taxonomy.terms[1].code

        def swap(content: Content) -> None:
            content["terms"][0]["code"], content["terms"][1]["code"] = second, first

        edited(session, taxonomy, swap)
        session.flush()
        assert [term.code for term in taxonomy.terms][:2] == [second, first]

        def spoil(content: Content) -> None:
            content["terms"][0]["code"] = first
            content["terms"][2]["parent_code"] = "bestaat-niet"
            content["terms"][3]["parent_code"] = content["terms"][3]["code"]

        assert set(faults_of(session, taxonomy, spoil)) == {
            "terms.1.code", "terms.2.parent_code", "terms.3.parent_code",
        }  # fmt: skip
        session.rollback()


def test_an_organization_cannot_fall_under_itself(own_starter: Instance) -> None:
    with own_starter.session() as session:
        record = writing(own_starter, session)
        child = save_content(session, kinds["organization"], None, {"name": "Kind", "parent_id": str(record.id)}, by=AN)
        session.flush()
        assert set(faults_of(session, record, lambda content: content.update(parent_id=str(child.id)))) == {"parent_id"}
        assert set(faults_of(session, record, lambda content: content.update(parent_id=str(record.id)))) == {
            "parent_id"
        }
        session.rollback()
