"""What a person does with applications. Functions flush and never commit; look-ups stay within `who`."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from citizen.applications import answers as asking
from citizen.applications.lifecycle import EDITS, Act, NotPossibleNow, PapersPlan, Part, Status, next_status
from citizen.applications.models import Application, ApplicationEvent, Paper
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.core.references import new_access_code, new_reference, normalise, normalise_code
from citizen.db.sealing import keyed_hash
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers, read_answers
from citizen.eligibility.programme import FactValue, Programme
from citizen.eligibility.service import all_questions
from citizen.people import service as people
from citizen.proxies.authority import Who, record_of

_DOUBLE_PRESS = timedelta(minutes=10)


class ChangedMeanwhile(Conflict):
    """The part was changed since the page was opened: nothing was saved."""


# -- what can be applied for, and what is asked ----------------------------------------------------------------


def get_programme(programme_id: str) -> Programme:
    """The programme; raises NotFound."""
    programme = catalogue.load().programmes.get(programme_id)
    if programme is None:
        raise NotFound("programme")
    return programme


def can_be_applied_for(programme: Programme) -> bool:
    return "apply" in programme.journeys


def most_questions(programme: Programme) -> int:
    """At most so many questions are asked."""
    return asking.most_questions(catalogue.load().facts, all_questions(), programme)


def asked_facts(application: Application) -> tuple[str, ...]:
    """The facts this application asks for, in order; more of them once the district is known."""
    programme = get_programme(application.programme_id)
    return asking.asked_facts(catalogue.load().facts, all_questions(), programme, application.district)


def answers_of(application: Application) -> Answers:
    return read_answers(application.answers, catalogue.load().facts, on=clock.today())


def first_unanswered(application: Application) -> str | None:
    """The next fact to ask for."""
    answers = answers_of(application)
    return next((fact for fact in asked_facts(application) if fact not in answers), None)


def came_from_check(application: Application, fact: str) -> bool:
    return fact in application.answers.get("from_check", ())


# -- finding ---------------------------------------------------------------------------------------------------


def get_application(session: Session, *, who: Who, reference: str) -> Application:
    """The application if this visit made it or was granted access; raises NotFound, also for other people's."""
    wanted = normalise(reference)
    application = session.scalar(sa.select(Application).where(Application.reference == wanted))
    if application is None or who.visit_id is None or not _may_open(session, who.visit_id, application):
        raise NotFound("application")
    return application


def list_applications(session: Session, *, who: Who) -> list[Application]:
    """Everything this visit may open, newest first."""
    if who.visit_id is None:
        return []
    granted = people.granted_references(session, visit_id=who.visit_id)
    own_or_granted = sa.or_(Application.visit_id == who.visit_id, Application.reference.in_(granted))
    newest_first = (Application.created_at.desc(), Application.reference)
    return list(session.scalars(sa.select(Application).where(own_or_granted).order_by(*newest_first)))


def tidy_reference(text: str) -> str:
    """The reference that was meant, or what was written, without spaces."""
    return normalise(text) or normalise_code(text)


def find_by_code(session: Session, *, reference: str, code: str) -> Application | None:
    """The application whose reference and access code both fit."""
    wanted = normalise(reference)
    if wanted is None:
        return None
    fitting = sa.select(Application).where(
        Application.reference == wanted, Application.access_hash == _access_hash(wanted, normalise_code(code))
    )
    return session.scalar(fitting)


def list_papers(session: Session, *, application: Application) -> list[Paper]:
    mine = sa.select(Paper).where(Paper.application_id == application.id)
    return list(session.scalars(mine.order_by(Paper.added_at, Paper.id)))


def list_events(session: Session, *, application: Application) -> list[ApplicationEvent]:
    """What happened, oldest first."""
    mine = sa.select(ApplicationEvent).where(ApplicationEvent.application_id == application.id)
    return list(session.scalars(mine.order_by(ApplicationEvent.position)))


def mark_of(value: Any) -> str:
    """A short mark of what a part holds: a form carries it, to notice that somebody else changed the part."""
    return keyed_hash("mark", json.dumps(value, sort_keys=True, ensure_ascii=False))[:16]


def answer_mark(application: Application, fact: str) -> str:
    """The mark of one answer."""
    stored = application.answers
    return mark_of([stored.get("facts", {}).get(fact), fact in stored.get("unsure", ())])


