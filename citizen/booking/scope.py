"""What of booking exists for the one who acts."""

from __future__ import annotations

from sqlalchemy.orm import Session

from citizen.booking.models import Booking, BookingRequest, Series, WaitingEntry
from citizen.proxies import scope
from citizen.proxies.authority import Act, Who


def may_open(session: Session, who: Who, thing: Booking | BookingRequest | Series | WaitingEntry) -> bool:
    """In the folder one acts in, for whoever may book or see; else what this browser has proved to know."""
    return scope.may_open(
        session,
        who=who,
        folder_id=thing.visit_id,
        reference=thing.public_ref,
        is_allowed_here=scope.is_allowed(who, Act.BOOK, Act.SEE),
    )
