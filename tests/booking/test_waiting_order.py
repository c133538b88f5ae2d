"""The order of the waiting list as a property: whatever is freed, refused, left or let run out, nobody is passed over
and no time is offered twice; on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from citizen.booking import freed, inventory, service, waiting, waiting_offers, waiting_order
from citizen.booking.models import Booking, Claim, WaitingEntry
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState, PartOfDayWished, WaitingState
from citizen.core import clock
from citizen.db.session import Database
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, MORNING, PLACE, SERVICE, add_place, add_visit

HOUR = timedelta(hours=1)
DAY = date(2026, 11, 23)
HOURS = 3
PARTS = st.sampled_from(list(PartOfDayWished))
#: Free an hour, or somebody says no or yes or leaves, or a day passes without any answer.
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("free"), st.integers(0, HOURS - 1)),
        st.tuples(st.sampled_from(["no", "yes", "leave"]), st.integers(0, 4)),
        st.tuples(st.just("run out"), st.just(0)),
    ),
    max_size=10,
)


@given(
    weekdays=st.frozensets(st.integers(0, 6)),
    part=PARTS,
    first=st.integers(0, 20),
    length=st.integers(0, 20),
    hours=st.integers(0, 24 * 30),
)
def test_a_time_fits_exactly_when_all_that_was_said_fits(
    weekdays: frozenset[int], part: PartOfDayWished, first: int, length: int, hours: int
) -> None:
    begin = DAY + timedelta(days=first)
    wishes = waiting_order.Wishes(weekdays, part, begin, begin + timedelta(days=length))
    local = FIRST.astimezone(clock.LOCAL_ZONE) + timedelta(hours=hours)
    said = {
        "day": begin <= local.date() <= begin + timedelta(days=length),
        "weekday": not weekdays or local.weekday() in weekdays,
        "part": {PartOfDayWished.MORNING: local.hour < 12, PartOfDayWished.AFTERNOON: local.hour >= 12}.get(part, True),
    }
    assert wishes.fit(local) is all(said.values())


@given(st.integers(-10, 200), st.integers(1, 48))
def test_an_offer_leaves_time_to_answer_and_time_for_the_next(hours: int, life: int) -> None:
    start = MORNING + hours * HOUR
    until = waiting_order.offered_until(start, now=MORNING, life=life * HOUR)
    if until is not None:
        assert MORNING + waiting_order.SHORTEST_LIFE <= until <= min(MORNING + life * HOUR, start - 3 * HOUR)
    else:
        assert start < MORNING + 5 * HOUR or life < 2


@pytest.mark.database
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=st.lists(PARTS, min_size=2, max_size=5), steps=STEPS)
def test_nobody_is_passed_over_and_nothing_is_offered_twice(
    database: Database, wishes: list[PartOfDayWished], steps: list[tuple[str, int]]
) -> None:
    with pytest.MonkeyPatch.context() as patched, database.open_writing() as session, clock.fixed(MORNING):
        patched.setattr(freed, "_listeners", {})
        patched.setattr(waiting_offers, "_life", 2 * HOUR)
        freed.also_on_freed(waiting_offers.offer_next)
        _play(session, wishes, steps)
        session.rollback()


def _play(session: Session, wishes: list[PartOfDayWished], steps: list[tuple[str, int]]) -> None:
    add_place(session, staff=1)
    booked = {hour: _book(session, hour) for hour in range(HOURS)}
    people = [_join(session, number, part) for number, part in enumerate(wishes)]
    now = MORNING + HOUR
    for what, which in steps:
        with clock.fixed(now):
            _sweep(session)
            waited = _waiting(session)
            known = set(session.scalars(sa.select(Booking.id).where(Booking.is_offer)))
            _do(session, what, which, booked, people)
            _hold_true(session, waited, known)
        now += 3 * HOUR if what == "run out" else timedelta(minutes=1)


def _sweep(session: Session) -> None:
    """What the command does every few minutes: offers whose time is over go on to whoever is next."""
    service.expire_stale_holds(session)
    waiting_offers.offer_all(session)


def _do(
    session: Session,
    what: str,
    which: int,
    booked: dict[int, tuple[Who, str]],
    people: list[tuple[Who, WaitingEntry]],
) -> None:
    if what == "free" and which in booked:
        who, reference = booked.pop(which)
        service.cancel_booking(session, who=who, reference=reference)
    elif what == "run out":
        _sweep(session)
    elif what in ("no", "yes", "leave") and which < len(people):
        who, entry = people[which]
        session.refresh(entry)
        if what == "leave":
            waiting.leave_list(session, who=who, reference=entry.public_ref)
        elif waiting.is_offered(session, entry):
            answer = waiting.decline_offer if what == "no" else waiting.accept_offer
            answer(session, who=who, reference=entry.public_ref)


def _waiting(session: Session) -> set[uuid.UUID]:
    return set(session.scalars(sa.select(WaitingEntry.id).where(WaitingEntry.state == WaitingState.WAITING)))


def _hold_true(session: Session, waited: set[uuid.UUID], known: set[uuid.UUID]) -> None:
    """`waited`: who waited before this step; `known`: the offers that were there before it."""
    session.expire_all()
    entries = session.scalars(sa.select(WaitingEntry).order_by(WaitingEntry.created_at)).all()
    held = session.scalars(sa.select(Booking).where(Booking.is_offer, Booking.state == BookingState.HELD)).all()
    live = {one.id for one in held}
    offered = [entry.booking_id for entry in entries if entry.state is WaitingState.OFFERED]
    assert len(set(offered)) == len(offered)
    assert live <= set(offered)
    assert len({one.start_at for one in held}) == len(held)
    claims = session.scalar(sa.select(sa.func.count(sa.distinct(Claim.booking_id))))
    states = [BookingState.HELD, BookingState.CONFIRMED]
    assert claims == session.scalar(sa.select(sa.func.count()).where(Booking.state.in_(states)))
    new = {
        entry.id: one.start_at
        for entry in entries
        for one in held
        if one.id == entry.booking_id and one.id not in known
    }
    _nobody_was_passed_over(session, [e for e in entries if e.id in waited or e.id in new], new)


def _nobody_was_passed_over(session: Session, entries: list[WaitingEntry], new: dict[uuid.UUID, datetime]) -> None:
    """Whoever waited before somebody with a new offer has refused that time, or cannot come then; and no free time fits
    anybody who waits.
    """
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    plan = inventory.get_plan(session, service=found, site_code=PLACE, needs=(), person_key=None)
    free = {offer.start for offer in plan.offers([DAY])}
    for position, entry in enumerate(entries):
        if entry.state is WaitingState.WAITING:
            later = {new[other.id] for other in entries[position:] if other.id in new}
            assert all(not _fits(entry, start) or start in _refused(session, entry) for start in free | later)


def _fits(entry: WaitingEntry, start: datetime) -> bool:
    wishes = waiting_order.Wishes(frozenset(), entry.part, entry.from_day, entry.until_day)
    until = waiting_order.offered_until(start, now=clock.now(), life=2 * HOUR)
    return until is not None and wishes.fit(start.astimezone(clock.LOCAL_ZONE))


def _refused(session: Session, entry: WaitingEntry) -> set[object]:
    mine = sa.select(Booking.start_at).where(
        Booking.person_key == entry.person_key,
        Booking.is_offer,
        Booking.state.in_([BookingState.EXPIRED, BookingState.RELEASED]),
    )
    return set(session.scalars(mine))


def _book(session: Session, hour: int) -> tuple[Who, str]:
    who = Who(visit_id=add_visit(session).id)
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    held = service.hold_time(
        session, who=who, service=found, site_code=PLACE, start=FIRST + hour * HOUR, needs=(), hold_minutes=20
    )
    service.confirm_booking(session, who=who, reference=held.public_ref, contact=Contact("甲"))
    return who, held.public_ref


def _join(session: Session, number: int, part: PartOfDayWished) -> tuple[Who, WaitingEntry]:
    who = Who(visit_id=add_visit(session).id)
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    wanted = waiting.Wanted(found, "tongzhou", None, (), (), part, DAY, DAY)
    with clock.fixed(MORNING + timedelta(seconds=number)):
        return who, waiting.join_list(session, who=who, wanted=wanted, contact=Contact("乙"))
