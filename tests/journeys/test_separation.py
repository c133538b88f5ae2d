"""No byte of one person's data appears for somebody without a permission in force: named sequences, random ones, and
leaks made on purpose, which must be found.

Many more random ones: `pytest tests/journeys/test_separation.py --hypothesis-profile thorough`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from citizen.applications import rows, sent_rows, service
from citizen.proxies import authority
from tests.conftest import database_of, empty_tables
from tests.journeys.separation_player import play
from tests.journeys.separation_sequences import DEVICES, PAGES, SEQUENCES, Sequence
from tests.journeys.separation_world import Leak, World

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(autouse=True)
def only_once(whole_app: Flask) -> None:
    """Who may see what is decided above the database; the look-ups themselves are tested on both engines."""
    if not database_of(whole_app).url.startswith("sqlite"):
        pytest.skip("played on SQLite")


@pytest.mark.parametrize("name", SEQUENCES)
def test_nothing_of_a_person_appears_for_somebody_who_may_not_see_it(
    name: str, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    world = World(app)
    play(world, SEQUENCES[name])
    assert not [canary for canary in world.canaries if canary.words in caplog.text], "something stands in the log"


# -- random ones -------------------------------------------------------------------------------------------------

_PERSONS, _BROWSERS = st.sampled_from("甲乙丙丁"), st.sampled_from(["电话", "平板"])
_ACTS = st.lists(
    st.sampled_from(["fill", "submit", "see", "see_decisions", "book", "manage"]), min_size=1, unique=True
).map(" ".join)
_HOW = st.fixed_dictionaries(
    {},
    optional={
        "programmes": st.sampled_from([["home-care-assistance-subsidy"], ["adult-rehab-subsidy"], [DEVICES]]),
        "from": st.sampled_from([0, 5]),
        "for": st.sampled_from([1, 10, 100]),
        "how": st.sampled_from(["live", "live", "asked", "paper", "paper, person known"]),
    },
)
_PAGES = st.sampled_from(sorted(PAGES))
_STEPS = st.one_of(
    st.tuples(st.just("sign in"), _BROWSERS, _PERSONS),
    st.tuples(st.just("allow"), _PERSONS, _PERSONS, _ACTS, _HOW),
    st.tuples(st.just("limit"), _PERSONS, _PERSONS, _ACTS),
    st.tuples(st.just("end"), _PERSONS, _PERSONS),
    st.tuples(st.just("wait"), st.sampled_from([1, 6, 50])),
    st.tuples(st.just("act for"), _BROWSERS, _PERSONS),
    st.tuples(st.just("act for"), _BROWSERS, _PERSONS),
    st.tuples(st.just("act for oneself"), _BROWSERS),
    st.tuples(st.just("type code"), _BROWSERS, _PERSONS),
    st.tuples(st.just("open"), _BROWSERS, _PAGES, _PERSONS),
    st.tuples(st.just("open"), _BROWSERS, _PAGES, _PERSONS),
    st.tuples(st.just("keep form"), _BROWSERS, _PAGES, _PERSONS),
    st.tuples(st.just("send kept"), _BROWSERS, st.integers(0, 5)),
    st.tuples(st.just("begin"), _BROWSERS, st.sampled_from([DEVICES, "adult-rehab-subsidy"])),
    st.tuples(st.just("sign out"), _BROWSERS),
)
#: So that something can leak at all: two are signed in, each has allowed the other something.
_SETTING: Sequence = [
    ("sign in", "电话", "甲"), ("sign in", "平板", "乙"),
    ("allow", "乙", "甲", "fill see"), ("allow", "丙", "甲", "book submit"), ("allow", "甲", "乙", "see_decisions"),
    ("act for", "电话", "乙"), ("act for", "平板", "甲"),
]  # fmt: skip
#: The default of the library means that nobody asked for more. Then nothing is made smaller either: that takes minutes.
_IS_THOROUGH = settings().max_examples > 100
#: Longer ones find what needs several turns: given, limited, over, given anew, while a form of the first lies open. An
#: ordinary run has time for a few; a night plays many, three times as long.
_EXAMPLES, _SHORTEST, _LONGEST = (settings().max_examples, 20, 80) if _IS_THOROUGH else (4, 14, 28)


@settings(
    max_examples=_EXAMPLES,
    deadline=None,
    derandomize=not _IS_THOROUGH,
    phases=list(Phase) if _IS_THOROUGH else [Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(_STEPS, min_size=_SHORTEST, max_size=_LONGEST))
def test_random_sequences(whole_app: Flask, steps: Sequence) -> None:
    try:
        play(World(whole_app), [*_SETTING, *steps])
    finally:
        empty_tables(database_of(whole_app))


# -- leaks made on purpose ---------------------------------------------------------------------------------------


def _forget_the_folder(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(service, "_may_open", lambda *_args: True)


def _forget_the_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(authority, "_refusal_by_state", lambda _mandate, _now: None)


def _forget_the_scope(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(service, "is_within", lambda _who, _application: True)


def _forget_who_may_see_decisions(patch: pytest.MonkeyPatch) -> None:
    for module in (rows, sent_rows):
        patch.setattr(module, "hides_decision", lambda _who, _case: False)


@pytest.mark.control
@pytest.mark.parametrize(
    ("leak", "name"),
    [
        (_forget_the_folder, "a person sees everything of their own and nothing of others"),
        (_forget_the_folder, "a shared browser: Back after signing out, and after somebody else signed in"),
        (_forget_the_end, "it expires, is given again for less, and is limited"),
        (_forget_the_scope, "one programme only"),
        (_forget_who_may_see_decisions, "to see, but not what was decided; with files"),
    ],
)
def test_a_leak_made_on_purpose_is_found(
    leak: Callable[[pytest.MonkeyPatch], None], name: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(app)
    leak(monkeypatch)
    with pytest.raises(Leak):  # pages that show nothing of anybody cannot leak it
        play(world, [step for step in SEQUENCES[name] if step[0] != "open every public page"])
