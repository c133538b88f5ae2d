"""Holding, confirming and cancelling a time. Callers own the transaction.

Every change of state is one UPDATE that names the state it expects: whoever comes second changes nothing and is told.
Confirming never gives a claim back and takes it again; a hold simply becomes a booking.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from citizen.booking import claims, inventory, slots, wishes
from citizen.booking.models import Booking, BookingEvent, BookingNeed, Service
from citizen.booking.terms import BookingState, Channel, Need, NeedState
from citizen.booking.wishes import person_key
from citizen.core import clock, references
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.people import service as people
from citizen.proxies.authority import Relation, Subject, Who, record_of

#: Others may be faster for one colleague while another is free: look again, but not for ever.
_TRIES = 12
#: With 20 minutes each this is a working day; after that the time goes back to the others.
MOST_EXTENSIONS = 24


@dataclass(frozen=True, slots=True)
class Contact:
    """How the place reaches the person or their helper."""

    name: str
    phone: str | None = None
    home_address: str | None = None


def hold_time(
    session: Session,
    *,
    who: Who,
    service: Service,
    site_code: str,
    start: datetime,
    needs: Collection[Need],
    hold_minutes: int,
    channel: Channel = Channel.WEB,
) -> Booking:
    """Keep a time for the person while they check their answers; an earlier hold of theirs is given back.

    Raises Conflict('time_taken') when it is no longer free, Conflict('person_busy') when they are elsewhere then.
    """
    expire_stale_holds(session)
    key = person_key(who)
    _release_hold_of(session, key, who)
    for _ in range(_TRIES):
        plan = inventory.get_plan(session, service=service, site_code=site_code, needs=needs, person_key=key)
        offer = plan.offer_at(start)
        if offer is None:
            raise Conflict(_why_not(plan, start))
        booking = _new_hold(plan, offer, who, hold_minutes, channel)
        if _take(session, booking, plan, offer):
            _record(session, booking.id, "held", who, channel, version=1)
            return booking
        _release_hold_of(session, key, who)  # the same person, faster in another window
    raise Conflict("time_taken")


def extend_hold(session: Session, *, who: Who, reference: str, hold_minutes: int) -> Booking:
    """Start the waiting time anew. Raises Conflict('hold_lost') when it is over."""
    booking = get_booking(session, who=who, reference=reference)
    _change(
        session,
        booking,
        "extended",
        who,
        Booking.state == BookingState.HELD,
        Booking.hold_until > clock.now(),
        Booking.extensions < MOST_EXTENSIONS,
        refusal="hold_lost",
        hold_until=clock.now() + timedelta(minutes=hold_minutes),
        extensions=Booking.extensions + 1,
    )
    return booking


def confirm_booking(session: Session, *, who: Who, reference: str, contact: Contact) -> Booking:
    """The held time becomes the person's. A second press changes nothing. Raises Conflict('hold_lost')."""
    booking = get_booking(session, who=who, reference=reference)
    if booking.state is BookingState.CONFIRMED:
        return booking
    _change(
        session,
        booking,
        "confirmed",
        who,
        Booking.state == BookingState.HELD,
        Booking.hold_until > clock.now(),
        refusal="hold_lost",
        state=BookingState.CONFIRMED,
        hold_until=None,
        contact_name=contact.name,
        contact_phone=contact.phone,
        home_address=contact.home_address,
    )
    return booking


def cancel_booking(session: Session, *, who: Who, reference: str) -> Booking:
    """Give the time back. Cancelling twice changes nothing; after the start it is too late."""
    booking = get_booking(session, who=who, reference=reference)
    if booking.state is BookingState.CANCELLED_BY_PERSON:
        return booking
    if not can_cancel(booking):
        raise RuleBroken("too_late_to_cancel")
    _change(
        session,
        booking,
        "cancelled_by_person",
        who,
        Booking.state == BookingState.CONFIRMED,
        Booking.version == booking.version,
        refusal="changed_meanwhile",
        state=BookingState.CANCELLED_BY_PERSON,
        ics_sequence=Booking.ics_sequence + 1,
    )
    claims.free_time_of(session, booking_id=booking.id)
    return booking


