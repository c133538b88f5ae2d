"""The inventory: places, what they have, what can be booked there, and when it is open."""

from __future__ import annotations

import uuid
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen.booking.terms import Need, ResourceKind, ServiceKind
from citizen.db.base import Base
from citizen.db.types import PlainJson, code_enum

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
    #: What an institution type of the catalogue it is, e.g. "adult-rehab"; empty: any other place.
    institution: Mapped[str] = mapped_column(sa.String(60), default="")
    #: For saying how far it is; never asked of a person.
    subdistrict: Mapped[str] = mapped_column(sa.String(60), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    #: How the place is reached in writing, e.g. by SMS number; shown beside every telephone number.
    text_channel: Mapped[str] = mapped_column(sa.String(200), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    #: Where a remote session is joined (an https address of the deployment's own service).
    join_address: Mapped[str] = mapped_column(sa.String(400), default="")
    #: Closed on public holidays, open on the working days that are moved to a weekend.
    keeps_holidays: Mapped[bool] = mapped_column(default=True)
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
    #: Until so many hours before the start the person may move it on their own; 0: until it begins. Calling it
    #: off is open until then anyway.
    change_hours: Mapped[int] = mapped_column(default=0)
    #: Several people at the same time: places are seats of a group session.
    is_group: Mapped[bool] = mapped_column(default=False)
    #: So many appointments may be booked as one series; 1: each is booked alone.
    most_in_series: Mapped[int] = mapped_column(default=1)
    #: The same help in another way (at home, remotely): the code of the service at the place; empty: it stands alone.
    variant_of: Mapped[str] = mapped_column(sa.String(60), default="")

    requirements: Mapped[list[ServiceRequirement]] = relationship(
        order_by="ServiceRequirement.position", lazy="selectin", viewonly=True
    )

    @property
    def is_asked_for(self) -> bool:
        """Nothing of it is counted here: whoever wants it asks, and is answered."""
        return not self.is_group and not self.requirements


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
    #: This resource alone has to be asked for so long before, e.g. an interpreter.
    notice_hours: Mapped[int] = mapped_column(default=0)
    #: Taken only for a visit longer than this, e.g. the second interpreter after an hour.
    over_minutes: Mapped[int] = mapped_column(default=0)


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
