"""`python -m benchmarks.opening --journeys 5000 --minutes 10 --racers 500 --places 50 --database both`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.opening import promises, world
from benchmarks.opening.browser import Browser
from benchmarks.opening.day import Day, Outcome, Plan, Tally
from benchmarks.served import ENGINES, Served, fresh_database, production, served
from benchmarks.table import show
from citizen.db import sealing
from citizen.db.session import Database

_MOST_GROWTH = 0.10


def main(arguments: list[str]) -> int:
    """Plays the day on each database; 1 when a promise was broken."""
    wanted = _wanted(arguments)
    plan = Plan(wanted.journeys, wanted.minutes, wanted.racers, wanted.places)
    engines = ENGINES if wanted.database == "both" else (wanted.database,)
    return max([_report(engine, plan, *play(engine, plan)) for engine in engines])


def play(engine: str, plan: Plan) -> tuple[Outcome, list[str]]:
    """The outcome of one day, and a line for each promise that was broken."""
    with tempfile.TemporaryDirectory() as name, fresh_database(engine, Path(name)) as url:
        folder = Path(name)
        environment = production(folder, url)
        sealing.use_keys((environment["DATA_KEYS"],), hash_key=environment["SECRET_KEY"])
        database = Database(url)
        with database.writing() as session:
            rush = world.build(session, places=plan.places)
        with served("app:app", folder, environment) as server:
            _warm_up(server)
            outcome = Day(plan, server).play()
            log = server.log.read_text(errors="replace")
        with database.reading() as session:
            problems = promises.broken(session, outcome.told, outcome.raced, rush)
        database.dispose()
    return outcome, [*_faults(outcome, log), *problems]


def _warm_up(server: Served) -> None:
    """The first page of each worker loads catalogues and templates: that belongs to the start, not to the day."""
    for number in range(8):
        browser = Browser(server.port, 2_000_000 + number, Tally().note)
        browser.open("/")
        browser.close()


def _faults(outcome: Outcome, log: str) -> list[str]:
    faults = Counter([*outcome.day.faults, *outcome.race.faults])
    ends = Counter(one.end for one in outcome.told if one.end not in ("read", "result", "sent", "booked", "full"))
    lines = [f"{count} x {what}" for what, count in [*faults.items(), *ends.items()]]
    if not outcome.is_same_workers:
        lines.append("a worker died during the day")
    return [*lines, f"the server's log says: {log[-3000:]}"] if lines and log else lines


def _report(engine: str, plan: Plan, outcome: Outcome, problems: list[str]) -> int:
    minutes = outcome.seconds / 60
    show(
        f"Opening day on {engine}: {plan.journeys:,} journeys in {plan.minutes:g} minutes, "
        f"{plan.racers:,} people for {plan.places:,} places",
        ("what", "found"),
        [
            ["journeys told their end", f"{len(outcome.told):,}"],
            *([f"  {end}", f"{count:,}"] for end, count in Counter(one.end for one in outcome.told).most_common()),
            ["race, told", ", ".join(f"{n:,} {end}" for end, n in Counter(o.end for o in outcome.raced).items())],
            ["minutes until the last answer", f"{minutes:.1f}"],
            ["longest wait before a journey could begin, s", f"{outcome.late:.1f}"],
            *_requests("day", outcome.day),
            *_requests("race", outcome.race),
            ["server CPU a request, ms", f"{1000 * outcome.cpu[0] / max(1, _count(outcome)):.1f}"],
            [
                "cores used by the server / by the visitors",
                " / ".join(f"{c / outcome.seconds:.2f}" for c in outcome.cpu),
            ],
            *([f"workers' memory ({kind}), warm → end, MB", _memory(outcome, kind)] for kind in outcome.memory[0]),
        ],
        *(f"BROKEN: {problem}" for problem in problems),
    )
    growth = _growth(outcome)
    if growth > _MOST_GROWTH:
        print(f"  BROKEN: memory grew by {growth:.0%}")
    if not problems:
        print("  Every promise held: no 5xx, nothing twice, nothing lost.")
    return int(bool(problems) or growth > _MOST_GROWTH)


def _count(outcome: Outcome) -> int:
    return len(outcome.day.requests) + len(outcome.race.requests)


def _requests(name: str, tally: Tally) -> list[list[str]]:
    if not tally.requests:
        return []
    statuses = ", ".join(f"{count:,} × {status or 'none'}" for status, count in sorted(tally.statuses().items()))
    spent = [
        [f"{name}: {method}, p50 / p99 / longest, ms", " / ".join(f"{ms:,.0f}" for ms in tally.percentiles(method))]
        for method in ("GET", "POST")
    ]
    return [[f"{name}: requests", f"{len(tally.requests):,}: {statuses}"], *spent]


def _memory(outcome: Outcome, kind: str) -> str:
    warm, end = (found.get(kind, 0) / 1024 for found in outcome.memory)
    return f"{warm:.0f} → {end:.0f}"


def _growth(outcome: Outcome) -> float:
    warm, end = outcome.memory
    return end["Pss"] / warm["Pss"] - 1 if warm.get("Pss") else 0.0


def _wanted(arguments: list[str]) -> argparse.Namespace:
    full = Plan()
    parser = argparse.ArgumentParser(prog="benchmarks.opening", description=__doc__)
    parser.add_argument("--journeys", type=int, default=full.journeys)
    parser.add_argument("--minutes", type=float, default=full.minutes)
    parser.add_argument("--racers", type=int, default=full.racers)
    parser.add_argument("--places", type=int, default=full.places)
    parser.add_argument("--database", choices=(*ENGINES, "both"), default="both")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
