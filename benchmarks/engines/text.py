"""What the engines share that take conditions as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.engines.criteria import Plain, conditions_in, each_translated, plain_facts, translated
from benchmarks.people import Case
from citizen.eligibility.catalogue import Catalogue

_SIGNS = {"eq": "==", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


@dataclass(frozen=True, slots=True)
class TextLanguage:
    """CEL and ZEN differ in a handful of words."""

    conjunction: str
    disjunction: str
    opposite: str
    contains: str

    def compare(self, fact: str, op: str, value: Plain) -> str:
        if op == "eq" and isinstance(value, bool):
            return fact if value else f"{self.opposite}({fact})"
        return f"{fact} {_SIGNS[op]} {json.dumps(value)}"

    def includes(self, fact: str, value: str) -> str:
        return self.contains.format(fact=fact, value=json.dumps(value))

    def every(self, nodes: Sequence[str]) -> str:
        return "(" + f" {self.conjunction} ".join(nodes) + ")"

    def some(self, nodes: Sequence[str]) -> str:
        return "(" + f" {self.disjunction} ".join(nodes) + ")"

    def negation(self, node: str) -> str:
        return f"{self.opposite}({node})"

    def never(self) -> str:
        return "false"


Evaluate = Callable[[dict[str, object]], Iterable[object]]


class TextEngine:
    """Compiles the programmes of a district together, when somebody of that district comes."""

    gives = "yes or no"

    def __init__(self, catalogue: Catalogue, language: TextLanguage, compiled: Callable[[list[str]], Evaluate]) -> None:
        self._catalogue, self._language, self._compiled = catalogue, language, compiled
        self._of_district: dict[tuple[object, ...], tuple[list[str], list[bool], Evaluate]] = {}

    def prepare(self, case: Case) -> Callable[[], object]:
        evaluate = self._prepared(case)[2]
        facts = dict[str, object](plain_facts(self._catalogue, case))
        return lambda: evaluate(facts)

    def prepare_each(self, case: Case) -> Callable[[], object]:
        """Every distinct condition of the district by itself, as needed to say why."""
        effective = self._catalogue.parameters.at(case.on)
        stated = conditions_in(self._catalogue, case.district, case.on)
        texts = dict.fromkeys(text for one in stated for text in each_translated(one, self._language, effective))
        evaluate = self._compiled(list(texts))
        facts = dict[str, object](plain_facts(self._catalogue, case))
        return lambda: evaluate(facts)

    def eligible(self, case: Case) -> frozenset[str]:
        programmes, admits, evaluate = self._prepared(case)
        found = evaluate(dict[str, object](plain_facts(self._catalogue, case)))
        answers = zip(programmes, admits, found, strict=True)
        return frozenset(programme for programme, can_admit, holds in answers if can_admit and holds is True)

    def _prepared(self, case: Case) -> tuple[list[str], list[bool], Evaluate]:
        key = (case.district, case.on)
        if key not in self._of_district:
            effective = self._catalogue.parameters.at(case.on)
            stated = list(conditions_in(self._catalogue, case.district, case.on))
            texts = [translated(one, self._language, effective) for one in stated]
            names, admits = [one.programme for one in stated], [one.admits for one in stated]
            self._of_district[key] = (names, admits, self._compiled(texts))
        return self._of_district[key]
