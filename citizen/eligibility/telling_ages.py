"""The ages at which a decision can become another, and the day on which somebody reaches one. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.criterion import Comparison
from citizen.eligibility.derivation import (
    ADULT_FROM,
    CHILD_SURELY_UP_TO,
    NOT_ADULT_UNDER,
    WORKING_AGE_AT_MOST,
    WORKING_AGE_SURELY,
    completed_years,
)
from citizen.eligibility.facts import OLDEST_AGE
from citizen.eligibility.implications import load_implications
from citizen.eligibility.parameters import AgeConvention

_A_DAY = dt.timedelta(days=1)
#: The ages at which what follows from an age changes, see eligibility.derivation.
_DERIVED_AGES = (
    0,
    CHILD_SURELY_UP_TO + 1,
    NOT_ADULT_UNDER,
    ADULT_FROM,
    *(limit for first, last in (WORKING_AGE_SURELY, WORKING_AGE_AT_MOST) for limit in (first, last + 1)),
)


def first_day_of_age(born: dt.date, age: int, convention: AgeConvention) -> dt.date:
    """The first day on which that many years are completed."""
    day = dt.date(min(born.year + age, dt.MAXYEAR), born.month, min(born.day, 28))
    for _ in range(5):
        if day >= born and (completed_years(born, day, convention) or 0) >= age:
            break
        day += _A_DAY
    return day


@lru_cache(maxsize=4)
def telling_ages(catalogue: Catalogue) -> tuple[int, ...]:
    """Every age that a rule, what follows from an age, or a parameter looks at."""
    limits = {*_DERIVED_AGES, *_numbers([value.value for value in catalogue.parameters.values])}
    for implication in load_implications():
        limits.update(*(_numbers(age) for age in (implication.age_from, implication.age_to)))
    for programme in catalogue.programmes.values():
        for criterion in programme.criteria:
            for comparison in criterion.comparisons:
                limits.update(_compared(comparison))
    return tuple(sorted(age for age in limits if 0 <= age <= OLDEST_AGE))


@lru_cache(maxsize=4)
def age_conventions(catalogue: Catalogue) -> frozenset[AgeConvention]:
    """Every way in which this deployment ever counts ages."""
    own = {value.value for value in catalogue.parameters.values if isinstance(value.value, AgeConvention)}
    return frozenset({AgeConvention(), *own})


def _compared(comparison: Comparison) -> set[int]:
    return _numbers(comparison.value) if comparison.fact == "age_years" else set()


def _numbers(value: object) -> set[int]:
    """Every whole number in a value, and the next one: an upper limit is passed a year later."""
    if isinstance(value, bool):
        return set()
    if isinstance(value, (int, Decimal)):
        return {int(value), int(value) + 1} if 0 <= value <= OLDEST_AGE else set()
    if isinstance(value, Mapping):
        return _numbers(list(value.values()))
    if isinstance(value, (tuple, list, frozenset)):
        return set[int]().union(*map(_numbers, value))
    return set()
