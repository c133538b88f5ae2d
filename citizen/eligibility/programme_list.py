"""The list of programmes as a person looks through it: searched, narrowed to a district, a need and a kind of
disability, in pages.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby
from threading import Lock

from citizen.eligibility import catalogue
from citizen.eligibility.disability_fit import Fit, fits
from citizen.eligibility.glossary import Glossary, load_glossary
from citizen.eligibility.programme import Programme
from citizen.eligibility.search import Entry, Index
from citizen.web.catalogues import in_ordinary_words

A_PAGE = 20
#: The languages whose names are searched; Traditional characters are folded into the first.
_WRITTEN = ("zh-Hans", "en")
_MAKING = Lock()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asked for. Unknown codes were dropped before."""

    query: str = ""
    district: str | None = None
    need: str | None = None
    disability: str | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Programmes under one need, or under what their conditions say of a kind of disability; with neither, the best
    finds first.
    """

    need: str | None
    programmes: tuple[Programme, ...]
    fit: Fit | None = None


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """One page of what was found. `is_guess`: nothing was called so, these sound or look alike."""

    groups: tuple[Group, ...]
    total: int
    number: int
    pages: int
    is_guess: bool
    described_for_others: tuple[Programme, ...] = ()
    """Not counted: reports tell of people with another kind of disability. Asking is worth it."""


def find_programmes(filters: Filters) -> ProgrammePage:
    """A page of programmes. Without words to search for, they stand by need, in the order of the labels."""
    found = _index().search(filters.query)
    all_programmes = catalogue.load().programmes
    programmes = [one for one in (all_programmes[found_id] for found_id in found.ids) if _is_wanted(one, filters)]
    others: tuple[Programme, ...] = ()
    if filters.disability:
        fit = fits(filters.disability, filters.district)
        others = tuple(one for one in programmes if fit[one.id] is Fit.DESCRIBED_FOR_OTHERS)
        programmes = [one for kind in (Fit.NAMED, Fit.UNSAID) for one in programmes if fit[one.id] is kind]
    elif not filters.query.strip() and not filters.need:
        order = {need: place for place, need in enumerate(catalogue.load().labels["need"])}
        programmes.sort(key=lambda one: order[one.needs[0]])
    pages = max(1, -(-len(programmes) // A_PAGE))
    number = min(max(filters.page, 1), pages)
    return ProgrammePage(
        groups=_grouped(programmes[(number - 1) * A_PAGE : number * A_PAGE], filters),
        total=len(programmes),
        number=number,
        pages=pages,
        is_guess=found.is_guess,
        described_for_others=others,
    )


def _is_wanted(programme: Programme, filters: Filters) -> bool:
    in_district = not filters.district or filters.district in programme.runs
    return in_district and (not filters.need or filters.need in programme.needs)


def _grouped(shown: list[Programme], filters: Filters) -> tuple[Group, ...]:
    if filters.disability:
        fit = fits(filters.disability, filters.district)
        return tuple(Group(None, tuple(group), fit=kind) for kind, group in groupby(shown, key=lambda one: fit[one.id]))
    if filters.query.strip() or filters.need:
        return (Group(None, tuple(shown)),)
    return tuple(Group(need, tuple(group)) for need, group in groupby(shown, key=lambda one: one.needs[0]))


def warm_search() -> None:
    """Prepare the search before anybody waits for it."""
    _index()


def needs_with_counts() -> dict[str, int]:
    """How many programmes serve each need, in the order of the labels; a need that none serves is left out."""
    policy = catalogue.load()
    counts = Counter(chain.from_iterable(set(one.needs) for one in policy.programmes.values()))
    return {need: counts[need] for need in policy.labels["need"] if counts[need]}


def _index() -> Index:
    """Made once: whoever comes while it is being made waits for it instead of making another."""
    with _MAKING:
        return _made_index()


@cache
def _made_index() -> Index:
    glossary = load_glossary()
    return Index(_entry(programme, glossary) for programme in catalogue.load().programmes.values())


@in_ordinary_words()
def _entry(programme: Programme, glossary: Glossary) -> Entry:
    texts = [programme.text[tag] for tag in _WRITTEN]
    names = tuple(text.name for text in texts)
    return Entry(
        id=programme.id,
        names=names,
        aliases=(*programme.aliases, *said_otherwise(names[0], glossary)),
        about=tuple(part for text in texts for part in (text.summary, text.what) if part),
    )


def said_otherwise(name: str, glossary: Glossary) -> list[str]:
    """A name with its terms in their other forms: 辅具适配 for 辅助器具适配."""
    variants = []
    for term in glossary:
        forms = (term.name["zh-Hans"], *term.also["zh-Hans"])
        used = max((form for form in forms if form in name), key=len, default=None)
        if used is not None:
            variants += [name.replace(used, form) for form in forms if form != used]
    return variants
