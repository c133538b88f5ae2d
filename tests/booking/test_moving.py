"""Another time: the new one is taken before the old one is given back; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from citizen.booking import freed, moving, service
from citizen.booking.models import Booking, BookingEvent, Claim, PersonSlot, Service, Site
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState, Need, NeedState
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.db.session import Database
from citizen.notices.service import list_notices
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, PLACE, SERVICE

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_place")]

HOUR = timedelta(hours=1)
NEXT_WEEK = FIRST + timedelta(days=7)
Newcomer = Callable[[], Who]


def book(session: Session, who: Who, start: datetime = FIRST, needs: tuple[Need, ...] = ()) -> Booking:
    found = session.scalars(sa.select(Service).where(Service.code == SERVICE)).one()
    held = service.hold_time(
        session, who=who, service=found, site_code=PLACE, start=start, needs=needs, hold_minutes=20
    )
    contact = Contact("王秀英", phone="13800000000")
    return service.confirm_booking(session, who=who, reference=held.public_ref, contact=contact)


def move(session: Session, who: Who, booking: Booking, start: datetime, *, by_service: bool = False) -> Booking:
    return moving.move_booking(session, who=who, reference=booking.public_ref, start=start, by_service=by_service)


def claimed(session: Session) -> set[tuple[object, int]]:
    return {(row.resource_id, row.tick) for row in session.execute(sa.select(Claim.resource_id, Claim.tick))}


def own_time(session: Session) -> set[int]:
    return set(session.scalars(sa.select(PersonSlot.tick)))


def events(session: Session, booking: Booking) -> list[str]:
    found = session.scalars(
        sa.select(BookingEvent.what).where(BookingEvent.booking_id == booking.id).order_by(BookingEvent.version)
    )
    return list(found)


def test_the_appointment_is_at_the_new_time_and_the_old_one_is_free(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    before = len(claimed(session))
    moved = move(session, who, booking, NEXT_WEEK)
    assert (moved.start_at, moved.end_at, moved.state) == (NEXT_WEEK, NEXT_WEEK + HOUR, BookingState.CONFIRMED)
    assert len(claimed(session)) == before
    assert {tick * 900 for tick in own_time(session)} == {int(NEXT_WEEK.timestamp()) + 900 * n for n in range(4)}
    assert book(session, newcomer(), FIRST).start_at == FIRST


def test_reference_and_code_stay_and_the_calendar_counts_on(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    codes, sequence, version = (booking.public_ref, booking.access_code), booking.ics_sequence, booking.version
    move(session, who, booking, NEXT_WEEK)
    assert (booking.public_ref, booking.access_code) == codes
    assert (booking.ics_sequence, booking.version) == (sequence + 1, version + 1)


def test_there_and_back_restores_every_claim(session: Session, newcomer: Newcomer) -> None:
    other, who = newcomer(), newcomer()
    in_the_way = book(session, other)
    booking = book(session, who)
    service.cancel_booking(session, who=other, reference=in_the_way.public_ref)
    before = claimed(session), own_time(session)
    move(session, who, booking, NEXT_WEEK)
    move(session, who, booking, FIRST)
    assert (claimed(session), own_time(session)) == before


def test_the_new_time_may_overlap_with_the_old_one(session: Session, newcomer: Newcomer) -> None:
    """Its own time is no obstacle: two hours, one hour later."""
    who = newcomer()
    booking = book(session, who, needs=(Need.LONGER_TIME,))
    assert move(session, who, booking, FIRST + HOUR).end_at == FIRST + 3 * HOUR
    assert len(claimed(session)) == 2 * 8
    assert len(own_time(session)) == 8


def test_pressing_twice_moves_once(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    move(session, who, booking, NEXT_WEEK)
    version = booking.version
    assert move(session, who, booking, NEXT_WEEK).version == version
    assert events(session, booking).count("moved") == 1


def test_a_time_that_is_taken_leaves_everything_as_it_was(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who, needs=(Need.SIGN_LANGUAGE,))
    book(session, newcomer(), NEXT_WEEK, needs=(Need.SIGN_LANGUAGE,))  # the only interpreter
    before = claimed(session), own_time(session), booking.version
    with pytest.raises(Conflict, match="time_taken"):
        move(session, who, booking, NEXT_WEEK)
    session.refresh(booking)
    assert (claimed(session), own_time(session), booking.version) == before
    assert (booking.start_at, booking.state) == (FIRST, BookingState.CONFIRMED)


def test_somebody_faster_between_look_and_write_leaves_everything_as_it_was(
    session: Session, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look says free, the arbiter says no: the savepoint takes the whole change back."""
    who = newcomer()
    booking = book(session, who)
    before = claimed(session), own_time(session), booking.version
    monkeypatch.setattr("citizen.booking.swapping.claims.claim_pairs", lambda *_args, **_named: False)
    with pytest.raises(Conflict, match="time_taken"):
        move(session, who, booking, NEXT_WEEK)
    session.refresh(booking)
    assert (claimed(session), own_time(session), booking.version) == before
    assert events(session, booking) == ["held", "confirmed"]


