"""Organizations and what belongs to them."""

from __future__ import annotations

import uuid

import factory

from socialmap.models import Contact, Location, Organization, Phone, Url


class PhoneFactory(factory.Factory[Phone]):
    """A number that nobody can dial."""

    class Meta:
        model = Phone

    id = factory.LazyFunction(uuid.uuid4)
    position = 0
    number = factory.Sequence(lambda number: f"088-000 {number:04}")
    kind = "algemeen"


class ContactFactory(factory.Factory[Contact]):
    """A role to ask for, without a person's name."""

    class Meta:
        model = Contact

    id = factory.LazyFunction(uuid.uuid4)
    position = 0
    role = "intake"
    email = factory.Sequence(lambda number: f"intake{number}@zorg.example")


class UrlFactory(factory.Factory[Url]):
    """A further web address."""

    class Meta:
        model = Url

    id = factory.LazyFunction(uuid.uuid4)
    position = 0
    label = "Folder"
    url = factory.Sequence(lambda number: f"https://folder{number}.example/")


class LocationFactory(factory.Factory[Location]):
    """The Domplein in Utrecht."""

    class Meta:
        model = Location

    id = factory.LazyFunction(uuid.uuid4)
    position = 0
    street = "Domplein"
    house_number = "29"
    postcode = "3512 JC"
    city = "Utrecht"
    country = "NL"
    latitude = 52.0907
    longitude = 5.1214
    point_precision = "address"


class OrganizationFactory(factory.Factory[Organization]):
    """An organization without services. Give `services=[ServiceFactory()]` for one that offers care."""

    class Meta:
        model = Organization

    id = factory.LazyFunction(uuid.uuid4)
    name = factory.Sequence(lambda number: f"Voorbeeldzorg {number}")
    slug = factory.LazyAttribute(lambda organization: f"voorbeeldzorg-{organization.id.hex}")
    alternate_names = factory.LazyFunction(list)
    description = factory.LazyAttribute(lambda organization: f"{organization.name} helpt gezinnen.")
    website = factory.LazyAttribute(lambda organization: f"https://{organization.id.hex}.example/")
    phones = factory.LazyFunction(lambda: [PhoneFactory()])
