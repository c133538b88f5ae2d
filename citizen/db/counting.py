"""Counts that all processes of a site share: one row for a scope and a period, added to in a single statement."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db.models import RequestCount

PERIOD_SECONDS = 600


def period_now() -> int:
    """The period that runs now."""
    return int(clock.now().timestamp()) // PERIOD_SECONDS


def seconds_left() -> int:
    """Until the next period begins: at least 1."""
    return PERIOD_SECONDS - int(clock.now().timestamp()) % PERIOD_SECONDS


def add(session: Session, *, scope_hash: str, period: int, amount: int) -> int:
    """Add this much; returns what all processes together have added in the period."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(RequestCount).values(scope_hash=scope_hash, period=period, amount=amount)
    more = row.on_conflict_do_update(
        index_elements=[RequestCount.scope_hash, RequestCount.period],
        set_={"amount": RequestCount.amount + row.excluded.amount},
    ).returning(RequestCount.amount)
    return int(session.execute(more).scalar_one())


def is_over() -> sa.ColumnElement[bool]:
    """Which counts no longer count."""
    return RequestCount.period < period_now()


def forget_over(session: Session) -> int:
    """Remove the counts of periods that are over; returns how many."""
    result = session.execute(sa.delete(RequestCount).where(is_over()))
    return int(getattr(result, "rowcount", 0))
