"""Sessions of staff, and sessions that staff open for somebody who is present. Callers own the transaction.

The two never share a key. When a session for somebody begins, the member's own is over: whoever sits at the screen then
finds no page of the staff behind the Back button, whatever they do. Afterwards the member signs in again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db.sealing import keyed_hash
from citizen.people import service as people
from citizen.people.endings import end_and_forget
from citizen.people.models import Visit
from citizen.people.sessions import OverSession
from citizen.staff import service
from citizen.staff.duties import Member

#: A working day; then the member signs in again.
AT_MOST = timedelta(hours=12)
#: How exactly "not used for so long" is kept.
_STEP = timedelta(minutes=1)


class StaffWayIn(StrEnum):
    """How a member of staff proved who they are."""

    ENROLMENT = "enrolment"
    CODE = "code"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class StaffSession:
    """Who is signed in as staff in a visit, and until when."""

    member: Member
    visit: people.LiveVisit


def sign_in(
    session: Session, *, key: str, member: Member, way_in: StaffWayIn, on_kiosk: bool, idle: timedelta
) -> Visit:
    """A new visit, about nobody, in which this member is signed in."""
    visit = people.start_visit(session, key=key, on_kiosk=on_kiosk)
    now = clock.now()
    visit.staff_id, visit.signed_in_at, visit.way_in, visit.expires_at = member.id, now, way_in.value, now + idle
    session.flush()
    return visit


def session_of(session: Session, *, visit: people.LiveVisit | None) -> StaffSession | None:
    """The member who is signed in in this live visit; never in one that was opened for somebody else."""
    if visit is None or visit.staff_id is None or visit.is_assisted or visit.person_id is not None:
        return None
    member = service.find_member(session, member_id=visit.staff_id)
    return None if member is None else StaffSession(member, visit)


def find_over(session: Session, *, key: str) -> OverSession | None:
    """The session of staff this browser had, if its time is over: not one that was ended, nor one of somebody who was
    revoked, nor one that was opened for somebody present.
    """
    visit = session.scalar(sa.select(Visit).where(Visit.key_hash == keyed_hash("visit", key)))
    if visit is None or visit.staff_id is None or visit.is_assisted or visit.person_id or visit.ended_at:
        return None
    if visit.expires_at is None or visit.expires_at > clock.now():
        return None
    is_enrolled = service.find_member(session, member_id=visit.staff_id) is not None
    return OverSession(visit.id, visit.staff_id, visit.on_kiosk, was_ended=False) if is_enrolled else None


def moved_on(visit: people.LiveVisit, *, idle: timedelta) -> datetime | None:
    """When the visit ends if it was used now; None when that is not worth writing."""
    since = visit.signed_in_at or visit.created_at
    later = min(clock.now() + idle, since + AT_MOST)
    return later if visit.expires_at is not None and later - visit.expires_at > _STEP else None


def keep_until(session: Session, *, visit: people.LiveVisit, expires_at: datetime) -> None:
    """It was used."""
    session.execute(
        sa.update(Visit)
        .where(Visit.id == visit.id, Visit.ended_at.is_(None))
        .values(expires_at=expires_at)
        .execution_options(synchronize_session=False)
    )


def open_for_somebody(session: Session, *, staff: StaffSession, key: str, on_kiosk: bool, idle: timedelta) -> Visit:
    """A visit for the person who is present; the member's own is over. The new visit carries who helps, and opens no
    page of the staff.
    """
    end_and_forget(session, visit_id=staff.visit.id)
    visit = people.start_visit(session, key=key, on_kiosk=on_kiosk)
    now = clock.now()
    visit.staff_id, visit.is_assisted, visit.expires_at = staff.member.id, True, now + idle
    # Of AT_MOST and of nothing else: who signs in later gets a visit of their own.
    visit.signed_in_at = now
    session.flush()
    return visit
