"""A decision, sorted as a person reads it: what is worth doing first, and nothing left out. Pure.

Every programme of the catalogue is in exactly one group, so that whoever asks "why is X not in my list?" finds X.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from citizen.eligibility.interest import EVERYTHING, Interest
from citizen.eligibility.programme import Basis, Decision, Outcome, Programme, ReasonCode, Verdict


class Group(StrEnum):
    """The parts of the result page, in its order."""

    LIKELY = "likely"
    TO_CONFIRM = "to_confirm"
    """An answer is missing, or the person is not sure of it."""
    PLEASE_ASK = "please_ask"
    """A report describes other people, or the texts leave this case open: a reason to ask, never a refusal."""
    UNLIKELY = "unlikely"
    """Rule text says no."""
    NOT_STATED = "not_stated"
    """The published texts do not state conditions that could admit anybody."""
    NOT_HERE = "not_here"
    NOT_CHOSEN = "not_chosen"
    """About something the person did not want to know."""
    FOR_OTHERS = "for_others"
    """For an employer or an institution, when a person asks; for persons, when one of these does."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One programme and what was decided about it."""

    programme: Programme
    outcome: Outcome


Findings = Mapping[Group, tuple[Finding, ...]]


def sort_findings(decision: Decision, programmes: Mapping[str, Programme], interest: Interest = EVERYTHING) -> Findings:
    """All programmes by group, in the order of the catalogue; of the open ones, the nearest to an answer first."""
    groups: dict[Group, list[Finding]] = {group: [] for group in Group}
    for outcome in decision.results:
        finding = Finding(programmes[outcome.programme_id], outcome)
        groups[group_of(finding, interest)].append(finding)
    groups[Group.TO_CONFIRM].sort(key=lambda finding: len(finding.outcome.missing))
    return {group: tuple(found) for group, found in groups.items()}


def group_of(finding: Finding, interest: Interest = EVERYTHING) -> Group:
    """Where a programme stands on the result page."""
    outcome = finding.outcome
    if finding.programme.audience is not interest.audience:
        return Group.FOR_OTHERS
    if not interest.covers(finding.programme):
        return Group.NOT_CHOSEN
    if outcome.verdict is Verdict.ELIGIBLE:
        return Group.LIKELY
    if outcome.verdict is Verdict.NOT_ELIGIBLE:
        return Group.UNLIKELY if outcome.basis is Basis.POLICY else Group.PLEASE_ASK
    return _group_of_unknown(outcome)


def _group_of_unknown(outcome: Outcome) -> Group:
    if outcome.reason_code is ReasonCode.DISTRICT_NOT_COVERED:
        return Group.NOT_HERE
    if outcome.reason_code is ReasonCode.CONDITIONS_NOT_STATED:
        return Group.NOT_STATED
    return Group.TO_CONFIRM if outcome.missing else Group.PLEASE_ASK


def missing_facts(findings: Iterable[Finding]) -> frozenset[str]:
    """Every fact that an answer could still add to these programmes."""
    return frozenset(fact for finding in findings for fact in finding.outcome.missing)
