"""Two people of one family at times next to each other. Callers own the transaction.

Each has a booking of their own, with a reference of their own: cancelling one leaves the other. What links them is a
mark that both carry.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import inventory, service
from citizen.booking.models import Booking
from citizen.booking.service import Contact
from citizen.booking.slots import Offer
from citizen.booking.terms import BookingState, Channel, Need
from citizen.booking.wishes import person_key
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.people import service as people
from citizen.proxies.authority import Who

_LIVE = (BookingState.HELD, BookingState.CONFIRMED)


class Beside(StrEnum):
    """Where a time lies, seen from the one that is there already."""

    SAME = "same"
    AFTER = "after"
    BEFORE = "before"
    SAME_DAY = "same_day"


#: Next to each other first; two people at the same time, where two colleagues are free, suits a family as well.
_ORDER = (Beside.AFTER, Beside.BEFORE, Beside.SAME, Beside.SAME_DAY)


@dataclass(frozen=True, slots=True)
class Near:
    """A time for the second person."""

    offer: Offer
    beside: Beside


def can_add(booking: Booking) -> bool:
    """Whether somebody else can be booked next to this one."""
    is_live = booking.state is BookingState.CONFIRMED or service.is_held(booking)
    is_single = booking.session_id is None and booking.series_id is None and not booking.is_offer
    return is_live and is_single and clock.now() < booking.start_at


def times_beside(session: Session, *, booking: Booking, who: Who, needs: Collection[Need]) -> list[Near]:
    """The times of that day at the same place for the second person, those next to the first one's first."""
    plan = _plan(session, booking, who, needs)
    day = booking.start_at.astimezone(plan.zone).date()
    minutes = timedelta(minutes=plan.span.prep_minutes + plan.span.clean_minutes)
    found = [Near(offer, _beside(booking, offer, minutes)) for offer in plan.offers([day])]
    return sorted(found, key=lambda near: (_ORDER.index(near.beside), _distance(booking, near.offer)))


def hold_beside(
    session: Session,
    *,
    who: Who,
    booking: Booking,
    start: datetime,
    needs: Collection[Need],
    hold_minutes: int,
    channel: Channel,
) -> Booking:
    """Keep a time for the second person. The first one's booking is not touched, and both carry the same mark.

    Raises Conflict('time_taken' | 'person_busy'), and RuleBroken('same_person') where it is the one who has it already.
    """
    if booking.person_key == person_key(who):
        raise RuleBroken("same_person")
    held = service.hold_time(
        session,
        who=who,
        service=booking.service,
        site_code=booking.site.code,
        start=start,
        needs=needs,
        hold_minutes=hold_minutes,
        channel=channel,
    )
    mark = booking.together_id or uuid.uuid4()
    session.execute(
        sa.update(Booking)
        .where(Booking.id.in_([booking.id, held.id]))
        .values(together_id=mark)
        .execution_options(synchronize_session="fetch")
    )
    return held


def confirm_both(session: Session, *, who: Who, references: Sequence[str], contact: Contact) -> list[Booking]:
    """Both become theirs, or neither: raises Conflict('hold_lost')."""
    with session.begin_nested():
        return [
            service.confirm_booking(session, who=who, reference=reference, contact=contact) for reference in references
        ]


def let_see(session: Session, *, who: Who, booking: Booking) -> None:
    """This browser may go on with this booking while it acts for the second person."""
    visit_id = who.browser_id or who.visit_id
    if visit_id is not None:
        people.grant_access(session, visit_id=visit_id, reference=booking.public_ref)


def find_partners(session: Session, *, who: Who, booking: Booking) -> list[Booking]:
    """The bookings next to this one that may be opened from here."""
    if booking.together_id is None:
        return []
    others = session.scalars(
        sa.select(Booking)
        .where(Booking.together_id == booking.together_id, Booking.id != booking.id, Booking.state.in_(_LIVE))
        .order_by(Booking.start_at, Booking.public_ref)
    )
    return [one for one in others if _may_open(session, who, one)]


def _may_open(session: Session, who: Who, booking: Booking) -> bool:
    try:
        service.get_booking(session, who=who, reference=booking.public_ref)
    except NotFound:
        return False
    return True


def _plan(session: Session, booking: Booking, who: Who, needs: Collection[Need]) -> inventory.Plan:
    if not can_add(booking):
        raise Conflict("hold_lost")
    return inventory.get_plan(
        session, service=booking.service, site_code=booking.site.code, needs=needs, person_key=person_key(who)
    )


def _beside(booking: Booking, offer: Offer, between: timedelta) -> Beside:
    """Directly after or before, with what the place needs between two visits."""
    if offer.start == booking.start_at:
        return Beside.SAME
    step = timedelta(minutes=booking.service.step_minutes)
    if timedelta(0) <= offer.start - booking.end_at <= between + _rest_of_step(booking, step):
        return Beside.AFTER
    if timedelta(0) <= booking.start_at - offer.end <= between + _rest_of_step(booking, step):
        return Beside.BEFORE
    return Beside.SAME_DAY


def _rest_of_step(booking: Booking, step: timedelta) -> timedelta:
    """What is left until the next start on the grid."""
    return -(booking.end_at - booking.start_at) % step


def _distance(booking: Booking, offer: Offer) -> timedelta:
    return abs(offer.start - booking.start_at)
