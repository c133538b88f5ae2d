"""What has to be computed to decide everybody's case in one district, prepared once. Pure.

A plan holds each distinct criterion once (many programmes share them) and, per programme, which of them it needs. The
answer on a programme that states nothing in the district is the same for everybody and stands in the plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple, TypeAlias, TypeGuard

from citizen.eligibility.conditions import Condition, condition_for, some
from citizen.eligibility.criterion import Comparison, Rule, comparisons
from citizen.eligibility.openness import Open, Unanswered
from citizen.eligibility.parameters import Effective
from citizen.eligibility.programme import (
    Amount,
    AmountKind,
    AmountRule,
    Basis,
    Criterion,
    Document,
    Facts,
    Outcome,
    Programme,
    Reason,
    ReasonCode,
    Verdict,
)

State: TypeAlias = bool | tuple[str, ...] | Open
"""A criterion in one case: met, not met, or open, and then the askable facts that could settle it (perhaps none)."""
States: TypeAlias = tuple[State, ...]
_REMEMBERED = 4096


class Joined(NamedTuple):
    """One condition of a programme: a single criterion, or an any-of group of them."""

    places: tuple[int, ...]
    """Where its criteria stand among the programme's own."""
    can_fail: tuple[bool, ...]
    reasons: dict[bool | None, Reason]
    compares_with_parameters: bool
    fails_open: tuple[bool, ...]
    """Where an answer that does not fit leaves the criterion open."""

    def holds(self, own: States) -> bool | None:
        return some(None if isinstance(own[place], tuple) else bool(own[place]) for place in self.places)

    def open_criteria(self, own: States) -> list[Open]:
        """What is open about each of its open criteria."""
        return [
            state if isinstance(state, Open) else Open(state, bool(state), bool(state) and can_fail)
            for state, can_fail in zip((own[place] for place in self.places), self.can_fail, strict=True)
            if isinstance(state, tuple)
        ]

    def reason(self, own: States, holds: bool | None) -> Reason:
        reason = self.reasons[holds]
        if holds is not None:
            return reason
        if self._is_answered_otherwise(own):
            return reason._replace(answered_otherwise=True)
        if not self.compares_with_parameters:
            return reason
        unset = [parameter for criterion in self.open_criteria(own) for parameter in criterion.unset]
        return reason._replace(unset=tuple(dict.fromkeys(unset)))

    def _is_answered_otherwise(self, own: States) -> bool:
        """Is it open only where an answer that does not fit rules nobody out?"""
        return all(
            fails_open and own[place] == ()
            for place, fails_open in zip(self.places, self.fails_open, strict=True)
            if isinstance(own[place], tuple)
        )


