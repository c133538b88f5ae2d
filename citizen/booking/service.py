"""Holding, confirming and cancelling a time. Callers own the transaction.

Every change of state is one UPDATE that names the state it expects: whoever comes second changes nothing and is told.
Confirming never gives a claim back and takes it again; a hold simply becomes a booking.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, lazyload

from citizen.accessibility.locales import DEFAULT
from citizen.booking import freed, inventory, lifecycle, rows, slots, wishes
from citizen.booking.models import Booking, Service
from citizen.booking.notice_kinds import BOOKING_CANCELLED, BOOKING_CANCELLED_BY_SERVICE, BOOKING_CONFIRMED
from citizen.booking.scope import may_open
from citizen.booking.telling import tell_person
from citizen.booking.terms import BookingState, Channel, Need
from citizen.booking.wishes import person_key
from citizen.core import clock, references
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.authority import Act, Relation, Subject, Who
from citizen.proxies.doings import note_doing
from citizen.proxies.scope import is_allowed

#: Others may be faster for one colleague while another is free: look again, but not for ever.
_TRIES = 12
#: With 20 minutes each this is a working day; after that the time goes back to the others.
MOST_EXTENSIONS = 24
_LONGEST_REASON = 40
#: What a page of a booking says in one statement, built once; needs, and what the service takes, when somebody asks.
_BY_REFERENCE = (
    sa.select(Booking)
    .where(Booking.public_ref == sa.bindparam("reference"))
    .options(joinedload(Booking.service, innerjoin=True).lazyload(Service.requirements), lazyload(Booking.needs))
)


@dataclass(frozen=True, slots=True)
class Contact:
    """How the place reaches the person or their helper."""

    name: str
    phone: str | None = None
    home_address: str | None = None
    #: How they read: language and easy-read (a code of accessibility.reading_codes).
    language: str = DEFAULT.code


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
            raise Conflict(why_not(plan, start))
        booking = rows.new_hold(plan, offer, who, hold_minutes, channel)
        if rows.take(session, booking, plan, offer):
            rows.record_event(session, booking.id, "held", who, channel, version=1)
            return booking
        _release_hold_of(session, key, who)  # the same person, faster in another window
    raise Conflict("time_taken")


def extend_hold(session: Session, *, who: Who, reference: str, hold_minutes: int) -> Booking:
    """Start the waiting time anew. Raises Conflict('hold_lost') when it is over."""
    booking = get_booking(session, who=who, reference=reference)
    rows.change_booking(
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


def confirm_booking(session: Session, *, who: Who, reference: str, contact: Contact, is_told: bool = True) -> Booking:
    """The held time becomes the person's. A second press changes nothing. Raises Conflict('hold_lost').

    Without `is_told` the caller tells of several bookings at once.
    """
    booking = get_booking(session, who=who, reference=reference)
    if booking.state is BookingState.CONFIRMED:
        return booking
    rows.confirm_held(
        session,
        booking,
        who,
        name=contact.name,
        phone=contact.phone,
        home_address=contact.home_address,
        language=contact.language,
        refusal="hold_lost",
    )
    if is_told:
        tell_person(session, booking, BOOKING_CONFIRMED)
        note_doing(session, who=who, doing="booked", about=booking.public_ref)
    return booking


def cancel_booking(
    session: Session,
    *,
    who: Who,
    reference: str,
    by_service: bool = False,
    reason: str = "",
    is_told: bool = True,
) -> Booking:
    """Give the time back. Cancelling twice changes nothing; after the start it is too late for the person.

    With `by_service` the place does it: the caller has checked that this member of staff may. `reason` is a short code.
    Without `is_told` the caller tells of several bookings at once.
    """
    booking = booking_to_change(session, who=who, reference=reference, by_service=by_service)
    if booking.state in lifecycle.CANCELLED:
        return booking
    if not by_service and not can_cancel(booking):
        raise RuleBroken("too_late_to_cancel")
    after = BookingState.CANCELLED_BY_SERVICE if by_service else BookingState.CANCELLED_BY_PERSON
    _close(session, booking, who, after, reason)
    freed.free_time_of(session, booking)
    _tell_of_cancelling(session, booking, who, by_service=by_service, is_told=is_told)
    return booking


def _close(session: Session, booking: Booking, who: Who, after: BookingState, reason: str) -> None:
    rows.change_booking(
        session,
        booking,
        after.value,
        who,
        Booking.state.in_(lifecycle.states_before(after)),
        Booking.version == booking.version,
        refusal="changed_meanwhile",
        detail={"reason": reason} if reason else None,
        state=after,
        closed_reason=reason[:_LONGEST_REASON],
        ics_sequence=Booking.ics_sequence + 1,
    )


def _tell_of_cancelling(session: Session, booking: Booking, who: Who, *, by_service: bool, is_told: bool) -> None:
    """The person, unless the caller tells of several bookings at once. The place reads it in its list of the day."""
    if not is_told:
        return
    tell_person(session, booking, BOOKING_CANCELLED_BY_SERVICE if by_service else BOOKING_CANCELLED)
    if not by_service:
        note_doing(session, who=who, doing="booking_cancelled", about=booking.public_ref)


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
    return sum(rows.end_hold(session, booking_id, BookingState.EXPIRED, None) for booking_id in stale)


def forget_unfinished(session: Session, visit_id: uuid.UUID) -> None:
    """The visit has ended: what it looked for is gone, and a time it only held goes back to the others. A time that was
    offered from the waiting list stays: the person finds it with reference and access code.
    """
    wishes.forget_wishes_of(session, visit_id=visit_id)
    held = session.execute(
        sa.select(Booking.id, Booking.booked_by).where(
            Booking.visit_id == visit_id, Booking.state == BookingState.HELD, Booking.is_offer.is_(False)
        )
    ).all()
    for row in held:
        who = Who(visit_id=visit_id, subject=Subject(relation=Relation(row.booked_by)))
        rows.end_hold(session, row.id, BookingState.RELEASED, who)


def can_cancel(booking: Booking) -> bool:
    return booking.state is BookingState.CONFIRMED and clock.now() < booking.start_at


def is_held(booking: Booking) -> bool:
    return booking.state is BookingState.HELD and booking.hold_until is not None and clock.now() < booking.hold_until


def get_booking(session: Session, *, who: Who, reference: str) -> Booking:
    """A booking in this folder, for whoever may book or see, or one this browser has proved to know; anything else does
    not exist for it.
    """
    wanted = references.normalise(reference)
    booking = None if wanted is None else _find(session, wanted)
    if booking is None or who.visit_id is None or not may_open(session, who, booking):
        raise NotFound("booking")
    return booking


def booking_to_change(session: Session, *, who: Who, reference: str, by_service: bool) -> Booking:
    """The booking for the person or their helper; for the place, any of that reference."""
    if not by_service:
        return get_booking(session, who=who, reference=reference)
    wanted = references.normalise(reference)
    booking = None if wanted is None else _find(session, wanted)
    if booking is None:
        raise NotFound("booking")
    return booking


def list_bookings(session: Session, *, who: Who) -> Sequence[Booking]:
    """What this visit has made and what is still to come, next first; a time that is only held comes along."""
    if not is_allowed(who, Act.BOOK, Act.SEE):
        return []
    now = clock.now()
    is_live_hold = (Booking.state == BookingState.HELD) & (Booking.hold_until > now) & ~Booking.is_offer
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
    if booking is None or booking.state in lifecycle.NEVER_BOOKED | {BookingState.HELD}:
        return None
    return booking if references.is_same_code(access_code, booking.access_code) else None


def _find(session: Session, reference: str) -> Booking | None:
    return session.scalar(_BY_REFERENCE, {"reference": reference})


def why_not(plan: inventory.Plan, start: datetime) -> str:
    """The code of why a time that was offered is offered no more."""
    wanted = slots.ticks_between(start, start + timedelta(minutes=plan.span.minutes))
    return "time_taken" if plan.busy.isdisjoint(wanted) else "person_busy"


def _release_hold_of(session: Session, key: str, who: Who) -> None:
    """One time, or a series as a whole; what was offered from the waiting list is answered on its own page."""
    held = session.scalars(
        sa.select(Booking.id)
        .where(Booking.person_key == key, Booking.state == BookingState.HELD, Booking.is_offer.is_(False))
        .order_by(Booking.id)
    ).all()
    for booking_id in held:
        rows.end_hold(session, booking_id, BookingState.RELEASED, who)
