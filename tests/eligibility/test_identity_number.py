from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.eligibility.identity_number import (
    _CHECK_CHARACTERS,
    _WEIGHTS,
    NumberProblem,
    grouped,
    masked,
    read_number,
)

TODAY = date(2026, 11, 21)


def complete(seventeen: str) -> str:
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, seventeen, strict=True))
    return seventeen + _CHECK_CHARACTERS[total % 11]


NUMBERS = st.builds(
    lambda place, day, order: complete(f"{place:06d}{day:%Y%m%d}{order:03d}"),
    st.integers(110000, 999999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


def test_the_example_of_the_standard() -> None:
    assert read_number("11010519491231002X", today=TODAY).birth_date == date(1949, 12, 31)


@pytest.mark.parametrize(
    "written",
    ["110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ", "110105-19491231-002X", " 11010519491231002X "],
)
def test_every_habit_of_writing(written: str) -> None:
    assert read_number(written, today=TODAY).problem is None


@pytest.mark.parametrize("place", ["340524", "119999", "810000", "830000", "911000"])
def test_no_place_code_blocks_a_person(place: str) -> None:
    assert read_number(complete(f"{place}19900501001"), today=TODAY).birth_date == date(1990, 5, 1)


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("", NumberProblem.LENGTH),
        ("1101051949123100", NumberProblem.LENGTH),
        ("110105194912310023", NumberProblem.CHECK_CHARACTER),
        ("11010X19491231002X", NumberProblem.CHARACTERS),
        (complete("11010519900230001"), NumberProblem.BIRTH_DATE),
        (complete("11010520350101001"), NumberProblem.BIRTH_DATE),
        (complete("11010518000101001"), NumberProblem.BIRTH_DATE),
        ("11010519491231002X81", NumberProblem.CATEGORY_OR_GRADE),
        ("11010519491231002X45", NumberProblem.CATEGORY_OR_GRADE),
        ("11010519491231002X42C1", NumberProblem.CATEGORY_OR_GRADE),
    ],
)
def test_what_is_wrong(number: str, problem: NumberProblem) -> None:
    assert read_number(number, today=TODAY).problem is problem


@given(NUMBERS, st.integers(1, 7), st.integers(1, 4), st.sampled_from(["", "B1", "B2"]))
def test_a_certificate_number_says_category_and_grade(identity: str, category: int, grade: int, suffix: str) -> None:
    reading = read_number(f"{identity}{category}{grade}{suffix}", today=TODAY)
    assert reading.problem is None
    assert reading.grade == grade
    assert (reading.category == "physical") is (category == 4)
    assert reading.birth_date == date.fromisoformat(identity[6:14])


@given(NUMBERS, st.integers(0, 16), st.integers(0, 9))
def test_one_wrong_digit_is_always_found(identity: str, position: int, digit: int) -> None:
    wrong = identity[:position] + str(digit) + identity[position + 1 :]
    assert (read_number(wrong, today=TODAY).problem is None) is (wrong == identity)


@given(st.text(max_size=30))
def test_no_input_is_a_crash(text: str) -> None:
    reading = read_number(text, today=TODAY)
    assert (reading.problem is None) == (reading.birth_date is not None)


def test_reading_back_and_masking() -> None:
    assert grouped("11010519491231002X42") == "110105 19491231 002X 42"
    assert masked("11010519491231002X") == "110***********002X"
    assert masked("123") == "***"
