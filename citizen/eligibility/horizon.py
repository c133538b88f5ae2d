"""From when and until when: what a birthday changes about a decision while everything else stays as it is. Pure.

Only birthdays count. When rules themselves start or end on the way, nothing is said about what comes after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from citizen.eligibility import rules
from citizen.eligibility.derivation import completed_years
from citizen.eligibility.parameters import AgeConvention
from citizen.eligibility.programme import Facts, Verdict
from citizen.eligibility.rules import Rules

OLDEST = 100
"""No published rule looks at a later birthday."""
_A_DAY = dt.timedelta(days=1)


class Change(NamedTuple):
    """The first birthday that changes a verdict."""

    first: dt.date
    """The first day of the new verdict."""
    age: int
    verdict: Verdict

    @property
    def last(self) -> dt.date:
        """The last day of the verdict of today."""
        return self.first - _A_DAY


def next_changes(catalogue: Rules, facts: Facts, *, on: dt.date) -> Mapping[str, Change]:
    """By programme; one that no birthday changes is not named."""
    born = facts.get("birth_date")
    if not isinstance(born, dt.date):
        return {}
    waiting, changes = _verdicts(catalogue, facts, on), {}
    convention = catalogue.parameters.at(on).age_convention
    for age, day in _birthdays(born, on, convention):
        new = _verdicts(catalogue, facts, day)
        moved = {programme for programme, verdict in waiting.items() if new[programme] is not verdict}
        if moved:
            eve = _verdicts(catalogue, facts, day - _A_DAY)
            changes.update({one: Change(day, age, new[one]) for one in moved if eve[one] is waiting[one]})
            waiting = {one: verdict for one, verdict in waiting.items() if one not in moved}
    return changes


def _birthdays(born: dt.date, on: dt.date, convention: AgeConvention) -> Iterator[tuple[int, dt.date]]:
    """Every age to come and the first day of it."""
    age = completed_years(born, on, convention)
    if age is None:
        return
    for coming in range(age + 1, OLDEST + 1):
        day = dt.date(born.year + coming, born.month, min(born.day, 28))
        while (completed_years(born, day, convention) or 0) < coming:
            day += _A_DAY
        yield coming, day


def _verdicts(catalogue: Rules, facts: Facts, on: dt.date) -> dict[str, Verdict]:
    return {outcome.programme_id: outcome.verdict for outcome in rules.decide(catalogue, facts, on=on).results}
