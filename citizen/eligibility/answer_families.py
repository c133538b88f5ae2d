"""Which answers have to be looked at together, and when two combinations of them come to the same. Pure.

Facts belong to one family when one is derived from another (a few simple ones are put together besides). Two cases in
which a family has the same key meet and fail the same comparisons of its facts, and leave the same questions open.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from citizen.eligibility.criterion import Comparison, FactValue
from citizen.eligibility.derivation import FROM_AGE, SAME_AS, completed_years, derivations
from citizen.eligibility.facts import FactKind, Vocabulary
from citizen.eligibility.parameters import AgeConvention, Effective


class NotSure(Enum):
    """Stands where an answer would: the person was asked and cannot say."""

    NOT_SURE = "not sure"


NOT_SURE = NotSure.NOT_SURE
Stated: TypeAlias = Mapping[str, FactValue | NotSure]


@dataclass(frozen=True, slots=True)
class Family:
    """Facts looked at together. What was stated about them, in their order, is their key."""

    facts: tuple[str, ...]
    """Every fact that can be stated and matters here."""
    compared: tuple[str, ...]
    """Those of them that some comparison looks at."""


@dataclass(frozen=True, slots=True)
class Reckoned(Family, ABC):
    """A family whose key is worked out: very different answers come to the same."""

    @abstractmethod
    def key(self, stated: tuple[FactValue | NotSure | None, ...], on: dt.date) -> Hashable:
        """The key for what was stated about the facts, in their order."""


@dataclass(frozen=True, slots=True)
class Figure(Reckoned):
    """An amount or a day, of which there are too many: only where it lies between the limits counts."""

    limits: Sequence[Any]

    def key(self, stated: tuple[FactValue | NotSure | None, ...], on: dt.date) -> Hashable:
        (value,) = stated
        if value is None or value is NOT_SURE:
            return value
        return bisect_left(self.limits, value) + bisect_right(self.limits, value)


@dataclass(frozen=True, slots=True)
class Ages(Reckoned):
    """What follows from a birth date, the first fact: it counts by the age it gives and outweighs a stated age."""

    convention: AgeConvention
    besides: tuple[int, ...]
    """Where facts stand that do not follow from the age, and the birth date where rules compare it itself."""

    def key(self, stated: tuple[FactValue | NotSure | None, ...], on: dt.date) -> Hashable:
        born = stated[0]
        if not isinstance(born, dt.date):
            return stated
        age = completed_years(born, on, self.convention)
        return (age, *(stated[place] for place in self.besides)) if self.besides else age


def families_of(
    comparisons: Mapping[str, Iterable[Comparison]], vocabulary: Vocabulary, effective: Effective
) -> Iterator[Family]:
    """The families of the facts compared: each fact is in one of them."""
    small: list[str] = []
    for facts in _related(comparisons, effective):
        compared = tuple(fact for fact in facts if fact in comparisons)
        if "birth_date" in facts:
            yield _ages(facts, compared, effective)
        elif len(facts) > 1:
            yield Family(facts, compared)
        elif vocabulary[facts[0]].kind in _FIGURES:
            yield Figure(facts, compared, _limits(comparisons[facts[0]], effective))
        elif vocabulary[facts[0]].kind in _FEW_VALUES:
            small.append(facts[0])
        else:
            yield Family(facts, compared)
    for start in range(0, len(small), _TOGETHER):
        some = tuple(small[start : start + _TOGETHER])
        yield Family(some, some)


def _ages(facts: Sequence[str], compared: tuple[str, ...], effective: Effective) -> Ages:
    facts = ("birth_date", *(fact for fact in facts if fact != "birth_date"))
    besides = [place for place, f in enumerate(facts) if f not in FROM_AGE and (place > 0 or f in compared)]
    return Ages(tuple(facts), compared, effective.age_convention, tuple(besides))


def _related(compared: Iterable[str], effective: Effective) -> list[tuple[str, ...]]:
    """The facts compared and all they derive from, those together that hang together."""
    sources: dict[str, tuple[str, ...]] = {step.fact: step.sources for step in derivations(effective)}
    doubles = {**SAME_AS, **{asked: double for double, asked in SAME_AS.items()}}
    families: list[dict[str, None]] = []
    for fact in compared:
        reached = dict.fromkeys(_upstream(fact, sources, doubles))
        touched = [family for family in families if not family.keys().isdisjoint(reached)]
        families = [family for family in families if family not in touched]
        families.append(dict.fromkeys(name for family in (*touched, reached) for name in family))
    return [tuple(family) for family in families]


def _upstream(fact: str, sources: Mapping[str, tuple[str, ...]], doubles: Mapping[str, str]) -> Iterator[str]:
    yield fact
    if fact in doubles:
        yield doubles[fact]
    for source in sources.get(fact, ()):
        yield from _upstream(source, sources, doubles)


def _limits(comparisons: Iterable[Comparison], effective: Effective) -> list[Any]:
    found: set[Any] = set()
    for one in comparisons:
        if one.parameter is not None:
            found.add(effective.comparable(one.parameter))
        else:
            found.update(one.value if isinstance(one.value, tuple) else (one.value,))
    return sorted(found - {None})


_TOGETHER = 3
"""So many facts of few values share a key, though they have nothing to do with each other: a third of the work."""
_FEW_VALUES = frozenset({FactKind.YES_NO, FactKind.CHOICE})
_FIGURES = frozenset({FactKind.MONEY, FactKind.DATE})
