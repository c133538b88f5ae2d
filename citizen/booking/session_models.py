"""Bookings that belong together: seats of a group session, and the appointments of a series."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen.booking.place_models import Service, Site
from citizen.booking.terms import SeriesState
from citizen.db.base import Base
from citizen.db.types import PlainJson, UtcDateTime, code_enum


class GroupSession(Base):
    """A time that several people share. A guarded count decides who gets a seat; it can never pass the capacity."""

    __tablename__ = "group_session"
    __table_args__ = (
        sa.CheckConstraint("0 <= booked AND booked <= capacity", name="seats"),
        sa.CheckConstraint("start_at < end_at", name="times"),
    )

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    code: Mapped[str] = mapped_column(sa.String(80), unique=True)
    service_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("service.id"), index=True)
    site_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("site.id"), index=True)
    start_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    end_at: Mapped[datetime] = mapped_column(UtcDateTime)
    capacity: Mapped[int]
    booked: Mapped[int] = mapped_column(default=0)
    #: The place wants fewer seats than are booked: each that is given back goes, until so many are left.
    lowered_to: Mapped[int | None]
    #: Codes of Need that this session meets, e.g. an interpreter is there anyway.
    meets: Mapped[list[str]] = mapped_column(PlainJson)
    is_cancelled: Mapped[bool] = mapped_column(default=False)

    service: Mapped[Service] = relationship(lazy="joined", innerjoin=True, viewonly=True)
    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True, viewonly=True)


class SessionSeat(Base):
    """Which seat of a session a booking has. The key lets no seat be given twice."""

    __tablename__ = "session_seat"
    __table_args__ = (sa.CheckConstraint("seat > 0", name="seat"),)

    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("group_session.id"), primary_key=True)
    seat: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    booking_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("booking.id"), unique=True)


class Series(Base):
    """Several appointments booked as one, e.g. ten sessions of therapy, a week apart."""

    __tablename__ = "booking_series"
    __table_args__ = (
        sa.CheckConstraint("wanted BETWEEN 2 AND 60", name="wanted"),
        sa.CheckConstraint("every_days BETWEEN 1 AND 28", name="every_days"),
    )

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    public_ref: Mapped[str] = mapped_column(sa.String(20), unique=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    person_key: Mapped[str] = mapped_column(sa.String(64), index=True)
    service_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("service.id"))
    site_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("site.id"))
    wanted: Mapped[int]
    every_days: Mapped[int]
    state: Mapped[SeriesState] = mapped_column(code_enum(SeriesState))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    service: Mapped[Service] = relationship(lazy="joined", innerjoin=True, viewonly=True)
    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True, viewonly=True)
