"""Times claimed a second, each kept by a commit, beside the bare statement that decides who gets a time: on both
databases, in one table. Where no PostgreSQL is found or can be started, the table says so.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from benchmarks.served import ENGINES, fresh_database
from benchmarks.table import show, times
from citizen import config, create_app
from citizen.booking import claims, inventory, service
from citizen.booking.models import Claim, Opening, Resource, Service, ServiceRequirement, Site
from citizen.booking.terms import ResourceKind, ServiceKind
from citizen.core import clock
from citizen.db.session import Database
from citizen.people.models import Visit
from citizen.proxies.authority import Who
from tests.support.postgres import NoServer

#: Friday 20 November 2026, 8:00 in Beijing.
_MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
_TICKS, _STAFF = 4, 4
#: Ticks long before anything can be booked: for the bare statement, and for the claim by itself.
_NOBODYS, _ALSO_NOBODYS = 1_000_000, 1_500_000
_BARE, _CLAIM, _HOLD, _CONFIRM = "bare statement", "claim", "hold", "hold and confirm"
#: Claims a second, round by round, by work.
Rates = dict[str, list[float]]


class Inconsistent(Exception):
    """A database says something else than what was measured: such figures are worth nothing."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. Each round does every piece of work so many times."""

    rounds: int = 7
    in_a_round: int = 20

    @property
    def people(self) -> int:
        """Holding, and holding and confirming: everybody once."""
        return 2 * self.rounds * self.in_a_round


def run() -> None:
    """One table of both databases."""
    logging.disable(logging.WARNING)
    found = {engine: _on(engine, Size()) for engine in ENGINES}
    rows = [row for engine, one in found.items() for row in rows_of(engine, one)]
    show(
        "Times claimed, each kept by a commit (median of rounds in turns, by the clock on the wall)",
        ("database", "work", "claims a second", "rate / bare", "time of the bare statement"),
        rows,
        f"a claim is {_TICKS} quarters of an hour of one colleague; one process, durable writes",
        "a hold is a claim and a booking with its events; its confirmation is a commit more, and writes the notice",
        f"load average of the machine: {os.getloadavg()[0]:.1f}",
    )


def rows_of(engine: str, found: Rates | str) -> list[list[str]]:
    """What the table says of one database; of one that is not there, why."""
    if isinstance(found, str):
        return [[engine, found, "-", "-", "-"]]
    bare = found[_BARE]
    rows = []
    for name, rates in found.items():
        slower = median(theirs / mine for mine, theirs in zip(rates, bare, strict=True))
        rows.append([engine, name, f"{median(rates):,.0f}", f"{1 / slower:.3f}", times(slower)])
    return rows


def _on(engine: str, size: Size) -> Rates | str:
    try:
        with tempfile.TemporaryDirectory() as folder, fresh_database(engine, Path(folder)) as url:
            return measured(url, Path(folder), size)
    except NoServer as reason:
        return f"not measured: {reason}"


def measured(url: str, folder: Path, size: Size) -> Rates:
    """Each round: bare claims, claims, held times, held and confirmed times; on a database with all tables."""
    with clock.fixed(_MORNING):
        settings = replace(config.for_tests(database_url=url), papers_folder=folder / "papers")
        database: Database = create_app(settings).extensions["database"]
        try:
            return _measure(database, size)
        finally:
            database.dispose()


def _measure(database: Database, size: Size) -> Rates:
    with database.writing() as session:
        resource, people = _build(session, size.people + 1)
    owner = _book(database, people[-1], size.people, is_confirmed=True)
    claimed_before = _count(database)
    works = _works(database, resource, owner, iter(enumerate(people)))
    rates: Rates = {name: [] for name in works}
    names = list(works)
    for number in range(size.rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            began = time.perf_counter()
            for one in range(size.in_a_round):
                works[name](number * size.in_a_round + one)
            rates[name].append(size.in_a_round / (time.perf_counter() - began))
    expected = len(names) * size.rounds * size.in_a_round * _TICKS
    if (claimed := _count(database) - claimed_before) != expected:
        raise Inconsistent(f"{expected} quarters of an hour were claimed: {claimed} are there")
    return rates


def _works(
    database: Database, resource: uuid.UUID, owner: uuid.UUID, waiting: Iterator[tuple[int, Who]]
) -> dict[str, Callable[[int], object]]:
    return {
        _BARE: partial(_bare, database, resource, owner),
        _CLAIM: partial(_claim, database, resource, owner),
        _HOLD: lambda _: _next(database, waiting, is_confirmed=False),
        _CONFIRM: lambda _: _next(database, waiting, is_confirmed=True),
    }


def _bare(database: Database, resource: uuid.UUID, owner: uuid.UUID, number: int) -> None:
    """The one insert on which everything rests, of times nobody else wants, for a booking that is there already."""
    begin = _NOBODYS + number * _TICKS
    rows = [{"resource_id": resource, "tick": begin + n, "booking_id": owner} for n in range(_TICKS)]
    dialect = postgresql if database.writer.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Claim).values(rows).on_conflict_do_nothing().returning(Claim.tick)
    with database.writer.begin() as connection:
        found = connection.execute(statement).all()
    if len(found) != _TICKS:
        raise Inconsistent("the bare statement took less than it asked for")


def _claim(database: Database, resource: uuid.UUID, owner: uuid.UUID, number: int) -> None:
    """The same as the site does it: in a session and a transaction of the site."""
    begin = _ALSO_NOBODYS + number * _TICKS
    with database.writing() as session:
        if not claims.claim_resources(
            session, booking_id=owner, resources=[resource], ticks=range(begin, begin + _TICKS)
        ):
            raise Inconsistent("a time nobody wants was taken")


def _count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Claim)) or 0


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


def _build(session: Session, people: int) -> tuple[uuid.UUID, list[Who]]:
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
    visits = [Visit(key_hash=f"{n}", created_at=_MORNING, last_seen_at=_MORNING) for n in range(people)]
    session.add_all(visits)
    session.flush()
    return staff[0].id, [Who(visit_id=one.id) for one in visits]
