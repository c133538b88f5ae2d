"""Visits, grants and attempts. Callers own the transaction."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock, security_log
from citizen.core.errors import NotFound, TooMany
from citizen.db.one_row import OneRow, Where
from citizen.db.sealing import keyed_hash
from citizen.people.models import Attempt, Grant, Person, Visit

VISIT_LIFETIME = timedelta(days=30)
#: So long after the end of a session its person may still go on in the same browser by signing in again.
_GRACE = timedelta(days=1)
#: A session in which somebody is signed in ends then, however much it is used.
SIGNED_IN_AT_MOST = timedelta(days=30)
_TOUCH_EVERY = timedelta(seconds=20)
ATTEMPT_WINDOW = timedelta(minutes=10)
ATTEMPTS_ALLOWED = 10
#: In a hall, or with a carrier, many people share one address. What they try at is guarded by a count of its own.
_FROM_ONE_ADDRESS = 60
#: The same for eight digits that are good for minutes only, and that many people in one hall may be typing.
SLIPS_IN_A_HALL = 30
_signed_in_limit = timedelta(hours=12)


def use_signed_in_limit(limit: timedelta) -> None:
    """After this time without use whoever is signed in is asked to sign in again. Process-wide, like the keys: nobody
    who looks for a visit can forget it.
    """
    global _signed_in_limit
    _signed_in_limit = limit


def signed_in_limit() -> timedelta:
    return _signed_in_limit


class LiveVisit(NamedTuple):
    """A visit as a request reads it."""

    id: uuid.UUID
    on_kiosk: bool
    created_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None
    relation: str | None
    subject_name: str | None
    person_id: uuid.UUID | None
    signed_in_at: datetime | None
    way_in: str | None
    expires_at: datetime | None
    device: str | None
    subject_id: uuid.UUID | None
    staff_id: uuid.UUID | None
    is_assisted: bool
    is_folder: bool


AnyVisit = Visit | LiveVisit
_BY_KEY = OneRow(
    LiveVisit,
    sa.select(*(getattr(Visit, name) for name in LiveVisit._fields)).where(Visit.key_hash == sa.bindparam("hash")),
)


def is_over(visit: AnyVisit) -> bool:
    """Whether the time of a session is over in which somebody is signed in; other visits know no such time."""
    return visit.person_id is not None and clock.now() >= ends_at(visit, last_used=visit.last_seen_at)


def ends_at(visit: AnyVisit, *, last_used: datetime) -> datetime:
    """When a session ends in which somebody is signed in, if nobody uses it after this moment."""
    since = visit.signed_in_at or visit.created_at
    ends = min(last_used + _signed_in_limit, since + SIGNED_IN_AT_MOST)
    return ends if visit.expires_at is None else min(ends, visit.expires_at)


def find_visit(where: Where, *, key: str, kiosk_idle_limit: Callable[[], timedelta]) -> LiveVisit | None:
    """The live visit of a browser key. On a kiosk a visit ends by itself when nobody touches the screen."""
    visit = _BY_KEY.find(where, hash=keyed_hash("visit", key))
    if visit is None or visit.ended_at is not None or visit.is_folder:
        return None
    now = clock.now()
    if is_over(visit) or (visit.expires_at is not None and visit.expires_at <= now):
        return None
    limit = kiosk_idle_limit() if visit.on_kiosk else VISIT_LIFETIME
    return visit if visit.last_seen_at + limit > now else None


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
    session.execute(
        sa.update(Visit)
        .where(Visit.id == visit_id)
        .values(relation=relation, subject_name=name or None, subject_id=None)
        .execution_options(synchronize_session="fetch")
    )


def set_subject_person(session: Session, *, visit_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """This visit acts from now on for a person with a folder of their own. The caller has checked that it may."""
    session.execute(
        sa.update(Visit)
        .where(Visit.id == visit_id)
        .values(subject_id=person_id, relation=None, subject_name=None)
        .execution_options(synchronize_session="fetch")
    )


def get_person(session: Session, *, person_id: uuid.UUID) -> Person:
    """:raises NotFound: nobody, or somebody who had everything erased."""
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise NotFound("person")
    return person


def add_person(session: Session, *, name: str | None, birth_date: str | None = None) -> Person:
    """Somebody with a folder of their own, in which nothing is yet."""
    now = clock.now()
    folder = Visit(
        key_hash=keyed_hash("folder", secrets.token_hex(32)), created_at=now, last_seen_at=now, is_folder=True
    )
    session.add(folder)
    session.flush()
    person = Person(folder_id=folder.id, name=name or None, birth_date=birth_date, reading={}, created_at=now)
    session.add(person)
    session.flush()
    return person


def sign_in_visit(
    session: Session, *, key: str, person_id: uuid.UUID, way_in: str, on_kiosk: bool, device: str | None
) -> Visit:
    """A new visit in which this person is signed in: never the visit the browser had before."""
    visit = start_visit(session, key=key, on_kiosk=on_kiosk)
    visit.person_id, visit.signed_in_at, visit.way_in, visit.device = person_id, clock.now(), way_in, device
    session.flush()
    return visit


def end_visit(session: Session, *, visit_id: uuid.UUID) -> None:
    """Nothing of this visit can be opened with its key any more."""
    session.execute(
        sa.update(Visit)
        .where(Visit.id == visit_id)
        .values(ended_at=clock.now(), relation=None, subject_name=None, subject_id=None)
    )
    session.execute(sa.delete(Grant).where(Grant.visit_id == visit_id))


def needs_touch(visit: AnyVisit) -> bool:
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
        Visit.expires_at < now - _GRACE,
    )
    return list(
        session.scalars(
            sa.select(Visit.id)
            .where(Visit.ended_at.is_(None), Visit.is_folder.is_(False), too_old)
            .order_by(Visit.last_seen_at, Visit.id)
            .limit(at_most)
        )
    )


def grant_access(session: Session, *, visit_id: uuid.UUID, reference: str) -> None:
    """This visit may open the thing with this reference from now on."""
    if not has_access(session, visit_id=visit_id, reference=reference):
        session.add(Grant(visit_id=visit_id, reference=reference, granted_at=clock.now()))
        session.flush()


def has_access(session: Session, *, visit_id: uuid.UUID | None, reference: str) -> bool:
    """Whether this visit proved that it may open the thing with this reference; no visit has proved anything."""
    return visit_id is not None and session.get(Grant, (visit_id, reference)) is not None


def granted_references(session: Session, *, visit_id: uuid.UUID | None) -> list[str]:
    """The references of other visits' things that this visit may open."""
    return list(session.scalars(sa.select(Grant.reference).where(Grant.visit_id == visit_id)))


