"""Arriving, numbers in a hall, and calling them; on SQLite and on PostgreSQL, also by many at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import arrival, inventory, service, tickets
from citizen.booking.models import Booking, BookingEvent, Site, Ticket, TicketCounter
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState, Need, TicketState
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.db.session import Database
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, PLACE, SERVICE, add_visit

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_place")]

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DESK = Who()
Result = TypeVar("Result")


def book(session: Session, *needs: Need, hours: int = 0) -> Booking:
    who = Who(visit_id=add_visit(session).id)
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    held = service.hold_time(
        session, who=who, service=found, site_code=PLACE, start=FIRST + hours * HOUR, needs=needs, hold_minutes=20
    )
    return service.confirm_booking(session, who=who, reference=held.public_ref, contact=Contact("王秀英"))


def place(session: Session) -> Site:
    return session.scalars(sa.select(Site).where(Site.code == PLACE)).one()


def walk_in(session: Session, prefix: str = "B") -> Ticket:
    return tickets.take(session, site=place(session), prefix=prefix)


def events(session: Session, booking: Booking) -> list[str]:
    return list(session.scalars(sa.select(BookingEvent.what).where(BookingEvent.booking_id == booking.id)))


def all_at_once(count: int, run: Callable[[int], Result]) -> list[Result]:
    gate = threading.Barrier(count)

    def start(number: int) -> Result:
        gate.wait()
        return run(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(start, range(count)))


def test_arriving_gives_the_first_number_and_one_event(session: Session) -> None:
    booking = book(session)
    with clock.fixed(FIRST - HOUR):
        arrived = arrival.arrive(session, who=DESK, booking=booking)
        assert (booking.state, booking.arrived_at) == (BookingState.ARRIVED, FIRST - HOUR)
    assert tickets.shown(arrived.ticket) == "A001"
    assert events(session, booking).count("arrived") == 1


def test_arriving_twice_is_arriving_once(session: Session) -> None:
    booking = book(session)
    with clock.fixed(FIRST):
        first = arrival.arrive(session, who=DESK, booking=booking)
    with clock.fixed(FIRST + 5 * MINUTE):
        again = arrival.arrive(session, who=DESK, booking=booking)
    assert again.ticket.id == first.ticket.id
    assert booking.arrived_at == FIRST
    assert events(session, booking).count("arrived") == 1
    assert session.scalars(sa.select(TicketCounter.last)).all() == [1]


@pytest.mark.parametrize(
    ("minutes", "refusal"),
    [
        (-24 * 60, "other_day"),
        (-60, None),
        (-61 + 60, None),
        (0, None),
        (59, None),
        (60, "over"),
    ],
)
def test_one_can_check_in_shortly_before_and_until_the_end(session: Session, minutes: int, refusal: str | None) -> None:
    booking = book(session)
    with clock.fixed(FIRST + minutes * MINUTE):
        assert arrival.why_not(booking) == refusal
        if refusal:
            with pytest.raises(RuleBroken, match=refusal):
                arrival.arrive(session, who=DESK, booking=booking)


def test_two_hours_before_is_the_first_moment(session: Session) -> None:
    booking = book(session, hours=2)
    opens = booking.start_at - arrival.ARRIVE_BEFORE
    with clock.fixed(opens - MINUTE):
        assert arrival.why_not(booking) == "too_early"
    with clock.fixed(opens):
        assert arrival.why_not(booking) is None


def test_what_is_cancelled_or_only_held_cannot_be_arrived_at(session: Session) -> None:
    booking = book(session)
    who = Who(visit_id=booking.visit_id)
    service.cancel_booking(session, who=who, reference=booking.public_ref)
    with clock.fixed(FIRST), pytest.raises(RuleBroken, match="cancelled"):
        arrival.arrive(session, who=DESK, booking=booking)


def test_the_pair_of_codes_opens_and_a_wrong_one_does_not(session: Session) -> None:
    booking = book(session)
    with clock.fixed(FIRST):
        wrong = arrival.arrive_with_code(session, who=DESK, reference=booking.public_ref, access_code="ABCD EFGH")
        assert wrong is None
        assert booking.state is BookingState.CONFIRMED
        found = arrival.arrive_with_code(
            session, who=DESK, reference=booking.public_ref, access_code=booking.access_code
        )
        assert found is not None


@pytest.mark.parametrize(
    ("read", "reference"),
    [
        ("B7K 3M9 QX4", "B7K 3M9 QX4"),
        ("https://example.org/book/find?reference=B7K3M9QX4", "B7K3M9QX4"),
        (" https://example.org/arrive/B7K3M9QX4 ", "B7K3M9QX4"),
        ("/arrive/B7K3M9QX4?lang=en", "B7K3M9QX4"),
        ("", ""),
    ],
)
def test_what_a_scanner_reads_is_taken_too(read: str, reference: str) -> None:
    assert arrival.reference_in(read) == reference


def test_nobody_is_missed_before_a_quarter_of_an_hour(session: Session) -> None:
    booking = book(session)
    with clock.fixed(FIRST + 14 * MINUTE), pytest.raises(RuleBroken, match="too_soon"):
        arrival.record_no_show(session, who=DESK, booking=booking)
    with clock.fixed(FIRST + 15 * MINUTE):
        for _twice in range(2):
            arrival.record_no_show(session, who=DESK, booking=booking)
    assert booking.state is BookingState.NO_SHOW
    assert events(session, booking).count("no_show") == 1


def test_who_said_they_come_later_is_waited_for_longer(session: Session) -> None:
    booking = book(session)
    booking.late_minutes = 20
    with clock.fixed(FIRST + 34 * MINUTE):
        assert not arrival.can_be_missed(booking)
    with clock.fixed(FIRST + 35 * MINUTE):
        assert arrival.can_be_missed(booking)


def test_who_has_arrived_is_not_missed(session: Session) -> None:
    booking = book(session)
    with clock.fixed(FIRST):
        arrival.arrive_by_staff(session, who=DESK, booking=booking)
    with clock.fixed(FIRST + 30 * MINUTE), pytest.raises(RuleBroken):
        arrival.record_no_show(session, who=DESK, booking=booking)


def test_numbers_count_by_letter_and_by_day(session: Session) -> None:
    with clock.fixed(FIRST):
        assert [tickets.shown(walk_in(session, prefix)) for prefix in "BBCB"] == ["B001", "B002", "C001", "B003"]
    with clock.fixed(FIRST + timedelta(days=1)):
        assert tickets.shown(walk_in(session)) == "B001"


def test_a_number_that_was_taken_back_leaves_no_gap(database: Database) -> None:
    with clock.fixed(FIRST):
        opened = database.open_writing()
        walk_in(opened)
        opened.rollback()
        opened.close()
        with database.writing() as session:
            assert tickets.shown(walk_in(session)) == "B001"


@pytest.mark.parametrize(
    ("needs", "fetched"), [((), False), ((Need.QUIET,), False), ((Need.CAPTIONS,), True), ((Need.GUIDE_DOG,), True)]
)
def test_whoever_may_miss_a_call_is_fetched(session: Session, needs: tuple[Need, ...], fetched: bool) -> None:
    booking = book(session, *needs)
    with clock.fixed(FIRST):
        ticket = arrival.arrive(session, who=DESK, booking=booking).ticket
    assert tickets.is_fetched(ticket) is fetched
    assert ticket.call_by.startswith("text,sound")
    tickets.fetch_instead(ticket, is_wanted=not fetched)
    assert tickets.is_fetched(ticket) is not fetched


def test_appointments_are_due_at_their_time_and_others_when_they_come(session: Session) -> None:
    early, late = book(session), book(session, hours=1)
    with clock.fixed(FIRST - 30 * MINUTE):
        of_late = arrival.arrive(session, who=DESK, booking=late).ticket
        first = walk_in(session)
    with clock.fixed(FIRST - 10 * MINUTE):
        of_early = arrival.arrive(session, who=DESK, booking=early).ticket
    with clock.fixed(FIRST + 10 * MINUTE):
        second = walk_in(session)
        order = [first.id, of_early.id, second.id, of_late.id]
        assert [one.id for one in tickets.list_waiting(session, site=place(session))] == order
        assert tickets.count_before(session, of_late) == 3
        assert tickets.count_before(session, first) == 0


def test_calling_again_missing_and_coming_back(session: Session) -> None:
    with clock.fixed(FIRST):
        one = walk_in(session)
        called = tickets.call_next(session, site=place(session), counter="3")
        assert called is not None
        assert (called.id, called.state, called.calls) == (one.id, TicketState.CALLED, 1)
        assert tickets.call_next(session, site=place(session), counter="4") is None
        with pytest.raises(Conflict, match="called_elsewhere"):
            tickets.call(session, ticket=one, counter="4")
        assert tickets.call(session, ticket=one, counter="3").calls == 2
        tickets.close(session, ticket=one, state=TicketState.MISSED)
        assert [found.id for found in tickets.list_missed(session, site=place(session))] == [one.id]
        assert tickets.call(session, ticket=one, counter="4").counter == "4"
        for _twice in range(2):
            tickets.close(session, ticket=one, state=TicketState.SERVED)
        with pytest.raises(Conflict):
            tickets.call(session, ticket=one, counter="4")
        with pytest.raises(Conflict):
            tickets.close(session, ticket=one, state=TicketState.MISSED)


@pytest.mark.parametrize("key", ["", "0" * 32, "not a key", "A001"])
def test_a_guessed_key_opens_nothing(session: Session, key: str) -> None:
    with pytest.raises(NotFound):
        tickets.get_ticket(session, key=key)


@pytest.mark.slow
def test_numbers_taken_at_once_are_unique_and_without_gaps(database: Database) -> None:
    def take(_number: int) -> int:
        with database.writing() as session:
            return walk_in(session).number

    with clock.fixed(FIRST):
        assert sorted(all_at_once(24, take)) == list(range(1, 25))


@pytest.mark.slow
def test_arriving_in_many_windows_at_once_is_arriving_once(database: Database) -> None:
    with database.writing() as session:
        booking_id = book(session).id

    def arrive(_number: int) -> str:
        with database.writing() as session:
            booking = session.get_one(Booking, booking_id)
            return tickets.shown(arrival.arrive(session, who=DESK, booking=booking).ticket)

    with clock.fixed(FIRST):
        assert set(all_at_once(12, arrive)) == {"A001"}
    with database.reading() as session:
        assert events(session, session.get_one(Booking, booking_id)).count("arrived") == 1
        assert session.scalars(sa.select(TicketCounter.last)).all() == [1]


@pytest.mark.slow
def test_counters_that_call_at_once_never_call_the_same(database: Database) -> None:
    with clock.fixed(FIRST), database.writing() as session:
        for _one in range(10):
            walk_in(session)

    def call(number: int) -> str | None:
        with database.writing() as session:
            called = tickets.call_next(session, site=place(session), counter=str(number))
            return None if called is None else tickets.shown(called)

    with clock.fixed(FIRST):
        told = all_at_once(14, call)
    assert sorted(one for one in told if one) == [f"B{number:03d}" for number in range(1, 11)]
    assert told.count(None) == 4
