"""When the resources of a place work, and what of that is taken. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import holidays, slots
from citizen.booking.models import Booking, Claim, Opening, OpeningException, PersonSlot
from citizen.booking.terms import BookingState
from citizen.core import clock


@dataclass(frozen=True)
class Calendars:
    """Weekly hours, openings and closings of single days, public holidays, and claims; as one person sees them."""

    rules: Mapping[uuid.UUID, Sequence[slots.OpeningRule]]
    changes: Mapping[uuid.UUID, Sequence[slots.DatedChange]]
    claimed: Mapping[uuid.UUID, Collection[int]]
    span: slots.Span

    def of(self, resource_ids: Iterable[uuid.UUID], *, keeps_holidays: bool) -> dict[uuid.UUID, slots.Timetable]:
        """Each is made once, whoever asks: a resource serves several services."""
        return {one: self._timetable(one, keeps_holidays) for one in resource_ids}

    def _timetable(self, resource_id: uuid.UUID, keeps_holidays: bool) -> slots.Timetable:
        known = self._made.get((resource_id, keeps_holidays))
        if known is None:
            known = self._made[resource_id, keeps_holidays] = slots.Timetable(
                resource_id,
                tuple(self.rules.get(resource_id, ())),
                tuple(self.changes.get(resource_id, ())),
                frozenset(self.claimed.get(resource_id, ())),
                self._kinds if keeps_holidays else slots.ORDINARY_DAYS,
            )
        return known

    @cached_property
    def _made(self) -> dict[tuple[uuid.UUID, bool], slots.Timetable]:
        return {}

    @cached_property
    def _kinds(self) -> slots.DayKinds:
        return holidays.day_kinds(days_of(self.span))


def calendars_of(
    session: Session, *, resource_ids: set[uuid.UUID], span: slots.Span, person_key: str | None
) -> Calendars:
    """Of all these resources at once: a page of places asks for those of every place. Columns, not entities: a place
    has many rows of these.
    """
    hours = sa.select(
        Opening.resource_id,
        Opening.weekday,
        Opening.from_minute,
        Opening.to_minute,
        Opening.valid_from,
        Opening.valid_to,
    ).where(Opening.resource_id.in_(resource_ids))
    rules: dict[uuid.UUID, list[slots.OpeningRule]] = defaultdict(list)
    for row in session.execute(hours):
        rules[row.resource_id].append(slots.OpeningRule(*row[1:]))
    of_days = sa.select(
        OpeningException.resource_id,
        OpeningException.day,
        OpeningException.from_minute,
        OpeningException.to_minute,
        OpeningException.is_open,
    ).where(OpeningException.resource_id.in_(resource_ids))
    changes: dict[uuid.UUID, list[slots.DatedChange]] = defaultdict(list)
    for change in session.execute(of_days):
        changes[change.resource_id].append(slots.DatedChange(*change[1:]))
    return Calendars(rules, changes, _claimed_ticks(session, resource_ids, span, person_key), span)


def days_of(span: slots.Span) -> Iterable[date]:
    """Every day on which a start may lie, in whatever zone."""
    first, last = span.earliest.date() - timedelta(days=1), span.latest.date() + timedelta(days=1)
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def busy_ticks(session: Session, person_key: str | None, span: slots.Span) -> frozenset[int]:
    """When the person is somewhere else. A time that is only held gives way to the next one; one that was offered from
    the waiting list does not.
    """
    if person_key is None:
        return frozenset()
    is_offered = Booking.is_offer & (Booking.hold_until > clock.now())
    return frozenset(
        session.scalars(
            sa.select(PersonSlot.tick)
            .join(Booking, Booking.id == PersonSlot.booking_id)
            .where(
                PersonSlot.person_key == person_key,
                PersonSlot.tick >= slots.tick_of(span.earliest),
                sa.or_(Booking.state != BookingState.HELD, is_offered),
            )
        )
    )


def _claimed_ticks(
    session: Session, resource_ids: set[uuid.UUID], span: slots.Span, person_key: str | None
) -> dict[uuid.UUID, set[int]]:
    """Claims that count. A hold that ran out counts no more, even before somebody has cleared it away; the person's
    own hold does not stand in their way, for a new one replaces it."""
    replaced = (Booking.person_key == (person_key or "")) & ~Booking.is_offer
    gives_way = (Booking.state == BookingState.HELD) & ((Booking.hold_until <= clock.now()) | replaced)
    margin = timedelta(days=1)
    rows = session.execute(
        sa.select(Claim.resource_id, Claim.tick)
        .outerjoin(Booking, Booking.id == Claim.booking_id)
        .where(
            Claim.resource_id.in_(resource_ids),
            Claim.tick.between(slots.tick_of(span.earliest - margin), slots.tick_of(span.latest + margin)),
            sa.or_(Claim.session_id.is_not(None), sa.not_(gives_way)),
        )
    )
    claimed: dict[uuid.UUID, set[int]] = defaultdict(set)
    for resource_id, tick in rows:
        claimed[resource_id].add(tick)
    return claimed
