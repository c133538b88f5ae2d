"""The waiting list: join it, see where one stands, answer an offer, leave. Callers own the transaction.

An entry stays in its place until it is taken, left or over. What it is offered, `waiting_offers` decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import rows, waiting_offers
from citizen.booking.models import Booking, Service, Site, WaitingEntry
from citizen.booking.notice_kinds import BOOKING_CONFIRMED
from citizen.booking.scope import may_open
from citizen.booking.service import Contact
from citizen.booking.telling import tell_person
from citizen.booking.terms import BookingState, Need, PartOfDayWished, WaitingState
from citizen.booking.wishes import person_key
from citizen.core import clock, references
from citizen.core.errors import Conflict, NotFound
from citizen.proxies.authority import Act, Who
from citizen.proxies.doings import note_doing
from citizen.proxies.scope import is_allowed

OPEN = (WaitingState.WAITING, WaitingState.OFFERED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody waits for. Without a place: any of the district."""

    service: Service
    district: str
    site: Site | None
    needs: tuple[Need, ...]
    weekdays: tuple[int, ...]
    part: PartOfDayWished
    from_day: date
    until_day: date


def join_list(session: Session, *, who: Who, wanted: Wanted, contact: Contact) -> WaitingEntry:
    """A place at the end of the list; a time that is free now and fits is offered at once. Whoever waits for the same
    service in the same district keeps the place they have, with what they say now; an offer is answered first.
    """
    if who.visit_id is None:
        raise NotFound("visit")
    entry = _open_entry(session, who, wanted)
    if entry is not None and entry.state is WaitingState.OFFERED:
        return entry
    if entry is None:
        entry = _new_entry(who, wanted)
        session.add(entry)
    _write(entry, wanted, contact)
    session.flush()
    session.refresh(entry)
    note_doing(session, who=who, doing="waiting_joined", about=entry.public_ref)
    waiting_offers.offer_everywhere(session, service=wanted.service, district=wanted.district)
    session.refresh(entry)
    return entry


def accept_offer(session: Session, *, who: Who, reference: str) -> Booking:
    """The time becomes the person's. A second press changes nothing. Raises Conflict('offer_over')."""
    entry = get_entry(session, who=who, reference=reference)
    booking = offered_booking(session, entry)
    if booking is None:
        raise Conflict("offer_over")
    if entry.state is WaitingState.TAKEN and booking.state is not BookingState.HELD:
        return booking
    rows.confirm_held(
        session,
        booking,
        who,
        name=entry.contact_name,
        phone=entry.contact_phone,
        home_address=entry.home_address,
        language=entry.language,
        refusal="offer_over",
    )
    waiting_offers.end_entry(session, entry.id, WaitingState.TAKEN)
    session.refresh(entry)
    tell_person(session, booking, BOOKING_CONFIRMED)
    note_doing(session, who=who, doing="booked", about=booking.public_ref)
    return booking


def decline_offer(session: Session, *, who: Who, reference: str) -> WaitingEntry:
    """Not this time: it goes to the next person, the place on the list stays. This time is not offered again."""
    entry = get_entry(session, who=who, reference=reference)
    booking = offered_booking(session, entry)
    if entry.state is WaitingState.OFFERED and booking is not None:
        rows.end_hold(session, booking.id, BookingState.RELEASED, who)
        waiting_offers.settle(session, service_id=entry.service_id)
    session.refresh(entry)
    return entry


def leave_list(session: Session, *, who: Who, reference: str) -> WaitingEntry:
    """No longer wanted. What was offered goes to the next person; how to reach somebody is erased."""
    entry = get_entry(session, who=who, reference=reference)
    if entry.state in OPEN:
        booking = offered_booking(session, entry)
        waiting_offers.end_entry(session, entry.id, WaitingState.LEFT)
        if booking is not None:
            rows.end_hold(session, booking.id, BookingState.RELEASED, who)
        note_doing(session, who=who, doing="waiting_left", about=entry.public_ref)
    session.refresh(entry)
    return entry


def offered_booking(session: Session, entry: WaitingEntry) -> Booking | None:
    """The time it was offered last."""
    return None if entry.booking_id is None else session.get(Booking, entry.booking_id)


