"""What a mandate can be about: areas of life, each with its programmes. The room of programmes is above this one and
says here what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """One area of life. Names by language (a code of `accessibility.locales`)."""

    code: str
    name: Mapping[str, str]
    #: Programme code → its name by language.
    programmes: Mapping[str, Mapping[str, str]]


_sources: list[Callable[[], tuple[Area, ...]]] = []


def use_areas(source: Callable[[], tuple[Area, ...]]) -> None:
    """From now on these are the areas."""
    _sources[:] = [source]


def all_areas() -> tuple[Area, ...]:
    return _sources[0]() if _sources else ()


def areas_within(programmes: Collection[str] | None) -> tuple[Area, ...]:
    """The areas of which at least one programme is among these; all for None."""
    return tuple(area for area in all_areas() if programmes is None or not set(area.programmes).isdisjoint(programmes))


def programmes_in(codes: Collection[str], *, within: Collection[str] | None = None) -> list[str]:
    """The programmes of these areas, as far as they are within what was allowed before (None: everything)."""
    return sorted(
        programme
        for area in all_areas()
        if area.code in codes
        for programme in area.programmes
        if within is None or programme in within
    )


def is_whole(area: Area, programmes: Collection[str]) -> bool:
    """Whether every programme of the area is among these."""
    return set(area.programmes) <= set(programmes)


def names_of(programmes: Collection[str], language: str) -> list[str]:
    """What a mandate is about, as a person reads it: whole areas by the name of the area, the rest one by one; a code
    that is no longer known is left out.
    """
    found: list[str] = []
    for area in all_areas():
        if is_whole(area, programmes):
            found.append(area.name[language])
        else:
            found.extend(name[language] for code, name in area.programmes.items() if code in programmes)
    return found
