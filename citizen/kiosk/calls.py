"""Somebody at a terminal wants a member of staff to come. It says where and in what way, never who. Callers own the
transaction.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.kiosk.models import StaffCall, Terminal
from citizen.people.models import Visit
from citizen.staff import service as staff
from citizen.staff.duties import Duty, Member, may

#: What was done with shows so long, so that two members of staff know of each other.
_SHOWN_AFTERWARDS = timedelta(hours=2)
#: Who called in the morning is no longer there in the evening.
_OPEN_AT_MOST = timedelta(hours=4)


class Reason(StrEnum):
    """In what way help is wanted. Anything else is said when somebody is there."""

    HELP = "help"
    FAULT = "fault"
    SIGN = "sign"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as the desk sees it."""

    id: uuid.UUID
    terminal: str
    place: str
    hall: str
    reason: Reason
    called_at: datetime
    answered_at: datetime | None
    #: Name and work number of who goes, or went.
    answered_by: tuple[str, str] | None
    ended_at: datetime | None


def call_staff(session: Session, *, terminal_id: uuid.UUID, district: str) -> StaffCall:
    """Pressing twice is calling once."""
    open_one = session.scalars(
        sa.select(StaffCall).where(StaffCall.terminal_id == terminal_id, *_still_open()).order_by(StaffCall.called_at)
    ).first()
    if open_one is not None:
        return open_one
    made = StaffCall(terminal_id=terminal_id, district=district, reason=Reason.HELP.value, called_at=clock.now())
    session.add(made)
    session.flush()
    return made


def get_call(session: Session, *, call_id: uuid.UUID, terminal_id: uuid.UUID | None) -> StaffCall:
    """:raises NotFound: there is none, or it was made at another terminal."""
    found = session.get(StaffCall, call_id)
    if found is None or terminal_id is None or found.terminal_id != terminal_id:
        raise NotFound("call")
    return found


def say_why(session: Session, *, call: StaffCall, reason: Reason) -> None:
    if call.ended_at is None:
        call.reason = reason.value
        session.flush()


def take_back(session: Session, *, call: StaffCall) -> None:
    """It is no longer needed. Saying it twice changes nothing."""
    if call.ended_at is None:
        call.ended_at = clock.now()
        session.flush()


def is_anybody_there(session: Session, *, district: str) -> bool:
    """Whether a member of staff who runs the hall is signed in now, and so can see a call."""
    at_work = sa.select(Visit.staff_id).where(
        Visit.staff_id.is_not(None),
        Visit.is_assisted.is_(False),
        Visit.ended_at.is_(None),
        Visit.expires_at > clock.now(),
    )
    members = (staff.find_member(session, member_id=one) for one in session.scalars(at_work.distinct()) if one)
    return any(member is not None and may(member, Duty.RUN_HALL, district=district) for member in members)


def list_open(session: Session, *, district: str) -> list[Call]:
    """Those that wait, the longest first, then those somebody goes to."""
    found = session.execute(_with_terminals(district).where(*_still_open()).order_by(StaffCall.called_at))
    calls = [_call(session, row[0], row[1]) for row in found]
    return sorted(calls, key=lambda one: one.answered_at is not None)


def list_done(session: Session, *, district: str) -> list[Call]:
    """What was done with lately, the newest first."""
    lately = StaffCall.ended_at > clock.now() - _SHOWN_AFTERWARDS
    found = session.execute(_with_terminals(district).where(lately).order_by(StaffCall.ended_at.desc()).limit(20))
    return [_call(session, row[0], row[1]) for row in found]


def answer(session: Session, *, member: Member, call_id: uuid.UUID) -> None:
    """This member goes there. Of two who press at once one goes.

    :raises Conflict: somebody else goes already, or it is over.
    """
    _get_of_district(session, member, call_id)
    taken = session.execute(
        sa.update(StaffCall)
        .where(StaffCall.id == call_id, StaffCall.answered_at.is_(None), StaffCall.ended_at.is_(None))
        .values(answered_at=clock.now(), answered_by=member.id)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise Conflict("answered_already")


def finish(session: Session, *, member: Member, call_id: uuid.UUID) -> None:
    """Helped. Who did not say before that they go is written down as who did."""
    found = _get_of_district(session, member, call_id)
    if found.ended_at is not None:
        return
    if found.answered_at is None:
        found.answered_at, found.answered_by = clock.now(), member.id
    found.ended_at = clock.now()
    session.flush()


def is_old() -> sa.ColumnElement[bool]:
    """Calls of more than 30 days ago say nothing to anybody."""
    return StaffCall.called_at < clock.now() - timedelta(days=30)


def forget_old(session: Session) -> int:
    """Returns how many went."""
    old = sa.delete(StaffCall).where(is_old())
    return int(getattr(session.execute(old.execution_options(synchronize_session=False)), "rowcount", 0))


def _still_open() -> tuple[sa.ColumnElement[bool], ...]:
    return StaffCall.ended_at.is_(None), StaffCall.called_at > clock.now() - _OPEN_AT_MOST


def _get_of_district(session: Session, member: Member, call_id: uuid.UUID) -> StaffCall:
    found = session.get(StaffCall, call_id, populate_existing=True)
    if found is None or found.district != member.district:
        raise NotFound("call")
    return found


def _with_terminals(district: str) -> sa.Select[StaffCall, Terminal]:
    joined = sa.select(StaffCall, Terminal).join(Terminal, Terminal.id == StaffCall.terminal_id)
    return joined.where(StaffCall.district == district)


def _call(session: Session, row: StaffCall, terminal: Terminal) -> Call:
    by = None if row.answered_by is None else staff.name_of(session, member_id=row.answered_by)
    return Call(
        id=row.id,
        terminal=terminal.code,
        place=terminal.name,
        hall=terminal.hall,
        reason=Reason(row.reason),
        called_at=row.called_at,
        answered_at=row.answered_at,
        answered_by=by,
        ended_at=row.ended_at,
    )
