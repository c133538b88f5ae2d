"""P24: the same random script of operations comes to the same on SQLite and on PostgreSQL, word by word and row by row.

Belongs to the PostgreSQL pass: a file of SQLite is always at hand, a server of PostgreSQL only there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from citizen.booking import timetables
from citizen.db import migrate
from citizen.db.session import Database
from tests.booking.machine_place import PEOPLE, SLOTS, same_ids
from tests.booking.machine_world import World
from tests.conftest import database_of, empty_tables

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.timeout(600)]

Script = list[tuple[Any, ...]]

_PERSON, _SLOT, _WHICH, _FEW = (st.integers(0, most) for most in (PEOPLE - 1, SLOTS - 1, 7, 4))


def _step(name: str, *what: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(st.just(name), *what)


_STEPS = st.one_of(
    _step("hold", _PERSON, _SLOT, _FEW),
    _step("hold", _PERSON, _SLOT, _FEW),
    _step("confirm", _WHICH),
    _step("confirm", _WHICH),
    _step("pass_time", st.sampled_from([3, 21, 90, 26 * 60])),
    _step("expire"),
    _step("extend", _WHICH),
    _step("cancel", _WHICH, st.booleans()),
    _step("move", _WHICH, _SLOT, st.booleans()),
    _step("change_needs", _WHICH, _FEW, st.booleans()),
    _step("seat", _PERSON, st.integers(0, 1)),
    _step("hold_series", _PERSON, _SLOT, st.integers(2, 3)),
    _step("confirm_series", _WHICH),
    _step("beside", _PERSON, _WHICH, _FEW),
    _step("join", _PERSON, st.integers(0, 2), st.booleans()),
    _step("accept", _FEW),
    _step("decline", _FEW),
    _step("close_day", st.integers(0, 1)),
    _step("open_day", st.integers(0, 1)),
    _step("resize", st.integers(0, 1), st.integers(0, 3)),
    _step("arrive", _WHICH),
    _step("remind"),
    _step("offer_all"),
)
#: Monday is full and two wait for it, so that what becomes free goes to somebody.
_SETTING: Script = [
    *(step for person, slot in enumerate((0, 0, 3, 3)) for step in (("hold", person, slot, 0), ("confirm", person))),
    ("join", 4, 0, False), ("join", 5, 2, False),
]  # fmt: skip
_IS_THOROUGH = settings().max_examples > 100
_EXAMPLES, _SHORTEST, _LONGEST = (settings().max_examples, 20, 80) if _IS_THOROUGH else (3, 10, 24)
how = settings(
    max_examples=_EXAMPLES,
    deadline=None,
    derandomize=not _IS_THOROUGH,
    phases=list(Phase) if _IS_THOROUGH else [Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def both(whole_app: Flask, tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """A file of SQLite beside the server of this run."""
    server = database_of(whole_app)
    if server.url.startswith("sqlite"):
        pytest.skip("compared in the PostgreSQL pass")
    url = f"sqlite:///{tmp_path / 'beside.db'}"
    migrate.upgrade(url)
    file = Database(url)
    yield file, server
    file.dispose()
    empty_tables(server)


def play(database: Database, script: Script, patch: pytest.MonkeyPatch) -> list[Any]:
    """What was said at each step, and how everything stood after it."""
    same_ids(patch)()
    world = World(database, checks=False)
    return [(step, world.do(*step), world.picture.everything()) for step in [*_SETTING, *script]]


@how
@given(script=st.lists(_STEPS, min_size=_SHORTEST, max_size=_LONGEST))
def test_the_same_script_comes_to_the_same(both: tuple[Database, Database], script: Script) -> None:
    with pytest.MonkeyPatch.context() as patch:
        on_file, on_server = (play(one, script, patch) for one in both)
    for one, other in zip(on_file, on_server, strict=True):
        assert one == other


def test_control_a_difference_between_the_two_is_seen(both: tuple[Database, Database]) -> None:
    """On one of them a claim counts for a quarter of an hour less."""
    script: Script = [("hold", 4, slot, 0) for slot in range(SLOTS)]
    with pytest.MonkeyPatch.context() as patch:
        on_file = play(both[0], script, patch)
        patch.setattr(timetables, "_claimed_ticks", _forgetful(timetables._claimed_ticks))
        assert play(both[1], script, patch) != on_file


def _forgetful(honest: Any) -> Any:
    def claimed(*what: Any) -> Any:
        found = honest(*what)
        for ticks in found.values():
            ticks.discard(max(ticks))
        return found

    return claimed
