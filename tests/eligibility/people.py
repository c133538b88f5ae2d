"""Hypothesis strategies for people: any answers to any facts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from citizen.eligibility import catalogue as policy
from citizen.eligibility.facts import Fact, FactKind

CATALOGUE = policy.load()
ASKED = [fact for fact in CATALOGUE.facts.values() if fact.asked]
DISTRICTS = list(CATALOGUE.districts)
days = st.dates(dt.date(2005, 1, 1), dt.date(2032, 12, 31))
_births = st.dates(dt.date(1930, 1, 1), dt.date(2032, 12, 31)) | st.sampled_from(
    [dt.date(2004, 2, 29), dt.date(2008, 2, 29), dt.date(2016, 2, 29)]
)


def answers_to(fact: Fact) -> st.SearchStrategy[Any]:
    match fact.kind:
        case FactKind.YES_NO:
            return st.booleans()
        case FactKind.CHOICE:
            return st.sampled_from([*fact.values, *fact.other_values])
        case FactKind.CHOICES:
            return st.frozensets(st.sampled_from(fact.values), max_size=3)
        case FactKind.DATE:
            return _births
        case FactKind.NUMBER:
            return st.integers(0, 70)
        case FactKind.MONEY:
            return st.decimals(0, 100_000, places=2)


def people(facts: list[Fact] | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """Some facts answered, the others not."""
    asked = {fact.id: answers_to(fact) for fact in facts or ASKED}
    return st.fixed_dictionaries({}, optional=asked)
