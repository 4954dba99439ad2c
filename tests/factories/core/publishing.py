"""What crosses the waist: entries and documents that are not numbered yet."""

from __future__ import annotations

import factory

from core.publishing.entries import Entry, EntryLocation
from core.publishing.kinds import PublicDocument


class EntryLocationFactory(factory.Factory[EntryLocation]):
    """The Domplein in Utrecht, unless told otherwise."""

    class Meta:
        model = EntryLocation

    id = factory.Sequence(lambda number: f"location-{number}")
    city = "Utrecht"
    postcode = "3512 JC"
    latitude = 52.0907
    longitude = 5.1214


class EntryFactory(factory.Factory[Entry]):
    """A findable factsheet with a title of its own."""

    class Meta:
        model = Entry

    class Params:
        name = factory.Sequence(lambda number: f"Blad {number}")

    title = factory.LazyAttribute(lambda entry: {"nl": entry.name})
    summary = factory.LazyAttribute(lambda entry: {"nl": f"Dit blad heet {entry.name}."})


class PublicDocumentFactory(factory.Factory[PublicDocument]):
    """A factsheet with an entry of the same name."""

    class Meta:
        model = PublicDocument

    class Params:
        name = factory.Sequence(lambda number: f"Blad {number}")

    kind = "factsheet"
    id = factory.Sequence(lambda number: f"blad-{number}")
    slug = factory.SelfAttribute("id")
    body = factory.LazyAttribute(lambda document: {"title": {"nl": document.name}})
    entry = factory.LazyAttribute(
        lambda document: EntryFactory(
            name=document.name,
            card={
                "id": document.id,
                "kind": document.kind,
                "slug": document.slug,
                "title": {"nl": document.name},
                "url": f"/api/v1/factsheets/{document.slug}",
            },
        )
    )
