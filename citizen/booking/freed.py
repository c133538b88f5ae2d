"""Whoever wants a time that became free hears of it here, in the same transaction: first of all the waiting list."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from citizen.booking import claims
from citizen.booking.models import Booking, Service, Site

#: Called after claims of this service at this place were given back.
Freed = Callable[[Session, Service, Site], None]
_listeners: dict[str, Freed] = {}


def also_on_freed(listener: Freed) -> None:
    """Told each time something became free. The same function given again counts once."""
    _listeners[f"{listener.__module__}.{listener.__qualname__}"] = listener


def free_time_of(session: Session, booking: Booking) -> None:
    """Give back everything a booking has claimed, and say so."""
    claims.free_time_of(session, booking_id=booking.id)
    say_freed(session, booking.service, booking.site)


def say_freed(session: Session, service: Service, site: Site) -> None:
    """For whoever gave claims back by themselves, e.g. by moving a booking."""
    for listener in tuple(_listeners.values()):
        listener(session, service, site)
