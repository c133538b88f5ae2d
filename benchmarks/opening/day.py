"""The day itself: people arrive evenly over the time; half-way, as many as are told race for few places."""

from __future__ import annotations

import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from statistics import quantiles
from typing import Protocol

from benchmarks.opening import journeys
from benchmarks.opening.browser import Browser
from benchmarks.opening.journeys import MIX, Told
from benchmarks.opening.world import RUSH_SEATS, RUSH_TIMES

_AT_ONCE = 200
_SEED = 20261122
#: Memory is compared with what the workers hold after this share of the day: by then every cache has been filled.
_WARM = 0.25
_PREPARED = (0.1, 0.5)
_PATIENCE = 900


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a day. The full one: 5,000 journeys in 10 minutes, 500 people for 50 places."""

    journeys: int = 5000
    minutes: float = 10.0
    racers: int = 500
    places: int = 50


class Server(Protocol):
    """What is asked of the site's server besides pages."""

    port: int

    @property
    def workers(self) -> list[int]: ...
    def memory(self) -> dict[str, int]: ...
    def cpu_seconds(self) -> float: ...


@dataclass(slots=True)
class Tally:
    """Every request of the day: what kind, its status, and how long it took."""

    requests: list[tuple[str, int, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def note(self, method: str, path: str, status: int, seconds: float) -> None:
        """Appending to a list is safe from any number of threads."""
        self.requests.append((method, status, seconds))
        if status == 0 or status >= 500:
            # By room only: the rest of an address is somebody's own.
            self.faults.append(f"{status or 'no answer'} {method} /{re.split('[/?]', path)[1]}")

    def statuses(self) -> Counter[int]:
        return Counter(status for _, status, _ in self.requests)

    def percentiles(self, method: str) -> tuple[float, float, float]:
        """Milliseconds: half are as quick as the first, 99 of 100 as the second; the third was the slowest."""
        spent = sorted(1000 * seconds for one, status, seconds in self.requests if one == method and status)
        if len(spent) < 2:
            return (0.0, 0.0, 0.0)
        marks = quantiles(spent, n=100)
        return marks[49], marks[98], spent[-1]


@dataclass(slots=True)
class Outcome:
    """What came of the day."""

    told: list[Told]
    raced: list[Told]
    day: Tally
    race: Tally
    seconds: float
    #: The longest anybody waited to begin because too many others were still on their way.
    late: float
    #: kB of all workers together when warm and at the end.
    memory: tuple[dict[str, int], dict[str, int]]
    is_same_workers: bool
    #: CPU seconds of all workers, and of this side.
    cpu: tuple[float, float]


class Day:
    """One day against one running site."""

    def __init__(self, plan: Plan, server: Server) -> None:
        self._plan, self._server = plan, server
        self._seconds = plan.minutes * 60
        self._tally, self._race_tally = Tally(), Tally()
        self._late = 0.0
        self._lot = random.Random(_SEED)

    def play(self) -> Outcome:
        """From the first visitor to the last answer."""
        crowd: list[list[Told]] = []
        race = threading.Thread(target=lambda: crowd.append(self._race()), daemon=True)
        workers, cpu = self._server.workers, (self._server.cpu_seconds(), time.process_time())
        self._began = time.monotonic()
        race.start()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            waiting, warm = self._arrivals(pool)
            told = [one.result(timeout=_PATIENCE) for one in waiting]
        race.join(timeout=_PATIENCE)
        return Outcome(
            told=told,
            raced=crowd[0] if crowd else [Told("the race never ended")],
            day=self._tally,
            race=self._race_tally,
            seconds=time.monotonic() - self._began,
            late=self._late,
            memory=(warm, self._server.memory()),
            is_same_workers=workers == self._server.workers,
            cpu=(self._server.cpu_seconds() - cpu[0], time.process_time() - cpu[1]),
        )

    def _arrivals(self, pool: ThreadPoolExecutor) -> tuple[list[Future[Told]], dict[str, int]]:
        """One after the other, evenly spread; returns their journeys, and the memory when everything was warm."""
        kinds = self._kinds()
        warm: dict[str, int] = {}
        waiting = []
        for number, kind in enumerate(kinds):
            due = self._began + self._seconds * number / len(kinds)
            self._sleep_until(due)
            waiting.append(pool.submit(self._journey, kind, number, due))
            if number == int(_WARM * len(kinds)):
                warm = self._server.memory()
            if number % max(1, len(kinds) // 10) == 0:
                self._say(number, waiting)
        return waiting, warm

    def _kinds(self) -> list[str]:
        """What each of them comes for: in the shares of the mix, in an order drawn by lot."""
        count, whole = self._plan.journeys, sum(MIX.values())
        kinds = [kind for kind, share in MIX.items() for _ in range(max(1, round(count * share / whole)))][:count]
        kinds += ["check"] * (count - len(kinds))
        self._lot.shuffle(kinds)
        return kinds

    def _journey(self, kind: str, number: int, due: float) -> Told:
        self._late = max(self._late, time.monotonic() - due)
        browser = Browser(self._server.port, number, self._tally.note)
        return journeys.play(kind, browser, random.Random(_SEED + number))

    def _race(self) -> list[Told]:
        """Everybody walks up to the places by and by; then the gate opens for all at once."""
        count = self._plan.racers
        if not count:
            return []
        gate = threading.Barrier(count, timeout=_PATIENCE)
        first, last = (self._seconds * share for share in _PREPARED)
        with ThreadPoolExecutor(count) as pool:
            waiting = []
            for number in range(count):
                self._sleep_until(self._began + first + (last - first) * number / count)
                waiting.append(pool.submit(self._racer, number, gate))
            return [one.result(timeout=_PATIENCE) for one in waiting]

    def _racer(self, number: int, gate: threading.Barrier) -> Told:
        browser = Browser(self._server.port, 1_000_000 + number, self._race_tally.note)
        service = RUSH_SEATS if number % 2 else RUSH_TIMES
        return journeys.race(browser, service, partial(_pass, gate))

    def _sleep_until(self, moment: float) -> None:
        time.sleep(max(0.0, moment - time.monotonic()))

    def _say(self, number: int, waiting: Sequence[Future[Told]]) -> None:
        done = sum(one.done() for one in waiting)
        print(f"  {time.monotonic() - self._began:5.0f} s  {number:,} arrived, {done:,} done", file=sys.stderr)


def _pass(gate: threading.Barrier) -> None:
    """Through the gate with all others; when somebody never came to it, without them."""
    try:
        gate.wait()
    except threading.BrokenBarrierError:
        return
