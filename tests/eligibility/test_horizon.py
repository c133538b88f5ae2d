"""What a birthday changes, on which day, and that nothing else is taken for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.eligibility import rules
from citizen.eligibility.catalogue import Catalogue, load
from citizen.eligibility.derivation import completed_years
from citizen.eligibility.horizon import OLDEST, Change, next_changes
from citizen.eligibility.implications import load_implications, what_follows
from citizen.eligibility.parameters import AgeConvention, ExpiredCertificate, Parameters, ParameterValue
from citizen.eligibility.programme import Facts, FactValue, Period, Verdict
from citizen.eligibility.telling_ages import first_day_of_age
from tests.eligibility.people import people

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


def on_every_birthday(catalogue: Catalogue, facts: Facts, *, on: dt.date) -> dict[str, Change]:
    """The plain way: decide on each birthday to come, and on its eve."""

    def verdicts(day: dt.date) -> dict[str, Verdict]:
        known = {**facts, **what_follows(facts, load_implications(), day)}
        return {one.programme_id: one.verdict for one in rules.decide(catalogue, known, on=day).results}

    born, convention = facts["birth_date"], catalogue.parameters.at(on).age_convention
    assert isinstance(born, dt.date)
    waiting, changes = verdicts(on), dict[str, Change]()
    for age in range((completed_years(born, on, convention) or 0) + 1, OLDEST + 1):
        day = first_day_of_age(born, age, convention)
        new, eve = verdicts(day), verdicts(day - dt.timedelta(days=1))
        for one in [one for one, verdict in waiting.items() if new[one] is not verdict]:
            if eve[one] is waiting.pop(one):
                changes[one] = Change(day, age, new[one])
    return changes


def with_values(*values: ParameterValue) -> Catalogue:
    known = CATALOGUE
    return Catalogue(known.programmes, known.facts, known.documents, known.districts, Parameters(values), known.labels)


CATALOGUES = {
    "as shipped": CATALOGUE,
    "adult at 20, from 2030 at 18": with_values(
        ParameterValue("adult_age", 20, Period(last=dt.date(2029, 12, 31))),
        ParameterValue("adult_age", 18, Period(first=dt.date(2030, 1, 1))),
    ),
    "older on the day after": with_values(
        ParameterValue("age_convention", AgeConvention(counts_from_next_day=True), Period(first=dt.date(2031, 7, 1))),
        ParameterValue("working_age", ((18, 54), (18, 59))),
    ),
}


@settings(max_examples=12, deadline=None)
@given(
    born=st.dates(dt.date(1935, 1, 1), ON),
    answers=people(),
    district=st.sampled_from(sorted(CATALOGUE.districts)),
    catalogue=st.sampled_from(sorted(CATALOGUES)),
)
def test_the_few_birthdays_that_are_tried_say_what_all_would(
    born: dt.date, answers: Mapping[str, FactValue], district: str, catalogue: str
) -> None:
    facts = {**somebody(born), **answers, "birth_date": born, "person_district": district}
    found = next_changes(CATALOGUES[catalogue], facts, on=ON, implications=load_implications())
    assert found == on_every_birthday(CATALOGUES[catalogue], facts, on=ON)


def test_after_rules_that_become_others_for_a_time_nothing_is_said() -> None:
    effect, fund = "cert_expiry_effect", "lottery-fund-child-aid"
    for_good = ParameterValue(effect, ExpiredCertificate.CONTINUES)
    for_a_time = [
        ParameterValue(effect, ExpiredCertificate.CONTINUES, Period(last=dt.date(2029, 12, 31))),
        ParameterValue(effect, ExpiredCertificate.STOPS, Period(dt.date(2030, 1, 1), dt.date(2030, 12, 31))),
        ParameterValue(effect, ExpiredCertificate.CONTINUES, Period(first=dt.date(2031, 1, 1))),
    ]
    facts = {**somebody(dt.date(2020, 5, 1)), "certificate_status": "expired"}
    assert next_changes(with_values(for_good), facts, on=ON)[fund].age == 18
    assert fund not in next_changes(with_values(*for_a_time), facts, on=ON)
