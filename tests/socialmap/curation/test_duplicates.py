"""An organization that is on the map twice is recognized, and one that only looks like another is not."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import event, insert

from core.publishing.models import RecordState
from core.publishing.workflow import archive
from socialmap.duplicates import MOST_CANDIDATES, Duplicate, Shared, domain_of, plain_name, suspected_duplicates
from socialmap.models import Organization, Phone
from tests.factories.socialmap.organizations import LocationFactory, OrganizationFactory, PhoneFactory
from tests.factories.socialmap.services import ServiceFactory
from tests.functional.desk import COLLEAGUE, step
from tests.functional.instances import EditedInstance

NUMBER = "030-123 4567"


def nobody(**fields: Any) -> Organization:
    """An organization that shares nothing with another unless it is told."""
    return OrganizationFactory(**{"phones": [], "website": None, **fields})


def suspected(instance: EditedInstance, record_id: uuid.UUID) -> list[Duplicate]:
    with instance.session() as session:
        return suspected_duplicates(session, session.get_one(Organization, record_id))


def pair(instance: EditedInstance, first: dict[str, Any], second: dict[str, Any]) -> list[tuple[Shared, ...]]:
    """What the second is told about the first."""
    instance.save(nobody(**first))
    return [item.shared for item in suspected(instance, instance.save(nobody(**second)))]


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ({"name": "De Vlinder"}, {"name": "Stichting De Vlinder"}, (Shared.NAME,)),
        ({"name": "Café Zoë B.V."}, {"name": "cafe zoe"}, (Shared.NAME,)),
        ({"name": "Kinderthuiszorg Noord"}, {"name": "Noord Kinderthuiszorg"}, ()),
        ({"name": "De Vlinder", "kvk": "12345678"}, {"name": "Vlinder", "kvk": "12345678"}, (Shared.KVK, Shared.NAME)),
        (
            {"name": "De Vlinder", "website": "https://www.vlinder.example/"},
            {"name": "De Vlinders", "email": "info@vlinder.example"},
            (Shared.WEBSITE, Shared.NAME),
        ),
    ],
)
def test_alike_in_what_counts(
    either: EditedInstance, first: dict[str, Any], second: dict[str, Any], shared: tuple[Shared, ...]
) -> None:
    assert pair(either, first, second) == ([shared] if shared else [])


def test_the_same_number_counts_also_when_a_service_has_it(instance: EditedInstance) -> None:
    service = ServiceFactory(phones=[PhoneFactory(number=NUMBER)])
    instance.save(nobody(name="Thuiszorg De Vlinder", services=[service]))
    [found] = suspected(instance, instance.save(nobody(name="De Vlinder thuis", phones=[PhoneFactory(number=NUMBER)])))
    assert Shared.PHONE in found.shared


def test_the_same_postcode_counts_for_names_that_are_nearly_the_same(instance: EditedInstance) -> None:
    instance.save(nobody(name="Logeerhuis Zonnestraal", locations=[LocationFactory()]))
    [found] = suspected(
        instance, instance.save(nobody(name="Logeerhuis de Zonnestraal", locations=[LocationFactory()]))
    )
    assert Shared.POSTCODE in found.shared
    # The same names at another postcode are two houses.
    other = nobody(name="Logeerhuis 't Zonnestraaltje", locations=[LocationFactory(postcode="9712 AA")])
    assert suspected(instance, instance.save(other)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "Netwerk Zorg, regio Leiden"}, {"name": "Netwerk Zorg, regio Groningen"}),
        ({"name": "De Vlinder", "email": "a@gmail.com"}, {"name": "De Linde", "email": "b@gmail.com"}),
        ({"name": "Het Huis", "phones": [NUMBER]}, {"name": "Wijkteam Zuid", "phones": [NUMBER]}),
    ],
)
def test_alike_by_chance(instance: EditedInstance, first: dict[str, Any], second: dict[str, Any]) -> None:
    for fields in (first, second):
        fields["website"] = "https://netwerk.example/" if "Netwerk" in fields["name"] else None
        fields["phones"] = [PhoneFactory(number=number) for number in fields.get("phones", [])]
    assert pair(instance, first, second) == []


def test_what_is_in_the_archive_or_in_the_family_is_no_duplicate(instance: EditedInstance) -> None:
    archived = instance.save(nobody(name="De Vlinder"))
    step(instance, archived, archive, COLLEAGUE)
    parent = instance.save(nobody(name="De Vlinder"))
    child = instance.save(nobody(name="De Vlinder", parent_id=parent))
    assert suspected(instance, parent) == []
    assert suspected(instance, child) == []


def test_names_and_domains_are_compared_by_what_matters() -> None:
    assert plain_name("Stichting 'Dé Vlinder' (B.V.)") == "de vlinder"
    assert plain_name("B.V.") == ""
    assert domain_of("https://www.Vlinder.example/contact") == "vlinder.example"
    assert domain_of("info@vlinder.example") == "vlinder.example"
    assert domain_of("https://www.facebook.com/vlinder") is None
    assert domain_of(None) is None


def test_among_twenty_thousand_only_a_few_are_looked_at(instance: EditedInstance) -> None:
    """A handful of questions to the database, however many organizations there are."""
    ids = [uuid.uuid4() for _ in range(20_000)]
    with instance.writing() as session:
        rows = [
            {
                "id": one,
                "slug": f"zorg-{number}",
                "name": f"Kinderzorg {number}",
                "alternate_names": [],
                "website": f"https://zorg{number}.example/",
                "state": RecordState.PUBLISHED,
                "version": 1,
            }
            for number, one in enumerate(ids)
        ]
        session.execute(insert(Organization), rows)
        phones = [
            {"organization_id": one, "number": f"088-{number:06}", "position": 0} for number, one in enumerate(ids)
        ]
        session.execute(insert(Phone), phones)
    record = nobody(name="Anders", phones=[PhoneFactory(number="088-012345")], website="https://www.zorg12345.example")
    record.alternate_names = ["Kinderzorg 12345"]
    record_id = instance.save(record)
    statements: list[str] = []
    with instance.session() as session:
        own = session.get_one(Organization, record_id)
        event.listen(session.get_bind(), "before_cursor_execute", lambda *given: statements.append(given[2]))
        [best, *_] = suspected_duplicates(session, own)
        loaded = [item for item in session if isinstance(item, Organization)]
    assert best.slug == "zorg-12345"
    assert set(best.shared) == {Shared.PHONE, Shared.WEBSITE, Shared.NAME}
    assert len(statements) < 20
    assert len(loaded) <= MOST_CANDIDATES + 5
