"""What an application asks for, what has been answered, and which district it goes to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from citizen.applications.lifecycle import PapersPlan, Part
from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.db.sealing import keyed_hash
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers, read_answers
from citizen.eligibility.programme import FactValue, Programme
from citizen.eligibility.service import all_questions

if TYPE_CHECKING:
    from citizen.applications.models import Application


def get_programme(programme_id: str) -> Programme:
    """The programme; raises NotFound."""
    programme = catalogue.load().programmes.get(programme_id)
    if programme is None:
        raise NotFound("programme")
    return programme


def can_be_applied_for(programme: Programme) -> bool:
    return "apply" in programme.journeys


def most_questions(programme: Programme) -> int:
    """At most so many questions are asked, whichever district it will be."""
    return max(len(facts_to_ask(programme, district)) for district in programme.districts)


def asked_facts(application: Application) -> tuple[str, ...]:
    """The facts this application asks for, in order; more of them once the district is known."""
    return facts_to_ask(get_programme(application.programme_id), application.district)


def answers_of(application: Application) -> Answers:
    return read_answers(application.answers, catalogue.load().facts, on=clock.today())


def first_unanswered(application: Application) -> str | None:
    """The next fact to ask for."""
    answers = answers_of(application)
    return next((fact for fact in asked_facts(application) if fact not in answers), None)


def came_from_check(application: Application, fact: str) -> bool:
    return fact in application.answers.get("from_check", ())


def missing_parts(application: Application) -> list[Part]:
    """The parts that must be done before sending, in page order."""
    done = {
        Part.ANSWERS: application.answers_confirmed and first_unanswered(application) is None,
        Part.CONTACT: bool(application.contact),
        Part.PAPERS: application.papers_plan is not PapersPlan.OPEN,
    }
    return [part for part, is_done in done.items() if not is_done]


def receiving_district(programme: Programme, facts: Mapping[str, FactValue]) -> str | None:
    """The district that would receive the application: the one stated, if the programme runs there."""
    stated = facts.get(programme.audience.district_fact)
    return stated if isinstance(stated, str) and stated in programme.runs else None


def facts_to_ask(programme: Programme, district: str | None) -> tuple[str, ...]:
    """The facts a person is asked for: the district first, then what the conditions there compare."""
    found = [programme.audience.district_fact]
    for criterion in programme.criteria_in(district) if district else ():
        for fact in criterion.facts:
            found.extend(_sources(fact))
    questions = all_questions()
    unique = dict.fromkeys(questions.asked_as(fact) for fact in found)
    return tuple(fact for fact in unique if fact in questions)


def mark_of(value: Any) -> str:
    """A short mark of what a part holds: a form carries it, to notice that somebody else changed the part."""
    return keyed_hash("mark", json.dumps(value, sort_keys=True, ensure_ascii=False))[:16]


def answer_mark(application: Application, fact: str) -> str:
    """The mark of one answer."""
    stored = application.answers
    return mark_of([stored.get("facts", {}).get(fact), fact in stored.get("unsure", ())])


def carried_over(programme: Programme, district: str | None, known: Answers) -> dict[str, Any]:
    """Only what this programme asks for is taken along (data minimisation)."""
    asked = facts_to_ask(programme, district)
    taken = _among(known, asked)
    return {**taken.as_json(), "from_check": sorted(taken)}


def only_asked(application: Application) -> dict[str, Any]:
    """The answers without those of questions that are not asked any more (the district was changed)."""
    kept = _among(answers_of(application), asked_facts(application))
    from_check = [fact for fact in application.answers.get("from_check", ()) if fact in kept]
    return {**kept.as_json(), "from_check": from_check}


def _among(answers: Answers, asked: tuple[str, ...]) -> Answers:
    facts = {fact: value for fact, value in answers.facts.items() if fact in asked}
    return Answers(facts, answers.unsure & frozenset(asked))


def _sources(fact: str) -> Iterator[str]:
    """The facts a person can be asked that a fact is worked out from; usually itself."""
    derived_from = catalogue.load().facts[fact].derived_from
    if not derived_from:
        yield fact
    for source in derived_from:
        yield from _sources(source)
