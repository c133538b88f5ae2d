"""The benchmarks compare engines only where they agree; this keeps their reading of the criteria true to the site's."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from benchmarks.deciding import EnginesDisagree, check_agreement
from benchmarks.engines.criteria import Plain, conditions_in, plain_facts, translated
from benchmarks.engines.ours import Ours
from benchmarks.people import Case, cases_of_typical_people, drawn_cases
from citizen.eligibility import catalogue as catalogues


class InPython:
    """An engine in two values whose conditions are plain Python: the translation alone is tried."""

    gives = "yes or no"

    def prepare(self, case: Case) -> Callable[[], object]:
        return lambda: self.eligible(case)

    def eligible(self, case: Case) -> frozenset[str]:
        catalogue = catalogues.load()
        effective, facts = catalogue.parameters.at(case.on), _Facts(plain_facts(catalogue, case))
        stated = conditions_in(catalogue, case.district, case.on)
        return frozenset(one.programme for one in stated if one.admits and translated(one, facts, effective))


class _Facts:
    """A language whose conditions are at once their values."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self._facts = facts

    def compare(self, fact: str, op: str, value: Plain) -> bool:
        test = {"lte": "le", "gte": "ge"}.get(op, op)
        return bool(getattr(operator, test)(self._facts[fact], value))

    def includes(self, fact: str, value: str) -> bool:
        return value in self._facts[fact]

    def every(self, nodes: Sequence[bool]) -> bool:
        return all(nodes)

    def some(self, nodes: Sequence[bool]) -> bool:
        return any(nodes)

    def negation(self, node: bool) -> bool:
        return not node

    def never(self) -> bool:
        return False


class NeverYes(InPython):
    def eligible(self, case: Case) -> frozenset[str]:
        return frozenset()


def test_criteria_translated_to_two_values_let_in_the_same_people() -> None:
    catalogue = catalogues.load()
    cases = cases_of_typical_people(catalogue) + drawn_cases(catalogue, 60)
    assert "in Python" in check_agreement(Ours(catalogue), {"in Python": InPython()}, cases)


def test_an_engine_that_decides_otherwise_voids_the_comparison() -> None:
    catalogue = catalogues.load()
    with pytest.raises(EnginesDisagree, match="never yes"):
        check_agreement(Ours(catalogue), {"never yes": NeverYes()}, cases_of_typical_people(catalogue))
