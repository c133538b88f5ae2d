"""Answering what an office asked. The person fills in only what was asked, at leisure; it stands aside until it is sent
in one piece, so that an office never sees half an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from citizen.applications import asking, correction_papers
from citizen.applications import notice_kinds as kinds
from citizen.applications.case_state import act_on_case, end_correction, find_open_correction
from citizen.applications.editions import note_of
from citizen.applications.events import author_of
from citizen.applications.lifecycle import Act, Phase
from citizen.applications.models import Application, Case, Correction
from citizen.applications.sent_models import CorrectionEnd
from citizen.applications.service import ChangedMeanwhile, GivenAnswer, flush_or_conflict, touch
from citizen.applications.telling import tell
from citizen.core import clock
from citizen.core.errors import NotFound, RuleBroken
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers, read_answers
from citizen.proxies.authority import Who
from citizen.proxies.doings import note_doing


@dataclass(frozen=True, slots=True)
class OpenForPapers:
    """Which papers can be added now. In a draft all; afterwards the kinds an office asked for."""

    everything: bool = False
    kinds: frozenset[str] = frozenset()

    def takes(self, kind: str) -> bool:
        return self.everything or kind in self.kinds

    def __bool__(self) -> bool:
        return self.everything or bool(self.kinds)


def open_for_papers(session: Session, *, application: Application) -> OpenForPapers:
    """What the pages of papers may offer. A paper added for a correction is shown to the office once that is sent."""
    if application.phase is Phase.DRAFT:
        return OpenForPapers(everything=True)
    asked = correction_papers.open_corrections(session, application=application)
    return OpenForPapers(kinds=frozenset(kind for one in asked for kind in one.papers))


def find_asked_position(session: Session, *, application: Application) -> int | None:
    """The case for which papers are asked for now, if any."""
    for case in application.cases:
        correction = find_open_correction(session, case=case)
        if correction is not None and correction.papers:
            return case.position
    return None


def get_correction(session: Session, *, case: Case) -> Correction:
    """What is asked now; raises NotFound when nothing is."""
    correction = find_open_correction(session, case=case)
    if correction is None:
        raise NotFound("correction")
    return correction


def answers_so_far(application: Application, correction: Correction) -> Answers:
    """The answers as they would be after sending: what was sent before, with what stands aside in front."""
    answers = asking.answers_of(application)
    aside = _aside(correction)
    for fact in aside:
        answers = answers.saying(fact, aside.facts.get(fact))
    return answers


def contact_so_far(application: Application, correction: Correction) -> dict[str, Any]:
    found: dict[str, Any] = correction.buffer.get("contact") or application.contact
    return found


def save_answer(session: Session, *, application: Application, correction: Correction, given: GivenAnswer) -> None:
    """Put an answer aside; raises NotFound for what was not asked, ChangedMeanwhile."""
    if given.fact not in correction.facts:
        raise NotFound("question")
    if given.seen != buffer_mark(correction):
        raise ChangedMeanwhile("part")
    aside = _aside(correction).saying(given.fact, given.value)
    correction.buffer = {**correction.buffer, **aside.as_json()}
    flush_or_conflict(session)


def save_contact(session: Session, *, correction: Correction, contact: dict[str, Any], seen: str) -> None:
    """Put contact details aside; raises NotFound when they were not asked, ChangedMeanwhile."""
    if not correction.asks_contact:
        raise NotFound("contact")
    if seen != buffer_mark(correction):
        raise ChangedMeanwhile("part")
    correction.buffer = {**correction.buffer, "contact": contact}
    flush_or_conflict(session)


def buffer_mark(correction: Correction) -> str:
    """The mark of what stands aside, as a form carries it."""
    return asking.mark_of(correction.buffer)


@dataclass(frozen=True, slots=True)
class Missing:
    """What was asked and is not there yet."""

    facts: tuple[str, ...]
    papers: tuple[str, ...]
    contact: bool

    def __bool__(self) -> bool:
        return bool(self.facts or self.papers or self.contact)


def missing_in(session: Session, *, application: Application, correction: Correction) -> Missing:
    """An answer that stays the same is an answer too, once it was given again; a paper may also be promised."""
    aside = _aside(correction)
    there = correction_papers.kinds_there(session, application=application, correction=correction)
    return Missing(
        tuple(fact for fact in correction.facts if fact not in aside),
        tuple(kind for kind in correction.papers if kind not in there),
        correction.asks_contact and "contact" not in correction.buffer,
    )


def send_correction(session: Session, *, who: Who, case: Case, correction: Correction, seen: str) -> None:
    """Send all of it: the answers take the place of the earlier ones, the clock runs again. Sending again changes
    nothing. Raises RuleBroken("parts_missing"), ChangedMeanwhile, NotPossibleNow after a decision.
    """
    application = case.application
    if correction.ended_as is CorrectionEnd.ANSWERED:
        return
    if missing_in(session, application=application, correction=correction):
        raise RuleBroken("parts_missing")
    if seen != buffer_mark(correction):
        raise ChangedMeanwhile("part")
    act_on_case(
        session,
        case=case,
        act=Act.ANSWER_CORRECTION,
        by=author_of(who),
        detail=_what_changed(application, correction),
    )
    _merge(application, correction)
    correction_papers.hand_in(session, application=application, correction=correction)
    touch(session, application=application)
    end_correction(session, correction=correction, end=CorrectionEnd.ANSWERED)
    key = f"{case.position}:{case.version}"
    tell(session, application=application, case=case, kind=kinds.CORRECTION_RECEIVED, key=key)
    note_doing(session, who=who, doing="correction_sent", about=application.reference)


def is_late(correction: Correction) -> bool:
    """The day is over; an answer is still taken while nothing is decided."""
    return correction.until is not None and correction.until < clock.today()


def _aside(correction: Correction) -> Answers:
    return read_answers(correction.buffer, catalogue.load().facts, on=clock.today())


def _what_changed(application: Application, correction: Correction) -> dict[str, Any]:
    """For the log: what was said before and what is said now, of what was asked."""
    before, after = asking.answers_of(application), _aside(correction)
    old, new = before.written_facts(), after.written_facts()
    return {
        "facts": {fact: {"before": old.get(fact), "after": new.get(fact)} for fact in correction.facts},
        "papers": list(correction.papers),
        "contact": application.contact if correction.asks_contact else None,
    }


def _merge(application: Application, correction: Correction) -> None:
    sheet, aside = asking.sheet_of(application), _aside(correction)
    after = answers_so_far(application, correction)
    for fact in correction.facts:
        sheet = sheet.saying(fact, aside.facts.get(fact), note_of(fact, after))
    application.answers = sheet.as_json()
    application.contact = contact_so_far(application, correction)
