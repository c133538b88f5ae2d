"""The verdicts of a decision in a form that can be kept and compared: programme by programme. Pure; codes only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from citizen.eligibility.interest import EVERYTHING, Interest
from citizen.eligibility.programme import Basis, Decision, Programme, Verdict

Verdicts: TypeAlias = Mapping[str, str]
"""By programme: verdict and basis, such as ``eligible/policy``."""


class VerdictChange(NamedTuple):
    """One programme that stands otherwise than before; None is "not in the list"."""

    programme_id: str
    before: str | None
    after: str | None


def verdicts_of(
    decision: Decision, programmes: Mapping[str, Programme], interest: Interest = EVERYTHING
) -> dict[str, str]:
    """What a person sees of a decision: the programmes they want to know about that say anything in the district.

    Where no text of the district speaks of a programme there is no basis, and nothing that could change about it.
    """
    return {
        outcome.programme_id: f"{outcome.verdict.value}/{outcome.basis.value}"
        for outcome in decision.results
        if outcome.basis is not None and interest.covers(programmes[outcome.programme_id])
    }


def fingerprint_of(verdicts: Verdicts) -> str:
    """The same for the same verdicts, whatever the order of the catalogue."""
    lines = (f"{programme}={verdict}\n" for programme, verdict in sorted(verdicts.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def changes_between(then: Verdicts, now: Verdicts) -> list[VerdictChange]:
    """What is new first, in the order of today; what is gone comes last."""
    names = [*now, *(one for one in then if one not in now)]
    return [VerdictChange(one, then.get(one), now.get(one)) for one in names if then.get(one) != now.get(one)]


def read_verdict(written: str) -> tuple[Verdict, Basis]:
    verdict, _, basis = written.partition("/")
    return Verdict(verdict), Basis(basis)
