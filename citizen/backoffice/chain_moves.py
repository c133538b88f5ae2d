"""From a code of the five-level chain to acts of ours. Pure.

See applications/approval_levels.py for the table. A code says where a case is, not what somebody did: the acts that
lead there are found on the way of the lifecycle, and a code that is reached already asks for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from citizen.applications.approval_levels import LEVEL_OF, STATUS_AT, Level
from citizen.applications.lifecycle import MOVES, TRANSITIONS, Act, NotPossibleNow, Status
from citizen.core.errors import RuleBroken

#: A number alone says neither what was decided nor what is missing.
_NEEDS_MORE = {Level.DONE: "chain_code_needs_decision", Level.RETURNED: "chain_code_needs_correction"}


def acts_towards(status: Status, level: Level) -> tuple[Act, ...]:
    """The moves that bring a case from its status to that level; none when it is there.

    :raises RuleBroken: the code says too little (10: decide; 11: ask for a correction).
    :raises NotPossibleNow: no move leads there, for example backwards.
    """
    if level in _NEEDS_MORE:
        raise RuleBroken(_NEEDS_MORE[level], field="chain_code")
    target = STATUS_AT[level]
    if status is target or (status is not Status.ACCEPTED and LEVEL_OF[status] == LEVEL_OF[target or status]):
        return ()
    for way in _ways_from(status):
        if TRANSITIONS[way[-1][0]][way[-1][1]] is target:
            return tuple(act for _status, act in way)
    raise NotPossibleNow(f"chain_code_{level.value}_when_{status}")


def _ways_from(status: Status) -> Iterator[tuple[tuple[Status, Act], ...]]:
    """Every way along moves, the shortest first."""
    ways: list[tuple[tuple[Status, Act], ...]] = [((status, act),) for act in _moves(status)]
    while ways:
        yield from ways
        ways = [(*way, (there, act)) for way in ways for there in [_end(way)] for act in _moves(there)]


def _end(way: tuple[tuple[Status, Act], ...]) -> Status:
    status, act = way[-1]
    return TRANSITIONS[status][act]


def _moves(status: Status) -> list[Act]:
    forward = MOVES - {Act.REOPEN}
    return [act for act in TRANSITIONS[status] if act in forward]
