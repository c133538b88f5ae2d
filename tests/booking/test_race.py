"""Fifty people, five places, one moment: on a file of SQLite and on PostgreSQL, with real threads and connections.

The control does what most booking systems do, look and then write: it must over-book, or the race proves nothing.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from citizen.booking import claims, inventory, rows, service, slots
from citizen.booking.models import Booking, Claim
from citizen.booking.terms import BookingState, Channel, Need
from citizen.core.errors import Conflict
from citizen.db.session import Database
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, PLACE, SERVICE, add_place, add_visit

pytestmark = [pytest.mark.database, pytest.mark.slow]

PEOPLE, PLACES = 50, 5


def everybody(database: Database, count: int = PEOPLE) -> list[Who]:
    with database.writing() as session:
        return [Who(visit_id=add_visit(session).id) for _ in range(count)]


def race(runners: list[Who], run: Callable[[Who], str]) -> Counter[str]:
    """All at once; returns how many were told what."""
    gate = threading.Barrier(len(runners))

    def start(who: Who) -> str:
        gate.wait()
        return run(who)

    with ThreadPoolExecutor(len(runners)) as pool:
        return Counter(pool.map(start, runners))


def book(database: Database, who: Who, needs: tuple[Need, ...] = ()) -> str:
    """Hold and confirm, each in a transaction of its own, as two requests would."""
    try:
        with database.writing() as session:
            found = inventory.find_service(session, code=SERVICE)
            assert found is not None
            held = service.hold_time(
                session, who=who, service=found, site_code=PLACE, start=FIRST, needs=needs, hold_minutes=20
            )
            reference = held.public_ref
        with database.writing() as session:
            service.confirm_booking(session, who=who, reference=reference, contact=service.Contact("甲"))
    except Conflict as refused:
        return refused.code
    return "confirmed"


def confirmed(database: Database) -> int:
    with database.reading() as session:
        count = sa.select(sa.func.count()).select_from(Booking).where(Booking.state == BookingState.CONFIRMED)
        return session.scalar(count) or 0


def test_fifty_people_for_five_places(database: Database) -> None:
    with database.writing() as session:
        add_place(session, staff=PLACES)
    told = race(everybody(database), lambda who: book(database, who))
    assert told == {"confirmed": PLACES, "time_taken": PEOPLE - PLACES}
    assert confirmed(database) == PLACES
    with database.reading() as session:
        taken = session.execute(sa.select(Claim.booking_id, sa.func.count()).group_by(Claim.booking_id)).all()
    assert [count for _booking, count in taken] == [4] * PLACES


def test_the_only_interpreter_goes_to_one_and_no_half_booking_stays(database: Database) -> None:
    with database.writing() as session:
        add_place(session, staff=PLACES, rooms=PLACES, interpreters=1)
    told = race(everybody(database, 20), lambda who: book(database, who, (Need.SIGN_LANGUAGE,)))
    assert told == {"confirmed": 1, "time_taken": 19}
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 3 * 4


def test_one_person_in_many_windows_gets_one_time(database: Database) -> None:
    with database.writing() as session:
        add_place(session, staff=PLACES)
    (who,) = everybody(database, 1)
    told = race([who] * 12, lambda one: book(database, one))
    assert told["confirmed"] >= 1
    with database.reading() as session:
        live = session.scalars(
            sa.select(Booking).where(Booking.state.in_([BookingState.CONFIRMED, BookingState.HELD]))
        ).all()
        assert len(live) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 4


def test_control_looking_first_and_writing_then_sells_places_twice(database: Database) -> None:
    with database.writing() as session:
        add_place(session, staff=PLACES)
    told = race(everybody(database, 20), lambda who: look_then_write(database, who))
    assert told["confirmed"] > PLACES
    assert confirmed(database) > PLACES


def look_then_write(database: Database, who: Who) -> str:
    """The careless way: nothing between the look and the write keeps others out."""
    with database.reading() as session:
        found = inventory.find_service(session, code=SERVICE)
        assert found is not None
        plan = inventory.get_plan(session, service=found, site_code=PLACE, needs=(), person_key=None)
        offer = plan.offer_at(FIRST)
    if offer is None or confirmed(database) >= PLACES:
        return "time_taken"
    time.sleep(0.2)
    with database.writing() as session:
        booking = rows.new_hold(plan, offer, who, 20, Channel.WEB)
        booking.state, booking.hold_until = BookingState.CONFIRMED, None
        session.add(booking)
    return "confirmed"


def test_control_the_race_is_decided_by_the_primary_key(database: Database) -> None:
    """Two bookings that both saw the time free: the second insert finds fewer rows, whatever was seen before."""
    with database.writing() as session:
        add_place(session, staff=1)
        found = inventory.find_service(session, code=SERVICE)
        assert found is not None
        plan = inventory.get_plan(session, service=found, site_code=PLACE, needs=(), person_key=None)
        offer = plan.offer_at(FIRST)
        assert offer is not None
        ticks = slots.ticks_between(offer.start, offer.end)
        wins = []
        for _ in range(2):
            booking = rows.new_hold(plan, offer, Who(visit_id=add_visit(session).id), 20, Channel.WEB)
            booking.id = uuid.uuid4()
            session.add(booking)
            session.flush()
            wins.append(claims.claim_resources(session, booking_id=booking.id, resources=offer.resources, ticks=ticks))
    assert wins == [True, False]
