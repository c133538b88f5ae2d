"""Seats of group sessions: a guarded count decides who gets one, and a key lets no seat be given twice.

The count is one UPDATE that names the limit it expects. Whoever comes second finds no row, whatever a page showed
before. Callers own the transaction.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import GroupSession, SessionSeat
from citizen.core import clock


def take_seat(session: Session, *, session_id: uuid.UUID, booking_id: uuid.UUID) -> bool:
    """One seat less, and this booking has it; False when none is left, or the session is called off or has begun.

    The booking's row must be there already. After False the caller rolls back.
    """
    if not _count_up(session, session_id):
        return False
    _give_to(session, session_id, booking_id)
    return True


def _count_up(session: Session, session_id: uuid.UUID) -> bool:
    counted = session.execute(
        sa.update(GroupSession)
        .where(
            GroupSession.id == session_id,
            GroupSession.booked < GroupSession.capacity,
            GroupSession.is_cancelled.is_(False),
            GroupSession.start_at > clock.now(),
        )
        .values(booked=GroupSession.booked + 1)
        .returning(GroupSession.id)
        .execution_options(synchronize_session=False)
    ).first()
    return counted is not None


def free_seat(session: Session, *, booking_id: uuid.UUID) -> None:
    """Give the seat of a booking back, if it has one. Doing it twice is once.

    Where the place made the session smaller than it was booked, the seat goes with it instead of to somebody else.
    """
    given_back = _take_from(session, booking_id)
    if given_back is not None:
        _count_down(session, given_back)


def change_seat(session: Session, *, session_id: uuid.UUID, booking_id: uuid.UUID) -> bool:
    """A seat of this session instead of the one the booking has: the new one is counted first.

    False when none is left there; then the caller rolls back, and the booking has its old seat.
    """
    old_id = session.scalar(sa.select(SessionSeat.session_id).where(SessionSeat.booking_id == booking_id))
    if old_id is None:
        return False
    # Two people who change places with each other would wait for each other in a circle: both count in one order.
    both = sa.select(GroupSession.id).where(GroupSession.id.in_([old_id, session_id]))
    session.execute(both.order_by(GroupSession.id).with_for_update())
    if not _count_up(session, session_id):
        return False
    _take_from(session, booking_id)
    _give_to(session, session_id, booking_id)
    _count_down(session, old_id)
    return True


def _take_from(session: Session, booking_id: uuid.UUID) -> uuid.UUID | None:
    """The session whose seat it was."""
    taken = sa.delete(SessionSeat).where(SessionSeat.booking_id == booking_id).returning(SessionSeat.session_id)
    return session.execute(taken).scalar()


def _give_to(session: Session, session_id: uuid.UUID, booking_id: uuid.UUID) -> None:
    session.add(SessionSeat(session_id=session_id, seat=_lowest_free(session, session_id), booking_id=booking_id))
    session.flush()


def _count_down(session: Session, session_id: uuid.UUID) -> None:
    left = GroupSession.booked - 1
    smaller = sa.case((GroupSession.lowered_to > left, GroupSession.lowered_to), else_=left)
    capacity = sa.case((GroupSession.lowered_to.is_(None), GroupSession.capacity), else_=smaller)
    session.execute(
        sa.update(GroupSession)
        .where(GroupSession.id == session_id)
        .values(booked=left, capacity=capacity)
        .execution_options(synchronize_session="fetch")
    )


def _lowest_free(session: Session, session_id: uuid.UUID) -> int:
    """The count has locked the session: nobody else chooses a seat of it now."""
    taken = set(session.scalars(sa.select(SessionSeat.seat).where(SessionSeat.session_id == session_id)))
    return next(seat for seat in range(1, len(taken) + 2) if seat not in taken)
