"""An appointment that the staff book for somebody who asked. Callers own the transaction."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from citizen.booking import heard, inventory, requests, rows
from citizen.booking.models import Booking, BookingRequest
from citizen.booking.terms import BookingState, Channel, Need
from citizen.core.errors import Conflict, NotFound


def plan_for(session: Session, *, request: BookingRequest, site_code: str) -> inventory.Plan:
    """The times at a place for what was asked, with what this person needs. Raises NotFound where there are none."""
    if request.service is None:
        raise NotFound("service")
    needs = [Need(code) for code in request.needs]
    key = request.person_key
    return inventory.get_plan(session, service=request.service, site_code=site_code, needs=needs, person_key=key)


def book_for_request(
    session: Session, *, request: BookingRequest, site_code: str, start: datetime, staff_id: uuid.UUID, answer: str
) -> Booking:
    """Booked and answered at once, or nothing of it. What the person holds or was offered elsewhere stays theirs.

    Raises Conflict('time_taken') when the time is no longer free, Conflict('answered_already') when a colleague was
    faster.
    """
    plan = plan_for(session, request=request, site_code=site_code)
    offer = plan.offer_at(start)
    if offer is None:
        raise Conflict("time_taken")
    who = requests.asker_of(request, staff_id=staff_id)
    booking = rows.new_hold(plan, offer, who, 1, Channel.STAFF)
    booking.state, booking.hold_until, booking.person_key = BookingState.CONFIRMED, None, request.person_key
    booking.contact_name, booking.contact_phone = request.contact_name, request.contact_phone
    booking.home_address, booking.language = request.home_address, request.language
    if not rows.take(session, booking, plan, offer):
        raise Conflict("time_taken")
    session.refresh(booking)
    rows.record_event(session, booking.id, "confirmed", who, Channel.STAFF, version=1, detail={"request": "answered"})
    heard.say_changed(session, booking, "confirmed")
    requests.answer_request(session, request=request, staff_id=staff_id, answer=answer, booking=booking)
    return booking