def test_nobody_is_moved_onto_another_appointment_of_theirs(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    book(session, who, NEXT_WEEK)
    with pytest.raises(Conflict, match="person_busy"):
        move(session, who, booking, NEXT_WEEK)


def test_needs_are_reserved_again_at_the_new_time(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who, needs=(Need.SIGN_LANGUAGE, Need.QUIET))
    answered = next(need for need in booking.needs if need.need is Need.QUIET)
    answered.state, answered.note = NeedState.CANNOT, "那天没有"
    session.flush()
    move(session, who, booking, NEXT_WEEK)
    assert {need.need: need.state for need in booking.needs} == {
        Need.SIGN_LANGUAGE: NeedState.ARRANGED,
        Need.QUIET: NeedState.ASKED,  # the answer was about the other day
    }
    assert len(claimed(session)) == 3 * 4


def test_the_last_moment_is_the_one_the_service_names(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    session.execute(sa.update(Service).where(Service.code == SERVICE).values(change_hours=24))
    session.expire_all()
    with clock.fixed(FIRST - timedelta(hours=24, seconds=1)):
        assert moving.can_move(booking)
    with clock.fixed(FIRST - timedelta(hours=24)):
        assert not moving.can_move(booking)
        with pytest.raises(RuleBroken, match="too_late_to_move"):
            move(session, who, booking, NEXT_WEEK)
        assert service.can_cancel(booking)  # a time given back late is better than one nobody comes to


def test_the_place_may_move_later_and_the_person_is_told(session: Session, newcomer: Newcomer) -> None:
    who, staff = newcomer(), newcomer()
    booking = book(session, who)
    session.execute(sa.update(Service).where(Service.code == SERVICE).values(change_hours=48))
    session.expire_all()
    with clock.fixed(FIRST - HOUR):
        move(session, staff, booking, NEXT_WEEK, by_service=True)
    kinds = [notice.kind for notice in list_notices(session, about=booking.public_ref)]
    assert kinds.count("booking_moved_by_service") == 1


def test_what_is_cancelled_or_somebody_elses_does_not_move(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    with pytest.raises(NotFound):
        move(session, newcomer(), booking, NEXT_WEEK)
    service.cancel_booking(session, who=who, reference=booking.public_ref)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        move(session, who, booking, NEXT_WEEK)
    assert claimed(session) == set()


@pytest.mark.parametrize("first", ["cancel", "move"])
def test_two_windows_that_move_and_cancel_do_not_undo_each_other(
    session: Session, newcomer: Newcomer, first: str
) -> None:
    """The second window wrote from what it had read before: the version says so, and nothing is lost unseen."""
    who = newcomer()
    booking = book(session, who)
    read = booking.version
    if first == "cancel":
        service.cancel_booking(session, who=who, reference=booking.public_ref)
    else:
        move(session, who, booking, NEXT_WEEK)
    written = (booking.state, booking.start_at, booking.version)
    as_it_was_read(booking, read)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        move(session, who, booking, NEXT_WEEK + HOUR)
    as_it_was_read(booking, read)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        service.cancel_booking(session, who=who, reference=booking.public_ref)
    session.refresh(booking)
    assert (booking.state, booking.start_at, booking.version) == written


def as_it_was_read(booking: Booking, version: int) -> None:
    """As the other window still has it in its hand."""
    set_committed_value(booking, "version", version)
    set_committed_value(booking, "state", BookingState.CONFIRMED)


def test_whoever_waits_hears_of_the_old_time_at_the_old_place(
    session: Session, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str]] = []

    def listen(_session: Session, what: Service, where: Site) -> None:
        heard.append((what.code, where.code))

    monkeypatch.setattr(freed, "_listeners", {})
    freed.also_on_freed(listen)
    who = newcomer()
    booking = book(session, who)
    assert heard == []
    move(session, who, booking, NEXT_WEEK)
    service.cancel_booking(session, who=who, reference=booking.public_ref)
    assert heard == [(SERVICE, PLACE)] * 2


def test_the_person_is_told_once_of_each_change(database: Database, newcomer: Newcomer) -> None:
    who = newcomer()
    with database.writing() as session:
        booking = book(session, who)
        reference = booking.public_ref
        move(session, who, booking, NEXT_WEEK)
        move(session, who, booking, NEXT_WEEK)
        service.cancel_booking(session, who=who, reference=reference)
        service.cancel_booking(session, who=who, reference=reference)
    with database.reading() as session:
        told = sorted(notice.kind for notice in list_notices(session, about=reference))
    assert told == ["booking_cancelled", "booking_confirmed", "booking_moved"]
