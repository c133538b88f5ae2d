"""What offices do with cases. The back office and the commands call only this. Every act checks that the officer's
district is the case's, follows the table of the lifecycle, writes an event and tells the people, in one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import notice_kinds as kinds
from citizen.applications.case_state import (
    act_on_case,
    end_correction,
    find_open_correction,
    find_open_objection,
)
from citizen.applications.events import Author
from citizen.applications.lifecycle import MOVES, Act, NotPossibleNow, Status
from citizen.applications.messages import add_message
from citizen.applications.models import Application, Case, Correction, Message, Paper
from citizen.applications.office_acts import Asked, Decision, Officer, check_asked, check_decision, checked_text
from citizen.applications.sent_models import CorrectionEnd
from citizen.applications.telling import tell
from citizen.core import clock
from citizen.core.errors import NotFound, RuleBroken
from citizen.core.references import normalise

# -- finding ---------------------------------------------------------------------------------------------------


def get_case(session: Session, *, by: Officer, number: str) -> Case:
    """The case with this number ("A7K3M9QX4-1"), if the officer's district has it; raises NotFound."""
    written, _hyphen, position = number.rpartition("-")
    reference = normalise(written)
    if reference is None or not position.isascii() or not position.isdigit() or len(position) > 4:
        raise NotFound("case")
    found: Case | None = session.scalar(
        _of_office(by).where(Application.reference == reference, Case.position == int(position))
    )
    if found is None:
        raise NotFound("case")
    return found


def list_cases(
    session: Session,
    *,
    by: Officer,
    statuses: Collection[Status] = (),
    programme: str | None = None,
    sent_before: datetime | None = None,
    at_most: int = 100,
) -> list[Case]:
    """Cases of the officer's district that were sent, the newest first."""
    wanted = _of_office(by)
    if statuses:
        wanted = wanted.where(Case.status.in_(statuses))
    if programme:
        wanted = wanted.where(Case.programme_id == programme)
    if sent_before:
        wanted = wanted.where(Application.submitted_at < sent_before)
    newest = (Application.submitted_at.desc(), Application.reference, Case.position)
    return list(session.scalars(wanted.order_by(*newest).limit(at_most)))


def papers_of_case(session: Session, *, case: Case) -> list[Paper]:
    """The papers an office may see: without those of an answer that is not sent yet."""
    mine = sa.select(Paper).where(Paper.application_id == case.application_id, Paper.is_held_back.is_(False))
    return list(session.scalars(mine.order_by(Paper.added_at, Paper.id)))


def _of_office(by: Officer) -> sa.Select[Any]:
    """What this officer may see at all: sent to their district. A draft is nobody's but the person's."""
    return sa.select(Case).join(Application).where(Case.district == by.district, Application.submitted_at.is_not(None))


# -- acting ----------------------------------------------------------------------------------------------------


def open_case(session: Session, *, case: Case, by: Officer) -> None:
    """An officer looks at it: from now on it can no longer be taken back without a trace. Once is enough."""
    _same_district(case, by)
    if case.opened_at is None and case.status is not Status.WITHDRAWN:
        act_on_case(session, case=case, act=Act.OPEN, by=_author(case, by))


