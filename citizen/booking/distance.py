"""How far a place is, said without asking anybody where they are. Pure.

A person may choose a subdistrict from those in which the district has places. A place there is near; for others the
straight line between the middle of the chosen subdistrict's places and the place is said, where both are on the map.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place is, as far as it is known."""

    subdistrict: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def point(self) -> tuple[float, float] | None:
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


@dataclass(frozen=True, slots=True)
class Distance:
    """In the same subdistrict, or so far in a straight line; None: in the same district, more is not known."""

    is_same_subdistrict: bool
    km: float | None = None

    @property
    def rank(self) -> tuple[bool, float]:
        """What is near comes first; what is unknown last."""
        return not self.is_same_subdistrict, float("inf") if self.km is None else self.km


def distance_from(chosen: str, spot: Spot, places: Iterable[Spot]) -> Distance:
    """How far `spot` is from the chosen subdistrict; `places` are all of the district."""
    if spot.subdistrict == chosen:
        return Distance(is_same_subdistrict=True)
    middle = _middle(one.point for one in places if one.subdistrict == chosen)
    return Distance(False, None if middle is None or spot.point is None else straight_km(middle, spot.point))


def subdistricts(places: Iterable[Spot]) -> tuple[str, ...]:
    """Those in which there are places, each once."""
    return tuple(sorted({one.subdistrict for one in places if one.subdistrict}))


def straight_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two points (latitude, longitude) in kilometres."""
    (lat, lon), (lat2, lon2) = (tuple(map(radians, point)) for point in (one, other))
    a = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, a)))


def _middle(points: Iterable[tuple[float, float] | None]) -> tuple[float, float] | None:
    known = [point for point in points if point is not None]
    if not known:
        return None
    return sum(p[0] for p in known) / len(known), sum(p[1] for p in known) / len(known)
