"""What can be booked, and what is booked.

Opening hours stand here as rules; free times are computed (slots). A booked time is a set of `claim` rows, and the
primary key of that table decides who gets it: no two rows of one resource and one quarter of an hour can exist.
"""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen.booking.day_models import Reminder, Ticket, TicketCounter
from citizen.booking.place_models import Opening, OpeningException, Resource, Service, ServiceRequirement, Site
from citizen.booking.session_models import GroupSession, Series, SessionSeat
from citizen.booking.terms import (
    BookingState,
    Channel,
    Need,
    NeedState,
)
from citizen.booking.waiting_models import BookingRequest, WaitingEntry
from citizen.db.base import Base
from citizen.db.types import PlainJson, SealedJson, SealedText, UtcDateTime, code_enum

__all__ = [
    "Booking",
    "BookingEvent",
    "BookingNeed",
    "BookingRequest",
    "Claim",
    "GroupSession",
    "Opening",
    "OpeningException",
    "PersonSlot",
    "Reminder",
    "Resource",
    "Series",
    "Service",
    "ServiceRequirement",
    "SessionSeat",
    "Site",
    "Ticket",
    "TicketCounter",
    "WaitingEntry",
    "Wish",
]

_HELD_ALONE = sa.text("state = 'held' AND (series_position IS NULL OR series_position = 1)")


def _id() -> Mapped[uuid.UUID]:
    return mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)


class Wish(Base):
    """What a visitor is looking for, for one person: kept while they look, and when a held time is lost."""

    __tablename__ = "booking_wish"

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), primary_key=True)
    person_key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    district: Mapped[str | None] = mapped_column(sa.String(40))
    service_code: Mapped[str | None] = mapped_column(sa.String(60))
    #: Chosen by the person from a list, for saying how far a place is. Where somebody lives: sealed.
    subdistrict: Mapped[str | None] = mapped_column(SealedText)
    #: Codes of Need. They tell about a disability: sealed.
    needs: Mapped[list[str]] = mapped_column(SealedJson)
    contact_name: Mapped[str | None] = mapped_column(SealedText)
    contact_phone: Mapped[str | None] = mapped_column(SealedText)
    home_address: Mapped[str | None] = mapped_column(SealedText)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Booking(Base):
    """One time for one person. The row is a state machine; every change compares state (and version) as it writes."""

    __tablename__ = "booking"
    __table_args__ = (
        sa.CheckConstraint("(state = 'held') = (hold_until IS NOT NULL)", name="hold"),
        sa.CheckConstraint("start_at < end_at", name="times"),
        # One held time per person, whatever the number of windows; and one that was offered from the waiting list.
        # A series is held as a whole: its first appointment stands for all.
        sa.Index(
            "uq_booking_one_hold",
            "person_key",
            "is_offer",
            unique=True,
            sqlite_where=_HELD_ALONE,
            postgresql_where=_HELD_ALONE,
        ),
    )

    id: Mapped[uuid.UUID] = _id()
    public_ref: Mapped[str] = mapped_column(sa.String(20), unique=True)
    access_code: Mapped[str] = mapped_column(SealedText)
    service_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("service.id"), index=True)
    site_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("site.id"), index=True)
    start_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    end_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[BookingState] = mapped_column(code_enum(BookingState), index=True)
    hold_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    #: Held because its turn on the waiting list came, not because the person chose it.
    is_offer: Mapped[bool] = mapped_column(default=False)
    extensions: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    ics_sequence: Mapped[int] = mapped_column(default=0)
    #: The visit that made it, and a keyed hash of the person it is for.
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    person_key: Mapped[str] = mapped_column(sa.String(64), index=True)
    #: What the one who booked is to the person (proxies.authority.Relation).
    booked_by: Mapped[str] = mapped_column(sa.String(40))
    person_name: Mapped[str | None] = mapped_column(SealedText)
    channel: Mapped[Channel] = mapped_column(code_enum(Channel))
    contact_name: Mapped[str | None] = mapped_column(SealedText)
    contact_phone: Mapped[str | None] = mapped_column(SealedText)
    home_address: Mapped[str | None] = mapped_column(SealedText)
    #: The language it was booked in (accessibility.reading_codes): what is told to a contact phone.
    language: Mapped[str] = mapped_column(sa.String(16), default="zh-Hans")
    #: The group session it is a seat of, the series it belongs to, and the bookings of one family next to each other.
    session_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("group_session.id"), index=True)
    series_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("booking_series.id"), index=True)
    series_position: Mapped[int | None]
    together_id: Mapped[uuid.UUID | None] = mapped_column(sa.Uuid, index=True)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The person said that they come so many minutes later.
    late_minutes: Mapped[int | None]
    companions: Mapped[int] = mapped_column(default=0)
    closed_reason: Mapped[str] = mapped_column(sa.String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    service: Mapped[Service] = relationship(lazy="joined", innerjoin=True, viewonly=True)
    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True, viewonly=True)
    needs: Mapped[list[BookingNeed]] = relationship(order_by="BookingNeed.need", lazy="selectin", viewonly=True)


class Claim(Base):
    """The arbiter: one resource, one quarter of an hour, one booking (or one group session)."""

    __tablename__ = "claim"
    __table_args__ = (sa.CheckConstraint("(booking_id IS NULL) <> (session_id IS NULL)", name="owner"),)

    resource_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("resource.id"), primary_key=True)
    tick: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    booking_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("booking.id"), index=True)
    session_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("group_session.id"), index=True)


class PersonSlot(Base):
    """One person is in one place at a time."""

    __tablename__ = "person_slot"

    person_key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    tick: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    booking_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("booking.id"), index=True)


class BookingNeed(Base):
    """What the person needs on the day, whether it is arranged, and with which resource."""

    __tablename__ = "booking_need"

    booking_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("booking.id"), primary_key=True)
    need: Mapped[Need] = mapped_column(code_enum(Need), primary_key=True)
    state: Mapped[NeedState] = mapped_column(code_enum(NeedState))
    #: What the place answered, and when.
    note: Mapped[str | None] = mapped_column(SealedText)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BookingEvent(Base):
    """What happened to a booking, by whom and for whom. Rows are only ever added."""

    __tablename__ = "booking_event"

    id: Mapped[uuid.UUID] = _id()
    booking_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("booking.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    what: Mapped[str] = mapped_column(sa.String(40))
    actor: Mapped[str] = mapped_column(sa.String(40))
    relation: Mapped[str] = mapped_column(sa.String(40))
    channel: Mapped[Channel] = mapped_column(code_enum(Channel))
    version: Mapped[int]
    #: Codes and moments only, e.g. {"from": "2026-12-01T01:00+00:00"}; nothing personal.
    detail: Mapped[dict[str, str] | None] = mapped_column(PlainJson)
