"""Bookings that are kept, beside the bare statement that decides who gets a time, in one run on a file of SQLite."""

from __future__ import annotations

import logging
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from benchmarks.table import show, times
from citizen import config, create_app
from citizen.booking import inventory, service
from citizen.booking.models import Claim, Opening, Resource, Service, ServiceRequirement, Site
from citizen.booking.terms import ResourceKind, ServiceKind
from citizen.core import clock
from citizen.db import migrate
from citizen.db.session import Database
from citizen.people.models import Visit
from citizen.proxies.authority import Who

#: Friday 20 November 2026, 8:00 in Beijing.
_MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
_ROUNDS, _IN_A_ROUND, _TICKS, _STAFF = 7, 20, 4, 4
_PEOPLE = 2 * _ROUNDS * _IN_A_ROUND
#: Ticks long before anything can be booked.
_NOBODYS = 1_000_000


def run() -> None:
    """Each round: bare claims, held times, held and confirmed times; each of them a commit of its own (a hold and its
    confirmation are two).
    """
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder, clock.fixed(_MORNING):
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        migrate.upgrade(url)
        settings = replace(config.for_tests(database_url=url), papers_folder=Path(folder) / "papers")
        database: Database = create_app(settings).extensions["database"]
        rates = _measure(database)
        database.dispose()
    bare = rates["bare statement"]
    rows = [
        [name, f"{median(found):,.0f}", times(median(b / r for r, b in zip(found, bare, strict=True)))]
        for name, found in rates.items()
    ]
    show(
        "Times taken, each kept by a commit (median of rounds in turns, by the clock on the wall)",
        ("work", "a second", "time of the bare statement"),
        rows,
        f"{_TICKS} quarters of an hour each; {_STAFF} colleagues, each time another hour; SQLite, synchronous=FULL",
    )


def _measure(database: Database) -> dict[str, list[float]]:
    with database.writing() as session:
        resource, people = _build(session)
    owner = _book(database, people[-1], _PEOPLE, is_confirmed=True)
    waiting = iter(enumerate(people))
    works: dict[str, Callable[[int], object]] = {
        "bare statement": lambda number: _bare(database, resource, owner, number),
        "hold": lambda _: _next(database, waiting, is_confirmed=False),
        "hold and confirm": lambda _: _next(database, waiting, is_confirmed=True),
    }
    rates: dict[str, list[float]] = {name: [] for name in works}
    names = list(works)
    for number in range(_ROUNDS):
        for name in names[number % 3 :] + names[: number % 3]:
            began = time.perf_counter()
            for one in range(_IN_A_ROUND):
                works[name](number * _IN_A_ROUND + one)
            rates[name].append(_IN_A_ROUND / (time.perf_counter() - began))
    return rates


def _bare(database: Database, resource: uuid.UUID, owner: uuid.UUID, number: int) -> None:
    """The one insert on which everything rests, of times nobody else wants, for a booking that is there already."""
    begin = _NOBODYS + number * _TICKS
    rows = [{"resource_id": resource, "tick": begin + n, "booking_id": owner} for n in range(_TICKS)]
    with database.writer.begin() as connection:
        found = connection.execute(insert(Claim).values(rows).on_conflict_do_nothing().returning(Claim.tick)).all()
    if len(found) != _TICKS:
        raise RuntimeError("the bare statement took less than it asked for")


def _next(database: Database, waiting: Iterator[tuple[int, Who]], *, is_confirmed: bool) -> None:
    number, who = next(waiting)
    _book(database, who, number, is_confirmed=is_confirmed)


def _book(database: Database, who: Who, number: int, *, is_confirmed: bool) -> uuid.UUID:
    """Everybody another hour."""
    start = _MORNING + timedelta(hours=1 + number)
    with database.writing() as session:
        found = inventory.find_service(session, code="a-service")
        if found is None:
            raise RuntimeError("the service is gone")
        held = service.hold_time(
            session, who=who, service=found, site_code="a-place", start=start, needs=(), hold_minutes=20
        )
        key, reference = held.id, held.public_ref
    if is_confirmed:
        with database.writing() as session:
            service.confirm_booking(session, who=who, reference=reference, contact=service.Contact("甲"))
    return key


def _build(session: Session) -> tuple[uuid.UUID, list[Who]]:
    """A place that is open day and night, and everybody's visit. Returns one of its colleagues."""
    words = {"zh": "一处", "en": "A place"}
    site = Site(
        code="a-place", district="tongzhou", name=words, address=words, way_in=words, zone="Asia/Shanghai", meets=[]
    )
    offered = Service(
        code="a-service",
        kind=ServiceKind.AT_PLACE,
        position=1,
        name=words,
        summary=words,
        bring={"zh": [], "en": []},
        programmes=[],
        minutes=60,
        step_minutes=60,
        ahead_days=21,
    )
    session.add_all([site, offered])
    session.flush()
    needed = {"position": 0, "kind": ResourceKind.STAFF, "skill": "it", "count": 1}
    session.add(ServiceRequirement(service_id=offered.id, **needed))
    staff = [Resource(code=f"{n}", site_id=site.id, kind=ResourceKind.STAFF, skills=["it"]) for n in range(_STAFF)]
    session.add_all(staff)
    session.flush()
    always = {"from_minute": 0, "to_minute": 24 * 60, "valid_from": date(2026, 1, 1)}
    session.add_all(Opening(resource_id=one.id, weekday=day, **always) for one in staff for day in range(7))
    visits = [Visit(key_hash=f"{n}", created_at=_MORNING, last_seen_at=_MORNING) for n in range(_PEOPLE + 1)]
    session.add_all(visits)
    session.flush()
    return staff[0].id, [Who(visit_id=one.id) for one in visits]
