"""The life of a booking: which state may follow which. Pure. Whatever is not written here does not happen."""

from __future__ import annotations

from citizen.booking.terms import BookingState

S = BookingState

#: Every state and what may follow it. What leads nowhere is over for good.
NEXT: dict[BookingState, frozenset[BookingState]] = {
    S.HELD: frozenset({S.CONFIRMED, S.EXPIRED, S.RELEASED}),
    S.CONFIRMED: frozenset({S.ARRIVED, S.NO_SHOW, S.DONE, S.CANCELLED_BY_PERSON, S.CANCELLED_BY_SERVICE}),
    S.ARRIVED: frozenset({S.DONE, S.CANCELLED_BY_SERVICE}),
    S.DONE: frozenset(),
    S.CANCELLED_BY_PERSON: frozenset(),
    S.CANCELLED_BY_SERVICE: frozenset(),
    #: Whoever came too late may still be seen.
    S.NO_SHOW: frozenset({S.ARRIVED}),
    S.EXPIRED: frozenset(),
    S.RELEASED: frozenset(),
}
#: A time is taken: nobody else can have it.
LIVE = frozenset({S.HELD, S.CONFIRMED, S.ARRIVED})
#: It is promised to the person: they are reminded, expected and told of changes.
PROMISED = frozenset({S.CONFIRMED, S.ARRIVED})
CANCELLED = frozenset({S.CANCELLED_BY_PERSON, S.CANCELLED_BY_SERVICE})
#: It was never booked: nobody finds it again.
NEVER_BOOKED = frozenset({S.EXPIRED, S.RELEASED})


def states_before(after: BookingState) -> frozenset[BookingState]:
    """From which states one comes into this one: the guard of the UPDATE that writes it."""
    return frozenset(before for before, following in NEXT.items() if after in following)


def is_over(state: BookingState) -> bool:
    """Nothing can happen to it any more."""
    return not NEXT[state]
