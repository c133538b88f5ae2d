"""Seats of a group: counted by a guarded update, given back, waited for; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from citizen.booking import freed, group_sessions, inventory, seats, service, waiting, waiting_offers
from citizen.booking.models import Booking, Claim, GroupSession, PersonSlot, SessionSeat, Site
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState, Need, NeedState, PartOfDayWished, WaitingState
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, MORNING, PLACE, SERVICE

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_place")]

HOUR = timedelta(hours=1)
CODE = "an-afternoon"
Newcomer = Callable[[], Who]


@pytest.fixture(autouse=True)
def offered_when_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freed, "_listeners", {})
    freed.also_on_freed(waiting_offers.offer_next)


def announce(session: Session, *, capacity: int = 2, code: str = CODE, resources: tuple[str, ...] = ()) -> GroupSession:
    found = inventory.find_service(session, code=SERVICE)
    site = session.scalars(sa.select(Site).where(Site.code == PLACE)).one()
    assert found is not None
    found.is_group = True
    session.flush()
    opened = group_sessions.Opened(
        code, FIRST, FIRST + HOUR, capacity, meets=(Need.SIGN_LANGUAGE,), resources=resources
    )
    return group_sessions.open_session(session, service=found, site=site, opened=opened)


def hold(session: Session, who: Who, needs: tuple[Need, ...] = ()) -> Booking:
    return group_sessions.hold_seat(session, who=who, code=CODE, needs=needs, hold_minutes=20)


def book(session: Session, who: Who) -> Booking:
    held = hold(session, who)
    return service.confirm_booking(session, who=who, reference=held.public_ref, contact=Contact("丁"))


def booked(session: Session) -> int:
    session.expire_all()
    counted = session.scalars(sa.select(GroupSession).where(GroupSession.code == CODE)).one()
    seats_taken = session.scalar(sa.select(sa.func.count()).select_from(SessionSeat))
    assert counted.booked == seats_taken
    return counted.booked


def test_a_seat_is_held_with_the_persons_own_time(session: Session, newcomer: Newcomer) -> None:
    announce(session)
    held = hold(session, newcomer(), (Need.SIGN_LANGUAGE, Need.QUIET))
    assert (held.state, held.start_at, held.end_at) == (BookingState.HELD, FIRST, FIRST + HOUR)
    assert {one.need: one.state for one in held.needs} == {
        Need.SIGN_LANGUAGE: NeedState.ARRANGED,
        Need.QUIET: NeedState.ASKED,
    }
    assert booked(session) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(PersonSlot)) == 4


def test_a_full_session_is_refused_also_to_a_direct_request(session: Session, newcomer: Newcomer) -> None:
    announce(session, capacity=1)
    book(session, newcomer())
    with pytest.raises(Conflict, match="session_full"):
        hold(session, newcomer())
    assert booked(session) == 1


def test_cancelling_and_running_out_give_the_seat_back_once(session: Session, newcomer: Newcomer) -> None:
    announce(session)
    who = newcomer()
    one = book(session, who)
    hold(session, newcomer())
    for _ in range(2):
        service.cancel_booking(session, who=who, reference=one.public_ref)
        seats.free_seat(session, booking_id=one.id)
    assert booked(session) == 1
    with clock.fixed(MORNING + HOUR):
        assert service.expire_stale_holds(session) == 1
        assert booked(session) == 0


def test_nobody_is_in_two_places_at_once(session: Session, newcomer: Newcomer) -> None:
    announce(session)
    who = newcomer()
    book(session, who)
    with pytest.raises(Conflict, match="person_busy"):
        hold(session, who)
    assert booked(session) == 1


def test_the_database_itself_lets_no_count_pass_the_capacity(session: Session) -> None:
    announce(session, capacity=1)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(sa.update(GroupSession).values(booked=2))


def test_rooms_of_a_session_are_claimed_once_and_no_session_begins_without(session: Session) -> None:
    announce(session, resources=("room-0", "staff-0"))
    assert session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 2 * 4
    announce(session, resources=("room-0", "staff-0"))  # the same file again
    with pytest.raises(Conflict, match="resource_taken"):
        announce(session, code="another", resources=("room-0",))
    assert session.scalar(sa.select(sa.func.count()).select_from(GroupSession)) == 1


def test_fewer_seats_delete_no_booking_and_go_one_by_one(session: Session, newcomer: Newcomer) -> None:
    announce(session, capacity=3)
    made = []
    for minute in range(3):
        with clock.fixed(MORNING + timedelta(minutes=minute)):
            who = newcomer()
            made.append((who, book(session, who)))
    stranded = group_sessions.set_capacity(session, code=CODE, capacity=1)
    assert [one.id for one in stranded] == [made[2][1].id, made[1][1].id]
    assert booked(session) == 3
    for left, (who, booking) in zip((2, 1, 0), made, strict=True):
        with pytest.raises(Conflict):
            hold(session, newcomer())
        service.cancel_booking(session, who=who, reference=booking.public_ref)
        assert booked(session) == left
    assert book(session, newcomer()).state is BookingState.CONFIRMED
    with pytest.raises(Conflict):
        hold(session, newcomer())
    with pytest.raises(RuleBroken):
        group_sessions.set_capacity(session, code=CODE, capacity=-1)


def test_a_session_called_off_takes_nobody_and_keeps_everybody_to_be_told(session: Session, newcomer: Newcomer) -> None:
    announce(session, resources=("room-0",))
    one = book(session, newcomer())
    assert group_sessions.call_off(session, code=CODE) == [one]
    assert one.state is BookingState.CONFIRMED
    assert session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 0
    with pytest.raises(NotFound):
        hold(session, newcomer())


def test_who_waits_gets_the_seat_that_becomes_free_or_is_added(session: Session, newcomer: Newcomer) -> None:
    group = announce(session, capacity=1)
    who = newcomer()
    one = book(session, who)
    entries = []
    for second in range(2):
        with clock.fixed(MORNING + timedelta(seconds=second)):
            entries.append(_wait(session, newcomer(), group))
    service.cancel_booking(session, who=who, reference=one.public_ref)
    session.expire_all()
    assert [entry.state for entry in entries] == [WaitingState.OFFERED, WaitingState.WAITING]
    assert booked(session) == 1
    group_sessions.set_capacity(session, code=CODE, capacity=2)
    session.expire_all()
    assert [entry.state for entry in entries] == [WaitingState.OFFERED, WaitingState.OFFERED]


def _wait(session: Session, who: Who, group: GroupSession) -> waiting.WaitingEntry:
    day = FIRST.date()
    wanted = waiting.Wanted(group.service, "tongzhou", None, (), (), PartOfDayWished.ANY, day, day)
    return waiting.join_list(session, who=who, wanted=wanted, contact=Contact("戊"))
