"""Which days the places keep: public holidays, and weekend days that are worked instead (调休).

What the yearly notice says stands in the project's file and in the deployment's own (setting HOLIDAYS). Of a year whose
notice is not out yet only the days that the law itself names are known; those come from the package `holidays`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays as published

from citizen.applications import chain_file
from citizen.applications.working_days import UnknownYear
from citizen.booking.slots import DayKinds

_COUNTRY = "CN"
_FRIDAY, _SATURDAY = 4, 5


def is_working_day(day: date) -> bool:
    """By the notice of its year; before that is known by the law, without moved days."""
    try:
        return chain_file.load().calendar.is_working_day(day)
    except UnknownYear:
        return day.weekday() < _SATURDAY and day not in _of_law(day.year)


def day_kinds(days: Iterable[date]) -> DayKinds:
    """Of these days: those off work on what is an ordinary weekday or weekend, and the weekend days that are worked.

    A moved Saturday is worked like a Friday, a moved Sunday like a Monday: the notice says that it is worked, never
    with which hours.
    """
    off, moved = set(), {}
    for day in days:
        is_weekend = day.weekday() >= _SATURDAY
        if is_working_day(day):
            if is_weekend:
                moved[day] = _FRIDAY if day.weekday() == _SATURDAY else 0
        elif not is_weekend or _is_named(day):
            off.add(day)
    return DayKinds(off=frozenset(off), worked_like=tuple(sorted(moved.items())))


def _is_named(day: date) -> bool:
    """A weekend inside a holiday: also whoever works at weekends is off."""
    known = chain_file.load().calendar.years.get(day.year)
    return day in (known.off if known else _of_law(day.year))


@lru_cache(maxsize=8)
def _of_law(year: int) -> frozenset[date]:
    return frozenset(published.country_holidays(_COUNTRY, years=year))
