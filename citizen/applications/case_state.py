"""Where a case stands as the rows say it, and the one way to change that: by an act of the table, by compare-and-swap.

Two who act at once on the same case cannot both be right: the second finds another version and gets CaseChanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import chain_file
from citizen.applications.chain import Arrival, Way
from citizen.applications.events import Author, record_event
from citizen.applications.lifecycle import Act, Standing, Status, follow
from citizen.applications.models import ApplicationEvent, Case, Correction, Objection
from citizen.applications.sent_models import CorrectionEnd
from citizen.applications.working_days import Pause
from citizen.core import clock
from citizen.core.errors import Conflict
from citizen.db.envelope import owned


class CaseChanged(Conflict):
    """Somebody else acted on the case meanwhile: nothing was done."""


#: Asked by every page of a case that was sent: built once.
_OF_CASE: sa.BindParameter[Any] = sa.bindparam("case")
_CORRECTIONS = sa.select(Correction).where(Correction.case_id == _OF_CASE).order_by(Correction.asked_at, Correction.id)
_OPEN_CORRECTION = sa.select(Correction).where(Correction.case_id == _OF_CASE, Correction.ended_at.is_(None))
_OPEN_OBJECTION = sa.select(Objection).where(Objection.case_id == _OF_CASE, Objection.answered_at.is_(None))
_MOVES = (
    sa.select(ApplicationEvent.to_status, ApplicationEvent.at)
    .where(ApplicationEvent.case_id == _OF_CASE, ApplicationEvent.from_status != ApplicationEvent.to_status)
    .order_by(ApplicationEvent.position)
)


def find_open_correction(session: Session, *, case: Case) -> Correction | None:
    """What the person is asked to put right, if anything."""
    return session.scalar(_OPEN_CORRECTION, {"case": case.id})


def list_corrections(session: Session, *, case: Case) -> list[Correction]:
    """Everything that was ever asked, oldest first."""
    return list(session.scalars(_CORRECTIONS, {"case": case.id}))


def find_open_objection(session: Session, *, case: Case) -> Objection | None:
    """The objection that waits for an answer, if any."""
    return session.scalar(_OPEN_OBJECTION, {"case": case.id})


def standing_of(session: Session, *, case: Case) -> Standing:
    """The status with the records beside it."""
    return _standing(session, case, is_to_correct=find_open_correction(session, case=case) is not None)


def way_of(session: Session, *, case: Case) -> Way:
    """The way of the case along the chain of its programme and district."""
    chains, asked = chain_file.load(), list_corrections(session, case=case)
    return Way(
        chains.chain_for(case.programme_id, case.district),
        _standing(session, case, is_to_correct=any(one.ended_at is None for one in asked)),
        _arrivals(session, case),
        chains.calendar,
        tuple(Pause(_day(one.asked_at), _day(one.ended_at) if one.ended_at else None) for one in asked),
    )


def act_on_case(
    session: Session,
    *,
    case: Case,
    act: Act,
    by: Author,
    detail: Mapping[str, Any] | None = None,
    seen: int | None = None,
    **changes: Any,
) -> Standing:
    """Do an act and record it: where it leads, `changes` of the row, and the event, in this transaction.

    `seen` is the version the actor decided upon, by default the one in hand. Raises NotPossibleNow when the act is not
    open, CaseChanged when the case is no longer at that version.
    """
    before = case.status
    standing = follow(standing_of(session, case=case), act)
    if standing.status is not before:
        changes |= {"status": standing.status, "status_since": clock.now()}
    if standing.opened and case.opened_at is None:
        changes["opened_at"] = clock.now()
    if changes.get("decision") is not None:
        changes["decision"] = owned(session, case.application_id, changes["decision"])
    _swap(session, case, case.version if seen is None else seen, changes)
    record_event(
        session,
        application=case.application,
        act=act,
        by=by,
        before=before,
        after=standing.status,
        case=case,
        detail=detail,
    )
    return standing


def _swap(session: Session, case: Case, version: int, changes: Mapping[str, Any]) -> None:
    """Change the row if it still is at this version and status; raises CaseChanged."""
    session.flush()
    changed = session.execute(
        sa.update(Case)
        .where(Case.id == case.id, Case.version == version, Case.status == case.status)
        .values(version=Case.version + 1, **changes)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise CaseChanged("case_changed")
    session.refresh(case)


def end_correction(session: Session, *, correction: Correction, end: CorrectionEnd) -> None:
    """The clock runs again. What was typed and never sent is forgotten."""
    correction.ended_at, correction.ended_as, correction.buffer = clock.now(), end, {}
    session.flush()


def _standing(session: Session, case: Case, *, is_to_correct: bool) -> Standing:
    return Standing(
        case.status,
        opened=case.opened_at is not None,
        correction_open=is_to_correct,
        objection_open=find_open_objection(session, case=case) is not None,
    )


def _arrivals(session: Session, case: Case) -> tuple[Arrival, ...]:
    first = Arrival(Status.DRAFT, _day(case.application.created_at))
    came = session.execute(_MOVES, {"case": case.id})
    return (first, *(Arrival(Status(status), _day(at)) for status, at in came))


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.LOCAL_ZONE).date()
