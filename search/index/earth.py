"""Points as kilometres in space, so that a distance is a subtraction instead of trigonometry.

A point becomes earth-centred coordinates on the WGS 84 ellipsoid, less those of a fixed point in the Netherlands, so
that 32 bits keep centimetres. The straight line between two points, corrected for the curve of the earth, is the
geodesic to within a metre up to 400 km: closer than haversine, which is 0.3% off.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

_EQUATOR_KM = 6378.137
_FLATTENING = 1 / 298.257223563
_E2 = _FLATTENING * (2 - _FLATTENING)
_CURVE = 1 / (24 * 6381.0**2)

KM_PER_DEGREE_LATITUDE = 110.5
"""The shortest a degree of latitude is anywhere in Europe: dividing by it gives a band that is wide enough."""

Floats = npt.NDArray[Any]


def _centred(latitude: Floats, longitude: Floats) -> tuple[Floats, Floats, Floats]:
    phi, lam = np.radians(latitude), np.radians(longitude)
    prime = _EQUATOR_KM / np.sqrt(1 - _E2 * np.sin(phi) ** 2)
    return prime * np.cos(phi) * np.cos(lam), prime * np.cos(phi) * np.sin(lam), prime * (1 - _E2) * np.sin(phi)


_REFERENCE = np.array([float(part) for part in _centred(np.array(52.1), np.array(5.3))])


def points_in_space(latitude: Floats, longitude: Floats) -> Floats:
    """Degrees (arrays of n) to kilometres, float32 of shape (3, n); NaN stays NaN."""
    if not len(latitude):
        return np.empty((3, 0), dtype=np.float32)
    found: Floats = (np.stack(_centred(latitude, longitude)) - _REFERENCE[:, None]).astype(np.float32)
    return found


def point_in_space(latitude: float, longitude: float) -> tuple[float, float, float]:
    """One point, as `points_in_space` gives many."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    prime = _EQUATOR_KM / math.sqrt(1 - _E2 * math.sin(phi) ** 2)
    x = prime * math.cos(phi) * math.cos(lam) - float(_REFERENCE[0])
    y = prime * math.cos(phi) * math.sin(lam) - float(_REFERENCE[1])
    return x, y, prime * (1 - _E2) * math.sin(phi) - float(_REFERENCE[2])


def distances_km(point: tuple[float, float, float], x: Floats, y: Floats, z: Floats) -> Floats:
    """Kilometres over the ground from a point to points in space; NaN where a point is unknown."""
    dx, dy, dz = x - np.float32(point[0]), y - np.float32(point[1]), z - np.float32(point[2])
    square = dx * dx
    square += dy * dy
    square += dz * dz
    line: Floats = np.sqrt(square)
    square *= np.float32(_CURVE)
    square += np.float32(1)
    line *= square
    return line
