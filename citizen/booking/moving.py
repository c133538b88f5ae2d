"""Another time for the same appointment. A failed move never loses the old time (see swapping)."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import freed, inventory, rows, service, slots, swapping
from citizen.booking.models import Booking
from citizen.booking.notice_kinds import BOOKING_MOVED, BOOKING_MOVED_BY_SERVICE
from citizen.booking.telling import tell_person
from citizen.booking.terms import BookingState
from citizen.core import clock
from citizen.core.errors import Conflict, RuleBroken
from citizen.proxies.authority import Who
from citizen.proxies.doings import note_doing

#: Others may be faster for one colleague while another is free: look again, but not for ever.
_TRIES = 12


def can_move(booking: Booking) -> bool:
    """Until so many hours before the start as the service says; a seat of a group as well (see seat_moving)."""
    last = booking.start_at - timedelta(hours=booking.service.change_hours)
    return booking.state is BookingState.CONFIRMED and clock.now() < last


def plan_to_move(session: Session, booking: Booking, *, site_code: str | None = None) -> inventory.Plan:
    """The times this appointment can have, with all that is needed on the day."""
    needs = [need.need for need in booking.needs]
    return swapping.plan_instead(session, booking, needs=needs, site_code=site_code)


def places_to_move(session: Session, booking: Booking) -> list[inventory.Plan]:
    """The other places of the district that have this service, each as it would be there."""
    plans = inventory.find_plans(
        session,
        service=booking.service,
        district=booking.site.district,
        needs=[need.need for need in booking.needs],
        person_key=booking.person_key,
    )
    return [plan for plan in plans if plan.site.id != booking.site_id]


def move_booking(
    session: Session,
    *,
    who: Who,
    reference: str,
    start: datetime,
    site_code: str | None = None,
    by_service: bool = False,
) -> Booking:
    """Take the new time, then give the old one back. Moving to where it is already changes nothing.

    With `by_service` the place does it: the caller has checked that this member of staff may; no last moment counts.
    Raises Conflict('time_taken' | 'person_busy' | 'changed_meanwhile'), RuleBroken('too_late_to_move').
    """
    service.expire_stale_holds(session)
    booking = service.booking_to_change(session, who=who, reference=reference, by_service=by_service)
    if _is_there_already(booking, start, site_code):
        return booking
    if booking.state is not BookingState.CONFIRMED:
        raise Conflict("changed_meanwhile")
    if booking.session_id is not None or not (by_service or can_move(booking)):
        raise RuleBroken("too_late_to_move")
    old_site = booking.site
    for _ in range(_TRIES):
        plan = plan_to_move(session, booking, site_code=site_code)
        offer = plan.offer_at(start)
        if offer is None:
            raise Conflict(service.why_not(plan, start))
        release_own_hold(session, booking, offer.start, offer.end, who)
        if swapping.swap(session, booking, plan, offer, who, what="moved", detail=_from_to(booking, plan, offer)):
            freed.say_freed(session, booking.service, old_site)
            tell_moved(session, booking, who, by_service=by_service)
            return booking
    raise Conflict("time_taken")


def release_own_hold(session: Session, booking: Booking, start: datetime, end: datetime, who: Who) -> None:
    """A time the person only holds gives way to the one they choose now."""
    held = session.scalars(
        sa.select(Booking.id).where(
            Booking.person_key == booking.person_key,
            Booking.state == BookingState.HELD,
            Booking.is_offer.is_(False),
            Booking.start_at < end,
            Booking.end_at > start,
        )
    )
    for booking_id in held.all():
        rows.end_hold(session, booking_id, BookingState.RELEASED, who)


def _is_there_already(booking: Booking, start: datetime, site_code: str | None) -> bool:
    is_same = booking.start_at == start and site_code in (None, booking.site.code)
    return is_same and booking.state is BookingState.CONFIRMED


def _from_to(booking: Booking, plan: inventory.Plan, offer: slots.Offer) -> dict[str, str]:
    return {
        "from": booking.start_at.isoformat(timespec="minutes"),
        "from_site": booking.site.code,
        "to": offer.start.isoformat(timespec="minutes"),
        "to_site": plan.site.code,
    }


def tell_moved(session: Session, booking: Booking, who: Who, *, by_service: bool = False) -> None:
    """The person; who did it for them stands in their list."""
    tell_person(session, booking, BOOKING_MOVED_BY_SERVICE if by_service else BOOKING_MOVED)
    if not by_service:
        note_doing(session, who=who, doing="booking_moved", about=booking.public_ref)
