"""The question pages of a check, computed from the answers and never stored. Pure.

The path is walked from the first question each time: what is asked next depends only on the answers before it. So a
changed answer changes everything behind it and nothing before it, an answer that no longer matters simply is not on
the path, and there is always either a next question or the result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

from citizen.eligibility import rules
from citizen.eligibility.answers import NOTHING_SAID, Answers
from citizen.eligibility.interest import EVERYTHING, Interest
from citizen.eligibility.programme import Audience, FactValue
from citizen.eligibility.rules import Rules

MOST_QUESTIONS = 15
OPENING = ("person_district", "birth_date", "certificate_status", "disability_categories")
"""Asked first wherever they can still settle something: nearly every rule looks at them, and everybody can answer
them. They spare people a start with questions that fit only few."""


class RememberedRules(Rules, Hashable, Protocol):
    """A catalogue that a cache can tell from others."""


@dataclass(frozen=True, slots=True)
class Path:
    """The questions answered, in order, and the one to answer now."""

    answered: tuple[str, ...]
    next: str | None
    """None when nothing more is asked: the result is ready."""

    def __contains__(self, fact: str) -> bool:
        return fact in self.answered or fact == self.next

    def number(self, fact: str) -> int | None:
        """1 for the first question; None for a question off the path."""
        pages = self._pages
        return pages.index(fact) + 1 if fact in pages else None

    def before(self, fact: str) -> str | None:
        """The question before this one; the last one answered for a question off the path."""
        pages = self._pages
        if fact not in pages:
            return self.answered[-1] if self.answered else None
        position = pages.index(fact)
        return pages[position - 1] if position else None

    def after(self, fact: str) -> str | None:
        """The question after this one; None when the result comes next."""
        pages = self._pages
        position = pages.index(fact) + 1 if fact in pages else len(self.answered)
        return pages[position] if position < len(pages) else None

    @property
    def _pages(self) -> tuple[str, ...]:
        return self.answered if self.next is None else (*self.answered, self.next)


def find_path(
    catalogue: RememberedRules,
    answers: Answers,
    *,
    on: dt.date,
    implied: Answers = NOTHING_SAID,
    interest: Interest = EVERYTHING,
) -> Path:
    """The path these answers lead along.

    `implied` are answers nobody has to give on a question page. Only the programmes of the interest are asked about:
    what an employer or an institution would have to know is never asked of a person.
    """
    walked: list[str] = []
    known = implied
    while len(walked) < MOST_QUESTIONS:
        fact = _next_question(catalogue, _Known.of(known), on, interest)
        if fact is None or fact not in answers:
            return Path(tuple(walked), fact)
        walked.append(fact)
        known = known.saying(fact, answers.facts.get(fact))
    return Path(tuple(walked), None)


class _Known(NamedTuple):
    """Answers as something a cache can remember: codes only, nothing that says whose they are."""

    facts: frozenset[tuple[str, FactValue]]
    unsure: frozenset[str]

    @staticmethod
    def of(answers: Answers) -> _Known:
        return _Known(frozenset(answers.facts.items()), answers.unsure)


# The beginning of a path is walked again on each of its pages, and many people begin alike.
@lru_cache(maxsize=4096)
def _next_question(catalogue: RememberedRules, known: _Known, on: dt.date, interest: Interest) -> str | None:
    facts = dict(known.facts)
    among = interest.choose(catalogue.programmes.values())
    district = interest.audience.district_fact
    if district not in facts:
        return None if district in known.unsure else district
    for fact in _opening(interest.audience):
        if fact not in facts and fact not in known.unsure and fact in _unsettled(catalogue, facts, on, among):
            return fact
    return rules.next_question(catalogue, facts, on=on, among=among, answered=known.unsure)


def _opening(audience: Audience) -> tuple[str, ...]:
    return OPENING[1:] if audience is Audience.CITIZEN else ()


def _unsettled(catalogue: Rules, facts: rules.Facts, on: dt.date, among: frozenset[str]) -> set[str]:
    """The facts that could still settle one of these programmes."""
    results = rules.decide(catalogue, facts, on=on).results
    return {fact for outcome in results if outcome.programme_id in among for fact in outcome.missing}
