"""Holding, confirming, cancelling; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import claims, inventory, service, wishes
from citizen.booking.models import Booking, BookingEvent, BookingNeed, Claim, PersonSlot
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState, Need, NeedState
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.db.session import Database
from citizen.people import service as people
from citizen.proxies.authority import Relation, Subject, Who
from tests.booking.conftest import FIRST, MORNING, PLACE, SERVICE

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_place")]

HOUR = timedelta(hours=1)
Newcomer = Callable[[], Who]


def hold(session: Session, who: Who, start: datetime = FIRST, needs: tuple[Need, ...] = ()) -> Booking:
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    return service.hold_time(
        session, who=who, service=found, site_code=PLACE, start=start, needs=needs, hold_minutes=20
    )


def confirm(session: Session, who: Who, booking: Booking) -> Booking:
    return service.confirm_booking(session, who=who, reference=booking.public_ref, contact=Contact("王秀英"))


def offered(session: Session, who: Who | None = None, needs: tuple[Need, ...] = ()) -> list[datetime]:
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    key = None if who is None else wishes.person_key(who)
    plan = inventory.get_plan(session, service=found, site_code=PLACE, needs=needs, person_key=key)
    return [offer.start for offer in plan.offers()]


def claimed(session: Session) -> set[tuple[object, int]]:
    return {(row.resource_id, row.tick) for row in session.execute(sa.select(Claim.resource_id, Claim.tick))}


def test_a_hold_takes_every_resource_for_the_whole_time(session: Session, newcomer: Newcomer) -> None:
    hold(session, newcomer(), needs=(Need.SIGN_LANGUAGE,))
    assert len(claimed(session)) == 3 * 4  # therapist, room and interpreter, four quarters each
    assert FIRST not in offered(session, needs=(Need.SIGN_LANGUAGE,))
    assert FIRST in offered(session)  # without the interpreter there is still one of each


def test_every_offered_time_is_accepted(session: Session, newcomer: Newcomer) -> None:
    for needs in ((), (Need.SIGN_LANGUAGE,), (Need.LONGER_TIME,)):
        for start in offered(session, needs=needs)[:4]:
            assert hold(session, newcomer(), start, needs).start_at == start


def test_a_time_that_was_never_offered_is_refused(session: Session, newcomer: Newcomer) -> None:
    for start in (FIRST + timedelta(minutes=15), FIRST - HOUR, FIRST + timedelta(days=1)):
        with pytest.raises(Conflict, match="time_taken"):
            hold(session, newcomer(), start)


def test_needs_reserve_what_there_is_and_pass_on_the_rest(session: Session, newcomer: Newcomer) -> None:
    wanted = (Need.SIGN_LANGUAGE, Need.STEP_FREE, Need.LONGER_TIME, Need.QUIET)
    booking = hold(session, newcomer(), needs=wanted)
    rows = session.scalars(sa.select(BookingNeed).where(BookingNeed.booking_id == booking.id))
    assert {row.need: row.state for row in rows} == {
        Need.SIGN_LANGUAGE: NeedState.ARRANGED,
        Need.STEP_FREE: NeedState.ARRANGED,
        Need.LONGER_TIME: NeedState.ARRANGED,
        Need.QUIET: NeedState.ASKED,
    }
    assert booking.end_at - booking.start_at == 2 * HOUR


def test_confirming_moves_no_claim(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = hold(session, who)
    before = claimed(session)
    confirm(session, who, booking)
    assert booking.state is BookingState.CONFIRMED
    assert booking.hold_until is None
    assert claimed(session) == before


def test_confirming_twice_is_confirming_once(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = hold(session, who)
    assert confirm(session, who, booking).version == confirm(session, who, booking).version
    events = session.scalars(sa.select(BookingEvent.what).where(BookingEvent.booking_id == booking.id)).all()
    assert sorted(events) == ["confirmed", "held"]


def test_a_hold_that_ran_out_cannot_be_confirmed_or_extended(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = hold(session, who)
    with clock.fixed(MORNING + timedelta(minutes=20)):
        with pytest.raises(Conflict, match="hold_lost"):
            confirm(session, who, booking)
        with pytest.raises(Conflict, match="hold_lost"):
            service.extend_hold(session, who=who, reference=booking.public_ref, hold_minutes=20)


def test_extending_is_possible_many_times_but_not_for_ever(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = hold(session, who)
    for turn in range(service.MOST_EXTENSIONS):
        with clock.fixed(MORNING + timedelta(minutes=15 * (turn + 1))):
            service.extend_hold(session, who=who, reference=booking.public_ref, hold_minutes=20)
            assert booking.hold_until == clock.now() + timedelta(minutes=20)
    with pytest.raises(Conflict, match="hold_lost"):
        service.extend_hold(session, who=who, reference=booking.public_ref, hold_minutes=20)


def test_what_ran_out_is_offered_again_before_anybody_clears_it_away(session: Session, newcomer: Newcomer) -> None:
    for _ in range(2):
        hold(session, newcomer())
    assert FIRST not in offered(session)
    with clock.fixed(MORNING + timedelta(minutes=20)):
        assert FIRST in offered(session)
        late = newcomer()
        assert confirm(session, late, hold(session, late)).state is BookingState.CONFIRMED
    states = session.scalars(sa.select(Booking.state)).all()
    assert sorted(states) == [BookingState.CONFIRMED, BookingState.EXPIRED, BookingState.EXPIRED]


def test_expiring_twice_changes_nothing(session: Session, newcomer: Newcomer) -> None:
    hold(session, newcomer())
    with clock.fixed(MORNING + HOUR):
        assert service.expire_stale_holds(session) == 1
        assert service.expire_stale_holds(session) == 0
    assert claimed(session) == set()


def test_cancelling_leaves_the_inventory_as_it_was(session: Session, newcomer: Newcomer) -> None:
    who, before = newcomer(), offered(session)
    booking = confirm(session, who, hold(session, who, needs=(Need.SIGN_LANGUAGE,)))
    service.cancel_booking(session, who=who, reference=booking.public_ref)
    again = service.cancel_booking(session, who=who, reference=booking.public_ref)
    assert again.state is BookingState.CANCELLED_BY_PERSON
    assert again.ics_sequence == 1
    assert claimed(session) == set()
    assert session.scalars(sa.select(PersonSlot)).all() == []
    assert offered(session) == before
    hold(session, who)  # and the same time can be had again


def test_after_the_start_it_is_too_late_to_cancel(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = confirm(session, who, hold(session, who))
    with clock.fixed(FIRST), pytest.raises(RuleBroken, match="too_late"):
        service.cancel_booking(session, who=who, reference=booking.public_ref)


def test_a_hold_is_no_booking_to_cancel(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    with pytest.raises(RuleBroken):
        service.cancel_booking(session, who=who, reference=hold(session, who).public_ref)


def test_one_person_holds_one_time(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    first = hold(session, who)
    second = hold(session, who, FIRST + HOUR)
    session.refresh(first)
    assert (first.state, second.state) == (BookingState.RELEASED, BookingState.HELD)
    assert len(claimed(session)) == 2 * 4


def test_a_held_time_does_not_stand_in_its_owner_s_way(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    hold(session, newcomer())
    hold(session, who)  # now both therapists are taken
    assert FIRST in offered(session, who)
    assert FIRST not in offered(session)
    assert hold(session, who).start_at == FIRST


def test_one_person_is_in_one_place(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    confirm(session, who, hold(session, who))
    assert FIRST not in offered(session, who)
    with pytest.raises(Conflict, match="person_busy"):
        hold(session, who)


def test_a_helper_may_book_the_same_time_for_two_people(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    for name in ("爷爷", "奶奶"):
        acting = replace(who, subject=Subject(Relation.AUTHORISED, name))
        booking = confirm(session, acting, hold(session, acting))
        assert (booking.booked_by, booking.person_name) == ("authorised", name)
    events = session.execute(sa.select(BookingEvent.actor, BookingEvent.relation)).all()
    assert set(events) == {("helper", "authorised")}


def test_a_failed_hold_keeps_the_one_before(database: Database, newcomer: Newcomer) -> None:
    who = newcomer()
    with database.writing() as session:
        mine = hold(session, who)
        for _ in range(2):
            hold(session, newcomer(), FIRST + HOUR)
    with database.open_writing() as session:
        with pytest.raises(Conflict):
            hold(session, who, FIRST + HOUR)
        session.rollback()
    with database.writing() as session:
        assert confirm(session, who, session.get_one(Booking, mine.id)).start_at == FIRST


def test_the_booking_of_another_visit_does_not_exist(session: Session, newcomer: Newcomer) -> None:
    booking = hold(session, newcomer())
    stranger = newcomer()
    for act in (service.get_booking, service.cancel_booking):
        with pytest.raises(NotFound):
            act(session, who=stranger, reference=booking.public_ref)
    assert service.list_bookings(session, who=stranger) == []


def test_reference_and_code_open_a_booking_from_anywhere(session: Session, newcomer: Newcomer) -> None:
    who, elsewhere = newcomer(), newcomer()
    booking = confirm(session, who, hold(session, who))
    code = f" {booking.access_code.lower()[:4]}-{booking.access_code[4:]}"
    assert service.find_with_code(session, reference=booking.public_ref, access_code=code) is booking
    assert service.find_with_code(session, reference=booking.public_ref, access_code="22222222") is None
    assert elsewhere.visit_id is not None
    people.grant_access(session, visit_id=elsewhere.visit_id, reference=booking.public_ref)
    assert service.get_booking(session, who=elsewhere, reference=booking.public_ref) is booking


def test_a_hold_has_no_code_to_be_found_by(session: Session, newcomer: Newcomer) -> None:
    booking = hold(session, newcomer())
    assert service.find_with_code(session, reference=booking.public_ref, access_code=booking.access_code) is None


def test_names_and_needs_are_not_readable_in_the_database(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    acting = replace(who, subject=Subject(Relation.GUARDIAN, "小明"))
    wish = wishes.open_wish(session, who=acting)
    wishes.choose_needs(session, wish=wish, needs=["sign_language"])
    booking = hold(session, acting)
    contact = Contact("王秀英", "13800000000", "玉桥街道")
    service.confirm_booking(session, who=acting, reference=booking.public_ref, contact=contact)
    raw = [
        str(row) for table in ("booking", "booking_wish") for row in session.execute(sa.text(f"SELECT * FROM {table}"))
    ]
    for secret in ("小明", "王秀英", "13800000000", "玉桥", "sign_language", booking.access_code):
        assert not any(secret in row for row in raw)


def test_the_end_of_a_visit_gives_held_times_back(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    wishes.open_wish(session, who=who)
    kept = confirm(session, who, hold(session, who))
    hold(session, who, FIRST + HOUR)
    assert who.visit_id is not None
    service.forget_unfinished(session, who.visit_id)
    assert wishes.find_wish(session, who=who) is None
    assert {row[0] for row in session.execute(sa.select(Claim.booking_id).distinct())} == {kept.id}


def test_a_state_and_its_deadline_cannot_disagree(session: Session, newcomer: Newcomer) -> None:
    booking = hold(session, newcomer())
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(Booking).where(Booking.id == booking.id).values(hold_until=None))


def test_the_count_of_inserted_rows_comes_from_returning(session: Session, newcomer: Newcomer) -> None:
    """The row count of INSERT … ON CONFLICT is -1 on PostgreSQL: believing it sold places nobody was told about."""
    booking = hold(session, newcomer())
    resource, tick = next(iter(claimed(session)))
    rows = [{"resource_id": resource, "tick": t, "booking_id": booking.id} for t in (tick, 1, 2)]
    assert claims.insert_missing(session, Claim.__table__, rows) == 2
    assert claims.insert_missing(session, Claim.__table__, rows) == 0
    assert claims.insert_missing(session, Claim.__table__, []) == 0


def test_moments_come_back_aware_from_both_databases(database: Database, newcomer: Newcomer) -> None:
    with database.writing() as session:
        booking_id = hold(session, newcomer()).id
    with database.reading() as session:
        assert session.get_one(Booking, booking_id).start_at == FIRST
