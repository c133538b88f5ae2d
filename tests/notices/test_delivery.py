"""The life of one notice: every state with every event, and when to try again."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.notices.delivery import (
    FIRST_WAIT,
    LONGEST_ASKED_WAIT,
    LONGEST_WAIT,
    TRANSITIONS,
    Event,
    State,
    after,
    event_after_failure,
    idempotency_key,
    states_before,
    wait_before,
)

attempts = st.integers(1, 10_000)
keys = st.text(max_size=40)
FINAL = {State.DELIVERED, State.CANCELLED}


def test_every_state_answers_every_event() -> None:
    assert {state: set(events) for state, events in TRANSITIONS.items()} == {state: set(Event) for state in State}


@given(st.lists(st.sampled_from(Event), max_size=30))
def test_whatever_happens_what_is_over_stays_over(events: list[Event]) -> None:
    state, delivered = State.QUEUED, 0
    for event in events:
        following = after(state, event)
        if state in FINAL:
            assert following is None
        delivered += following is State.DELIVERED
        state = following or state
    assert delivered <= 1


@given(st.sampled_from(State))
def test_only_a_sender_delivers(state: State) -> None:
    assert (after(state, Event.ACCEPT) is State.DELIVERED) == (state is State.SENDING)


@given(st.sampled_from(State))
def test_who_withdraws_hears_no_more(state: State) -> None:
    assert after(state, Event.WITHDRAW) in ({None} if state in FINAL else {State.CANCELLED})


@pytest.mark.parametrize(
    ("event", "states"),
    [
        (Event.CLAIM, {State.QUEUED, State.SENDING}),
        (Event.POSTPONE, {State.SENDING}),
        (Event.GIVE_UP, {State.QUEUED, State.SENDING}),
        (Event.RETRY, {State.DEAD}),
    ],
)
def test_where_an_event_means_something(event: Event, states: set[State]) -> None:
    assert set(states_before(event)) == states


@given(attempts, keys)
def test_waits_stay_near_their_figure(attempt: int, key: str) -> None:
    wait = wait_before(attempt, key)
    assert FIRST_WAIT * 0.8 <= wait <= LONGEST_WAIT * 1.2
    if attempt <= 9:
        assert FIRST_WAIT * 2 ** (attempt - 1) * 0.79 <= wait <= FIRST_WAIT * 2 ** (attempt - 1) * 1.21
    assert wait == wait_before(attempt, key)


@given(keys)
def test_waits_grow(key: str) -> None:
    waits = [wait_before(attempt, key) for attempt in range(1, 9)]
    assert all(longer > shorter for shorter, longer in pairwise(waits))


def test_what_failed_together_does_not_come_back_together() -> None:
    waits = {wait_before(1, f"key {number}") for number in range(200)}
    assert len(waits) > 190
    assert max(waits) - min(waits) > FIRST_WAIT * 0.3


@given(attempts, keys, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_gateway_may_ask_for_more_patience_within_reason(attempt: int, key: str, asked: timedelta) -> None:
    wait = wait_before(attempt, key, asked)
    assert wait >= min(asked, LONGEST_ASKED_WAIT)
    assert wait <= max(LONGEST_ASKED_WAIT, wait_before(attempt, key))


@given(st.integers(1, 50), st.integers(1, 50))
def test_attempts_come_to_an_end(attempt: int, allowed: int) -> None:
    assert (event_after_failure(attempt, at_most=allowed) is Event.GIVE_UP) == (attempt >= allowed)


@given(keys, keys)
def test_idempotency_keys_differ_as_keys_do_and_tell_nothing(one: str, other: str) -> None:
    assert (idempotency_key(one) == idempotency_key(other)) == (one == other)
    assert set(idempotency_key(one)) <= set("0123456789abcdef")
