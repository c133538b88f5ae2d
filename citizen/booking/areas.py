"""What a service is for, in plain words: the first thing that somebody who looks for help can say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Area(StrEnum):
    """In the order in which they are offered."""

    REHABILITATION = "rehabilitation"
    DEVICES = "devices"
    HOME = "home"
    CARE = "care"
    HEALTH = "health"
    CERTIFICATE = "certificate"
    RIGHTS = "rights"
    WORK = "work"
    COMMUNITY = "community"
    CULTURE = "culture"
    OTHER = "other"


#: What the catalogue calls the first need of a programme, where its word is not ours already.
_OF_NEED = {
    "school": Area.WORK,
    "information": Area.RIGHTS,
    "transport": Area.COMMUNITY,
}


def area_of(programmes: Iterable[str], needs_of: Mapping[str, tuple[str, ...]]) -> Area:
    """By the first need of the first programme the catalogue knows; a service of no programme is something else."""
    for programme in programmes:
        for need in needs_of.get(programme, ()):
            return _OF_NEED.get(need) or (Area(need) if need in set(Area) else Area.OTHER)
    return Area.OTHER
