"""Decide what a person is entitled to, and what to ask next. Pure: the same facts give the same answer.

Three values all through: a condition is met, not met or open; a programme is ``eligible``, ``not_eligible`` or
``unknown``. Adding an answer never turns a settled verdict round.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from citizen.eligibility.conditions import parameter_key
from citizen.eligibility.derivation import Context, derive
from citizen.eligibility.facts import FactKind, Vocabulary
from citizen.eligibility.openness import Unanswered
from citizen.eligibility.parameters import Effective, Parameters
from citizen.eligibility.planning import Entry, Plan
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
    def nowhere(self) -> Sequence[Outcome]:
        """The outcomes, in the order of the programmes, while nobody has said which district decides."""
        ...

    @property
    def positions_of_employers(self) -> Sequence[int]:
        """Where the programmes stand that ask for the employer's or institution's district."""
        ...

    def plan(self, district: str, on: dt.date) -> Plan: ...


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
    effective = (parameters or catalogue.parameters).at(on)
    places = {audience: district or _stated_district(audience, facts) for audience in Audience}
    decided = {place: _outcomes(catalogue, facts, on, place, effective) for place in set(places.values())}
    results = list(decided[places[Audience.CITIZEN]])
    if len(decided) > 1:
        elsewhere = decided[places[Audience.EMPLOYER]]
        for position in catalogue.positions_of_employers:
            results[position] = elsewhere[position]
    return Decision(on, district or places[Audience.CITIZEN], tuple(results))


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
    effective = (parameters or catalogue.parameters).at(on)
    for audience in _audiences(catalogue, facts):
        ids = {p.id for p in catalogue.programmes.values() if p.audience is audience}
        wanted = ids if among is None else ids.intersection(among)
        place = district or _stated_district(audience, facts)
        if place is None:
            fact = audience.district_fact
            if fact not in answered and any(catalogue.programmes[one].criteria for one in wanted):
                return fact
        else:
            setting = _Setting(catalogue, on, place, effective, frozenset(answered))
            if found := setting.best_question(facts, wanted):
                return found
    return None


def _outcomes(
    catalogue: Rules, facts: Facts, on: dt.date, place: str | None, effective: Effective
) -> Sequence[Outcome]:
    if place is None:
        return catalogue.nowhere
    plan = catalogue.plan(place, on)
    known = _known(plan, facts, on, effective)
    states = plan.states(known, Unanswered(known, effective))
    results = list(plan.settled)
    for entry in plan.entries:
        results[entry.position] = entry.outcome(states, known, effective)
    return results


def _known(plan: Plan, facts: Facts, on: dt.date, effective: Effective) -> dict[str, FactValue]:
    """The facts, what follows from them, and the parameters that rules of the plan compare with."""
    known = derive(facts, Context(on, plan.district, effective))
    for parameter in plan.parameters:
        value = effective.comparable(parameter)
        if value is not None:
            known[parameter_key(parameter)] = value
    return known


@dataclass(frozen=True, slots=True)
class _Setting:
    """Everything about a case but its facts: what stays the same while one imagines answers."""

    catalogue: Rules
    on: dt.date
    place: str
    effective: Effective
    unanswerable: frozenset[str]

    def best_question(self, facts: Facts, wanted: Collection[str]) -> str | None:
        plan = self.catalogue.plan(self.place, self.on)
        entries = [entry for entry in plan.entries if entry.programme.id in wanted]
        candidates: dict[str, list[Entry]] = {}
        for entry, missing in zip(entries, self._missing(plan, facts, entries), strict=True):
            for fact in missing:
                candidates.setdefault(fact, []).append(entry)
        ripe = [fact for fact in candidates if not self._waits_for_another(fact, candidates)]
        order = {fact: position for position, fact in enumerate(self.catalogue.facts)}
        return max(
            ripe,
            key=lambda fact: (
                self._expected_to_settle(plan, facts, fact, candidates[fact]),
                len(candidates[fact]),
                -order[fact],
            ),
            default=None,
        )

    def _waits_for_another(self, fact: str, candidates: Collection[str]) -> bool:
        return any(first in candidates for first in self.catalogue.facts[fact].ask_after)

    def _expected_to_settle(self, plan: Plan, facts: Facts, fact: str, entries: Sequence[Entry]) -> float:
        """How many of the entries an answer settles, on average over the answers a person may give."""
        answers = self._possible_answers(plan, fact)
        settled = sum(
            not missing for answer in answers for missing in self._missing(plan, {**facts, fact: answer}, entries)
        )
        return settled / len(answers)

    def _missing(self, plan: Plan, facts: Facts, entries: Sequence[Entry]) -> list[tuple[str, ...]]:
        known = _known(plan, facts, self.on, self.effective)
        states = plan.states(known, Unanswered(known, self.effective, self.unanswerable))
        return [entry.outcome(states, known, self.effective).missing for entry in entries]

    def _possible_answers(self, plan: Plan, name: str) -> Sequence[FactValue]:
        fact = self.catalogue.facts[name]
        if fact.kind is FactKind.YES_NO:
            return (True, False)
        if fact.kind is FactKind.CHOICE:
            return (*fact.values, *fact.other_values)
        if fact.kind is FactKind.CHOICES:
            return (frozenset(), *(frozenset({str(value)}) for value in fact.values))
        if fact.kind is FactKind.DATE:
            return [dt.date(self.on.year - age, 1, 1) for age in _TYPICAL_AGES]
        limits = [one.value for c in plan.stated() for one in c.comparisons if one.fact == name and not one.parameter]
        return [n for limit in limits if isinstance(limit, int) for n in (limit - 1, limit)] or [0, 1]


def _stated_district(audience: Audience, facts: Facts) -> str | None:
    stated = facts.get(audience.district_fact)
    return stated if isinstance(stated, str) else None


def _audiences(catalogue: Rules, facts: Facts) -> list[Audience]:
    """All audiences, beginning with an employer or institution where the answers so far speak of one."""
    spoken_of = {catalogue.facts[name].audience for name in facts if name in catalogue.facts} - {Audience.CITIZEN}
    return sorted(Audience, key=lambda audience: audience.value not in spoken_of)
