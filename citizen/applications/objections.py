"""Not agreeing with a decision: an objection to the office itself. What the law offers besides stands in remedies."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import chain_file
from citizen.applications import notice_kinds as kinds
from citizen.applications.case_state import act_on_case, find_open_objection
from citizen.applications.chain import last_day_to_object
from citizen.applications.events import author_of
from citizen.applications.lifecycle import Act
from citizen.applications.models import Case, Objection
from citizen.applications.telling import tell
from citizen.core import clock
from citizen.core.errors import RuleBroken
from citizen.proxies.authority import Who
from citizen.proxies.doings import note_doing

LONGEST_OBJECTION = 2000
_OF_CASE = (
    sa.select(Objection).where(Objection.case_id == sa.bindparam("case")).order_by(Objection.sent_at, Objection.id)
)


def list_objections(session: Session, *, case: Case) -> list[Objection]:
    """All of them with their answers, oldest first."""
    return list(session.scalars(_OF_CASE, {"case": case.id}))


def last_day(case: Case) -> date | None:
    """Until when one can object to the office; None where no source says it, or nothing is decided."""
    if case.decided_at is None:
        return None
    chain = chain_file.load().chain_for(case.programme_id, case.district)
    return last_day_to_object(chain.objection, case.decided_at.astimezone(clock.LOCAL_ZONE).date())


def send_objection(session: Session, *, who: Who, case: Case, body: str) -> Objection:
    """Object to the decision. A late objection is taken: whether it counts is for the office to say. The same text
    sent twice is one objection. Raises RuleBroken (empty, too long), NotPossibleNow.
    """
    text = body.strip()
    if not text or len(text) > LONGEST_OBJECTION:
        raise RuleBroken("text_too_long" if text else "text_missing", field="body")
    waiting = find_open_objection(session, case=case)
    if waiting is not None and waiting.body == text:
        return waiting
    act_on_case(session, case=case, act=Act.OBJECT, by=author_of(who))
    objection = Objection(case_id=case.id, body=text, sent_at=clock.now())
    session.add(objection)
    session.flush()
    key = f"{case.position}:{case.version}"
    tell(session, application=case.application, case=case, kind=kinds.OBJECTION_RECEIVED, key=key)
    note_doing(session, who=who, doing="objection_sent", about=case.application.reference)
    return objection