def forget_access(session: Session, *, reference: str) -> None:
    """Nobody may open the thing with this reference any more: it is gone."""
    session.execute(sa.delete(Grant).where(Grant.reference == reference))


def check_attempts(session: Session, *, scopes: list[str], allowed: int = ATTEMPTS_ALLOWED) -> None:
    """Raises TooMany when one of the scopes (a place, a reference) had too many failures lately. Beside something else
    a place is allowed more: it may be many people.
    """
    since = clock.now() - ATTEMPT_WINDOW
    for scope in scopes:
        count = session.scalar(
            sa.select(sa.func.count())
            .select_from(Attempt)
            .where(Attempt.scope_hash == keyed_hash("attempt", scope), Attempt.at > since)
        )
        is_shared = len(scopes) > 1 and scope.startswith("address:")
        if (count or 0) >= (_FROM_ONE_ADDRESS if is_shared else allowed):
            raise TooMany("attempts")


def record_attempt(session: Session, *, scopes: list[str]) -> None:
    """Count a failure. Call it in a short transaction of its own, so that it stays whatever the answer."""
    security_log.note("attempt-failed", at=scopes[0].partition(":")[0].replace(" ", "-"))
    session.add_all(Attempt(scope_hash=keyed_hash("attempt", scope), at=clock.now()) for scope in scopes)
    session.flush()


def forget_old(session: Session) -> int:
    """Remove attempts that no longer count; returns how many."""
    result = session.execute(sa.delete(Attempt).where(Attempt.at < clock.now() - ATTEMPT_WINDOW))
    return int(getattr(result, "rowcount", 0))
