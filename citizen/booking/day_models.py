"""The day itself: reminders before it, numbers in the hall on it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.booking.terms import TicketState
from citizen.db.base import Base
from citizen.db.types import UtcDateTime, code_enum


class Reminder(Base):
    """Sent at most once per booking, kind and version: the key says so. A moved appointment has a new version."""

    __tablename__ = "booking_reminder"

    booking_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("booking.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketCounter(Base):
    """The next number of a place on a day. Counting up is one UPDATE … RETURNING."""

    __tablename__ = "ticket_counter"

    site_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("site.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    prefix: Mapped[str] = mapped_column(sa.String(4), primary_key=True)
    last: Mapped[int]


class Ticket(Base):
    """A number in a hall: of a booking whose person has arrived, or of somebody without an appointment."""

    __tablename__ = "ticket"
    __table_args__ = (sa.UniqueConstraint("site_id", "day", "prefix", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    site_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("site.id"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    prefix: Mapped[str] = mapped_column(sa.String(4))
    number: Mapped[int]
    booking_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("booking.id"), unique=True)
    #: How to call them: "text", "sound", "person" in codes joined by a comma; a person who hears and sees has all.
    call_by: Mapped[str] = mapped_column(sa.String(40), default="")
    state: Mapped[TicketState] = mapped_column(code_enum(TicketState), index=True)
    counter: Mapped[str] = mapped_column(sa.String(40), default="")
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    calls: Mapped[int] = mapped_column(default=0)
