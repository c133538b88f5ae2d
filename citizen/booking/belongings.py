"""Bookings that were made before somebody signed in, taken along into their folder."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from citizen.booking.models import Booking, BookingRequest, PersonSlot, Wish
from citizen.booking.wishes import person_key
from citizen.people import belongings
from citizen.proxies.authority import Relation, Subject, Who


def keep_for_person(session: Session, *, visit_id: uuid.UUID, folder_id: uuid.UUID) -> None:
    """A time that is only held comes along when the person holds no other; a time that overlaps with another booking of
    the person comes along too, and the person sees both.
    """
    key = person_key(Who(subject=Subject(person_id=belongings.owner_of(session, folder_id=folder_id))))
    mine = sa.select(Booking.id).where(Booking.visit_id == visit_id, Booking.booked_by == Relation.SELF.value)
    for booking_id in session.scalars(mine.order_by(Booking.id)).all():
        _change(session, sa.update(PersonSlot).where(PersonSlot.booking_id == booking_id).values(person_key=key))
        _change(session, sa.update(Booking).where(Booking.id == booking_id).values(visit_id=folder_id, person_key=key))
    own_wish = sa.and_(Wish.visit_id == visit_id, Wish.person_key == person_key(Who(visit_id=visit_id)))
    _change(session, sa.update(Wish).where(own_wish).values(visit_id=folder_id, person_key=key))


def keep_requests(session: Session, *, visit_id: uuid.UUID, folder_id: uuid.UUID) -> None:
    """What was asked of a place for oneself; the answer is then read in the account too."""
    key = person_key(Who(subject=Subject(person_id=belongings.owner_of(session, folder_id=folder_id))))
    own = sa.and_(BookingRequest.visit_id == visit_id, BookingRequest.booked_by == Relation.SELF.value)
    _change(session, sa.update(BookingRequest).where(own).values(visit_id=folder_id, person_key=key))


BELONGINGS = belongings.rows_of(Booking, relation=Booking.booked_by, keep=keep_for_person)
REQUESTS = belongings.rows_of(BookingRequest, relation=BookingRequest.booked_by, keep=keep_requests)


def _change(session: Session, change: sa.Update) -> bool:
    """False when the person has something in its place already."""
    try:
        with session.begin_nested():
            session.execute(change.execution_options(synchronize_session=False))
    except IntegrityError:
        return False
    return True
