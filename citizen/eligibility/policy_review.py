"""What is wrong with policy that can be read: rules nobody can meet, dates that overlap, cases without an example."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.criterion import Comparison, Criterion, Period, Rule
from citizen.eligibility.derivation import Context
from citizen.eligibility.policy_file import PolicyProblem
from citizen.eligibility.programme import Decidability, Programme
from citizen.eligibility.reachability import Stated, Trials, Unreachable, stated

_ONE_DAY = dt.timedelta(days=1)


def review(catalogue: Catalogue) -> Iterator[PolicyProblem]:
    """Every doubt about the programmes of a catalogue, file by file."""
    for programme in catalogue.programmes.values():
        for key, message in _doubts(catalogue, programme):
            yield PolicyProblem(f"{programme.id}.toml", key, message)


Doubt = tuple[str, str]
"""A key of the file, and what is wrong there."""


def _doubts(catalogue: Catalogue, programme: Programme) -> Iterator[Doubt]:
    yield from _same_words(programme)
    for district in programme.runs:
        yield from _about_dates(programme, district)
        yield from _about_reach(catalogue, programme, district)
        yield from _about_examples(programme, district)


def _same_words(programme: Programme) -> Iterator[Doubt]:
    """A text copied from the other language has not been translated."""
    for number, criterion in enumerate(programme.criteria, 1):
        if criterion.sentence["zh"] == criterion.sentence["en"]:
            yield f"criterion {number}.en", "is not translated: it says the same as zh"
    if programme.text["zh"].name == programme.text["en"].name:
        yield "en.name", "is not translated: it says the same as zh.name"


def _about_dates(programme: Programme, district: str) -> Iterator[Doubt]:
    """Two versions of one condition must follow each other day by day."""
    for one, other in combinations(programme.criteria_in(district), 2):
        if not _are_versions(one, other):
            continue
        both = one.period.within(other.period)
        if one.period.overlaps(other.period):
            yield _key(programme, other), f"overlaps {_key(programme, one)}: both hold {_days(both)}"
    for first, second in _neighbours(programme.criteria_in(district)):
        if first.period.last and second.period.first and second.period.first > first.period.last + _ONE_DAY:
            gap = Period(first.period.last + _ONE_DAY, second.period.first - _ONE_DAY)
            yield f"{_key(programme, second)}.from", f"leaves nothing in force {_days(gap)}"


def _are_versions(one: Criterion, other: Criterion) -> bool:
    """Do they look at the same in the same way, with other limits or other days?"""
    is_dated = any((c.period.first or c.period.last) for c in (one, other))
    return is_dated and one.any_group == other.any_group is None and _subject(one.rule) == _subject(other.rule)


def _subject(rule: Rule) -> object:
    if isinstance(rule, Comparison):
        return rule.fact, rule.op, rule.negated
    return rule


def _neighbours(criteria: Sequence[Criterion]) -> Iterator[tuple[Criterion, Criterion]]:
    """Each version of a condition with the next in time."""
    for one in criteria:
        later = [
            other
            for other in criteria
            if other is not one and _are_versions(one, other) and (other.period.first or dt.date.min) > _start(one)
        ]
        if later:
            yield one, min(later, key=_start)


def _start(criterion: Criterion) -> dt.date:
    return criterion.period.first or dt.date.min


def _about_reach(catalogue: Catalogue, programme: Programme, district: str) -> Iterator[Doubt]:
    run = programme.runs[district]
    criteria = programme.criteria_in(district)
    if run.decidability is Decidability.DECIDES and not criteria:
        yield f"districts.{district}.decidability", "is decides, but the district has no criterion: nobody gets a yes"
    found: dict[Doubt, None] = {}
    for on in _days_to_try(criteria):
        if not run.period.covers(on):
            continue
        conditions = stated(c for c in criteria if c.period.covers(on))
        trials = Trials(catalogue.facts, Context(on, district, catalogue.parameters.at(on)))
        unreachable = list(trials.unreachable(conditions))
        found.update(dict.fromkeys(_unreachable(programme, one) for one in unreachable))
        found.update(dict.fromkeys((_key(programme, one), "is always met") for one in trials.always_met(conditions)))
        can_tell = run.decidability.can_admit and not _asks_for_unset(catalogue, conditions, on)
        if can_tell and not unreachable and not trials.somebody_meets(conditions):
            found[f"districts.{district}.decidability", "promises a yes, but nobody can meet all conditions"] = None
    yield from found


def _unreachable(programme: Programme, found: Unreachable) -> Doubt:
    others = " and ".join(_key(programme, other) for other in found.others)
    return _key(programme, found.criterion), f"can never be met{' together with ' + others if others else ''}"


def _asks_for_unset(catalogue: Catalogue, conditions: Sequence[Stated], on: dt.date) -> bool:
    effective = catalogue.parameters.at(on)
    leaves = [leaf for one in conditions for criterion in one.criteria for leaf in criterion.comparisons]
    return any(leaf.parameter and effective.comparable(leaf.parameter) is None for leaf in leaves)


def _days_to_try(criteria: Sequence[Criterion]) -> list[dt.date]:
    """One day of each stretch of time in which the same criteria hold."""
    changes = {c.period.first for c in criteria if c.period.first}
    changes |= {c.period.last + _ONE_DAY for c in criteria if c.period.last}
    first = min(changes, default=dt.date(2000, 1, 1)) - _ONE_DAY
    return sorted({first, *changes})


def _about_examples(programme: Programme, district: str) -> Iterator[Doubt]:
    """Whoever changes the rules of a district needs a case that says what they are meant to do."""
    cases = {example.district or example.facts.get(programme.audience.district_fact) for example in programme.examples}
    if programme.criteria_in(district) and district not in cases:
        yield f"districts.{district}", "has criteria but no example"


def _key(programme: Programme, criterion: Criterion) -> str:
    number = next(at for at, one in enumerate(programme.criteria, 1) if one is criterion)
    return f"criterion {number}"


def _days(period: Period) -> str:
    first = f"from {period.first}" if period.first else ""
    last = f"until {period.last}" if period.last else ""
    return f"{first} {last}".strip() or "on all days"
