"""The places the documents name: searched, by district and need, and each by itself. Never with an address or an hour
that no document gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from threading import Lock

from citizen.eligibility import catalogue
from citizen.eligibility.directory import Contact, Facility, RehabInstitutions, load_directory
from citizen.eligibility.glossary import Glossary, load_glossary
from citizen.eligibility.programme_list import said_otherwise
from citizen.eligibility.search import Entry, Index

_WRITTEN = ("zh-Hans", "en")
_MAKING = Lock()


@dataclass(frozen=True, slots=True)
class PlaceFilters:
    """What a person asked for. Unknown codes were dropped before."""

    query: str = ""
    district: str | None = None
    need: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the language of a page. `figures` counts what stands behind the name."""

    id: str
    name: str
    district: str
    note: str | None
    offers: tuple[str, ...]
    """What people go there for."""
    programmes: tuple[tuple[str, str], ...]
    """Id and name of the programmes that have to do with it."""
    figures: dict[str, int]
    books: bool
    damaged: bool
    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class DistrictPlaces:
    district: str
    name: str
    places: tuple[Place, ...]
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundPlaces:
    """By district. `is_guess`: nothing is called so, these sound or look alike."""

    groups: tuple[DistrictPlaces, ...]
    is_guess: bool

    @property
    def total(self) -> int:
        return sum(len(group.places) for group in self.groups)


@dataclass(frozen=True, slots=True)
class InstitutionKind:
    """A kind of rehabilitation institution as a report counts it."""

    name: str
    district: str
    total: int | None
    public: int | None
    private: int | None
    by_category: tuple[tuple[str, int], ...]
    serves: tuple[str, ...]
    levels: tuple[str, ...]
    document: str


def find_places(filters: PlaceFilters, *, locale: str) -> FoundPlaces:
    """Places by district, in the order of the districts, the best finds first; a district without any is left out."""
    policy, facilities = catalogue.load(), load_directory().facilities
    order = {code: place for place, code in enumerate(policy.districts)}
    found = _index().search(filters.query)
    wanted = [one for one in (facilities[found_id] for found_id in found.ids) if _is_wanted(one, filters)]
    wanted.sort(key=lambda facility: order[facility.district])
    groups = tuple(
        DistrictPlaces(
            district=code,
            name=policy.districts[code].name[locale],
            places=tuple(show_place(facility, locale) for facility in group),
            contacts=tuple(_offices(load_directory().contacts.values(), code, locale)),
        )
        for code, group in groupby(wanted, key=lambda facility: facility.district)
    )
    return FoundPlaces(groups, found.is_guess)


def show_place(facility: Facility, locale: str) -> Place:
    """A place as a page shows it."""
    policy = catalogue.load()
    return Place(
        id=facility.id,
        name=facility.name[locale],
        district=policy.districts[facility.district].name[locale],
        note=facility.note[locale] if facility.note else None,
        offers=tuple(policy.labels["need"][need][locale] for need in facility.needs),
        programmes=tuple((one, policy.programmes[one].text[locale].name) for one in facility.programmes),
        figures=dict(facility.figures),
        books=facility.books,
        damaged=facility.damaged,
        document=policy.documents[facility.source.document].title[locale],
        quote=facility.source.quote,
    )


def institution_kinds(district: str | None, locale: str) -> tuple[InstitutionKind, ...]:
    """The kinds of rehabilitation institutions that reports count in the district, or in any."""
    kinds = load_directory().rehab_institutions.values()
    return tuple(_show_kind(one, locale) for one in kinds if district in (None, one.district))


def needs_of_places() -> tuple[str, ...]:
    """The needs that any place serves, in the order of the labels."""
    served = {need for facility in load_directory().facilities.values() for need in facility.needs}
    return tuple(need for need in catalogue.load().labels["need"] if need in served)


def warm_search() -> None:
    """Prepare the search before anybody waits for it."""
    _index()


def _is_wanted(facility: Facility, filters: PlaceFilters) -> bool:
    in_district = filters.district in (None, facility.district)
    return in_district and (filters.need is None or filters.need in facility.needs)


def _show_kind(one: RehabInstitutions, locale: str) -> InstitutionKind:
    policy = catalogue.load()
    return InstitutionKind(
        name=one.name[locale],
        district=policy.districts[one.district].name[locale],
        total=one.total,
        public=one.public,
        private=one.private,
        by_category=tuple(one.by_category.items()),
        serves=one.serves,
        levels=one.levels["en" if locale == "en" else "zh"],
        document=policy.documents[one.source.document].title[locale],
    )


def _index() -> Index:
    """Made once: whoever comes while it is being made waits for it instead of making another."""
    with _MAKING:
        return _made_index()


@cache
def _made_index() -> Index:
    glossary = load_glossary()
    return Index(_entry(facility, glossary) for facility in load_directory().facilities.values())


def _entry(facility: Facility, glossary: Glossary) -> Entry:
    """A place is found by its name, by its programmes, and by what people go there for."""
    programmes = [catalogue.load().programmes[one] for one in facility.programmes]
    needs = catalogue.load().labels["need"]
    return Entry(
        id=facility.id,
        names=tuple(facility.name[tag] for tag in _WRITTEN),
        aliases=(
            *said_otherwise(facility.name["zh-Hans"], glossary),
            *(programme.text[tag].name for programme in programmes for tag in _WRITTEN),
        ),
        about=(
            *(needs[need][tag] for need in facility.needs for tag in _WRITTEN),
            *(facility.note[tag] for tag in _WRITTEN if facility.note),
        ),
    )


def _offices(contacts: Iterable[Contact], district: str, locale: str) -> Iterable[str]:
    """Offices and people the documents of the district name; hotlines stand in the help block."""
    return (one.name[locale] for one in contacts if one.district == district and one.kind != "hotline")
