"""Public holidays close the places that keep them; a weekend day that is worked instead opens them."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import inventory
from citizen.booking.holidays import day_kinds, is_working_day
from citizen.booking.models import OpeningException, Resource, Site
from citizen.booking.slots import DayKinds, OpeningRule, Timetable, open_ticks
from citizen.core import clock
from tests.booking.conftest import PLACE, SERVICE, add_place

BEIJING = ZoneInfo("Asia/Shanghai")
#: Before the National Day of 2026, whose notice is known; and before the first of May 2027, of which only the law is.
SEPTEMBER, APRIL = datetime(2026, 9, 25, 1, tzinfo=UTC), datetime(2027, 4, 20, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2027, 5, 3), False),
        (date(2027, 5, 6), True),
    ],
)
def test_by_the_notice_of_the_year_and_before_that_by_the_law(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_a_moved_saturday_is_worked_like_a_friday_and_a_moved_sunday_like_a_monday() -> None:
    kinds = day_kinds([date(2026, 9, 20), date(2026, 10, 1), date(2026, 10, 10), date(2026, 10, 12)])
    assert kinds == DayKinds(
        off=frozenset({date(2026, 10, 1)}),
        worked_like=((date(2026, 9, 20), 0), (date(2026, 10, 10), 4)),
    )


def test_weekly_hours_do_not_hold_on_a_day_off_and_hold_on_a_moved_one() -> None:
    friday = OpeningRule(4, 540, 600, date(2026, 1, 1))
    kinds = DayKinds(off=frozenset({date(2026, 10, 2)}), worked_like=((date(2026, 10, 10), 4),))
    opened = Timetable(uuid.uuid4(), (friday,), day_kinds=kinds)
    assert not open_ticks(opened, date(2026, 10, 2), BEIJING)
    assert (
        len(open_ticks(opened, date(2026, 10, 9), BEIJING)) == len(open_ticks(opened, date(2026, 10, 10), BEIJING)) == 4
    )


@pytest.mark.database
class TestPlaces:
    """The small place works on Mondays."""

    def starts(self, session: Session) -> list[date]:
        service = inventory.find_service(session, code=SERVICE)
        assert service is not None
        plan = inventory.get_plan(session, service=service, site_code=PLACE, needs=(), person_key=None)
        return sorted({offer.start.astimezone(BEIJING).date() for offer in plan.offers()})

    def test_no_time_on_a_holiday_of_the_notice(self, session: Session) -> None:
        add_place(session, staff=1)
        with clock.fixed(SEPTEMBER):
            assert date(2026, 10, 5) not in self.starts(session)
            assert date(2026, 10, 12) in self.starts(session)

    def test_no_time_on_a_holiday_of_the_law_whose_notice_is_not_out(self, session: Session) -> None:
        add_place(session, staff=1)
        with clock.fixed(APRIL):
            assert date(2027, 5, 3) not in self.starts(session)
            assert date(2027, 5, 10) in self.starts(session)

    def test_a_place_that_does_not_keep_holidays_is_open(self, session: Session) -> None:
        add_place(session, staff=1)
        session.execute(sa.update(Site).values(keeps_holidays=False))
        with clock.fixed(SEPTEMBER):
            assert date(2026, 10, 5) in self.starts(session)

    def test_a_place_that_opens_on_a_holiday_for_once_is_open(self, session: Session) -> None:
        add_place(session, staff=1)
        resource = session.scalars(sa.select(Resource)).one()
        day = date(2026, 10, 5)
        session.add(OpeningException(resource_id=resource.id, day=day, from_minute=540, to_minute=720, is_open=True))
        session.flush()
        with clock.fixed(SEPTEMBER):
            assert day in self.starts(session)
