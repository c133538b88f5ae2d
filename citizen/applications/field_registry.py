"""One meaning, one question: what the programmes of an application need to know, each thing asked once.

A programme's conditions compare facts. Facts that are worked out lead back to what a person can be asked; facts with
the same meaning share a question. Whoever needs it, it stands here once, with everybody who does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from citizen.eligibility import catalogue
from citizen.eligibility.programme import FactValue, Programme
from citizen.eligibility.service import all_questions

#: What each programme asks for in each district, with what it was worked out from: every page of a draft asks.
_ASKED: dict[tuple[str, str | None], tuple[tuple[object, ...], tuple[str, ...]]] = {}


@dataclass(frozen=True, slots=True)
class Field:
    """One question of an application, and the programmes that need its answer."""

    fact: str
    needed_by: tuple[str, ...]


def fields_for(wanted: Iterable[tuple[Programme, str | None]]) -> tuple[Field, ...]:
    """Every question that programmes need in the districts that receive them, in the order they first come up."""
    needed: dict[str, list[str]] = {}
    for programme, district in wanted:
        for fact in facts_to_ask(programme, district):
            needed.setdefault(fact, []).append(programme.id)
    return tuple(Field(fact, tuple(programmes)) for fact, programmes in needed.items())


def facts_to_ask(programme: Programme, district: str | None) -> tuple[str, ...]:
    """The facts one programme asks for: the district first, then what the conditions there compare."""
    made_from = (programme, catalogue.load().facts, all_questions())
    known = _ASKED.get((programme.id, district))
    if known is None or any(one is not other for one, other in zip(known[0], made_from, strict=True)):
        known = _ASKED[programme.id, district] = (made_from, _facts_to_ask(programme, district))
    return known[1]


def _facts_to_ask(programme: Programme, district: str | None) -> tuple[str, ...]:
    found = [programme.audience.district_fact]
    for criterion in programme.criteria_in(district) if district else ():
        for fact in criterion.facts:
            found.extend(_sources(fact))
    questions = all_questions()
    unique = dict.fromkeys(questions.asked_as(fact) for fact in found)
    return tuple(fact for fact in unique if fact in questions)


def most_questions(programmes: Iterable[Programme]) -> int:
    """At most so many questions are asked, whichever district it will be."""
    asked: dict[str, set[str]] = {}
    for programme in programmes:
        for district in programme.districts:
            asked.setdefault(district, set()).update(facts_to_ask(programme, district))
    return max((len(facts) for facts in asked.values()), default=0)


def receiving_district(programme: Programme, facts: Mapping[str, FactValue]) -> str | None:
    """The district that would receive the application: the one stated, if the programme runs there."""
    stated = facts.get(programme.audience.district_fact)
    return stated if isinstance(stated, str) and stated in programme.runs else None


def _sources(fact: str) -> Iterator[str]:
    """The facts a person can be asked that a fact is worked out from; usually itself."""
    derived_from = catalogue.load().facts[fact].derived_from
    if not derived_from:
        yield fact
    for source in derived_from:
        yield from _sources(source)