# -- writing a draft -------------------------------------------------------------------------------------------


def start_draft(session: Session, *, who: Who, programme_id: str, known: Answers) -> Application:
    """A draft for the subject of `who`, with the answers a check already has, as far as the programme asks for them.

    A second press of the button finds the untouched draft of the first.
    """
    programme = get_programme(programme_id)
    if who.visit_id is None or not can_be_applied_for(programme):
        raise NotFound("programme")
    if (untouched := _untouched_draft(session, who, programme_id)) is not None:
        return untouched
    now, reference, code = clock.now(), new_reference("A"), new_access_code()
    district = asking.receiving_district(programme, known.facts)
    application = Application(
        reference=reference,
        programme_id=programme_id,
        district=district,
        visit_id=who.visit_id,
        relation=who.subject.relation,
        subject_name=who.subject.name or None,
        status=Status.DRAFT,
        answers=_carried_over(programme, district, known),
        contact={},
        papers_plan=PapersPlan.OPEN,
        access_code=code,
        access_hash=_access_hash(reference, code),
        created_at=now,
        changed_at=now,
    )
    session.add(application)
    session.flush()
    _record(session, application, Act.START, who, before=None)
    return application


def save_answer(
    session: Session, *, who: Who, application: Application, fact: str, value: FactValue | None, seen: str
) -> None:
    """Keep an answer (None: not sure); raises ChangedMeanwhile, NotFound for a fact that is not asked."""
    if fact not in asked_facts(application):
        raise NotFound("question")
    _edit(application, Act.ANSWER)
    before = answers_of(application)
    after = before.saying(fact, value)
    if fact in before and after == before:
        return
    _notice_changes(answer_mark(application, fact), seen)
    from_check = [other for other in application.answers.get("from_check", ()) if other != fact]
    application.answers = {**after.as_json(), "from_check": from_check}
    application.answers_confirmed = False
    programme = get_programme(application.programme_id)
    application.district = asking.receiving_district(programme, after.facts)
    _touch(session, application, Act.ANSWER, who)


def confirm_answers(session: Session, *, who: Who, application: Application) -> None:
    """The person says that all answers are right; raises RuleBroken when one is missing or no district receives it."""
    _edit(application, Act.ANSWER)
    if first_unanswered(application) is not None:
        raise RuleBroken("answers_missing")
    if application.district is None:
        raise RuleBroken("no_district")
    if not application.answers_confirmed:
        application.answers_confirmed = True
        application.answers = _only_asked(application)
        _touch(session, application, Act.ANSWER, who)


def save_contact(
    session: Session, *, who: Who, application: Application, contact: dict[str, Any], seen: str
) -> None:
    """Keep the contact details; raises ChangedMeanwhile."""
    _edit(application, Act.GIVE_CONTACT)
    if application.contact == contact:
        return
    _notice_changes(mark_of(application.contact), seen)
    application.contact = contact
    _touch(session, application, Act.GIVE_CONTACT, who)


def plan_papers(session: Session, *, who: Who, application: Application, plan: PapersPlan) -> None:
    """Whether the papers are complete, will be brought, or come later."""
    _edit(application, Act.PLAN_PAPERS)
    if application.papers_plan is not plan:
        application.papers_plan = plan
        _touch(session, application, Act.PLAN_PAPERS, who)


# -- sending and taking back -----------------------------------------------------------------------------------


def missing_parts(application: Application) -> list[Part]:
    """The parts that must be done before sending, in page order."""
    done = {
        Part.ANSWERS: application.answers_confirmed and first_unanswered(application) is None,
        Part.CONTACT: bool(application.contact),
        Part.PAPERS: application.papers_plan is not PapersPlan.OPEN,
    }
    return [part for part, is_done in done.items() if not is_done]


