"""The table says what the plan says, criterion by criterion: verdict, reasons, missing facts, amount."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.eligibility.decision_table import DecisionTable, known_facts
from citizen.eligibility.openness import Unanswered
from citizen.eligibility.programme import Outcome
from tests.eligibility.people import ASKED, CATALOGUE, DISTRICTS, days, people

CONFIGS: Sequence[dict[str, Any]] = (
    {},
    {"severe_rule": {"physical": [1, 2], "visual": [1]}},
    {"hardship_rule": ["dibao", "low_income", "office_decision"]},
    {"hardship_rule": "office_decision"},
    {"adult_age": 18, "working_age": {"female": [16, 54], "male": [16, 59]}, "cert_expiry_effect": "continues"},
    {"age_convention": {"counts": "next_day", "leap_day": "28_february"}, "minimum_wage_monthly": 2420},
    {"severe_rule": {"hearing": [1]}, "hardship_rule": "dibao", "amount.public-welfare-job-post.xicheng": 1200},
)
NAMES = [fact.id for fact in ASKED]


def by_definition(
    table: DecisionTable, facts: dict[str, Any], on: dt.date, unanswerable: frozenset[str] = frozenset()
) -> list[Outcome]:
    """Every criterion evaluated, one after another, by the plan."""
    known = known_facts(table.plan, facts, on, table.effective)
    states = table.plan.states(known, Unanswered(known, table.effective, unanswerable))
    outcomes = list(table.plan.settled)
    for entry in table.plan.entries:
        outcomes[entry.position] = entry.outcome(states, known, table.effective)
    return outcomes


@settings(max_examples=400, deadline=None)
@given(people(list(CATALOGUE.facts.values())), days, st.sampled_from(DISTRICTS), st.sampled_from(CONFIGS))
def test_it_says_what_the_plan_says(facts: dict[str, Any], on: dt.date, district: str, config: dict[str, Any]) -> None:
    table = CATALOGUE.table(district, on, CATALOGUE.parameters.with_config(config))
    expected = by_definition(table, facts, on)
    assert list(table.outcomes(facts, on)) == expected
    assert list(table.outcomes(facts, on)) == expected, "remembered"


@settings(max_examples=300, deadline=None)
@given(
    people(list(CATALOGUE.facts.values())), days, st.sampled_from(DISTRICTS), st.sampled_from(CONFIGS),
    st.frozensets(st.sampled_from(NAMES), max_size=8),
)  # fmt: skip
def test_what_nobody_can_answer_is_not_missing(
    facts: dict[str, Any], on: dt.date, district: str, config: dict[str, Any], unanswerable: frozenset[str]
) -> None:
    table = CATALOGUE.table(district, on, CATALOGUE.parameters.with_config(config))
    expected = by_definition(table, facts, on, unanswerable)
    found = table.missing(facts, on, unanswerable)
    assert found == [expected[entry.position].missing for entry in table.plan.entries]
