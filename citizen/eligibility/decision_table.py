"""The fast way to the outcomes of a plan: answers become bits, and bits look outcomes up. Pure.

A :class:`~citizen.eligibility.planning.Plan` defines what is decided, one criterion after another. A table says exactly
the same (a property in the tests holds the two together) for a fraction of the work. It rests on three things:

* **Facts come in small families.** An answer only moves the comparisons that look at it or at a fact derived from it.
  What a family's answers say about every comparison of every programme is one number, worked out once for each
  combination of answers that occurs (:mod:`citizen.eligibility.answer_families` says which count as the same).
* **No two comparisons share a bit.** A comparison of a programme owns two: met, and not met; neither means open. A
  compared fact owns one more for each question that could still settle it. So the sum of the families' numbers is the
  state of the whole case in three values, and holds all that reasons and missing facts depend on.
* **A programme's bits stand together, in bytes of its own.** Cutting the number into pieces gives each programme its
  key; few keys occur, and the outcome of each is worked out once, by the plan. Whole cases come back too, while a
  person answers and looks again.

What is remembered is bounded and depends on policy only, so that threads share a table without a lock: at worst two of
them work out the same thing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from operator import getitem, itemgetter
from struct import Struct
from typing import Any, TypeVar

from citizen.eligibility.answer_families import NOT_SURE, Family, Reckoned, Stated, families_of
from citizen.eligibility.conditions import Condition, condition_for, parameter_key
from citizen.eligibility.criterion import Comparison
from citizen.eligibility.derivation import FROM_AGE, Context, completed_years, derive, unanswered_sources
from citizen.eligibility.facts import Vocabulary
from citizen.eligibility.openness import Unanswered
from citizen.eligibility.parameters import Effective
from citizen.eligibility.planning import Entry, Plan
from citizen.eligibility.programme import Facts, FactValue, Outcome, Verdict

K = TypeVar("K")
V = TypeVar("V")
REMEMBERED = 4096
"""So many combinations of answers of one family, and so many outcomes of one programme, are kept at a time."""
WHOLE_CASES = 256
"""So many whole decisions are kept: one visit asks about the same case again and again."""


class DecisionTable:
    """The outcomes of one plan while one set of parameters is in force."""

    def __init__(self, plan: Plan, vocabulary: Vocabulary, effective: Effective) -> None:
        self.plan, self.effective = plan, effective
        self._set_parameters = _set_parameters(plan, effective)
        layout = _Layout(plan.entries, effective)
        self._columns = layout.columns
        found = families_of(layout.comparisons, vocabulary, effective)
        self._families = sorted(found, key=lambda family: isinstance(family, Reckoned))
        self._facts = [fact for family in self._families for fact in family.facts]
        parts = list(_parts(self._families))
        plain = [part for family, part in parts if not isinstance(family, Reckoned)]
        self._plain_keys = _picking(plain)
        self._reckoned = [(family.key, part) for family, part in parts if isinstance(family, Reckoned)]
        self._numbers: tuple[dict[Hashable, int], ...] = tuple({} for _ in self._families)
        self._bytes = sum(layout.lengths)
        self._cut = Struct("".join(f"{length}s" for length in layout.lengths)).unpack
        self._outcomes: tuple[dict[bytes, Outcome], ...] = tuple({} for _ in plan.entries)
        self._cases: dict[tuple[Hashable, ...], tuple[Outcome, ...]] = {}
        self._by_fact = [entry for entry in plan.entries if any(rule.fact for rule in entry.amounts)]
        """Where an answer decides the amount: it cannot be remembered with the outcome."""
        self._positions = [entry.position for entry in plan.entries]

    def outcomes(self, facts: Facts, on: dt.date) -> tuple[Outcome, ...]:
        """The outcome of every programme, in the order of the catalogue."""
        results = self._decided(facts, facts, on, frozenset())
        for entry in self._by_fact:
            if results[entry.position].verdict is Verdict.ELIGIBLE:
                results = self._with_amount(results, entry, facts, on)
        return results

    def missing(self, facts: Facts, on: dt.date, unanswerable: frozenset[str]) -> list[tuple[str, ...]]:
        """What is missing for each entry of the plan, when these facts are not to be asked (again)."""
        answered = _without_impossible_birth(facts, on) if unanswerable else facts
        stated: Stated = {**dict.fromkeys(unanswerable, NOT_SURE), **answered} if unanswerable else facts
        results = self._decided(stated, answered, on, unanswerable)
        return [results[position].missing for position in self._positions]

    def forget(self) -> None:
        """Everything worked out so far, as in a process that has just started."""
        self.forget_whole_cases()
        for numbers in self._numbers:
            numbers.clear()
        for outcomes in self._outcomes:
            outcomes.clear()
        for entry in self.plan.entries:
            entry.decided.clear()

    def forget_whole_cases(self) -> None:
        self._cases.clear()

    def _decided(self, stated: Stated, facts: Facts, on: dt.date, unanswerable: frozenset[str]) -> tuple[Outcome, ...]:
        """The outcome of every programme, without amounts that depend on a fact."""
        values = tuple(map(stated.get, self._facts))
        keys = self._plain_keys(values) + tuple([key(values[part], on) for key, part in self._reckoned])
        results = self._cases.get(keys)
        if results is None:
            number = self._number(keys, facts, on, unanswerable)
            results = self._looked_up(number, facts, on, unanswerable)
            _remember(self._cases, keys, results, WHOLE_CASES)
        return results

    def _looked_up(self, number: int, facts: Facts, on: dt.date, unanswerable: frozenset[str]) -> tuple[Outcome, ...]:
        pieces = self._cut(number.to_bytes(self._bytes, "little"))
        try:
            found = list(map(getitem, self._outcomes, pieces))
        except KeyError:
            found = self._worked_out(pieces, facts, on, unanswerable)
        results = list(self.plan.settled)
        for position, outcome in zip(self._positions, found, strict=True):
            results[position] = outcome
        return tuple(results)

    def _number(self, keys: Sequence[Hashable], facts: Facts, on: dt.date, unanswerable: frozenset[str]) -> int:
        try:
            return sum(map(getitem, self._numbers, keys))
        except KeyError:
            pass  # some family has not been asked about these answers yet
        number = 0
        for family, remembered, key in zip(self._families, self._numbers, keys, strict=True):
            bits = remembered.get(key)
            if bits is None:
                bits = self._bits(family, facts, on, unanswerable)
                _remember(remembered, key, bits, REMEMBERED)
            number += bits
        return number

    def _bits(self, family: Family, facts: Facts, on: dt.date, unanswerable: frozenset[str]) -> int:
        """What the answers of one family say about every comparison of its facts, and what they leave to ask."""
        own = {name: facts[name] for name in family.facts if name in facts}
        known = {**derive(own, Context(on, self.plan.district, self.effective)), **self._set_parameters}
        unanswered = Unanswered(known, self.effective, unanswerable)
        return sum(self._columns[fact].bits(known, unanswered[fact]) for fact in family.compared)

    def _worked_out(
        self, pieces: Sequence[bytes], facts: Facts, on: dt.date, unanswerable: frozenset[str]
    ) -> list[Outcome]:
        known = known_facts(self.plan, facts, on, self.effective)
        states = self.plan.states(known, Unanswered(known, self.effective, unanswerable))
        found = []
        for entry, remembered, piece in zip(self.plan.entries, self._outcomes, pieces, strict=True):
            outcome = remembered.get(piece)
            if outcome is None:
                outcome = entry.outcome(states, known, self.effective)
                if entry in self._by_fact:
                    outcome = outcome._replace(amount=None)
                _remember(remembered, piece, outcome, REMEMBERED)
            found.append(outcome)
        return found

    def _with_amount(
        self, results: tuple[Outcome, ...], entry: Entry, facts: Facts, on: dt.date
    ) -> tuple[Outcome, ...]:
        amount = entry.amount(known_facts(self.plan, facts, on, self.effective), self.effective)
        at = entry.position
        return (*results[:at], results[at]._replace(amount=amount), *results[at + 1 :])


def known_facts(plan: Plan, facts: Facts, on: dt.date, effective: Effective) -> dict[str, FactValue]:
    """The facts, what follows from them, and the parameters that rules of the plan compare with."""
    return {**derive(facts, Context(on, plan.district, effective)), **_set_parameters(plan, effective)}


class _Column:
    """One compared fact: which bits its answers set, in all programmes at once."""

    def __init__(self) -> None:
        self.tests: dict[Comparison, tuple[Condition, int, int]] = {}
        """Each comparison with what to set when it is met, and when it is not."""
        self.to_ask: dict[str, int] = {}
        """Each question that could settle the fact, with what to set while it may still be asked."""

    def add(self, comparison: Comparison, bit: int) -> None:
        condition, met, failed = self.tests.get(comparison) or (condition_for(comparison), 0, 0)
        self.tests[comparison] = (condition, met | 1 << bit, failed | 2 << bit)

    def bits(self, known: Facts, unanswered: Any) -> int:
        number = 0
        for condition, met, failed in self.tests.values():
            holds = condition(known)
            if holds is not None:
                number |= met if holds else failed
        for fact in unanswered:
            number |= self.to_ask[fact]
        return number


class _Layout:
    """Where the bits of each programme stand."""

    def __init__(self, entries: Sequence[Entry], effective: Effective) -> None:
        self.columns: dict[str, _Column] = {}
        self.lengths: list[int] = []
        """How many bytes each entry has."""
        for entry in entries:
            self.lengths.append(self._place(entry, 8 * sum(self.lengths), effective))

    @property
    def comparisons(self) -> dict[str, Collection[Comparison]]:
        """By the fact they look at."""
        return {fact: column.tests.keys() for fact, column in self.columns.items()}

    def _place(self, entry: Entry, start: int, effective: Effective) -> int:
        bit = start
        compared = dict.fromkeys(one for criterion in entry.criteria for one in criterion.comparisons)
        for one in compared:
            self.columns.setdefault(one.fact, _Column()).add(one, bit)
            bit += 2
        for fact in dict.fromkeys(one.fact for one in compared):
            for question in unanswered_sources(fact, {}, effective):
                to_ask = self.columns[fact].to_ask
                to_ask[question] = to_ask.get(question, 0) | 1 << bit
                bit += 1
        return -(-(bit - start) // 8)


def _set_parameters(plan: Plan, effective: Effective) -> dict[str, FactValue]:
    values = {parameter: effective.comparable(parameter) for parameter in plan.parameters}
    return {parameter_key(name): value for name, value in values.items() if value is not None}


def _parts(families: Iterable[Family]) -> Iterator[tuple[Family, slice]]:
    """Each family with where its facts stand among those of all."""
    start = 0
    for family in families:
        yield family, slice(start, start + len(family.facts))
        start += len(family.facts)


def _picking(parts: Sequence[slice]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """A function that takes these parts out of a tuple."""
    if len(parts) > 1:
        return itemgetter(*parts)
    return lambda values: tuple([values[part] for part in parts])  # an itemgetter of one gives it bare


def _without_impossible_birth(facts: Facts, on: dt.date) -> Facts:
    """An impossible birth date says as little as none, and takes with it what would follow from it."""
    born = facts.get("birth_date")
    if not isinstance(born, dt.date) or completed_years(born, on) is not None:
        return facts
    return {name: value for name, value in facts.items() if name not in ("birth_date", *FROM_AGE)}


def _remember(remembered: dict[K, V], key: K, value: V, at_most: int) -> None:
    if len(remembered) >= at_most:
        remembered.clear()
    remembered[key] = value
