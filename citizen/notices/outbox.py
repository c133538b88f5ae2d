"""The outbox at work: who sends which notice, and what came of it. Callers own the transactions, and keep them short.

Nothing is locked. A notice is taken by a guarded update that names the state it must still have, so that of two senders
exactly one gets it, on SQLite and on PostgreSQL; its result counts only as long as the sender's lease is its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.notices.channels import Channel
from citizen.notices.delivery import LEASE, Event, State, after, event_after_failure, states_before, wait_before
from citizen.notices.kinds import Value, secret_kinds
from citizen.notices.models import WrittenNotice

#: Candidates that another sender may take first, looked at before giving up the round.
_MORE_CANDIDATES = 20
_UNCLAIMED = {"claimed_by": None, "claimed_until": None}
_ERASED: Mapping[str, Any] = {"values": {}, "address": None, "name": None}
#: What is secret is worth nothing after this time.
SECRET_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that one sender holds for the time of a lease."""

    id: uuid.UUID
    key: str
    kind: str
    about: str
    channel: Channel
    language: str
    address: str
    name: str
    large_print: bool
    values: Mapping[str, Value]
    written_at: datetime
    #: This attempt's number: 1, 2, 3 …
    attempt: int


@dataclass(frozen=True, slots=True)
class DeadNotice:
    """A notice that was given up, as operators see it: without name, address or words."""

    key: str
    kind: str
    about: str
    channel: Channel
    attempts: int
    problem: str
    settled_at: datetime
    can_be_retried: bool


def claim_due(session: Session, *, sender: str, channels: Collection[Channel], at_most: int) -> list[Claimed]:
    """Take up to `at_most` notices that are due, oldest first, for the time of a lease."""
    now = clock.now()
    is_due = sa.and_(WrittenNotice.channel.in_(channels), _may_be_claimed(now), _is_still_news(now))
    candidates = session.scalars(
        sa.select(WrittenNotice.id)
        .where(is_due)
        .order_by(WrittenNotice.due_at, WrittenNotice.id)
        .limit(at_most + _MORE_CANDIDATES)
    ).all()
    taken: list[Claimed] = []
    for notice_id in candidates:
        if len(taken) == at_most:
            break
        if _claim(session, notice_id, is_due, sender, now + LEASE):
            taken.append(_held(session.get_one(WrittenNotice, notice_id, populate_existing=True)))
    return taken


def claim_one(session: Session, *, sender: str, key: str) -> Claimed | None:
    """Take the notice of this key, if it is due and nobody else has it."""
    found = session.scalar(sa.select(WrittenNotice.id).where(WrittenNotice.key == key))
    now = clock.now()
    is_due = sa.and_(_may_be_claimed(now), _is_still_news(now))
    if found is None or not _claim(session, found, is_due, sender, now + LEASE):
        return None
    return _held(session.get_one(WrittenNotice, found, populate_existing=True))


def record_delivery(session: Session, *, notice: Claimed, sender: str, receipt: str = "", stays: bool = False) -> bool:
    """The gateway has taken it over. False when the notice is no longer this sender's. `stays`: it has not really left,
    somebody reads it here (in development).
    """
    change = {"settled_at": clock.now(), "receipt": receipt[:100] or None, "problem": None}
    return _finish(session, notice, sender, Event.ACCEPT, change if stays else {**change, **_nothing_left(notice)})


def record_refusal(session: Session, *, notice: Claimed, sender: str, problem: str) -> bool:
    """It can never go this way."""
    change = {"settled_at": clock.now(), "problem": problem, **_nothing_left(notice)}
    return _finish(session, notice, sender, Event.GIVE_UP, change)


def record_failure(
    session: Session, *, notice: Claimed, sender: str, problem: str, attempts_allowed: int, asked: timedelta
) -> Event:
    """It did not go this time; returns whether it will be tried again (POSTPONE) or not (GIVE_UP)."""
    event = event_after_failure(notice.attempt, at_most=attempts_allowed)
    if event is Event.GIVE_UP:
        record_refusal(session, notice=notice, sender=sender, problem=problem)
    else:
        due_at = clock.now() + wait_before(notice.attempt, notice.key, asked)
        _finish(session, notice, sender, event, {"due_at": due_at, "problem": problem})
    return event


def release(session: Session, *, notice: Claimed, sender: str) -> None:
    """Give it back untried: the fault was ours, and the attempt does not count."""
    _finish(session, notice, sender, Event.POSTPONE, {"attempts": WrittenNotice.attempts - 1})


def give_up_hopeless(session: Session, *, attempts_allowed: int, oldest: datetime) -> int:
    """Give up what is too old to be news, and what took its sender down with it every time. Returns how many."""
    now = clock.now()
    too_old = sa.and_(WrittenNotice.written_at < oldest, _may_be_claimed(now, even_early=True))
    sender_died = sa.and_(
        WrittenNotice.state == State.SENDING,
        WrittenNotice.claimed_until <= now,
        WrittenNotice.attempts >= attempts_allowed,
    )
    stale = sa.and_(
        _is_secret(), WrittenNotice.written_at < now - SECRET_LIFETIME, _may_be_claimed(now, even_early=True)
    )
    gone = {"state": State.DEAD, "settled_at": now, "problem": "too_old", **_UNCLAIMED, **_ERASED}
    too_late = sa.and_(sa.not_(_is_still_news(now)), _may_be_claimed(now, even_early=True))
    return _update(session, stale, gone) + sum(
        _update(session, condition, {"state": State.DEAD, "settled_at": now, "problem": problem, **_UNCLAIMED})
        for problem, condition in (("too_late", too_late), ("too_old", too_old), ("sender_died", sender_died))
    )


