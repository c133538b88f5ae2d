"""Can anybody meet these conditions? Pure.

The answers people can give are tried out at every limit that a condition draws, with everything that follows from
them (an age under 10 makes a child). Conditions that look at unrelated facts are tried apart from each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any, NamedTuple

from citizen.eligibility import derivation
from citizen.eligibility.conditions import Condition, condition_for, parameter_key, some
from citizen.eligibility.criterion import Comparison, Criterion, Facts, FactValue
from citizen.eligibility.derivation import Context, derive
from citizen.eligibility.facts import FactKind, Vocabulary

_MOST_TRIALS = 100_000
_AGES = (0, 6, 7, 15, 16, 17, 18, 49, 50, 64, 65, 100)
"""Where ages change what follows from them, see :mod:`citizen.eligibility.derivation`."""
_ONE = {FactKind.NUMBER: 1, FactKind.MONEY: Decimal("0.01"), FactKind.DATE: dt.timedelta(days=1)}


class Unreachable(NamedTuple):
    """A criterion that nobody can meet, and the others that make it so; none where it is so alone."""

    criterion: Criterion
    others: tuple[Criterion, ...]


class Stated(NamedTuple):
    """One condition: a criterion, or an any-of group of them."""

    criteria: tuple[Criterion, ...]
    tests: tuple[Condition, ...]

    def holds(self, known: Facts) -> bool | None:
        return some(test(known) for test in self.tests)


def stated(criteria: Iterable[Criterion]) -> list[Stated]:
    """The conditions that criteria of one district make: those that share an any-of group are one."""
    groups: dict[object, list[Criterion]] = {}
    for place, criterion in enumerate(criteria):
        groups.setdefault(criterion.any_group or place, []).append(criterion)
    return [Stated(tuple(group), tuple(condition_for(c.rule) for c in group)) for group in groups.values()]


class Trials:
    """All the people worth trying, for one district on one day."""

    def __init__(self, vocabulary: Vocabulary, context: Context) -> None:
        self._vocabulary, self._context = vocabulary, context

    def unreachable(self, conditions: Sequence[Stated]) -> Iterator[Unreachable]:
        """The criteria that can never be met given the other conditions of the district."""
        for related in self._related(conditions):
            people = list(self._people(related))
            if not people:
                continue  # too many to try
            broken = self._first_broken(related, people)
            if broken is not None:
                yield broken
                continue
            for condition in related:
                yield from _idle_members(condition, related, people)

    def somebody_meets(self, conditions: Sequence[Stated]) -> bool:
        """Can one person meet them all for certain?"""
        for related in self._related(conditions):
            people = list(self._people(related))
            if people and not any(all(one.holds(known) for one in related) for known in people):
                return False
        return True

    def always_met(self, conditions: Sequence[Stated]) -> Iterator[Criterion]:
        """The criteria that say nothing: whatever one answers, they are met."""
        for criterion in (one for condition in conditions for one in condition.criteria):
            alone = stated([criterion])
            people = list(self._people(alone))
            if people and all(alone[0].holds(known) for known in people):
                yield criterion

    def _first_broken(self, conditions: Sequence[Stated], people: Sequence[Facts]) -> Unreachable | None:
        for count, condition in enumerate(conditions, 1):
            if _possible(conditions[:count], people):
                continue
            needed = list(conditions[: count - 1])
            for other in conditions[: count - 1]:
                without = [one for one in needed if one is not other]
                if not _possible([*without, condition], people):
                    needed = without
            return Unreachable(condition.criteria[0], tuple(one.criteria[0] for one in needed))
        return None

    def _related(self, conditions: Sequence[Stated]) -> list[list[Stated]]:
        """The conditions, those that look at the same answers together."""
        clusters: list[tuple[set[str], list[Stated]]] = []
        for condition in conditions:
            answers = set(self._answers([condition]))
            touching = [cluster for cluster in clusters if cluster[0] & answers]
            clusters = [cluster for cluster in clusters if not cluster[0] & answers]
            merged = [one for _, members in touching for one in members]
            clusters.append((answers.union(*(found for found, _ in touching)), [*merged, condition]))
        return [members for _, members in clusters]

    def _answers(self, conditions: Sequence[Stated]) -> dict[str, list[Comparison]]:
        """The answers behind the facts of conditions, each with the comparisons made with it directly."""
        answers: dict[str, list[Comparison]] = {}
        leaves = [leaf for one in conditions for c in one.criteria for leaf in c.comparisons]
        for leaf in leaves:
            for name in _answered_as(leaf.fact):
                answers.setdefault(name, [])
        for leaf in leaves:
            answers.setdefault(derivation.SAME_AS.get(leaf.fact, leaf.fact), []).append(leaf)
        return {name: found for name, found in answers.items() if name == "age_years" or not _derived(name)}

    def _people(self, conditions: Sequence[Stated]) -> Iterator[Facts]:
        answers = self._answers(conditions)
        tried = {name: self._values(name, comparisons) for name, comparisons in answers.items()}
        if prod(map(len, tried.values())) > _MOST_TRIALS:
            return
        set_parameters = self._parameters(conditions)
        for values in product(*tried.values()):
            known = derive(dict(zip(tried, values, strict=True)), self._context)
            yield {**known, **set_parameters}

    def _parameters(self, conditions: Sequence[Stated]) -> dict[str, FactValue]:
        named = {leaf.parameter for one in conditions for c in one.criteria for leaf in c.comparisons if leaf.parameter}
        found = {name: self._context.parameters.comparable(name) for name in named}
        return {parameter_key(name): value for name, value in found.items() if value is not None}

    def _values(self, name: str, comparisons: Sequence[Comparison]) -> list[FactValue]:
        fact = self._vocabulary[name]
        if fact.kind is FactKind.YES_NO:
            return [True, False]
        if fact.kind is FactKind.CHOICE:
            return [*fact.values, *fact.other_values]
        if fact.kind is FactKind.CHOICES:
            wanted = [one.value for one in comparisons if isinstance(one.value, frozenset)]
            single = [frozenset({str(value)}) for value in fact.values]
            return [frozenset(), *single, *wanted, frozenset(map(str, fact.values))]  # type: ignore[list-item]
        limits = {*self._limits(comparisons), *(_AGES if name == "age_years" else ())} or {_some_value(fact.kind)}
        step: Any = _ONE[fact.kind]
        around = {value for limit in limits for value in (limit - step, limit, limit + step)}
        return sorted(value for value in around if fact.doubt(value, self._context.on) is None)

    def _limits(self, comparisons: Sequence[Comparison]) -> Iterator[Any]:
        for one in comparisons:
            if one.parameter is not None:
                value = self._context.parameters.comparable(one.parameter)
                yield from () if value is None else (value,)
            else:
                yield from one.value if isinstance(one.value, tuple) else (one.value,)


def _possible(conditions: Sequence[Stated], people: Sequence[Facts]) -> bool:
    """Is there somebody whom none of the conditions surely refuses?"""
    return any(all(one.holds(known) is not False for one in conditions) for known in people)


def _idle_members(condition: Stated, all_related: Sequence[Stated], people: Sequence[Facts]) -> Iterator[Unreachable]:
    """The criteria of an any-of group that nobody can meet who meets the other conditions."""
    others = [one for one in all_related if one is not condition]
    for criterion, test in zip(condition.criteria, condition.tests, strict=True):
        alone = Stated((criterion,), (test,))
        if len(condition.criteria) > 1 and not _possible([*others, alone], people):
            yield Unreachable(criterion, tuple(one.criteria[0] for one in others))


def _answered_as(fact: str) -> Iterator[str]:
    if fact != "age_years" and _derived(fact):
        for source in derivation.SOURCES[fact]:
            yield from _answered_as(source)
    else:
        yield derivation.SAME_AS.get(fact, fact)


def _derived(fact: str) -> bool:
    return fact in derivation.SOURCES


def _some_value(kind: FactKind) -> Any:
    return {FactKind.NUMBER: 1, FactKind.MONEY: Decimal(1), FactKind.DATE: dt.date(2000, 1, 1)}[kind]
