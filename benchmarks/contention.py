"""Eight processes book at once, beside eight processes that make the bare statement: on both databases, durably.

Everybody wants what everybody wants: one session of a group, so that all meet at one row, and one seat each. The bare
statement is the guarded UPDATE of that row in a transaction of its own. Rounds of both in turns; every commit is timed.
"""

from __future__ import annotations

import logging
import multiprocessing
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median, quantiles
from typing import TypeAlias

import sqlalchemy as sa

from benchmarks.opening import world
from benchmarks.served import ENGINES, fresh_database
from benchmarks.table import show, times
from citizen import config, create_app
from citizen.booking import group_sessions, service
from citizen.booking.models import Booking, GroupSession, SessionSeat
from citizen.booking.terms import BookingState
from citizen.core import clock
from citizen.db.session import Database
from citizen.people.models import Visit
from citizen.proxies.authority import Who
from tests.support.postgres import NoServer

_PROCESSES, _ROUNDS, _IN_A_ROUND = 8, 4, 6
_WORKS = ("bare statement", "booking")
_SEATS = 100_000

#: Seconds of every commit, by work and round.
Spent: TypeAlias = dict[str, list[list[float]]]


class Inconsistent(Exception):
    """What the processes were told is not what the database holds: such figures are worth nothing."""


def run() -> None:
    """Both databases, one table each."""
    logging.disable(logging.WARNING)
    for engine in ENGINES:
        try:
            with tempfile.TemporaryDirectory() as folder, fresh_database(engine, Path(folder)) as url:
                _show(engine, _measured(url, Path(folder)))
        except NoServer as reason:
            print(f"Commits under contention on {engine}: not measured: {reason}")


def _show(engine: str, spent: Spent) -> None:
    bare = spent["bare statement"]
    rows = []
    for name, rounds in spent.items():
        found = [_marks(one) for one in rounds]
        against = [_marks(one)[0] for one in bare]
        rows.append(
            [
                name,
                f"{1000 * median(half for half, _ in found):.1f}",
                f"{1000 * median(most for _, most in found):.1f}",
                times(median(most / half for half, most in found)),
                times(median(half / least for (half, _), least in zip(found, against, strict=True))),
            ]
        )
    show(
        f"Commits under contention on {engine}: {_PROCESSES} processes, one session, durable writes",
        ("work", "p50, ms", "p99, ms", "p99 / p50", "p50 / p50 of the bare statement"),
        rows,
        "a booking is two commits, holding a seat and confirming it; each of them counts",
    )


def _marks(spent: Sequence[float]) -> tuple[float, float]:
    marks = quantiles(spent, n=100)
    return marks[49], marks[98]


def _measured(url: str, folder: Path) -> Spent:
    settings = replace(config.for_tests(database_url=url), papers_folder=folder / "papers")
    session_id, waiting = _prepare(settings)
    context = multiprocessing.get_context("fork")  # nothing is open here: every process opens its own connections
    gate, told = context.Barrier(_PROCESSES), context.SimpleQueue()
    share = len(waiting) // _PROCESSES
    players = [
        context.Process(target=_player, args=(url, session_id, waiting[n * share : (n + 1) * share], gate, told))
        for n in range(_PROCESSES)
    ]
    for one in players:
        one.start()
    answers = [told.get() for _ in players]
    for one in players:
        one.join()
    _check(settings, len(waiting))
    return {name: [[s for answer in answers for s in answer[name][n]] for n in range(_ROUNDS)] for name in _WORKS}


def _player(url: str, session_id: uuid.UUID, waiting: list[uuid.UUID], gate: Barrier, told: SimpleQueue[Spent]) -> None:
    """One process: the rounds in step with all others, each person once."""
    database = Database(url)
    people = iter(waiting)
    works: dict[str, Callable[[], list[float]]] = {
        "bare statement": lambda: [_timed(lambda: _bare(database, session_id))],
        "booking": lambda: _book(database, session_id, Who(visit_id=next(people))),
    }
    _bare(database, session_id)  # the first connection of the process
    spent: Spent = {name: [] for name in _WORKS}
    for number in range(_ROUNDS):
        for name in _WORKS if number % 2 else reversed(_WORKS):
            gate.wait()
            spent[name].append([one for _ in range(_IN_A_ROUND) for one in works[name]()])
    told.put(spent)
    database.dispose()


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@cache
def _statement() -> sa.Update:
    row = GroupSession.__table__.c
    guarded = sa.update(GroupSession.__table__).where(row.id == sa.bindparam("one"), row.booked < row.capacity)
    return guarded.values(booked=row.booked)  # it locks, guards and writes the row; the count stays true


def _bare(database: Database, session_id: uuid.UUID) -> None:
    with database.writer.begin() as connection:
        if connection.execute(_statement(), {"one": session_id}).rowcount != 1:
            raise Inconsistent("the bare statement found no row")


def _book(database: Database, session_id: uuid.UUID, who: Who) -> list[float]:
    """Hold a seat, confirm it: the seconds of each."""
    reference = ""

    def hold() -> None:
        nonlocal reference
        with database.writing() as session:
            group = session.get_one(GroupSession, session_id)
            held = group_sessions.hold_seat(session, who=who, code=group.code, needs=(), hold_minutes=20)
            reference = held.public_ref

    def confirm() -> None:
        with database.writing() as session:
            service.confirm_booking(session, who=who, reference=reference, contact=service.Contact("甲"))

    return [_timed(hold), _timed(confirm)]


def _prepare(settings: config.Settings) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """The session, and a visit for everybody."""
    database: Database = create_app(settings).extensions["database"]
    now = clock.now()
    count = _PROCESSES * _ROUNDS * _IN_A_ROUND
    with database.writing() as session:
        world.build(session, places=10)
        group = session.scalars(sa.select(GroupSession)).one()
        group.capacity = _SEATS
        visits = [Visit(key_hash=f"{n}", created_at=now, last_seen_at=now) for n in range(count)]
        session.add_all(visits)
        session.flush()
        found = group.id, [one.id for one in visits]
    database.dispose()
    return found


def _check(settings: config.Settings, people: int) -> None:
    """Everybody has one seat, and nobody has another's."""
    database = Database(settings.database_url)
    with database.reading() as session:
        seats = len(session.scalars(sa.select(SessionSeat.booking_id)).all())
        booked = session.scalar(sa.select(GroupSession.booked))
        confirmed = session.scalars(sa.select(Booking.id).where(Booking.state == BookingState.CONFIRMED)).all()
    database.dispose()
    if not seats == booked == len(confirmed) == people:
        raise Inconsistent(f"{people} people booked: {len(confirmed)} bookings, {seats} seats, counted {booked}")
