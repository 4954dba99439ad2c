"""Writing a content in a record: what a snapshot says comes back, whatever stood there before."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from core.orm import begin_write
from core.publishing.contents import claim_ids, write_content
from core.publishing.snapshots import Content, snapshot
from socialmap.models import Organization
from tests.factories.socialmap.organizations import LocationFactory, OrganizationFactory, PhoneFactory
from tests.factories.socialmap.services import ServiceAtLocationFactory, ServiceFactory
from tests.functional.instances import EditedInstance

words = st.text("abcdefgh é%'", min_size=1, max_size=12)
ids = st.uuids().map(str)
days = st.dates().map(lambda day: day.isoformat())


def part(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Content]:
    """A part with an id; fields that are drawn as None are absent."""
    return st.fixed_dictionaries({"id": ids, **fields}).map(given_only)


def given_only(content: Content) -> Content:
    return {name: value for name, value in content.items() if value not in (None, [])}


phones = st.lists(part(number=words, kind=st.none() | words), max_size=3)
locations = st.lists(part(city=words, country=st.just("NL"), latitude=st.none() | st.floats(-90, 90)), max_size=3)
schedules = st.lists(part(opening_hours=words), max_size=2)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """The content of an organization with services at some of its locations."""
    places = draw(locations)
    links = st.lists(
        part(location_id=st.sampled_from([item["id"] for item in places]), schedules=schedules), max_size=2
    )
    service = part(
        slug=ids,
        name=words,
        status=st.just("active"),
        languages=st.none() | st.lists(words, max_size=2),
        minimum_age=st.none() | st.floats(0, 18),
        waiting_time_date=st.none() | days,
        assured_date=st.none() | days,
        phones=phones,
        at_locations=links if places else st.none(),
    )
    whole = part(
        slug=ids, name=words, alternate_names=st.lists(words, max_size=2), website=st.none() | words, phones=phones
    )
    content = draw(whole)
    found = {"services": draw(st.lists(service, max_size=3)), "locations": places}
    return {**content, **{name: items for name, items in found.items() if items}}


@pytest.fixture
def session(instance: EditedInstance) -> Iterator[Session]:
    with instance.session() as session:
        yield session


quick = settings(max_examples=35, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def begun(session: Session) -> Session:
    session.expunge_all()
    begin_write(session)
    return session


def kept(session: Session, content: Content) -> Organization:
    """A record that says this, as it is read again from the database."""
    record = Organization(id=uuid.UUID(content["id"]), slug=content["slug"])
    session.add(record)
    with session.no_autoflush:
        write_content(session, record, content)
    session.flush()
    session.expire_all()
    return record


@quick
@given(content=contents())
def test_a_content_that_is_written_is_the_content_of_the_record(session: Session, content: Content) -> None:
    assert snapshot(kept(begun(session), content)) == content


@quick
@given(content=contents())
def test_writing_the_content_that_stands_there_changes_nothing(session: Session, content: Content) -> None:
    record = kept(begun(session), content)
    version = record.version
    write_content(session, record, snapshot(record))
    assert not session.new
    assert not session.deleted
    assert not any(session.is_modified(item) for item in session.dirty)
    session.flush()
    assert record.version == version


@quick
@given(old=contents(), new=contents(), data=st.data())
def test_any_content_can_be_written_over_any_other(
    session: Session, old: Content, new: Content, data: st.DataObject
) -> None:
    new = {**new, "id": old["id"]}
    for name in ("services", "phones"):
        mixed = data.draw(st.permutations([*new.get(name, []), *old.get(name, [])]))
        ids_there = {item["id"] for item in new.get("locations", [])}
        chosen = [item for item in mixed if data.draw(st.booleans())]
        for item in chosen:
            links = [link for link in item.get("at_locations", []) if link["location_id"] in ids_there]
            item.pop("at_locations", None)
            item.update({"at_locations": links} if links else {})
        new.pop(name, None)
        new.update({name: copy.deepcopy(chosen)} if chosen else {})
    record = kept(begun(session), old)
    # What was verified stays when it is not named, so it is named.
    rows = {str(row.id) for row in record.services}
    told = {**new, "services": [{"assured_date": None, **item} for item in new.get("services", [])]}
    with session.no_autoflush:
        write_content(session, record, told)
    session.flush()
    session.expire_all()
    assert snapshot(record) == new
    assert {item["id"] for item in new.get("services", [])} - rows <= {str(row.id) for row in record.services}


def test_a_new_part_without_an_id_gets_one_and_others_may_name_it_by_any_word(session: Session) -> None:
    record = kept(begun(session), {"id": str(uuid.uuid4()), "slug": "s", "name": "n"})
    link = {"location_id": "nieuw"}
    service = {"slug": "dienst", "name": "Dienst", "at_locations": [link]}
    write_content(
        session, record, {"name": "n", "locations": [{"id": "nieuw", "city": "Zeist"}], "services": [service]}
    )
    session.flush()
    assert record.services[0].at_locations[0].location is record.locations[0]
    assert isinstance(record.locations[0].id, uuid.UUID)


def test_the_part_of_another_record_is_never_taken_along(session: Session) -> None:
    begun(session)
    other = OrganizationFactory(services=[ServiceFactory()])
    record = OrganizationFactory(phones=[])
    session.add_all([other, record])
    session.flush()
    stolen = {**snapshot(other)["services"][0], "slug": "eigen", "name": "Gestolen"}
    write_content(session, record, {**snapshot(record), "services": [stolen]})
    session.flush()
    session.expire_all()
    assert record.services[0].id != other.services[0].id
    assert other.services[0].name != "Gestolen"
    assert other.services[0].organization is other


def test_a_part_that_comes_back_is_the_same_part_again(session: Session) -> None:
    begun(session)
    record = OrganizationFactory(phones=[PhoneFactory(), PhoneFactory(position=1)])
    session.add(record)
    session.flush()
    before = snapshot(record)
    write_content(session, record, {**before, "phones": before["phones"][1:]})
    session.flush()
    assert len(record.phones) == 1
    write_content(session, record, before)
    session.flush()
    session.expire_all()
    assert snapshot(record) == before


def test_a_link_follows_the_id_that_is_written(session: Session) -> None:
    begun(session)
    first, second = LocationFactory(), LocationFactory(position=1)
    link = ServiceAtLocationFactory(location=first)
    record = OrganizationFactory(services=[ServiceFactory(at_locations=[link])], locations=[first, second])
    session.add(record)
    session.flush()
    content = snapshot(record)
    content["services"][0]["at_locations"][0]["location_id"] = str(second.id)
    write_content(session, record, content)
    assert link.location is second


def test_state_version_and_owner_rows_cannot_be_written(session: Session) -> None:
    begun(session)
    record, other = OrganizationFactory(services=[ServiceFactory()]), OrganizationFactory()
    session.add_all([record, other])
    session.flush()
    content = {**snapshot(record), "id": str(other.id), "version": 90, "state": "published", "published_version": 9}
    content["services"][0]["organization_id"] = str(other.id)
    content["services"][0]["position"] = 7
    own = record.id, record.version, record.state, record.published_version
    write_content(session, record, content)
    session.flush()
    assert (record.id, record.version, record.state, record.published_version) == own
    assert record.services[0].organization is record
    assert record.services[0].position == 0


def test_what_says_when_it_was_verified_stays_unless_it_is_named(session: Session) -> None:
    begun(session)
    record = OrganizationFactory(services=[ServiceFactory()])
    session.add(record)
    session.flush()
    day = record.services[0].assured_date
    content = snapshot(record)
    del content["services"][0]["assured_date"]
    write_content(session, record, content)
    assert record.services[0].assured_date == day
    content["services"][0]["assured_date"] = None
    write_content(session, record, content)
    assert record.services[0].assured_date is None


def test_parts_with_a_key_take_the_row_that_has_the_key() -> None:
    rows = [Organization(id=uuid.UUID(int=1), slug="a"), Organization(id=uuid.UUID(int=2), slug="b")]
    swapped = [{"id": str(rows[0].id), "slug": "b"}, {"id": str(rows[1].id), "slug": "c"}]

    def key(item: Any) -> str:
        return str(item["slug"] if isinstance(item, dict) else item.slug)

    claimed = claim_ids(rows, swapped, key)
    assert claimed == [{"slug": "b", "id": str(rows[1].id)}, {"slug": "c"}]
