"""The example cases that programme files promise, run against the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.policy_file import PolicyProblem
from citizen.eligibility.programme import Example, Outcome, Programme, Verdict
from citizen.eligibility.rules import decide


def broken_examples(catalogue: Catalogue) -> Iterator[PolicyProblem]:
    """Every example whose outcome is not what its file says."""
    for programme in catalogue.programmes.values():
        for number, example in enumerate(programme.examples, 1):
            for complaint in _complaints(catalogue, programme, example):
                key = f"example {number}"
                yield PolicyProblem(f"{programme.id}.toml", key, f"{example.title!r}: {complaint}")


def _complaints(catalogue: Catalogue, programme: Programme, example: Example) -> Iterator[str]:
    outcome = decide(
        catalogue,
        example.facts,
        on=example.on,
        district=example.district,
        parameters=catalogue.parameters.with_config(example.config),
    ).of(programme.id)
    if outcome.verdict is not example.verdict:
        yield f"is {outcome.verdict}, not {example.verdict}: {_why(outcome)}"
        return
    if example.reason is not None and not _gives_reason(outcome, example.reason):
        yield f"{example.reason} is not among the reasons that leave it {outcome.verdict}: {_why(outcome)}"
    if example.amount is not None and (outcome.amount is None or outcome.amount.cny != example.amount):
        yield f"the amount is {outcome.amount.cny if outcome.amount else 'not known'}, not {example.amount}"


def _gives_reason(outcome: Outcome, fact: str) -> bool:
    holds = {Verdict.NOT_ELIGIBLE: False, Verdict.UNKNOWN: None, Verdict.ELIGIBLE: True}[outcome.verdict]
    return any(fact in reason.facts for reason in outcome.reasons if reason.holds is holds)


def _why(outcome: Outcome) -> str:
    words = {True: "met", False: "not met", None: "open"}
    return ", ".join(f"{' or '.join(reason.facts)} {words[reason.holds]}" for reason in outcome.reasons)
