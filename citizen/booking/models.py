"""What can be booked, and what is booked.

Opening hours stand here as rules; free times are computed (slots). A booked time is a set of `claim` rows, and the
primary key of that table decides who gets it: no two rows of one resource and one quarter of an hour can exist.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen.booking.terms import (
    BookingState,
    Channel,
    Need,
    NeedState,
    ResourceKind,
    ServiceKind,
)
from citizen.db.base import Base
from citizen.db.types import PlainJson, SealedJson, SealedText, UtcDateTime, code_enum

#: Words in the languages that are written: {"zh": …, "en": …}.
Words = dict[str, str]


def _id() -> Mapped[uuid.UUID]:
    return mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)


class Site(Base):
    """A place. Sample places are marked, and every page that shows one says so."""

    __tablename__ = "site"

    id: Mapped[uuid.UUID] = _id()
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    district: Mapped[str] = mapped_column(sa.String(40), index=True)
    name: Mapped[Words] = mapped_column(PlainJson)
    address: Mapped[Words] = mapped_column(PlainJson)
    #: How to get in, written for somebody who has never been there.
    way_in: Mapped[Words] = mapped_column(PlainJson)
    zone: Mapped[str] = mapped_column(sa.String(60))
    #: Codes of Need that this place always meets.
    meets: Mapped[list[str]] = mapped_column(PlainJson)
    is_sample: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)


class Resource(Base):
    """A person, a room, a device or a car that one visit takes as a whole."""

    __tablename__ = "resource"

    id: Mapped[uuid.UUID] = _id()
    code: Mapped[str] = mapped_column(sa.String(80), unique=True)
    site_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("site.id"), index=True)
    kind: Mapped[ResourceKind] = mapped_column(code_enum(ResourceKind))
    skills: Mapped[list[str]] = mapped_column(PlainJson)
    is_active: Mapped[bool] = mapped_column(default=True)


class Service(Base):
    """Something that can be booked. All durations are whole quarters of an hour."""

    __tablename__ = "service"
    __table_args__ = (
        sa.CheckConstraint("minutes > 0 AND minutes % 15 = 0", name="minutes"),
        sa.CheckConstraint("prep_minutes >= 0 AND clean_minutes >= 0 AND longer_minutes >= 0", name="buffers"),
        sa.CheckConstraint("step_minutes > 0 AND step_minutes % 15 = 0", name="step"),
    )

    id: Mapped[uuid.UUID] = _id()
    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    kind: Mapped[ServiceKind] = mapped_column(code_enum(ServiceKind))
    position: Mapped[int]
    name: Mapped[Words] = mapped_column(PlainJson)
    summary: Mapped[Words] = mapped_column(PlainJson)
    #: What to bring: one sentence each, {"zh": […], "en": […]}.
    bring: Mapped[dict[str, list[str]]] = mapped_column(PlainJson)
    #: The programmes of the catalogue that this service belongs to.
    programmes: Mapped[list[str]] = mapped_column(PlainJson)
    minutes: Mapped[int]
    #: Added for a person who needs more time.
    longer_minutes: Mapped[int] = mapped_column(default=0)
    prep_minutes: Mapped[int] = mapped_column(default=0)
    clean_minutes: Mapped[int] = mapped_column(default=0)
    step_minutes: Mapped[int]
    notice_hours: Mapped[int] = mapped_column(default=0)
    ahead_days: Mapped[int] = mapped_column(default=56)

    requirements: Mapped[list[ServiceRequirement]] = relationship(
        order_by="ServiceRequirement.position", lazy="selectin", viewonly=True
    )


class ServiceRequirement(Base):
    """A service takes `count` resources of a kind and skill, always or only for somebody with a need."""

    __tablename__ = "service_requirement"
    __table_args__ = (sa.CheckConstraint("count > 0", name="count"),)

    service_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("service.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ResourceKind] = mapped_column(code_enum(ResourceKind))
    skill: Mapped[str] = mapped_column(sa.String(60))
    count: Mapped[int] = mapped_column(default=1)
    only_for: Mapped[Need | None] = mapped_column(code_enum(Need))


class Opening(Base):
    """A resource works every week on this weekday (Monday is 0), in local minutes of the day."""

    __tablename__ = "opening"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("0 <= from_minute AND from_minute < to_minute AND to_minute <= 1440", name="minutes"),
    )

    id: Mapped[uuid.UUID] = _id()
    resource_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("resource.id"), index=True)
    weekday: Mapped[int]
    from_minute: Mapped[int]
    to_minute: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class OpeningException(Base):
    """On one day a resource is open in addition, or closed in spite of its rules."""

    __tablename__ = "opening_exception"
    __table_args__ = (
        sa.CheckConstraint("0 <= from_minute AND from_minute < to_minute AND to_minute <= 1440", name="minutes"),
    )

    id: Mapped[uuid.UUID] = _id()
    resource_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("resource.id"), index=True)
    day: Mapped[date]
    from_minute: Mapped[int]
    to_minute: Mapped[int]
    is_open: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")


class Wish(Base):
    """What a visitor is looking for, for one person: kept while they look, and when a held time is lost."""

    __tablename__ = "booking_wish"

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), primary_key=True)
    person_key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    district: Mapped[str | None] = mapped_column(sa.String(40))
    service_code: Mapped[str | None] = mapped_column(sa.String(60))
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
        # One held time per person, whatever the number of windows.
        sa.Index(
            "uq_booking_one_hold",
            "person_key",
            unique=True,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
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
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    service: Mapped[Service] = relationship(lazy="joined", innerjoin=True, viewonly=True)
    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True, viewonly=True)
    needs: Mapped[list[BookingNeed]] = relationship(order_by="BookingNeed.need", lazy="selectin", viewonly=True)


class Claim(Base):
    """The arbiter: one resource, one quarter of an hour, one booking."""

    __tablename__ = "claim"

    resource_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("resource.id"), primary_key=True)
    tick: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    booking_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("booking.id"), index=True)


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
