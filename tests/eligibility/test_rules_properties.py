"""What holds for every person: the laws of three-valued deciding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.eligibility.conditions import every, negation, some
from citizen.eligibility.derivation import completed_years
from citizen.eligibility.facts import Fact, FactKind
from citizen.eligibility.programme import Verdict
from citizen.eligibility.rules import decide, next_question
from tests.eligibility.people import ASKED, CATALOGUE, DISTRICTS, days, people

three_valued = st.sampled_from([True, False, None])
_LIMITS = {
    name: [
        limit
        for criterion in programme.criteria
        for one in criterion.comparisons
        if one.fact == name
        for limit in (one.value, one.value - 1)  # type: ignore[operator]
    ]
    for programme in CATALOGUE.programmes.values()
    for name in ("months_insured", "years_already_subsidised", "new_district_disabled_hires_this_year")
    if any(name in c.facts for c in programme.criteria)
}


@settings(deadline=None)
@given(st.lists(three_valued), st.lists(three_valued))
def test_kleene_laws(some_values: list[bool | None], others: list[bool | None]) -> None:
    assert negation(None) is None
    assert negation(every(some_values)) is some(map(negation, some_values))
    assert negation(some(some_values)) is every(map(negation, some_values))
    assert every(some_values + others) is every([every(some_values), every(others)])
    assert some(some_values + others) is some([some(some_values), some(others)])
    assert every(some_values + others) is every(others + some_values)


@settings(deadline=None)
@given(st.lists(three_valued, min_size=1), st.data())
def test_kleene_is_monotone(values: list[bool | None], data: st.DataObject) -> None:
    """Filling in what is open never turns a settled result round."""
    filled = [data.draw(st.booleans()) if value is None else value for value in values]
    for join in (every, some):
        assert join(values) in (None, join(filled))


@settings(max_examples=150, deadline=None)
@given(people(ASKED), people(ASKED), days, st.sampled_from([None, *DISTRICTS]))
def test_more_answers_never_turn_a_verdict_round(
    facts: dict[str, Any], more: dict[str, Any], on: dt.date, district: str | None
) -> None:
    before = decide(CATALOGUE, facts, on=on, district=district)
    after = decide(CATALOGUE, {**more, **facts}, on=on, district=district)
    for one, other in zip(before.results, after.results, strict=True):
        if one.verdict is not Verdict.UNKNOWN:
            assert (one.programme_id, other.verdict) == (one.programme_id, one.verdict)


@settings(max_examples=60, deadline=None)
@given(people(ASKED), days, st.sampled_from(DISTRICTS))
def test_a_missing_fact_is_unanswered_askable_and_matters(facts: dict[str, Any], on: dt.date, district: str) -> None:
    for outcome in decide(CATALOGUE, facts, on=on, district=district).results:
        if outcome.verdict is not Verdict.UNKNOWN:
            assert outcome.missing == ()
        for name in outcome.missing:
            assert CATALOGUE.facts[name].asked
            assert name not in facts or _is_in_the_future(facts[name], on)
            others = [other for other in outcome.missing if other != name]
            assert any(
                len(set(_verdicts(outcome.programme_id, facts | filled, name, on, district))) > 1
                for filled in _fillings(others, on)
            ), (outcome.programme_id, name)


@settings(max_examples=60, deadline=None)
@given(people(ASKED), people(ASKED), days, st.sampled_from(DISTRICTS))
def test_a_fact_that_is_not_missing_cannot_change_the_verdict(
    facts: dict[str, Any], more: dict[str, Any], on: dt.date, district: str
) -> None:
    for outcome in decide(CATALOGUE, facts, on=on, district=district).results:
        filled = {**more, **facts}
        for name in {fact for c in CATALOGUE.programmes[outcome.programme_id].criteria for fact in c.facts}:
            if CATALOGUE.facts[name].asked and name not in facts and name not in outcome.missing:
                verdicts = set(_verdicts(outcome.programme_id, filled, name, on, district))
                assert len(verdicts) == 1, (outcome.programme_id, name, verdicts)


@settings(max_examples=40, deadline=None)
@given(people(ASKED), st.frozensets(st.sampled_from([fact.id for fact in ASKED])), days)
def test_the_next_question_can_settle_something(facts: dict[str, Any], unsure: frozenset[str], on: dt.date) -> None:
    missing = {name for outcome in decide(CATALOGUE, facts, on=on).results for name in outcome.missing}
    question = next_question(CATALOGUE, facts, on=on, answered=unsure)
    if question is None:
        # Whatever is still missing could only help together with an answer the person is not sure of.
        assert unsure or not missing or not any(_settles(facts, name, on) for name in missing)
    else:
        assert question in missing - unsure


def _settles(facts: dict[str, Any], name: str, on: dt.date) -> bool:
    before = [o.verdict for o in decide(CATALOGUE, facts, on=on).results]
    return any(
        [o.verdict for o in decide(CATALOGUE, facts | {name: v}, on=on).results] != before
        for v in _samples(CATALOGUE.facts[name], on)
    )


def _verdicts(programme: str, facts: dict[str, Any], name: str, on: dt.date, district: str) -> Iterator[Verdict]:
    for value in _samples(CATALOGUE.facts[name], on):
        yield decide(CATALOGUE, {**facts, name: value}, on=on, district=district).of(programme).verdict


def _fillings(names: list[str], on: dt.date) -> Iterator[dict[str, Any]]:
    yield {}
    for values in product(*(_samples(CATALOGUE.facts[name], on) for name in names)):
        yield dict(zip(names, values, strict=True))


def _samples(fact: Fact, on: dt.date) -> list[Any]:
    match fact.kind:
        case FactKind.YES_NO:
            return [True, False]
        case FactKind.CHOICE:
            return [*fact.values, *fact.other_values]
        case FactKind.CHOICES:
            return [frozenset(), *(frozenset({value}) for value in fact.values)]
        case FactKind.DATE:
            return [dt.date(on.year - age, 1, 1) for age in (30, 3, 16, 17, 10, 60, 70)]
        case _:
            return _LIMITS.get(fact.id, [0, 1])


def _is_in_the_future(value: Any, on: dt.date) -> bool:
    return isinstance(value, dt.date) and completed_years(value, on) is None
