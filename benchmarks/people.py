"""The people the engines decide about: typical ones and drawn ones, in every district, with nothing left unknown.

Other engines have two values. They can be compared only on people about whom every fact is known that a condition of
the district looks at.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.derivation import Context, derive
from citizen.eligibility.facts import Fact, FactKind
from citizen.eligibility.programme import FactValue
from citizen.eligibility.typical_people import typical_people

_SEED = 20260302
_OLDEST, _HIGHEST_NUMBER, _HIGHEST_AMOUNT = 90, 100, 6000


@dataclass(frozen=True, slots=True)
class Case:
    """One person in one district on one day."""

    facts: Mapping[str, FactValue]
    """What the person answered."""
    known: Mapping[str, FactValue]
    """With everything that follows from it: the other engines are given this, and need not work it out."""
    district: str
    on: dt.date


def cases_of_typical_people(catalogue: Catalogue) -> list[Case]:
    """The typical people of the project, each in each district, as far as nothing about them is open."""
    everyone = [(person.facts, person.on) for person in typical_people(catalogue.facts)]
    return [case for facts, on in everyone for case in _cases(catalogue, facts, on)]


def drawn_cases(catalogue: Catalogue, people: int) -> list[Case]:
    """People drawn by lot, the same in every run: they reach the corners that typical people leave out."""
    lot, on = random.Random(_SEED), _day(catalogue)
    asked = [fact for fact in catalogue.facts.values() if fact.asked]
    everyone = [{fact.id: drawn_answer(fact, lot, on) for fact in asked} for _ in range(people)]
    return [case for facts in everyone for case in _cases(catalogue, facts, on)]


def with_gaps(case: Case, share: float) -> dict[str, FactValue]:
    """The same person with some answers missing."""
    lot = random.Random(_SEED)
    return {name: value for name, value in case.facts.items() if lot.random() >= share}


def compared_facts(catalogue: Catalogue, district: str, on: dt.date) -> tuple[str, ...]:
    """Every fact that some condition of the district looks at on that day."""
    plan = catalogue.plan(district, on)
    names = {
        name
        for entry in plan.entries
        for criterion in entry.programme.criteria_in(district)
        if criterion.period.covers(on)
        for name in criterion.facts
    }
    return tuple(sorted(names))


def _cases(catalogue: Catalogue, facts: Mapping[str, FactValue], on: dt.date) -> Iterator[Case]:
    for district in catalogue.districts:
        known = derive(facts, Context(on, district, catalogue.parameters.at(on)))
        if all(name in known for name in compared_facts(catalogue, district, on)):
            yield Case(facts, known, district, on)


def _day(catalogue: Catalogue) -> dt.date:
    return typical_people(catalogue.facts)[0].on


def drawn_answer(fact: Fact, lot: random.Random, on: dt.date) -> FactValue:
    """An answer to one question, by lot."""
    match fact.kind:
        case FactKind.YES_NO:
            return lot.random() < 0.5
        case FactKind.CHOICE:
            return lot.choice((*fact.values, *fact.other_values))
        case FactKind.CHOICES:
            return frozenset(str(value) for value in fact.values if lot.random() < 0.4)
        case FactKind.DATE:
            return on - dt.timedelta(days=lot.randrange(_OLDEST * 365))
        case FactKind.NUMBER:
            return lot.randrange(_HIGHEST_NUMBER)
        case FactKind.MONEY:
            return Decimal(lot.randrange(_HIGHEST_AMOUNT))
