"""Erasing what is no longer needed: stages one after the other, each in batches, each batch a transaction of its own.

A run can be stopped anywhere and started again, also on several machines at once. Before it erases anything it looks
whether the clock can be right: what is erased by a clock that jumped is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import InstrumentedAttribute

from citizen.core import clock
from citizen.db.models import RetentionRun
from citizen.db.session import Database

#: Clocks of two machines may differ by so much.
_DIFFERENCE = timedelta(minutes=5)
Moments = Sequence[InstrumentedAttribute[datetime]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One kind of thing whose time can be over."""

    code: str
    #: What happens to it, for the operator.
    what: str
    #: How many are due now.
    count: Callable[[Session], int]
    #: Deals with at most so many; returns how many it dealt with, 0 when none is left.
    erase: Callable[[Session, int], int]


def clock_problem(session: Session, *, moments: Moments, gap: timedelta) -> str | None:
    """Why the clock cannot be trusted; None when it can. `moments` say when something last happened on this site."""
    now = clock.now()
    happened = [one for one in (session.scalar(sa.select(sa.func.max(column))) for column in moments) if one]
    if happened and max(happened) > now + _DIFFERENCE:
        return f"something happened at {_written(max(happened))}, which is later than now ({_written(now)})"
    last_run = session.scalar(sa.select(sa.func.max(RetentionRun.started_at)))
    if last_run and last_run > now + _DIFFERENCE:
        return f"the last run was at {_written(last_run)}, which is later than now ({_written(now)})"
    before = last_run or (max(happened) if happened else None)
    if before and now - before > gap:
        said = "the last run was" if last_run else "nothing has happened on this site since"
        return f"{said} at {_written(before)}, more than {gap.days} days before now ({_written(now)})"
    return None


def preview(database: Database, stages: Sequence[Stage]) -> dict[str, int]:
    """How many of each stage are due; nothing is changed."""
    with database.reading() as session:
        return {stage.code: stage.count(session) for stage in stages}


def run(database: Database, stages: Sequence[Stage], *, batch: int) -> dict[str, int]:
    """Deal with everything that is due; returns how many of each stage, which also stands in the database."""
    with database.writing() as session:
        record = RetentionRun(started_at=clock.now(), erased={})
        session.add(record)
        session.flush()
        run_id = record.id
    done: dict[str, int] = {}
    for stage in stages:
        done[stage.code] = _run_stage(database, stage, batch)
        with database.writing() as session:
            session.get_one(RetentionRun, run_id).erased = dict(done)
    with database.writing() as session:
        session.get_one(RetentionRun, run_id).finished_at = clock.now()
    return done


def _run_stage(database: Database, stage: Stage, batch: int) -> int:
    total = 0
    while True:
        with database.writing() as session:
            found = stage.erase(session, batch)
        total += found
        if not found:
            return total


def _written(moment: datetime) -> str:
    return moment.astimezone(clock.LOCAL_ZONE).strftime("%Y-%m-%d %H:%M")
