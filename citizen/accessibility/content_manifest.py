"""The content manifest: for every page and language, which versions exist, from which words, and who has read them.

The standard version is the page itself. All others are told by those who make them, each with a function
`coverage(locale)`; see `COVERAGES`. Nothing here knows how a version is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from citizen.accessibility import easy_coverage, sign_coverage, spoken_slots
from citizen.accessibility.content_records import KINDS, Kind, MadeBy, VersionRecord, hash_of
from citizen.accessibility.locales import LOCALES
from citizen.accessibility.page_register import Page, pages, words_of
from citizen.accessibility.sign_registry import find_slot

Coverage = Callable[[str], Mapping[str, VersionRecord]]

#: Whoever makes versions of pages adds one line.
COVERAGES: tuple[Coverage, ...] = (
    easy_coverage.coverage,
    spoken_slots.coverage,
    sign_coverage.coverage,
    spoken_slots.braille_coverage,
    spoken_slots.print_coverage,
)


@dataclass(frozen=True, slots=True)
class PageVersions:
    """All that there is of one page in one language, in the order of KINDS."""

    page: Page
    locale: str
    versions: tuple[VersionRecord, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Of how many pages a kind of version exists in a language."""

    kind: Kind
    locale: str
    pages: int
    #: Made from words that have changed since.
    stale: int
    #: Looked at by a person, and unchanged since then.
    reviewed: int
    of: int


@cache
def manifest(locale: str) -> tuple[PageVersions, ...]:
    """Every public page with its versions. The files do not change while a process runs: it is gathered once."""
    told = _told(locale)
    return tuple(
        PageVersions(page, locale, _in_order([standard_version(page, locale), *told.get(page.name, ())]))
        for page in pages()
    )


def parts(locale: str) -> Mapping[str, tuple[VersionRecord, ...]]:
    """What has versions of its own and is no page: a question, a group of the result, a kind of letter."""
    names = {page.name for page in pages()}
    return {part: _in_order(versions) for part, versions in sorted(_told(locale).items()) if part not in names}


@cache
def _told(locale: str) -> Mapping[str, list[VersionRecord]]:
    told: dict[str, list[VersionRecord]] = {}
    for coverage in COVERAGES:
        for record in coverage(locale).values():
            told.setdefault(page_of(record), []).append(record)
    return told


def standard_version(page: Page, locale: str) -> VersionRecord:
    """The page as it is. What is converted into Traditional Chinese is a program's work; no office has read any yet."""
    now = hash_of(words_of(page.name, locale))
    made_by: MadeBy = "machine" if LOCALES[locale].machine_made else "original"
    return VersionRecord(page.name, locale, "standard", made_from=now, source_now=now, made_by=made_by)


def page_of(record: VersionRecord) -> str:
    """What a record is about: a template, or a part such as "question/birth_date". Places on pages are both."""
    slot = find_slot(record.page)
    return record.page if slot is None else slot.page_id


def figures(locale: str) -> tuple[Figure, ...]:
    """For each kind of version, on how many pages it is."""
    found = manifest(locale)
    return tuple(_figure(kind, locale, found) for kind in KINDS)


def as_json() -> dict[str, object]:
    """The manifest as other programs read it; described in docs/accessibility-register.md."""
    return {
        "languages": list(LOCALES),
        "kinds": list(KINDS),
        "figures": [_figure_as_json(one) for locale in LOCALES for one in figures(locale)],
        "pages": [_page_as_json(page) for page in pages()],
        "parts": [
            {"part": part, "language": locale, "versions": [_version_as_json(one) for one in versions]}
            for locale in LOCALES
            for part, versions in parts(locale).items()
        ],
    }


def _in_order(versions: list[VersionRecord]) -> tuple[VersionRecord, ...]:
    return tuple(sorted(versions, key=lambda one: (KINDS.index(one.kind), one.page)))


def _figure(kind: Kind, locale: str, found: tuple[PageVersions, ...]) -> Figure:
    of_kind = [[one for one in entry.versions if one.kind == kind] for entry in found]
    there = [versions for versions in of_kind if versions]
    return Figure(
        kind,
        locale,
        pages=len(there),
        stale=sum(any(one.is_stale for one in versions) for versions in there),
        reviewed=sum(all(one.is_reviewed for one in versions) for versions in there),
        of=len(found),
    )


def _figure_as_json(figure: Figure) -> dict[str, object]:
    return {
        "language": figure.locale,
        "kind": figure.kind,
        "pages": figure.pages,
        "stale": figure.stale,
        "reviewed": figure.reviewed,
        "of": figure.of,
    }


def _page_as_json(page: Page) -> dict[str, object]:
    entries = {locale: _entries(locale)[page.name] for locale in LOCALES}
    return {
        "page": page.name,
        "title": {locale: page.title_in(locale) for locale in LOCALES},
        "versions": [_version_as_json(one) for entry in entries.values() for one in entry.versions],
    }


@cache
def _entries(locale: str) -> dict[str, PageVersions]:
    return {entry.page.name: entry for entry in manifest(locale)}


def _version_as_json(one: VersionRecord) -> dict[str, object]:
    return {
        "of": one.page,
        "language": one.locale,
        "kind": one.kind,
        "made_from": one.made_from,
        "source_now": one.source_now,
        "stale": one.is_stale,
        "made_by": one.made_by,
        "reviewed_by": one.reviewed_by,
        "reviewed_on": one.reviewed_on.isoformat() if one.reviewed_on else None,
    }
