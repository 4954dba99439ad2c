"""Named regions."""

from __future__ import annotations

import uuid

import factory

from socialmap.models import Region


class RegionFactory(factory.Factory[Region]):
    """A network around Utrecht and Zeist."""

    class Meta:
        model = Region

    id = factory.LazyFunction(uuid.uuid4)
    slug = factory.LazyAttribute(lambda region: f"netwerk-{region.id.hex}")
    code = factory.LazyAttribute(lambda region: f"NET-{region.id.hex[:8].upper()}")
    kind = "netwerk"
    name = factory.Sequence(lambda number: f"Netwerk {number}")
    members = factory.LazyFunction(lambda: ["GM0344", "GM0355"])
    provisional = False
