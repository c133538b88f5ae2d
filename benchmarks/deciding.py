"""One decision over the whole catalogue: this project's engine beside others on the same criteria and people."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from benchmarks import engines
from benchmarks.engines import Engine
from benchmarks.engines.ours import Ours, OursForgetful, OursUnrepeated
from benchmarks.people import Case, cases_of_typical_people, drawn_cases, with_gaps
from benchmarks.rounds import Work, measure
from benchmarks.table import microseconds, show, times
from citizen.eligibility import catalogue as catalogues
from citizen.eligibility.catalogue import Catalogue

OURS = "ours"
_DRAWN = 150
_MEASURED = 48
_AT_ONCE = 1000
_GAPS = 0.3


class EnginesDisagree(Exception):
    """Then the comparison is void."""


def run() -> None:
    """Checks that all engines agree, measures them in turns, prints the table."""
    catalogue = catalogues.load()
    peers = {name: engines.peer(name, catalogue) for name in engines.NAMES}
    everyone = cases_of_typical_people(catalogue) + drawn_cases(catalogue, _DRAWN)
    installed = {name: engine for name, engine in peers.items() if engine is not None}
    agreed = check_agreement(Ours(catalogue), installed, everyone)
    works, units = _works(catalogue, installed, _sample(everyone))
    measured = measure(works, units=units)
    rows = [
        [name, gives, microseconds(measured[name].median), times(measured[name].times_the_cost_of(measured[OURS]))]
        if name in measured
        else [name, "not installed", "-", "-"]
        for name, gives in _gives(peers).items()
    ]
    programmes = len(catalogue.programmes)
    show(
        f"One decision about one person over {programmes} programmes (CPU, median of rounds in turns)",
        ("engine", "an answer gives", "µs", "CPU of ours"),
        rows,
        agreed,
    )


def check_agreement(ours: Engine, peers: Mapping[str, Engine], cases: Sequence[Case]) -> str:
    """:raises EnginesDisagree: some engine says yes to other programmes about some person."""
    yes: set[str] = set()
    total = 0
    for case in cases:
        expected = ours.eligible(case)
        yes |= expected
        total += len(expected)
        for name, engine in peers.items():
            if (found := engine.eligible(case)) != expected:
                raise EnginesDisagree(f"{name} in {case.district}: {sorted(found ^ expected)} for {dict(case.facts)}")
    who = f"agreeing with ours: {', '.join(peers) or 'no other engine is installed'}"
    return f"{who}; {len(cases):,} people, {total:,} times yes, to {len(yes)} different programmes"


def _works(
    catalogue: Catalogue, peers: Mapping[str, Engine], cases: Sequence[Case]
) -> tuple[dict[str, Work], dict[str, int]]:
    ours, unrepeated, forgetful = Ours(catalogue), OursUnrepeated(catalogue), OursForgetful(catalogue)
    works = {
        OURS: _one_after_another([ours.prepare(case) for case in cases]),
        _UNREPEATED: _one_after_another([unrepeated.prepare(case) for case in cases]),
        _NOTHING_REMEMBERED: _one_after_another([forgetful.prepare(case) for case in cases]),
        _WITH_GAPS: _one_after_another([ours.deciding(case, with_gaps(case, _GAPS)) for case in cases]),
    }
    units = dict.fromkeys(works, len(cases))
    for name, engine in peers.items():
        works[name] = _one_after_another([engine.prepare(case) for case in cases])
        units[name] = len(cases)
        if hasattr(engine, "prepare_each"):
            works[_each(name)] = _one_after_another([engine.prepare_each(case) for case in cases])
            units[_each(name)] = len(cases)
        if hasattr(engine, "prepare_many"):
            works[_at_once(name)] = engine.prepare_many(cases[0], _AT_ONCE)
            units[_at_once(name)] = _AT_ONCE
    return works, units


def _gives(peers: Mapping[str, Engine | None]) -> dict[str, str]:
    """The rows in their order, each with what an answer of it holds."""
    rows = dict.fromkeys((OURS, _UNREPEATED, _NOTHING_REMEMBERED, _WITH_GAPS), Ours.gives)
    for name, engine in peers.items():
        rows[name] = engine.gives if engine else ""
        if engine is not None and hasattr(engine, "prepare_each"):
            rows[_each(name)] = "yes or no per condition"
        if engine is not None and hasattr(engine, "prepare_many"):
            rows[_at_once(name)] = engine.gives
    return rows


_UNREPEATED = "ours, no case decided before"
_NOTHING_REMEMBERED = "ours, nothing remembered from before"
_WITH_GAPS = f"ours, {_GAPS:.0%} of the answers missing"


def _at_once(name: str) -> str:
    return f"{name}, {_AT_ONCE:,} people at once, each"


def _each(name: str) -> str:
    return f"{name}, every condition"


def _sample(cases: Sequence[Case]) -> list[Case]:
    return random.Random(1).sample(cases, min(_MEASURED, len(cases)))


def _one_after_another(decisions: Sequence[Callable[[], object]]) -> Work:
    """All of the people once: nothing that was just decided is decided again next."""

    def all_of_them() -> None:
        for decide in decisions:
            decide()

    return all_of_them
