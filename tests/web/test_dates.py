from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.web.dates import DateProblem, read_date

SEVENTH_OF_MARCH = date(1958, 3, 7)


@pytest.mark.parametrize(
    "typed",
    [
        ("1958", "3", "7"),
        ("1958", "03", "07"),
        ("１９５８", "３", "７"),
        ("1958年", "3月", "7日"),
        (" 1958 ", "三月", "7号"),
        ("一九五八", "三", "七"),
        ("1958", "Mar", "7"),
        ("1958-03-07", "", ""),
        ("19580307", "", ""),
        ("1958年3月7日", "", ""),
        ("1958/3/7", "", ""),
        ("1958.3.7", "", ""),
    ],
)
def test_every_habit_of_writing_a_date(typed: tuple[str, str, str]) -> None:
    assert read_date(*typed).day == SEVENTH_OF_MARCH


@pytest.mark.parametrize(("month", "number"), [("十", 10), ("十二月", 12), ("十一", 11)])
def test_chinese_tens(month: str, number: int) -> None:
    assert read_date("1990", month, "二十").day == date(1990, number, 20)


@pytest.mark.parametrize(
    ("typed", "problem", "part"),
    [
        (("", "", ""), DateProblem.MISSING, 0),
        (("", "3", "7"), DateProblem.MISSING_YEAR, 0),
        (("1958", "", "7"), DateProblem.MISSING_MONTH, 1),
        (("1958", "3", ""), DateProblem.MISSING_DAY, 2),
        (("1958", "maybe", "7"), DateProblem.NOT_A_NUMBER, 1),
        (("58", "3", "7"), DateProblem.SHORT_YEAR, 0),
        (("1958", "13", "7"), DateProblem.IMPOSSIBLE, 1),
        (("2023", "2", "29"), DateProblem.IMPOSSIBLE, 2),
    ],
)
def test_what_is_wrong_and_where(typed: tuple[str, str, str], problem: DateProblem, part: int) -> None:
    reading = read_date(*typed)
    assert (reading.problem, reading.part) == (problem, part)


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_every_day_survives_being_typed(day: date) -> None:
    assert read_date(str(day.year), str(day.month), str(day.day)).day == day
    assert read_date(day.isoformat(), "", "").day == day


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_no_input_is_a_crash(year: str, month: str, day: str) -> None:
    reading = read_date(year, month, day)
    assert (reading.day is None) != (reading.problem is None)
