"""Measuring in turns. On a machine that other programs use as well, only what is measured side by side compares."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

Work: TypeAlias = Callable[[], object]

ROUNDS = 7
_SLICE = 0.05
"""CPU seconds each piece of work gets in a round: long against the clock's tick, short against the noise's tide."""
_AT_LEAST = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """CPU seconds of one piece of work, one figure per round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.rounds)

    def times_the_cost_of(self, other: Measured) -> float:
        """How many times more CPU than the other took: the median over the rounds, each compared within itself."""
        return median(mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True))


def measure(works: Mapping[str, Work], *, units: Mapping[str, int] | None = None) -> dict[str, Measured]:
    """Every piece of work once per round, each round beginning with another one.

    ``units`` says how many equal things one call does, where that is more than one.
    """
    names = list(works)
    calls = {name: _calls_in_a_slice(works[name]) for name in names}
    found: dict[str, list[float]] = {name: [] for name in names}
    for number in range(ROUNDS):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            found[name].append(_cpu_seconds(works[name], calls[name]) / (units or {}).get(name, 1))
    return {name: Measured(tuple(seconds)) for name, seconds in found.items()}


def _calls_in_a_slice(work: Work) -> int:
    work()  # the first call compiles and fills caches: nobody pays for that twice
    return max(_AT_LEAST, int(_SLICE / max(_cpu_seconds(work, _AT_LEAST), 1e-7)))


def _cpu_seconds(work: Work, calls: int) -> float:
    """Of this process, all its threads: what others do on the machine does not count."""
    began = time.process_time()
    for _ in range(calls):
        work()
    return (time.process_time() - began) / calls
