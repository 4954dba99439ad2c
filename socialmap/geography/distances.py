"""Distances in kilometres between points in degrees (WGS 84).

A number that a person reads is geopy's geodesic rounded to a tenth of a kilometre; `shown_distances_km` gives exactly
that for a page of results at once, by a formula that is centimetres off and by geopy only where those centimetres
decide the rounding. Where thousands of points are compared, the haversine on a sphere is near enough (half a percent
inside the Netherlands) and much cheaper.
"""

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from geopy.distance import geodesic
from numpy.typing import ArrayLike, NDArray

Kilometres = NDArray[np.float64]
Indices = NDArray[np.int64]

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""
_KM_PER_DEGREE_OF_LATITUDE = EARTH_RADIUS_KM * math.pi / 180
_EQUATOR_KM = 6378.137
_FLATTENING = 1 / 298.257223563
_SECOND_ECCENTRICITY_2 = 1 / (1 - _FLATTENING) ** 2 - 1
_SCALE = math.sqrt(1 + _SECOND_ECCENTRICITY_2)

_SURE_LATITUDES = (50.0, 54.5)
_SURE_KM = 350.0
"""Where the error of `_ellipsoid_km` has been measured: under six centimetres."""
_EDGE_KM = 0.0002
"""Closer than this to a rounding edge geopy decides: three times the largest error measured."""


class HasPoint(Protocol):
    """Anything with a point in degrees."""

    @property
    def latitude(self) -> float: ...

    @property
    def longitude(self) -> float: ...


def distance_km(a: HasPoint, b: HasPoint) -> float:
    """The geodesic distance, in km. Takes some 60 microseconds."""
    return float(geodesic((a.latitude, a.longitude), (b.latitude, b.longitude)).km)


def haversine_km(lat: float, lon: float, lats: ArrayLike, lons: ArrayLike) -> Kilometres:
    """The distance on a sphere from one point to each of many, in km; same shape as `lats`. NaN where a point is
    missing.
    """
    here = math.radians(lat)
    there = np.radians(np.asarray(lats, dtype=np.float64))
    half_north = np.sin((there - here) / 2)
    half_east = np.sin(np.radians(np.asarray(lons, dtype=np.float64) - lon) / 2)
    chord = half_north * half_north + math.cos(here) * np.cos(there) * half_east * half_east
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0))), dtype=np.float64)


def shown_distances_km(lat: float, lon: float, lats: ArrayLike, lons: ArrayLike) -> Kilometres:
    """The geodesic distance from one point to each of many, in km rounded to one decimal: equal to
    `round(geodesic(…).km, 1)`.

    One-dimensional; NaN where a point is missing.
    """
    there_lats = np.atleast_1d(np.asarray(lats, dtype=np.float64))
    there_lons = np.atleast_1d(np.asarray(lons, dtype=np.float64))
    km = _ellipsoid_km(lat, lon, there_lats, there_lons)
    tenths = km * 10
    shown = np.rint(tenths) / 10
    low, high = _SURE_LATITUDES
    sure = (
        (np.abs(tenths - np.floor(tenths) - 0.5) > _EDGE_KM * 10)
        & (km < _SURE_KM)
        & (there_lats > low)
        & (there_lats < high)
    )
    if not low < lat < high:
        sure = np.zeros_like(sure)
    for index in np.flatnonzero(~sure & ~np.isnan(there_lats) & ~np.isnan(there_lons)).tolist():
        shown[index] = round(float(geodesic((lat, lon), (there_lats[index], there_lons[index])).km), 1)
    return shown


def _ellipsoid_km(lat: float, lon: float, lats: Kilometres, lons: Kilometres) -> Kilometres:
    """B. R. Bowring, "The direct and inverse problems for short geodesic lines on the ellipsoid", Surveying and Mapping
    41 (1981), inverse.
    """
    here = math.radians(lat)
    north = np.radians(lats) - here
    squared = math.cos(here) ** 2
    a = math.sqrt(1 + _SECOND_ECCENTRICITY_2 * squared * squared)
    b_squared = 1 + _SECOND_ECCENTRICITY_2 * squared
    b = math.sqrt(b_squared)
    east = np.radians(lons - lon) * (a / 2)
    d = north / (2 * b) * (1 + 3 * _SECOND_ECCENTRICITY_2 / (4 * b_squared) * north * np.sin(2 * here + 2 / 3 * north))
    sin_d, cos_d = np.sin(d), np.cos(d)
    e = sin_d * np.cos(east)
    f = np.sin(east) * (b * math.cos(here) * cos_d - math.sin(here) * sin_d) / a
    return np.asarray(
        2 * np.arcsin(np.minimum(np.sqrt(e * e + f * f), 1.0)) * (_EQUATOR_KM * _SCALE / b_squared), dtype=np.float64
    )


class RadiusIndex:
    """Points sorted by latitude, so that a radius looks at a band instead of at all of them. Answers with indices into
    the given order.
    """

    def __init__(self, lats: ArrayLike | Sequence[float], lons: ArrayLike | Sequence[float]) -> None:
        """One-dimensional arrays of equal length, in degrees; a missing point is NaN and is never found."""
        latitudes, longitudes = np.asarray(lats, dtype=np.float64), np.asarray(lons, dtype=np.float64)
        if latitudes.shape != longitudes.shape or latitudes.ndim != 1:
            raise ValueError("latitudes and longitudes must be two flat arrays of one length")
        present = np.flatnonzero(~(np.isnan(latitudes) | np.isnan(longitudes)))
        self._order: Indices = present[np.argsort(latitudes[present], kind="stable")]
        self._lats = latitudes[self._order]
        self._lons = longitudes[self._order]

    def __len__(self) -> int:
        return len(self._order)

    def within(self, lat: float, lon: float, km: float) -> tuple[Indices, Kilometres]:
        """The points at most `km` away by haversine, nearest first: their indices and their distances in km."""
        band = km / _KM_PER_DEGREE_OF_LATITUDE * 1.000001
        start = int(np.searchsorted(self._lats, lat - band, side="left"))
        end = int(np.searchsorted(self._lats, lat + band, side="right"))
        lats, lons = self._lats[start:end], self._lons[start:end]
        in_box = np.flatnonzero(np.abs(lons - lon) <= _widest_degrees(lat, band))
        distances = haversine_km(lat, lon, lats[in_box], lons[in_box])
        inside = np.flatnonzero(distances <= km)
        nearest_first = inside[np.argsort(distances[inside], kind="stable")]
        return self._order[start + in_box[nearest_first]], distances[nearest_first]

    def nearest(self, lat: float, lon: float, count: int) -> tuple[Indices, Kilometres]:
        """The `count` nearest points (fewer where there are no more), nearest first: their indices and their distances
        in km.
        """
        km = 2.0
        while km < _SURE_KM:
            indices, distances = self.within(lat, lon, km)
            if len(indices) >= count:
                return indices[:count], distances[:count]
            km *= 2
        indices, distances = self.within(lat, lon, EARTH_RADIUS_KM * 4)
        return indices[:count], distances[:count]


def _widest_degrees(lat: float, band: float) -> float:
    """Half the width of the box around a circle, in degrees of longitude; all of them near a pole or for a circle round
    the world.
    """
    if abs(lat) + band >= 89:
        return 360.0
    width = math.sin(math.radians(band)) / math.cos(math.radians(lat))
    return 360.0 if width >= 1 else math.degrees(math.asin(width)) * 1.000001
