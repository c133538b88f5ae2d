"""Another session for a seat one has: the new seat before the old one is given back, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import freed, group_sessions, inventory, seat_moving, service, waiting, waiting_offers
from citizen.booking.models import Booking, GroupSession, PersonSlot, SessionSeat, Site
from citizen.booking.service import Contact
from citizen.booking.slots import tick_of
from citizen.booking.terms import BookingState, Need, NeedState, PartOfDayWished, WaitingState
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.db.session import Database
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, PLACE, SERVICE
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_place")]

HOUR = timedelta(hours=1)
OLD, NEW = "this-week", "next-week"
NEXT = FIRST + timedelta(days=7)
Newcomer = Callable[[], Who]


@pytest.fixture(autouse=True)
def offered_when_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freed, "_listeners", {})
    freed.also_on_freed(waiting_offers.offer_next)


def announce(session: Session, *, room: int = 1) -> None:
    """This week with an interpreter, next week with captions."""
    found = inventory.find_service(session, code=SERVICE)
    site = session.scalars(sa.select(Site).where(Site.code == PLACE)).one()
    assert found is not None
    found.is_group = True
    session.flush()
    for code, start, meets in ((OLD, FIRST, Need.SIGN_LANGUAGE), (NEW, NEXT, Need.CAPTIONS)):
        opened = group_sessions.Opened(code, start, start + HOUR, room, meets=(meets,))
        group_sessions.open_session(session, service=found, site=site, opened=opened)


def book(session: Session, who: Who, code: str = OLD, needs: tuple[Need, ...] = ()) -> Booking:
    held = group_sessions.hold_seat(session, who=who, code=code, needs=needs, hold_minutes=20)
    return service.confirm_booking(session, who=who, reference=held.public_ref, contact=Contact("丁"))


def seats(session: Session) -> dict[str, tuple[int, int]]:
    """As counted, and as rows."""
    session.expire_all()
    rows = session.execute(
        sa.select(GroupSession.code, GroupSession.booked, sa.func.count(SessionSeat.seat))
        .outerjoin(SessionSeat, SessionSeat.session_id == GroupSession.id)
        .group_by(GroupSession.code, GroupSession.booked)
    )
    return {code: (counted, there) for code, counted, there in rows}


def own_ticks(session: Session, booking: Booking) -> set[int]:
    return set(session.scalars(sa.select(PersonSlot.tick).where(PersonSlot.booking_id == booking.id)))


def move(session: Session, who: Who, booking: Booking, code: str = NEW) -> Booking:
    return seat_moving.move_seat(session, who=who, reference=booking.public_ref, code=code)


def test_the_seat_the_time_and_the_needs_go_along(session: Session, newcomer: Newcomer) -> None:
    announce(session)
    who = newcomer()
    booking = book(session, who, needs=(Need.SIGN_LANGUAGE, Need.CAPTIONS))
    reference, code, counted = booking.public_ref, booking.access_code, booking.ics_sequence
    moved = move(session, who, booking)
    assert seats(session) == {OLD: (0, 0), NEW: (1, 1)}
    assert (moved.public_ref, moved.access_code, moved.ics_sequence) == (reference, code, counted + 1)
    assert (moved.start_at, moved.end_at, moved.state) == (NEXT, NEXT + HOUR, BookingState.CONFIRMED)
    assert own_ticks(session, moved) == set(range(tick_of(NEXT), tick_of(NEXT + HOUR)))
    states = {one.need: one.state for one in moved.needs}
    assert states == {Need.SIGN_LANGUAGE: NeedState.ASKED, Need.CAPTIONS: NeedState.ARRANGED}
    move(session, who, moved)
    assert moved.ics_sequence == counted + 1  # a second press


def test_a_full_session_leaves_everything_as_it_was(session: Session, newcomer: Newcomer) -> None:
    announce(session)
    who = newcomer()
    booking = book(session, who)
    book(session, newcomer(), NEW)
    with pytest.raises(Conflict, match="session_full"):
        move(session, who, booking)
    assert seats(session) == {OLD: (1, 1), NEW: (1, 1)}
    assert (booking.start_at, booking.version) == (FIRST, 2)
    assert own_ticks(session, booking) == set(range(tick_of(FIRST), tick_of(FIRST + HOUR)))


def test_somebody_who_is_elsewhere_then_keeps_the_seat(session: Session, newcomer: Newcomer) -> None:
    announce(session)
    who = newcomer()
    booking = book(session, who)
    session.add(
        PersonSlot(person_key=booking.person_key, tick=tick_of(NEXT), booking_id=book(session, newcomer(), NEW).id)
    )
    session.execute(sa.update(GroupSession).where(GroupSession.code == NEW).values(capacity=2))
    session.flush()
    with pytest.raises(Conflict, match="person_busy"):
        move(session, who, booking)
    assert seats(session) == {OLD: (1, 1), NEW: (1, 1)}


def test_the_seat_that_is_free_then_is_offered_to_whoever_waits(session: Session, newcomer: Newcomer) -> None:
    announce(session)
    who = newcomer()
    booking = book(session, who)
    wanted = waiting.Wanted(booking.service, "tongzhou", None, (), (), PartOfDayWished.ANY, FIRST.date(), FIRST.date())
    entry = waiting.join_list(session, who=newcomer(), wanted=wanted, contact=Contact("戊"))
    assert entry.state.value == "waiting"
    move(session, who, booking)
    session.refresh(entry)
    assert entry.state is WaitingState.OFFERED
    assert seats(session) == {OLD: (1, 1), NEW: (1, 1)}


@pytest.mark.parametrize("code", ["nobody-knows-it", NEW])
def test_what_does_not_take_place_is_refused(session: Session, newcomer: Newcomer, code: str) -> None:
    announce(session)
    who = newcomer()
    booking = book(session, who)
    group_sessions.call_off(session, code=NEW)
    with pytest.raises(Conflict, match="session_closed"):
        move(session, who, booking, code)


def test_too_late_and_strangers(session: Session, newcomer: Newcomer) -> None:
    announce(session)
    who = newcomer()
    booking = book(session, who)
    with pytest.raises(NotFound):
        move(session, newcomer(), booking)
    with clock.fixed(FIRST), pytest.raises(RuleBroken, match="too_late_to_move"):
        move(session, who, booking)


def test_on_the_pages(database: Database, newcomer: Newcomer, visitor: Visitor) -> None:
    with database.writing() as session:
        announce(session, room=2)
        booking = book(session, newcomer())
        reference, code = booking.public_ref, booking.access_code
    visitor.open(f"/book/find?reference={reference}")
    visitor.fill("查询码", code)
    visitor.press("查看预约")
    visitor.follow("改时间")
    assert visitor.page.h1 == "想改到哪一场？"
    visitor.press("继续")
    assert visitor.page.status == 422
    visitor.choose("想改到哪一场？", "2026年11月30日 星期一 上午9:00至10:00，小地点，还有 2 个名额")
    visitor.press("继续")
    assert visitor.page.summary["新的时间"].startswith("2026年11月30日 星期一 上午9:00")
    with database.writing() as session:
        assert seats(session) == {OLD: (1, 1), NEW: (0, 0)}
        group_sessions.call_off(session, code=NEW)
    visitor.press("改到新的时间")
    assert visitor.page.has_text("您的预约没有变")
    assert visitor.page.h1 == "别的场次都没有名额了"
    with database.writing() as session:
        session.execute(sa.update(GroupSession).values(is_cancelled=False))
    visitor.open(f"/book/bookings/{reference}/session/check?session={NEW}")
    visitor.press("改到新的时间")
    assert visitor.page.has_text("已改到新的时间。")
    with database.reading() as session:
        assert seats(session) == {OLD: (0, 0), NEW: (1, 1)}
