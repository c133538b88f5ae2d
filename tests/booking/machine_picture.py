"""What stands in the database of booking, read at one moment without any service: the machine's own eyes."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import (
    Booking,
    BookingEvent,
    BookingNeed,
    Claim,
    GroupSession,
    PersonSlot,
    Reminder,
    Resource,
    Series,
    Service,
    SessionSeat,
    Ticket,
    TicketCounter,
    WaitingEntry,
)
from citizen.booking.terms import BookingState, Need, NeedState, ResourceKind, WaitingState

#: Own words for what counts as taken: the machine does not ask the code what it believes.
LIVE = {BookingState.HELD, BookingState.CONFIRMED, BookingState.ARRIVED}
_TICK = 900


@dataclass(frozen=True)
class Booked:
    """One booking with everything that hangs on it."""

    row: Booking
    service: str
    session: str | None
    series: int | None
    claims: frozenset[tuple[str, int]]
    own_time: frozenset[int]
    seats: tuple[int, ...]
    needs: dict[Need, NeedState]
    events: tuple[tuple[int, str, str, str], ...]

    @property
    def is_live(self) -> bool:
        return self.row.state in LIVE

    @property
    def ticks(self) -> set[int]:
        """The quarters of an hour that the person is there."""
        return set(range(int(self.row.start_at.timestamp()) // _TICK, int(self.row.end_at.timestamp()) // _TICK))

    def facts(self) -> tuple[Any, ...]:
        """What must be the same on every database, and may only change together with the version."""
        row = self.row
        times = (row.start_at, row.end_at, row.hold_until, row.arrived_at)
        numbers = (row.extensions, row.ics_sequence, row.companions, row.late_minutes, row.closed_reason)
        who = (row.person_key, row.booked_by, row.is_offer, self.session, self.series, row.series_position)
        return (row.state.value, row.version, *times, *numbers, *who, tuple(sorted(self.needs.items())))


@dataclass(frozen=True)
class Picture:
    bookings: dict[uuid.UUID, Booked]
    sessions: dict[str, GroupSession]
    #: By reference of the entry.
    waiting: dict[str, WaitingEntry]
    tickets: tuple[Ticket, ...]
    counters: dict[tuple[Any, ...], int]
    reminders: frozenset[tuple[uuid.UUID, str, int, datetime]]
    kinds: dict[str, ResourceKind]
    claims: frozenset[tuple[str, int, str]]

    def live(self) -> list[Booked]:
        return [one for one in self.bookings.values() if one.is_live]

    def everything(self) -> tuple[Any, ...]:
        """All of it without what is drawn by lot (references, codes): for comparing two databases."""
        entries = sorted(
            (one.created_at, one.state.value, str(one.booking_id), one.offers) for one in self.waiting.values()
        )
        sessions = [(code, one.capacity, one.booked, one.lowered_to) for code, one in sorted(self.sessions.items())]
        numbers = sorted((one.prefix, one.number, str(one.booking_id), one.state.value) for one in self.tickets)
        booked = [(str(key), one.facts(), one.seats, one.events) for key, one in sorted(self.bookings.items())]
        times = [(str(key), sorted(one.own_time)) for key, one in sorted(self.bookings.items())]
        return booked, times, sorted(self.claims), entries, sessions, numbers, sorted(map(str, self.reminders))


def take_picture(session: Session) -> Picture:
    """Everything at once; rows are not refreshed afterwards."""
    resources = {one.id: one for one in session.scalars(sa.select(Resource))}
    groups = {one.id: one for one in session.scalars(sa.select(GroupSession))}
    claims: dict[uuid.UUID | None, set[tuple[str, int]]] = defaultdict(set)
    owners = set()
    for claim in session.scalars(sa.select(Claim)):
        code = resources[claim.resource_id].code
        claims[claim.booking_id].add((code, claim.tick))
        owner = str(claim.booking_id) if claim.session_id is None else groups[claim.session_id].code
        owners.add((code, claim.tick, owner))
    return Picture(
        bookings=_bookings(session, groups, claims),
        sessions={one.code: one for one in groups.values()},
        waiting={one.public_ref: one for one in session.scalars(sa.select(WaitingEntry))},
        tickets=tuple(session.scalars(sa.select(Ticket))),
        counters={(one.site_id, one.day, one.prefix): one.last for one in session.scalars(sa.select(TicketCounter))},
        reminders=frozenset(
            (one.booking_id, one.kind, one.version, one.sent_at) for one in session.scalars(sa.select(Reminder))
        ),
        kinds={one.code: one.kind for one in resources.values()},
        claims=frozenset(owners),
    )


def _bookings(
    session: Session, groups: dict[uuid.UUID, GroupSession], claims: dict[uuid.UUID | None, set[tuple[str, int]]]
) -> dict[uuid.UUID, Booked]:
    own_time, seats, needs, events = (defaultdict[uuid.UUID, list[Any]](list) for _ in range(4))
    for slot in session.scalars(sa.select(PersonSlot)):
        own_time[slot.booking_id].append(slot.tick)
    for seat in session.scalars(sa.select(SessionSeat)):
        seats[seat.booking_id].append(seat.seat)
    for need in session.scalars(sa.select(BookingNeed)):
        needs[need.booking_id].append((need.need, need.state))
    for event in session.scalars(sa.select(BookingEvent)):
        events[event.booking_id].append((event.version, event.what, event.actor, event.relation))
    services = {one.id: one.code for one in session.execute(sa.select(Service.id, Service.code))}
    by_age = sa.select(Series.id).order_by(Series.created_at)
    series = {key: number for number, key in enumerate(session.scalars(by_age))}
    return {
        row.id: Booked(
            row=row,
            service=services[row.service_id],
            session=None if row.session_id is None else groups[row.session_id].code,
            series=None if row.series_id is None else series[row.series_id],
            claims=frozenset(claims[row.id]),
            own_time=frozenset(own_time[row.id]),
            seats=tuple(seats[row.id]),
            needs=dict(needs[row.id]),
            events=tuple(sorted(events[row.id])),
        )
        for row in session.scalars(sa.select(Booking))
    }


def waits(entry: WaitingEntry) -> bool:
    return entry.state is WaitingState.WAITING
