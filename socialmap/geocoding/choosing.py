"""Which geocoder this instance asks: none, unless the operator switched one on."""

from __future__ import annotations

from core.config import Settings
from socialmap.geocoding.pdok import PdokLocatieserver


def chosen_geocoder(settings: Settings) -> PdokLocatieserver | None:
    """The geocoder of the setting GEOCODER; None when it is switched off."""
    return PdokLocatieserver() if settings.geocoder == "pdok" else None
