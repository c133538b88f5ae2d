"""What has to be computed to decide everybody's case in one district, prepared once. Pure.

A plan holds each distinct criterion once (many programmes share them) and, per programme, which of them it needs. The
answer on a programme that states nothing in the district is the same for everybody and stands in the plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from citizen.eligibility.conditions import Condition, Facts, condition_for, some
from citizen.eligibility.parameters import Effective
from citizen.eligibility.programme import (
    Amount,
    AmountKind,
    AmountRule,
    Basis,
    Criterion,
    Document,
    Outcome,
    Programme,
    Reason,
    ReasonCode,
    Verdict,
)

Truth = list[bool | None]
Unanswered = Mapping[str, tuple[str, ...]]
"""By fact: the askable, unanswered facts that could settle it."""


class Member(NamedTuple):
    """A criterion's place in the plan's list of distinct criteria."""

    slot: int
    fact: str
    can_fail: bool


class Joined(NamedTuple):
    """One condition of a programme: a single criterion, or an any-of group of them."""

    members: tuple[Member, ...]
    reasons: dict[bool | None, Reason]

    def holds(self, truth: Truth) -> bool | None:
        if len(self.members) == 1:
            return truth[self.members[0].slot]
        return some(truth[member.slot] for member in self.members)


class Entry(NamedTuple):
    """One programme with conditions in this district on these days."""

    position: int
    programme: Programme
    district: str
    conditions: tuple[Joined, ...]
    admits: bool
    basis: Basis
    amounts: tuple[AmountRule, ...]
    decided: dict[tuple[bool | None, ...], Outcome]
    """Outcomes by the values of the conditions, without what depends on more than them (missing, amount)."""

    def outcome(self, truth: Truth, known: Facts, parameters: Effective, unanswered: Unanswered) -> Outcome:
        values = tuple([condition.holds(truth) for condition in self.conditions])
        outcome = self.decided.get(values)
        if outcome is None:
            outcome = self.decided[values] = self._decide(values)
        if outcome.verdict is Verdict.UNKNOWN:
            missing = self.missing(values, truth, unanswered)
            return outcome._replace(missing=missing) if missing else outcome
        if outcome.verdict is Verdict.ELIGIBLE:
            amount = self.amount(known, parameters)
            return outcome._replace(amount=amount) if amount else outcome
        return outcome

    def _decide(self, values: tuple[bool | None, ...]) -> Outcome:
        reasons = tuple(
            [condition.reasons[value] for condition, value in zip(self.conditions, values, strict=True)]
        )
        verdict, code = Verdict.UNKNOWN, None
        if False in values:
            verdict = Verdict.NOT_ELIGIBLE
        elif not self.admits:
            code = ReasonCode.CONDITIONS_NOT_STATED
            reasons = (*reasons, _instead_of_a_condition(code))
        elif None not in values:
            verdict = Verdict.ELIGIBLE
        return Outcome(self.programme.id, verdict, self.basis, reasons, (), None, code)

    def missing(
        self, values: tuple[bool | None, ...], truth: Truth, unanswered: Unanswered
    ) -> tuple[str, ...]:
        """The facts that could still turn "unknown" into a yes or a no.

        A fact of an open condition matters when it can make that condition fail, or when the programme can still
        say yes, which needs every open condition to be able to hold.
        """
        open_conditions = [
            [(member, unanswered[member.fact]) for member in condition.members if truth[member.slot] is None]
            for condition, value in zip(self.conditions, values, strict=True)
            if value is None
        ]
        can_admit = self.admits and all(any(facts for _, facts in members) for members in open_conditions)
        found: dict[str, None] = {}
        for members in open_conditions:
            if can_admit or all(member.can_fail and facts for member, facts in members):
                for _, facts in members:
                    found.update(dict.fromkeys(facts))
        return tuple(found)

    def amount(self, known: Facts, parameters: Effective) -> Amount | None:
        decided_by_deployer = parameters.amount(self.programme.id, self.district)
        if decided_by_deployer:
            return decided_by_deployer
        for rule in self.amounts:
            if (amount := _amount_by_rule(rule, known, parameters)) is not None:
                return amount
        return None


class Plan(NamedTuple):
    district: str
    conditions: tuple[Condition, ...]
    entries: tuple[Entry, ...]
    settled: tuple[Outcome | None, ...]
    """By the programme's position: the outcome where it is the same for everybody, else None."""
    entry_of: dict[str, Entry]

    def truth(self, known: Facts) -> Truth:
        return [condition(known) for condition in self.conditions]


def plan_for(
    programmes: Sequence[Programme], documents: dict[str, Document], district: str, on: dt.date
) -> Plan:
    """The plan of one district for the days that share ``on``'s rules."""
    slots: dict[object, int] = {}
    conditions: list[Condition] = []

    def slot_of(criterion: Criterion) -> int:
        same = (
            criterion.fact, criterion.op, criterion.value, criterion.negated, criterion.fails_open,
            criterion.open_values,
        )  # fmt: skip
        if same not in slots:
            slots[same] = len(conditions)
            conditions.append(condition_for(criterion))
        return slots[same]

    entries: list[Entry] = []
    settled: list[Outcome | None] = []
    for position, programme in enumerate(programmes):
        outcome = _same_for_everybody(programme, documents, district, on)
        settled.append(outcome)
        if outcome is None:
            entries.append(_entry(position, programme, documents, district, on, slot_of))
    return Plan(
        district, tuple(conditions), tuple(entries), tuple(settled), {e.programme.id: e for e in entries}
    )


def nobody_knows_where(programme: Programme) -> Outcome:
    """The outcome while nobody has said which district decides."""
    fact = programme.audience.district_fact
    reason = Reason((fact,), None, None)
    return Outcome(
        programme.id, Verdict.UNKNOWN, None, (reason,), (fact,), None, ReasonCode.DISTRICT_NOT_GIVEN
    )


def _same_for_everybody(
    programme: Programme, documents: dict[str, Document], district: str, on: dt.date
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
    documents: dict[str, Document],
    district: str,
    on: dt.date,
    slot_of: Callable[[Criterion], int],
) -> Entry:
    criteria = [c for c in programme.criteria_in(district) if c.period.covers(on)]
    groups: dict[object, list[Criterion]] = {}
    for number, criterion in enumerate(criteria):
        groups.setdefault(criterion.any_group or number, []).append(criterion)
    return Entry(
        position,
        programme,
        district,
        tuple(_joined(group, slot_of) for group in groups.values()),
        programme.runs[district].decidability.can_admit,
        _basis(criteria, documents) or Basis.REPORT,
        tuple(rule for rule in programme.amounts if rule.district == district),
        {},
    )


def _joined(criteria: list[Criterion], slot_of: Callable[[Criterion], int]) -> Joined:
    members = tuple(Member(slot_of(c), c.fact, not c.fails_open) for c in criteria)
    facts = tuple(dict.fromkeys(c.fact for c in criteria))
    source = criteria[0].source
    values: tuple[bool | None, ...] = (True, False, None)
    return Joined(members, {value: Reason(facts, value, source, tuple(criteria)) for value in values})


def _basis(criteria: Sequence[Criterion], documents: dict[str, Document]) -> Basis | None:
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


