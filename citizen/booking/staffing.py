"""Who is there on the day: how many of the staff, how many interpreters; no names. Reads only."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import Booking, Claim, Resource
from citizen.booking.terms import ResourceKind

_PEOPLE = (ResourceKind.STAFF, ResourceKind.INTERPRETER)
_RESERVED = (
    sa.select(Resource.kind, sa.func.count(Resource.id.distinct()).label("number"))
    .join(Claim, Claim.resource_id == Resource.id)
    .where(Claim.booking_id == sa.bindparam("booking"), Resource.kind.in_(_PEOPLE))
    .group_by(Resource.kind)
)


def people_of(session: Session, booking: Booking) -> Mapping[ResourceKind, int]:
    """The people reserved for a booking, by kind; empty when it is over or cancelled."""
    counted = {row.kind: row.number for row in session.execute(_RESERVED, {"booking": booking.id})}
    return {kind: counted[kind] for kind in _PEOPLE if kind in counted}
