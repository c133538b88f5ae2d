"""Rules of several comparisons, to any depth, and comparisons with dated parameters."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.eligibility import catalogue as policy
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.conditions import condition_for, negation
from citizen.eligibility.criterion import Comparison, Join, Joint, Rule
from citizen.eligibility.programme import Outcome
from citizen.eligibility.rules import decide, next_question
from tests.eligibility.guide import copy_of_policy

ON = dt.date(2026, 3, 2)
PROGRAMME = "home-care-assistance-subsidy"
NESTED = """any = [
  { fact = "severe", op = "eq", value = true },
  { all = [
    { fact = "age_years", op = "at_least", parameter = "limit.care" },
    { not = true, any = [
      { fact = "autism", op = "eq", value = true },
      { fact = "is_rural", op = "eq", value = true },
    ] },
  ] },
]
"""
LIMIT = '[[parameter]]\nkey = "limit.care"\nvalue = 50\nfrom = 2026-01-01\nuntil = 2026-12-31\nsource = "…"\n'

facts = st.dictionaries(st.sampled_from("abc"), st.booleans())
leaves = st.builds(Comparison, st.sampled_from("abc"), st.just("eq"), st.booleans(), negated=st.booleans())
rules: st.SearchStrategy[Rule] = st.recursive(
    leaves,
    lambda inner: st.builds(
        Joint, st.sampled_from(Join), st.lists(inner, min_size=1, max_size=3).map(tuple), st.booleans()
    ),
    max_leaves=8,
)


def opposite(rule: Rule) -> Rule:
    """The negation pushed down to the leaves, as De Morgan has it."""
    if isinstance(rule, Comparison):
        return Comparison(rule.fact, rule.op, rule.value, negated=not rule.negated)
    if rule.negated:
        return Joint(rule.join, rule.members)
    other = Join.ANY if rule.join is Join.ALL else Join.ALL
    return Joint(other, tuple(map(opposite, rule.members)))


@settings(max_examples=150, deadline=None)
@given(rules, facts)
def test_de_morgan_to_any_depth(rule: Rule, known: dict[str, bool]) -> None:
    assert condition_for(opposite(rule))(known) is negation(condition_for(rule)(known))


@settings(max_examples=150, deadline=None)
@given(rules, facts)
def test_not_twice_is_nothing_and_unknown_stays_unknown(rule: Rule, known: dict[str, bool]) -> None:
    value = condition_for(rule)(known)
    once = Joint(Join.ALL, (rule,), negated=True)
    assert condition_for(once)(known) is (None if value is None else not value)
    assert condition_for(Joint(Join.ANY, (once,), negated=True))(known) is value


@settings(max_examples=150, deadline=None)
@given(rules, facts, facts)
def test_more_answers_never_turn_a_rule_round(rule: Rule, known: dict[str, bool], more: dict[str, bool]) -> None:
    assert condition_for(rule)(known) in (None, condition_for(rule)({**more, **known}))


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    folder = copy_of_policy(tmp_path)
    path = folder / "programmes" / f"{PROGRAMME}.toml"
    text = path.read_text(encoding="utf-8")
    plain = 'fact = "severe"\nop = "eq"\nvalue = true\n'
    assert plain in text
    path.write_text(text.replace(plain, NESTED), encoding="utf-8")
    return folder


def decided(catalogue: Catalogue, on: dt.date = ON, **more: Any) -> Outcome:
    person = {"person_district": "tongzhou", "age_years": 55, "employment_status": "unemployed", **more}
    return decide(catalogue, person, on=on).of(PROGRAMME)


def test_a_parameter_nobody_has_set_is_asked_for_and_never_guessed(nested: Path) -> None:
    outcome = decided(policy.load.__wrapped__(nested), severe=False, autism=False, is_rural=False)
    (reason,) = [one for one in outcome.reasons if one.holds is None]
    assert (outcome.verdict, reason.unset, outcome.missing) == ("unknown", ("limit.care",), ())
    assert reason.facts == ("severe", "age_years", "autism", "is_rural")


def test_what_could_still_decide_is_asked_even_without_the_parameter(nested: Path) -> None:
    catalogue = policy.load.__wrapped__(nested)
    assert decided(catalogue).missing == ("severe", "autism", "is_rural")
    assert decided(catalogue, severe=True).verdict == "eligible"
    assert decided(catalogue, severe=False, autism=True).verdict == "not_eligible"


def test_a_parameter_holds_on_its_days(nested: Path) -> None:
    with (nested / "parameters.toml").open("a", encoding="utf-8") as file:
        file.write(LIMIT)
    catalogue = policy.load.__wrapped__(nested)
    rest = {"severe": False, "autism": False, "is_rural": False}
    assert decided(catalogue, **rest).verdict == "eligible"
    assert decided(catalogue, **rest, age_years=49).verdict == "not_eligible"
    assert decided(catalogue, dt.date(2027, 1, 1), **rest).verdict == "unknown"


def test_only_what_matters_is_asked(nested: Path) -> None:
    with (nested / "parameters.toml").open("a", encoding="utf-8") as file:
        file.write(LIMIT)
    catalogue = policy.load.__wrapped__(nested)
    assert decided(catalogue, severe=False).missing == ("autism", "is_rural")
    assert decided(catalogue, severe=False, is_rural=True).missing == ()
    assert decided(catalogue, age_years=30).missing == ("severe",)
    person = {"person_district": "tongzhou", "age_years": 30, "employment_status": "unemployed"}
    assert next_question(catalogue, person, on=ON, among=[PROGRAMME]) == "severe"
    assert next_question(catalogue, {**person, "severe": False}, on=ON, among=[PROGRAMME]) is None


def test_a_deployment_brings_its_own_parameters(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[parameter]]\nkey = "adult_age"\nvalue = 16\nsource = "…"\n', encoding="utf-8")
    try:
        policy.use_parameters(own)
        assert policy.load().parameters.at(ON).adult_age == 16
    finally:
        policy.use_parameters(None)
    assert policy.load().parameters.at(ON).adult_age is None
