"""The life of one notice on its way to a person, and when to try again. Pure.

A notice is claimed for a while (a lease), sent outside any transaction, and its result written down. A sender that dies
in between leaves a lease that ends: the notice is then claimed again and sent with the same idempotency key.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from enum import StrEnum

#: Longer than any gateway may take; see the timeouts in `gateways`.
LEASE = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
#: A gateway may ask for more patience than we have, within reason.
LONGEST_ASKED_WAIT = timedelta(days=1)
_JITTER = 0.2


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Event(StrEnum):
    #: A sender takes it; also after the lease of another one has ended.
    CLAIM = "claim"
    #: The gateway has taken it over.
    ACCEPT = "accept"
    #: Not now: try again later.
    POSTPONE = "postpone"
    #: Never with this address or text, or too often without success.
    GIVE_UP = "give_up"
    #: The person changed the channel or withdrew consent.
    WITHDRAW = "withdraw"
    #: An operator has repaired what was wrong.
    RETRY = "retry"


#: Every state and every event; None: the event means nothing there and changes nothing.
TRANSITIONS: dict[State, dict[Event, State | None]] = {
    State.QUEUED: {
        Event.CLAIM: State.SENDING,
        Event.ACCEPT: None,
        Event.POSTPONE: None,
        Event.GIVE_UP: State.DEAD,
        Event.WITHDRAW: State.CANCELLED,
        Event.RETRY: None,
    },
    State.SENDING: {
        Event.CLAIM: State.SENDING,
        Event.ACCEPT: State.DELIVERED,
        Event.POSTPONE: State.QUEUED,
        Event.GIVE_UP: State.DEAD,
        Event.WITHDRAW: State.CANCELLED,
        Event.RETRY: None,
    },
    State.DELIVERED: dict.fromkeys(Event),
    State.DEAD: {**dict.fromkeys(Event), Event.RETRY: State.QUEUED, Event.WITHDRAW: State.CANCELLED},
    State.CANCELLED: dict.fromkeys(Event),
}


def after(state: State, event: Event) -> State | None:
    """The state that follows, or None where the event means nothing."""
    return TRANSITIONS[state][event]


def states_before(event: Event) -> tuple[State, ...]:
    """The states in which the event means something: what a guarded update asks for."""
    return tuple(state for state in State if after(state, event) is not None)


def wait_before(attempt: int, key: str, asked: timedelta = timedelta(0)) -> timedelta:
    """How long to wait after the failed attempt number `attempt` (1, 2, 3 …).

    Doubles each time up to `LONGEST_WAIT`, up to a fifth more or less by the key, so that what failed together does not
    come back together. A wait that the gateway asked for is kept when it is longer.
    """
    nominal: timedelta = min(FIRST_WAIT * (1 << min(attempt - 1, 20)), LONGEST_WAIT)
    digest = hashlib.sha256(f"{key}\x00{attempt}".encode()).digest()
    spread = int.from_bytes(digest[:4]) / 0xFFFFFFFF * 2 - 1
    return max(nominal * (1 + _JITTER * spread), min(asked, LONGEST_ASKED_WAIT))


def event_after_failure(attempts: int, *, at_most: int) -> Event:
    """What a failure that may pass means: wait, or no more."""
    return Event.POSTPONE if attempts < at_most else Event.GIVE_UP


def idempotency_key(key: str) -> str:
    """What a gateway gets to recognise the same notice by: stable, and tells nothing."""
    return hashlib.sha256(f"notice\x00{key}".encode()).hexdigest()[:40]
