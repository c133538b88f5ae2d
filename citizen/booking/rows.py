"""How a booking's row is written: held with all its claims or not at all; changed only from the state it is in.

Every change is one UPDATE that names the state it expects, and leaves one event. Callers own the transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from citizen.booking import claims, freed, heard, inventory, slots
from citizen.booking.models import Booking, BookingEvent, BookingNeed
from citizen.booking.terms import BookingState, Channel, NeedState
from citizen.booking.wishes import person_key
from citizen.core import clock, references
from citizen.core.errors import Conflict, NotFound
from citizen.proxies.authority import Who, record_of

#: After a change the columns are read again; what stands in other tables only when somebody asks for it.
_COLUMNS = tuple(Booking.__table__.columns.keys())
_BESIDE = {"service": "service_id", "site": "site_id", "needs": ""}


def new_hold(plan: inventory.Plan, offer: slots.Offer, who: Who, hold_minutes: int, channel: Channel) -> Booking:
    """A held time as it will be written; nothing is written yet. Raises NotFound without a visit."""
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


def take(session: Session, booking: Booking, plan: inventory.Plan, offer: slots.Offer) -> bool:
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


def end_hold(session: Session, booking_id: uuid.UUID, state: BookingState, who: Who | None) -> bool:
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
    record_event(session, booking_id, state.value, who, changed.channel, version=changed.version)
    booking = session.get_one(Booking, booking_id)
    heard.say_changed(session, booking, state.value)
    freed.free_time_of(session, booking)
    return True


def change_booking(
    session: Session,
    booking: Booking,
    what: str,
    who: Who | None,
    *guard: Any,
    refusal: str,
    detail: Mapping[str, str] | None = None,
    **values: Any,
) -> None:
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
    session.refresh(booking, _COLUMNS)
    session.expire(booking, [name for name, column in _BESIDE.items() if not column or column in values])
    record_event(session, booking.id, what, who, booking.channel, version=changed.version, detail=detail)
    heard.say_changed(session, booking, what)


def confirm_held(
    session: Session,
    booking: Booking,
    who: Who,
    *,
    name: str | None,
    phone: str | None,
    home_address: str | None,
    language: str,
    refusal: str,
) -> None:
    """The held time, chosen or offered, becomes the person's with how to reach them. Else Conflict(refusal)."""
    change_booking(
        session,
        booking,
        "confirmed",
        who,
        Booking.state == BookingState.HELD,
        Booking.hold_until > clock.now(),
        refusal=refusal,
        state=BookingState.CONFIRMED,
        hold_until=None,
        contact_name=name,
        contact_phone=phone,
        home_address=home_address,
        language=language,
    )


def change_confirmed(
    session: Session, booking: Booking, what: str, who: Who, *, detail: Mapping[str, str] | None, **values: Any
) -> None:
    """A confirmed booking changes as it was seen, and its calendar file counts up. Else Conflict."""
    change_booking(
        session,
        booking,
        what,
        who,
        Booking.state == BookingState.CONFIRMED,
        Booking.version == booking.version,
        refusal="changed_meanwhile",
        detail=detail,
        ics_sequence=Booking.ics_sequence + 1,
        **values,
    )


def record_event(
    session: Session,
    booking_id: uuid.UUID,
    what: str,
    who: Who | None,
    channel: Channel,
    *,
    version: int,
    detail: Mapping[str, str] | None = None,
) -> None:
    """Who did what for whom; codes and moments only. Without `who` time itself acted."""
    acting = {"actor": "clock", "relation": ""} if who is None else record_of(who)
    session.add(
        BookingEvent(
            booking_id=booking_id,
            at=clock.now(),
            what=what,
            channel=channel,
            version=version,
            detail=None if detail is None else dict(detail),
            **acting,
        )
    )
    session.flush()