class Entry(NamedTuple):
    """One programme with conditions in this district on these days."""

    position: int
    programme: Programme
    district: str
    own_states: Callable[[States], States]
    """Picks the states of the programme's criteria out of the plan's."""
    conditions: tuple[Joined, ...]
    admits: bool
    basis: Basis
    amounts: tuple[AmountRule, ...]
    decided: dict[States, Outcome]
    """Outcomes by those states, but for the amount: few combinations occur, so each is worked out once."""

    @property
    def criteria(self) -> Iterator[Criterion]:
        """Every criterion in force, condition by condition."""
        for condition in self.conditions:
            yield from condition.reasons[True].criteria

    def outcome(self, states: States, known: Facts, parameters: Effective) -> Outcome:
        own = self.own_states(states)
        outcome = self.decided.get(own)
        if outcome is None:
            if len(self.decided) >= _REMEMBERED:
                self.decided.clear()
            outcome = self.decided[own] = self._decide(own)
        if outcome.verdict is Verdict.ELIGIBLE and (amount := self.amount(known, parameters)):
            return outcome._replace(amount=amount)
        return outcome

    def _decide(self, own: States) -> Outcome:
        values = [condition.holds(own) for condition in self.conditions]
        reasons = tuple(condition.reason(own, value) for condition, value in zip(self.conditions, values, strict=True))
        verdict, code = Verdict.UNKNOWN, None
        missing: tuple[str, ...] = ()
        if False in values:
            verdict = Verdict.NOT_ELIGIBLE
        elif self.admits and None not in values:
            verdict = Verdict.ELIGIBLE
        else:
            missing = self._missing(own, values)
            if not self.admits:
                code = ReasonCode.CONDITIONS_NOT_STATED
                reasons = (*reasons, _instead_of_a_condition(code))
        return Outcome(self.programme.id, verdict, self.basis, reasons, missing, None, code)

    def _missing(self, own: States, values: Sequence[bool | None]) -> tuple[str, ...]:
        """The facts that could still turn "unknown" into a yes or a no.

        A fact of an open condition matters when it can make that condition fail, or when the programme can still
        say yes, which needs every open condition to be able to hold.
        """
        open_conditions = [
            condition.open_criteria(own)
            for condition, value in zip(self.conditions, values, strict=True)
            if value is None
        ]
        can_admit = self.admits and all(any(one.can_hold for one in criteria) for criteria in open_conditions)
        found: dict[str, None] = {}
        for criteria in open_conditions:
            if can_admit or all(one.can_fail for one in criteria):
                for one in criteria:
                    found.update(dict.fromkeys(one.facts))
        return tuple(found)

    def amount(self, known: Facts, parameters: Effective) -> Amount | None:
        decided_by_deployer = parameters.amount(self.programme.id, self.district)
        if decided_by_deployer:
            return decided_by_deployer
        amounts = (_amount_by_rule(rule, known, parameters) for rule in self.amounts)
        return next((amount for amount in amounts if amount), None)


class Plan(NamedTuple):
    district: str
    criteria: tuple[tuple[Condition, str | Rule], ...]
    """Each distinct criterion once, with the fact it asks about, or its whole rule where that is more than a fact."""
    entries: tuple[Entry, ...]
    settled: tuple[Outcome, ...]
    """By the programme's position: the outcome where it is the same for everybody; the entries' places are theirs."""
    parameters: tuple[str, ...]
    """The parameters that some criterion compares with."""

    def stated(self) -> Iterator[Criterion]:
        """Every criterion of the programmes that have conditions here."""
        for entry in self.entries:
            yield from entry.programme.criteria

    def states(self, known: Facts, unanswered: Unanswered) -> States:
        """The state of every criterion."""
        return tuple(
            [unanswered[about] if (holds := condition(known)) is None else holds for condition, about in self.criteria]
        )


def plan_for(programmes: Sequence[Programme], documents: Mapping[str, Document], district: str, on: dt.date) -> Plan:
    """The plan of one district for the days that share ``on``'s rules."""
    slots: dict[Rule, int] = {}
    criteria: list[tuple[Condition, str | Rule]] = []

    def slot_of(criterion: Criterion) -> int:
        rule = criterion.rule
        if rule not in slots:
            slots[rule] = len(criteria)
            criteria.append((condition_for(rule), rule.fact if _is_plain(rule) else rule))
        return slots[rule]

    entries: list[Entry] = []
    settled: list[Outcome] = []
    for position, programme in enumerate(programmes):
        outcome = _same_for_everybody(programme, documents, district, on)
        settled.append(outcome or nobody_knows_where(programme))
        if outcome is None:
            entries.append(_entry(position, programme, documents, district, on, slot_of))
    return Plan(district, tuple(criteria), tuple(entries), tuple(settled), _parameters_of(slots))


def nobody_knows_where(programme: Programme) -> Outcome:
    """The outcome while nobody has said which district decides."""
    fact = programme.audience.district_fact
    reason = Reason((fact,), None, None)
    return Outcome(programme.id, Verdict.UNKNOWN, None, (reason,), (fact,), None, ReasonCode.DISTRICT_NOT_GIVEN)


