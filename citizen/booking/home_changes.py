"""What people have had changed in their homes, for whoever books a visit about it: a frequency, not a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citizen.accessibility.ui import current_ui
from citizen.eligibility import catalogue
from citizen.eligibility.directory import load_directory
from citizen.eligibility.directory_routes import category_names

if TYPE_CHECKING:
    from citizen.booking.models import Service

_PROGRAMME = "home-accessibility-modification"


@dataclass(frozen=True, slots=True)
class UsualChanges:
    """For one kind of disability, what most people asked for."""

    kind: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomeChanges:
    """All of it, and the district whose report says so."""

    district: str
    kinds: tuple[UsualChanges, ...]


def usual_home_changes(service: Service) -> HomeChanges | None:
    """Only for services that are about changes at home."""
    if _PROGRAMME not in service.programmes:
        return None
    locale, found = current_ui().locale.code, load_directory().home_modification
    kinds: dict[str, list[str]] = {}
    for item in found.items:
        if item.category is not None:
            kinds.setdefault(item.category, []).append(item.name[locale])
    names = category_names()
    return HomeChanges(
        district=catalogue.load().districts[found.district].name[locale],
        kinds=tuple(UsualChanges(names[kind], tuple(items)) for kind, items in kinds.items()),
    )
