"""When a kept check has to be looked at again: never a day too late, never without a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.eligibility.catalogue import Catalogue, load
from citizen.eligibility.next_look import facts_on, look_at, verdicts_on
from citizen.eligibility.parameters import AgeConvention, ExpiredCertificate, Parameters, ParameterValue
from citizen.eligibility.programme import ALWAYS, FactValue, Period
from citizen.eligibility.telling_ages import first_day_of_age
from tests.eligibility.people import CATALOGUE, people

ON = dt.date(2026, 3, 7)
A_DAY = dt.timedelta(days=1)
ADULT: dict[str, FactValue] = {
    "person_district": "tongzhou",
    "birth_date": dt.date(1990, 5, 1),
    "certificate_status": "valid",
    "disability_categories": frozenset({"physical"}),
    "severe": True,
    "employment_status": "unemployed",
}


def with_parameters(*values: ParameterValue) -> Catalogue:
    known = load()
    return Catalogue(known.programmes, known.facts, known.documents, known.districts, Parameters(values), known.labels)


@pytest.mark.parametrize(
    ("said", "next_on"),
    [
        ({}, dt.date(2050, 5, 1)),  # 16 to 59 years
        ({"birth_date": dt.date(2010, 3, 8)}, dt.date(2026, 3, 8)),
        ({"birth_date": dt.date(2008, 3, 7)}, dt.date(2068, 3, 7)),
    ],
)
def test_a_birthday_that_a_rule_looks_at(said: dict[str, FactValue], next_on: dt.date) -> None:
    assert look_at(CATALOGUE, {**ADULT, **said}, said_on=ON, on=ON).next_on == next_on


def test_the_day_after_the_certificate_ends() -> None:
    facts = {**ADULT, "certificate_expiry": dt.date(2027, 6, 30)}
    assert look_at(CATALOGUE, facts, said_on=ON, on=ON).next_on == dt.date(2027, 7, 1)
    assert facts_on(facts, said_on=ON, on=dt.date(2027, 6, 30))["certificate_status"] == "valid"
    assert facts_on(facts, said_on=ON, on=dt.date(2027, 7, 1))["certificate_status"] == "expired"


def test_a_certificate_called_valid_after_its_end_is_believed() -> None:
    facts = {**ADULT, "certificate_expiry": ON - A_DAY}
    assert facts_on(facts, said_on=ON, on=ON + A_DAY)["certificate_status"] == "valid"


def test_a_parameter_that_starts_later() -> None:
    stops = ParameterValue("cert_expiry_effect", ExpiredCertificate.STOPS, Period(dt.date(2026, 6, 1), None))
    expired: dict[str, FactValue] = {**ADULT, "certificate_status": "expired"}
    assert look_at(with_parameters(stops), expired, said_on=ON, on=ON).next_on == dt.date(2026, 6, 1)
    assert look_at(with_parameters(), expired, said_on=ON, on=ON).next_on != dt.date(2026, 6, 1)


def test_nothing_said_changes_with_no_day() -> None:
    assert look_at(CATALOGUE, {"person_district": "tongzhou"}, said_on=ON, on=ON).next_on is None


@pytest.mark.parametrize(
    ("born", "age", "convention", "day"),
    [
        (dt.date(2010, 5, 1), 16, AgeConvention(), dt.date(2026, 5, 1)),
        (dt.date(2010, 5, 1), 16, AgeConvention(counts_from_next_day=True), dt.date(2026, 5, 2)),
        (dt.date(2012, 2, 29), 15, AgeConvention(), dt.date(2027, 3, 1)),
        (dt.date(2012, 2, 29), 16, AgeConvention(), dt.date(2028, 2, 29)),
        (dt.date(2012, 2, 29), 15, AgeConvention(leap_day_counts_on_28_february=True), dt.date(2027, 2, 28)),
        (dt.date(2012, 12, 31), 15, AgeConvention(counts_from_next_day=True), dt.date(2028, 1, 1)),
        (dt.date(2030, 5, 1), 0, AgeConvention(), dt.date(2030, 5, 1)),
    ],
)
def test_the_first_day_of_an_age(born: dt.date, age: int, convention: AgeConvention, day: dt.date) -> None:
    assert first_day_of_age(born, age, convention) == day


CONVENTIONS = st.builds(AgeConvention, st.booleans(), st.booleans())
SETTINGS = st.sampled_from([None, 16, 17, 30])


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    facts=people(),
    said_on=st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)),
    convention=CONVENTIONS,
    adult_age=SETTINGS,
    data=st.data(),
)
def test_no_day_on_which_the_verdicts_change_is_missed(
    facts: dict[str, Any], said_on: dt.date, convention: AgeConvention, adult_age: int | None, data: st.DataObject
) -> None:
    """Day by day through a year, against what was foreseen."""
    if data.draw(st.booleans()):  # a birthday that may matter within the year, which few random ones do
        age = data.draw(st.sampled_from([0, 5, 6, 7, 14, 15, 16, 17, 18, 49, 50, 59, 60, 64, 65]))
        facts["birth_date"] = said_on - dt.timedelta(days=365 * age + data.draw(st.integers(-40, 360)))
        facts.setdefault("person_district", "tongzhou")
    if data.draw(st.booleans()):
        facts["certificate_expiry"] = said_on + dt.timedelta(days=data.draw(st.integers(-3, 300)))
        facts["certificate_status"] = "valid"
    values = [ParameterValue("age_convention", convention, ALWAYS)]
    if adult_age:
        values.append(ParameterValue("adult_age", adult_age, Period(said_on + 90 * A_DAY, said_on + 200 * A_DAY)))
    known = with_parameters(*values)
    look = look_at(known, facts, said_on=said_on, on=said_on)
    for days in range(1, 366):
        day = said_on + days * A_DAY
        differs = verdicts_on(known, facts, said_on=said_on, on=day) != look.verdicts
        assert differs is (day == look.next_on), f"{day} but foreseen was {look.next_on}"
        if differs:
            break
