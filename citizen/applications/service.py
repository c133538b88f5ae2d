"""What a person does with applications. Functions flush and never commit; look-ups stay within `who`."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from citizen.applications import asking
from citizen.applications.lifecycle import EDITS, Act, NotPossibleNow, PapersPlan, Status, next_status
from citizen.applications.models import Application, ApplicationEvent, Paper
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.core.references import new_access_code, new_reference, normalise, normalise_code
from citizen.db.sealing import keyed_hash
from citizen.eligibility.answers import Answers
from citizen.eligibility.programme import FactValue
from citizen.people import service as people
from citizen.proxies.authority import Who, record_of

_DOUBLE_PRESS = timedelta(minutes=10)
#: The version of a draft in which nobody has entered anything yet.
UNTOUCHED = 1


class ChangedMeanwhile(Conflict):
    """The part was changed since the page was opened: nothing was saved."""


class GivenAnswer(NamedTuple):
    """An answer as it was sent; None is "not sure". `seen` is the mark of the answer the page had shown."""

    fact: str
    value: FactValue | None
    seen: str


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


# -- writing a draft -------------------------------------------------------------------------------------------


def start_draft(session: Session, *, who: Who, programme_id: str, known: Answers) -> Application:
    """A draft for the subject of `who`, with the answers a check already has, as far as the programme asks for them.

    A second press of the button finds the untouched draft of the first.
    """
    programme = asking.get_programme(programme_id)
    if who.visit_id is None or not asking.can_be_applied_for(programme):
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
        answers=asking.carried_over(programme, district, known),
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


def save_answer(session: Session, *, who: Who, application: Application, given: GivenAnswer) -> None:
    """Keep an answer; raises ChangedMeanwhile, NotFound for a fact that is not asked."""
    fact = given.fact
    if fact not in asking.asked_facts(application):
        raise NotFound("question")
    _edit(application, Act.ANSWER)
    before = asking.answers_of(application)
    after = before.saying(fact, given.value)
    if fact in before and after == before:
        return
    _notice_changes(asking.answer_mark(application, fact), given.seen)
    from_check = [other for other in application.answers.get("from_check", ()) if other != fact]
    application.answers = {**after.as_json(), "from_check": from_check}
    application.answers_confirmed = False
    programme = asking.get_programme(application.programme_id)
    application.district = asking.receiving_district(programme, after.facts)
    _touch(session, application, Act.ANSWER, who)


def confirm_answers(session: Session, *, who: Who, application: Application) -> None:
    """The person says that all answers are right; raises RuleBroken when one is missing or no district receives it."""
    _edit(application, Act.ANSWER)
    if asking.first_unanswered(application) is not None:
        raise RuleBroken("answers_missing")
    if application.district is None:
        raise RuleBroken("no_district")
    if not application.answers_confirmed:
        application.answers_confirmed = True
        application.answers = asking.only_asked(application)
        _touch(session, application, Act.ANSWER, who)


def save_contact(session: Session, *, who: Who, application: Application, contact: dict[str, Any], seen: str) -> None:
    """Keep the contact details; raises ChangedMeanwhile."""
    _edit(application, Act.GIVE_CONTACT)
    if application.contact == contact:
        return
    _notice_changes(asking.mark_of(application.contact), seen)
    application.contact = contact
    _touch(session, application, Act.GIVE_CONTACT, who)


def plan_papers(session: Session, *, who: Who, application: Application, plan: PapersPlan) -> None:
    """Whether the papers are complete, will be brought, or come later."""
    _edit(application, Act.PLAN_PAPERS)
    if application.papers_plan is not plan:
        application.papers_plan = plan
        _touch(session, application, Act.PLAN_PAPERS, who)


# -- sending and taking back -----------------------------------------------------------------------------------


def submit_application(session: Session, *, who: Who, application: Application, seen: str) -> None:
    """Send it. Sending again changes nothing and is no error: whoever presses twice sees the one receipt.

    :raises ChangedMeanwhile: the answers are not the ones that were shown.
    :raises RuleBroken: a part is missing.
    """
    if application.submitted_at is not None:
        return
    target = next_status(application.status, Act.SUBMIT)
    if asking.missing_parts(application):
        raise RuleBroken("parts_missing")
    _notice_changes(asking.mark_of(application.version), seen)
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
            Application.version == UNTOUCHED,
            Application.created_at > clock.now() - _DOUBLE_PRESS,
        )
    )
    return next((draft for draft in drafts if (draft.subject_name or "") == who.subject.name), None)


def _access_hash(reference: str, code: str) -> str:
    return keyed_hash("application access", f"{reference}\x00{code}")
