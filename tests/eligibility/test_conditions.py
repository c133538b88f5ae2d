"""Each operator, met, not met and open; negation; conditions that a "no" leaves open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from citizen.eligibility.conditions import OPERATORS, condition_for
from citizen.eligibility.criterion import Comparison


def criterion(op: str, value: Any, **rest: Any) -> Comparison:
    return Comparison("fact", op, value, **rest)


CASES = [
    ("eq", True, [True], [False]),
    ("eq", False, [False], [True]),
    ("eq", "none", ["none"], ["partial", "full"]),
    ("eq", 3, [3], [2, 4]),
    ("in", frozenset({"a", "b"}), ["a", "b"], ["c"]),
    ("lt", 16, [0, 15], [16, 17]),
    ("lte", 16, [15, 16], [17]),
    ("gt", 5, [6], [5, 4]),
    ("gte", 12, [12, 13], [11, 0]),
    ("gte", Decimal("0.5"), [Decimal("0.50"), Decimal(1)], [Decimal("0.49")]),
    ("between", (16, 59), [16, 40, 59], [15, 60]),
    ("between", (dt.date(2021, 1, 1), dt.date(2021, 12, 31)), [dt.date(2021, 12, 31)], [dt.date(2022, 1, 1)]),
    ("includes", "a", [frozenset("a"), frozenset("ab")], [frozenset(), frozenset("b")]),
    ("includes_any", frozenset("ab"), [frozenset("a"), frozenset("bc")], [frozenset(), frozenset("c")]),
    ("includes_all", frozenset("ab"), [frozenset("ab"), frozenset("abc")], [frozenset(), frozenset("a")]),
]


@pytest.mark.parametrize(("op", "value", "met_by", "failed_by"), CASES)
def test_an_operator(op: str, value: Any, met_by: list[Any], failed_by: list[Any]) -> None:
    holds, negated = condition_for(criterion(op, value)), condition_for(criterion(op, value, negated=True))
    for answer in met_by:
        assert (holds({"fact": answer}), negated({"fact": answer})) == (True, False)
    for answer in failed_by:
        assert (holds({"fact": answer}), negated({"fact": answer})) == (False, True)
    assert holds({}) is None
    assert negated({}) is None


def test_every_operator_has_a_case() -> None:
    assert {op for op, *_ in CASES} == set(OPERATORS)


def test_a_no_can_leave_it_open() -> None:
    holds = condition_for(criterion("eq", True, fails_open=True))
    assert [holds({"fact": True}), holds({"fact": False}), holds({})] == [True, None, None]


def test_answers_the_text_is_silent_about_leave_it_open() -> None:
    holds = condition_for(criterion("in", frozenset({"a"}), open_values=frozenset({"b"})))
    assert [holds({"fact": "a"}), holds({"fact": "b"}), holds({"fact": "c"}), holds({})] == [True, None, False, None]
    several = condition_for(criterion("includes", "a", open_values=frozenset({"b"})))
    assert [several({"fact": frozenset(codes)}) for codes in ("ab", "b", "c")] == [True, None, False]
