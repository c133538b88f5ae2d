"""The answers of one check: what a person said, and what they are not sure of. Pure.

Answers are facts by code. "Not sure" is an answer too: it is never asked again, and it decides nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from citizen.eligibility.facts import Vocabulary, read_facts
from citizen.eligibility.programme import FactValue


@dataclass(frozen=True, slots=True)
class Answers:
    """Frozen: every change gives new answers."""

    facts: Mapping[str, FactValue] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()

    def __contains__(self, fact: str) -> bool:
        """Was the question answered, be it with "not sure"?"""
        return fact in self.facts or fact in self.unsure

    def __iter__(self) -> Iterator[str]:
        return iter((*self.facts, *sorted(self.unsure)))

    def __len__(self) -> int:
        return len(self.facts) + len(self.unsure)

    def saying(self, fact: str, value: FactValue | None) -> Answers:
        """With this answer in place of an earlier one; None is "not sure"."""
        others = {name: known for name, known in self.facts.items() if name != fact}
        if value is None:
            return Answers(others, self.unsure | {fact})
        return Answers({**others, fact: value}, self.unsure - {fact})

    def as_json(self) -> dict[str, object]:
        """The form in which answers are stored."""
        return {"facts": self.written_facts(), "unsure": sorted(self.unsure)}

    def written_facts(self) -> dict[str, object]:
        """The facts in their JSON form, as the commands read and print them."""
        return {name: _written(value) for name, value in self.facts.items()}


NOTHING_SAID = Answers()


def read_answers(stored: Mapping[str, Mapping[str, object]], vocabulary: Vocabulary, *, on: dt.date) -> Answers:
    """Stored answers, typed again. A fact that the catalogue no longer knows, or knows otherwise, is left out."""
    facts = read_facts(vocabulary, stored.get("facts", {}), on=on).facts
    return Answers(facts, frozenset(name for name in stored.get("unsure", ()) if name in vocabulary))


def _written(value: FactValue) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
