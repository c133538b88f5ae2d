"""Answers that follow from other answers, so that nobody is asked for them. Pure.

``implications.toml`` holds them; its head says how they are written. They are a convenience of asking, not a rule of
any programme: a stated answer always counts before an implied one, and the commands, which are given facts as they
are, never use them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from citizen.eligibility import catalogue
from citizen.eligibility.derivation import completed_years
from citizen.eligibility.facts import Vocabulary
from citizen.eligibility.programme import Facts, FactValue
from citizen.eligibility.wording import Section, WordingError, read_file

FILE = Path(__file__).with_name("implications.toml")
_AGES = ("age_from", "age_to")


@dataclass(frozen=True, slots=True)
class Implication:
    """`fact` has this answer for everybody of these ages whose other answers are among those named."""

    fact: str
    answer: FactValue
    when: Mapping[str, frozenset[FactValue]]
    """By fact, the answers any of which will do; of several chosen at once, one is enough."""
    age_from: int | None = None
    age_to: int | None = None

    def follows(self, facts: Facts, on: dt.date) -> bool:
        for name, answers in self.when.items():
            if not _is_among(facts.get(name), answers):
                return False
        return self.fits_age(facts, on)

    @property
    def asks_age(self) -> bool:
        return self.age_from is not None or self.age_to is not None

    def fits_age(self, facts: Facts, on: dt.date) -> bool:
        if not self.asks_age:
            return True
        born = facts.get("birth_date")
        age = completed_years(born, on) if isinstance(born, dt.date) else None
        if age is None:
            return False
        return (self.age_from is None or age >= self.age_from) and (self.age_to is None or age <= self.age_to)


def what_follows(facts: Facts, implications: Iterable[Implication], on: dt.date) -> dict[str, FactValue]:
    """What follows from these facts beyond what they say themselves."""
    waiting, known, implied = list(implications), dict(facts), dict[str, FactValue]()
    while found := [one for one in waiting if one.fact not in known and one.follows(known, on)]:
        for one in found:
            implied.setdefault(one.fact, one.answer)
            known.setdefault(one.fact, one.answer)
    return implied


@cache
def load_implications(path: Path = FILE) -> tuple[Implication, ...]:
    """:raises WordingError: names every problem by file and key."""
    file = read_file(path)
    vocabulary = catalogue.load().facts
    found = [
        one
        for fact, written in file.values.items()
        for one in _read_fact(fact, written, file, vocabulary)
    ]  # fmt: skip
    if file.problems:
        raise WordingError(file.problems)
    return tuple(found)


def _read_fact(fact: str, written: object, file: Section, vocabulary: Vocabulary) -> list[Implication]:
    if fact not in vocabulary or not vocabulary[fact].asked:
        file.note(fact, "is not a fact anybody can be asked for")
        return []
    if not isinstance(written, list) or not all(isinstance(one, dict) for one in written):
        file.note(fact, "must be written [[…]]")
        return []
    read = (_read_one(fact, one, file, vocabulary) for one in written)
    return [one for one in read if one is not None]


def _read_one(fact: str, written: Mapping[str, object], file: Section, vocabulary: Vocabulary) -> Implication | None:
    for name in sorted(written.keys() - {"answer", "when", "because", *_AGES}):
        file.note(f"{fact}.{name}", "is not known here")
    if not written.get("because"):
        file.note(f"{fact}.because", "is missing")
    when, ages = written.get("when", {}), {name: written.get(name) for name in _AGES}
    if not isinstance(when, dict) or not (when or any(age is not None for age in ages.values())):
        file.note(f"{fact}.when", "is missing")
        return None
    try:
        return Implication(
            fact,
            vocabulary[fact].read(written.get("answer")),
            {name: _answers(name, value, vocabulary) for name, value in when.items()},
            **{name: age for name, age in ages.items() if isinstance(age, int)},
        )
    except (KeyError, ValueError) as problem:
        file.note(fact, str(problem))
        return None


def _answers(name: str, written: object, vocabulary: Vocabulary) -> frozenset[FactValue]:
    """The answers named, one or a list of them; of a fact with several choices, the choices."""
    fact = vocabulary[name]
    if isinstance(written, list) and written and set(written) <= set(fact.values + fact.other_values):
        return frozenset(written)
    return frozenset({fact.read(written)})


def _is_among(value: FactValue | None, answers: frozenset[FactValue]) -> bool:
    if isinstance(value, frozenset):
        return value in answers or not value.isdisjoint(answers)
    return value in answers
