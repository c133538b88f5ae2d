"""The allowed graph of a booking, as a table, and what follows from it."""

from __future__ import annotations

import pytest

from citizen.booking import lifecycle
from citizen.booking.terms import BookingState

S = BookingState
#: Every change that is allowed; every other pair is not.
ALLOWED = {
    (S.HELD, S.CONFIRMED),
    (S.HELD, S.EXPIRED),
    (S.HELD, S.RELEASED),
    (S.CONFIRMED, S.ARRIVED),
    (S.CONFIRMED, S.NO_SHOW),
    (S.CONFIRMED, S.DONE),
    (S.CONFIRMED, S.CANCELLED_BY_PERSON),
    (S.CONFIRMED, S.CANCELLED_BY_SERVICE),
    (S.ARRIVED, S.DONE),
    (S.ARRIVED, S.CANCELLED_BY_SERVICE),
    (S.NO_SHOW, S.ARRIVED),
}


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_every_pair_of_states(before: BookingState, after: BookingState) -> None:
    assert (before in lifecycle.states_before(after)) is ((before, after) in ALLOWED)


def test_nothing_comes_back_from_the_end() -> None:
    over = {state for state in S if lifecycle.is_over(state)}
    assert over == {S.DONE, S.EXPIRED, S.RELEASED} | lifecycle.CANCELLED
    assert all(before not in over for before, _after in ALLOWED)


def test_a_time_is_taken_or_free_never_both() -> None:
    assert not lifecycle.LIVE & (lifecycle.CANCELLED | lifecycle.NEVER_BOOKED)
    assert lifecycle.PROMISED < lifecycle.LIVE
