"""Editions of programmes and their questions. A draft may be older than the programme it asks for: what changed since
is found here, so that it can be shown, explained and confirmed, and nothing is lost.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from citizen.accessibility.locales import LOCALES
from citizen.applications.answer_sheet import AnswerSheet, Note, Texts, Wanted
from citizen.applications.field_registry import facts_to_ask
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers
from citizen.eligibility.programme import Programme
from citizen.eligibility.questions import Question, Questions
from citizen.eligibility.service import all_questions
from citizen.web.catalogues import in_ordinary_words

if TYPE_CHECKING:
    from citizen.applications.models import Application, Case

_DIGITS = 20
#: Fingerprints worked out, each with what it was made from.
_EDITIONS: dict[str, tuple[Programme, Questions, str]] = {}
_MARKS: dict[str, tuple[Question, str]] = {}


def edition_of(programme: Programme) -> str:
    """A fingerprint of what decides about an application: conditions, questions, papers and districts."""
    known = _EDITIONS.get(programme.id)
    if known is None or known[0] is not programme or known[1] is not all_questions():
        known = _EDITIONS[programme.id] = (programme, all_questions(), _edition_of(programme))
    return known[2]


def _edition_of(programme: Programme) -> str:
    facts = dict.fromkeys(fact for district in programme.districts for fact in facts_to_ask(programme, district))
    return _fingerprint(
        [
            [[one.district, one.rule, one.period, one.any_group] for one in programme.criteria],
            sorted(programme.bring),
            sorted(programme.districts),
            [question_mark(fact) for fact in sorted(facts)],
        ]
    )


def question_mark(fact: str) -> str:
    """A fingerprint of a question: its words and its choices."""
    question = all_questions().get_question(fact)
    known = _MARKS.get(fact)
    if known is None or known[0] is not question:
        known = _MARKS[fact] = (question, _question_mark(question))
    return known[1]


@in_ordinary_words()
def _question_mark(question: Question) -> str:
    words = [[question.wording[code].to_self, question.wording[code].options] for code in LOCALES]
    return _fingerprint([question.kind, question.options, words])


@in_ordinary_words()
def note_of(fact: str, answers: Answers) -> Note:
    """How a question stands now, and the words of the choice that is taken."""
    question, value = all_questions().get_question(fact), answers.facts.get(fact)
    codes = [value] if isinstance(value, str) else sorted(value) if isinstance(value, frozenset) else []
    said = {}
    for locale in LOCALES if codes else ():
        labels = question.wording[locale].options
        said[locale] = "、".join(labels.get(code, code) for code in codes)
    return Note(question_mark(fact), {code: question.wording[code].to_self for code in LOCALES}, said)


def wanted_now(cases: Iterable[Case]) -> dict[str, Wanted]:
    """What the programmes of these cases ask for today."""
    found = {}
    for case in cases:
        programme = find_offered(case.programme_id)
        if programme is not None:
            names = {code: programme.text[code].name for code in LOCALES}
            found[programme.id] = Wanted(names, case.district, facts_to_ask(programme, case.district))
    return found


def find_offered(programme_id: str) -> Programme | None:
    """The programme, as long as the catalogue has it and it can be applied for."""
    programme = catalogue.load().programmes.get(programme_id)
    return programme if programme is not None and "apply" in programme.journeys else None


def is_current(case: Case) -> bool:
    """Was it last confirmed under the rules of today? Cases older than editions are taken for current."""
    programme = find_offered(case.programme_id)
    return programme is not None and case.programme_edition in ("", edition_of(programme))


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """What is different since somebody last worked on a draft."""

    asked_otherwise: Mapping[str, Note]
    """Answered questions whose words or choices changed, as they stood before; the answer is kept."""
    no_longer_fits: Mapping[str, Note]
    """Questions whose answer is not among the choices any more."""
    new: tuple[str, ...]
    gone: tuple[Texts, ...]
    """Questions that are not asked any more."""
    programmes: tuple[str, ...]
    """Programmes with a new edition."""
    stopped: tuple[str, ...]
    """Programmes that cannot be applied for any more."""

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in dataclasses.fields(self))

    def touches(self, fact: str) -> bool:
        return fact in self.asked_otherwise or fact in self.no_longer_fits or fact in self.new


def changes_of(application: Application, sheet: AnswerSheet, asked: tuple[str, ...]) -> Changes:
    """Compare a draft with the catalogue of today."""
    before = {fact for case in application.cases for fact in _asked_before(case, sheet)}
    answered = sheet.answers
    noted = {fact: note for fact, note in sheet.notes.items() if fact in asked}
    renewed = tuple(case for case in application.cases if find_offered(case.programme_id) and not is_current(case))
    new_facts = {fact for case in renewed for fact in _asked_now(case) if _same_district(case, sheet)}
    return Changes(
        {f: note for f, note in noted.items() if f in answered and note.mark != question_mark(f)},
        {f: note for f, note in noted.items() if f not in answered},
        tuple(fact for fact in asked if fact in new_facts and fact not in before and fact not in answered),
        tuple(sheet.notes[fact].text for fact in before if fact not in asked and fact in sheet.notes),
        tuple(case.programme_id for case in renewed),
        tuple(case.programme_id for case in application.cases if find_offered(case.programme_id) is None),
    )


def _asked_now(case: Case) -> tuple[str, ...]:
    programme = find_offered(case.programme_id)
    return facts_to_ask(programme, case.district) if programme else ()


def _asked_before(case: Case, sheet: AnswerSheet) -> tuple[str, ...]:
    """What was asked for a case, if that can be compared: in another district other questions are no news."""
    return sheet.wanted[case.programme_id].facts if _same_district(case, sheet) else ()


def _same_district(case: Case, sheet: AnswerSheet) -> bool:
    wanted = sheet.wanted.get(case.programme_id)
    return wanted is not None and wanted.district == case.district


def _fingerprint(value: object) -> str:
    text = json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _plain(value: Any) -> Any:
    """The same for the same content in every process: sets are ordered, classes are named."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        values = {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
        return {"is": type(value).__name__, **values}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return value.isoformat() if isinstance(value, dt.date) else str(value)
