"""The programmes as somebody allows a helper to deal with them: by area of life, each programme in its first one."""

from __future__ import annotations

from functools import cache

from citizen.eligibility import catalogue
from citizen.proxies.programme_areas import Area


@cache
def areas() -> tuple[Area, ...]:
    """Every programme people can deal with, once."""
    known = catalogue.load()
    found = (
        Area(
            code=need,
            name=name,
            programmes={
                one.id: {language: one.text[language].name for language in one.text}
                for one in known.programmes.values()
                if one.needs[0] == need
            },
        )
        for need, name in known.labels["need"].items()
    )
    return tuple(area for area in found if area.programmes)
