"""The list of programmes as a person looks through it: searched, narrowed to a district and a need, in pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby

from citizen.eligibility import catalogue
from citizen.eligibility.glossary import Glossary, load_glossary
from citizen.eligibility.programme import Programme
from citizen.eligibility.search import Entry, Index

A_PAGE = 20
#: The languages whose names are searched; Traditional characters are folded into the first.
_WRITTEN = ("zh-Hans", "en")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asked for. Unknown codes were dropped before."""

    query: str = ""
    district: str | None = None
    need: str | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Programmes under one need; without a need, the best finds first."""

    need: str | None
    programmes: tuple[Programme, ...]


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """One page of what was found. `is_guess`: nothing was called so, these sound or look alike."""

    groups: tuple[Group, ...]
    total: int
    number: int
    pages: int
    is_guess: bool


def find_programmes(filters: Filters) -> ProgrammePage:
    """A page of programmes. Without words to search for, they stand by need, in the order of the labels."""
    found = _index().search(filters.query)
    all_programmes = catalogue.load().programmes
    programmes = [all_programmes[programme_id] for programme_id in found.ids]
    if filters.district:
        programmes = [one for one in programmes if filters.district in one.runs]
    if filters.need:
        programmes = [one for one in programmes if filters.need in one.needs]
    by_need = not filters.query.strip() and not filters.need
    if by_need:
        order = {need: place for place, need in enumerate(catalogue.load().labels["need"])}
        programmes.sort(key=lambda one: order[one.needs[0]])
    pages = max(1, -(-len(programmes) // A_PAGE))
    number = min(max(filters.page, 1), pages)
    shown = programmes[(number - 1) * A_PAGE : number * A_PAGE]
    return ProgrammePage(
        groups=_by_need(shown) if by_need else (Group(None, tuple(shown)),),
        total=len(programmes),
        number=number,
        pages=pages,
        is_guess=found.is_guess,
    )


def needs_with_counts() -> dict[str, int]:
    """How many programmes serve each need, in the order of the labels; a need that none serves is left out."""
    programmes = catalogue.load().programmes.values()
    counts = {need: sum(need in one.needs for one in programmes) for need in catalogue.load().labels["need"]}
    return {need: count for need, count in counts.items() if count}


def _by_need(programmes: list[Programme]) -> tuple[Group, ...]:
    return tuple(Group(need, tuple(group)) for need, group in groupby(programmes, key=lambda one: one.needs[0]))


@cache
def _index() -> Index:
    glossary = load_glossary()
    return Index(_entry(programme, glossary) for programme in catalogue.load().programmes.values())


def _entry(programme: Programme, glossary: Glossary) -> Entry:
    texts = [programme.text[tag] for tag in _WRITTEN]
    names = tuple(text.name for text in texts)
    return Entry(
        id=programme.id,
        names=names,
        aliases=(*programme.aliases, *_said_otherwise(names[0], glossary)),
        about=tuple(part for text in texts for part in (text.summary, text.what) if part),
    )


def _said_otherwise(name: str, glossary: Glossary) -> list[str]:
    """The name with its terms in their other forms: 辅具适配 for 辅助器具适配."""
    variants = []
    for term in glossary:
        forms = (term.name["zh-Hans"], *term.also["zh-Hans"])
        used = max((form for form in forms if form in name), key=len, default=None)
        if used is not None:
            variants += [name.replace(used, form) for form in forms if form != used]
    return variants
