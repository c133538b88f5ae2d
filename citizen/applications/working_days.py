"""Working days in the districts, and how a promise in working days is counted while it may be paused. Pure.

Weekends are off, public holidays are off, and weekends that the yearly notice declares working days (调休) are not.
Nobody can know these days before the notice of a year is published: a year without data has no answer, and a promise
that runs into it has no date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class UnknownYear(ValueError):
    """No holiday notice of this year is known."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: after `since`, up to and with `until`; without `until` it goes on."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since < day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class YearOfHolidays:
    """What the notice of one year says, and where it stands."""

    year: int
    source: str
    off: frozenset[date]
    working: frozenset[date]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, for the years that are known."""

    years: Mapping[int, YearOfHolidays]

    def is_working_day(self, day: date) -> bool:
        """Raises UnknownYear."""
        known = self.years.get(day.year)
        if known is None:
            raise UnknownYear(str(day.year))
        if day in known.working:
            return True
        return day.weekday() < _SATURDAY and day not in known.off

    def add_working_days(self, start: date, days: int, pauses: Sequence[Pause] = ()) -> date:
        """The day on which `days` working days after `start` are over; the first day is not counted, paused days
        neither. Raises UnknownYear, ValueError while a pause goes on or for less than one day.
        """
        if days < 1:
            raise ValueError("a promise has at least one day")
        if any(pause.until is None for pause in pauses):
            raise ValueError("the clock stands still")
        day, left = start, days
        while left:
            day += _ONE_DAY
            if self.is_working_day(day) and not any(pause.covers(day) for pause in pauses):
                left -= 1
        return day

    def with_years(self, years: Iterable[YearOfHolidays]) -> Calendar:
        """A calendar that also knows these; a later notice of a year replaces the earlier one."""
        return Calendar({**self.years, **{one.year: one for one in years}})


def read_years(tables: Mapping[str, Any]) -> list[YearOfHolidays]:
    """The years of a holiday file; raises ValueError with the key that is wrong."""
    return [_read_year(key, table) for key, table in tables.items()]


def _read_year(key: str, table: Any) -> YearOfHolidays:
    if not (key.isdigit() and isinstance(table, Mapping)):
        raise ValueError(f"{key}: write one table per year, for example [2027]")
    if not isinstance(table.get("source"), str) or not table["source"].strip():
        raise ValueError(f"{key}.source: name the notice the days come from")
    year, off = int(key), [_days_of(f"{key}.off", one) for one in table.get("off", ())]
    working = table.get("working", [])
    if not all(type(day) is date for day in working):
        raise ValueError(f"{key}.working: write dates, for example {key}-01-04")
    found = YearOfHolidays(year, table["source"], frozenset().union(*off), frozenset(working))
    if any(day.year != year for day in found.off | found.working):
        raise ValueError(f"{key}: a day of another year")
    if both := found.off & found.working:
        raise ValueError(f"{key}: {min(both)} cannot be off and worked")
    return found


def _days_of(key: str, table: Any) -> frozenset[date]:
    first, last = (table.get(end) if isinstance(table, Mapping) else None for end in ("first", "last"))
    if type(first) is not date or type(last) is not date or last < first:
        raise ValueError(f"{key}: write first and last day of every holiday")
    return frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))
