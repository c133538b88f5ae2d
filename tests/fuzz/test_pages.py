"""Every address, by every method, in every state, with what nobody would send: never a fault of the server, never a
word of somebody else, never anything that runs, and every refusal a page in the person's language.

An ordinary run attacks each address once. `make fuzz` attacks each in every state, and then as long as it is told to.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import database_of, empty_tables
from tests.fuzz.judging import Harm
from tests.fuzz.player import Player
from tests.fuzz.world import STATES, World

#: The default of the library means that nobody asked for more.
_IS_THOROUGH = settings().max_examples > 100
pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.timeout(3000)]
#: Which address there is does not depend on the database; what it does with odd characters may.
_ONCE = () if _IS_THOROUGH else pytest.mark.once
#: Another number attacks in other ways; one that found something finds it again.
_SEED = os.environ.get("FUZZ_SEED", "1")


@pytest.mark.parametrize("state", [pytest.param(one, marks=_ONCE) for one in STATES])
def test_every_address_withstands(state: str, app: Flask) -> None:
    player = Player(World(app), state)
    states = list(STATES)
    harms = []
    for number, rule in enumerate(player.rules):
        if _IS_THOROUGH or (number + int(_SEED)) % len(states) == states.index(state):
            try:
                player.attack(rule, Random(f"{_SEED} {state} {rule.rule}"))
            except Harm as harm:
                harms.append(f"{rule.endpoint} as {state}: {harm}")
    assert not harms, "\n\n".join(harms)
    assert player.asked > len(player.rules) / len(states)


@settings(
    max_examples=settings().max_examples if _IS_THOROUGH else 20,
    derandomize=not _IS_THOROUGH,
    phases=[Phase.generate, Phase.shrink] if _IS_THOROUGH else [Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(state=st.sampled_from(list(STATES)), number=st.integers(0, 10_000), random=st.randoms(use_true_random=False))
def test_whatever_is_sent(whole_app: Flask, state: str, number: int, random: Random) -> None:
    try:
        player = Player(World(whole_app), state)
        player.attack(player.rules[number % len(player.rules)], random)
    finally:
        empty_tables(database_of(whole_app))
