"""Several appointments booked as one: all of them or none. Callers own the transaction.

Each appointment is a booking of its own and can be moved or cancelled alone. They are held together (the first stands
for all where one held time per person is counted), confirmed together, and carry one access code.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from citizen.booking import claims, inventory, rows, series_looking, series_plan, service, slots
from citizen.booking.list_kinds import SERIES_BOOKED, SERIES_CANCELLED
from citizen.booking.models import Booking, BookingNeed, Claim, PersonSlot, Series, Service
from citizen.booking.scope import may_open
from citizen.booking.service import Contact
from citizen.booking.telling import Owner, tell_owner, values_of
from citizen.booking.terms import BookingState, Channel, Need, NeedState, SeriesState
from citizen.booking.wishes import person_key
from citizen.core import clock, references
from citizen.core.errors import Conflict, NotFound
from citizen.notices.kinds import Value
from citizen.proxies.authority import Act, Who
from citizen.proxies.doings import note_doing
from citizen.proxies.scope import is_allowed

_PROMISED = (BookingState.CONFIRMED, BookingState.ARRIVED)
#: Others may be faster for one colleague while another is free: look again, but not for ever.
_TRIES = 12


@dataclass(frozen=True, slots=True)
class _Hold:
    """Who holds, for how long, and from where."""

    who: Who
    minutes: int
    channel: Channel


def hold_series(
    session: Session,
    *,
    who: Who,
    service: Service,
    site_code: str,
    needs: Collection[Need],
    starts: Sequence[datetime],
    every_days: int,
    hold_minutes: int,
    channel: Channel = Channel.WEB,
) -> Series:
    """Keep exactly these times, all or none; what the person held before is given back.

    Raises Conflict('time_taken') when one of them is no longer free: then nothing is held, and a new list is made.
    """
    _expire_and_release(session, who)
    for _ in range(_TRIES):
        plan = series_looking.get_plan(
            session, service=service, site_code=site_code, needs=needs, person_key=person_key(who)
        )
        offers = _offers_at(plan, sorted(set(starts)))
        row = _new_series(who, plan, len(offers), every_days)
        if _hold_all(session, row, plan, offers, _Hold(who, hold_minutes, channel)):
            return row
        _expire_and_release(session, who)
    raise Conflict("time_taken")


def _hold_all(session: Session, row: Series, plan: inventory.Plan, offers: Sequence[slots.Offer], by: _Hold) -> bool:
    """The series with all its appointments, or nothing of it. False: somebody was faster for one of the resources."""
    savepoint = session.begin_nested()
    session.add(row)
    session.flush()
    held = _held(row, plan, offers, by.who, by.minutes, by.channel)
    if not _take(session, plan, held, offers):
        savepoint.rollback()
        return False
    savepoint.commit()
    for booking in held:
        rows.record_event(session, booking.id, "held", by.who, by.channel, version=1, detail={"series": row.public_ref})
    session.refresh(row)
    return True


def extend_series(session: Session, *, who: Who, reference: str, hold_minutes: int) -> None:
    """Start the waiting time anew for all. Raises Conflict('hold_lost')."""
    for booking in _held_now(session, who, reference):
        service.extend_hold(session, who=who, reference=booking.public_ref, hold_minutes=hold_minutes)


def confirm_series(session: Session, *, who: Who, reference: str, contact: Contact) -> Series:
    """All become the person's, or none does: raises Conflict('hold_lost'). A second press changes nothing."""
    row = get_series(session, who=who, reference=reference)
    held = [one for one in list_appointments(session, row=row) if one.state is BookingState.HELD]
    with session.begin_nested():
        for booking in held:
            service.confirm_booking(session, who=who, reference=booking.public_ref, contact=contact, is_told=False)
    if held:
        _tell(session, row, held, SERIES_BOOKED)
        note_doing(session, who=who, doing="booked", about=row.public_ref)
    elif not list_to_come(session, row=row):
        raise Conflict("hold_lost")
    return row


def cancel_rest(session: Session, *, who: Who, reference: str) -> list[Booking]:
    """Everything of the series that has not begun is given back; returns what that was. Doing it twice is once."""
    row = get_series(session, who=who, reference=reference)
    given_back = [one for one in list_to_come(session, row=row) if service.can_cancel(one)]
    for booking in given_back:
        service.cancel_booking(session, who=who, reference=booking.public_ref, is_told=False)
    if given_back:
        _tell(session, row, given_back, SERIES_CANCELLED)
        note_doing(session, who=who, doing="booking_cancelled", about=row.public_ref)
    session.execute(
        sa.update(Series)
        .where(Series.id == row.id)
        .values(state=SeriesState.ENDED)
        .execution_options(synchronize_session="fetch")
    )
    return given_back


def get_series(session: Session, *, who: Who, reference: str) -> Series:
    """A series of this folder, or one this browser has proved to know; anything else does not exist for it."""
    wanted = references.normalise(reference)
    row = None if wanted is None else _find(session, wanted)
    if row is None or who.visit_id is None or not may_open(session, who, row):
        raise NotFound("series")
    return row


def find_of_booking(session: Session, *, who: Who, booking: Booking) -> Series | None:
    """The series a booking belongs to, if it may be opened."""
    row = None if booking.series_id is None else session.get(Series, booking.series_id)
    if row is None:
        return None
    try:
        return get_series(session, who=who, reference=row.public_ref)
    except NotFound:
        return None


def list_appointments(session: Session, *, row: Series) -> Sequence[Booking]:
    """All that were booked, in their order; what was only held once is not among them."""
    return session.scalars(
        sa.select(Booking)
        .where(
            Booking.series_id == row.id,
            Booking.state.not_in([BookingState.EXPIRED, BookingState.RELEASED]),
        )
        .order_by(Booking.start_at, Booking.series_position)
    ).all()


