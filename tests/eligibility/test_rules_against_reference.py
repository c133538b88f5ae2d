"""The rules agree with a second, naive writing of them, for any person, district and day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.eligibility.rules import decide
from tests.eligibility import reference
from tests.eligibility.people import CATALOGUE, DISTRICTS, days, people

BY_AGE = frozenset({"age_years", "is_child", "is_adult", "working_age"})


@settings(max_examples=300, deadline=None)
@given(people(list(CATALOGUE.facts.values())), days, st.sampled_from([None, *DISTRICTS]))
def test_any_person(facts: dict[str, Any], on: dt.date, district: str | None) -> None:
    """Derived facts may be stated too: they count where what they derive from is absent."""
    decision = decide(CATALOGUE, facts, on=on, district=district)
    for programme, outcome in zip(CATALOGUE.programmes.values(), decision.results, strict=True):
        expected = reference.verdict(CATALOGUE, programme, facts, on, district)
        assert (programme.id, outcome.verdict) == (programme.id, expected)


@pytest.mark.parametrize("district", DISTRICTS)
@pytest.mark.parametrize("on", [dt.date(2010, 12, 31), dt.date(2011, 1, 1), dt.date(2023, 2, 28), dt.date(2024, 2, 29)])
def test_every_birthday_at_every_age(district: str, on: dt.date) -> None:
    """Age limits are right on the day before a birthday, on it and after it, leap days included."""
    rest = {"person_district": district, "certificate_status": "valid", "severe": True, "autism": True}
    around = [on.replace(day=28) + dt.timedelta(days=shift) for shift in range(-2, 4)] + [on, on - dt.timedelta(days=1)]
    births = [_years_before(day, years) for years in range(70) for day in around]
    for born in births:
        decision = decide(CATALOGUE, {**rest, "birth_date": born}, on=on)
        for programme, outcome in zip(CATALOGUE.programmes.values(), decision.results, strict=True):
            if any(BY_AGE.intersection(c.facts) for c in programme.criteria):
                expected = reference.verdict(CATALOGUE, programme, {**rest, "birth_date": born}, on, None)
                assert (programme.id, born, outcome.verdict) == (programme.id, born, expected)


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return dt.date(day.year - years, 3, 1)