def count_waiting(session: Session) -> dict[Channel, int]:
    """How many notices of each channel are due and not delivered."""
    now = clock.now()
    rows = session.execute(
        sa.select(WrittenNotice.channel, sa.func.count())
        .where(_may_be_claimed(now), _is_still_news(now))
        .group_by(WrittenNotice.channel)
    )
    return dict(rows.all())


def list_dead(session: Session) -> list[DeadNotice]:
    """What was given up, oldest first."""
    rows = session.scalars(
        sa.select(WrittenNotice)
        .where(WrittenNotice.state == State.DEAD)
        .order_by(WrittenNotice.settled_at, WrittenNotice.key)
    )
    return [
        DeadNotice(
            key=row.key,
            kind=row.kind,
            about=row.about,
            channel=row.channel,
            attempts=row.attempts,
            problem=row.problem or "",
            settled_at=row.settled_at or row.written_at,
            can_be_retried=row.address is not None,
        )
        for row in rows
    ]


def retry_notice(session: Session, *, key: str) -> None:
    """Queue a dead notice again, with all its attempts. Raises NotFound, or Conflict when its address is erased."""
    row = session.scalar(sa.select(WrittenNotice).where(WrittenNotice.key == key, WrittenNotice.state == State.DEAD))
    if row is None:
        raise NotFound("notice")
    if row.address is None:
        raise Conflict("address_erased")
    _retry(session, WrittenNotice.key == key)


def retry_all(session: Session) -> int:
    """Queue every dead notice that still has an address; returns how many."""
    return _retry(session, sa.true())


def erase_addresses(session: Session, *, settled_before: datetime) -> int:
    """Erase names and addresses of what was delivered, given up or cancelled before; returns of how many notices."""
    has_one = sa.or_(WrittenNotice.address.is_not(None), WrittenNotice.name.is_not(None))
    is_over = sa.and_(WrittenNotice.settled_at < settled_before, has_one)
    return _update(session, is_over, {"address": None, "name": None})


def _is_secret() -> sa.ColumnElement[bool]:
    return WrittenNotice.kind.in_(secret_kinds())


def _nothing_left(notice: Claimed) -> Mapping[str, Any]:
    """What is erased of a secret when it has left, or never will."""
    return _ERASED if notice.kind in secret_kinds() else {}


def count_secrets(session: Session) -> int:
    """How many `forget_secrets` would delete."""
    return session.scalar(sa.select(sa.func.count()).select_from(WrittenNotice).where(_is_old_secret())) or 0


def forget_secrets(session: Session) -> int:
    """Delete the rows of what was secret, a day later: nobody asks for them any more. Returns how many."""
    result = session.execute(sa.delete(WrittenNotice).where(_is_old_secret()))
    return int(getattr(result, "rowcount", 0))


def _is_old_secret() -> sa.ColumnElement[bool]:
    return sa.and_(_is_secret(), WrittenNotice.written_at < clock.now() - timedelta(days=1))


def _is_still_news(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(WrittenNotice.not_after.is_(None), WrittenNotice.not_after > now)


def _may_be_claimed(now: datetime, *, even_early: bool = False) -> sa.ColumnElement[bool]:
    is_queued = WrittenNotice.state == State.QUEUED
    return sa.or_(
        is_queued if even_early else sa.and_(is_queued, WrittenNotice.due_at <= now),
        sa.and_(WrittenNotice.state == State.SENDING, WrittenNotice.claimed_until <= now),
    )


def _claim(
    session: Session, notice_id: uuid.UUID, is_due: sa.ColumnElement[bool], sender: str, until: datetime
) -> bool:
    change = {
        "state": after(State.QUEUED, Event.CLAIM),
        "claimed_by": sender,
        "claimed_until": until,
        "attempts": WrittenNotice.attempts + 1,
    }
    return _update(session, sa.and_(WrittenNotice.id == notice_id, is_due), change) == 1


def _finish(session: Session, notice: Claimed, sender: str, event: Event, change: Mapping[str, Any]) -> bool:
    is_mine = sa.and_(
        WrittenNotice.id == notice.id, WrittenNotice.state == State.SENDING, WrittenNotice.claimed_by == sender
    )
    return _update(session, is_mine, {**change, "state": after(State.SENDING, event), **_UNCLAIMED}) == 1


def _retry(session: Session, which: sa.ColumnElement[bool]) -> int:
    can_go = sa.and_(which, WrittenNotice.state.in_(states_before(Event.RETRY)), WrittenNotice.address.is_not(None))
    now = clock.now()
    change = {
        "state": after(State.DEAD, Event.RETRY),
        "attempts": 0,
        "due_at": now,
        # A notice that was given up for its age is news again: somebody decided so.
        "written_at": sa.case((WrittenNotice.problem == "too_old", now), else_=WrittenNotice.written_at),
        "settled_at": None,
        "problem": None,
    }
    return _update(session, can_go, change)


def _update(session: Session, condition: sa.ColumnElement[bool], change: Mapping[str, Any]) -> int:
    statement = sa.update(WrittenNotice).where(condition).values(dict(change))
    result = session.execute(statement.execution_options(synchronize_session=False))
    return int(getattr(result, "rowcount", 0))


def _held(row: WrittenNotice) -> Claimed:
    return Claimed(
        id=row.id,
        key=row.key,
        kind=row.kind,
        about=row.about,
        channel=row.channel,
        language=row.language,
        address=row.address or "",
        name=row.name or "",
        large_print=row.large_print,
        values=row.values,
        written_at=row.written_at,
        attempt=row.attempts,
    )
