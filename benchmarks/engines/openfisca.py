"""OpenFisca-core: facts and programmes as variables of a tax-benefit system, computed on arrays of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import and_, eq, ge, gt, invert, le, lt, or_
from typing import Any, TypeAlias

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.engines.criteria import Plain, conditions_in, plain_facts, translated
from benchmarks.people import Case, compared_facts
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.facts import Fact, FactKind

Node: TypeAlias = Callable[[Any, Any], Any]
_PERSON = build_entity(key="person", plural="persons", label="Person", is_person=True)
_TESTS = {"eq": eq, "lt": lt, "lte": le, "gt": gt, "gte": ge}


class _Language:
    """Conditions as functions of a population and a period."""

    def compare(self, fact: str, op: str, value: Plain) -> Node:
        test = _TESTS[op]
        if op == "eq" and value is True:
            return lambda person, period: person(fact, period)
        return lambda person, period: test(person(fact, period), value)

    def includes(self, fact: str, value: str) -> Node:
        name = _flag(fact, value)
        return lambda person, period: person(name, period)

    def every(self, nodes: Sequence[Node]) -> Node:
        return lambda person, period: reduce(and_, [node(person, period) for node in nodes])

    def some(self, nodes: Sequence[Node]) -> Node:
        return lambda person, period: reduce(or_, [node(person, period) for node in nodes])

    def negation(self, node: Node) -> Node:
        return lambda person, period: invert(node(person, period))

    def never(self) -> Node:
        return lambda person, period: person.filled_array(False)


class OpenFisca:
    """One system for the whole catalogue; each district's programmes are variables of their own."""

    gives = "yes or no"

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._system = TaxBenefitSystem([_PERSON])
        for fact in catalogue.facts.values():
            for name, value_type in _variables_of(fact):
                self._system.add_variable(_variable(name, value_type))
        self._of_district: dict[tuple[object, ...], dict[str, bool]] = {}

    def prepare(self, case: Case) -> Callable[[], object]:
        return self.prepare_many(case, 1)

    def prepare_many(self, case: Case, people: int) -> Callable[[], list[Any]]:
        """So many people of the case's district at once: what OpenFisca is made for."""
        names = [_output(name, case.district) for name in self._prepared(case)]
        inputs = {name: numpy.array([value] * people) for name, value in self._inputs(case).items()}
        period = case.on.isoformat()

        def calculate() -> list[Any]:
            simulation = SimulationBuilder().build_default_simulation(self._system, count=people)
            for name, array in inputs.items():
                simulation.set_input(name, period, array)
            return [simulation.calculate(name, period) for name in names]

        return calculate

    def eligible(self, case: Case) -> frozenset[str]:
        answers = zip(self._prepared(case).items(), self.prepare_many(case, 1)(), strict=True)
        return frozenset(programme for (programme, admits), holds in answers if admits and holds[0])

    def _prepared(self, case: Case) -> dict[str, bool]:
        """The district's programmes, each with whether a yes is possible; their variables are in the system."""
        key = (case.district, case.on)
        if key not in self._of_district:
            effective = self._catalogue.parameters.at(case.on)
            stated = list(conditions_in(self._catalogue, case.district, case.on))
            for one in stated:
                formula = translated(one, _Language(), effective)
                self._system.add_variable(_variable(_output(one.programme, case.district), bool, formula))
            self._of_district[key] = {one.programme: one.admits for one in stated}
        return self._of_district[key]

    def _inputs(self, case: Case) -> Mapping[str, object]:
        written = plain_facts(self._catalogue, case)
        inputs: dict[str, object] = {}
        for fact in compared_facts(self._catalogue, case.district, case.on):
            value = written[fact]
            if isinstance(value, list):
                values = self._catalogue.facts[fact].values
                inputs |= {_flag(fact, str(code)): code in value for code in values}
            else:
                inputs[fact] = value
        return inputs


def prepare(catalogue: Catalogue) -> OpenFisca:
    return OpenFisca(catalogue)


def _variables_of(fact: Fact) -> list[tuple[str, type]]:
    match fact.kind:
        case FactKind.YES_NO:
            return [(fact.id, bool)]
        case FactKind.CHOICES:
            return [(_flag(fact.id, str(value)), bool) for value in fact.values]
        case FactKind.CHOICE if any(isinstance(value, str) for value in fact.values):
            return [(fact.id, str)]
        case FactKind.MONEY:
            return [(fact.id, float)]
        case _:
            return [(fact.id, int)]  # days are numbers too


def _variable(name: str, value_type: type, formula: Node | None = None) -> type[Variable]:
    body: dict[str, Any] = {
        "value_type": value_type,
        "entity": _PERSON,
        "definition_period": DateUnit.DAY,
        "label": name,
    }
    if formula is not None:
        body["formula"] = lambda person, period: formula(person, period)
    return type(name, (Variable,), body)


def _flag(fact: str, value: str) -> str:
    return f"{fact}__{value}"


def _output(programme: str, district: str) -> str:
    return f"{programme}__{district}".replace("-", "_")