def _same_for_everybody(
    programme: Programme, documents: Mapping[str, Document], district: str, on: dt.date
) -> Outcome | None:
    run = programme.runs.get(district)
    if run is None:
        return _unknown(programme, None, ReasonCode.DISTRICT_NOT_COVERED)
    stated = programme.criteria_in(district)
    basis = _basis(stated, documents)
    if not stated:
        codes = [ReasonCode.CONDITIONS_NOT_STATED]
        return _unknown(programme, basis, *([] if run.period.covers(on) else [ReasonCode.NOT_IN_FORCE]), *codes)
    if not run.period.covers(on) or not any(criterion.period.covers(on) for criterion in stated):
        return _unknown(programme, basis, ReasonCode.NOT_IN_FORCE)
    return None


def _unknown(programme: Programme, basis: Basis | None, *codes: ReasonCode) -> Outcome:
    reasons = tuple(_instead_of_a_condition(code) for code in codes)
    return Outcome(programme.id, Verdict.UNKNOWN, basis, reasons, (), None, codes[0])


def _entry(
    position: int,
    programme: Programme,
    documents: Mapping[str, Document],
    district: str,
    on: dt.date,
    slot_of: Callable[[Criterion], int],
) -> Entry:
    criteria = [c for c in programme.criteria_in(district) if c.period.covers(on)]
    groups: dict[object, list[int]] = {}
    for place, criterion in enumerate(criteria):
        groups.setdefault(criterion.any_group or place, []).append(place)
    return Entry(
        position,
        programme,
        district,
        _picker([slot_of(criterion) for criterion in criteria]),
        tuple(_joined(criteria, places) for places in groups.values()),
        programme.runs[district].decidability.can_admit,
        _basis(criteria, documents) or Basis.REPORT,
        tuple(rule for rule in programme.amounts if rule.district == district),
        {},
    )


def _picker(slots: list[int]) -> Callable[[States], States]:
    if len(slots) > 1:
        return itemgetter(*slots)
    return itemgetter(slice(slots[0], slots[0] + 1))  # a tuple of one, where a plain item would be bare


def _joined(criteria: Sequence[Criterion], places: Sequence[int]) -> Joined:
    members = tuple(criteria[place] for place in places)
    facts = tuple(dict.fromkeys(fact for member in members for fact in member.facts))
    values: tuple[bool | None, ...] = (True, False, None)
    return Joined(
        tuple(places),
        tuple(isinstance(member.rule, Comparison) and not member.rule.fails_open for member in members),
        {value: Reason(facts, value, members[0].source, members) for value in values},
        any(one.parameter is not None for member in members for one in member.comparisons),
        tuple(isinstance(member.rule, Comparison) and member.rule.fails_open for member in members),
    )


def _parameters_of(rules: Iterable[Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.parameter for rule in rules for one in comparisons(rule) if one.parameter))


def _is_plain(rule: Rule) -> TypeGuard[Comparison]:
    """Is it a comparison that the answer to its one fact settles?"""
    return isinstance(rule, Comparison) and rule.parameter is None


def _basis(criteria: Sequence[Criterion], documents: Mapping[str, Document]) -> Basis | None:
    """Rule text only where every condition is rule text: a refusal by a report must be worded as one."""
    if not criteria:
        return None
    from_policy = all(documents[c.source.document].basis is Basis.POLICY for c in criteria)
    return Basis.POLICY if from_policy else Basis.REPORT


def _instead_of_a_condition(code: ReasonCode) -> Reason:
    return Reason((code.value,), None, None)


def _amount_by_rule(rule: AmountRule, known: Facts, parameters: Effective) -> Amount | None:
    if rule.kind not in (AmountKind.FORMULA, AmountKind.BY_REFERENCE) or rule.per is None:
        return None
    whole = parameters.money(rule.parameter) if rule.parameter else known.get(rule.fact or "")
    if not isinstance(whole, Decimal):
        return None
    return Amount(whole * (rule.share if rule.share is not None else Decimal(1)), rule.per)
