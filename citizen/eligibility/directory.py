"""The directory: facilities, contacts, systems and what can be changed in homes, as the documents name them.

No address, opening hour or telephone number stands here that no document prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from citizen.eligibility import catalogue as policy
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.parameters import CATEGORIES
from citizen.eligibility.policy_file import PolicyError, PolicyProblem, Table, open_policy_file
from citizen.eligibility.programme import Source
from citizen.eligibility.texts import localised

FOLDER = Path(__file__).parent / "directory"
CONTACT_KINDS = ("hotline", "office", "person")
T = TypeVar("T")

_NAMED = ("district", "zh", "en", "document", "quote")


@dataclass(frozen=True, slots=True)
class Facility:
    id: str
    district: str
    name: Mapping[str, str]
    needs: tuple[str, ...]
    """What people go there for."""
    programmes: tuple[str, ...]
    """Programmes of the district that have to do with it."""
    books: bool
    """The documents speak of services there that a visit can be arranged for."""
    damaged: bool
    """The sentence that names it is damaged in the document."""
    figures: Mapping[str, int]
    note: Mapping[str, str] | None
    reports_on: str
    source: Source


@dataclass(frozen=True, slots=True)
class Contact:
    id: str
    kind: str
    district: str
    name: Mapping[str, str]
    number: str | None
    note: Mapping[str, str] | None
    reports_on: str
    source: Source


@dataclass(frozen=True, slots=True)
class DigitalSystem:
    id: str
    district: str
    name: Mapping[str, str]
    must_provide: tuple[str, ...]
    timetable: str | None
    reports_on: str
    source: Source
    second_source: Source | None


@dataclass(frozen=True, slots=True)
class HomeChange:
    """Something people had changed at home; ``category`` is None where it is not tied to a kind of disability."""

    category: str | None
    name: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True)
class HomeModification:
    district: str
    kinds: tuple[HomeChange, ...]
    items: tuple[HomeChange, ...]
    priorities: tuple[HomeChange, ...]


@dataclass(frozen=True, slots=True)
class RehabInstitutions:
    """A count or a list of rehabilitation institutions in a district."""

    id: str
    district: str
    name: Mapping[str, str]
    total: int | None
    public: int | None
    private: int | None
    by_category: Mapping[str, int]
    serves: tuple[str, ...]
    not_listed: tuple[str, ...]
    levels: Mapping[str, tuple[str, ...]]
    source: Source


@dataclass(frozen=True, slots=True)
class Directory:
    facilities: Mapping[str, Facility]
    contacts: Mapping[str, Contact]
    digital_systems: Mapping[str, DigitalSystem]
    home_modification: HomeModification
    rehab_institutions: Mapping[str, RehabInstitutions]


@cache
def load_directory(folder: Path = FOLDER) -> Directory:
    """The directory, read once per process.

    :raises PolicyError: with every problem of every file.
    """
    reader = _Reader(policy.load(), folder, [])
    directory = Directory(
        reader.entries("facilities.toml", reader.facility),
        reader.entries("contacts.toml", reader.contact),
        reader.entries("digital_systems.toml", reader.digital_system),
        reader.home_modification("home_modification.toml"),
        reader.entries("rehab_institutions.toml", reader.rehab_institutions),
    )
    if reader.problems:
        raise PolicyError(reader.problems)
    return directory


@dataclass(frozen=True, slots=True)
class _Reader:
    catalogue: Catalogue
    folder: Path
    problems: list[PolicyProblem]

    def entries(self, name: str, read: Callable[[str, Table], T]) -> dict[str, T]:
        file = open_policy_file(self.folder / name)
        entries = {key: read(key, file.table(key)) for key in file.values}
        self.problems.extend(file.problems)
        return entries

    def facility(self, key: str, table: Table) -> Facility:
        table.allow_only(
            (*_NAMED, "needs", "programmes", "books", "damaged", "figures", "note_zh", "note_en", "reports_on")
        )
        return Facility(
            id=key,
            district=self._district(table),
            name=table.in_both_languages(),
            needs=table.known_texts("needs", self.catalogue.labels["need"]),
            programmes=table.known_texts("programmes", self.catalogue.programmes),
            books=table.flag("books", default=False),
            damaged=table.flag("damaged", default=False),
            figures=_counts(table, "figures"),
            note=_note(table),
            reports_on=table.text("reports_on"),
            source=self._source(table),
        )

    def contact(self, key: str, table: Table) -> Contact:
        table.allow_only((*_NAMED, "kind", "number", "note_zh", "note_en", "reports_on"))
        return Contact(
            id=key,
            kind=table.known_text("kind", CONTACT_KINDS),
            district=self._district(table),
            name=table.in_both_languages(),
            number=table.maybe("number"),
            note=_note(table),
            reports_on=table.text("reports_on"),
            source=self._source(table),
        )

    def digital_system(self, key: str, table: Table) -> DigitalSystem:
        table.allow_only((*_NAMED, "must_provide", "timetable", "reports_on", "second_quote"))
        source, second = self._source(table), table.maybe("second_quote")
        return DigitalSystem(
            id=key,
            district=self._district(table),
            name=table.in_both_languages(),
            must_provide=table.texts("must_provide"),
            timetable=table.maybe("timetable"),
            reports_on=table.text("reports_on"),
            source=source,
            second_source=Source(source.document, second) if second else None,
        )

    def home_modification(self, name: str) -> HomeModification:
        file = open_policy_file(self.folder / name)
        file.allow_only(("district", "kind", "item", "priority"))
        modification = HomeModification(
            self._district(file),
            *(tuple(self._home_change(one) for one in file.tables(part)) for part in ("kind", "item", "priority")),
        )
        self.problems.extend(file.problems)
        return modification

    def rehab_institutions(self, key: str, table: Table) -> RehabInstitutions:
        counted = ("total", "public", "private", "by_category")
        table.allow_only((*_NAMED, *counted, "serves", "not_listed", "levels_zh", "levels_en"))
        return RehabInstitutions(
            id=key,
            district=self._district(table),
            name=table.in_both_languages(),
            total=table.number("total"),
            public=table.number("public"),
            private=table.number("private"),
            by_category=_counts(table, "by_category"),
            serves=table.texts("serves"),
            not_listed=table.texts("not_listed"),
            levels={"zh": table.texts("levels_zh"), "en": table.texts("levels_en")},
            source=self._source(table),
        )

    def _home_change(self, table: Table) -> HomeChange:
        table.allow_only(("category", "zh", "en", "document", "quote"))
        category = table.known_text("category", CATEGORIES) if "category" in table.values else None
        return HomeChange(category, table.in_both_languages(), self._source(table))

    def _district(self, table: Table) -> str:
        return table.known_text("district", self.catalogue.districts)

    def _source(self, table: Table) -> Source:
        return table.source(self.catalogue.documents)


def _counts(table: Table, name: str) -> dict[str, int]:
    counted = table.section(name, required=False)
    for key, value in counted.values.items():
        if not isinstance(value, int):
            counted.note(key, "must be a whole number")
    return {key: value for key, value in counted.values.items() if isinstance(value, int)}


def _note(table: Table) -> Mapping[str, str] | None:
    if "note_zh" not in table.values and "note_en" not in table.values:
        return None
    return localised(table.text("note_zh"), table.text("note_en"))
