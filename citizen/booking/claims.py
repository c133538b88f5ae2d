"""The arbiter at work: who gets a resource, or a person's own time, is decided by primary keys, never by a look before.

Rows go in sorted, in one statement, so that two bookings never wait for each other in a circle. What was really
inserted is what RETURNING says: the row count of INSERT … ON CONFLICT is -1 on PostgreSQL.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from citizen.booking import seats
from citizen.booking.models import Claim, PersonSlot

#: A resource and one quarter of an hour of it.
Pair = tuple[uuid.UUID, int]


def claim_resources(session: Session, *, booking_id: uuid.UUID, resources: Iterable[uuid.UUID], ticks: range) -> bool:
    """Take all ticks of all resources; False when somebody else has one of them (then roll back)."""
    return claim_pairs(session, booking_id=booking_id, pairs=[(one, tick) for one in set(resources) for tick in ticks])


def claim_pairs(session: Session, *, booking_id: uuid.UUID, pairs: Iterable[Pair]) -> bool:
    """Take these quarters of an hour of these resources, all or (after the caller's rollback) none."""
    rows = [{"resource_id": resource, "tick": tick, "booking_id": booking_id} for resource, tick in sorted(pairs)]
    return insert_missing(session, Claim.__table__, rows) == len(rows)


def claim_person(session: Session, *, booking_id: uuid.UUID, person_key: str, ticks: Iterable[int]) -> bool:
    """Take the person's own time; False when they are somewhere else then."""
    rows = [{"person_key": person_key, "tick": tick, "booking_id": booking_id} for tick in ticks]
    return insert_missing(session, PersonSlot.__table__, rows) == len(rows)


def free_time_of(session: Session, *, booking_id: uuid.UUID) -> None:
    """Give back everything a booking has claimed, and its seat in a group session."""
    session.execute(sa.delete(Claim).where(Claim.booking_id == booking_id))
    session.execute(sa.delete(PersonSlot).where(PersonSlot.booking_id == booking_id))
    seats.free_seat(session, booking_id=booking_id)


def free_pairs(session: Session, *, booking_id: uuid.UUID, pairs: Iterable[Pair]) -> None:
    """Give back some of it: quarters of an hour of resources."""
    by_resource: dict[uuid.UUID, list[int]] = {}
    for resource, tick in pairs:
        by_resource.setdefault(resource, []).append(tick)
    for resource, ticks in sorted(by_resource.items()):
        session.execute(
            sa.delete(Claim).where(Claim.booking_id == booking_id, Claim.resource_id == resource, Claim.tick.in_(ticks))
        )


def free_person(session: Session, *, booking_id: uuid.UUID, ticks: Collection[int]) -> None:
    """Give back some of the person's own time."""
    session.execute(
        sa.delete(PersonSlot).where(PersonSlot.booking_id == booking_id, PersonSlot.tick.in_(sorted(ticks)))
    )


def insert_missing(session: Session, table: Any, rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows that do not exist yet, in one statement; returns how many those were."""
    if not rows:
        return 0
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(list(rows)).on_conflict_do_nothing()
    return len(session.execute(statement.returning(*table.primary_key.columns)).all())
