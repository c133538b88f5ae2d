"""Members of staff: who may help at a counter, enter or confirm a mandate, and see whose data."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import PlainJson, SealedJson, SealedText, UtcDateTime


class StaffMember(Base):
    """Enrolled by the operator, for one district. The sign-in name is a work number, never an ID number."""

    __tablename__ = "staff_member"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(SealedText)
    district: Mapped[str] = mapped_column(sa.String(20))
    #: Codes of duties.Role.
    roles: Mapped[list[str]] = mapped_column(PlainJson)
    #: Where one-time codes go: a work telephone or a work e-mail address.
    phone: Mapped[str | None] = mapped_column(SealedText)
    email: Mapped[str | None] = mapped_column(SealedText)
    #: For the first passkey; used once.
    enrolment_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    enrolment_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CounterRequest(Base):
    """A new way to reach a person, told at a counter: it counts once a second member of staff has said yes."""

    __tablename__ = "counter_request"
    __table_args__ = (sa.CheckConstraint("decided_by IS NULL OR decided_by <> entered_by", name="two_members"),)

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    district: Mapped[str] = mapped_column(sa.String(20), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    #: The new address, and what was seen to know who it is; emptied once it is decided.
    wanted: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    entered_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("staff_member.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("staff_member.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: "confirmed", or the reason why not.
    outcome: Mapped[str | None] = mapped_column(sa.String(40))


class StaffAccess(Base):
    """That a member of staff opened a page or sent a form of the staff: which one, and how it was answered. Never what
    stood in it: looks at a person's things are written into that person's own list besides.
    """

    __tablename__ = "staff_access"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    staff_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("staff_member.id"), index=True)
    #: The name of the page in the program, for example "staff.desk".
    page: Mapped[str] = mapped_column(sa.String(80))
    method: Mapped[str] = mapped_column(sa.String(8))
    status: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
