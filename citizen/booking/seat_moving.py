"""Another session of the same group for a seat one has. Callers own the transaction.

The new session is counted before the old one is given back: when it is full meanwhile, the seat one has is untouched.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import claims, freed, group_sessions, moving, rows, seats, service, slots, swapping
from citizen.booking.models import Booking, GroupSession, PersonSlot
from citizen.booking.terms import BookingState
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.authority import Who


def sessions_to_move(session: Session, booking: Booking) -> list[GroupSession]:
    """The other sessions of the district that have a seat, next first."""
    coming = group_sessions.list_coming(session, service=booking.service, district=booking.site.district)
    return [one for one in coming if one.id != booking.session_id and group_sessions.seats_left(one)]


def session_to_move(session: Session, booking: Booking, *, code: str) -> GroupSession:
    """The session that was chosen. Raises Conflict('session_closed') for one that is over, called off or another's."""
    try:
        group = group_sessions.get_session(session, code=code)
    except NotFound:
        raise Conflict("session_closed") from None
    is_same = group.service_id == booking.service_id and group.site.district == booking.site.district
    if not (is_same and group.site.is_active and group_sessions.can_still_come(group)):
        raise Conflict("session_closed")
    return group


def move_seat(session: Session, *, who: Who, reference: str, code: str) -> Booking:
    """A seat of that session, then the old seat back. Moving to where it is already changes nothing.

    Raises Conflict('session_full' | 'person_busy' | 'session_closed' | 'changed_meanwhile'),
    RuleBroken('too_late_to_move').
    """
    service.expire_stale_holds(session)
    booking = service.booking_to_change(session, who=who, reference=reference, by_service=False)
    if booking.state is not BookingState.CONFIRMED or booking.session_id is None:
        raise Conflict("changed_meanwhile")
    if not moving.can_move(booking):
        raise RuleBroken("too_late_to_move")
    group = session_to_move(session, booking, code=code)
    if group.id == booking.session_id:
        return booking
    moving.release_own_hold(session, booking, group.start_at, group.end_at, who)
    old_site = booking.site
    _swap(session, booking, group, who)
    freed.say_freed(session, booking.service, old_site)
    moving.tell_moved(session, booking, who)
    return booking


def _swap(session: Session, booking: Booking, group: GroupSession, who: Who) -> None:
    """All of it, or nothing and a Conflict."""
    savepoint = session.begin_nested()
    try:
        _change_row(session, booking, group, who)
        if not seats.change_seat(session, session_id=group.id, booking_id=booking.id):
            raise Conflict("session_full")
        if not _change_own_time(session, booking, group):
            raise Conflict("person_busy")
    except Conflict:
        savepoint.rollback()
        session.refresh(booking)
        raise
    needs = [need.need for need in booking.needs]
    swapping.arrange_needs(session, booking, group_sessions.plan_of(group, needs))
    savepoint.commit()
    session.refresh(group)


def _change_row(session: Session, booking: Booking, group: GroupSession, who: Who) -> None:
    detail = {
        "from": booking.start_at.isoformat(timespec="minutes"),
        "from_site": booking.site.code,
        "to": group.start_at.isoformat(timespec="minutes"),
        "to_site": group.site.code,
    }
    values = {"site_id": group.site_id, "start_at": group.start_at, "end_at": group.end_at, "session_id": group.id}
    rows.change_confirmed(session, booking, "moved", who, detail=detail, late_minutes=None, **values)


def _change_own_time(session: Session, booking: Booking, group: GroupSession) -> bool:
    """What is new is taken, then what is no longer wanted is given back; sessions may overlap."""
    had = set(session.scalars(sa.select(PersonSlot.tick).where(PersonSlot.booking_id == booking.id)))
    wanted = set(slots.ticks_between(group.start_at, group.end_at))
    new = sorted(wanted - had)
    if not claims.claim_person(session, booking_id=booking.id, person_key=booking.person_key, ticks=new):
        return False
    claims.free_person(session, booking_id=booking.id, ticks=had - wanted)
    return True
