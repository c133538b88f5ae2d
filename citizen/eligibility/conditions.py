"""Single conditions in three values: met (True), not met (False), open (None). Pure.

The language is closed: a comparison looks at one fact by one of :data:`OPERATORS`; comparisons are joined by "all" and
"any", to any depth, and may be negated. The operators of Kleene's strong logic join them, so the negation of what is
open is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias

from citizen.eligibility.criterion import Comparison, Facts, FactValue, Join, Joint, Rule
from citizen.eligibility.facts import FactKind

Condition: TypeAlias = Callable[[Facts], bool | None]
Test: TypeAlias = Callable[[Any], bool]


class Shape(NamedTuple):
    """What an operator compares with: one value, a list of values, or a pair [first, last]."""

    name: str


ONE, SEVERAL, RANGE = Shape("one value"), Shape("a list of values"), Shape("[first, last]")


class Operator(NamedTuple):
    kinds: frozenset[FactKind]
    compares_with: Shape
    test_for: Callable[[Any], Test]


_COUNTED = frozenset({FactKind.NUMBER, FactKind.MONEY})
_ORDERED = _COUNTED | {FactKind.DATE}
_SINGLE = _ORDERED | {FactKind.YES_NO, FactKind.CHOICE}
_SETS = frozenset({FactKind.CHOICES})

OPERATORS: Mapping[str, Operator] = {
    "eq": Operator(_SINGLE, ONE, lambda wanted: lambda value: bool(value == wanted)),
    "in": Operator(frozenset({FactKind.CHOICE}), SEVERAL, lambda wanted: lambda value: value in wanted),
    "lt": Operator(_ORDERED, ONE, lambda limit: lambda value: bool(value < limit)),
    "lte": Operator(_ORDERED, ONE, lambda limit: lambda value: bool(value <= limit)),
    "gt": Operator(_ORDERED, ONE, lambda limit: lambda value: bool(value > limit)),
    "gte": Operator(_ORDERED, ONE, lambda limit: lambda value: bool(value >= limit)),
    "between": Operator(_ORDERED, RANGE, lambda ends: lambda value: bool(ends[0] <= value <= ends[1])),
    "includes": Operator(_SETS, ONE, lambda wanted: lambda value: wanted in value),
    "includes_any": Operator(_SETS, SEVERAL, lambda wanted: lambda value: not wanted.isdisjoint(value)),
    "includes_all": Operator(_SETS, SEVERAL, lambda wanted: lambda value: wanted <= value),
}

ALIASES: Mapping[str, str] = {"below": "lt", "at_most": "lte", "above": "gt", "at_least": "gte"}
"""The same operators in words."""


def parameter_key(parameter: str) -> str:
    """Where a parameter of the deployment stands among the known facts: no fact has a dot in its name."""
    return f"parameter.{parameter}"


def negation(value: bool | None) -> bool | None:
    return None if value is None else not value


def every(values: Iterable[bool | None]) -> bool | None:
    """False as soon as one is false, open when none is false and one is open, else true."""
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def some(values: Iterable[bool | None]) -> bool | None:
    """True as soon as one is true, open when none is true and one is open, else false."""
    result: bool | None = False
    for value in values:
        if value:
            return True
        if value is None:
            result = None
    return result


def condition_for(rule: Rule) -> Condition:
    """The rule as a function of the facts (with the derived ones worked out, and the parameters among them)."""
    return _joint(rule) if isinstance(rule, Joint) else _comparison(rule)


def _joint(rule: Joint) -> Condition:
    members = [condition_for(member) for member in rule.members]
    join = every if rule.join is Join.ALL else some
    if rule.negated:
        return lambda facts: negation(join(member(facts) for member in members))
    return lambda facts: join(member(facts) for member in members)


def _comparison(rule: Comparison) -> Condition:
    if rule.parameter is not None:
        return _with_parameter(rule)
    fact, test = rule.fact, OPERATORS[rule.op].test_for(rule.value)
    wanted = not rule.negated
    if rule.fails_open or rule.open_values:
        return _lenient(rule, test, wanted)
    if rule.op == "eq" and rule.value is True and wanted:
        return lambda facts: facts.get(fact)  # type: ignore[return-value]  # a yes-no fact: the loader checked

    def holds(facts: Facts) -> bool | None:
        value = facts.get(fact)
        return None if value is None else test(value) is wanted

    return holds


def _lenient(rule: Comparison, test: Test, wanted: bool) -> Condition:
    fact, fails_open, open_values = rule.fact, rule.fails_open, rule.open_values

    def holds(facts: Facts) -> bool | None:
        value = facts.get(fact)
        if value is None:
            return None
        if test(value) is wanted:
            return True
        return None if fails_open or _says_any(value, open_values) else False

    return holds


def _with_parameter(rule: Comparison) -> Condition:
    key = parameter_key(rule.parameter or "")

    def holds(facts: Facts) -> bool | None:
        limit = facts.get(key)
        return None if limit is None else _comparison(replace(rule, parameter=None, value=limit))(facts)

    return holds


def _says_any(value: FactValue, open_values: frozenset[str]) -> bool:
    if isinstance(value, frozenset):
        return not value.isdisjoint(open_values)
    return value in open_values