def release_hold(session: Session, *, who: Who) -> None:
    """The person does not want the held time any more."""
    _release_hold_of(session, person_key(who), who)


def expire_stale_holds(session: Session) -> int:
    """Give back what nobody confirmed in time; returns how many. Whoever holds next does this: no sweeper needed."""
    stale = session.scalars(
        sa.select(Booking.id)
        .where(Booking.state == BookingState.HELD, Booking.hold_until <= clock.now())
        .order_by(Booking.id)  # everybody in the same order: nobody waits in a circle
    ).all()
    return sum(_end_hold(session, booking_id, BookingState.EXPIRED, None) for booking_id in stale)


def forget_unfinished(session: Session, visit_id: uuid.UUID) -> None:
    """The visit has ended: what it looked for is gone, and a time it only held goes back to the others."""
    wishes.forget_wishes_of(session, visit_id=visit_id)
    held = session.execute(
        sa.select(Booking.id, Booking.booked_by).where(Booking.visit_id == visit_id, Booking.state == BookingState.HELD)
    ).all()
    for row in held:
        who = Who(visit_id=visit_id, subject=Subject(relation=Relation(row.booked_by)))
        _end_hold(session, row.id, BookingState.RELEASED, who)


def can_cancel(booking: Booking) -> bool:
    return booking.state is BookingState.CONFIRMED and clock.now() < booking.start_at


def is_held(booking: Booking) -> bool:
    return booking.state is BookingState.HELD and booking.hold_until is not None and clock.now() < booking.hold_until


def get_booking(session: Session, *, who: Who, reference: str) -> Booking:
    """A booking of this visit, or one it has proved to know; anything else does not exist for it."""
    wanted = references.normalise(reference)
    booking = None if wanted is None else _find(session, wanted)
    if booking is None or who.visit_id is None:
        raise NotFound("booking")
    if booking.visit_id != who.visit_id and not people.has_access(
        session, visit_id=who.visit_id, reference=booking.public_ref
    ):
        raise NotFound("booking")
    return booking


def list_bookings(session: Session, *, who: Who) -> Sequence[Booking]:
    """What this visit has made and what is still to come, next first; a time that is only held comes along."""
    now = clock.now()
    is_live_hold = (Booking.state == BookingState.HELD) & (Booking.hold_until > now)
    is_to_come = (Booking.state == BookingState.CONFIRMED) & (Booking.end_at > now)
    return session.scalars(
        sa.select(Booking)
        .where(Booking.visit_id == who.visit_id, sa.or_(is_live_hold, is_to_come))
        .order_by(Booking.start_at)
    ).all()


def find_with_code(session: Session, *, reference: str, access_code: str) -> Booking | None:
    """The booking, if reference and access code belong together. Says no more than that. A hold cannot be found."""
    wanted = references.normalise(reference)
    booking = None if wanted is None else _find(session, wanted)
    if booking is None or booking.state in (BookingState.HELD, BookingState.EXPIRED, BookingState.RELEASED):
        return None
    typed = references.normalise_code(access_code)
    return booking if hmac.compare_digest(typed.encode(), booking.access_code.encode()) else None


def _find(session: Session, reference: str) -> Booking | None:
    return session.scalar(sa.select(Booking).where(Booking.public_ref == reference))


def _why_not(plan: inventory.Plan, start: datetime) -> str:
    wanted = slots.ticks_between(start, start + timedelta(minutes=plan.span.minutes))
    return "time_taken" if plan.busy.isdisjoint(wanted) else "person_busy"


