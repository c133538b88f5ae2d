"""People, helpers and a place do anything in any order; after every step the promises of booking hold.

The machine plays with a clock of its own on the database of the run. Many more and longer runs:
`pytest tests/booking/test_machine.py --hypothesis-profile thorough`. Faults planted on purpose must be found by it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from citizen.db.session import Database
from tests.booking.machine_place import PEOPLE, SLOTS, same_ids
from tests.booking.machine_world import World
from tests.conftest import database_of, empty_tables

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.timeout(600)]

_PERSON, _SLOT = st.integers(0, PEOPLE - 1), st.integers(0, SLOTS - 1)
#: Which of the bookings (or entries, or sessions) made so far; few places, so few numbers.
_WHICH, _FEW = st.integers(0, 7), st.integers(0, 4)
_MINUTES = st.sampled_from([3, 19, 21, 21, 90, 26 * 60])
_DAY = st.integers(0, 1)
#: Both therapists from 9:00 to 11:30.
_FULL_MONDAY = (0, 0, 3, 3)


class Machine(RuleBasedStateMachine):
    """The rules: what can be done, and with what. What is promised stands in machine_promises."""

    database: Database
    begin_ids: Callable[[], None]

    @initialize(slots=st.lists(_SLOT, min_size=2, max_size=3), is_full=st.booleans())
    def begin(self, slots: list[int], is_full: bool) -> None:
        """On an empty day nobody is in anybody's way: some are booked, or Monday is full and two wait for it."""
        type(self).begin_ids()
        self.world = World(type(self).database)
        for person, slot in enumerate(_FULL_MONDAY if is_full else slots):
            self.world.do("hold", person, slot, 0)
            self.world.do("confirm", person)
        for person in (4, 5) if is_full else ():
            self.world.do("join", person, 0, False)
            self.world.do("pass_time", 3)  # the list has an order

    def do(self, name: str, *what: Any) -> None:
        self.world.do(name, *what)

    @rule(person=_PERSON, slot=_SLOT, needs=_FEW)
    def hold(self, person: int, slot: int, needs: int) -> None:
        self.do("hold", person, slot, needs)

    @rule(person=_PERSON, slot=_SLOT, needs=_FEW)
    def hold_and_confirm(self, person: int, slot: int, needs: int) -> None:
        self.do("hold", person, slot, needs)
        self.do("confirm", len(self.world.picture.bookings) - 1)

    @rule(person=_PERSON, slot=_SLOT, needs=_FEW)
    def look_and_choose(self, person: int, slot: int, needs: int) -> None:
        self.do("look", person, slot, needs)

    @rule(person=_PERSON, slot=_SLOT)
    def hold_and_give_back(self, person: int, slot: int) -> None:
        self.do("hold_and_give_back", person, slot)

    @rule(which=_WHICH)
    def confirm(self, which: int) -> None:
        self.do("confirm", which)

    @rule(
        which=_WHICH,
        name=st.sampled_from(["extend", "be_late", "reassign", "nobody_came", "finish", "cancel_rest", "find"]),
    )
    def change_one(self, which: int, name: str) -> None:
        self.do(name, which)

    @rule(name=st.sampled_from(["expire", "offer_all", "take_number", "call", "remind", "remind"]))
    def go_on(self, name: str) -> None:
        self.do(name)

    @rule(minutes=_MINUTES)
    def pass_time(self, minutes: int) -> None:
        self.do("pass_time", minutes)

    @rule(which=_WHICH, by_service=st.booleans())
    def cancel(self, which: int, by_service: bool) -> None:
        self.do("cancel", which, by_service)

    @rule(which=_WHICH, slot=_SLOT, by_service=st.booleans())
    def move(self, which: int, slot: int, by_service: bool) -> None:
        self.do("move", which, slot, by_service)

    @rule(which=_WHICH, slot=_SLOT)
    def move_there_and_back(self, which: int, slot: int) -> None:
        self.do("move_there_and_back", which, slot)

    @rule(which=_WHICH, needs=_FEW, keep_time=st.booleans())
    def change_needs(self, which: int, needs: int, keep_time: bool) -> None:
        self.do("change_needs", which, needs, keep_time)

    @rule(which=_WHICH, number=_FEW)
    def come_along(self, which: int, number: int) -> None:
        self.do("come_along", which, number)

    @rule(person=_PERSON, which=_WHICH)
    def meddle(self, person: int, which: int) -> None:
        self.do("meddle", person, which)

    @rule(person=_PERSON, which=_DAY)
    def take_a_seat(self, person: int, which: int) -> None:
        self.do("seat", person, which)

    @rule(person=_PERSON, which=_DAY, other=_DAY)
    def change_a_seat(self, person: int, which: int, other: int) -> None:
        self.do("seat", person, which)
        self.do("confirm", len(self.world.picture.bookings) - 1)
        self.do("move_seat", len(self.world.picture.bookings) - 1, other)

    @rule(person=_PERSON, slot=_SLOT, weeks=st.integers(2, 3), is_confirmed=st.booleans())
    def hold_series(self, person: int, slot: int, weeks: int, is_confirmed: bool) -> None:
        self.do("hold_series", person, slot, weeks)
        if is_confirmed:
            self.do("confirm_series", slot)

    @rule(person=_PERSON, which=_WHICH, choice=_FEW)
    def sit_beside(self, person: int, which: int, choice: int) -> None:
        self.do("beside", person, which, choice)

    @rule(person=_PERSON, day=st.integers(0, 2), is_group=st.sampled_from([False, False, True]))
    def join(self, person: int, day: int, is_group: bool) -> None:
        self.do("join", person, day, is_group)

    @rule(which=_FEW, name=st.sampled_from(["accept", "accept", "decline", "leave"]))
    def answer(self, which: int, name: str) -> None:
        self.do(name, which)

    @rule(day=_DAY, name=st.sampled_from(["close_day", "open_day", "open_day"]))
    def change_day(self, day: int, name: str) -> None:
        self.do(name, day)

    @rule(which=_DAY, capacity=st.integers(0, 3))
    def resize(self, which: int, capacity: int) -> None:
        self.do("resize", which, capacity)

    @rule(which=_WHICH, minutes=st.sampled_from([-200, -30, 5, 40]))
    def arrive(self, which: int, minutes: int) -> None:
        self.do("go_to", which, minutes)
        self.do("arrive", which)

    @rule(which=_WHICH, minutes=st.sampled_from([-26 * 60, -20 * 60, -90]))
    def be_reminded(self, which: int, minutes: int) -> None:
        self.do("go_to", which, minutes)
        self.do("remind")


# -- running it ----------------------------------------------------------------------------------------------------

#: The default of the library means that nobody asked for more.
_IS_THOROUGH = settings().max_examples > 100


def play(app: Flask, patch: pytest.MonkeyPatch, *, examples: int, steps: int) -> None:
    """The machine on the database of the run; fails at the first broken promise."""
    begin_ids = same_ids(patch)
    machine = type("Machine", (Machine,), {"database": database_of(app), "begin_ids": staticmethod(begin_ids)})
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=not _IS_THOROUGH,
        phases=list(Phase) if _IS_THOROUGH else [Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    try:
        run_state_machine_as_test(machine, settings=how)
    finally:
        empty_tables(database_of(app))


def test_whatever_is_done_the_promises_hold(whole_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    examples, steps = (settings().max_examples, 80) if _IS_THOROUGH else (8, 24)
    play(whole_app, monkeypatch, examples=examples, steps=steps)
