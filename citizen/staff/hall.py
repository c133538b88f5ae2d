"""What the people of a hall see of its day: who is called, who waits, who is expected, who has arrived."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import url_for

from citizen.booking import arrival, tickets
from citizen.booking.arrival_page import area_name
from citizen.booking.terms import BookingState, TicketState
from citizen.booking.wording import in_words
from citizen.core import clock
from citizen.core.references import grouped
from citizen.staff.place_rows import need_lines
from citizen.web.i18n import _
from citizen.web.own_words import typed
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Booking, Site, Ticket


def day_of(site: Site, counter: str) -> dict[str, Any]:
    """Everything on the page of a hall. `counter` is where this member of staff sits, in their own words."""
    expected = arrival.of_today(session(), site=site, states=(BookingState.CONFIRMED,))
    arrived = arrival.of_today(session(), site=site, states=(BookingState.ARRIVED,))
    return {
        "called": _numbers(tickets.list_called(session(), site=site), site, counter),
        "waiting": _numbers(tickets.list_waiting(session(), site=site), site, counter),
        "missed": _numbers(tickets.list_missed(session(), site=site), site, counter),
        "expected": [{**_shown(one), "can_be_missed": arrival.can_be_missed(one)} for one in expected],
        "arrived": [{**_shown(one), "has_begun": clock.now() >= one.start_at} for one in arrived],
        "bookings": [*expected, *arrived],
    }


def _numbers(found: Iterable[Ticket], site: Site, counter: str) -> list[dict[str, Any]]:
    return [_number(one, site, counter) for one in found]


def _number(one: Ticket, site: Site, counter: str) -> dict[str, Any]:
    booking = tickets.booking_of(session(), one)
    address: dict[str, Any] = {"site_code": site.code, "key": tickets.key_of(one)}
    return {
        "number": tickets.shown(one),
        "about": in_words(booking.service.name) if booking else area_name(one.prefix) or "",
        "called": _called(booking) if booking else None,
        "start_at": booking.start_at if booking else None,
        "taken_at": one.taken_at,
        "is_fetched": tickets.is_fetched(one),
        "needs": need_lines(booking) if booking else [],
        "counter": typed(one.counter),
        "is_mine": one.counter == counter,
        "calls": one.calls,
        "call": url_for("staff.hall_call_one", **address),
        "served": url_for("staff.hall_close", **address, state=TicketState.SERVED.value),
        "missed": url_for("staff.hall_close", **address, state=TicketState.MISSED.value),
    }


def _shown(one: Booking) -> dict[str, Any]:
    address: dict[str, Any] = {"site_code": one.site.code, "reference": one.public_ref}
    return {
        "start_at": one.start_at,
        "called": _called(one),
        "service": in_words(one.service.name),
        "reference": typed(grouped(one.public_ref)),
        "needs": need_lines(one),
        "late": one.late_minutes,
        "here": url_for("staff.hall_booking", **address, what="here"),
        "absent": url_for("staff.hall_booking", **address, what="absent"),
        "done": url_for("staff.hall_booking", **address, what="done"),
    }


def _called(one: Booking) -> str:
    name = one.person_name or one.contact_name
    return typed(name) if name else _("No name given")
