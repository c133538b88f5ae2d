"""When something is free. Pure.

Opening hours are wall-clock minutes of a day in the zone of a site; claims are ticks: quarters of an hour counted in
UTC since 1970. What is offered is computed from both and never stored, so an offer cannot disagree with a claim.
"""

from __future__ import annotations

import uuid
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

TICK_MINUTES = 15
_TICK_SECONDS = TICK_MINUTES * 60
_DAY_MINUTES = 24 * 60


class PartOfDay(StrEnum):
    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class OpeningRule:
    """Every week on this weekday (Monday is 0), from minute to minute of the local day, within dates."""

    weekday: int
    from_minute: int
    to_minute: int
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date, weekday: int | None) -> bool:
        """On a day that is worked like this weekday (None: not worked)."""
        starts = self.valid_from <= day
        return starts and (self.valid_to is None or day <= self.valid_to) and weekday == self.weekday


@dataclass(frozen=True, slots=True)
class DayKinds:
    """Days that are not what their weekday says: public holidays, and weekend days worked like another weekday."""

    off: frozenset[date] = frozenset()
    worked_like: tuple[tuple[date, int], ...] = ()

    def weekday_of(self, day: date) -> int | None:
        """None: the weekly rules do not hold; an opening for this very day still does."""
        return None if day in self.off else dict(self.worked_like).get(day, day.weekday())


ORDINARY_DAYS = DayKinds()


@dataclass(frozen=True, slots=True)
class DatedChange:
    """On one day: open in addition, or closed in spite of the rules. Closing wins over opening."""

    day: date
    from_minute: int
    to_minute: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Timetable:
    """When one resource works, and which of its ticks are already claimed."""

    resource_id: uuid.UUID
    rules: tuple[OpeningRule, ...]
    changes: tuple[DatedChange, ...] = ()
    claimed: frozenset[int] = frozenset()
    day_kinds: DayKinds = ORDINARY_DAYS


@dataclass(frozen=True, slots=True)
class Requirement:
    """Of these resources, so many are needed at the same time."""

    candidates: tuple[Timetable, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Span:
    """How long a service takes, and when it can be asked for. `step` is the grid of start times, in minutes."""

    minutes: int
    prep_minutes: int
    clean_minutes: int
    step: int
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True, order=True)
class Offer:
    """A time that can be had now, with the resources it would take. One start is offered once."""

    start: datetime
    end: datetime
    resources: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The offers of one local day."""

    day: date
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class OfferPage:
    """A few offers to choose from, and where the pages before and after start (None: there is none)."""

    days: tuple[Day, ...]
    earlier: datetime | None
    later: datetime | None

    @property
    def offers(self) -> tuple[Offer, ...]:
        return tuple(offer for day in self.days for offer in day.offers)


def tick_of(moment: datetime) -> int:
    """The quarter of an hour a moment lies in."""
    return int(moment.timestamp()) // _TICK_SECONDS


def moment_of(tick: int) -> datetime:
    return datetime.fromtimestamp(tick * _TICK_SECONDS, UTC)


def ticks_between(start: datetime, end: datetime) -> range:
    """Every tick touched by [start, end)."""
    return range(tick_of(start), tick_of(end - timedelta(seconds=1)) + 1)


def occupied_ticks(span: Span, start: datetime) -> range:
    """What a visit takes from its resources: preparing, the visit itself, cleaning or the way back."""
    return ticks_between(
        start - timedelta(minutes=span.prep_minutes),
        start + timedelta(minutes=span.minutes + span.clean_minutes),
    )


def open_ticks(timetable: Timetable, day: date, zone: ZoneInfo) -> frozenset[int]:
    """The ticks of a local day on which the resource works. Wall-clock time that does not exist opens nothing;
    wall-clock time that comes twice is open both times."""
    weekday = timetable.day_kinds.weekday_of(day)
    opened = _minutes(rule for rule in timetable.rules if rule.holds_on(day, weekday))
    opened |= _minutes(change for change in timetable.changes if change.day == day and change.is_open)
    opened -= _minutes(change for change in timetable.changes if change.day == day and not change.is_open)
    grid = _grid(day, zone)
    return frozenset(tick for minute in opened for tick in grid[minute // TICK_MINUTES])


def find_offers(span: Span, requirements: Sequence[Requirement], days: Iterable[date], zone: ZoneInfo) -> list[Offer]:
    """Every start on these local days at which all requirements can be met together, in order."""
    return sorted(offer for day in days for offer in _offers_of_day(span, requirements, day, zone))


def first_offer(
    span: Span, requirements: Sequence[Requirement], days: Iterable[date], zone: ZoneInfo, *, busy: frozenset[int]
) -> Offer | None:
    """The earliest offer outside the person's busy ticks; looks no further than it must. Days come in order."""
    for day in days:
        for offer in sorted(_offers_of_day(span, requirements, day, zone)):
            if busy.isdisjoint(ticks_between(offer.start, offer.end)):
                return offer
    return None


def assign(
    requirements: Sequence[Requirement], needed: range, free: Mapping[uuid.UUID, frozenset[int]]
) -> tuple[uuid.UUID, ...] | None:
    """Different resources for every place of every requirement, or None. Tries all combinations: a person who can
    do two things must not be spent on the thing somebody else can do as well."""
    places = [
        [t.resource_id for t in requirement.candidates if free[t.resource_id].issuperset(needed)]
        for requirement in requirements
        for _ in range(requirement.count)
    ]
    return choose_different(places)