def submit_application(session: Session, *, who: Who, application: Application, seen: str) -> None:
    """Send it. Sending again changes nothing and is no error: whoever presses twice sees the one receipt.

    :raises ChangedMeanwhile: the answers are not the ones that were shown.
    :raises RuleBroken: a part is missing.
    """
    if application.submitted_at is not None:
        return
    target = next_status(application.status, Act.SUBMIT)
    if missing_parts(application):
        raise RuleBroken("parts_missing")
    _notice_changes(mark_of(application.version), seen)
    now = clock.now()
    sent = session.execute(
        sa.update(Application)
        .where(
            Application.id == application.id,
            Application.status == Status.DRAFT,
            Application.version == application.version,
        )
        .values(status=target, submitted_at=now, changed_at=now, version=Application.version + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(application)
    if sent.rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE has one
        _record(session, application, Act.SUBMIT, who, before=Status.DRAFT)
    elif application.submitted_at is None:
        raise ChangedMeanwhile("sent")


def withdraw_application(session: Session, *, who: Who, application: Application) -> None:
    """Take it back, or give up a draft. A draft leaves nothing behind; what was sent stays readable.

    Withdrawing again changes nothing; raises NotPossibleNow after a decision.
    """
    before = application.status
    if before is Status.WITHDRAWN:
        return
    application.status = next_status(before, Act.WITHDRAW)
    if before is Status.DRAFT:
        application.answers, application.contact, application.answers_confirmed = {}, {}, False
    _touch(session, application, Act.WITHDRAW, who, before=before)


# -- inside ----------------------------------------------------------------------------------------------------


def record_change(session: Session, *, who: Who, application: Application, act: Act) -> None:
    """Count a change of something that belongs to the application (a paper), and record who did it."""
    _edit(application, act)
    _touch(session, application, act, who)


def _edit(application: Application, act: Act) -> None:
    if act not in EDITS:
        raise NotPossibleNow(act)
    next_status(application.status, act)


def _touch(session: Session, application: Application, act: Act, who: Who, *, before: Status | None = None) -> None:
    application.changed_at = clock.now()
    try:
        session.flush()
    except StaleDataError as stale:  # another request changed the same row since we read it
        raise ChangedMeanwhile("stale") from stale
    _record(session, application, act, who, before=before or application.status)


def _record(session: Session, application: Application, act: Act, who: Who, *, before: Status | None) -> None:
    last = sa.select(sa.func.max(ApplicationEvent.position)).where(ApplicationEvent.application_id == application.id)
    recorded = record_of(who)
    session.add(
        ApplicationEvent(
            application_id=application.id,
            position=(session.scalar(last) or 0) + 1,
            act=act,
            actor=recorded["actor"],
            relation=who.subject.relation,
            visit_id=who.visit_id,
            at=clock.now(),
            from_status=before.value if before else None,
            to_status=application.status.value,
        )
    )
    session.flush()


def _notice_changes(now: str, seen: str) -> None:
    if now != seen:
        raise ChangedMeanwhile("part")


def _may_open(session: Session, visit_id: uuid.UUID, application: Application) -> bool:
    return application.visit_id == visit_id or people.has_access(
        session, visit_id=visit_id, reference=application.reference
    )


def _untouched_draft(session: Session, who: Who, programme_id: str) -> Application | None:
    drafts = session.scalars(
        sa.select(Application).where(
            Application.visit_id == who.visit_id,
            Application.programme_id == programme_id,
            Application.status == Status.DRAFT,
            Application.relation == who.subject.relation,
            Application.version == 1,
            Application.created_at > clock.now() - _DOUBLE_PRESS,
        )
    )
    return next((draft for draft in drafts if (draft.subject_name or "") == who.subject.name), None)


def _carried_over(programme: Programme, district: str | None, known: Answers) -> dict[str, Any]:
    """Only what this programme asks for is taken along (data minimisation)."""
    asked = asking.asked_facts(catalogue.load().facts, all_questions(), programme, district)
    taken = _among(known, asked)
    return {**taken.as_json(), "from_check": sorted(taken)}


def _only_asked(application: Application) -> dict[str, Any]:
    """The answers without those of questions that are not asked any more (the district was changed)."""
    kept = _among(answers_of(application), asked_facts(application))
    from_check = [fact for fact in application.answers.get("from_check", ()) if fact in kept]
    return {**kept.as_json(), "from_check": from_check}


def _among(answers: Answers, asked: tuple[str, ...]) -> Answers:
    facts = {fact: value for fact, value in answers.facts.items() if fact in asked}
    return Answers(facts, answers.unsure & frozenset(asked))


def _access_hash(reference: str, code: str) -> str:
    return keyed_hash("application access", f"{reference}\x00{code}")
