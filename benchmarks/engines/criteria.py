"""The catalogue's criteria as other engines take them: with two values and plain numbers.

An engine joins nodes of its own (texts, arrays) by a :class:`Language`; this module walks the criteria.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from benchmarks.people import Case, compared_facts
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.criterion import ComparedWith, Comparison, Criterion, Join, Rule, comparisons
from citizen.eligibility.parameters import Effective
from citizen.eligibility.planning import Entry
from citizen.eligibility.programme import FactValue

Node = TypeVar("Node")
Plain = bool | int | float | str
"""What every engine can take."""


class NotTranslatable(Exception):
    """Two values cannot say what this criterion says in three."""


class Language(Protocol[Node]):
    """How an engine writes conditions."""

    def compare(self, fact: str, op: str, value: Plain) -> Node:
        """``op`` is one of eq, lt, lte, gt, gte."""
        ...

    def includes(self, fact: str, value: str) -> Node:
        """A fact that holds several codes holds this one."""
        ...

    def every(self, nodes: Sequence[Node]) -> Node: ...

    def some(self, nodes: Sequence[Node]) -> Node: ...

    def negation(self, node: Node) -> Node: ...

    def never(self) -> Node: ...


class Conditions(NamedTuple):
    """One programme in one district."""

    programme: str
    admits: bool
    """Do its published conditions suffice for a yes?"""
    conditions: tuple[tuple[Criterion, ...], ...]
    """All must hold; of each group one suffices."""


def conditions_in(catalogue: Catalogue, district: str, on: dt.date) -> Iterator[Conditions]:
    """Every programme that states conditions in the district; the answer on the others is the same for everybody."""
    for entry in catalogue.plan(district, on).entries:
        yield Conditions(entry.programme.id, entry.admits, tuple(_groups(entry, district, on)))


def translated(conditions: Conditions, language: Language[Node], parameters: Effective) -> Node:
    """The programme's conditions as one node."""
    return _one_or(language.every, each_translated(conditions, language, parameters))


def each_translated(conditions: Conditions, language: Language[Node], parameters: Effective) -> list[Node]:
    """The programme's conditions, a node each: what an engine has to say for a reason to be given."""
    return [
        _one_or(language.some, [_rule(criterion.rule, language, parameters) for criterion in group])
        for group in conditions.conditions
    ]


def plain(value: object) -> Plain:
    """Days as numbers, yuan as floats."""
    if isinstance(value, dt.date):
        return value.toordinal()
    if isinstance(value, Decimal):
        return float(value)
    assert isinstance(value, bool | int | float | str), value
    return value


def plain_facts(catalogue: Catalogue, case: Case) -> dict[str, Plain | list[str]]:
    """What the conditions of the case's district look at, and nothing else: handing over facts costs too."""
    names = compared_facts(catalogue, case.district, case.on)
    return {name: _plain_or_list(case.known[name]) for name in names}


def _plain_or_list(value: FactValue) -> Plain | list[str]:
    return sorted(value) if isinstance(value, frozenset) else plain(value)


def _groups(entry: Entry, district: str, on: dt.date) -> Iterator[tuple[Criterion, ...]]:
    groups: dict[object, list[Criterion]] = {}
    for number, criterion in enumerate(entry.programme.criteria_in(district)):
        if criterion.period.covers(on):
            groups.setdefault(criterion.any_group or number, []).append(criterion)
    return (tuple(group) for group in groups.values())


def _rule(rule: Rule, language: Language[Node], parameters: Effective) -> Node:
    if isinstance(rule, Comparison):
        return _comparison(rule, language, parameters)
    join = language.every if rule.join is Join.ALL else language.some
    node = _one_or(join, [_rule(member, language, parameters) for member in rule.members])
    if not rule.negated:
        return node
    if any(_may_stay_open(one, parameters) for one in comparisons(rule)):
        raise NotTranslatable("what is open would become a yes by negation")
    return language.negation(node)


def _may_stay_open(rule: Comparison, parameters: Effective) -> bool:
    """Also when its fact is known."""
    return rule.fails_open or bool(rule.open_values) or _compared_with(rule, parameters) is None


def _comparison(rule: Comparison, language: Language[Node], parameters: Effective) -> Node:
    value = _compared_with(rule, parameters)
    if value is None:
        return language.never()  # open for us; for two values the nearest is that nobody is let in
    node = _test(rule.fact, rule.op, value, language)
    return language.negation(node) if rule.negated else node


def _compared_with(rule: Comparison, parameters: Effective) -> ComparedWith | None:
    return rule.value if rule.parameter is None else parameters.comparable(rule.parameter)


def _test(fact: str, op: str, value: ComparedWith, language: Language[Node]) -> Node:
    if op == "includes":
        return language.includes(fact, str(value))
    if isinstance(value, tuple):
        first, last = value
        return language.every([language.compare(fact, "gte", plain(first)), language.compare(fact, "lte", plain(last))])
    if not isinstance(value, frozenset):
        return language.compare(fact, op, plain(value))
    codes = sorted(value, key=str)
    if op == "in":
        return _one_or(language.some, [language.compare(fact, "eq", plain(code)) for code in codes])
    join = language.some if op == "includes_any" else language.every
    return _one_or(join, [language.includes(fact, str(code)) for code in codes])


def _one_or(join: Callable[[Sequence[Node]], Node], nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else join(nodes)
