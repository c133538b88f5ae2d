"""One condition as a document states it: what it compares, from when to when, and the clause it is taken from. Pure.

The language is closed. A comparison looks at one coded fact and compares it with a value, or with a dated parameter of
the deployment; comparisons are joined by "all" and "any", to any depth, and everything can be negated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, TypeAlias

FactValue: TypeAlias = bool | int | Decimal | str | dt.date | frozenset[str]
"""An answer, read and typed. Unanswered facts are absent, never None."""
Facts: TypeAlias = Mapping[str, FactValue]
ComparedWith: TypeAlias = FactValue | frozenset[FactValue] | tuple[FactValue, FactValue]
"""What a criterion compares an answer with: one value, any of several, or a first and a last."""


class Source(NamedTuple):
    """A clause: the document's id and the words that say it."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day on which something holds; an open end is None."""

    first: dt.date | None = None
    last: dt.date | None = None

    def covers(self, on: dt.date) -> bool:
        return not ((self.first and on < self.first) or (self.last and on > self.last))

    def overlaps(self, other: Period) -> bool:
        both = self.within(other)
        return both.first is None or both.last is None or both.first <= both.last

    def within(self, other: Period) -> Period:
        """The days that lie in both."""
        firsts = [day for day in (self.first, other.first) if day]
        lasts = [day for day in (self.last, other.last) if day]
        return Period(max(firsts, default=None), min(lasts, default=None))


ALWAYS = Period()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact compared: the leaf of every condition."""

    fact: str
    op: str
    value: ComparedWith
    parameter: str | None = None
    """Compares with this parameter of the deployment instead of a value; unset, the comparison stays open."""
    negated: bool = False
    fails_open: bool = False
    """A "no" is not a refusal here: the text leaves it open."""
    open_values: frozenset[str] = frozenset()
    """Answers about which the text is silent: they leave the condition open instead of failing it."""


class Join(StrEnum):
    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Joint:
    """Several conditions joined into one."""

    join: Join
    members: tuple[Comparison | Joint, ...]
    negated: bool = False


Rule: TypeAlias = Comparison | Joint


def comparisons(rule: Rule) -> Iterator[Comparison]:
    """The leaves of a rule, in the order of the file."""
    if isinstance(rule, Comparison):
        yield rule
    else:
        for member in rule.members:
            yield from comparisons(member)


@dataclass(frozen=True)
class Criterion:
    """One condition as the document states it, for one district."""

    rule: Rule
    district: str
    source: Source
    sentence: Mapping[str, str]
    any_group: str | None = None
    """Criteria of a district that share a group count as one condition, met when any of them is."""
    note: str | None = None
    period: Period = ALWAYS
    spoken: Mapping[Spoken, Mapping[str, str]] = field(default_factory=dict)
    """Sentences of its own for a "yes", a "no" or an open condition, where the general ones do not fit."""

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        return tuple(comparisons(self.rule))

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Every fact it looks at, once."""
        return tuple(dict.fromkeys(one.fact for one in self.comparisons))


class Spoken(NamedTuple):
    """When a sentence is said: how the condition came out, and whether somebody else is spoken of."""

    holds: bool | None
    on_behalf: bool
