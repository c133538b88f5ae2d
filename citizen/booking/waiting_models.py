"""What is wanted and not had yet: places on the waiting list, and requests that hold no time."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen.booking.place_models import Service, Site
from citizen.booking.terms import (
    AnswerBy,
    PartOfDayWished,
    RequestKind,
    RequestState,
    WaitingState,
)
from citizen.db.base import Base
from citizen.db.types import PlainJson, SealedJson, SealedText, UtcDateTime, code_enum


class WaitingEntry(Base):
    """Somebody waits for a time of a service, at one place or at any of a district. First come, first offered."""

    __tablename__ = "waiting_entry"
    __table_args__ = (
        # An offer is a held booking; there is none without it.
        sa.CheckConstraint("state <> 'offered' OR booking_id IS NOT NULL", name="offer"),
    )

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    public_ref: Mapped[str] = mapped_column(sa.String(20), unique=True)
    access_code: Mapped[str] = mapped_column(SealedText)
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    person_key: Mapped[str] = mapped_column(sa.String(64), index=True)
    booked_by: Mapped[str] = mapped_column(sa.String(40))
    person_name: Mapped[str | None] = mapped_column(SealedText)
    service_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("service.id"), index=True)
    district: Mapped[str] = mapped_column(sa.String(40), index=True)
    site_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("site.id"))
    needs: Mapped[list[str]] = mapped_column(SealedJson)
    part: Mapped[PartOfDayWished] = mapped_column(code_enum(PartOfDayWished))
    #: Monday is 0; empty: any day.
    weekdays: Mapped[list[int]] = mapped_column(PlainJson)
    from_day: Mapped[date]
    until_day: Mapped[date]
    contact_name: Mapped[str | None] = mapped_column(SealedText)
    contact_phone: Mapped[str | None] = mapped_column(SealedText)
    home_address: Mapped[str | None] = mapped_column(SealedText)
    #: The language it was asked in (accessibility.reading_codes): what is told to a contact phone.
    language: Mapped[str] = mapped_column(sa.String(16), default="zh-Hans")
    state: Mapped[WaitingState] = mapped_column(code_enum(WaitingState), index=True)
    booking_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("booking.id"))
    #: How many offers ran out without an answer. A time that was not wanted does not count.
    offers: Mapped[int] = mapped_column(default=0)
    #: The order of the list; two of the same moment are ordered by reference.
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    service: Mapped[Service] = relationship(lazy="joined", innerjoin=True, viewonly=True)
    site: Mapped[Site | None] = relationship(lazy="joined", viewonly=True)


class BookingRequest(Base):
    """Asked of a place in the person's own time: it answers with an appointment, a message or a call."""

    __tablename__ = "booking_request"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    public_ref: Mapped[str] = mapped_column(sa.String(20), unique=True)
    access_code: Mapped[str] = mapped_column(SealedText)
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    person_key: Mapped[str] = mapped_column(sa.String(64), index=True)
    booked_by: Mapped[str] = mapped_column(sa.String(40))
    person_name: Mapped[str | None] = mapped_column(SealedText)
    kind: Mapped[RequestKind] = mapped_column(code_enum(RequestKind))
    service_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("service.id"))
    district: Mapped[str] = mapped_column(sa.String(40), index=True)
    site_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("site.id"))
    needs: Mapped[list[str]] = mapped_column(SealedJson)
    #: In the person's own words: which days, what else matters.
    wishes: Mapped[str | None] = mapped_column(SealedText)
    answer_by: Mapped[AnswerBy] = mapped_column(code_enum(AnswerBy))
    contact_name: Mapped[str | None] = mapped_column(SealedText)
    contact_phone: Mapped[str | None] = mapped_column(SealedText)
    home_address: Mapped[str | None] = mapped_column(SealedText)
    state: Mapped[RequestState] = mapped_column(code_enum(RequestState), index=True)
    answer: Mapped[str | None] = mapped_column(SealedText)
    booking_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("booking.id"))
    answered_by: Mapped[str] = mapped_column(sa.String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The language it was asked in (accessibility.reading_codes): what is told to a contact phone.
    language: Mapped[str] = mapped_column(sa.String(16), default="zh-Hans")

    service: Mapped[Service | None] = relationship(lazy="joined", viewonly=True)
    site: Mapped[Site | None] = relationship(lazy="joined", viewonly=True)
