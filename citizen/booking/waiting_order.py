"""What somebody who waits would take. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from citizen.booking.terms import PartOfDayWished

_NOON = 12
#: An offer is given only when so much time is left to answer it …
SHORTEST_LIFE = timedelta(hours=2)
#: … and it ends so long before the time itself: whoever is next can still come.
ENDS_BEFORE = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Wishes:
    """The days and the part of the day somebody can come. No weekday means any (Monday is 0)."""

    weekdays: frozenset[int]
    part: PartOfDayWished
    from_day: date
    until_day: date

    def fit(self, local_start: datetime) -> bool:
        """Whether a time on the clock of the place is one of theirs."""
        day = local_start.date()
        in_time = self.from_day <= day <= self.until_day
        on_day = not self.weekdays or day.weekday() in self.weekdays
        return in_time and on_day and self._is_in_part(local_start)

    def _is_in_part(self, local_start: datetime) -> bool:
        if self.part is PartOfDayWished.ANY:
            return True
        return (local_start.hour < _NOON) is (self.part is PartOfDayWished.MORNING)


def offered_until(start: datetime, *, now: datetime, life: timedelta) -> datetime | None:
    """Until when this time is kept for the one whose turn it is; None: it is too late to ask anybody."""
    until = min(now + life, start - ENDS_BEFORE)
    return until if until - now >= SHORTEST_LIFE else None
