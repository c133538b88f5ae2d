"""How long what was booked is kept: what never became an appointment goes after a month, the rest as the rule of the
district says. Each function deals with at most so many; nothing is half gone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import lifecycle
from citizen.booking.models import (
    Booking,
    BookingEvent,
    BookingNeed,
    BookingRequest,
    Claim,
    PersonSlot,
    Reminder,
    Series,
    SessionSeat,
    Site,
    WaitingEntry,
    Wish,
)
from citizen.booking.terms import BookingState, RequestState, WaitingState
from citizen.core import clock
from citizen.db.base import Base
from citizen.notices import service as notices
from citizen.people import service as people

LEFT_FOR = dt.timedelta(days=30)
"""So long one can still look at what was left, taken back or never confirmed."""

#: How long after the appointment, by district; a district that is missing has no rule.
KeptFor = Mapping[str, dt.timedelta]

_PARTS: tuple[type[Base], ...] = (BookingEvent, BookingNeed, Claim, PersonSlot, Reminder, SessionSeat)
"""Rows that belong to one booking and go with it. Everything else that names a booking lets go of it."""

_WAITS = (WaitingState.WAITING, WaitingState.OFFERED)


# -- what is over ----------------------------------------------------------------------------------------------


def find_old_bookings(
    session: Session, *, kept_for: KeptFor, needed: sa.Select[uuid.UUID | None], at_most: int | None = None
) -> list[uuid.UUID]:
    """Bookings whose time is over, but for those that something else still rests on: `needed`, and offers."""
    offered = sa.select(WaitingEntry.booking_id).where(WaitingEntry.state == WaitingState.OFFERED)
    found = (
        sa.select(Booking.id)
        .join(Site, Site.id == Booking.site_id)
        .where(sa.or_(_never_booked(), *_by_rule(kept_for)))
        .where(Booking.id.not_in(offered.where(WaitingEntry.booking_id.is_not(None))), Booking.id.not_in(needed))
    )
    return list(session.scalars(found.order_by(Booking.id).limit(at_most)))


def count_without_rule(session: Session, kept_for: KeptFor) -> int:
    """Appointments that are over and stay, because nobody said how long."""
    past = sa.and_(Booking.end_at < clock.now(), Booking.state.not_in([*lifecycle.NEVER_BOOKED, BookingState.HELD]))
    without = sa.select(sa.func.count()).join_from(Booking, Site, Site.id == Booking.site_id)
    return session.scalar(without.where(past, Site.district.not_in(list(kept_for)))) or 0


def is_left_entry() -> sa.ColumnElement[bool]:
    """Nobody waits there any more; what was needed, and how somebody was reached, went at once."""
    return sa.and_(WaitingEntry.state.not_in(_WAITS), WaitingEntry.changed_at < clock.now() - LEFT_FOR)


def is_old_request(kept_for: KeptFor) -> sa.ColumnElement[bool]:
    """Taken back, or answered and over by rule. An open one waits for its answer."""
    now = clock.now()
    taken_back = sa.and_(BookingRequest.state == RequestState.WITHDRAWN, BookingRequest.changed_at < now - LEFT_FOR)
    by_rule = [
        sa.and_(BookingRequest.district == district, BookingRequest.changed_at < now - time)
        for district, time in kept_for.items()
    ]
    return sa.or_(taken_back, sa.and_(BookingRequest.state == RequestState.ANSWERED, sa.or_(sa.false(), *by_rule)))


def is_old_wish() -> sa.ColumnElement[bool]:
    """What somebody looked for and did not come back to."""
    return Wish.changed_at < clock.now() - LEFT_FOR


def is_empty_series() -> sa.ColumnElement[bool]:
    """Its last booking is gone."""
    return ~sa.exists().where(Booking.series_id == Series.id)


def _never_booked() -> sa.ColumnElement[bool]:
    return sa.and_(Booking.state.in_(lifecycle.NEVER_BOOKED), Booking.changed_at < clock.now() - LEFT_FOR)


def _by_rule(kept_for: KeptFor) -> Iterable[sa.ColumnElement[bool]]:
    """Counted from the appointment, or from its last change when that came later. A held time is not over."""
    for district, time in kept_for.items():
        before = clock.now() - time
        is_over = sa.and_(Booking.end_at < before, Booking.changed_at < before, Booking.state != BookingState.HELD)
        yield sa.and_(Site.district == district, is_over)


# -- deleting it -----------------------------------------------------------------------------------------------


def delete_bookings(session: Session, *, ids: list[uuid.UUID]) -> int:
    """The bookings with all that belongs to them: who came, what was needed, what was told, who may open them."""
    references = list(session.scalars(sa.select(Booking.public_ref).where(Booking.id.in_(ids))))
    for part in _PARTS:
        _run(session, sa.delete(part).where(part.__table__.c.booking_id.in_(ids)))
    for column in pointers():
        _run(session, sa.update(column.table).where(column.in_(ids)).values({column: None}))
    _forget_references(session, references)
    return _run(session, sa.delete(Booking).where(Booking.id.in_(ids)))


def pointers() -> list[sa.Column[uuid.UUID | None]]:
    """Every column that names a booking without belonging to it, whatever tables there are."""
    own = {part.__table__ for part in _PARTS}
    return [
        key.parent
        for table in Base.metadata.sorted_tables
        if table not in own
        for key in table.foreign_keys
        if key.column.table is Booking.__table__
    ]


def delete_entries(session: Session, *, at_most: int) -> int:
    """Left places on waiting lists."""
    found = sa.select(WaitingEntry.id, WaitingEntry.public_ref).where(is_left_entry())
    rows = session.execute(found.order_by(WaitingEntry.id).limit(at_most)).all()
    _forget_references(session, [row.public_ref for row in rows])
    return _run(session, sa.delete(WaitingEntry).where(WaitingEntry.id.in_([row.id for row in rows])))


def delete_requests(session: Session, *, kept_for: KeptFor, at_most: int) -> int:
    """Questions to places that are over."""
    found = sa.select(BookingRequest.id, BookingRequest.public_ref).where(is_old_request(kept_for))
    rows = session.execute(found.order_by(BookingRequest.id).limit(at_most)).all()
    _forget_references(session, [row.public_ref for row in rows])
    return _run(session, sa.delete(BookingRequest).where(BookingRequest.id.in_([row.id for row in rows])))


def delete_wishes(session: Session) -> int:
    return _run(session, sa.delete(Wish).where(is_old_wish()))


def delete_empty_series(session: Session) -> int:
    return _run(session, sa.delete(Series).where(is_empty_series()))


def _forget_references(session: Session, references: list[str]) -> None:
    for reference in references:
        notices.delete_notices(session, about=reference)
        people.forget_access(session, reference=reference)


def _run(session: Session, change: sa.Delete | sa.Update) -> int:
    done = session.execute(change.execution_options(synchronize_session=False))
    return int(getattr(done, "rowcount", 0))
