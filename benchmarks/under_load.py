"""A question page over gunicorn, beside a bare page of the same bytes and a naive one, eight browsers at a time.

Three servers with the same settings stand side by side and are asked in turns. The CPU is that of their workers: what
the askers and other programs use does not count. Times are by the clock, from sending to the last byte.
"""

from __future__ import annotations

import http.client
import os
import random
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from benchmarks.opening.browser import Browser
from benchmarks.opening.journeys import begin_check, by_lot
from benchmarks.served import Served, fresh_database, production, served
from benchmarks.table import show, times

_AT_ONCE, _ROUNDS, _SECONDS = 8, 5, 2.0
_QUESTIONS_FIRST = 3


@dataclass(slots=True)
class Asked:
    """One server and the page that is asked of it; a figure for each round."""

    server: Served
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    cpu: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    marks: list[tuple[float, float]] = field(default_factory=list)
    size: int = 0


def run() -> None:
    """Starts the servers, asks them in turns, prints the table."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        url = stack.enter_context(fresh_database("sqlite", folder))
        environment = production(folder, url)
        real = stack.enter_context(served("app:app", folder, environment))
        pages = {"question page": _question(real)}
        page = folder / "page.html"
        page.write_bytes(_get(_line(real), pages["question page"]))
        beside = {**os.environ, "BARE_PAGE": str(page)}
        bare = stack.enter_context(served("benchmarks.bare_served:create()", folder, beside))
        pages["bare page with macros"] = Asked(bare, "/macros")
        pages["naive page"] = Asked(stack.enter_context(served("benchmarks.naive:create()", folder, beside)), "/")
        _measure(list(pages.values()))
    _show(pages)


def _question(server: Served) -> Asked:
    """Some questions into a check, with the cookies of whoever is there."""
    browser = Browser(server.port, 1, lambda *_: None)
    lot = random.Random(1)
    begin_check(browser)
    for _ in range(_QUESTIONS_FIRST):
        form = browser.page.form(to="/check/")
        browser.send(form, by_lot(form, lot))
    browser.close()
    return Asked(server, browser.page.path, {"Cookie": browser.cookies, "Sec-Fetch-Site": "same-origin"})


def _measure(pages: list[Asked]) -> None:
    for asked in pages:
        for _ in range(2 * _AT_ONCE):
            asked.size = len(_get(_line(asked.server), asked))
    for number in range(_ROUNDS):
        for asked in pages[number % 3 :] + pages[: number % 3]:
            _round(asked)


def _round(asked: Asked) -> None:
    """So many browsers ask again and again until the time is over."""
    cpu, began = asked.server.cpu_seconds(), time.perf_counter()
    until = began + _SECONDS
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        spent = [one for found in [pool.submit(_ask, asked, until) for _ in range(_AT_ONCE)] for one in found.result()]
    seconds = time.perf_counter() - began
    asked.cpu.append((asked.server.cpu_seconds() - cpu) / len(spent))
    asked.rate.append(len(spent) / seconds)
    marks = quantiles(spent, n=100)
    asked.marks.append((marks[49], marks[98]))


def _ask(asked: Asked, until: float) -> list[float]:
    line, spent = _line(asked.server), []
    while len(spent) < 2 or time.perf_counter() < until:
        began = time.perf_counter()
        _get(line, asked)
        spent.append(time.perf_counter() - began)
    line.close()
    return spent


def _line(server: Served) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)


def _get(line: http.client.HTTPConnection, asked: Asked) -> bytes:
    line.request("GET", asked.path, headers=dict(asked.headers))
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{asked.path} answered {answer.status}")
    return body


def _show(pages: Mapping[str, Asked]) -> None:
    bare, naive = pages["bare page with macros"], pages["naive page"]

    def against(other: Asked, mine: Asked, of: Callable[[Asked], list[float]]) -> float:
        return median(theirs / ours for theirs, ours in zip(of(other), of(mine), strict=True))

    show(
        f"Over gunicorn, two workers with four threads, {_AT_ONCE} browsers at a time ({_ROUNDS} rounds in turns)",
        ("page", "bytes", "a second", "CPU, ms", "rate / bare", "CPU of naive / its CPU", "p50, ms", "p99 / p50"),
        [
            [
                name,
                f"{one.size:,}",
                f"{median(one.rate):,.0f}",
                f"{1000 * median(one.cpu):.2f}",
                f"{against(bare, one, lambda a: a.cpu):.2f}",
                times(against(naive, one, lambda a: a.cpu)),
                f"{1000 * median(half for half, _ in one.marks):.1f}",
                times(median(most / half for half, most in one.marks)),
            ]
            for name, one in pages.items()
        ],
        "rate / bare is taken from the CPU of the workers: what two full cores would answer",
    )
