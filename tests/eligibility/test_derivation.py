"""Derived facts: each from every state of what it derives from, and stated directly."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from citizen.eligibility.derivation import Context, completed_years, derive, unanswered_sources
from citizen.eligibility.parameters import AgeConvention, Effective, Parameters

ON = dt.date(2021, 6, 1)


def derived(
    facts: dict[str, Any], fact: str, *, district: str | None = "fenghua", on: dt.date = ON, **config: Any
) -> Any:
    typed = {name: frozenset(value) if isinstance(value, list) else value for name, value in facts.items()}
    return derive(typed, Context(on, district, Parameters().with_config(config).at(on))).get(fact)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2005-03-10", "2021-03-09", 15),
        ("2005-03-10", "2021-03-10", 16),
        ("2021-06-01", "2021-06-01", 0),
        ("2004-02-29", "2020-02-28", 15),
        ("2004-02-29", "2020-02-29", 16),
        ("2004-02-29", "2021-02-28", 16),
        ("2004-02-29", "2021-03-01", 17),
        ("2021-06-02", "2021-06-01", None),
        ("1880-01-01", "2021-06-01", None),
    ],
)
def test_age_counts_on_the_birthday_and_a_leap_day_on_1_march(born: str, on: str, age: int | None) -> None:
    assert completed_years(dt.date.fromisoformat(born), dt.date.fromisoformat(on)) == age


@pytest.mark.parametrize(
    ("convention", "on", "age"),
    [
        (AgeConvention(leap_day_counts_on_28_february=True), "2021-02-28", 17),
        (AgeConvention(leap_day_counts_on_28_february=True), "2021-02-27", 16),
        (AgeConvention(leap_day_counts_on_28_february=True), "2020-02-28", 15),
        (AgeConvention(counts_from_next_day=True), "2021-03-01", 17),
        (AgeConvention(counts_from_next_day=True), "2020-02-29", 15),
        (AgeConvention(counts_from_next_day=True), "2020-03-01", 16),
        (AgeConvention(True, True), "2021-02-28", 16),
        (AgeConvention(True, True), "2021-03-01", 17),
    ],
)
def test_a_deployer_may_choose_another_convention(convention: AgeConvention, on: str, age: int) -> None:
    assert completed_years(dt.date(2004, 2, 29), dt.date.fromisoformat(on), convention) == age


def test_a_newborn_is_0_under_every_convention() -> None:
    assert completed_years(ON, ON, AgeConvention(counts_from_next_day=True)) == 0


CHILD = [(0, True), (6, True), (7, None), (15, None), (16, None), (17, None), (18, False)]
CHILD_UNDER_16 = [(6, True), (7, True), (15, True), (16, None), (17, None), (18, False)]
ADULT = [(15, False), (16, None), (17, None), (18, True), (90, True)]
WORKING = [(15, False), (16, True), (49, True), (50, None), (64, None), (65, False)]


@pytest.mark.parametrize(
    ("fact", "district", "table"),
    [
        ("is_child", "fenghua", CHILD),
        ("is_child", "chaoyang", CHILD),
        ("is_child", None, CHILD),
        ("is_child", "tongzhou", CHILD_UNDER_16),
        ("is_child", "xicheng", CHILD_UNDER_16),
        ("is_adult", "tongzhou", ADULT),
        ("working_age", "xicheng", WORKING),
    ],
)
def test_facts_of_age(fact: str, district: str | None, table: list[tuple[int, bool | None]]) -> None:
    for age, expected in table:
        born = dt.date(ON.year - age, 6, 1)
        assert (age, derived({"birth_date": born}, fact, district=district)) == (age, expected)
        assert (age, derived({"age_years": age}, fact, district=district)) == (age, expected)
    assert derived({}, fact, district=district) is None
    for stated in (True, False):
        assert derived({fact: stated}, fact, district=district) is stated


def test_deployers_draw_the_lines_of_age() -> None:
    assert [derived({"age_years": age}, "is_adult", adult_age=16) for age in (15, 16)] == [False, True]
    for written in ([16, 59], {"min": 16, "max": 59}):
        assert [derived({"age_years": age}, "working_age", working_age=written) for age in (15, 16, 59, 60)] == [
            False, True, True, False,
        ]  # fmt: skip
    by_sex = {"female": [16, 54], "male": [16, 59]}
    assert [derived({"age_years": age}, "working_age", working_age=by_sex) for age in (54, 55, 60)] == [
        True,
        None,
        False,
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"certificate_status": "valid"}, True),
        ({"certificate_status": "expiring"}, True),
        ({"certificate_status": "none"}, False),
        ({"certificate_status": "expired"}, None),
        ({"certificate_status": "suspected"}, None),
        ({"certificate_status": "expired", "has_disability": True}, True),
        ({"certificate_status": "none", "has_disability": True}, False),
        ({"certificate_status": "valid", "has_disability": False}, True),
        ({"has_disability": False}, False),
        ({"disability_categories": ["visual"]}, None),
        ({}, None),
    ],
)
def test_has_disability(facts: dict[str, Any], expected: bool | None) -> None:
    assert derived(facts, "has_disability") is expected


@pytest.mark.parametrize(("effect", "expected"), [("stops", False), ("continues", True), ("unknown", None)])
def test_deployers_say_what_an_expired_certificate_means(effect: str, expected: bool | None) -> None:
    assert derived({"certificate_status": "expired"}, "has_disability", cert_expiry_effect=effect) is expected
    assert derived({"certificate_status": "suspected"}, "has_disability", cert_expiry_effect=effect) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"severe": True, "disability_categories": ["physical", "visual"]}, True),
        ({"severe": True, "disability_categories": ["visual"]}, False),
        ({"severe": False}, False),
        ({"disability_categories": []}, False),
        ({"severe": True}, None),
        ({"disability_categories": ["physical"]}, None),
        ({"severe_physical": True}, True),
        ({"severe_physical": True, "severe": False}, False),
        ({"severe_physical": False, "severe": True, "disability_categories": ["physical"]}, True),
    ],
)
def test_severe_physical(facts: dict[str, Any], expected: bool | None) -> None:
    assert derived(facts, "severe_physical") is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"disability_categories": ["hearing"]}, True),
        ({"disability_categories": []}, True),
        ({"disability_categories": ["psychiatric"]}, None),
        ({"disability_categories": ["psychiatric"], "psychiatric_stable": True}, True),
        ({"disability_categories": ["psychiatric", "hearing"], "psychiatric_stable": False}, False),
        ({"psychiatric_stable": True}, True),
        ({"psychiatric_stable": False}, None),
        ({}, None),
    ],
)
def test_psychiatric_stable_or_not_psychiatric(facts: dict[str, Any], expected: bool | None) -> None:
    assert derived(facts, "psychiatric_stable_or_not_psychiatric") is expected


def test_is_student() -> None:
    assert derived({"school_stage": "preschool"}, "is_student") is True
    assert derived({"school_stage": "none"}, "is_student") is False
    assert derived({"school_stage": "university", "is_student": False}, "is_student") is True
    assert derived({"is_student": False}, "is_student") is False
    assert derived({}, "is_student") is None


def test_severe_never_follows_from_a_grade_unless_a_rule_says_so() -> None:
    person = {"disability_categories": ["physical"], "disability_grade": 1}
    assert derived(person, "severe") is None
    rule = {"severe_rule": {"physical": [1, 2], "intellectual": [1, 2, 3]}}
    assert derived(person, "severe", **rule) is True
    assert derived(person, "severe_physical", **rule) is True
    assert derived({**person, "disability_grade": 3}, "severe", **rule) is False
    assert (
        derived({"disability_categories": ["physical", "intellectual"], "disability_grade": 3}, "severe", **rule)
        is True
    )
    assert derived({"disability_categories": ["hearing"], "disability_grade": 1}, "severe", **rule) is False
    assert derived({"disability_categories": ["physical"]}, "severe", **rule) is None
    assert derived({"severe": True}, "severe", **rule) is True
    assert derived({**person, "severe": False}, "severe", **rule) is True


def test_hardship_never_follows_from_a_status_unless_a_rule_says_so() -> None:
    assert derived({"household_status": ["dibao"]}, "household_hardship") is None
    rule = {"hardship_rule": ["dibao", "low_income"]}
    assert derived({"household_status": ["dibao"]}, "household_hardship", **rule) is True
    assert derived({"household_status": []}, "household_hardship", **rule) is False
    assert derived({"household_hardship": True}, "household_hardship", **rule) is True
    office = {"hardship_rule": ["dibao", "office_decision"]}
    assert derived({"household_status": []}, "household_hardship", **office) is None
    assert derived({"household_status": [], "household_hardship": True}, "household_hardship", **office) is True


def test_an_impossible_birth_date_gives_no_age_and_silences_a_stated_one() -> None:
    facts = {"birth_date": dt.date(2030, 1, 1), "age_years": 30, "is_adult": True}
    assert derived(facts, "age_years") is None
    assert derived(facts, "is_adult") is None


def test_what_can_be_asked_behind_a_derived_fact() -> None:
    nothing = Effective({})
    assert unanswered_sources("is_child", {}, nothing) == ("birth_date",)
    assert unanswered_sources("is_child", {"age_years": 10, "birth_date": dt.date(2011, 1, 1)}, nothing) == ()
    assert unanswered_sources("has_disability", {"certificate_status": "expired"}, nothing) == ()
    assert unanswered_sources("severe_physical", {"severe": True}, nothing) == ("disability_categories",)
    assert unanswered_sources("severe", {}, nothing) == ("severe",)
    by_grade = Parameters().with_config({"severe_rule": {"physical": [1]}}).at(ON)
    assert unanswered_sources("severe", {}, by_grade) == ("disability_categories", "disability_grade")
    fact = "household_hardship"
    for rule, status, expected in (
        ("dibao", None, ("household_status",)),
        ("dibao", frozenset(), ()),
        ("office_decision", None, (fact,)),
        ("office_decision", frozenset({"dibao"}), (fact,)),
        (["dibao", "office_decision"], None, ("household_status", fact)),
        (["dibao", "office_decision"], frozenset({"low_income"}), (fact,)),
    ):
        by_rule = Parameters().with_config({"hardship_rule": rule}).at(ON)
        answered = {} if status is None else {"household_status": status}
        known = derive(answered, Context(ON, "tongzhou", by_rule))
        assert (rule, status, unanswered_sources(fact, known, by_rule)) == (rule, status, expected)
    assert unanswered_sources("household_has_disabled_member", {}, nothing) == ("has_disability_in_household",)
