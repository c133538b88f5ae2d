"""The places the documents name, by district and need: never with an address or an hour that no document gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from citizen.eligibility import catalogue
from citizen.eligibility.directory import Contact, Facility, load_directory


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the list, in the language of a page. `figures` counts what stands behind the name."""

    name: str
    note: str | None
    figures: dict[str, int]
    damaged: bool
    document: str


@dataclass(frozen=True, slots=True)
class DistrictPlaces:
    district: str
    name: str
    places: tuple[Place, ...]
    contacts: tuple[str, ...]


def find_places(*, district: str | None, need: str | None, locale: str) -> tuple[DistrictPlaces, ...]:
    """Places by district, in the order of the districts; a district without any is left out."""
    policy, directory = catalogue.load(), load_directory()
    order = {code: place for place, code in enumerate(policy.districts)}
    wanted = [
        facility
        for facility in directory.facilities.values()
        if district in (None, facility.district) and (need is None or need in facility.needs)
    ]
    wanted.sort(key=lambda facility: order[facility.district])
    return tuple(
        DistrictPlaces(
            district=code,
            name=policy.districts[code].name[locale],
            places=tuple(_shown(facility, locale) for facility in group),
            contacts=tuple(_offices(directory.contacts.values(), code, locale)),
        )
        for code, group in groupby(wanted, key=lambda facility: facility.district)
    )


def needs_of_places() -> tuple[str, ...]:
    """The needs that any place serves, in the order of the labels."""
    served = {need for facility in load_directory().facilities.values() for need in facility.needs}
    return tuple(need for need in catalogue.load().labels["need"] if need in served)


def _shown(facility: Facility, locale: str) -> Place:
    return Place(
        name=facility.name[locale],
        note=facility.note[locale] if facility.note else None,
        figures=dict(facility.figures),
        damaged=facility.damaged,
        document=catalogue.load().documents[facility.source.document].title[locale],
    )


def _offices(contacts: Iterable[Contact], district: str, locale: str) -> Iterable[str]:
    """Offices and people the documents of the district name; hotlines stand in the help block."""
    return (one.name[locale] for one in contacts if one.district == district and one.kind != "hotline")
