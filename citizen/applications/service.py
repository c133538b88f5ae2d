"""What a person does with applications. Functions flush and never commit; look-ups stay within `who`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, lazyload
from sqlalchemy.orm.attributes import flag_modified, set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from citizen.applications import asking
from citizen.applications.answer_sheet import AnswerSheet
from citizen.applications.editions import edition_of, find_offered, is_current, note_of, wanted_now
from citizen.applications.events import author_of, record_event
from citizen.applications.field_registry import receiving_district
from citizen.applications.lifecycle import EDITS, Act, NotPossibleNow, PapersPlan, Phase, Status, next_status
from citizen.applications.models import Application, ApplicationEvent, Case, Paper
from citizen.applications.scope import is_within
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.core.references import normalise, normalise_code
from citizen.db.sealing import keyed_hash
from citizen.eligibility.answers import Answers
from citizen.eligibility.programme import FactValue
from citizen.people.models import Grant
from citizen.proxies.authority import Who
from citizen.proxies.scope import may_open

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

#: What pages ask again and again is built once; the cases of an application come in the same statement.
_WITH_CASES = (
    sa.select(Application, Case)
    .outerjoin(Case, Case.application_id == Application.id)
    .options(lazyload(Application.cases))
)
_BY_REFERENCE = _WITH_CASES.where(Application.reference == sa.bindparam("reference")).order_by(Case.position)
_GRANTED = sa.select(Grant.reference).where(Grant.visit_id == sa.bindparam("prover"))
_WITHIN_REACH = _WITH_CASES.where(
    sa.or_(Application.visit_id == sa.bindparam("visit"), Application.reference.in_(_GRANTED))
).order_by(Application.created_at.desc(), Application.reference, Case.position)
_PAPERS = sa.select(Paper).where(Paper.application_id == sa.bindparam("application")).order_by(Paper.added_at, Paper.id)


def get_application(session: Session, *, who: Who, reference: str) -> Application:
    """The application if it is in this folder and within what the one who acts was allowed, or this browser proved that
    it may open it; raises NotFound, also for other people's.
    """
    found = _with_cases(session, _BY_REFERENCE, {"reference": normalise(reference)})
    application = found[0] if found else None
    if application is None or who.visit_id is None or not _may_open(session, who, application):
        raise NotFound("application")
    return application


def list_applications(session: Session, *, who: Who) -> list[Application]:
    """Everything the one who acts may open, newest first."""
    if who.visit_id is None:
        return []
    found = _with_cases(session, _WITHIN_REACH, {"visit": who.visit_id, "prover": who.prover_id})
    return [one for one in found if is_within(who, one)]


def find_by_code(session: Session, *, reference: str, code: str) -> Application | None:
    """The application whose reference and access code both fit."""
    wanted = normalise(reference)
    if wanted is None:
        return None
    fitting = sa.select(Application).where(
        Application.reference == wanted, Application.access_hash == access_hash(wanted, normalise_code(code))
    )
    return session.scalar(fitting)


def list_papers(session: Session, *, application: Application) -> list[Paper]:
    return list(session.scalars(_PAPERS, {"application": application.id}))


def list_sent_papers(session: Session, *, application: Application) -> list[Paper]:
    """Those that an office has: not the ones of an answer that is not sent yet."""
    return [paper for paper in list_papers(session, application=application) if not paper.is_held_back]


def list_events(session: Session, *, application: Application) -> list[ApplicationEvent]:
    """What happened, oldest first."""
    mine = sa.select(ApplicationEvent).where(ApplicationEvent.application_id == application.id)
    return list(session.scalars(mine.order_by(ApplicationEvent.position)))


# -- writing a draft -------------------------------------------------------------------------------------------


def save_answer(session: Session, *, who: Who, application: Application, given: GivenAnswer) -> None:
    """Keep an answer; raises ChangedMeanwhile, NotFound for a fact that is not asked."""
    fact = given.fact
    if fact not in asking.asked_facts(application):
        raise NotFound("question")
    edit(application, Act.ANSWER)
    sheet = asking.sheet_of(application)
    answers = sheet.answers.saying(fact, given.value)
    after = sheet.saying(fact, given.value, note_of(fact, answers))
    if fact in sheet.answers and after == sheet:
        return
    if answers != sheet.answers:
        notice_changes(asking.answer_mark(application, fact), given.seen)
    application.answers_confirmed = False
    send_to_districts(application, answers)
    application.answers = after.wanting(wanted_now(filter(is_current, application.cases))).as_json()
    record_edit(session, application=application, act=Act.ANSWER, who=who)


def confirm_answers(session: Session, *, who: Who, application: Application) -> None:
    """The person says that all answers are right, to the questions as they stand today.

    :raises RuleBroken: one is missing, no district receives it, or a programme is not offered any more.
    """
    edit(application, Act.ANSWER)
    if asking.first_unanswered(application) is not None:
        raise RuleBroken("answers_missing")
    if asking.cases_without_district(application):
        raise RuleBroken("no_district")
    if asking.changes_of(application).stopped:
        raise RuleBroken("programme_stopped")
    confirmed = confirmed_sheet(application).as_json()
    if not application.answers_confirmed or application.answers != confirmed:
        application.answers_confirmed = True
        application.answers = confirmed
        for case in application.cases:
            case.programme_edition = edition_of(asking.get_programme(case.programme_id))
        record_edit(session, application=application, act=Act.ANSWER, who=who)


def save_contact(session: Session, *, who: Who, application: Application, contact: dict[str, Any], seen: str) -> None:
    """Keep the contact details; raises ChangedMeanwhile."""
    edit(application, Act.GIVE_CONTACT)
    if application.contact == contact:
        return
    notice_changes(asking.mark_of(application.contact), seen)
    application.contact = contact
    record_edit(session, application=application, act=Act.GIVE_CONTACT, who=who)


def plan_papers(
    session: Session, *, who: Who, application: Application, plan: PapersPlan, seen: str | None = None
) -> None:
    """Whether the papers are complete, will be brought, or come later. `seen` is the mark of the plan the page had
    shown; raises ChangedMeanwhile.
    """
    edit(application, Act.PLAN_PAPERS)
    if application.papers_plan is not plan:
        if seen is not None:
            notice_changes(asking.mark_of(application.papers_plan), seen)
        application.papers_plan = plan
        record_edit(session, application=application, act=Act.PLAN_PAPERS, who=who)


def withdraw_application(session: Session, *, who: Who, application: Application) -> None:
    """Take it back, or give up a draft. A draft leaves nothing behind; what was sent stays readable.

    Withdrawing again changes nothing; raises NotPossibleNow after a decision.
    """
    if application.phase is Phase.WITHDRAWN:
        return
    if application.phase is Phase.DRAFT:
        application.answers, application.contact, application.answers_confirmed = {}, {}, False
    for case in application.cases:
        move_case(session, who=who, case=case, act=Act.WITHDRAW)
    application.phase = Phase.WITHDRAWN
    touch(session, application=application)


# -- inside ----------------------------------------------------------------------------------------------------


def _with_cases(
    session: Session, wanted: sa.Select[Application, Case], values: Mapping[str, object]
) -> list[Application]:
    """The applications a statement like _WITH_CASES finds, in its order."""
    cases: dict[Application, list[Case]] = {}
    for application, case in session.execute(wanted, values):
        cases.setdefault(application, []).extend([] if case is None else [case])
    for application, its_own in cases.items():
        if "cases" not in application.__dict__:  # changed already in this transaction, perhaps
            set_committed_value(application, "cases", its_own)
    return list(cases)


def confirmed_sheet(application: Application) -> AnswerSheet:
    """The answers as they stand once the person says they are right: to today's questions, and only to those."""
    facts = asking.asked_facts(application)
    sheet = asking.sheet_of(application).only(facts, [case.programme_id for case in application.cases])
    notes = {fact: note_of(fact, sheet.answers) for fact in sheet.answers}
    return sheet.noting(notes).wanting(wanted_now(application.cases))


