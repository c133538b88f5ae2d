"""A way that has several appointments: getting a device, or a rehabilitation plan. All of it is about one person."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import SealedJson, SealedText, UtcDateTime, code_enum
from citizen.pathways.terms import Attended, PathwayKind, PathwayState, StepKind, StepState


class Pathway(Base):
    """One device for one person, from assessment to follow-up; or one plan of rehabilitation."""

    __tablename__ = "pathway"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    public_ref: Mapped[str] = mapped_column(sa.String(20), unique=True)
    access_code: Mapped[str] = mapped_column(SealedText)
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    person_key: Mapped[str] = mapped_column(sa.String(64), index=True)
    begun_by: Mapped[str] = mapped_column(sa.String(40))
    person_name: Mapped[str | None] = mapped_column(SealedText)
    district: Mapped[str] = mapped_column(sa.String(40), index=True)
    kind: Mapped[PathwayKind] = mapped_column(code_enum(PathwayKind))
    #: The class of devices (a code of device_classes); it tells about a disability: sealed.
    device: Mapped[str | None] = mapped_column(SealedText)
    programme: Mapped[str] = mapped_column(sa.String(80), default="")
    #: The application whose approval opened it.
    application_ref: Mapped[str] = mapped_column(sa.String(20), default="")
    #: Of a plan: how many sessions, and the subsidised amount in fen with its source; absent: not published.
    sessions: Mapped[int | None]
    amount: Mapped[dict[str, str] | None] = mapped_column(SealedJson)
    state: Mapped[PathwayState] = mapped_column(code_enum(PathwayState), index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PathwayStep(Base):
    """One step of a way. The order is the position; a later step is never done before an earlier one is settled."""

    __tablename__ = "pathway_step"
    __table_args__ = (sa.UniqueConstraint("pathway_id", "position"),)

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    pathway_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("pathway.id"), index=True)
    position: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(code_enum(StepKind))
    state: Mapped[StepState] = mapped_column(code_enum(StepState))
    due_on: Mapped[date | None]
    booking_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("booking.id"), unique=True)
    #: The person (as booking knows them) who is looking for a time for this step: what they book next is for it.
    wanted_key: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    #: What the place wrote for the person: the prescription, what was adjusted, what to practise.
    report: Mapped[str | None] = mapped_column(SealedText)
    attended: Mapped[Attended | None] = mapped_column(code_enum(Attended))
    #: Used of the subsidised amount, in fen.
    used: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.String(40), default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PathwayEvent(Base):
    """What happened on the way, by whom. Rows are only ever added."""

    __tablename__ = "pathway_event"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    pathway_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("pathway.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    what: Mapped[str] = mapped_column(sa.String(40))
    actor: Mapped[str] = mapped_column(sa.String(60))
    relation: Mapped[str] = mapped_column(sa.String(40))
    step: Mapped[int | None]
