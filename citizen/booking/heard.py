"""Rooms above hear of every change of a booking here, in the same transaction: pathways, the back office, webhooks."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from citizen.booking.models import Booking

#: Called with the booking as it now stands and what happened (the code of its event).
Heard = Callable[[Session, Booking, str], None]
_listeners: dict[str, Heard] = {}


def also_on_change(listener: Heard) -> None:
    """Told of each event of each booking: "confirmed", "moved", "cancelled_by_person", … The same function
    given again counts once.
    """
    _listeners[f"{listener.__module__}.{listener.__qualname__}"] = listener


def say_changed(session: Session, booking: Booking, what: str) -> None:
    """Somebody changed this booking; `what` is the code of the event."""
    for listener in tuple(_listeners.values()):
        listener(session, booking, what)