def send_to_districts(application: Application, answers: Answers) -> None:
    """Every case to the district that receives it, as the answers stand."""
    for case in application.cases:
        programme = find_offered(case.programme_id)
        district = receiving_district(programme, answers.facts) if programme else None
        if case.district != district:  # nothing is written where nothing changes
            case.district = district


def record_change(session: Session, *, who: Who, application: Application, act: Act) -> None:
    """Count a change of something that belongs to the application (a paper), and record who did it. The caller knows
    that it is open: in a draft, or because an office asked for it.
    """
    if application.phase is Phase.DRAFT:
        edit(application, act)
        record_edit(session, application=application, act=act, who=who)
        return
    touch(session, application=application)
    phase = application.phase
    record_event(session, application=application, act=act, by=author_of(who), before=phase, after=phase)


def move_case(session: Session, *, who: Who, case: Case, act: Act) -> None:
    """Bring a case to where the act leads, and record it; raises NotPossibleNow."""
    before = case.status
    case.status, case.status_since = next_status(before, act), clock.now()
    flush_or_conflict(session)
    record_event(
        session,
        application=case.application,
        act=act,
        by=author_of(who),
        before=before,
        after=case.status,
        case=case,
    )


def touch(session: Session, *, application: Application) -> None:
    """Count a change, even at the same moment as the one before; raises ChangedMeanwhile."""
    application.changed_at = clock.now()
    flag_modified(application, "changed_at")
    flush_or_conflict(session)


def flush_or_conflict(session: Session) -> None:
    """Write; raises ChangedMeanwhile when another request changed the same row since we read it."""
    try:
        session.flush()
    except StaleDataError as stale:
        raise ChangedMeanwhile("stale") from stale


def edit(application: Application, act: Act) -> None:
    """Only a draft is edited; raises NotPossibleNow."""
    if application.phase is not Phase.DRAFT or act not in (*EDITS, Act.SUBMIT):
        raise NotPossibleNow(act)


def record_edit(
    session: Session, *, application: Application, act: Act, who: Who, detail: Mapping[str, Any] | None = None
) -> None:
    """Count an edit of a draft and record who did it; raises ChangedMeanwhile."""
    touch(session, application=application)
    draft = Status.DRAFT
    record_event(session, application=application, act=act, by=author_of(who), before=draft, after=draft, detail=detail)


def notice_changes(now: str, seen: str) -> None:
    """Raises ChangedMeanwhile when a part is not as the page had shown it."""
    if now != seen:
        raise ChangedMeanwhile("part")


def _may_open(session: Session, who: Who, application: Application) -> bool:
    return may_open(
        session,
        who=who,
        folder_id=application.visit_id,
        reference=application.reference,
        is_allowed_here=is_within(who, application),
    )


def access_hash(reference: str, code: str) -> str:
    return keyed_hash("application access", f"{reference}\x00{code}")