def list_to_come(session: Session, *, row: Series) -> list[Booking]:
    now = clock.now()
    return [one for one in list_appointments(session, row=row) if one.state in _PROMISED and one.end_at > now]


def each_once(bookings: Sequence[Booking]) -> list[Booking]:
    """Of every series only its next appointment: ten lines of one series would hide the rest."""
    seen: set[uuid.UUID] = set()
    shown = []
    for booking in bookings:
        if booking.series_id is None or booking.series_id not in seen:
            shown.append(booking)
        if booking.series_id is not None:
            seen.add(booking.series_id)
    return shown


def references_of(session: Session, *, who: Who) -> dict[uuid.UUID, str]:
    """The series of this visit, by id, for links."""
    if who.visit_id is None or not is_allowed(who, Act.BOOK, Act.SEE):
        return {}
    found = session.execute(sa.select(Series.id, Series.public_ref).where(Series.visit_id == who.visit_id))
    return {row.id: row.public_ref for row in found}


def find_with_code(session: Session, *, reference: str, access_code: str) -> Series | None:
    """The series, if its reference and the access code of its appointments belong together."""
    wanted = references.normalise(reference)
    row = None if wanted is None else _find(session, wanted)
    booked = [] if row is None else list_appointments(session, row=row)
    if not booked or booked[0].state is BookingState.HELD:
        return None
    return row if references.is_same_code(access_code, booked[0].access_code) else None


def _expire_and_release(session: Session, who: Who) -> None:
    service.expire_stale_holds(session)
    service.release_hold(session, who=who)


def _offers_at(plan: inventory.Plan, starts: Sequence[datetime]) -> list[slots.Offer]:
    """Each of these times as it can be had now; raises Conflict when one is gone, or there are too many or too few."""
    found = [offer for start in starts if (offer := plan.offer_at(start)) is not None]
    is_a_series = series_plan.SHORTEST <= len(found) <= plan.service.most_in_series
    if not is_a_series or len(found) < len(starts):
        raise Conflict("time_taken")
    return found


def _held_now(session: Session, who: Who, reference: str) -> list[Booking]:
    row = get_series(session, who=who, reference=reference)
    held = [one for one in list_appointments(session, row=row) if one.state is BookingState.HELD]
    if not held:
        raise Conflict("hold_lost")
    return held


def _new_series(who: Who, plan: inventory.Plan, wanted: int, every_days: int) -> Series:
    if who.visit_id is None:
        raise NotFound("visit")
    return Series(
        public_ref=references.new_reference("S"),
        visit_id=who.visit_id,
        person_key=person_key(who),
        service_id=plan.service.id,
        site_id=plan.site.id,
        wanted=wanted,
        every_days=every_days,
        state=SeriesState.RUNNING,
        created_at=clock.now(),
    )


def _held(
    row: Series, plan: inventory.Plan, offers: Sequence[slots.Offer], who: Who, hold_minutes: int, channel: Channel
) -> list[Booking]:
    held = [rows.new_hold(plan, offer, who, hold_minutes, channel) for offer in offers]
    for position, booking in enumerate(held, start=1):
        booking.series_id, booking.series_position = row.id, position
        booking.access_code = held[0].access_code
    return held


def _take(session: Session, plan: inventory.Plan, held: Sequence[Booking], offers: Sequence[slots.Offer]) -> bool:
    """All claims of all appointments, sorted, in one statement: nobody waits in a circle."""
    try:
        session.add_all(held)
        session.flush()
    except IntegrityError:  # another window of the same person was faster
        return False
    resources = sorted(
        (resource, tick, booking.id)
        for booking, offer in zip(held, offers, strict=True)
        for resource in set(offer.resources)
        for tick in slots.occupied_ticks(plan.span, offer.start)
    )
    own = sorted(
        (tick, booking.id)
        for booking, offer in zip(held, offers, strict=True)
        for tick in slots.ticks_between(offer.start, offer.end)
    )
    taken = [{"resource_id": one, "tick": tick, "booking_id": booking} for one, tick, booking in resources]
    busy = [{"person_key": held[0].person_key, "tick": tick, "booking_id": booking} for tick, booking in own]
    if claims.insert_missing(session, Claim.__table__, taken) < len(taken):
        return False
    if claims.insert_missing(session, PersonSlot.__table__, busy) < len(busy):
        return False
    session.add_all(_needs(plan, [booking.id for booking in held]))
    session.flush()
    return True


def _needs(plan: inventory.Plan, bookings: Sequence[uuid.UUID]) -> list[BookingNeed]:
    states = dict.fromkeys(plan.arranged, NeedState.ARRANGED) | dict.fromkeys(plan.asked, NeedState.ASKED)
    return [BookingNeed(booking_id=one, need=need, state=state) for one in bookings for need, state in states.items()]


def _tell(session: Session, row: Series, bookings: Sequence[Booking], kind: str) -> None:
    """Of all at once: ten messages about ten appointments would bury each other."""
    first = bookings[0]
    owner = Owner(row.visit_id, first.contact_name or "", first.contact_phone or "", first.language)
    values: dict[str, Value] = {**values_of(first), "count": str(len(bookings))}
    key = f"{row.public_ref}:{kind}:{first.public_ref}"
    tell_owner(session, owner, kind=kind, about=row.public_ref, values=values, key=key)


def _find(session: Session, reference: str) -> Series | None:
    return session.scalar(sa.select(Series).where(Series.public_ref == reference))
