"""From when and until when: what a birthday changes about a decision while everything else stays as it is. Pure.

Only birthdays count. When rules themselves start or end on the way, nothing is said about what comes after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from citizen.eligibility import rules
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.derivation import completed_years
from citizen.eligibility.implications import Implication, what_follows
from citizen.eligibility.programme import Facts, Verdict
from citizen.eligibility.telling_ages import age_conventions, first_day_of_age, telling_ages

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


def next_changes(
    catalogue: Catalogue, facts: Facts, *, on: dt.date, implications: Sequence[Implication] = ()
) -> Mapping[str, Change]:
    """By programme; one that no birthday changes is not named. What follows from the facts is worked out each day."""
    born = facts.get("birth_date")
    if not isinstance(born, dt.date):
        return {}
    verdicts = _Verdicts(catalogue, facts, implications)
    waiting, changes = verdicts.on(on), {}
    for age, day in _birthdays(catalogue, born, on):
        new = verdicts.on(day)
        moved = {programme for programme, verdict in waiting.items() if new[programme] is not verdict}
        if moved:
            eve = verdicts.on(day - _A_DAY)
            changes.update({one: Change(day, age, new[one]) for one in moved if eve[one] is waiting[one]})
            waiting = {one: verdict for one, verdict in waiting.items() if one not in moved}
    return changes


class _Verdicts:
    """The same answers, decided on one day after another."""

    def __init__(self, catalogue: Catalogue, facts: Facts, implications: Sequence[Implication]) -> None:
        self._catalogue, self._facts, self._implications = catalogue, facts, implications
        self._asking_age = [one for one in implications if one.asks_age]
        self._with_what_follows: dict[tuple[bool, ...], Facts] = {}

    def on(self, day: dt.date) -> dict[str, Verdict]:
        results = rules.decide(self._catalogue, self._known(day), on=day).results
        return {outcome.programme_id: outcome.verdict for outcome in results}

    def _known(self, day: dt.date) -> Facts:
        """What follows differs only where it asks for an age: worked out once for each set of those that fit."""
        fitting = tuple([one.fits_age(self._facts, day) for one in self._asking_age])
        if fitting not in self._with_what_follows:
            followed = what_follows(self._facts, self._implications, day)
            self._with_what_follows[fitting] = {**self._facts, **followed}
        return self._with_what_follows[fitting]


def _birthdays(catalogue: Catalogue, born: dt.date, on: dt.date) -> Iterator[tuple[int, dt.date]]:
    """Every age to come at which a verdict can become another, and the first day of it."""
    convention = catalogue.parameters.at(on).age_convention
    age = completed_years(born, on, convention)
    if age is None:
        return
    for coming in sorted({*_ages_that_count(catalogue), *_ages_after_new_rules(catalogue, born, on)}):
        if age < coming <= OLDEST:
            yield coming, first_day_of_age(born, coming, convention)


@lru_cache(maxsize=4)
def _ages_that_count(catalogue: Catalogue) -> frozenset[int]:
    """Where ages are not always counted in the same way, somebody may be that old a birthday later only."""
    ages = telling_ages(catalogue)
    later = (age + 1 for age in ages) if len(age_conventions(catalogue)) > 1 else ()
    return frozenset((*ages, *later))


def _ages_after_new_rules(catalogue: Catalogue, born: dt.date, on: dt.date) -> Iterator[int]:
    """The birthdays that may be the first since rules became others: such a change is no birthday's, and ends what can
    be said."""
    for day in catalogue.days_of_change:
        if day > on:
            yield day.year - born.year
            yield day.year - born.year + 1
