"""Which facts an application asks for, and which district it goes to. Pure: programme and answers decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from citizen.eligibility.facts import Vocabulary
from citizen.eligibility.programme import FactValue, Programme
from citizen.eligibility.questions import Questions


def receiving_district(programme: Programme, facts: Mapping[str, FactValue]) -> str | None:
    """The district that would receive the application: the one stated, if the programme runs there."""
    stated = facts.get(programme.audience.district_fact)
    return stated if isinstance(stated, str) and stated in programme.runs else None


def asked_facts(
    vocabulary: Vocabulary, questions: Questions, programme: Programme, district: str | None
) -> tuple[str, ...]:
    """The facts a person is asked for: the district first, then what the conditions there compare."""
    found = [programme.audience.district_fact]
    for criterion in programme.criteria_in(district) if district else ():
        found.extend(_sources(vocabulary, criterion.fact))
    unique = dict.fromkeys(questions.asked_as(fact) for fact in found)
    return tuple(fact for fact in unique if fact in questions)


def most_questions(vocabulary: Vocabulary, questions: Questions, programme: Programme) -> int:
    """At most so many questions, whichever district it will be."""
    return max(len(asked_facts(vocabulary, questions, programme, district)) for district in programme.districts)


def _sources(vocabulary: Vocabulary, fact: str) -> Iterator[str]:
    """The facts a person can be asked that a fact is worked out from; usually itself."""
    derived_from = vocabulary[fact].derived_from
    if not derived_from:
        yield fact
    for source in derived_from:
        yield from _sources(vocabulary, source)
