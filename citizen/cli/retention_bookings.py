"""The stages of booking: appointments, waiting lists, questions to places, and what was looked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import keeping
from citizen.booking.models import BookingRequest, Series, WaitingEntry, Wish
from citizen.cli.retention_counting import count
from citizen.db.retention import Stage
from citizen.pathways.models import PathwayStep
from citizen.pathways.terms import StepState

KeptFor = Mapping[str, timedelta]
_DAYS = keeping.LEFT_FOR.days


def stages_of_booking(kept_for: KeptFor) -> list[Stage]:
    """Series last: each goes with the last of its bookings."""
    return [
        _bookings(kept_for),
        Stage("series", "series of which no booking is left: deleted", count(Series, keeping.is_empty_series()),
              lambda session, _limit: keeping.delete_empty_series(session)),
        Stage("waiting", f"places on waiting lists, left {_DAYS} days ago: deleted",
              count(WaitingEntry, keeping.is_left_entry()),
              lambda session, limit: keeping.delete_entries(session, at_most=limit)),
        Stage("asked", f"questions to places, taken back {_DAYS} days ago or over by rule: deleted",
              count(BookingRequest, keeping.is_old_request(kept_for)),
              lambda session, limit: keeping.delete_requests(session, kept_for=kept_for, at_most=limit)),
        Stage("wishes", f"what somebody looked for, untouched for {_DAYS} days: deleted",
              count(Wish, keeping.is_old_wish()), lambda session, _limit: keeping.delete_wishes(session)),
    ]  # fmt: skip


def _bookings(kept_for: KeptFor) -> Stage:
    #: A step that still waits for the outcome of its appointment.
    needed = sa.select(PathwayStep.booking_id).where(
        PathwayStep.state == StepState.BOOKED, PathwayStep.booking_id.is_not(None)
    )

    def delete(session: Session, limit: int) -> int:
        found = keeping.find_old_bookings(session, kept_for=kept_for, needed=needed, at_most=limit)
        return keeping.delete_bookings(session, ids=found)

    what = f"bookings over by rule, and held times never confirmed, {_DAYS} days ago: deleted"
    return Stage(
        "bookings",
        what,
        lambda session: len(keeping.find_old_bookings(session, kept_for=kept_for, needed=needed)),
        delete,
    )
