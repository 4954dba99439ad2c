"""Where a map gets its pictures from: from nowhere, unless the operator chose otherwise (MAP_TILES)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tiles:
    """A source of map tiles. template: the address of one, with {z}, {x} and {y}. host: for the content policy."""

    template: str
    host: str
    attribution: str


# https://www.pdok.nl, BRT Achtergrondkaart: free to use with attribution (CC BY 4.0).
_PDOK = Tiles(
    "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/{z}/{x}/{y}.png",
    "https://service.pdok.nl",
    "Kadaster (CC BY 4.0)",
)
_SOURCES = {"none": None, "pdok": _PDOK}


def tiles_of(setting: str) -> Tiles | None:
    """The tiles for a value of MAP_TILES; None for none."""
    return _SOURCES[setting]


def image_sources(setting: str) -> dict[str, str]:
    """What the content policy must allow beside our own pictures, per directive."""
    tiles = tiles_of(setting)
    return {"img-src": tiles.host} if tiles else {}
