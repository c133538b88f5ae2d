"""What a place, and what interpreters, need to know of the bookings of their district: when, where, which service, what
the person is called and needs. Nothing else, and nothing of other districts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import Booking, BookingNeed, Site
from citizen.booking.terms import BookingState, Need
from citizen.core import clock

_COMING = (BookingState.CONFIRMED, BookingState.ARRIVED)
#: What a day was to be: also what took place, and what was called off.
_OF_A_DAY = (
    *_COMING,
    BookingState.DONE,
    BookingState.NO_SHOW,
    BookingState.CANCELLED_BY_PERSON,
    BookingState.CANCELLED_BY_SERVICE,
)
#: How far interpreters see ahead.
DAYS_AHEAD = 14


@dataclass(frozen=True, slots=True)
class Window:
    """From a moment until another."""

    begin: datetime
    end: datetime


def on_day(day: date) -> Window:
    """A day in the districts."""
    begin = datetime.combine(day, time(), tzinfo=clock.LOCAL_ZONE)
    return Window(begin, begin + timedelta(days=1))


def today() -> Window:
    return on_day(clock.today())


def next_days() -> Window:
    begin = today().begin
    return Window(begin, begin + timedelta(days=DAYS_AHEAD))


def list_day(session: Session, *, district: str, day: date) -> list[Booking]:
    """Everything that was booked for a day at the district's places, in order."""
    window = on_day(day)
    wanted = (
        sa.select(Booking)
        .join(Site, Site.id == Booking.site_id)
        .where(
            Site.district == district,
            Booking.state.in_(_OF_A_DAY),
            Booking.start_at >= window.begin,
            Booking.start_at < window.end,
        )
    )
    return list(session.scalars(wanted.order_by(Booking.start_at, Booking.public_ref)))


def list_bookings(session: Session, *, district: str, window: Window, only_need: Need | None = None) -> list[Booking]:
    """Those of the district's places that take place, in order; with `only_need`, those that need it."""
    wanted = (
        sa.select(Booking)
        .join(Site, Site.id == Booking.site_id)
        .where(
            Site.district == district,
            Booking.state.in_(_COMING),
            Booking.start_at >= window.begin,
            Booking.start_at < window.end,
        )
    )
    if only_need is not None:
        needs_it = sa.exists().where(BookingNeed.booking_id == Booking.id, BookingNeed.need == only_need)
        wanted = wanted.where(needs_it)
    return list(session.scalars(wanted.order_by(Booking.start_at, Booking.public_ref)))
