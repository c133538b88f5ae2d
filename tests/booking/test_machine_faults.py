"""Protections of booking taken away on purpose: the machine must find each of them, or it proves nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from citizen.booking import (
    claims,
    freed,
    inventory,
    moving,
    reminders,
    rows,
    seats,
    service,
    slots,
    stranded,
    swapping,
    tickets,
    timetables,
    waiting_offers,
)
from citizen.core import references
from tests.booking.test_machine import play

#: That the machine sees a fault is proved once; what it plays is played on both databases (test_machine.py).
pytestmark = [pytest.mark.once, pytest.mark.slow, pytest.mark.timeout(600)]

Plant = Callable[[pytest.MonkeyPatch], None]


def _believe_every_insert(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks at what is claimed, and what could not be inserted because another has it counts as had."""
    honest = claims.insert_missing

    def insert(session: Any, table: Any, wanted: Sequence[Any]) -> int:
        honest(session, table, wanted)
        return len(wanted)

    patch.setattr(claims, "insert_missing", insert)
    patch.setattr(timetables, "_claimed_ticks", lambda *_: defaultdict(set))


def _confirm_whatever_it_was(patch: pytest.MonkeyPatch) -> None:
    guarded = rows.change_booking

    def change(session: Any, booking: Any, what: str, who: Any, *guard: Any, **values: Any) -> None:
        guarded(session, booking, what, who, *(() if what == "confirmed" else guard), **values)

    patch.setattr(rows, "change_booking", change)


def _free_before_taking(patch: pytest.MonkeyPatch) -> None:
    careful = moving.plan_to_move

    def plan(session: Any, booking: Any, **where: Any) -> inventory.Plan:
        claims.free_time_of(session, booking_id=booking.id)
        return careful(session, booking, **where)

    patch.setattr(moving, "plan_to_move", plan)


def _keep_what_is_over(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(freed, "free_time_of", lambda *_: None)


def _keep_the_seat(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(seats, "free_seat", lambda *_, **__: None)


def _let_people_be_in_two_places(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(claims, "claim_person", lambda *_, **__: True)


def _promise_an_interpreter(patch: pytest.MonkeyPatch) -> None:
    """Said to be arranged, reserved by nobody."""
    reserving = inventory._plan

    def plan(*what: Any) -> inventory.Plan:
        found = reserving(*what)
        return replace(found, requirements=found.requirements[:2])

    patch.setattr(inventory, "_plan", plan)


def _forget_an_event(patch: pytest.MonkeyPatch) -> None:
    written = rows.record_event

    def record(session: Any, booking_id: Any, what: str, *rest: Any, **more: Any) -> None:
        if what not in ("moved", "cancelled_by_person"):
            written(session, booking_id, what, *rest, **more)

    patch.setattr(rows, "record_event", record)


def _offer_to_the_last_first(patch: pytest.MonkeyPatch) -> None:
    in_order = waiting_offers._in_order
    patch.setattr(waiting_offers, "_in_order", lambda *what: list(in_order(*what))[::-1])


def _skip_numbers(patch: pytest.MonkeyPatch) -> None:
    counting = tickets._count_up

    def count(session: Any, **key: Any) -> int:
        counting(session, **key)
        return counting(session, **key)

    patch.setattr(tickets, "_count_up", count)


def _remind_again_and_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reminders, "_sent", lambda *_: set())
    patch.setattr(reminders, "insert_missing", lambda *_: 1)


def _name_nobody_who_is_stranded(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stranded, "_closed", lambda *_: [])


def _open_to_strangers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(service, "may_open", lambda *_: True)


def _show_what_is_gone(patch: pytest.MonkeyPatch) -> None:
    """A list that was made before somebody else booked."""
    patch.setattr(timetables, "_claimed_ticks", lambda *_: defaultdict(set))


def _hide_the_last_one(patch: pytest.MonkeyPatch) -> None:
    """The last time of a day is free, and nobody sees it."""
    whole = slots._offers_of_day
    patch.setattr(slots, "_offers_of_day", lambda *what: list(whole(*what))[:-1])


def _begin_anywhere(patch: pytest.MonkeyPatch) -> None:
    """The first that somebody finds is not the earliest."""
    in_order = slots.first_offer

    def first(span: Any, requirements: Any, days: Any, zone: Any, *, busy: frozenset[int]) -> Any:
        return in_order(span, requirements, list(days)[::-1], zone, busy=busy)

    patch.setattr(slots, "first_offer", first)


def _forget_needs_on_the_way(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        moving,
        "plan_to_move",
        lambda session, booking, **where: swapping.plan_instead(session, booking, needs=(), **where),
    )


def _leave_no_time_between(patch: pytest.MonkeyPatch) -> None:
    honest = slots._occupied_from
    patch.setattr(slots, "_occupied_from", lambda span, tick: honest(replace(span, prep_minutes=0), tick))
    patch.setattr(
        slots, "occupied_ticks", lambda span, start: honest(replace(span, prep_minutes=0), slots.tick_of(start))
    )


def _find_without_the_code(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(references, "is_same_code", lambda *_: True)


def _change_seats_uncounted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(seats, "_count_down", lambda *_: None)


FAULTS: tuple[Plant, ...] = (
    _believe_every_insert,
    _confirm_whatever_it_was,
    _free_before_taking,
    _keep_what_is_over,
    _keep_the_seat,
    _let_people_be_in_two_places,
    _promise_an_interpreter,
    _forget_an_event,
    _offer_to_the_last_first,
    _skip_numbers,
    _remind_again_and_again,
    _name_nobody_who_is_stranded,
    _open_to_strangers,
    _show_what_is_gone,
    _hide_the_last_one,
    _begin_anywhere,
    _forget_needs_on_the_way,
    _leave_no_time_between,
    _find_without_the_code,
    _change_seats_uncounted,
)


@pytest.mark.control
@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_fault_is_found(whole_app: Flask, monkeypatch: pytest.MonkeyPatch, plant: Plant) -> None:
    plant(monkeypatch)
    # One fault breaks several promises; which of them is seen first depends on what is played, so any will do.
    with pytest.raises(AssertionError, match=r"^P\d+: "):
        # Most are found in the first few; so many that a change of the rules does not lose one by chance.
        play(whole_app, monkeypatch, examples=400, steps=30)
