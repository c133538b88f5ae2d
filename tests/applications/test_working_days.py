from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.applications.chain_file import load
from citizen.applications.working_days import Calendar, Pause, UnknownYear, read_years

CALENDAR = load().calendar
#: Far enough from the end of the known years for every promise below.
DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))
PROMISES = st.integers(1, 60)
#: A pause of a few days somewhere near.
PAUSES = st.lists(
    st.tuples(DAYS, st.integers(0, 20)).map(lambda drawn: Pause(drawn[0], drawn[0] + timedelta(days=drawn[1]))),
    max_size=3,
)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2026, 1, 1), False),  # 元旦
        (date(2026, 1, 4), True),  # a Sunday worked instead
        (date(2026, 2, 16), False),  # 春节, a Monday
        (date(2026, 2, 28), True),  # a Saturday worked instead
        (date(2026, 9, 20), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),  # an ordinary Sunday
        (date(2026, 11, 23), True),  # an ordinary Monday
    ],
)
def test_the_notices_of_the_years_are_followed(day: date, is_worked: bool) -> None:
    assert CALENDAR.is_working_day(day) is is_worked


def test_every_notice_gives_at_least_the_thirteen_statutory_days_off() -> None:
    for known in CALENDAR.years.values():
        assert len(known.off) >= 13
        assert all(day.weekday() >= 5 for day in known.working)


def test_a_year_without_a_notice_has_no_answer() -> None:
    with pytest.raises(UnknownYear):
        CALENDAR.is_working_day(date(2025, 6, 3))
    with pytest.raises(UnknownYear):
        CALENDAR.add_working_days(date(2026, 12, 30), 5)


def test_the_national_day_week_does_not_count() -> None:
    assert CALENDAR.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CALENDAR.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)


def test_paused_days_are_added_at_the_end() -> None:
    monday = date(2026, 11, 2)
    assert CALENDAR.add_working_days(monday, 5) == date(2026, 11, 9)
    pause = Pause(date(2026, 11, 4), date(2026, 11, 6))
    assert CALENDAR.add_working_days(monday, 5, [pause]) == date(2026, 11, 11)


def test_a_clock_that_stands_still_has_no_end() -> None:
    with pytest.raises(ValueError, match="stands still"):
        CALENDAR.add_working_days(date(2026, 11, 2), 5, [Pause(date(2026, 11, 4))])


@given(DAYS, PROMISES)
def test_a_promise_ends_on_a_working_day_after_its_start(start: date, days: int) -> None:
    end = CALENDAR.add_working_days(start, days)
    assert end > start
    assert CALENDAR.is_working_day(end)


@given(DAYS, PROMISES, PAUSES)
def test_a_longer_promise_ends_later(start: date, days: int, pauses: list[Pause]) -> None:
    assert CALENDAR.add_working_days(start, days, pauses) < CALENDAR.add_working_days(start, days + 1, pauses)


@given(DAYS, DAYS, PROMISES)
def test_a_later_start_never_ends_earlier(one: date, other: date, days: int) -> None:
    first, second = sorted((one, other))
    assert CALENDAR.add_working_days(first, days) <= CALENDAR.add_working_days(second, days)


@given(DAYS, PROMISES, PAUSES)
def test_counting_back_finds_the_days_promised(start: date, days: int, pauses: list[Pause]) -> None:
    end = CALENDAR.add_working_days(start, days, pauses)
    passed = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    counted = [day for day in passed if CALENDAR.is_working_day(day) and not any(pause.covers(day) for pause in pauses)]
    assert len(counted) == days


@given(DAYS, PROMISES, PAUSES)
def test_a_pause_never_makes_a_promise_shorter(start: date, days: int, pauses: list[Pause]) -> None:
    assert CALENDAR.add_working_days(start, days, pauses) >= CALENDAR.add_working_days(start, days)


@given(DAYS, PROMISES, PAUSES)
def test_the_same_pause_twice_is_one_pause(start: date, days: int, pauses: list[Pause]) -> None:
    assert CALENDAR.add_working_days(start, days, pauses * 2) == CALENDAR.add_working_days(start, days, pauses)


@pytest.mark.parametrize(
    ("tables", "named"),
    [
        ({"next": {}}, "next"),
        ({"2027": {}}, "source"),
        ({"2027": {"source": "x", "off": [{"first": date(2027, 2, 2), "last": date(2027, 2, 1)}]}}, "2027.off"),
        ({"2027": {"source": "x", "working": [date(2026, 1, 4)]}}, "another year"),
        ({"2027": {"source": "x", "working": ["2027-01-04"]}}, "2027.working"),
        (
            {
                "2027": {
                    "source": "x",
                    "off": [{"first": date(2027, 1, 1), "last": date(2027, 1, 1)}],
                    "working": [date(2027, 1, 1)],
                }
            },
            "cannot be off and worked",
        ),
    ],
)
def test_a_wrong_holiday_file_names_what_is_wrong(tables: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read_years(tables)


def test_a_notice_of_the_deployment_adds_its_year() -> None:
    calendar = Calendar({}).with_years(read_years({"2027": {"source": "a notice"}}))
    assert calendar.is_working_day(date(2027, 3, 1))
