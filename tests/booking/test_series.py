"""A series: which days it takes, and that it is had as a whole or not at all; on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from citizen.booking import inventory, series, series_looking, series_plan, service, wishes
from citizen.booking.models import Booking, Claim, Opening, OpeningException, PersonSlot, Resource, Series
from citizen.booking.series_looking import Wanted
from citizen.booking.series_plan import Rhythm, WhenNotFree, Why
from citizen.booking.service import Contact
from citizen.booking.slots import Offer
from citizen.booking.terms import BookingState, Need, SeriesState
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, PLACE, SERVICE

ZONE, WEEK, HOUR = ZoneInfo("Asia/Shanghai"), timedelta(weeks=1), timedelta(hours=1)
Newcomer = Callable[[], Who]
on_both = [pytest.mark.database, pytest.mark.usefixtures("small_place")]


def offer_at(start: datetime) -> Offer:
    return Offer(start, start + HOUR, ())


def course(
    free: Callable[[date], list[Offer]], steps: tuple[int, ...], wanted: int, **rest: object
) -> series_plan.Course:
    return series_plan.plan_course(
        first=FIRST,
        wanted=wanted,
        steps=steps,
        when_not_free=rest.get("when_not_free", WhenNotFree.SKIP),  # type: ignore[arg-type]
        zone=ZONE,
        offers_on=free,
        why_not=lambda start: Why.TAKEN,
        until=FIRST + series_plan.LONGEST,
    )


class TestWhichDays:
    @given(st.sets(st.integers(0, 25)), st.integers(2, 20), st.sampled_from([(7,), (14,), (3, 4), (2, 5), (6, 1)]))
    def test_every_day_is_taken_or_named_and_the_rhythm_holds(
        self, gone: set[int], wanted: int, steps: tuple[int, ...]
    ) -> None:
        def free(day: date) -> list[Offer]:
            number = (day - FIRST.date()).days
            local = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE).astimezone(UTC)
            return [] if number // 7 in gone else [offer_at(local)]

        found = course(free, steps, wanted)
        days = sorted([a.offer.start for a in found.appointments] + [s.start for s in found.skipped])
        assert len(found.appointments) <= wanted
        assert len(set(days)) == len(days)
        allowed = {steps[0], steps[-1]}
        assert all((later - earlier).days in allowed for earlier, later in itertools.pairwise(days))
        assert all((s.start - FIRST).days // 7 in gone for s in found.skipped)
        if found.is_whole:
            assert not found.skipped or found.skipped[-1].start < found.appointments[-1].offer.start

    def test_another_time_of_the_day_is_the_nearest(self) -> None:
        def free(day: date) -> list[Offer]:
            nine = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE).astimezone(UTC)
            return [offer_at(nine)] if day == FIRST.date() else [offer_at(nine + 2 * HOUR), offer_at(nine + 5 * HOUR)]

        found = course(free, (7,), 3, when_not_free=WhenNotFree.SAME_DAY)
        assert [(a.offer.start - FIRST, a.is_other_time) for a in found.appointments] == [
            (timedelta(0), False),
            (WEEK + 2 * HOUR, True),
            (2 * WEEK + 2 * HOUR, True),
        ]

    def test_a_clock_that_is_put_back_moves_no_appointment(self) -> None:
        zone = ZoneInfo("Europe/Paris")
        first = datetime(2026, 10, 20, 9, tzinfo=zone).astimezone(UTC)
        found = series_plan.plan_course(
            first=first,
            wanted=2,
            steps=(7,),
            when_not_free=WhenNotFree.SKIP,
            zone=zone,
            offers_on=lambda day: [offer_at(datetime(day.year, day.month, day.day, 9, tzinfo=zone).astimezone(UTC))],
            why_not=lambda start: Why.TAKEN,
            until=first + series_plan.LONGEST,
        )
        assert [a.offer.start.astimezone(zone).hour for a in found.appointments] == [9, 9]
        assert found.offers[1].start - found.offers[0].start == WEEK + HOUR

    def test_twice_a_week_takes_the_weekday_that_is_farthest_away(self) -> None:
        offers = [offer_at(FIRST + timedelta(days=n)) for n in (0, 1, 3, 4)] + [
            offer_at(FIRST + timedelta(days=2, hours=1))
        ]
        assert series_plan.steps_of(Rhythm.TWICE_A_WEEK, first=FIRST, offers=offers, zone=ZONE) == (3, 4)
        assert series_plan.steps_of(Rhythm.TWICE_A_WEEK, first=FIRST, offers=offers[:1], zone=ZONE) is None
        assert series_plan.steps_of(Rhythm.WEEKLY, first=FIRST, offers=(), zone=ZONE) == (7,)


def found_service(session: Session) -> inventory.Service:
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    found.most_in_series = 10
    session.flush()
    return found


def look(session: Session, who: Who, count: int = 4, when: WhenNotFree = WhenNotFree.SKIP) -> series_plan.Course:
    plan = series_looking.get_plan(
        session, service=found_service(session), site_code=PLACE, needs=(), person_key=wishes.person_key(who)
    )
    found = series_looking.plan_course(plan, Wanted(count, Rhythm.WEEKLY, when, FIRST))
    assert found is not None
    return found


def hold(session: Session, who: Who, starts: list[datetime], needs: tuple[Need, ...] = ()) -> Series:
    return series.hold_series(
        session,
        who=who,
        service=found_service(session),
        site_code=PLACE,
        needs=needs,
        starts=starts,
        every_days=7,
        hold_minutes=20,
    )


def confirm(session: Session, who: Who, row: Series) -> None:
    series.confirm_series(session, who=who, reference=row.public_ref, contact=Contact("丙"))


def weeks(count: int) -> list[datetime]:
    return [FIRST + n * WEEK for n in range(count)]


def occupied(session: Session) -> tuple[int, int]:
    claims = session.scalar(sa.select(sa.func.count()).select_from(Claim))
    return claims or 0, session.scalar(sa.select(sa.func.count()).select_from(PersonSlot)) or 0


class TestAsAWhole:
    pytestmark = on_both

    def test_held_confirmed_and_each_a_booking_of_its_own(self, session: Session, newcomer: Newcomer) -> None:
        who = newcomer()
        row = hold(session, who, weeks(4), needs=(Need.SIGN_LANGUAGE,))
        held = series.list_appointments(session, row=row)
        assert [one.state for one in held] == [BookingState.HELD] * 4
        assert [one.series_position for one in held] == [1, 2, 3, 4]
        assert occupied(session) == (4 * 3 * 4, 4 * 4)
        for _ in range(2):
            confirm(session, who, row)
        booked = series.list_appointments(session, row=row)
        assert [one.state for one in booked] == [BookingState.CONFIRMED] * 4
        assert {one.access_code for one in booked} == {booked[0].access_code}
        assert len({one.public_ref for one in booked}) == 4
        assert series.find_with_code(session, reference=row.public_ref, access_code=booked[0].access_code) == row
        assert series.find_with_code(session, reference=row.public_ref, access_code="wrong") is None

    def test_one_time_that_is_gone_leaves_nothing_held(self, session: Session, newcomer: Newcomer) -> None:
        for _ in range(2):  # both therapists of the third week
            other = newcomer()
            found = found_service(session)
            service.hold_time(
                session, who=other, service=found, site_code=PLACE, start=weeks(3)[2], needs=(), hold_minutes=20
            )
        before = occupied(session)
        with pytest.raises(Conflict, match="time_taken"):
            hold(session, newcomer(), weeks(4))
        assert occupied(session) == before
        assert session.scalar(sa.select(sa.func.count()).where(Booking.series_id.is_not(None))) == 0

    def test_a_new_hold_gives_the_whole_series_back(self, session: Session, newcomer: Newcomer) -> None:
        who = newcomer()
        hold(session, who, weeks(4))
        hold(session, who, weeks(3))
        assert occupied(session) == (3 * 2 * 4, 3 * 4)
        service.release_hold(session, who=who)
        assert occupied(session) == (0, 0)

    def test_it_runs_out_as_a_whole(self, session: Session, newcomer: Newcomer) -> None:
        who = newcomer()
        row = hold(session, who, weeks(4))
        with clock.fixed(clock.now() + timedelta(minutes=19)):
            series.extend_series(session, who=who, reference=row.public_ref, hold_minutes=20)
        with clock.fixed(clock.now() + timedelta(minutes=40)):
            with pytest.raises(Conflict, match="hold_lost"):
                confirm(session, who, row)
            assert service.expire_stale_holds(session) == 4
            assert occupied(session) == (0, 0)
            with pytest.raises(Conflict, match="hold_lost"):
                series.extend_series(session, who=who, reference=row.public_ref, hold_minutes=20)

    def test_one_or_the_rest_can_be_cancelled(self, session: Session, newcomer: Newcomer) -> None:
        who = newcomer()
        row = hold(session, who, weeks(4))
        confirm(session, who, row)
        first, second, *_ = series.list_appointments(session, row=row)
        service.cancel_booking(session, who=who, reference=second.public_ref)
        assert len(series.list_to_come(session, row=row)) == 3
        with clock.fixed(first.end_at + HOUR):
            assert [one.series_position for one in series.cancel_rest(session, who=who, reference=row.public_ref)] == [
                3,
                4,
            ]
            assert series.cancel_rest(session, who=who, reference=row.public_ref) == []
        session.refresh(row)
        assert row.state is SeriesState.ENDED
        assert next(one.state for one in series.list_appointments(session, row=row)) is BookingState.CONFIRMED

    def test_nobody_else_opens_it(self, session: Session, newcomer: Newcomer) -> None:
        row = hold(session, newcomer(), weeks(2))
        with pytest.raises(NotFound):
            series.get_series(session, who=newcomer(), reference=row.public_ref)

    def test_only_where_the_service_is_booked_in_series(self, session: Session, newcomer: Newcomer) -> None:
        who = newcomer()
        with pytest.raises(Conflict):
            hold(session, who, weeks(11))
        found_service(session).most_in_series = 1
        session.flush()
        with pytest.raises(RuleBroken, match="no_series"):
            series_looking.get_plan(
                session,
                service=session.merge(found_service_unchanged(session)),
                site_code=PLACE,
                needs=(),
                person_key=None,
            )


def found_service_unchanged(session: Session) -> inventory.Service:
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    return found


class TestWhatIsSkipped:
    pytestmark = on_both

    def test_closed_taken_and_busy_days_are_named(self, session: Session, newcomer: Newcomer) -> None:
        who = newcomer()
        second, third, fourth = weeks(4)[1:]
        for resource in session.scalars(sa.select(Resource)):
            session.add(
                OpeningException(
                    resource_id=resource.id,
                    day=second.astimezone(ZONE).date(),
                    from_minute=0,
                    to_minute=1440,
                    is_open=False,
                    reason="",
                )
            )
        found = found_service(session)
        for _ in range(2):
            service.hold_time(
                session, who=newcomer(), service=found, site_code=PLACE, start=third, needs=(), hold_minutes=20
            )
        mine = service.hold_time(
            session, who=who, service=found, site_code=PLACE, start=fourth, needs=(), hold_minutes=20
        )
        service.confirm_booking(session, who=who, reference=mine.public_ref, contact=Contact("丙"))
        looked = look(session, who)
        assert [(one.start, one.why) for one in looked.skipped] == [
            (second, Why.CLOSED),
            (third, Why.TAKEN),
            (fourth, Why.BUSY),
        ]
        assert looked.skipped[1].others == (third + HOUR, third + 2 * HOUR)
        assert [o.start for o in looked.offers] == [FIRST, *[FIRST + n * WEEK for n in (4, 5, 6)]]
        same_day = look(session, who, when=WhenNotFree.SAME_DAY)
        assert [(one.offer.start, one.is_other_time) for one in same_day.appointments][1:3] == [
            (third + HOUR, True),
            (fourth + HOUR, True),
        ]

    def test_a_public_holiday_is_called_one(self, session: Session, newcomer: Newcomer) -> None:
        """1 January 2027 is a Friday."""
        for resource in session.scalars(sa.select(Resource)):
            session.add(
                Opening(resource_id=resource.id, weekday=4, from_minute=540, to_minute=720, valid_from=date(2026, 1, 1))
            )
        session.flush()
        who, friday = newcomer(), FIRST + timedelta(days=4)
        plan = series_looking.get_plan(
            session, service=found_service(session), site_code=PLACE, needs=(), person_key=wishes.person_key(who)
        )
        found = series_looking.plan_course(plan, Wanted(8, Rhythm.WEEKLY, WhenNotFree.SKIP, friday))
        assert found is not None
        assert [(one.start.astimezone(ZONE).date(), one.why) for one in found.skipped] == [
            (date(2027, 1, 1), Why.HOLIDAY)
        ]
        assert found.is_whole
