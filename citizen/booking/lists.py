"""What wiring registers of waiting lists, group sessions, series and families."""

from __future__ import annotations

import uuid
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.booking import (
    seat_move_routes,
    series_booked_routes,
    series_routes,
    session_routes,
    together_routes,
    waiting_offers,
    waiting_routes,
)
from citizen.booking.freed import also_on_freed
from citizen.booking.models import Booking, Series, WaitingEntry
from citizen.booking.wishes import person_key
from citizen.people import belongings
from citizen.proxies.authority import Relation, Subject, Who

RECEIPTS = (waiting_routes.RECEIPTS, series_booked_routes.RECEIPTS)


def install(app: Flask, *, offer_hours: int) -> None:
    """The pages, and the ear for what becomes free."""
    rooms = (waiting_routes, session_routes, seat_move_routes, series_routes, series_booked_routes, together_routes)
    for room in rooms:
        app.register_blueprint(room.blueprint)
    waiting_offers.use_offer_life(timedelta(hours=offer_hours))
    also_on_freed(waiting_offers.offer_next)


def keep_entries(session: Session, *, visit_id: uuid.UUID, folder_id: uuid.UUID) -> None:
    """Who waits for themselves keeps their place; from then on they are told on the ways of their account."""
    _move(session, WaitingEntry, WaitingEntry.booked_by == Relation.SELF.value, visit_id, folder_id)


def keep_series(session: Session, *, visit_id: uuid.UUID, folder_id: uuid.UUID) -> None:
    """A series goes where its appointments go."""
    own = sa.select(Booking.series_id).where(Booking.series_id.is_not(None), Booking.booked_by == Relation.SELF.value)
    _move(session, Series, Series.id.in_(own), visit_id, folder_id)


WAITING = belongings.rows_of(WaitingEntry, relation=WaitingEntry.booked_by, keep=keep_entries)
SERIES = belongings.Belonging("booking_series", lambda _session, _visit_id: False, keep_series)
BELONGINGS = (WAITING, SERIES)


def _move(
    session: Session,
    table: type[WaitingEntry] | type[Series],
    own: sa.ColumnElement[bool],
    visit_id: uuid.UUID,
    folder_id: uuid.UUID,
) -> None:
    key = person_key(Who(subject=Subject(person_id=belongings.owner_of(session, folder_id=folder_id))))
    session.execute(
        sa.update(table)
        .where(table.visit_id == visit_id, own)
        .values(visit_id=folder_id, person_key=key)
        .execution_options(synchronize_session=False)
    )
