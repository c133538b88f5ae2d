"""Applications that are sent, eight people at a time over gunicorn, beside the bare transaction that writes the same
rows; on both databases, durably.

Everybody has a draft of their own that wants nothing but the button. The bare transaction is what sending one such
draft made the database write, statement by statement, recorded from a transaction that was rolled back. Rounds of both
in turns; every button and every transaction is timed, from the press to the last byte.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import sqlalchemy as sa

from benchmarks import drafts
from benchmarks.drafts import Draft, Written
from benchmarks.opening.browser import Browser, Form
from benchmarks.served import ENGINES, Served, fresh_database, production, served
from benchmarks.table import show, times
from citizen.applications.lifecycle import Act, Phase
from citizen.applications.models import Application, ApplicationEvent
from citizen.db.session import Database
from tests.support.postgres import NoServer

_AT_ONCE, _ROUNDS, _IN_A_ROUND = 8, 5, 4
_PEOPLE = _AT_ONCE * _ROUNDS * _IN_A_ROUND
_BARE, _SENT = "bare transaction", "application sent"


class Inconsistent(Exception):
    """What people were told is not what the database holds: such figures are worth nothing."""


@dataclass(slots=True)
class Spent:
    """Of one kind of work: the seconds of each piece, by round, and how long the round took in all."""

    pieces: list[list[float]] = field(default_factory=list)
    rounds: list[float] = field(default_factory=list)

    @property
    def rates(self) -> list[float]:
        return [len(one) / seconds for one, seconds in zip(self.pieces, self.rounds, strict=True)]

    def marks(self) -> tuple[float, float]:
        """Milliseconds: half of all pieces are as quick as the first, 99 of 100 as the second."""
        marks = quantiles([1000 * one for pieces in self.pieces for one in pieces], n=100)
        return marks[49], marks[98]


def run() -> None:
    """Both databases, one table each."""
    logging.disable(logging.WARNING)
    for engine in ENGINES:
        try:
            with tempfile.TemporaryDirectory() as name, fresh_database(engine, Path(name)) as url:
                _show(engine, *_measured(url, Path(name)))
        except NoServer as reason:
            print(f"Applications sent on {engine}: not measured: {reason}")


def _measured(url: str, folder: Path) -> tuple[dict[str, Spent], float]:
    """What was spent, and the CPU seconds of the server for one application, its two pages included."""
    environment = production(folder, url)
    database = drafts.site_of(environment)
    waiting = drafts.make(database, 2 * _PEOPLE)
    written = [drafts.what_sending_writes(database, one) for one in waiting[_PEOPLE:]]
    with served("app:app", folder, environment) as server:
        _warm_up(server)
        cpu = server.cpu_seconds()
        spent = _in_turns(server, database, waiting[:_PEOPLE], written)
        used = (server.cpu_seconds() - cpu) / _PEOPLE
    _check(database)
    database.dispose()
    return spent, used


def _warm_up(server: Served) -> None:
    for number in range(8):
        browser = Browser(server.port, 2_000_000 + number, lambda *_: None)
        browser.open("/")
        browser.close()


def _in_turns(
    server: Served, database: Database, waiting: Sequence[Draft], written: Sequence[Sequence[Written]]
) -> dict[str, Spent]:
    spent = {_BARE: Spent(), _SENT: Spent()}
    size = _AT_ONCE * _IN_A_ROUND
    for number in range(_ROUNDS):
        mine = slice(number * size, (number + 1) * size)
        acts = {
            _BARE: [_writing(database, one) for one in written[mine]],
            _SENT: [_pressing(server, mine.start + n, one) for n, one in enumerate(waiting[mine])],
        }
        for name in list(acts)[:: 1 if number % 2 else -1]:
            _together(spent[name], acts[name])
    return spent


def _together(spent: Spent, acts: Sequence[Callable[[], object]]) -> None:
    """All of these, so many at once, each timed."""
    gate = threading.Barrier(_AT_ONCE + 1)

    def work(mine: Sequence[Callable[[], object]]) -> list[float]:
        gate.wait()
        return [_timed(act) for act in mine]

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        players = [pool.submit(work, acts[n::_AT_ONCE]) for n in range(_AT_ONCE)]
        gate.wait()
        began = time.perf_counter()
        spent.pieces.append([one for player in players for one in player.result()])
        spent.rounds.append(time.perf_counter() - began)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _writing(database: Database, written: Sequence[Written]) -> Callable[[], None]:
    def write() -> None:
        with database.writer.begin() as connection:
            for statement, values in written:
                connection.exec_driver_sql(statement, values)

    return write


def _pressing(server: Served, number: int, draft: Draft) -> Callable[[], None]:
    """Reads the last page before, untimed; what is left is the button."""
    browser = Browser(server.port, number, lambda *_: None, cookies={"visit": draft.key})
    form: Form = browser.open(f"/applications/{draft.reference}/check").form(to="/check")
    browser.close()  # people read longer than a server keeps a line open

    def press() -> None:
        status, place = browser.press(form)
        browser.close()
        if (status, place.rpartition("/")[2]) != (303, "receipt"):
            raise Inconsistent(f"sending was answered with {status} {place}")

    return press


def _check(database: Database) -> None:
    """Everybody was told of a receipt: so many applications are sent, each once."""
    with database.reading() as session:
        sent = session.scalars(sa.select(Application.id).where(Application.phase == Phase.SENT)).all()
        acts = session.scalars(sa.select(ApplicationEvent.application_id).where(ApplicationEvent.act == Act.SUBMIT))
        times_sent = Counter(acts)
    if len(sent) != 2 * _PEOPLE or set(times_sent) != set(sent) or set(times_sent.values()) != {1}:
        raise Inconsistent(f"{2 * _PEOPLE} were sent: {len(sent)} are there, {times_sent.total()} times")


def _show(engine: str, spent: dict[str, Spent], cpu: float) -> None:
    bare = spent[_BARE]
    rows = []
    for name, one in spent.items():
        half, most = one.marks()
        against = median(theirs / mine for mine, theirs in zip(one.rates, bare.rates, strict=True))
        figures = (f"{median(one.rates):,.0f}", f"{half:.1f}", f"{most:.1f}", times(most / half), times(against))
        rows.append([name, *figures])
    show(
        f"Applications sent on {engine}: {_AT_ONCE} people at a time, {_ROUNDS} rounds in turns, durable writes",
        ("work", "a second", "p50, ms", "p99, ms", "p99 / p50", "time of the bare transaction"),
        rows,
        f"CPU of the workers for one application, with the page before it: {1000 * cpu:.1f} ms",
    )