def is_offered(session: Session, entry: WaitingEntry) -> bool:
    """Whether there is a time to say yes or no to now."""
    booking = offered_booking(session, entry)
    return (
        entry.state is WaitingState.OFFERED
        and booking is not None
        and booking.state is BookingState.HELD
        and booking.hold_until is not None
        and clock.now() < booking.hold_until
    )


def people_before(session: Session, entry: WaitingEntry) -> int:
    """How many people wait longer, for something this entry might be offered."""
    same_place: list[sa.ColumnElement[bool]] = []
    if entry.site_id is not None:
        same_place = [sa.or_(WaitingEntry.site_id.is_(None), WaitingEntry.site_id == entry.site_id)]
    earlier = sa.or_(
        WaitingEntry.created_at < entry.created_at,
        sa.and_(WaitingEntry.created_at == entry.created_at, WaitingEntry.public_ref < entry.public_ref),
    )
    count = sa.select(sa.func.count(sa.distinct(WaitingEntry.person_key))).where(
        WaitingEntry.service_id == entry.service_id,
        WaitingEntry.district == entry.district,
        WaitingEntry.state.in_(OPEN),
        WaitingEntry.until_day >= clock.today(),
        earlier,
        *same_place,
    )
    return session.scalar(count) or 0


def get_entry(session: Session, *, who: Who, reference: str) -> WaitingEntry:
    """An entry of this folder, or one this browser has proved to know; anything else does not exist for it."""
    wanted = references.normalise(reference)
    entry = None if wanted is None else _find(session, wanted)
    if entry is None or who.visit_id is None or not may_open(session, who, entry):
        raise NotFound("waiting")
    return entry


def list_entries(session: Session, *, who: Who, also_ended: bool = False) -> Sequence[WaitingEntry]:
    """What this visit waits for, in the order of joining."""
    if who.visit_id is None or not is_allowed(who, Act.BOOK, Act.SEE):
        return []
    open_only = () if also_ended else (WaitingEntry.state.in_(OPEN),)
    return session.scalars(
        sa.select(WaitingEntry)
        .where(WaitingEntry.visit_id == who.visit_id, *open_only)
        .order_by(WaitingEntry.created_at, WaitingEntry.public_ref)
    ).all()


def find_with_code(session: Session, *, reference: str, access_code: str) -> WaitingEntry | None:
    """The entry, if reference and access code belong together. Says no more than that."""
    wanted = references.normalise(reference)
    entry = None if wanted is None else _find(session, wanted)
    if entry is None:
        return None
    return entry if references.is_same_code(access_code, entry.access_code) else None


def leave_all(session: Session, *, entries: Collection[WaitingEntry]) -> None:
    """Everything is to be deleted: nobody waits any more, and what was offered goes to the next person."""
    for entry in entries:
        if entry.state in OPEN:
            leave_list(session, who=Who(visit_id=entry.visit_id), reference=entry.public_ref)


def _find(session: Session, reference: str) -> WaitingEntry | None:
    return session.scalar(sa.select(WaitingEntry).where(WaitingEntry.public_ref == reference))


def _open_entry(session: Session, who: Who, wanted: Wanted) -> WaitingEntry | None:
    return session.scalar(
        sa.select(WaitingEntry)
        .where(
            WaitingEntry.person_key == person_key(who),
            WaitingEntry.service_id == wanted.service.id,
            WaitingEntry.district == wanted.district,
            WaitingEntry.state.in_(OPEN),
        )
        .limit(1)
    )


def _new_entry(who: Who, wanted: Wanted) -> WaitingEntry:
    now = clock.now()
    return WaitingEntry(
        public_ref=references.new_reference("W"),
        access_code=references.new_access_code(),
        visit_id=who.visit_id,
        person_key=person_key(who),
        booked_by=who.subject.relation.value,
        person_name=who.subject.name or None,
        service_id=wanted.service.id,
        district=wanted.district,
        state=WaitingState.WAITING,
        offers=0,
        created_at=now,
    )


def _write(entry: WaitingEntry, wanted: Wanted, contact: Contact) -> None:
    entry.site_id = None if wanted.site is None else wanted.site.id
    entry.needs = [need.value for need in wanted.needs]
    entry.weekdays, entry.part = sorted(set(wanted.weekdays)), wanted.part
    entry.from_day, entry.until_day = wanted.from_day, wanted.until_day
    entry.contact_name, entry.contact_phone = contact.name, contact.phone
    entry.home_address, entry.language = contact.home_address, contact.language
    entry.changed_at = clock.now()
