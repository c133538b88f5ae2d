"""Decide what a person is entitled to, and what to ask next. Pure: the same facts give the same answer.

Three values all through: a condition is met, not met or open; a programme is ``eligible``, ``not_eligible`` or
``unknown``. Adding an answer never turns a settled verdict round.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from citizen.eligibility.decision_table import DecisionTable
from citizen.eligibility.facts import FactKind, Vocabulary
from citizen.eligibility.parameters import Parameters
from citizen.eligibility.programme import Audience, Decision, FactValue, Outcome, Programme
from citizen.eligibility.programme import Facts as Facts

_TYPICAL_AGES = (3, 10, 15, 17, 24, 35, 45, 55, 62, 75)


class Rules(Protocol):
    """What deciding needs of a catalogue."""

    @property
    def programmes(self) -> Mapping[str, Programme]: ...

    @property
    def facts(self) -> Vocabulary: ...

    @property
    def parameters(self) -> Parameters: ...

    @property
    def nowhere(self) -> tuple[Outcome, ...]:
        """The outcomes, in the order of the programmes, while nobody has said which district decides."""
        ...

    @property
    def positions_of_employers(self) -> Sequence[int]:
        """Where the programmes stand that ask for the employer's or institution's district."""
        ...

    def table(self, district: str, on: dt.date, parameters: Parameters | None) -> DecisionTable:
        """What decides in a district on a day; without parameters, by those of the catalogue."""
        ...


def decide(
    catalogue: Rules,
    facts: Facts,
    *,
    on: dt.date,
    district: str | None = None,
    parameters: Parameters | None = None,
) -> Decision:
    """The outcome of every programme for one person on one day, in the order of the catalogue.

    ``district`` decides all programmes when given; otherwise each asks the district of the person or the employer.
    """
    at_home = _outcomes(catalogue, facts, on, district or _stated_district(Audience.CITIZEN, facts), parameters)
    if district is not None:
        return Decision(on, district, at_home)
    results = list(at_home)
    at_work = _outcomes(catalogue, facts, on, _stated_district(Audience.EMPLOYER, facts), parameters)
    for position in catalogue.positions_of_employers:
        results[position] = at_work[position]
    return Decision(on, _stated_district(Audience.CITIZEN, facts), tuple(results))


def next_question(
    catalogue: Rules,
    facts: Facts,
    *,
    on: dt.date,
    district: str | None = None,
    parameters: Parameters | None = None,
    among: Collection[str] | None = None,
    answered: Collection[str] = frozenset(),
) -> str | None:
    """The fact expected to settle most programmes, or None when no answer would settle anything.

    ``among`` limits the programmes that count. ``answered`` are facts the person was asked and is not sure of: they are
    never asked again, and nothing is asked that could only help together with one of them. Programmes of the audience
    the facts already speak of come first.
    """
    for audience in _audiences(catalogue, facts):
        ids = {p.id for p in catalogue.programmes.values() if p.audience is audience}
        wanted = ids if among is None else ids.intersection(among)
        place = district or _stated_district(audience, facts)
        if place is None:
            fact = audience.district_fact
            if fact not in answered and any(catalogue.programmes[one].criteria for one in wanted):
                return fact
        else:
            setting = _Setting(catalogue.facts, on, catalogue.table(place, on, parameters), frozenset(answered))
            if found := setting.best_question(facts, wanted):
                return found
    return None


class Worth(NamedTuple):
    """What asking a fact promises."""

    settles: float
    """How many programmes an answer settles, on average over the answers a person may give."""
    concerns: int
    """For how many programmes it matters."""
    is_ripe: bool
    """False while a fact that comes first is still to be asked."""


def worth_asking(
    catalogue: Rules, facts: Facts, *, on: dt.date, district: str, among: Collection[str], answered: Collection[str]
) -> Mapping[str, Worth]:
    """Every fact that could still settle one of these programmes, in the order of the vocabulary."""
    setting = _Setting(catalogue.facts, on, catalogue.table(district, on, None), frozenset(answered))
    return setting.worths(facts, among)


def _outcomes(
    catalogue: Rules, facts: Facts, on: dt.date, place: str | None, parameters: Parameters | None
) -> tuple[Outcome, ...]:
    if place is None:
        return catalogue.nowhere
    return catalogue.table(place, on, parameters).outcomes(facts, on)


@dataclass(frozen=True, slots=True)
class _Setting:
    """Everything about a case but its facts: what stays the same while one imagines answers."""

    vocabulary: Vocabulary
    on: dt.date
    table: DecisionTable
    unanswerable: frozenset[str]

    def best_question(self, facts: Facts, wanted: Collection[str]) -> str | None:
        worths = self.worths(facts, wanted)
        # Of equals max() takes the first: the order of the vocabulary.
        return max((fact for fact, worth in worths.items() if worth.is_ripe), key=worths.__getitem__, default=None)

    def worths(self, facts: Facts, wanted: Collection[str]) -> dict[str, Worth]:
        missing = self._missing(facts)
        candidates: dict[str, list[int]] = {}
        for place, entry in enumerate(self.table.plan.entries):
            if entry.programme.id in wanted:
                for fact in missing[place]:
                    candidates.setdefault(fact, []).append(place)
        return {fact: self._worth(facts, fact, candidates) for fact in self.vocabulary if fact in candidates}

    def _worth(self, facts: Facts, fact: str, candidates: Mapping[str, Sequence[int]]) -> Worth:
        places = candidates[fact]
        if self._waits_for_another(fact, candidates):
            return Worth(0, len(places), is_ripe=False)
        return Worth(self._expected_to_settle(facts, fact, places), len(places), is_ripe=True)

    def _waits_for_another(self, fact: str, candidates: Collection[str]) -> bool:
        return any(first in candidates for first in self.vocabulary[fact].ask_after)

    def _expected_to_settle(self, facts: Facts, fact: str, places: Sequence[int]) -> float:
        """How many of the plan's entries in these places an answer settles, on average over all possible answers."""
        answers = self._possible_answers(fact)
        settled = 0
        for answer in answers:
            missing = self._missing({**facts, fact: answer})
            settled += sum(not missing[place] for place in places)
        return settled / len(answers)

    def _missing(self, facts: Facts) -> list[tuple[str, ...]]:
        return self.table.missing(facts, self.on, self.unanswerable)

    def _possible_answers(self, name: str) -> Sequence[FactValue]:
        fact = self.vocabulary[name]
        if fact.kind is FactKind.YES_NO:
            return (True, False)
        if fact.kind is FactKind.CHOICE:
            return (*fact.values, *fact.other_values)
        if fact.kind is FactKind.CHOICES:
            return (frozenset(), *(frozenset({str(value)}) for value in fact.values))
        if fact.kind is FactKind.DATE:
            return [dt.date(self.on.year - age, 1, 1) for age in _TYPICAL_AGES]
        return self._around_limits(name) or (0, 1)

    def _around_limits(self, name: str) -> Sequence[FactValue]:
        compared = [one for criterion in self.table.plan.stated() for one in criterion.comparisons if one.fact == name]
        limits = [one.value for one in compared if not one.parameter]
        return [n for limit in limits if isinstance(limit, int) for n in (limit - 1, limit)]


def _stated_district(audience: Audience, facts: Facts) -> str | None:
    stated = facts.get(audience.district_fact)
    return stated if isinstance(stated, str) else None


def _audiences(catalogue: Rules, facts: Facts) -> list[Audience]:
    """All audiences, beginning with an employer or institution where the answers so far speak of one."""
    spoken_of = {catalogue.facts[name].audience for name in facts if name in catalogue.facts} - {Audience.CITIZEN}
    return sorted(Audience, key=lambda audience: audience.value not in spoken_of)
