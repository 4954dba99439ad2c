"""Imported postcodes."""

from __future__ import annotations

import factory

from socialmap.models import ImportedPostcode


class ImportedPostcodeFactory(factory.Factory[ImportedPostcode]):
    """A postcode of six characters near the Dom in Utrecht."""

    class Meta:
        model = ImportedPostcode

    code = factory.Sequence(lambda number: f"3512{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}")
    latitude = 52.0907
    longitude = 5.1214
    place = "Utrecht"
    municipality_code = "GM0344"
    province_code = "PV26"
