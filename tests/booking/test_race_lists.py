"""Fifty people, five seats, one moment; and freed times against a waiting list; with threads, on both databases.

The careless control looks at the count and then writes: it must give more seats than there are.
"""

from __future__ import annotations

import time
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from citizen.booking import freed, group_sessions, inventory, rows, series, service, slots, waiting, waiting_offers
from citizen.booking.models import Booking, GroupSession, SessionSeat, Site, WaitingEntry
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState, Channel, PartOfDayWished, WaitingState
from citizen.core import clock
from citizen.core.errors import Conflict
from citizen.db.session import Database
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, MORNING, PLACE, SERVICE, add_place
from tests.booking.test_race import everybody, race

pytestmark = [pytest.mark.database, pytest.mark.slow]

PEOPLE, SEATS, CODE = 50, 5, "an-afternoon"


@pytest.fixture(autouse=True)
def offered_when_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freed, "_listeners", {})
    freed.also_on_freed(waiting_offers.offer_next)


def announce(database: Database) -> None:
    with database.writing() as session:
        add_place(session, staff=SEATS)
        found = inventory.find_service(session, code=SERVICE)
        site = session.scalars(sa.select(Site).where(Site.code == PLACE)).one()
        assert found is not None
        found.is_group = True
        opened = group_sessions.Opened(CODE, FIRST, FIRST + timedelta(hours=1), SEATS)
        group_sessions.open_session(session, service=found, site=site, opened=opened)


def book_seat(database: Database, who: Who) -> str:
    try:
        with database.writing() as session:
            held = group_sessions.hold_seat(session, who=who, code=CODE, needs=(), hold_minutes=20)
            reference = held.public_ref
        with database.writing() as session:
            service.confirm_booking(session, who=who, reference=reference, contact=Contact("甲"))
    except Conflict as refused:
        return refused.code
    return "confirmed"


def test_fifty_people_for_five_seats(database: Database) -> None:
    announce(database)
    told = race(everybody(database, PEOPLE), lambda who: book_seat(database, who))
    assert told == {"confirmed": SEATS, "session_full": PEOPLE - SEATS}
    with database.reading() as session:
        assert sorted(session.scalars(sa.select(SessionSeat.seat))) == list(range(1, SEATS + 1))
        assert session.scalar(sa.select(GroupSession.booked)) == SEATS


def test_control_looking_at_the_count_first_gives_more_seats_than_there_are(database: Database) -> None:
    announce(database)
    told = race(everybody(database, 20), lambda who: look_then_write(database, who))
    assert told["confirmed"] > SEATS


def look_then_write(database: Database, who: Who) -> str:
    """The careless way: nothing between the look and the write keeps others out."""
    with database.reading() as session:
        taken = session.scalar(sa.select(sa.func.count()).where(Booking.session_id.is_not(None))) or 0
        group = group_sessions.get_session(session, code=CODE)
        plan = group_sessions.plan_of(group, ())
    if taken >= SEATS:
        return "session_full"
    time.sleep(0.2)
    with database.writing() as session:
        booking = rows.new_hold(plan, slots.Offer(group.start_at, group.end_at, ()), who, 20, Channel.WEB)
        booking.state, booking.hold_until, booking.session_id = BookingState.CONFIRMED, None, group.id
        session.add(booking)
    return "confirmed"


def test_series_that_want_the_same_weeks_are_had_whole_or_not_at_all(database: Database) -> None:
    with database.writing() as session:
        add_place(session, staff=2)
        found = inventory.find_service(session, code=SERVICE)
        assert found is not None
        found.most_in_series = 10
    weeks = [FIRST + n * timedelta(weeks=1) for n in range(6)]
    told = race(everybody(database, 12), lambda who: hold_series(database, who, weeks))
    assert told == {"held": 2, "time_taken": 10}
    with database.reading() as session:
        whole = sa.select(sa.func.count()).select_from(Booking).group_by(Booking.series_id)
        assert sorted(session.scalars(whole)) == [6, 6]


def hold_series(database: Database, who: Who, weeks: list) -> str:  # type: ignore[type-arg]
    try:
        with database.writing() as session:
            found = inventory.find_service(session, code=SERVICE)
            assert found is not None
            series.hold_series(
                session, who=who, service=found, site_code=PLACE, needs=(), starts=weeks, every_days=7, hold_minutes=20
            )
    except Conflict as refused:
        return refused.code
    return "held"


def test_times_freed_at_once_go_to_the_first_of_the_list_each_to_one(database: Database) -> None:
    """Three people cancel at the same moment while six wait: the first three, nobody twice, nobody passed over."""
    with database.writing() as session:
        add_place(session, staff=1)
    people = everybody(database, 9)
    booked = []
    for number, who in enumerate(people[:3]):
        with database.writing() as session:
            found = inventory.find_service(session, code=SERVICE)
            assert found is not None
            start = FIRST + number * timedelta(hours=1)
            held = service.hold_time(
                session, who=who, service=found, site_code=PLACE, start=start, needs=(), hold_minutes=20
            )
            service.confirm_booking(session, who=who, reference=held.public_ref, contact=Contact("甲"))
            booked.append((who, held.public_ref))
    for number, who in enumerate(people[3:]):
        with database.writing() as session, clock.fixed(MORNING + timedelta(seconds=number)):
            join(session, who)
    references = dict(booked)
    told = race([who for who, _reference in booked], lambda who: cancel(database, who, references[who]))
    assert told == {"cancelled": 3}
    with database.reading() as session:
        entries = session.scalars(sa.select(WaitingEntry).order_by(WaitingEntry.created_at)).all()
        assert [entry.state for entry in entries] == [WaitingState.OFFERED] * 3 + [WaitingState.WAITING] * 3
        assert len({entry.booking_id for entry in entries[:3]}) == 3


def join(session, who: Who) -> uuid.UUID:  # type: ignore[no-untyped-def]
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    day = FIRST.date()
    wanted = waiting.Wanted(found, "tongzhou", None, (), (), PartOfDayWished.ANY, day, day)
    return waiting.join_list(session, who=who, wanted=wanted, contact=Contact("乙")).id


def cancel(database: Database, who: Who, reference: str) -> str:
    with database.writing() as session:
        service.cancel_booking(session, who=who, reference=reference)
    return "cancelled"
