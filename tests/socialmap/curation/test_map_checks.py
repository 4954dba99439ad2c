"""What an editor is told before an organization, region or taxonomy goes public."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.publishing.checks import Finding, findings
from core.publishing.workflow import Blocked, Standing, approve
from socialmap.models import Organization, Taxonomy, Term
from socialmap.models.services import ServiceStatus
from tests.factories.socialmap.organizations import (
    ContactFactory,
    LocationFactory,
    OrganizationFactory,
    PhoneFactory,
)
from tests.factories.socialmap.regions import RegionFactory
from tests.factories.socialmap.services import ServiceAtLocationFactory, ServiceFactory
from tests.functional.desk import COLLEAGUE, stands, step, submitted
from tests.functional.instances import EditedInstance

WHOLE = {"description_en": "In English.", "assured_date": date(2026, 11, 1), "assured_by": "redacteur"}


def whole_service(**changes: Any) -> Any:
    return ServiceFactory(**{"description_en": "In English.", **changes})


def whole(**changes: Any) -> Organization:
    """An organization about which there is nothing to say."""
    changes.setdefault("services", [whole_service()])
    return OrganizationFactory(**{**WHOLE, **changes})


def found(instance: EditedInstance, record: Any) -> dict[str, Finding]:
    """The findings on a saved record, by their code."""
    model = type(record)
    record_id = instance.save(record)
    with instance.session() as session:
        return {item.code: item for item in findings(session, session.get_one(model, record_id))}


def test_there_is_nothing_to_say_about_an_organization_that_is_whole(either: EditedInstance) -> None:
    assert found(either, whole()) == {}


def test_a_service_that_nobody_can_reach_blocks(instance: EditedInstance) -> None:
    told = found(instance, whole(phones=[], website=None))
    assert told["no-contact"].blocks
    assert told["no-contact"].path == ("services", 0)
    assert "Vul er minstens één in" in str(told["no-contact"].message)


@pytest.mark.parametrize(
    "reach",
    [
        {"website": "https://x.example/"},
        {"website": None, "email": "a@x.example"},
        {"website": None, "contacts": [ContactFactory(email="a@x.example")]},
    ],
)
def test_a_service_without_a_telephone_warns(instance: EditedInstance, reach: dict[str, Any]) -> None:
    told = found(instance, whole(phones=[], **reach))
    assert not told["no-phone"].blocks
    assert "no-contact" not in told


@pytest.mark.parametrize(
    "reach", [{"phones": [PhoneFactory()]}, {"phones": [], "contacts": [ContactFactory(phone="088-000 0099")]}]
)
def test_any_telephone_will_do(instance: EditedInstance, reach: dict[str, Any]) -> None:
    assert found(instance, whole(**reach)) == {}


def test_the_telephone_of_one_service_does_not_reach_another(instance: EditedInstance) -> None:
    services = [whole_service(phones=[PhoneFactory()]), whole_service(position=1)]
    told = found(instance, whole(phones=[], services=services))
    assert told["no-phone"].path == ("services", 1)


def test_a_service_without_area_and_address_blocks(instance: EditedInstance) -> None:
    told = found(instance, whole(services=[whole_service(areas=[])]))
    assert told["no-area"].blocks
    assert told["no-area"].path == ("services", 0, "areas")


def test_a_service_with_an_address_only_warns(instance: EditedInstance) -> None:
    location = LocationFactory()
    service = whole_service(areas=[], at_locations=[ServiceAtLocationFactory(location=location)])
    assert not found(instance, whole(services=[service], locations=[location]))["no-area"].blocks


@pytest.mark.parametrize(("lowest", "highest"), [(12, 4), (4, 4)])
def test_ages_between_which_nobody_fits_block(instance: EditedInstance, lowest: float, highest: float) -> None:
    told = found(instance, whole(services=[whole_service(minimum_age=lowest, maximum_age=highest)]))
    assert told["age-reversed"].blocks
    assert told["age-reversed"].path == ("services", 0, "maximum_age")


@pytest.mark.parametrize(("lowest", "highest"), [(0, 18), (None, 18), (4, None)])
def test_ages_in_order_say_nothing(instance: EditedInstance, lowest: float | None, highest: float | None) -> None:
    assert found(instance, whole(services=[whole_service(minimum_age=lowest, maximum_age=highest)])) == {}


def test_what_was_never_verified_or_too_long_ago_warns(instance: EditedInstance) -> None:
    never = whole_service(assured_date=None)
    assert "never-verified" in found(instance, whole(assured_date=None, services=[never]))
    service = whole_service(assured_date=date(2026, 1, 1))
    assert "never-verified" not in found(instance, whole(assured_date=None, services=[service]))
    assert found(instance, whole(review_by=date(2020, 1, 1)))["review-passed"].path == ("review_by",)
    told = found(instance, whole(services=[whole_service(review_by=date(2020, 1, 1))]))
    assert told["review-passed"].path == ("services", 0, "review_by")
    assert "2020-01-01" in str(told["review-passed"].message)
    assert found(instance, whole(review_by=date(2999, 1, 1))) == {}


def test_a_rough_or_missing_point_warns(instance: EditedInstance) -> None:
    rough = found(instance, whole(locations=[LocationFactory(), LocationFactory(position=1, point_precision="pc4")]))
    assert rough["rough-point"].path == ("locations", 1, "latitude")
    nowhere = LocationFactory(latitude=None, longitude=None, point_precision=None)
    assert "no-point" in found(instance, whole(locations=[nowhere]))


def test_missing_english_warns(instance: EditedInstance) -> None:
    told = found(instance, whole(services=[whole_service(description_en=None)]))
    assert told["no-english"].path == ("services", 0, "description_en")
    assert found(instance, whole(description_en=None))["no-english"].path == ("description_en",)


@pytest.mark.parametrize("status", [ServiceStatus.INACTIVE, ServiceStatus.TEMPORARILY_CLOSED])
def test_a_closed_service_that_is_still_listed_warns(instance: EditedInstance, status: ServiceStatus) -> None:
    assert "closed" in found(instance, whole(services=[whole_service(status=status.value)]))


def test_a_service_that_ended_needs_nothing_but_an_organization_without_any_warns(instance: EditedInstance) -> None:
    ended = whole_service(status=ServiceStatus.DEFUNCT.value, areas=[], minimum_age=9, maximum_age=1)
    assert set(found(instance, whole(services=[ended]))) == {"no-services"}
    assert found(instance, whole(services=[ended.__class__(name="Weg", slug="weg", status="defunct")], phones=[]))


def test_a_suspected_duplicate_is_named(instance: EditedInstance) -> None:
    instance.save(whole(name="Thuiszorg De Vlinder", slug="de-vlinder", phones=[PhoneFactory(number="030-123 4567")]))
    told = found(instance, whole(name="Stichting Thuiszorg Vlinder", phones=[PhoneFactory(number="030-123 4567")]))
    assert "'Thuiszorg De Vlinder' (de-vlinder)" in str(told["duplicate"].message)
    assert "telefoonnummer" in str(told["duplicate"].message)
    assert not told["duplicate"].blocks


def test_a_region_must_hold_an_area(instance: EditedInstance) -> None:
    assert found(instance, RegionFactory(members=[]))["no-members"].blocks
    whole_region = RegionFactory(name_en="Network", assured_date=date(2026, 1, 1))
    assert found(instance, whole_region) == {}
    assert "provisional" in found(instance, RegionFactory(provisional=True))


def test_a_code_that_services_use_cannot_leave_its_list(instance: EditedInstance) -> None:
    code = "kinderhospice"
    instance.save(whole(services=[whole_service(care_types=[code])]))
    terms = [Term(code="logeren", label="Logeren", position=0)]
    told = found(instance, Taxonomy(slug="care-types", name="Soorten zorg", terms=terms))
    assert told["code-in-use"].blocks
    assert code in str(told["code-in-use"].message)
    assert told["no-english"].path == ("terms", 0, "label_en")
    with instance.writing() as session:
        taxonomy = session.scalars(select(Taxonomy)).one()
        taxonomy.terms.append(Term(code=code, label="Kinderhospice", label_en="Hospice", position=1))
    with instance.session() as session:
        taxonomy = session.scalars(select(Taxonomy)).one()
        assert not any(item.blocks for item in findings(session, taxonomy))


def test_what_blocks_is_not_published_and_every_reason_is_told_at_once(either: EditedInstance) -> None:
    broken = [whole_service(areas=[], minimum_age=9, maximum_age=1)]
    record_id = submitted(either, phones=[], website=None, services=broken)
    with pytest.raises(Blocked) as blocked:
        step(either, record_id, approve, COLLEAGUE, four_eyes=True)
    assert [item.code for item in blocked.value.findings] == ["no-contact", "no-area", "age-reversed"]
    assert stands(either, record_id) is Standing.IN_REVIEW
    assert either.get(f"/organizations/{record_id}").status_code == 404


def test_what_only_warns_is_published(instance: EditedInstance) -> None:
    record_id = submitted(instance)
    with instance.session() as session:
        assert findings(session, session.get_one(Organization, record_id))
    assert step(instance, record_id, approve, COLLEAGUE, four_eyes=True)
    assert stands(instance, record_id) is Standing.PUBLISHED
