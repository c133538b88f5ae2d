"""Reminding people of what is promised to them: some hours before, at most once for each kind and version, never after
the start, never of what does not take place. A moved appointment has a new version, so its reminders are planned anew.

Any number of copies may run at once: the key of `booking_reminder` decides which of them writes the notice.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.claims import insert_missing
from citizen.booking.models import Booking, BookingEvent, Reminder
from citizen.booking.telling import remind_person
from citizen.booking.terms import BookingState
from citizen.core import clock

#: Whoever booked less than this ago needs no reminder yet.
_JUST_BOOKED = timedelta(hours=1)
#: What makes a time what it is.
_PLANS = ("confirmed", "moved")
#: Booking, kind, version.
_Key = tuple[uuid.UUID, str, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """One reminder: due from so many hours before the start, until the next one takes over (or until the start)."""

    hours: int
    until_hours: int

    @property
    def code(self) -> str:
        return f"{self.hours}h"

    def is_due(self, *, now: datetime, start: datetime, changed_at: datetime) -> bool:
        """Whether it is to be sent now. What was booked or moved just now is remembered without it."""
        first, last = start - timedelta(hours=self.hours), start - timedelta(hours=self.until_hours)
        return first <= now < last and now - changed_at >= _JUST_BOOKED


def kinds_of(hours: Collection[int]) -> tuple[Kind, ...]:
    """The reminders of a deployment, the earliest first: at every moment at most one of them is due. Pure."""
    ordered = sorted({one for one in hours if one > 0}, reverse=True)
    return tuple(Kind(one, later) for one, later in pairwise((*ordered, 0)))


@dataclass(frozen=True, slots=True)
class _Planned:
    """When the time was made what it is, and the version that made it so: other changes remind nobody twice."""

    at: datetime
    version: int


def find_due(session: Session, *, kinds: Sequence[Kind], at_most: int) -> list[tuple[uuid.UUID, Kind]]:
    """Which bookings are to be reminded of, next first, and how."""
    now = clock.now()
    longest = max((kind.hours for kind in kinds), default=0)
    is_coming = sa.and_(
        Booking.state == BookingState.CONFIRMED,
        Booking.start_at > now,
        Booking.start_at <= now + timedelta(hours=longest),
    )
    planned, sent = _planned(session, is_coming), _sent(session, is_coming)
    coming = session.execute(
        sa.select(Booking.id, Booking.start_at).where(is_coming).order_by(Booking.start_at, Booking.id)
    )
    due = (
        (row.id, kind)
        for row in coming
        for kind in kinds
        if row.id in planned and _is_due(kind, row.id, row.start_at, planned[row.id], sent)
    )
    return list(islice(due, at_most))


def remind(session: Session, *, booking_id: uuid.UUID, kind: Kind) -> bool:
    """Write the reminder, if it is still due and no other copy has written it."""
    if not _keep_as_it_is(session, booking_id):
        return False
    booking = session.get_one(Booking, booking_id, populate_existing=True)
    this = Booking.id == booking_id
    planned = _planned(session, this).get(booking_id)
    if planned is None or not _is_due(kind, booking_id, booking.start_at, planned, _sent(session, this)):
        return False
    row = {"booking_id": booking_id, "kind": kind.code, "version": planned.version, "sent_at": clock.now()}
    if insert_missing(session, Reminder.__table__, [row]) == 0:
        return False
    remind_person(session, booking, which=kind.code)
    return True


def _keep_as_it_is(session: Session, booking_id: uuid.UUID) -> bool:
    """Nobody cancels or moves it before this transaction ends. False: it does not take place."""
    changed = session.execute(
        sa.update(Booking)
        .where(Booking.id == booking_id, Booking.state == BookingState.CONFIRMED)
        .values(changed_at=Booking.changed_at)
        .returning(Booking.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


def _is_due(kind: Kind, booking_id: uuid.UUID, start: datetime, planned: _Planned, sent: Collection[_Key]) -> bool:
    is_time = kind.is_due(now=clock.now(), start=start, changed_at=planned.at)
    return is_time and (booking_id, kind.code, planned.version) not in sent


def _planned(session: Session, which: sa.ColumnElement[bool]) -> dict[uuid.UUID, _Planned]:
    rows = session.execute(
        sa.select(BookingEvent.booking_id, BookingEvent.at, BookingEvent.version)
        .join(Booking, Booking.id == BookingEvent.booking_id)
        .where(which, BookingEvent.what.in_(_PLANS))
        .order_by(BookingEvent.version)
    )
    return {row.booking_id: _Planned(row.at, row.version) for row in rows}


def _sent(session: Session, which: sa.ColumnElement[bool]) -> set[_Key]:
    rows = session.execute(
        sa.select(Reminder.booking_id, Reminder.kind, Reminder.version)
        .join(Booking, Booking.id == Reminder.booking_id)
        .where(which)
    )
    return {(row.booking_id, row.kind, row.version) for row in rows}