def advance_case(
    session: Session,
    *,
    case: Case,
    act: Act,
    by: Officer,
    detail: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> None:
    """Move the case on: accept, review, send to civil affairs, publicise, pay, close. `seen` is the version the
    officer looked at. Raises NotPossibleNow, CaseChanged, NotFound for another district.
    """
    _same_district(case, by)
    if act not in MOVES or act is Act.REOPEN:
        raise NotPossibleNow(act)
    act_on_case(session, case=case, act=act, by=_author(case, by), detail=detail, seen=seen)
    _tell(session, case, kinds.CASE_PUBLICISED if act is Act.PUBLICISE else kinds.CASE_MOVED)


def ask_correction(
    session: Session,
    *,
    case: Case,
    by: Officer,
    asked: Asked,
    reason: str,
    until: date | None = None,
    seen: int | None = None,
) -> Correction:
    """Ask the person to put something right; the clock stands still until they answer. Raises RuleBroken when nothing
    is asked, when something is asked that this application does not have, without a reason, or for a day gone by.
    """
    _same_district(case, by)
    check_asked(case, asked)
    text = checked_text(reason, "reason", required=True)
    if until is not None and until < clock.today():
        raise RuleBroken("deadline_passed", field="until")
    detail = {"facts": sorted(asked.facts), "papers": sorted(asked.papers), "contact": asked.contact}
    act_on_case(session, case=case, act=Act.ASK_CORRECTION, by=_author(case, by), detail=detail, seen=seen)
    correction = _new_correction(case, asked, reason=text, until=until)
    session.add(correction)
    session.flush()
    _tell(session, case, kinds.CORRECTION_ASKED)
    return correction


def cancel_correction(session: Session, *, case: Case, by: Officer, seen: int | None = None) -> None:
    """Nothing more is needed. What was asked stays readable."""
    _same_district(case, by)
    correction = find_open_correction(session, case=case)
    act_on_case(session, case=case, act=Act.CANCEL_CORRECTION, by=_author(case, by), seen=seen)
    if correction:
        end_correction(session, correction=correction, end=CorrectionEnd.CANCELLED)
    _tell(session, case, kinds.CORRECTION_CANCELLED)


def send_message(session: Session, *, case: Case, by: Officer, body: str) -> Message:
    """Write to the person. Raises RuleBroken for an empty or too long text."""
    _same_district(case, by)
    text = checked_text(body, "body", required=True)
    act_on_case(session, case=case, act=Act.REPLY, by=_author(case, by))
    message = add_message(session, application=case.application, case=case, body=text, from_office=True)
    _tell(session, case, kinds.OFFICE_WROTE)
    return message


def decide(session: Session, *, case: Case, by: Officer, decision: Decision, seen: int | None = None) -> None:
    """Approve or refuse. A refusal needs its reason. Who was asked to correct something is not refused before the day
    they were given is over. Raises RuleBroken, NotPossibleNow, CaseChanged.
    """
    _same_district(case, by)
    check_decision(decision)
    correction = find_open_correction(session, case=case)
    if correction and correction.until and correction.until >= clock.today():
        raise NotPossibleNow("correction_may_still_be_answered")
    act_on_case(
        session,
        case=case,
        act=decision.act,
        by=_author(case, by),
        detail=decision.as_json(),
        seen=seen,
        decision=decision.as_json(),
        decided_at=clock.now(),
    )
    if correction:
        end_correction(session, correction=correction, end=CorrectionEnd.DECIDED)
    _tell(session, case, kinds.CASE_DECIDED)


def answer_objection(
    session: Session, *, case: Case, by: Officer, answer: str, reopen: bool, seen: int | None = None
) -> None:
    """Answer an objection; with `reopen` the decision is taken back and the district federation decides again."""
    _same_district(case, by)
    text = checked_text(answer, "answer", required=True)
    objection = find_open_objection(session, case=case)
    act = Act.REOPEN if reopen else Act.ANSWER_OBJECTION
    changes: dict[str, Any] = {"decision": None, "decided_at": None} if reopen else {}
    act_on_case(session, case=case, act=act, by=_author(case, by), seen=seen, **changes)
    if objection:
        objection.answer, objection.answered_at, objection.reopened = text, clock.now(), reopen
        session.flush()
    _tell(session, case, kinds.OBJECTION_ANSWERED)


# -- inside ----------------------------------------------------------------------------------------------------


def _same_district(case: Case, by: Officer) -> None:
    if case.district != by.district or case.status is Status.DRAFT:
        raise NotFound("case")


def _new_correction(case: Case, asked: Asked, *, reason: str, until: date | None) -> Correction:
    return Correction(
        case_id=case.id,
        facts=list(dict.fromkeys(asked.facts)),
        papers=list(dict.fromkeys(asked.papers)),
        asks_contact=asked.contact,
        reason=reason,
        until=until,
        asked_at=clock.now(),
        buffer={},
    )


def _author(case: Case, by: Officer) -> Author:
    return Author(by.code, case.application.relation)


def _tell(session: Session, case: Case, kind: str) -> None:
    """Told once per event: the version of the case counts its events."""
    tell(session, application=case.application, case=case, kind=kind, key=f"{case.position}:{case.version}")
