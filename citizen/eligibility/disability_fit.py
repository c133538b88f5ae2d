"""Which programmes are for people with a certain kind of disability, as far as their conditions say so.

Nothing is guessed from names. A programme whose conditions say nothing about kinds is for everybody until somebody says
otherwise; one that a report describes for other people is set apart, never hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from citizen.core import clock
from citizen.eligibility import catalogue
from citizen.eligibility.parameters import CATEGORIES
from citizen.eligibility.programme import Basis, Outcome, Programme, Verdict
from citizen.eligibility.rules import decide

_SPEAK_OF_KINDS = frozenset({"disability_categories", "severe_physical", "psychiatric_stable_or_not_psychiatric"})


class Fit(StrEnum):
    """How a programme stands to a kind of disability; the best of its districts counts."""

    NAMED = "named"
    """A condition names kinds, and this one is among them."""
    UNSAID = "unsaid"
    """No condition speaks of kinds."""
    DESCRIBED_FOR_OTHERS = "described_for_others"
    """A report tells of people with other kinds. It does not say that nobody else is served."""
    FOR_OTHERS = "for_others"
    """A rule names other kinds only."""


_BEST_FIRST = tuple(Fit)


def fits(category: str, district: str | None) -> Mapping[str, Fit]:
    """How every programme stands to this kind of disability, in one district or in any."""
    districts = (district,) if district else tuple(catalogue.load().districts)
    by_district = [_fits_in(category, one, clock.today().isoformat()) for one in districts]
    programmes = catalogue.load().programmes
    return {
        programme: min((one[programme] for one in by_district if programme in one), key=_BEST_FIRST.index)
        for programme in programmes
        if any(programme in one for one in by_district)
    }


@lru_cache(maxsize=64)
def _fits_in(category: str, district: str, _day: str) -> Mapping[str, Fit]:
    """By programme of the district; the day is part of the key because rules start and end."""
    policy = catalogue.load()
    # Somebody with several kinds may have any of them.
    kinds = frozenset(CATEGORIES) if category == "multiple" else frozenset({category})
    decided = decide(policy, {"disability_categories": kinds}, on=clock.today(), district=district)
    return {
        outcome.programme_id: _fit(policy.programmes[outcome.programme_id], district, outcome)
        for outcome in decided.results
        if district in policy.programmes[outcome.programme_id].runs
    }


def _fit(programme: Programme, district: str, outcome: Outcome) -> Fit:
    facts = {fact for criterion in programme.criteria_in(district) for fact in criterion.facts}
    if _SPEAK_OF_KINDS.isdisjoint(facts):
        return Fit.UNSAID
    if outcome.verdict is not Verdict.NOT_ELIGIBLE:
        return Fit.NAMED
    return Fit.DESCRIBED_FOR_OTHERS if outcome.basis is Basis.REPORT else Fit.FOR_OTHERS
