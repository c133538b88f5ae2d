"""What a birthday changes, on which day, and that nothing else is taken for one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.eligibility import rules
from citizen.eligibility.catalogue import load
from citizen.eligibility.horizon import next_changes
from citizen.eligibility.programme import FactValue, Verdict

ON = dt.date(2026, 3, 7)
CATALOGUE = load()
SUBSIDY = "home-care-assistance-subsidy"  # 通州区: 16 to 59 years, severe, without work


def somebody(born: dt.date) -> dict[str, FactValue]:
    return {
        "person_district": "tongzhou",
        "birth_date": born,
        "certificate_status": "valid",
        "disability_categories": frozenset({"physical"}),
        "severe": True,
        "employment_status": "unemployed",
    }


@pytest.mark.parametrize(
    ("born", "first", "age"),
    [
        (dt.date(2011, 3, 10), dt.date(2027, 3, 10), 16),
        (dt.date(1970, 5, 1), dt.date(2030, 5, 1), 60),
        (dt.date(2012, 2, 29), dt.date(2028, 2, 29), 16),
        (dt.date(2012, 2, 28), dt.date(2028, 2, 28), 16),
    ],
)
def test_the_day_is_the_birthday_itself(born: dt.date, first: dt.date, age: int) -> None:
    change = next_changes(CATALOGUE, somebody(born), on=ON)[SUBSIDY]
    assert (change.first, change.age) == (first, age)
    assert change.last == first - dt.timedelta(days=1)
    assert (change.verdict is Verdict.ELIGIBLE) is (age == 16)


def test_who_was_born_on_a_leap_day_gets_older_on_1_march_of_a_common_year() -> None:
    changes = next_changes(CATALOGUE, somebody(dt.date(2024, 2, 29)), on=ON)
    common = [change for change in changes.values() if (change.age % 4) != 0]
    assert common
    assert {(change.first.month, change.first.day) for change in common} == {(3, 1)}


def test_without_a_date_of_birth_nothing_is_said() -> None:
    assert next_changes(CATALOGUE, {"person_district": "tongzhou"}, on=ON) == {}
    assert next_changes(CATALOGUE, somebody(ON + dt.timedelta(days=400)), on=ON) == {}


@settings(max_examples=15, deadline=None)
@given(born=st.dates(dt.date(1935, 1, 1), ON), district=st.sampled_from(sorted(CATALOGUE.districts)))
def test_each_change_is_the_first_and_true_on_its_day(born: dt.date, district: str) -> None:
    facts = {**somebody(born), "person_district": district}
    verdicts_now = {one.programme_id: one.verdict for one in rules.decide(CATALOGUE, facts, on=ON).results}
    for programme, change in next_changes(CATALOGUE, facts, on=ON).items():
        on_the_day = {one.programme_id: one for one in rules.decide(CATALOGUE, facts, on=change.first).results}
        eve = {one.programme_id: one for one in rules.decide(CATALOGUE, facts, on=change.last).results}
        assert on_the_day[programme].verdict is change.verdict is not verdicts_now[programme]
        assert eve[programme].verdict is verdicts_now[programme]
