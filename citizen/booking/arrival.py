"""Arriving: who is here, from when to when one can say so, and what can be said when nobody came.

Arriving twice is arriving once: the same number, one event. Callers own the transaction.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import inventory, lifecycle, place_acts, rows, service, tickets
from citizen.booking.models import Booking, Service, Site, Ticket
from citizen.booking.terms import BookingState, ServiceKind
from citizen.core import clock, references
from citizen.core.addresses import parts_of
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.authority import Who

#: From so long before the start until the end one can check in; see docs/booking-day.md.
ARRIVE_BEFORE = timedelta(hours=2)
#: From so long after the start on, the place can write down that nobody came; later by what the person said.
NO_SHOW_AFTER = timedelta(minutes=15)
_ADDRESS = re.compile(r"/arrive/([^/?#]+)")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody is here, and this is their number."""

    booking: Booking
    ticket: Ticket


def why_not(booking: Booking) -> str | None:
    """Why nobody can check in for this booking now, as a code; None when one can (or already has)."""
    if booking.service.kind is not ServiceKind.AT_PLACE:
        return booking.service.kind.value
    if booking.state is BookingState.ARRIVED:
        return None
    if booking.state is not BookingState.CONFIRMED:
        return {BookingState.DONE: "over", BookingState.NO_SHOW: "missed"}.get(booking.state, "cancelled")
    now, zone = clock.now(), ZoneInfo(booking.site.zone)
    if now >= booking.end_at:
        return "over"
    if now.astimezone(zone).date() != booking.start_at.astimezone(zone).date():
        return "other_day"
    return "too_early" if now < booking.start_at - ARRIVE_BEFORE else None


def can_arrive(booking: Booking) -> bool:
    """Whether the person can check in by themselves now."""
    return booking.state is BookingState.CONFIRMED and why_not(booking) is None


def arrive(session: Session, *, who: Who, booking: Booking) -> Arrival:
    """The person is here and gets their number. Raises RuleBroken with a code of `why_not`."""
    refusal = why_not(booking)
    if refusal is not None:
        raise RuleBroken(refusal)
    if booking.state is BookingState.CONFIRMED:
        _write_arrival(session, who, booking)
    return Arrival(booking, tickets.take(session, site=booking.site, prefix=tickets.WITH_APPOINTMENT, booking=booking))


def arrive_with_code(session: Session, *, who: Who, reference: str, access_code: str) -> Arrival | None:
    """The same by reference and access code; None when they do not belong together."""
    booking = service.find_with_code(session, reference=reference_in(reference), access_code=access_code)
    return None if booking is None else arrive(session, who=who, booking=booking)


def arrive_by_staff(session: Session, *, who: Who, booking: Booking) -> Arrival:
    """Written down by hand: at any time of the day. Raises RuleBroken('not_today') on another one."""
    if booking.state is not BookingState.ARRIVED:
        place_acts.note_arrival(session, who=who, booking=booking, seen=booking.version)
    return Arrival(booking, tickets.take(session, site=booking.site, prefix=tickets.WITH_APPOINTMENT, booking=booking))


def can_be_missed(booking: Booking) -> bool:
    """Whether the place may write down now that nobody came."""
    wait = NO_SHOW_AFTER + timedelta(minutes=booking.late_minutes or 0)
    return booking.state is BookingState.CONFIRMED and clock.now() >= booking.start_at + wait


def record_no_show(session: Session, *, who: Who, booking: Booking) -> None:
    """Nobody came. Said twice it is once. Raises RuleBroken('too_soon')."""
    if booking.state is BookingState.NO_SHOW:
        return
    if not can_be_missed(booking):
        raise RuleBroken("too_soon")
    place_acts.note_absence(session, who=who, booking=booking, seen=booking.version)


def list_of_today(session: Session, *, who: Who, reference: str | None = None) -> list[Booking]:
    """The person's own bookings for which they can check in now; with `reference`, also one this browser has opened."""
    found = {one.public_ref: one for one in service.list_bookings(session, who=who)}
    if reference:
        try:
            one = service.get_booking(session, who=who, reference=reference)
            found[one.public_ref] = one
        except NotFound:
            pass
    return [one for one in found.values() if can_arrive(one)]


def reference_in(text: str) -> str:
    """What was typed, or what a camera or scanner read from the square of a booking: an address with the reference."""
    text = text.strip()
    named = parse_qs(parts_of(text).query).get("reference")
    if named:
        return named[0]
    in_path = _ADDRESS.search(text)
    return in_path.group(1) if in_path else text


def list_sites(session: Session) -> list[Site]:
    """Where numbers are given, in order."""
    return list(session.scalars(sa.select(Site).where(Site.is_active).order_by(Site.district, Site.code)))


def services_at(session: Session, *, site: Site) -> list[Service]:
    """What one can come for at this place."""
    supply = {one.id: found for one, found in inventory.resources_by_site(session, district=site.district)}
    every = session.scalars(sa.select(Service).order_by(Service.position, Service.code))
    resources = supply.get(site.id, [])
    return [one for one in every if one.kind is ServiceKind.AT_PLACE and inventory.can_offer(one, resources)]


def of_today(session: Session, *, site: Site, states: Collection[BookingState] = lifecycle.PROMISED) -> list[Booking]:
    """Who is expected or has arrived at this place today, in order; visits at home and remote ones are no arrivals."""
    now = clock.now().astimezone(ZoneInfo(site.zone))
    begin = now.replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = (
        sa.select(Booking)
        .join(Service, Service.id == Booking.service_id)
        .where(
            Booking.site_id == site.id,
            Booking.state.in_(states),
            Service.kind == ServiceKind.AT_PLACE,
            Booking.start_at >= begin,
            Booking.start_at < begin + timedelta(days=1),
        )
    )
    return list(session.scalars(wanted.order_by(Booking.start_at, Booking.public_ref)))


def _write_arrival(session: Session, who: Who, booking: Booking) -> None:
    """Compare and swap; when somebody was faster (the desk, another window), that arrival counts."""
    try:
        rows.change_booking(
            session,
            booking,
            BookingState.ARRIVED.value,
            who,
            Booking.state == BookingState.CONFIRMED,
            refusal="changed_meanwhile",
            state=BookingState.ARRIVED,
            arrived_at=clock.now(),
        )
    except Conflict:
        session.refresh(booking)
        if booking.state is not BookingState.ARRIVED:
            raise


def normalised(reference: str) -> str:
    """For counting attempts."""
    return references.normalise(reference_in(reference)) or "unknown"
