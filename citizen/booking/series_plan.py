"""Which days a series takes: the same time of day in a rhythm, with what was skipped and why. Pure.

The place's own offers decide. A day on which the time cannot be had is skipped and the series goes on one step longer,
or, if the person prefers, another time of that day is taken. Nothing is left out without being named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import cycle
from zoneinfo import ZoneInfo

from citizen.booking.slots import Offer

#: A series looks no further than this; whoever wants more books the rest later.
LONGEST = timedelta(days=182)
SHORTEST, MOST = 2, 20
#: So many steps in a row without a time: the place has no such day.
_GIVES_UP_AFTER = 6


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    TWICE_A_WEEK = "twice_a_week"
    EVERY_TWO_WEEKS = "every_two_weeks"


class WhenNotFree(StrEnum):
    """What happens on a day on which the time is not free."""

    SKIP = "skip"
    SAME_DAY = "same_day"


class Why(StrEnum):
    """Why a day was skipped."""

    HOLIDAY = "holiday"
    CLOSED = "closed"
    TAKEN = "taken"
    BUSY = "busy"


#: Days to the next appointment.
_STEPS = {Rhythm.WEEKLY: (7,), Rhythm.EVERY_TWO_WEEKS: (14,)}
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Appointment:
    """One of the series: as wished, or at another time of the same day."""

    offer: Offer
    is_other_time: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day the series jumps over. `others`: what that day still has, to be booked on its own."""

    start: datetime
    why: Why
    others: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """A series as it could be booked now, in order."""

    wanted: int
    appointments: tuple[Appointment, ...]
    skipped: tuple[Skipped, ...]

    @property
    def is_whole(self) -> bool:
        return len(self.appointments) == self.wanted

    @property
    def offers(self) -> tuple[Offer, ...]:
        return tuple(one.offer for one in self.appointments)


def steps_of(rhythm: Rhythm, *, first: datetime, offers: Iterable[Offer], zone: ZoneInfo) -> tuple[int, ...] | None:
    """Days from one appointment to the next, by turns. Twice a week: with the weekday that has the same time of day and
    lies farthest away; None where no other weekday has it.
    """
    if rhythm is not Rhythm.TWICE_A_WEEK:
        return _STEPS[rhythm]
    local = first.astimezone(zone)
    same_time = (o.start.astimezone(zone) for o in offers)
    gaps = {(o.weekday() - local.weekday()) % _WEEK for o in same_time if o.time() == local.time()} - {0}
    if not gaps:
        return None
    step = max(gaps, key=lambda gap: (min(gap, _WEEK - gap), -gap))
    return step, _WEEK - step


def plan_course(
    *,
    first: datetime,
    wanted: int,
    steps: Sequence[int],
    when_not_free: WhenNotFree,
    zone: ZoneInfo,
    offers_on: Callable[[date], Sequence[Offer]],
    why_not: Callable[[datetime], Why],
    until: datetime,
) -> Course:
    """Go on from the first time until there are enough, or the end of what can be booked is reached."""
    taken: list[Appointment] = []
    skipped: list[Skipped] = []
    in_a_row = 0
    for start in _starts(first, steps, zone):
        if len(taken) == wanted or start > until or in_a_row == _GIVES_UP_AFTER:
            break
        free = {offer.start: offer for offer in offers_on(start.astimezone(zone).date())}
        chosen = _choose(start, free, when_not_free)
        if chosen is None:
            skipped.append(Skipped(start, why_not(start), tuple(sorted(free))))
        else:
            taken.append(chosen)
        in_a_row = in_a_row + 1 if chosen is None else 0
    end = taken[-1].offer.start if taken else first
    return Course(wanted, tuple(taken), tuple(one for one in skipped if one.start < end or len(taken) < wanted))


def _choose(start: datetime, free: Mapping[datetime, Offer], when_not_free: WhenNotFree) -> Appointment | None:
    if start in free:
        return Appointment(free[start])
    if when_not_free is WhenNotFree.SKIP or not free:
        return None
    nearest = min(free, key=lambda other: (abs(other - start), other))
    return Appointment(free[nearest], is_other_time=True)


def _starts(first: datetime, steps: Sequence[int], zone: ZoneInfo) -> list[datetime]:
    """The same time on the clock of the place, step by step; a clock that is put forward or back moves nothing."""
    local = first.astimezone(zone)
    turns = cycle(steps)
    day, found = local.date(), []
    while day - local.date() <= LONGEST:
        wall = datetime.combine(day, local.time(), tzinfo=zone)
        found.append(wall.astimezone(first.tzinfo))
        day += timedelta(days=next(turns))
    return found
