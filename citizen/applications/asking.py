"""What an application asks for, what has been answered, what is still to do, and which districts it goes to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from citizen.applications import editions
from citizen.applications.answer_sheet import AnswerSheet, Origin, read_sheet
from citizen.applications.editions import Changes
from citizen.applications.field_registry import Field, facts_to_ask, fields_for, receiving_district
from citizen.applications.lifecycle import PapersPlan, Part
from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.core.references import grouped
from citizen.db.sealing import keyed_hash
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers
from citizen.eligibility.programme import Programme

if TYPE_CHECKING:
    from citizen.applications.models import Application, Case

__all__ = ["facts_to_ask", "receiving_district"]

#: The answers of the applications in hand, each with what it was read from: a page asks for them a dozen times.
_READ: WeakKeyDictionary[Application, tuple[tuple[object, ...], AnswerSheet]] = WeakKeyDictionary()


def get_programme(programme_id: str) -> Programme:
    """The programme; raises NotFound."""
    programme = catalogue.load().programmes.get(programme_id)
    if programme is None:
        raise NotFound("programme")
    return programme


def programmes_of(application: Application) -> tuple[Programme, ...]:
    """The programmes it asks for, in order, without those that are not offered any more."""
    offered = (editions.find_offered(case.programme_id) for case in application.cases)
    return tuple(programme for programme in offered if programme is not None)


def case_number(case: Case) -> str:
    """How people and offices name a case."""
    return f"{grouped(case.application.reference)}-{case.position}"


def fields_of(application: Application) -> tuple[Field, ...]:
    """Every question of the application, each once; more of them once the district is known."""
    wanted = ((editions.find_offered(case.programme_id), case.district) for case in application.cases)
    return fields_for((programme, district) for programme, district in wanted if programme is not None)


def asked_facts(application: Application) -> tuple[str, ...]:
    """The facts this application asks for, in order, each once."""
    return tuple(field.fact for field in fields_of(application))


def sheet_of(application: Application) -> AnswerSheet:
    """The answers as they stand; read once as long as nobody gives the row others."""
    made_from = (application.answers, catalogue.load(), clock.today())
    known = _READ.get(application)
    if known is None or known[0][0] is not made_from[0] or known[0][1:] != made_from[1:]:
        known = _READ[application] = (made_from, read_sheet(application.answers))
    return known[1]


def answers_of(application: Application) -> Answers:
    return sheet_of(application).answers


def first_unanswered(application: Application) -> str | None:
    """The next fact to ask for."""
    answers = answers_of(application)
    return next((fact for fact in asked_facts(application) if fact not in answers), None)


def origin_of(application: Application, fact: str) -> Origin | None:
    """Where an answer was brought from; None for the person's own."""
    return sheet_of(application).origins.get(fact)


def cases_without_district(application: Application) -> tuple[Case, ...]:
    """The cases that no district could receive, as the answers stand."""
    return tuple(case for case in application.cases if case.district is None)


def changes_of(application: Application) -> Changes:
    """What is different in the catalogue since somebody last worked on this draft."""
    return editions.changes_of(application, sheet_of(application), asked_facts(application))


def missing_parts(application: Application) -> list[Part]:
    """The parts that must be done before sending, in page order."""
    done = {
        Part.ANSWERS: _answers_stand(application),
        Part.CONTACT: bool(application.contact),
        Part.PAPERS: application.papers_plan is not PapersPlan.OPEN,
    }
    return [part for part, is_done in done.items() if not is_done]


def mark_of(value: Any) -> str:
    """A short mark of what a part holds: a form carries it, to notice that somebody else changed the part."""
    return keyed_hash("mark", json.dumps(value, sort_keys=True, ensure_ascii=False))[:16]


def answer_mark(application: Application, fact: str) -> str:
    """The mark of one answer."""
    stored = application.answers
    return mark_of([stored.get("facts", {}).get(fact), fact in stored.get("unsure", ())])


def contents_mark(application: Application) -> str:
    """The mark of everything that is sent: it changes with any part and with any new edition."""
    return mark_of([application.version, [_edition_now(case) for case in application.cases]])


def _answers_stand(application: Application) -> bool:
    """Confirmed, complete, and still what the programmes ask today."""
    return (
        application.answers_confirmed
        and first_unanswered(application) is None
        and not cases_without_district(application)
        and not changes_of(application)
    )


def _edition_now(case: Case) -> str | None:
    programme = editions.find_offered(case.programme_id)
    return editions.edition_of(programme) if programme else None