def _new_hold(plan: inventory.Plan, offer: slots.Offer, who: Who, hold_minutes: int, channel: Channel) -> Booking:
    if who.visit_id is None:
        raise NotFound("visit")
    now = clock.now()
    return Booking(
        id=uuid.uuid4(),
        public_ref=references.new_reference("B"),
        access_code=references.new_access_code(),
        service_id=plan.service.id,
        site_id=plan.site.id,
        start_at=offer.start,
        end_at=offer.end,
        state=BookingState.HELD,
        hold_until=now + timedelta(minutes=hold_minutes),
        extensions=0,
        version=1,
        ics_sequence=0,
        visit_id=who.visit_id,
        person_key=person_key(who),
        booked_by=who.subject.relation.value,
        person_name=who.subject.name or None,
        channel=channel,
        created_at=now,
        changed_at=now,
    )


def _take(session: Session, booking: Booking, plan: inventory.Plan, offer: slots.Offer) -> bool:
    """Write the hold with all its claims, or nothing of it. False: somebody was faster."""
    savepoint = session.begin_nested()
    try:
        session.add(booking)
        session.flush()
    except IntegrityError:  # one held time per person: another window of theirs was faster
        savepoint.rollback()
        return False
    occupied = slots.occupied_ticks(plan.span, offer.start)
    own_time = slots.ticks_between(offer.start, offer.end)
    if not claims.claim_resources(session, booking_id=booking.id, resources=offer.resources, ticks=occupied):
        savepoint.rollback()
        return False
    if not claims.claim_person(session, booking_id=booking.id, person_key=booking.person_key, ticks=own_time):
        savepoint.rollback()
        return False
    states = dict.fromkeys(plan.arranged, NeedState.ARRANGED) | dict.fromkeys(plan.asked, NeedState.ASKED)
    session.add_all(BookingNeed(booking_id=booking.id, need=need, state=state) for need, state in states.items())
    session.flush()
    savepoint.commit()
    return True


def _release_hold_of(session: Session, key: str, who: Who) -> None:
    held = session.scalar(sa.select(Booking.id).where(Booking.person_key == key, Booking.state == BookingState.HELD))
    if held is not None:
        _end_hold(session, held, BookingState.RELEASED, who)


def _end_hold(session: Session, booking_id: uuid.UUID, state: BookingState, who: Who | None) -> bool:
    """Held becomes expired or released, and its time is free. False: it was no longer a (stale) hold."""
    guard = [Booking.id == booking_id, Booking.state == BookingState.HELD]
    if who is None:
        guard.append(Booking.hold_until <= clock.now())
    changed = session.execute(
        sa.update(Booking)
        .where(*guard)
        .values(state=state, hold_until=None, version=Booking.version + 1, changed_at=clock.now())
        .returning(Booking.version, Booking.channel)
        .execution_options(synchronize_session="fetch")
    ).first()
    if changed is None:
        return False
    claims.free_time_of(session, booking_id=booking_id)
    _record(session, booking_id, state.value, who, changed.channel, version=changed.version)
    return True


def _change(session: Session, booking: Booking, what: str, who: Who, *guard: Any, refusal: str, **values: Any) -> None:
    """Compare and swap: the row changes only if it still is as expected; else Conflict(refusal)."""
    changed = session.execute(
        sa.update(Booking)
        .where(Booking.id == booking.id, *guard)
        .values(version=Booking.version + 1, changed_at=clock.now(), **values)
        .returning(Booking.version)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise Conflict(refusal)
    session.refresh(booking)
    _record(session, booking.id, what, who, booking.channel, version=changed.version)


def _record(
    session: Session, booking_id: uuid.UUID, what: str, who: Who | None, channel: Channel, *, version: int
) -> None:
    """Who did what for whom; codes only. Without `who` time itself acted."""
    acting = {"actor": "clock", "relation": ""} if who is None else record_of(who)
    session.add(
        BookingEvent(booking_id=booking_id, at=clock.now(), what=what, channel=channel, version=version, **acting)
    )
    session.flush()