def choose_different(places: Sequence[Sequence[uuid.UUID]]) -> tuple[uuid.UUID, ...] | None:
    """One of its candidates for every place, nobody twice; None when there is no way to do that."""
    return _choose(places, ())


def group_by_day(offers: Iterable[Offer], zone: ZoneInfo) -> tuple[Day, ...]:
    days: dict[date, list[Offer]] = {}
    for offer in sorted(offers):
        days.setdefault(offer.start.astimezone(zone).date(), []).append(offer)
    return tuple(Day(day, tuple(of_day)) for day, of_day in days.items())


def in_part_of_day(offers: Iterable[Offer], part: PartOfDay, zone: ZoneInfo) -> list[Offer]:
    """Only those that start before (or from) noon."""
    if part is PartOfDay.ANY:
        return list(offers)
    wants_morning = part is PartOfDay.MORNING
    return [offer for offer in offers if (offer.start.astimezone(zone).hour < 12) is wants_morning]


def page_from(offers: Sequence[Offer], cursor: datetime | None, zone: ZoneInfo, *, size: int = 12) -> OfferPage:
    """Whole days from the cursor on while they fit on a page; a day that alone is too long goes over several."""
    ordered = sorted(offers)
    begin = 0 if cursor is None else bisect_left(ordered, cursor, key=lambda offer: offer.start)
    end = _end_of_page(ordered, begin, zone, size)
    later = ordered[end].start if end < len(ordered) else None
    earlier = ordered[_start_of_page_before(ordered, begin, zone, size)].start if begin > 0 else None
    return OfferPage(group_by_day(ordered[begin:end], zone), earlier, later)


def _end_of_page(ordered: Sequence[Offer], begin: int, zone: ZoneInfo, size: int) -> int:
    limit = min(begin + size, len(ordered))
    end = limit
    while begin < end < len(ordered) and _same_day(ordered[end - 1], ordered[end], zone):
        end -= 1
    return end if end > begin else limit


def _start_of_page_before(ordered: Sequence[Offer], begin: int, zone: ZoneInfo, size: int) -> int:
    limit = max(begin - size, 0)
    start = limit
    while 0 < start < begin and _same_day(ordered[start - 1], ordered[start], zone):
        start += 1
    return start if start < begin else limit


def _same_day(one: Offer, other: Offer, zone: ZoneInfo) -> bool:
    return one.start.astimezone(zone).date() == other.start.astimezone(zone).date()


def _minutes(windows: Iterable[OpeningRule | DatedChange]) -> set[int]:
    return {minute for w in windows for minute in range(w.from_minute, w.to_minute, TICK_MINUTES)}


def _offers_of_day(span: Span, requirements: Sequence[Requirement], day: date, zone: ZoneInfo) -> Iterator[Offer]:
    free = {
        timetable.resource_id: open_ticks(timetable, day, zone) - timetable.claimed
        for requirement in requirements
        for timetable in requirement.candidates
    }
    for tick in _starts(day, span, zone):
        resources = assign(requirements, _occupied_from(span, tick), free)
        if resources is not None:
            start = moment_of(tick)
            yield Offer(start, start + timedelta(minutes=span.minutes), resources)


def _occupied_from(span: Span, tick: int) -> range:
    """The same for a start on the grid, in whole ticks: a place has thousands of starts to look at."""
    before = -(-span.prep_minutes // TICK_MINUTES)
    after = -(-(span.minutes + span.clean_minutes) // TICK_MINUTES)
    return range(tick - before, tick + after)


def _starts(day: date, span: Span, zone: ZoneInfo) -> Iterator[int]:
    """The ticks of the grid that exist on this day; an hour that comes twice counts once, the first time."""
    grid = _grid(day, zone)
    earliest, latest = (moment.timestamp() / _TICK_SECONDS for moment in (span.earliest, span.latest))
    for minute in range(0, _DAY_MINUTES, span.step):
        ticks = grid[minute // TICK_MINUTES]
        if ticks and earliest <= ticks[0] < latest:
            yield ticks[0]


@lru_cache(maxsize=2048)
def _grid(day: date, zone: ZoneInfo) -> tuple[tuple[int, ...], ...]:
    """For every quarter of an hour on the clock of a local day, the ticks it means: one; none where the clocks are put
    forward over it; two where it comes twice."""
    midnight = datetime.combine(day, time(0))
    walls = [midnight + timedelta(minutes=minute) for minute in range(0, _DAY_MINUTES, TICK_MINUTES)]
    return tuple(tuple(sorted(_ticks_at(wall, zone))) for wall in walls)


def _ticks_at(wall: datetime, zone: ZoneInfo) -> set[int]:
    moments = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return {tick_of(moment) for moment in moments if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall}


def _choose(places: Sequence[Sequence[uuid.UUID]], taken: tuple[uuid.UUID, ...]) -> tuple[uuid.UUID, ...] | None:
    if not places:
        return taken
    for candidate in places[0]:
        if candidate not in taken:
            chosen = _choose(places[1:], (*taken, candidate))
            if chosen is not None:
                return chosen
    return None
