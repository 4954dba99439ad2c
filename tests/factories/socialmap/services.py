"""Services and what belongs to them."""

from __future__ import annotations

import uuid
from datetime import date

import factory

from socialmap.models import CostOption, RequiredDocument, Schedule, Service, ServiceArea, ServiceAtLocation
from tests.factories.socialmap.organizations import LocationFactory


class ServiceAreaFactory(factory.Factory[ServiceArea]):
    """The municipality of Utrecht."""

    class Meta:
        model = ServiceArea

    id = factory.LazyFunction(uuid.uuid4)
    position = 0
    code = "GM0344"


class ScheduleFactory(factory.Factory[Schedule]):
    """Office hours."""

    class Meta:
        model = Schedule

    id = factory.LazyFunction(uuid.uuid4)
    position = 0
    opening_hours = "Mo-Fr 09:00-17:00; PH off"


class RequiredDocumentFactory(factory.Factory[RequiredDocument]):
    """A paper the family brings."""

    class Meta:
        model = RequiredDocument

    id = factory.LazyFunction(uuid.uuid4)
    position = 0
    document = factory.Sequence(lambda number: f"Verwijsbrief {number}")


class CostOptionFactory(factory.Factory[CostOption]):
    """A way of paying."""

    class Meta:
        model = CostOption

    id = factory.LazyFunction(uuid.uuid4)
    position = 0
    option = factory.Sequence(lambda number: f"Tarief {number}")


class ServiceAtLocationFactory(factory.Factory[ServiceAtLocation]):
    """A service at a location of its own; the location must belong to the same organization."""

    class Meta:
        model = ServiceAtLocation

    id = factory.LazyFunction(uuid.uuid4)
    position = 0
    location = factory.SubFactory(LocationFactory)


class ServiceFactory(factory.Factory[Service]):
    """Nursing at home for children of all ages in the municipality of Utrecht."""

    class Meta:
        model = Service

    id = factory.LazyFunction(uuid.uuid4)
    position = 0
    name = factory.Sequence(lambda number: f"Kinderthuiszorg {number}")
    slug = factory.LazyAttribute(lambda service: f"kinderthuiszorg-{service.id.hex}")
    description = factory.LazyAttribute(lambda service: f"{service.name} komt bij u thuis.")
    status = "active"
    care_types = factory.LazyFunction(lambda: ["kinderthuiszorg"])
    laws = factory.LazyFunction(lambda: ["zvw"])
    domains = factory.LazyFunction(lambda: ["medical"])
    delivery = factory.LazyFunction(lambda: ["home"])
    desk_types = factory.LazyFunction(list)
    languages = factory.LazyFunction(list)
    search_words = factory.LazyFunction(list)
    minimum_age = 0.0
    maximum_age = 18.0
    assured_date = date(2026, 10, 1)
    assured_by = "redactie"
    areas = factory.LazyFunction(lambda: [ServiceAreaFactory()])
