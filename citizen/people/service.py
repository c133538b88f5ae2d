"""Visits, grants and attempts. Callers own the transaction."""

from __future__ import annotations

import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import TooMany
from citizen.db.sealing import keyed_hash
from citizen.people.models import Attempt, Grant, Visit

VISIT_LIFETIME = timedelta(days=30)
_TOUCH_EVERY = timedelta(seconds=20)
_ATTEMPT_WINDOW = timedelta(minutes=10)
_ATTEMPTS_ALLOWED = 10


def find_visit(session: Session, *, key: str, kiosk_idle_limit: timedelta) -> Visit | None:
    """The live visit of a browser key. On a kiosk a visit ends by itself when nobody touches the screen."""
    visit = session.scalar(sa.select(Visit).where(Visit.key_hash == keyed_hash("visit", key)))
    if visit is None or visit.ended_at is not None:
        return None
    limit = kiosk_idle_limit if visit.on_kiosk else VISIT_LIFETIME
    return visit if visit.last_seen_at + limit > clock.now() else None


def start_visit(session: Session, *, key: str, on_kiosk: bool) -> Visit:
    """A visit for a browser key that has none."""
    now = clock.now()
    visit = Visit(key_hash=keyed_hash("visit", key), on_kiosk=on_kiosk, created_at=now, last_seen_at=now)
    session.add(visit)
    session.flush()
    return visit


def key_is_used(session: Session, *, key: str) -> bool:
    """Whether any visit, live or ended, ever had this key."""
    return session.scalar(sa.select(Visit.id).where(Visit.key_hash == keyed_hash("visit", key))) is not None


def set_subject(session: Session, *, visit_id: uuid.UUID, relation: str, name: str) -> None:
    """For whom this visit acts from now on."""
    session.execute(sa.update(Visit).where(Visit.id == visit_id).values(relation=relation, subject_name=name or None))


def end_visit(session: Session, *, visit_id: uuid.UUID) -> None:
    """Nothing of this visit can be opened with its key any more."""
    session.execute(
        sa.update(Visit).where(Visit.id == visit_id).values(ended_at=clock.now(), relation=None, subject_name=None)
    )
    session.execute(sa.delete(Grant).where(Grant.visit_id == visit_id))


def needs_touch(visit: Visit) -> bool:
    """Whether "last seen" is old enough to be written again."""
    return clock.now() - visit.last_seen_at > _TOUCH_EVERY


def touch_visit(session: Session, *, visit_id: uuid.UUID) -> None:
    session.execute(
        sa.update(Visit).where(Visit.id == visit_id, Visit.ended_at.is_(None)).values(last_seen_at=clock.now())
    )


def stale_visits(session: Session, *, kiosk_idle_limit: timedelta, at_most: int) -> list[uuid.UUID]:
    """Visits that nobody can open any more but that have not been ended, oldest first."""
    now = clock.now()
    too_old = sa.or_(
        sa.and_(Visit.on_kiosk, Visit.last_seen_at < now - kiosk_idle_limit),
        Visit.last_seen_at < now - VISIT_LIFETIME,
    )
    return list(
        session.scalars(
            sa.select(Visit.id)
            .where(Visit.ended_at.is_(None), too_old)
            .order_by(Visit.last_seen_at, Visit.id)
            .limit(at_most)
        )
    )


def grant_access(session: Session, *, visit_id: uuid.UUID, reference: str) -> None:
    """This visit may open the thing with this reference from now on."""
    if not has_access(session, visit_id=visit_id, reference=reference):
        session.add(Grant(visit_id=visit_id, reference=reference, granted_at=clock.now()))
        session.flush()


def has_access(session: Session, *, visit_id: uuid.UUID, reference: str) -> bool:
    return session.get(Grant, (visit_id, reference)) is not None


def granted_references(session: Session, *, visit_id: uuid.UUID) -> list[str]:
    """The references of other visits' things that this visit may open."""
    return list(session.scalars(sa.select(Grant.reference).where(Grant.visit_id == visit_id)))


def check_attempts(session: Session, *, scopes: list[str]) -> None:
    """Raises TooMany when one of the scopes (an address, a reference) had too many failures lately."""
    since = clock.now() - _ATTEMPT_WINDOW
    for scope in scopes:
        count = session.scalar(
            sa.select(sa.func.count())
            .select_from(Attempt)
            .where(Attempt.scope_hash == keyed_hash("attempt", scope), Attempt.at > since)
        )
        if (count or 0) >= _ATTEMPTS_ALLOWED:
            raise TooMany("attempts")


def record_attempt(session: Session, *, scopes: list[str]) -> None:
    """Count a failure. Call it in a short transaction of its own, so that it stays whatever the answer."""
    session.add_all(Attempt(scope_hash=keyed_hash("attempt", scope), at=clock.now()) for scope in scopes)
    session.flush()


def forget_old(session: Session) -> int:
    """Remove attempts that no longer count; returns how many."""
    result = session.execute(sa.delete(Attempt).where(Attempt.at < clock.now() - _ATTEMPT_WINDOW))
    return int(getattr(result, "rowcount", 0))
